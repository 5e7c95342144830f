"""Words that events, records and settings share: states, stages, outcomes, timings, names of models."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class State(enum.StrEnum):
    """What the assistant is doing, as a person would see it."""

    LOADING = "loading"
    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    CLOSED = "closed"


class Answer(enum.StrEnum):
    """What the user says to what a tool is about to do."""

    NO = "no"
    YES = "yes"
    ALWAYS = "always"
    """Yes, and to this tool from now on."""
    NONE = "none"
    """Nothing, for as long as it was waited for: that is a no."""


class Stage(enum.StrEnum):
    """Where in a turn something happened."""

    MICROPHONE = "microphone"
    TRANSCRIPTION = "stt"
    LANGUAGE_MODEL = "llm"
    TOOL = "tool"
    VOICE = "tts"
    SPEAKER = "speaker"
    STORAGE = "storage"
    END_OF_TURN = "turn"
    WAKE_WORD = "wake"
    LARGER_MODEL = "larger"
    """The second language model, where there is one."""


class ModelChange(enum.StrEnum):
    """What became of a stage's model."""

    LOADING = "loading"
    READY = "ready"
    """It is used from now on."""
    KEPT = "kept"
    """Another one was not loaded after all; this one stays."""
    UNLOADED = "unloaded"
    """It left the memory; it is loaded again when somebody speaks."""


class Outcome(enum.StrEnum):
    """How a turn ended."""

    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    IGNORED = "ignored"
    UNFINISHED = "unfinished"
    """It is under way; in a record of the past, Sotto ended before it did."""


WENT_ON = "the sentence went on"
"""Why a turn was ignored that is the beginning of the next one: it is no turn of its own for people."""


class MessageType(enum.StrEnum):
    """What kind of message a reply is."""

    NONE = ""
    """There was none."""
    ANSWER = "answer"
    QUESTION = "question"
    """It asks something back."""
    TOOL_ANSWER = "tool answer"
    """It rests on what a tool returned."""
    CONTROL = "control"
    """It confirms a control word; no model wrote it."""


class Route(enum.StrEnum):
    """What answered a turn, where there is a choice."""

    NONE = ""
    """There was none: one model answers everything."""
    RULES = "rules"
    SMALL = "small"
    LARGER = "larger"


class RouteReason(enum.StrEnum):
    """Why it did."""

    NONE = ""
    GREETING = "greeting"
    TIME = "time"
    DATE = "date"
    TIMER = "timer"
    TIMER_LEFT = "timer left"
    SUM = "sum"
    USUAL = "usual"
    """Nothing speaks for the larger model."""
    LONG = "long"
    """The question is."""
    TOPIC = "topic"
    """The question has a word of the settings' list."""
    ASKED = "asked for"
    """“Think harder.”"""
    DOUBT = "doubt"
    """The small model was not sure of its words."""
    FACT = "fact"
    """It is about what the user asked to remember."""
    DOCUMENT = "document"
    """It is about what stands in the user's documents."""
    MISSING = "missing"
    """The larger model could not be loaded, so that the small one answered."""


class CacheUse(enum.StrEnum):
    """What came of looking for a turn's answer among those that were given before."""

    NONE = ""
    """It was not looked for: the cache is off, or the answer depends on more than the question."""
    MISS = "miss"
    HIT = "hit"


class Source(enum.StrEnum):
    """How the user said it."""

    VOICE = "voice"
    TEXT = "text"


class KeyMode(enum.StrEnum):
    """What the talk key does."""

    HOLD = "hold"
    """Talk while it is down; tapped twice, until the next press."""
    TOGGLE = "toggle"
    """One press begins, the next one ends."""


class Control(enum.StrEnum):
    """What a control word asks for."""

    STOP = "stop"
    WAIT = "wait"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    QUIETER = "quieter"
    TALK_TO = "talk_to"
    """Another persona is to answer in this conversation."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Stage timings of one turn, in milliseconds; None where the stage did not run."""

    stt: float | None = None
    """The moment the utterance was known to be over to trusted text."""
    llm_first_token: float | None = None
    """Text to the first token of the reply (of its last pass when tools ran)."""
    llm: float | None = None
    """Text to the last token."""
    tts_first_audio: float | None = None
    """First clause handed to the voice to its first samples."""
    turn: float | None = None
    """End of the utterance (or of the typed text) to the first reply sample handed to the loudspeaker."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What was taken of a spoken turn's recording, and how its end was known. Positions are samples at 16 kHz."""

    by_key: bool
    """Whether the key ended it; otherwise silence did."""
    silence_s: float
    """How long nothing had been said when that was decided; 0 with a key."""
    start: int
    """First sample that was recognised."""
    stop: int
    """The one behind the last; the same as `start` where there was no speech."""
    speech_share: float
    """Share of the frames, from first to last speech, that the detector took for speech."""


@dataclass(frozen=True, slots=True)
class ModelNames:
    """The models that made a turn, by file name."""

    stt: str
    llm: str
    tts: str
    adapter: str = ""
    """LoRA adapter of the language model; empty for none."""
    adapter_scale: float | None = None
    """Times its own strength; None without one."""


class Brightness(enum.StrEnum):
    """Whether the window is light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
