"""Settings of the sound, the recogniser, and who speaks when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from desktop.settings.marks import Advanced, File, Folder, Live, Microphone, Speaker, Titles
from desktop.settings.record import Record
from desktop.terms import KeyMode

NO_TURN_MODEL = "none"
KEY_MODE_TITLES = Titles(("Hold it; tap it twice to lock", "Press to begin, press to end"))


class AudioSettings(Record, title="Sound"):
    """Microphone and loudspeaker."""

    microphone: Live[Microphone[str]] = Field(
        "",
        title="Microphone",
        description="What Sotto hears you with: a device's name, or empty for the system's default.",
    )
    speaker: Live[Speaker[str]] = Field(
        "",
        title="Loudspeaker",
        description="What Sotto speaks with: a device's name, or empty for the system's default.",
    )
    pre_roll_ms: Advanced[int] = Field(
        200, ge=0, le=2000, title="Pre-roll", description="Audio kept from before the key went down."
    )
    free_pre_roll_ms: Advanced[int] = Field(
        500, ge=0, le=2000, title="Pre-roll without a key", description="Audio kept from before speech was noticed."
    )
    echo_cancellation: bool = Field(
        True, title="Echo cancellation", description="Takes Sotto's own voice out of what the microphone hears."
    )
    noise_suppression_db: Literal[0, 6, 12, 18, 21] = Field(
        0, title="Noise suppression", description="By how many decibels noise is lowered; 0 leaves it."
    )
    gain_db: float = Field(
        0, ge=0, le=40, title="Gain", description="The most that a quiet voice is raised by, in decibels."
    )
    longest_utterance_s: Advanced[float] = Field(
        120, gt=0, le=600, title="Longest utterance", description="A held key ends here."
    )


class TranscriptionSettings(Record, title="Understanding"):
    """What Sotto understands you with."""

    model: Live[Folder[str]] = Field(
        "", title="Recogniser", description="Folder of a CTranslate2 Whisper model; empty means the starter's."
    )
    threads: Live[Advanced[int]] = Field(
        0, ge=0, title="Threads", description="0 means one fewer than the machine has cores."
    )
    speech_threshold: Advanced[float] = Field(
        0.3,
        ge=0,
        le=1,
        title="Speech threshold",
        description="Audio that never reaches this speech probability is ignored.",
    )


class ConversationSettings(Record, title="Talking"):
    """Who speaks when."""

    hands_free: Live[bool] = Field(
        False, title="Hands-free", description="Listen without a key: speech begins a turn, silence ends it."
    )
    key_mode: Live[Annotated[KeyMode, KEY_MODE_TITLES]] = Field(
        KeyMode.HOLD,
        title="Talk key",
        description="How Space talks: held down ('hold'), or pressed to begin and again to end ('toggle').",
    )
    turn_model: Live[Advanced[File[str]]] = Field(
        "",
        title="End-of-turn model",
        description="ONNX file of smart-turn's form that hears when a sentence is over; empty means the starter's, "
        "'none' that the words alone decide.",
    )
    patience_finished_s: Advanced[float] = Field(
        0.32,
        ge=0.1,
        le=3,
        title="Pause after a sentence",
        description="Silence that ends a turn after a whole sentence.",
    )
    patience_s: Advanced[float] = Field(
        0.64, ge=0.2, le=5, title="Usual pause", description="Silence that ends a turn when the words do not tell."
    )
    patience_unfinished_s: Advanced[float] = Field(
        1.3,
        ge=0.2,
        le=10,
        title="Pause inside a sentence",
        description="Silence that ends a turn after words like 'and'.",
    )


class WakeSettings(Record, title="Wake word"):
    """What must be said before hands-free speech counts."""

    on: Live[bool] = Field(
        False,
        title="Wait for the wake word",
        description="Hands-free, nothing is understood before the wake word was said. A key needs none.",
    )
    model: Live[Advanced[File[str]]] = Field(
        "",
        title="Wake word model",
        description="ONNX file with its JSON beside it; empty means the starter's, which hears 'hey Sotto'.",
    )
    threshold: Live[Advanced[float]] = Field(
        0,
        ge=0,
        lt=1,
        title="Wake word threshold",
        description="Probability from which the wake word was said; higher wakes less often. 0 is the model's own.",
    )
    within_s: Advanced[float] = Field(
        6, ge=1, le=60, title="After the wake word", description="Seconds within which speech must begin."
    )
    follow_up_s: Advanced[float] = Field(
        6,
        ge=0,
        le=120,
        title="After a reply",
        description="Seconds in which speech counts without the wake word.",
    )
