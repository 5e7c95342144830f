from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from piper import PiperVoice

from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.protocols import Samples
from desktop.errors import Cancelled, ModelError


def never() -> bool:
    return False


@pytest.fixture
def copied(starter: Path, tmp_path: Path) -> Path:
    return shutil.copytree(starter / "tts", tmp_path / "tts") / "starter.onnx"


def length(voice: PiperVoiceModel, text: str) -> float:
    return sum(len(block) for block in voice.synthesize(text, never)) / voice.sample_rate


def test_it_speaks_in_short_blocks(voice: PiperVoiceModel) -> None:
    blocks = list(voice.synthesize("The capital of France is Paris. It is a large city.", never))
    assert all(block.dtype == np.float32 and 0 < len(block) <= voice.sample_rate / 4 for block in blocks)
    whole = np.concatenate(blocks)
    assert 1.5 < len(whole) / voice.sample_rate < 8
    assert 0.1 < np.max(np.abs(whole)) <= 1


def test_slowness_makes_it_longer(copied: Path, voice: PiperVoiceModel) -> None:
    slow = PiperVoiceModel(copied, length_scale=2)
    assert length(slow, "Hello there.") > 1.5 * length(voice, "Hello there.")


def test_a_clause_can_be_slower_than_the_rest(voice: PiperVoiceModel) -> None:
    lengths = [
        sum(map(len, voice.synthesize("Hello there.", never, slowness=slowness))) for slowness in (0.6, 1, 1.7)
    ]
    assert lengths[0] < 0.9 * lengths[1]
    assert lengths[2] > 1.3 * lengths[1]
    assert length(voice, "Hello there.") == pytest.approx(lengths[1] / voice.sample_rate, rel=0.1)


def test_every_clause_has_the_same_gain(voice: PiperVoiceModel) -> None:
    peaks = [
        np.max(np.abs(np.concatenate(list(voice.synthesize(text, never)))))
        for text in ("Yes.", "Maybe.", "The quick brown fox jumps.", "All right then.")
    ]
    assert len({round(float(peak), 2) for peak in peaks}) > 1


def test_a_stale_clause_is_cancelled_between_blocks(voice: PiperVoiceModel) -> None:
    text = "This sentence is rather long for its purpose."
    blocks: list[Samples] = []
    with pytest.raises(Cancelled):
        blocks.extend(voice.synthesize(text, lambda: len(blocks) > 1))
    assert len(blocks) == 2


@pytest.mark.parametrize("text", ["", "   ", "…", "🎉", "[[", "[[ a b ]]", "你好"])
def test_odd_text_is_no_obstacle(voice: PiperVoiceModel, text: str) -> None:
    assert length(voice, text) < 5


@pytest.mark.parametrize("share", [0, 0.000005, 0.001, 0.3, 0.999])
def test_a_truncated_network_is_refused(copied: Path, share: float) -> None:
    whole = copied.read_bytes()
    copied.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match="is not a whole voice"):
        PiperVoiceModel(copied)


def test_a_damaged_network_is_refused(copied: Path) -> None:
    whole = copied.read_bytes()
    copied.write_bytes(whole[:100] + bytes(len(whole) - 100))
    with pytest.raises(ModelError) as caught:
        PiperVoiceModel(copied)
    assert caught.value.advice


def test_a_voice_without_its_json_is_refused(copied: Path) -> None:
    copied.with_name("starter.onnx.json").unlink()
    with pytest.raises(ModelError, match=r"starter\.onnx\.json is missing"):
        PiperVoiceModel(copied)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"audio": {}}', "\0"])
def test_a_voice_with_a_broken_json_is_refused(copied: Path, text: str) -> None:
    copied.with_name("starter.onnx.json").write_text(text)
    with pytest.raises(ModelError):
        PiperVoiceModel(copied)


@pytest.mark.parametrize(
    ("key", "value"),
    [("audio", {}), ("phoneme_id_map", []), ("phoneme_type", "pinyin"), ("phoneme_type", "x")],
)
def test_a_voice_with_an_impossible_json_is_refused(copied: Path, key: str, value: object) -> None:
    file = copied.with_name("starter.onnx.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))
    with pytest.raises(ModelError):
        PiperVoiceModel(copied)


def test_missing_and_wrong_kinds_are_refused(starter: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        PiperVoiceModel(tmp_path / "nothing.onnx")
    with pytest.raises(ModelError, match="is a language model, not a voice"):
        PiperVoiceModel(starter / "llm" / "starter.gguf")
    with pytest.raises(ModelError, match="is a speech recogniser, not a voice"):
        PiperVoiceModel(starter / "stt")


def test_the_starter_voice_tells_how_long_each_phoneme_lasts(starter: Path) -> None:
    voice = PiperVoice.load(str(starter / "tts" / "starter.onnx"))
    (chunk,) = voice.synthesize("Will it rain in Paris tomorrow?", include_alignments=True)
    assert chunk.phoneme_alignments
    lengths = {part.phoneme: part.num_samples for part in chunk.phoneme_alignments}
    assert sum(part.num_samples for part in chunk.phoneme_alignments) == len(chunk.audio_float_array)
    assert 0.03 < lengths["s"] / voice.config.sample_rate < 0.3
