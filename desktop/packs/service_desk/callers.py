"""Who calls, of what was just said: a yes or no to who they may be, a number, a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.packs.service_desk.finding import LEAST_DIGITS
from desktop.packs.service_desk.heard_clauses import clauses
from desktop.packs.service_desk.heard_services import service_in
from desktop.packs.service_desk.heard_times import time_in
from desktop.packs.service_desk.likeness import HALFWAY, best_of, name_part
from desktop.packs.service_desk.settling import nothing_wished
from desktop.packs.service_desk.spoken_numbers import digit_run, digits
from desktop.packs.service_desk.validation import name_key

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

FIND = "find_customer"
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|correct|right|exactly|indeed|of course|that'?s (?:me|right)|that is (?:me|right)|"
    r"it is(?= me\b|\W*$)|this is (?:she|he)|speaking)\b|\bthat(?:'s| is) me\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:no|nope|not|wrong)\b|\b(?:not me|somebody else|some body else|someone else|wrong person)\b", re.I
)
_NAMING = re.compile(r"\b(?:name|this is|i am|i'm|speaking|here)\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"^(?:(?:hello|hi|hey|yes|good (?:morning|afternoon|evening|day)|sophie|it is|it's|i am|i'm|this is|"
    r"(?:my|the) name is)\b\W*)+|\b(?:here|speaking|calling|is (?:my|the) name|hi|hello)\W*$"
)
_MOST_NAME_WORDS = 5
_FEWEST_DIGITS = 4
"""Of an answer to the question for the number, of which something was lost."""

Meant = tuple[str, dict[str, Any]]


def who_calls(desk: Desk, tool: str, arguments: Mapping[str, Any], said: str) -> Meant | None:
    """The look-up of a caller that is meant; None where it is another tool's turn. Raises DeskError to ask them."""
    found = _of_the_asked(desk, said)
    if found is not None:
        return found
    run = digit_run(said)
    least = _FEWEST_DIGITS if "telephone number" in desk.talk.asked else LEAST_DIGITS
    if desk.talk.caller is None and len(digits(run)) >= least:
        return FIND, {"phone": run}
    named = _named(desk, str(arguments.get("name") or "") if tool == FIND else "", said)
    if tool != FIND:
        introduces = desk.talk.caller is None and desk.talk.asked.startswith("who is calling")
        return (FIND, {"name": named}) if introduces and named and not _is_wish(desk, said) else None
    if named:
        return FIND, {"name": named}
    caller = desk.talk.caller
    if caller is None:
        desk.talk.whose()
    elif desk.talk.expects and _time(desk, said):
        return None
    elif desk.talk.idle:
        raise nothing_wished()
    return FIND, {"phone": desk.customers.get(caller or 0).phone}


def introduce(desk: Desk, said: str) -> None:
    """Know who calls where one clause is only the full name of one customer, and how people introduce themselves."""
    if desk.talk.caller is not None or desk.talk.search.maybe:
        return
    for clause in clauses(said.casefold()):
        name = name_key(_INTRODUCED.sub(" ", clause))
        found = desk.customers.by_name(name) if len(name.split()) > 1 else ()
        if len(found) == 1 and name_key(found[0].name) == name:
            desk.talk.found(found[0].id)
            return


def _of_the_asked(desk: Desk, said: str) -> Meant | None:
    """Which of those the caller is of whom they were asked."""
    search = desk.talk.search
    if not search.maybe:
        return None
    if _NO.search(said):
        search.deny()
        return None
    if len(search.maybe) == 1:
        (one,) = search.maybe
        alike = not _is_wish(desk, said) and best_of(desk.index.alike(name_part(said), [one.id]))
        agreed = bool(_YES.search(said)) and len(digits(digit_run(said))) < LEAST_DIGITS
        return (FIND, {"phone": one.phone}) if agreed or alike else None
    words = set(name_key(said).split())
    named = [one for one in search.maybe if name_key(one.given_name) in words]
    if len(named) != 1:
        chosen = best_of(desk.index.alike(name_part(said), [each.id for each in search.maybe]), HALFWAY)
        named = [one for one in search.maybe if [one.id] == chosen]
    return (FIND, {"phone": named[0].phone}) if len(named) == 1 and not digit_run(said) else None


def _named(desk: Desk, told: str, said: str) -> str:
    """The name that was said, as a model took it down or as it stands in the words; empty for none."""
    part = name_part(said)
    if _NO.search(said) and not _NAMING.search(said):
        return ""
    plain = name_key(told)
    if plain and f" {plain} " in f" {name_key(said)} " and not _is_wish(desk, told):
        known = desk.customers.by_name(told)
        if desk.talk.caller is not None and not known and not _NAMING.search(said):
            return ""
        return told if known or not part else part
    asked = desk.talk.caller is None and len(part.split()) <= _MOST_NAME_WORDS
    naming = bool(_NAMING.search(said)) or asked
    return part if naming and part and not _is_wish(desk, part) else ""


def _is_wish(desk: Desk, said: str) -> bool:
    return bool(service_in(said, desk.workshop) or _time(desk, said))


def _time(desk: Desk, said: str) -> str:
    return time_in(said, desk.now().date(), desk.workshop)
