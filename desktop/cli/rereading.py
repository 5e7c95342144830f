"""Having the Sotto that runs take over what a command wrote into the settings."""

from __future__ import annotations


def tell_running(at_once: str) -> str:
    """Have the Sotto that runs, if one does, go over to what the settings name; return what comes of it.

    `at_once` says it where it acts now.
    """
    from desktop.errors import UserFacingError
    from desktop.paths import Paths
    from desktop.running import DONE, Command, tell

    try:
        answer = tell(Paths.from_environment().home, Command.REREAD)
    except UserFacingError as error:
        return f"{error}: it acts when Sotto starts next"
    return at_once if answer == DONE else "it acts when Sotto starts next"
