from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.rehearsal.form import Calls, read_calls, shipped
from desktop.rehearsal.running import Rehearsal, typed_rehearsal
from desktop.settings import Settings


@pytest.fixture(scope="module")
def calls() -> Calls:
    """Those that ship."""
    return read_calls(shipped())


@pytest.fixture(scope="module")
def typed(calls: Calls) -> Iterator[Rehearsal]:
    """A desk and the starter models, for calls in writing."""
    with typed_rehearsal(calls, Settings()) as rehearsal:
        yield rehearsal
