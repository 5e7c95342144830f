"""What `sotto models list` prints: models and packs, with how fast they are likely to be here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from desktop.formats import Kind
from desktop.models.catalogue import Catalogue, CatalogueModel, Pack
from desktop.models.expected import answers_at, expected_speed, rounded
from desktop.models.machine_speed import MachineSpeed
from desktop.models.shelf import Installed
from desktop.models.staging import megabytes


class ModelList:
    """Writes models for people and as plain values."""

    def __init__(self, catalogue: Catalogue, begun: Mapping[str, int], speed: MachineSpeed) -> None:
        """`begun` is the bytes that are here of models that did not come whole, by their ids."""
        self._catalogue, self._begun, self._speed = catalogue, begun, speed

    def plain(
        self, here: Sequence[Installed], offered: Sequence[CatalogueModel], packs: Sequence[Pack]
    ) -> dict[str, Any]:
        """All of it for JSON."""
        return {
            "machine": self._speed.model_dump(mode="json"),
            "installed": [asdict(one) | self._expected(one.kind, one.size) for one in here],
            "available": [
                one.model_dump(mode="json")
                | {"begun_bytes": self._begun.get(one.id, 0)}
                | self._expected(one.kind, one.size_mb * 1_000_000)
                for one in offered
            ],
            "packs": [self._plain_pack(one) for one in packs],
        }

    def _plain_pack(self, pack: Pack) -> dict[str, Any]:
        answers = answers_at(pack, self._catalogue, self._speed)
        return pack.model_dump() | {
            "size_bytes": self._catalogue.bytes_of(pack),
            "languages": self._catalogue.languages_of(pack),
            "licences": self._catalogue.licences_of(pack),
            "expected_words_per_s": rounded(answers) if answers != float("inf") else None,
        }

    def _expected(self, kind: Kind, size: int) -> dict[str, float | None]:
        value = expected_speed(kind, size, self._speed)
        about = None if value is None else rounded(value)
        words = kind == "llm"
        return {
            "expected_words_per_s": about if words else None,
            "expected_times_as_fast_as_speech": None if words else about,
        }

    def installed(self, model: Installed) -> str:
        """The line of a model that is here."""
        mark, fast = "*" if model.in_use else " ", self._fast(model.kind, model.size)
        terms = _terms(model.languages, model.licence, fast)
        return f"{mark} {model.id:28} {model.kind:5} {megabytes(model.size):>9}  {model.title}, {terms}"

    def offered(self, model: CatalogueModel) -> str:
        """The line of a model that can be had."""
        begun = self._begun.get(model.id, 0)
        some = f"{megabytes(begun)} of it here" if begun else ""
        fast = self._fast(model.kind, model.size_mb * 1_000_000)
        terms = _terms(model.languages, model.licence, fast, some)
        return f"+ {model.id:28} {model.kind:5} {model.size_mb:>6,} MB  {model.title}, {terms}"

    def pack(self, pack: Pack) -> str:
        """The line of a pack."""
        answers = answers_at(pack, self._catalogue, self._speed)
        fast = f"answers at about {_written(answers)} words a second here" if answers != float("inf") else ""
        licences = " + ".join(self._catalogue.licences_of(pack))
        terms = _terms(self._catalogue.languages_of(pack), licences, fast)
        models = ", ".join(pack.models)
        return f"pack {pack.id}: {pack.title}, for {pack.memory_gb} GB of memory, {terms}: {models}"

    def _fast(self, kind: Kind, size: int) -> str:
        value = expected_speed(kind, size, self._speed)
        if value is None:
            return ""
        unit = "words a second" if kind == "llm" else "times as fast as speech"
        return f"about {_written(value)} {unit} here"


def _written(value: float) -> str:
    about = rounded(value)
    return f"{about:,.0f}" if about == int(about) else f"{about:.1f}"


def _terms(languages: Sequence[str], *others: str) -> str:
    spoken = " ".join(languages) if len(languages) <= 4 else f"{len(languages)} languages"
    return ", ".join(part for part in (spoken, *others) if part)
