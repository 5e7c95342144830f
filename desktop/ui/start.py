"""The window over a real assistant and the machine's own microphone and loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.events import EngineEvent
from desktop.job import Job
from desktop.paths import Paths
from desktop.ui.anew import Anew
from desktop.ui.application import run_application
from desktop.ui.hand.stay import Stay
from desktop.ui.look.looks import glance

if TYPE_CHECKING:
    from desktop.assistant import Assistant


def start_window(*, hidden: bool = False) -> int:
    """Open the window, put the record right, and run until the user quits; returns the exit code.

    With `hidden` it stays in the tray, if there is one, until it is asked for. Where the user wants what acts only
    from a start on to act now, the window is made again, with the conversation that went on.
    """
    paths, anew = Paths.from_environment(), Anew()
    stay = Stay(paths.home, hidden=hidden)
    while True:
        seen = glance(paths.settings)
        code = run_application(
            make_assistant,
            prepare=partial(prepare, paths),
            stay=stay,
            looks=seen.looks,
            first_start=seen.first_start,
            anew=anew,
        )
        if not anew.wanted:
            return code
        stay = Stay(paths.home)


def prepare(paths: Paths, job: Job) -> str:
    """Put the record right, if it needs that, and return what there is to tell. Slow. Raises Cancelled."""
    from desktop.upkeep import prepare_record  # storage takes longer to load than the window to appear

    return prepare_record(paths, job)


def make_assistant(listener: Callable[[EngineEvent], None], job: Job) -> Assistant:
    """Build the assistant with the user's settings and devices. Slow. Raises UserFacingError, Cancelled."""
    from desktop.assistant import Assistant  # so do the engine and all that it needs
    from desktop.engine.backends.devices import PortAudioSystem
    from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
    from desktop.engine.backends.sound_server import find_sound_server
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    server = find_sound_server()
    return Assistant(
        settings,
        paths,
        listener,
        microphone=PortAudioMicrophone(server),
        speaker=PortAudioSpeaker(server),
        sound=server or PortAudioSystem(),
        resident=True,
        job=job,
    )
