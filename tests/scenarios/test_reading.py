"""Scenario files that are wrong: each is told with its line or key, and what to do."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UsageError
from desktop.scenarios.form import EVENTS, Scenario
from desktop.scenarios.reading import LARGEST, line_of, read_script
from desktop.scenarios.shelf import find, shipped, shipped_folder
from tests.scenarios.writing import written

HEAD = 'schema = "sotto.scenario/1"\ntitle = "T"\n'
TURN = HEAD + '[[turns]]\nsay = "Hello."\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('schema = "sotto.scenario/1\n', ("not valid TOML", "line 1")),
        (TURN + "[[turns]]\nsay = 5\n", ("line 6, turns[2].say", "string")),
        (TURN + "expects = {}\n", ("no key turns[1].expects", "line 5")),
        (TURN + "[turns.expect]\nwords = 'x'\nreplies = 'x'\n", ("turns[1].expect.replies", "line 7")),
        (TURN + "[[turns]]\npause_s = 1\n", ("line 5, turns[2]", "nothing happens in it")),
        (TURN + 'text = "x"\n', ("say and text",)),
        (TURN + "pause_s = -1\n", ("line 5, turns[1].pause_s", "greater than or equal to 0")),
        (TURN + "wait_s = 100000\n", ("turns[1].wait_s", "less than or equal to 600")),
        (TURN + "interrupt_after_s = nan\n", ("turns[1].interrupt_after_s", "less than or equal to 60")),
        (TURN + "interrupt_after_s = 1\nduring = [{at_s = 1, sound = 'cough'}]\n", ("cut short or listened to",)),
        (TURN + "during = [{at_s = 1}]\n", ("turns[1].during[1]", "one of say, audio or sound")),
        (TURN + "expect = {within_ms = {llm = 0}}\n", ("within_ms", "no time for llm")),
        (TURN + "expect = {within_ms = {stage = 5}}\n", ("there is no stage stage",)),
        (TURN + "expect = {events = ['Spoke']}\n", ("there is no event Spoke", "Transcribed")),
        (TURN + "expect = {reply_matches = '('}\n", ("regular expression",)),
        (TURN + "expect = {outcome = 'good'}\n", ("turns[1].expect.outcome", "completed")),
        (TURN + "expect = {tools = [{}]}\n", ("turns[1].expect.tools[1].name", "missing")),
        (HEAD, ("turns", "missing")),
        (HEAD + "turns = []\n", ("turns", "at least 1")),
        ('title = "T"\n[[turns]]\nsay = "x"\n', ("schema", "missing")),
        (TURN.replace("/1", "/9"), ("line 1, schema", "sotto.scenario/1")),
        (HEAD + "room = {echo_db = 3}\n[[turns]]\nsay = 'x'\n", ("line 3, room.echo_db",)),
        (HEAD + "settings = {record = {}}\n[[turns]]\nsay = 'x'\n", ("no table record",)),
        (TURN + "pause_s = 1.\n", ("not valid TOML", "line 5")),
        ("x = " + "[" * 5000, ("nested too deeply",)),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: tuple[str, ...]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as told:
        read_script(path)
    assert str(path) in str(told.value)
    for part in said:
        assert part in str(told.value)
    assert told.value.advice


def test_sound_that_is_missing_empty_or_none(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + '[[turns]]\naudio = "a.wav"\n')
    with pytest.raises(UsageError, match="sound of turn 1 is missing"):
        read_script(path)
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(UsageError, match="sound of turn 1 cannot be read"):
        read_script(path)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for content, said in ((b"\xff\xfe", "not text"), (b"#" * (LARGEST + 1), "larger than")):
        path.write_bytes(content)
        with pytest.raises(UsageError, match=said):
            read_script(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_script(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_script(tmp_path)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["schema", "title", "turns", "room", "settings", "key", "x"]),
        st.recursive(
            st.one_of(st.booleans(), st.integers(-9, 9), st.floats(), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.sampled_from(["say", "text", "expect", "during", "at_s"]), inner, max_size=3),
            ),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_no_table_breaks_the_reader(tmp_path: Path, table: dict[str, object]) -> None:
    path = written(tmp_path, "")
    path.write_bytes(tomli_w.dumps(table).encode("utf-8", "surrogatepass"))
    with suppress(UsageError):  # whatever else is raised is a fault
        read_script(path)


def test_the_line_of_a_key() -> None:
    text = 'a = 1\n[[turns]]\nsay = "x"\n[turns.expect]\nwords = "y"\n[[turns]]\nsay = "z"\n'
    assert line_of(text, ["turns", 0, "expect", "words"]) == 5
    assert line_of(text, ["turns", 1, "say"]) == 7
    assert line_of(text, ["turns", 1, "nothing"]) == 6
    assert line_of(text, ["turns", 5]) is None
    assert line_of(text, ["a"]) == 1
    assert line_of(text, ["b"]) is None


def test_twenty_and_more_ship_and_are_found_by_name_tag_file_and_folder(tmp_path: Path) -> None:
    every = shipped()
    assert len(every) >= 20
    assert len({script.scenario.title for script in every}) == len(every)
    assert all(script.scenario.tags for script in every)
    assert [one.name for one in find(["timer", "echo", "timer"])] == ["timer", "echo"]
    assert {one.name for one in find([], ["key"])} == {"push-to-talk", "recording"}
    assert len(find([str(shipped_folder())])) == len(every)
    path = written(tmp_path, TURN)
    assert [one.name for one in find([str(path)])] == ["mine"]
    for names, tags, said in (
        (["tiemr"], [], "no scenario tiemr"),
        (["../x"], [], "no scenario"),
        ([str(tmp_path / "none.toml")], [], "cannot be read"),
        ([], ["unknown"], "no such scenario"),
    ):
        with pytest.raises(UsageError, match=said):
            find(names, tags)


def test_near_misses_are_offered() -> None:
    with pytest.raises(UsageError) as told:
        find(["tiemr"])
    assert told.value.advice == "did you mean timer?"


def test_every_event_of_the_engine_can_be_expected() -> None:
    assert {"TurnFinished", "Interrupted", "ConsentAsked", "TimerRang"} <= set(EVENTS)
    scenario = {
        "schema": "sotto.scenario/1",
        "title": "T",
        "turns": [{"say": "x", "expect": {"events": list(EVENTS)}}],
    }
    assert Scenario.model_validate(scenario).turns[0].expect.events == list(EVENTS)
