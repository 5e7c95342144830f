from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.tools.calculator import TOOL
from desktop.engine.tools.clock import clock_tool
from desktop.engine.tools.registry import Arguments, Registry, Tool
from desktop.errors import Cancelled, ShutdownError

REGISTRY = Registry([TOOL, clock_tool(lambda: datetime(2026, 3, 4, 9, 5))])


def tool(run: Callable[[Any], Mapping[str, object]], **options: Any) -> Tool:
    return Tool("work", "", Arguments, run, title="Worked", failed="Could not work", **options)


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
        ('{"name": "calculate", "arguments": {}}', "expression is missing"),
        (
            '{"name": "calculate", "arguments": {"expression": 3}}',
            "expression is wrong: input should be a valid str",
        ),
        ('{"name": "calculate", "arguments": [1]}', "the arguments were not an object"),
        ('{"name": "calculate", "arguments": {"expression": "1", "x": 1}}', "x is not something this tool takes"),
        ('{"name": "calculate", "arguments": {"expression": NaN}}', "not valid"),
        ('{"name": "calculate", "arguments": ' + '{"a":' * 5000 + "1" + "}" * 5001, "not valid"),
        ('{"name": "calculate", "arguments": ' + '{"a":' * 300 + "1" + "}" * 301, "expression is missing"),
        ('{"name": "calculate", "arguments": {"expression": "' + "1" * 30_000 + '"}}', "not valid"),
        ('{"name": "' + "x" * 500 + '"}', "no tool called xxx"),
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

    run = Registry([tool(fail)]).call('{"name": "work"}')
    assert json.loads(run.result) == {"error": "the tool could not save its data"}
    assert run.title == "Could not work"
    assert len(expected_logs) == 1


def test_what_a_tool_raises_comes_with_the_call() -> None:
    run = Registry([tool(lambda _: 1 / 0)]).call('{"name": "work"}')  # type: ignore[arg-type, return-value]
    assert json.loads(run.result) == {"error": "the tool broke down"}
    assert isinstance(run.cause, ZeroDivisionError)


def test_a_tool_that_hangs_is_given_up_and_its_thread_ends(expected_logs: list[logging.LogRecord]) -> None:
    def spin(_: Arguments) -> Mapping[str, object]:
        while True:
            pass

    registry = Registry([tool(spin, deadline_s=0.05), TOOL])
    start = time.perf_counter()
    run = registry.call('{"name": "work"}')
    assert json.loads(run.result) == {"error": "that took too long"}
    assert time.perf_counter() - start < 2
    assert "12" in registry.call('{"name": "calculate", "arguments": {"expression": "3*4"}}').result
    registry.close()
    assert "tool work" not in {thread.name for thread in threading.enumerate()}
    assert len(expected_logs) == 1


@pytest.mark.usefixtures("expected_logs")
def test_a_tool_that_still_hangs_is_not_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, runs = threading.Event(), []

    def wait(_: Arguments) -> Mapping[str, object]:
        runs.append(1)
        go_on.wait(10)
        return {}

    registry = Registry([tool(wait, deadline_s=0.03)])
    assert "too long" in registry.call('{"name": "work"}').result
    assert "still busy" in registry.call('{"name": "work"}').result
    monkeypatch.setattr("desktop.engine.tools.registry._CLOSE_S", 0.01)
    with pytest.raises(ShutdownError, match="the tool work did not stop"):
        registry.close()
    go_on.set()
    monkeypatch.undo()
    registry.close()
    assert runs == [1]


def test_an_interrupted_turn_does_not_wait_for_its_tool() -> None:
    begun = threading.Event()

    def spin(_: Arguments) -> Mapping[str, object]:
        begun.set()
        while True:
            pass

    registry = Registry([tool(spin, deadline_s=60)])
    with pytest.raises(Cancelled):
        registry.call('{"name": "work"}', begun.is_set)
    registry.close()


def test_a_huge_result_is_cut_with_a_note() -> None:
    run = Registry([tool(lambda _: {"text": "x" * 100_000})]).call('{"name": "work"}')
    result = json.loads(run.result)
    assert result["note"] == "only the beginning: the whole result has 100012 characters"
    assert result["beginning"].startswith('{"text": "xxx')
    assert len(run.result) < 4000


@pytest.mark.parametrize(
    ("request_text", "title"),
    [
        ('{"name": "calculate", "arguments": {"expression": "57 + 12"}}', "Worked out 57 + 12"),
        ('{"name": "calculate", "arguments": {"expression": "5 / 0"}}', "Could not work it out"),
        ('{"name": "calculate"}', "Could not work it out"),
        ('{"name": "clock"}', "Looked at the clock"),
        ('{"name": "launch"}', "Asked for a tool that is not there"),
        ("{", "Asked for a tool in a way that was not understood"),
    ],
)
def test_titles_are_words_for_people(request_text: str, title: str) -> None:
    assert REGISTRY.call(request_text).title == title


def test_a_long_argument_is_cut_in_the_title() -> None:
    call = json.dumps({"name": "calculate", "arguments": {"expression": "1+" * 90 + "1"}})
    assert REGISTRY.call(call).title == "Worked out " + "1+" * 29 + "1…"


def test_results_keep_their_letters() -> None:
    assert Registry([tool(lambda _: {"name": "Zoë"})]).call('{"name": "work"}').result == '{"name": "Zoë"}'


def test_schemas_describe_the_arguments() -> None:
    (schema, _) = REGISTRY.schemas()
    assert schema["type"] == "function"
    assert schema["function"]["parameters"] == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "expression": {"type": "string", "description": "A sum with + - * / % and brackets, such as 57 + 12 * 3."}
        },
        "required": ["expression"],
    }
