"""What languages call themselves."""

from __future__ import annotations

from PySide6.QtCore import QLocale

_WIDE = {"en": "English", "es": "Español"}
"""Languages that Qt names by the country where most speak them."""


def language_name(code: str) -> str:
    """Return the own name of the language of an ISO 639 code, such as Deutsch; a code that nobody knows stays."""
    name = _WIDE.get(code) or QLocale(code).nativeLanguageName()
    known = QLocale(code).language() is not QLocale.Language.C
    return name[:1].upper() + name[1:] if known else code
