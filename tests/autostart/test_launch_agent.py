"""macOS' agent, in a temporary home: macOS itself has not run this."""

from __future__ import annotations

import plistlib
import subprocess
from pathlib import Path

import pytest

from desktop import autostart
from desktop.autostart.launch_agent import LABEL, agent
from desktop.errors import SettingsError


@pytest.fixture(autouse=True)
def _mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.autostart.sys", type("System", (), {"platform": "darwin"}))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_it_is_switched_on_and_off(tmp_path: Path, sotto_home: Path) -> None:
    assert not autostart.is_on()
    autostart.switch(on=True)
    assert autostart.is_on()
    assert agent() == tmp_path / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    content = plistlib.loads(agent().read_bytes())
    assert content["Label"] == LABEL
    assert content["EnvironmentVariables"] == {"SOTTO_HOME": str(sotto_home)}
    *start, run, hidden = content["ProgramArguments"]
    assert (run, hidden) == ("run", "--hidden")
    shown = subprocess.run([*start, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("sotto ")
    autostart.switch(on=False)
    autostart.switch(on=False)
    assert not agent().exists()


def test_the_usual_home_needs_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOTTO_HOME")
    autostart.switch(on=True)
    assert "EnvironmentVariables" not in plistlib.loads(agent().read_bytes())


@pytest.mark.parametrize("content", [{"RunAtLoad": True, "Disabled": True}, {"Label": LABEL}, ["no", "agent"]])
def test_an_agent_that_starts_nothing_is_off(content: object) -> None:
    agent().parent.mkdir(parents=True)
    agent().write_bytes(plistlib.dumps(content))
    assert not autostart.is_on()


@pytest.mark.parametrize("damage", [b"", b"<plist", b"bplist00\xff"])
def test_a_damaged_agent_is_off_and_is_written_anew(damage: bytes) -> None:
    agent().parent.mkdir(parents=True)
    agent().write_bytes(damage)
    assert not autostart.is_on()
    autostart.switch(on=True)
    assert autostart.is_on()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "Library").write_text("a file")
    with pytest.raises(SettingsError, match="could not be changed"):
        autostart.switch(on=True)
