"""What a tool is about to get, written so that it cannot be taken for anything else. Pure.

Who decides about a call has to see what will happen. So a value stands in quotation marks on one line, and whatever
is invisible, turns the direction of a line, or passes for another letter is written as its number: `\\u202e`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_LONG = 120
"""Characters of a line of which there may be more than a window has room for."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""They count as letters or signs, and nothing is seen of them."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""They change the letter before them, and can carry any number of bytes unseen."""
_RAISED = frozenset("ªº¹²³")
"""Letters and digits of another form that everybody writes."""
_MOST_MARKS = 2
"""Accents on one letter; more paint over the lines around."""
_ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
"""Writings with letters that look like Latin ones."""
_FROM_RIGHT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END = "\u2068", "\u2069"
_WORD = re.compile(r"\w+")


def argument_lines(arguments: str) -> Sequence[str]:
    """Each argument of a JSON object on a line of its own, whole; what is no such object as one line.

    Long ones come last, so that none hides a short one behind it.
    """
    try:
        fields = json.loads(arguments)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return [escaped(arguments)]
    told = [f"{plain_name(str(name))}: {_value(value)}" for name, value in fields.items()]
    return sorted(told, key=lambda line: len(line) > _LONG)


def plain_name(name: str) -> str:
    """A name of a tool or an argument as it is, if it is one of plain letters; else escaped."""
    return name if _PLAIN_NAME.fullmatch(name) else escaped(name)


def escaped(text: str) -> str:
    """The text in quotation marks, on one line, with everything that is not plainly seen written as its number."""
    shown, marks = [], 0
    mixed = _letters_that_pass_for_others(text)
    for at, char in enumerate(text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        hidden = not _is_seen(char) or at in mixed or marks > _MOST_MARKS
        shown.append(_SHORT.get(char) or (_number(char) if hidden else char))
    return f'"{_isolated("".join(shown))}"'


def one_line(text: str) -> str:
    """Text for a terminal: in one line, nothing of it obeyed."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """Text for a terminal: its line breaks and tabs stay, and nothing else of it is obeyed."""
    if text.isprintable():
        return text
    kept = text.replace("\r\n", "\n")
    return "".join(char if char in "\n\t" or _is_obeyed_by_none(char) else "\ufffd" for char in kept)


def _is_obeyed_by_none(char: str) -> bool:
    turns = 0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069
    return unicodedata.category(char) not in ("Cc", "Cs") and not turns


def _value(value: object) -> str:
    match value:
        case str():
            return escaped(value)
        case dict():
            inner = (f"{escaped(str(name))}: {_value(each)}" for name, each in value.items())
            return f"{{{', '.join(inner)}}}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return json.dumps(value)


def _is_seen(char: str) -> bool:
    if not char.isprintable() or char in _BLANK or any(ord(char) in few for few in _SELECTORS):
        return False
    if char.isascii():
        return True
    plain = unicodedata.normalize("NFKC", char)
    dressed = plain.isascii() and plain.isalnum() and unicodedata.category(char)[0] in "LN" and len(plain) == 1
    return not dressed or char in _RAISED


def _letters_that_pass_for_others(text: str) -> frozenset[int]:
    """Where letters of another writing stand in a word with Latin ones."""
    if text.isascii():
        return frozenset()
    found: set[int] = set()
    for word in _WORD.finditer(text):
        names = {at: unicodedata.name(text[at], "") for at in range(*word.span())}
        if any(name.startswith("LATIN") for name in names.values()):
            found.update(at for at, name in names.items() if name.startswith(_ALIKE))
    return frozenset(found)


def _number(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _isolated(text: str) -> str:
    """The text with each stretch that is read from the right kept to itself, or it would turn what is around it."""
    if text.isascii():
        return text
    pieces, at = [], 0
    while at < len(text):
        end = _end_of_stretch(text, at)
        pieces.append(f"{_ISOLATE}{text[at:end]}{_END}" if end else text[at])
        at = end or at + 1
    return "".join(pieces)


def _end_of_stretch(text: str, start: int) -> int:
    """Behind the last letter of a stretch read from the right that begins here; 0 where none does."""
    end = 0
    for at in range(start, len(text)):
        direction = unicodedata.bidirectional(text[at])
        if direction in _FROM_RIGHT:
            end = at + 1
        elif direction == "L" or not end:
            break
    return end
