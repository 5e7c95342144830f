"""The speaking thread's loop: clauses to sound, sound to heard text, turns to their end."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import numpy as np

from desktop import events, log
from desktop.engine.audio import Resampler, after_silence, amplified, resample
from desktop.engine.bay import Bay
from desktop.engine.chime import chime
from desktop.engine.cueing import Cueing, Expect
from desktop.engine.cues import Cue
from desktop.engine.playback import HeardTracker
from desktop.engine.protocols import Samples, Speaker, StaleCheck, Voice
from desktop.engine.recorded_voice import KeptVoice, RecordedVoice
from desktop.engine.reporting import Reporter
from desktop.engine.sentences import speakable
from desktop.engine.speech_work import Clause, GoOn, Look, Replay, Ring, TextDone, Work
from desktop.engine.tape import Tape
from desktop.engine.turn import Turn
from desktop.errors import Cancelled, DeviceError, words_of
from desktop.terms import WENT_ON, Outcome, Stage, State

TICK_S = 0.02


class Mouth:
    """Speaks one turn after another. `run` is the speaking thread; others only post to the inbox or `silence` it.

    Its methods are the steps of one clause to the loudspeaker and what may come between them: one state, one thread.
    """

    def __init__(
        self,
        voice: Bay[Voice],
        speaker: Speaker | None,
        reporter: Reporter,
        *,
        is_stale: Callable[[Turn], bool],
        on_finished: Callable[[Turn], None],
        is_listening: Callable[[], bool],
        can_play: Callable[[], bool],
        tape: Tape | None = None,
    ) -> None:
        """`can_play` says whether the loudspeaker is open, or lost but likely to be mended in a moment."""
        self._voice = voice
        self._speaker = speaker
        self._reporter = reporter
        self._is_stale = is_stale
        self._on_finished = on_finished
        self._is_listening = is_listening
        self._can_play = can_play
        self._tape = tape
        self._ringing = False
        self._tracker = HeardTracker(1)
        self._speaking: Turn | None = None
        self._ending: Turn | None = None
        self._heard = ""
        self._began = 0
        """Position of the reply's first sample."""
        self.cues = Cueing(self._usable_speaker, reporter.clock, lambda to, samples: self._sound(to, samples, bool))
        self.inbox: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        """Work to do; None ends the loop."""

    def run(self) -> None:
        """Work until None; between pieces of work report what was heard."""
        while True:
            busy = self._speaking or self._ending or self._ringing or self.cues.waiting
            try:
                item = self.inbox.get(timeout=TICK_S if busy else None)
            except queue.Empty:
                self._tick()
                continue
            if item is None:
                self._tick()
                return
            self._take(item)

    @property
    def busy(self) -> bool:
        """Whether a reply is being spoken. Any thread."""
        return self._speaking is not None

    def silence(self) -> None:
        """Drop what is queued in the loudspeaker. Any thread."""
        if self._speaker is not None:
            self._speaker.flush()

    def hold(self) -> None:
        """Silence the reply for the moment; `GoOn` ends it. Any thread."""
        if self._speaker is not None:
            self._speaker.hold()

    @property
    def lately(self) -> str:
        """What was said aloud of the newest reply, up to half a second ahead. Any thread."""
        speaker, tracker = self._speaker, self._tracker
        return tracker.heard(speaker.played + speaker.sample_rate // 2) if speaker is not None else ""

    @property
    def audible(self) -> bool:
        """Whether something of the reply that is being spoken has left the loudspeaker. Any thread."""
        return self._speaking is not None and self._speaker is not None and self._speaker.played > self._began

    def _usable_speaker(self) -> Speaker | None:
        return self._speaker if self._can_play() else None

    def _take(self, item: Work) -> None:
        match item:
            case Clause():
                if not self._is_stale(item.turn) and item.turn.outcome is Outcome.COMPLETED:
                    self._speak(item)
            case TextDone(turn=turn):
                self._ending = turn
            case Ring():
                self._ringing = True
            case Replay():
                self._replay(item)
            case GoOn():
                if self._speaker is not None:
                    self._speaker.resume(self._tracker.word_start(self._speaker.played))
            case Cue() | Expect():
                self._cue(item)
            case Look():
                pass  # the tick that follows does it, or the one that ends the reply
        self._tick()

    def _cue(self, item: Cue | Expect) -> None:
        if isinstance(item, Expect):
            self.cues.expect(item.turn)
            return
        self._tick()  # a reply that was cut short ends, and takes with it what is queued
        if not self._speaking or self._is_stale(self._speaking):
            self.cues.sound(item)

    def _tick(self) -> None:
        """Report what was heard meanwhile; end the turn when its sound has ended or it went stale."""
        if self._speaking is not None and self._speaker is not None:
            self._report_heard(self._speaking, self._speaker.played)
        if self._ending is not None and (self._is_stale(self._ending) or self._silent()):
            self._finish(self._ending)
        if self._speaking is None and self._ending is None:
            self._voice.renew()
        if self._ringing:
            self._ring()
        if not self._speaking:
            self.cues.tick(self._is_stale)

    def _ring(self) -> None:
        """Sound the chime, but neither into a reply nor into what the user is saying: then it waits."""
        speaker = self._usable_speaker()
        if speaker is not None and (self._speaking or self._ending or self._is_listening()):
            return
        self._ringing = False
        if speaker is not None:
            self._sound(speaker, chime(speaker.sample_rate), bool)

    def _replay(self, item: Replay) -> None:
        speaker = self._usable_speaker()
        if speaker is not None and not item.stale():
            self._sound(speaker, resample(item.samples, item.rate, speaker.sample_rate), item.stale)

    def _sound(self, speaker: Speaker, samples: Samples, stale: StaleCheck) -> None:
        """Play what belongs to no reply."""
        try:
            speaker.play(samples, lambda: stale() or not self._can_play())
        except Cancelled:
            log.engine.debug("a sound was cut short, or the loudspeaker lost")
        except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
            self._reporter.failure(0, Stage.SPEAKER, error)

    def _silent(self) -> bool:
        speaker = self._usable_speaker()
        return self._speaking is None or speaker is None or speaker.played >= self._tracker.end

    def _speak(self, clause: Clause) -> None:
        speaker = self._usable_speaker()
        if speaker is None:
            return
        if self._speaking is not clause.turn:
            self.cues.give_way()
            self._voice.renew()
            self._speaking, self._heard = clause.turn, ""
            self._tracker = HeardTracker(speaker.sample_rate, clause.turn.delivery.slowness)
            self._began = speaker.queued
        try:
            self._play(clause, speaker)
        except Cancelled:
            log.engine.debug("turn %d went stale while speaking", clause.turn.number)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
            clause.turn.fail(words_of(error))
            stage = Stage.SPEAKER if isinstance(error, DeviceError) else Stage.VOICE
            self._reporter.failure(clause.turn.number, stage, error)

    def _play(self, clause: Clause, speaker: Speaker) -> None:
        text = speakable(clause.text)
        voice = self._speaker_of(clause)
        resampler = Resampler(voice.sample_rate, speaker.sample_rate)
        self._tracker.begin(clause.text, speaker.queued)
        if text:
            for block in self._blocks(voice, clause, text, speaker.sample_rate / voice.sample_rate):
                self._queue(clause, speaker, resampler(block))
            self._queue(clause, speaker, resampler(np.zeros(0, np.float32), last=True))
        self._tracker.complete()

    def _speaker_of(self, clause: Clause) -> Voice:
        """What was spoken before, or the voice."""
        if clause.spoken is not None:
            return RecordedVoice(clause.spoken)
        voice, keepsake = self._voice.need(lambda: self._is_over(clause.turn)), clause.turn.keepsake
        return voice if keepsake is None else KeptVoice(voice, keepsake, clause.text)

    def _blocks(self, voice: Voice, clause: Clause, text: str, scale: float) -> Iterator[Samples]:
        """The voice's blocks for a clause read as `text`; the tracker learns what is where in them."""
        tracker = self._tracker
        blocks = voice.synthesize(
            text,
            lambda: self._is_over(clause.turn),
            slowness=clause.turn.delivery.slowness,
            on_words=lambda words: tracker.words(words, text, scale),
        )
        if clause.turn.timings.turn is not None:
            return blocks
        # a reply starts with its first sound, not with the voice's pause
        return after_silence(blocks, voice.sample_rate, lambda silent: tracker.skip(round(silent * scale)))

    def _queue(self, clause: Clause, speaker: Speaker, samples: Samples) -> None:
        if not len(samples):
            return
        if self._is_over(clause.turn):
            raise Cancelled
        samples = amplified(samples, clause.turn.delivery.gain)
        speaker.play(samples, lambda: self._is_over(clause.turn))
        self._tracker.extend(len(samples))
        if self._tape is not None:
            number = clause.turn.number
            session = self._reporter.session_of(number)
            self._tape.write("assistant", session, number, samples, speaker.sample_rate)
        if clause.turn.timings.turn is None:
            self._report_audible(clause)
        self._report_heard(clause.turn, speaker.played)

    def _is_over(self, turn: Turn) -> bool:
        """Whether nothing more of a turn can be heard: it went stale, or its loudspeaker was lost for good."""
        return self._is_stale(turn) or not self._can_play()

    def _report_audible(self, clause: Clause) -> None:
        turn, now = clause.turn, self._reporter.clock.monotonic()
        ms = (now - turn.ended_at) * 1000
        turn.stage_took(tts_first_audio=(now - clause.queued_at) * 1000, turn=ms)
        turn.speaker_ms = self._speaker.latency_s * 1000 if self._speaker is not None else None
        self._reporter.emit(events.ReplyAudible(**self._reporter.head(turn.number), ms=ms))
        self._reporter.state(turn.number, State.SPEAKING)

    def _report_heard(self, turn: Turn, played: int) -> None:
        heard = self._tracker.heard(played)
        if len(heard) > len(self._heard):  # an estimate that ran ahead is not taken back
            self._heard = heard
            self._reporter.emit(events.ReplyHeard(**self._reporter.head(turn.number), heard=heard))

    def _finish(self, turn: Turn) -> None:
        if self._speaking is turn:
            turn.spoken = self._tracker.spoken
            turn.heard = self._tracker.heard(self._speaker.played) if self._speaker is not None else ""
            turn.heard = max(turn.heard, self._heard, key=len)  # a word is played twice after a hold
            self._end_tape(turn)
        if not self._can_play():
            self.silence()  # what was not heard of this reply is not heard in the middle of a later one
        self._ending, self._speaking = None, None
        if self._is_stale(turn) and turn.outcome is Outcome.COMPLETED:
            self.silence()  # a block may have slipped in between the interruption and its being noticed
            turn.outcome = Outcome.INTERRUPTED
        if turn.outcome is Outcome.INTERRUPTED and turn.goes_on and not turn.heard:
            turn.outcome, turn.error = Outcome.IGNORED, WENT_ON
        elif turn.outcome is Outcome.INTERRUPTED:
            self._reporter.emit(events.Interrupted(**self._reporter.head(turn.number), heard=turn.heard))
        if turn.outcome is Outcome.FAILED:
            self.cues.sound(Cue.ERROR)
        self._on_finished(turn)

    def _end_tape(self, turn: Turn) -> None:
        """Only what was played of a reply was said."""
        if self._tape is not None and self._speaker is not None:
            played = max(0, self._speaker.played - self._began)
            self._tape.end("assistant", self._reporter.session_of(turn.number), turn.number, played)
