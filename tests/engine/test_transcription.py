from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.protocols import Transcript
from desktop.engine.transcription import CLEAR, Sound, doubt, is_invention
from tests.fakes import transcript

INVENTED = [
    ("Thank you.", "en"),
    ("Thank you. Thank you.", "en"),
    ("THANKS FOR WATCHING!", "en"),
    (" you", "en"),
    ("Thanks for watching. Don't forget to subscribe!", "en"),
    ("Subtitles by the Amara.org community", "en"),
    ("Subtitles by someone unknown", "en"),
    ("[Music]", "en"),
    ("Untertitel der Amara.org-Community", "de"),
    ("Vielen Dank fürs Zuschauen!", "de"),
    ("Sous-titres réalisés par la communauté d'Amara.org", "fr"),
    ("Merci d'avoir regardé cette vidéo.", "fr"),
    ("Subtítulos por la comunidad de Amara.org", "es"),
    ("ご視聴ありがとうございました。", "ja"),
    ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "zh"),
    ("Субтитры сделал DimaTorzok", "ru"),
    ("www.amara.org", "xx"),
]
MEANT = ["What is the time?", "No.", "Thank you, what is the time?", "You are late", "Who is you", "Set a timer."]
certain = st.builds(
    Transcript,
    text=st.sampled_from([text for text, _ in INVENTED] + MEANT),
    language=st.sampled_from(["en", "de", "ja", "", "xx"]),
    log_probability=st.floats(-2, 0),
    no_speech=st.floats(0, 1),
    compression_ratio=st.floats(0, 4),
    tokens=st.integers(0, 60),
)
sounds = st.builds(Sound, st.floats(0, 1), st.floats(0, 1))


@pytest.mark.parametrize("text", ["What is the time?", "No.", "no no no", "one two three four five six"])
def test_plain_speech_is_believed(text: str) -> None:
    assert doubt(transcript(text), 2.0) == ""


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        (" ", {}, "no words"),
        ("... !", {}, "no words"),
        ("so " * 30, {}, "repeated"),
        ("thank you very much", {"compression_ratio": 3.0}, "repeated"),
        ("what is it", {"log_probability": -1.5}, "guessing"),
        ("what is it", {"log_probability": math.nan}, "guessing"),
        ("what is it", {"log_probability": -1.0, "no_speech": 0.9}, "silence"),
        ("many words", {"tokens": 60}, "more words"),
        ("thank you", {"log_probability": -0.6}, "hear these words in noise"),
        ("thank you", {"no_speech": 0.4}, "hear these words in noise"),
    ],
)
def test_invented_text_is_not(text: str, changes: dict[str, float], why: str) -> None:
    assert why in doubt(transcript(text, **changes), 2.0)


@pytest.mark.parametrize(
    ("text", "sound", "changes", "why"),
    [
        ("what is it", Sound(speech_share=0.04), {}, "hardly any"),
        ("what is it", Sound(loudness=1e-4), {}, "too quiet"),
        ("what is it", Sound(speech_share=0.2, loudness=5e-4), {}, "little of it was speech"),
        ("what is it", Sound(loudness=5e-4), {"log_probability": -0.9}, "very quiet"),
        ("what is it", Sound(speech_share=0.2), {"no_speech": 0.7}, "silence"),
        ("thank you", Sound(speech_share=0.4), {}, "hear these words in noise"),
        ("thank you", Sound(loudness=2e-3), {}, "hear these words in noise"),
    ],
)
def test_what_hardly_sounded_like_speech_is_not_believed(
    text: str, sound: Sound, changes: dict[str, float], why: str
) -> None:
    assert why in doubt(transcript(text, **changes), 2.0, sound)


@pytest.mark.parametrize(
    ("sound", "changes"),
    [
        (Sound(speech_share=0.2), {}),
        (Sound(loudness=5e-4), {}),
        (CLEAR, {"log_probability": -1.0}),
        (CLEAR, {"no_speech": 0.9}),
    ],
)
def test_one_doubtful_sign_is_not_enough_against_ordinary_words(sound: Sound, changes: dict[str, float]) -> None:
    assert doubt(transcript("What is the time?", **changes), 2.0, sound) == ""


@pytest.mark.parametrize(("text", "language"), INVENTED)
def test_known_inventions_are_known(text: str, language: str) -> None:
    assert is_invention(text, language)


@pytest.mark.parametrize(("text", "language"), INVENTED)
def test_who_clearly_says_them_is_answered(text: str, language: str) -> None:
    assert doubt(replace(transcript(text), language=language), 2.0, Sound(0.9, 0.05)) == ""


@pytest.mark.parametrize("text", [*MEANT, "", "?"])
def test_other_words_are_no_inventions(text: str) -> None:
    assert not is_invention(text, "en")


def test_a_list_is_for_its_language_only() -> None:
    assert is_invention("Danke.", "de")
    assert not is_invention("Danke.", "en")
    assert not is_invention("Danke.", "")


def test_likely_silence_with_certain_words_is_believed() -> None:
    assert doubt(transcript("Stop.", no_speech=0.9, log_probability=-0.2), 1.0) == ""


@given(certain, sounds, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_worse_evidence_never_makes_a_transcript_believed(
    given_: Transcript, sound: Sound, silence: float, improbable: float, share: float, loud: float
) -> None:
    worse = replace(
        given_,
        no_speech=given_.no_speech + silence * (1 - given_.no_speech),
        log_probability=given_.log_probability - improbable,
    )
    if doubt(given_, 2.0, sound):
        assert doubt(worse, 2.0, Sound(sound.speech_share * share, sound.loudness * loud))


@given(certain, st.floats(0.5, 60))
def test_clear_speech_with_certain_words_is_believed_whatever_it_says(given_: Transcript, seconds: float) -> None:
    clear = replace(given_, log_probability=-0.2, no_speech=0.1, compression_ratio=1.0, tokens=8)
    assert doubt(clear, seconds, Sound(0.8, 0.05)) == ""
