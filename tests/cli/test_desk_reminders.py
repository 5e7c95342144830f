"""`sotto desk reminders`, with the starter model as Sophie and a customer who types."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Sotto = Callable[..., Result]
Says = Callable[..., None]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """What is typed; afterwards the input ends."""
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.fixture
def due(sotto: Sotto) -> list[int]:
    """The first three appointments to remind of; where the next two days have fewer, more are booked there."""
    sotto("packs", "enable", "service_desk")
    sotto("desk", "generate", "--customers", "30", "--seed", "3")
    customer = 0
    while len(found := sotto("desk", "reminders", "list", "--json").json["due"]) < 3:
        customer += 1
        free = sotto("tools", "run", "free_slots", '{"service": "tire change"}', "--json").json["result"]["slots"]
        wish = {"customer": customer, "vehicle": customer, "service": "tire change", "starts_at": free[0]}
        sotto("tools", "run", "book_appointment", json.dumps(wish))
        if customer > 10:
            pytest.skip("no working day lies within the next two")
    return [one["appointment"] for one in found][:3]


@pytest.mark.long
def test_calls_one_after_another_stopped_and_gone_on_with(sotto: Sotto, due: list[int], says: Says) -> None:
    says("Yes, I will be there.", "")
    first = sotto("desk", "reminders", "run", "--limit", "3", "--json")
    assert first.err == "", "nobody is asked in words where JSON is wanted"
    assert (first.code, [(one["appointment"], one["outcome"]) for one in first.json["calls"]]) == (
        0,
        [(due[0], "confirmed")],
    )
    session = first.json["calls"][0]["session"]
    (turn,) = sotto("sessions", "show", session, "--json").json["turns"]
    seen = sotto("sessions", "context", session, str(turn["index"]), "--json").json["messages"][0]
    assert f"(number {due[0]})" in seen["content"]
    assert "You are calling" in seen["content"]
    says("", "Hello?", "", "")
    second = sotto("desk", "reminders", "run", "--limit", "2")
    assert second.out.count("calling ") == 2
    assert "[no answer]" in second.out
    assert "[reached]" in second.out
    calls = {one["appointment"]: one["outcome"] for one in sotto("desk", "reminders", "list", "--json").json["calls"]}
    assert calls == {due[0]: "confirmed", due[1]: "no answer", due[2]: "reached"}
    assert set(due).isdisjoint(one["appointment"] for one in sotto("desk", "reminders", "list", "--json").json["due"])
    again = sotto("desk", "reminders", "list", "--again", "--json").json["due"]
    assert due[1] in [one["appointment"] for one in again]
    assert sotto("desk", "reminders", "record", str(due[1]), "moved").out == f"{due[1]}: moved\n"
    assert "moved" in sotto("desk", "reminders", "list").out


@pytest.mark.parametrize("arguments", [("1", "perhaps"), ("999", "reached")])
def test_what_cannot_be_recorded_is_told(sotto: Sotto, arguments: tuple[str, str]) -> None:
    sotto("packs", "enable", "service_desk")
    result = sotto("desk", "reminders", "record", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err


def test_where_nothing_is_due_no_model_is_loaded(sotto: Sotto, sotto_home: Path) -> None:
    sotto("packs", "enable", "service_desk")
    assert sotto("desk", "reminders", "run").out == "0 calls, 0 left\n"
