"""Widgets are measured in a process of their own, which shows nothing on the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from desktop.errors import UserFacingError

# an overloaded machine takes minutes; more than that is a window that hangs
_LIMIT_S = 600


def measured(module: str, *arguments: str) -> Sequence[dict[str, Any]]:
    """Run a module of the window with these arguments and return the JSON objects it prints, one a line.

    Raises UserFacingError when it fails.
    """
    command = [sys.executable, "-m", module, *arguments]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_LIMIT_S)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise UserFacingError(f"the window could not be measured: {' '.join(last)}", advice="run `sotto doctor`")
    return [json.loads(line) for line in done.stdout.splitlines()]
