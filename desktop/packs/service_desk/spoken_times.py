"""Days and times as callers say them: "tomorrow at half past nine", "Thursday afternoon", "the second one". Pure.

Every word has to be understood: a time that is only guessed is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.spoken_numbers import SMALL, TENS

Part = Literal["any", "morning", "afternoon"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "earliest": 1, "soonest": 1, "last": -1}
_PARTS = {
    "am": ("morning", "am", "before lunch", "before noon"),
    "pm": ("afternoon", "evening", "pm", "after lunch"),
}
_UNSAID = "at on the in of for about around oclock please then this coming from starting time slot"
FILLERS = frozenset(_UNSAID.split())
_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|t(?=\d)|\d{1,2}:\d\d|\d+(?:st|nd|rd|th)?|[a-z]+|\S")
_NOON = 12


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said of a time; what was not is None."""

    day: date | None = None
    time: time | None = None
    part: Part = "any"
    nth: int | None = None
    """Of the times that were offered, from 1; -1 is the last."""

    def fits(self, at: datetime) -> bool:
        """Whether a moment is as was said, wherever it comes among the offered."""
        in_part = self.part == "any" or (at.hour < _NOON) == (self.part == "morning")
        return in_part and self.day in (None, at.date()) and self.time in (None, at.time())


def read_time(text: str, today: date, opens: time, closes: time) -> Spoken:
    """What a phrase says, seen from a day; "three" is in the afternoon where only that is within opening hours.

    Raises DeskError when a word is not understood.
    """
    return _Reader(text, today, opens, closes).read()


class _Reader:
    """Goes through the words once."""

    def __init__(self, text: str, today: date, opens: time, closes: time) -> None:
        self._text, self._today, self._opens, self._closes = text, today, opens, closes
        plain = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", text.casefold())
        plain = re.sub(r"o['’ ]?\s?clock", "oclock", plain)  # noqa: RUF001 - typed so
        self._words = [word for word in _TOKEN.findall(re.sub(r"[,.!?-](?!\d)", " ", plain)) if word.strip()]
        self._day: date | None = None
        self._hour: int | None = None
        self._nth: int | None = None
        self._minute, self._half = 0, ""
        self._in = False

    def read(self) -> Spoken:
        """See `read_time`."""
        steps: tuple[Callable[[], bool], ...] = (
            self._filler,
            self._near,
            self._part,
            self._dated,
            self._order,
            self._clock,
        )
        while self._words:
            if not any(step() for step in steps):
                raise self._not_understood()
        part: Part = {"am": "morning", "pm": "afternoon"}.get(self._half, "any")  # type: ignore[assignment]
        if self._hour is None:
            return Spoken(self._day, None, part, self._nth)
        return Spoken(self._day, self._time(self._hour), "any", self._nth)

    def _time(self, hour: int) -> time:
        if self._half and hour <= _NOON:
            hour = hour % _NOON + _NOON * (self._half == "pm")
        elif hour < _NOON and not self._opens.hour <= hour < self._closes.hour:
            hour += _NOON
        return time(hour, self._minute)

    def _not_understood(self) -> DeskError:
        shown = " ".join("".join(c if c.isprintable() else " " for c in self._text).split())[:40]
        return DeskError(f"“{shown}” is not a time that is understood", advice="ask for day and time again")

    def _take(self, *forms: str) -> bool:
        """Take the next words if they are these."""
        if tuple(self._words[: len(forms)]) != forms:
            return False
        del self._words[: len(forms)]
        return True

    def _filler(self) -> bool:
        if self._words[0] not in FILLERS:
            return False
        self._in = self._words.pop(0) == "in"
        return True

    def _part(self) -> bool:
        """A part of a day."""
        for half, forms in _PARTS.items():
            if any(self._take(*form.split()) for form in forms):
                self._half = half
                return True
        return False

    def _near(self) -> bool:
        """Days seen from today."""
        if self._take("day", "after", "tomorrow"):
            return self._is(self._today + timedelta(days=2))
        if ahead := self._ahead():
            return self._is(self._today + timedelta(days=ahead))
        if self._take("next", "week"):
            return self._is(self._today + timedelta(days=7 - self._today.weekday()))
        if self._words[0] == "next" and len(self._words) > 1 and self._words[1] in _WEEKDAYS:
            self._words.pop(0)
        for name, days in (("today", 0), ("tomorrow", 1)):
            if self._take(name):
                return self._is(self._today + timedelta(days=days))
        if self._words[0] in _WEEKDAYS:
            ahead = (_WEEKDAYS.index(self._words.pop(0)) - self._today.weekday()) % 7
            return self._is(self._today + timedelta(days=ahead or 7))
        return False

    def _ahead(self) -> int:
        """The days of "two days" and "a week" behind "in"; 0 for none."""
        number, *unit = [*self._words[:2], ""]
        count = 1 if number == "a" else SMALL.get(number, 0)
        days = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(unit[0], 0) * count
        if days and self._in:
            del self._words[:2]
        return days if self._in else 0

    def _is(self, day: date, *, dated: bool = False) -> bool:
        """Take it for the day; of a weekday and a date that goes with it the date counts."""
        if self._day is not None and day.weekday() != self._day.weekday():
            raise self._not_understood()
        self._day = day if dated or self._day is None else self._day
        return True

    def _dated(self) -> bool:
        """A day by its date: 2026-11-24, the 24th, November twenty fourth, 24 November."""
        word = self._words[0]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            self._words.pop(0)
            self._take("t")
            return self._is(self._date(int(word[:4]), int(word[5:7]), int(word[8:])), dated=True)
        if word in MONTHS:
            self._words.pop(0)
            return self._in_month(MONTHS.index(word) + 1, self._number())
        ahead = [*self._words]
        number = self._number()
        said = ahead[: len(ahead) - len(self._words)]
        self._take("of")
        if number is not None and self._words and self._words[0] in MONTHS:
            return self._in_month(MONTHS.index(self._words.pop(0)) + 1, number)
        ordinal = number is not None and said[-1][-2:] in ("st", "nd", "rd", "th")
        if number is not None and ordinal and (len(said) > 1 or said[0] not in _NTH):
            this = self._today.month + (number < self._today.day)
            return self._in_month((this - 1) % 12 + 1, number)
        self._words = ahead
        return False

    def _number(self) -> int | None:
        """A day of a month, as "24", "24th", "twenty fourth" or "third"."""
        if not self._words:
            return None
        if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", self._words[0]):
            self._words.pop(0)
            return int(found[1])
        tens = TENS.get(self._words[0], 0)
        rest = self._words[1:] if tens else self._words
        if rest and rest[0] in ORDINALS and (not tens or ORDINALS.index(rest[0]) < 9):
            self._words = rest[1:]
            return tens + ORDINALS.index(rest[0]) + 1
        return None

    def _in_month(self, month: int, day: int | None) -> bool:
        if day is None:
            raise self._not_understood()
        found = self._date(self._today.year, month, day)
        found = found if found >= self._today else self._date(self._today.year + 1, month, day)
        return self._is(found, dated=True)

    def _date(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError as error:
            raise self._not_understood() from error

    def _order(self) -> bool:
        """One of those that were offered."""
        if self._words[0] not in _NTH or self._nth is not None:
            return False
        self._nth = _NTH[self._words.pop(0)]
        self._take("one")
        return True

    def _clock(self) -> bool:
        """A time of day."""
        if self._hour is not None:
            return False
        for minutes, *words in ((30, "half", "past"), (15, "quarter", "past"), (-15, "quarter", "to")):
            if self._take(*(str(word) for word in words)):
                return self._at(self._count(), minutes)
        if self._take("noon") or self._take("midday"):
            return self._at(_NOON, 0)
        if found := re.fullmatch(r"(\d{1,2}):(\d\d)", self._words[0]):
            self._words.pop(0)
            if self._take(":"):
                self._words.pop(0)
            return self._at(int(found[1]), int(found[2]))
        hour = self._count()
        return hour is not None and self._at(hour, self._minutes())

    def _minutes(self) -> int:
        if self._words and self._words[0] in TENS:
            tens = TENS[self._words.pop(0)]
            return tens + (SMALL[self._words.pop(0)] if self._words and SMALL.get(self._words[0], 10) < 10 else 0)
        found = self._words[0] if self._words else ""
        if found in ("fifteen", "ten", "15", "30", "45", "00"):
            self._words.pop(0)
            return SMALL[found] if found in SMALL else int(found)
        return 0

    def _count(self) -> int | None:
        word = self._words[0] if self._words else ""
        number = SMALL.get(word, int(word) if word.isdecimal() else None)
        if number is not None:
            self._words.pop(0)
        return number

    def _at(self, hour: int | None, minutes: int) -> bool:
        if hour is None or not 0 <= hour < 24 or minutes >= 60:
            raise self._not_understood()
        whole = (hour or 24) * 60 + minutes
        self._hour, self._minute = whole // 60 % 24, whole % 60
        return True
