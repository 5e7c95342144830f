"""Settings as a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w
from pydantic import ValidationError

from desktop.errors import SettingsError
from desktop.settings.whole import SCHEMA_VERSION, Settings
from desktop.wording import marked


def load_settings(path: Path) -> Settings:
    """Read settings from `path`; a missing file gives the defaults.

    Raises SettingsError when the file does not parse, holds an unknown or impossible value, or is from a newer Sotto.
    """
    advice = marked("correct it, or move {path} away to start from the defaults", path=path)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        message = marked("the settings in {path} cannot be read: {reason}", path=path, reason=error.strerror)
        raise SettingsError(message, advice=marked("make sure that you may read that file")) from error
    except UnicodeDecodeError as error:
        fault = marked("the settings file is not valid TOML: {error}", error=error)
        raise SettingsError(fault, advice=advice) from error
    try:
        settings = Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        fault = marked("the settings file is not valid TOML: {error}", error=error)
        raise SettingsError(fault, advice=advice) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = marked(
            "the settings file has a bad value at {where}: {reason}",
            where=where,
            reason=first["msg"].removeprefix("Value error, "),
        )
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
        part.write_text(tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True)), "utf-8")
        part.replace(path)
    except OSError as error:
        advice = marked("make sure that {folder} can be written and the disk is not full", folder=path.parent)
        message = marked("the settings could not be saved: {reason}", reason=error.strerror)
        raise SettingsError(message, advice=advice) from error
