from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.tools.calculator import TOOL
from desktop.engine.tools.clock import clock_tool
from desktop.engine.tools.registry import Arguments, Registry, Tool

REGISTRY = Registry([TOOL, clock_tool(lambda: datetime(2026, 3, 4, 9, 5))])


def test_a_call_runs_the_tool() -> None:
    run = REGISTRY.call('{"name": "calculate", "arguments": {"expression": "2+2"}}')
    assert (run.name, json.loads(run.arguments), json.loads(run.result)) == (
        "calculate", {"expression": "2+2"}, {"result": "4"},
    )  # fmt: skip


def test_the_clock_tells_time_and_date() -> None:
    assert json.loads(REGISTRY.call('{"name": "clock"}').result) == {"time": "09:05", "date": "Wednesday 4 March"}


@pytest.mark.parametrize(
    ("request_text", "error"),
    [
        ("not json", "not valid"),
        ("[1]", "not valid"),
        ("3", "not valid"),
        ('{"arguments": {}}', "not valid"),
        ("[" * 100_000, "not valid"),
        ('{"name": "launch"}', "no tool called launch"),
        ('{"name": "calculate", "arguments": {}}', "required"),
        ('{"name": "calculate", "arguments": {"expression": 3}}', "string"),
        ('{"name": "calculate", "arguments": [1]}', "valid dictionary"),
        ('{"name": "calculate", "arguments": {"expression": "1", "x": 1}}', "not permitted"),
        ('{"name": "calculate", "arguments": {"expression": "1/0"}}', "zero"),
    ],
)
def test_mistakes_of_the_model_are_data(request_text: str, error: str) -> None:
    assert error in json.loads(REGISTRY.call(request_text).result)["error"]


@given(st.text() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_no_request_raises(request_text: str) -> None:
    assert "error" in json.loads(REGISTRY.call(request_text).result)


def test_a_full_disk_is_data_and_logged(expected_logs: list[logging.LogRecord]) -> None:
    def fail(_: Arguments) -> Mapping[str, object]:
        raise OSError("disk full")

    result = Registry([Tool("save", "", Arguments, fail)]).call('{"name": "save"}').result
    assert json.loads(result) == {"error": "the tool could not save its data"}
    assert len(expected_logs) == 1


def test_schemas_describe_the_arguments() -> None:
    (schema, _) = REGISTRY.schemas()
    assert schema["function"]["parameters"]["required"] == ["expression"]
