"""Loads the real components of an engine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from desktop import log
from desktop.catalog import ModelFiles
from desktop.engine.consent import Budget, Consent
from desktop.engine.echo.canceller import EchoCanceller
from desktop.engine.memory import hold_little
from desktop.engine.parts import Parts, SystemClock
from desktop.engine.protocols import (
    EndOfTurn,
    LanguageModel,
    Microphone,
    SoundSystem,
    Speaker,
    SpeechDetector,
    Transcriber,
    Voice,
)
from desktop.engine.recipes import Recipe, load_all
from desktop.engine.tools.calculator import TOOL as CALCULATOR
from desktop.engine.tools.clock import clock_tool
from desktop.engine.tools.history import Search, history_tool
from desktop.engine.tools.notes import note_tools
from desktop.engine.tools.registry import Registry, Tool
from desktop.engine.tools.store import JsonList
from desktop.engine.tools.timers import Timer, Timers, timer_tools
from desktop.engine.tools.units import TOOL as UNITS
from desktop.engine.transcription import doubt
from desktop.engine.wake.spotter import WakeWord
from desktop.job import Job
from desktop.settings import AudioSettings, Settings
from desktop.terms import Stage


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
    job: Job | None = None,
    now: Callable[[], datetime] = datetime.now,
) -> Parts:
    """Load the models and gather the tools; notes and timers are kept in the folder `data`.

    `sound` lists the devices. `search` finds turns of past sessions, if there is to be a tool for that. `more` are
    tools of packs. With `ring` the timers ring here: for one process of a home. Raises ModelError, Cancelled.
    """
    _spare_the_machine()
    tools, timers = gather_tools(data, search, more, now)
    loaded = load_all(recipes := make_recipes(files, settings, tools), job or Job())
    return Parts(
        detector=_load_detector(),
        transcriber=loaded[Stage.TRANSCRIPTION][0],
        model=loaded[Stage.LANGUAGE_MODEL][0],
        voice=loaded[Stage.VOICE][0],
        microphone=microphone,
        speaker=speaker,
        tools=tools,
        consent=_make_consent(settings),
        timers=timers if ring else None,
        clock=SystemClock(),
        ear=loaded[Stage.END_OF_TURN][0],
        wake=loaded[Stage.WAKE_WORD][0],
        canceller=_make_canceller(settings.audio),
        sound=sound,
        recipes=recipes,
        costs={stage: cost for stage, (_model, cost) in loaded.items()},
    )


def _spare_the_machine() -> None:
    hold_little()
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read once, when the first runtime is loaded


def make_recipes(files: ModelFiles, settings: Settings, tools: Registry) -> Mapping[Stage, Recipe]:
    """How the models that the settings want are loaded; the language model is told of the tools."""
    hearing, thinking, speaking = settings.transcription, settings.language_model, settings.voice

    def transcriber() -> Transcriber:
        from desktop.engine.backends.whisper import WhisperTranscriber

        return WhisperTranscriber(files.stt, threads=hearing.threads, check=doubt)

    def voice() -> Voice:
        from desktop.engine.backends.piper import PiperVoiceModel

        return PiperVoiceModel(files.tts, length_scale=speaking.length_scale)

    def ear() -> EndOfTurn | None:
        from desktop.engine.backends.smart_turn import SmartTurn

        return SmartTurn(files.turn) if files.turn is not None else None

    def wake() -> WakeWord | None:
        from desktop.engine.backends.wake_word import WakeNetwork

        return WakeNetwork(files.wake, settings.wake.threshold) if files.wake is not None else None

    recipes = (
        Recipe(Stage.TRANSCRIPTION, hearing.model, files.stt, (hearing.threads,), transcriber),
        _language_model(Stage.LANGUAGE_MODEL, thinking.model, files.llm, settings, tools),
        Recipe(Stage.VOICE, speaking.model, files.tts, (speaking.length_scale,), voice),
        Recipe(Stage.END_OF_TURN, settings.conversation.turn_model, files.turn, (), ear),
        Recipe(Stage.WAKE_WORD, settings.wake.model, files.wake, (settings.wake.threshold,), wake),
    )
    return {recipe.stage: recipe for recipe in recipes}


def larger_model(path: Path, settings: Settings, tools: Registry) -> Recipe:
    """How the second language model is loaded, for questions that need it."""
    return _language_model(Stage.LARGER_MODEL, settings.language_model.larger, path, settings, tools)


def _language_model(stage: Stage, setting: str, path: Path, settings: Settings, tools: Registry) -> Recipe:
    thinking = settings.language_model

    def load() -> LanguageModel:
        from desktop.engine.backends.llama import LlamaModel

        context, threads, warmth = thinking.context, thinking.threads, thinking.temperature
        return LlamaModel(path, context=context, threads=threads, temperature=warmth, tools=tools.schemas())

    # another temperature needs no other model
    return Recipe(stage, setting, path, (thinking.context, thinking.threads), load)


def _load_detector() -> SpeechDetector:
    from desktop.engine.backends.silero import SileroDetector

    return SileroDetector()


def _make_consent(settings: Settings) -> Consent:
    chosen = settings.tools
    budget = Budget(chosen.most_calls, chosen.longest_s)
    return Consent(settings.language_model.persona, chosen.allowed, patience_s=chosen.patience_s, budget=budget)


def _make_canceller(audio: AudioSettings) -> EchoCanceller | None:
    if not audio.echo_cancellation:
        return None
    from desktop.engine.backends.echo import WebRtcCanceller

    return WebRtcCanceller(noise_suppression_db=audio.noise_suppression_db, gain_db=audio.gain_db)


def gather_tools(
    data: Path, search: Search | None, more: Sequence[Tool] = (), now: Callable[[], datetime] = datetime.now
) -> tuple[Registry, Timers]:
    """The built-in tools over the folder `data`, and `more`, of which none takes the name of another."""
    timers = Timers(JsonList(data / "timers.json", Timer), time.time)
    notes = JsonList(data / "notes.json", str)
    fixed = [clock_tool(lambda: now().astimezone()), CALCULATOR, UNITS, *timer_tools(timers), *note_tools(notes)]
    tools = {tool.name: tool for tool in [*fixed, *([history_tool(search)] if search else [])]}
    for tool in more:
        if tools.setdefault(tool.name, tool) is not tool:
            log.engine.warning("a tool %s was left out: there is one of that name", tool.name)
    return Registry(tools.values()), timers
