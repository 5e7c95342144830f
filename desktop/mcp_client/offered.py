"""What a server offered when the user switched it on, kept in a file: only what was seen then may be called.

The file also makes the tools known at once at the next start, before the server is up.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop.engine.tools.registry import Effect
from desktop.errors import SettingsError
from desktop.settings import McpServer
from desktop.wording import marked

MOST_TOOLS = 64
_LONGEST_NAME = 64
_LONGEST_DESCRIPTION = 400


class OfferedTool(BaseModel):
    """One tool, as its server describes it."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=128)
    description: str = ""
    schema_: dict[str, Any] = Field(default_factory=dict, alias="schema")
    """Of its arguments; made safe by `schema.safe_schema`."""
    promised: dict[str, Any] = Field(default_factory=dict)
    """Schema of its answers, made safe as well; empty where it names none. Nobody is shown it."""
    reads_only: bool = False
    """What the server says."""
    left_out: str = ""
    """Why it is not offered to a model; empty when it is."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything does that the user or the model is shown."""
        text = json.dumps([self.name, self.description, self.schema_, self.reads_only], sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()

    def effect(self, server: McpServer) -> Effect:
        """What it counts as: its server's word is taken only where the user trusts that."""
        return "read" if server.trusted and self.reads_only else "external"


class Offer(BaseModel):
    """All that a server offered at one time."""

    model_config = ConfigDict(frozen=True)

    server: str = ""
    """Name and version, as it calls itself."""
    tools: tuple[OfferedTool, ...] = ()

    @property
    def usable(self) -> Sequence[OfferedTool]:
        """Those that a model can be offered."""
        return [tool for tool in self.tools if not tool.left_out]

    def differs(self, other: Offer) -> Sequence[str]:
        """Names of the tools that are not the same in both."""
        mine, others = ({tool.name: tool.fingerprint for tool in offer.tools} for offer in (self, other))
        return sorted(name for name in mine | others if mine.get(name) != others.get(name))


def model_name(server: str, tool: str) -> str:
    """What a model calls a tool: never the name of one built in, and of letters that every template takes."""
    return f"{server}_{re.sub(r'[^A-Za-z0-9_]', '_', tool)}"[:_LONGEST_NAME]


def plain(text: str, most: int = _LONGEST_DESCRIPTION) -> str:
    """Return what a server wrote as one line without control characters."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text[: most * 4]).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def load_offer(folder: Path, server: str) -> Offer | None:
    """Read what was offered; None when nothing is kept. Raises SettingsError when that cannot be read."""
    path = _file(folder, server)
    try:
        return Offer.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise SettingsError(
            marked("what the tool server {name} offers is not known: {path} cannot be read", name=server, path=path),
            advice=marked("`sotto mcp enable {name}` asks it again", name=server),
        ) from error


def save_offer(folder: Path, server: str, offer: Offer) -> None:
    """Keep what is offered, whole or not at all. Raises SettingsError."""
    path = _file(folder, server)
    part = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(offer.model_dump_json(by_alias=True, indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SettingsError(
            marked("{path} cannot be written: {reason}", path=path, reason=error.strerror),
            advice=marked("make sure that {folder} can be written and the disk is not full", folder=folder),
        ) from error


def take_over(folder: Path, server: str, offer: Offer) -> Sequence[str]:
    """Keep what is offered, and return what a model calls the tools that are not as before: nobody allowed these.

    Raises SettingsError.
    """
    before = _kept(folder, server)
    changed = [tool.name for tool in offer.tools] if before is None else before.differs(offer)
    save_offer(folder, server, offer)
    return [model_name(server, name) for name in changed]


def forget_offer(folder: Path, server: str) -> Sequence[str]:
    """Keep nothing of a server any more; return what a model called its tools."""
    before = _kept(folder, server)
    _file(folder, server).unlink(missing_ok=True)
    return [model_name(server, tool.name) for tool in before.tools] if before is not None else []


def _kept(folder: Path, server: str) -> Offer | None:
    try:
        return load_offer(folder, server)
    except SettingsError:
        return None


def _file(folder: Path, server: str) -> Path:
    return folder / f"{server}.json"


def offered(name: str, description: str | None, schema: Mapping[str, Any], *, reads_only: bool) -> OfferedTool:
    """A tool from what a server says of it, without what could do harm."""
    from desktop.mcp_client.schema import BadSchemaError, safe_schema

    shown = plain(name, 128)
    try:
        if shown != name:
            raise BadSchemaError("its name is no plain text")
        safe = safe_schema(schema)
    except BadSchemaError as error:
        return OfferedTool(name=shown or "?", description=plain(description or ""), left_out=str(error))
    return OfferedTool(name=name, description=plain(description or ""), schema=safe, reads_only=reads_only)
