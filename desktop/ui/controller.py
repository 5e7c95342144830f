"""Between the window and the assistant: intentions one way, records the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.events import EngineEvent, ModelChanged, StageFailed, StateChanged, TurnFinished
from desktop.settings import Settings
from desktop.terms import Answer
from desktop.ui.assistant_like import AssistantLike, BrokenOffLike, TurnLike
from desktop.ui.background import Background
from desktop.ui.facts.documents_desk import DocumentsDesk
from desktop.ui.facts.facts_desk import FactsDesk
from desktop.ui.first.guide import FirstStart
from desktop.ui.look.shortcuts import FACTS_KEYS
from desktop.ui.main_window import MainWindow
from desktop.ui.metrics.figures import Figures
from desktop.ui.models.model_work import ModelWork
from desktop.ui.models.models_desk import ModelsDesk
from desktop.ui.past.finder import UNDO, Finder
from desktop.ui.past.past_files import PastFiles
from desktop.ui.settings.preferences import Preferences
from desktop.ui.talk.live_turns import LiveTurns
from desktop.ui.talk.turn_actions import TurnActions
from desktop.ui.talk.turn_text import TurnText
from desktop.ui.trouble.banner import sentence
from desktop.ui.trouble.help import Help
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import marked, tr

GO_ON = marked("Go on where we were")
_REFRESH_MS = 250
"""The record is written by a thread of its own; the list of sessions is read again after this pause."""


class Controller(QObject):
    """Turns intentions into commands, and opens sessions without holding up the window.

    A method of a few lines for each intention; what lasts longer has a class of its own beside it.
    """

    def __init__(self, window: MainWindow, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._assistant: AssistantLike | None = None
        self._opened = self._broken_off = self._notice = ""
        # what takes seconds is not to hold up the window's own reads
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sotto-long")
        self._live = LiveTurns(window, self._tell_failure)
        self.preferences = Preferences(window, background)
        self._figures = Figures(window.metrics, background)
        self._models = ModelsDesk(window, window.work)
        self.help = Help(window, self.preferences, self._models, self._ask_again)
        self._long_work = LongWork(window.work, self._thread)
        self._long_work.failed.connect(self.help.show)
        self._model_work = ModelWork(window)
        self._connect_models(window)
        self.preferences.kept.connect(self._follow)
        self.first_start = FirstStart(window, background, self._models)
        self.preferences.first_start_wanted.connect(self.first_start.open)
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._finder = Finder(window.history, window.banner, background)
        self._finder.listed.connect(self._mark)
        self._files = PastFiles(window.theme, window.history, window.banner, self._long_work)
        self._files.stored.connect(self._refresh.start)
        self._past_turns = TurnActions(window.past_turns, window.past, window, background)
        self._live_actions = TurnActions(window.live_page.bar, window.live, window, background)
        for actions in (self._past_turns, self._live_actions):
            actions.went_over.connect(self._went_over)
        self._facts, self._documents = FactsDesk(window, background), DocumentsDesk(window.banner, self._long_work)
        self._refresh.timeout.connect(self._finder.refresh)
        background.failed.connect(self.help.show)
        self._connect_window(window)

    def _connect_window(self, window: MainWindow) -> None:
        window.push_to_talk.pressed.connect(self._press)
        window.push_to_talk.released.connect(partial(self._command, lambda assistant: assistant.release()))
        window.cancelled.connect(partial(self._command, lambda assistant: assistant.cancel()))
        window.dock.composer.sent.connect(self._send)
        window.live.acted.connect(self.help.act)
        window.header.new.clicked.connect(self._new_session)
        window.history.opened.connect(self._open)
        window.back.clicked.connect(self._back)
        window.resume.clicked.connect(self._continue)
        window.banner.accepted.connect(self._accept)
        window.consent.answered.connect(self._consent)
        window.history.deleted.connect(self._leave)
        window.history.facts_button.clicked.connect(self._facts.open)
        window.header.help.facts_wanted.connect(self._facts.open)
        QShortcut(QKeySequence(FACTS_KEYS), window).activated.connect(self._facts.open)
        QShortcut(QKeySequence.StandardKey.Undo, window).activated.connect(self._finder.undo)

    def _connect_models(self, window: MainWindow) -> None:
        self._models.failed.connect(self.help.show)
        self._models.noticed.connect(window.banner.show_notice)
        self._models.settled.connect(window.notifier.tell)
        self._model_work.changed.connect(self._models.look_again)
        self._model_work.kept.connect(self.preferences.look_again)
        window.header.models.clicked.connect(self._models.open)

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded."""
        self._assistant = assistant
        self.preferences.attach(assistant)
        self._figures.attach(assistant)
        self._models.attach(assistant)
        self._model_work.attach(assistant)
        self.first_start.attach(assistant)
        self._live.follow(assistant.session)
        self._live_actions.follow(assistant, None)
        current = assistant.session
        self._background.run(partial(assistant.turns, current), partial(self._show_current, current))
        self._background.run(assistant.broken_off, self._offer)
        self._finder.attach(assistant.past)
        self._files.attach(assistant.past)
        self._facts.attach(assistant.facts)

    def detach(self) -> None:
        """Let go of the assistant: nothing more is asked of it."""
        self._refresh.stop()
        self._assistant = None
        self._finder.detach()
        self._files.attach(None)
        self._facts.attach(None)
        self._past_turns.follow(None, "")
        self._live_actions.follow(None, None)
        self.preferences.detach()
        self._figures.detach()
        self._models.detach()
        self._model_work.attach(None)
        self._long_work.close()
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.first_start.detach()

    def tell(self, notice: str) -> None:
        """Show what happened before the start; an offer that follows repeats it."""
        self._notice = notice
        self._window.banner.show_notice(notice)

    def consume(self, event: EngineEvent) -> None:
        """Show one event."""
        if self._assistant is not None:
            self._live.follow(self._assistant.session)
        self._live.consume(event)
        self.first_start.consume(event)
        if isinstance(event, TurnFinished):
            self._refresh.start()
        elif isinstance(event, ModelChanged):
            self._model_work.consume(event)
        elif isinstance(event, StateChanged):
            self._models.speed.follow(event.state)

    def _follow(self, settings: Settings) -> None:
        self._window.notifier.wanted = settings.desktop.notifications
        self._window.theme.take(settings.appearance)
        self._documents.follow(settings)

    def _consent(self, number: int, answer: str) -> None:
        self._command(lambda assistant: assistant.answer(number, Answer(answer)))

    def _tell_failure(self, event: StageFailed) -> None:
        self.help.tell(event, words=self._words_of(event))

    def _words_of(self, event: StageFailed) -> bool:
        """Whether the question of the turn that failed is known."""
        here = self._assistant is not None and event.session == self._assistant.session
        return here and event.turn > 0 and bool(self._window.live.turn(event.turn).transcript)

    def _ask_again(self, index: int) -> bool:
        """Send the words of a turn again; tell whether that could be done."""
        turn = self._window.live.turn(index)
        if self._assistant is None or not turn.transcript:
            return False
        turn.answered = True
        self._window.live.touch(index)
        self._send(turn.transcript)
        return True

    def _command(self, send: Callable[[AssistantLike], None]) -> None:
        if self._assistant is not None:
            send(self._assistant)

    @property
    def spoken_session(self) -> str:
        """Id of the conversation that goes on; empty while nothing was said in it."""
        return "" if self._assistant is None or self._window.live.empty else self._assistant.session

    def go_on_with(self, session: str) -> None:
        """Go on with a conversation as if the user had opened it."""
        if self._assistant is not None:
            self._background.run(partial(self._assistant.resume, session), partial(self._continued, session))

    def _press(self) -> None:
        self._back()
        self._command(lambda assistant: assistant.press())

    def _send(self, text: str) -> None:
        self._back()
        self._command(lambda assistant: assistant.send_text(text))

    def _new_session(self) -> None:
        if self._assistant is None:
            return
        self._assistant.new_session()
        self._live.follow(self._assistant.session)
        self._window.dock.timings.clear()
        self._back()
        self._refresh.start()

    def _back(self) -> None:
        self._follow_past("")
        self._window.show_live()
        if self._assistant is not None:
            self._window.history.mark(self._assistant.session)

    def _open(self, session: str, turn: int) -> None:
        self._window.sides.uncover()
        if self._assistant is None or session == self._assistant.session:
            self._back()
            return
        self._follow_past(session)
        title = self._window.history.title_of(session)
        self._background.run(partial(self._assistant.turns, session), partial(self._show_past, session, title, turn))

    def _follow_past(self, session: str) -> None:
        self._opened = session
        self._past_turns.follow(self._assistant, session)

    def _mark(self) -> None:
        if not self._window.history.marked:
            self._window.history.mark(self._opened or (self._assistant.session if self._assistant else ""))

    def _leave(self, session: str) -> None:
        """Leave a conversation that goes to the bin."""
        if self._assistant is not None and session == self._assistant.session:
            self._new_session()
        elif session == self._opened:
            self._back()

    def _accept(self) -> None:
        if self._window.banner.accept.text() == tr(UNDO):
            self._finder.undo()
        else:
            self._go_on()

    def _went_over(self, turns: Sequence[TurnLike]) -> None:
        """Show the conversation that the assistant has gone over to."""
        if self._assistant is not None:
            self._continued(self._assistant.session, turns)
            self._refresh.start()

    def _continue(self) -> None:
        if self._assistant is not None and self._opened:
            self.go_on_with(self._opened)

    def _offer(self, broken_off: BrokenOffLike | None) -> None:
        """Offer to go on with a conversation that broke off, unless something has been said since."""
        banner = self._window.banner
        free = not banner.isVisible() or banner.says(self._notice)
        if broken_off is not None and self._window.live.empty and free:
            self._broken_off = broken_off.id
            detail = " ".join(part for part in (broken_off.recovery_note, sentence(self._notice)) if part)
            banner.show_offer(tr("a conversation broke off"), detail, GO_ON)

    def _go_on(self) -> None:
        if self._assistant is not None and self._broken_off:
            session = self._broken_off
            work = partial(self._assistant.go_on, session)
            title = tr("Going on with the conversation")
            self._long_work.run("go-on", title, work, partial(self._continued, session))

    def _continued(self, session: str, turns: Sequence[TurnLike]) -> None:
        self._live.follow(session)
        self._show_current(session, turns)
        self._back()

    def _show_current(self, session: str, turns: Sequence[TurnLike]) -> None:
        if self._assistant is not None and session == self._assistant.session and self._window.live.empty and turns:
            self._window.live_page.show_turns(_texts(turns))
            self._window.show_live()

    def _show_past(self, session: str, title: str, turn: int, turns: Sequence[TurnLike]) -> None:
        # Another session may have been opened, or the user may have gone back, while this one was read.
        if session == self._opened:
            self._window.show_past(title, _texts(turns), turn)


def _texts(turns: Sequence[TurnLike]) -> dict[int, TurnText]:
    return {turn.index: text for turn in turns if not (text := TurnText.from_record(turn)).went_on}
