"""The models of the running engine in the window: the one in use, those being loaded, what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.events import ModelChanged
from desktop.models.expected import WORDS_A_TOKEN
from desktop.models.staging import megabytes
from desktop.terms import ModelChange, Stage
from desktop.ui.assistant_like import AssistantLike, StandingLike
from desktop.ui.look.quantities import figure
from desktop.ui.main_window import MainWindow
from desktop.ui.models.model_facts import written
from desktop.wording import marked, tr

LOADING = {
    Stage.TRANSCRIPTION: marked("Loading the recogniser"),
    Stage.LANGUAGE_MODEL: marked("Loading the language model"),
    Stage.VOICE: marked("Loading the voice"),
    Stage.LARGER_MODEL: marked("Loading the larger model"),
    Stage.END_OF_TURN: marked("Loading the end-of-turn model"),
    Stage.WAKE_WORD: marked("Loading the wake word model"),
}


class ModelWork(QObject):
    """Follows the engine's models."""

    kept = Signal()
    """Another model was not loaded after all, so the settings name the one before again."""
    changed = Signal()
    """Another model is in use, or one left the memory."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._assistant: AssistantLike | None = None

    def attach(self, assistant: AssistantLike | None) -> None:
        """Take the assistant, once it is loaded; or let go of it."""
        self._assistant = assistant
        self._name_model()

    def consume(self, event: ModelChanged) -> None:
        """Show what became of a model."""
        key = f"model-{event.stage.value}"
        match event.change:
            case ModelChange.LOADING:
                cancel = partial(self._keep if event.other else self._stay_away, event.stage)
                self._window.work.begin(key, tr(LOADING[event.stage]), cancel).tell(event.name, None)
            case ModelChange.READY | ModelChange.KEPT | ModelChange.UNLOADED:
                self._window.work.end(key)
                self._name_model()
                self.changed.emit()
                if event.change is ModelChange.KEPT:
                    self.kept.emit()
            case _:
                assert_never(event.change)

    def _keep(self, stage: Stage) -> None:
        if self._assistant is not None:
            self._assistant.models.cancel(stage)

    def _stay_away(self, stage: Stage) -> None:
        """Have none of the unloaded models come back now, nor what waits for them: a turn that is not wanted."""
        if self._assistant is None:
            return
        self._window.cancel()
        away = {one.stage for one in self._assistant.models.standing() if not one.loaded}
        for each in away | {stage}:
            self._assistant.models.cancel(each)

    def _name_model(self) -> None:
        standing = self._assistant.models.standing() if self._assistant is not None else ()
        for one in standing:
            if one.stage is Stage.LANGUAGE_MODEL and one.recipe.path is not None:
                self._window.header.name_model(one.recipe.path.stem, loaded=one.loaded)


def costs(assistant: AssistantLike) -> Mapping[Path, str]:
    """What each model of the engine costs and how fast it was, in words, by its path."""
    speeds = assistant.metrics.speeds.newest()
    standing: Sequence[StandingLike] = assistant.models.standing()
    found = {}
    for one in standing:
        if one.recipe.path is not None:
            speed = speeds.get((one.stage, one.recipe.path.name))
            found[one.recipe.path] = _words(one, speed)
    return found


def measured(assistant: AssistantLike) -> frozenset[Path]:
    """The engine's models of which it is known how fast they were."""
    speeds = assistant.metrics.speeds.newest()
    paths = ((one.stage, one.recipe.path) for one in assistant.models.standing() if one.loaded)
    return frozenset(path for stage, path in paths if path is not None and (stage, path.name) in speeds)


def _words(one: StandingLike, speed: float | None) -> str:
    if not one.loaded:
        return tr("Not in the memory now; the next word brings it back.")
    seconds = one.cost.load_ms / 1000
    words = tr("Takes {memory} of memory, loaded in {seconds} s")
    told = words.format(memory=megabytes(one.cost.bytes), seconds=figure(seconds, ".1f"))
    return f"{told}; {_speed(one.stage, speed)}." if speed is not None else f"{told}."


def _speed(stage: Stage, speed: float) -> str:
    match stage:
        case Stage.TRANSCRIPTION:
            return tr("last time {times} times as fast as speech").format(times=written(1 / speed))
        case Stage.LANGUAGE_MODEL:
            return tr("last time {words} words a second").format(words=written(speed * WORDS_A_TOKEN))
        case _:
            return tr("last time its first sound came after {ms} ms").format(ms=figure(speed, ".0f"))
