"""Asks whether a tool may do what it is about to do, and shows exactly that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.escaping import argument_lines, plain_name
from desktop.events import ConsentAsked, ConsentGiven
from desktop.terms import Answer
from desktop.ui.look.flow import Flow
from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.trouble.long_text import BORDER, LongText
from desktop.wording import marked, tr

ALLOW_KEYS, ALWAYS_KEYS, REFUSE_KEYS = "Ctrl+Return", "Ctrl+Shift+Return", "Ctrl+Backspace"
_WRITES = marked("Sotto wants to change something: {name}")
_REACHES = marked("Sotto wants to reach beyond this machine: {name}")
_GIVES_WAY = marked("Sotto wants somebody else to answer: {name}")
_QUESTIONS = {"write": _WRITES, "conversation": _GIVES_WAY}


class ConsentBar(QFrame):
    """Hidden until there is a question. It never takes the focus: what is being typed is no answer."""

    answered = Signal(int, str)
    """Number of the question, and an `Answer`."""

    asked = Signal(str)
    """The question and how to answer it, for those who hear it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consent")
        self._number = 0
        self._question, self.arguments = named(QLabel(), "message"), named(LongText(), "advice")
        self.arguments.setAccessibleName(tr("Details"))
        self.refuse = self._button(tr("Don't allow"), Answer.NO, REFUSE_KEYS)
        self.allow = self._button(tr("Allow"), Answer.YES, ALLOW_KEYS)
        self.always = self._button(tr("Always allow"), Answer.ALWAYS, ALWAYS_KEYS)
        words = QVBoxLayout()
        words.setSpacing(3)
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._question.setContentsMargins(BORDER, 0, 0, 0)  # in line with what stands below
        self._question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(self._question)
        words.addWidget(self.arguments)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 12, 12)
        column.addLayout(words)
        column.addLayout(Flow(*self.buttons, flush_end=True))
        self.hide()

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        """The three answers, the safe one first."""
        return self.refuse, self.allow, self.always

    @property
    def text(self) -> tuple[str, str]:
        """The question and the arguments on show."""
        return self._question.text(), self.arguments.text()

    def follow(self, event: ConsentAsked | ConsentGiven) -> None:
        """Show a question, and hide it once it is settled or no longer waited for."""
        if isinstance(event, ConsentGiven):
            self.setHidden(self.isHidden() or event.number == self._number)
            return
        self._number = event.number
        question = _QUESTIONS.get(event.effect, _REACHES)
        name = plain_name(event.name)
        self._question.setText(tr(question).format(name=tr(event.asks) or name))
        self.arguments.setText(_told(name, event.arguments))
        self.setAccessibleName(" ".join(self.text))
        self.setAccessibleDescription(
            tr("{allow} allows it, {refuse} does not").format(
                allow=key_words(ALLOW_KEYS), refuse=key_words(REFUSE_KEYS)
            )
        )
        self.show()
        self.asked.emit(f"{self.accessibleName()}. {self.accessibleDescription()}")

    def _button(self, label: str, answer: Answer, keys: str) -> QPushButton:
        button = QPushButton(label)
        button.setToolTip(key_words(keys))
        button.setAccessibleName(label)
        button.clicked.connect(lambda: self._answer(answer))
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: self._answer(answer))
        return button

    def _answer(self, answer: Answer) -> None:
        if self.isVisible():
            self.hide()
            self.answered.emit(self._number, answer.value)


def _told(name: str, arguments: str) -> str:
    """The tool's own name, and each argument on a line of its own, in full, so that none passes for another."""
    given = argument_lines(arguments)
    return "\n".join((name, *given)) if given else tr("{name}, without any details").format(name=name)
