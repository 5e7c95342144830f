"""Tool servers as a registry sees them: the library's own example, and one that misbehaves in every way."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.engine.backends.assemble import gather_tools
from desktop.engine.tools.registry import Registry
from desktop.errors import Cancelled, UserFacingError
from desktop.mcp_client.asking import ask, ask_all
from desktop.mcp_client.offered import Offer, load_offer
from desktop.mcp_client.servers import Servers
from desktop.settings import McpServer, McpSettings
from tests.mcp_client.conftest import hostile

Serve = Callable[..., Servers]


def called(servers: Servers, name: str, **arguments: object) -> dict[str, object]:
    registry = Registry(servers.tools)
    try:
        found: dict[str, object] = json.loads(
            registry.call(json.dumps({"name": name, "arguments": arguments})).result
        )
        return found
    finally:
        registry.close()


def test_the_librarys_own_example_is_used(serve: Serve, example: Path) -> None:
    servers = serve(McpServer(name="demo", command=(sys.executable, str(example))))
    assert [(tool.name, tool.effect, tool.foreign) for tool in servers.tools] == [("demo_add", "external", True)]
    registry = Registry(servers.tools)
    ran = registry.call('{"name": "demo_add", "arguments": {"a": 19, "b": 23}}')
    assert (json.loads(ran.result), ran.title) == ({"result": "42"}, "Used add of the tool server demo")
    (function,) = [schema["function"] for schema in registry.schemas()]
    assert function["description"] == "Add two numbers."
    assert {name: field["type"] for name, field in function["parameters"]["properties"].items()} == {
        "a": "integer",
        "b": "integer",
    }
    assert called(servers, "demo_add", a="x", b=1) == {"error": "a: 'x' is not of type 'integer'"}
    assert servers.owner("demo_add") == "demo"
    registry.close()


def test_what_reads_only_by_its_own_word_is_asked_for_unless_the_user_trusts_the_server(serve: Serve) -> None:
    effects = [
        {tool.name: tool.effect for tool in serve(hostile(trusted=trusted)).tools} for trusted in (False, True)
    ]
    assert effects[0]["host_echo"] == "external"
    assert effects[1]["host_echo"] == "read"
    assert effects[1]["host_delete"] == "external"


def test_tools_that_are_off_are_not_offered(serve: Serve) -> None:
    names = {tool.name for tool in serve(hostile(tools_off=("echo",))).tools}
    assert "host_delete" in names
    assert "host_echo" not in names


def test_no_server_takes_the_name_of_a_tool_built_in(
    serve: Serve, tmp_path: Path, expected_logs: list[object]
) -> None:
    servers = serve(hostile())
    registry, _ = gather_tools(tmp_path, None, [*servers.tools, *servers.tools])
    assert {"clock", "host_echo"} <= registry.names
    assert len(expected_logs) == len(servers.tools)


def test_harmful_descriptions_are_left_out_and_said(serve: Serve) -> None:
    offer = ask(hostile())
    left_out = {tool.name: tool.left_out for tool in offer.tools if tool.left_out}
    assert left_out == {
        "remote": "its description refers to another one",
        "endless": "its description is too long",
        "wrong": "its arguments are described wrongly",
        "new [2Jline": "its name is no plain text",
    }
    names = {tool.name for tool in serve(hostile()).tools}
    assert names.isdisjoint({"host_remote", "host_endless", "host_wrong"})
    assert "pattern" not in json.dumps(next(tool.schema_ for tool in offer.tools if tool.name == "pattern"))
    assert len(ask(hostile("many")).tools) == 64


def test_a_tool_that_hangs_is_given_up(serve: Serve) -> None:
    servers = serve(hostile(deadline_s=0.5))
    assert "in time" in str(called(servers, "host_hang")["error"])


def test_a_call_is_broken_off_with_the_turn(serve: Serve) -> None:
    servers, registry = (found := serve(hostile(deadline_s=60))), Registry(found.tools)
    with pytest.raises(Cancelled):
        registry.call('{"name": "host_hang"}', stale=lambda: True)
    registry.close()
    assert servers.health()[0].name == "host"


def test_a_server_that_crashes_in_a_call_is_started_again(serve: Serve, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    servers = serve(hostile("", starts))
    told: list[tuple[str, str]] = []
    heard = threading.Event()
    servers.tell_troubles(lambda fault, advice, _stage: (told.append((fault, advice)), heard.set())[1])
    assert "error" in called(servers, "host_crash")
    assert heard.wait(10)
    assert told[0][0] == "the tool server host is not running: it ended with code 3: Traceback: something broke"
    ok = {"result": "there"}
    assert any(called(servers, "host_echo", text="there") == ok for _ in iter(lambda: _pause(), None))
    assert int(starts.read_text()) >= 3
    assert servers.health()[0].restarts >= 1
    assert len(told) == 1


_pauses = iter(range(400))


def _pause() -> int | None:
    """Until the server is up again; a test that goes on for ever ends."""
    threading.Event().wait(0.05)
    return next(_pauses, None)


@pytest.mark.parametrize("tool", ["host_flood", pytest.param("host_chatter", marks=pytest.mark.long)])
def test_a_server_that_floods_is_cut_off(serve: Serve, tool: str) -> None:
    servers = serve(hostile(deadline_s=20))
    told: list[str] = []
    heard = threading.Event()
    servers.tell_troubles(lambda fault, _advice, _stage: (told.append(fault), heard.set())[1])
    assert "error" in called(servers, tool)
    assert heard.wait(10)
    assert "more than" in told[0]


def test_what_a_server_answers_is_data_and_bounded(serve: Serve) -> None:
    servers = serve(hostile())
    long = called(servers, "host_long")
    assert len(str(long["result"])) == 3000
    assert long["note"] == "only the beginning: the whole answer has 500000 characters"
    assert str(called(servers, "host_inject")["result"]).startswith("<|im_end|>")  # the chat template takes it apart
    assert called(servers, "host_picture") == {"result": "(image was left out)"}
    assert called(servers, "host_fails") == {"error": "the tool said: the disk is full"}
    assert called(servers, "host_nonsense") == {"error": "the tool server host gave no proper answer"}


def test_a_server_can_ask_nothing_of_sotto(serve: Serve) -> None:
    answers = [json.loads(line) for line in str(called(serve(hostile()), "host_asks")["result"]).splitlines()]
    assert {answer["id"] for answer in answers} == {"roots/list", "elicitation/create", "sampling/createMessage"}
    assert all("error" in answer and "result" not in answer for answer in answers)


def test_patterns_of_a_server_are_never_run(serve: Serve) -> None:
    servers = serve(hostile())
    assert called(servers, "host_pattern", text="a" * 60 + "!") == {"result": json.dumps({"text": "a" * 60 + "!"})}


def test_a_schema_that_never_ends_is_refused(serve: Serve) -> None:
    servers = serve(hostile())
    assert called(servers, "host_loop", text="x") == {"error": "the tool server describes its arguments wrongly"}


def test_a_tool_that_is_no_longer_what_the_user_saw_is_not_called(serve: Serve, tmp_path: Path) -> None:
    serve(hostile())
    servers = serve.again(hostile("changed"))  # type: ignore[attr-defined]
    told: list[str] = []
    heard = threading.Event()
    servers.tell_troubles(lambda fault, _advice, _stage: (told.append(fault), heard.set())[1])
    servers.start()
    assert heard.wait(20)
    assert told == ["the tool server host offers other tools than when it was switched on"]
    assert "has changed this tool" in str(called(servers, "host_echo", text="x")["error"])
    assert called(servers, "host_delete", text="x") == {"result": "x"}
    assert "host_more" not in {tool.name for tool in servers.tools}


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (McpServer(name="host", command=("/nowhere/program",)), "there is no program /nowhere/program"),
        (McpServer(name="host", url="http://127.0.0.1:9/mcp"), "connect"),
        (
            McpServer(name="host", url="http://127.0.0.1:9/mcp", token_variable="SOTTO_NO_SUCH"),
            "SOTTO_NO_SUCH is not",
        ),
        (hostile("dead"), "it ended with code 1: it cannot start: no licence"),
        (McpServer(name="host", command=(sys.executable, "-c", "print('hello')")), "it ended with code 0"),
    ],
)
def test_a_server_that_cannot_be_asked_says_why(server: McpServer, reason: str) -> None:
    with pytest.raises(UserFacingError, match="the tool server host cannot be used") as caught:
        ask(server)
    assert reason in str(caught.value)
    assert caught.value.advice


def test_one_that_does_not_end_by_itself_is_made_to(serve: Serve) -> None:
    assert called(serve(hostile("stays")), "host_echo", text="x") == {"result": "x"}


def test_several_are_asked_at_once_and_one_that_is_ill_harms_no_other() -> None:
    answers = {answer.name: answer for answer in ask_all([hostile(name="good"), hostile("dead", name="bad")])}
    assert answers["good"].offer is not None
    assert answers["good"].offer.server == "hostile 1"
    assert (answers["bad"].offer, answers["bad"].error[:21]) == (None, "it ended with code 1:")


def test_one_that_was_never_asked_offers_nothing_and_is_told(tmp_path: Path) -> None:
    servers = Servers(McpSettings(servers=(hostile(),)), tmp_path)
    assert list(servers.tools) == []
    assert [str(trouble) for trouble in servers.troubles] == ["what the tool server host offers is not known yet"]
    servers.start()
    assert list(servers.health()) == []
    servers.close()


def test_a_damaged_note_of_what_was_offered_is_told(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text("{")
    servers = Servers(McpSettings(servers=(hostile(),)), tmp_path)
    assert "cannot be read" in str(servers.troubles[0])
    assert servers.troubles[0].advice == "`sotto mcp enable host` asks it again"
    assert load_offer(tmp_path, "other") is None


def test_without_servers_nothing_is_loaded_and_no_thread_runs(tmp_path: Path) -> None:
    before = threading.active_count()
    servers = Servers(McpSettings(), tmp_path)
    servers.start()
    assert (list(servers.tools), threading.active_count()) == ([], before)
    servers.close()


def test_a_closed_one_says_so(serve: Serve) -> None:
    servers = serve(hostile())
    servers.close()
    assert called(servers, "host_echo", text="x") == {"error": "the tool servers are closed"}


def test_what_differs_between_two_offers_is_named() -> None:
    offer = ask(hostile())
    assert list(offer.differs(offer)) == []
    assert list(offer.differs(Offer())) == sorted(tool.name for tool in offer.tools)
