"""What is told of a model in one line: its languages, and how fast it is likely to be on this machine."""

from __future__ import annotations

from math import isfinite

from desktop.formats import Kind
from desktop.models.catalogue import Catalogue, Pack
from desktop.models.expected import answers_at, expected_speed, rounded
from desktop.models.machine_speed import MachineSpeed
from desktop.ui.look.language_names import language_name
from desktop.ui.look.quantities import figure
from desktop.wording import ntr, tr

_NAMED = 4
"""Languages that are named one by one; more are counted."""


def joined(*facts: str) -> str:
    """Those that there are, in one line."""
    return " · ".join(fact for fact in facts if fact)


def spoken(codes: tuple[str, ...]) -> str:
    """The languages of a model; nothing for one of any."""
    if len(codes) > _NAMED:
        return ntr("{count} language", "{count} languages", len(codes)).format(count=len(codes))
    return ", ".join(language_name(code) for code in codes)


def speed_words(kind: Kind, size: int, speed: MachineSpeed | None) -> str:
    """How fast a model of `size` bytes is likely to be here; nothing where that is not known."""
    value = expected_speed(kind, size, speed) if speed is not None else None
    if value is None:
        return ""
    if kind == "llm":
        return tr("about {words} words a second here").format(words=written(value))
    return tr("about {times} times as fast as speech here").format(times=written(value))


def pack_speed_words(pack: Pack, catalogue: Catalogue, speed: MachineSpeed | None) -> str:
    """How fast a pack is likely to answer here; nothing where that is not known."""
    return answering_words(answers_at(pack, catalogue, speed)) if speed is not None else ""


def answering_words(words_per_s: float) -> str:
    """At how many words a second answers come; nothing where no model makes them."""
    if not isfinite(words_per_s):
        return ""
    return tr("answers at about {words} words a second").format(words=written(words_per_s))


def written(speed: float) -> str:
    """A speed in as many digits as it is known to."""
    value = rounded(speed)
    return figure(value, ",.0f" if value == int(value) else ".1f")
