"""`sotto cache`, and its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main

from desktop.cli.app import app
from desktop.engine.freshness import FEWEST_WORDS, MOST_REPLY, MOST_WORDS
from desktop.paths import Paths
from desktop.settings.operating import CacheSettings
from tests.cli.conftest import Result

PAGE = (Path(__file__).parents[2] / "docs" / "cache.md").read_text("utf-8")
QUESTION, ANSWER = "Who founded the company?", "Two sisters from Graz."


def test_an_answer_is_put_in_found_listed_counted_and_cleared(sotto: Callable[..., Result], sotto_home: Path) -> None:
    assert "lasting; the cache is off" in sotto("cache", "set", QUESTION, ANSWER).out
    found = sotto("cache", "get", "Please tell me who founded the company.")
    assert (found.code, found.out.splitlines()[0]) == (0, ANSWER)
    assert sotto("cache", "get", QUESTION, "--json").json["known"]["answer"]["reply"] == ANSWER
    (listed,) = sotto("cache", "list", "--json").json["answers"]
    assert (listed["question"], listed["persona"], listed["model"]) == (QUESTION, "Sotto", "starter.gguf")
    assert ANSWER in sotto("cache", "list").out
    stats = sotto("cache", "stats", "--json").json
    assert (stats["answers"], stats["uses"], stats["by_freshness"]) == (1, 0, {"lasting": 1})
    assert "answers       1" in sotto("cache", "stats").out
    assert sotto("cache", "clear", "--persona", "Jack", "--yes", "--json").json == {"deleted": 0}
    assert "deleted: 1 answers" in sotto("cache", "clear", "--question", QUESTION, "--yes").out
    assert sotto("cache", "get", QUESTION).code == 1


def test_why_there_is_none_is_said(sotto: Callable[..., Result], sotto_home: Path) -> None:
    assert sotto("cache", "get", "Who founded Rome?").out == "none\n"
    sotto("cache", "set", "Who founded Rome?", "Romulus.")
    near = sotto("cache", "get", "Who founded Vienna?")
    assert (near.code, "'Who founded Rome?'" in near.out) == (1, True)
    never = sotto("cache", "get", "What time is it now?")
    assert (never.code, "never kept" in never.out) == (1, True)


def test_what_is_never_kept_cannot_be_put_in(sotto: Callable[..., Result], sotto_home: Path) -> None:
    assert sotto("cache", "set", "What is my name?", "Anna.").code == 2
    assert sotto("cache", "set", QUESTION, "Which company?").code == 2
    assert not Paths(sotto_home).answers.exists()


def test_an_embedding_model_that_is_not_there_is_named_as_one(sotto: Callable[..., Result], sotto_home: Path) -> None:
    sotto_home.mkdir()
    (sotto_home / "settings.toml").write_text('[cache]\nembedder = "gone.gguf"\n')
    asked = sotto("cache", "get", QUESTION)
    assert asked.code == 1
    assert f"the embedding model {sotto_home / 'models' / 'gone.gguf'} does not exist; choose" in asked.err


def test_where_there_is_nothing_nothing_is_made(sotto: Callable[..., Result], sotto_home: Path) -> None:
    told = sotto("cache", "list")
    assert (told.code, told.out, told.err) == (0, "", "no answers are kept\n")
    assert sotto("cache", "list", "--json").err == ""
    assert sotto("cache", "stats", "--json").json["answers"] == 0
    assert not Paths(sotto_home).answers.exists()


@pytest.mark.parametrize("command", [("list",), ("stats",), ("get", QUESTION)])
def test_of_a_damaged_file_the_truth_is_told(
    sotto: Callable[..., Result], sotto_home: Path, command: tuple[str, ...]
) -> None:
    sotto_home.mkdir()
    Paths(sotto_home).answers.write_text("no database " * 100)
    told = sotto("cache", *command)
    assert (told.code, told.out) == (1, "")
    assert "answers.db were damaged and have been deleted; try again" in told.err
    assert not Paths(sotto_home).answers.exists()
    assert "damaged" not in sotto("cache", *command).err


def test_everything_deletes_the_answers_too(sotto: Callable[..., Result], sotto_home: Path) -> None:
    sotto("cache", "set", QUESTION, ANSWER)
    assert sotto("db", "cleanup", "--everything", "--yes").code == 0
    assert not Paths(sotto_home).answers.exists()


def test_the_page_names_what_there_is() -> None:
    group = typer.main.get_command(app).commands["cache"]  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `sotto cache (\w+)", PAGE, re.MULTILINE)) == set(group.commands)
    options = {option for command in group.commands.values() for one in command.params for option in one.opts}
    assert {one for one in options if one.startswith("--")} - {"--help"} <= set(re.findall(r"--\w+", PAGE))
    named = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert named == set(CacheSettings.model_fields)
    for name, field in CacheSettings.model_fields.items():
        usual = {False: "false", "": '""'}.get(field.default, str(field.default))
        assert f"| `{name}` | {usual} |" in PAGE
    assert (FEWEST_WORDS, MOST_WORDS, MOST_REPLY) == (3, 40, 1200), "the page says them"
