"""Files to text: plain text, Markdown and PDF. Every file that cannot be read says why."""

from __future__ import annotations

import codecs
import io
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import Cancelled, UserFacingError
from desktop.wording import marked

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".rst"})
PDF_SUFFIX = ".pdf"
SUFFIXES = TEXT_SUFFIXES | {PDF_SUFFIX}
MOST_BYTES = 50_000_000
MOST_TEXT = 5_000_000
"""Characters of one document: some thousand pages."""
MOST_PAGES = 5000
_LOOKED_AT = 8192
_MOST_CONTROL = 0.05
"""Share of control characters from which bytes are no text."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class DocumentError(UserFacingError):
    """A document cannot be read; the others can."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text; all of a document without pages."""

    text: str
    number: int = 0
    """From 1; 0 without pages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document."""

    pages: tuple[Page, ...]
    note: str = ""
    """What is to be known of how it was read."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a document. Raises DocumentError for one that is too large or may not be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DocumentError(
                marked("it is larger than {most} MB", most=MOST_BYTES // 1_000_000),
                advice=marked("split it, or leave it out of the folder"),
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            marked("it cannot be opened: {reason}", reason=error.strerror or error),
            advice=marked("give yourself permission to read it"),
        ) from error


def read_document(suffix: str, content: bytes, check: Callable[[], None]) -> Reading:
    """The text of a document with a file name that ends so. `check` may raise Cancelled. Raises DocumentError."""
    read = _read_pdf(content, check) if suffix.lower() == PDF_SUFFIX else _read_text(content)
    if not any(page.text.strip() for page in read.pages):
        if suffix.lower() == PDF_SUFFIX:
            raise DocumentError(
                marked("it has no text: its pages are pictures"),
                advice=marked("have a program recognise its text (OCR), or save it as text"),
            )
        raise DocumentError(marked("it is empty"), advice=marked("write something into it, or delete it"))
    return read


def _read_text(content: bytes) -> Reading:
    by_mark = next((coding for mark, coding in _MARKS if content.startswith(mark)), "")
    if by_mark:
        return _whole(content.decode(by_mark, "replace"))
    if _is_binary(content):
        raise DocumentError(
            marked("it is no text, whatever its name says"), advice=marked("give it the name of what it is")
        )
    try:
        return _whole(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _whole(content.decode("cp1252", "replace"), "it is not UTF-8 and was read as Windows-1252")


def _whole(text: str, note: str = "") -> Reading:
    if len(text) > MOST_TEXT:
        raise _too_long()
    return Reading((Page(_CONTROL.sub(" ", text)),), note)


def _is_binary(content: bytes) -> bool:
    beginning = content[:_LOOKED_AT].decode("latin-1")
    return "\0" in beginning or len(_CONTROL.findall(beginning)) > _MOST_CONTROL * max(len(beginning), 1)


def _too_long() -> DocumentError:
    return DocumentError(
        marked("it has more than {most} million characters", most=MOST_TEXT // 1_000_000),
        advice=marked("split it, or leave it out of the folder"),
    )


def _read_pdf(content: bytes, check: Callable[[], None]) -> Reading:
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # of damaged files it tells line by line
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        return _pages(reader, check)
    except (Cancelled, DocumentError):
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked() from error
    except Exception as error:
        raise DocumentError(
            marked("it is damaged, or no PDF: {reason}", reason=f"{type(error).__name__}: {error}"[:200]),
            advice=marked("open it in another program and save it anew"),
        ) from error


def _pages(reader: object, check: Callable[[], None]) -> Reading:
    pages: list[Page] = []
    length, every = 0, reader.pages  # type: ignore[attr-defined]
    for number, page in enumerate(every[:MOST_PAGES], 1):
        check()
        text = page.extract_text()
        length += len(text)
        if length > MOST_TEXT:
            raise _too_long()
        pages.append(Page(_CONTROL.sub(" ", text), number))
    note = f"only its first {MOST_PAGES} pages were read" if len(every) > MOST_PAGES else ""
    return Reading(tuple(pages), note)


def _locked() -> DocumentError:
    return DocumentError(
        marked("it is locked with a password"), advice=marked("save a copy without one into the folder")
    )
