"""What the figures are called, and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.observability.series import Measured, Series, Step
from desktop.ui.timing_strip import DASH, duration

TITLES: Mapping[Measured, str] = {
    Step.CAPTURE: "You speak",
    Step.ENDPOINT: "Endpoint",
    Step.RECOGNISE: "Recognise",
    Step.TOOLS: "Tools",
    Step.PREFILL: "Prefill",
    Step.FIRST_TOKEN: "First token",
    Step.CLAUSE: "Clause",
    Step.FIRST_SOUND: "First sound",
    Step.HEARD: "Sotto speaks",
    Series.WAIT: "Your wait",
    Series.TOKENS_A_SECOND: "Tokens a second",
    Series.TURNS: "Turns",
    Series.FAILED: "Failed",
    Series.INTERRUPTED: "Interrupted",
    Series.IGNORED: "Ignored",
    Series.REPLY_TOKENS: "Tokens",
    Series.UNDERRUNS: "Underruns",
    Series.OVERRUNS: "Overruns",
    Series.DROPPED: "Dropped",
    Series.MEMORY: "Memory",
    Series.PROCESSOR: "Processor",
    Series.QUEUE_LISTENING: "Listening",
    Series.QUEUE_THINKING: "Thinking",
    Series.QUEUE_SPEAKING: "Speaking",
    Series.QUEUE_STORAGE: "Storage",
    Series.QUEUE_METRICS: "Metrics",
}

MEANINGS: Mapping[Measured, str] = {
    Step.CAPTURE: "What you said, from the first sound to the last",
    Step.ENDPOINT: "From your last word to the knowledge that you have finished",
    Step.RECOGNISE: "From there to the text",
    Step.TOOLS: "From the text to the result of the last tool",
    Step.PREFILL: "The language model reads the conversation",
    Step.FIRST_TOKEN: "The language model writes the first word of the reply",
    Step.CLAUSE: "From the first word to a clause that can be spoken",
    Step.FIRST_SOUND: "From the clause to its first sound",
    Step.HEARD: "The reply, from its first sound to the last that was played",
    Series.WAIT: "From the end of what you said to the first sound of the reply",
    Series.TOKENS_A_SECOND: "Tokens of a reply over the time from the text to its last token",
    Series.TURNS: "Things said or typed",
    Series.FAILED: "Turns that ended with an error",
    Series.INTERRUPTED: "Replies that you cut short",
    Series.IGNORED: "Utterances in which no words could be trusted",
    Series.REPLY_TOKENS: "Tokens that the language model wrote",
    Series.UNDERRUNS: "Times the loudspeaker ran out of sound",
    Series.OVERRUNS: "Times the system threw sound of the microphone away",
    Series.DROPPED: "Turns, pieces of sound and events that were lost because a queue was full",
    Series.MEMORY: "Memory of this process that is in use",
    Series.PROCESSOR: "Processor time of this process; above 100 % when several cores are busy",
    Series.QUEUE_LISTENING: "Commands that wait for the listening thread",
    Series.QUEUE_THINKING: "Turns that wait for the language model",
    Series.QUEUE_SPEAKING: "Clauses that wait for the voice",
    Series.QUEUE_STORAGE: "Events that wait to be stored",
    Series.QUEUE_METRICS: "Events that wait to be counted",
}


def written(name: Measured, value: float | None) -> str:
    """Return a value with its unit, as people read it."""
    match name:
        case _ if value is None:
            return DASH
        case Series.MEMORY:
            return f"{value:,.0f} MiB"
        case Series.PROCESSOR:
            return f"{value:.0f} %"
        case Series.TOKENS_A_SECOND:
            return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
        case Step() | Series.WAIT:
            return duration(value)
        case _:
            return f"{value:,.0f}"
