"""Which models are measured, and how much of the data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from desktop.settings import LanguageModelSettings, Settings, TranscriptionSettings, VoiceSettings


@dataclass(frozen=True, slots=True)
class Subject:
    """The three models in one folder, laid out as `models/starter`."""

    folder: Path
    limit: int | None = None
    """At most so many sentences, clips or conversations a set; None means all."""
    away: frozenset[str] = frozenset()
    """Normalised sentences that the recogniser was trained on: they are no test of it."""

    @property
    def stt(self) -> Path:
        """Folder of the recogniser."""
        return self.folder / "stt"

    @property
    def llm(self) -> Path:
        """File of the language model."""
        return self.folder / "llm" / "starter.gguf"

    @property
    def pirate(self) -> Path:
        """File of the language model's adapter."""
        return self.folder / "adapters" / "pirate.gguf"

    @property
    def tts(self) -> Path:
        """File of the voice."""
        return self.folder / "tts" / "starter.onnx"

    @property
    def wake(self) -> Path:
        """File of the wake word."""
        return self.folder / "wake" / "starter.onnx"

    @property
    def settings(self) -> Settings:
        """Settings that name these models."""
        return Settings(
            transcription=TranscriptionSettings(model=str(self.stt.resolve())),
            language_model=LanguageModelSettings(model=str(self.llm.resolve())),
            voice=VoiceSettings(model=str(self.tts.resolve())),
        )

    @property
    def fingerprint(self) -> str:
        """The first digits of each model's SHA-256, for the report."""
        files = {"recogniser": self.stt / "model.bin", "language model": self.llm, "voice": self.tts}
        return ", ".join(
            f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()[:8]}" for name, file in files.items()
        )

    def up_to(self, count: int) -> int:
        """`count`, or the limit if that is less."""
        return count if self.limit is None else min(count, self.limit)
