"""Engine: commands in, events out, lifecycle; starts all threads but those that a tool or voice ends in a call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from desktop import events
from desktop.engine.audio import SAMPLE_RATE, RingBuffer
from desktop.engine.character import Character
from desktop.engine.cueing import Expect
from desktop.engine.cues import Cue
from desktop.engine.ears import Close, Discard, Ears, HandsFree, MicrophoneLost, Press, Release
from desktop.engine.floor import Floor
from desktop.engine.keeper import Choose, DeviceKeeper, Renew, Stop
from desktop.engine.listening import Listener
from desktop.engine.mind import Foresee, Mind
from desktop.engine.near_end import NearEnd
from desktop.engine.order import Order
from desktop.engine.parts import Parts
from desktop.engine.prompting import NO_RECAP, Conversation, Exchange, Recap
from desktop.engine.protocols import Samples, SoundDevice
from desktop.engine.recognising import Guesses, Recogniser
from desktop.engine.reporting import Reporter
from desktop.engine.speaking import Mouth
from desktop.engine.speech_work import Clause, OtherVoice, Replay, Ring, TextDone
from desktop.engine.taping import Taping
from desktop.engine.threads import join
from desktop.engine.turn import Turn
from desktop.engine.wiring import make_partner, make_runner
from desktop.events import EngineEvent
from desktop.settings import Settings
from desktop.terms import ModelNames, Source, Stage, State

CLOSE_DEADLINE_S = 10.0


class Engine:
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
        self._parts, self._settings = parts, settings
        self._report = Reporter(session, listener, parts.clock)
        self._order = Order(first_turn - 1, lambda: self._mouth.silence(), lambda: self._mouth.audible)
        self._pressed = self._hands_free = False
        self._names = ModelNames(parts.transcriber.name, parts.model.name, parts.voice.name)
        self._ring = RingBuffer(int((settings.audio.longest_utterance_s + 10) * SAMPLE_RATE))
        self._near = NearEnd(self._ring, parts.speaker, parts.canceller)
        self._told: Callable[[], str] = lambda: parts.told(settings)
        self._conversation = Conversation(self._told(), history)
        self._recognising = ThreadPoolExecutor(1, "recognising")
        self._keeper = self._make_keeper()
        self._ears = self._make_ears()
        self._mind = Mind(
            make_runner(parts, settings, self._report, self._say),
            self._conversation,
            parts.timers,
            self._report,
            is_stale=self._order.is_stale,
            on_text_done=lambda turn: self._mouth.inbox.put(TextDone(turn)),
            on_ring=lambda: self._mouth.inbox.put(Ring()),
            on_voice=lambda voice: self._mouth.inbox.put(OtherVoice(voice)),
        )
        self._mouth = self._make_mouth()
        self.cues = self._mouth.cues
        """Sounds that tell what it is doing, with a `gain` of 0 at first."""
        self._device_thread = threading.Thread(target=self._keeper.run, name="devices")
        loops = {"listening": self._ears.run, "turn": self._mind.run, "speaking": self._mouth.run}
        self._threads = [threading.Thread(target=loop, name=name) for name, loop in loops.items()]
        self.inboxes = (self._ears.inbox, self._mind.inbox, self._mouth.inbox)
        """What waits for listening, turn and speaking: to be counted, never taken."""

    def _make_keeper(self) -> DeviceKeeper:
        return DeviceKeeper(
            self._parts.microphone,
            self._parts.speaker,
            self._parts.sound,
            self._report,
            wanted={Stage.MICROPHONE: self._settings.audio.microphone, Stage.SPEAKER: self._settings.audio.speaker},
            on_audio=self._near.write,
            on_deaf=lambda: self._ears.inbox.put(MicrophoneLost()),
            in_use=lambda stage: self._pressed if stage is Stage.MICROPHONE else self._mouth.busy,
        )

    def _make_mouth(self) -> Mouth:
        return Mouth(
            self._parts.voice,
            self._parts.speaker,
            self._report,
            is_stale=self._order.is_stale,
            on_finished=self._finish,
            is_listening=lambda: self._pressed,
            can_play=lambda: self._keeper.promising(Stage.SPEAKER),
            tape=self._parts.tape,
        )

    def _make_floor(self, guesses: Guesses) -> Floor:
        partner = make_partner(
            self._order, self._near, lambda: self._mouth, self._foresee, lambda *said: self._ears.deliver(*said)
        )
        return Floor.chosen(self._settings, self._ring, self._parts, guesses, partner, self._report)

    def _make_ears(self) -> Ears:
        recogniser = Recogniser(self._parts.transcriber, self._recognising)
        guesses = Guesses(recogniser, lambda guess: self._ears.inbox.put(guess))
        listener = Listener(self._ring, self._parts.detector, self._settings, self._report.level)
        return Ears(
            self._parts.microphone,
            self._near,
            listener,
            self._make_floor(guesses),
            guesses,
            self._report,
            hears=lambda: self._keeper.works(Stage.MICROPHONE),
            renew=lambda: self._keeper.inbox.put(Renew()),
            release=self.release,
            is_over=self._order.is_over,
            foresee=self._foresee,
            on_turn=self._begin,
            taping=Taping(self._parts.tape, self._ring, self._report.session_of),
        )

    def start(self) -> None:
        """Warm the models up, open the devices, start the threads. Blocks until ready.

        A missing device is reported as StageFailed and the engine goes on without it.
        """
        begun = self._parts.clock.monotonic()
        self._report.state(0, State.LOADING)
        self._parts.warm_up(self._conversation.opening())
        self._keeper.open()
        for thread in (*self._threads, self._device_thread):
            thread.start()
        self._tell_ready(self._settings.language_model.persona, (self._parts.clock.monotonic() - begun) * 1000)
        self._report.state(0, State.IDLE)
        if self._settings.conversation.hands_free:
            self.set_hands_free(True)

    def _tell_ready(self, persona: str, ms: float = 0.0) -> None:
        self._report.emit(events.EngineReady(**self._report.head(), models=self._names, load_ms=ms, persona=persona))

    def adopt(self, character: Character) -> None:
        """Be this character from the next turn on. A voice that it brings is the engine's from now on."""
        with self._order.lock:
            if self._order.closed:
                return
            self._told = character.instructions
            self._names = replace(self._names, tts=character.voice.name) if character.voice else self._names
            self._parts.transcriber.prefer(character.language)
            self._mind.inbox.put(character)
            self._tell_ready(character.name)

    def press(self) -> None:
        """The key goes down: whatever is being said stops, an utterance begins."""
        with self._order.lock:
            if self._pressed or self._order.closed:
                return
            self._pressed = True
            self._ears.inbox.put(Press(self._order.interrupt(), self._near.written))
            if self._keeper.works(Stage.MICROPHONE):
                self._mouth.inbox.put(Cue.LISTENING)

    def release(self) -> None:
        """The key goes up: the utterance is complete."""
        with self._order.lock:
            if self._pressed:
                self._pressed = False
                self._ears.inbox.put(Release(self._near.written, self._parts.clock.monotonic()))

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
        """Go over to another session: what was said in it, the number of its last turn, what was summed up."""
        conversation = Conversation(self._told(), history, recap)
        with self._order.lock:
            if self._order.closed:
                return
            self._stop()
            self._report.begin_session(session, first=self._order.current)
            self._order.current = number = max(self._order.current, after)
            self._mind.inbox.put(conversation)
        self._report.state(number, State.IDLE)

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
            self._ears.inbox.put(HandsFree(on, self._near.written))

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
        replace(self._parts, voice=self._mouth.voice).close()
        self._report.state(0, State.CLOSED)
        self._report.emit(events.EngineClosed(**self._report.head()))

    def _stop(self) -> None:
        """Discard the utterance that is being recorded, interrupt the turn that is running. The lock is held."""
        if self._pressed or self._hands_free:
            self._pressed = False
            self._ears.inbox.put(Discard(self._near.written))
        self._order.interrupt()

    def _begin(self, turn: Turn) -> None:
        self._order.begin(turn)
        self._mouth.inbox.put(Expect(turn))
        self._mind.inbox.put(turn)

    def _say(self, turn: Turn, text: str) -> None:
        self._mouth.inbox.put(Clause(turn, text, self._parts.clock.monotonic()))

    def _foresee(self, text: str) -> None:
        self._mind.inbox.put(Foresee(text))

    def _finish(self, turn: Turn) -> None:
        self._report.emit(turn.report(self._report.head(turn.number), self._names))
        turn.finished.set()
        self._order.finish(turn)
        self._foresee("")
        if turn.number == self._order.current and not self._order.closed:
            self._report.state(turn.number, State.IDLE)
