"""Where the workshop's calendar is, in `calendar.toml` in the pack's folder of data. Never the password."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from desktop.errors import UserFacingError
from desktop.packs.service_desk.errors import DeskError
from desktop.secret import read_secret

FILE = "calendar.toml"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CalendarAddress(BaseModel):
    """One calendar on a CalDAV server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    """Of the calendar itself."""
    user: str = ""
    password_variable: str = ""
    """Environment variable that holds the password."""
    password_file: str = ""
    """File that holds it, which only its owner may read."""
    way: Literal["basic", "digest"] = "basic"
    """How the server wants it."""
    limit_s: float = Field(2, ge=0.2, le=8)
    """How long the server may take for one question."""
    desk: str = Field("desk", pattern=r"^[a-z0-9]{1,32}$")
    """By which this desk knows its own entries, if several share the calendar."""

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        parts = urlsplit(self.url)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or plain):
            raise ValueError("the url begins with https://, or http:// on this machine")
        if parts.username or parts.password:
            raise ValueError("a password has no place in the url; name a variable or a file that holds it")
        return self

    @property
    def file(self) -> str:
        """None has it: it is on a server."""
        return ""

    def password(self) -> str:
        """Raises DeskError when it cannot be read."""
        try:
            return read_secret(self.password_variable, self.password_file)
        except UserFacingError as error:
            raise DeskError(f"the calendar's password: {error}", advice=error.advice) from error


class CalendarPath(BaseModel):
    """A local file into which appointments are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(min_length=1)
    """Its whole path."""
    desk: str = Field("desk", pattern=r"^[a-z0-9]{1,32}$")
    """See `CalendarAddress.desk`."""

    @property
    def url(self) -> str:
        """No server has it."""
        return ""


def load_address(folder: Path) -> CalendarAddress | CalendarPath | None:
    """Read where the calendar is; None when none is set. Raises DeskError."""
    path = folder / FILE
    try:
        return made_address(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeskError(f"{path} cannot be read ({error})", advice="correct it, or move it away") from error


def made_address(fields: dict[str, object]) -> CalendarAddress | CalendarPath:
    """An address of these fields: a file's where they name one. Raises DeskError with what is wrong with them."""
    try:
        return (CalendarPath if "file" in fields else CalendarAddress).model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        what = str(first.get("ctx", {}).get("error", first["msg"]))
        where = ".".join(str(part) for part in first["loc"])
        message = f"{where}: {what}" if where else what
        raise DeskError(f"the calendar's address is wrong: {message}", advice=f"correct {FILE}") from error


def save_address(folder: Path, address: CalendarAddress | CalendarPath | None) -> None:
    """Write where the calendar is, or that there is none. Raises DeskError."""
    path = folder / FILE
    try:
        if address is None:
            path.unlink(missing_ok=True)
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(tomli_w.dumps(address.model_dump()), "utf-8")
        part.replace(path)
    except OSError as error:
        raise DeskError(f"{path} cannot be written ({error.strerror})", advice="see that it can be") from error
