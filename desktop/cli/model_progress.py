"""One line on the terminal that shows how far a download, a copy or a check is."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.models.progress import Progress


class ProgressLine:
    """Writes over itself, and only on a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = False

    def tell(self, progress: Progress) -> None:
        """Show it."""
        if sys.stderr.isatty():
            print(f"\r\033[K{self._name}  {described(progress)}", end="", file=sys.stderr, flush=True)
            self._shown = True

    def say(self, text: str) -> None:
        """Put words in its place."""
        self._end()
        print(text, file=sys.stderr)

    def _end(self) -> None:
        if self._shown:
            print(file=sys.stderr)
            self._shown = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()


def described(progress: Progress) -> str:
    """How far it is, in words and figures."""
    from desktop.models.staging import megabytes

    if not progress.total:
        return str(progress.step)
    parts = [f"{progress.step} {progress.done / progress.total:4.0%}"]
    parts.append(f"{megabytes(progress.done)} of {megabytes(progress.total)}")
    if progress.bytes_per_s:
        parts.append(f"{megabytes(int(progress.bytes_per_s))}/s")
    left = progress.seconds_left
    if left is not None and progress.done < progress.total:
        parts.append(f"{left // 3600:.0f} h {left % 3600 // 60:.0f} min left" if left >= 3600 else _minutes(left))
    return "  ".join(parts)


def _minutes(seconds: float) -> str:
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s left"
