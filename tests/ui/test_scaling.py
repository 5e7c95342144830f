"""From 125 to 250 per cent all words can still be read: Qt takes the scale when its application begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.scenes import SCENES

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.parametrize("scale", ["1.25", "1.5", "2", "2.5"])
def test_all_words_can_be_read_at(scale: str) -> None:
    test = "tests/ui/test_fitting.py::test_all_words_can_be_read"
    chosen = [f"{test}[{scene.__name__}-de]" for scene in SCENES]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
    scaled = os.environ | {"QT_SCALE_FACTOR": scale, "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough"}
    done = subprocess.run(command, cwd=ROOT, env=scaled, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{len(SCENES)} passed" in done.stdout
