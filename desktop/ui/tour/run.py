"""Has each look's part of the tour played, and makes the page of what came of it. Imports no Qt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import UserFacingError
from desktop.ui.tour.gallery import page
from desktop.ui.tour.looks import LOOKS, Look
from desktop.ui.tour.shots import SHOTS

PAGE = "index.html"
_SCREEN = {"name": "tour", "x": 0, "y": 0, "width": 3000, "height": 2000, "logicalDpi": 96, "logicalBaseDpi": 96}
"""A made-up screen that the largest look has room on."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture that was taken."""

    look: Look
    shot: str
    file: str
    stall_ms: float
    """Longest stall of the main thread on the way to it that Sotto is the cause of."""
    work_ms: float
    """What the main thread did itself meanwhile."""


def run_tour(folder: Path, looks: Sequence[Look] = LOOKS, tell: Callable[[str], None] = print) -> list[Shot]:
    """Take all pictures of some looks, and write them and their page to `folder`; `tell` gets a line for each.

    Raises UserFacingError when a step did not come to be, after the looks that followed and the page.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    shots, problems = list[Shot](), list[str]()
    with tempfile.TemporaryDirectory(prefix="sotto-tour-", ignore_cleanup_errors=True) as homes:
        for look in looks:
            taken, problem = _play(look, folder, Path(homes), tell)
            shots += taken
            if problem:
                problems.append(f"{look.name}: {problem}")
                tell(problems[-1])
    (folder / PAGE).write_text(page(looks, {shot.file: shot.stall_ms for shot in shots}), "utf-8")
    if problems:
        raise UserFacingError(f"the tour did not come to its end; {'; '.join(problems)}", advice="run `sotto doctor`")
    return shots


def _play(look: Look, folder: Path, homes: Path, tell: Callable[[str], None]) -> tuple[list[Shot], str]:
    """The pictures of one look, and what went wrong if something did."""
    shots, problem = list[Shot](), ""
    home = homes / look.name
    home.mkdir()
    command = [sys.executable, "-m", "desktop.ui.tour.play", look.name, str(folder)]
    with (home / "errors.txt").open("w+", encoding="utf-8") as wrong:
        process = subprocess.Popen(
            command, env=_environment(look, home), stdout=subprocess.PIPE, stderr=wrong, text=True
        )
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                told = json.loads(line)
                if "problem" in told:
                    problem = told["problem"]
                    continue
                shots.append(Shot(look, **told))
                tell(f"{look.name:20} {len(shots):2}/{len(SHOTS)} {SHOTS[shots[-1].shot]}")
        if process.returncode and not problem:
            wrong.seek(0)
            problem = " ".join(wrong.read().strip().splitlines()[-1:]) or f"it ended with {process.returncode}"
    missing = [shot for shot in SHOTS if shot not in {one.shot for one in shots}]
    return shots, problem or (f"missing: {', '.join(missing)}" if missing else "")


def _environment(look: Look, home: Path) -> dict[str, str]:
    """Nothing of the user's is shown or touched, and nothing is asked of the network."""
    screen = home / "screen.json"
    screen.write_text(json.dumps({"screens": [_SCREEN | {"dpr": 1}]}), "utf-8")
    return os.environ | {
        "SOTTO_HOME": str(home / "sotto"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "HF_HUB_OFFLINE": "1",
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": str(look.percent / 100),
        "PYTHONIOENCODING": "utf-8",
        # compiling holds up every thread, so that is kept for the looks that follow, as it is in daily use
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(home.parent / "compiled"),
    }
