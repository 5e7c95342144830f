"""Lines typed in a terminal while something else goes on, asked for without waiting."""

from __future__ import annotations

import os
import sys


class Keys:
    """The keyboard, a line at a time."""

    def __init__(self) -> None:
        """Standard input is read, which is to be a terminal."""
        self._typed = ""

    def line(self) -> str | None:
        """A line that was ended with Return, without blanks around it; None while there is none.

        Raises EOFError when the terminal is gone or its input was ended.
        """
        self._typed += _typed().replace("\r\n", "\n").replace("\r", "\n")
        line, ended, rest = self._typed.partition("\n")
        if not ended:
            return None
        self._typed = rest
        return line.strip()

    def forget(self) -> None:
        """Drop what was typed so far."""
        try:
            _typed()
        finally:
            self._typed = ""


def _typed() -> str:
    """What came since the last look."""
    if sys.platform == "win32":
        import msvcrt

        return "".join(iter(lambda: msvcrt.getwche() if msvcrt.kbhit() else "", ""))
    import select

    number, read = sys.stdin.fileno(), ""
    while select.select([number], [], [], 0)[0]:
        try:
            piece = os.read(number, 4096)
        except OSError as error:  # the terminal was closed
            raise EOFError from error
        if not piece:
            raise EOFError
        read += piece.decode("utf-8", "replace")
    return read
