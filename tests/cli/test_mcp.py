"""`sotto mcp`, and what docs/mcp.md shows of it."""

from __future__ import annotations

import fnmatch
import json
import os
import shlex
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli_w

from tests.cli.conftest import Result
from tests.cli.test_pack_docs import BLOCK, DOCS, commands
from tests.mcp_client.conftest import HOSTILE

Sotto = Callable[..., Result]


@pytest.mark.long
def test_the_page_shows_what_happens(sotto: Sotto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))  # where the Sotto that is a server lives
    (tmp_path / "desktop").symlink_to(DOCS.parent / "desktop")  # what `python3 -m desktop` runs
    ran = 0
    for language, file, text in BLOCK.findall((DOCS / "mcp.md").read_text("utf-8")):
        if file:
            Path(file).write_text(text)
        elif language == "toml":
            settings = tmp_path / "sotto-home" / "settings.toml"
            before = settings.read_text()
            settings.write_text(text)
            assert [server["name"] for server in sotto("mcp", "list", "--json").json] == ["files", "wiki"]
            settings.write_text(before)
        elif language == "console":
            for command, output in commands(text):
                result = sotto(*shlex.split(command)[1:])
                pattern = output.replace("[", "[[]").replace("…", "*")
                assert fnmatch.fnmatchcase(result.out + result.err, pattern), (command, result)
                ran += 1
    assert ran >= 10


def test_a_server_from_first_to_last(sotto: Sotto, sotto_home: Path) -> None:
    for command, told in (("list", "there are no tool servers"), ("tools", "no tools are known")):
        result = sotto("mcp", command)
        assert (result.code, result.out, told in result.err) == (0, "", True)
        assert sotto("mcp", command, "--json").err == ""
    assert sotto("mcp", "add", "host", "--", sys.executable, HOSTILE).code == 0
    (listed,) = sotto("mcp", "list", "--json").json
    assert (listed["enabled"], listed["tools"]) == (False, None)
    enabled = sotto("mcp", "enable", "host", "--trust", "--json").json
    effects = {tool["tool"]: tool["effect"] for tool in enabled["tools"]}
    assert (effects["echo"], effects["delete"], enabled["server"]) == ("read", "external", "hostile 1")
    assert "left out: its description is too long" in sotto("mcp", "tools").out
    sotto("mcp", "tools", "host", "--off", "delete", "--off", "echo")
    off = {tool["tool"] for tool in sotto("mcp", "tools", "host", "--on", "echo", "--json").json if not tool["on"]}
    assert {"delete", "remote"} <= off
    assert "echo" not in off
    names = {tool["name"]: tool["pack"] for tool in sotto("tools", "list", "--json").json}
    assert names["host_echo"] == "host"
    assert "host_delete" not in names
    (well,) = sotto("mcp", "status", "--json").json
    assert (well["name"], well["well"]) == ("host", True)
    assert not sotto("mcp", "disable", "host", "--json").json["enabled"]
    assert sotto("mcp", "status").out == "no tool server is on\n"
    assert "host_echo" not in sotto("tools", "list").out
    assert sotto("mcp", "remove", "host").code == 0
    assert list((sotto_home / "mcp").iterdir()) == []
    assert "servers" in tomllib.loads((sotto_home / "settings.toml").read_text())["mcp"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("add", "host"), "either a command or a url"),
        (("add", "host", "--url", "http://x.example/mcp"), "begins with https://"),
        (("add", "host", "--url", "https://a:b@x.example/mcp"), "no place in a url"),
        (("add", "Host!", "--", "x"), "name: a name has up to 24 small letters"),
        (("enable", "nobody"), "there is no tool server nobody"),
        (("disable", "nobody"), "there is no tool server nobody"),
        (("remove", "nobody"), "there is no tool server nobody"),
        (("tools", "nobody"), "there is no tool server nobody"),
    ],
)
def test_wrong_use_is_told(sotto: Sotto, arguments: tuple[str, ...], complaint: str) -> None:
    result = sotto("mcp", *arguments)
    assert (result.code, result.out) == (2, "")
    assert complaint in result.err


def test_one_that_cannot_start_is_told_and_stays_off(sotto: Sotto) -> None:
    sotto("mcp", "add", "dead", "--", sys.executable, HOSTILE, "dead")
    result = sotto("mcp", "enable", "dead")
    assert result.code == 1
    assert "it ended with code 1: it cannot start: no licence" in result.err
    assert not sotto("mcp", "list", "--json").json[0]["enabled"]
    assert sotto("mcp", "add", "dead", "--", "x").code == 2
    assert sotto("mcp", "tools", "dead", "--off", "x").code == 2


def test_status_tells_who_is_ill(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir()
    command = f'["{sys.executable}", "{HOSTILE}", "dead"]'
    (sotto_home / "settings.toml").write_text(f'[[mcp.servers]]\nname = "dead"\ncommand = {command}\n')
    result = sotto("mcp", "status")
    assert (result.code, result.out[:11]) == (1, "ILL   dead ")
    assert "what the tool server dead offers is not known yet" in sotto("tools", "list").err


def test_settings_with_a_server_that_cannot_be_are_refused(sotto: Sotto, sotto_home: Path) -> None:
    sotto_home.mkdir()
    (sotto_home / "settings.toml").write_text('[[mcp.servers]]\nname = "a"\nurl = "ftp://x"\n')
    assert "begins with https://" in sotto("mcp", "list").err
    twice = '[[mcp.servers]]\nname = "a"\ncommand = ["x"]\n' * 2
    (sotto_home / "settings.toml").write_text(twice)
    assert "two tool servers have one name" in sotto("mcp", "list").err


def test_what_was_always_allowed_does_not_pass_to_another_server_or_a_changed_tool(
    sotto: Sotto, sotto_home: Path
) -> None:
    def allow(*entries: str) -> None:
        known = tomllib.loads((sotto_home / "settings.toml").read_text())
        known.setdefault("tools", {})["allowed"] = list(entries)
        (sotto_home / "settings.toml").write_text(tomli_w.dumps(known))

    def allowed() -> list[str]:
        return list(tomllib.loads((sotto_home / "settings.toml").read_text())["tools"]["allowed"])

    sotto("mcp", "add", "host", "--", sys.executable, HOSTILE)
    sotto("mcp", "enable", "host")
    allow("*:add_note", "Sotto:host_echo", "Sotto:host_delete")
    offer = sotto_home / "mcp" / "host.json"
    seen = json.loads(offer.read_text())
    seen["tools"][0]["description"] = "It was kind."
    offer.write_text(json.dumps(seen))
    sotto("mcp", "enable", "host")
    assert allowed() == ["*:add_note", "Sotto:host_delete"]
    sotto("mcp", "remove", "host")
    assert allowed() == ["*:add_note"]
