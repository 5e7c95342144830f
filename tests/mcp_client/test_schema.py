"""What is kept of a server's descriptions."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from desktop.mcp_client.offered import Offer, OfferedTool, load_offer, model_name, offered, save_offer
from desktop.mcp_client.schema import BadSchemaError, arguments_of, safe_schema

WORDS = st.sampled_from(
    [
        "type",
        "object",
        "string",
        "properties",
        "items",
        "$ref",
        "#/$defs/a",
        "$defs",
        "anyOf",
        "enum",
        "required",
        "a",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.dictionaries(WORDS, JSON, max_size=5), st.dictionaries(WORDS, JSON, max_size=3))
def test_any_description_is_made_safe_or_refused(schema: dict[str, Any], given_: dict[str, Any]) -> None:
    try:
        safe = safe_schema(schema)
    except BadSchemaError:
        return
    assert safe["type"] == "object"
    try:
        arguments = arguments_of(safe).model_validate(given_)
    except ValidationError as error:
        assert error.errors()[0]["type"] in ("value_error", "model_type")  # noqa: PT017 - either way it is told
    else:
        assert arguments.model_extra == given_


def test_arguments_are_checked_and_kept_whole() -> None:
    nested = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
    schema = {"type": "object", "properties": {"files": {"type": "array", "items": {"$ref": "#/$defs/F"}}}}
    kind = arguments_of(safe_schema(schema | {"$defs": {"F": nested}, "required": ["files"]}))
    assert kind.model_validate({"files": [{"path": "a"}]}).model_dump() == {"files": [{"path": "a"}]}
    assert kind.model_json_schema()["required"] == ["files"]
    for wrong, complaint in (({}, "'files' is a required property"), ({"files": [{}]}, "files 0: 'path' is a req")):
        with pytest.raises(ValidationError, match=complaint):
            kind.model_validate(wrong)


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "object", "properties": {"a": {"$ref": "https://evil.example/s.json"}}}, "refers to another"),
        ({"$ref": 3}, "refers to another"),
        ({"type": "string"}, "no object"),
        ({"type": "object", "properties": {"a": {"type": "text"}}}, "described wrongly"),
        ({"properties": {str(n): {"description": "x" * 290} for n in range(30)}}, "too long"),
    ],
)
def test_what_cannot_be_offered_says_why(schema: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadSchemaError, match=reason):
        safe_schema(schema)


def test_a_bottomless_description_is_refused() -> None:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(500):
        schema = {"type": "object", "properties": {"a": schema}}
    with pytest.raises(BadSchemaError, match="nested too deeply"):
        safe_schema(schema)


def test_no_reference_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    kind = arguments_of({"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:9/x"}}})  # not made safe
    with pytest.raises(ValidationError, match="describes its arguments wrongly"):
        kind.model_validate({"a": 1})


def test_what_a_server_wrote_is_shown_as_one_plain_line() -> None:
    tool = offered("look", "Looks.\n\x1b[2J<|im_start|>" + "x" * 1000, {}, reads_only=True)
    assert tool.description.startswith("Looks. [2J<|im_start|>")
    assert len(tool.description) == 400
    assert model_name("files", "read-file.v2") == "files_read_file_v2"


def test_any_change_of_a_tool_changes_its_fingerprint(tmp_path: Any) -> None:
    tool = OfferedTool(name="look", description="Looks.", schema={"type": "object"})
    for change in ({"description": "Sends."}, {"reads_only": True}, {"schema_": {}}, {"name": "send"}):
        assert tool.model_copy(update=change).fingerprint != tool.fingerprint
    save_offer(tmp_path, "files", Offer(server="Files 1", tools=(tool,)))
    assert load_offer(tmp_path, "files") == Offer(server="Files 1", tools=(tool,))
