"""faster-whisper without what decodes sound files: it is handed samples here, and PyAV takes 16 MB and 0.1 s."""

from __future__ import annotations

from desktop.loading import later

with later("av"):
    from faster_whisper import WhisperModel
    from faster_whisper.feature_extractor import FeatureExtractor

__all__ = ["FeatureExtractor", "WhisperModel"]
