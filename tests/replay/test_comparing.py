"""What counts as a difference between a stored turn and its replay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.parts import SystemClock
from desktop.paths import starter_models
from desktop.replay.aloud import Aloud
from desktop.replay.comparing import Part, compare, word_diff
from desktop.replay.material import StoredTurn
from desktop.replay.replayer import Replayed
from desktop.replay.stored_tools import Call
from desktop.terms import WENT_ON, Outcome, Timings
from tests.storage.samples import RUNS, turn

CALLS = tuple(Call(run.name, run.arguments, run.result) for run in RUNS)


@pytest.fixture(scope="module")
def same() -> Replayed:
    """A replay that says and does what `samples.turn` did."""
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    aloud = Aloud(voice, SystemClock(), whole=False)
    voice.close()
    nothing: dict[str, Any] = {
        "seen": (),
        "prompt_tokens": None,
        "reply_tokens": None,
        "cut_off_s": None,
        "notes": (),
    }
    facts: dict[str, Any] = {"turn": 1, "words": "question 1", "language": "en", "confidence": 0.9, "error": ""}
    said = {"reply": " It is noon. Good day.", "calls": CALLS, "timings": Timings(turn=50.0), "pieces": ()}
    return Replayed(outcome=Outcome.COMPLETED, aloud=aloud, **facts, **said, **nothing)


def parts(now: Replayed, **then: Any) -> set[Part]:
    return {each.part for each in compare(StoredTurn(turn(**then), None, None, None, ()), now).differences}


def test_what_is_the_same_is_no_difference(same: Replayed) -> None:
    compared = compare(StoredTurn(turn(), None, None, None, ()), same)
    assert compared.same
    assert (compared.word_errors, compared.words) == (0, 2)
    assert (compared.stages["turn"].then, compared.stages["turn"].now) == (190.125, 50.0)
    assert (compared.stages["stt"].then, compared.stages["stt"].now) == (81.5, None)


def test_each_part_may_differ(same: Replayed) -> None:
    assert parts(replace(same, words="question one")) == {Part.WORDS}
    assert parts(replace(same, reply="It is one.")) == {Part.REPLY}
    assert parts(replace(same, calls=CALLS[:1])) == {Part.TOOLS}
    assert parts(replace(same, calls=CALLS[::-1])) == {Part.TOOLS}
    assert parts(replace(same, outcome=Outcome.IGNORED, error="it was very quiet")) == {Part.OUTCOME}
    assert parts(replace(same, cut_off_s=1.5)) == {Part.CUT_OFF}


def test_arguments_are_compared_by_what_they_mean(same: Replayed) -> None:
    spaced = replace(CALLS[1], arguments='{ "expression":"1/0" }')
    assert parts(replace(same, calls=(CALLS[0], spaced))) == set()


def test_of_a_reply_that_was_cut_short_the_rest_is_no_difference(same: Replayed) -> None:
    assert parts(same, outcome=Outcome.INTERRUPTED, generated="It is") == set()
    assert parts(same, outcome=Outcome.UNFINISHED, generated="", runs=RUNS[:1]) == set()
    assert parts(same, outcome=Outcome.INTERRUPTED, generated="It was") == {Part.REPLY}
    assert parts(same, generated="It is") == {Part.REPLY}


def test_the_unheard_beginning_of_the_next_turn_has_no_words_to_compare(same: Replayed) -> None:
    now = replace(same, outcome=Outcome.IGNORED, error=WENT_ON, reply="", calls=(), words="what is")
    then = {"outcome": Outcome.IGNORED, "error": WENT_ON, "generated": "", "runs": ()}
    assert parts(now, **then, transcript="") == set()
    assert parts(now, **then, transcript="what was") == {Part.WORDS}


@pytest.mark.parametrize(
    ("then", "now", "diff"),
    [
        ("", "", ""),
        ("one two", "one two", "one two"),
        ("one two three", "one three", "one [-two-] three"),
        ("one three", "one two three", "one {+two+} three"),
        ("one two", "one three", "one [-two-] {+three+}"),
        ("", "hello", "{+hello+}"),
    ],
)
def test_both_texts_in_one(then: str, now: str, diff: str) -> None:
    assert word_diff(then, now) == diff
