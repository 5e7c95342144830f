"""What is known of the settings before they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.paths import Paths
from desktop.settings import AppearanceSettings, DesktopSettings, Settings, save_settings
from desktop.terms import Brightness
from desktop.ui.look.looks import Glance, Looks, glance


@given(st.sampled_from(["", "de", "es"]), st.sampled_from(Brightness), st.booleans(), st.booleans())
def test_it_is_what_the_settings_say(
    tmp_path_factory: pytest.TempPathFactory, language: str, brightness: Brightness, still: bool, done: bool
) -> None:
    path = tmp_path_factory.mktemp("home") / "settings.toml"
    looks = AppearanceSettings(language=language, brightness=brightness, less_motion=still)
    save_settings(Settings(appearance=looks, desktop=DesktopSettings(first_start_done=done)), path)
    assert glance(path) == Glance(Looks(language, brightness, still), first_start=not done)


def test_without_a_file_all_is_the_systems_and_it_is_the_first_start(sotto_home: Path) -> None:
    assert glance(Paths(sotto_home).settings) == Glance(Looks(), first_start=True)


@pytest.mark.parametrize(
    "text",
    [
        "appearance = 3\ndesktop = []",
        "[appearance]\nlanguage = 7\nbrightness = 'pink'\nless_motion = 'yes'\n[desktop]\nfirst_start_done = 1",
        "[appearance]\nbrightness = ['dark']",
        "nothing_known = true",
    ],
)
def test_values_that_cannot_be_used_are_passed_over(tmp_path: Path, text: str) -> None:
    """The assistant, which reads the settings whole, tells of them."""
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    assert glance(path) == Glance(Looks(), first_start=True)


@pytest.mark.parametrize("raw", [b"not toml [", b"\xff\xfe", b"{}", b"\x00"])
def test_a_file_that_cannot_be_read_is_no_first_start(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(raw)
    assert glance(path) == Glance(Looks(), first_start=False)
    assert glance(tmp_path) == Glance(Looks(), first_start=False)
