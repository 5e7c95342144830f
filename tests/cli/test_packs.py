"""`sotto packs` and `sotto tools`, and a conversation with a pack that is broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Sotto = Callable[..., Result]


@pytest.fixture
def broken(sotto_home: Path) -> Path:
    """A pack whose code is at fault."""
    folder = sotto_home / "packs" / "broken"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "broken"\ntitle = "Broken"\ntools = "entry:open_pack"\n')
    (folder / "entry.py").write_text("1 / 0\n")
    return folder


def test_packs_are_listed_and_switched(sotto: Sotto, sotto_home: Path) -> None:
    (found,) = sotto("packs", "list", "--json").json
    assert (found["name"], found["enabled"], found["personas"]) == ("service_desk", False, ["Sophie"])
    assert sotto("packs", "list").out.startswith("off  service_desk ")
    on = sotto("packs", "enable", "service_desk", "--json")
    assert (on.code, on.json["enabled"], len(on.json["tools"])) == (0, True, 7)
    assert sotto("packs", "list").out.startswith("on   service_desk ")
    assert 'enabled = [\n    "service_desk",\n]' in (sotto_home / "settings.toml").read_text()
    assert sotto("packs", "disable", "service_desk").out == "service_desk is off\n"
    assert sotto("packs", "list", "--json").json[0]["enabled"] is False


def test_a_pack_that_does_not_exist(sotto: Sotto) -> None:
    for command in ("enable", "disable"):
        result = sotto("packs", command, "nothing")
        assert result.code == 2
        assert "there is no pack nothing" in result.err


def test_a_broken_pack_is_not_switched_on(sotto: Sotto, sotto_home: Path, broken: Path) -> None:
    result = sotto("packs", "enable", "broken")
    assert result.code == 1
    assert "ZeroDivisionError" in result.err
    assert "mend it in" in result.err
    assert not (sotto_home / "settings.toml").exists()


def test_a_pack_that_broke_later_costs_no_answer(sotto: Sotto, sotto_home: Path, broken: Path) -> None:
    (sotto_home / "settings.toml").write_text('[packs]\nenabled = ["broken", "gone"]\n')
    result = sotto("chat", "What is two plus two?")
    assert result.code == 0
    assert "4" in result.out
    assert "the pack Broken is left out: it cannot be imported: ZeroDivisionError" in result.err
    assert "the pack gone is not there" in result.err
    assert sotto("tools", "run", "calculate", '{"expression": "2+2"}').out == '{"result": "4"}\n'
    assert sotto("packs", "disable", "gone").code == 0
    assert sotto("packs", "disable", "broken").code == 0
    assert sotto("chat", "Hello.").err == ""


def test_tools_are_listed_with_what_they_change(sotto: Sotto) -> None:
    found = {tool["name"]: tool for tool in sotto("tools", "list", "--json").json}
    assert {name: tool["effect"] for name, tool in found.items()} == {
        "clock": "read",
        "calculate": "read",
        "convert_units": "read",
        "set_timer": "write",
        "cancel_timer": "write",
        "timer_left": "read",
        "add_note": "write",
        "remove_note": "write",
        "clear_notes": "write",
        "list_notes": "read",
        "search_history": "read",
        "remember_fact": "write",
        "recall_facts": "read",
        "forget_fact": "write",
    }
    assert found["calculate"]["parameters"]["required"] == ["expression"]
    assert "add_note                 write     -" in sotto("tools", "list").out


def test_a_tool_is_run(sotto: Sotto) -> None:
    ran = sotto("tools", "run", "calculate", '{"expression": "6*7"}', "--json")
    assert ran.code == 0
    assert (ran.json["result"], ran.json["title"]) == ({"result": "42"}, "Worked out 6*7")
    assert sotto("tools", "run", "add_note", '{"text": "milk"}').code == 0
    assert json.loads(sotto("tools", "run", "list_notes").out) == {"notes": ["milk"]}
    assert sotto("chat", "Hello there.").code == 0
    assert sotto("tools", "run", "search_history", '{"query": "hello"}', "--json").json["result"]["found"]


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("nothing",), 2, "there is no tool nothing"),
        (("calculate", "{"), 2, "no JSON"),
        (("calculate", "[1]"), 2, "no JSON object"),
    ],
)
def test_what_cannot_be_run(sotto: Sotto, arguments: tuple[str, ...], code: int, complaint: str) -> None:
    result = sotto("tools", "run", *arguments)
    assert result.code == code
    assert complaint in result.err


def test_a_tool_that_could_not_says_so_with_an_exit_code(sotto: Sotto) -> None:
    failed = sotto("tools", "run", "calculate", '{"expression": "1/0"}')
    assert (failed.code, failed.out) == (1, "dividing by zero is not possible\n")
    failed = sotto("tools", "run", "calculate", "--json")
    assert (failed.code, failed.json["result"]) == (1, {"error": "expression is missing"})
