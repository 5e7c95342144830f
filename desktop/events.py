"""The vocabulary: a frozen dataclass for every fact; consumers `match` on it and end with `assert_never`."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.event import Event as Event
from desktop.event import Head as Head
from desktop.event import head as head
from desktop.surroundings import AdapterChanged as AdapterChanged
from desktop.surroundings import DeviceChanged as DeviceChanged
from desktop.surroundings import ModelChanged as ModelChanged
from desktop.surroundings import StageFailed as StageFailed
from desktop.surroundings import TimerRang as TimerRang
from desktop.surroundings import WakeWordAwaited as WakeWordAwaited
from desktop.surroundings import WakeWordHeard as WakeWordHeard
from desktop.terms import (
    Answer,
    CacheUse,
    Control,
    Endpoint,
    MessageType,
    ModelNames,
    Outcome,
    Route,
    RouteReason,
    Source,
    State,
    Timings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged(Event):
    """The assistant went from one state to another."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReady(Event):
    """All models are loaded and warm, the devices are open; later again, when another persona answers."""

    models: ModelNames
    load_ms: float
    """Time from start to ready, in milliseconds; 0 for another persona."""
    persona: str = ""
    """Name of who answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMeasured(Event):
    """Loudness of the microphone over the last block."""

    rms: float
    """Root mean square, 0 to 1."""
    peak: float
    """Largest absolute sample, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """The user began an utterance (the key went down)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(Event):
    """The utterance is complete (the key went up)."""

    audio_s: float
    """Length of the utterance in seconds, pre-roll included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript(Event):
    """What was recognised of the utterance so far; each replaces the one before."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed(Event):
    """The utterance became text; also reported for typed text."""

    text: str
    language: str
    """ISO 639-1 code; empty for typed text."""
    confidence: float
    """0 to 1: exponential of the mean token log-probability; 1 for typed text."""
    ms: float
    """Time it took, in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceIgnored(Event):
    """Nothing trustworthy was said; the turn ends here."""

    reason: str
    """A short sentence for the user."""
    text: str
    """What the recogniser would have said; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlObeyed(Event):
    """The utterance was a control word, which acted without the language model."""

    control: Control
    slowness: float
    """Length of what is spoken from now on, in times what the settings say."""
    gain_db: float
    """Level of what is spoken from now on, in decibels above the voice's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDelta(Event):
    """The next piece of the reply's text. Concatenate, never drop."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted(Event):
    """The model calls a tool; `ToolRan` follows unless the turn is interrupted."""

    name: str
    """Empty when the call was not understood."""
    arguments: str
    """JSON object, as the model wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAsked(Event):
    """A tool is about to change something, or to reach beyond this machine: `ConsentGiven` follows."""

    number: int
    """Of the question; the answer names it."""
    name: str
    """Of the tool."""
    effect: str
    """`write`, `external`, or `conversation`: somebody else is to answer."""
    arguments: str
    """JSON object: exactly what the tool will get."""
    wait_s: float
    """How long the answer is waited for; none is a no."""
    asks: str = ""
    """What is about to be done, in words for people; empty where the tool brings none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """The question is settled, by the user or by the end of the wait."""

    number: int
    name: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRan(Event):
    """The model called a tool and has its result."""

    name: str
    title: str
    """What was done, in words for people."""
    arguments: str
    """JSON object."""
    result: str
    """JSON object; has the key `error` when the call failed."""
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyAudible(Event):
    """The first reply sample was handed to the loudspeaker."""

    ms: float
    """End of the utterance to now, in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyHeard(Event):
    """How much of the reply the loudspeaker has played so far."""

    heard: str
    """A prefix of the reply's spoken text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Event):
    """The user cut the reply short."""

    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFinished(Event):
    """The whole turn, however it ended."""

    outcome: Outcome
    source: Source
    transcript: str
    language: str
    confidence: float
    generated: str
    """All text the language model wrote as a reply."""
    spoken: str
    """The part of it that was synthesised."""
    heard: str
    """The part of that which the loudspeaker played."""
    audio_s: float
    """Length of the utterance in seconds; 0 for typed text."""
    timings: Timings
    models: ModelNames
    error: str = ""
    """Why it failed or was ignored; empty otherwise."""
    tools: tuple[str, ...] = field(default=())
    """Names of the tools that ran, in order."""
    seen: tuple[tuple[str, str], ...] = ()
    """What the model was shown for the last part of its reply: roles and contents."""
    prompt_tokens: int | None = None
    """Of that, as the model counts; None where it did not come to an end."""
    reply_tokens: int | None = None
    reused_tokens: int | None = None
    """Of the prompt's tokens, those that were in the model's memory already."""
    prompt_ms: float | None = None
    """Time to evaluate that prompt, in milliseconds; some of it may have passed before the question was complete."""
    no_speech: float | None = None
    """Probability that nobody spoke, 0 to 1, as the recogniser has it; None for typed text."""
    language_confidence: float | None = None
    """Probability of the language, 0 to 1, where the recogniser detected it; None where it was chosen."""
    message_type: MessageType = MessageType.NONE
    """What kind of message the reply is."""
    speakability: float | None = None
    """Share of the reply's words that are spoken as they are written, 0 to 1; None without a reply."""
    endpoint: Endpoint | None = None
    """What was taken of its recording; None for typed text."""
    persona: str = ""
    """Who answered, at last; empty where nobody did."""
    route: Route = Route.NONE
    """What answered, where there is a choice."""
    route_reason: RouteReason = RouteReason.NONE
    """Why it did."""
    cache: CacheUse = CacheUse.NONE
    """Whether its answer had been given before and was given again."""
    likeness: float | None = None
    """Of this question and that one, as a cosine up to 1; None without a hit."""
    fallbacks: int | None = None
    """Times the recogniser did not trust a short window and tried its longest; None for typed text."""
    microphone_ms: float | None = None
    """Between a sound and the block that carried it, as the device tells; None for typed text."""
    speaker_ms: float | None = None
    """Between a reply's samples and the air, as the device tells; None where nothing was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised(Event):
    """The model sees a summary in place of the middle of the conversation."""

    summary: str
    through: int
    """Number of the last turn that it covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineClosed(Event):
    """The engine stopped; nothing follows."""


EngineEvent = (
    StateChanged
    | EngineReady
    | LevelMeasured
    | SpeechStarted
    | SpeechEnded
    | PartialTranscript
    | Transcribed
    | UtteranceIgnored
    | ControlObeyed
    | ReplyDelta
    | ToolStarted
    | ConsentAsked
    | ConsentGiven
    | ToolRan
    | ReplyAudible
    | ReplyHeard
    | Interrupted
    | StageFailed
    | DeviceChanged
    | ModelChanged
    | AdapterChanged
    | TimerRang
    | WakeWordAwaited
    | WakeWordHeard
    | TurnFinished
    | Summarised
    | EngineClosed
)
