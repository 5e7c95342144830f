"""Widgets are measured in a process of their own, which shows nothing on the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.errors import UserFacingError

# an overloaded machine takes minutes; more than that is a window that hangs
_LIMIT_S = 600


def measured(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Sequence[dict[str, Any]]:
    """Run a module of the window with these arguments and return the JSON objects it prints, one a line.

    `environment` adds to the one of this process.

    Raises UserFacingError when it fails.
    """
    command = [sys.executable, "-m", module, *arguments]
    everything = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | dict(environment or {})
    done = subprocess.run(command, env=everything, capture_output=True, text=True, timeout=_LIMIT_S)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise UserFacingError(f"the window could not be measured: {' '.join(last)}", advice="run `sotto doctor`")
    return [json.loads(line) for line in done.stdout.splitlines()]
