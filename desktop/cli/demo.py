"""`sotto demo`: a recorded question through the whole engine, in a window, in real time."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption


def demo(
    json_: JsonOption = False,
    screenshot: Annotated[Path | None, typer.Option("--screenshot", help="PNG of the window at the end.")] = None,
    tour: Annotated[
        Path | None, typer.Option("--tour", help="Folder for pictures of every place in the window, in every look.")
    ] = None,
) -> None:
    """Play a recorded question through the whole engine in a window; print transcript, reply and timings.

    With --tour, go through the whole window instead, unseen, light and dark and in three sizes, and write a picture
    of each place and a page that shows them side by side; minutes.
    """
    if tour is not None:
        _tour(tour, json_=json_)
        return
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.cli.waiting import as_json
    from desktop.ui.demo import run_demo

    turn = run_demo(screenshot)
    result = as_json(turn)
    if json_:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"you:   {result['transcript']}\nsotto: {result['reply']}")
    for stage, ms in result["timings_ms"].items():
        print(f"       {stage:16} {'-' if ms is None else f'{ms:8.1f} ms'}")


def _tour(folder: Path, *, json_: bool) -> None:
    from desktop.ui.tour.run import PAGE, run_tour

    shots = run_tour(folder, tell=lambda line: print(line, file=sys.stderr if json_ else sys.stdout, flush=True))
    if json_:
        for shot in shots:
            print(json.dumps({"file": shot.file, "stall_ms": shot.stall_ms, "work_ms": shot.work_ms}))
    else:
        print(f"{len(shots)} pictures: {folder / PAGE}")
