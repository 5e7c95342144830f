"""A point in time as people write it on a command line. Pure; the time is handed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from desktop.errors import UsageError

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PIECE = re.compile(r"(\d+(?:\.\d+)?)([smhdw])", re.ASCII)
_SPAN = re.compile(rf"(?:{_PIECE.pattern})+", re.ASCII)
_DAYS = {"today": 0, "yesterday": 1}
ADVICE = "give how long ago, as 10m, 2h or 3d, a time of day, as 08:15, or a date, as 2026-11-22 or 2026-11-22T08:15"


def parse_since(text: str, now: datetime) -> datetime:
    """Return what `text` means at `now`, an aware time, in UTC: a span before it, `today`, a time of day, a date.

    A time of day is the last one that was; what has no time zone is meant here. Raises UsageError.
    """
    iso = text.strip()
    wanted = iso.lower()
    try:
        if _SPAN.fullmatch(wanted):
            seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PIECE.findall(wanted))
            return (now - timedelta(seconds=seconds)).astimezone(UTC)
        if wanted in _DAYS:
            day = (now.astimezone() - timedelta(days=_DAYS[wanted])).date()
            return datetime.combine(day, time()).astimezone(UTC)
        if iso[2:3] == ":":
            return _last(time.fromisoformat(iso), now)
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:  # OSError: the platform knows no such local time
        raise UsageError(f"{text!r} is no time", advice=ADVICE) from error


def _last(at: time, now: datetime) -> datetime:
    """When the clock last showed this."""
    here = now.astimezone(at.tzinfo)
    today = datetime.combine(here.date(), at).astimezone(UTC)
    return today if today <= now else datetime.combine(here.date() - timedelta(days=1), at).astimezone(UTC)
