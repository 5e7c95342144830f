"""`sotto transcribe` and `sotto say`: one model on its own."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.engine.protocols import Transcript


def _never() -> bool:
    return False


def transcribe(
    file: Annotated[Path, typer.Argument(help="An audio file of any length.")], json_: JsonOption = False
) -> None:
    """Write down what is said in an audio file."""
    from desktop.catalog import find_models
    from desktop.engine.backends.wavfile import stream_wav
    from desktop.engine.backends.whisper import WhisperTranscriber
    from desktop.engine.transcription import doubt
    from desktop.paths import Paths
    from desktop.settings import load_settings

    windows = stream_wav(file)
    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    model = find_models(settings, paths).stt
    transcriber = WhisperTranscriber(model, threads=settings.transcription.threads, check=doubt)
    start, at = time.perf_counter(), 0.0
    parts: list[tuple[float, float, Transcript]] = []
    for window in windows:
        seconds = len(window) / 16_000
        transcript = transcriber.transcribe(window, _never)
        if transcript.text.strip():
            parts.append((at, at + seconds, transcript))
            if not json_:
                print(transcript.text.strip(), flush=True)
        at += seconds
    if json_:
        print(json.dumps(_summary(parts, (time.perf_counter() - start) * 1000), ensure_ascii=False))
    transcriber.close()


def _summary(parts: list[tuple[float, float, Transcript]], ms: float) -> dict[str, object]:
    tokens = sum(part.tokens for _, _, part in parts)
    mean = sum(part.log_probability * part.tokens for _, _, part in parts) / max(tokens, 1)
    return {
        "text": " ".join(part.text.strip() for _, _, part in parts),
        "segments": [
            {"start": round(start, 2), "end": round(end, 2), "text": part.text.strip()} for start, end, part in parts
        ],
        "language": parts[0][2].language if parts else "",
        "confidence": round(math.exp(min(0.0, mean)), 4) if parts else 0.0,
        "ms": round(ms, 2),
    }


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    out: Annotated[Path, typer.Option("--out", help="WAV file to write.")],
) -> None:
    """Speak text into a WAV file."""
    from desktop.catalog import find_models
    from desktop.engine.backends.piper import PiperVoiceModel
    from desktop.engine.backends.wavfile import WavSpeaker
    from desktop.engine.sentences import speakable
    from desktop.paths import Paths
    from desktop.settings import load_settings

    if not speakable(text):
        raise UsageError("there is nothing to say in that text", advice="give some words")
    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    voice = PiperVoiceModel(find_models(settings, paths).tts, length_scale=settings.voice.length_scale)
    out.parent.mkdir(parents=True, exist_ok=True)
    speaker = WavSpeaker(out, voice.sample_rate)
    speaker.open(lambda _reason: None)
    for block in voice.synthesize(speakable(text), _never):
        speaker.play(block, _never)
    speaker.close()
    voice.close()
