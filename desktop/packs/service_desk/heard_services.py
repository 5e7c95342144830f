"""The service and the vehicle in what a caller said. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from desktop.packs.service_desk.likeness import sounding
from desktop.packs.service_desk.records import Vehicle
from desktop.packs.service_desk.validation import name_key
from desktop.packs.service_desk.workshop import Workshop

_STRICT, _GENEROUS = 0.84, 0.45
_LONGEST_RUN = 3
_BETWEEN = frozenset(
    "the my a an it its is would be for that of course take please one car vehicle and so to i need on".split()  # noqa: SIM905
)


def service_in(said: str, workshop: Workshop) -> str:
    """The name of the only service that is spoken of; empty for none, and for several."""
    text = f" {name_key(said)} "
    named = {one.name for one in workshop.services if f" {name_key(one.name)} " in text}
    meant = named or {
        one.name for one in workshop.services if any(f" {name_key(word)}" in text for word in one.words)
    }
    return meant.pop() if len(meant) == 1 else ""


def vehicle_in(said: str, vehicles: Sequence[Vehicle], *, asked: bool) -> str:
    """The name of the only one of a customer's vehicles whose maker or model is said, or sounds so; empty for none.

    Where it was `asked` for, little likeness is enough.
    """
    found = sorted(((_likeness(said, _names(one)), one.name) for one in vehicles), reverse=True)
    if not found or found[0][0] < (_GENEROUS if asked else _STRICT):
        return ""
    several = len(found) > 1 and found[1][0] >= found[0][0] - 0.1
    return "" if several else found[0][1]


def _names(vehicle: Vehicle) -> Iterable[str]:
    return vehicle.maker, vehicle.model, f"{vehicle.maker} {vehicle.model}"


def _likeness(said: str, names: Iterable[str]) -> float:
    words = [word for word in name_key(said).split() if word not in _BETWEEN]
    spans = ((at, end) for at in range(len(words)) for end in range(at + 1, min(at + _LONGEST_RUN, len(words)) + 1))
    runs = [sounding("".join(words[at:end])) for at, end in spans]
    return max(
        (Levenshtein.normalized_similarity(run, sounding(name)) for run in runs for name in names), default=0.0
    )
