"""Long words that may go on in the next line: web addresses, paths, names of files."""

from __future__ import annotations

import re

_BREAK = "\u200b"
"""A place where a line may end; nobody sees it."""
_LONG = 18
"""Letters that fit into any line."""


def breakable(text: str) -> str:
    """Return the text with places to break in its long words: behind punctuation, and in what has none for long."""
    return re.sub(rf"\S{{{_LONG + 1},}}", lambda found: _broken(found.group()), text)


def whole(text: str) -> str:
    """Return what `breakable` was given."""
    return text.replace(_BREAK, "")


def _broken(word: str) -> str:
    parts = re.findall(rf"[^/._?&=%-]{{1,{_LONG}}}[/._?&=%-]*|[/._?&=%-]+", word)
    return _BREAK.join(parts)
