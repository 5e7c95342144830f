"""The words people read, in their language: gettext's catalogues below `assets/translations`.

`tr("Open {name}").format(name=...)` translates a sentence; `ntr` chooses between one and many; `marked` names a
sentence for the catalogues where it is only stored or raised, and `tr` is called where it is shown. The log, the
command line and the record of conversations read what `marked` returns as it is written, in English. A process speaks
one language, so the catalogue is the module's, as gettext's own `install` has it.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

DOMAIN, SOURCE = "sotto", "en"
"""Name of the catalogues, and the language that sentences are written in."""
Written = Callable[[object, str], str]
"""Writes a value by a format such as ",.1f", as `format` does."""
_speaking: list[gettext.NullTranslations] = [gettext.NullTranslations()]
_writing: list[Written] = [format]


class Sentence(str):
    """A sentence in English that knows what it was made of, so that it can still be translated."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Sentence:
        """Fill `values` into `template`; without any, its braces stand for themselves."""
        made = super().__new__(cls, template.format_map(values) if values else template)
        made.template, made.values = template, dict(values or {})
        return made


class Translated(str):
    """A sentence in the language spoken; the numbers and moments put into it are written in the reader's way."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        """Return the sentence with `values` in its places."""
        return _Filling().vformat(self, args, values)


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value."""
        return str(tr(value)) if isinstance(value, Sentence) else _writing[0](value, format_spec)


def speak(language: str, folder: Path, written: Written = format) -> None:
    """Take the catalogue of `language` ("de", "de_AT") in `folder`; a language without one leaves English.

    `written` is how numbers and moments are written inside its sentences.
    """
    _speaking[0] = gettext.translation(DOMAIN, folder, [language], fallback=True)
    _writing[0] = written


def languages(folder: Path) -> dict[str, str]:
    """Return the languages there are: English, and those with a catalogue in `folder`, each by its own name."""
    found = sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return {SOURCE: _OWN_NAME} | {
        code: gettext.translation(DOMAIN, folder, [code]).gettext(_OWN_NAME) for code in found
    }


def choose(chosen: str, wanted: Sequence[str], folder: Path) -> str:
    """Return the language to speak: the one chosen if it is there, or else the first of those wanted that is.

    `wanted` are codes such as "de", "de-AT" or "de_AT", the dearest first; English if there is none of them.
    """
    there = languages(folder)
    codes = [code.replace("-", "_") for code in ([chosen] if chosen in there else wanted)]
    candidates = [part for code in codes for part in (code, code.partition("_")[0])]
    return next((code for code in candidates if code in there), SOURCE)


def tr(sentence: str) -> str:
    """Return `sentence` in the language spoken, or as it is; one of `marked` with its values."""
    if not isinstance(sentence, Sentence):
        return Translated(_speaking[0].gettext(sentence) if sentence else "")
    translated = tr(str(sentence.template))
    values = {name: _translated(value) for name, value in sentence.values.items()}
    return Translated(translated.format(**values)) if values else translated


def ntr(one: str, many: str, count: int) -> str:
    """Return the form for `count`, in the language spoken."""
    return Translated(_speaking[0].ngettext(one, many, count))


def marked(sentence: str, **values: object) -> str:
    """Return `sentence` with `values` in its places; the catalogues learn of it, and `tr` translates it later."""
    return Sentence(sentence, values)


def _translated(value: object) -> object:
    """Translate a sentence inside another, also that of an error."""
    inner = value.args[0] if isinstance(value, Exception) and value.args else value
    return tr(inner) if isinstance(inner, Sentence) else value


# translators: what your language calls itself, such as Deutsch
_OWN_NAME = marked("English")
