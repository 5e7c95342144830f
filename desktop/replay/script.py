"""A stored conversation as a scenario: what is said, when, and what is expected. docs/replay.md has the form."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from desktop.errors import UsageError
from desktop.replay.material import StoredSession, StoredTurn
from desktop.storage.new_file import write_new
from desktop.terms import Outcome

SCHEMA = "sotto.scenario/1"


@dataclass(frozen=True, slots=True)
class Written:
    """What a scenario holds."""

    turns: int
    sounds: int


def write_script(session: StoredSession, turns: Sequence[StoredTurn], path: Path, *, replace: bool) -> Written:
    """Write a scenario of these turns, and their sound into a folder beside it.

    Raises UsageError when the file exists, unless `replace`, or cannot be written.
    """
    if path.exists() and not replace:
        raise UsageError(f"{path} exists already", advice="choose another file, or `--force` to replace it")
    turns = [turn for turn in turns if not turn.went_on and _is_said(turn)]
    folder = path.with_name(f"{path.stem}-sound")
    kept = {turn.record.index: name for turn in turns if (name := _copy(session, turn, folder)) is not None}
    text = tomli_w.dumps(scenario(session, turns, kept), multiline_strings=False)
    write_new(path, [text], replace=replace)
    return Written(len(turns), len(kept))


def scenario(session: StoredSession, turns: Sequence[StoredTurn], sounds: Mapping[int, str]) -> dict[str, Any]:
    """Return the scenario; `sounds` has the sound files by their turns' numbers, seen from the scenario's file."""
    record = session.record
    newest = turns[-1].record.models if turns else None
    models = {"stt": newest.stt, "llm": newest.llm, "tts": newest.tts} if newest is not None else {}
    entries = [_entry(turn, session.before(turn), sounds) for turn in turns]
    return {
        "schema": SCHEMA,
        "title": record.title or record.id,
        "session": record.id,
        "persona": record.persona,
        "models": models,
        "turns": entries,
    }


def _is_said(turn: StoredTurn) -> bool:
    return turn.said is not None or bool(turn.record.transcript)


def _entry(turn: StoredTurn, before: Sequence[StoredTurn], sounds: Mapping[int, str]) -> dict[str, Any]:
    record, endpoint = turn.record, turn.endpoint
    entry: dict[str, Any] = {"number": record.index, "now": record.started_at.astimezone()}
    if record.persona:
        entry["speaker"] = record.persona
    if record.index in sounds:
        entry["audio"] = sounds[record.index]
        entry["key"] = endpoint is None or endpoint.by_key
    else:
        entry["text"] = record.transcript
    if before and (ended := before[-1].record.ended_at) is not None:
        entry["pause_s"] = round(max(0.0, (record.started_at - ended).total_seconds()), 2)
    if record.outcome is Outcome.INTERRUPTED:
        entry["interrupt_after_s"] = round(turn.answered.seconds, 2) if turn.answered is not None else 0.0
    return entry | {"expect": _expected(turn)}


def _expected(turn: StoredTurn) -> dict[str, Any]:
    record = turn.record
    expected: dict[str, Any] = {"outcome": record.outcome.value, "words": record.transcript}
    if record.generated.strip():
        expected["reply"] = record.generated.strip()
    if record.outcome is Outcome.INTERRUPTED:
        expected["heard"] = record.heard.strip()
    tools = [{"name": run.name, "arguments": run.arguments, "result": run.result} for run in record.runs]
    return expected | ({"tools": tools} if tools else {})


def _copy(session: StoredSession, turn: StoredTurn, folder: Path) -> str | None:
    """Copy the sound of a turn; None where it is not there any more."""
    if turn.said is None:
        return None
    source = session.recordings.path(turn.said)
    if not source.is_file():
        return None
    target = folder / f"{turn.record.index}.{turn.said.format}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", advice="choose another file") from error
    return f"{folder.name}/{target.name}"
