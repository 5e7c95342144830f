"""The page about other systems names the places, limits and keys that the program has."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.autostart.entry_file import entry
from desktop.autostart.launch_agent import agent
from desktop.autostart.run_key import LONGEST, NAME, RUN
from desktop.settings.keys import NAMED
from desktop.ui.key.mac_key import virtual_key

PAGE = (Path(__file__).parents[2] / "docs" / "other-systems.md").read_text("utf-8")


def test_it_says_where_the_start_at_login_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert f"`{NAME}` under `HKCU\\{RUN}`" in PAGE
    assert f"`~/{agent().relative_to(Path.home())}`" in PAGE
    assert f"`{entry().name}` in `~/{entry().parent.relative_to(Path.home())}`" in PAGE
    assert f"more than {LONGEST} letters" in PAGE


def test_it_names_the_keys_that_apples_keyboards_lack() -> None:
    lacking = [key for key in (*NAMED, *(f"F{number}" for number in range(1, 25))) if virtual_key(key) is None]
    assert lacking == ["Pause", "ScrollLock", "Menu", "F21", "F22", "F23", "F24"]
    assert "`Pause`, `ScrollLock`, `Menu` and\n`F21` to `F24` do not exist" in PAGE
