"""Token stream to speakable clauses, and text made fit for speech. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_ABBREVIATIONS = frozenset(["mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "approx"])
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)|\n+")
_CLAUSE_END = re.compile(r"[,;:—–][\"')\]]*(?=\s)")  # noqa: RUF001 - the dashes people type
_FIRST_CLAUSE = 12
_LATER_CLAUSE = 60
_LONGEST = 240


class ClauseSplitter:
    """Cuts a growing text into clauses as soon as each is complete.

    The first clause is cut early, at a comma if need be, so that the voice can start; later ones are whole sentences
    unless they grow long. The clauses joined are the text, character for character.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._first = True

    def feed(self, delta: str) -> list[str]:
        """Take the next piece of text; return the clauses that it completes."""
        self._pending += delta
        clauses = []
        while cut := self._cut():
            clauses.append(self._pending[:cut])
            self._pending = self._pending[cut:]
            self._first = False
        return clauses

    def finish(self) -> list[str]:
        """Return what is left, as one clause; no clause when nothing is left."""
        rest, self._pending = self._pending, ""
        return [rest] if rest else []

    def _cut(self) -> int:
        for match in _SENTENCE_END.finditer(self._pending):
            if not self._is_abbreviation(match.start()) and self._pending[: match.end()].strip():
                return match.end()
        least = _FIRST_CLAUSE if self._first else _LATER_CLAUSE
        for match in _CLAUSE_END.finditer(self._pending):
            if match.end() >= least:
                return match.end()
        if len(self._pending) > _LONGEST and (space := self._pending.rfind(" ", 0, _LONGEST)) > 0:
            return space + 1
        return 0

    def _is_abbreviation(self, dot: int) -> bool:
        if self._pending[dot] != ".":
            return False
        word = self._pending[:dot].rsplit(None, 1)[-1:] or [""]
        return word[0].lower().lstrip("(\"'") in _ABBREVIATIONS


_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"```.*?(```|$)", re.S), " code, shown on the screen. "),
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\bhttps?://(?:www\.)?([^/\s)]+)[^\s)]*"), r"\1"),
    (re.compile(r"^\s{0,3}(#{1,6}|>|[-*+]|\d{1,2}[.)])\s+", re.M), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)[*_](?=\S)(.+?)(?<=\S)[*_](?!\w)"), r"\1"),
    (re.compile(r"\s*\|\s*"), ", "),
    (re.compile(r"(?<=\d)\s*[×*]\s*(?=\d)"), " times "),  # noqa: RUF001 - the multiplication sign
    (re.compile(r"(?<=\d)\s*[÷]\s*(?=\d)"), " divided by "),
    (re.compile(r"(?<=\d)\s+\+\s+(?=\d)"), " plus "),
    (re.compile(r"(?<=\d)\s+[-−]\s+(?=\d)"), " minus "),  # noqa: RUF001 - the minus sign
    (re.compile(r"\s+=\s+"), " equals "),
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (re.compile(r"\s&\s"), " and "),
    (re.compile(r"(?<![\w.])-(?=\d)"), "minus "),
)


def speakable(text: str) -> str:
    """Return text as it should be read aloud: no markdown, symbols as words, addresses by their host, no emoji.

    Times such as 14:05 become "14 oh 5", which every voice reads as people say it.
    """
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\b(\d{1,2}):(\d{2})\b", _say_time, text)
    kept = (c for c in text if unicodedata.category(c) not in {"So", "Cs", "Co", "Cn", "Cf"} and c not in "\ufe0f*#`")
    return " ".join("".join(kept).split())


def speakability(text: str) -> float | None:
    """Return the share of a text's words that are read aloud as they are written, 0 to 1; None without a word."""
    written = Counter(text.split())
    if not written:
        return None
    return (written & Counter(speakable(text).split())).total() / written.total()


def asks(text: str) -> bool:
    """Whether a text ends with a question."""
    return text.rstrip().rstrip("\"')]”’»").endswith(("?", "？", "؟"))  # noqa: RUF001 - as other scripts write it


def _say_time(match: re.Match[str]) -> str:
    hours, minutes = int(match[1]), int(match[2])
    if minutes == 0:
        return f"{hours} o'clock" if 1 <= hours <= 12 else f"{hours} hundred"
    return f"{hours} oh {minutes}" if minutes < 10 else f"{hours} {minutes}"
