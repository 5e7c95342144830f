from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def test_an_unknown_name_is_told_the_known_ones(sotto: Run) -> None:
    result = sotto("bench", "speed")
    assert result.code == 2
    assert "there is no benchmark speed; choose one of turn," in result.err
    assert "or all" in result.err


@pytest.mark.long
def test_rows_are_printed_as_json_lines(sotto: Run) -> None:
    result = sotto("bench", "clause", "--starter-only", "--count", "2", "--json")
    assert result.code == 0
    (row,) = [json.loads(line) for line in result.out.splitlines()]
    assert row["name"] == "clause.starter"
    assert row["n"] == 2
