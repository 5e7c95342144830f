"""What the desk remembers of the conversation under way, so that a few words are enough: who calls, what for, which
times were told. It only completes wishes: nothing is written or held for anybody because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from desktop.packs.service_desk.errors import DeskError

LASTS = timedelta(minutes=20)
"""Nobody goes back to what was said longer ago."""


class Talk:
    """One conversation. Where none was begun, as in a terminal, it knows only what times were told."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._touched = now, datetime.min
        self._begun = False
        self._clear(None, None)

    def _clear(self, caller: int | None, appointment: int | None) -> None:
        self._caller, self._appointment, self._service = caller, appointment, ""
        self._offered: tuple[datetime, ...] = ()
        self._waits: tuple[str, Mapping[str, str | int]] | None = None

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
        return self._waits[0] if caller is not None and self._waits is not None else ""

    def whose(self, customer: int | None = None) -> int:
        """Whom a wish is for. Raises DeskError where nobody is known."""
        caller = customer if customer is not None else self.caller
        if caller is None:
            raise DeskError("who is calling is not known", advice="ask for the name or the telephone number")
        return caller

    def require_caller(self) -> None:
        """Raises DeskError in a conversation where nobody is known yet."""
        if self._begun:
            self.whose()

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

    def offer(self, service: str, times: Sequence[datetime]) -> None:
        """These were told, in place of those before."""
        self._fresh()
        self._touched, self._service, self._offered = self._now(), service, tuple(times)

    def about(self, appointment: int | None, service: str) -> None:
        """What is spoken of now."""
        if self._begun:
            self._fresh()
            self._touched, self._appointment, self._service = self._now(), appointment, service

    def wait(self, tool: str, **words: str | int) -> None:
        """This was asked for, and something is missing."""
        if self._begun:
            self._fresh()
            self._touched, self._waits = self._now(), (tool, words)

    def waiting(self, tool: str) -> Mapping[str, str | int]:
        """What was said when the same was asked for."""
        return self._waits[1] if self._fresh() and self._waits is not None and self._waits[0] == tool else {}

    @property
    def moves(self) -> bool:
        """Whether another time is looked for an appointment that there is."""
        return self._fresh() and self._waits is not None and self._waits[0] == "reschedule_appointment"

    def done(self) -> None:
        """Nothing is missing any more."""
        self._waits = None
