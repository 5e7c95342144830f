"""Whether a Pipecat pipeline can be measured, and what has to be done before it is imported."""

from __future__ import annotations

from importlib.util import find_spec

WITHOUT_PIPECAT = "no Pipecat pipeline was measured: pipecat-ai is not installed (`make bench-pipecat` has it)"
"""What a report says then."""


def pipecat_installed() -> bool:
    """Whether Pipecat can be imported, with what its services for Whisper and Piper need."""
    return all(find_spec(package) is not None for package in ("pipecat", "faster_whisper", "piper", "requests"))


def silence_pipecat() -> None:
    """Keep it from telling every step on stderr, from its import on; its errors come as frames."""
    from loguru import logger

    logger.disable("pipecat")
