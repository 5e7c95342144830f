"""What makes classes of Qt is loaded on the main thread, in pieces, and nothing makes any elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.ui.modules import Modules

_SLOW = "import threading, time\ntime.sleep(0.02)\nthread = threading.current_thread().name\n"
_WATCHED = """
import atexit, builtins, runpy, sys, threading
build, elsewhere = builtins.__build_class__, set()
def watched(function, name, *bases, **named):
    made = build(function, name, *bases, **named)
    if threading.current_thread() is not threading.main_thread():
        if any(getattr(base, "__module__", "").startswith(("PySide6", "Shiboken")) for base in made.__mro__):
            elsewhere.add(f"{made.__module__}.{made.__name__}")
    return made
builtins.__build_class__ = watched
atexit.register(lambda: print("made elsewhere:", sorted(elsewhere)))
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Modules that are written here can be loaded, and are forgotten again."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", "") and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


def _write_package(folder: Path, name: str, parts: int) -> None:
    (folder / name).mkdir()
    for part in range(parts):
        (folder / name / f"part{part}.py").write_text(_SLOW, "utf-8")
    lines = [f"from {name} import part{part}" for part in range(parts)]
    (folder / name / "__init__.py").write_text("\n".join(lines), "utf-8")


def test_events_are_handled_while_a_module_is_loaded_here(qtbot: QtBot, folder: Path) -> None:
    _write_package(folder, "slow_one", 6)
    found, beats = list[ModuleType](), list[float]()
    beat = QTimer(interval=5)
    beat.timeout.connect(lambda: beats.append(time.perf_counter()) if not found else None)
    beat.start()
    Modules(beat).load("slow_one", found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found[0].part5.thread == "MainThread"
    assert len(beats) >= 4, "the window went on between the parts"


def test_what_is_wanted_meanwhile_comes_next(qtbot: QtBot, folder: Path) -> None:
    _write_package(folder, "slow_two", 4)
    _write_package(folder, "slow_three", 2)
    order = list[str]()
    beat = QTimer()
    modules = Modules(beat)

    def took(module: ModuleType) -> None:
        order.append(module.__name__)

    QTimer.singleShot(15, beat, lambda: modules.load("slow_two", took))  # as it is loaded, and half there
    modules.load("slow_two", took)
    modules.load("slow_three", took)
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["slow_two", "slow_three", "slow_two"]
    assert not [finder for finder in sys.meta_path if type(finder).__module__ == "desktop.ui.modules"]


def test_a_module_that_cannot_be_loaded_is_told_of_and_the_next_one_is_loaded(qtbot: QtBot, folder: Path) -> None:
    (folder / "broken_one.py").write_text("raise RuntimeError('broken')", "utf-8")
    _write_package(folder, "slow_four", 1)
    found = list[str]()
    beat = QTimer()
    modules = Modules(beat)
    with qtbot.captureExceptions() as told:
        for name in ("broken_one", "slow_four"):
            modules.load(name, lambda module: found.append(module.__name__))
        qtbot.waitUntil(lambda: found == ["slow_four"])
    assert [str(error) for _kind, error, _trace in told] == ["broken"]


def test_who_wants_to_know_hears_that_a_module_cannot_be_loaded(qtbot: QtBot, folder: Path) -> None:
    (folder / "broken_two.py").write_text("raise RuntimeError('broken')", "utf-8")
    heard = list[Exception]()
    beat = QTimer()
    Modules(beat).load("broken_two", lambda _module: None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert str(heard[0]) == "broken"


@pytest.mark.parametrize(
    "words",
    [
        ["desktop.cli.start_measured", str(time.monotonic())],
        pytest.param(["desktop.ui.tour.day", "60"], marks=pytest.mark.long),
    ],
)
def test_no_class_of_qt_is_made_on_another_thread(sotto_home: Path, words: list[str]) -> None:
    """Qt would read the table of them meanwhile, and now and then the program would end."""
    environment = os.environ | {"SOTTO_HOME": str(sotto_home), "XDG_CONFIG_HOME": str(sotto_home / "config")}
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *words], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "made elsewhere: []"
