"""Where things live. `SOTTO_HOME` moves all of it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def _default_home() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sotto"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "sotto"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sotto"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one installation's data; a property each, for what has a name is spelt once."""

    home: Path
    """Everything the user owns lies below this folder."""

    @classmethod
    def from_environment(cls) -> Paths:
        """Return `SOTTO_HOME` if set and not empty, else the platform's data folder."""
        home = os.environ.get("SOTTO_HOME")
        return cls(Path(home).expanduser() if home else _default_home())

    @property
    def database(self) -> Path:
        """The SQLite file with every session and turn."""
        return self.home / "sotto.db"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.home / "backups"

    @property
    def settings(self) -> Path:
        """The TOML file with the user's settings."""
        return self.home / "settings.toml"

    @property
    def models(self) -> Path:
        """Models the user installed."""
        return self.home / "models"

    @property
    def adapters(self) -> Path:
        """LoRA adapters of the user's own, `NAME.gguf` each."""
        return self.home / "adapters"

    @property
    def catalogue(self) -> Path:
        """The user's own list of models that can be downloaded; optional."""
        return self.home / "catalog.toml"

    @property
    def audio(self) -> Path:
        """Replies written by the command line when no `--out` was given."""
        return self.home / "audio"

    @property
    def recordings(self) -> Path:
        """What was said in conversations, by either side, as sound."""
        return self.home / "recordings"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.home / "logs"

    @property
    def packs(self) -> Path:
        """Packs the user installed, a folder each."""
        return self.home / "packs"

    @property
    def pack_data(self) -> Path:
        """What packs keep, a folder each."""
        return self.home / "pack-data"

    @property
    def mcp(self) -> Path:
        """What tool servers offered when they were switched on, a file each."""
        return self.home / "mcp"

    @property
    def event_log(self) -> Path:
        """The newest part of the event log; older parts lie beside it, as `events.jsonl.1` and so on."""
        return self.logs / "events.jsonl"

    @property
    def metrics_address(self) -> Path:
        """Where a running Sotto tells its figures; there while it does."""
        return self.home / "metrics-address.json"

    @property
    def monitor_address(self) -> Path:
        """Where a running Sotto can be watched; there while it can."""
        return self.home / "monitor-address.json"

    @property
    def monitor_key(self) -> Path:
        """Who can read this file may watch."""
        return self.home / "monitor-key"

    @property
    def answers(self) -> Path:
        """The SQLite file with answers that may be given again."""
        return self.home / "answers.db"

    @property
    def documents(self) -> Path:
        """The SQLite file with what was read of the user's documents; it can be made anew from them."""
        return self.home / "documents.db"

    @property
    def notes(self) -> Path:
        """The list of notes; damaged ones lie beside it as `notes.damaged` and so on."""
        return self.home / "notes.json"

    @property
    def timers(self) -> Path:
        """The timers that have not rung; damaged lists lie beside it as those of notes do."""
        return self.home / "timers.json"

    @property
    def scenarios(self) -> Path:
        """What came of the newest run of scenarios, which may hold what was once said."""
        return self.cache / "scenarios"

    @property
    def cache(self) -> Path:
        """What can be rebuilt: benchmark models, for one."""
        return self.home / "cache"


def _shipped(name: str, checkout: str) -> Path:
    package = Path(__file__).parent
    beside = package.parent / checkout
    return beside if beside.exists() else package / name


def starter_models() -> Path:
    """Folder of the starter pack: `stt/`, `llm/starter.gguf`, `tts/starter.onnx`, `turn/starter.onnx`,
    `wake/starter.onnx`; adapters.
    """
    return _shipped("starter", "models/starter")


def catalogue_file() -> Path:
    """The list of models that can be downloaded."""
    return _shipped("catalog.toml", "models/catalog.toml")


def translations() -> Path:
    """Folder of the catalogues of sentences, `LANGUAGE/LC_MESSAGES/sotto.mo`."""
    return assets() / "translations"


def assets() -> Path:
    """Folder of icons, sounds and demo recordings."""
    return _shipped("assets", "assets")
