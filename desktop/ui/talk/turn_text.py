"""One turn as the window shows it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.terms import WENT_ON, Outcome
from desktop.ui.talk.heard import heard_length
from desktop.ui.talk.plain_text import visible
from desktop.wording import marked, tr

if TYPE_CHECKING:
    from desktop.ui.assistant_like import TurnLike


class Part(enum.IntEnum):
    """What a paragraph of the conversation is."""

    QUESTION = 1
    REPLY = 2
    NOTE = 3
    FAULT = 4
    ACTION = 5
    """Something to click."""


Paragraph = tuple[Part, str, str]
"""Kind, text, and the tail of the text that nobody heard, or not yet."""
_PARTLY_HEARD = (None, Outcome.INTERRUPTED)
ANSWER_ANYWAY = marked("Answer it anyway")


@dataclass(slots=True)
class TurnText:
    """The words of one turn, as far as they are known."""

    transcript: str = ""
    reply: str = ""
    heard: str = ""
    outcome: Outcome | None = None
    """None while the turn is under way."""
    error: str = ""
    tools: list[str] = field(default_factory=list)
    """What its tools did, in words."""
    persona: str = ""
    """Who answered; empty where that is not known."""
    answered: bool = False
    """Whether an ignored turn's words were sent after all."""

    @classmethod
    def from_record(cls, turn: TurnLike) -> TurnText:
        """Return a stored turn."""
        outcome = Outcome(turn.outcome)
        tools = [run.title for run in turn.runs]
        return cls(turn.transcript, turn.generated, turn.heard, outcome, turn.error, tools, turn.persona)

    def parts(self, before: str = "") -> list[Paragraph]:
        """Return the paragraphs in order, with the name of who answers unless `before`, who did last, is the same."""
        parts: list[Paragraph] = []
        if self.transcript:
            parts.append((Part.QUESTION, visible(self.transcript), ""))
        if self.persona and before and self.persona != before:
            parts.append((Part.NOTE, visible(self.persona), ""))
        if self.reply:
            # while it is spoken, the words follow the voice
            end = heard_length(self.reply, self.heard) if self.outcome in _PARTLY_HEARD else None
            tail = "" if end is None else self.reply[end:]
            parts.append((Part.REPLY, visible(self.reply[:end]), visible(tail)))
        parts.extend(
            (Part.FAULT if self.outcome is Outcome.FAILED else Part.NOTE, note, "") for note in self._notes()
        )
        if self.restorable:
            parts.append((Part.ACTION, tr(ANSWER_ANYWAY), ""))
        return parts

    @property
    def restorable(self) -> bool:
        """Whether it was ignored although words were understood, and they can still be sent."""
        return self.outcome is Outcome.IGNORED and bool(self.transcript.strip()) and not self.answered

    @property
    def went_on(self) -> bool:
        """Whether it became the beginning of the next turn, and is nothing to show."""
        return self.outcome is Outcome.IGNORED and self.error == WENT_ON

    def _notes(self) -> list[str]:
        notes = [" · ".join(visible(tr(title)) for title in self.tools)] if self.tools else []
        reason = visible(tr(self.error))
        if self.outcome is Outcome.FAILED:
            notes.append(tr("Failed: {reason}").format(reason=reason or tr("no reason given")))
        elif self.outcome is Outcome.IGNORED:
            notes.append(tr("Ignored: {reason}").format(reason=reason or tr("nothing was said")))
        elif self.outcome is Outcome.INTERRUPTED:
            notes.append(tr("Interrupted; the grey words were not heard") if self.reply else tr("Interrupted"))
        elif self.outcome is Outcome.UNFINISHED:
            notes.append(tr("Cut off: {reason}").format(reason=reason or tr("not finished")))
        return notes
