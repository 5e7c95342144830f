"""What a conversation, or all that was said in a period, comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.terms import Outcome
from desktop.ui.look.naming import named
from desktop.ui.look.quantities import figure
from desktop.ui.look.scrolled import Scrolled
from desktop.ui.past.past_like import StatisticsLike
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, tr

_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
PERIODS: tuple[tuple[str, timedelta | None], ...] = (
    (marked("Last 7 days"), timedelta(days=7)),
    (marked("Last 30 days"), timedelta(days=30)),
    (marked("All conversations"), None),
)
_ENDS = {
    "user": marked("by you"),
    "timeout": marked("after a long pause"),
    "device lost": marked("a device was lost"),
    "crash": marked("a crash"),
    "application closed": marked("Sotto was closed"),
}
"""Why conversations ended, as the record has it."""
_ROWS = 12
"""As many facts as there ever are: the dialog does not change its size while numbers are read."""


class StatisticsDialog(QDialog):
    """A choice of what is counted, and the numbers below it."""

    chosen = Signal(object, object)
    """Id of a conversation, or None, and the length of a period up to now as a timedelta, or None."""

    def __init__(self, session: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Statistics"))
        self._session = session
        self.scope = QComboBox()
        self.scope.setAccessibleName(tr("What is counted"))
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.addItem(visible(title) or tr("This conversation"))
        self.scope.addItems([tr(name) for name, _ in PERIODS])
        self.scope.currentIndexChanged.connect(self.ask)
        self.rows = [(named(QLabel(), "secondary"), QLabel()) for _ in range(_ROWS)]
        facts = QWidget()
        grid = QGridLayout(facts)
        grid.setContentsMargins(8, 6, 14, 6)  # room for the focus around it
        grid.setRowStretch(_ROWS, 1)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(self.rows):
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, number, 0, _TOP_LEFT)
            grid.addWidget(value, number, 1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(18)
        column.addWidget(named(QLabel(tr("Statistics")), "heading"))
        column.addWidget(self.scope)
        column.addWidget(Scrolled(facts), 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(460, 560)

    def ask(self) -> None:
        """Ask for the numbers of what is chosen."""
        place = self.scope.currentIndex()
        if place:
            self.chosen.emit(None, PERIODS[place - 1][1])
        else:
            self.chosen.emit(self._session, None)

    def show_numbers(self, numbers: StatisticsLike) -> None:
        """Show them."""
        facts = facts_of(numbers)
        for number, (name, value) in enumerate(self.rows):
            words = facts[number] if number < len(facts) else ("", "")
            name.setText(words[0])
            value.setText(visible(words[1]))
            value.setAccessibleName(f"{words[0]}: {words[1]}" if words[0] else "")


def facts_of(numbers: StatisticsLike) -> list[tuple[str, str]]:
    """Return names and values for people; what there is nothing of is left out."""
    if not numbers.turns:
        return [(tr("Turns"), tr("none"))]
    answered = numbers.turns - numbers.outcomes.get(Outcome.IGNORED.value, 0)
    words = {
        "asked": numbers.words_asked,
        "answered": numbers.words_answered,
        "heard": numbers.words_heard,
    }
    facts = [
        (tr("Conversations"), figure(numbers.sessions, ",")),
        (
            tr("Turns"),
            tr("{turns:,}, of which {answered:,} were answered").format(turns=numbers.turns, answered=answered),
        ),
        (tr("Length"), _length(numbers.seconds)),
        (tr("You spoke for"), _length(numbers.spoken_seconds)),
        (tr("Words"), tr("{asked:,} asked, {answered:,} answered, {heard:,} heard").format(**words)),
        (tr("Interrupted"), _share(numbers.interruption_rate)),
        (tr("Failed"), _share(numbers.error_rate)),
    ]
    sound = numbers.latencies.get("turn_ms")
    if sound is not None:
        facts.append(
            (
                tr("First sound after"),
                tr("{p50:,.0f} ms; 95 of 100 within {p95:,.0f} ms").format(p50=sound.p50, p95=sound.p95),
            )
        )
    counted = ((tr("Tools"), numbers.tools), (tr("Persona"), numbers.personas), (tr("Models"), numbers.models))
    ends = {tr(_ENDS.get(reason, reason)): count for reason, count in numbers.end_reasons.items()}
    facts += [(name, _counts(counts)) for name, counts in (*counted, (tr("How they ended"), ends)) if counts]
    return facts


def _counts(counts: Mapping[str, int]) -> str:
    most = sorted(counts.items(), key=lambda item: -item[1])[:6]
    return ", ".join(f"{name} ({figure(count, ',')}×)" for name, count in most)  # noqa: RUF001 - it says how often


def _share(rate: float | None) -> str:
    return "–" if rate is None else figure(rate, ".1%")  # noqa: RUF001 - a dash


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{figure(hours, ',')} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
