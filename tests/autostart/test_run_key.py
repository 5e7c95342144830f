"""Windows' `Run` key, on a registry in memory: Windows itself has not run this."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import autostart
from desktop.autostart.command import silent_command
from desktop.autostart.run_key import APPROVED, LONGEST, NAME, RUN
from desktop.errors import SettingsError
from tests.autostart.fake_registry import FakeRegistry


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    made = FakeRegistry()
    monkeypatch.setitem(sys.modules, "winreg", made)
    monkeypatch.setattr("desktop.autostart.sys", type("System", (), {"platform": "win32"}))
    monkeypatch.setattr(sys, "executable", "C:\\Program Files\\Sotto\\python.exe")
    monkeypatch.delenv("SOTTO_HOME")
    return made


def test_it_is_switched_on_and_off(registry: FakeRegistry) -> None:
    assert not autostart.is_on()
    autostart.switch(on=True)
    assert autostart.is_on()
    line = registry.keys[RUN][NAME]
    assert line == '"C:\\Program Files\\Sotto\\python.exe" -m desktop run --hidden'
    autostart.switch(on=False)
    autostart.switch(on=False)
    assert not autostart.is_on()
    assert registry.keys[RUN] == {}


@pytest.mark.parametrize(("approval", "on"), [(b"\x03" + bytes(11), False), (b"\x02" + bytes(11), True), (b"", True)])
def test_the_task_manager_may_have_switched_it_off(registry: FakeRegistry, approval: bytes, on: bool) -> None:
    autostart.switch(on=True)
    registry.keys[APPROVED] = {NAME: approval, "Other": b"\x03"}
    assert autostart.is_on() is on
    autostart.switch(on=True)
    assert autostart.is_on()
    assert registry.keys[APPROVED] == {"Other": b"\x03"}


def test_what_others_start_is_left_alone(registry: FakeRegistry) -> None:
    registry.keys[RUN] = {"Other": "other.exe"}
    autostart.switch(on=True)
    autostart.switch(on=False)
    assert registry.keys[RUN] == {"Other": "other.exe"}


@pytest.mark.parametrize("on", [True, False])
def test_a_registry_that_may_not_be_written_is_told(registry: FakeRegistry, on: bool) -> None:
    registry.keys[RUN], registry.locked = {NAME: "x"}, True
    with pytest.raises(SettingsError, match="Access is denied") as told:
        autostart.switch(on=on)
    assert "sotto run --hidden" in told.value.advice
    assert registry.keys[RUN] == {NAME: "x"}


def test_a_command_that_windows_would_cut_off_is_refused(
    registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTTO_HOME", "/home/" + "x" * LONGEST)
    with pytest.raises(SettingsError, match="no command of more than 260"):
        autostart.switch(on=True)
    assert not autostart.is_on()


def test_python_without_a_console_is_taken_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    (tmp_path / "pythonw.exe").touch()
    assert silent_command()[0] == str(tmp_path / "pythonw.exe")


def test_the_command_starts_this_very_sotto_with_this_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTTO_HOME", str(tmp_path / "it's a \\ home"))
    python, how, program = silent_command()
    told = "import sys, types; m = types.ModuleType('desktop.__main__'); sys.modules['desktop.__main__'] = m; "
    told += "m.main = lambda: print(os.environ['SOTTO_HOME'], *sys.argv[1:]); import os; "
    there = {name: value for name, value in os.environ.items() if name != "SOTTO_HOME"}
    shown = subprocess.run([python, how, told + program], env=there, capture_output=True, text=True, check=True)
    assert shown.stdout == f"{tmp_path / chr(105)}t's a \\ home run --hidden\n"
