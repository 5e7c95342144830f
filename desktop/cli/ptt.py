"""`sotto ptt`: the talk key of the Sotto that runs, for whatever can run a command.

`quick` does the same before this is loaded; help, and what is written wrongly, arrive here.
"""

from __future__ import annotations

import enum
from typing import Annotated

import typer


class Action(enum.StrEnum):
    """What the key does."""

    PRESS = "press"
    RELEASE = "release"
    TOGGLE = "toggle"
    CANCEL = "cancel"


def ptt(
    action: Annotated[
        Action, typer.Argument(help="The key goes down or up, or one press that begins or ends; cancel discards.")
    ],
) -> None:
    """Talk to the Sotto that runs, from a key of the desktop or a script."""
    from desktop.paths import Paths
    from desktop.running import Command, talk

    talk(Paths.from_environment().home, Command(action.value))
