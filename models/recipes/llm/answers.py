"""What is right to answer where a tool is needed: clock, sums, conversions, timers, notes, the past."""

from __future__ import annotations

import random

from models.recipes.common import words
from models.recipes.common.grammar import Request
from models.recipes.common.slots_copied import Copied
from models.recipes.llm.conversation import Conversation, Turn, fault, joined, using

_SPOKEN = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_SIGNS = {"plus": "+", "minus": "-", "subtract": "-", "times": "*", "divided": "/", "into": "/"}
_COPIED = Copied(0.4)


def plain(value: float) -> str:
    """At most two decimals, none that are zero."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def some_day(rng: random.Random) -> str:
    """A date as the tools write it."""
    return f"{rng.choice(words.WEEKDAYS)} {rng.randint(1, 31)} {rng.choice(words.MONTHS)}"


def clock(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """The time or the date."""
    day = some_day(rng)
    result = {"time": f"{rng.randrange(24):02d}:{rng.randrange(60):02d}", "date": day}
    state.turn_to(request.intent)
    return using("clock", result, f"It is {result['time']}." if request.intent == "time" else f"Today is {day}.")


def calculation(parts: list[object], state: Conversation) -> list[Turn]:
    """A sum of numbers and signs in turn, such as [57, "+", 12]."""
    said = [plain(part) if isinstance(part, int | float) else str(part) for part in parts]
    expression = " ".join(said)
    spoken = " ".join(_SPOKEN.get(part, part) for part in said)
    state.turn_to("sum", parts)
    try:
        value = eval(expression)  # numbers and signs from this recipe
    except ZeroDivisionError:
        error = "dividing by zero is not possible"
        return using("calculate", {"error": error}, f"That does not work: {error}.", expression=expression)
    answer = plain(value)
    state.turn_to("sum", parts, float(answer))
    return using("calculate", {"result": answer}, f"{spoken} is {answer}.", expression=expression)


def sum_of_two(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    """Two operands."""
    left, right = request.values[0] if isinstance(request.values[0], tuple) else request.values
    if request.intent in {"subtract", "into"}:
        left, right = right, left
    return calculation([left, _SIGNS[request.intent], right], state)


def chain(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    """Three operands: numbers and signs, or numbers with the sign that goes before each."""
    parts: list[object] = []
    for value in request.values:
        parts += value if isinstance(value, tuple) else [value]
    return calculation(parts[1:] if isinstance(request.values[0], tuple) else parts, state)


Unit = tuple[str, str, str, float]


def _converted(amount: float, unit: Unit, other: Unit) -> float:
    if unit[2] != "temperature":
        return amount * unit[3] / other[3]
    return (amount * 9 / 5 + 32) if "celsius" in unit[0] else (amount - 32) * 5 / 9


def in_unit(amount: float, unit: Unit) -> str:
    """The amount with its unit."""
    return f"{plain(amount)} {unit[0] if amount == 1 else unit[1]}"


def conversion(amount: float, unit: Unit, other: Unit, state: Conversation) -> list[Turn]:
    """`amount` of one unit in another."""
    state.turn_to("convert", amount, unit, other)
    value = _converted(amount, unit, other)
    result = (
        plain(value) if abs(value) >= 0.01 else f"{value:.2g}" if abs(value) >= 1e-4 else f"{value:.8f}".rstrip("0")
    )
    reply = f"{in_unit(amount, unit)} is {result} {other[0] if result == '1' else other[1]}."
    arguments = {"amount": amount, "unit": unit[1].removeprefix("degrees "), "to": other[1].removeprefix("degrees ")}
    return using("convert_units", {"result": result}, reply, **arguments)


def convert(request: Request, state: Conversation, _: random.Random) -> list[Turn]:
    """See `conversion`."""
    amount, unit, other = request.values
    return conversion(amount, unit, other, state)  # type: ignore[arg-type]


def timer(
    length: tuple[str, int], label: str, reminding: bool, state: Conversation, rng: random.Random
) -> list[Turn]:
    """Ring after (as said, seconds)."""
    said, seconds = length
    arguments: dict[str, object] = {"seconds": seconds} | ({"label": label} if label else {})
    state.turn_to("timer", length, label, reminding, word=label if " " not in label else "")
    if failed := fault(rng, "set_timer", **arguments):
        state.topic = ""
        return failed
    if reminding:
        reply = f"I will remind you in {said} to {label}."
    else:
        reply = f"The {label} timer is set for {said}." if label else f"Timer set for {said}."
    return using("set_timer", {"ok": True}, reply, **arguments)


def set_timer(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """A timer, with label or reminder."""
    length = next(value for value in request.values if isinstance(value, tuple))
    label = next((value for value in request.values if isinstance(value, str)), "")
    return timer(length, label, request.intent == "reminder", state, rng)


def cancel(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Forget the timers."""
    state.turn_to("")
    if rng.random() < 0.3:
        return using(
            "cancel_timer",
            rng.choice([{"error": "no timer is running"}] * 3 + [{"ok": False}]),
            "No timer is running.",
        )
    return using("cancel_timer", {"ok": True}, "The timer is cancelled.")


def left(_: Request, __: Conversation, rng: random.Random) -> list[Turn]:
    """How long the timer has left; the topic stays."""
    if rng.random() < 0.3:
        return using("timer_left", {"error": "no timer is running"}, "No timer is running.")
    time_left = f"{rng.randint(0, 99)}:{rng.randint(0, 59):02d}"
    return using("timer_left", {"left": time_left}, f"{time_left} left.")


def add_text(text: str, as_note: bool, state: Conversation, rng: random.Random) -> list[Turn]:
    """Put `text` on the list."""
    state.turn_to("note" if as_note else "add", text, word=text if " " not in text else "")
    if failed := fault(rng, "add_note", text=text):
        state.topic = ""
        return failed
    state.notes.append(text)
    return using(
        "add_note", {"ok": True}, f"Noted: {text}." if as_note else f"I added {text} to your list.", text=text
    )


def add(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Items, or a note."""
    return add_text(" ".join(str(value) for value in request.values), request.intent == "note", state, rng)


def remove_text(text: str, state: Conversation, rng: random.Random) -> list[Turn]:
    """Take `text` off the list."""
    state.turn_to("remove", text)
    if text not in state.notes and rng.random() < 0.3:
        error = rng.choice([f"{text} is not on the list"] * 3 + [f"no note says {text}"])
        return using("remove_note", {"error": error}, f"There is no {text} on your list.", text=text)
    state.notes = [note for note in state.notes if note != text]
    return using("remove_note", {"ok": True}, f"I removed {text} from your list.", text=text)


def remove(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """See `remove_text`."""
    return remove_text(str(request.values[0]), state, rng)


def clear(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """Empty the list."""
    state.turn_to("")
    if failed := fault(rng, "clear_notes"):
        return failed
    state.notes = []
    return using("clear_notes", {"ok": True}, "Your list is cleared.")


def read_list(_: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """What is on the list: what was put there, or what was there before."""
    chosen = list(state.notes[-10:])
    if rng.random() < 0.6:
        count = rng.choice([0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 7])
        chosen = list(
            dict.fromkeys(rng.choice([_COPIED.item, _COPIED.item, _COPIED.task])(rng) for _ in range(count))
        )
    state.turn_to("list")
    return using(
        "list_notes",
        {"notes": chosen},
        f"You have {joined(chosen)} on your list." if chosen else "Your list is empty.",
    )


def look_up(query: str, told: str, state: Conversation, rng: random.Random) -> list[Turn]:
    """What was said about `query` in the past; `told` is such a sentence."""
    state.turn_to("search", query)
    if rng.random() < 0.35:
        return using(
            "search_history", {"found": []}, f"I found nothing about {query} in your past sessions.", query=query
        )
    found = [
        {
            "day": some_day(rng),
            "you": told,
            "sotto": rng.choice(["All right.", f"Noted: {query}.", "I do not know that."]),
        }
    ]
    found += [{"day": some_day(rng), "you": f"what about {query}", "sotto": "I do not know that."}] * rng.choice(
        [0, 0, 1]
    )
    day = found[0]["day"]
    return using("search_history", {"found": found}, f"On {day} you said: {told}.", query=query)


def past_sentence(query: str, rng: random.Random) -> str:
    """Something that somebody may have said about `query`."""
    pattern = rng.choice(
        ["remind me to call {0}", "what about {0}", "add {0} to my list", "tell me about {0}", "note: {0}",
         "i like {0}", "remind me in ten minutes to see {0}", "we need {0}", "is {0} open today",
         "where is {0}", "what is {0}"]
    )  # fmt: skip
    text = pattern.format(query)
    return text[0].upper() + text[1:] if rng.random() < 0.5 else text


def search(request: Request, state: Conversation, rng: random.Random) -> list[Turn]:
    """See `look_up`."""
    query = str(request.values[0])
    return look_up(query, past_sentence(query, rng), state, rng)
