"""Subtitles, SRT and WebVTT: who said what when, counted from the beginning of the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.storage.any_text import encodable
from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.terms import Outcome

_WORDS_A_SECOND = 2.5
"""Of ordinary speech: how long a cue stays whose sound nobody measured."""
_SHORTEST = timedelta(seconds=1)
_LONGEST = timedelta(hours=999)
"""What lies further apart is moved together: an imported time may be thousands of years off."""
_GAP = timedelta(seconds=1)
"""Between sessions, which follow upon one another in one file."""
_BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one side said, from when to when."""

    start: timedelta
    end: timedelta
    who: str
    text: str
    """Lines without blank ones among them, which would end the cue."""


class Timeline:
    """Places turns one after another: no cue begins before the one in front of it."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._origin: datetime | None = None
        self._start = timedelta()
        self._end = timedelta()

    def begin(self, session: ArchivedSession) -> None:
        """Let a session follow upon what there is."""
        self._origin = session.started_at
        self._offset = self._end + _GAP if self._end else timedelta()

    def cues(self, turn: ArchivedTurn) -> Iterator[Cue]:
        """Give a cue for each side that said something."""
        assert self._origin is not None, "a session begins before its turns"
        asked = min(turn.started_at - self._origin, _LONGEST) + self._offset
        said = max(_seconds(turn.audio_s), _SHORTEST)
        if turn.outcome is not Outcome.IGNORED and (text := as_lines(turn.transcript)):
            yield self._place(asked, said, "You", text)
        wait = _seconds((turn.turn_ms or 0.0) / 1000)
        if text := as_lines(_reply(turn)):
            yield self._place(asked + said + wait, _time_to_say(text), _speaker(turn), text)

    def _place(self, start: timedelta, length: timedelta, who: str, text: str) -> Cue:
        self._start = max(start, self._start, timedelta())
        cue = Cue(self._start, self._start + length, who, text)
        self._end = max(self._end, cue.end)
        return cue


class SrtWriter:
    """SubRip. It has no escapes: lest it pass for a cue, a text stands on one line and an arrow in it becomes `→`."""

    def __init__(self) -> None:
        self._timeline = Timeline()
        self._cues = 0

    def head(self) -> str:
        """Nothing."""
        return ""

    def session(self, session: ArchivedSession) -> str:
        """Note when it begins."""
        self._timeline.begin(session)
        return ""

    def turn(self, turn: ArchivedTurn) -> str:
        """Return its cues."""
        return "".join(map(self._cue, self._timeline.cues(turn)))

    def session_end(self) -> str:
        """Nothing."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""

    def _cue(self, cue: Cue) -> str:
        self._cues += 1
        times = f"{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}"
        text = f"{cue.who}: {cue.text}".replace("\n", " ").replace("-->", "→")
        return f"{self._cues}\n{times}\n{text}\n\n"


class VttWriter:
    """WebVTT, with voices. Its escapes hold every character but NUL, which becomes U+FFFD."""

    def __init__(self) -> None:
        self._timeline = Timeline()

    def head(self) -> str:
        """Return the signature."""
        return "WEBVTT\n\n"

    def session(self, session: ArchivedSession) -> str:
        """Return its title as a note."""
        self._timeline.begin(session)
        return f"NOTE {session.id} {_escaped(as_lines(session.title))}".rstrip() + "\n\n"

    def turn(self, turn: ArchivedTurn) -> str:
        """Return its cues."""
        return "".join(map(_vtt_cue, self._timeline.cues(turn)))

    def session_end(self) -> str:
        """Nothing."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""


def as_lines(text: str) -> str:
    """Return a text whose lines are never blank and end in one way only."""
    lines = (line.strip() for line in _BREAKS.split(encodable(text).replace("\0", "\ufffd")))
    return "\n".join(filter(None, lines))


def _speaker(turn: ArchivedTurn) -> str:
    """Who answered, in one line."""
    return " ".join(as_lines(turn.persona).split()) or "Sotto"


def _reply(turn: ArchivedTurn) -> str:
    """What was heard; what was written where nothing was to be heard."""
    whole = turn.outcome is Outcome.COMPLETED
    return turn.heard or (turn.generated if whole else "")


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=min(max(0.0, number), _LONGEST.total_seconds()))


def _time_to_say(text: str) -> timedelta:
    return max(timedelta(seconds=len(text.split()) / _WORDS_A_SECOND), _SHORTEST)


def _vtt_cue(cue: Cue) -> str:
    return f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}\n<v {_escaped(cue.who)}>{_escaped(cue.text)}</v>\n\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(at: timedelta, point: str) -> str:
    milliseconds = at // timedelta(milliseconds=1)
    seconds, milliseconds = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{milliseconds:03d}"
