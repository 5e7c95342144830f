"""The Chainlit application: shows one conversation with the booth's engine. Imported by the generated file alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import chainlit as cl
import numpy as np
from chainlit.server import app as server

from desktop.engine.audio import SAMPLE_RATE, Resampler
from desktop.engine.protocols import Samples
from desktop.events import EngineEvent
from desktop.scenarios.reading import Script, read_script
from desktop.scenarios.web.booth import Booth
from desktop.scenarios.web.generate import RATE
from desktop.scenarios.web.guard import Guard
from desktop.scenarios.web.screen import Screen
from desktop.scenarios.web.showing import outline, plain, verdict
from desktop.settings import Settings
from desktop.terms import Answer

_PIECE = SAMPLE_RATE // 5
"""Samples of a reply that go to the browser at once."""


def serve(files: Sequence[str], *, settings: str, port: int) -> None:
    """Load the engine and tell Chainlit what to do; it ends with Chainlit. Raises ModelError, UsageError."""
    scripts = {str(number): read_script(Path(file)) for number, file in enumerate(files)}
    booth = Booth(Settings.model_validate_json(settings))
    server.add_middleware(Guard, port=port)
    Chat(booth, scripts).register()


class Chat:
    """What Chainlit calls."""

    def __init__(self, booth: Booth, scripts: dict[str, Script]) -> None:
        self._booth, self._scripts = booth, scripts

    def register(self) -> None:
        """Tell Chainlit what to call when."""
        cl.on_app_shutdown(self._booth.close)
        cl.on_chat_start(self.start)
        cl.on_chat_end(self.end)
        cl.on_message(self.said)
        cl.on_stop(self.stop)
        for name, callback in {
            "scenario": self.chosen,
            "play": self.play,
            "step": self.step,
            "next": self.next,
            "consent": self.consent,
        }.items():
            cl.action_callback(name)(callback)
        cl.on_audio_start(self.talk)
        cl.on_audio_chunk(self.hear)
        cl.on_audio_end(self.fall_silent)

    async def start(self) -> None:
        """A page was opened: it has the conversation from now on."""
        _follow(self._booth)
        await asyncio.wrap_future(self._booth.free())  # before anybody is asked to type, or that would break it off
        actions = [_action("scenario", one.name, {"at": at}) for at, one in self._scripts.items()]
        await cl.Message("Choose a scenario, or just type or talk.", actions=actions).send()

    async def end(self) -> None:
        """It was closed."""
        task = cl.user_session.get("following")
        if task is not None:
            task.cancel()

    async def said(self, message: cl.Message) -> None:
        """Something was typed."""
        if message.content.strip():
            self._booth.send_text(message.content)

    async def stop(self) -> None:
        """The stop button."""
        self._booth.stop()

    async def chosen(self, action: cl.Action) -> None:
        """A scenario: show what it consists of."""
        script = self._script(action)
        buttons = [_action("play", "Play all of it", action.payload), _action("step", "Turn by turn", action.payload)]
        await cl.Message(outline(script), actions=buttons).send()

    async def play(self, action: cl.Action) -> None:
        """The whole of it."""
        self._tell_verdict(self._script(action), by_step=False)

    async def step(self, action: cl.Action) -> None:
        """Turn by turn."""
        script = self._script(action)
        self._tell_verdict(script, by_step=True)
        await cl.Message(
            "Each turn is played when you say so; type or talk in between as you like.",
            actions=[_action("next", f"Turn {at}", {"at": at}) for at in range(1, len(script.scenario.turns) + 1)],
        ).send()

    async def next(self, action: cl.Action) -> None:
        """The next turn."""
        await action.remove()
        self._booth.go_on()

    async def consent(self, action: cl.Action) -> None:
        """What the user says to a tool."""
        self._booth.answer(int(action.payload["number"]), Answer(action.payload["answer"]))

    async def talk(self) -> bool:
        """The browser's microphone was opened."""
        cl.user_session.set("resampler", Resampler(RATE, SAMPLE_RATE))
        return True

    async def hear(self, heard: cl.InputAudioChunk) -> None:
        """A piece of what it hears."""
        resampler: Resampler | None = cl.user_session.get("resampler")
        if resampler is not None and len(heard.data) % 2 == 0:
            samples = np.frombuffer(heard.data, "<i2").astype(np.float32) / np.float32(32768)
            self._booth.hear(resampler(samples))

    async def fall_silent(self) -> None:
        """It was closed."""
        cl.user_session.set("resampler", None)

    def _script(self, action: cl.Action) -> Script:
        return self._scripts[str(action.payload["at"])]

    def _tell_verdict(self, script: Script, *, by_step: bool) -> None:
        """Play a scenario, and tell what came of it once it is over; until then the page stays usable."""
        results = asyncio.wrap_future(self._booth.play(script, by_step=by_step))

        async def judged() -> None:
            await cl.Message(f"{plain(script.name)}: {verdict(await results)}").send()

        _keep(asyncio.create_task(judged()))


def _follow(booth: Booth) -> None:
    """Show what happens from now on in this chat: events as text, and what is played as sound."""
    loop, inbox = asyncio.get_running_loop(), asyncio.Queue[EngineEvent | Samples]()

    def post(what: EngineEvent | Samples) -> None:
        loop.call_soon_threadsafe(inbox.put_nowait, what)

    booth.listen(post, _Pieces(post))
    task = asyncio.create_task(_show(inbox))
    cl.user_session.set("following", task)


async def _show(inbox: asyncio.Queue[EngineEvent | Samples]) -> None:
    screen, resampler = Screen(), Resampler(SAMPLE_RATE, RATE)
    while True:
        what = await inbox.get()
        if isinstance(what, np.ndarray):
            pcm = (np.clip(resampler(what), -1, 1) * 32767).astype("<i2").tobytes()
            piece = cl.OutputAudioChunk(mimeType="pcm16", data=pcm, track="sotto")
            await cl.context.emitter.send_audio_chunk(piece)
        else:
            await screen.show(what)


class _Pieces:
    """Gathers blocks that are played into pieces worth sending; silence between replies is not sent."""

    def __init__(self, post: Callable[[Samples], None]) -> None:
        self._post, self._held, self._samples = post, list[Samples](), 0

    def __call__(self, block: Samples) -> None:
        if not self._samples and not np.any(block):
            return
        self._held.append(np.array(block, np.float32))
        self._samples += len(block)
        if self._samples >= _PIECE:
            self._post(np.concatenate(self._held))
            self._held, self._samples = [], 0


def _action(name: str, label: str, payload: dict[str, Any]) -> cl.Action:
    return cl.Action(name=name, label=label, payload=payload)


def _keep(task: asyncio.Task[None]) -> None:
    """Hold on to a task until it is done, since the loop itself does not."""
    tasks: set[asyncio.Task[None]] = cl.user_session.get("tasks") or set()
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    cl.user_session.set("tasks", tasks)
