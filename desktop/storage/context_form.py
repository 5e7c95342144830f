"""How what the model saw is stored: as what it adds to an earlier turn's, or whole, whichever is known.

Prompts grow at their end: kept whole, a conversation of n turns would hold its beginning n times.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from desktop.storage.any_text import joined

Messages = tuple[tuple[str, str], ...]
"""Roles and contents, in order."""
LONGEST_CHAIN = 16
"""Rows that have to be read for one prompt, at the most."""


@dataclass(frozen=True, slots=True)
class Base:
    """A prompt that is stored, for later ones to refer to."""

    turn: int
    messages: Messages
    chain: int
    """How many rows it takes to read it."""


def as_json(messages: Messages) -> str:
    """Return messages as a JSON array of objects with `role` and `content`."""
    return json.dumps([{"role": role, "content": content} for role, content in messages], ensure_ascii=False)


def from_json(text: str) -> Messages:
    """Return the messages of such an array. Raises ValueError for anything else."""
    try:
        return tuple((str(one["role"]), str(one["content"])) for one in json.loads(text))
    except (TypeError, KeyError) as error:
        raise ValueError("no array of roles and contents") from error


def pack(turn: int, messages: Messages, base: Base | None) -> tuple[str, Base]:
    """Return what is stored of a turn's prompt, and the prompt as a base of later ones.

    Stored is a JSON object that names its own base, if there is one, and holds the rest of the messages.
    """
    messages = tuple((role, joined(content)) for role, content in messages)
    same = _shared(messages, base.messages) if base is not None and base.chain < LONGEST_CHAIN else 0
    stored: dict[str, object] = {"base": base.turn, "same": same} if base is not None and same else {}
    rest = as_json(messages[same:])
    packed = base64.b64encode(zlib.compress(rest.encode("utf-8", "surrogatepass"), 9)).decode()
    short = {"zlib": packed} if len(packed) < len(rest) else {"messages": rest}
    chain = base.chain + 1 if base is not None and same else 1
    written = json.dumps(stored | short | {"crc": _crc(messages)}, ensure_ascii=False)
    return written, Base(turn, messages, chain)


def unpack(turn: int, fetch: Callable[[int], str | None]) -> Base | None:
    """Return the prompt of a turn; `fetch` gives what is stored of one, None where nothing is.

    None too where the base is gone or is not what it was.
    """
    stored = fetch(turn)
    if stored is None:
        return None
    if stored.startswith("["):  # as they were stored before there were bases
        return Base(turn, from_json(stored), 1)
    parts = json.loads(stored)
    base = None
    if "base" in parts:
        base = unpack(parts["base"], fetch) if parts["base"] < turn else None
        if base is None:
            return None
    rest = parts["messages"] if "messages" in parts else _inflated(parts["zlib"])
    messages = (*(base.messages[: parts["same"]] if base is not None else ()), *from_json(rest))
    if _crc(messages) != parts["crc"]:
        return None
    return Base(turn, messages, base.chain + 1 if base is not None else 1)


def _shared(one: Messages, other: Messages) -> int:
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)


def _inflated(packed: str) -> str:
    return zlib.decompress(base64.b64decode(packed)).decode("utf-8", "surrogatepass")


def _crc(messages: Messages) -> int:
    return zlib.crc32(as_json(messages).encode("utf-8", "surrogatepass"))
