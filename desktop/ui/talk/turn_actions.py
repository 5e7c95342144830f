"""What the user does with one turn of the conversation on show, the current one or one of the past."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import ModuleType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from desktop.ui.assistant_like import AssistantLike, TurnLike
from desktop.ui.background import Background
from desktop.ui.main_window import MainWindow
from desktop.ui.past.past_like import ContextLike
from desktop.ui.past.story_dialog import StoryDialog
from desktop.ui.past.story_rows import Told, read_story
from desktop.ui.talk.conversation import ConversationView
from desktop.ui.talk.edit_question import EditQuestion
from desktop.ui.talk.seen_dialog import SeenDialog
from desktop.ui.talk.turn_bar import TurnBar
from desktop.ui.trouble.remedies import COPIED
from desktop.wording import tr

_DRAWING = "desktop.ui.past.story_view"


class TurnActions(QObject):
    """Plays a turn, copies its reply, goes on from it in a branch, or asks its question again in another form."""

    went_over = Signal(object)
    """The turns of the branch that the assistant has gone over to."""

    def __init__(self, bar: TurnBar, view: ConversationView, window: MainWindow, background: Background) -> None:
        """Do what `bar` asks for with the turns that `view` shows."""
        super().__init__(window)
        self._bar, self._view, self._window, self._background = bar, view, window, background
        self._assistant: AssistantLike | None = None
        self._shown: str | None = ""
        bar.played.connect(self._play)
        bar.copied.connect(self._copy)
        bar.branched.connect(self._branch)
        bar.asked_again.connect(self._edit)
        bar.looked_into.connect(self._look_into)
        bar.told.connect(self._tell)

    def follow(self, assistant: AssistantLike | None, session: str | None) -> None:
        """Act on the turns of `session`, which is on show; empty for none, None for the one that is current."""
        self._assistant, self._shown = assistant, session

    @property
    def _session(self) -> str:
        if self._shown is None:
            return self._assistant.session if self._assistant is not None else ""
        return self._shown

    def _play(self, turn: int) -> None:
        if self._assistant is not None and self._session:
            self._background.run(partial(self._assistant.replay, self._session, turn), lambda _none: None)

    def _copy(self, turn: int) -> None:
        """Copy the whole reply, heard or not."""
        if reply := self._view.turn(turn).reply:
            QGuiApplication.clipboard().setText(reply)
            self._bar.show_copied()
            self._window.announcer.tell(tr(COPIED))

    def _branch(self, turn: int) -> None:
        if self._assistant is not None and self._session:
            self._background.run(partial(self._assistant.branch, self._session, turn), self.went_over.emit)

    def _look_into(self, turn: int) -> None:
        """Show what the model saw."""
        if self._assistant is None or not self._session:
            return

        def show(seen: ContextLike | None) -> None:
            dialog = SeenDialog(turn, seen, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

        self._background.run(partial(self._assistant.past.context, self._session, turn), show)

    def _tell(self, turn: int) -> None:
        """Show what happened in a turn."""
        if self._assistant is None or not self._session:
            return

        def show(told: Told, module: ModuleType) -> None:
            dialog = StoryDialog(told, module.StoryView, self._window.theme, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

        def draw(told: Told) -> None:
            self._background.modules.load(_DRAWING, partial(show, told))

        self._background.run(partial(self._assistant.past.read, partial(read_story, self._session, turn)), draw)

    def _edit(self, turn: int) -> None:
        if self._assistant is None or not self._session:
            return
        session, before = self._session, self._bar.before(turn)
        dialog = EditQuestion(self._view.turn(turn).transcript, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.asked.connect(lambda text: self._ask(session, before, text))
        dialog.open()

    def _ask(self, session: str, before: int, text: str) -> None:
        assistant = self._assistant
        if assistant is None:
            return

        def ask(turns: Sequence[TurnLike]) -> None:
            # first what was said before: the new turn is shown after it
            self.went_over.emit(turns)
            assistant.send_text(text)

        self._background.run(partial(assistant.branch, session, before), ask)
