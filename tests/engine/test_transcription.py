from __future__ import annotations

import pytest

from desktop.engine.transcription import doubt
from tests.fakes import transcript


@pytest.mark.parametrize("text", ["What is the time?", "No.", "no no no", "one two three four five six"])
def test_plain_speech_is_believed(text: str) -> None:
    assert doubt(transcript(text), 2.0) == ""


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        (" ", {}, "no words"),
        ("so " * 30, {}, "repeated"),
        ("thank you very much", {"compression_ratio": 3.0}, "repeated"),
        ("thank you", {"log_probability": -1.5}, "guessing"),
        ("thank you", {"log_probability": -1.0, "no_speech": 0.9}, "silence"),
        ("many words", {"tokens": 60}, "more words"),
    ],
)
def test_invented_text_is_not(text: str, changes: dict[str, float], why: str) -> None:
    assert why in doubt(transcript(text, **changes), 2.0)


def test_likely_silence_with_certain_words_is_believed() -> None:
    assert doubt(transcript("Stop.", no_speech=0.9, log_probability=-0.2), 1.0) == ""
