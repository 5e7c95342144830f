"""The test run's own rules do fail what they should fail."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent

STRAYS = {
    "log": "import logging\ndef test_it(): logging.getLogger('sotto.engine').warning('stray')",
    "warning": "import warnings\ndef test_it(): warnings.warn('stray')",
    "thread": (
        "import threading\nstop = threading.Event()\n"
        "def test_it(): threading.Thread(target=stop.wait, args=(5,), daemon=True).start()"
    ),
    "qt": "from PySide6.QtCore import qWarning\ndef test_it(): qWarning('stray')",
}
"""Tests that do something nobody expected."""

EXPECTED = """
import logging, os
from desktop.paths import Paths
def test_log(expected_logs):
    logging.getLogger('sotto.engine').warning('foreseen')
    assert [record.getMessage() for record in expected_logs] == ['foreseen']
def test_home(sotto_home):
    assert Paths.from_environment().home == sotto_home
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project under the rules of this one."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyprojecttoml((ROOT / "pyproject.toml").read_text("utf-8"))
    pytester.makeconftest("from tests.conftest import *\nfrom tests.conftest import _stray_logs, _stray_threads")
    return pytester


@pytest.mark.parametrize("kind", STRAYS)
def test_a_stray_fails_the_test(project: pytest.Pytester, kind: str) -> None:
    project.makepyfile(STRAYS[kind])
    outcomes = project.runpytest_subprocess("-p", "no:cacheprovider", project.path).parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 1, outcomes


def test_what_a_test_expects_passes(project: pytest.Pytester) -> None:
    project.makepyfile(EXPECTED)
    project.runpytest_subprocess("-p", "no:cacheprovider", project.path).assert_outcomes(passed=2)
