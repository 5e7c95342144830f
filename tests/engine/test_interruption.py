"""What speech during a reply does to it."""

from __future__ import annotations

import pytest

from desktop.engine.interruption import Evidence, Verdict, is_listening_sound, judge
from desktop.engine.protocols import Transcript
from desktop.engine.transcription import Sound
from tests.fakes import transcript

NOTHING = Transcript("", "en", -2.0, 0.9, 0.0, 0)


def evidence(text: str = "", *, s: float = 0.4, ended: bool = False, **changes: bool) -> Evidence:
    return Evidence(transcript(text) if text else NOTHING, s, ended, **changes)


@pytest.mark.parametrize("text", ["What about tomorrow?", "No, I meant Berlin.", "But why?", "yes but why"])
def test_words_stop_the_reply(text: str) -> None:
    assert judge(evidence(text)) is Verdict.STOP
    assert judge(evidence(text, ended=True)) is Verdict.STOP


@pytest.mark.parametrize("text", ["Stop.", "wait", "Okay, stop!", "louder please", "repeat that"])
def test_control_words_stop_it_at_once(text: str) -> None:
    assert judge(evidence(text, s=0.25, guarded=True)) is Verdict.STOP


@pytest.mark.parametrize(
    "text", ["Mm-hmm.", "M, M, H, M.", "Uh-huh", "Yeah.", "Okay.", "Right, right.", "Oh, I see.", "Haha", "Wow!"]
)
def test_listening_sounds_let_it_go_on(text: str) -> None:
    assert is_listening_sound(text, "en")
    assert judge(evidence(text, ended=True)) is Verdict.RESUME
    assert judge(evidence(text, s=0.55)) is Verdict.RESUME
    assert judge(evidence(text, s=0.3)) is Verdict.WAIT


def test_a_cough_lets_it_go_on_when_it_is_over_or_lasts() -> None:
    assert judge(evidence(s=0.2)) is Verdict.WAIT
    assert judge(evidence(s=0.2, ended=True)) is Verdict.RESUME
    assert judge(evidence(s=0.6)) is Verdict.RESUME


def test_one_word_more_after_a_listening_sound_is_waited_for() -> None:
    assert judge(evidence("I see you.")) is Verdict.WAIT
    assert judge(evidence("I see you.", s=0.65)) is Verdict.STOP
    assert judge(evidence("okay what time", s=0.45)) is Verdict.STOP


def test_a_voice_from_far_away_lets_it_go_on_whatever_it_says() -> None:
    assert judge(evidence("And now for the football.", far=True)) is Verdict.RESUME
    assert judge(evidence("stop", far=True, ended=True)) is Verdict.RESUME


def test_gaps_between_sounds_are_no_speech() -> None:
    gaps = Evidence(transcript("of", log_probability=-0.5), 0.8, ended=False, sound=Sound(speech_share=0.3))
    assert judge(gaps) is Verdict.WAIT


def test_our_own_words_let_it_go_on() -> None:
    assert judge(evidence("The answer is four.", echo=True)) is Verdict.RESUME
    assert judge(evidence("stop", echo=True)) is Verdict.RESUME


def test_doubtful_words_are_not_believed_before_the_end() -> None:
    doubtful = Evidence(transcript("bah the", log_probability=-1.15), 0.3, ended=False)
    assert judge(doubtful) is Verdict.WAIT
    guessed = Evidence(transcript("bah the", log_probability=-1.8), 0.3, ended=True)
    assert judge(guessed) is Verdict.RESUME


def test_while_the_echo_canceller_settles_one_word_is_not_enough() -> None:
    assert judge(evidence("Berlin", guarded=True)) is Verdict.WAIT
    assert judge(evidence("Berlin", guarded=True, ended=True)) is Verdict.RESUME
    doubtful = Evidence(transcript("Berlin please now", log_probability=-0.7), 0.5, ended=True, guarded=True)
    assert judge(doubtful) is Verdict.RESUME
    assert judge(evidence("Berlin please now", guarded=True)) is Verdict.STOP


@pytest.mark.parametrize(("text", "language"), [("Ja, genau.", "de"), ("D'accord.", "fr"), ("Sí, claro.", "es")])
def test_listening_sounds_of_other_languages(text: str, language: str) -> None:
    assert is_listening_sound(text, language)
    assert not is_listening_sound(text, "en")


def test_nothing_is_no_listening_sound() -> None:
    assert not is_listening_sound("", "en")
    assert not is_listening_sound("...", "en")


def test_what_half_a_word_sounds_like_decides_nothing() -> None:
    assert judge(evidence("Nine.", s=0.3)) is Verdict.WAIT
    assert judge(evidence("Time three.", s=0.3)) is Verdict.WAIT
    assert judge(evidence("Nine.", s=0.45)) is Verdict.WAIT
    assert judge(evidence("Actually", s=0.65)) is Verdict.STOP
    assert judge(evidence("Actually", s=0.3, ended=True)) is Verdict.STOP


def test_a_short_sound_has_to_be_understood_well_to_be_words() -> None:
    misheard = Evidence(transcript("Nine.", log_probability=-0.6), 0.4, ended=True)
    assert judge(misheard) is Verdict.RESUME
    assert judge(Evidence(transcript("Berlin.", log_probability=-0.2), 0.4, ended=True)) is Verdict.STOP
    assert (
        judge(Evidence(transcript("And what about Berlin?", log_probability=-0.6), 1.1, ended=True)) is Verdict.STOP
    )
