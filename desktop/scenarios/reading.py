"""A scenario's file to a record; whatever is wrong with it is told with its line or key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile
from pydantic import ValidationError

from desktop.errors import UsageError
from desktop.scenarios.form import Scenario, Sounding
from desktop.scenarios.yaml_text import line_of_yaml, parse_yaml

LARGEST = 2_000_000
"""Bytes of a file."""
_YAML = (".yaml", ".yml")
SUFFIXES = (".toml", *_YAML)
"""Of a scenario's file; any other is taken for TOML."""


@dataclass(frozen=True, slots=True)
class Script:
    """A scenario and where it lies."""

    path: Path
    scenario: Scenario

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    def sound_file(self, sounding: Sounding) -> Path:
        """Where the recording of a turn lies."""
        return self.path.parent / (sounding.audio or "")


def read_script(path: Path) -> Script:
    """Read a scenario. Raises UsageError that names the file, and the line or key that is wrong."""
    text = _text(path)
    try:
        scenario = Scenario.model_validate(_table(path, text))
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply", advice="docs/scenarios.md has the form") from error
    except ValidationError as error:
        raise _explained(path, text, error) from error
    script = Script(path, scenario)
    for number, turn in enumerate(scenario.turns, 1):
        for sounding in (turn, *turn.during):
            _check_sound(script, number, sounding)
    return script


def _table(path: Path, text: str) -> Any:
    form, parse = ("YAML", parse_yaml) if path.suffix in _YAML else ("TOML", tomllib.loads)
    try:
        return parse(text)
    except ValueError as error:
        raise UsageError(
            f"{path} is not valid {form}: {error}", advice="correct that line; docs/scenarios.md has the form"
        ) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than any scenario", advice="choose a scenario's file")
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not text in UTF-8", advice="choose a scenario's file") from error
    except OSError as error:
        advice = "`sotto scenarios list` shows what there is"
        raise UsageError(f"{path} cannot be read: {error.strerror}", advice=advice) from error


def _explained(path: Path, text: str, error: ValidationError) -> UsageError:
    first = error.errors()[0]
    location = [part for part in first["loc"] if not _is_type(part)]
    where, line = _key(location), (line_of_yaml if path.suffix in _YAML else line_of)(text, location)
    at = f"line {line}, {where}" if line and where else where or "the whole"
    advice = "correct it; docs/scenarios.md has all keys and what they may be"
    if first["type"] == "extra_forbidden":
        return UsageError(f"{path}: there is no key {where}{f' (line {line})' if line else ''}", advice=advice)
    reason = "it is missing" if first["type"] == "missing" else first["msg"].removeprefix("Value error, ")
    return UsageError(f"{path}: {at}: {reason}", advice=advice)


def _is_type(part: str | int) -> bool:
    """Whether pydantic names a member of a union with it, and no key of the file."""
    return isinstance(part, str) and part.partition("[")[0] in ("str", "dict", "float", "int", "none")


def _key(location: Sequence[str | int]) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def line_of(text: str, location: Sequence[str | int]) -> int | None:
    """Line, from 1, of a key, or of the turn that it is in; None where that cannot be told."""
    lines, at, turn = text.splitlines(), 0, False
    if len(location) > 1 and location[0] == "turns" and isinstance(location[1], int):
        heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*turns\s*\]\]", line)]
        if location[1] >= len(heads):
            return None
        at, turn = heads[location[1]], True
    names = [part for part in location[1 if turn else 0 :] if isinstance(part, str)]
    stop = next(
        (n for n in range(at + 1, len(lines)) if turn and lines[n].lstrip().startswith("[[turns]]")), len(lines)
    )
    for name in reversed(names):
        pattern = re.compile(
            rf"\s*(\[.*\b{re.escape(name)}\s*\]|[\"']?{re.escape(name)}[\"']?\s*[=.]|.*[{{,]\s*{re.escape(name)}\s*=)"
        )
        for number in range(at, stop):
            if pattern.match(lines[number]):
                return number + 1
    return at + 1 if turn else None


def _check_sound(script: Script, number: int, sounding: Sounding) -> None:
    if sounding.audio is None:
        return
    path, advice = (
        script.sound_file(sounding),
        "put the file there, or correct `audio`, which is seen from the scenario",
    )
    if not path.is_file():
        raise UsageError(f"{script.path}: the sound of turn {number} is missing: {path}", advice=advice)
    try:
        info = soundfile.info(path)
    except (soundfile.SoundFileError, OSError) as error:
        raise UsageError(
            f"{script.path}: the sound of turn {number} cannot be read: {path}", advice=advice
        ) from error
    if not info.frames:
        raise UsageError(f"{script.path}: the sound of turn {number} is empty: {path}", advice="record it again")
