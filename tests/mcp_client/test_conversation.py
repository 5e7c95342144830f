"""A turn with a hostile tool server: what it says asks for nothing, and a turn always has its answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from desktop.assistant import Assistant
from desktop.engine.tools.registry import Registry
from desktop.events import ConsentAsked, StageFailed, ToolRan, TurnFinished
from desktop.mcp_client.servers import Servers
from desktop.paths import Paths
from desktop.settings import McpSettings, Settings
from desktop.terms import Answer, Outcome
from tests.fakes import Events, Rig
from tests.mcp_client.bad_turns import assert_told_aloud, request
from tests.mcp_client.conftest import HOSTILE, hostile
from tests.observability.test_observer import until


@pytest.mark.parametrize(("answer", "result"), [(Answer.YES, {"result": "hello"}), (Answer.NO, None)])
def test_a_servers_tool_is_asked_for_with_its_arguments(
    serve: Callable[..., Servers], answer: Answer, result: dict[str, str] | None
) -> None:
    rig = Rig(further_tools=serve(hostile()).tools)
    rig.engine.start()
    try:
        rig.model.enqueue(request("host_echo", text="hello"), "There you are.")
        rig.engine.send_text("Say hello to the server.")
        question = rig.events.wait_for(ConsentAsked)
        assert (question.name, question.effect, json.loads(question.arguments)) == (
            "host_echo",
            "external",
            {"text": "hello"},
        )
        rig.consent.answer(question.number, answer)
        assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
        told = json.loads(rig.events.wait_for(ToolRan).result)
        assert told == result if result else "did not allow" in told["error"]
    finally:
        rig.engine.close()


def test_instructions_in_a_trusted_servers_result_do_nothing_without_a_yes(serve: Callable[..., Servers]) -> None:
    servers = serve(hostile(trusted=True))
    rig = Rig(further_tools=servers.tools)
    rig.engine.start()
    try:
        # the model falls for what it reads: the change that it then wants is asked for, though it may always be made
        rig.consent.adopt("Sotto", ["*:host_delete", "*:host_inject"])
        rig.model.enqueue(request("host_inject"), request("host_delete", text="all"), "I did not do that.")
        rig.engine.send_text("What does the server say?")
        question = rig.events.wait_for(ConsentAsked)
        assert question.name == "host_delete"
        rig.consent.answer(question.number, Answer.NO)
        assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
        assert "did not allow" in rig.events.of(ToolRan)[-1].result
    finally:
        rig.engine.close()


@pytest.mark.parametrize(
    ("tool", "what"),
    [
        ("hang", "did not answer in time"),
        ("other", "did not answer in time"),
        ("crash", "cannot be reached"),
        ("segfault", "cannot be reached"),
        ("chatter", "cannot be reached"),
        ("nonsense", "gave an answer that makes no sense"),
        ("lies", "gave an answer that makes no sense"),
        ("nan", "gave an answer that makes no sense"),
        ("silent", "gave an answer that makes no sense"),
        pytest.param("flood", "cannot be reached", marks=pytest.mark.long),
    ],
)
def test_a_turn_with_a_bad_server_says_so_aloud_and_the_next_one_works(
    serve: Callable[..., Servers], tool: str, what: str
) -> None:
    servers = serve(hostile(deadline_s=5 if what.startswith("cannot") else 1))
    assert_told_aloud(servers, f"host_{tool}", what)


def test_an_answer_that_is_what_was_promised_is_used(serve: Callable[..., Servers]) -> None:
    registry = Registry(serve(hostile()).tools)
    assert json.loads(registry.call('{"name": "host_keeps"}').result) == {"result": "It is 20 degrees."}
    assert "the disk is full" in registry.call('{"name": "host_fails"}').result
    registry.close()


def test_a_whole_sotto_has_them_from_its_start_to_its_end(serve: Callable[..., Servers], sotto_home: Path) -> None:
    server = hostile(trusted=True)
    serve(server)
    shutil.copytree(sotto_home.parent / "mcp", sotto_home / "mcp")
    settings, events = Settings(mcp=McpSettings(servers=(server,))), Events()
    running = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None, resident=True)
    try:
        assert running.tools["host_echo"] == ""
        assert "host_remote" not in running.tools
        until(lambda: [health.condition.value for health in running.extensions.servers.health()] == ["running"])
        (program,) = [each for each in psutil.Process().children() if str(HOSTILE) in each.cmdline()]
        program.kill()
        until(lambda: any("host is not running" in failed.message for failed in events.of(StageFailed)))
        until(lambda: running.extensions.servers.health()[0].restarts == 1)
    finally:
        running.close()


@pytest.mark.long
def test_a_sotto_that_others_talk_to_starts_none(serve: Callable[..., Servers], sotto_home: Path) -> None:
    server = hostile()
    serve(server)
    shutil.copytree(sotto_home.parent / "mcp", sotto_home / "mcp")
    settings = Settings(mcp=McpSettings(servers=(server, hostile(name="unknown"))))
    events = Events()
    running = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None)
    running.close()
    assert running.extensions.servers.health() == []
    assert [one.message for one in events.of(StageFailed)] == ["what the tool server unknown offers is not known yet"]
