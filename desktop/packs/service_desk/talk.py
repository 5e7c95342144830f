"""What the desk remembers of the conversation under way, so that a few words are enough: who calls, what for, which
times were told. It only completes wishes: nothing is written or held for anybody because of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.speech import spoken_customer

_WITH_TIME = ("book_appointment", "reschedule_appointment")
_MOST_HEARD = 8
LASTS = timedelta(minutes=20)
"""Nobody goes back to what was said longer ago."""


@dataclass(slots=True)
class Search:
    """How far the desk is with finding out who calls."""

    maybe: tuple[Customer, ...] = ()
    """Of whom the caller was asked whether they are it."""
    denied: frozenset[int] = frozenset()
    """Who the caller is not."""
    name: str = ""
    """What was heard of the name last, where nobody is called just that."""
    digits: str = ""
    """The same of the number."""
    misses: Counter[str] = field(default_factory=Counter)
    """How often each of `name` and `number` led nowhere."""

    def question(self) -> str:
        """What is to be asked next."""
        if len(self.maybe) == 1:
            return f"ask whether it is {spoken_customer(self.maybe[0])}"
        if not self.misses:
            return "ask for the name or the telephone number"
        return f"ask for the {'name' if self.misses['number'] > self.misses['name'] else 'telephone number'}"

    def deny(self) -> None:
        """The caller is nobody of whom they were asked."""
        self.denied |= {one.id for one in self.maybe}
        self.misses["name" if self.name and not self.digits else "number"] += 1
        self.maybe = ()


class Talk:
    """One conversation. Where none was begun, as in a terminal, it knows only what times were told.

    A method for each thing that a tool learns or asks of it: together they are all that a call remembers.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._touched = now, datetime.min
        self._begun = False
        self._clear(None, None)

    def _clear(self, caller: int | None, appointment: int | None) -> None:
        self._caller, self._appointment, self._service = caller, appointment, ""
        self._offered: tuple[datetime, ...] = ()
        self._waits: tuple[str, Mapping[str, str | int]] | None = None
        self.search = Search()
        self.expects = ""
        """The tool that the time which is spoken of is for; empty where none is."""
        self.asked = ""
        """What the caller was asked for last, as the error says; empty for nothing."""
        self.heard: tuple[str, ...] = ()
        """What they said since the last wish was done, the newest last."""
        self.looked_at = ""
        """The day from which on times were told last, in the caller's words."""
        self._idle = False

    def begin(self, caller: int | None = None, appointment: int | None = None) -> None:
        """Another conversation; who is called, and what about, may be known."""
        self._begun, self._touched = True, self._now()
        self._clear(caller, appointment)

    def _fresh(self) -> bool:
        if not self._touched <= self._now() <= self._touched + LASTS:
            self._clear(None, None)
            return False
        return True

    def found(self, caller: int | None) -> str:
        """Who calls is known, or no longer; returns the tool that waited for it, empty for none."""
        if not self._begun:
            return ""
        self._fresh()
        self._touched = self._now()
        if caller != self._caller:
            self._caller, self._appointment = caller, None
        if caller is not None:
            self.search = Search()
        return self._waits[0] if caller is not None and self._waits is not None else ""

    def whose(self, customer: int | None = None) -> int:
        """Whom a wish is for. Raises DeskError where nobody is known."""
        caller = customer if customer is not None else self.caller
        if caller is None:
            raise DeskError("who is calling is not known", advice=self.search.question())
        return caller

    def require_caller(self) -> None:
        """Raises DeskError in a conversation where nobody is known yet."""
        if self._begun:
            self.whose()

    @property
    def begun(self) -> bool:
        """Whether a conversation was begun."""
        return self._begun

    @property
    def caller(self) -> int | None:
        """Number of the customer."""
        return self._caller if self._fresh() else None

    @property
    def appointment(self) -> int | None:
        """The one that is spoken of: booked or moved just now, or what the call is about."""
        return self._appointment if self._fresh() else None

    @property
    def service(self) -> str:
        """What it is about; empty where that is not known."""
        return self._service if self._fresh() else ""

    @property
    def offered(self) -> tuple[datetime, ...]:
        """Times that were told last, in that order."""
        return self._offered if self._fresh() else ()

    def hear(self, said: str) -> None:
        """The caller said this."""
        self._fresh()
        if said and said not in self.heard[-1:]:
            self.heard = (*self.heard, said)[-_MOST_HEARD:]

    def offer(self, service: str, times: Sequence[datetime], then: str = "") -> None:
        """These were told, in place of those before; one of them is wished with the tool `then`."""
        self._fresh()
        self.expects = then or self.expects
        self._touched, self._service, self._offered = self._now(), service, tuple(times)
        self._idle = False

    def about(self, appointment: int | None, service: str) -> None:
        """What is spoken of now."""
        if self._begun:
            self._fresh()
            self._touched, self._appointment, self._service = self._now(), appointment, service

    def wait(self, tool: str, **words: str | int) -> None:
        """This was asked for, and something is missing."""
        if self._begun:
            self._fresh()
            self._touched, self._waits, self._idle = self._now(), (tool, words), False
            if tool in _WITH_TIME:
                self.expects = tool

    def waiting(self, tool: str) -> Mapping[str, str | int]:
        """What was said when the same was asked for."""
        return self._waits[1] if self._fresh() and self._waits is not None and self._waits[0] == tool else {}

    @property
    def moves(self) -> bool:
        """Whether another time is looked for an appointment that there is."""
        return self._fresh() and self._waits is not None and self._waits[0] == "reschedule_appointment"

    def done(self) -> None:
        """Nothing is missing any more."""
        self._waits, self.asked = None, ""

    def written(self) -> None:
        """The book was changed as was wished."""
        self.done()
        self.expects, self.heard, self.looked_at, self._idle = "", (), "", True

    @property
    def idle(self) -> bool:
        """Whether all that was wished is done."""
        return self._fresh() and self._idle

    @property
    def waits(self) -> bool:
        """Whether something that was wished is not done."""
        return self._fresh() and self._waits is not None
