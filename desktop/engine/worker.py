"""Engine: commands in, events out, lifecycle; starts all threads but those that a tool or voice ends in a call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop import events
from desktop.engine.agents import Agents
from desktop.engine.character import Character
from desktop.engine.cues import Cue
from desktop.engine.ears import Close
from desktop.engine.keeper import Choose, Stop
from desktop.engine.key_commands import Discard, HandsFree, Press
from desktop.engine.parts import Parts
from desktop.engine.prompting import NO_RECAP, Exchange, Recap
from desktop.engine.protocols import Samples, SoundDevice
from desktop.engine.speech_work import Replay
from desktop.engine.threads import join
from desktop.engine.turn import Turn
from desktop.engine.workings import Workings
from desktop.events import EngineEvent
from desktop.settings import Settings
from desktop.terms import Source, Stage, State

CLOSE_DEADLINE_S = 10.0
LOADING_DEADLINE_S = 60.0
"""A model that is being loaded cannot be stopped."""


class Engine(Workings):
    """A voice loop, a method a command. They return at once, on any thread; so must its listener, on its threads."""

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        listener: Callable[[EngineEvent], None],
        *,
        session: str,
        history: Sequence[Exchange] = (),
        first_turn: int = 1,
    ) -> None:
        super().__init__(parts, settings, listener, session=session, history=history, first_turn=first_turn)
        self._model_thread = threading.Thread(target=self.models.run, name="models")
        self._device_thread = threading.Thread(target=self._keeper.run, name="devices")
        loops = {"listening": self._ears.run, "turn": self._mind.run, "speaking": self._mouth.run}
        self._threads = [threading.Thread(target=loop, name=name) for name, loop in loops.items()]

    def start(self) -> None:
        """Warm the models up, open the devices, start the threads. Blocks until ready.

        A missing device is reported as StageFailed and the engine goes on without it.
        """
        begun = self._parts.clock.monotonic()
        self._report.state(0, State.LOADING)
        self.adapting.ensure(self._parts.model)
        self._parts.warm_up(self._opening)
        self._keeper.open()
        for thread in (*self._threads, self._device_thread, self._model_thread):
            thread.start()
        ms = (self._parts.clock.monotonic() - begun) * 1000
        self._tell_ready(self._bays.names, self._settings.language_model.persona, ms)
        self._report.state(0, State.IDLE)
        if self._settings.conversation.hands_free:
            self.set_hands_free(True)

    def adopt(self, character: Character) -> None:
        """Be this character from the next turn on. A voice that it brings is the engine's from now on.

        The chosen one that was changed while another one answers in this session is so when it answers again.
        """
        with self._order.lock:
            aside = character.name == self._chosen != self._who
            self._told, self._chosen = character.instructions, character.name
            if self._order.closed or aside:
                return
            self._who, self._language = character.name, character.language
            self._recogniser.prefer(character.language)
            self._mind.inbox.put(character)
            names = self._bays.names
            names = replace(names, tts=character.voice.name) if character.voice else names
            self._tell_ready(names, character.name)

    def press(self) -> None:
        """The key goes down: whatever is being said stops, an utterance begins."""
        with self._order.lock:
            if self._pressed or self._order.closed:
                return
            self._pressed = True
            self.models.wake()
            self._ears.tell(Press(self._order.interrupt(), self._near.written))
            if self._keeper.works(Stage.MICROPHONE):
                self._mouth.inbox.put(Cue.LISTENING)

    def release(self) -> None:
        """The key goes up: the utterance is complete."""
        self._release()

    def cancel(self) -> None:
        """Discard the utterance, or stop the reply."""
        with self._order.lock:
            if self._order.closed:
                return
            self._stop()
            number = self._order.current
        self._report.state(number, State.IDLE)

    def send_text(self, text: str) -> None:
        """A typed turn; blank text does nothing."""
        text = text.strip()
        with self._order.lock:
            if not text or self._order.closed:
                return
            self._stop()
            turn = Turn(self._order.current, Source.TEXT, self._parts.clock.monotonic())
            turn.text, turn.confidence = text, 1.0
        self.models.wake()
        self._report.state(turn.number, State.THINKING)
        self._begin(turn)

    def replay(self, samples: Samples, rate: int) -> None:
        """Play mono samples recorded earlier, in place of what is being said; the next turn or `cancel` stops it."""
        with self._order.lock:
            if self._order.closed:
                return
            self._stop()
            number = self._order.current
            self._mouth.inbox.put(Replay(samples, rate, lambda: self._order.current != number))
        self._report.state(number, State.IDLE)

    def begin_session(
        self, session: str, history: Sequence[Exchange] = (), *, after: int = 0, recap: Recap = NO_RECAP
    ) -> None:
        """Go over to another session: what was said in it, the number of its last turn, what was summed up.

        The persona that answered last there goes on; the chosen one where it is not known.
        """
        agents = self._agents_of(history, recap)
        with self._order.lock:
            if self._order.closed:
                return
            self._stop()
            self._report.begin_session(session, first=self._order.current)
            self._order.current = number = max(self._order.current, after)
            self._mind.inbox.put(agents)
        self._report.state(number, State.IDLE)

    def _agents_of(self, history: Sequence[Exchange], recap: Recap) -> Agents:
        last = next((one.persona for one in reversed(history) if one.persona), self._chosen)
        other = self._parts.cast.character(last) if last != self._chosen else None
        if other is None:
            return Agents(self._chosen, self._told(), history, recap)
        return Agents(last, other.instructions(), history, recap)

    def begin_if_quiet(self, session: str) -> bool:
        """Go over to an empty session unless a key is held or a turn is under way; return whether it was done."""
        with self._order.lock:
            quiet = not (self._order.closed or self._pressed or self._order.busy)
            if quiet:
                self.begin_session(session)
        return quiet

    def set_hands_free(self, on: bool) -> None:
        """Listen without a key, or no longer. A key that is held works as always."""
        with self._order.lock:
            self._hands_free = on
            self._ears.tell(HandsFree(on, self._near.written))

    @property
    def device_lost(self) -> bool:
        """Whether a microphone or loudspeaker that worked is gone, and none is in its place."""
        return self._keeper.lost

    def devices(self) -> Sequence[SoundDevice]:
        """The sound devices there are now. Waits for the device thread. Raises DeviceError."""
        return self._keeper.devices()

    def use_devices(self, *, microphone: str, speaker: str) -> None:
        """Go over to other devices, also in the middle of a turn; empty names mean the default."""
        self._keeper.inbox.put(Choose({Stage.MICROPHONE: microphone, Stage.SPEAKER: speaker}))

    def close(self) -> None:
        """Stop microphone, turn and voice, in that order, then free the models. Raises ShutdownError."""
        with self._order.lock:
            if self._order.closed:
                return
            self._order.closed = True
            self._order.interrupt()
        self.models.stop()
        self._keeper.inbox.put(Stop())
        join(self._device_thread, CLOSE_DEADLINE_S)
        self._ears.inbox.put(Close())
        join(self._threads[0], CLOSE_DEADLINE_S)
        self._recognising.shutdown(wait=False, cancel_futures=True)
        self._mind.inbox.put(None)
        join(self._threads[1], CLOSE_DEADLINE_S)
        self._parts.tools.close()
        self._mouth.inbox.put(None)
        join(self._threads[2], CLOSE_DEADLINE_S)
        self._recognising.shutdown()
        join(self._model_thread, LOADING_DEADLINE_S)
        if self._parts.speaker is not None:
            self._parts.speaker.close()
        self._bays.close()
        if self._parts.answers is not None:
            self._parts.answers.close()
        for source in self._parts.sources:
            source.close()
        self._report.state(0, State.CLOSED)
        self._report.emit(events.EngineClosed(**self._report.head()))

    def _stop(self) -> None:
        """Discard the utterance that is being recorded, interrupt the turn that is running. The lock is held."""
        if self._pressed or self._hands_free:
            self._pressed = False
            self._ears.tell(Discard(self._near.written))
        self._order.interrupt()
