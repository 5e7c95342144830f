"""Settings of tool servers: other programs whose tools Sotto may use, by the Model Context Protocol."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from desktop.settings.marks import Hidden
from desktop.settings.record import Record
from desktop.wording import marked

_NAME = re.compile("[a-z][a-z0-9_]{0,23}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class McpServer(Record):
    """One server: a program that is started, or an address."""

    name: str
    """What its tools' names begin with."""
    enabled: bool = True
    command: tuple[str, ...] = ()
    """Program and arguments; it talks over its standard input and output."""
    environment: dict[str, str] = Field(default_factory=dict)
    """Variables that the program gets besides a few plain ones; never secrets: they stand here in the open."""
    folder: str = ""
    """Where the program is started; empty for Sotto's own folder."""
    url: str = ""
    """Where a server that runs already listens, by streamable HTTP."""
    token_variable: str = ""
    """Environment variable that holds the server's bearer token."""
    token_file: str = ""
    """File that holds it, which only its owner may read."""
    trusted: bool = False
    """Whether its word is taken for which tools only read; else each is asked for."""
    tools_off: tuple[str, ...] = ()
    """Names of its tools that are not offered."""
    deadline_s: float = Field(10, ge=0.5, le=120)
    """How long one call may take."""

    @field_validator("name")
    @classmethod
    def _fits_into_names_of_tools(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(marked("a name has up to 24 small letters, digits and _, and begins with a letter"))
        return name

    @model_validator(mode="after")
    def _one_way_to_reach_it(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError(marked("a tool server has either a command or a url"))
        if self.command and not self.command[0]:
            raise ValueError(marked("a tool server's command names no program"))
        if self.url:
            parts = urlsplit(self.url)
            plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
            if not parts.hostname or not (parts.scheme == "https" or plain):
                raise ValueError(marked("a tool server's url begins with https://, or http:// on this machine"))
            if parts.username or parts.password:
                raise ValueError(marked("a password has no place in a url; name a variable or a file that holds it"))
        return self


class McpSettings(Record, title="Tool servers"):
    """Programs whose tools Sotto may use."""

    servers: Hidden[tuple[McpServer, ...]] = Field((), title="Tool servers", description="Those that are known.")

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [server.name for server in self.servers]
        if len(set(names)) < len(names):
            raise ValueError(marked("two tool servers have one name"))
        return self
