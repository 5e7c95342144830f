"""The caller: says what the script has, and answers what anybody would be asked besides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.events import EngineEvent, ToolRan, TurnFinished
from desktop.packs.service_desk.records import Customer
from desktop.rehearsal.form import Call, Said
from desktop.rehearsal.judging import Exchange
from desktop.rehearsal.lines import Line
from desktop.rehearsal.wishes import ONES, Wishes
from desktop.scenarios.gathering import is_end
from desktop.terms import Outcome

_MOST_ANSWERS = 3
"""To one question; then the caller goes on with what they had to say."""
_ASKS_WHEN = re.compile(r"did you say\?|On which day|At what time|not free|Free for|Free are|come instead")
_ASKS_WHO = re.compile(r"What is the name\?|Who is calling\?")
_LOST = re.compile(r"I am not sure what you mean|I cannot do that|That does not work|What can I do for you")
_SLOWLY = 0.8
"""Of the usual rate, where something is said again."""
_IN_SET_WORDS = ("time", "wish", "service")
"""Questions that are answered in words of which it is known that they are understood."""
_GROUPS = (((0, 3), (3, 6), (6, 10)), tuple((at, at + 1) for at in range(10)), ((0, 3), (3, 6), (6, 8), (8, 10)))
"""Digits said in one breath, each time that the number is said."""

After = Callable[[Sequence[EngineEvent]], None]


@dataclass(slots=True)
class Caller:
    """One call as it is held."""

    call: Call
    customer: Customer
    line: Line
    wishes: Wishes
    after: After
    """Is given the events of each thing said."""
    own_words: bool = False
    """Whether a time, a service and a wish are said only as the script has them."""
    exchanges: list[Exchange] = field(default_factory=list)
    _known: bool = False
    """Whether Sophie has said whom she speaks with."""
    _answered: Counter[str] = field(default_factory=Counter)

    def hold(self) -> None:
        """Hold the whole call."""
        self.line.begin()
        turns, reply = list(self.call.turns), ""
        while turns:
            said = turns.pop(0)
            skipped = bool(said.when) and not re.search(said.when, reply)
            if skipped or self.wishes.is_answered(said, known=self._known):
                continue
            reply = self._say(said)
            while (answer := self._answer(reply, said, turns)) is not None:
                reply = self._say(answer)

    def _say(self, said: Said) -> str:
        words = said.say.replace("{phone}", spelled_phone(self.customer.phone, max(0, self._answered["number"] - 1)))
        events = self.line.say(said, words, self.wishes.agree)
        done = [
            event for event in events if isinstance(event, TurnFinished) and is_end(event) and not _cut_short(event)
        ]
        tools = [event for event in events if isinstance(event, ToolRan)]
        reply = " ".join(event.generated.strip() for event in done)
        understood = " / ".join(event.transcript for event in done)
        calls = tuple(f"{event.name} {event.arguments} -> {event.result}" for event in tools)
        self.exchanges.append(Exchange(words, understood, reply, calls))
        self._known = self._known or f"{self.customer.name}, with" in reply.partition("Is it")[0]
        self._known = self._known or any(f'"say": "{self.customer.name}, with' in call for call in calls)
        self.after(events)
        return reply

    def _answer(self, reply: str, said: Said, turns: Sequence[Said]) -> Said | None:
        """What the caller says to a question that the script does not answer next; None for none."""
        if turns and turns[0].when and re.search(turns[0].when, reply):
            return None
        coming = [turn for turn in turns if not turn.when and not self.wishes.is_answered(turn, known=self._known)]
        question, answer = self._to(reply, said, coming)
        if self.own_words and question in _IN_SET_WORDS and answer != said.say:
            return None
        if not answer or self._answered[question] >= _MOST_ANSWERS:
            return None
        self._answered[question] += 1
        return Said(say=answer, rate=_SLOWLY if answer == said.say or self._answered[question] > 1 else 1.0)

    def _to(self, reply: str, said: Said, coming: Sequence[Said]) -> tuple[str, str]:
        """Which question it is, and what anybody would answer; empty for none."""
        if not reply:
            return "silence", said.say if said.interrupt_after_s is None else ""
        if self.wishes.objected:
            self.wishes.objected = False
            return "wish", self.wishes.again(())
        who = self._who(reply, coming)
        what = self._what(reply, said) if who is None else who
        if what is not None:
            return what
        if _ASKS_WHEN.search(reply):
            return "time", self.wishes.when(coming)
        if "Why do you want" in reply and len(coming) < 2:  # what they say last is no reason
            return "reason", "I have no time."
        lost = _LOST.search(reply) and "else" not in reply
        return ("wish", self._once_more(said, coming)) if lost else ("", "")

    def _who(self, reply: str, coming: Sequence[Said]) -> tuple[str, str] | None:
        """Where it is asked who calls."""
        next_words = coming[0].say if coming else ""
        if "Is it" in reply:
            return "it", self._whether(reply.partition("Is it")[2])
        if "what is the telephone number?" in reply.casefold():
            return "number", "" if "{phone}" in next_words else "My number is {phone}."
        if _ASKS_WHO.search(reply):
            known = self.customer.family_name in next_words or "{phone}" in next_words
            return "name", "" if known else f"My name is {self.customer.name}."
        return None

    def _what(self, reply: str, said: Said) -> tuple[str, str] | None:
        """Where it is asked which vehicle, appointment or service."""
        change = self.wishes.change
        if "Which one: the" in reply:
            return "vehicle", f"The {self._vehicle(model=self._answered['vehicle'] > 0)}."
        if "Which one:" in reply:
            return "which", f"The {change.service}." if change is not None else ""
        if "What is to be done" in reply:
            return "service", f"The {change.service}." if change is not None else said.say
        return None

    def _whether(self, offered: str) -> str:
        """Whether they are whom Sophie names."""
        name = self.customer.name
        if name not in offered:
            return "No, that is somebody else."
        return "Yes, that is me." if f" {name}," in offered.partition(" or ")[0] else f"{name}."

    def _once_more(self, said: Said, coming: Sequence[Said]) -> str:
        """What was not understood, or what they want, where she does not know it any more."""
        if (
            not self.exchanges[-1].reply.endswith("What can I do for you?")
            and said.say != self.exchanges[-2:][0].said
        ):
            return said.say if "{" not in said.say else ""
        return self.wishes.again(coming) if len(self.exchanges) > 1 else ""

    def _vehicle(self, *, model: bool) -> str:
        """The maker of the vehicle that the call is about, and the model where that was not enough."""
        change = self.wishes.change
        wanted = (change.vehicle if change is not None else "") or self.customer.vehicles[0].name
        _, maker, *rest = wanted.split()
        return " ".join([maker, *rest]) if model else maker


def _cut_short(event: TurnFinished) -> bool:
    """Whether it is what the caller spoke into, which ends after the next thing was said."""
    return event.outcome is Outcome.INTERRUPTED


def spelled_phone(number: str, time: int = 0) -> str:
    """A number like +12025550143, digit by digit, in groups: others each `time` that it is said."""
    words = [ONES[int(digit)] for digit in number.removeprefix("+1")]
    return ", ".join(" ".join(words[at:end]) for at, end in _GROUPS[time % len(_GROUPS)])
