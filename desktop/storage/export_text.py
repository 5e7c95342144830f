"""Markdown, for reading: a heading a session, a paragraph each for what was said and answered."""

from __future__ import annotations

import re
from datetime import datetime

from desktop.storage.any_text import encodable
from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.terms import Outcome

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&~|$#]")
_AT_START = re.compile(r"[+\-=:]|\d+(?=[.)])")
"""What makes a line a list, a rule or a heading of the one before it."""
_ENTITIES = re.compile(r"[\t\r]|^\s+|\s+$")
"""Space that would be stripped."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class MarkdownWriter:
    """CommonMark in which every text stands for itself: no words of a person or a model become markup.

    Control characters, which Markdown cannot hold everywhere and which a terminal would obey, become U+FFFD; so do
    halves of surrogate pairs, which no file of UTF-8 can hold.
    """

    def head(self) -> str:
        """Nothing."""
        return ""

    def session(self, session: ArchivedSession) -> str:
        """Return a heading and what is known of the session."""
        title = as_markdown(" ".join(session.title.split())) or "(untitled)"
        facts = [f"{_clock(session.started_at, '%Y-%m-%d %H:%M')} UTC", session.id]
        if session.persona:
            facts.append(as_markdown(session.persona))
        if session.end_reason:
            facts.append(f"ended: {session.end_reason}")
        return f"# {title}\n\n{' · '.join(facts)}\n\n"

    def turn(self, turn: ArchivedTurn) -> str:
        """Return its number and time, and a paragraph for either side."""
        parts = [f"## {turn.index}. {_clock(turn.started_at, '%H:%M:%S')}"]
        parts.append(f"**You:** {as_markdown(turn.transcript) or '–'}")  # noqa: RUF001
        parts += [f"*{as_markdown(run.title)}:* {as_markdown(run.result)}" for run in turn.runs]
        if turn.generated:
            parts.append(
                f"**{as_markdown(' '.join(turn.persona.split())) or 'Sotto'}:** {as_markdown(turn.generated)}"
            )
        if turn.outcome is not Outcome.COMPLETED:
            parts.append(f"*{turn.outcome}*" + (f" {as_markdown(turn.error)}" if turn.error else ""))
        if turn.outcome is Outcome.INTERRUPTED:
            parts.append(f"*Heard:* {as_markdown(turn.heard) or '–'}")  # noqa: RUF001
        return "\n\n".join(parts) + "\n\n"

    def session_end(self) -> str:
        """Nothing."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""


def as_markdown(text: str) -> str:
    """Return inline CommonMark that is shown as `text`, line for line; meant to stand after other words."""
    lines = [_line(line) for line in _CONTROL.sub("\ufffd", encodable(text)).split("\n")]
    # a backslash before the end of a line breaks it; before the end of a paragraph it is just a backslash
    while len(lines) > 1 and not lines[-1]:
        lines[-2:] = [lines[-2] + "&#10;"]
    return "\\\n".join(lines)


def _line(line: str) -> str:
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], line)
    start = _AT_START.match(escaped)
    if start is not None:
        digits = start[0] if start[0].isdigit() else ""
        escaped = f"{digits}\\{escaped[len(digits) :]}"
    return _ENTITIES.sub(lambda found: "".join(f"&#{ord(each)};" for each in found[0]), escaped)


def _clock(at: datetime, form: str) -> str:
    return at.strftime(form)
