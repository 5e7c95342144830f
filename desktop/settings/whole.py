"""All settings in one record."""

from __future__ import annotations

from desktop.settings.answering import (
    LanguageModelSettings,
    PackSettings,
    RouterSettings,
    ToolSettings,
    VoiceSettings,
)
from desktop.settings.hearing import AudioSettings, ConversationSettings, TranscriptionSettings, WakeSettings
from desktop.settings.history import RecordSettings
from desktop.settings.operating import CacheSettings, DocumentSettings, LogSettings, MetricsSettings, MonitorSettings
from desktop.settings.personas import PersonaSettings
from desktop.settings.record import Record
from desktop.settings.servers import McpSettings
from desktop.settings.window import AppearanceSettings, CueSettings, DesktopSettings

SCHEMA_VERSION = 1


class Settings(Record):
    """All settings."""

    schema_version: int = SCHEMA_VERSION
    audio: AudioSettings = AudioSettings()
    transcription: TranscriptionSettings = TranscriptionSettings()
    language_model: LanguageModelSettings = LanguageModelSettings()
    router: RouterSettings = RouterSettings()
    voice: VoiceSettings = VoiceSettings()
    cues: CueSettings = CueSettings()
    conversation: ConversationSettings = ConversationSettings()
    wake: WakeSettings = WakeSettings()
    tools: ToolSettings = ToolSettings()
    record: RecordSettings = RecordSettings()
    packs: PackSettings = PackSettings()
    mcp: McpSettings = McpSettings()
    personas: PersonaSettings = PersonaSettings()
    desktop: DesktopSettings = DesktopSettings()
    appearance: AppearanceSettings = AppearanceSettings()
    cache: CacheSettings = CacheSettings()
    documents: DocumentSettings = DocumentSettings()
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
