"""The text of a reply as it grows: shown as it comes, handed to the voice clause by clause."""

from __future__ import annotations

from collections.abc import Callable

from desktop import events
from desktop.answers import Known, SpokenText
from desktop.engine.reporting import Reporter
from desktop.engine.sentences import ClauseSplitter
from desktop.engine.turn import Turn

Say = Callable[[Turn, str, SpokenText | None], None]
"""Hands a clause to the voice, or what was spoken of it before."""


class ReplyText:
    """What is shown and said of one turn."""

    def __init__(self, turn: Turn, report: Reporter, say: Say) -> None:
        self._turn, self._report, self._say = turn, report, say
        self._splitter = ClauseSplitter()

    def add(self, text: str) -> None:
        """Show more of it, and say the clauses that are whole by now."""
        if not self._turn.generated:
            text = text.lstrip()
        if not text:
            return
        self._turn.generated += text
        self._report.emit(events.ReplyDelta(**self._report.head(self._turn.number), text=text))
        for clause in self._splitter.feed(text):
            self._say(self._turn, clause, None)

    def add_apart(self, text: str) -> None:
        """The same for a sentence that may follow words of others."""
        self.add(text if self._turn.generated[-1:].isspace() or not text else f" {text}")

    def finish(self) -> None:
        """Say what is left."""
        for clause in self._splitter.finish():
            self._say(self._turn, clause, None)

    def repeat(self, known: Known) -> None:
        """Give a whole answer once more, as sound where it was spoken with this voice."""
        if not known.spoken:
            self.add(known.answer.reply)
            self.finish()
            return
        self._turn.generated = known.answer.reply
        self._report.emit(events.ReplyDelta(**self._report.head(self._turn.number), text=self._turn.generated))
        for spoken in known.spoken:
            self._say(self._turn, spoken.text, spoken)
