"""What can be downloaded: packs and single models, from `models/catalog.toml` and the user's own list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from desktop.errors import CatalogueError, UsageError
from desktop.formats import Kind
from desktop.paths import Paths, catalogue_file
from desktop.wording import marked

STARTER = "starter"
"""Ids that begin with this word belong to the pack that ships with Sotto."""

_FILES: dict[Kind, tuple[str, ...]] = {
    "stt": ("config.json", "model.bin", "tokenizer.json", "vocabulary.*", "preprocessor_config.json?"),
    "llm": (),
    "tts": (),
    "turn": (),
    "wake": (),
}

ModelId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""Also the name of the folder it is installed in."""
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CatalogueModel(_Record):
    """One model on the hub."""

    id: ModelId
    kind: Kind
    title: str = Field(min_length=1)
    note: str = ""
    """What it is good for, in one sentence."""
    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    """Owner and name of the repository."""
    revision: str = Field("main", pattern=r"^[\w./-]+$")
    """Branch, tag or, best, commit."""
    files: tuple[str, ...] = ()
    """Paths in the repository, `*` for any characters; one that ends in `?` need not be there."""
    sha256: dict[str, _Hash] = Field(default_factory=dict)
    """Path in the repository -> hash of what it must hold; what has none here is held to the hub's own hash."""
    size_mb: int = Field(gt=0)
    """About how much is downloaded, in units of 1,000,000 bytes."""
    licence: str = Field(min_length=1)
    """SPDX identifier, or the licence's name."""
    languages: tuple[str, ...] = ()
    """ISO 639 codes of two or three letters; none for a model of any language."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """The files to download: those named, or the usual ones of its kind."""
        return self.files or _FILES[self.kind]

    @field_validator("languages")
    @classmethod
    def _codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if not re.fullmatch(r"[a-z]{2,3}", code):
                raise ValueError(f"{code!r} is not a language's code of two or three small letters")
        return codes

    @model_validator(mode="after")
    def _whole(self) -> CatalogueModel:
        if not self.patterns:
            raise ValueError("files are missing: name what is to be downloaded")
        for name in (*self.patterns, *self.sha256):
            if name.startswith("/") or ".." in name.split("/") or "\\" in name:
                raise ValueError(f"the file {name!r} lies outside the repository")
        for name in self.sha256:
            if not any(fnmatchcase(name, pattern.removesuffix("?")) for pattern in self.patterns):
                raise ValueError(f"there is a hash for {name!r}, which is none of the files")
        if self.id.startswith(STARTER):
            raise ValueError(f"an id that begins with {STARTER!r} is taken by what ships with Sotto")
        return self


class Pack(_Record):
    """Models that go together, sized for a machine."""

    id: ModelId
    title: str = Field(min_length=1)
    note: str = ""
    memory_gb: int = Field(gt=0)
    """Memory that a machine should have for it, in GiB."""
    models: tuple[str, ...] = Field(min_length=1)
    """Ids; at most one of a kind."""


class Catalogue(_Record):
    """Everything that can be downloaded."""

    schema_version: Literal[1]
    models: tuple[CatalogueModel, ...] = ()
    packs: tuple[Pack, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Catalogue:
        ids = [model.id for model in self.models] + [pack.id for pack in self.packs]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"the id {twice[0]!r} is there twice")
        kinds = {model.id: model.kind for model in self.models}
        for pack in self.packs:
            if unknown := [one for one in pack.models if one not in kinds]:
                raise ValueError(f"the pack {pack.id!r} names {unknown[0]!r}, which is no model of the catalogue")
            if len({kinds[one] for one in pack.models}) < len(pack.models):
                raise ValueError(f"the pack {pack.id!r} has two models of a kind")
        return self

    def model(self, model_id: str) -> CatalogueModel | None:
        """The model of that id, if there is one."""
        return next((one for one in self.models if one.id == model_id), None)

    def members(self, name: str) -> tuple[str, ...]:
        """The ids of the models of a pack; of any other name, that name."""
        return next((pack.models for pack in self.packs if pack.id == name), (name,))

    def chosen(self, name: str) -> tuple[CatalogueModel, ...]:
        """The model of that id, or those of the pack of that id. Raises UsageError when there is neither."""
        wanted = self.members(name)
        found = tuple(model for model in self.models if model.id in wanted)
        if not found:
            raise UsageError(
                marked("the catalogue has no model {name}", name=name),
                advice=marked("`sotto models list` shows what there is"),
            )
        return found

    def languages_of(self, pack: Pack) -> tuple[str, ...]:
        """Those that the pack's voices speak; none for a pack without a voice of a known language."""
        voices = [model for model in self.chosen(pack.id) if model.kind == "tts"]
        return tuple(dict.fromkeys(code for voice in voices for code in voice.languages))

    def licences_of(self, pack: Pack) -> tuple[str, ...]:
        """The licences of the pack's models, each once."""
        return tuple(dict.fromkeys(model.licence for model in self.chosen(pack.id)))

    def bytes_of(self, pack: Pack) -> int:
        """About what the pack's models take on the disk."""
        return sum(model.size_mb for model in self.chosen(pack.id)) * 1_000_000


def load_catalogue(paths: Paths) -> Catalogue:
    """Sotto's catalogue, and the user's own `catalog.toml` beside the settings: there the same id means theirs.

    Raises CatalogueError when one of them cannot be used.
    """
    shipped = read_catalogue(catalogue_file())
    if not paths.catalogue.exists():
        return shipped
    own = _parsed(paths.catalogue)
    both = {
        "schema_version": own.get("schema_version"),
        "models": _merged(shipped.models, own.get("models")),
        "packs": _merged(shipped.packs, own.get("packs")),
    }
    return _checked({**own, **both}, paths.catalogue)


def read_catalogue(path: Path) -> Catalogue:
    """One catalogue file. Raises CatalogueError that names the place of the first fault."""
    return _checked(_parsed(path), path)


def _merged(shipped: Iterable[CatalogueModel] | Iterable[Pack], own: Any) -> Any:
    if not isinstance(own, list):
        return list(shipped) if own is None else own
    taken = {one.get("id") for one in own if isinstance(one, dict)}
    return [*(one for one in shipped if one.id not in taken), *own]  # each is checked with the rest


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CatalogueError(
            marked("the catalogue {path} cannot be read: {strerror}", path=path, strerror=error.strerror),
            advice=_ADVICE,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(
            marked("the catalogue {path} is not valid TOML: {error}", path=path, error=error), advice=_ADVICE
        ) from error


def _checked(content: dict[str, Any], path: Path) -> Catalogue:
    try:
        return Catalogue.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = _place(first["loc"], content)
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogueError(
            marked("the catalogue {path} has a fault{where}: {message}", path=path, where=where, message=message),
            advice=_ADVICE,
        ) from error


def _place(where: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """Where a fault lies: the id of the model rather than its number."""
    parts = [str(part) for part in where]
    if len(where) > 1 and isinstance(where[1], int):
        entry = content[str(where[0])][where[1]]
        name = entry.get("id") if isinstance(entry, dict) else getattr(entry, "id", None)
        parts[:2] = [f"{str(where[0]).removesuffix('s')} {name or where[1] + 1}"]
    return f" at {', '.join(parts)}" if parts else ""


_ADVICE = marked("correct the file; if it is not yours, install Sotto again")
