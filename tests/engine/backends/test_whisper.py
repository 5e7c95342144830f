from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.whisper import WhisperTranscriber, Window
from desktop.engine.protocols import Samples, Transcript
from desktop.errors import Cancelled, ModelError
from models.evaluation.sounds import Clip, clips


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def whisper(starter: Path) -> WhisperTranscriber:
    return WhisperTranscriber(starter / "stt")


@pytest.fixture
def copied(starter: Path, tmp_path: Path) -> Path:
    return shutil.copytree(starter / "stt", tmp_path / "stt")


def test_it_understands_the_starter_voice(whisper: WhisperTranscriber, question: Samples) -> None:
    transcript = whisper.transcribe(question, never)
    assert transcript.text.startswith("What is the capital of")
    assert transcript.language == "en"
    assert -1 < transcript.log_probability < 0
    assert transcript.segments == ((0, len(question) / SAMPLE_RATE, transcript.text),)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(SAMPLE_RATE, np.float32)])
def test_digital_silence_has_no_words(whisper: WhisperTranscriber, samples: Samples) -> None:
    transcript = whisper.transcribe(samples, never)
    assert (transcript.text, transcript.no_speech, transcript.segments) == ("", 1, ())


@pytest.mark.parametrize("clip", clips(25), ids=lambda clip: f"{clip.kind}-{clip.seed}")
def test_sounds_without_speech_have_no_words(whisper: WhisperTranscriber, clip: Clip) -> None:
    assert whisper.transcribe(clip.samples, never).text == ""


def test_a_long_recording_is_cut_where_it_is_quiet(copied: Path, question: Samples) -> None:
    (copied / "sotto.json").write_text('{"pad_frames": 20, "min_frames": 0, "longest_s": 3.4}')
    pause = np.zeros(SAMPLE_RATE, np.float32)
    transcript = WhisperTranscriber(copied).transcribe(np.concatenate([question, pause] * 12), never)
    assert transcript.text.count("capital") >= 10
    assert len(transcript.segments) >= 12
    for (_, end, _), (start, _, _) in zip(transcript.segments, transcript.segments[1:], strict=False):
        into_period = start * SAMPLE_RATE % (len(question) + SAMPLE_RATE)
        assert start >= end
        assert into_period >= len(question) - 1600


def test_a_stale_turn_is_cancelled(whisper: WhisperTranscriber, question: Samples) -> None:
    with pytest.raises(Cancelled):
        whisper.transcribe(question, lambda: True)


def test_an_untrusted_text_is_recognised_again_over_the_full_window(copied: Path, question: Samples) -> None:
    (copied / "sotto.json").write_text('{"pad_frames": 20, "min_frames": 0}')
    doubted: list[Transcript] = []

    def doubt(transcript: Transcript, seconds: float) -> str:
        assert seconds == len(question) / SAMPLE_RATE
        doubted.append(transcript)
        return "doubtful"

    transcript = WhisperTranscriber(copied, check=doubt).transcribe(question, never)
    assert len(doubted) == 1
    # the starter was not trained on full windows, so the two differ
    assert transcript.log_probability != doubted[0].log_probability
    assert (doubted[0].fallbacks, transcript.fallbacks) == (0, 1)


def test_stock_models_get_a_floor_and_a_margin() -> None:
    window = Window()
    assert [window.frames(n) for n in (0, 301, 999, 2900)] == [1000, 1000, 1200, 3000]


@pytest.mark.parametrize("share", [0, 0.00001, 0.0001, 0.3, 0.999])
def test_a_truncated_model_is_refused(copied: Path, share: float) -> None:
    whole = (copied / "model.bin").read_bytes()
    (copied / "model.bin").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match="is not a whole speech recogniser"):
        WhisperTranscriber(copied)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_part_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=name.removesuffix(".json")):
        WhisperTranscriber(copied)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[(name, text) for name in ("config.json", "tokenizer.json", "sotto.json") for text in ("{", "[]")],
        ("tokenizer.json", '{"nonsense": 1}'),
        ("sotto.json", '{"nonsense": 1}'),
        ("sotto.json", '{"pad_frames": "many"}'),
        ("sotto.json", '{"longest_s": 0}'),
        ("sotto.json", '{"beam": 0}'),
    ],
)
def test_a_broken_part_is_refused(copied: Path, name: str, text: str) -> None:
    (copied / name).write_text(text)
    with pytest.raises(ModelError):
        WhisperTranscriber(copied)


def test_features_of_another_size_are_refused(copied: Path) -> None:
    (copied / "preprocessor_config.json").write_text('{"feature_size": 128}')
    with pytest.raises(ModelError, match="does not work"):
        WhisperTranscriber(copied)


def test_missing_and_wrong_kinds_are_refused(starter: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        WhisperTranscriber(tmp_path / "nothing")
    with pytest.raises(ModelError, match="is a language model, not a speech recogniser"):
        WhisperTranscriber(starter / "llm" / "starter.gguf")
    with pytest.raises(ModelError, match=r"model\.bin is missing"):
        WhisperTranscriber(tmp_path)
