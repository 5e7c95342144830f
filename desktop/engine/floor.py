"""Who speaks: the user, Sotto, or both at once. Free speech becomes utterances and interruptions here.

The listening thread owns it. While a reply is under way, speech first holds it; what was said decides whether the
user gets the floor or the reply goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from desktop import events, log
from desktop.engine.audio import SAMPLE_RATE, loudness
from desktop.engine.endpointing import Change
from desktop.engine.free_listening import FreeListener
from desktop.engine.interruption import Evidence, Verdict, judge
from desktop.engine.listening import Utterance
from desktop.engine.patience import TurnDetector
from desktop.engine.protocols import Transcript
from desktop.engine.recognising import Guess, Guesses, Recognition
from desktop.engine.reporting import Reporter
from desktop.engine.transcription import Sound
from desktop.engine.user_level import UserLevel
from desktop.errors import Cancelled
from desktop.terms import Stage, State

START_FRAMES = 3
"""Speech frames in a row that begin an utterance; fewer are a click."""
HOLD_FRAMES = 2
"""Speech frames in a row that hold a reply: it goes on if nothing comes of them."""
HOLD_SURE = 0.9
"""Speech probability of a single frame that holds it, once the echo canceller may be believed."""
NEVER = 1.1
FIRST_LOOK_S = 0.25
"""Speech during a reply after which its words are looked at."""
NEXT_LOOK_S = 0.06
LAST_WORD_S = 0.5
"""How long the words of a short sound during a reply are waited for, once it is over."""
GOES_ON_S = 2.5
"""Speech this soon after an utterance whose reply is not heard yet belongs to that utterance."""


_NOTHING = Transcript("", "", 0.0, 1.0, 0.0, 0)


class Reply(Enum):
    """What Sotto is doing."""

    NONE = auto()
    THINKING = auto()
    AUDIBLE = auto()


@dataclass(frozen=True, slots=True)
class Partner:
    """Sotto's side of the conversation, as the floor needs it."""

    reply: Callable[[], Reply]
    """What Sotto is doing now."""
    hold: Callable[[], None]
    """Silence the reply for the moment."""
    go_on: Callable[[], None]
    """Go on with the reply that is held, from its last word on."""
    take_floor: Callable[[bool], int]
    """Drop the reply, and its turn too if the user goes on with the same utterance; returns the number of the turn
    that begins, 0 when closed, or when somebody else is to be listened to."""
    is_echo: Callable[[str], bool]
    """Whether these words are those that Sotto itself is saying."""
    is_settling: Callable[[], bool]
    """Whether the echo canceller may not have converged yet."""
    foresee: Callable[[str], None]
    """The user has probably said this, and may have finished."""
    is_over: Callable[[int], bool]
    """Whether something newer has made a turn stale. Any thread."""
    deliver: Callable[[Utterance, Recognition, float], None]
    """The utterance is complete; the user has been silent for so many seconds."""


class Floor:
    """Turns changes of free speech into turns. One owner thread."""

    def __init__(
        self, listener: FreeListener, guesses: Guesses, detector: TurnDetector, partner: Partner, report: Reporter
    ) -> None:
        self._listener = listener
        self._guesses = guesses
        self._detector = detector
        self._partner = partner
        self._report = report
        self._level = UserLevel()
        self._turn = 0
        self._held = False
        self._next_look_s = 0.0
        self._dismissed = -1
        """Last frame of what was not the user's, as it was judged in the pause behind it."""
        self._heard: float | None = None
        """How likely the user had finished at the last pause, by ear."""
        self._began_at, self._ended_at = 0, -1
        """Where the utterance before began and ended."""

    @property
    def turn(self) -> int:
        """The turn that the user is speaking; 0 when none is."""
        return self._turn

    @property
    def start(self) -> int:
        """Where the utterance under way begins, pre-roll included."""
        return self._listener.start

    @property
    def alert(self) -> bool:
        """Whether somebody speaks, or thinks of what to say, so that the next frame matters at once."""
        return self._listener.speech.first >= 0 or self._partner.reply() is not Reply.NONE

    def begin(self, position: int) -> None:
        """Listen from `position` on."""
        self.give_up()
        self._listener.begin(position)

    def give_up(self) -> None:
        """Forget what is being said."""
        self._turn = 0
        self._guesses.forget()
        self._listener.forget()
        self._resume()

    def abandon(self) -> None:
        """The same, and say that nobody is listened to any more."""
        turn = self._turn
        self.give_up()
        if turn:
            self._report.state(turn, State.IDLE)

    def tick(self) -> None:
        """Take in what was recorded since the last tick."""
        audible = self._partner.reply() is Reply.AUDIBLE
        self._listener.speech.start_frames = HOLD_FRAMES if audible else START_FRAMES
        self._listener.speech.sure = HOLD_SURE if audible and not self._partner.is_settling() else NEVER
        for change in self._listener.changes():
            match change:
                case Change.STARTED:
                    self._start()
                case Change.PAUSED:
                    self._pause()
                case Change.RESUMED:
                    pass
                case Change.ENDED:
                    self._end()
                case Change.LOST:
                    self.abandon()
        contended = self._listener.speech.first >= 0 and not self._turn
        if contended and self._is_dismissed():
            self._guesses.forget()
            self._listener.dismiss()
        elif contended and self._listener.speech_s >= self._next_look_s and not self._guesses.busy:
            self._next_look_s = self._listener.speech_s + NEXT_LOOK_S
            self._look()

    def guessed(self, guess: Guess) -> None:
        """Words of the utterance under way are known."""
        transcript = guess.recognition.transcript
        if not self._guesses.is_current(guess) or self._listener.speech.first < 0 or transcript is None:
            return
        if not self._turn:
            self._weigh(transcript, ended=self._listener.speech.paused and guess.last == self._listener.speech.last)
        if self._turn:
            self._show(guess, transcript)

    def _start(self) -> None:
        self._guesses.forget()
        self._next_look_s, self._dismissed = FIRST_LOOK_S, -1
        if self._partner.reply() is Reply.NONE:
            self._take()
        else:
            self._held = True
            self._partner.hold()

    def _is_dismissed(self) -> bool:
        """Whether the user is quiet after what was not theirs, and the reply is over: what they say next is new."""
        speech = self._listener.speech
        return speech.paused and speech.last == self._dismissed and self._partner.reply() is Reply.NONE

    def _pause(self) -> None:
        """The ear judges at once, the words follow."""
        self._heard = self._detector.hear(self._listener.so_far())
        self._listener.speech.patience_s = self._detector.patience_s(self._heard)
        self._look()

    def _look(self) -> None:
        """Have what was said so far recognised."""
        self._guesses.look(self._listener.speech.last, self._listener.so_far())

    def _weigh(self, transcript: Transcript, *, ended: bool) -> None:
        """Decide about the reply that is under way."""
        loud = loudness(self._listener.so_far())
        evidence = Evidence(
            transcript,
            self._listener.speech_s,
            ended=ended,
            echo=self._partner.is_echo(transcript.text),
            sound=Sound(self._listener.speech.speech_share, loud),
            guarded=self._partner.is_settling(),
            far=self._level.is_far(loud),
        )
        match judge(evidence):
            case Verdict.STOP:
                self._take()
            case Verdict.RESUME:
                self._dismissed = self._listener.speech.last if ended else -1
                self._resume()
            case Verdict.WAIT:
                pass

    def _show(self, guess: Guess, transcript: Transcript) -> None:
        """Report the words so far, and wait as long as they ask for."""
        text, language = transcript.text.strip(), transcript.language
        if guess.last == self._listener.speech.last:
            self._listener.speech.patience_s = self._detector.patience_s(self._heard, text, language)
        if text:
            self._partner.foresee(text)
            self._report.partial(self._turn, text)

    def _take(self) -> None:
        """The user has the floor."""
        goes_on = self._goes_on()
        self._held = False
        self._turn = self._partner.take_floor(goes_on)
        if not self._turn:
            return
        self._report.emit(events.SpeechStarted(**self._report.head(self._turn)))
        self._report.state(self._turn, State.LISTENING)
        if goes_on:
            self._listener.include(self._began_at)
            self._guesses.forget()  # it does not know the beginning

    def _goes_on(self) -> bool:
        """Whether this is the rest of the utterance before, whose reply is not heard yet."""
        if self._partner.reply() is not Reply.THINKING or self._ended_at < 0:
            return False
        return self._listener.start - self._ended_at < GOES_ON_S * SAMPLE_RATE

    def _resume(self) -> None:
        if self._held:
            self._held = False
            self._partner.go_on()

    def _end(self) -> None:
        """The user has been silent for long enough."""
        listener, start = self._listener, self._listener.start
        recognition = self._final()
        if not self._turn:
            self._settle(recognition)
        if self._turn:
            if listener.start != start:  # it goes on from the utterance before
                recognition = self._final()
            utterance, silence_s, self._turn = listener.utterance(self._turn), listener.speech.silence_s, 0
            self._level.take(loudness(utterance.samples))
            self._began_at, self._ended_at = listener.start, listener.start + len(utterance.samples)
            self._partner.deliver(utterance, recognition, silence_s)
        listener.forget()

    def _settle(self, recognition: Recognition) -> None:
        """A sound during a reply is over: give the user the floor, or let the reply go on."""
        deadline = self._report.clock.monotonic() + LAST_WORD_S
        transcript = _NOTHING
        try:
            transcript = recognition.wait(lambda: self._report.clock.monotonic() > deadline)
        except Cancelled:
            log.engine.debug("no words within %.1f s of a sound during a reply", LAST_WORD_S)
        except Exception as error:  # noqa: BLE001 - reported; the reply goes on as if nothing had been said
            self._report.failure(0, Stage.TRANSCRIPTION, error)
        self._weigh(transcript, ended=True)
        if not self._turn:
            self._resume()

    def _final(self) -> Recognition:
        listener, turn = self._listener, self._turn
        return self._guesses.final(
            listener.speech.last, listener.so_far(), lambda: bool(turn) and self._partner.is_over(turn)
        )
