"""What a server answered, as the plain JSON of a tool's result. All of it is data, and none of it is trusted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.engine.tools.registry import JsonObject
from desktop.mcp_client.schema import fits

LONGEST = 3000
"""Characters that are kept: below what the registry would cut."""


def as_result(answer: Any) -> JsonObject:
    """Return the texts of a `CallToolResult`, or its structured content where there are none, cut where too long."""
    text = "\n".join(part for part in map(_words, answer.content) if part)
    if not text and answer.structured_content is not None:
        text = json.dumps(answer.structured_content, ensure_ascii=False)
    if answer.is_error:
        return {"error": f"the tool said: {_cut(text) or 'it did not work'}"}
    result: dict[str, Any] = {"result": _cut(text)}
    if len(text) > LONGEST:
        result["note"] = f"only the beginning: the whole answer has {len(text)} characters"
    return result


def keeps_promise(answer: Any, schema: Mapping[str, Any] | None) -> bool:
    """Whether a `CallToolResult` is what its tool promised to answer; an error promises nothing."""
    if answer.is_error or not schema:
        return True
    return fits(answer.structured_content, schema)


def _words(part: Any) -> str:
    match part.type:
        case "text":
            return str(part.text)
        case "resource":
            return str(getattr(part.resource, "text", "")) or "(a file that is no text was left out)"
        case "resource_link":
            return f"(see {part.uri})"
        case other:
            return f"({other} was left out)"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
