"""The settings that a turn ran under, as its record keeps them: figures and choices, nothing that anybody wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from desktop.settings.fields import Kind, SettingField, Value, setting_groups
from desktop.settings.kept import KeptSettings
from desktop.settings.whole import Settings

CHANGED = "(changed)"
"""Stands for what the user wrote or what names one of his devices."""
_IDLE = ("appearance", "cues", "desktop", "record", "metrics")
"""Records that move no figure of a turn, but for `_TOO`."""
_TOO = ("desktop.unload_minutes", "record.keep_audio", "metrics.endpoint")
_PLAIN = (Kind.SWITCH, Kind.CHOICE, Kind.WHOLE, Kind.NUMBER)
_KEY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class InUse:
    """Settings that acted together."""

    key: str
    """Twelve hexadecimal digits; the same for the same settings."""
    values: Mapping[str, Any]
    """Those that are not the usual ones, by names such as `language_model.context`; of files their last part."""


class SettingsInUse:
    """Which settings act now: some of what is chosen waits for the next start. One thread."""

    def __init__(self, kept: KeptSettings, as_chosen: Callable[[Settings], Settings]) -> None:
        """`kept` holds what Sotto was started with; `as_chosen` puts what the persona says in its place."""
        self._kept, self._started, self._as_chosen = kept, kept.now, as_chosen
        self._seen: Settings | None = None
        self._known = InUse("", {})

    def now(self) -> InUse:
        """Those of this moment."""
        chosen = self._kept.now
        if chosen is not self._seen:
            self._seen, self._known = chosen, in_use(self._as_chosen(chosen), self._as_chosen(self._started))
        return self._known


def fields_that_count() -> tuple[SettingField, ...]:
    """Return the settings by which turns may differ."""
    every = (one for group in setting_groups() for one in group.fields)
    return tuple(one for one in every if one.record not in _IDLE or one.path in _TOO)


def in_use(chosen: Settings, started: Settings) -> InUse:
    """Return what acts in a Sotto that was started with some settings, and has others chosen since."""
    fields = fields_that_count()
    acting = [(one, one.value_in(chosen if one.live else started)) for one in fields]
    written = json.dumps({one.path: value for one, value in acting}, sort_keys=True)
    key = hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()[:_KEY_DIGITS]
    return InUse(key, {one.path: _told(one, value) for one, value in acting if value != one.default})


def _told(field: SettingField, value: Value) -> Value:
    if field.kind in _PLAIN:
        return value
    if field.kind in (Kind.FILE, Kind.FOLDER) and isinstance(value, str):
        return PurePath(value).name
    return CHANGED
