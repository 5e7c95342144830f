"""The key on macOS, on Carbon's calls as Apple documents them: macOS itself has not run this."""

from __future__ import annotations

import string
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, Structure, c_int32, c_ulong, c_void_p
from ctypes import c_uint32 as u32
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from desktop.ui.key.carbon import Carbon
from desktop.ui.key.global_key import GlobalKey
from desktop.ui.key.mac_key import virtual_key
from tests.ui.key.c_library import CLibrary, Prototype

DOWN, UP = 5, 6
TARGET, HANDLER, KEY = 1 << 40, 2 << 40, 3 << 40  # addresses of 64 bits


HANDLED = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)


class Pair(Structure):
    """Both `EventTypeSpec` and `EventHotKeyID` are two numbers."""

    _fields_ = (("first", u32), ("second", u32))


class FakeCarbon(CLibrary):
    """Registered keys, and a handler that is called as C calls it; an event is its own kind."""

    PROTOTYPES: ClassVar[dict[str, Prototype]] = {
        "GetApplicationEventTarget": (c_void_p,),
        "InstallEventHandler": (c_int32, c_void_p, c_void_p, c_ulong, POINTER(Pair), c_void_p, POINTER(c_void_p)),
        "RegisterEventHotKey": (c_int32, u32, u32, Pair, c_void_p, u32, POINTER(c_void_p)),
        "UnregisterEventHotKey": (c_int32, c_void_p),
        "RemoveEventHandler": (c_int32, c_void_p),
        "GetEventKind": (u32, c_void_p),
    }

    def __init__(self) -> None:
        super().__init__()
        self.status = 0
        self.handler: Any = None
        self.taken: tuple[int, int] | None = None

    def _GetApplicationEventTarget(self) -> int:  # noqa: N802
        return TARGET

    def _InstallEventHandler(self, target: int, handler: int, count: int, kinds: Any, data: None, out: Any) -> int:  # noqa: N802
        assert target == TARGET
        asked = [(kinds[index].first.to_bytes(4), kinds[index].second) for index in range(count)]
        assert asked == [(b"keyb", DOWN), (b"keyb", UP)]
        self.handler, out.contents.value = HANDLED(handler), HANDLER
        return 0

    def _RegisterEventHotKey(  # noqa: N802
        self, code: int, modifiers: int, identity: Any, target: int, options: int, out: Any
    ) -> int:
        if not self.status:
            self.taken, out.contents.value = (modifiers, code), KEY
        return self.status

    def _UnregisterEventHotKey(self, key: int) -> int:  # noqa: N802
        assert key == KEY
        self.taken = None
        return 0

    def _RemoveEventHandler(self, handler: int) -> int:  # noqa: N802
        assert handler == HANDLER
        self.handler = None
        return 0

    def _GetEventKind(self, event: int) -> int:  # noqa: N802
        return event


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> FakeCarbon:
    made = FakeCarbon()
    name = SimpleNamespace(platformName=lambda: "cocoa")
    monkeypatch.setattr("desktop.ui.key.global_key.QGuiApplication", name)
    monkeypatch.setattr("desktop.ui.key.mac_key.load_carbon", lambda moved: Carbon(made, moved))
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    return made


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def key(qapp: object, told: list[str]) -> Iterator[GlobalKey]:
    made = GlobalKey()
    made.pressed.connect(lambda: told.append("pressed"))
    made.released.connect(lambda: told.append("released"))
    yield made
    made.choose("")


def test_it_is_held_and_let_go_and_the_words_say_why_it_works(
    system: FakeCarbon, key: GlobalKey, told: list[str]
) -> None:
    key.choose("Ctrl+Alt+Space")
    assert key.active
    assert key.words == "Active: while Sotto runs, Ctrl+Alt+Space is taken from every other program."
    assert system.taken == (0x0100 | 0x0800, 0x31)
    for event in (DOWN, DOWN, UP, UP, DOWN):
        system.handler(None, event, None)
    assert told == ["pressed", "released", "pressed"]
    key.choose("Meta+Shift+F5")
    assert told == ["pressed", "released", "pressed", "released"]
    assert system.taken == (0x1000 | 0x0200, 0x60)
    key.choose("")
    assert (system.taken, system.handler) == (None, None)


@pytest.mark.parametrize(("status", "why"), [(-9878, "another program has F9 already"), (-9868, "error -9868")])
def test_a_key_that_macos_refuses_is_told(system: FakeCarbon, key: GlobalKey, status: int, why: str) -> None:
    system.status = status
    key.choose("F9")
    assert not key.active
    assert key.words.startswith("Not active: ")
    assert why in key.words
    assert "choose other keys" in key.words
    assert system.handler is None


@pytest.mark.parametrize("lacking", ["Pause", "ScrollLock", "Menu", "F24"])
def test_a_key_that_apples_keyboards_lack_is_told(system: FakeCarbon, key: GlobalKey, lacking: str) -> None:
    key.choose(lacking)
    assert "this keyboard has no" in key.words
    assert system.taken is None


def test_each_letter_and_digit_has_a_place_of_its_own() -> None:
    places = [virtual_key(key) for key in string.ascii_uppercase + string.digits]
    assert None not in places
    assert len(set(places)) == len(places)
    assert [virtual_key(key) for key in "ASQMN70"] == [0x00, 0x01, 0x0C, 0x2E, 0x2D, 0x1A, 0x1D]
