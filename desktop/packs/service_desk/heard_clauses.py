"""The parts of what a caller said: what they corrected themselves to, and its clauses. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CORRECTED = re.compile(
    r"\b(?:no,? sorry|no,? wait|sorry,? no|or rather|no,? better|no,? make that|no,? actually|or wait|i mean)\b"
)
_HALF = re.compile(r"\b([ap])\.? ?m\b\.?")
_ENDS = re.compile(r"[;.!?](?!\d)|,(?!\d|\s*(?:thirty|fifteen)\b)|\b(?:so|but|because)\b")
_APART = re.compile(
    r"\b(?:cannot|can(?:'|’)?t(?! (?:i|we)\b)|won(?:'|’)?t|(?<!why )(?<!if )not|isn(?:'|’)?t|unable|came|started|"  # noqa: RUF001 - typed so
    r"began|broke|happened|stopped|yesterday|ago)\b"
)
_BOOKED = re.compile(
    r"\bi(?:(?:'|’)?m| am) (?:still )?booked\b|"  # noqa: RUF001 - typed so
    r"(?<!can )(?<!could )(?<!may )(?<!do )\bi have an? (?:\w+ )?appointment\b|"
    r"\bmy appointment (?:on|in|at|for|is)\b"
)


def corrections(said: str) -> Sequence[str]:
    """What was said in lower case, parted where the caller corrected themselves; what counts most first."""
    return _CORRECTED.split(_HALF.sub(r"\1m", said.casefold()))[::-1]


def clauses(part: str) -> Sequence[str]:
    """The clauses of it, in order."""
    return [clause for clause in (each.strip() for each in _ENDS.split(part)) if clause]


def is_apart(clause: str) -> bool:
    """Whether it tells when something is not possible, what was, or is in the book: no time that is wished."""
    return bool(_APART.search(clause)) or has_appointment(clause)


def has_appointment(said: str) -> bool:
    """Whether somebody says that they have an appointment."""
    return bool(_BOOKED.search(said.casefold()))
