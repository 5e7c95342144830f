"""What a file of scripted calls may hold."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, ValidationError, field_validator

from desktop.errors import UsageError
from desktop.paths import assets

Answer = Literal["yes", "no", "none"]
LARGEST = 1_000_000
"""Bytes of a file."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Said(_Form):
    """Something that the caller says."""

    say: str = Field(min_length=1, max_length=500)
    """`{phone}` in it is the caller's number, digit by digit."""
    when: str = ""
    """Only if Sophie's last reply has this in it, a regular expression."""
    interrupt_after_s: float | None = Field(None, ge=0.2, le=30)
    """Seconds of the reply that are heard before the caller speaks into it."""
    rate: float = Field(1.0, ge=0.5, le=2)
    """Speaking rate, in times the usual."""

    @field_validator("when")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from error
        return pattern


class Change(_Form):
    """What is to be other in the book when the call is over."""

    what: Literal["booked", "moved", "cancelled", "booked and cancelled"]
    service: str
    vehicle: str = ""
    """Year, maker and model; of what was in the book before it may be left out."""
    was: NaiveDatetime | None = None
    """When it would have begun."""
    at: NaiveDatetime | None = None
    """When it begins now."""


class Call(_Form):
    """One call."""

    title: str = Field(min_length=1, max_length=100)
    customer: str
    """Full name of who calls, or is called."""
    reminded: bool = False
    """Whether the workshop calls, about their next appointment."""
    consents: tuple[Answer, ...] = Field(("yes",), min_length=1)
    """What is answered each time that Sotto asks, the last also from then on; `none` is no answer."""
    turns: tuple[Said, ...] = Field(min_length=1, max_length=30)
    changes: tuple[Change, ...] = ()


class Calls(_Form):
    """A file of them, all with the same made-up desk."""

    form: Literal["sotto.calls/1"] = Field(alias="schema")
    seed: int
    customers: int = Field(ge=1, le=100_000)
    now: NaiveDatetime
    """When every call begins."""
    dialogues: tuple[Call, ...] = Field(min_length=1)


def shipped() -> Path:
    """The calls that come with Sotto."""
    return assets() / "desk" / "calls.toml"


def unseen(which: Literal["a", "b"]) -> Path:
    """Calls that the tools were not worked out on: of `a` it was read what goes wrong, `b` is only counted."""
    return assets() / "desk" / f"unseen_{which}.toml"


def read_calls(path: Path) -> Calls:
    """Read a file. Raises UsageError that names the file and what is wrong with it."""
    advice = f"see {shipped().name} of Sotto for the form"
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than any file of calls", advice=advice)
        return Calls.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", advice="name a file that is there") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", advice=advice) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}: {where}: {first['msg']}", advice=advice) from error


def spoken(at: datetime) -> str:
    """A moment, short."""
    return f"{at:%a %d %b %H:%M}"
