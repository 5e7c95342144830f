from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from desktop.paths import starter_models
from models.evaluation import adapting
from models.evaluation.adapting import calls_are_right, in_manner
from models.evaluation.asking import SPEAKER_HZ, Asker
from models.evaluation.cases import Case, ToolCall
from models.evaluation.report import Measure, Section, as_json, as_table, write_report
from models.evaluation.sounds import babble, clips, coloured, with_noise
from models.evaluation.speaking import silent_gap_s
from models.evaluation.starter import Subject
from models.evaluation.voices import KNOWN_VOICES, new_sentences, normalised, placed, say
from models.evaluation.words import error_percent, in_spoken_words, is_plain
from models.recipes.common.speech import HELD_OUT_VOICES

NOW = datetime(2026, 11, 21, 14, 5)
NEEDS_VOICES = pytest.mark.skipif(
    shutil.which("flite") is None or shutil.which("espeak-ng") is None, reason="needs flite and espeak-ng"
)


def test_numbers_count_by_their_words() -> None:
    assert in_spoken_words("Timer set for 45 seconds.") == "Timer set for forty five seconds."
    assert in_spoken_words("1,450 and 3.07") == "one thousand four hundred and fifty and three point zero seven"
    assert error_percent([("What is 205 plus 3?", "what is two hundred five plus three")]) == 0
    assert error_percent([("set a timer", "set the timer"), ("stop it", "stop it")]) == 20
    assert is_plain("the garage code is 4711")
    assert not is_plain("decode WVWZZZ1JZXW000001")


def test_sentences_that_a_training_saw_are_left_out() -> None:
    sentences = new_sentences(50, 1)
    away = frozenset({normalised(sentences[0])})
    assert sentences == new_sentences(50, 1)
    assert sentences[0] not in new_sentences(1000, 1, away)


def test_no_voice_is_known_and_held_out() -> None:
    assert not set(KNOWN_VOICES) & set(HELD_OUT_VOICES)
    assert sum("+" in voice for voice in HELD_OUT_VOICES) >= 10


def test_clips_are_the_same_in_every_run_and_differ_from_each_other() -> None:
    first, again = clips(36), clips(36)
    assert all(np.array_equal(one.samples, two.samples) for one, two in zip(first, again, strict=True))
    assert len({one.samples.tobytes() for one in first}) == 36
    assert len({one.kind for one in first}) == 12
    for clip in first:
        assert clip.samples.dtype == np.float32
        assert np.isfinite(clip.samples).all()
        assert np.abs(clip.samples).max() <= 0.51
        assert 8_000 <= len(clip.samples) <= 128_000


def test_noise_lies_under_the_speech_as_loud_as_asked() -> None:
    speech = (0.1 * np.sin(np.arange(32_000) / 20)).astype(np.float32)
    noise = coloured(np.random.default_rng(0), 5_000, 0.5)
    added = with_noise(speech, noise, 10) - speech
    assert 10 * np.log10(np.mean(speech**2) / np.mean(added**2)) == pytest.approx(10, abs=0.2)
    assert np.abs(babble([speech, speech[::-1]], 1_000)).max() == pytest.approx(1)


def test_a_gap_is_measured_between_the_first_and_the_last_sound() -> None:
    sound, pause = np.full(1_600, 0.5, np.float32), np.zeros(6_400, np.float32)
    assert silent_gap_s(np.concatenate([pause, sound, pause, sound, pause]), 16_000) == pytest.approx(0.4)
    assert silent_gap_s(sound, 16_000) == 0


def test_a_report_names_figures_targets_and_keeps_other_parts(tmp_path: Path) -> None:
    good, bad, open_end = Measure("a", 97.5, at_least=95, n=3), Measure("b", 7, at_most=6, n=2), Measure("c", 1, "ms")
    section = Section("one", [good, bad, open_end], {"set": [{"said": "Grüße"}]}, ["a note"])
    assert [good.met, bad.met, open_end.met] == [True, False, None]
    assert as_table(section).splitlines()[2:4] == [
        "a        97.5 %  >= 95 %  yes  3",
        "b        7 %     <= 6 %   NO   2",
    ]
    write_report(tmp_path / "report", {"one": as_json(section, "2026-11-21", "models x")})
    write_report(tmp_path / "report", {"two": as_json(Section("two", [good]), "2026-11-22", "models y")})
    data = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert data["one"]["rows"]["set"] == [{"said": "Grüße"}]
    assert data["two"]["measures"][0]["met"] is True
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "| b | 7 % | <= 6 % | NO | 2 |" in text
    assert "Measured on 2026-11-22; models y." in text


@NEEDS_VOICES
def test_every_voice_speaks() -> None:
    for voice in (*KNOWN_VOICES, *HELD_OUT_VOICES):
        samples = placed(say("set a timer for 5 minutes", voice))
        assert len(samples) > 16_000, voice
        assert np.abs(samples).max() == pytest.approx(0.5, abs=1e-3)


@NEEDS_VOICES
def test_requests_reach_the_real_assistant_typed_and_spoken() -> None:
    case = Case("Set a timer for five minutes.", "{for 300}", tools=(ToolCall("set_timer", {"seconds": 300}),))
    with Asker(Subject(starter_models()).settings, aloud=True) as asker:
        typed = asker.ask(case.text)
        assert case.is_right(typed.reply, typed.calls, typed.at)
        assert typed.invalid_calls == 0
        asker.start_afresh()
        spoken = asker.ask(placed(say(case.text, "slt")))
    assert case.is_right(spoken.reply, spoken.calls, spoken.at)
    assert len(spoken.audio) > SPEAKER_HZ // 2
    assert spoken.row(case, right=True)["calls"][0].startswith("set_timer {")


def test_the_manner_of_a_pirate_and_the_calls_of_its_tools() -> None:
    assert in_manner("Ahoy! What can I do for ye, matey?")
    assert not in_manner("Hello! What can I do for you?")
    assert not in_manner("I am Sotto.")
    assert not in_manner("You are welcome, matey.")
    case = Case("note milk", "", tools=(ToolCall("add_note", {"text": "milk"}),))
    assert calls_are_right(case, [ToolCall("add_note", {"text": "Milk"})])
    assert not calls_are_right(case, [])
    assert not calls_are_right(case, [ToolCall("add_note", {"text": "milk"}), ToolCall("clear_notes", {})])


@pytest.mark.long
def test_the_adapter_is_measured_beside_the_model_alone() -> None:
    section = adapting.evaluate(Subject(starter_models(), limit=8))
    figures = {one.name: one.figure for one in section.measures[:2]}
    assert figures["replies in a pirate's manner"] > 80
    assert figures["- of the starter alone"] == 0
    assert len(section.rows["pirate"]) == 8
