"""What the models page shows of one model: plain values, made from what is here and what can be had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Literal

from desktop.formats import Kind
from desktop.models.catalogue import Catalogue, CatalogueModel, Pack
from desktop.models.machine_speed import MachineSpeed
from desktop.models.progress import Progress, Step
from desktop.models.shelf import Installed
from desktop.models.staging import megabytes
from desktop.ui.look.quantities import figure
from desktop.ui.models.model_facts import joined, pack_speed_words, speed_words, spoken
from desktop.wording import marked, tr

CardKind = Kind | Literal["pack"]
KIND_TITLES: dict[CardKind, str] = {
    "pack": marked("Packs"),
    "stt": marked("Recognisers"),
    "llm": marked("Language models"),
    "tts": marked("Voices"),
    "turn": marked("End of turn"),
    "wake": marked("Wake word"),
}
_STEPS = {
    Step.ASKING: marked("Asking the hub"),
    Step.DOWNLOADING: marked("Downloading"),
    Step.CHECKING: marked("Checking"),
    Step.COPYING: marked("Copying"),
}


class Place(Enum):
    """Where a model is."""

    SHIPPED = auto()
    """Here, and not to be deleted: of the starter pack, or a pack, whose models can be."""
    HERE = auto()
    BEGUN = auto()
    """On the hub, and a part of it here."""
    OFFERED = auto()
    """On the hub."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One row of the page."""

    id: str
    kind: CardKind
    title: str
    facts: str
    """Size, licence, languages and how fast it is likely to be, in one line; of a pack what is in it in another."""
    note: str
    languages: tuple[str, ...]
    """Codes; none for a model of any language."""
    place: Place
    in_use: bool = False
    cost: str = ""
    """What it takes while it is in use, a sentence; empty for one that is not."""


def cards(
    installed: Iterable[Installed],
    catalogue: Catalogue,
    begun: Mapping[str, int],
    costing: Mapping[Path, str],
    speed: MachineSpeed | None = None,
    measured: Collection[Path] = (),
) -> list[ModelCard]:
    """What is here and what can be had, packs first, then by kind; within a kind what is here comes first.

    `costing` says of the models that the engine has what they take, by their paths; of those in `measured` it says
    how fast they were, too. Of the others it is told how fast they are likely to be on a machine of this `speed`.
    """
    here = list(installed)
    ids = {one.id for one in here}
    notes = {model.id: model.note for model in catalogue.models}
    found = [
        _here(one, notes.get(one.id, ""), costing.get(one.path, ""), None if one.path in measured else speed)
        for one in here
    ]
    found += [_offered(one, begun.get(one.id, 0), speed) for one in catalogue.models if one.id not in ids]
    found += [_pack(one, catalogue, here, speed) for one in catalogue.packs]
    kinds = list(KIND_TITLES)
    return sorted(found, key=lambda card: kinds.index(card.kind))


def _here(model: Installed, note: str, cost: str, speed: MachineSpeed | None) -> ModelCard:
    note = tr(note) or (tr("It ships with Sotto.") if model.starter else "")
    place = Place.SHIPPED if model.starter else Place.HERE
    fast = speed_words(model.kind, model.size, speed)
    facts = joined(tr(megabytes(model.size)), model.licence, spoken(model.languages), fast)
    return ModelCard(model.id, model.kind, tr(model.title), facts, note, model.languages, place, model.in_use, cost)


def _offered(model: CatalogueModel, there: int, speed: MachineSpeed | None) -> ModelCard:
    whole = model.size_mb * 1_000_000
    size = tr(megabytes(whole))
    some = tr("{part} of {whole} here").format(part=tr(megabytes(there)), whole=size) if there else size
    facts = joined(some, model.licence, spoken(model.languages), speed_words(model.kind, whole, speed))
    place = Place.BEGUN if there else Place.OFFERED
    return ModelCard(model.id, model.kind, model.title, facts, tr(model.note), model.languages, place)


def _pack(pack: Pack, catalogue: Catalogue, here: Iterable[Installed], speed: MachineSpeed | None) -> ModelCard:
    there = {one.id: one.in_use for one in here if one.id in pack.models}
    languages = catalogue.languages_of(pack)
    facts = joined(
        tr(megabytes(catalogue.bytes_of(pack))),
        tr("for {size} GB of memory").format(size=pack.memory_gb),
        spoken(languages),
        pack_speed_words(pack, catalogue, speed),
    )
    titles = " + ".join(model.title for model in catalogue.chosen(pack.id))
    facts += f"\n{joined(titles, ', '.join(catalogue.licences_of(pack)))}"
    whole = len(there) == len(pack.models)
    place = Place.SHIPPED if whole else Place.OFFERED
    used = whole and all(there.values())
    return ModelCard(pack.id, "pack", tr(pack.title), facts, tr(pack.note), languages, place, used)


def share_of(progress: Progress) -> float | None:
    """From 0 to 1; None while that is unknown."""
    return progress.done / progress.total if progress.total else None


def progress_words(progress: Progress) -> str:
    """How far a download is, for people."""
    parts = [tr(_STEPS[progress.step])]
    if progress.total:
        parts[0] += f" {figure(progress.done / progress.total, '.0%')}"
    if progress.step is Step.DOWNLOADING and progress.bytes_per_s:
        parts.append(f"{tr(megabytes(int(progress.bytes_per_s)))}/s")
        if progress.seconds_left is not None and progress.done < progress.total:
            parts.append(_left(progress.seconds_left))
    return " · ".join(parts)


def _left(seconds: float) -> str:
    if seconds >= 3600:
        return tr("{hours:.1f} h left").format(hours=seconds / 3600)
    if seconds >= 90:
        return tr("{minutes:.0f} min left").format(minutes=seconds / 60)
    return tr("{seconds:.0f} s left").format(seconds=seconds)
