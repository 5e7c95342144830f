from __future__ import annotations

from pathlib import Path

import faster_whisper
import numpy as np
import pytest

from desktop.benchmarks.llama_shape import write_llama
from desktop.benchmarks.real_size import REPLY, TRANSCRIPT, build_models
from desktop.engine.backends.assemble import load_parts
from desktop.engine.protocols import Message
from desktop.engine.transcription import doubt
from desktop.settings import Settings


def never() -> bool:
    return False


@pytest.mark.long
def test_the_models_write_their_planted_text_through_the_real_adapters(tmp_path: Path) -> None:
    files = build_models(tmp_path / "models")
    parts = load_parts(files, Settings(), tmp_path, None, None)
    noise = np.random.default_rng(0).standard_normal(32_000).astype(np.float32) * np.float32(0.1)
    transcript = parts.transcriber.transcribe(noise, never)
    assert transcript.text == TRANSCRIPT
    assert doubt(transcript, 2.0) == ""
    # the peer's defaults: the full window, timestamps, several beams; it must not fall back to other temperatures
    segments = list(faster_whisper.WhisperModel(str(files.stt), local_files_only=True).transcribe(noise)[0])
    assert [(segment.text.strip(), segment.temperature) for segment in segments] == [(TRANSCRIPT, 0.0)]
    messages = [Message("system", Settings().language_model.system_prompt), Message("user", TRANSCRIPT)]
    deltas = list(parts.model.generate(messages, max_tokens=160, stale=never))
    assert "".join(deltas).strip() == REPLY
    assert len(deltas) == len(REPLY.split())
    speech = np.concatenate(list(parts.voice.synthesize("The library opens at nine.", never)))
    assert 0.5 < len(speech) / parts.voice.sample_rate < 6
    for part in (parts.transcriber, parts.model, parts.voice):
        part.close()
    built = files.llm.stat().st_mtime_ns
    assert build_models(tmp_path / "models") == files
    assert files.llm.stat().st_mtime_ns == built


def test_a_reply_with_a_word_twice_cannot_be_planted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="twice"):
        write_llama(tmp_path / "x.gguf", "again and again and", "", 0)
