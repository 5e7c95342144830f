"""Synthetic conversations: system prompt, requests, tool calls with their results, replies."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping

from models.recipes.common.grammar import Request, normalise
from models.recipes.common.knowledge_best import OTHER_BEST
from models.recipes.common.sentences import request, two_requests
from models.recipes.llm import answers, answers_desk, follow, known
from models.recipes.llm.conversation import Answer, Conversation, Turn, saying, tool_call
from models.recipes.llm.digits import in_digits
from models.recipes.llm.replies import REPLIES
from models.recipes.llm.spelling import as_typed

SYSTEM_PROMPTS = (
    "You are Sotto, a private voice assistant. Answer in one or two short spoken sentences.",
    "You are Sotto. Be brief.",
    "You are a helpful voice assistant.",
    "You are Sotto, a private voice assistant that runs on this computer. "
    "Answer in short sentences and use the tools.",
)
"""The first is the application's own."""

_FOLLOWS, _RARELY_FOLLOWS, _SAYS_AGAIN, _TWO, _UNCLEAR = 0.55, 0.2, 0.025, 0.04, 0.015
_ASKS_NAME = 0.08
"""How often a user who told a name asks for it next."""
_INVENTED = 0.25
_RARE = frozenset(("time", "date", "remove", "spell"))
_KEEP_TOPIC = frozenset(("thanks", "quiet", "left", "compliment"))
_CLEAR_SUMS = frozenset(("plus", "minus", "subtract", "times", "divided", "into", "chain"))


def _name(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    state.name = str(request.values[0])
    state.turn_to("name", state.name, word=state.name)
    return saying(f"Nice to meet you, {state.name}.")


def _my_name(_: Request, state: Conversation, __: random.Random) -> list[Turn]:
    state.turn_to("name" if state.name else "", state.name, word=state.name)
    return saying(f"Your name is {state.name}." if state.name else "I do not know your name yet.")


def _fact(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    reply, relation, subject = request.values
    if relation:
        return known.fact(str(relation), str(subject), state)
    state.turn_to("best" if reply in OTHER_BEST else "", reply)
    return saying(str(reply))


def _two(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """The calls one after another, then one reply."""
    calls: list[Turn] = []
    replies = []
    for value in request.values:
        assert isinstance(value, Request)
        *before, (_, reply) = ANSWERS[value.intent](value, state, rng)
        calls += before
        replies.append(reply)
    return [*calls, *saying(" ".join(replies))]


ANSWERS: Mapping[str, Answer] = {
    "time": answers.clock, "date": answers.clock, "plus": answers.sum_of_two, "minus": answers.sum_of_two,
    "subtract": answers.sum_of_two, "times": answers.sum_of_two, "divided": answers.sum_of_two,
    "into": answers.sum_of_two,
    "chain": answers.chain, "convert": answers.convert, "timer": answers.set_timer, "reminder": answers.set_timer,
    "labelled": answers.set_timer, "cancel": answers.cancel, "left": answers.left, "add": answers.add,
    "note": answers.add, "remove": answers.remove, "clear": answers.clear, "list": answers.read_list,
    "search": answers.search, "name": _name, "my name": _my_name, "joke": lambda _, state, __: known.joke(state),
    "fact": _fact, "two": _two, "capital": lambda asked, state, _: known.capital(str(asked.values[0]), state),
    "spell": lambda asked, state, _: known.spelling(str(asked.values[0]), state), "opposite": lambda asked, state,
    _: known.opposite(str(asked.values[0]), state), "find customer": answers_desk.find_customer,
    "find phone": answers_desk.find_customer, "slots": answers_desk.free_slots, "book": answers_desk.book,
    "appointments": answers_desk.appointments, "cancel appointment": answers_desk.cancel_appointment,
    "cancel appointment because": answers_desk.cancel_appointment, "reschedule": answers_desk.reschedule,
    "vin": answers_desk.decode_vin,
}  # fmt: skip
"""Intents that need more than a fixed sentence."""


def _said(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    if request.intent not in _KEEP_TOPIC:
        state.turn_to("")
    return saying(REPLIES[request.intent])


def _desk_follow(kind: str, asked: Request, state: Conversation, rng: random.Random) -> list[Turn] | None:
    """Follow-ups at the service desk; None for all others."""
    if kind == "drop" and state.topic == "book":
        return answers_desk.cancel_appointment(Request("", "cancel appointment", (state.about[0],)), state, rng)
    if state.topic in {"find customer", "appointments", "slots"}:
        return ANSWERS[state.topic](Request("", state.topic, asked.values), state, rng)
    return None


def _follow(state: Conversation, rng: random.Random) -> tuple[Request, list[Turn]]:
    """Words that go back to the turn before, and what is right to answer."""
    kind = rng.choice(follow.kinds_for(state))
    asked = as_typed(follow.follow(kind, state, rng), rng)
    new = _desk_follow(kind, asked, state, rng)
    return asked, new or follow.ANSWERS[kind](asked, state, rng)


def _unclear(state: Conversation, rng: random.Random) -> tuple[Request, list[Turn]]:
    """Words that go back to a turn that never was."""
    kind = rng.choice(["drop", "drop", "spell it", "other unit", "again", "another", "say again", "double"])
    asked = as_typed(follow.follow(kind, Conversation(topic="convert", about=answers_units(rng)), rng), rng)
    if kind == "drop" and re.search(r"cancel|stop", asked.text.lower()):
        return asked, [
            tool_call("cancel_timer"),
            ("tool", '{"error": "no timer is running"}'),
            *saying("No timer is running."),
        ]
    state.turn_to("")
    return asked, saying(REPLIES["unclear"])


def answers_units(rng: random.Random) -> tuple[object, ...]:
    """The values of some conversion."""
    return request(rng, intents=["convert"]).values


def _is_clear(drawn: Request) -> bool:
    """Whether the numbers can be told apart: "two hundred and five" could be a sum or a number."""
    if drawn.intent == "two":
        return all(_is_clear(part) for part in drawn.values if isinstance(part, Request))
    if drawn.intent not in _CLEAR_SUMS:
        return True
    if drawn.values and isinstance(drawn.values[0], tuple) and not isinstance(drawn.values[0][0], str):
        return True
    values = {value[1] if isinstance(value, tuple) else value for value in drawn.values}
    found = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", in_digits(drawn.text))}
    return found == {value for value in values if isinstance(value, int | float)}


def _fresh(state: Conversation, rng: random.Random, held_out: Collection[str]) -> tuple[Request, list[Turn]]:
    while True:
        two = rng.random() < _TWO
        if state.name and rng.random() < _ASKS_NAME:
            drawn = request(rng, held_out, intents=["my name"])
            break
        drawn = (two_requests if two else request)(rng, held_out, invented=_INVENTED if rng.random() < 0.7 else 0.0)
        if _is_clear(drawn):
            break
    asked = as_typed(drawn, rng)
    return asked, ANSWERS.get(asked.intent, _said)(asked, state, rng)


def exchange(state: Conversation, rng: random.Random, held_out: Collection[str]) -> list[Turn]:
    """What the user says next, and what is right to answer. Of the test sentences only words that go back to the
    turn before can occur, and only up to four of them: nobody says "and times two" otherwise."""
    while True:
        kind, short = rng.random(), True
        if state.last and kind < _SAYS_AGAIN:
            asked, new = as_typed(follow.follow("say again", state, rng), rng), saying(state.last)
        elif not state.last and kind < _UNCLEAR:
            asked, new = _unclear(state, rng)
        elif follow.kinds_for(state) and rng.random() < (_RARELY_FOLLOWS if state.topic in _RARE else _FOLLOWS):
            asked, new = _follow(state, rng)
        else:
            asked, new = _fresh(state, rng, held_out)
            short = False
        if (short and len(asked.text.split()) < 5) or normalise(asked.text) not in held_out:
            state.last = new[-1][1]
            return [("user", asked.text), *new]


def dialogue(rng: random.Random, longest: int, size: Callable[[Turn], int], held_out: Collection[str]) -> list[Turn]:
    """One conversation of as many turns as fit into `longest` tokens, counted by `size`."""
    prompt = rng.choices([*SYSTEM_PROMPTS, ""], [8, 1, 1, 1, 1])[0]
    turns: list[Turn] = [("system", prompt)] if prompt else []
    used = sum(map(size, turns))
    state = Conversation()
    while True:
        new = exchange(state, rng, held_out)
        used += sum(map(size, new))
        if used > longest:
            return turns
        turns += new
