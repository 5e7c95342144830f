"""What a caller wants of the desk: what they agree to, how they say it again, and what need not be said any more.

Where the script says yes, it is a yes to what the call is about: nobody agrees to another day or another service.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, time

from desktop.events import ConsentAsked
from desktop.packs.service_desk.heard_services import service_in
from desktop.packs.service_desk.heard_times import time_in
from desktop.packs.service_desk.spoken_times import read_time
from desktop.packs.service_desk.workshop import Workshop
from desktop.rehearsal.form import Answer, Call, Change, Said

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TOOLS = {
    "booked": ("book_appointment", "reschedule_appointment"),
    "moved": ("reschedule_appointment",),
    "cancelled": ("cancel_appointment",),
    "booked and cancelled": ("book_appointment", "cancel_appointment"),
}
_LAST = {"booked": "", "moved": "", "cancelled": "cancel_appointment", "booked and cancelled": "cancel_appointment"}
"""With which tool a call's change is done, where the time does not tell."""
_FRAME = re.compile(
    r"\b(?:my name is|the name is|i am|i'm|this is|it's|it is|is my name|is the name|speaking|here)\b"
)


class Wishes:
    """Of one call, as it goes on."""

    def __init__(self, call: Call, workshop: Workshop, now: datetime) -> None:
        self._call, self._workshop, self._now = call, workshop, now
        self._left = list(call.changes)
        """What the call is to bring about and the caller has not agreed to."""
        self._asked = 0
        self.objected = False
        """Whether they said no to what they do not want, and have not said yet what they do."""

    @property
    def change(self) -> Change | None:
        """What the call is about now; None for nothing."""
        return next(iter([*self._left, *self._call.changes[-1:]]), None)

    @property
    def done(self) -> bool:
        """Whether the caller agreed to all they want."""
        return bool(self._call.changes) and not self._left

    def agree(self, asked: ConsentAsked) -> Answer:
        """What the caller answers when Sotto asks."""
        scripted = self._call.consents[min(self._asked, len(self._call.consents) - 1)]
        if scripted == "yes" and self._call.changes and not self._is_wanted(asked):
            self.objected = not self.done
            return "no"
        self._asked += 1
        return scripted

    def _is_wanted(self, asked: ConsentAsked) -> bool:
        """Whether the tool, the service and the time are those of the call, as the caller can read them."""
        shown = json.loads(asked.arguments)
        for change in self._left:
            if asked.name not in _TOOLS[change.what] or shown.get("service", change.service) != change.service:
                continue
            at = datetime.fromisoformat(shown["starts_at"]) if "starts_at" in shown else None
            if at is not None and at != change.at and at.time() not in self._times():
                continue
            if asked.name == _LAST[change.what] or (not _LAST[change.what] and at == change.at):
                self._left.remove(change)
            return True
        return False

    def _times(self) -> set[time]:
        """The times of day that the script says, which are not always the last word."""
        spoken = [self._read(self.time_in(turn.say)) for turn in self._call.turns]
        return {at for at in spoken if at is not None}

    def _read(self, said: str) -> time | None:
        shop = self._workshop
        return read_time(said, self._now.date(), shop.opens, shop.closes).time if said else None

    def time_in(self, said: str) -> str:
        """The time in what is said."""
        return time_in(said, self._now.date(), self._workshop)

    def is_answered(self, said: Said, *, known: bool) -> bool:
        """Whether nobody would still say it: their name where it was told, a time where all is done."""
        if self.done and self.change is not None and self.time_in(said.say):
            return True
        words = _FRAME.sub(" ", said.say.casefold())
        return known and not set(re.findall(r"\w+", words)) - set(re.findall(r"\w+", _plain(self._call.customer)))

    def when(self, coming: Sequence[Said]) -> str:
        """When they would come, where the script does not say it next; empty for nothing."""
        change = self.change
        if change is None or change.at is None or self.done or (coming and self.time_in(coming[0].say)):
            return ""
        return in_words(change.at)

    def again(self, coming: Sequence[Said]) -> str:
        """What they want, in one sentence; empty where that is done, or what they say next says it."""
        change = self.change
        said_next = bool(coming) and (service_in(coming[0].say, self._workshop) or "appointment" in coming[0].say)
        if change is None or self.done or said_next:
            return ""
        if change.what == "cancelled":
            return "I want to cancel my appointment."
        at = in_words(change.at).rstrip(".").replace("On", "on", 1) if change.at is not None else ""
        if change.what == "moved":
            return f"I want to move my appointment to {at.removeprefix('on ')}."
        article = "an" if change.service[0] in "aio" else "a"
        return f"I would like {article} {change.service} {at}."


def in_words(at: datetime) -> str:
    """A day and a time, like `On Tuesday at nine thirty.`"""
    half = " thirty" if at.minute else " o'clock"
    return f"On {at:%A} at {ONES[(at.hour - 1) % 12 + 1]}{half}."


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return name.casefold() + " " + "".join(c for c in folded if not unicodedata.combining(c))
