"""The window: it lays out the widgets and knows nothing of the assistant."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.paths import assets
from desktop.terms import KeyMode, State
from desktop.ui.dock import Dock
from desktop.ui.hand.announcer import Announcer
from desktop.ui.hand.notifier import Notifier
from desktop.ui.header import Header
from desktop.ui.key.push_to_talk import PushToTalk
from desktop.ui.key.state_indicator import WORDS
from desktop.ui.look.shortcuts import HANDS_FREE_KEYS, LIST_KEYS, SETTINGS_KEYS, ShortcutsDialog
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metrics_panel import METRICS_KEYS, MetricsPanel
from desktop.ui.outer_window import OuterWindow
from desktop.ui.pages import Pages
from desktop.ui.past.history import HistoryPanel
from desktop.ui.past.past_page import PastPage
from desktop.ui.sides import Sides
from desktop.ui.talk.column import in_column
from desktop.ui.talk.hint import Hint
from desktop.ui.talk.live_page import LivePage
from desktop.ui.talk.prompts import TalkWays
from desktop.ui.talk.turn_text import TurnText
from desktop.ui.trouble.banner import Banner
from desktop.ui.trouble.consent_bar import ConsentBar
from desktop.ui.trouble.work_strip import WorkStrip
from desktop.wording import tr

_ROOM_FOR_HINT = 580
"""From this height on, in pixels, a message leaves the hint its room."""
_WORK = 70
"""What work in progress takes of that."""


class MainWindow(OuterWindow):
    """Header, banner, conversation and dock; the history on the left.

    Its methods say which of them share the room; what each shows is its own.
    """

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._dress()  # before there is anything in it: what is not seen then takes its looks when it first is
        self.far_keys, self.far_works = "", False
        """The keys that talk from any program, empty for none, and whether they do."""
        self.setWindowTitle("Sotto")
        self.setWindowIcon(QIcon(str(assets() / "icon.svg")))
        self.header, self.banner, self.dock = Header(theme), Banner(), Dock(theme)
        self.consent, self.work = ConsentBar(), WorkStrip()
        self.history, self.metrics, self.hint = HistoryPanel(theme), MetricsPanel(theme), Hint()
        self.live_page = LivePage(theme)
        self.live = self.live_page.view
        self._past_page = PastPage(theme)
        self.past, self.back, self.resume = self._past_page.view, self._past_page.back, self._past_page.resume
        self.past_turns = self._past_page.turns
        self._pages = Pages()
        for page in (self.hint, self.live_page, self._past_page):
            self._pages.addWidget(page)
        self._state, self._ways = State.LOADING, TalkWays()
        self._arrange()
        self.push_to_talk = self.talk_key = PushToTalk(self.dock.talk, self)
        self.notifier, self.announcer = Notifier(self), Announcer(self)
        self._connect()
        self.setMinimumSize(400, 560)
        self.resize(900, 680)
        self.show_state(State.LOADING)
        self.setFocus()

    def _arrange(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._messages = QVBoxLayout()
        column.addLayout(in_column(self.banner, self.work, self.consent, column=self._messages))
        column.addWidget(self._pages, 1)
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addWidget(self.dock, 100)
        centred.addStretch()
        column.addLayout(centred)
        self.sides = Sides(self.history, middle, self.metrics)
        self._layers = QVBoxLayout()
        whole = QWidget()
        whole.setLayout(self._layers)
        self._layers.setContentsMargins(0, 0, 0, 0)
        self._layers.addWidget(self.sides)
        self.setCentralWidget(whole)

    def _order_focus(self) -> None:
        focus_order = (
            self.header.models, self.header.settings, self.header.history, self.header.new, self.header.help,
            self.history.hide_button, self.history.search, self.history.filter, self.history.list,
            self.history.facts_button, self.history.import_button, self.history.export_button,
            self.banner.accept, *self.banner.trouble.buttons, self.banner.dismiss, self.work.more,
            self.back, self.resume,
            *self.past_turns.buttons, self.live, *self.live_page.bar.buttons, self.past, self.consent.arguments,
            *self.consent.buttons, self.dock.talk, self.dock.hands_free, self.dock.composer.line,
            self.dock.composer.button, self.metrics.hide_button, self.metrics.scroller, self.metrics.waterfall,
            *self.metrics.chooser.buttons, self.metrics.table,
        )  # fmt: skip
        for first, second in pairwise(focus_order):
            QWidget.setTabOrder(first, second)
        for widget in focus_order:
            self.push_to_talk.watch(widget)

    def _take_keys(self) -> None:
        for keys, action in (
            ("Esc", self.cancel),
            (SETTINGS_KEYS, self.header.settings.click),
            (HANDS_FREE_KEYS, self.dock.hands_free.click),
            ("Ctrl+L", self.dock.composer.line.setFocus),
            ("Ctrl+N", self.header.new.click),
            ("Ctrl+H", self.header.history.toggle),
            ("Ctrl+F", self._search),
            (METRICS_KEYS, self.sides.toggle_metrics),
            (LIST_KEYS, self.show_shortcuts),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _connect(self) -> None:
        self._order_focus()
        self._take_keys()
        self.history.hide_button.clicked.connect(lambda: self.header.history.setChecked(False))
        self.header.history.toggled.connect(self.sides.show_history)
        self.header.new.clicked.connect(self.sides.uncover)
        self.header.help.keys_wanted.connect(self.show_shortcuts)
        self.header.help.metrics_wanted.connect(self.sides.toggle_metrics)
        self.metrics.hide_button.clicked.connect(self.sides.toggle_metrics)
        self.sides.changed.connect(self._make_room)
        self.sides.history_left.connect(lambda: self.header.history.setChecked(False))
        self.sides.left_alone.connect(self.dock.talk.setFocus)
        self.back.clicked.connect(self.show_live)
        self.banner.changed.connect(self._make_room_for_messages)
        self.work.changed.connect(self._make_room_for_messages)
        self.work.added.connect(self.push_to_talk.watch)
        self.push_to_talk.changed.connect(self._refresh)
        self.push_to_talk.pressed.connect(self.sides.uncover)
        self.banner.told.connect(self.announcer.tell)
        self.banner.warned.connect(self.announcer.interrupt)
        self.consent.asked.connect(self.announcer.interrupt)
        self.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self.theme.dress(self)

    def show_state(self, state: State) -> None:
        """Show what the assistant is doing everywhere it is shown, and tell it to screen readers."""
        if state is not self._state:
            self.announcer.tell(tr(WORDS[state]))
        self._state = state
        self.header.state.show_state(state)
        self.push_to_talk.follow(state)
        for bar in (self.live_page.bar, self.past_turns):
            bar.follow_state(state)
        self._refresh()
        if not self.showing_past:
            self.show_live()
        if state is State.IDLE and self.focusWidget() in (None, self):
            self.dock.talk.setFocus()

    def show_ways(self, *, hands_free: bool, key_mode: KeyMode) -> None:
        """Show how the user can talk everywhere it is shown."""
        self._ways = replace(self._ways, hands_free=hands_free, key_mode=key_mode)
        self.header.state.show_live(hands_free)
        self.announcer.quiet = hands_free
        self._refresh()

    def await_word(self, phrase: str) -> None:
        """Show what must be said before hands-free speech counts; nothing where it is empty."""
        self._ways = replace(self._ways, awaited=phrase)
        self._refresh()

    def _refresh(self) -> None:
        talk = self.push_to_talk
        self._ways = replace(self._ways, by_key=talk.talking, locked=talk.locked)
        self.dock.show_state(self._state, self._ways)
        self.hint.show_state(self._state, self._ways)

    def show_live(self) -> None:
        """Show the current conversation, or how to begin one as long as nobody has."""
        begun = self._state in (State.LISTENING, State.THINKING) or not self.live.empty
        self._pages.setCurrentWidget(self.live_page if begun else self.hint)
        self.dock.timings.veil(False)

    @property
    def inviting(self) -> bool:
        """Whether the hint is on show."""
        return self._pages.currentIndex() == 0

    @property
    def showing_past(self) -> bool:
        """Whether a past conversation is open."""
        return self._pages.currentIndex() == 2

    def show_past(self, title: str, turns: dict[int, TurnText], current: int = 0) -> None:
        """Open a past conversation, at the turn `current` or at its end."""
        self._past_page.show_turns(title, turns, current)
        self._pages.setCurrentIndex(2)
        self.dock.timings.veil(True)

    def show_shortcuts(self) -> None:
        """Open the list of keys; the window stays usable."""
        dialog = ShortcutsDialog(self, self.far_keys, far_works=self.far_works)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def cover(self, page: QWidget) -> None:
        """Show a page in place of everything else."""
        self.sides.hide()
        self._layers.addWidget(page)

    def uncover(self, page: QWidget) -> None:
        """Show the window itself again, as it is by now."""
        self._layers.removeWidget(page)
        page.hide()
        self._messages.insertWidget(1, self.work)  # a page may have shown it meanwhile
        self.sides.show()
        self.dock.talk.setFocus()

    def cancel(self) -> None:
        """Discard what is being said, or stop the reply."""
        self.push_to_talk.drop()
        if self.dock.composer.line.hasFocus():
            self.dock.talk.setFocus()
        self.cancelled.emit()

    def _search(self) -> None:
        self.header.history.setChecked(True)
        self.history.search.setFocus()
        self.history.search.selectAll()

    def _make_room(self) -> None:
        self.sides.arrange(self.width())
        covering = self.sides.covering
        focus = self.focusWidget()
        lost = covering is not None and any(part.isAncestorOf(focus) for part in (self._pages, self.dock) if focus)
        for part in (self._pages, self.dock):
            part.setHidden(covering is not None)
        if lost:
            (self.history.list if covering is self.history else self.metrics.chooser).setFocus()
        self.header.make_room(self.sides.left)
        self.dock.make_room(self.height())
        self.work.make_room(self.height())
        self._make_room_for_messages()

    def _make_room_for_messages(self) -> None:
        """Leave out what invites where a message, or work in progress, needs its room."""
        told, working = not self.banner.isHidden(), not self.work.isHidden()
        crowded = self.height() < _ROOM_FOR_HINT + (_WORK if working else 0) and (told or working)
        offers = told and bool(self.banner.trouble.words)
        self.hint.make_room(title=not (crowded and (offers or (told and working))), detail=not crowded)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the history beside or in the place of the conversation."""
        super().resizeEvent(event)
        self._make_room()
