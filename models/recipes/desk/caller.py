"""Somebody who calls the workshop: what they want."""

from __future__ import annotations

from desktop.packs.service_desk.records import Appointment
from desktop.packs.service_desk.speech import spoken_appointment
from desktop.packs.service_desk.vin import CHECK_AT, check_digit
from models.recipes.desk import wordings
from models.recipes.desk.answering import Answering, renamed
from models.recipes.desk.sophie import BOOK, CANCEL, LIST, MOVE, SLOTS

_Asked = tuple[str, str, dict[str, str], dict[str, str]]
"""A tool, what is said, the words that are in it, and what Sophie knows of it besides."""


class Caller(Answering):
    """A customer with a wish."""

    def call(self, greeting: str) -> None:
        """The whole call."""
        rng, sophie = self.rng, self.sophie
        if rng.random() < 0.3:
            self.line.hear(wordings.HELLO)
            sophie.say(greeting)
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
            self._wish(rng.choices(["book", "cancel", "move", "upcoming", "vin"], [11, 4, 4, 2, 0.5])[0])
        if rng.random() < 0.6:
            self._bye()

    def be_reminded(self, about: Appointment) -> None:
        """A call that the workshop makes, about an appointment."""
        sophie, rng = self.sophie, self.rng
        shop, _ = self._facts
        self.line.hear(wordings.ANSWERED, name=self.me.name)
        what = spoken_appointment(about, self.desk.now())
        sophie.say(f"This is Sophie of {shop}. You have an appointment: {what}. Will you come?")
        kind = rng.random()
        if kind < 0.4:
            self.line.hear(wordings.COMING)
            sophie.say("Thank you. We are looking forward to seeing you.")
        elif kind < 0.7:
            reason = {"reason": self._reason()} if rng.random() < 0.5 else {}
            heard = self.line.hear(wordings.NOT_COMING + (wordings.BECAUSE if reason else ""), **reason)
            sophie.do(CANCEL, heard)
        else:
            when = {"when": self._moment()} if rng.random() < 0.5 else {}
            heard = self.line.hear(wordings.NOT_THEN + (wordings.TO_WHEN if when else ""), **when)
            sophie.do(MOVE, renamed(heard))
        self._answer_until("what")
        if rng.random() < 0.6:
            self._bye()

    def _wish(self, need: str) -> None:
        rng = self.rng
        if rng.random() < 0.15:
            self.small_talk()
        if need == "vin":
            return self._vin()
        if not self._known and rng.random() < 0.35:
            self._introduce()
            self._answer_until("what")
        if self.sophie.booked and rng.random() < 0.5:
            self._again()
        else:
            self._ask(need)
        return self._answer_until("what")

    def _ask(self, need: str) -> None:
        """Say what is wanted, and often more at once: the day, the vehicle, the reason, one's name."""
        kinds = {"book": self._booking, "cancel": self._cancelling, "move": self._moving}
        tool, text, values, fixed = kinds.get(need, lambda: (LIST, wordings.UPCOMING, {}, {}))()
        name = {}
        if not self._known and self.rng.random() < 0.35:
            text = f"{wordings.NAME}( and|,|.|) {text}".replace("{hello}", wordings.HELLO)
            name = {"name": self._name()}
        heard = self.line.hear(text, **name, **values)
        named = heard.pop("name", "")
        if tool == SLOTS:
            heard.pop("vehicle", "")  # it is asked for once there is a time
        if tool:
            self.sophie.do(tool, fixed | renamed(heard), named)
        elif named:
            self.sophie.find(name=named)
        else:
            self.sophie.say("What is to be done on the vehicle?", "service")

    def _booking(self) -> _Asked:
        rng = self.rng
        if rng.random() < 0.06:
            return "", wordings.APPOINTMENT, {}, {}
        service, values = rng.choice(list(wordings.SERVICES)), {}
        text = wordings.TROUBLES[service]
        if rng.random() < 0.75:
            text = wordings.NEED.replace("{service}", wordings.SERVICES[service])
        kind = rng.random()
        if rng.random() < 0.2:
            text = text + wordings.FOR_VEHICLE
            values = {"vehicle": self._vehicle()}
        if kind < 0.25:
            text += "( {when}| {when} please| at {when}|, {when} if possible)"
            return BOOK, text, values | {"when": self._moment()}, {"service": service}
        if kind < 0.65:
            text, day = self._with_day(text, wordings.WHEN)
            values |= day
        return SLOTS, text, values, {"service": service}

    def _cancelling(self) -> _Asked:
        if self.rng.random() < 0.4:
            return CANCEL, wordings.CANCEL + wordings.BECAUSE, {"reason": self._reason()}, {}
        return CANCEL, wordings.CANCEL, {}, {}

    def _moving(self) -> _Asked:
        if self.rng.random() < 0.4:
            return MOVE, wordings.MOVE + wordings.TO_WHEN, {"when": self._moment()}, {}
        return MOVE, wordings.MOVE, {}, {}

    def _again(self) -> None:
        """Something about what was just booked."""
        self.sophie.booked = False
        if self.rng.random() < 0.6:
            self.sophie.do(MOVE, renamed(self.line.hear(wordings.MOVE_IT, when=self._moment(near=True))))
        else:
            self.line.hear(wordings.CANCEL_IT)
            self.sophie.do(CANCEL)

    def _introduce(self) -> None:
        if self.rng.random() < 0.85:
            text = wordings.NAME.replace("{hello}", wordings.HELLO)
            self.sophie.find(name=self.line.hear(text, name=self._name())["name"])
        else:
            self._give_phone(wordings.ALSO_PHONE)

    def _vin(self) -> None:
        vin = self.rng.choice(self._others).vehicles[0].vin
        if self.rng.random() < 0.2:
            vin = vin[:CHECK_AT] + ("0" if check_digit(vin) != "0" else "1") + vin[CHECK_AT + 1 :]
        said = vin if self.rng.random() < 0.7 else " ".join(vin)
        heard = self.line.hear(wordings.VIN, vin=said)["vin"]
        result = self.line.use("decode_vin", vin=heard)
        error = result.get("error")
        self.sophie.say(result["say"] if error is None else f"That does not work: {error}.")

    def _bye(self) -> None:
        if self.rng.random() < 0.4:
            self.line.hear(wordings.THANKS)
            self.sophie.say("You are welcome. Is there anything else?")
        self.line.hear(wordings.BYE)
        self.sophie.say("Goodbye.")
