"""Reads the calls that a reply of Llama 3 or Mistral consists of into requests for the registry. Pure.

Forms: the model cards of Llama 3.1 and 3.2 ("User-defined custom tool calling") and Mistral's `mistral-common`,
whose tokenizers up to version 7 write a list and from version 11 on `name[ARGS]{…}`.
"""

from __future__ import annotations

import json
import re
from typing import Any

_DECODER = json.JSONDecoder()
_BETWEEN_LLAMA = " \t\r\n;,"
_BETWEEN_MISTRAL = re.compile(r"(?:\s|,|\[TOOL_CALLS\])*")
_NAMED = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*(?:\[CALL_ID\][^\[\]]*)?\[ARGS\]\s*")


def read_llama(text: str) -> list[str]:
    """Objects one after another, with semicolons between them. What follows them is no text for the user: models
    that go on after a call make the result up."""
    calls: list[str] = []
    rest = text.strip(_BETWEEN_LLAMA)
    while rest:
        value, rest = _take(rest)
        if value is None:
            if not calls or rest.startswith("{"):  # one that was cut off
                calls.append(rest)
            break
        calls.append(_request(value))
        rest = rest.lstrip(_BETWEEN_LLAMA)
    return calls


def read_mistral(text: str) -> list[str]:
    """A list of objects, or names each followed by its arguments."""
    calls: list[str] = []
    rest = _after_separators(text)
    while rest:
        named = _NAMED.match(rest)
        value, after = _take(rest[named.end() :] if named else rest)
        if value is None:
            if not calls or named or rest[0] in "[{":
                calls.append(rest.strip())
            break
        calls.extend(_named(named[1], value) if named else _listed(value))
        rest = _after_separators(after)
    return calls


def _after_separators(text: str) -> str:
    found = _BETWEEN_MISTRAL.match(text)
    return text[found.end() :].rstrip() if found else text


def _named(name: str, arguments: Any) -> list[str]:
    return [_request({"name": name, "arguments": arguments})]


def _listed(value: Any) -> list[str]:
    return [_request(item) for item in value] if isinstance(value, list) else [_request(value)]


def _take(text: str) -> tuple[Any, str]:
    """The JSON object or list at the beginning, and what follows; None and the text when there is none."""
    if text[:1] not in ("{", "["):
        return None, text
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None, text
    return value, text[end:]


def _request(value: Any) -> str:
    """The registry's form of a call; anything else stays what it is, for the registry to refuse."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    arguments = value.get("arguments", value.get("parameters", {}))
    if isinstance(arguments, str):
        arguments = _decoded(arguments)
    call = {key: value[key] for key in ("name",) if key in value}
    return json.dumps(call | {"arguments": arguments}, ensure_ascii=False)


def _decoded(text: str) -> Any:
    """Arguments that were written as a string with JSON inside."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
