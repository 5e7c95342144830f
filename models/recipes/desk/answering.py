"""Somebody who calls the workshop and answers what Sophie asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.records import Customer
from desktop.packs.service_desk.replies import WHAT
from desktop.packs.service_desk.speech import spoken_hours
from models.recipes.common.grammar import expand
from models.recipes.desk import phrases, wordings
from models.recipes.desk.line import Line
from models.recipes.desk.sophie import BOOK, CANCEL, MOVE, SLOTS, Sophie

_MOST = 14
"""Things that a caller says."""
_SMALL = ("hours", "price", "cannot", "who", "unclear", "thanks")


class Answering:
    """A customer who mostly answers what they are asked.

    A method for each question that Sophie waits for, found by its name; what they wish is `caller`'s.
    """

    def __init__(self, desk: Desk, me: Customer, line: Line, others: Sequence[Customer]) -> None:
        self.desk, self.me, self.line, self.rng = desk, me, line, line.rng
        self.sophie, self._others, self._said = Sophie(line), others, 0
        self._coming = list(desk.bookings.upcoming(me.id))
        self.car = self.rng.choice(me.vehicles)

    @property
    def _known(self) -> bool:
        return self.desk.talk.caller is not None

    def _with_day(self, text: str, how: str) -> tuple[str, dict[str, str]]:
        """A day as it is said; what Sophie notes of it has no preposition."""
        said = phrases.some_day(self.rng)
        on = "on " if said.startswith("on ") else ""
        text += how.replace("{day}", f"{on}{{day}}").replace(f"for {on}", "for ")
        return text, {"day": said.removeprefix("on ")}

    def _give_phone(self, pattern: str = wordings.JUST_PHONE) -> None:
        number = self.me.phone if self.rng.random() < 0.9 else f"+1{self.rng.randrange(2010000000, 9899999999)}"
        self.sophie.find(phone=self.line.hear(pattern, phone=phrases.phone(number, self.rng))["phone"])

    def _answer_until(self, waits_for: str) -> None:
        """Answer what Sophie asks until she waits for this."""
        while self.sophie.waits_for != waits_for and self._said < _MOST:
            self._said += 1
            if self.rng.random() < 0.04:
                asked = self.sophie.waits_for
                self.small_talk()
                self.sophie.waits_for = asked
                continue
            getattr(self, f"_answer_{self.sophie.waits_for}")()

    def _answer_who(self) -> None:
        if self.rng.random() < 0.8:
            self.sophie.find(name=self.line.hear(wordings.JUST_NAME, name=self._name())["name"])
        else:
            self._give_phone()

    def _answer_phone(self) -> None:
        self._give_phone()

    def _answer_name(self) -> None:
        self._answer_who()

    def _answer_yes(self) -> None:
        """To whether it is somebody whose name only sounds so."""
        maybe = self.sophie.maybe
        if maybe["customer"] == self.me.id or self.rng.random() < 0.2:
            self.line.hear(wordings.YES)
            self.sophie.find(name=maybe["name"])
        else:
            self.line.hear(wordings.NO)
            self.sophie.say("What is the telephone number?", "phone")

    def _answer_service(self) -> None:
        service = self.rng.choice(list(wordings.SERVICES))
        if self.rng.random() < 0.3:
            self.line.hear(wordings.TROUBLES[service])
        else:
            self.line.hear(f"(||i need |it needs |just |i'd like ){wordings.SERVICES[service]}(| please)")
        self.sophie.do(SLOTS, {"service": service})

    def _answer_vehicle(self) -> None:
        self.sophie.do(BOOK, self.line.hear(wordings.WHICH, vehicle=self._vehicle()))

    def _answer_day(self) -> None:
        text, values = self._with_day("", wordings.OTHER_DAY)
        self.sophie.do(SLOTS, renamed(self.line.hear(text, **values)))

    def _answer_when(self) -> None:
        if self.rng.random() < 0.5:
            text, values = self._with_day("", wordings.THEN)
            return self.sophie.do(SLOTS, renamed(self.line.hear(text, **values)))
        self.sophie.then = MOVE
        return self._answer_time()

    def _answer_time(self) -> None:
        rng, offered, tool = self.rng, self.desk.talk.offered, self.sophie.then or BOOK
        kind = rng.random()
        if kind < 0.12:
            return self._answer_day()
        if kind < 0.16:
            self.line.hear(wordings.NEVER)
            return self.sophie.say(f"All right. {WHAT}")
        said = self._choice(offered)
        if kind < 0.24:
            time = self.line.hear(wordings.CORRECTED, time1=self._choice(offered), time2=said)["time2"]
        else:
            time = self.line.hear(wordings.TAKE, time=said)["time"]
        if kind > 0.97:
            text = f"(no |no wait |wait |sorry |or no ){wordings.TAKE}"
            time = self.line.hear(text, time=self._choice(offered))["time"]
            self.line.join()
        return self.sophie.do(tool, {"starts_at": time})

    def _choice(self, offered: Sequence[datetime]) -> str:
        """One of the times that are free, mostly."""
        rng = self.rng
        if rng.random() < 0.05:
            return phrases.garbled(phrases.clock(rng.choice(offered or [self.desk.now()]), rng), rng)
        if not offered or rng.random() < 0.12:
            return self._moment()
        at = rng.randrange(len(offered))
        if rng.random() < 0.22 and at < len(phrases.ORDER):
            return rng.choice(phrases.ORDER[at if at < len(offered) - 1 else -1])
        if rng.random() < 0.2:
            return phrases.moment(offered[at], self.desk.now(), rng)
        return phrases.clock(offered[at], rng)

    def _answer_reason(self) -> None:
        self.sophie.do(CANCEL, self.line.hear(wordings.REASON, reason=self._reason()))

    def _answer_which(self) -> None:
        rng, tool = self.rng, self.sophie.then or CANCEL
        one = rng.choice(self._coming) if self._coming else None
        said = [rng.choice(list(wordings.SERVICES))]
        if one is not None:
            said = [one.service, one.service, phrases.vehicle(one.vehicle_name, rng)]
        text = wordings.WHICH_ONE.replace("the one {which_day}|", "")
        heard = self.line.hear(text, which=rng.choice(said))
        self.sophie.do(tool, {"appointment": heard["which"]})

    def small_talk(self) -> None:
        """Something else, and what Sophie says to it."""
        rng, kind = self.rng, self.rng.choice(_SMALL)
        shop, hours = self._facts
        replies = {
            "hours": f"We are open {hours}. {WHAT}",
            "cannot": f"I am sorry, I cannot do that. I can find, book, move or cancel an appointment. {WHAT}",
            "who": f"I am Sophie, at the service desk of {shop}. {WHAT}",
            "unclear": f"I am not sure what you mean. {WHAT}",
            "thanks": "You are welcome. Is there anything else?",
        }
        if kind == "price":
            service = rng.choice(self.desk.workshop.services)
            article = rng.choice(["", "the ", "an " if service.name[0] in "aio" else "a "])
            self.line.hear(wordings.PRICE.replace("{service}", article + service.name))
            whole = str(service.price).partition(".")[0]
            return self.sophie.say(f"{service.name.capitalize()} costs {whole} dollars. {WHAT}")
        patterns = {name: getattr(wordings, name.upper()) for name in replies}
        values = {"weekday": rng.choice(phrases.WEEKDAYS), "vehicle": self.car.maker}
        if "{name}" in patterns[kind]:
            values["name"] = rng.choice(self._others).name
        self.line.hear(patterns[kind], **values)
        return self.sophie.say(replies[kind])

    @property
    def _facts(self) -> tuple[str, str]:
        return self.desk.workshop.shop, spoken_hours(self.desk.workshop)

    def _name(self) -> str:
        kind = self.rng.random()
        if kind < 0.75:
            return self.me.name
        if kind < 0.85:
            return self.rng.choice(self.me.name.split())
        return phrases.misheard(self.me.name, self.rng)

    def _vehicle(self) -> str:
        return phrases.vehicle(self.car.name, self.rng)

    def _reason(self) -> str:
        said = expand(wordings.REASONS, self.rng).replace("{relative}", expand(wordings.RELATIVES, self.rng))
        return said.replace("i am", "I am") if self.rng.random() < 0.3 else said

    def _moment(self, *, near: bool = False) -> str:
        now, rng = self.desk.now(), self.rng
        at = (now + timedelta(days=rng.randint(1, 9))).replace(hour=rng.randint(8, 16), minute=rng.choice([0, 0, 30]))
        while not self.desk.workshop.is_open(at.date()):
            at += timedelta(days=1)
        if near and rng.random() < 0.6 and self.desk.talk.offered:
            return phrases.clock(rng.choice(self.desk.talk.offered), rng)
        return phrases.moment(at, now, rng)


def renamed(heard: dict[str, str]) -> dict[str, str]:
    """What was heard, by the names that the tools have for it."""
    names = {"when": "starts_at", "day": "first_day"}
    return {names.get(name, name): words for name, words in heard.items()}
