"""The key on Windows, on user32's calls as Windows documents them: Windows itself has not run this."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from ctypes import c_int, c_short, wintypes
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from pytestqt.qtbot import QtBot

from desktop.settings.keys import parse_keys
from desktop.ui.key.global_key import GlobalKey
from desktop.ui.key.user32 import User32
from desktop.ui.key.windows_key import virtual_key
from tests.ui.key.c_library import CLibrary, Prototype

BOOL, DWORD, HWND, UINT = wintypes.BOOL, wintypes.DWORD, wintypes.HWND, wintypes.UINT
SPACE, F9 = 0x20, 0x78
HOTKEY, QUIT, PAINT = 0x0312, 0x0012, 0x000F


class FakeUser32(CLibrary):
    """A keyboard, and the queue of messages of the one thread that takes a key."""

    PROTOTYPES: ClassVar[dict[str, Prototype]] = {
        "RegisterHotKey": (BOOL, HWND, c_int, UINT, UINT),
        "UnregisterHotKey": (BOOL, HWND, c_int),
        "GetMessageW": (BOOL, wintypes.LPMSG, HWND, UINT, UINT),
        "PeekMessageW": (BOOL, wintypes.LPMSG, HWND, UINT, UINT, UINT),
        "PostThreadMessageW": (BOOL, DWORD, UINT, wintypes.WPARAM, wintypes.LPARAM),
        "GetAsyncKeyState": (c_short, c_int),
    }

    def __init__(self) -> None:
        super().__init__()
        self.error = 0
        self.taken: tuple[int, int] | None = None
        self.thread = 0
        self.down: set[int] = set()
        self.looked = threading.Semaphore(0)
        self._messages: SimpleQueue[int] = SimpleQueue()

    def press(self, code: int = SPACE, *, message: int = HOTKEY) -> None:
        self.down.add(code)
        self._messages.put(message)

    def let_go(self, code: int = SPACE) -> None:
        self.down.discard(code)

    def _RegisterHotKey(self, window: None, number: int, modifiers: int, code: int) -> int:  # noqa: N802
        assert threading.get_native_id() == self.thread, "a thread that cannot be written to cannot be stopped"
        if not self.error:
            self.taken = (modifiers, code)
        return not self.error

    def _UnregisterHotKey(self, window: None, number: int) -> int:  # noqa: N802
        assert threading.get_native_id() == self.thread, "Windows takes it back from its own thread only"
        self.taken = None
        return 1

    def _GetMessageW(self, message: Any, window: None, first: int, last: int) -> int:  # noqa: N802
        message.contents.message = kind = self._messages.get()
        return int(kind != QUIT)

    def _PeekMessageW(self, message: Any, window: None, first: int, last: int, how: int) -> int:  # noqa: N802
        self.thread = threading.get_native_id()
        return 0

    def _PostThreadMessageW(self, thread: int, message: int, word: int, long: int) -> int:  # noqa: N802
        assert thread == self.thread
        self._messages.put(message)
        return 1

    def _GetAsyncKeyState(self, code: int) -> int:  # noqa: N802
        self.looked.release()
        return -0x8000 if code in self.down else 1  # the lowest bit means something else


class Heard:
    """The key as the window has it, and what it told."""

    def __init__(self, bot: QtBot) -> None:
        self.key, self.bot = GlobalKey(), bot
        self.told: list[str] = []
        self.key.pressed.connect(lambda: self.told.append("pressed"))
        self.key.released.connect(lambda: self.told.append("released"))

    def until(self, *told: str) -> None:
        self.bot.waitUntil(lambda: self.told == list(told))


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> FakeUser32:
    made = FakeUser32()
    name = SimpleNamespace(platformName=lambda: "windows")
    monkeypatch.setattr("desktop.ui.key.global_key.QGuiApplication", name)
    monkeypatch.setattr("desktop.ui.key.windows_key.load_user32", lambda: User32(made, lambda: made.error))
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    return made


@pytest.fixture
def heard(qtbot: QtBot) -> Iterator[Heard]:
    made = Heard(qtbot)
    yield made
    made.key.choose("")


def test_it_is_held_and_let_go_and_the_words_say_why_it_works(system: FakeUser32, heard: Heard) -> None:
    heard.key.choose("Ctrl+Alt+Space")
    assert heard.key.active
    assert heard.key.words == "Active: while Sotto runs, Ctrl+Alt+Space is taken from every other program."
    assert system.taken == (0x4000 | 0x0001 | 0x0002, SPACE)
    system.press(message=PAINT)  # what else is written to a thread
    system.press()
    heard.until("pressed")
    for _ in range(5):
        assert system.looked.acquire(timeout=30)
    assert heard.told == ["pressed"]
    system.let_go()
    heard.until("pressed", "released")
    system.press()
    heard.until("pressed", "released", "pressed")
    system.let_go()
    heard.until("pressed", "released", "pressed", "released")


def test_taps_that_were_over_before_anybody_looked_are_taps(system: FakeUser32, heard: Heard) -> None:
    heard.key.choose("F9")
    for _ in range(2):
        system.press(F9)
        system.let_go(F9)
    heard.until("pressed", "released", "pressed", "released")


def test_a_key_that_is_given_back_while_it_is_down_comes_up(system: FakeUser32, heard: Heard) -> None:
    heard.key.choose("F9")
    system.press(F9)
    heard.until("pressed")
    heard.key.choose("Ctrl+F9")
    assert heard.told == ["pressed", "released"]
    assert system.taken == (0x4000 | 0x0002, F9)
    heard.key.choose("")
    assert system.taken is None
    assert heard.key.words == "Off."


def test_a_press_that_was_not_heard_of_in_time_is_none(system: FakeUser32, heard: Heard) -> None:
    heard.key.choose("F9")
    system.press(F9)
    assert system.looked.acquire(timeout=30)  # the thread has told of it, the window has not read that
    heard.key.choose("")
    heard.bot.wait(1)
    assert heard.told == []


@pytest.mark.parametrize(("error", "why"), [(1409, "another program has F12 already"), (5, "error 5")])
def test_a_key_that_windows_refuses_is_told(system: FakeUser32, heard: Heard, error: int, why: str) -> None:
    system.error = error
    heard.key.choose("F12")
    assert not heard.key.active
    assert heard.key.words.startswith("Not active: ")
    assert why in heard.key.words
    assert "choose other keys" in heard.key.words


def test_codes_are_windows_own() -> None:
    named = {"Ctrl+A": 0x41, "Ctrl+7": 0x37, "F1": 0x70, "F24": 0x87, "Pause": 0x13, "Ctrl+Pause": 0x03, "Menu": 0x5D}
    assert {keys: virtual_key(parse_keys(keys)) for keys in named} == named
