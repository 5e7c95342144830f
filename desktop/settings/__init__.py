"""Settings as frozen records, one per component, kept as TOML."""

from desktop.settings.answering import (
    NO_ADAPTER,
    SYSTEM_PROMPT,
    LanguageModelSettings,
    PackSettings,
    ToolSettings,
    VoiceSettings,
)
from desktop.settings.file import load_settings, save_settings
from desktop.settings.hearing import (
    KEY_MODE_TITLES,
    NO_TURN_MODEL,
    AudioSettings,
    ConversationSettings,
    TranscriptionSettings,
    WakeSettings,
)
from desktop.settings.history import RecordSettings
from desktop.settings.operating import CacheSettings, DocumentSettings, LogSettings, MetricsSettings, MonitorSettings
from desktop.settings.personas import PersonaSettings
from desktop.settings.servers import McpServer, McpSettings
from desktop.settings.whole import SCHEMA_VERSION, Settings, allowing, with_devices
from desktop.settings.window import AppearanceSettings, CueSettings, DesktopSettings

__all__ = [
    "KEY_MODE_TITLES",
    "NO_ADAPTER",
    "NO_TURN_MODEL",
    "SCHEMA_VERSION",
    "SYSTEM_PROMPT",
    "AppearanceSettings",
    "AudioSettings",
    "CacheSettings",
    "ConversationSettings",
    "CueSettings",
    "DesktopSettings",
    "DocumentSettings",
    "LanguageModelSettings",
    "LogSettings",
    "McpServer",
    "McpSettings",
    "MetricsSettings",
    "MonitorSettings",
    "PackSettings",
    "PersonaSettings",
    "RecordSettings",
    "Settings",
    "ToolSettings",
    "TranscriptionSettings",
    "VoiceSettings",
    "WakeSettings",
    "allowing",
    "load_settings",
    "save_settings",
    "with_devices",
]
