"""Files that are there whole or not at all, and that take no other file's place unasked."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from desktop.errors import UsageError
from desktop.wording import marked


def write_new(path: Path, pieces: Iterable[str], *, replace: bool) -> None:
    """Write text as UTF-8 into a file beside `path` that takes its name once it is on the disk.

    Only its owner may read it. What UTF-8 cannot hold is written as a backslash escape, which is JSON's own way.
    Raises UsageError when `path` exists, unless `replace`, or when it cannot be written, and whatever `pieces`
    raises; then nothing is left behind.
    """
    if path.is_dir():
        raise UsageError(marked("{path} is a folder", path=path), advice=marked("name a file"))
    if not replace and path.exists():
        raise _exists(path)
    # in the same folder: a name can be given at once only within one file system
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        _write(part, pieces)
        _publish(part, path, replace=replace)
    except OSError as error:
        raise UsageError(
            marked("{path} cannot be written: {strerror}", path=path, strerror=error.strerror),
            advice=marked("choose another file"),
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path, pieces: Iterable[str]) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _publish(part: Path, path: Path, *, replace: bool) -> None:
    if replace:
        part.replace(path)
    else:
        try:
            path.hardlink_to(part)  # fails when somebody was faster, which a rename does not
        except FileExistsError as error:
            raise _exists(path) from error
        except OSError as error:  # a file system without links
            if path.exists():
                raise _exists(path) from error
            part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system lets folders be opened. Raises OSError."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _exists(path: Path) -> UsageError:
    return UsageError(f"{path} exists already", advice="choose another file, or `--force` to replace it")
