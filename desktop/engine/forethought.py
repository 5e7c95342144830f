"""A reply begun while the user may still go on: thought of in the pause, said only once the turn is final."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.engine.bay import Bay
from desktop.engine.protocols import LanguageModel, Message, StaleCheck
from desktop.engine.sentences import ClauseSplitter
from desktop.engine.tools.parsing import parser_for
from desktop.errors import Cancelled

MOST_PIECES = 48
"""Pieces of a reply that are thought of ahead of time, when no clause ends before."""


class Forethought:
    """The one user of the language model. One owner thread.

    What was begun for a prompt is gone on with when exactly that prompt is asked for, and dropped otherwise.
    """

    def __init__(self, bay: Bay[LanguageModel]) -> None:
        self._bay = bay
        self._temperature: float | None = None
        self._messages: list[Message] = []
        self._pieces: list[str] = []
        self._rest: Iterator[str] | None = None
        self._stale: StaleCheck = bool

    @property
    def model(self) -> LanguageModel:
        """The model. Raises as `ready` does, where it is unloaded and does not come."""
        return self._bay.need()

    @property
    def present(self) -> bool:
        """Whether there is a model."""
        return self._bay.present

    def renew(self) -> bool:
        """Take over another model that was offered, and drop what was begun with the one before.

        Returns whether there was anything to do.
        """
        renewed = self._bay.renew(self.drop)
        if renewed:
            self._temper()
        return renewed

    def ready(self, stale: StaleCheck) -> None:
        """Wait for a model that is unloaded. Raises Cancelled, and what loading it raised."""
        missing = not self._bay.present
        self._bay.need(stale)
        if missing:
            self._temper()

    def set_temperature(self, temperature: float) -> None:
        """Have words chosen at this temperature, also by models that come later; what was begun is dropped."""
        self.drop()
        self._temperature = temperature
        self._temper()

    def _temper(self) -> None:
        if self._temperature is not None and self._bay.model is not None:
            self._bay.model.set_temperature(self._temperature)

    def read(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        """Evaluate a prompt's beginning. Raises Cancelled and what the model raises."""
        self.drop()
        self.model.prepare(messages, stale)

    def begin(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> None:
        """Begin the reply to a prompt, up to its first clause or tool call, or until `stale()` turns true.

        Raises Cancelled while the prompt is evaluated, and what the model raises.
        """
        if self._rest is None or self._messages != list(messages):
            self.drop()
            self._messages, self._pieces = list(messages), []
            self._rest = self.model.generate(messages, max_tokens=max_tokens, stale=lambda: self._stale())
        splitter, parser = ClauseSplitter(), parser_for(self.model.call_form)
        begun = any(splitter.feed(parser.feed(piece)) or parser.calls for piece in self._pieces)
        while not begun and len(self._pieces) < MOST_PIECES and not stale():
            # between pieces it is asked here: what is there already is kept
            piece = self._next(bool if self._pieces else stale)
            if piece is None:
                return
            self._pieces.append(piece)
            begun = bool(splitter.feed(parser.feed(piece)) or parser.calls)

    def reply(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        """The reply's text in pieces, the first of them at once if they were thought of. Raises as the model does."""
        if self._messages != list(messages):
            self.drop()
        if self._rest is None:
            yield from self.model.generate(messages, max_tokens=max_tokens, stale=stale)
            return
        pieces, self._pieces = self._pieces, []
        try:
            for piece in pieces:
                if stale():
                    raise Cancelled
                yield piece
            while (following := self._next(stale)) is not None:
                yield following
        finally:
            self.drop()

    def drop(self) -> None:
        """Give up what was begun."""
        rest, self._rest, self._messages = self._rest, None, []
        close = getattr(rest, "close", None)  # a generator ends now, not when it is collected
        if close is not None:
            close()

    def _next(self, stale: StaleCheck) -> str | None:
        assert self._rest is not None
        self._stale = stale
        try:
            return next(self._rest, None)
        except BaseException:
            self.drop()
            raise
