"""Rules for right replies: regular expressions with placeholders, the same for evaluation and tests.

Placeholders without a value: see `_FIXED`; also {time}, {date} and {notes}, which become what is true
now. With a value:

- {=93}: the number, in digits or words; {~6.2137}: rounded to 1 to 4 decimals, from 100 on also to none
- {for 300}: so many seconds as a duration; {left 20}: a countdown that had so many minutes a moment ago
- {spelt word}: letter by letter; {removed milk}: says that it is off the list
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from models.recipes.common.numbers import in_words

_LARGEST_IN_WORDS = 9999

_REFUSES = (
    r"cannot|can ?n[o']t|\bnot able|unable|\bdo(es)? not\b|\bdon't\b"
    r"|\bonly (the|a) starter|no way to|not something|only know"
)
_FIXED = {
    "{joke}": r"^(?!.*(starter model|do not know|cannot))(?=(?:\S+\s+){5,}).*\b"
    r"(why|what|how|because|knock|said|says|walks?|never|once|so|when|my|the)\b",
    "{hello}": r"hello|\bhi\b|\bhey\b|good (morning|afternoon|evening|day)|welcome",
    "{well}": r"\b(well|fine|good|great|all right|okay)\b",
    "{welcome}": r"welcome|pleasure|\bglad\b|happy to|any ?time|no problem",
    "{bye}": r"\b(good)?bye\b|see you|take care|good night",
    "{abilities}": r"(?=.*\btime)(?=.*(timer|note|sums?\b|lists?\b|capital))",
    "{quiet}": r"all right|okay|quiet|escape|silent|silence|stop|of course|sorry",
    "{private}": r"nothing leaves|stays? (on|here)|(never|not) leave|only (on )?this (computer|machine)|nobody|no one"
    r"|no server|\blocal|private|nowhere|does not go",
    "{desk}": r"(desk|appointment|booking|customer|slot)[^.]*(\bnot\b|n't|\boff\b|\bno\b)"
    r"|(\bnot\b|n't|\bno\b)[^.]*(switched|turned|connected|available|set up|desk)",
    "{cannot}": _REFUSES,
    "{unknown}": _REFUSES + "|starter model",
    "{cancelled}": r"cancel|stopped|turned off|switched off|removed|deleted|no longer",
    "{cleared}": r"clear|empt|wiped|deleted|removed|\bgone\b|fresh",
}


def pattern(rule: str, now: datetime, notes: str = "") -> str:
    """The rule as a regular expression: its placeholders become what is true now.

    Raises ValueError when it has an unknown placeholder.
    """
    known = _FIXED | {
        "{time}": _times(now),
        "{date}": now.strftime(rf"%A.*\b{now.day}\b"),
        "{notes}": notes or r"\bon your list",
    }
    for name, meaning in known.items():
        rule = rule.replace(name, f"(?:{meaning})")
    rule = _WITH_VALUE.sub(lambda found: f"(?:{_MEANINGS[found[1].strip()](found[2])})", rule)
    if left := re.search(r"\{[a-z=~]", rule):
        raise ValueError(f"the rule {rule} has an unknown placeholder at {left.start()}")
    return rule


def obeys(rule: str, reply: str, now: datetime, notes: str = "") -> bool:
    """Whether the reply obeys the rule; `now` is the clock the assistant saw."""
    return re.search(pattern(rule, now, notes), reply, re.IGNORECASE | re.DOTALL) is not None


def _times(now: datetime) -> str:
    """The minutes around `now`."""
    minutes = (now + timedelta(minutes=step) for step in (-2, -1, 0, 1))
    return r"\b(?:" + "|".join(f"0?{at.hour}:{at.minute:02d}" for at in minutes) + r")\b"


def _digits(text: str) -> str:
    """A number written so, with or without its thousands apart, and not as a part of a longer one."""
    whole, point, fraction = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ",?") + (r"\." + fraction if point else "")
    sign = r"(?:-|\u2212|minus )" if text.startswith("-") else r"(?<![-\u2212])(?<!minus )"
    return rf"{sign}(?<![\d.,]){grouped}(?!\d|[.,]\d)"


def _number(text: str) -> str:
    if not re.fullmatch(r"\d+", text) or int(text) > _LARGEST_IN_WORDS:
        return _digits(text)
    words = re.sub(r"[- ](and )?", lambda gap: "[- ]" + ("(?:and )?" if gap[1] else ""), in_words(int(text)))
    return rf"{_digits(text)}|(?<![\w-])(?<!minus ){words}(?![- ](?:hundred|thousand|point))\b"


def _rounded(text: str) -> str:
    value = float(text)
    places = range(0 if abs(value) >= 100 or value.is_integer() else 1, 5)
    written = {f"{value:.{n}f}" for n in places}
    shortened = {one.rstrip("0").rstrip(".") if "." in one else one for one in written}
    return "|".join(_digits(one) for one in sorted(written | shortened, key=len, reverse=True))


def _duration(text: str) -> str:
    seconds = int(text)
    hours, rest = divmod(seconds, 3600)
    spoken = [_amount(seconds, "second")]
    if seconds % 60 == 0:
        spoken.append(_amount(seconds // 60, "minute"))
    if hours and not rest:
        spoken.append(_amount(hours, "hour"))
    elif seconds > 60 and seconds % 60:
        spoken.append(rf"{_amount(seconds // 60, 'minute')} (?:and )?{_amount(seconds % 60, 'second')}")
    elif hours:
        spoken.append(rf"{_amount(hours, 'hour')} (?:and )?{_amount(rest // 60, 'minute')}")
    return "|".join(spoken) + {900: "|a quarter of an hour", 1800: "|half an hour"}.get(seconds, "")


def _amount(count: int, unit: str) -> str:
    one = "|an?" if count == 1 else ""
    return rf"(?:{_number(str(count))}{one})[- ]{unit}s?\b"


def _countdown(text: str) -> str:
    minutes = int(text)
    return rf"\b(?:{minutes}:00|{minutes - 1}:[345]\d)\b|\b(?:{minutes}|{minutes - 1}) minutes"


def _spelt(word: str) -> str:
    return r"\b" + "[-,. ]+".join(word) + r"\b(?![-,. ]+[a-z]\b)"


def _removed(item: str) -> str:
    return (
        rf"^(?!.*not on your list)(?:.*(?:removed|took|taken|deleted|crossed|struck)[^.]*\b{item}\b"
        rf"|.*\b{item}\b[^.]*(?:removed|gone|off|deleted|no longer))"
    )


_WITH_VALUE = re.compile(r"\{(=|~|for |left |spelt |removed )([^{}]+)\}")
_MEANINGS: dict[str, Callable[[str], str]] = {
    "=": _number,
    "~": _rounded,
    "for": _duration,
    "left": _countdown,
    "spelt": _spelt,
    "removed": _removed,
}
