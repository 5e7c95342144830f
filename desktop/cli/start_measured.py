"""A start of the window, measured in a process of its own: `python -m desktop.cli.start_measured BEGUN`.

BEGUN is `time.monotonic()` just before the process was started. Goes the way of `sotto run` up to the window, which
has a recorded microphone; prints the figures of `desktop.ui.start_measure` as one JSON object.
"""

from __future__ import annotations

import json
import sys

from desktop.cli.frame import framed, set_up_log
from desktop.cli.opening import claim_home, missing_for_window
from desktop.loading import loading
from desktop.paths import Paths


def _run() -> int:
    set_up_log(verbose=False)
    mine = claim_home(Paths.from_environment().home, hidden=False)
    if mine is None:
        return 1
    with mine:
        missing_for_window(hidden=False)  # what it says is no matter: the microphone is a recording
        with loading():
            from desktop.ui.start_measure import measure
        print(json.dumps(measure(float(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(framed(_run))
