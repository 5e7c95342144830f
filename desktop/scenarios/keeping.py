"""Keeps what came of a run in files: its results, JUnit XML, a page."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from desktop.errors import UsageError
from desktop.paths import Paths
from desktop.scenarios.junit import junit
from desktop.scenarios.page import page
from desktop.scenarios.result import SuiteResult
from desktop.storage.new_file import write_new


def last_run(paths: Paths) -> Path:
    """Where the newest run of this home is kept."""
    return paths.scenarios / "last.json"


def keep(result: SuiteResult, path: Path) -> None:
    """Write the results, whole or not at all. Raises UsageError when they cannot be."""
    write(path, result.model_dump_json(indent=1))


def read(path: Path) -> SuiteResult:
    """Read results. Raises UsageError when there are none, or they are none of these."""
    try:
        return SuiteResult.model_validate_json(path.read_bytes())
    except OSError as error:
        advice = "`sotto scenarios run` keeps them"
        raise UsageError(f"there are no results in {path}: {error.strerror}", advice=advice) from error
    except ValidationError as error:
        raise UsageError(
            f"{path} holds no results of scenarios", advice="choose a file that `sotto scenarios run --out` wrote"
        ) from error


def write_reports(result: SuiteResult, *, junit_file: Path | None, html_file: Path | None) -> None:
    """Write the reports that are wanted. Raises UsageError when one cannot be."""
    if junit_file is not None:
        write(junit_file, junit(result))
    if html_file is not None:
        write(html_file, page(result))


def write(path: Path, text: str) -> None:
    """Write a text file, whole or not at all. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", advice="choose another file") from error
    write_new(path, [text], replace=True)
