"""The service and the vehicle in what a caller said. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from desktop.packs.service_desk.heard_clauses import corrections
from desktop.packs.service_desk.likeness import sounding
from desktop.packs.service_desk.records import Vehicle
from desktop.packs.service_desk.validation import name_key
from desktop.packs.service_desk.workshop import Workshop

_STRICT, _GENEROUS = 0.84, 0.45
_LONGEST_RUN = 3
_AS_LIKE = 0.1
_AGES = re.compile(r"\b(?:old|new)(?:er|est)\b", re.IGNORECASE)
_BETWEEN = frozenset(
    "the my a an it its is would be for that of course take please one car vehicle and so to i need on".split()  # noqa: SIM905
)


def service_in(said: str, workshop: Workshop) -> str:
    """The name of the only service that is spoken of, of the last where the caller corrected themselves; empty for
    none, and for several."""
    found = (_services_in(part, workshop) for part in corrections(said))
    meant = next(filter(None, found), set[str]())
    return meant.pop() if len(meant) == 1 else ""


def _services_in(said: str, workshop: Workshop) -> set[str]:
    text = f" {name_key(said)} "
    named = {one.name for one in workshop.services if f" {name_key(one.name)} " in text}
    return named or {one.name for one in workshop.services if any(f" {name_key(word)}" in text for word in one.words)}


def vehicle_in(said: str, vehicles: Sequence[Vehicle], *, asked: bool) -> str:
    """The name of the only one of a customer's vehicles whose maker or model is said, or sounds so; empty for none.

    Where it was `asked` for, little likeness is enough, and "the older one" is one.
    """
    found = [(_likeness(said, _names(one)), one) for one in vehicles]
    most = max((likeness for likeness, _ in found), default=0.0)
    by_age = asked and bool(_AGES.search(said))
    if most >= (_GENEROUS if asked and not by_age else _STRICT):
        likest = [one for likeness, one in found if likeness >= most - _AS_LIKE]
    else:
        likest = [one for _, one in found] if by_age else []
    chosen = _aged(said, likest) if by_age else likest
    return chosen[0].name if len(chosen) == 1 else ""


def _aged(said: str, vehicles: Sequence[Vehicle]) -> Sequence[Vehicle]:
    """The oldest of them, or the newest, as is said."""
    choose = min if "old" in said.casefold() else max
    year = choose(one.year for one in vehicles)
    return [one for one in vehicles if one.year == year]


def _names(vehicle: Vehicle) -> Iterable[str]:
    return vehicle.maker, vehicle.model, f"{vehicle.maker} {vehicle.model}"


def _likeness(said: str, names: Iterable[str]) -> float:
    words = [word for word in name_key(said).split() if word not in _BETWEEN]
    spans = ((at, end) for at in range(len(words)) for end in range(at + 1, min(at + _LONGEST_RUN, len(words)) + 1))
    runs = [sounding("".join(words[at:end])) for at, end in spans]
    return max(
        (Levenshtein.normalized_similarity(run, sounding(name)) for run in runs for name in names), default=0.0
    )
