"""What the starter models are worth, on sentences no training saw."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soxr

from models.recipes.common.wer import word_errors
from tests.models.sentences import check_reply, load
from tests.models.speech import spoken

STARTER = Path(__file__).parents[2] / "models" / "starter"
pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(
        shutil.which("flite") is None or shutil.which("espeak-ng") is None, reason="needs flite and espeak-ng"
    ),
]


def right_share(chat: Callable[[str], str]) -> float:
    """Share of the sentences that `chat` answers by their rules."""
    sentences = load()
    return sum(check_reply(sentence, chat(sentence.text)) for sentence in sentences) / len(sentences)


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Word error rate over (wanted, heard)."""
    counts = [word_errors(wanted, heard) for wanted, heard in pairs]
    return sum(errors for errors, _ in counts) / sum(words for _, words in counts)


def test_the_recogniser_hears_the_sentences() -> None:
    whisper = pytest.importorskip("desktop.engine.backends.whisper")
    recogniser = whisper.WhisperTranscriber(STARTER / "stt", threads=1)
    pairs = [
        (sentence.text, recogniser.transcribe(spoken(sentence.text, index), lambda: False).text)
        for index, sentence in enumerate(load())
    ]
    recogniser.close()
    assert error_rate(pairs) <= 0.15


def test_the_voice_is_understood_by_the_recogniser() -> None:
    whisper = pytest.importorskip("desktop.engine.backends.whisper")
    piper = pytest.importorskip("desktop.engine.backends.piper")
    recogniser = whisper.WhisperTranscriber(STARTER / "stt", threads=1)
    voice = piper.PiperVoice(STARTER / "tts" / "starter.onnx", threads=1)
    pairs = []
    for sentence in load():
        blocks = list(voice.synthesize(sentence.text, lambda: False))
        samples = soxr.resample(np.concatenate(blocks), voice.sample_rate, 16000)
        pairs.append((sentence.text, recogniser.transcribe(samples, lambda: False).text))
    recogniser.close()
    voice.close()
    assert error_rate(pairs) <= 0.30
