from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytestqt.qtbot import QtBot

from desktop.running import LONGEST, Command, address, tell
from desktop.ui.hand.command_server import CommandServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of the file system")


class Line:
    """A server that answers with what it heard, and a process beside it, played by a thread."""

    def __init__(self, home: Path, bot: QtBot, other: ThreadPoolExecutor) -> None:
        self.home, self.bot, self.other = home, bot, other
        self.heard: list[str] = []
        self.server = self.make()

    def make(self) -> CommandServer:
        return CommandServer(address(self.home), self.obey)

    def obey(self, line: str) -> str:
        self.heard.append(line)
        return f"heard {line}"

    def tell(self, command: Command, more: str = "") -> Future[str | None]:
        asked = self.other.submit(tell, self.home, command, more)
        self.bot.waitUntil(asked.done, timeout=20_000)
        return asked


@pytest.fixture
def line(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as other:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        made = Line(tmp_path, qtbot, other)
        yield made
        made.server.close()


def test_a_command_is_obeyed_and_answered(line: Line) -> None:
    assert line.server.listen()
    assert line.tell(Command.PRESS).result() == "heard press"
    assert line.tell(Command.SHOW, "token-1").result() == "heard show token-1"
    assert line.heard == ["press", "show token-1"]


def test_nobody_else_may_use_the_socket(line: Line) -> None:
    assert line.server.listen()
    assert Path(address(line.home)).stat().st_mode & 0o077 == 0


def test_what_a_killed_process_left_is_cleared(line: Line) -> None:
    Path(address(line.home)).write_text("")
    assert line.server.listen()
    assert line.tell(Command.TOGGLE).result() == "heard toggle"


def test_after_the_end_there_is_no_answer(line: Line) -> None:
    assert line.server.listen()
    line.server.close()
    assert line.tell(Command.PRESS).result() is None


def test_endless_lines_are_cut_off(line: Line) -> None:
    assert line.server.listen()
    asked = line.tell(Command.SHOW, "x" * (3 * LONGEST))
    assert asked.exception() is not None
    assert line.heard == []
    assert line.tell(Command.PRESS).result() == "heard press"
