"""The names of what is measured."""

from __future__ import annotations

import enum


class Step(enum.StrEnum):
    """The steps of a turn, in their order."""

    CAPTURE = "capture"
    """The user speaks."""
    ENDPOINT = "endpoint"
    """End of the utterance to the knowledge that it has ended."""
    RECOGNISE = "recognise"
    """That to the text."""
    TOOLS = "tools"
    """Text to the last tool's result."""
    PREFILL = "prefill"
    """The prompt is evaluated."""
    FIRST_TOKEN = "first_token"
    """That to the first token of the reply."""
    CLAUSE = "clause"
    """First token to the first clause that the voice is given."""
    FIRST_SOUND = "first_sound"
    """That to its first samples."""
    HEARD = "heard"
    """First to last sample of the reply that left the loudspeaker."""


WAITING = tuple(step for step in Step if step not in (Step.CAPTURE, Step.HEARD))
"""The steps that the user waits for; together they are `Series.WAIT`."""


class Series(enum.StrEnum):
    """What is measured besides the steps. Times are milliseconds."""

    WAIT = "wait"
    """End of the utterance to the first sample of the reply."""
    TOKENS_A_SECOND = "tokens_a_second"
    """Tokens of a reply over the time from text to last token; of turns without tools."""
    PROMPT_TOKENS = "prompt_tokens"
    REPLY_TOKENS = "reply_tokens"
    TURNS = "turns"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    IGNORED = "ignored"
    CACHE_MISSES = "cache_misses"
    """Answers that were looked for among earlier ones and not found."""
    CACHE_HITS = "cache_hits"
    """Answers of before, given again."""
    ERRORS = "errors"
    """Failures of a stage, also outside of turns."""
    UNDERRUNS = "underruns"
    """Times the loudspeaker ran out of samples."""
    OVERRUNS = "overruns"
    """Times the system threw samples of the microphone away."""
    DROPPED = "dropped"
    """Turns, pieces of sound and events that found a queue full."""
    MEMORY = "memory"
    """Resident set of the process in MiB."""
    PROCESSOR = "processor"
    """Processor time of the process in per cent of one core."""
    QUEUE_LISTENING = "queue_listening"
    """Commands that wait for a thread; so for the four below."""
    QUEUE_THINKING = "queue_thinking"
    QUEUE_SPEAKING = "queue_speaking"
    QUEUE_STORAGE = "queue_storage"
    QUEUE_METRICS = "queue_metrics"


Measured = Step | Series
WINDOWS_S = (60, 300, 900, 3600)
"""Lengths of time over which each is taken, in seconds."""
QUEUES = (
    Series.QUEUE_LISTENING, Series.QUEUE_THINKING, Series.QUEUE_SPEAKING, Series.QUEUE_STORAGE, Series.QUEUE_METRICS,
)  # fmt: skip
TRENDS = (Series.WAIT, Series.TOKENS_A_SECOND, Series.MEMORY, Series.PROCESSOR)
"""Those of which the course over the last hour is kept."""
