"""A local calendar file into which appointments are written, because the user said so.

Other programs write it too: it is read anew each time, replaced whole or not at all, and what is not an appointment
of this desk stays as it is, to the byte.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from desktop.packs.service_desk.calendar_blocks import found_in, own_blocks, stamp_of, with_entry, without_entry
from desktop.packs.service_desk.calendar_file import CalendarFile
from desktop.packs.service_desk.calendars import CalendarError, ChangedError, Entry, Found

_PATIENCE_S = 2.0
"""How long another Sotto that writes it is waited for."""
_ATTEMPTS = 5
"""How often a file is read anew because another program wrote it meanwhile."""
_ADVICE = "see that it can be written, or `sotto desk calendar unset`"


class KeptCalendarFile(CalendarFile):
    """A `DeskCalendar` in a local file."""

    keeps_appointments = True

    def __init__(self, path: Path, desk: str, lock: Path) -> None:
        """`desk` is the mark of its own entries; `lock` lies where every Sotto of this home finds it."""
        super().__init__(path, besides=desk)
        self._desk, self._guard = desk, lock

    def put(self, entry: Entry, stamp: str) -> str:
        """See `DeskCalendar`."""
        after = self._change(entry.appointment, stamp, lambda data: with_entry(data, entry, self._desk))
        return stamp_of(own_blocks(after, self._desk).get(entry.appointment))

    def remove(self, appointment: int, stamp: str) -> None:
        """See `DeskCalendar`."""
        self._change(appointment, stamp, lambda data: without_entry(data, appointment, self._desk), gone=True)

    def find(self, appointment: int) -> Found | None:
        """See `DeskCalendar`."""
        block = own_blocks(self._bytes(), self._desk).get(appointment)
        return None if block is None else found_in(appointment, block, self._desk)

    def entries(self, first: date, end: date) -> Sequence[Found]:
        """See `DeskCalendar`."""
        from_, until = datetime.combine(first, time()), datetime.combine(end, time())
        blocks = own_blocks(self._bytes(), self._desk).items()
        found = [found_in(number, block, self._desk) for number, block in blocks]
        return [one for one in found if one.entry.start < until and from_ < one.entry.end]

    def remove_all(self) -> int:
        """Take all own entries out; return how many there were."""
        numbers = list(own_blocks(self._bytes(), self._desk))
        for number in numbers:
            self.remove(number, "")
        return len(numbers)

    def _change(self, number: int, stamp: str, how: Callable[[bytes], bytes], *, gone: bool = False) -> bytes:
        """Replace the file by what `how` makes of it, unless the entry is not as Sotto left it; return its bytes."""
        with self._locked():
            for _ in range(_ATTEMPTS):
                before, data = self._mark(), self._bytes()
                self._check(number, stamp, own_blocks(data, self._desk).get(number), gone=gone)
                try:
                    after = how(data)
                except ValueError as error:
                    raise self._unreadable(str(error)) from error
                if after == data or self._replace(after, before):
                    return after
        raise CalendarError(
            f"the calendar {self._path} is being written by another program", advice="try again later"
        )

    def _check(self, number: int, stamp: str, block: bytes | None, *, gone: bool) -> None:
        if gone and (block is None or not stamp):
            return
        if stamp_of(block) != stamp:
            message = f"the calendar's entry of appointment {number} was changed by somebody"
            raise ChangedError(message, advice="`sotto desk calendar` shows what differs")

    def _bytes(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error

    def _mark(self) -> tuple[int, int, int] | None:
        """What tells one state of the file from another; None where there is none."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _replace(self, data: bytes, before: tuple[int, int, int] | None) -> bool:
        """Put a whole new file in its place, of the same mode, where a link leads; False if it is another by now."""
        part = ""
        try:
            real = self._path.resolve()  # a link to a calendar program's file stays one
            mode = real.stat().st_mode & 0o777 if before is not None else 0o600
            real.parent.mkdir(parents=True, exist_ok=True)
            number, part = tempfile.mkstemp(".part", f".{real.name}.", real.parent)
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(part).chmod(mode)
            if self._mark() != before:
                return False
            Path(part).replace(real)
            part = ""
        except OSError as error:
            detail = error.strerror or str(error)
            raise CalendarError(f"the calendar {self._path} cannot be written ({detail})", advice=_ADVICE) from error
        finally:
            if part:
                Path(part).unlink(missing_ok=True)
        return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self._guard.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._guard, timeout=_PATIENCE_S):
                yield
        except Timeout as error:
            raise CalendarError("another Sotto is writing the calendar", advice="try again later") from error
