"""`sotto ptt` and `sotto run` without the rest of the command line, which takes longer to load than either may."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.cli.frame import framed, set_up_log
from desktop.paths import Paths
from desktop.running import KEY, Command, talk

_RUNS = {(): False, ("run",): False, ("run", "--hidden"): True}
"""What opens the window, and whether it stays in the tray."""


def quick(arguments: Sequence[str]) -> int | None:
    """Do what is asked and return the exit code; None for anything else, which is the whole command line's."""
    words = tuple(arguments)
    if words in _RUNS:
        return framed(lambda: _run(hidden=_RUNS[words]))
    if len(words) == 2 and words[0] == "ptt" and words[1] in KEY:
        return framed(lambda: _talk(Command(words[1])))
    return None


def _talk(command: Command) -> int:
    talk(Paths.from_environment().home, command)
    return 0


def _run(*, hidden: bool) -> int:
    from desktop.cli.opening import open_window

    set_up_log(verbose=False)
    return open_window(hidden=hidden)
