"""A tool that hangs, crashes, floods or lies: the turn says so aloud, and the next one works."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.engine.excuses import excuse, speechless
from desktop.engine.prompting import Conversation, with_tools
from desktop.engine.protocols import Message, ToolCall
from desktop.engine.tools.outcome import LONGEST_RESULT, Fault, ToolFault, failure, outcome_of
from desktop.engine.tools.registry import Arguments, Effect, Tool
from desktop.errors import Cancelled
from desktop.events import ReplyAudible, StageFailed, ToolRan, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Outcome
from tests.fakes import Events, Rig

Logs = list[logging.LogRecord]
CALL = '<tool_call>{"name": "work"}</tool_call>'
LIE = "All done, it went very well."


class Endless(Mapping[str, Any]):
    """A result that has no end."""

    def __getitem__(self, key: str) -> int:
        return 1

    def __iter__(self) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield str(number)

    def __len__(self) -> int:
        return 1


class Panic(BaseException):
    """What a library in another language raises when it gives up."""


def spin(_: Arguments) -> Any:
    while True:
        pass


def raising(error: BaseException) -> Callable[[Arguments], Any]:
    def run(_: Arguments) -> Any:
        raise error

    return run


def leaving(_: Arguments) -> Any:
    sys.exit("I go")


def deep() -> dict[str, Any]:
    nest: dict[str, Any] = {}
    for _ in range(5000):
        nest = {"in": nest}
    return nest


def looped() -> dict[str, Any]:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    return loop


BAD: dict[str, tuple[Callable[[Arguments], Any], str]] = {
    "hangs": (spin, "did not answer in time"),
    "crashes": (raising(ZeroDivisionError("x")), "broke down"),
    "leaves": (leaving, "broke down"),
    "panics": (raising(Panic("at line 3")), "broke down"),
    "says that nobody wants it": (raising(Cancelled()), "broke down"),
    "runs out of stack": (raising(RecursionError("x")), "broke down"),
    "finds the disk full": (raising(OSError("disk full")), "could not save its data"),
    "finds nobody there": (raising(ConnectionRefusedError("no")), "cannot be reached"),
    "gives nothing": (lambda _: None, "gave an answer that makes no sense"),
    "gives a list": (lambda _: ["ok"], "gave an answer that makes no sense"),
    "gives no number": (lambda _: {"amount": float("nan")}, "gave an answer that makes no sense"),
    "gives an endless number": (lambda _: {"amount": 10**5000}, "gave an answer that makes no sense"),
    "gives bytes": (lambda _: {"text": b"ok"}, "gave an answer that makes no sense"),
    "gives names that are none": (lambda _: {1: "ok"}, "gave an answer that makes no sense"),
    "gives an object": (lambda _: {"it": object()}, "gave an answer that makes no sense"),
    "gives a deep nest": (lambda _: deep(), "gave an answer that makes no sense"),
    "gives itself": (lambda _: looped(), "gave an answer that makes no sense"),
    "floods": (lambda _: {"text": "x" * 100_000_000}, "gave back far too much"),
    "floods in pieces": (lambda _: {"all": [{"n": n} for n in range(300_000)]}, "gave back far too much"),
    "has no end": (lambda _: Endless(), "gave back far too much"),
}


def tool(run: Callable[[Arguments], Any], effect: Effect = "read") -> Tool:
    patience_s = 0.3 if run is spin else 30
    return Tool("work", "", Arguments, run, "Worked", "Could not work", deadline_s=patience_s, effect=effect)


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    """One engine for all: each tool comes after the others, as in a long conversation."""
    rig = Rig(further_tools=[tool(spin)])
    rig.engine.start()
    yield rig
    rig.engine.close()


def turned(rig: Rig, *replies: str) -> TurnFinished:
    count = len(rig.events.of(TurnFinished))
    rig.model.script.clear()
    rig.model.enqueue(*replies)
    rig.engine.send_text("Do the work.")
    return rig.events.wait_for(TurnFinished, count + 1)


@pytest.mark.usefixtures("expected_logs")
@pytest.mark.parametrize("kind", BAD)
def test_the_turn_says_aloud_what_is_wrong_whatever_the_model_would_say_and_the_next_one_works(
    rig: Rig, kind: str
) -> None:
    run, what = BAD[kind]
    rig.engine._parts.tools.put(tool(run))
    before = len(rig.speaker.text)
    done = turned(rig, "One moment. " + CALL, LIE)
    assert done.outcome is Outcome.COMPLETED
    assert done.generated == f"One moment. That did not work: the tool work {what}."
    assert done.generated.replace(" ", "") in rig.speaker.text[before:].replace(" ", "")
    ran = rig.events.of(ToolRan)[-1]
    assert (ran.title, list(json.loads(ran.result))) == ("Could not work", ["error"])
    assert len(ran.result) < 200
    assert turned(rig, "Hello again.").generated == "Hello again."


def test_whether_something_was_done_is_not_claimed(rig: Rig, expected_logs: Logs) -> None:
    rig.engine._parts.tools.put(tool(spin, "write"))
    rig.consent.adopt("Sotto", ("*:work",))
    done = turned(rig, CALL, LIE)
    assert done.generated == (
        "That did not work: the tool work did not answer in time. Whether it was done, I do not know."
    )
    assert len(expected_logs) == 1


def test_a_crash_is_reported_with_its_traceback(rig: Rig, expected_logs: Logs) -> None:
    rig.engine._parts.tools.put(tool(raising(ZeroDivisionError("by nothing"))))
    done = turned(rig, CALL, LIE)
    (failed,) = [one for one in rig.events.of(StageFailed) if one.turn == done.turn]
    assert failed.message == "ZeroDivisionError: by nothing"
    assert "test_tool_faults.py" in failed.details
    assert [record.exc_info is not None for record in expected_logs] == [True]


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        ({"ok": False, "say": "Booked."}, {"error": "the tool says that it did not work"}),
        ({"success": False}, {"error": "the tool says that it did not work"}),
        ({"ok": True, "say": "Booked.", "error": "the disk is full"}, {"error": "the disk is full"}),
        ({"error": {"code": 7}}, {"error": '{"code": 7}'}),
        ({"error": None, "say": "Booked."}, {"say": "Booked."}),
    ],
)
def test_what_contradicts_itself_is_told_without_what_sounds_like_success(
    rig: Rig, returned: dict[str, Any], told: dict[str, str]
) -> None:
    rig.engine._parts.tools.put(tool(lambda _: returned))
    done = turned(rig, CALL, "So it is.")
    assert done.generated == "So it is."
    assert json.loads(rig.model.prompts[-1][-1].content) == told
    assert rig.events.of(ToolRan)[-1].title == ("Could not work" if "error" in told else "Worked")


def test_ten_thousand_calls_at_once_are_no_more_than_the_budget(rig: Rig) -> None:
    runs: list[int] = []

    def count(_: Arguments) -> dict[str, int]:
        runs.append(1)
        return {"runs": len(runs)}

    rig.engine._parts.tools.put(tool(count))
    ran = len(rig.events.of(ToolRan))
    done = turned(rig, CALL * 10_000, "That was a lot.")
    assert (done.outcome, done.generated, len(runs)) == (Outcome.COMPLETED, "That was a lot.", 8)
    assert len(rig.events.of(ToolRan)) - ran == 9, "one was told that it was too many"
    assert turned(rig, *[("<tool_call>{</tool_call>" * 3000)] * 6).generated == "I have no answer to that."
    assert len(rig.events.of(ToolRan)) - ran < 30
    assert turned(rig, "Hello again.").generated == "Hello again."


def test_results_larger_than_the_models_memory_are_cut_to_what_fits() -> None:
    def count(messages: Any) -> int:
        return sum(len(message.content) for message in messages)

    meant = ToolCall("work", "{}")
    tools = [one for _ in range(9) for one in (Message("assistant", CALL, meant), Message("tool", "y" * 4000, meant))]
    for budget in (50_000, 6000, 1500, 300, 30):
        prompt = with_tools(Conversation("Be brief."), "Do it.", tools, budget, count)
        assert count(prompt) <= budget
        assert prompt[:2] == [Message("system", "Be brief."), Message("user", "Do it.")]
    assert with_tools(Conversation(""), "Do it.", tools, 50_000, count)[1:] == tools


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9) | st.integers(), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=9), JSON, max_size=4))
def test_any_result_is_plain_json_of_a_bounded_size_or_a_fault(returned: dict[str, Any]) -> None:
    try:
        outcome = outcome_of(returned)
    except ToolFault as error:
        outcome = failure(error)
    parsed = json.loads(outcome.result, parse_constant=pytest.fail)
    assert isinstance(parsed, dict)
    assert ("error" in parsed) is outcome.failed
    assert len(outcome.result) <= LONGEST_RESULT + 200


@pytest.mark.parametrize("language", ["", "en", "de", "es", "xx"])
def test_each_fault_has_a_sentence_in_each_language(language: str) -> None:
    said = {excuse("set_timer", fault, "write", language) for fault in Fault}
    assert len(said) == len(Fault)
    assert all("set timer" in one and "{" not in one for one in said)
    assert speechless(language)


def test_the_starter_model_cannot_talk_a_crash_away(sotto_home: Path, tmp_path: Path, expected_logs: Logs) -> None:
    """The whole chain, with the models that ship: asked for the time, heard to the end, and asked something else."""
    events, speaker = Events(), WavSpeaker(tmp_path / "said.wav", 22_050)
    running = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker)
    try:
        tools = running._engine._parts.tools
        clock = next(one for one in tools.tools if one.name == "clock")
        tools.put(replace(clock, run=raising(ValueError("the hands fell off"))))
        running.send_text("What time is it?")
        done = events.wait_for(TurnFinished)
        assert (done.tools, done.outcome) == (("clock",), Outcome.COMPLETED)
        assert done.generated == done.heard.strip() == "That did not work: the tool clock broke down."
        assert events.wait_for(ReplyAudible).turn == done.turn
        running.send_text("What is the capital of France?")
        assert "Paris" in events.wait_for(TurnFinished, 2).generated
    finally:
        running.close()
    assert [record.exc_info is not None for record in expected_logs] == [True]
