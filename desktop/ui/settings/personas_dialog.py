"""The personas: a list, what the marked one is, and which one answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.settings.personas import Persona
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.settings.persona_form import PersonaForm
from desktop.wording import marked, tr

SIDE_BY_SIDE = 560
"""From this width on, in pixels, the list stands beside the persona; below, above it."""
_LIST, _LOW, _ANY = 190, 112, 16_777_215
"""Its width beside, its height above, and Qt's word for no bound."""

OF_SETTINGS = marked(
    "Its words and voice stand in the settings, under Answers and Voice. Duplicate it to make others."
)
OF_PACK = marked("It belongs to a pack, which says what it is told.")
ANSWERS = marked("{name}  ✓ answers")
NEW = marked("You are a helpful assistant. Answer in one or two short spoken sentences.")


class PersonasDialog(QDialog):
    """The first of the list is that of the settings, then come the user's own, then those of packs.

    A method for each thing that can be done with the marked one; what it is, is the form's.
    """

    changed = Signal(object, str)
    """A tuple of all own `Persona`s, and the name of the chosen one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Personas"))
        self._base: Persona | None = None
        self._own: list[Persona] = []
        self._packs: Sequence[str] = ()
        self._chosen = ""
        self._gone: Persona | None = None
        self._row = 0
        self.list, self.form = named(QListWidget(), "groups"), PersonaForm(theme)
        self.list.setAccessibleName(tr("Personas"))
        self.note, self.problem = named(QLabel(), "secondary"), named(QLabel(), "problem")
        self.use, self.new = named(QPushButton(tr("Use")), "main"), QPushButton(tr("New"))
        self.copy, self.remove = QPushButton(tr("Duplicate")), QPushButton(tr("Remove"))
        self.restore, self.leave = named(QPushButton(), "quiet"), QPushButton(tr("Close"))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()
        self._connect()
        room = parent.window().size()
        self.resize(min(760, max(380, room.width() - 20)), min(680, max(480, room.height() - 20)))
        self.setMinimumSize(360, 440)

    def _arrange(self) -> None:
        inside = named(QWidget(), "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (self.note, self.problem):
            label.setWordWrap(True)
            label.hide()
        column.addWidget(self.note)
        column.addWidget(self.form)
        column.addStretch()
        page = named(QScrollArea(widgetResizable=True), "page")
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setWidget(inside)
        self._sides.setSpacing(16)
        self._sides.addWidget(self.list)
        self._sides.addWidget(page, 1)
        edits, ends = Flow(self.new, self.copy, self.remove), QHBoxLayout()
        ends.addWidget(self.use)
        ends.addWidget(self.restore)
        ends.addStretch()
        ends.addWidget(self.leave)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 18)
        whole.setSpacing(12)
        whole.addWidget(named(QLabel(tr("Personas")), "heading"))
        whole.addLayout(self._sides, 1)
        for row in (edits, self.problem, ends):
            whole.addWidget(row) if isinstance(row, QLabel) else whole.addLayout(row)

    def _connect(self) -> None:
        for button in (self.use, self.new, self.copy, self.remove, self.restore, self.leave):
            button.setAutoDefault(False)
        self.list.currentRowChanged.connect(self._go_to)
        self.list.itemActivated.connect(lambda _item: self._use())
        self.form.edited.connect(self._take)
        self.use.clicked.connect(self._use)
        self.new.clicked.connect(lambda: self._add(Persona(name=self._free(tr("New persona")), prompt=tr(NEW))))
        self.copy.clicked.connect(self._duplicate)
        self.remove.clicked.connect(self._remove)
        self.restore.clicked.connect(self._bring_back)
        self.leave.clicked.connect(self.accept)
        for keys, button in (("Ctrl+N", self.new), ("Ctrl+D", self.copy)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
            button.setToolTip(keys)
        delete = QShortcut(QKeySequence("Del"), self.list, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove.click)
        self.restore.hide()

    def show_personas(self, base: Persona, own: Sequence[Persona], packs: Sequence[str], chosen: str) -> None:
        """Show what there is; `base` is that of the settings, `packs` are the names of those of packs."""
        self._base, self._own, self._chosen = base, list(own), chosen
        self._packs = [name for name in packs if name not in [persona.name for persona in own]]
        self._list(self._names.index(chosen, 1) if chosen in self._names[1:] else 0)
        self.list.setFocus()

    def refuse(self, reason: str) -> None:
        """Say why what was changed is not kept."""
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))

    def done(self, result: int) -> None:
        """Take over what was typed last, and close."""
        self.form.commit()
        super().done(result)

    @property
    def _names(self) -> list[str]:
        base = self._base.name if self._base is not None else ""
        return [base, *(persona.name for persona in self._own), *self._packs]

    @property
    def _at(self) -> int:
        """Number of the marked one among the user's own; -1 for another."""
        return self._row - 1 if 0 < self._row <= len(self._own) else -1

    def _answers(self, row: int) -> bool:
        return self._chosen == ("" if row == 0 else self._names[row])

    def _words(self, row: int) -> str:
        name = self._names[row]
        return tr(ANSWERS).format(name=name) if self._answers(row) else name

    def _list(self, row: int) -> None:
        """Fill the list, and mark a row of it."""
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self._words(number) for number in range(len(self._names))])
        self._row = max(0, min(row, self.list.count() - 1))
        self.list.setCurrentRow(self._row)
        self.list.blockSignals(False)
        self._show()

    def _go_to(self, row: int) -> None:
        self.form.commit()  # to the one that was marked until now
        self._row = max(0, row)
        self._show()

    def _show(self) -> None:
        """Show the marked one."""
        at, name = self._at, self._names[self._row]
        if at >= 0:
            others = [one for number, one in enumerate(self._names) if number != self._row]
            self.form.show_persona(self._own[at], others)
        else:
            self.form.forget()
        self.form.setVisible(at >= 0)
        self.note.setVisible(at < 0)
        self.note.setText(tr(OF_SETTINGS) if self._row == 0 else tr(OF_PACK))
        self.use.setEnabled(not self._answers(self._row))
        self.remove.setEnabled(at >= 0)
        self.copy.setEnabled(at >= 0 or self._row == 0)
        named_after = (
            (self.use, tr("Use {name}")),
            (self.copy, tr("Duplicate {name}")),
            (self.remove, tr("Remove {name}")),
        )
        for button, words in named_after:
            button.setAccessibleName(words.format(name=name))

    def _take(self, persona: Persona) -> None:
        """The marked one was edited."""
        at = self._at
        if at < 0:
            return
        if self._answers(self._row):
            self._chosen = persona.name
        self._own[at] = persona
        self.list.item(self._row).setText(self._words(self._row))
        self._tell()

    def _use(self) -> None:
        self.form.commit()
        self._chosen = "" if self._row == 0 else self._names[self._row]
        self._list(self._row)
        self.list.setFocus()
        self._tell()

    def _add(self, persona: Persona) -> None:
        self.form.commit()
        self._own.append(persona)
        self._list(len(self._own))
        self._tell()
        self.form.name.setFocus()
        self.form.name.selectAll()

    def _duplicate(self) -> None:
        self.form.commit()
        original = self._own[self._at] if self._at >= 0 else self._base
        if original is not None:
            self._add(original.model_copy(update={"name": self._free(original.name)}))

    def _remove(self) -> None:
        at = self._at
        if at < 0:
            return
        self.form.forget()
        if self._answers(self._row):
            self._chosen = ""
        self._gone = self._own.pop(at)
        self.restore.setText(tr("Bring it back"))
        self.restore.setAccessibleName(tr("Bring back {name}").format(name=self._gone.name))
        self.restore.show()
        self._list(self._row)
        self.list.setFocus()
        self._tell()

    def _bring_back(self) -> None:
        persona, self._gone = self._gone, None
        self.restore.hide()
        if persona is not None:
            self._add(persona.model_copy(update={"name": self._free(persona.name)}))

    def _free(self, name: str) -> str:
        """The name, with a number where another persona has it."""
        taken = {one.casefold() for one in self._names}
        numbered = (name, *(f"{name[:74]} {number}" for number in range(2, len(taken) + 3)))
        return next(one for one in numbered if one.casefold() not in taken)

    def _tell(self) -> None:
        self.refuse("")
        self.changed.emit(tuple(self._own), self._chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the list beside the persona, or above it."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(direction)
        self.list.setMinimumWidth(_LIST if wide else 0)
        self.list.setMaximumWidth(_LIST if wide else _ANY)
        self.list.setMaximumHeight(_ANY if wide else _LOW)
