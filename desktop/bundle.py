"""What a report of a fault comes with: one file with the diagnosis and the log, and no word that was said."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from desktop.diagnosis import Diagnosis
from desktop.errors import UsageError, UserFacingError
from desktop.machine import without_names
from desktop.observability.log_reading import LogFilter, Tail
from desktop.paths import Paths
from desktop.wording import marked


def contents(diagnosis: Diagnosis, paths: Paths, session: str = "", *, words: bool = False) -> dict[str, str]:
    """Return the files of a bundle by name: what was found, for people and for programs, and the event log.

    With `words` the log has what was said, if that was written into it at all.
    """
    log = "".join(f"{line}\n" for line in _log(paths, session, words=words))
    return {
        "diagnosis.txt": "".join(f"{line}\n" for line in as_lines(diagnosis)),
        "diagnosis.json": json.dumps(asdict(diagnosis), indent=1),
        "events.jsonl": log,
    }


def write(files: Mapping[str, str], path: Path, *, replace: bool = False) -> None:
    """Write a bundle, whole or not at all.

    Raises UsageError when `path` is there already, unless `replace`, or cannot be written.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode("utf-8", "backslashreplace"))
    try:
        with path.open("wb" if replace else "xb") as file:
            file.write(packed.getvalue())
    except FileExistsError as error:
        raise UsageError(
            marked("{path} is there already", path=path), advice=marked("choose another name, or give --force")
        ) from error
    except OSError as error:
        raise UsageError(
            marked("{path} cannot be written: {strerror}", path=path, strerror=error.strerror),
            advice=marked("choose another folder"),
        ) from error


def as_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """Give a diagnosis for people, what matters most first."""
    for check in diagnosis.checks:
        yield f"{'ok ' if check.ok else 'BAD'}  {check.name}: {check.detail}"
        if not check.ok:
            yield f"     {check.advice}"
    yield ""
    yield from _advice(diagnosis)
    yield ""
    for stage, latency in diagnosis.timings.items():
        figures = "  ".join(f"{name} {latency[name]:,.0f} ms" for name in ("p50", "p95", "p99"))
        yield f"{stage.removesuffix('_ms'):18} {figures}  of {latency['count']:,.0f}"
    for error in diagnosis.errors:
        facts = error.get("facts") or {}
        told = facts.get("message", "") if isinstance(facts, dict) else ""
        yield f"{error.get('utc', '')}  {error.get('level', '')}  {error.get('type', '')}  {told}".rstrip()
    yield ""
    for group in (diagnosis.installation, diagnosis.settings, diagnosis.database):
        yield from (f"{name:24} {value}" for name, value in group.items())
    for model in diagnosis.models:
        yield f"{model.kind:9} {model.name:28} {model.bytes:>14,} bytes  {model.sha256}"
    if diagnosis.session is not None:
        yield ""
        yield json.dumps(diagnosis.session, indent=1)


def _advice(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.advice:
        yield "nothing here would make it faster that can be told from the record"
    for number, one in enumerate(diagnosis.advice, 1):
        gain = f" (about {one.gain_ms:,.0f} ms a turn)" if one.gain_ms else ""
        yield f"{number}. {one.what}{gain}: {one.evidence}"
        yield f"   {one.advice}"


def _log(paths: Paths, session: str, *, words: bool) -> Iterator[str]:
    tail = Tail(paths.event_log)
    try:
        for line in LogFilter(session).of(tail.lines()):
            told = dict(line.fields) if words else line.without_words()
            yield json.dumps(without_names(told, paths))
    except UserFacingError as error:  # the diagnosis tells it, too
        yield json.dumps({"error": without_names(str(error), paths)})
    finally:
        tail.close()
