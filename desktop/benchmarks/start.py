"""`start`: the process begun to the first paint of the window, and until it listens, with the starter pack."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.benchmarks.offscreen import measured
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run

PAINT_MS, READY_MS = 500.0, 2000.0
_MADE = "the real window offscreen, the real engine with the starter pack, a recorded microphone"


def measure(plan: Plan) -> Iterator[Row]:
    """Yield rows of `plan.count` starts. Raises UserFacingError."""
    run = Run("start", plan)
    starts = begin(run, plan.count)
    for name, key, most, what in (("start.paint", "paint_ms", PAINT_MS, "process to first paint"),
                                  ("start.ready", "ready_ms", READY_MS, "process to listening")):  # fmt: skip
        times = [start[key] for start in starts]
        yield run.row(name, times, [], target=f"p50 <= {most:.0f} ms", met=percentile(times, 50) <= most,
                      notes=[what, _MADE, f"fastest {min(times):.0f} ms", "no peer"])  # fmt: skip


def begin(run: Run, count: int) -> Sequence[dict[str, float]]:
    """Start the window so many times, each in an empty home, and return what was measured of each start.

    A start before those compiles what Python keeps compiled, whatever the environment says of that, and brings the
    files into the system's memory. Raises UserFacingError.
    """
    starts = list[dict[str, float]]()
    with tempfile.TemporaryDirectory(prefix="sotto-start-", ignore_cleanup_errors=True) as folder:
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        for number in range(count + 1):
            home = Path(folder) / str(number)
            places = _desktop(Path(folder)) | {
                "SOTTO_HOME": str(home / "sotto"),
                "XDG_CONFIG_HOME": str(home / "config"),
            }
            found = measured("desktop.cli.start_measured", str(time.monotonic()), environment=compiled | places)
            if number:
                run.keep(**found[0])
                starts.append(found[0])
    return starts


def _desktop(folder: Path) -> dict[str, str]:
    """There seem to be a display and a sound server, as on a desktop; neither is used."""
    server = folder / "sound-server"
    server.touch()
    return {"DISPLAY": ":0", "PULSE_SERVER": f"unix:{server}"}
