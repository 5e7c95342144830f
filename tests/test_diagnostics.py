from __future__ import annotations

from pathlib import Path

from desktop.diagnostics import _database, _device
from desktop.paths import Paths
from desktop.settings import RecordSettings, Settings, save_settings
from tests.team_server import TeamServer

FOUND = ["ALSA: pulse", "ALSA: Headset"]


def test_devices_are_listed_with_the_chosen_one() -> None:
    check = _device("microphone", FOUND, "")
    assert (check.ok, check.detail) == (True, "the default is chosen of ALSA: pulse, ALSA: Headset")
    assert _device("microphone", FOUND, "Headset").detail.startswith("Headset is chosen of")
    assert _device("microphone", FOUND, "ALSA: Headset").ok


def test_a_chosen_device_that_is_not_connected_is_told_with_advice() -> None:
    check = _device("loudspeaker", FOUND, "Desk")
    assert not check.ok
    assert "Desk is chosen and not connected; there are ALSA: pulse" in check.detail
    assert "Sound" in check.advice


def test_no_device_at_all_is_told() -> None:
    assert _device("loudspeaker", [], "").detail == "none found"


def test_the_doctor_asks_the_teams_server(team_server: TeamServer, sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    assert "sotto.db opens; SQLite 3." in _database(paths)
    save_settings(Settings(record=RecordSettings(database_url=team_server.new_url())), paths.settings)
    assert "the server opens; PostgreSQL 1" in _database(paths)
