"""What is right for Sophie to do next: find the caller first, then what they want, and ask for what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.recipes.desk.line import REFUSED, UNANSWERED, WHAT, WHO, Line, reply_to


@dataclass
class Known:
    """What Sophie has understood so far."""

    need: str = ""
    """book, move, cancel, upcoming; empty for nothing."""
    customer: dict[str, Any] = field(default_factory=dict)
    maybe: dict[str, Any] = field(default_factory=dict)
    """Somebody whose name only sounds so."""
    service: str = ""
    vehicle: str = ""
    day: str = ""
    time: str = ""
    reason: str = ""
    which: str = ""
    number: int = 0
    """Of the appointment that is spoken of, once it is known."""
    listed: bool = False
    """Whether the appointments were told."""


class Sophie:
    """Her side of a call. After each step `waits_for` tells what she asked."""

    def __init__(self, line: Line) -> None:
        self.line, self.known, self.waits_for = line, Known(), "what"

    def say(self, text: str, waits_for: str = "what") -> None:
        """Say it, and wait."""
        self.line.say(text)
        self.waits_for = waits_for

    def find(self, **query: str) -> None:
        """Look the caller up."""
        known = self.known
        found = self.line.use("find_customer", **query)
        if "error" in found:
            return self.say(reply_to(found["error"]), "phone")
        customers = found["customers"]
        if len(customers) == 1 and "Is it" in found["say"]:
            known.maybe = customers[0]
            return self.say(found["say"], "yes")
        if len(customers) == 1:
            return self.found(customers[0], f"{found['say']} {WHAT}")
        return self.say(found["say"], "name" if "phone" in query else "phone")

    def found(self, customer: dict[str, Any], greeting: str = f"Thank you. {WHAT}") -> None:
        """Go on with who it is."""
        self.known.customer = customer
        if self.known.need:
            return self.go_on()
        return self.say(greeting)

    def go_on(self) -> None:
        """Do what comes next."""
        known = self.known
        if not known.customer and not known.number:
            named = known.need == "book" and known.service
            return self.say(f"{known.service.capitalize()}, {WHO[0].lower()}{WHO[1:]}" if named else WHO, "who")
        if known.need == "book":
            return self._book()
        if known.need == "upcoming":
            self._list()
            return self._done(self._listed["say"])
        return self._change()

    def _done(self, text: str) -> None:
        self.known.need = ""
        self.say(text)

    def _book(self) -> None:
        known = self.known
        if not known.service:
            return self.say("What is to be done on the vehicle?", "service")
        if not known.time:
            return self.offer()
        wish = {"customer": known.customer["customer"]} | ({"vehicle": known.vehicle} if known.vehicle else {})
        result = self.line.use("book_appointment", **wish, service=known.service, starts_at=known.time)
        if "error" not in result:
            known.number, known.which, known.listed = result["appointment"], "", True
        return self._told(result)

    def offer(self) -> None:
        """Look for free times."""
        known = self.known
        day = {"first_day": known.day} if known.day else {}
        free = self.line.use("free_slots", service=known.service, **day)
        if "error" in free:
            known.day = ""
            return self.say(reply_to(free["error"]), "day")
        return self.say(free["say"], "time" if free["slots"] else "day")

    def _told(self, result: dict[str, Any]) -> None:
        known = self.known
        error = result.get("error")
        if error is None:
            known.time, known.vehicle = "", ""
            return self._done(result["say"])
        text = reply_to(error)
        if text in (REFUSED, UNANSWERED):
            known.time = ""
            return self._done(text)
        if "vehicle" in error.partition(";")[0]:
            return self.say(text, "vehicle")
        if "appointment" in error.partition(";")[0] and text.startswith("Which one"):
            return self.say(text, "which")
        if "no appointment to come" in error:
            return self._done(text)
        known.time = ""
        return self.say(text, "time")

    def _list(self) -> None:
        self._listed = self.line.use("upcoming_appointments", customer=self.known.customer["customer"])

    def _change(self) -> None:
        """Cancel or move."""
        known = self.known
        missing = not (known.reason if known.need == "cancel" else known.time)
        question = "Why do you want to cancel it?" if known.need == "cancel" else "When would you like to come?"
        if missing and not known.listed:
            self._list()
            known.listed = True
            coming = self._listed["appointments"]
            if not coming:
                return self._done(self._listed["say"])
            if len(coming) > 1 and not known.which:
                return self.say(f"{self._listed['say']} Which one is it?", "which")
            known.service = coming[0]["service"]
            question = f"{self._listed['say']} {question}"
        if missing:
            return self.say(question, "reason" if known.need == "cancel" else "when")
        whose: dict[str, object] = {"appointment": known.number} if known.number else {}
        if not whose:
            whose = {"customer": known.customer["customer"]} | ({"appointment": known.which} if known.which else {})
        if known.need == "cancel":
            return self._told(self.line.use("cancel_appointment", **whose, reason=known.reason))
        return self._told(self.line.use("reschedule_appointment", **whose, starts_at=known.time))
