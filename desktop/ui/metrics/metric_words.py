"""What the figures are called, and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.observability.series import Measured, Series, Step
from desktop.terms import Outcome
from desktop.ui.look.quantities import figure
from desktop.ui.talk.timing_strip import DASH, duration
from desktop.wording import marked

TITLES: Mapping[Measured, str] = {
    Step.CAPTURE: marked("You speak"),
    Step.ENDPOINT: marked("Endpoint"),
    Step.RECOGNISE: marked("Recognise"),
    Step.TOOLS: marked("Tools"),
    Step.PREFILL: marked("Prefill"),
    Step.FIRST_TOKEN: marked("First token"),
    Step.CLAUSE: marked("Clause"),
    Step.FIRST_SOUND: marked("First sound"),
    Step.HEARD: marked("Sotto speaks"),
    Series.WAIT: marked("Your wait"),
    Series.TOKENS_A_SECOND: marked("Tokens a second"),
    Series.TURNS: marked("Turns"),
    Series.FAILED: marked("Failed"),
    Series.INTERRUPTED: marked("Interrupted"),
    Series.IGNORED: marked("Ignored"),
    Series.CACHE_HITS: marked("Cached"),
    Series.REPLY_TOKENS: marked("Tokens"),
    Series.UNDERRUNS: marked("Underruns"),
    Series.OVERRUNS: marked("Overruns"),
    Series.DROPPED: marked("Dropped"),
    Series.MEMORY: marked("Memory"),
    Series.PROCESSOR: marked("Processor"),
    Series.QUEUE_LISTENING: marked("Listening"),
    Series.QUEUE_THINKING: marked("Thinking"),
    Series.QUEUE_SPEAKING: marked("Speaking"),
    Series.QUEUE_STORAGE: marked("Storage"),
    Series.QUEUE_METRICS: marked("Metrics"),
}

MEANINGS: Mapping[Measured, str] = {
    Step.CAPTURE: marked("What you said, from the first sound to the last"),
    Step.ENDPOINT: marked("From your last word to the knowledge that you have finished"),
    Step.RECOGNISE: marked("From there to the text"),
    Step.TOOLS: marked("From the text to the result of the last tool"),
    Step.PREFILL: marked("The language model reads the conversation"),
    Step.FIRST_TOKEN: marked("The language model writes the first word of the reply"),
    Step.CLAUSE: marked("From the first word to a clause that can be spoken"),
    Step.FIRST_SOUND: marked("From the clause to its first sound"),
    Step.HEARD: marked("The reply, from its first sound to the last that was played"),
    Series.WAIT: marked("From the end of what you said to the first sound of the reply"),
    Series.TOKENS_A_SECOND: marked("Tokens of a reply over the time from the text to its last token"),
    Series.TURNS: marked("Things said or typed"),
    Series.FAILED: marked("Turns that ended with an error"),
    Series.INTERRUPTED: marked("Replies that you cut short"),
    Series.IGNORED: marked("Utterances in which no words could be trusted"),
    Series.CACHE_HITS: marked("Answers of before that were given again, and their share of all that were looked for"),
    Series.REPLY_TOKENS: marked("Tokens that the language model wrote"),
    Series.UNDERRUNS: marked("Times the loudspeaker ran out of sound"),
    Series.OVERRUNS: marked("Times the system threw sound of the microphone away"),
    Series.DROPPED: marked("Turns, pieces of sound and events that were lost because a queue was full"),
    Series.MEMORY: marked("Memory of this process that is in use"),
    Series.PROCESSOR: marked("Processor time of this process; above 100 % when several cores are busy"),
    Series.QUEUE_LISTENING: marked("Commands that wait for the listening thread"),
    Series.QUEUE_THINKING: marked("Turns that wait for the language model"),
    Series.QUEUE_SPEAKING: marked("Clauses that wait for the voice"),
    Series.QUEUE_STORAGE: marked("Events that wait to be stored"),
    Series.QUEUE_METRICS: marked("Events that wait to be counted"),
}
OUTCOME_WORDS: Mapping[str, str] = {
    Outcome.COMPLETED: marked("completed"),
    Outcome.INTERRUPTED: marked("interrupted"),
    Outcome.FAILED: marked("failed"),
    Outcome.IGNORED: marked("ignored"),
    Outcome.UNFINISHED: marked("unfinished"),
}
"""How a turn ended; in the record some ends have further names."""


def written(name: Measured, value: float | None) -> str:
    """Return a value with its unit, as people read it."""
    match name:
        case _ if value is None:
            return DASH
        case Series.MEMORY:
            return f"{figure(value, ',.0f')} MiB"
        case Series.PROCESSOR:
            return figure(value / 100, ".0%")
        case Series.TOKENS_A_SECOND:
            return figure(value, ".0f" if value >= 10 else ".1f")
        case Step() | Series.WAIT:
            return duration(value)
        case _:
            return figure(value, ",.0f")
