"""What a voice loop consists of, wired together: who owns what, and who tells whom. Starts nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from desktop import events
from desktop.answers import SpokenText
from desktop.engine.adapting import Adapting
from desktop.engine.agents import Agents
from desktop.engine.audio import SAMPLE_RATE, RingBuffer
from desktop.engine.character import Character
from desktop.engine.company import Company
from desktop.engine.controls import Controls
from desktop.engine.cueing import Expect
from desktop.engine.cues import Cue
from desktop.engine.ears import CatchUp, Ears
from desktop.engine.echo.near_end import NearEnd
from desktop.engine.echo.text import is_echo
from desktop.engine.floor import Floor, Partner, Reply
from desktop.engine.forethought import Forethought
from desktop.engine.free_listening import FreeListener
from desktop.engine.keeper import DeviceKeeper, Renew
from desktop.engine.key_commands import MicrophoneLost, Release
from desktop.engine.listening import Listener
from desktop.engine.mind import Foresee, Mind
from desktop.engine.model_keeper import ModelKeeper
from desktop.engine.order import Order
from desktop.engine.parts import Parts
from desktop.engine.patience import ByText, Patience, TurnDetector
from desktop.engine.places import Bays, Warmth
from desktop.engine.prompting import Conversation, Exchange
from desktop.engine.protocols import Message, Transcript, Voice
from desktop.engine.recalling import Recalling
from desktop.engine.recognising import Guesses, Recogniser
from desktop.engine.reporting import Reporter
from desktop.engine.router import Router
from desktop.engine.speaking import Mouth
from desktop.engine.speech_work import Clause, GoOn, Look, Ring, TextDone
from desktop.engine.taping import Taping
from desktop.engine.turn import Turn
from desktop.engine.turn_runner import TurnRunner
from desktop.engine.wake.spotter import Spotter
from desktop.engine.wake.text import cleaned
from desktop.engine.wake.watch import Conversing, WakeWatch
from desktop.events import EngineEvent
from desktop.settings import Settings
from desktop.terms import ModelNames, Stage, State


class Workings:
    """The parts of a voice loop, each knowing whom to tell; `Engine` sets them going.

    Its methods are what one part asks of the others.
    """

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
        self._bays = Bays.of(parts)
        self._ring = RingBuffer(int((settings.audio.longest_utterance_s + 10) * SAMPLE_RATE))
        self._near = NearEnd(self._ring, parts.speaker, parts.canceller)
        self._told: Callable[[], str] = lambda: parts.told(settings)
        self._language = parts.language
        self._chosen = self._who = settings.language_model.persona
        self._company = Company(Agents(self._who, self._told(), history), parts.cast, parts.tools, self._took)
        self._opening = self._company.agents.now.opening()
        self.adapting = Adapting(parts.adapter, self._report)
        """Which adapter the language model answers with."""
        self._recognising = ThreadPoolExecutor(1, "recognising")
        self._recogniser = Recogniser(self._bays.transcriber, self._recognising, self._without_wake_word)
        self._keeper = self._make_keeper()
        self._ears = self._make_ears()
        self._recalling = self._make_recalling()
        self._mind = self._make_mind()
        self._mouth = self._make_mouth()
        self.cues = self._mouth.cues
        """Sounds that tell what it is doing, with a `gain` of 0 at first."""
        self.models = self._make_models()
        self.inboxes = (self._ears.inbox, self._mind.inbox, self._mouth.inbox)
        """What waits for listening, turn and speaking: to be counted, never taken."""

    def catch_up(self, done: Callable[[], object]) -> None:
        """Take in what the microphone has brought by now; `done` is called once it is heard, and nothing of it is
        still being recognised. For a clock that does not wait for time to pass."""
        self._mouth.inbox.put(Look())
        self._ears.inbox.put(CatchUp(lambda: self._recognising.submit(done)))

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

    def _make_mind(self) -> Mind:
        return Mind(
            self._make_runner(),
            self._company,
            self._parts.timers,
            self._report,
            is_stale=self._order.is_stale,
            on_text_done=lambda turn: self._mouth.inbox.put(TextDone(turn)),
            on_ring=lambda: self._mouth.inbox.put(Ring()),
            on_voice=self._offer_voice,
        )

    def _make_runner(self) -> TurnRunner:
        small, larger = Forethought(self._bays.model), Forethought(self._bays.larger)
        return TurnRunner(
            thoughts=small,
            adapting=self.adapting,
            recalling=self._recalling,
            tools=self._parts.tools,
            consent=self._parts.consent,
            controls=Controls(self._settings.voice.length_scale),
            report=self._report,
            say=lambda turn, *said: self._mouth.inbox.put(_clause(turn, self._parts.clock.monotonic(), *said)),
            max_tokens=self._settings.language_model.max_tokens,
            company=self._company,
            router=Router(
                small,
                larger,
                self._parts.routing,
                lambda: self.models.used(Stage.LARGER_MODEL),
                self._parts.sources,
            ),
        )

    def _make_recalling(self) -> Recalling:
        persona, tools = self._settings.language_model.persona, self._parts.tools.schemas
        return Recalling(self._parts.answers, persona, self._voice_as_loaded, tools)

    def _voice_as_loaded(self) -> str:
        """Name of the voice, and what else makes its sound what it is."""
        standing = next((one for one in self.models.standing() if one.stage is Stage.VOICE), None)
        return f"{self._bays.voice.name} {standing.recipe.options if standing is not None else ''}".strip()

    def _make_models(self) -> ModelKeeper:
        nudges: dict[Stage, Callable[[], object]] = {
            Stage.TRANSCRIPTION: self._recogniser.look,
            Stage.LANGUAGE_MODEL: lambda: self._foresee(""),
            Stage.VOICE: lambda: self._mouth.inbox.put(Look()),
            Stage.END_OF_TURN: self._bays.ear.renew,
            Stage.WAKE_WORD: self._bays.wake.renew,
        }

        def opening() -> Sequence[Message]:
            return Conversation(self._told()).opening()

        warmth = Warmth(opening, lambda: self._language)
        return self._bays.keeper(self._parts, self._report, quiet=self._is_quiet, warmth=warmth, nudges=nudges)

    def _make_mouth(self) -> Mouth:
        return Mouth(
            self._bays.voice,
            self._parts.speaker,
            self._report,
            is_stale=self._order.is_stale,
            on_finished=self._finish,
            is_listening=lambda: self._pressed,
            can_play=lambda: self._keeper.promising(Stage.SPEAKER),
            tape=self._parts.tape,
        )

    def _make_floor(self, guesses: Guesses) -> Floor:
        audio, talk = self._settings.audio, self._settings.conversation
        patience = Patience(talk.patience_finished_s, talk.patience_s, talk.patience_unfinished_s)
        listener = FreeListener.chosen(self._ring, self._parts.detector, audio, patience.unsure, self._make_watch())
        partner = Partner(
            reply=self._order.reply,
            hold=lambda: self._mouth.hold(),
            go_on=lambda: self._mouth.inbox.put(GoOn()),
            take_floor=self._take_floor,
            is_echo=lambda text: is_echo(text, self._mouth.lately, trust=self._near.trust),
            is_settling=lambda: not self._near.settled,
            foresee=self._foresee,
            is_over=self._order.is_over,
            deliver=lambda *said: self._ears.deliver(*said),
        )
        return Floor(listener, guesses, TurnDetector(ByText(patience), self._bays.ear), partner, self._report)

    def _make_watch(self) -> WakeWatch:
        conversing = Conversing(
            busy=lambda: self._order.reply() is not Reply.NONE,
            audible=lambda: self._mouth.audible,
            on_heard=self._woken,
        )
        return WakeWatch(Spotter(self._bays.wake, self._ring), self._settings.wake, conversing, self._report)

    def _woken(self) -> None:
        self.models.wake()
        self._mouth.inbox.put(Cue.LISTENING)

    def _without_wake_word(self, transcript: Transcript) -> Transcript:
        model = self._bays.wake.model
        return cleaned(transcript, model.phrase if self._hands_free and model is not None else "")

    def _make_ears(self) -> Ears:
        guesses = Guesses(self._recogniser, lambda guess: self._ears.inbox.put(guess))
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
            release=self._release,
            is_over=self._order.is_over,
            foresee=self._foresee,
            on_turn=self._begin,
            taping=Taping(self._parts.tape, self._ring, self._report.session_of),
        )

    def _release(self) -> None:
        with self._order.lock:
            if self._pressed:
                self._pressed = False
                self._ears.inbox.put(Release(self._near.written, self._parts.clock.monotonic()))

    def _took(self, character: Character) -> None:
        """Another persona answers from now on. The turn thread."""
        self._who, self._language = character.name, character.language
        self._recogniser.prefer(character.language)
        self._tell_ready(self._bays.names, character.name)

    def _tell_ready(self, models: ModelNames, persona: str, ms: float = 0.0) -> None:
        self._report.emit(events.EngineReady(**self._report.head(), models=models, load_ms=ms, persona=persona))

    def _offer_voice(self, voice: Voice) -> None:
        self._bays.voice.offer(voice)
        self._mouth.inbox.put(Look())

    def _begin(self, turn: Turn) -> None:
        self._order.begin(turn)
        self._mouth.inbox.put(Expect(turn))
        self._mind.inbox.put(turn)

    def _take_floor(self, goes_on: bool) -> int:
        self.models.wake()
        with self._order.lock:  # what the key was pressed for is no interruption, though it is heard before the key
            return 0 if self._ears.behind else self._order.take_floor(goes_on)

    def _is_quiet(self) -> bool:
        return not (self._pressed or self._order.busy or self._ears.hears_speech)

    def _foresee(self, text: str) -> None:
        self._mind.inbox.put(Foresee(text))

    def _finish(self, turn: Turn) -> None:
        self._report.emit(turn.report(self._report.head(turn.number), self._bays.names))
        turn.finished.set()
        self._recalling.finish(turn)
        self._order.finish(turn)
        self._foresee("")
        if turn.number == self._order.current and not self._order.closed:
            self._report.state(turn.number, State.IDLE)


def _clause(turn: Turn, at: float, text: str, spoken: SpokenText | None) -> Clause:
    return Clause(turn, text, at, spoken)
