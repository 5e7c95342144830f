"""One turn as the window shows it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.errors import Remedy
from desktop.terms import WENT_ON, Outcome
from desktop.ui.talk.heard import heard_length
from desktop.ui.talk.plain_text import visible
from desktop.ui.trouble.remedies import COPIED, COPY_DETAILS, WORDS, Trouble, offered
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
"""Kind, text, and the tail of the text that nobody heard, or not yet.

Of a question the tail is what was understood so far; of an action text and tail have a line for each thing to click:
its words, and the deed.
"""
ANSWER = "answer"
"""The deed that sends the words of an ignored turn after all; others are those of a `Remedy`, or `COPY`."""
COPY = "copy"
"""Copies the details of what failed."""
_PARTLY_HEARD = (None, Outcome.INTERRUPTED)
ANSWER_ANYWAY = marked("Answer it anyway")


def deed_of(remedy: Remedy) -> str:
    """The name of what a remedy does, fit for a link."""
    return remedy.value.replace(" ", "-")


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
    """Whether the words of an ignored turn, or of one that failed, were sent again."""
    partial: str = ""
    """What is understood of the question while it is said."""
    trouble: Trouble | None = None
    """Why it failed and what helps."""
    copied: bool = False
    """Whether that was copied."""

    @classmethod
    def from_record(cls, turn: TurnLike) -> TurnText:
        """Return a stored turn."""
        outcome = Outcome(turn.outcome)
        tools = [run.title for run in turn.runs]
        return cls(turn.transcript, turn.generated, turn.heard, outcome, turn.error, tools, turn.persona)

    def parts(self, before: str = "") -> list[Paragraph]:
        """Return the paragraphs in order, with the name of who answers unless `before`, who did last, is the same."""
        parts: list[Paragraph] = []
        if self.transcript or self.partial:
            partial = "" if self.transcript else visible(self.partial)
            parts.append((Part.QUESTION, visible(self.transcript), partial))
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
        if deeds := self.deeds():
            words, names = zip(*((words, name) for name, words in deeds), strict=True)
            parts.append((Part.ACTION, "\n".join(words), "\n".join(names)))
        return parts

    def deeds(self) -> list[tuple[str, str]]:
        """What can be done about it where it stands: names, and words for people."""
        if self.restorable:
            return [(ANSWER, tr(ANSWER_ANYWAY))]
        if self.outcome is not Outcome.FAILED:
            return []
        again = (Remedy.TRY_AGAIN,) if self.transcript.strip() and not self.answered else ()
        helps = offered(*(self.trouble.remedies if self.trouble is not None else ()), *again)
        copy = tr(COPIED) if self.copied else tr(COPY_DETAILS)
        return [*((deed_of(one), tr(WORDS[one])) for one in helps), (COPY, copy)]

    def details(self) -> str:
        """Everything about why it failed, as text to send to somebody."""
        return (self.trouble or Trouble(tr(self.error), "")).to_copy()

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
