"""Engines made of fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fakes import Rig

MakeEngine = Callable[..., Rig]


@pytest.fixture
def make_engine() -> Iterator[MakeEngine]:
    """Starts engines made of fakes, `Rig`'s arguments given; closes them after the test."""
    rigs: list[Rig] = []

    def make(*, prepare: Callable[[Rig], None] = lambda _: None, **options: Any) -> Rig:
        rig = Rig(**options)
        prepare(rig)
        rigs.append(rig)
        rig.engine.start()
        return rig

    yield make
    for rig in rigs:
        rig.engine.close()


@pytest.fixture
def rig(make_engine: MakeEngine) -> Rig:
    """A started engine whose loudspeaker plays at once."""
    return make_engine()
