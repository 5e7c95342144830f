"""Scenarios in the window: it shows the conversation while they run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.assistant import Assistant
from desktop.catalog import find_models
from desktop.events import EngineEvent
from desktop.job import Job
from desktop.paths import Paths
from desktop.scenarios.reading import Script
from desktop.scenarios.result import ScenarioResult
from desktop.scenarios.scene import Scene
from desktop.scenarios.sounds import Sounds
from desktop.scenarios.suite import Suite
from desktop.settings import Settings
from desktop.settings.window import AppearanceSettings
from desktop.ui.application import run_application
from desktop.ui.assistant_like import AssistantLike

Tell = Callable[[ScenarioResult], None]


def watch(suite: Suite, looks: AppearanceSettings, tell: Tell, stop: Callable[[], None]) -> None:
    """Run a suite in windows, one for each set of settings, which close by themselves.

    `tell` gets each result, on another thread; `stop` is called when the user closes a window. Raises UsageError
    before anything opens when a scenario's settings are wrong; ModelError.
    """
    for settings, scripts in suite.together():
        if suite.stopped():
            return
        with tempfile.TemporaryDirectory(prefix="sotto-scenarios-") as folder:
            paths = Paths(Path(folder))
            find_models(settings, paths)  # or a window would open to say what is missing
            sounds = Sounds()
            showing = _Showing(suite, scripts, settings, paths, sounds, tell, stop)
            try:
                run_application(
                    showing.make,
                    script=showing.play,
                    ends_with_script=True,
                    on_closing=showing.closing,
                    looks=looks,
                )
            finally:
                sounds.close()


class _Showing:
    """What happens in one window."""

    def __init__(
        self,
        suite: Suite,
        scripts: Sequence[Script],
        settings: Settings,
        paths: Paths,
        sounds: Sounds,
        tell: Tell,
        stop: Callable[[], None],
    ) -> None:
        self._suite, self._scripts, self._settings, self._paths = suite, scripts, settings, paths
        self._sounds, self._tell, self._stop = sounds, tell, stop
        self._scene = Scene(paths.home, realtime=suite.realtime, stopped=suite.stopped)
        self._over = False

    def make(self, listener: Callable[[EngineEvent], None], job: Job) -> Assistant:
        """The assistant, on the scene's devices."""

        def both(event: EngineEvent) -> None:
            self._scene.note(event)
            listener(event)

        clock = self._scene.clock
        made = Assistant(
            self._settings,
            self._paths,
            both,
            microphone=clock.microphone,
            speaker=clock.speaker,
            job=job,
            now=self._scene.now,
        )
        self._scene.attach(made)
        return made

    def play(self, _assistant: AssistantLike) -> None:
        """All scenarios, one after another."""
        try:
            for result in self._suite.run_in(self._scene, self._sounds, self._scripts):
                self._tell(result)
        finally:
            self._over, self._scene.clock.catch_up = True, None

    def closing(self) -> None:
        """The window closes; before the end that was the user."""
        if not self._over:
            self._stop()
