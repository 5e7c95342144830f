"""Languages that nobody speaks, made from the sentences there are: they show what a translation does to a window."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

WORDS = runpy.run_path(str(Path(__file__).parents[2] / "packaging" / "words.py"))
ACCENTED = str.maketrans("aeiounscyzAEIOUNSCYZ", "äëïöüñşçÿžÄËÏÖÜÑŞÇŸŽ")
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתץףןם")
LONGER = 0.4
"""What German and Finnish add to short English sentences."""
_KEPT = re.compile(r"(\{[^}]*\}|`[^`]*`|\([^)]*\*[^)]*\)|\n)")
"""Places of values, commands, patterns of file names."""


@cache
def sentences() -> Catalog:
    """All sentences of the source."""
    found = WORDS["template"]()
    assert isinstance(found, Catalog)
    return found


def longer(sentence: str) -> str:
    """Return the sentence with accents, two fifths longer, between brackets."""
    parts = _KEPT.split(sentence)
    return "[" + "".join(part if _KEPT.fullmatch(part) else _stretched(part) for part in parts) + "]"


def mirrored(sentence: str) -> str:
    """Return the sentence in letters that are read from right to left."""
    parts = _KEPT.split(sentence)
    return "".join(part if _KEPT.fullmatch(part) else part.lower().translate(HEBREW) for part in parts)


def _stretched(text: str) -> str:
    words, owed = [], 0.0
    for word in text.translate(ACCENTED).split(" "):
        owed += LONGER * len(word)
        words.append(word + word[-1:] * int(owed))
        owed -= int(owed)
    return " ".join(words)


def write(folder: Path, code: str, made: Callable[[str], str]) -> None:
    """Write the catalogue of a language into `folder`, each sentence made from the English one."""
    catalogue = Catalog(locale="de" if code == "qps" else code)  # for the forms of its plurals
    for message in sentences():
        if isinstance(message.id, tuple):
            forms = (message.id[0], *(message.id[1] for _ in range(catalogue.num_plurals - 1)))
            catalogue.add(message.id, tuple(made(form) for form in forms))
        elif message.id:
            catalogue.add(message.id, made(message.id))
    out = BytesIO()
    write_mo(out, catalogue)
    file = folder / code / "LC_MESSAGES" / "sotto.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(out.getvalue())
