"""The application without a face: opens storage, builds the engine, records what happens, gives history back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from desktop.casting import equipped, other_character
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.chime import chime
from desktop.engine.prompting import NO_RECAP, Exchange, Recap
from desktop.engine.tools import history
from desktop.engine.worker import Engine
from desktop.equipment import ChosenModels, load_equipped
from desktop.errors import SettingsError, UsageError
from desktop.events import ConsentGiven, EngineEvent, TurnFinished
from desktop.gauges import Observers
from desktop.housekeeping import Housekeeping, Quiet
from desktop.job import Job
from desktop.memory import RecordedFacts
from desktop.past import Past, exchange_of, is_memorable
from desktop.paths import Paths
from desktop.personas import as_chosen, manner
from desktop.recall import open_answers
from desktop.recovering import finish_words, make_recorders
from desktop.settings import Settings, allowing, with_devices
from desktop.settings.kept import KeptSettings
from desktop.storage.conversations import Conversations
from desktop.storage.recorder import FLUSH_S
from desktop.storage.records import SessionRecord, TurnRecord, new_session_id
from desktop.storage.states import EndReason, Recovery
from desktop.terms import Answer, Stage
from desktop.wording import marked

if TYPE_CHECKING:
    from desktop.engine.protocols import Microphone, SoundDevice, SoundSystem, Speaker

T = TypeVar("T")


class Assistant:
    """A running assistant. Commands return at once; what happens is told to `listener` on the engine's threads.

    A method for each thing that a window or a command line may ask for; nearly all hand it on to engine or storage.
    """

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        listener: Callable[[EngineEvent], None],
        *,
        microphone: Microphone | None,
        speaker: Speaker | None,
        sound: SoundSystem | None = None,
        resident: bool = False,
        job: Job | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Load the models and start. Blocks until ready, a second or two with the starter pack.

        With `resident`, sessions that broke off are examined, timers ring, and the record is looked after while it
        runs: for the one long-lived process of a home; `now` gives it the time. `job` is told what is being loaded.
        Raises ModelError when a model cannot be used, Cancelled.
        """
        self._paths, self._kept, self._listener = paths, KeptSettings(settings, paths.settings), listener
        self._resident, self._hands_free, self.session = resident, settings.conversation.hands_free, new_session_id()
        equip = partial(load_equipped, settings, paths, microphone, speaker, sound, self._search)
        parts, self.extensions = equip(ring=resident, job=job, now=now)
        self._consent = parts.consent
        self._chosen = ChosenModels(settings, paths, parts.tools, self.alter)
        self._observer = Observers(settings, paths, parts, self._failed, serve=resident)
        self._recorder, self._sounds = make_recorders(self._kept, paths, self._failed, resident=resident)
        self.past, self.facts = Past(paths, self._recorder), RecordedFacts(self._recorder)
        self.metrics = self._observer.metrics
        self._quiet = Quiet(now)
        self._housekeeping = Housekeeping(lambda: self.settings, paths, self._quiet, self._end_by_timeout, now)
        self.pack_personas, answers = self.extensions.personas, open_answers(settings, paths, self._failed)
        parts = equipped(parts, self._kept, self.extensions, self._sounds, paths, answers, self.facts)
        self.tools = {tool.name: tool.description for tool in parts.tools.tools}
        """Of each what the model is told of it."""
        self._engine = Engine(parts, as_chosen(settings), self._fan_out, session=self.session)
        self.models, self.adapting, self.catch_up = self._engine.models, self._engine.adapting, self._engine.catch_up
        self._observer.watch(self._engine, self._recorder, self._sounds)
        self._start(resident=resident)

    def _start(self, *, resident: bool) -> None:
        try:
            self._engine.start()
        except BaseException:
            # or their threads and the database would outlive a start that failed
            self._close_recorders(EndReason.APPLICATION_CLOSED)
            raise
        self.extensions.tell_troubles(self._failed)
        self._chosen.follow(self.settings, self.models)
        self._engine.cues.gain = self.settings.cues.gain * resident  # what no window plays holds nothing but replies
        if resident:
            self._housekeeping.start()

    def _close_recorders(self, reason: EndReason) -> None:
        with ExitStack() as last_first:
            last_first.callback(self._recorder.close, reason)
            last_first.callback(self._observer.close)
            last_first.callback(self.extensions.close)
            self.past.close()
            self.facts.close()
            if self._sounds is not None:
                self._sounds.close()

    def press(self) -> None:
        """The key goes down."""
        self._engine.press()

    def release(self) -> None:
        """The key goes up."""
        self._engine.release()

    def cancel(self) -> None:
        """Discard the utterance, or stop the reply."""
        self._engine.cancel()

    def send_text(self, text: str) -> None:
        """A typed turn."""
        self._engine.send_text(text)

    def answer(self, number: int, answer: Answer) -> None:
        """The user's answer to the `ConsentAsked` of that number; `ALWAYS` is kept in the settings."""
        self._consent.answer(number, answer)

    def devices(self) -> Sequence[SoundDevice]:
        """The sound devices there are now; takes a moment. Raises DeviceError."""
        return self._engine.devices()

    def use_devices(self, *, microphone: str, speaker: str) -> None:
        """Go over to other devices, now and from now on; empty names mean the default ones.

        Writes the settings. Raises SettingsError when that fails; the devices are used all the same.
        """
        self._engine.use_devices(microphone=microphone, speaker=speaker)
        self.alter(lambda settings: with_devices(settings, microphone, speaker))

    @property
    def settings(self) -> Settings:
        """What was chosen; some of it acts from the next start."""
        return self._kept.now

    @property
    def hands_free(self) -> bool:
        """Whether speech begins a turn without a key."""
        return self._hands_free

    def set_hands_free(self, on: bool) -> None:
        """Listen without a key, or no longer, until told otherwise; `alter` keeps it beyond the end."""
        self._engine.set_hands_free(on)
        self._hands_free = on

    def alter(self, how: Callable[[Settings], Settings]) -> None:
        """Alter the settings; a persona acts from the next turn, models when loaded. Raises SettingsError."""
        before = self.settings
        try:
            self._kept.alter(how)
        finally:
            self._engine.cues.gain = self.settings.cues.gain * self._resident
            self._adopt(before)
            self._chosen.follow(self.settings, self.models)

    def reread(self) -> None:
        """Take over what another program has written into the settings. Raises SettingsError."""
        self.alter(lambda settings: settings)

    def _adopt(self, before: Settings) -> None:
        """Take the chosen persona if it is other than before; one of another name begins a conversation."""
        character = other_character(before, self.settings, self.extensions, self._paths)
        if character is not None:
            self._engine.adopt(character)
            if character.name != manner(before).name:
                self.new_session()

    def new_session(self) -> None:
        """Begin a new conversation."""
        self._go_over_to(new_session_id(), (), 0)

    def _go_over_to(self, session: str, past: Sequence[Exchange], last: int, recap: Recap = NO_RECAP) -> None:
        left, self.session = self.session, session
        self._engine.begin_session(session, past, after=last, recap=recap)
        self._quiet.begin(said=bool(past))
        if left != session:
            self._recorder.end(left, EndReason.USER)

    def _end_by_timeout(self) -> None:
        """Begin a new conversation because nothing was said in this one for long, unless something is being said."""
        session = new_session_id()
        if self._engine.begin_if_quiet(session):
            left, self.session = self.session, session
            self._quiet.begin(said=False)
            self._recorder.end(left, self._reason_or(EndReason.TIMEOUT))

    def _reason_or(self, reason: EndReason) -> EndReason:
        return EndReason.DEVICE_LOST if self._engine.device_lost else reason

    def resume(self, session_id: str) -> Sequence[TurnRecord]:
        """Go on with an earlier conversation and return its turns; the model is given back what was heard of them.

        Reads the database. Raises DatabaseError, UsageError when there is no such session.
        """
        turns, record = self._read(
            lambda store: (turns := store.turns(session_id), store.resumable(session_id) if turns else None)
        )
        if record is None:
            message = marked("there is no conversation {session_id} to continue", session_id=session_id)
            raise UsageError(message, advice=marked("`sotto sessions list` shows what there is"))
        last, recap = max(turn.index for turn in turns), Recap(record.summary, record.summary_through)
        self._go_over_to(session_id, [exchange_of(turn) for turn in turns if is_memorable(turn)], last, recap)
        return turns

    def branch(self, session_id: str, through: int) -> Sequence[TurnRecord]:
        """Go on from a turn of an earlier conversation, in a copy of it up to there, and return the copied turns.

        With `through` 0 nothing is copied: a new conversation begins. Reads and writes the database. Raises
        DatabaseError, UsageError.
        """
        if through:
            return self.resume(self.past.branch(session_id, through))
        self.new_session()
        return ()

    def replay(self, session_id: str, turn: int) -> None:
        """Let a turn be heard again, in place of what is being said; `cancel` stops it.

        Reads the recording. Raises AudioFileError when there is none, DatabaseError.
        """
        self._engine.replay(*self.past.sound(session_id, turn))

    def play_chime(self) -> None:
        """Let a short sound be heard, in place of what is being said."""
        self._engine.replay(chime(SAMPLE_RATE), SAMPLE_RATE)

    def broken_off(self) -> SessionRecord | None:
        """The newest conversation found at this start to have broken off, and recent enough to go on with; or None.

        Its `recovery_note` says what happened; `go_on` resumes it. Waits for the examination.
        """
        self._recorder.flush(FLUSH_S)
        recent = [session for session in self._recorder.rescued if session.recovery is not Recovery.STALE]
        return max(recent, key=lambda session: session.last_at, default=None)

    def go_on(self, session_id: str, job: Job | None = None) -> Sequence[TurnRecord]:
        """Like `resume`, for a conversation that broke off: what was being said in it is first turned into words.

        Takes seconds, with a recogniser of its own. Raises DatabaseError, UsageError, ModelError, OSError, Cancelled.
        """
        finish_words(self.settings, self._paths, self._recorder, session_id, job)
        return self.resume(session_id)

    def turns(self, session_id: str) -> Sequence[TurnRecord]:
        """All turns of a session in order. Raises DatabaseError."""
        return self._read(lambda store: store.turns(session_id))

    def flush(self) -> bool:
        """Wait until what happened so far is on the disk; False if it is not within five seconds."""
        return self._recorder.flush(FLUSH_S)

    def close(self) -> None:
        """Stop everything and store what happened. Raises ShutdownError when a thread does not stop."""
        with ExitStack() as last_first:  # each, also when one raises
            last_first.callback(self._close_recorders, self._reason_or(EndReason.APPLICATION_CLOSED))
            last_first.callback(self._engine.close)
            last_first.callback(self._housekeeping.close)

    def _search(self, query: str, limit: int) -> list[history.Found]:
        return self.past.found(query, limit, besides=self.session)  # that one the model remembers anyway

    def _read(self, query: Callable[[Conversations], T]) -> T:
        self._recorder.flush(FLUSH_S)
        with self._recorder.open_database() as database:
            return query(Conversations(database))

    def _fan_out(self, event: EngineEvent) -> None:
        self._recorder.put(event)
        self._observer.put(event)
        self._quiet.note(event)
        if isinstance(event, TurnFinished) and self._sounds is not None:
            self._sounds.finish(event.session, event.turn)
        try:
            self._chosen.note(event)
            if isinstance(event, ConsentGiven) and event.answer is Answer.ALWAYS:
                self.alter(lambda settings: allowing(settings, self._consent.entry(event.name)))
        except SettingsError as error:
            self._failed(error.message, error.advice)
        self._listener(event)

    def _failed(self, message: str, advice: str, stage: Stage = Stage.STORAGE) -> None:
        self._listener(self._observer.failed(self.session, message, advice, stage))
