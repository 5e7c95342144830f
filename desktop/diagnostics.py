"""What is wrong with this installation and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import UserFacingError
from desktop.paths import Paths

if TYPE_CHECKING:
    from desktop.engine.protocols import SoundDevice, SoundSystem

_PACKAGES = ("PySide6", "sounddevice", "silero-vad", "faster-whisper", "llama-cpp-python", "piper-tts", "sqlmodel")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    """What was found."""
    advice: str
    """What to do; empty when all is well."""


def diagnose(paths: Paths) -> list[Check]:
    """Look at everything Sotto needs. Changes nothing but a probe file; loads no model."""
    return [
        Check("python", True, f"{sys.version.split()[0]} on {sys.platform}", ""),
        *(_package(name) for name in _PACKAGES),
        _attempt("settings", lambda: _settings(paths)),
        _attempt("models", lambda: _models(paths)),
        *_adapter(paths),
        _attempt("folder", lambda: _folder(paths.home)),
        _attempt("database", lambda: _database(paths)),
        _attempt("event log", lambda: _log(paths)),
        _attempt("tool servers", lambda: _servers(paths)),
        *_sound(paths),
        _display(),
    ]


def _attempt(name: str, probe: Callable[[], str]) -> Check:
    try:
        return Check(name, True, probe(), "")
    except UserFacingError as error:
        return Check(name, False, str(error), error.advice)
    except OSError as error:
        return Check(name, False, str(error), "make the folder writable, or set SOTTO_HOME to another one")


def _package(name: str) -> Check:
    try:
        return Check(name, True, importlib.metadata.version(name), "")
    except importlib.metadata.PackageNotFoundError:
        return Check(name, False, "not installed", "start Sotto through ./run, which installs what is missing")


def _settings(paths: Paths) -> str:
    from desktop.settings import load_settings

    load_settings(paths.settings)
    return str(paths.settings) if paths.settings.exists() else "defaults"


def _models(paths: Paths) -> str:
    from desktop.catalog import find_models
    from desktop.settings import load_settings

    files = find_models(load_settings(paths.settings), paths)
    found = (("stt", files.stt), ("llm", files.llm), ("tts", files.tts), ("turn", files.turn), ("wake", files.wake))
    return ", ".join(f"{kind} {path.name}" for kind, path in found if path is not None)


def _adapter(paths: Paths) -> list[Check]:
    """Whether the chosen adapter fits the language model; nothing where none is chosen."""
    from desktop.adapters.fitting import check_adapter
    from desktop.adapters.shelf import chosen_adapter
    from desktop.catalog import model_path
    from desktop.personas import as_chosen
    from desktop.settings import Settings, load_settings

    try:
        settings = as_chosen(load_settings(paths.settings))
    except UserFacingError:  # told by the check of the settings
        settings = Settings()
    chosen = chosen_adapter(settings, paths)
    if chosen is None:
        return []
    path, scale = chosen
    model = model_path(settings.language_model.model, "llm", paths)

    def fits() -> str:
        facts = check_adapter(path, model)
        return f"{path.name} at strength {scale:g}, rank {facts.rank}, fits {model.name}"

    return [_attempt("adapter", fits)]


def _folder(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(b"probe")
    return f"{home} is writable"


def _database(paths: Paths) -> str:
    from desktop.settings import load_settings
    from desktop.storage.database import Database

    url = load_settings(paths.settings).record.database_url
    with Database.open(paths.database, url=url) as database:
        return f"{'the server' if url else paths.database.name} opens; {database.version}"


def _log(paths: Paths) -> str:
    from desktop.observability.log_reading import Tail

    tail = Tail(paths.event_log)
    try:
        next(tail.lines(), None)
    finally:
        tail.close()
    return f"{paths.event_log.name} can be read" if paths.event_log.exists() else "nothing is logged yet"


def _servers(paths: Paths) -> str:
    """None is started: `sotto mcp status` does that."""
    from desktop.mcp_client.servers import Servers
    from desktop.settings import load_settings

    settings = load_settings(paths.settings).mcp
    known = Servers(settings, paths.mcp)
    for trouble in known.troubles:
        raise trouble
    on = [server.name for server in settings.servers if server.enabled]
    return f"{', '.join(on)}; {len(known.tools)} tools" if on else "none"


def _sound(paths: Paths) -> list[Check]:
    from desktop.engine.backends.devices import PortAudioSystem, list_devices
    from desktop.engine.backends.sound_server import find_sound_server

    try:
        list_devices()
    except UserFacingError as error:
        return [Check("sound", False, str(error), error.advice)]
    server = find_sound_server()
    system: SoundSystem = server or PortAudioSystem()
    fixed = "none; devices that are connected later are seen when Sotto starts again"
    found = "found; devices may come and go"
    try:
        devices = list(system.devices())
    finally:
        system.close()
    return [Check("sound server", True, found if server else fixed, ""), *_devices(paths, devices)]


def _devices(paths: Paths, devices: Sequence[SoundDevice]) -> list[Check]:
    from desktop.settings import AudioSettings, load_settings

    try:
        audio = load_settings(paths.settings).audio
    except UserFacingError:  # told by the check of the settings
        audio = AudioSettings()
    return [
        _device("microphone", [device.name for device in devices if device.records], audio.microphone),
        _device("loudspeaker", [device.name for device in devices if device.plays], audio.speaker),
    ]


def _device(what: str, found: list[str], chosen: str) -> Check:
    listed = ", ".join(found)
    if not found:
        return Check(what, False, "none found", "plug one in")
    if chosen and not any(chosen in (name, name.partition(": ")[2]) for name in found):
        advice = f"connect it, or choose another {what} under Sound in the settings; the default is used meanwhile"
        return Check(what, False, f"{chosen} is chosen and not connected; there are {listed}", advice)
    return Check(what, True, f"{chosen or 'the default'} is chosen of {listed}", "")


def _display() -> Check:
    if sys.platform != "linux":
        return Check("display", True, sys.platform, "")
    found = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    return Check(
        "display", bool(found), found or "none", "" if found else "log in to a desktop; `sotto demo` needs none"
    )
