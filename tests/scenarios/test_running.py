"""How scenarios fail, are broken off, and share nothing: real engine, starter models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.paths import Paths
from desktop.scenarios.form import Room, Scenario
from desktop.scenarios.own import away_from_home
from desktop.scenarios.reading import Script
from desktop.scenarios.result import ScenarioResult, Verdict
from desktop.scenarios.scene import Scene, open_scene
from desktop.scenarios.sounds import Sounds
from desktop.scenarios.suite import Suite, run_script, settings_of
from desktop.settings import Settings

CAPITAL = "What is the capital of France?"


def script(*turns: dict[str, object], **keys: object) -> Script:
    table = {"schema": "sotto.scenario/1", "title": "T", "turns": list(turns), **keys}
    return Script(Path("mine.toml"), Scenario.model_validate(table))


class Stop:
    """Says so once it is asked for the n-th time."""

    def __init__(self) -> None:
        self.after = float("inf")

    def __call__(self) -> bool:
        self.after -= 1
        return self.after < 0


@pytest.fixture(scope="module")
def stop() -> Stop:
    return Stop()


@pytest.fixture(scope="module")
def stage(stop: Stop) -> Iterator[tuple[Scene, Sounds]]:
    with open_scene(settings_of(script({"say": "x"}), Settings()), stopped=stop) as opened:
        opened[0].get_to_know(Room())
        yield opened


@pytest.fixture
def play(stage: tuple[Scene, Sounds], stop: Stop) -> Iterator[object]:
    yield lambda one: run_script(*stage, one)
    stop.after = float("inf")


def failed(result: ScenarioResult) -> set[str]:
    assert result.verdict is Verdict.FAILED
    return {check.name for _, check in result.failures}


def test_each_kind_of_expectation_can_fail(play) -> None:  # type: ignore[no-untyped-def]
    expect = {
        "outcome": "ignored",
        "words": "What is the capital of Spain?",
        "reply": "Rome.",
        "reply_has": ["Rome"],
        "reply_lacks": ["Paris"],
        "reply_matches": "^Rome",
        "heard": "Nothing of this at all, really.",
        "error_has": "loud",
        "tools": [{"name": "clock"}],
        "control": "stop",
        "events": ["Interrupted"],
        "no_events": ["Transcribed"],
        "turns": 2,
        "silent": True,
        "within_ms": {"turn": 0.001, "llm": 0.001},
    }
    result = play(script({"say": CAPITAL, "expect": expect}))
    assert failed(result) == {
        *("outcome", "words", "reply", "reply_has", "reply_lacks", "reply_matches", "heard", "error_has", "tools"),
        *("control", "event Interrupted", "event Transcribed", "turns", "silent", "within_ms.turn", "within_ms.llm"),
    }
    assert result.turns[0].reply == "The capital of France is Paris."
    assert [check.got for _, check in result.failures if check.name == "control"] == ["none"]


def test_words_during_a_reply_that_are_no_listening_sound_stop_it(play) -> None:  # type: ignore[no-untyped-def]
    turn = {"say": "What can you do?", "during": [{"at_s": 0.8, "say": "What time is it?"}]}
    result = play(script(turn | {"expect": {"outcome": "completed", "turns": 1}}))
    assert failed(result) == {"outcome", "turns"}
    assert 0 < len(result.turns[0].heard) < len(result.turns[0].reply)


def test_a_reply_that_nothing_follows_is_cancelled(play) -> None:  # type: ignore[no-untyped-def]
    expect = {"outcome": "interrupted", "heard": "I can tell the", "heard_words_off": 4}
    result = play(script({"text": "What can you do?", "interrupt_after_s": 1.0, "expect": expect}))
    assert (result.verdict, result.turns[0].outcome) == (Verdict.PASSED, "interrupted")


def test_a_reply_that_cuts_another_short_is_listened_to_before_it_is_cut_short_itself(play) -> None:  # type: ignore[no-untyped-def]
    expect = {"outcome": "interrupted", "heard": "I can tell the", "heard_words_off": 4}
    long = {"say": "What can you do?", "interrupt_after_s": 1.0, "expect": expect}
    result = play(script(long, long, {"say": CAPITAL, "expect": {"outcome": "completed", "reply_has": ["Paris"]}}))
    assert result.verdict is Verdict.PASSED, result.failures


def test_a_tool_that_cuts_a_reply_short_is_answered(play) -> None:  # type: ignore[no-untyped-def]
    long = {"say": "What can you do?", "interrupt_after_s": 1.0}
    cuts_in = {"say": "Clear my list.", "consent": "yes", "expect": {"outcome": "completed", "events": ["ToolRan"]}}
    result = play(script(long, cuts_in))
    assert result.verdict is Verdict.PASSED, result.failures


def test_a_tool_that_nobody_answers_waits_no_longer_than_the_turn_may_take(play, stage) -> None:  # type: ignore[no-untyped-def]
    silent = script(
        {"say": "Clear my list.", "wait_s": 4.0, "expect": {"events": ["ConsentAsked"], "outcome": "interrupted"}},
        {"say": CAPITAL, "expect": {"reply_has": ["Paris"]}},
    )
    result = play(silent)
    assert result.verdict is Verdict.PASSED, result.failures


def test_conversations_know_nothing_of_each_other(play) -> None:  # type: ignore[no-untyped-def]
    play(script({"say": "What is seven plus eight?"}))
    result = play(script({"text": "and times two", "expect": {"reply_lacks": ["30"]}}))
    assert result.verdict is Verdict.PASSED, result.turns


def test_a_run_that_is_broken_off_keeps_what_was_done(play, stop: Stop) -> None:  # type: ignore[no-untyped-def]
    stop.after = 700
    result = play(script({"say": CAPITAL, "expect": {"reply_has": ["Paris"]}}, {"say": CAPITAL, "pause_s": 60.0}))
    assert (result.verdict, result.error) == (Verdict.NOT_RUN, "it was broken off")
    assert result.turns[0].passed
    assert result.turns[0].reply == "The capital of France is Paris."


def test_a_suite_tells_what_it_did_not_come_to(tmp_path: Path) -> None:
    suite = Suite([script({"say": CAPITAL})], stopped=lambda: True, paths=Paths(tmp_path))
    assert list(suite.run()) == []
    result = suite.result()
    assert (result.complete, result.passed, result.count(Verdict.NOT_RUN)) == (False, False, 1)


def test_a_setting_that_there_is_not(tmp_path: Path) -> None:
    for table, said in (
        ({"voice": {"pitch": 1}}, "voice.pitch"),
        ({"audio": {"gain_db": "loud"}}, "audio.gain_db"),
    ):
        with pytest.raises(UsageError, match=said):
            settings_of(script({"say": "x"}, settings=table), Settings())
    with pytest.raises(UsageError, match="nothing"):
        settings_of(script({"say": "x"}), Settings(), {"voice.nothing": "1"})


def test_neither_the_users_devices_nor_the_teams_record_are_used(tmp_path: Path) -> None:
    mine = Settings.model_validate(
        {
            "audio": {"microphone": "USB", "speaker": "HDMI"},
            "record": {"database_url": "postgresql://somewhere/team"},
            "language_model": {"model": "other.gguf", "adapter": "mine"},
            "cache": {"answers": True},
        }
    )
    ours = away_from_home(mine, Paths(tmp_path))
    assert (ours.audio.microphone, ours.audio.speaker, ours.record.database_url) == ("", "", "")
    assert ours.language_model.model == str(tmp_path / "models" / "other.gguf")
    assert ours.transcription.model == ""
    assert (Path(ours.language_model.adapter).name, ours.cache.answers) == ("mine.gguf", False)
    assert Path(ours.language_model.adapter).is_absolute()
