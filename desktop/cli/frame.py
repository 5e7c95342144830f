"""What is around every command: where the log goes, and what becomes of errors."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable

from desktop.errors import SottoError, UsageError, UserFacingError


def framed(command: Callable[[], int]) -> int:
    """Run a command; returns its exit code, or 1 and 2 for errors, each of which is one line that says what to do."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what was said may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        return command()
    except UserFacingError as error:
        print(f"sotto: {error}; {error.advice}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except PermissionError as error:
        if error.filename is None:
            raise
        print(f"sotto: {error.filename}: {error.strerror}; make sure that you may read and write it", file=sys.stderr)
        return 1
    except SottoError as error:
        print(f"sotto: {error}; this is a fault in Sotto, please report it", file=sys.stderr)
        return 1


def set_up_log(*, verbose: bool) -> None:
    """Send warnings to the terminal, and everything of Sotto's if `verbose`."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("sotto").setLevel(logging.DEBUG if verbose else logging.CRITICAL)
