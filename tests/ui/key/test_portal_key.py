"""The key by way of the desktop's portal, with a real bus and a portal of the test's own on it."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

jeepney = pytest.importorskip("jeepney")
from jeepney import (  # noqa: E402 - it is for Linux only  # noqa: E402
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402

from desktop.settings.keys import parse_keys  # noqa: E402
from desktop.ui.key.global_key import GlobalKey  # noqa: E402
from desktop.ui.key.key_grip import KeyUnavailable  # noqa: E402
from desktop.ui.key.portal_key import BUS_NAME, PATH, REQUEST, SESSION, SHORTCUTS, TALK, PortalKey  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")
SESSION_PATH = f"{PATH}/session/1_1/s"
_TICK_S = 0.01


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    yield
    daemon.terminate()
    daemon.communicate(timeout=10)


class Portal:
    """Answers as a portal does, on a thread of its own; does on it what the test asks for."""

    def __init__(self, *, gives: bool = True, shortcuts: bool = True) -> None:
        self.called: list[tuple[str, tuple[Any, ...]]] = []
        self._gives, self._shortcuts = gives, shortcuts
        self._signals: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._bus = open_dbus_connection()
        self._bus.send_and_get_reply(message_bus.RequestName(BUS_NAME))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="portal")
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._bus.close()

    def tell(self, member: str) -> None:
        body = (SESSION_PATH, TALK, 1, {})
        self._signals.put(new_signal(DBusAddress(PATH, interface=SHORTCUTS), member, "osta{sv}", body))

    def take_back(self) -> None:
        self._signals.put(new_signal(DBusAddress(SESSION_PATH, interface=SESSION), "Closed", "a{sv}", ({},)))

    def _serve(self) -> None:
        while not self._ended.is_set():
            while not self._signals.empty():
                self._bus.send(self._signals.get())
            try:
                message = self._bus.receive(timeout=_TICK_S)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, call: Message) -> None:
        member = call.header.fields[HeaderFields.member]
        self.called.append((member, call.body))
        if member in ("CreateSession", "BindShortcuts") and self._shortcuts:
            self._respond(call, member)
        elif member == "Close":
            self._bus.send(new_method_return(call))
        else:
            self._bus.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _respond(self, call: Message, member: str) -> None:
        sender = call.header.fields[HeaderFields.sender].removeprefix(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{call.body[-1]['handle_token'][1]}"
        self._bus.send(new_method_return(call, "o", (path,)))
        if member == "CreateSession":
            results = {"session_handle": ("s", SESSION_PATH)}
        else:
            results = {"shortcuts": ("a(sa{sv})", [(TALK, {"trigger_description": ("s", "Press Control+Space")})])}
        refused = member == "BindShortcuts" and not self._gives
        body = (1 if refused else 0, {} if refused else results)
        self._bus.send(new_signal(DBusAddress(path, interface=REQUEST), "Response", "ua{sv}", body))


@pytest.fixture
def portal(bus: None) -> Iterator[Callable[..., Portal]]:
    made: list[Portal] = []

    def make(**how: bool) -> Portal:
        made.append(Portal(**how))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def key(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[GlobalKey]:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    made = GlobalKey()
    yield made
    made.choose("")


def test_the_desktop_is_asked_and_tells_of_the_key(
    portal: Callable[..., Portal], key: GlobalKey, qtbot: QtBot
) -> None:
    desktop, heard = portal(), []
    key.pressed.connect(lambda: heard.append("pressed"))
    key.released.connect(lambda: heard.append("released"))
    key.choose("Ctrl+Alt+Space")
    assert "being asked" in key.words
    assert not key.active
    qtbot.waitUntil(lambda: key.active)
    assert key.words == "Active: the desktop tells Sotto of Press Control+Space."
    for member in ("Activated", "Activated", "Deactivated", "Deactivated"):
        desktop.tell(member)
    qtbot.waitUntil(lambda: heard == ["pressed", "released"])
    (bound,) = (body for member, body in desktop.called if member == "BindShortcuts")
    assert bound[0] == SESSION_PATH
    assert bound[1][0][1]["preferred_trigger"] == ("s", "CTRL+ALT+space")
    key.choose("")
    qtbot.waitUntil(lambda: desktop.called[-1][0] == "Close")


def test_a_key_that_is_taken_back_while_it_is_down_comes_up(
    portal: Callable[..., Portal], key: GlobalKey, qtbot: QtBot
) -> None:
    desktop = portal()
    key.choose("F9")
    qtbot.waitUntil(lambda: key.active)
    with qtbot.waitSignal(key.pressed):
        desktop.tell("Activated")
    with qtbot.waitSignal(key.released):
        desktop.take_back()
    assert not key.active
    assert "took the key back" in key.words


@pytest.mark.parametrize("how", [{"gives": False}, {"shortcuts": False}])
def test_a_desktop_that_gives_no_key_is_told_with_advice(
    portal: Callable[..., Portal], key: GlobalKey, qtbot: QtBot, how: dict[str, bool]
) -> None:
    portal(**how)
    key.choose("Ctrl+Alt+Space")
    qtbot.waitUntil(lambda: key.words.startswith("Not active"))
    assert "sotto ptt toggle" in key.words
    assert not key.active


def test_without_a_portal_it_says_so(bus: None, key: GlobalKey, qtbot: QtBot) -> None:
    key.choose("Ctrl+Alt+Space")
    qtbot.waitUntil(lambda: key.words.startswith("Not active"))


def test_without_a_bus_it_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with pytest.raises(KeyUnavailable, match="no session bus"):
        PortalKey(parse_keys("F9"))
