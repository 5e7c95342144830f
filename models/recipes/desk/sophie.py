"""What is right for Sophie to do: hand each wish to its tool, in the caller's words, and say what comes of it.

The desk remembers the rest: a tool that lacks something says so, and its wish waits until that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.packs.service_desk.replies import WHAT, WHO
from models.recipes.desk.line import REFUSED, UNANSWERED, Line, reply_to

BOOK, CANCEL, MOVE, SLOTS, LIST = (
    "book_appointment", "cancel_appointment", "reschedule_appointment", "free_slots", "upcoming_appointments",
)  # fmt: skip
_ASKED = {
    "what is to be done": "service", "on which day": "day", "at what time": "time", "they have": "vehicle",
    "there are several appointments": "which", "there is no such appointment": "which", "the reason is": "reason",
    "the new time is": "when", "that time": "time", "several times": "time", "nobody works": "time",
    "that vehicle has": "time", "work cannot begin": "time", "the workshop is closed": "time",
    "nothing can be": "time",
}  # fmt: skip
"""How an error begins, and what the caller is so asked for."""


class Sophie:
    """Her side of a call. After each step `waits_for` tells what she asked."""

    def __init__(self, line: Line) -> None:
        self.line, self.waits_for, self.then = line, "what", ""
        self.booked = False

    def say(self, text: str, waits_for: str = "what") -> None:
        """Say it, and wait."""
        self.line.say(text)
        self.waits_for = waits_for

    def do(self, tool: str, words: Mapping[str, str] = {}, name: str = "") -> None:
        """Hand over a wish; where the caller said their name with it and is not known, find them first."""
        result = self.line.use(tool, **words)
        error = result.get("error", "")
        if error.startswith("who is calling") and name:
            return self.find(name=name)
        if error:
            return self._failed(tool, error)
        if tool == SLOTS:
            self.then = result["then"]
            return self.say(result["say"], "time" if result["slots"] else "day")
        self.booked = tool in (BOOK, MOVE)
        return self.say(result["say"])

    def _failed(self, tool: str, error: str) -> None:
        text = reply_to(error)
        if error.startswith("who is calling"):
            return self.say(WHO, "who")
        if text in (REFUSED, UNANSWERED):
            return self.say(text)
        if "is not a time that is understood" in error:
            return self.say(text, "day" if tool == SLOTS else "time" if tool == BOOK else "when")
        asked = next((what for begins, what in _ASKED.items() if error.startswith(begins)), "what")
        if tool in (BOOK, MOVE):
            self.then = tool
        if tool == CANCEL and asked == "which":
            self.then = CANCEL
        return self.say(text, asked)

    def find(self, **query: str) -> None:
        """Look the caller up, and go on with what waits."""
        found: dict[str, Any] = self.line.use("find_customer", **query)
        if "error" in found:
            return self.say(reply_to(found["error"]), "phone")
        customers = found["customers"]
        if len(customers) == 1 and "Is it" in found["say"]:
            self.maybe = customers[0]
            return self.say(found["say"], "yes")
        if len(customers) == 1:
            return self.do(found["then"]) if "then" in found else self.say(f"{found['say']} {WHAT}")
        if "Is it" in found["say"]:
            return self.say(found["say"], "who")
        return self.say(found["say"], "name" if "phone" in query else "phone")
