from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import pytest

from desktop.engine.tools.history import Found, history_tool
from desktop.engine.tools.registry import Registry
from desktop.errors import DatabaseError

MONDAY = datetime(2026, 11, 16, 9, 30).astimezone()


def ask(found: Sequence[Found] | Exception, query: object = "dentist") -> object:
    def search(asked: str, limit: int) -> Sequence[Found]:
        assert (asked, limit) == (query, 3)
        if isinstance(found, Exception):
            raise found
        return found

    call = json.dumps({"name": "search_history", "arguments": {"query": query}})
    return json.loads(Registry([history_tool(search)]).call(call).result)


def test_what_was_found_has_its_day() -> None:
    turn = Found(MONDAY, "remind me to call the dentist", "I will remind you in 5 minutes to call the dentist.")
    assert ask([turn]) == {
        "found": [
            {
                "day": "Monday 16 November",
                "you": "remind me to call the dentist",
                "sotto": "I will remind you in 5 minutes to call the dentist.",
            }
        ]
    }


def test_nothing_found() -> None:
    assert ask([]) == {"found": []}


def test_long_turns_are_cut() -> None:
    result = ask([Found(MONDAY, "a\n" * 900, "b" * 900)] * 3)
    assert isinstance(result, dict)
    assert [(len(entry["you"]), len(entry["sotto"])) for entry in result["found"]] == [(200, 200)] * 3


def test_a_record_that_cannot_be_read_is_data() -> None:
    failure = DatabaseError("the database is locked", advice="wait")
    assert ask(failure) == {"error": "the record of past sessions cannot be read"}


@pytest.mark.parametrize("query", ["", 3, "x" * 101])
def test_a_bad_query_is_data(query: object) -> None:
    assert isinstance(result := ask([], query), dict)
    assert "query is wrong" in result["error"]
