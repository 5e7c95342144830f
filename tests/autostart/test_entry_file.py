from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import autostart
from desktop.autostart.entry_file import entry
from desktop.errors import SettingsError

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="entries are freedesktop.org's")


@pytest.fixture(autouse=True)
def _config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def command() -> list[str]:
    """The entry's command, as a desktop reads it."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    parser.read(entry(), "utf-8")
    unescaped = parser["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    # a desktop reads arguments in double quotes as a shell does
    told = subprocess.run(["sh", "-c", f"printf '%s\\n' {unescaped}"], capture_output=True, text=True, check=True)
    return told.stdout.splitlines()


def test_it_is_switched_on_and_off() -> None:
    assert not autostart.is_on()
    autostart.switch(on=True)
    assert autostart.is_on()
    assert command()[-2:] == ["run", "--hidden"]
    autostart.switch(on=False)
    autostart.switch(on=False)
    assert not entry().exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_the_desktops_own_settings_may_have_switched_it_off(line: str) -> None:
    autostart.switch(on=True)
    path = entry()
    path.write_text(path.read_text().replace("X-GNOME-Autostart-enabled=true", line))
    assert not autostart.is_on()


@pytest.mark.parametrize("folder", ["plain", "with blank", 'a "b" $c `d` \\e 100%'])
def test_the_command_starts_this_very_sotto_with_this_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setenv("SOTTO_HOME", str(tmp_path / folder))
    autostart.switch(on=True)
    env, home, *start = command()
    assert (env, home) == ("env", f"SOTTO_HOME={tmp_path / folder}")
    assert start[-2:] == ["run", "--hidden"]
    shown = subprocess.run([*start[:-2], "--version"], env=os.environ, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("sotto ")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(SettingsError, match="could not be changed"):
        autostart.switch(on=True)
