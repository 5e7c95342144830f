"""The words people read, in their language: gettext's catalogues below `assets/translations`.

`tr("Open {name}").format(name=...)` translates a sentence; `ntr` chooses between one and many; `marked` names a
sentence for the catalogues where it is only stored, and `tr` is called where it is shown. A process speaks one
language, so the catalogue is the module's, as gettext's own `install` has it.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "sotto"
_speaking: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def speak(language: str, folder: Path) -> None:
    """Take the catalogue of `language` ("de", "de_AT") in `folder`; a language without one leaves English."""
    _speaking[0] = gettext.translation(DOMAIN, folder, [language], fallback=True)


def tr(sentence: str) -> str:
    """Return `sentence` in the language spoken, or as it is."""
    return _speaking[0].gettext(sentence) if sentence else ""


def ntr(one: str, many: str, count: int) -> str:
    """Return the form for `count`, in the language spoken."""
    return _speaking[0].ngettext(one, many, count)


def marked(sentence: str) -> str:
    """Return `sentence` as it is; the catalogues learn of it, and `tr` translates it where it is shown."""
    return sentence
