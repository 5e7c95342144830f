"""Passwords that Sotto is lent."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UserFacingError
from desktop.secret import read_secret


def test_the_variable_counts_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\nand more\n")
    file.chmod(0o600)
    assert read_secret("SOTTO_TEST_SECRET", str(file)) == "from the file"
    monkeypatch.setenv("SOTTO_TEST_SECRET", " from the variable ")
    assert read_secret("SOTTO_TEST_SECRET", str(file)) == "from the variable"
    assert read_secret("", "") == ""


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [(b"hush\n", 0o644, "can be read by others"), (b"\n", 0o600, "is empty"), (b"\xff\xfe", 0o600, "it is no text")],
)
def test_a_file_that_will_not_do_is_told_without_what_it_holds(
    tmp_path: Path, content: bytes, mode: int, complaint: str
) -> None:
    file = tmp_path / "password"
    file.write_bytes(content)
    file.chmod(mode)
    with pytest.raises(UserFacingError, match=complaint) as caught:
        read_secret("", str(file))
    assert "hush" not in f"{caught.value}{caught.value.advice}"


def test_what_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOTTO_TEST_SECRET", raising=False)
    with pytest.raises(UserFacingError, match="the environment variable SOTTO_TEST_SECRET is not set"):
        read_secret("SOTTO_TEST_SECRET", "")
    with pytest.raises(UserFacingError, match="cannot be read: No such file"):
        read_secret("", str(tmp_path / "nothing"))
