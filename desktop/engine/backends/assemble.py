"""Loads the real components of an engine."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop import log
from desktop.catalog import ModelFiles
from desktop.engine.consent import Budget, Consent
from desktop.engine.echo import EchoCanceller
from desktop.engine.parts import Parts, SystemClock
from desktop.engine.protocols import LanguageModel, Microphone, SoundSystem, Speaker, Voice
from desktop.engine.tools.calculator import TOOL as CALCULATOR
from desktop.engine.tools.clock import clock_tool
from desktop.engine.tools.history import Search, history_tool
from desktop.engine.tools.notes import note_tools
from desktop.engine.tools.registry import Registry, Tool
from desktop.engine.tools.store import JsonList
from desktop.engine.tools.timers import Timer, Timers, timer_tools
from desktop.engine.tools.units import TOOL as UNITS
from desktop.engine.transcription import doubt
from desktop.settings import AudioSettings, LanguageModelSettings, Settings


def load_parts(
    files: ModelFiles,
    settings: Settings,
    data: Path,
    microphone: Microphone | None,
    speaker: Speaker | None,
    *,
    sound: SoundSystem | None = None,
    search: Search | None = None,
    more: Sequence[Tool] = (),
    ring: bool = False,
) -> Parts:
    """Load the models and gather the tools; notes and timers are kept in the folder `data`.

    `sound` lists the devices there are to choose from. `search` finds turns of past sessions; without it there is
    no tool for that. `more` are tools of packs. With `ring` the timers ring here: for one process of a home. Takes
    about a second with the starter pack, holds the GIL. Raises ModelError.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read once, when the first runtime is loaded
    from desktop.engine.backends.silero import SileroDetector
    from desktop.engine.backends.smart_turn import SmartTurn
    from desktop.engine.backends.whisper import WhisperTranscriber

    tools, timers = gather_tools(data, search, more)
    return Parts(
        detector=SileroDetector(),
        transcriber=WhisperTranscriber(files.stt, threads=settings.transcription.threads, check=doubt),
        model=_load_model(files.llm, settings.language_model, tools),
        voice=load_voice(files, settings.voice.length_scale),
        microphone=microphone,
        speaker=speaker,
        tools=tools,
        consent=_make_consent(settings),
        timers=timers if ring else None,
        clock=SystemClock(),
        ear=SmartTurn(files.turn) if files.turn else None,
        canceller=_make_canceller(settings.audio),
        sound=sound,
    )


def load_voice(files: ModelFiles, length_scale: float) -> Voice:
    """The voice alone; takes a moment. Raises ModelError."""
    from desktop.engine.backends.piper import PiperVoiceModel

    return PiperVoiceModel(files.tts, length_scale=length_scale)


def _make_consent(settings: Settings) -> Consent:
    chosen = settings.tools
    budget = Budget(chosen.most_calls, chosen.longest_s)
    return Consent(settings.language_model.persona, chosen.allowed, patience_s=chosen.patience_s, budget=budget)


def _make_canceller(audio: AudioSettings) -> EchoCanceller | None:
    if not audio.echo_cancellation:
        return None
    from desktop.engine.backends.echo import WebRtcCanceller

    return WebRtcCanceller(noise_suppression_db=audio.noise_suppression_db, gain_db=audio.gain_db)


def _load_model(path: Path, settings: LanguageModelSettings, tools: Registry) -> LanguageModel:
    from desktop.engine.backends.llama import LlamaModel

    return LlamaModel(
        path,
        context=settings.context,
        threads=settings.threads,
        temperature=settings.temperature,
        tools=tools.schemas(),
    )


def gather_tools(data: Path, search: Search | None, more: Sequence[Tool] = ()) -> tuple[Registry, Timers]:
    """The built-in tools over the folder `data`, and `more`, of which none takes the name of another."""
    timers = Timers(JsonList(data / "timers.json", Timer), time.time)
    notes = JsonList(data / "notes.json", str)
    fixed = [clock_tool(datetime.now), CALCULATOR, UNITS, *timer_tools(timers), *note_tools(notes)]
    tools = {tool.name: tool for tool in [*fixed, *([history_tool(search)] if search else [])]}
    for tool in more:
        if tools.setdefault(tool.name, tool) is not tool:
            log.engine.warning("a tool %s was left out: there is one of that name", tool.name)
    return Registry(tools.values()), timers
