"""JSON schemas that a server wrote: cut down to what is safe to check and worth showing, and made into arguments."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, model_validator

from desktop.engine.tools.registry import Arguments

LONGEST = 6000
"""Characters of a schema; a longer one would take the place of the conversation."""
_DEEPEST = 12
_LONGEST_TEXT = 300
_KEPT = frozenset(
    {
        "type", "properties", "required", "items", "prefixItems", "enum", "const", "description", "default",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "minItems", "maxItems", "anyOf", "oneOf", "allOf", "additionalProperties", "$ref", "$defs", "definitions",
    }
)  # fmt: skip
"""All else is dropped: `pattern` among it, for one that a server chose can keep a processor busy for years."""
_NAMED = frozenset({"properties", "$defs", "definitions"})
"""Whose keys are names, not words of the schema language."""


class BadSchemaError(Exception):
    """Why a tool cannot be offered."""


def safe_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a schema of arguments, without references to anything outside of it.

    Raises BadSchemaError.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    kept = _kept(schema, 0)
    if not isinstance(kept, dict) or kept.get("type", "object") != "object":
        raise BadSchemaError("its arguments are no object")
    if len(json.dumps(kept)) > LONGEST:
        raise BadSchemaError("its description is too long")
    try:
        Draft202012Validator.check_schema(kept)
    except SchemaError as error:
        raise BadSchemaError("its arguments are described wrongly") from error
    return {"type": "object", "properties": {}} | kept


def promised(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is kept of a schema of answers; nothing of one that is missing or cannot be used."""
    try:
        return safe_schema(schema) if schema else {}
    except BadSchemaError:
        return {}


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether an answer is plain JSON and what was promised."""
    try:
        json.dumps(value, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(value, Mapping) and not _complaint(json.dumps(schema), value)


def _kept(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise BadSchemaError("its description is nested too deeply")
    match value:
        case dict():
            reference = value.get("$ref", "#")
            if not isinstance(reference, str) or not reference.startswith("#"):
                raise BadSchemaError("its description refers to another one")
            return {key: _part(key, part, depth) for key, part in value.items() if key in _KEPT}
        case list():
            return [_kept(each, depth + 1) for each in value]
        case str():
            return value[:_LONGEST_TEXT]
        case _:
            return value


def _part(key: str, part: Any, depth: int) -> Any:
    if key in _NAMED and isinstance(part, dict):
        return {str(name)[:_LONGEST_TEXT]: _kept(each, depth + 1) for name, each in part.items()}
    if key in ("default", "const", "enum"):
        return part  # a value, and no part of the language; what is too long is noticed at the end
    return _kept(part, depth + 1)


class ForeignArguments(Arguments):
    """Arguments that are checked against a server's schema instead of against fields."""

    model_config = ConfigDict(frozen=True, extra="allow")

    schema_of_them: ClassVar[Mapping[str, Any]] = {}

    @model_validator(mode="after")
    def _fit_the_schema(self) -> Self:
        complaint = _complaint(json.dumps(self.schema_of_them), self.model_extra or {})
        if complaint:
            raise ValueError(complaint)
        return self

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """Return what the model is shown."""
        return dict(cls.schema_of_them)


def arguments_of(schema: Mapping[str, Any]) -> type[Arguments]:
    """A type of arguments that takes what fits a safe schema."""
    return type("ServerArguments", (ForeignArguments,), {"schema_of_them": schema, "__module__": __name__})


@functools.lru_cache(maxsize=128)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(json.loads(schema), registry=Registry())  # with the usual one a $ref would be fetched


def _complaint(schema: str, given: Mapping[str, Any]) -> str:
    from jsonschema.exceptions import best_match
    from referencing.exceptions import Unresolvable

    try:
        error = best_match(_validator(schema).iter_errors(dict(given)))
    except (Unresolvable, RecursionError):
        return "the tool server describes its arguments wrongly"
    if error is None:
        return ""
    where = " ".join(str(part) for part in error.absolute_path)
    return f"{where}: {error.message}" if where else str(error.message)
