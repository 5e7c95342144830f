"""Turns what somebody types into an FTS5 expression, in which nothing of it is syntax."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from sqlalchemy import Connection

from desktop.storage.any_text import escaped

INDEXED_PREFIXES = (2, 3)
"""Lengths of beginnings of words, in characters, that the index of the turns can look up by themselves."""
_MOST_WORDS = 64
_TOKENIZER = "unicode61 remove_diacritics 2"
_AFTER_ANY = "\U0010ffff"

Starts = Callable[[str], Sequence[str] | None]
"""Given the beginning of a word, all words that begin so, or None where those are many."""


def cut(words: Sequence[str]) -> list[list[str]]:
    """Return what the index's own tokenizer makes of each word: folded, in none or several parts."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE typed USING fts5 (word, tokenize = '{_TOKENIZER}')")
        memory.execute("CREATE VIRTUAL TABLE parts USING fts5vocab (typed, instance)")
        memory.executemany("INSERT INTO typed (rowid, word) VALUES (?, ?)", enumerate(map(escaped, words)))
        parts: list[list[str]] = [[] for _ in words]
        for number, part in memory.execute("SELECT doc, term FROM parts ORDER BY doc, offset"):
            parts[number].append(part)
        return parts


def expression(typed: Sequence[Sequence[str]], starts: Starts, *, every: bool = False) -> str:
    """Return an expression for each of the words, of the last one or of `every` one at least for its beginning.

    `typed` has for each word what `cut` makes of it; where that is several, they must follow one another.
    Empty when there is nothing to look for.
    """
    words = [word for word in typed if word]
    if not words:
        return ""
    whole, begun = ([], words) if every else (words[:-1], words[-1:])
    return " AND ".join([*map(_phrase, whole), *(_beginning(word, starts) for word in begun)])


def _beginning(word: Sequence[str], starts: Starts) -> str:
    *head, last = word
    found = None if len(last) in INDEXED_PREFIXES else starts(last)
    if not found:
        return _phrase(word) + " *"
    return "(" + " OR ".join(_phrase([*head, each.rstrip("*")]) + " *" * each.endswith("*") for each in found) + ")"


def _phrase(word: Sequence[str]) -> str:
    return " + ".join(f'"{part}"' for part in word)


class Vocabulary:
    """The words of the turns' index, through one connection.

    FTS5 collects every turn of every word that begins so before it returns the newest one, unless the beginning is of
    an indexed length. Named one by one, or by longer beginnings that are indexed, the words are walked side by side.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def starts(self, beginning: str) -> Sequence[str] | None:
        """Return the words that begin so, or the word itself and longer beginnings that end in `*`; None for many."""
        self._open()
        shortest = INDEXED_PREFIXES[0]
        cut = shortest if len(beginning) < shortest else None
        found: list[str] = []
        for word in self._walk(beginning, cut):
            found.append(word)
            if len(found) > _MOST_WORDS:
                return None
        return found

    def _walk(self, beginning: str, cut: int | None) -> Iterator[str]:
        at = beginning
        while (word := self._next(at)) is not None and word.startswith(beginning):
            whole = cut is None or len(word) < cut
            yield word if whole else word[:cut] + "*"
            # no word holds a control character, and none the last of all characters
            at = word + "\x01" if whole else word[:cut] + _AFTER_ANY

    def _next(self, at: str) -> str | None:
        query = "SELECT term FROM temp.turn_words WHERE term >= ? ORDER BY term LIMIT 1"
        found = self._connection.exec_driver_sql(query, (at,)).scalar()
        return None if found is None else str(found)

    def _open(self) -> None:
        # a view of the index that stores nothing, but SQLite takes making it for a write
        self._connection.exec_driver_sql("PRAGMA query_only = OFF")
        try:
            self._connection.exec_driver_sql(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.turn_words USING fts5vocab (main, turn_search, instance)"
            )
        finally:
            self._connection.exec_driver_sql("PRAGMA query_only = ON")
