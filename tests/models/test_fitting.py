from __future__ import annotations

import pytest

from desktop.models.catalogue import read_catalogue
from desktop.models.fitting import SLOWEST, Powers, fitting, measure
from desktop.paths import Paths, catalogue_file
from tests.models.known_speed import running_at

GIB = 1 << 30
FAST = 20e9


def names(memory: float, free_gb: float = 100, speed: float = FAST, language: str = "en") -> list[str]:
    powers = Powers(int(memory * GIB), int(free_gb * 1e9), running_at(speed))
    return [fit.pack.id for fit in fitting(read_catalogue(catalogue_file()), powers, language)]


@pytest.mark.parametrize(
    ("memory", "fits"),
    [(2, []), (3.8, ["small"]), (7.6, ["medium", "small"]), (15.5, ["large", "medium", "small"])],
)
def test_memory_decides_and_the_largest_comes_first(memory: float, fits: list[str]) -> None:
    assert names(memory) == fits


def test_a_slow_machine_gets_a_small_model() -> None:
    assert "large" not in names(64, speed=5e9)
    assert names(64, speed=1e8) == []


def test_what_the_disk_does_not_hold_is_not_offered() -> None:
    assert names(64, free_gb=0.1) == []
    assert "large" not in names(64, free_gb=2)


def test_a_language_with_a_pack_of_its_own_gets_it_and_others_get_english() -> None:
    assert names(16, language="de") == ["german"]
    assert names(16, language="fi") == names(16)


def test_the_time_of_a_download_and_the_speed_of_answers() -> None:
    powers = Powers(8 * GIB, 10**12, running_at(FAST))
    best = fitting(read_catalogue(catalogue_file()), powers, "en")[0]
    assert best.seconds_at(8e6) == pytest.approx(best.download_bytes / 1e6)
    assert best.words_per_s > SLOWEST


def test_this_machine_is_measured(sotto_home: object) -> None:
    powers = measure(Paths.from_environment())
    assert powers.memory_gb >= 1
    assert powers.free_bytes > 0
    assert 1e8 < powers.speed.bytes_per_s < 1e12
