from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from desktop.errors import UsageError
from desktop.storage.export import COLUMNS, SCHEMA, export_session
from desktop.storage.records import SessionRecord, TurnRecord
from desktop.storage.states import EndReason, SessionState
from tests.storage.samples import NOON, SESSION, turn

LAST = NOON + timedelta(minutes=2)
CONVERSATION = SessionRecord(SESSION, "question 1", NOON, LAST, None, SessionState.ACTIVE, EndReason.NOT_YET, 2)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")

anything = st.text(st.characters(exclude_categories=["Cs"]))
risky = st.builds(str.__add__, st.sampled_from(FORMULAS), anything)


def rows(exported: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported, newline="")))


def test_csv_has_a_row_a_turn() -> None:
    found = rows(export_session(CONVERSATION, [turn(1), turn(2)], "csv"))
    assert [row["index"] for row in found] == ["1", "2"]
    assert (
        found[0]
        | {
            "session": SESSION,
            "started_at": "2026-03-01T12:01:00.123456+00:00",
            "heard": "It is",
            "stt_ms": "81.5",
            "turn_ms": "190.125",
            "llm_model": "starter.gguf",
            "tools": "clock sum",
        }
        == found[0]
    )


def test_csv_of_nothing_is_the_header() -> None:
    assert export_session(CONVERSATION, [], "csv") == ",".join(COLUMNS) + "\r\n"


@given(said=anything | risky, reply=anything | risky)
def test_csv_never_holds_a_formula_and_loses_nothing(said: str, reply: str) -> None:
    (row,) = rows(export_session(CONVERSATION, [turn(transcript=said, generated=reply, error=said)], "csv"))
    for cell, text in ((row["transcript"], said), (row["generated"], reply), (row["error"], said)):
        assert not cell.startswith(FORMULAS)
        assert cell == (f"'{text}" if text.startswith(FORMULAS) else text)


@given(said=anything | risky, confidence=st.floats(0, 1))
def test_json_is_lossless(said: str, confidence: float) -> None:
    turns = [turn(1, transcript=said, confidence=confidence, tools=("a b", said)), turn(2, error=said)]
    document = json.loads(export_session(CONVERSATION, turns, "json"))
    assert document["schema"] == SCHEMA
    assert TypeAdapter(SessionRecord).validate_python(document["session"]) == CONVERSATION
    assert TypeAdapter(list[TurnRecord]).validate_json(json.dumps(document["turns"])) == turns


def test_other_format() -> None:
    with pytest.raises(UsageError, match="'xml'") as caught:
        export_session(CONVERSATION, [], "xml")
    assert "csv, json" in caught.value.advice
