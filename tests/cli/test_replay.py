"""`sotto sessions story` and `replay` over conversations that a real assistant recorded with the starter models."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlmodel import select

from desktop.benchmarks.llama_shape import Shape, write_llama
from desktop.benchmarks.questions import speak
from desktop.engine.audio import SAMPLE_RATE
from desktop.paths import Paths, starter_models
from desktop.settings import Settings, save_settings
from desktop.storage.database import Database
from desktop.storage.tables import TurnRow
from tests.cli.conftest import Result
from tests.replay.stored import BY_KEY, BY_SILENCE, TYPED, Recorded, mixed, record

Sotto = Callable[..., Result]
SMALL = Shape(width=256, layers=2, heads=4, kv_heads=2, inner=512, tokens=4096, context=4096)
PLANTED = "Every visitor can stay an hour longer."


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with one conversation of five turns, and the conversation's id."""
    home = tmp_path_factory.mktemp("recorded") / "home"
    return home, record(home, mixed(5))


@pytest.fixture
def session(recorded: tuple[Path, str], sotto_home: Path) -> str:
    """The conversation in a home of this test's own."""
    home, session = recorded
    shutil.copytree(home, sotto_home)
    return session


def shown(sotto: Sotto, session: str) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = sotto("sessions", "show", session, "--json").json["turns"]
    return turns


def test_five_turns_say_and_do_the_same_again(sotto: Sotto, session: str, sotto_home: Path) -> None:
    before, database = shown(sotto, session), (sotto_home / "sotto.db").read_bytes()
    result = sotto("sessions", "replay", session[:8], "--json")
    assert (result.code, result.err) == (0, "")
    assert (result.json["same"], result.json["replayed"], result.json["word_error_rate"]) == (True, 5, 0.0)
    for then, now in zip(before, result.json["turns"], strict=True):
        assert (now["words"], now["reply"]) == (then["transcript"], then["generated"].strip())
        assert [tool["name"] for tool in now["tools"]] == then["tools"]
        assert all(tool["known"] for tool in now["tools"])
        assert now["timings_ms"]["turn"]["now"] > 0
        assert "".join(piece["text"] for piece in now["pieces"]).strip() == now["reply"]
    # neither a turn nor a timer nor a note came of it
    assert shown(sotto, session) == before
    assert (sotto_home / "sotto.db").read_bytes() == database


@pytest.mark.long
def test_fifty_turns_say_and_do_the_same_again(sotto: Sotto, sotto_home: Path) -> None:
    session = record(sotto_home, mixed(50))
    result = sotto("sessions", "replay", session, "--json")
    assert result.json["different"] == []
    assert (result.code, result.json["replayed"], result.json["word_error_rate"]) == (0, 50, 0.0)


def test_another_language_model_answers_otherwise_and_runs_no_tool(
    sotto: Sotto, session: str, sotto_home: Path
) -> None:
    model = sotto_home / "models" / "planted.gguf"
    model.parent.mkdir(exist_ok=True)
    write_llama(model, PLANTED, "What time is it?", 3, SMALL)
    result = sotto("sessions", "replay", session, "--turn", "1", "--with", "llm=planted.gguf", "--json")
    assert result.code == 1
    assert result.json["models"]["llm"] == "planted.gguf"
    (turn,) = result.json["turns"]
    assert {each["part"] for each in turn["differences"]} == {"reply", "tools"}
    assert turn["word_errors"] == 0
    assert turn["reply"].startswith("Every visitor")
    told = sotto("sessions", "replay", session, "--turn", "1", "--with", f"llm={model}")
    assert told.code == 1
    assert "{+Every visitor" in told.out
    assert "1 turns replayed, 1 different" in told.out


def test_another_setting_cuts_the_reply_short(sotto: Sotto, session: str) -> None:
    result = sotto("sessions", "replay", session, "--turn", "3", "--with", "set language_model.max_tokens=8")
    assert result.code == 1
    assert "[-" in result.out


def test_the_settings_of_then_give_the_reply_of_then(sotto: Sotto, session: str, sotto_home: Path) -> None:
    short = Settings().language_model.model_copy(update={"max_tokens": 8})
    save_settings(Settings(language_model=short), Paths(sotto_home).settings)
    assert sotto("sessions", "replay", session, "--turn", "3").code == 1
    assert sotto("sessions", "replay", session, "--turn", "3", "--as-then").code == 0


def test_settings_that_were_not_kept_are_missed(sotto: Sotto, session: str, sotto_home: Path) -> None:
    with Database.open(Paths(sotto_home).database) as database, database.write() as db:
        (row,) = db.exec(select(TurnRow).where(TurnRow.session_id == session, TurnRow.index == 1))
        row.details = "{}"
        db.add(row)
    alone = sotto("sessions", "replay", session, "--turn", "1", "--as-then")
    assert (alone.code, "were not kept" in alone.err) == (2, True)
    mixed_up = sotto("sessions", "replay", session, "--as-then")
    assert (mixed_up.code, "different settings" in mixed_up.err) == (2, True)


def test_a_call_that_was_not_made_then_is_refused(sotto: Sotto, session: str, sotto_home: Path) -> None:
    import sqlite3

    with sqlite3.connect(sotto_home / "sotto.db") as database:
        database.execute("""UPDATE tool_run SET arguments = '{"seconds": 60}' WHERE name = 'set_timer'""")
    database.close()
    result = sotto("sessions", "replay", session, "--turn", "4", "--json")
    assert result.code == 1
    (turn,) = result.json["turns"]
    assert "tools" in {each["part"] for each in turn["differences"]}
    assert [(call["name"], call["known"]) for call in turn["tools"]] == [("set_timer", False)]
    assert "not run again" in turn["tools"][0]["result"]
    assert json.loads((sotto_home / "timers.json").read_text("utf-8")) != []  # the one of then, alone
    assert len(json.loads((sotto_home / "timers.json").read_text("utf-8"))) == 1


def test_less_patience_cuts_the_user_off(sotto: Sotto, sotto_home: Path) -> None:
    first, second = speak(starter_models() / "tts" / "starter.onnx", ["What is the capital", "of Norway please?"])
    recorder = Recorded(sotto_home, Settings())
    try:
        recorder.take(BY_SILENCE, "", np.concatenate([first.samples, second.samples]))  # 0.3 s lie between
    finally:
        recorder.close()
    same = sotto("sessions", "replay", recorder.session)
    assert same.code == 0, same.out
    hasty = "conversation.patience_finished_s=0.1,set conversation.patience_s=0.2"
    short = f"set {hasty},set conversation.patience_unfinished_s=0.2"
    result = sotto("sessions", "replay", recorder.session, "--with", short, "--json")
    assert result.code == 1
    (turn,) = result.json["turns"]
    assert "cut_off" in {each["part"] for each in turn["differences"]}
    assert 0.5 < turn["cut_off_s"] < len(first.samples) / SAMPLE_RATE + 1
    assert turn["word_errors"] > 0


def test_the_story_of_a_spoken_turn(sotto: Sotto, session: str) -> None:
    (story,) = sotto("sessions", "story", session, "--turn", "4", "--json").json["turns"]
    assert story["endpoint"]["by_key"] is False
    assert story["endpoint"]["silence_s"] > 0.3
    assert story["recording"]["frame_s"] == 0.032
    chances = np.array(story["recording"]["probabilities"])
    assert len(chances) == int(story["recording"]["seconds"] / 0.032)
    assert chances.max() > 0.9
    assert chances[-5:].max() < 0.3, "it ended in silence"
    start, stop = story["recording"]["recognised_s"]
    assert 0 <= start < stop <= story["recording"]["seconds"]
    assert [message[0] for message in story["prompt"]][:2] == ["system", "user"]
    assert "".join(piece["text"] for piece in story["pieces"]) == story["reply"]
    times = [piece["ms"] for piece in story["pieces"]]
    assert times == sorted(times)
    assert story["ended_ms"] <= story["words_ms"] <= times[0] <= story["audible_ms"]
    assert [call["name"] for call in story["calls"]] == ["set_timer"]
    assert {"capture", "endpoint", "recognise", "tools", "first_token", "first_sound"} <= set(story["waterfall"])
    told = sotto("sessions", "story", session, "--turn", "4").out
    assert "of silence" in told
    assert "set_timer" in told
    assert "not stored   the speech probability of then" in told


def test_the_story_of_a_typed_turn_has_no_sound(sotto: Sotto, session: str) -> None:
    (story,) = sotto("sessions", "story", session, "--turn", "2", "--json").json["turns"]
    assert (story["source"], story["recording"], story["endpoint"]) == ("text", None, None)
    assert story["missing"] == []


def test_what_is_not_stored_is_said(sotto: Sotto, session: str, sotto_home: Path) -> None:
    import sqlite3

    with sqlite3.connect(sotto_home / "sotto.db") as database:
        database.execute("UPDATE turn SET details = '{}'")
        database.execute("DELETE FROM turn_context")
    database.close()
    told = sotto("sessions", "story", session, "--turn", "1").out
    for what in ("how the end of the utterance was known", "when the words", "what the model was shown"):
        assert f"not stored   {what}" in told
    (turn,) = sotto("sessions", "replay", session, "--turn", "1", "--json").json["turns"]
    assert [note.partition(":")[0] for note in turn["notes"]] == [
        "what was recognised of the sound is not kept", "what the model saw is not kept"
    ]  # fmt: skip
    assert "time" in turn["words"]


def test_sound_that_was_deleted(sotto: Sotto, session: str, sotto_home: Path) -> None:
    shutil.rmtree(sotto_home / "recordings")
    one = sotto("sessions", "replay", session, "--turn", "1")
    assert (one.code, one.out) == (2, "")
    assert "missing or damaged" in one.err
    whole = sotto("sessions", "replay", session, "--json")
    assert whole.code == 2
    assert (whole.json["replayed"], whole.json["same"]) == (1, False)
    assert [each["turn"] for each in whole.json["not_replayed"]] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--turn", "99"), "no turn 99"),
        (("--with", "llm=nowhere.gguf"), "nowhere.gguf"),
        (("--with", "stt=../../../etc/passwd"), "passwd"),
        (("--with", "tts=\x00"), "voice"),
        (("--with", "nonsense"), "nonsense"),
        (("--with", "record.database_url=postgresql://x/y"), "record.database_url"),
        (("--with", "set language_model.max_tokens=[[[["), "max_tokens"),
        (("--with", "set language_model.temperature=nan"), "temperature"),
        (("--with", "set language_model.__class__=1"), "__class__"),
        (("--with", "llm=" + "x" * 5000), "cannot run with"),
        (("--step",), "press a key"),
    ],
)
def test_what_cannot_be_replayed(sotto: Sotto, session: str, arguments: tuple[str, ...], said: str) -> None:
    result = sotto("sessions", "replay", session, *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert ";" in result.err, "it says what to do"


def test_a_session_that_there_is_not(sotto: Sotto, session: str) -> None:
    assert sotto("sessions", "replay", "zzz").code == 2
    assert sotto("sessions", "story", "zzz").code == 2


@pytest.mark.usefixtures("virtual_sound")
def test_question_and_new_answer_are_heard(sotto: Sotto, session: str) -> None:
    result = sotto("sessions", "replay", session, "--turn", "1", "--play")
    assert (result.code, result.err) == (0, "")


def test_a_scenario_is_written(sotto: Sotto, session: str, tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    result = sotto("sessions", "replay", session, "--script", out)
    assert (result.code, result.out, result.err) == (0, "", f"5 turns, 4 with sound: {out}\n")
    scenario = tomllib.loads(out.read_text("utf-8"))
    assert scenario["schema"] == "sotto.scenario/1"
    kinds = [TYPED if "text" in turn else BY_KEY if turn["key"] else BY_SILENCE for turn in scenario["turns"]]
    assert kinds == [kind for kind, _ in mixed(5)]
    first = scenario["turns"][0]
    samples, rate = soundfile.read(tmp_path / first["audio"])
    assert (rate, len(samples) > rate) == (SAMPLE_RATE, True)
    assert first["expect"]["tools"][0]["name"] == "clock"
    assert scenario["turns"][2]["expect"]["reply"]
    assert sotto("sessions", "replay", session, "--script", out).code == 2
    assert sotto("sessions", "replay", session, "--script", out, "--force").code == 0
