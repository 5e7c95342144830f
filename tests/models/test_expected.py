from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.formats import Kind
from desktop.models.catalogue import CatalogueModel, read_catalogue
from desktop.models.expected import answers_at, expected_speed, rounded
from desktop.paths import catalogue_file
from tests.models.known_speed import running_at

SPEED = running_at(10e9)


@pytest.mark.parametrize(
    ("kind", "size", "measured"),
    [("stt", 148_000_000, 12.0), ("tts", 63_000_000, 9.4), ("llm", 352_000_000, 0.75 * 30.7)],
    ids=["whisper base", "a medium voice", "0.5b"],
)
def test_it_is_what_the_bench_measured_on_such_a_machine(kind: Kind, size: int, measured: float) -> None:
    """The figures of docs/bench: `stt.base`, `ttfa.medium.12s`, `contend.0.5b.token`."""
    assert expected_speed(kind, size, SPEED) == pytest.approx(measured, rel=0.15)


def test_nobody_waits_for_an_end_of_turn_model() -> None:
    assert expected_speed("turn", 9_000_000, SPEED) is None


@given(
    st.sampled_from(["stt", "tts", "llm"]),
    st.integers(1, 10**11),
    st.integers(1, 10**11),
    st.floats(1e8, 1e12),
    st.integers(1, 128),
)
def test_a_larger_model_is_never_faster(kind: Kind, one: int, other: int, bytes_per_s: float, cores: int) -> None:
    speed = running_at(bytes_per_s, cores=cores)
    small, large = (expected_speed(kind, size, speed) for size in sorted((one, other)))
    assert small is not None
    assert large is not None
    assert small >= large > 0


def test_more_cores_help_a_recogniser_alone() -> None:
    many = running_at(10e9, cores=9)
    assert expected_speed("stt", 10**9, many) > 3 * (expected_speed("stt", 10**9, SPEED) or 0)  # type: ignore[operator]
    assert expected_speed("tts", 10**8, many) == expected_speed("tts", 10**8, SPEED)


def test_a_pack_answers_as_fast_as_its_language_model() -> None:
    catalogue = read_catalogue(catalogue_file())
    small = next(pack for pack in catalogue.packs if pack.id == "small")
    mind = catalogue.model("qwen2.5-0.5b")
    assert isinstance(mind, CatalogueModel)
    assert answers_at(small, catalogue, SPEED) == expected_speed("llm", mind.size_mb * 1_000_000, SPEED)
    silent = small.model_copy(update={"id": "silent", "models": ("joe",)})
    without = catalogue.model_copy(update={"packs": (silent,)})
    assert answers_at(silent, without, SPEED) == float("inf")


@pytest.mark.parametrize(
    ("value", "told"), [(0.5636, 0.6), (2.55, 2.5), (4.4, 4), (9.7, 10), (23.4, 23), (128, 130), (1234, 1200)]
)
def test_it_is_told_in_as_many_digits_as_it_is_worth(value: float, told: float) -> None:
    assert rounded(value) == told


def test_packs_know_the_languages_of_their_voices_and_all_licences() -> None:
    catalogue = read_catalogue(catalogue_file())
    packs = {pack.id: pack for pack in catalogue.packs}
    assert {name: catalogue.languages_of(pack) for name, pack in packs.items()} == {
        "small": ("en",), "medium": ("en",), "large": ("en",), "german": ("de",), "spanish": ("es",),
    }  # fmt: skip
    assert catalogue.licences_of(packs["german"]) == ("MIT", "Apache-2.0", "CC0-1.0", "BSD-2-Clause")
