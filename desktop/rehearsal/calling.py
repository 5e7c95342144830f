"""The caller: says what the script has, and answers what anybody would be asked besides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desktop.events import ConsentAsked, EngineEvent, ToolRan, TurnFinished
from desktop.packs.service_desk.records import Customer
from desktop.rehearsal.form import Answer, Call, Said
from desktop.rehearsal.judging import Exchange
from desktop.rehearsal.lines import Line
from desktop.scenarios.gathering import is_end
from desktop.terms import Outcome

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MOST_ANSWERS = 2
"""To one question; then the caller goes on with what they had to say."""
_AGAIN = re.compile(
    r"did you say\?|I am not sure what you mean|What is to be done on the vehicle|When would you like"
)
_SLOWLY = 0.8
"""Of the usual rate, where something is said again."""

After = Callable[[Sequence[EngineEvent]], None]


@dataclass(slots=True)
class Caller:
    """One call as it is held."""

    call: Call
    customer: Customer
    line: Line
    after: After
    """Is given the events of each thing said."""
    exchanges: list[Exchange] = field(default_factory=list)
    _asked: int = 0
    _answered: Counter[str] = field(default_factory=Counter)

    def hold(self) -> None:
        """Hold the whole call."""
        self.line.begin()
        turns, reply = list(self.call.turns), ""
        while turns:
            said = turns.pop(0)
            if said.when and not re.search(said.when, reply):
                continue
            reply = self._say(said)
            while (answer := self._answer(reply, said, turns)) is not None:
                reply = self._say(answer)

    def _say(self, said: Said) -> str:
        again = self._answered["number"] > 1
        words = said.say.replace("{phone}", spelled_phone(self.customer.phone, by_one=again))
        events = self.line.say(said, words, self._consent())
        self._asked += sum(isinstance(event, ConsentAsked) for event in events)
        done = [
            event for event in events if isinstance(event, TurnFinished) and is_end(event) and not _cut_short(event)
        ]
        tools = [event for event in events if isinstance(event, ToolRan)]
        reply = " ".join(event.generated.strip() for event in done)
        understood = " / ".join(event.transcript for event in done)
        calls = tuple(f"{event.name} {event.arguments} -> {event.result}" for event in tools)
        self.exchanges.append(Exchange(words, understood, reply, calls))
        self.after(events)
        return reply

    def _consent(self) -> Answer:
        return self.call.consents[min(self._asked, len(self.call.consents) - 1)]

    def _answer(self, reply: str, said: Said, turns: Sequence[Said]) -> Said | None:
        """What the caller says to a question that the script does not answer next; None for none."""
        coming = turns[0].say if turns else ""
        if turns and turns[0].when and re.search(turns[0].when, reply):
            return None
        question, answer = self._known(reply, said, coming)
        if not answer or self._answered[question] >= _MOST_ANSWERS:
            return None
        self._answered[question] += 1
        return Said(say=answer, rate=_SLOWLY if answer == said.say or self._answered[question] > 1 else 1.0)

    def _known(self, reply: str, said: Said, coming: str) -> tuple[str, str]:
        """Which question it is, and what anybody would answer; empty for none."""
        name, family = self.customer.name, self.customer.family_name
        change = next(iter(self.call.changes), None)
        if "what is the telephone number?" in reply.casefold():
            return "number", "" if "{phone}" in coming else "My number is {phone}."
        if "Is it" in reply:
            return "it", "Yes, that is me." if f"Is it {name}," in reply else "No, that is somebody else."
        if "What is the name?" in reply or "Who is calling?" in reply:
            known = family in coming or "{phone}" in coming
            return "name", "" if known else f"My name is {name}."
        if "Which one: the" in reply:
            return "vehicle", f"The {self._vehicle()}."
        if "Which one:" in reply and change is not None:
            return "which", f"The {change.service}."
        if "What is to be done" in reply:
            return "service", f"The {change.service}." if change is not None else said.say
        if "did you say?" in reply or "On which day" in reply:
            return "time", in_words(change.at) if change is not None and change.at is not None else said.say
        return ("again", said.say) if "I am not sure what you mean" in reply else ("", "")

    def _vehicle(self) -> str:
        """The maker of the vehicle that the call is about."""
        wanted = next((one.vehicle for one in self.call.changes if one.vehicle), "")
        return (wanted or self.customer.vehicles[0].name).split()[1]


def _cut_short(event: TurnFinished) -> bool:
    """Whether it is what the caller spoke into, which ends after the next thing was said."""
    return event.outcome is Outcome.INTERRUPTED


def spelled_phone(number: str, *, by_one: bool = False) -> str:
    """A number like +12025550143, digit by digit, in groups; `by_one` with a rest after each digit."""
    words = [_ONES[int(digit)] for digit in number.removeprefix("+1")]
    if by_one:
        return ", ".join(words)
    return ", ".join(" ".join(words[at:end]) for at, end in ((0, 3), (3, 6), (6, 10)))


def in_words(at: datetime) -> str:
    """A day and a time, like `On Tuesday at nine thirty.`"""
    half = " thirty" if at.minute else " o'clock"
    return f"On {at:%A} at {_ONES[(at.hour - 1) % 12 + 1]}{half}."
