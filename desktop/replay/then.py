"""The settings that stored turns ran under, as far as their record keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.errors import SettingsError, UsageError
from desktop.replay.choosing import SECTIONS
from desktop.replay.material import StoredSession, StoredTurn
from desktop.settings import Settings
from desktop.settings.fields import Kind
from desktop.settings.in_use import fields_that_count
from desktop.storage.ran_under import key_in, settings_in

_PLAIN = (Kind.SWITCH, Kind.CHOICE, Kind.WHOLE, Kind.NUMBER)


def settings_of(session: StoredSession, turns: Sequence[StoredTurn]) -> Mapping[str, Any]:
    """Return the settings of some turns that are not the usual ones, by name.

    Raises UsageError where they were not kept, or differ among the turns.
    """
    keys = {key_in(turn.record.details) for turn in turns}
    known = settings_in(session.record.details)
    if len(keys) > 1:
        advice = "replay one with --turn, or all with the settings of now"
        raise UsageError("these turns ran under different settings", advice=advice)
    (key,) = keys
    if key not in known:
        advice = "leave --as-then out, and name what was different with --with"
        raise UsageError("the settings of then were not kept", advice=advice)
    return known[key]


def as_then(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return settings with the figures and choices of then; models, devices and what the user wrote stay as they are.

    Raises UsageError for a value that there may not be any more.
    """
    for field in fields_that_count():
        if field.record in SECTIONS and field.kind in _PLAIN:
            value = values.get(field.path, field.default)
            try:
                settings = field.changed(settings, value)
            except SettingsError as error:
                message = f"a replay cannot run with {field.path}: {error}"
                raise UsageError(message, advice="leave --as-then out") from error
    return settings
