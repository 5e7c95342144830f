"""Bring the catalogues of sentences up to date: what is new is added, what is gone is dropped, all are compiled.

`python packaging/words.py` after sentences were changed or translated; `docs/translating.md` says more. What a
person reads is found in calls of `tr`, `ntr` and `marked`, in the settings' records and in the list of models.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "assets" / "translations"
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "marked": None, "ntr": (1, 2)}
_WIDTH = 118


def template() -> Catalog:
    """Return all sentences there are, without translations."""
    found = Catalog(charset="utf-8")
    for file, _line, message, comments, _context in extract_from_dir(
        ROOT / "desktop",
        [("**.py", "python")],
        keywords=_KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    ):
        found.add(message, locations=[(f"desktop/{file}", 0)], auto_comments=comments)
    for where, sentence in (*_of_settings(), *_of_models()):
        if sentence:
            found.add(sentence, locations=[(where, 0)])
    return found


def _of_settings() -> Iterator[tuple[str, str]]:
    from desktop.settings.fields import Kind, setting_groups

    for group in setting_groups():
        yield from (("desktop/settings", words) for words in (group.title, group.description))
        for field in group.fields:
            yield from (("desktop/settings", words) for words in (field.title, field.description))
            if field.kind is Kind.CHOICE and field.path != "appearance.language":
                yield from (("desktop/settings", words) for _, words in field.options if not words.isdecimal())


def _of_models() -> Iterator[tuple[str, str]]:
    import tomllib

    known = tomllib.loads((ROOT / "models" / "catalog.toml").read_text("utf-8"))
    for pack in known["packs"]:
        yield from (("models/catalog.toml", words) for words in (pack["title"], pack["note"]))
    for model in known["models"]:
        yield "models/catalog.toml", model["note"]


def updated(po: bytes, sentences: Catalog) -> bytes:
    """Return a catalogue with exactly these sentences; those it has already keep their translations."""
    catalogue = read_po(BytesIO(po))
    catalogue.update(sentences, no_fuzzy_matching=True, update_creation_date=False)
    out = BytesIO()
    write_po(out, catalogue, width=_WIDTH, ignore_obsolete=True, sort_output=True, include_lineno=False)
    return out.getvalue()


def compiled(po: bytes) -> bytes:
    """Return a catalogue as gettext reads it; sentences without a translation stay English."""
    out = BytesIO()
    write_mo(out, read_po(BytesIO(po)))
    return out.getvalue()


def begun(code: str) -> bytes:
    """Return an empty catalogue of a language, such as "de"."""
    catalogue = Catalog(
        locale=code,
        header_comment="# Sentences of Sotto. License: GPL-3.0-or-later, as Sotto itself.",
        project="Sotto",
        version="1",
        language_team="Sotto",
        last_translator="Sotto",
        msgid_bugs_address="the project's issues",
        fuzzy=False,
    )
    out = BytesIO()
    write_po(out, catalogue, width=_WIDTH)
    return out.getvalue()


def _is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def main(arguments: list[str]) -> None:
    """Bring all up to date; codes as arguments begin languages that are not there yet."""
    for code in arguments:
        (CATALOGUES / code / "LC_MESSAGES").mkdir(parents=True)
        (CATALOGUES / code / "LC_MESSAGES" / "sotto.po").write_bytes(begun(code))
    sentences = template()
    for file in sorted(CATALOGUES.glob("*/LC_MESSAGES/sotto.po")):
        po = updated(file.read_bytes(), sentences)
        file.write_bytes(po)
        file.with_suffix(".mo").write_bytes(compiled(po))
        missing = sum(not _is_whole(message) for message in read_po(BytesIO(po)) if message.id)
        print(f"{file.parts[-3]}: {len(sentences)} sentences, {missing} without a translation")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
