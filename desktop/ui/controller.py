"""Between the window and the assistant: intentions one way, records the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer

from desktop.errors import UserFacingError
from desktop.events import EngineEvent, TurnFinished
from desktop.ui.assistant_like import AssistantLike, BrokenOffLike, SessionLike, TurnLike
from desktop.ui.background import Background
from desktop.ui.live_turns import LiveTurns
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.turn_text import TurnText

GO_ON = "Go on where we were"
_REFRESH_MS = 250
"""The record is written by a thread of its own; the list of sessions is read again after this pause."""


class Controller(QObject):
    """Turns intentions into commands, and opens sessions without holding up the window."""

    def __init__(self, window: MainWindow, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._assistant: AssistantLike | None = None
        self._opened = ""
        self._broken_off = ""
        self._titles: dict[str, str] = {}
        self._live = LiveTurns(window)
        self._preferences = Preferences(window, background)
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self._read_sessions)
        background.failed.connect(self.show_failure)
        window.push_to_talk.pressed.connect(self._press)
        window.push_to_talk.released.connect(partial(self._command, lambda assistant: assistant.release()))
        window.cancelled.connect(partial(self._command, lambda assistant: assistant.cancel()))
        window.dock.composer.sent.connect(self._send)
        window.live.restored.connect(self._answer)
        window.header.new.clicked.connect(self._new_session)
        window.history.opened.connect(self._open)
        window.back.clicked.connect(self._back)
        window.resume.clicked.connect(self._continue)
        window.banner.accepted.connect(self._go_on)

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded."""
        self._assistant = assistant
        self._preferences.attach(assistant)
        self._live.follow(assistant.session)
        current = assistant.session
        self._background.run(partial(assistant.turns, current), partial(self._show_current, current))
        self._background.run(assistant.broken_off, self._offer)
        self._read_sessions()

    def detach(self) -> None:
        """Let go of the assistant: nothing more is asked of it."""
        self._refresh.stop()
        self._assistant = None
        self._preferences.detach()

    def consume(self, event: EngineEvent) -> None:
        """Show one event."""
        if self._assistant is not None:
            self._live.follow(self._assistant.session)
        self._live.consume(event)
        if isinstance(event, TurnFinished):
            self._refresh.start()

    def show_failure(self, error: BaseException) -> None:
        """Show an error that is not an event."""
        if isinstance(error, UserFacingError):
            self._window.banner.show_error(str(error), error.advice)
        else:
            what = f"something broke that should not: {type(error).__name__}: {error}"
            self._window.banner.show_error(what, "this is a fault in Sotto; the log has the details")

    def _command(self, send: Callable[[AssistantLike], None]) -> None:
        if self._assistant is not None:
            send(self._assistant)

    def _press(self) -> None:
        self._back()
        self._command(lambda assistant: assistant.press())

    def _send(self, text: str) -> None:
        self._back()
        self._command(lambda assistant: assistant.send_text(text))

    def _answer(self, index: int) -> None:
        """Send the words of an ignored turn after all."""
        if self._assistant is None:
            return
        turn = self._window.live.turn(index)
        turn.answered = True
        self._window.live.touch(index)
        self._send(turn.transcript)

    def _new_session(self) -> None:
        if self._assistant is None:
            return
        self._assistant.new_session()
        self._live.follow(self._assistant.session)
        self._window.dock.timings.clear()
        self._back()
        self._refresh.start()

    def _back(self) -> None:
        self._opened = ""
        self._window.show_live()
        if self._assistant is not None:
            self._window.history.mark(self._assistant.session)

    def _open(self, session: str) -> None:
        self._window.close_history_if_narrow()
        if self._assistant is None or session == self._assistant.session:
            self._back()
            return
        self._opened = session
        self._background.run(partial(self._assistant.turns, session), partial(self._show_past, session))

    def _read_sessions(self) -> None:
        if self._assistant is not None:
            self._background.run(self._assistant.sessions, self._list_sessions)

    def _list_sessions(self, sessions: Sequence[SessionLike]) -> None:
        current = self._opened or (self._assistant.session if self._assistant else "")
        self._titles = {session.id: session.title for session in sessions}
        self._window.history.show_sessions(sessions, current)

    def _continue(self) -> None:
        if self._assistant is not None and self._opened:
            session = self._opened
            self._background.run(partial(self._assistant.resume, session), partial(self._continued, session))

    def _offer(self, broken_off: BrokenOffLike | None) -> None:
        """Offer to go on with a conversation that broke off, unless something has been said since."""
        if broken_off is not None and self._window.live.empty and not self._window.banner.isVisible():
            self._broken_off = broken_off.id
            self._window.banner.show_offer("a conversation broke off", broken_off.recovery_note, GO_ON)

    def _go_on(self) -> None:
        if self._assistant is not None and self._broken_off:
            session = self._broken_off
            self._background.run(partial(self._assistant.go_on, session), partial(self._continued, session))

    def _continued(self, session: str, turns: Sequence[TurnLike]) -> None:
        self._live.follow(session)
        self._show_current(session, turns)
        self._back()

    def _show_current(self, session: str, turns: Sequence[TurnLike]) -> None:
        if self._assistant is not None and session == self._assistant.session and self._window.live.empty and turns:
            self._window.live.set_turns(_texts(turns))
            self._window.show_live()

    def _show_past(self, session: str, turns: Sequence[TurnLike]) -> None:
        # Another session may have been opened, or the user may have gone back, while this one was read.
        if session == self._opened:
            self._window.show_past(self._titles.get(session, ""), _texts(turns))


def _texts(turns: Sequence[TurnLike]) -> dict[int, TurnText]:
    return {turn.index: text for turn in turns if not (text := TurnText.from_record(turn)).went_on}
