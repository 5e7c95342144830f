"""Where in the written reply the heard part ends."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def heard_length(reply: str, heard: str) -> int:
    """Return how many characters of `reply` were heard.

    `heard` is a prefix of the spoken text, which differs from the written one in numbers, symbols and markup.
    So where it is not a plain prefix the words are aligned, and the last word that both have is the end.
    """
    if reply.startswith(heard):
        return len(heard)
    written = list(_WORD.finditer(reply))
    said = [word.group().casefold() for word in _WORD.finditer(heard)]
    matcher = SequenceMatcher(None, [word.group().casefold() for word in written], said, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0
    last = blocks[-1]
    return written[last.a + last.size - 1].end()
