"""`sotto ptt` without the rest of the command line, which takes longer to load than a talk key may take."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop.errors import UserFacingError
from desktop.paths import Paths
from desktop.running import KEY, Command, talk


def quick(arguments: Sequence[str]) -> int | None:
    """Do `ptt ACTION` and return the exit code; None for anything else, which is the whole command line's."""
    if len(arguments) != 2 or arguments[0] != "ptt" or arguments[1] not in KEY:
        return None
    try:
        talk(Paths.from_environment().home, Command(arguments[1]))
    except UserFacingError as error:
        print(f"sotto: {error}; {error.advice}", file=sys.stderr)
        return 1
    return 0
