from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import Cancelled
from desktop.models import machine_speed as room
from desktop.models.machine_speed import known_speed, machine_speed
from desktop.models.stopping import Stop
from desktop.paths import Paths
from tests.models.known_speed import keep, running_at


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Stop]:
    """Each time that this machine would be measured."""
    times: list[Stop] = []

    def measure(stop: Stop) -> object:
        times.append(stop)
        return running_at(7e9)

    monkeypatch.setattr(room, "_measured", measure)
    return times


def kept(paths: Paths) -> Path:
    (file,) = paths.cache.iterdir()
    return file


def test_this_machine_is_measured_and_remembered_with_the_date(paths: Paths) -> None:
    assert known_speed(paths) is None
    found = machine_speed(paths)
    assert 1e8 < found.bytes_per_s < 1e12
    assert 1e8 < found.operations_per_s < 1e13
    assert found.measured.date() == datetime.now(UTC).date()
    assert known_speed(paths) == found
    assert [path.name for path in paths.cache.iterdir()] == ["machine-speed.json"]


def test_it_is_measured_once(paths: Paths, measured: list[Stop]) -> None:
    assert machine_speed(paths) == machine_speed(paths)
    assert len(measured) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"processor": "another"},
        {"measured": (datetime.now(UTC) - timedelta(days=31)).isoformat()},
        {"measured": "2026-03-01T00:00:00"},
        {"bytes_per_s": 0},
        {"cores": "many"},
    ],
    ids=["another machine", "long ago", "no time zone", "stands still", "no number"],
)
def test_what_says_nothing_of_this_machine_is_measured_again(
    paths: Paths, measured: list[Stop], change: dict[str, object]
) -> None:
    keep(paths)
    kept(paths).write_text(json.dumps(json.loads(kept(paths).read_text("utf-8")) | change), "utf-8")
    assert known_speed(paths) is None
    assert machine_speed(paths).bytes_per_s == 7e9
    assert known_speed(paths) is not None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1, 2]"])
def test_a_damaged_file_is_written_anew(paths: Paths, measured: list[Stop], content: bytes) -> None:
    keep(paths)
    kept(paths).write_bytes(content)
    assert machine_speed(paths) == known_speed(paths)


def test_it_breaks_off_when_somebody_talks_and_keeps_nothing(paths: Paths) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Cancelled):
        machine_speed(paths, stop)
    assert known_speed(paths) is None


def test_a_folder_that_takes_nothing_hides_no_figure(paths: Paths, measured: list[Stop]) -> None:
    paths.home.write_text("a file where the folder should be")
    assert machine_speed(paths).bytes_per_s == 7e9
    assert known_speed(paths) is None
