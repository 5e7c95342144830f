"""A key asked of the desktop through xdg-desktop-portal's GlobalShortcuts: the way on Wayland.

The desktop may ask the user, give another key than the one that was asked for, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QObject, QSocketNotifier

from desktop.settings.keys import Keys
from desktop.ui.key.key_grip import BY_COMMAND, KeyGrip, KeyUnavailable
from desktop.wording import tr

BUS_NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS, REQUEST = "org.freedesktop.portal.GlobalShortcuts", "org.freedesktop.portal.Request"
SESSION, _REGISTRY = "org.freedesktop.portal.Session", "org.freedesktop.host.portal.Registry"
_APPLICATION, TALK = "sotto", "talk"
"""The name of the desktop entry, by which portals know programs, and of the one shortcut."""
_PATIENCE_S = 1.0
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Meta": "LOGO"}
_SYMBOLS = {"Space": "space", "PageUp": "Page_Up", "PageDown": "Page_Down", "ScrollLock": "Scroll_Lock"}

Answered = Callable[[tuple[Any, ...] | None], None]
"""Takes what a call returned, or None when it failed."""


class PortalKey(KeyGrip):
    """Asks for the key, step by step as the answers come, and tells what came of it."""

    def __init__(self, keys: Keys, parent: QObject | None = None) -> None:
        """Begin to ask. Raises KeyUnavailable when there is no session bus."""
        super().__init__(parent)
        try:
            self._bus: DBusConnection = open_dbus_connection(auth_timeout=_PATIENCE_S)
        except (OSError, KeyError, RuntimeError, StopIteration, ValueError) as error:
            raise KeyUnavailable(tr("there is no session bus, through which the desktop gives keys")) from error
        self.words = tr("The desktop is being asked for the key.")
        self._keys, self._session, self._down = keys, "", False
        self._waiting: dict[int, Answered] = {}
        self._requests: dict[str, Answered] = {}
        """By the path of the request whose response is awaited."""
        self._notifier = QSocketNotifier(self._bus.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        for interface in (REQUEST, SHORTCUTS, SESSION):
            rule = MatchRule(type="signal", interface=interface)
            self._send(message_bus.AddMatch(rule), lambda _body: None)
        # a desktop without the registry knows programs by other means
        self._call(_REGISTRY, "Register", "sa{sv}", (_APPLICATION, {}), lambda _body: self._create())

    def drop(self) -> None:
        """Give the key back; one that is down counts as released."""
        self._notifier.setEnabled(False)
        if self._session:
            close = DBusAddress(self._session, BUS_NAME, SESSION)
            self._bus.send(new_method_call(close, "Close"))
        self._bus.close()
        self._change(down=False)

    def _create(self) -> None:
        options = {"session_handle_token": ("s", f"sotto_{uuid4().hex}")}
        self._request("CreateSession", "", (), options, self._created)

    def _created(self, results: tuple[Any, ...] | None) -> None:
        if results is None:
            self._refused(tr("Not active: this desktop gives programs no keys. Let a shortcut run {command}."))
            return
        self._session = str(results[0]["session_handle"][1])
        trigger = "+".join([*(_MODIFIERS[name] for name in self._keys.modifiers), self._symbol])
        wish = {"description": ("s", tr("Talk to Sotto")), "preferred_trigger": ("s", trigger)}
        self._request("BindShortcuts", "oa(sa{sv})s", (self._session, [(TALK, wish)], ""), {}, self._bound)

    def _refused(self, words: str) -> None:
        self.told.emit(words.format(command=BY_COMMAND))

    @property
    def _symbol(self) -> str:
        key = self._keys.key
        return _SYMBOLS.get(key, key.lower() if len(key) == 1 else key)

    def _bound(self, results: tuple[Any, ...] | None) -> None:
        given = dict(results[0].get("shortcuts", ("", []))[1]) if results is not None else {}
        if TALK not in given:
            self._refused(tr("Not active: the desktop did not give the key. Let a shortcut run {command}."))
            return
        self.works = True
        words = given[TALK].get("trigger_description", ("s", ""))[1]
        keys = words or tr("the key chosen in its own settings")
        self.told.emit(tr("Active: the desktop tells Sotto of {keys}.").format(keys=keys))

    def _request(
        self, member: str, signature: str, body: tuple[Any, ...], options: dict[str, Any], done: Answered
    ) -> None:
        """Call what answers later, by a signal of the request that the call returns."""
        token = f"sotto_{uuid4().hex}"
        sender = self._bus.unique_name.removeprefix(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        self._requests[path] = done

        def failed(returned: tuple[Any, ...] | None) -> None:
            if returned is None:
                del self._requests[path]
                done(None)

        options = options | {"handle_token": ("s", token)}
        self._call(SHORTCUTS, member, signature + "a{sv}", (*body, options), failed)

    def _call(self, interface: str, member: str, signature: str, body: tuple[Any, ...], done: Answered) -> None:
        self._send(new_method_call(DBusAddress(PATH, BUS_NAME, interface), member, signature, body), done)

    def _send(self, message: Message, done: Answered) -> None:
        serial = next(self._bus.outgoing_serial)
        self._waiting[serial] = done
        self._bus.send(message, serial=serial)

    def _read(self) -> None:
        while True:
            try:
                message = self._bus.receive(timeout=0)
            except TimeoutError:
                return
            except OSError:  # the bus has ended
                self._notifier.setEnabled(False)
                self._lose(tr("the session bus has ended"))
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        fields, kind = message.header.fields, message.header.message_type
        if kind in (MessageType.method_return, MessageType.error):
            done = self._waiting.pop(fields.get(HeaderFields.reply_serial, 0), None)
            if done is not None:
                done(message.body if kind is MessageType.method_return else None)
        elif kind is MessageType.signal:
            self._notice(fields.get(HeaderFields.member), fields.get(HeaderFields.path), message.body)

    def _notice(self, member: str, path: str, body: tuple[Any, ...]) -> None:
        if member == "Response" and path in self._requests:
            response, results = body
            self._requests.pop(path)((results,) if response == 0 else None)
        elif member in ("Activated", "Deactivated") and body[:2] == (self._session, TALK):
            self._change(down=member == "Activated")
        elif member == "Closed" and path == self._session:
            self._lose(tr("the desktop took the key back"))

    def _lose(self, why: str) -> None:
        self.works, self._session = False, ""
        self._change(down=False)
        self.told.emit(tr("Not active: {reason}.").format(reason=why))

    def _change(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            (self.pressed if down else self.released).emit()
