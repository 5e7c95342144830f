from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.errors import UserFacingError
from desktop.running import Command, address, claim, tell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of the file system")


@pytest.fixture(autouse=True)
def _runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with TemporaryDirectory() as folder:  # a socket's path is short
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


def test_a_home_is_had_by_one(tmp_path: Path) -> None:
    first = claim(tmp_path / "home")
    assert first is not None
    assert claim(tmp_path / "home") is None
    other = claim(tmp_path / "other")
    assert other is not None
    first.close()
    other.close()
    again = claim(tmp_path / "home")
    assert again is not None
    again.close()


def test_a_home_is_free_again_when_its_process_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys,pathlib,desktop.running as r; f=r.claim(pathlib.Path(sys.argv[1])); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert claim(tmp_path) is None
        holder.kill()
    mine = claim(tmp_path)
    assert mine is not None
    mine.close()


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFacingError, match="cannot be opened"):
        claim(tmp_path / "file" / "home")


def test_each_home_has_an_address_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = address(tmp_path / "a")
    assert here == address(tmp_path / "b" / ".." / "a")
    assert here != address(tmp_path / "b")
    assert here.startswith(os.environ["XDG_RUNTIME_DIR"])
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert Path(address(tmp_path)).parent.is_dir()


def test_nobody_there_is_no_answer(tmp_path: Path) -> None:
    assert tell(tmp_path, Command.SHOW) is None
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address(tmp_path))
    assert tell(tmp_path, Command.SHOW) is None, "what a killed process left"


def test_one_that_hangs_up_without_a_word_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address(tmp_path))
        listening.listen()
        program = "import sys,pathlib,desktop.running as r; r.tell(pathlib.Path(sys.argv[1]), r.Command.PRESS)"
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.PIPE, text=True
        ) as asks:
            connection, _ = listening.accept()
            assert connection.recv(100) == b"press\n"
            connection.close()
            assert "does not answer" in asks.communicate(timeout=20)[1]
