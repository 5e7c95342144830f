"""What starts this very Sotto, hidden, when the user logs in."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_HIDDEN = ("run", "--hidden")


def home() -> str:
    """Return the home that `SOTTO_HOME` names, from the root; empty for the usual one."""
    named = os.environ.get("SOTTO_HOME")
    return str(Path(named).expanduser().absolute()) if named else ""


def command() -> list[str]:
    """Return program and arguments, for a system that gives them the home by its environment."""
    beside = Path(sys.executable).with_name("sotto")
    script = str(beside) if beside.exists() else shutil.which("sotto")
    return [*([script] if script else [sys.executable, "-m", "desktop"]), *_HIDDEN]


def silent_command() -> list[str]:
    """Return the same for Windows, where an ordinary Python opens a console and no environment can be given."""
    without_console = Path(sys.executable).with_name("pythonw.exe")
    python = str(without_console) if without_console.exists() else sys.executable
    if not home():
        return [python, "-m", "desktop", *_HIDDEN]
    program = f"import os,sys;os.environ['SOTTO_HOME']={home()!r};sys.argv[1:]={list(_HIDDEN)!r}"
    return [python, "-c", f"{program};from desktop.__main__ import main;main()"]
