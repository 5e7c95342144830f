"""Numbers and moments as the reader writes them: separators, digits, percent signs, the order of a date."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

_TIGHT = frozenset({QLocale.Language.English, QLocale.Language.Chinese, QLocale.Language.Japanese})
"""Languages that put no space before a percent sign; the others have one that no line ends at."""


def figure(value: object, spec: str = "") -> str:
    """Return `value` by Python's format `spec`, such as ",.1f" or ".0%", in the way of the default QLocale.

    A datetime becomes the date and time of this place; what is neither is formatted as Python does.
    """
    if isinstance(value, datetime):
        moment = QDateTime.fromSecsSinceEpoch(int(value.timestamp()))
        return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    text = format(value, spec)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text
    return _number(text)


def _number(text: str) -> str:
    """Write a number such as "+1,234.5" or "37%" again; what has an exponent stays."""
    digits = text.rstrip("%").lstrip("+-")
    bare = digits.replace(",", "")
    if not bare.replace(".", "", 1).isdecimal():
        return text
    locale = QLocale()
    options = QLocale.NumberOption.DefaultNumberOptions if "," in digits else QLocale.NumberOption.OmitGroupSeparator
    locale.setNumberOptions(options)
    written = locale.toString(float(bare), "f", len(bare.partition(".")[2]))
    sign = {"+": locale.positiveSign(), "-": locale.negativeSign()}.get(text[0], "")
    return sign + written + (_percent(locale) if text.endswith("%") else "")


def _percent(locale: QLocale) -> str:
    space = "" if locale.language() in _TIGHT else "\u00a0"
    return f"{space}{locale.percent()}"
