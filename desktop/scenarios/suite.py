"""Runs scenarios one after another; those with the same settings share an assistant."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import ValidationError

import desktop
from desktop.engine.audio import SAMPLE_RATE
from desktop.errors import UsageError, UserFacingError
from desktop.paths import Paths
from desktop.replay.choosing import changed, with_persona
from desktop.scenarios.acting import Actor
from desktop.scenarios.judging import judge
from desktop.scenarios.own import away_from_home
from desktop.scenarios.reading import Script
from desktop.scenarios.result import ScenarioResult, SuiteResult, Verdict
from desktop.scenarios.scene import Interruption, Scene, forget_lists, open_scene
from desktop.scenarios.sounds import Sounds
from desktop.settings import Settings


def settings_of(script: Script, base: Settings, wanted: Mapping[str, str] = {}) -> Settings:
    """The settings that a scenario runs with: `base` at temperature 0, its own tables, and what is `wanted`.

    Raises UsageError for a setting that there is not.
    """
    whole = base.model_dump()
    whole["language_model"]["temperature"] = 0.0
    for section, table in script.scenario.settings.items():
        whole[section] |= table
    try:
        settings = Settings.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{script.path}: a setting cannot be used at {where}: {first['msg']}"
        raise UsageError(message, advice="take a setting and a value that settings.toml may have") from error
    asked = {"language_model.temperature": str(settings.language_model.temperature)} | dict(wanted)
    return with_persona(changed(settings, asked), script.scenario.persona)


def run_script(scene: Scene, sounds: Sounds, script: Script) -> ScenarioResult:
    """Play a scenario and judge it. Raises nothing but what is a bug; an interruption is in the verdict."""
    began, first = time.monotonic(), scene.clock.position
    actor, verdict, trouble = Actor(scene, sounds, script), Verdict.PASSED, None
    try:
        actor.play()
    except Interruption:
        verdict = Verdict.NOT_RUN
    except UserFacingError as error:
        verdict, trouble = Verdict.ERROR, error
    turns = tuple(judge(one) for one in actor.played())
    if verdict is Verdict.PASSED and not all(turn.passed for turn in turns):
        verdict = Verdict.FAILED
    return ScenarioResult(
        name=script.name,
        title=script.scenario.title,
        file=str(script.path),
        verdict=verdict,
        turns=turns,
        error=str(trouble) if trouble else "it was broken off" if verdict is Verdict.NOT_RUN else "",
        advice=trouble.advice if trouble else "",
        seconds=round(time.monotonic() - began, 3),
        sound_s=round((scene.clock.position - first) / SAMPLE_RATE, 3),
    )


def not_run(script: Script) -> ScenarioResult:
    """The result of a scenario that the run did not come to."""
    return ScenarioResult(
        name=script.name, title=script.scenario.title, file=str(script.path), verdict=Verdict.NOT_RUN
    )


@dataclass
class Suite:
    """A run of scenarios. `run` yields each result as it is there; `result` has all so far."""

    scripts: Sequence[Script]
    base: Settings = field(default_factory=Settings)
    wanted: Mapping[str, str] = field(default_factory=dict)
    realtime: bool = False
    stopped: Callable[[], bool] = bool
    paths: Paths = field(default_factory=Paths.from_environment)
    """Where models lie that the settings name."""
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    done: list[ScenarioResult] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)

    def run(self) -> Iterator[ScenarioResult]:
        """Run all. Raises UsageError when a scenario's settings are wrong, before anything runs; ModelError."""
        for settings, scripts in self.together():
            if self.stopped():
                return
            with open_scene(settings, realtime=self.realtime, stopped=self.stopped) as (scene, sounds):
                yield from self.run_in(scene, sounds, scripts)

    def run_in(self, scene: Scene, sounds: Sounds, scripts: Sequence[Script]) -> Iterator[ScenarioResult]:
        """Run scenarios that share an assistant, and keep their results."""
        room = scripts[0].scenario.room
        try:
            if room.known:
                scene.get_to_know(room)
        except Interruption:
            return
        for script in scripts:
            if self.stopped():
                return
            yield self._run_one(scene, sounds, script)

    def together(self) -> list[tuple[Settings, list[Script]]]:
        """Scenarios that can share an assistant: the same settings, and a room that Sotto knows or does not."""
        groups: list[tuple[Settings, tuple[float | None, bool], list[Script]]] = []
        for script in self.scripts:
            settings = away_from_home(settings_of(script, self.base, self.wanted), self.paths)
            room = (script.scenario.room.echo_db, script.scenario.room.known)
            mine = next((group for group in groups if group[:2] == (settings, room) and room[1]), None)
            if mine is None:
                groups.append((settings, room, [script]))
            else:
                mine[2].append(script)
        return [(settings, scripts) for settings, _, scripts in groups]

    def _run_one(self, scene: Scene, sounds: Sounds, script: Script) -> ScenarioResult:
        forget_lists(scene.home)
        self.models = scene.models
        result = run_script(scene, sounds, script)
        self.done.append(result)
        return result

    def result(self) -> SuiteResult:
        """What came of it so far; those that it did not come to are told as such."""
        done = {one.file: one for one in self.done}
        results = tuple(done.get(str(script.path)) or not_run(script) for script in self.scripts)
        return SuiteResult(
            began=self.began,
            realtime=self.realtime,
            models=self.models,
            host=platform.platform(),
            version=desktop.__version__,
            complete=all(one.verdict is not Verdict.NOT_RUN for one in results),
            scenarios=results,
        )
