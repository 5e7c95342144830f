from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.catalog import find_models, kind_of
from desktop.errors import ModelError
from desktop.paths import Paths, starter_models
from desktop.settings import (
    NO_TURN_MODEL,
    ConversationSettings,
    LanguageModelSettings,
    Settings,
    TranscriptionSettings,
    VoiceSettings,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


def test_empty_settings_mean_the_starter_pack(paths: Paths) -> None:
    models = find_models(Settings(), paths)
    assert [kind_of(models.stt), kind_of(models.llm), kind_of(models.tts)] == ["stt", "llm", "tts"]


def test_the_words_alone_may_tell_the_end_of_a_turn(paths: Paths) -> None:
    assert find_models(Settings(), paths).turn == starter_models() / "turn" / "starter.onnx"
    words = Settings(conversation=ConversationSettings(turn_model=NO_TURN_MODEL))
    assert find_models(words, paths).turn is None


def test_a_voice_is_not_taken_for_an_end_of_turn_model(paths: Paths) -> None:
    voice = str(starter_models() / "tts" / "starter.onnx")
    with pytest.raises(ModelError, match="is a voice, not an end-of-turn model"):
        find_models(Settings(conversation=ConversationSettings(turn_model=voice)), paths)


def test_a_name_is_looked_up_in_the_models_folder_and_a_path_is_taken_as_it_is(paths: Paths) -> None:
    shutil.copytree(starter_models() / "stt", paths.models / "whisper")
    voice = starter_models() / "tts" / "starter.onnx"
    settings = Settings(transcription=TranscriptionSettings(model="whisper"), voice=VoiceSettings(model=str(voice)))
    models = find_models(settings, paths)
    assert models.stt == paths.models / "whisper"
    assert models.tts == voice


def test_a_missing_model_is_named_with_advice(paths: Paths) -> None:
    settings = Settings(language_model=LanguageModelSettings(model="gone.gguf"))
    with pytest.raises(ModelError, match=r"gone\.gguf does not exist") as caught:
        find_models(settings, paths)
    assert "starter" in caught.value.advice


def test_a_voice_is_not_taken_for_a_language_model(paths: Paths) -> None:
    voice = str(starter_models() / "tts" / "starter.onnx")
    with pytest.raises(ModelError, match="is a voice, not a language model"):
        find_models(Settings(language_model=LanguageModelSettings(model=voice)), paths)


def test_the_kind_is_told_from_the_content_alone(tmp_path: Path) -> None:
    disguised = tmp_path / "model.txt"
    shutil.copy(starter_models() / "llm" / "starter.gguf", disguised)
    assert kind_of(disguised) == "llm"
    disguised.write_bytes(b"hello")
    assert kind_of(disguised) is None
    assert kind_of(tmp_path) is None
    assert kind_of(tmp_path / "missing") is None
