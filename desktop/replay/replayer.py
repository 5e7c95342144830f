"""Runs stored turns again, one at a time and as fast as the models go, on what the model saw then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace

from desktop.engine.adapting import Adapting, put_on
from desktop.engine.bay import Bay
from desktop.engine.controls import Controls, control_word
from desktop.engine.forethought import Forethought
from desktop.engine.parts import Parts
from desktop.engine.patience import ByText, Patience, TurnDetector
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import Message, Transcript
from desktop.engine.recalling import Recalling
from desktop.engine.recipes import free
from desktop.engine.recognising import Recognition
from desktop.engine.reporting import Reporter
from desktop.engine.tools import hand_over
from desktop.engine.turn import StageError, Turn
from desktop.engine.turn_runner import TurnRunner
from desktop.equipment import load_equipped
from desktop.errors import words_of
from desktop.events import EngineEvent, ReplyDelta, Transcribed
from desktop.past import exchange_of, is_memorable
from desktop.paths import Paths
from desktop.replay.aloud import Aloud
from desktop.replay.hearing import Heard, as_then, by_key, by_silence, probabilities
from desktop.replay.material import StoredSession, StoredTurn
from desktop.replay.prompts import StoredPrompt, asked, messages_of
from desktop.replay.stored_tools import Call, StoredTools
from desktop.settings import Settings
from desktop.terms import WENT_ON, Control, MessageType, ModelNames, Outcome, RouteReason, Timings

REBUILT = "what the model saw is not kept: it is made anew from the turns before"
SHORTENED = "messages for which this model has no room were left out: {count}"
HANDED_OVER = "it was handed over to another persona: only the part of the last one is run again"
BY_RULES = "it was answered by rules, out of facts or documents: here the model answers"
NO_ENDPOINT = "what was recognised of the sound is not kept: it is found anew, as after a key"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a turn this time."""

    turn: int
    words: str
    language: str
    confidence: float
    """Of the words, 0 to 1."""
    outcome: Outcome
    error: str
    """Why it failed or was ignored."""
    reply: str
    calls: tuple[Call, ...]
    timings: Timings
    """`turn` is what a user would have waited: the silence of then, text, first clause and its first sound."""
    pieces: tuple[tuple[float, str], ...]
    """The reply as it came, each with its milliseconds since the words were known."""
    seen: tuple[tuple[str, str], ...]
    """What the model was shown last: roles and contents."""
    prompt_tokens: int | None
    reply_tokens: int | None
    cut_off_s: float | None
    """Where in the recording the user would have been cut off, in seconds; None where not."""
    aloud: Aloud
    notes: tuple[str, ...]
    """What could not be as it was then, as sentences."""


class Replayer:
    """The models, and what they are to be given. One thread."""

    def __init__(self, parts: Parts, settings: Settings, *, listens_anew: bool = False) -> None:
        """The parts are lent. With `listens_anew` it is decided anew where an utterance begins and ends."""
        self._parts, self._settings = parts, settings
        self._listens_anew = listens_anew
        self.models = ModelNames(parts.transcriber.name, parts.model.name, parts.voice.name)

    def run(self, session: StoredSession, stored: StoredTurn, *, speak: bool = False) -> Replayed:
        """Run a turn again; with `speak` the whole reply becomes sound, otherwise its beginning.

        Raises AudioFileError when its sound is not there any more.
        """
        notes: list[str] = []
        heard = self._hear(session, stored, notes) if stored.is_spoken else None
        watch, turn = _Watch(self._parts), self._turn(stored, heard)
        aloud = Aloud(self._parts.voice, self._parts.clock, whole=speak)
        tools = StoredTools(self._parts.tools.tools, stored.record.runs)
        prompt = self._prompt(session, stored, notes)
        runner = self._runner(session, stored, tools, watch.note, aloud)
        if stored.went_on:
            self._recognise_alone(turn)
        elif _is_summons(stored, turn):
            turn.control, turn.generated = Control.TALK_TO, stored.record.generated
        else:
            _run(runner, turn, prompt)
        aloud.speak(turn.delivery)
        notes.extend(_not_as_then(stored, prompt))
        ended_at = turn.decided_at - (heard.silence_s if heard is not None else 0.0)
        timings = replace(turn.timings, tts_first_audio=aloud.first_ms, turn=aloud.waited_ms(ended_at))
        return Replayed(
            turn=turn.number,
            words=turn.text,
            language=turn.language,
            confidence=turn.confidence,
            outcome=turn.outcome,
            error=turn.error,
            reply=turn.generated,
            calls=tuple(tools.made),
            timings=timings,
            pieces=tuple(watch.pieces),
            seen=tuple((message.role, message.content) for message in turn.seen),
            prompt_tokens=turn.prompt_tokens,
            reply_tokens=turn.reply_tokens,
            cut_off_s=heard.cut_off_s if heard is not None else None,
            aloud=aloud,
            notes=tuple(notes),
        )

    def _hear(self, session: StoredSession, stored: StoredTurn, notes: list[str]) -> Heard:
        recording, endpoint, parts = session.sound(stored), stored.endpoint, self._parts
        if endpoint is not None and not self._listens_anew:
            return as_then(recording, endpoint, stored.record.audio_s)
        chances, frame = probabilities(recording, parts.detector), parts.detector.frame
        if endpoint is None:
            notes.append(NO_ENDPOINT)
        if endpoint is None or endpoint.by_key:
            return by_key(recording, chances, frame, self._settings.transcription.speech_threshold)
        talk = self._settings.conversation
        patience = Patience(talk.patience_finished_s, talk.patience_s, talk.patience_unfinished_s)
        detector = TurnDetector(ByText(patience), Bay(parts.ear) if parts.ear is not None else None)
        return by_silence(recording, chances, frame, detector, parts.transcriber)

    def _turn(self, stored: StoredTurn, heard: Heard | None) -> Turn:
        now = self._parts.clock.monotonic()
        turn = Turn(stored.record.index, stored.record.source, now, now)
        if heard is None:
            turn.text, turn.confidence = stored.record.transcript, 1.0
            return turn
        turn.audio_s, turn.sound = heard.seconds, heard.sound
        if not len(heard.samples):
            turn.outcome, turn.error = Outcome.IGNORED, "no speech was heard"
            return turn
        future: Future[Transcript] = Future()
        future.set_result(self._parts.transcriber.transcribe(heard.samples, bool))
        turn.recognition = Recognition(future, len(heard.samples))
        return turn

    def _recognise_alone(self, turn: Turn) -> None:
        """The words of what is the beginning of the next turn; nobody answers it."""
        if turn.recognition is not None and turn.recognition.transcript is not None:
            turn.text = turn.recognition.transcript.text.strip()
        turn.outcome, turn.error = Outcome.IGNORED, WENT_ON

    def _prompt(self, session: StoredSession, stored: StoredTurn, notes: list[str]) -> StoredPrompt:
        words, form = stored.record.transcript, self._parts.model.call_form
        messages = asked(messages_of(stored.context.messages, form)) if stored.context is not None else []
        if messages:
            return StoredPrompt(messages, words)
        if is_memorable(stored.record):
            notes.append(REBUILT)
        return StoredPrompt(self._rebuilt(session, stored, words), words)

    def _rebuilt(self, session: StoredSession, stored: StoredTurn, words: str) -> list[Message]:
        """A prompt out of the turns before; it is cut to the model's size when it is used."""
        before = [turn.record for turn in session.before(stored)]
        history = [exchange_of(record) for record in before if is_memorable(record)]
        conversation = Conversation(self._parts.told(self._settings), history)
        return [*conversation.opening(), Message("user", words)]

    def _runner(
        self,
        session: StoredSession,
        stored: StoredTurn,
        tools: StoredTools,
        note: Callable[[EngineEvent], None],
        aloud: Aloud,
    ) -> TurnRunner:
        report = Reporter(session.record.id, note, self._parts.clock)
        return TurnRunner(
            thoughts=Forethought(Bay(self._parts.model)),
            adapting=Adapting(self._parts.adapter, report),
            tools=tools,
            consent=self._parts.consent,
            controls=self._controls(session, stored),
            report=report,
            recalling=Recalling(None, "", str, tuple),
            say=lambda _turn, clause, _spoken: aloud.say(clause),
            max_tokens=self._settings.language_model.max_tokens,
        )

    def _controls(self, session: StoredSession, stored: StoredTurn) -> Controls:
        """As the control words before had left them."""
        controls = Controls(self._settings.voice.length_scale)
        for turn in session.before(stored):
            control = control_word(turn.record.transcript, turn.record.language)
            if control is not None and turn.record.outcome is not Outcome.IGNORED:
                controls.obey(control)
            else:
                controls.replied(turn.record.generated)
        return controls


def _not_as_then(stored: StoredTurn, prompt: StoredPrompt) -> Iterator[str]:
    if any(run.name == hand_over.NAME for run in stored.record.runs):
        yield HANDED_OVER
    if stored.record.route_reason in (RouteReason.FACT, RouteReason.DOCUMENT):
        yield BY_RULES
    if prompt.left_out:
        yield SHORTENED.format(count=prompt.left_out)


def _is_summons(stored: StoredTurn, turn: Turn) -> bool:
    """Whether a turn asked for another persona then, and still has the words with which it did."""
    if turn.recognition is not None and turn.recognition.transcript is not None:
        turn.text = turn.recognition.transcript.text.strip()
    obeyed = stored.record.message_type == MessageType.CONTROL and turn.text == stored.record.transcript
    return obeyed and control_word(turn.text, stored.record.language) is None


def _run(runner: TurnRunner, turn: Turn, prompt: StoredPrompt) -> None:
    if turn.outcome is not Outcome.COMPLETED:
        return
    try:
        runner.run(turn, prompt, bool)
    except StageError as error:
        turn.fail(words_of(error.cause))


class _Watch:
    """Times the pieces of one reply."""

    def __init__(self, parts: Parts) -> None:
        self._from = parts.clock.monotonic()
        self.pieces: list[tuple[float, str]] = []

    def note(self, event: EngineEvent) -> None:
        match event:
            case Transcribed():
                self._from = event.at
            case ReplyDelta(text=text):
                self.pieces.append(((event.at - self._from) * 1000, text))
            case _:
                pass


@contextmanager
def open_replayer(settings: Settings, paths: Paths, *, listens_anew: bool = False) -> Iterator[Replayer]:
    """Load the models that these settings name, and free them at the end. Raises ModelError."""
    parts, packs = load_equipped(settings, paths, None, None, None, lambda _query, _limit: [], ring=False)
    try:
        put_on(parts.model, parts.adapter)  # one that does not fit is said before anything runs
        parts.warm_up([])
        yield Replayer(parts, settings, listens_anew=listens_anew)
    finally:
        for model in (parts.transcriber, parts.model, parts.voice, parts.ear):
            free(model)
        packs.close()
