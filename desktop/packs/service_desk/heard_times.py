"""The time in what a caller said, whatever else they said with it. Pure."""

from __future__ import annotations

import re
from datetime import date, time

from desktop.packs.service_desk.errors import DeskError
from desktop.packs.service_desk.spoken_times import Spoken, read_time

_MOST_WORDS, _LONGEST = 40, 9
_CORRECTED = re.compile(r"\b(?:no,? sorry|no,? wait|sorry,? no|or rather|no,? better|no,? make that|no,? actually)\b")
_AT = re.compile(r"^(?:at|for|around|about|then|till|until)$")
_BARE = re.compile(
    r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?: (?:please|then|for|about|is|in|on|of|from))*$"
)
_EDGES = " ,.!?;:"


def time_in(said: str, today: date, opens: time, closes: time) -> str:
    """The longest run of words that is understood as a time, of the last one where the caller corrected themselves;
    empty where there is none. A bare number is a time only behind "at" and the like, or at the beginning."""
    for part in reversed(_CORRECTED.split(said.casefold())):
        words = [word for word in part.split() if word.strip(_EDGES)][:_MOST_WORDS]
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for begin in range(len(words) - length + 1):
                text = " ".join(words[begin : begin + length]).strip(_EDGES)
                if _is_time(text, words[begin - 1 : begin] if begin else [], today, opens, closes):
                    return text
    return ""


def _is_time(text: str, before: list[str], today: date, opens: time, closes: time) -> bool:
    if _BARE.match(text) and before and not _AT.match(before[0].strip(_EDGES)):
        return False
    try:
        return read_time(text, today, opens, closes) != Spoken()
    except DeskError:
        return False
