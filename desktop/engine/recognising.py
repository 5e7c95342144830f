"""The recogniser on a thread of its own: utterances, and guesses at unfinished ones, one after another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass

from desktop.engine.protocols import Samples, StaleCheck, Transcriber, Transcript
from desktop.errors import Cancelled

_POLL_S = 0.02
"""How often somebody who waits looks whether it is still of use."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """An utterance under way to its text."""

    future: Future[Transcript]

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

    transcriber: Transcriber
    executor: Executor

    def submit(
        self, samples: Samples, stale: StaleCheck, then: Callable[[Recognition], None] | None = None
    ) -> Recognition:
        """Recognise 16 kHz samples; `then` is called on the recogniser's thread once there is a text."""

        def work() -> Transcript:
            if stale():
                raise Cancelled
            return self.transcriber.transcribe(samples, stale)

        recognition = Recognition(self.executor.submit(work))
        if then is not None:
            recognition.future.add_done_callback(lambda _: recognition.transcript and then(recognition))
        return recognition


@dataclass(frozen=True, slots=True)
class Guess:
    """What is being recognised of an unfinished utterance."""

    utterance: int
    """Which one: they are counted."""
    last: int
    """Index of the last speech frame that it had then."""
    recognition: Recognition


class Guesses:
    """Has unfinished utterances recognised, so that the text is there when they end. One owner thread."""

    def __init__(self, recogniser: Recogniser, on_guess: Callable[[Guess], None]) -> None:
        """`on_guess` is called on the recogniser's thread with every guess that has a text."""
        self._recogniser = recogniser
        self._on_guess = on_guess
        self._guess: Guess | None = None

    @property
    def busy(self) -> bool:
        """Whether a guess is still under way."""
        return self._guess is not None and not self._guess.recognition.future.done()

    def look(self, utterance: int, last: int, samples: Samples) -> None:
        """Recognise what was said so far; an older guess that has not begun is dropped."""
        self.forget()
        recognition = self._recogniser.submit(
            samples, lambda: False, lambda done: self._on_guess(Guess(utterance, last, done))
        )
        self._guess = Guess(utterance, last, recognition)

    def final(self, utterance: int, last: int, samples: Samples, stale: StaleCheck) -> Recognition:
        """The recognition of the whole utterance: the guess at it if nothing was said since."""
        guess, self._guess = self._guess, None
        if guess is not None and (guess.utterance, guess.last) == (utterance, last) and not guess.recognition.failed:
            return guess.recognition
        return self._recogniser.submit(samples, stale)

    def forget(self) -> None:
        """Drop the guess."""
        if self._guess is not None:
            self._guess.recognition.future.cancel()
            self._guess = None
