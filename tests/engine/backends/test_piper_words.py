# ruff: noqa: RUF001 - phonemes look like other signs
from __future__ import annotations

import itertools

import numpy as np
import pytest

from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.piper_words import find_words, phoneme_ends
from desktop.engine.protocols import SpokenWord

IDS = {"_": [0], "^": [1], "$": [2], " ": [3], "a": [14], "b": [15], "ˈ": [120]}


def never() -> bool:
    return False


def words_of(voice: PiperVoiceModel, text: str) -> tuple[list[SpokenWord], int]:
    """The words that the voice announces, and the samples it makes."""
    words: list[SpokenWord] = []
    return words, sum(map(len, voice.synthesize(text, never, on_words=words.extend)))


def test_words_that_are_joined_and_numbers_that_become_several_are_found() -> None:
    alone = {"of": "ʌv", "the": "ðə", "25": "twˈɛnti fˈaɪv", "—": "", "cats": "kˈæts"}
    words = find_words("of the 25 — cats", lambda word: alone[word], "ʌvðə twˈɛnti fˈaɪv kˈæts")
    assert [(word.text_end, word.first, word.stop) for word in words] == [
        (2, 0, 2),
        (6, 2, 4),
        (11, 5, 18),
        (16, 19, 24),
    ]


def test_a_vowel_that_sounds_otherwise_in_the_sentence_is_no_obstacle() -> None:
    alone = {"a": "ˈeɪ", "kind": "kˈaɪnd", "of": "ʌv"}
    words = find_words("of a kind", lambda word: alone[word], "əvə kˈaɪnd")
    assert [(word.first, word.stop) for word in words] == [(0, 2), (2, 3), (4, 10)]


def test_phonemes_last_as_long_as_their_ids_and_their_padding() -> None:
    samples = np.array([5, 1, 10, 2, 20, 3, 30, 4, 7])  # ^ _ a _ [space] _ b _ $
    assert phoneme_ends("a b", samples, IDS, 2, 1) == [6, 18, 41, 75]
    assert phoneme_ends("a?b", samples[[0, 1, 2, 3, 6, 7, 8]], IDS, 2, 1) == [6, 18, 18, 52]


@pytest.mark.parametrize(
    "text",
    [
        "The cost of the 25 items in the U.S. is $1,250.50 at 14 05.",
        "Dr. Smith said it's one of a kind — is it? Yes!",
        "One. Two. Three.",
        "etc. e.g. 5km, O'Neil's naïve [[x]] ok",
        "…",
        "",
    ],
)
def test_words_come_in_order_and_up_to_the_texts_end(voice: PiperVoiceModel, text: str) -> None:
    words, samples = words_of(voice, text)
    assert all(a.end <= b.start and a.text_end < b.text_end for a, b in itertools.pairwise(words))
    assert all(0 <= word.start < word.end <= samples for word in words)
    assert not words or words[-1].text_end == len(text)
    assert len(words) >= len([word for word in text.split() if word.isalpha()])


def test_a_sentences_words_are_told_by_its_second_block(voice: PiperVoiceModel) -> None:
    words: list[SpokenWord] = []
    done = 0
    for block in voice.synthesize("It opens at nine. It closes at six.", never, on_words=words.extend):
        assert not done or words[-1].end >= done - voice.sample_rate // 2
        done += len(block)


def test_the_sound_is_within_the_words_and_the_pauses_are_between(voice: PiperVoiceModel) -> None:
    words: list[SpokenWord] = []
    sound = np.concatenate(list(voice.synthesize("One. Two. Three. Four.", never, on_words=words.extend)))
    energy = np.concatenate([[0], np.cumsum(np.square(sound, dtype=np.float64))])
    assert len(words) == 4
    grid = voice.sample_rate // 100  # alignments are no finer than the voice's frames
    assert sum(energy[word.end + grid] - energy[word.start] for word in words) > 0.99 * energy[-1]
    assert all(b.start - a.end > voice.sample_rate // 4 for a, b in itertools.pairwise(words))
