"""What a model's request asks for, and what is wrong with it. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

_LONGEST_REQUEST = 20_000
_LONGEST_WORD = 60
_LONGEST_COMPLAINT = 200
_BEGUN = re.compile(r'\s*\{\s*"name"\s*:\s*"([\w-]{1,60})"')


def parse(request: str) -> tuple[str | None, Any, str]:
    """Name (None when there is none), arguments, and the arguments as JSON again."""
    try:
        if len(request) > _LONGEST_REQUEST:
            raise ValueError("too long")
        parsed = json.loads(request)
        raw = parsed.get("arguments") or {}
        arguments = json.dumps(raw, ensure_ascii=False, allow_nan=False)
        return str(parsed["name"]), raw, arguments
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, None, request


def begun_name(request: str) -> str:
    """Name of the tool at the beginning of a request that is broken behind it; empty for none."""
    found = _BEGUN.match(request)
    return found[1] if found else ""


def complaint(error: ValidationError) -> str:
    """The first thing wrong with the arguments, as a sentence."""
    first = error.errors()[0]
    if not first["loc"] and first["type"] == "value_error":  # of the arguments together
        return short(str(first["ctx"]["error"]), _LONGEST_COMPLAINT)
    where = short(" ".join(str(part) for part in first["loc"]).replace("_", " "))
    match first["type"]:
        case "missing":
            return f"{where} is missing"
        case "extra_forbidden":
            return f"{where} is not something this tool takes"
        case "model_type":
            return "the arguments were not an object"
        case _:
            return f"{where} is wrong: {first['msg'][:1].lower()}{first['msg'][1:]}"


def short(text: str, most: int = _LONGEST_WORD) -> str:
    """Its beginning, where it is long."""
    return text if len(text) <= most else text[: most - 1] + "…"


def untitled(schema: Any) -> Any:
    """A schema without the titles that pydantic makes of the names: they cost tokens and say nothing."""
    properties = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in schema.get("properties", {}).items()
    }
    kept = {key: value for key, value in schema.items() if key not in ("title", "description")}
    return kept | {"properties": properties}
