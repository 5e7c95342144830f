"""What cannot be imported is told by what it is, with what to do instead."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.errors import ModelError, UsageError
from desktop.models.importing import import_model
from desktop.models.strange_files import KindNeededError
from desktop.paths import Paths, starter_models

VOICE = starter_models() / "tts" / "starter.onnx"


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.mark.parametrize(
    ("name", "content", "told", "advice"),
    [
        ("mind.gguf", b"<html>Not found</html>", "mind.gguf is damaged", "a whole .gguf file is needed"),
        ("empty.gguf", b"", "empty.gguf is damaged", "get the file again"),
        ("voice.onnx", b"version https://git-lfs", "voice.onnx is damaged", "a whole .onnx file is needed"),
        ("model.bin", b"\x80\x02pytorch", "no Whisper model in CTranslate2's format", "converted for faster-whisper"),
        ("mind.safetensors", b"\x40\0\0\0\0\0\0\0{}", "weights for a training library", "as a GGUF file"),
        ("pytorch_model.bin", b"PK\x03\x04", "weights for a training library", "as a GGUF file"),
        ("notes.txt", b"hello", "no model that Sotto knows", "choose a GGUF file, a Piper voice"),
        ("README", b"hello", "no model that Sotto knows", "or a recogniser's model.bin"),
    ],
)
def test_a_file_that_is_no_model(
    paths: Paths, tmp_path: Path, name: str, content: bytes, told: str, advice: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=told) as caught:
        import_model(tmp_path / name, paths)
    assert advice in caught.value.advice
    assert "--kind" not in caught.value.advice
    assert not paths.models.exists()


def test_a_folder_without_a_model(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(UsageError, match="holds no model that Sotto knows") as caught:
        import_model(tmp_path, paths)
    assert "model.bin, config.json, tokenizer.json and a vocabulary" in caught.value.advice


def test_a_network_alone_is_asked_about(paths: Paths, tmp_path: Path) -> None:
    shutil.copy(VOICE, tmp_path / "alone.onnx")
    with pytest.raises(KindNeededError) as caught:
        import_model(tmp_path / "alone.onnx", paths)
    assert "needs its .onnx.json beside it" in caught.value.advice
    assert "--kind turn" in caught.value.advice
    with pytest.raises(ModelError, match="is missing") as lacking:
        import_model(tmp_path / "alone.onnx", paths, kind="tts")
    assert lacking.value.advice.startswith("put the voice's .onnx.json beside it")


def test_a_recogniser_in_pieces(paths: Paths, tmp_path: Path) -> None:
    shutil.copy(starter_models() / "stt" / "model.bin", tmp_path / "model.bin")
    with pytest.raises(ModelError, match=r"config\.json is missing") as caught:
        import_model(tmp_path / "model.bin", paths)
    assert caught.value.advice.startswith("its folder needs model.bin, config.json")


def test_a_network_that_breaks_off(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "end.onnx").write_bytes((starter_models() / "turn" / "starter.onnx").read_bytes()[:1000])
    with pytest.raises(ModelError, match="not a whole end-of-turn model") as caught:
        import_model(tmp_path / "end.onnx", paths, kind="turn")
    assert "another kind for this file" in caught.value.advice
