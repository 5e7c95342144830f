"""The page of packs and tool servers, by keyboard alone, with a real server and the pack that ships."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.paths import Paths
from desktop.settings import McpServer, load_settings
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.tools.source_section import SourceSection
from desktop.ui.tools.sources import Kind
from desktop.ui.tools.tools_dialog import ToolsDialog
from tests.ui.conftest import Desk, by_tab

_SERVER = '''
from mcp.server import MCPServer

server = MCPServer("Demo")


@server.tool()
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


server.run()
'''


class Page:
    """The open page."""

    def __init__(self, desk: Desk) -> None:
        desk.bot.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        settings = desk.window.findChild(SettingsDialog)
        assert settings is not None
        self.desk = desk
        self.press(settings.tools)
        dialog = settings.findChild(ToolsDialog)
        assert dialog is not None
        self.dialog = dialog
        desk.until(lambda: (Kind.PACK, "service_desk") in dialog.sections)

    def press(self, button: QAbstractButton) -> None:
        button.setFocus()
        self.desk.bot.keyClick(button, Qt.Key.Key_Space)

    def type(self, line: QWidget, text: str) -> None:
        line.setFocus()
        self.desk.bot.keyClicks(line, text)

    def add(self, name: str, where: str) -> None:
        self.type(self.dialog.where, where)
        self.type(self.dialog.name, name)
        self.desk.bot.keyClick(self.dialog.name, Qt.Key.Key_Return)

    def section(self, kind: Kind, name: str) -> SourceSection:
        self.desk.until(lambda: (kind, name) in self.dialog.sections)
        return self.dialog.sections[kind, name]

    def until_told(self, section: SourceSection, part: str) -> None:
        self.desk.until(lambda: part in section.said.text() + section.problem.text())

    @property
    def servers(self) -> dict[str, McpServer]:
        return {server.name: server for server in self.desk.assistant.settings.mcp.servers}


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    page = Page(desk)
    yield page
    page.press(page.dialog.leave)


def test_a_server_is_noted_down_asked_switched_and_forgotten(page: Page, tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(_SERVER)
    page.add("demo", shlex.join([sys.executable, str(program)]))
    section = page.section(Kind.SERVER, "demo")
    assert not section.switch.isChecked()
    assert page.dialog.where.text() == ""
    page.press(section.switch)
    page.until_told(section, "It answered as Demo")
    page.desk.until(lambda: len(section.tools) == 1)
    assert page.servers["demo"].enabled
    assert "leaves this program, and asks" in section.tools[0].accessibleDescription()
    page.press(section.tools[0])
    page.desk.until(lambda: page.servers["demo"].tools_off == ("add",))
    page.desk.until(lambda: not section.tools[0].isChecked())
    page.press(section.tools[0])
    page.desk.until(lambda: page.servers["demo"].tools_off == ())
    page.press(section.switch)
    page.desk.until(lambda: not page.servers["demo"].enabled)
    kept = Paths.from_environment().settings
    page.desk.until(lambda: [server.enabled for server in load_settings(kept).mcp.servers] == [False])
    page.press(section.forget)
    page.desk.until(lambda: page.dialog.sections.keys().isdisjoint({(Kind.SERVER, "demo")}))
    assert page.servers == {}


def test_a_server_that_cannot_be_used_is_not_switched_on(page: Page) -> None:
    page.add("gone", "/nowhere/at-all")
    section = page.section(Kind.SERVER, "gone")
    page.press(section.switch)
    page.until_told(section, "The tool server gone cannot be used")
    page.desk.until(lambda: not section.switch.isChecked())
    assert not page.servers["gone"].enabled


def test_asking_a_server_can_be_cancelled(page: Page, tmp_path: Path) -> None:
    program = tmp_path / "silent.py"
    program.write_text("import sys\nsys.stdin.read()\n")  # it never answers
    page.add("silent", shlex.join([sys.executable, str(program)]))
    section = page.section(Kind.SERVER, "silent")
    assert section.cancel.isHidden()
    page.press(section.switch)
    page.desk.until(lambda: section.asking.isVisible() and section.cancel.isVisible())
    by_tab(page.desk, section.cancel, page.dialog)
    page.desk.bot.keyClick(section.cancel, Qt.Key.Key_Space)
    assert not section.cancel.isEnabled()
    page.until_told(section, "Cancelled: it stays switched off.")
    page.desk.until(lambda: not section.switch.isChecked())
    assert section.cancel.isHidden()
    assert not page.servers["silent"].enabled


@pytest.mark.parametrize(
    ("name", "where", "reason"),
    [
        ("Not A Name", "program", "“Not A Name” is no name for a tool server. Write small letters"),
        ("far", "http://example.org/", "begins with https://"),
        ("odd", "program 'half", "The command cannot be read"),
        ("own", "http://me:secret@localhost/", "A password has no place in a url"),
    ],
)
def test_a_bad_server_is_refused_where_it_was_written(page: Page, name: str, where: str, reason: str) -> None:
    page.add(name, where)
    page.desk.until(lambda: reason in page.dialog.problem.text())
    assert page.dialog.where.text() == where, "nothing that was typed is lost"
    assert page.servers == {}


def test_one_name_is_given_once(page: Page) -> None:
    page.add("demo", "program")
    page.section(Kind.SERVER, "demo")
    page.desk.until(lambda: page.dialog.name.text() == "")
    page.add("demo", "other")
    page.desk.until(lambda: "There is a tool server demo already" in page.dialog.problem.text())
    assert page.servers["demo"].command == ("program",)


def test_a_pack_is_switched_on_and_off(page: Page) -> None:
    section = page.section(Kind.PACK, "service_desk")
    assert not section.switch.isChecked()
    assert section.forget.isHidden()
    page.press(section.switch)
    page.until_told(section, "It brings 7 tools.")
    assert page.desk.assistant.settings.packs.enabled == ("service_desk",)
    page.press(section.switch)
    page.desk.until(lambda: page.desk.assistant.settings.packs.enabled == ())


def test_a_pack_that_cannot_be_opened_says_why(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    for name in [each for each in sys.modules if each.startswith("desktop.packs.service_desk")]:
        monkeypatch.delitem(sys.modules, name)
    section = page.section(Kind.PACK, "service_desk")
    page.press(section.switch)
    page.desk.until(lambda: "sotto[desk]" in section.problem.text())
    page.desk.until(lambda: not section.switch.isChecked())
    assert page.desk.assistant.settings.packs.enabled == ()
