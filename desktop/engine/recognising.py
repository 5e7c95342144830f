"""The recogniser on a thread of its own: utterances, and guesses at unfinished ones, one after another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass

from desktop.engine.audio import as_recorded
from desktop.engine.bay import Bay
from desktop.engine.protocols import Samples, StaleCheck, Transcriber, Transcript
from desktop.errors import Cancelled

_POLL_S = 0.02
"""How often somebody who waits looks whether it is still of use."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """An utterance under way to its text."""

    future: Future[Transcript]
    samples: int = 0
    """How many are recognised."""

    @property
    def transcript(self) -> Transcript | None:
        """The text if it is there; None while it is not, and when recognising failed."""
        done = self.future.done() and not self.future.cancelled() and self.future.exception() is None
        return self.future.result() if done else None

    @property
    def failed(self) -> bool:
        """Whether it ended without a text."""
        return self.future.done() and self.transcript is None

    def wait(self, stale: StaleCheck) -> Transcript:
        """Wait for the text. Raises Cancelled when `stale()` turns true meanwhile, and what the recogniser raised."""
        while not self.future.done():
            if stale():
                raise Cancelled
            try:
                self.future.exception(_POLL_S)
            except TimeoutError:
                continue
            except CancelledError:
                break
        if self.future.cancelled():
            raise Cancelled
        return self.future.result()


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Hands utterances to the transcriber, which only the executor's one thread uses."""

    transcriber: Bay[Transcriber]
    executor: Executor
    clean: Callable[[Transcript], Transcript] = lambda transcript: transcript
    """What is taken of each text."""

    def prefer(self, language: str) -> None:
        """Have what is said expected in a language. Any thread."""
        transcriber = self.transcriber.model
        if transcriber is not None:
            transcriber.prefer(language)

    def look(self) -> None:
        """Take over another transcriber that was offered, after what is under way. Any thread."""
        with suppress(RuntimeError):  # the loop is closing: what was offered is freed with the rest
            self.executor.submit(self.transcriber.renew)

    def submit(
        self, samples: Samples, stale: StaleCheck, then: Callable[[Recognition], None] | None = None
    ) -> Recognition:
        """Recognise 16 kHz samples; `then` is called on the recogniser's thread once there is a text.

        It is given what a recording keeps of them: less than that can make it another word when it is replayed.
        """

        def work() -> Transcript:
            if stale():
                raise Cancelled
            self.transcriber.renew()
            return self.clean(self.transcriber.need(stale).transcribe(as_recorded(samples), stale))

        recognition = Recognition(self.executor.submit(work), len(samples))
        if then is not None:
            recognition.future.add_done_callback(lambda _: recognition.transcript and then(recognition))
        return recognition


@dataclass(frozen=True, slots=True)
class Guess:
    """What is being recognised of an unfinished utterance."""

    utterance: object
    """Stands for the utterance; only its identity counts."""
    last: int
    """Index of the last speech frame that it had then."""
    recognition: Recognition


class Guesses:
    """Has the unfinished utterance recognised, so that the text is there when it ends. One owner thread."""

    def __init__(self, recogniser: Recogniser, on_guess: Callable[[Guess], None]) -> None:
        """`on_guess` is called on the recogniser's thread with every guess that has a text."""
        self._recogniser = recogniser
        self._on_guess = on_guess
        self._guess: Guess | None = None
        self._utterance = object()

    @property
    def busy(self) -> bool:
        """Whether a guess is still under way."""
        return self._guess is not None and not self._guess.recognition.future.done()

    def is_current(self, guess: Guess) -> bool:
        """Whether its utterance was neither ended nor given up since."""
        return guess.utterance is self._utterance

    def look(self, last: int, samples: Samples) -> None:
        """Recognise what was said so far; an older guess that has not begun is dropped."""
        self._drop()
        utterance = self._utterance
        recognition = self._recogniser.submit(
            samples, lambda: False, lambda done: self._on_guess(Guess(utterance, last, done))
        )
        self._guess = Guess(utterance, last, recognition)

    def final(self, last: int, samples: Samples, stale: StaleCheck) -> Recognition:
        """The recognition of the whole utterance, which is over: the guess at it if nothing was said since."""
        guess, self._guess, self._utterance = self._guess, None, object()
        if guess is not None and guess.last == last and not guess.recognition.failed:
            return guess.recognition
        return self._recogniser.submit(samples, stale)

    def forget(self) -> None:
        """Drop the guess: another utterance begins, or the same from another place."""
        self._drop()
        self._utterance = object()

    def _drop(self) -> None:
        if self._guess is not None:
            self._guess.recognition.future.cancel()
            self._guess = None
