"""What a call of a tool means, seen what the caller just said: their words count, not a model's copy of them.

An argument in words that were not said is dropped, and what was said takes its place. Numbers, and dates in figures,
come from what tools told and stay. Nothing is written because of it: whoever agrees sees what came of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.engine.tools.registry import Arguments
from desktop.packs.service_desk.arguments import (
    AppointmentQuery,
    BookingWish,
    CancellationWish,
    MoveWish,
    SlotQuery,
)
from desktop.packs.service_desk.callers import introduce, who_calls
from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.finding import LEAST_DIGITS
from desktop.packs.service_desk.heard_clauses import has_appointment
from desktop.packs.service_desk.heard_services import service_in, vehicle_in
from desktop.packs.service_desk.heard_times import time_in
from desktop.packs.service_desk.makers import MAKERS
from desktop.packs.service_desk.settling import BOOK, CANCEL, LIST, MOVE, SLOTS, first_day, nothing_wished
from desktop.packs.service_desk.spoken_numbers import digit_run, digits
from desktop.packs.service_desk.spoken_times import Spoken
from desktop.packs.service_desk.validation import name_key

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

Wish = dict[str, Any]
_TAKES: Mapping[str, type[Arguments]] = {
    BOOK: BookingWish,
    SLOTS: SlotQuery,
    MOVE: MoveWish,
    CANCEL: CancellationWish,
    LIST: AppointmentQuery,
}
_IN_FIGURES = re.compile(r"\d{4}-\d\d-\d\d")
_MOVES = re.compile(
    r"\b(?:re-?schedule|postpone|move|(?:an)?other (?:time|day|date)|different (?:time|day|date)|"
    r"come (?:sooner|later|earlier)|(?:bring|push|put) (?:it|my \w+) (?:forward|back|off)|"
    r"(?:change|switch|shift) (?:it|that|my (?:time|date|day|appointment)|the (?:time|date|appointment)))\b"
)
_INSTEAD = re.compile(r"\b(?:instead|or wait)\b")
_CANCELS = re.compile(r"\b(?:cancel|call (?:it )?off|take back)")
_BOOKS = re.compile(r"\b(?:book|new appointment)\b")
_QUERIES = re.compile(r"\b(?:anything|something|what about|how about|free|have you|do you have|what do you have)\b")
_LISTS = re.compile(
    r"\b(?:when(?: i|'?)s my (?:next )?appointment|am i (?:still )?booked|"
    r"(?:do|did) i (?:still )?have (?:an?|any|some)\w*(?: \w+)? (?:appointment|booked))"
)
_ONE = re.compile(r"\W*one\W*$", re.IGNORECASE)
"""Is rather a thing than a time."""
_LEAVES = re.compile(r"\b(?:good ?-?bye|bye|call (?:you )?(?:back|again))\b")
_DROPS = re.compile(r"\b(?:never ?mind|forget it|(?:leave|keep) it(?! (?:with|at|there|here|over)\b))\b")
_OPEN_ENDED = re.compile(r"\b(?:sooner|earlier|earliest|any day|soon)\b")
_MAKERS = frozenset(name_key(maker) for maker in MAKERS.values())
_BECAUSE = re.compile(r"\b(?:because|since)\b(.*)", re.IGNORECASE)
_SO = re.compile(r"(?:^|[.!?] )(?:actually,? |well,? )?([^.!?]+?),? so\b.*\bcancel", re.IGNORECASE)


def meant(desk: Desk, tool: str, arguments: Mapping[str, Any], said: str) -> tuple[str, Wish]:
    """Name of the tool that is meant, and its arguments. Raises DeskError where who calls has to be asked first."""
    if not desk.talk.begun:
        return tool, dict(arguments)
    desk.talk.hear(said)
    if tool in _TAKES:
        introduce(desk, said)
    asked_who = who_calls(desk, tool, arguments, said)
    if asked_who is not None:
        _keep(desk, said)
        return asked_who
    if tool not in _TAKES:
        return tool, dict(arguments)
    run = digit_run(said)
    said = said.replace(run, " ") if len(digits(run)) >= LEAST_DIGITS else said
    heard = time_in(said, desk.now().date(), desk.workshop)
    _require_wish(desk, tool, said, heard)
    tool = _tool(desk, tool, said, heard)
    wish = {name: value for name, value in arguments.items() if name in _TAKES[tool].model_fields}
    if tool in _GROUNDED:
        _GROUNDED[tool](desk, wish, said, heard)
    return tool, {name: value for name, value in wish.items() if value not in ("", None)}


def _keep(desk: Desk, said: str) -> None:
    """A service that is said along with a name waits for who calls."""
    service, plain = service_in(said, desk.workshop), said.casefold()
    about_another = any(cue.search(plain) for cue in (_MOVES, _CANCELS, _LISTS)) or "appointment" in plain
    if service and not about_another and not desk.talk.waits and desk.talk.caller is None:
        heard = time_in(said, desk.now().date(), desk.workshop)
        spoken = first_day(desk, heard)
        if spoken.day is not None and spoken.time is not None:
            desk.talk.wait(BOOK, service=service, starts_at=heard)
        else:
            desk.talk.wait(SLOTS, service=service, first_day=heard)


def _require_wish(desk: Desk, tool: str, said: str, heard: str) -> None:
    """Raises DeskError where nothing is wished: what waits goes on waiting, and what is done is done."""
    plain, can_end = said.casefold(), tool in (BOOK, MOVE, SLOTS) or "reason" not in desk.talk.asked
    if _DROPS.search(plain) and not heard and not service_in(said, desk.workshop):
        desk.talk.written()
        raise nothing_wished()
    cues = (_MOVES, _INSTEAD, _CANCELS, _BOOKS, _QUERIES, _LISTS)
    if heard or service_in(said, desk.workshop) or any(cue.search(plain) for cue in cues) or "appointment" in plain:
        return
    answers = desk.talk.asked.startswith("who is calling") or bool(desk.talk.search.denied)
    if desk.talk.caller is None and desk.talk.waits and answers and said:
        desk.talk.whose()
    if _LEAVES.search(plain) and can_end:
        raise DeskError("the caller leaves", advice="say goodbye")
    if desk.talk.idle and tool in (BOOK, MOVE, CANCEL, SLOTS) and said:
        raise nothing_wished()


def _tool(desk: Desk, tool: str, said: str, heard: str) -> str:
    """The tool that is meant: a time is for what it was asked for, and one that is moved is no booking."""
    plain, expects = said.casefold(), desk.talk.expects
    if tool in (SLOTS, BOOK) and _LISTS.search(plain):
        return LIST
    if tool == CANCEL and heard and not _CANCELS.search(plain) and (_moves(plain) or _is_all(heard, said)):
        return MOVE
    if tool in (SLOTS, BOOK) and heard and desk.talk.appointment is not None and _INSTEAD.search(plain):
        return MOVE
    if tool in (SLOTS, BOOK) and expects != BOOK and has_appointment(said) and not service_in(said, desk.workshop):
        return MOVE
    if tool in (SLOTS, BOOK) and expects != BOOK and _MOVES.search(plain) and tool != MOVE:
        return SLOTS if tool == SLOTS and desk.talk.moves else MOVE
    if tool == MOVE and not expects and service_in(said, desk.workshop):
        tool = tool if _MOVES.search(plain) or "appointment" in plain else SLOTS
    if tool in (BOOK, MOVE):
        changes = _MOVES if tool == MOVE else _BOOKS
        return expects if expects and not changes.search(plain) else tool
    if tool == SLOTS and heard and not _QUERIES.search(plain):
        spoken = first_day(desk, heard)
        known = expects or (BOOK if spoken.day is not None else "")
        return known if known and spoken.time is not None else tool
    return tool


def _moves(plain: str) -> bool:
    return bool(_MOVES.search(plain) or _INSTEAD.search(plain))


def _is_all(heard: str, said: str) -> bool:
    """Whether a time is all that was said."""
    return name_key(heard) == name_key(said)


def _time(desk: Desk, wish: Wish, field: str, heard: str, said: str) -> None:
    """Have the time that was said, unless the model's is a part of it that is as good."""
    told = str(wish.get(field) or "")
    if _IN_FIGURES.match(told):
        return
    spoken = _read(desk, told)
    was_said = name_key(told) in name_key(said) and not _ONE.match(told)
    if spoken is None or not was_said or (heard and name_key(heard) not in name_key(told)):
        wish[field] = heard


def _read(desk: Desk, told: str) -> Spoken | None:
    try:
        spoken = first_day(desk, told)
    except DeskError:
        return None
    return spoken if spoken != Spoken() else None


def _service(desk: Desk, wish: Wish, said: str, waits_for: str) -> None:
    """Have the service that was said; what a model guesses counts only where none is known."""
    named = service_in(said, desk.workshop)
    known = desk.talk.waiting(waits_for).get("service") or desk.talk.service
    if named or known:
        wish["service"] = named


def _vehicle(desk: Desk, wish: Wish, said: str) -> None:
    """Have the vehicle of the caller's that was said, now or with this wish before."""
    caller, told = desk.talk.caller, wish.get("vehicle")
    if caller is None:
        wish.pop("vehicle", None)  # what was heard is looked through again when it is known whose it is
    if caller is None or isinstance(told, int):
        return
    vehicles = desk.customers.get(caller).vehicles
    asked = desk.talk.asked.startswith("they have")
    heard = vehicle_in(said, vehicles, asked=asked)
    earlier = {vehicle_in(before, vehicles, asked=False) for before in desk.talk.heard} - {""}
    was_said = bool(told) and f" {name_key(str(told))} " in f" {name_key(said)} "
    another = len(vehicles) > 1 or bool(_MAKERS & set(name_key(str(told)).split()))
    if heard or not was_said or not another or service_in(str(told), desk.workshop):
        wish["vehicle"] = heard or (earlier.pop() if len(earlier) == 1 else "")


def _appointment(desk: Desk, wish: Wish, said: str, heard: str) -> None:
    """Have the appointment that was said, by its service or, if it was asked for, by its time."""
    told = wish.get("appointment")
    if isinstance(told, int) or str(told or "").isdecimal():
        return
    named = service_in(said, desk.workshop)
    asked = "appointment" in desk.talk.asked
    was_said = bool(told) and name_key(str(told)) in name_key(said)
    is_new_time = not asked and name_key(str(told)) in name_key(heard)
    if named or not was_said or is_new_time:
        wish["appointment"] = named or (heard if asked else "")


def _booked(desk: Desk, wish: Wish, said: str, heard: str) -> None:
    _time(desk, wish, "starts_at", heard, said)
    _service(desk, wish, said, BOOK)
    _vehicle(desk, wish, said)


def _slots(desk: Desk, wish: Wish, said: str, heard: str) -> None:
    _time(desk, wish, "first_day", heard, said)
    _service(desk, wish, said, SLOTS)
    if not _OPEN_ENDED.search(said.casefold()):
        wish["first_day"] = _of_that_day(desk, str(wish.get("first_day") or ""))
    part = str(wish.get("part_of_day") or "any")
    if part not in said.casefold():
        wish.pop("part_of_day", None)


def _of_that_day(desk: Desk, words: str) -> str:
    """The same with the day of which times were told last, where none is said."""
    if not words:
        return desk.talk.looked_at
    days = {at.date() for at in desk.talk.offered}
    if _IN_FIGURES.match(words) or first_day(desk, words).day is not None or len(days) != 1:
        return words
    return f"{days.pop()} {words}"


def _moved(desk: Desk, wish: Wish, said: str, heard: str) -> None:
    asked = "appointment" in desk.talk.asked
    _appointment(desk, wish, said, heard)
    if asked and wish.get("appointment") == heard:
        wish.pop("starts_at", None)
    else:
        _time(desk, wish, "starts_at", heard, said)


def _cancelled(desk: Desk, wish: Wish, said: str, heard: str) -> None:
    _appointment(desk, wish, said, heard)
    told, because = str(wish.get("reason") or ""), _BECAUSE.search(said)
    caller, so = desk.talk.caller, _SO.search(said)
    name = name_key(desk.customers.get(caller).name).split() if caller is not None else []
    if desk.talk.asked.startswith("the reason is missing"):
        wish["reason"] = said.strip()
    elif because:
        wish["reason"] = because[1].strip(" .,!")
    elif so:
        wish["reason"] = so[1].strip(" .,!")
    elif name_key(told) not in name_key(said) or set(name_key(told).split()) <= set(name):
        wish["reason"] = ""


_GROUNDED = {BOOK: _booked, SLOTS: _slots, MOVE: _moved, CANCEL: _cancelled}
