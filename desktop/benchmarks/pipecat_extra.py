"""Whether a Pipecat pipeline can be measured. Imports nothing of it."""

from __future__ import annotations

from importlib.util import find_spec

WITHOUT_PIPECAT = "no Pipecat pipeline was measured: pipecat-ai is not installed (`make bench-pipecat` has it)"
"""What a report says then."""


def pipecat_installed() -> bool:
    """Whether Pipecat can be imported, with what its services for Whisper and Piper need."""
    return all(find_spec(package) is not None for package in ("pipecat", "faster_whisper", "piper", "requests"))
