"""Lists of phrases, by language, kept as TOML files beside this module, and text reduced to what they compare."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

Phrases = Mapping[str, frozenset[str]]
"""Plain phrases, by what they are listed for."""

_APOSTROPHES = "'’ʼ`´"  # noqa: RUF001 - the ones people and models write


def plain(text: str) -> str:
    """Return the words of a text alone: no case, no punctuation, single spaces. Applied twice it changes nothing."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    joined = "".join(c for c in folded if c not in _APOSTROPHES)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in joined).split())


@cache
def read_phrases(name: str) -> Mapping[str, Phrases]:
    """Return the phrases of the shipped list `name`, by language and purpose; the language `any` is for all."""
    text = resources.files("desktop.engine").joinpath(f"{name}.toml").read_text("utf-8")
    languages: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return {
        language: {purpose: frozenset(plain(phrase) for phrase in phrases) for purpose, phrases in purposes.items()}
        for language, purposes in languages.items()
    }
