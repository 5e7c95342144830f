"""Which settings a turn ran under: its details have their key, and the session's the values, once for each key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.storage.records import TurnRecord

_SETTINGS, _KEY, _VALUES = "settings", "key", "values"

Known = Mapping[str, Mapping[str, Any]]
"""Values by the names of settings, by key."""


def details_under(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a turn's details bring along; what is stored of it, `parted` says."""
    return {_SETTINGS: {_KEY: key, _VALUES: dict(values)}}


def parted(turn: TurnRecord) -> tuple[TurnRecord, Known]:
    """Return a turn that brings settings along with no more than their key, and the values for its session."""
    brought = turn.details.get(_SETTINGS)
    if not isinstance(brought, dict):
        return turn, {}
    key, values = str(brought.get(_KEY, "")), brought.get(_VALUES)
    known = {key: values} if isinstance(values, dict) else {}
    return replace(turn, details=turn.details | {_SETTINGS: key}), known


def with_settings(details: str, known: Known) -> str:
    """Return a session's details, a JSON object, with further settings."""
    parsed = json.loads(details)
    return json.dumps(parsed | {_SETTINGS: dict(settings_in(parsed)) | dict(known)}) if known else details


def key_in(details: Mapping[str, Any]) -> str:
    """Return the key that a turn's details have; empty in turns from before it was kept."""
    found = details.get(_SETTINGS)
    return found if isinstance(found, str) else ""


def settings_in(details: Mapping[str, Any]) -> Known:
    """Return the settings that a session's details have; of what an import brought, only what is like ours."""
    found = details.get(_SETTINGS)
    if not isinstance(found, dict):
        return {}
    return {str(key): values for key, values in found.items() if isinstance(values, dict)}
