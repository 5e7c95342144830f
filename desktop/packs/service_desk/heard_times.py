"""The time in what a caller said, whatever else they said with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.heard_clauses import clauses, corrections, is_apart
from desktop.packs.service_desk.spoken_times import FILLERS, Spoken, read_time
from desktop.packs.service_desk.workshop import Workshop

_MOST_WORDS, _LONGEST = 40, 9
_AT = frozenset("at around about then till until by say make it take is".split())  # noqa: SIM905
_GOES_ON = frozenset("is was would will works sounds suits fits if and or that then please".split())  # noqa: SIM905
_NUMBER = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})$")
_CHOSEN = re.compile(r"\b(?:the|your|one|time|slot)\b")
_PARTS = ("morning", "afternoon", "evening")
_MOST_LETTERS = 100
_EDGES = " ,.!?;:"


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that are understood as a time."""

    text: str
    spoken: Spoken
    wished: bool
    """Whether something before or behind it says that this is the one: to, instead."""


def time_in(said: str, today: date, workshop: Workshop) -> str:
    """The words understood as a time, of the last part where the caller corrected themselves; empty for none.

    A day and a time that stand apart belong together. Of several days it is the one that is wished, or on which
    anybody works, or else the first; of several times the one that is said with its day, or is wished.
    """
    for part in corrections(said):
        found = clauses(part)
        meant = [clause for clause in found if len(found) == 1 or clause not in _PARTS]
        runs = [
            run
            for clause in meant
            for run in _Clause(clause, today, workshop).runs()
            if run.wished or not is_apart(clause)
        ]
        if runs:
            return _joined(_agreeing(runs, workshop), today, workshop)
    return ""


def _joined(runs: Sequence[_Run], today: date, workshop: Workshop) -> str:
    """Their words, or those of the longest where they do not go together."""
    text = " ".join(run.text for run in runs)
    understood = _read(text, today, workshop) is not None and len(text) <= _MOST_LETTERS
    return text if understood else max((run.text for run in runs), key=len, default="")


def _read(text: str, today: date, workshop: Workshop) -> Spoken | None:
    try:
        return read_time(text, today, workshop.opens, workshop.closes)
    except DeskError:
        return None


def _agreeing(runs: Sequence[_Run], workshop: Workshop) -> Sequence[_Run]:
    """Those that go together, one of each kind."""
    days = list(dict.fromkeys(run.spoken.day for run in runs if run.spoken.day is not None))
    if len(days) > 1:
        wished = list(dict.fromkeys(run.spoken.day for run in runs if run.wished and run.spoken.day is not None))
        opened = [day for day in days if workshop.is_open(day)] or days
        day = wished[0] if len(wished) == 1 else opened[0]
        sure = len(wished) == 1 or len(opened) == 1
        runs = [run for run in runs if run.spoken.day == day or (sure and run.spoken.day is None)]
    if len({run.spoken.time for run in runs if run.spoken.time is not None}) > 1:
        whole = [run for run in runs if run.spoken.day is not None and run.spoken.time is not None]
        others = [run for run in runs if run.wished or run.spoken.time is None]
        runs = whole if len(whole) == 1 else others or runs[:1]
    kinds: dict[tuple[bool, ...], _Run] = {}
    for run in runs:
        one = run.spoken
        kinds.setdefault((one.day is None, one.time is None, one.part == "any", one.nth is None), run)
    return list(kinds.values())


class _Clause:
    """One clause, word by word."""

    def __init__(self, clause: str, today: date, workshop: Workshop) -> None:
        self._words = [word for word in clause.split() if word.strip(_EDGES)][:_MOST_WORDS]
        self._today, self._workshop = today, workshop

    def runs(self, begin: int = 0, end: int | None = None) -> Iterator[_Run]:
        """The longest one, and what stands before and behind it, in order."""
        end = len(self._words) if end is None else end
        for length in range(min(_LONGEST, end - begin), 0, -1):
            for at in range(begin, end - length + 1):
                spoken = self._read(at, at + length)
                if spoken is not None:
                    yield from self.runs(begin, at)
                    yield _Run(self._text(at, at + length), spoken, self._is_wished(at, at + length))
                    yield from self.runs(at + length, end)
                    return

    def _text(self, begin: int, end: int) -> str:
        return " ".join(self._words[begin:end]).strip(_EDGES)

    def _word(self, at: int) -> str:
        return self._words[at].strip(_EDGES) if 0 <= at < len(self._words) else ""

    def _is_wished(self, begin: int, end: int) -> bool:
        return self._word(begin - 1) in ("to", "rather") or self._word(end) in ("instead", "rather")

    def _read(self, begin: int, end: int) -> Spoken | None:
        """What the words say of a time; None where they are none."""
        spoken = _read(text := self._text(begin, end), self._today, self._workshop)
        if spoken is None or spoken == Spoken() or not self._is_no_count(begin, end):
            return None
        only_order = spoken.nth is not None and spoken.day is None and spoken.time is None
        chosen = end - begin == len(self._words) or _CHOSEN.search(text)
        greets = text in _PARTS and self._word(begin - 1) == "good"
        return None if greets or (only_order and not chosen) else spoken

    def _is_no_count(self, begin: int, end: int) -> bool:
        """Whether it is more than a bare number, or one that stands where a time does: "the red one" has none."""
        core = [at for at in range(begin, end) if self._word(at) not in FILLERS or self._word(at) == "oclock"]
        if len(core) != 1 or not _NUMBER.match(self._word(core[0])):
            return True
        before, behind = self._word(core[0] - 1), self._word(core[0] + 1)
        ends = not behind or behind in FILLERS or behind in _GOES_ON
        return before in _AT or (ends and before in ("", "for"))
