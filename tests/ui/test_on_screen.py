"""What only a real X server shows, with a program of its own as Sotto and the test as another program."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.running import DONE, Command, tell
from tests.virtual_screen import Output, VirtualScreen, missing_programs

Xlib = pytest.importorskip("Xlib")
from Xlib import XK, X, Xutil  # noqa: E402 - it is for X servers only
from Xlib.display import Display  # noqa: E402
from Xlib.ext import xtest  # noqa: E402
from Xlib.xobject.drawable import Window  # noqa: E402

pytestmark = pytest.mark.skipif(bool(missing_programs()), reason=missing_programs() or "there")
ROOT = Path(__file__).parents[2]
_PATIENCE_S = 5.0


@pytest.fixture(scope="module", params=["", "openbox"], ids=["no manager", "openbox"])
def screen(request: pytest.FixtureRequest) -> Iterator[VirtualScreen]:
    """A screen whose windows nobody manages, and one whose windows a window manager gives the focus to."""
    if request.param and shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    made = VirtualScreen(request.param)
    yield made
    made.close()


class Other:
    """Another program: a window that has the focus, and a hand on the keyboard."""

    def __init__(self, name: str) -> None:
        self.display = Display(name)
        root = self.display.screen()
        events = X.KeyPressMask | X.KeyReleaseMask | X.FocusChangeMask | X.StructureNotifyMask
        self.window: Window = root.root.create_window(
            100, 100, 300, 200, 0, root.root_depth, event_mask=events, background_pixel=root.white_pixel
        )
        self.window.map()
        while self.display.next_event().type != X.MapNotify:
            pass
        self.focus()

    def focus(self) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not self.focused:  # a window manager may have something else in mind at first
            assert time.monotonic() < end
            self.window.set_input_focus(X.RevertToParent, X.CurrentTime)
            self.display.sync()

    @property
    def focused(self) -> bool:
        return bool(self.display.get_input_focus().focus == self.window)

    def key(self, name: str, *, down: bool) -> None:
        code = self.display.keysym_to_keycode(XK.string_to_keysym(name))
        xtest.fake_input(self.display, X.KeyPress if down else X.KeyRelease, code)
        self.display.sync()

    def typed(self) -> list[int]:
        """Codes of the keys whose way down came here since the last look."""
        self.display.sync()
        events = [self.display.next_event() for _ in range(self.display.pending_events())]
        return [event.detail for event in events if event.type == X.KeyPress]

    def code(self, name: str) -> int:
        return int(self.display.keysym_to_keycode(XK.string_to_keysym(name)))


@pytest.fixture
def other(screen: VirtualScreen) -> Iterator[Other]:
    made = Other(screen.name)
    yield made
    for name in ("space", "Alt_L", "Control_L"):
        made.key(name, down=False)
    made.display.close()


def _views(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("window=")]


@contextmanager
def a_tray(screen: VirtualScreen) -> Iterator[None]:
    """While this lasts somebody keeps a tray, as far as a program can tell."""
    display = Display(screen.name)
    root = display.screen()
    keeper = root.root.create_window(0, 0, 1, 1, 0, root.root_depth)
    keeper.set_selection_owner(display.intern_atom("_NET_SYSTEM_TRAY_S0"), X.CurrentTime)
    display.sync()
    yield
    display.close()


class Sotto:
    """The program, and what it prints."""

    def __init__(self, screen: VirtualScreen, home: Path, how: str) -> None:
        environment = os.environ | {
            "DISPLAY": screen.name,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_SESSION_TYPE": "x11",
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(home.parent),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.shown_desk", str(home), how],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.said = Output(self.process.stdout)

    def do(self, deed: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{deed}\n".encode())
        self.process.stdin.flush()

    def asked(self) -> list[str]:
        return [line for line in self.said.lines if line in ("press", "release", "cancel")]

    def seen(self, **shown: int) -> None:
        """Wait until window, overlay and tray are shown or not, as told."""
        wanted = {f"{name}={value}" for name, value in shown.items()}
        self.said.until(lambda lines: any(wanted <= set(line.split()) for line in _views(lines)[-1:]))

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=10)
        self.said.close()


@pytest.fixture
def start(screen: VirtualScreen, sotto_home: Path) -> Iterator[Callable[[str], Sotto]]:
    started: list[Sotto] = []

    def make(how: str) -> Sotto:
        started.append(Sotto(screen, sotto_home, how))
        started[-1].said.until_line("ready")
        return started[-1]

    yield make
    for sotto in started:
        sotto.end()


def test_a_key_from_another_program_talks_while_it_is_held(start: Callable[[str], Sotto], other: Other) -> None:
    sotto = start("hidden")
    sotto.said.until(lambda lines: any(line.startswith("key Active: ") for line in lines))
    other.focus()
    other.typed()
    for name in ("Control_L", "Alt_L", "space"):
        other.key(name, down=True)
    sotto.said.until_line("press")
    sotto.seen(window=0, overlay=1)
    time.sleep(1.2)  # the server repeats a held key from 0.66 s on
    assert sotto.asked() == ["press"]
    assert other.focused, "the overlay took the focus"
    (overlay,) = (int(line.split()[1]) for line in sotto.said.lines if line.startswith("overlay "))
    hints = other.display.create_resource_object("window", overlay).get_wm_hints()
    assert hints.flags & Xutil.InputHint
    assert not hints.input, "a window manager may give it the focus"
    for name in ("Control_L", "Alt_L"):  # fingers come up in any order
        other.key(name, down=False)
    other.key("space", down=False)
    sotto.said.until_line("release")
    sotto.seen(window=0, overlay=0)
    assert sotto.asked() == ["press", "release"]
    assert other.code("space") not in other.typed(), "the other program got the key as well"
    assert other.focused


def test_a_key_let_go_while_sotto_is_busy_is_no_second_press(start: Callable[[str], Sotto], other: Other) -> None:
    sotto = start("hidden")
    for name in ("Control_L", "Alt_L", "space"):
        other.key(name, down=True)
    sotto.said.until_line("press")
    sotto.process.send_signal(signal.SIGSTOP)
    time.sleep(1.2)  # what the server repeats meanwhile is read when the key is up again
    other.key("space", down=False)
    sotto.process.send_signal(signal.SIGCONT)
    sotto.said.until_line("release")
    sotto.seen(overlay=0)
    assert sotto.asked() == ["press", "release"]


def test_caps_and_num_lock_make_no_difference_and_other_keys_are_left_alone(
    start: Callable[[str], Sotto], other: Other
) -> None:
    sotto = start("hidden")
    other.focus()
    other.typed()
    other.key("space", down=True)
    other.key("space", down=False)
    for lock in ("Caps_Lock", "Num_Lock"):
        other.key(lock, down=True)
        other.key(lock, down=False)
    for name in ("Control_L", "Alt_L", "space"):
        other.key(name, down=True)
    sotto.said.until_line("press")
    for lock in ("Caps_Lock", "Num_Lock"):
        other.key(lock, down=True)
        other.key(lock, down=False)
    assert other.code("space") in other.typed(), "Space alone is the other program's"
    assert sotto.asked() == ["press"]


def test_a_key_that_another_program_has_is_told(start: Callable[[str], Sotto], other: Other) -> None:
    root = other.display.screen().root
    mask = X.ControlMask | X.Mod1Mask
    root.grab_key(other.code("space"), mask, False, X.GrabModeAsync, X.GrabModeAsync)
    other.display.sync()
    try:
        sotto = start("hidden")
        sotto.said.until(
            lambda lines: any("Not active: another program has Ctrl+Alt+Space" in line for line in lines)
        )
    finally:
        root.ungrab_key(other.code("space"), mask)
        other.display.sync()


def test_without_a_tray_closing_the_window_quits(start: Callable[[str], Sotto]) -> None:
    sotto = start("show")
    sotto.seen(window=1, tray=0)
    sotto.do("close")
    sotto.said.until_line("ended")
    assert sotto.process.wait(10) == 0


def test_with_a_tray_the_window_hides_and_the_menu_quits(
    start: Callable[[str], Sotto], screen: VirtualScreen
) -> None:
    with a_tray(screen):
        sotto = start("show")
        sotto.seen(window=1, tray=1)
        sotto.do("close")
        sotto.seen(window=0, tray=1)
        sotto.do("show")
        sotto.seen(window=1, tray=1)
        sotto.do("close")
        sotto.seen(window=0, tray=1)
        sotto.do("quit")
        sotto.said.until_line("ended")
    assert sotto.process.wait(10) == 0


def test_a_tray_that_comes_later_is_used(start: Callable[[str], Sotto], screen: VirtualScreen) -> None:
    sotto = start("hidden")
    sotto.seen(window=0, tray=0)
    with a_tray(screen):
        sotto.seen(window=0, tray=1)


def test_another_process_brings_the_window_up_and_talks(
    start: Callable[[str], Sotto], sotto_home: Path, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sotto_home.parent))
    sotto = start("hidden")
    sotto.seen(window=0)
    other.focus()
    assert tell(sotto_home, Command.TOGGLE) == DONE
    sotto.said.until_line("press")
    sotto.seen(window=0, overlay=1)
    assert other.focused
    assert tell(sotto_home, Command.TOGGLE) == DONE
    sotto.said.until_line("release")
    assert tell(sotto_home, Command.SHOW) == DONE
    sotto.seen(window=1)
