"""Folders into the index: what is read, what is listed as unreadable, what is kept, what is forgotten."""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.documents import reading, scanning
from desktop.documents.finding import Finder
from desktop.documents.indexing import Indexed, refresh
from desktop.documents.library import Library
from desktop.engine.embedding import Embedder
from desktop.errors import Cancelled, DatabaseError
from desktop.job import Job
from desktop.paths import Paths
from desktop.settings import DocumentSettings
from desktop.storage.document_index import DocumentIndex
from tests.documents.pdf import pdf

Refresh = Callable[[], Indexed]


@pytest.fixture
def read(index: DocumentIndex, embedder: Embedder, folder: Path) -> Refresh:
    return lambda: refresh(index, embedder, [folder], Job())


def problems(index: DocumentIndex) -> dict[str, str]:
    return {one.document: one.problem for one in index.documents() if one.problem}


def found(index: DocumentIndex, embedder: Embedder, question: str) -> list[tuple[str, str]]:
    return [(one.document, one.text) for one in Finder(index, embedder).find(question, 3)]


BAD: dict[str, tuple[str, bytes, str]] = {
    "locked": ("locked.pdf", pdf("Secret.", password="x"), "it is locked with a password; save a copy without one"),
    "scanned": ("scan.pdf", pdf("", ""), "it has no text: its pages are pictures; have a program recognise"),
    "damaged": ("broken.pdf", pdf("Text.")[:200], "it is damaged, or no PDF: "),
    "no PDF": ("letter.pdf", b"Dear Sir or Madam", "it is damaged, or no PDF: "),
    "binary": ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 50, "it is no text, whatever its name says"),
    "binary without NUL": ("code.txt", bytes(range(1, 32)) * 50, "it is no text, whatever its name says"),
    "empty": ("nothing.md", b" \n\n", "it is empty; write something into it"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_read(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh, kind: str
) -> None:
    name, content, told = BAD[kind]
    (folder / name).write_bytes(content)
    done = read()
    assert [Path(path).name for path in done.read] == ["good.md"]
    assert list(done.failed) == [str(folder / name)]
    assert problems(index)[name].startswith(told)
    assert found(index, embedder, "boiler pressure") == [("good.md", "The pressure is one bar.")]
    # it is not tried again before it is another file
    again = read()
    assert (again.read, again.unchanged, list(again.failed)) == ([], 1, [str(folder / name)])
    (folder / name).unlink()
    assert read().removed == [str(folder / name)]
    assert problems(index) == {}


def test_files_that_may_not_be_looked_at_or_are_too_large(
    index: DocumentIndex, folder: Path, read: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    (folder / "huge.txt").write_text("word " * 30)
    (folder / "long.txt").write_text("w" * 120)
    (folder / "private.txt").write_text("secret")
    opened = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "private.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, who may read anything
    monkeypatch.setattr(reading, "MOST_BYTES", 140)
    monkeypatch.setattr(reading, "MOST_TEXT", 100)
    assert [Path(path).name for path in read().read] == ["good.md"]
    told = problems(index)
    assert told.keys() == {"loop.txt", "nowhere.txt", "pipe.txt", "huge.txt", "long.txt", "private.txt"}
    assert told["loop.txt"].startswith("it cannot be looked at: ")
    assert told["pipe.txt"] == "it is no file"
    assert told["huge.txt"].startswith("it is larger than")
    assert told["long.txt"].startswith("it has more than")
    assert told["private.txt"].startswith("it cannot be opened: Permission denied")


@pytest.mark.parametrize(
    ("content", "text", "note"),
    [
        ("Grüße aus Łódź.".encode(), "Grüße aus Łódź.", ""),
        (codecs.BOM_UTF8 + "Grüße.".encode(), "Grüße.", ""),
        ("Grüße.".encode("utf-16"), "Grüße.", ""),
        ("Grüße für 5 €.".encode("cp1252"), "Grüße für 5 €.", "it is not UTF-8 and was read as Windows-1252"),
    ],
)
def test_encodings(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh, content: bytes, text: str, note: str
) -> None:
    (folder / "good.md").write_bytes(content)
    read()
    (record,) = index.documents()
    assert (record.note, record.problem) == (note, "")
    assert found(index, embedder, "grüße")[0][1] == text


def test_a_pdf_is_found_by_page_and_an_empty_password_opens_it(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "lease.pdf").write_bytes(pdf("Rent is due\non the third.", "", "The deposit is 900 euros."))
    (folder / ".hidden.md").write_text("deposit")
    read()
    (passage,) = Finder(index, embedder).find("How much is the deposit?", 3)
    assert (passage.document, passage.page, passage.text) == ("sub/lease.pdf", 3, "The deposit is 900 euros.")
    assert (passage.number, passage.by_words) == (2, True)


def test_only_what_changed_is_read_again(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh
) -> None:
    (folder / "second.txt").write_text("Hens may be kept.")
    assert len(read().read) == 2
    generation = index.generation
    os.utime(folder / "good.md", ns=(1, 1))  # touched, the same words
    done = read()
    assert (done.read, done.unchanged, index.generation) == ([], 2, generation)
    (folder / "good.md").write_text("The pressure is two bar.")
    assert [Path(path).name for path in read().read] == ["good.md"]
    assert found(index, embedder, "pressure") == [("good.md", "The pressure is two bar.")]
    (folder / "second.txt").rename(folder / "renamed.txt")
    done = read()
    assert ([Path(path).name for path in done.removed], len(done.read)) == (["second.txt"], 1)
    assert found(index, embedder, "hens") == [("renamed.txt", "Hens may be kept.")]


def test_a_folder_that_is_away_keeps_what_was_read_of_it(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh, tmp_path: Path
) -> None:
    read()
    folder.rename(tmp_path / "unplugged")
    done = read()
    assert (done.missing, done.removed) == ([str(folder)], [])
    assert found(index, embedder, "pressure")
    (tmp_path / "unplugged").rename(folder)
    assert read().unchanged == 1
    # a folder that is no longer named is forgotten, also one that is away
    shutil.rmtree(folder)
    assert refresh(index, embedder, [], Job()).removed == [str(folder / "good.md")]
    assert index.documents() == []
    index.close()
    assert not [file for file in (tmp_path / "home").iterdir() if b"pressure" in file.read_bytes()]


def test_it_can_be_stopped_and_goes_on_where_it_was(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh
) -> None:
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Number {number} lies here.")
    told: list[tuple[str, float | None]] = []
    job = Job(lambda words, share: (told.append((str(words), share)), job.stop() if len(told) == 3 else None)[0])
    with pytest.raises(Cancelled):
        refresh(index, embedder, [folder], job)
    assert told == [("Reading 0.txt", 0.0), ("Reading 1.txt", 0.25), ("Reading 2.txt", 0.5)]
    assert [one.document for one in index.documents()] == ["0.txt", "1.txt"]
    assert len(read().read) == 2


def test_a_disk_that_is_full_costs_only_what_was_not_read_yet(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh
) -> None:
    read()
    with index._database._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        connection.rollback()
    (folder / "long.txt").write_text("\n\n".join(f"Sentence {number} is about hens." for number in range(3000)))
    with pytest.raises(DatabaseError, match="is full"):
        read()
    assert found(index, embedder, "pressure")
    with index._database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        connection.rollback()
    assert [Path(path).name for path in read().read] == ["long.txt"]


def test_another_embedder_reads_all_of_it_again(
    index: DocumentIndex, embedder: Embedder, folder: Path, read: Refresh
) -> None:
    class Other:
        name, least, weight = "other.gguf", 0.8, 1.0
        embed, close = embedder.embed, embedder.close

    read()
    assert len(refresh(index, Other(), [folder], Job()).read) == 1
    assert len(index.vectors("other.gguf")[0]) == 1


def test_one_folder_in_another_and_more_files_than_are_read(
    index: DocumentIndex, embedder: Embedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("An inner one.")
    done = refresh(index, embedder, [folder, folder / "in"], Job())
    assert len(done.read) == 2
    monkeypatch.setattr(scanning, "MOST_FILES", 1)
    assert len(list(scanning.scan(folder, lambda: None))) == 1


def test_an_index_that_is_damaged_is_put_aside_and_made_anew(tmp_path: Path, folder: Path) -> None:
    paths = Paths(tmp_path / "home")
    paths.home.mkdir()
    paths.documents.write_bytes(b"no database at all, but long enough to be read as one" * 100)
    settings = DocumentSettings(folders=(str(folder),))
    with closing(Library(lambda: settings, paths)) as library:
        assert len(library.refresh(Job()).read) == 1
        assert [one.document for one in library.find("pressure", 3)] == ["good.md"]
        # another program's writing is seen
        with closing(Library(lambda: settings, paths)) as other:
            (folder / "new.txt").write_text("Hens lay eggs.")
            other.refresh(Job())
        assert [one.document for one in library.find("hens", 3)] == ["new.txt"]
    assert (paths.home / "documents.db.damaged").exists()


def test_without_a_folder_nothing_is_opened(tmp_path: Path) -> None:
    with closing(Library(DocumentSettings, Paths(tmp_path / "home"))) as library:
        assert (library.on, library.find("anything", 3), library.documents()) == (False, (), ())
    assert not (tmp_path / "home").exists()
