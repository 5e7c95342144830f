"""What Sotto was asked to remember: a list to search in, words to change, and what is to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.facts import LONGEST
from desktop.ui.facts.facts_like import FactLike
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, tr

NOTHING = marked("Nothing yet. Say “remember that my parking space is B12”, or write it below.")
NOT_FOUND = marked("Nothing that is remembered holds these words.")
SAID = marked("Said on {day}")
WRITTEN = marked("Written on {day}")
CHANGED = marked("{said}, changed on {day}")
GONE = marked("Forgotten: {fact}")
_FACT = Qt.ItemDataRole.UserRole


class FactsDialog(QDialog):
    """A list of facts; what comes of a change is the desk's."""

    added = Signal(str)
    changed = Signal(int, str)
    """Number of a fact, and its words from now on."""
    forgotten = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What Sotto remembers"))
        self._facts: Sequence[FactLike] = ()
        self._gone = ""
        self.search, self.list, self.words = QLineEdit(), named(QListWidget(), "groups"), QLineEdit()
        self.none, self.when, self.problem = QLabel(), QLabel(), QLabel()
        self.add, self.forget = named(QPushButton(tr("Remember")), "main"), QPushButton(tr("Forget"))
        self.restore, self.leave = named(QPushButton(tr("Bring it back")), "quiet"), QPushButton(tr("Close"))
        self._name()
        self._arrange()
        self._connect()
        room = parent.window().size()
        self.resize(min(560, max(360, room.width() - 20)), min(620, max(440, room.height() - 20)))
        self.setMinimumSize(340, 400)

    def _name(self) -> None:
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search in what is remembered"))
        self.search.setClearButtonEnabled(True)
        self.list.setAccessibleName(tr("What is remembered"))
        self.list.setWordWrap(True)
        self.list.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked)
        self.words.setPlaceholderText(tr("New"))
        self.words.setAccessibleName(tr("Something to remember"))
        self.words.setMaxLength(LONGEST)
        self.forget.setToolTip(tr("Forget the marked one (Del); F2 changes its words"))
        for label, name in ((self.none, "secondary"), (self.when, "secondary"), (self.problem, "problem")):
            named(label, name).setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()
        self.restore.hide()

    def _arrange(self) -> None:
        column, write, ends = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        write.addWidget(self.words, 1)
        write.addWidget(self.add)
        ends.addLayout(Flow(self.forget, self.restore), 1)
        ends.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(named(QLabel(tr("What Sotto remembers")), "heading"))
        for widget in (self.search, self.none):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.when)
        column.addLayout(write)
        column.addWidget(self.problem)
        column.addLayout(ends)

    def _connect(self) -> None:
        for button in (self.add, self.forget, self.restore, self.leave):
            button.setAutoDefault(False)
        self.search.textChanged.connect(self._list)
        self.search.installEventFilter(self)
        self.list.currentRowChanged.connect(lambda _row: self._tell())
        self.list.itemChanged.connect(self._change)
        self.words.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        self.forget.clicked.connect(self._forget)
        self.restore.clicked.connect(self._bring_back)
        self.leave.clicked.connect(self.accept)
        delete = QShortcut(QKeySequence("Del"), self.list, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._forget)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search.setFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go on from the search to what was found."""
        down = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if down and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def show_facts(self, facts: Sequence[FactLike]) -> None:
        """Show what is remembered, the newest first."""
        self._facts = facts
        self._list()

    def refuse(self, reason: str) -> None:
        """Say why something was not done; nothing when it was."""
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))

    def done(self, result: int) -> None:
        """Take over what is being typed into the list, and close."""
        self.list.setFocus()
        super().done(result)

    def _list(self) -> None:
        marked_ = self._marked
        wanted = self.search.text().casefold().split()
        shown = [fact for fact in self._facts if all(word in fact.text.casefold() for word in wanted)]
        self.list.blockSignals(True)
        self.list.clear()
        for fact in shown:
            item = QListWidgetItem(visible(fact.text), self.list)
            item.setData(_FACT, fact.id)
            item.setToolTip(item.text())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.blockSignals(False)
        ids = [fact.id for fact in shown]
        self.list.setCurrentRow(ids.index(marked_) if marked_ in ids else 0 if ids else -1)
        self.none.setText(tr(NOT_FOUND if self._facts else NOTHING))
        self.none.setVisible(not shown)
        self._tell()

    @property
    def _marked(self) -> int:
        """Number of the marked fact; 0 for none."""
        item = self.list.currentItem()
        return int(item.data(_FACT)) if item is not None else 0

    def _tell(self) -> None:
        """Say of the marked fact when it was said."""
        fact = next((one for one in self._facts if one.id == self._marked), None)
        self.forget.setEnabled(fact is not None)
        self.when.setVisible(fact is not None)
        if fact is None:
            return
        told = tr(SAID if fact.turn else WRITTEN).format(day=_day(fact.made_at))
        if fact.changed_at is not None:
            told = tr(CHANGED).format(said=told, day=_day(fact.changed_at))
        self.when.setText(told)

    def _add(self) -> None:
        text = self.words.text().strip()
        if text:
            self.words.clear()
            self.added.emit(text)

    def _change(self, item: QListWidgetItem) -> None:
        number, text = int(item.data(_FACT)), item.text().strip()
        before = next((fact.text for fact in self._facts if fact.id == number), "")
        if text and text != visible(before):
            self.changed.emit(number, text)
        else:
            self._list()

    def _forget(self) -> None:
        fact = next((one for one in self._facts if one.id == self._marked), None)
        if fact is not None:
            self._gone = fact.text
            self.restore.setToolTip(tr(GONE).format(fact=visible(fact.text)))
            self.restore.show()
            self.forgotten.emit(fact.id)

    def _bring_back(self) -> None:
        gone, self._gone = self._gone, ""
        self.restore.hide()
        self.list.setFocus()
        self.added.emit(gone)


def _day(at: datetime) -> str:
    local = at.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.ShortFormat)
