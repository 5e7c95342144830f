"""What a pack says of itself, in `pack.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from desktop.errors import PackError
from desktop.packs.personas import Part, Persona
from desktop.wording import marked

FILE = "pack.toml"


class DatabasePart(Part):
    """The database that a pack keeps, and how its schema came to be."""

    file: str = Field("data.db", pattern=r"^[a-z][a-z0-9_]{0,39}\.db$")
    """Its name in the pack's folder of data."""
    migrations: tuple[Annotated[str, Field(pattern=r"^([a-z0-9_-]+/)*[a-z0-9_-]+\.sql$")], ...] = Field(min_length=1)
    """Files of SQL in the pack's own folder, applied once each, in this order. Only ever added to."""


class Manifest(Part):
    """One pack."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    """As its folder is called."""
    title: str = Field(min_length=1, max_length=80)
    description: str = Field("", max_length=500)
    tools: str = Field("", pattern=r"^([a-z_][a-z0-9_]*:[a-z_][a-z0-9_]*)?$")
    """Module and function that open it, like `entry:open_pack`; empty for a pack of personas only."""
    extra: str = Field("", pattern=r"^[a-z0-9-]*$")
    """Sotto's extra with the packages that it needs, like `desk`."""
    personas: tuple[Persona, ...] = ()
    database: DatabasePart | None = None
    """None for a pack that keeps no rows."""
    data: dict[str, Any] = Field(default_factory=dict)
    """Whatever its function is to be given."""


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the pack in `folder`; imports nothing of it. Raises PackError."""
    path = folder / FILE
    advice = marked(
        "correct {path}, or switch the pack off: `sotto packs disable {name}`", path=path, name=folder.name
    )
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise PackError(
            marked("the pack {name} cannot be read: {strerror}", name=folder.name, strerror=error.strerror),
            advice=advice,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(
            marked("the pack {name} has a manifest that is not TOML: {error}", name=folder.name, error=error),
            advice=advice,
        ) from error
    except ValidationError as error:
        raise PackError(
            marked("the pack {name} has a bad manifest: {complaint}", name=folder.name, complaint=_complaint(error)),
            advice=advice,
        ) from error
    if manifest.name != folder.name:
        raise PackError(
            marked("the pack in {folder} calls itself {name}", folder=folder, name=manifest.name), advice=advice
        )
    return manifest


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
