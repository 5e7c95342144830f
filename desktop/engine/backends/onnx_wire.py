"""The bytes of a protocol buffer, the format of ONNX files: fields in, fields out, without their schema."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, EIGHT, BYTES, FOUR = 0, 1, 2, 5
"""Wire types: a number, eight bytes, a length and as many bytes, four bytes."""

Value = int | memoryview


def read_fields(data: memoryview) -> Iterator[tuple[int, int, Value]]:
    """Number, wire type and value of each field of a message. Raises ValueError when it is damaged."""
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        kind = tag & 7
        if kind == VARINT:
            value, at = _read_varint(data, at)
            yield tag >> 3, kind, value
            continue
        if kind == BYTES:
            size, at = _read_varint(data, at)
        elif kind in (EIGHT, FOUR):
            size = 8 if kind == EIGHT else 4
        else:
            raise ValueError("a field of an unknown kind")
        if at + size > len(data):
            raise ValueError("a field is cut short")
        yield tag >> 3, kind, data[at : at + size]
        at += size


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number is cut short")


def _write_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_field(number: int, kind: int, value: Value) -> bytes:
    """A field as `read_fields` gives it."""
    tag = _write_varint(number << 3 | kind)
    if isinstance(value, int):
        return tag + _write_varint(value)
    return tag + (_write_varint(len(value)) if kind == BYTES else b"") + bytes(value)


def bytes_field(number: int, value: bytes | memoryview) -> bytes:
    """A field that holds text, bytes or another message."""
    return write_field(number, BYTES, memoryview(value))


def as_text(value: Value) -> str:
    """A field's text; empty for a number."""
    return bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview) else ""


def first_text(data: memoryview, wanted: int) -> str:
    """The text of the first field of that number; empty without one."""
    return next((as_text(value) for number, _, value in read_fields(data) if number == wanted), "")


def signed(value: int) -> int:
    """A number of 64 bits that may be below zero."""
    return value - (1 << 64) if value >> 63 else value


def read_integers(data: memoryview, wanted: int) -> tuple[int, ...]:
    """The integers of a repeated field, written one by one or together."""
    found: list[int] = []
    for number, _, value in read_fields(data):
        if number != wanted:
            continue
        if isinstance(value, int):
            found.append(signed(value))
            continue
        at = 0
        while at < len(value):
            one, at = _read_varint(value, at)
            found.append(signed(one))
    return tuple(found)
