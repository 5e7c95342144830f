"""What a screen reader and a keyboard find: a role and a name for each control, all by Tab, a focus that is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

from desktop.events import StateChanged
from desktop.terms import State
from tests.ui.conftest import Desk
from tests.ui.fit import shown
from tests.ui.scenes import SCENES, at_size, faces, settle, talking

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView, QTextEdit, QPlainTextEdit)
ROLES: tuple[tuple[type[QWidget], set[QAccessible.Role]], ...] = (
    (QCheckBox, {QAccessible.Role.CheckBox}),
    (QAbstractButton, {QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ButtonMenu}),
    (QComboBox, {QAccessible.Role.ComboBox}),
    (QAbstractSpinBox, {QAccessible.Role.SpinBox}),
    (QTableView, {QAccessible.Role.Table}),
    (QListView, {QAccessible.Role.List}),
    (QLineEdit, {QAccessible.Role.EditableText}),
    (QTextEdit, {QAccessible.Role.StaticText}),  # only read
    (QPlainTextEdit, {QAccessible.Role.EditableText, QAccessible.Role.StaticText}),
)
RING = 4
"""Pixels around a control in which its focus may show."""
TABS = 150


def controls(root: QWidget) -> list[QWidget]:
    """What a person acts upon, without the parts of which Qt makes one control."""
    whole = [each for each in shown(root) if isinstance(each, CONTROLS) and each.isEnabled()]
    made_of = (QComboBox, QAbstractSpinBox, QAbstractItemView)
    return [each for each in whole if not isinstance(each.parent(), made_of) and not _inside(each)]


def _inside(widget: QWidget) -> bool:
    """Whether it is a button that Qt puts into a field or a table."""
    return isinstance(widget.parent(), QLineEdit)


def told(widget: QWidget) -> tuple[QAccessible.Role, str]:
    """Its role and name, as a screen reader has them."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.role(), interface.text(QAccessible.Text.Name)


def by_tab(root: QWidget) -> set[QWidget]:
    """All that Tab comes to, and all that the arrow keys go to from there."""
    reached: set[QWidget] = set()
    root.activateWindow()
    before = None
    for _ in range(TABS):
        held = root.focusWidget()
        if held is not None and held in reached and held is not before and len(reached) > 1:
            break
        before = held  # which has it again where Tab went on to another link of its text
        if held is not None:
            reached.add(held)
        QTest.keyClick(held or root, Qt.Key.Key_Tab)
    return reached | {other for one in reached if isinstance(one, QAbstractButton) for other in _group(one)}


def _group(button: QAbstractButton) -> list[QAbstractButton]:
    group = button.group()
    return list(group.buttons()) if group is not None else []


@pytest.mark.parametrize("language", ["en", "de"], indirect=True)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_each_control_has_a_role_and_a_name_and_is_reached_by_tab(
    language: str, desk: Desk, scene: Callable[[Desk], QWidget]
) -> None:
    root = at_size(desk, scene, 900, 600)
    for _face in faces(root):
        unnamed = [each for each in controls(root) if not told(each)[1].strip()]
        assert unnamed == []
        for each in controls(root):
            roles = next(roles for kind, roles in ROLES if isinstance(each, kind))
            assert told(each)[0] in roles, (each, told(each))
        settle()
        missed = set(controls(root)) - by_tab(root)
        assert {(type(each).__name__, told(each)[1]) for each in missed} == set()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark], ids=["light", "dark"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_focus_is_seen(scheme: Qt.ColorScheme, desk: Desk, scene: Callable[[Desk], QWidget]) -> None:
    desk.window.theme.force(scheme)
    root = at_size(desk, scene, 900, 600)
    unseen = []
    for _face in faces(root):
        for each in controls(root):
            if each.focusPolicy() is Qt.FocusPolicy.NoFocus:
                continue
            each.setFocus(Qt.FocusReason.TabFocusReason)
            settle()
            if each.visibleRegion().isEmpty():
                continue
            with_it = _picture(each, root)
            each.clearFocus()
            settle()
            if _differing(with_it, _picture(each, root)) < LEAST:
                unseen.append((type(each).__name__, told(each)[1]))
    assert unseen == []


LEAST = 12
"""Pixels of another colour, where a text field shows a border and not only its cursor."""


def _picture(widget: QWidget, root: QWidget) -> QImage:
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()).adjusted(-RING, -RING, RING, RING)
    return root.grab(place & root.rect()).toImage()


def _differing(one: QImage, other: QImage) -> int:
    size = one.size().boundedTo(other.size())
    places = ((x, y) for y in range(0, size.height(), 2) for x in range(size.width()))
    count = 0
    for x, y in places:
        count += one.pixel(x, y) != other.pixel(x, y)
        if count >= LEAST:
            break
    return count


class Heard:
    """What a screen reader is told."""

    def __init__(self, desk: Desk) -> None:
        self.words: list[tuple[str, bool]] = []
        desk.window.announcer.said.connect(lambda words, urgent: self.words.append((words, urgent)))


@pytest.mark.parametrize("language", ["de"], indirect=True)
def test_states_and_replies_are_told(language: str, desk: Desk) -> None:
    heard = Heard(desk)
    desk.assistant.emit(StateChanged, 1, state=State.LISTENING)
    talking(desk)
    words = [said for said, urgent in heard.words if not urgent]
    assert words[0] == "Hört zu"
    assert "In Portugal, at the mouth of the Tagus." in words
    assert words[-1] == "Spricht"


def test_errors_and_questions_interrupt(desk: Desk) -> None:
    heard = Heard(desk)
    desk.window.banner.show_error("the sound system does not answer", "choose another value")
    assert heard.words == [("The sound system does not answer. Choose another value.", True)]


def test_a_microphone_that_is_always_live_hears_no_screen_reader(desk: Desk) -> None:
    desk.window.show_ways(hands_free=True, key_mode=desk.assistant.settings.conversation.key_mode)
    heard = Heard(desk)
    desk.window.show_state(State.LISTENING)
    desk.window.banner.show_error("the sound system does not answer", "choose another value")
    assert [urgent for _words, urgent in heard.words] == [True]
