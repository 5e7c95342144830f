"""Text to passages that can be found and spoken: whole sentences, never over a heading or a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.documents.reading import Page

LONGEST = 700
"""Characters of a passage: about a minute of speech."""
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[^\s])")
_HYPHENATED = re.compile(r"(\w)[-\u00ad]\n(?=[a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage."""

    text: str
    page: int
    """From 1; 0 without pages."""
    heading: str
    """The document's title and the last heading before it; empty before the first."""


def chunks_of(pages: Sequence[Page]) -> list[Chunk]:
    """Cut a document into passages, in order."""
    made: list[Chunk] = []
    title = heading = ""
    for page in pages:
        gathered: list[str] = []
        for kind, text in _blocks(page.text):
            if kind == "heading":
                made += _packed(gathered, page.number, heading)
                title = title or text
                gathered, heading = [], text if text == title else f"{title}, {text}"
            else:
                gathered += _pieces(text)
        made += _packed(gathered, page.number, heading)
    return made


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Headings and paragraphs; every line that is neither blank nor an underline is in one of them."""
    lines = _HYPHENATED.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    paragraph: list[str] = []
    for line in lines:
        found = _HEADING.match(line)
        if found or not line.strip():
            yield from _joined(paragraph)
            paragraph = []
            if found:
                yield "heading", " ".join(found[1].split())
        elif _UNDERLINE.match(line) and len(paragraph) == 1:
            yield "heading", " ".join(paragraph[0].split())
            paragraph = []
        else:
            paragraph.append(line)
    yield from _joined(paragraph)


def _joined(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    text = " ".join(" ".join(lines).split())
    if text:
        yield "paragraph", text


def _pieces(paragraph: str) -> list[str]:
    """Sentences; what is longer than a passage is cut at a blank, or anywhere."""
    pieces: list[str] = []
    for sentence in _SENTENCE.split(paragraph):
        rest = sentence
        while len(rest) > LONGEST:
            cut = rest.rfind(" ", 1, LONGEST)
            cut = cut if cut > 0 else LONGEST
            pieces.append(rest[:cut].strip())
            rest = rest[cut:].strip()
        pieces += [rest] if rest else []
    return pieces


def _packed(sentences: Sequence[str], page: int, heading: str) -> Iterator[Chunk]:
    """As many sentences as fit, again and again."""
    held: list[str] = []
    for sentence in sentences:
        if held and len(" ".join(held)) + 1 + len(sentence) > LONGEST:
            yield Chunk(" ".join(held), page, heading)
            held = []
        held.append(sentence)
    if held:
        yield Chunk(" ".join(held), page, heading)
