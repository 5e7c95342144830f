"""Settings as frozen records, one per component, kept as TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import tomli_w
from pydantic import Field, ValidationError

from desktop.desktop_settings import AppearanceSettings, CueSettings, DesktopSettings
from desktop.errors import SettingsError
from desktop.marks import Advanced, File, Folder, Live, LongText, Microphone, Speaker, Titles
from desktop.operating import LogSettings, MetricsSettings, MonitorSettings
from desktop.persona_settings import PersonaSettings
from desktop.setting_record import Record as _Record
from desktop.terms import KeyMode
from desktop.wording import marked

SCHEMA_VERSION = 1

SYSTEM_PROMPT = "You are Sotto, a private voice assistant. Answer in one or two short spoken sentences."


class AudioSettings(_Record, title="Sound"):
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


class TranscriptionSettings(_Record, title="Understanding"):
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


class LanguageModelSettings(_Record, title="Answers"):
    """What Sotto thinks of an answer with."""

    model: Live[File[str]] = Field("", title="Language model", description="GGUF file; empty means the starter's.")
    context: Live[Advanced[int]] = Field(
        2048,
        ge=256,
        title="Context",
        description="Tokens the model may see; never more than it was trained for.",
    )
    max_tokens: Advanced[int] = Field(160, ge=8, title="Longest reply", description="In tokens.")
    threads: Live[Advanced[int]] = Field(
        0, ge=0, title="Threads", description="0 means one fewer than the machine has cores."
    )
    temperature: Live[Advanced[float]] = Field(
        0.0, ge=0, le=2, title="Temperature", description="0 always gives the likeliest words."
    )
    persona: Live[str] = Field(
        "Sotto",
        max_length=80,
        title="Persona",
        description="Name of who the instructions make of the model; past conversations can be filtered by it.",
    )
    system_prompt: Live[LongText[str]] = Field(
        SYSTEM_PROMPT, title="Instructions", description="What the model is told about itself."
    )


class VoiceSettings(_Record, title="Voice"):
    """What Sotto speaks with."""

    model: Live[File[str]] = Field(
        "", title="Voice", description="Piper ONNX file with its JSON beside it; empty means the starter's."
    )
    length_scale: Live[float] = Field(
        1.0, ge=0.4, le=3.0, title="Slowness", description="1 is the voice's own speed, 2 half of it."
    )


NO_TURN_MODEL = "none"
KEY_MODE_TITLES = Titles(("Hold it; tap it twice to lock", "Press to begin, press to end"))


class ConversationSettings(_Record, title="Talking"):
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


class ToolSettings(_Record, title="Tools"):
    """What Sotto may do for you."""

    allowed: Advanced[tuple[str, ...]] = Field(
        ("*:set_timer", "*:cancel_timer", "*:add_note", "*:remove_note"),
        title="Allowed without asking",
        description="Tools that change something and need not ask, each as 'persona:tool'; * is every persona.",
    )
    patience_s: float = Field(
        30, ge=2, le=600, title="Wait for an answer", description="Seconds after which no answer is a no."
    )
    most_calls: Advanced[int] = Field(
        8, ge=1, le=50, title="Calls for one answer", description="How often tools may be used for one answer."
    )
    longest_s: Advanced[float] = Field(
        20, ge=1, le=300, title="Time for one answer", description="Seconds that tools may take for one answer."
    )


class RecordSettings(_Record, title="History"):
    """What is kept of conversations."""

    keep_audio: bool = Field(
        True, title="Keep sound", description="Keeps what you and Sotto say as sound files, beside the text."
    )
    audio_days: Live[int] = Field(
        30, ge=0, title="Keep sound for", description="Days after which sound is deleted; 0 keeps it for ever."
    )
    context_days: Live[Advanced[int]] = Field(
        30,
        ge=0,
        title="Keep what the model saw for",
        description="Days after which it is no longer kept what the model was shown for an answer; "
        "0 keeps it for ever.",
    )
    stale_minutes: Live[int] = Field(
        30,
        ge=1,
        le=10_080,
        title="Offer to go on within",
        description="Minutes for which a conversation that broke off is offered again, "
        "and after which one in which nothing is said ends.",
    )
    text_days: Live[int] = Field(
        0,
        ge=0,
        title="Keep conversations for",
        description="Days after which a conversation that is not pinned is deleted; 0 keeps it for ever.",
    )
    most_sessions: Live[int] = Field(
        0,
        ge=0,
        title="Keep at most",
        description="Conversations; of more, the oldest that are not pinned are deleted. 0 keeps any number.",
    )
    bin_days: Live[int] = Field(
        30, ge=1, title="Empty the bin after", description="Days after which what was deleted is gone for good."
    )
    backups: Live[bool] = Field(
        True, title="Backups", description="Keeps a copy of the database for each of the last days, weeks and months."
    )
    database_url: Advanced[str] = Field(
        "",
        title="Team's database",
        description="Like postgresql://user@host/name; empty keeps conversations in a file of one's own.",
    )


class PackSettings(_Record, title="Packs"):
    """Packs: tools and personas for one job."""

    enabled: tuple[str, ...] = Field((), title="Packs", description="Names of those that are switched on.")


class Settings(_Record):
    """All settings."""

    schema_version: int = SCHEMA_VERSION
    audio: AudioSettings = AudioSettings()
    transcription: TranscriptionSettings = TranscriptionSettings()
    language_model: LanguageModelSettings = LanguageModelSettings()
    voice: VoiceSettings = VoiceSettings()
    cues: CueSettings = CueSettings()
    conversation: ConversationSettings = ConversationSettings()
    tools: ToolSettings = ToolSettings()
    record: RecordSettings = RecordSettings()
    packs: PackSettings = PackSettings()
    personas: PersonaSettings = PersonaSettings()
    desktop: DesktopSettings = DesktopSettings()
    appearance: AppearanceSettings = AppearanceSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    monitor: MonitorSettings = MonitorSettings()


def with_devices(settings: Settings, microphone: str, speaker: str) -> Settings:
    """Return settings with other devices; empty names mean the default ones."""
    audio = settings.audio.model_copy(update={"microphone": microphone, "speaker": speaker})
    return settings.model_copy(update={"audio": audio})


def allowing(settings: Settings, entry: str) -> Settings:
    """Return settings with a further entry of `tools.allowed`."""
    allowed = tuple(dict.fromkeys([*settings.tools.allowed, entry]))
    return settings.model_copy(update={"tools": settings.tools.model_copy(update={"allowed": allowed})})


def load_settings(path: Path) -> Settings:
    """Read settings from `path`; a missing file gives the defaults.

    Raises SettingsError when the file does not parse, holds an unknown or impossible value, or is from a newer Sotto.
    """
    if not path.exists():
        return Settings()
    advice = marked("correct it, or move {path} away to start from the defaults", path=path)
    try:
        settings = Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = marked("the settings file is not valid TOML: {error}", error=error)
        raise SettingsError(fault, advice=advice) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = marked("the settings file has a bad value at {where}: {reason}", where=where, reason=first["msg"])
        raise SettingsError(message, advice=advice) from error
    if settings.schema_version > SCHEMA_VERSION:
        fault = marked("the settings file was written by a newer Sotto")
        raise SettingsError(fault, advice=marked("install that version, or {advice}", advice=advice))
    return settings


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings to `path` through a temporary file, so that a crash leaves the old or the new, never half.

    Raises SettingsError when the file cannot be written.
    """
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(tomli_w.dumps(settings.model_dump(mode="json")), "utf-8")
        part.replace(path)
    except OSError as error:
        advice = marked("make sure that {folder} can be written and the disk is not full", folder=path.parent)
        message = marked("the settings could not be saved: {reason}", reason=error.strerror)
        raise SettingsError(message, advice=advice) from error
