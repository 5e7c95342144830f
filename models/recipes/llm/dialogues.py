# ruff: noqa: E501 (sentences)
"""Synthetic conversations: system prompt, requests, tool calls with their results, replies."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from models.recipes.common import words
from models.recipes.common.grammar import Request
from models.recipes.common.sentences import sample
from models.recipes.llm.facts import JOKES, REPLIES
from models.recipes.llm.spelling import as_typed

SYSTEM_PROMPTS = (
    "You are Sotto, a private voice assistant. Answer in one or two short spoken sentences.",
    "You are Sotto. Be brief.",
    "You are a helpful voice assistant.",
    "You are Sotto, a private voice assistant that runs on this computer. Answer in short sentences and use the tools.",
)
"""The first is the application's own."""

Turn = tuple[str, str]
"""(role, content)"""


@dataclass
class Conversation:
    """What has happened so far, as far as later replies depend on it."""

    notes: list[str] = field(default_factory=list)
    jokes: int = 0
    last: str = ""
    """The last reply."""


def tool_call(name: str, **arguments: object) -> Turn:
    """The assistant's turn that calls a tool."""
    call = json.dumps({"name": name, "arguments": arguments})
    return "assistant", f"<tool_call>\n{call}\n</tool_call>"


def _using(name: str, result: object, reply: str, **arguments: object) -> list[Turn]:
    return [tool_call(name, **arguments), ("tool", json.dumps(result)), ("assistant", reply)]


def _joined(things: list[str]) -> str:
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1]


def _clock(request: Request, _: Conversation, rng: random.Random) -> list[Turn]:
    hour, minute = rng.randrange(24), rng.randrange(60)
    day = f"{rng.choice(words.WEEKDAYS)} {rng.randint(1, 31)} {rng.choice(words.MONTHS)}"
    if rng.random() < 0.15:
        day += f" {rng.randint(2024, 2035)}"
    result = {"time": f"{hour:02d}:{minute:02d}", "date": day}
    if rng.random() < 0.1:
        result["zone"] = rng.choice(["UTC", "CET", "EST"])
    reply = f"It is {result['time']}." if request.intent == "time" else f"Today is {day}."
    return _using("clock", result, reply)


_OPERATORS = {"plus": "+", "minus": "-", "subtract": "-", "times": "*", "divided": "/"}
_SPOKEN = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def _sum(request: Request, _: Conversation, __: random.Random) -> list[Turn]:
    left, right = (int(str(value)) for value in request.values)
    if request.intent == "subtract":
        left, right = right, left
    sign = _OPERATORS[request.intent]
    expression = f"{left} {sign} {right}"
    if sign == "/" and right == 0:
        error = {"error": "division by zero"}
        return _using("calculate", error, "That does not work: division by zero.", expression=expression)
    exact = {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[sign]
    answer = f"{round(exact, 4):g}" if sign == "/" else str(exact)
    reply = f"{left} {_SPOKEN[sign]} {right} is {answer}."
    return _using("calculate", {"result": answer}, reply, expression=expression)


def _timer(request: Request, _: Conversation, __: random.Random) -> list[Turn]:
    length = next(value for value in request.values if isinstance(value, tuple))
    amount, unit, seconds = length
    label = next((str(value) for value in request.values if isinstance(value, str)), "")
    arguments = {"seconds": seconds} | ({"label": label} if label else {})
    if request.intent == "reminder":
        reply = f"I will remind you in {amount} {unit} to {label}."
    else:
        reply = f"The {label} timer is set for {amount} {unit}." if label else f"Timer set for {amount} {unit}."
    return _using("set_timer", {"ok": True}, reply, **arguments)


_NO_TIMER = ({"error": "no timer is running"}, {"ok": False}, {"left": None})


def _cancel(_: Request, __: Conversation, rng: random.Random) -> list[Turn]:
    if rng.random() < 0.3:
        return _using("cancel_timer", rng.choice(_NO_TIMER[:2]), "No timer is running.")
    return _using("cancel_timer", {"ok": True}, "The timer is cancelled.")


def _left(_: Request, __: Conversation, rng: random.Random) -> list[Turn]:
    if rng.random() < 0.3:
        return _using("timer_left", rng.choice(_NO_TIMER), "No timer is running.")
    left = f"{rng.randint(0, 59)}:{rng.randint(0, 59):02d}"
    if rng.random() < 0.1:
        left = f"{rng.randint(1, 5)}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"
    return _using("timer_left", {"left": left}, f"{left} left.")


def _add(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    text = " ".join(str(value) for value in request.values)
    state.notes.append(text)
    reply = f"I added {text} to your list." if request.intent == "add" else f"Noted: {text}."
    return _using("add_note", {"ok": True}, reply, text=text)


def _remove(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    text = str(request.values[0])
    if rng.random() < 0.25:
        result = rng.choice([{"ok": False}, {"error": f"no note says {text}"}])
        return _using("remove_note", result, f"There is no {text} on your list.", text=text)
    state.notes = [note for note in state.notes if note != text]
    return _using("remove_note", {"ok": True}, f"I removed {text} from your list.", text=text)


def _list(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    chosen = list(state.notes)
    if rng.random() < 0.7:
        chosen = rng.sample([*words.ITEMS, *(task for task in words.TASKS if "{" not in task)], rng.randint(0, 5))
    reply = f"You have {_joined(chosen)} on your list." if chosen else "Your list is empty."
    return _using("list_notes", {"notes": chosen}, reply)


def _joke(_: Request, state: Conversation, __: random.Random) -> list[Turn]:
    state.jokes += 1
    return [("assistant", JOKES[(state.jokes - 1) % len(JOKES)])]


def _capital(request: Request, _: Conversation, __: random.Random) -> list[Turn]:
    country = str(request.values[0])
    return [("assistant", f"The capital of {country} is {words.CAPITALS[country]}.")]


def _name(request: Request, _: Conversation, __: random.Random) -> list[Turn]:
    return [("assistant", f"Nice to meet you, {request.values[0]}.")]


def _said(request: Request, _: Conversation, __: random.Random) -> list[Turn]:
    return [("assistant", REPLIES[request.intent])]


Answer = Callable[[Request, Conversation, random.Random], list[Turn]]
ANSWERS: dict[str, Answer] = {
    "time": _clock, "date": _clock, "plus": _sum, "minus": _sum, "subtract": _sum, "times": _sum, "divided": _sum,
    "timer": _timer, "reminder": _timer, "labelled": _timer, "cancel": _cancel, "left": _left, "add": _add,
    "note": _add, "remove": _remove, "list": _list, "joke": _joke, "capital": _capital, "name": _name,
}  # fmt: skip
"""Intents that need more than a fixed sentence."""


def dialogue(rng: random.Random, longest: int, size: Callable[[Turn], int], held_out: Collection[str]) -> list[Turn]:
    """One conversation of as many turns as fit into `longest` tokens, counted by `size`."""
    prompt = rng.choices([*SYSTEM_PROMPTS, ""], [6, 1, 1, 1, 1])[0]
    turns: list[Turn] = [("system", prompt)] if prompt else []
    used = sum(map(size, turns))
    state = Conversation()
    while True:
        request = sample(rng, held_out)
        new = [
            ("user", as_typed(request.text, rng)),
            *ANSWERS.get(request.intent, _said)(request, state, rng),
        ]
        used += sum(map(size, new))
        if used > longest:
            return turns
        turns += new
