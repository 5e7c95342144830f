"""Scenarios in YAML: the same records as in TOML, and whatever is wrong is told with its line."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.errors import UsageError
from desktop.scenarios.reading import read_script
from desktop.scenarios.shelf import find, shipped, shipped_folder
from tests.scenarios.writing import written

HEAD = "schema: sotto.scenario/1\ntitle: T\n"
TURN = HEAD + "turns:\n  - say: Hello.\n"


def test_every_scenario_that_ships_is_the_same_in_yaml(tmp_path: Path) -> None:
    (tmp_path / "sound").mkdir()
    for script in shipped():
        table = tomllib.loads(script.path.read_text("utf-8"))
        for turn in table["turns"]:
            if "audio" in turn:
                turn["audio"] = str((shipped_folder() / turn["audio"]).resolve())
        as_yaml = read_script(written(tmp_path, yaml.safe_dump(table, sort_keys=False), f"{script.name}.yml"))
        assert as_yaml.scenario.model_dump(exclude={"turns"}) == script.scenario.model_dump(exclude={"turns"})
        for now, then in zip(as_yaml.scenario.turns, script.scenario.turns, strict=True):
            assert now.model_dump(exclude={"audio"}) == then.model_dump(exclude={"audio"})
    assert {one.name for one in find([str(tmp_path)])} == {one.name for one in shipped()}


def test_values_are_as_people_write_them(tmp_path: Path) -> None:
    more = "    consent: no\n    pause_s: 1\n    now: 2026-11-22T08:15:00Z\n    key: true\n"
    (turn,) = read_script(written(tmp_path, TURN + more, "mine.yaml")).scenario.turns
    assert (turn.consent, turn.pause_s, turn.key) == ("no", 1.0, True)
    assert turn.now == datetime(2026, 11, 22, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema: [\n", ("not valid YAML", "line 2")),
        (TURN + "\t- say: x\n", ("not valid YAML", "line 5")),
        (TURN + "  - say: 5\n", ("line 5, turns[2].say", "string")),
        (TURN + "    expects: {}\n", ("no key turns[1].expects", "line 5")),
        (TURN + "    expect:\n      words: x\n      replies: x\n", ("turns[1].expect.replies", "line 7")),
        (TURN + "  - pause_s: 1\n", ("line 5, turns[2]", "nothing happens in it")),
        (TURN + "    pause_s: -1\n", ("line 5, turns[1].pause_s", "greater than or equal to 0")),
        (TURN + "    pause_s: .nan\n", ("line 5, turns[1].pause_s",)),
        (TURN + "    key: yes\n", ("line 5, turns[1].key", "boolean")),
        (TURN + "    expect: {tools: [{}]}\n", ("turns[1].expect.tools[1].name", "line 5", "missing")),
        (TURN + "title: U\n", ("the key title stands there twice", "line 5")),
        (TURN + "    say: x\n", ("the key say stands there twice", "line 5")),
        (HEAD + "turns: &a [*a]\n", ("aliases are not taken", "line 3")),
        (TURN + "    text: !!python/object/apply:os.system [ls]\n", ("not valid YAML", "line 5", "python")),
        (TURN + "    now: 2026-13-45T08:00:00\n", ("not valid YAML", "month")),
        (TURN + "---\na: 1\n", ("not valid YAML", "line 5")),
        (HEAD, ("turns", "missing")),
        ("", ("the whole", "valid dictionary")),
        ("- a\n", ("the whole", "valid dictionary")),
        ("? [1, 2]\n: x\n", ("not valid YAML", "line 1")),
        ("a: \x07\n", ("not valid YAML",)),
        ("x: " + "[" * 5000, ("nested too deeply",)),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: tuple[str, ...]) -> None:
    path = written(tmp_path, text, "mine.yaml")
    with pytest.raises(UsageError) as told:
        read_script(path)
    assert str(path) in str(told.value)
    for part in said:
        assert part in str(told.value)
    assert told.value.advice


@settings(max_examples=150)
@given(st.text(alphabet="abst: \n-[]{},&*!|>'\"#%?0.\\~<=", max_size=60))
@example("0: 0")
@example("<<: 5")
@example("a: !!timestamp x")
@example("a: !!int x")
@example("a: " + "9" * 5000)
def test_no_text_breaks_the_reader(tmp_path: Path, text: str) -> None:
    with suppress(UsageError):  # whatever else is raised is a fault
        read_script(written(tmp_path, text, "mine.yaml"))
