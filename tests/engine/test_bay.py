"""One thread uses a model while others bring and dismiss it."""

from __future__ import annotations

import threading

import pytest

from desktop.engine.bay import Bay
from desktop.errors import Cancelled, ModelError
from tests.fakes import WAIT_S, SilentVoice


@pytest.fixture
def old() -> SilentVoice:
    return SilentVoice()


@pytest.fixture
def bay(old: SilentVoice) -> Bay[SilentVoice]:
    return Bay(old)


def test_what_was_offered_waits_for_the_owner(bay: Bay[SilentVoice], old: SilentVoice) -> None:
    new, told = SilentVoice(), []
    bay.offer(new, lambda: told.append("taken"))
    assert bay.need() is old
    assert not old.closed
    assert bay.renew(lambda: told.append("before"))
    assert bay.need() is new
    assert old.closed
    assert told == ["before", "taken"]
    assert not bay.renew(lambda: told.append("again"))


def test_one_that_was_passed_over_is_freed(bay: Bay[SilentVoice]) -> None:
    first, second = SilentVoice(), SilentVoice()
    bay.offer(first)
    bay.offer(second)
    assert first.closed
    bay.renew()
    assert bay.model is second


def test_whoever_needs_a_dismissed_model_waits_for_the_next(bay: Bay[SilentVoice], old: SilentVoice) -> None:
    asked = threading.Event()
    bay.on_missing = asked.set
    bay.dismiss()
    assert bay.present
    bay.renew()
    assert not bay.present
    assert old.closed
    got: list[SilentVoice] = []
    owner = threading.Thread(target=lambda: got.append(bay.need()))
    owner.start()
    assert asked.wait(WAIT_S)
    new = SilentVoice()
    bay.offer(new)
    owner.join(WAIT_S)
    assert got == [new]


def test_a_dismissal_can_be_taken_back(bay: Bay[SilentVoice], old: SilentVoice) -> None:
    bay.dismiss()
    assert bay.stay()
    bay.renew()
    assert bay.model is old


def test_an_offer_outlives_a_dismissal(bay: Bay[SilentVoice]) -> None:
    new = SilentVoice()
    bay.offer(new)
    bay.dismiss()
    assert bay.stay()
    bay.renew()
    assert bay.model is new


def test_waiting_ends_with_the_turn(bay: Bay[SilentVoice]) -> None:
    bay.dismiss()
    bay.renew()
    with pytest.raises(Cancelled):
        bay.need(lambda: True)


def test_what_loading_raised_is_raised_where_it_is_waited_for() -> None:
    bay: Bay[SilentVoice] = Bay(None)
    bay.on_missing = lambda: bay.fail(ModelError("it is gone", advice="get it again"))
    with pytest.raises(ModelError, match="it is gone"):
        bay.need()
    model = SilentVoice()
    bay.on_missing = lambda: bay.offer(model)
    assert bay.need() is model, "a failure is not remembered"


def test_nobody_waits_beyond_the_end() -> None:
    bay: Bay[SilentVoice] = Bay(None)
    bay.on_missing = bay.end
    with pytest.raises(Cancelled):
        bay.need()


def test_closing_frees_both(bay: Bay[SilentVoice], old: SilentVoice) -> None:
    new = SilentVoice()
    bay.offer(new)
    bay.close()
    bay.close()
    assert old.closed
    assert new.closed
