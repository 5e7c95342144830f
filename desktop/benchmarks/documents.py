"""`documents`: a question to its passages among 10,000, and how often the right one comes first."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.benchmarks.many_turns import vocabulary
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba
from desktop.documents.finding import Finder, counting_words, placed
from desktop.documents.indexing import refresh
from desktop.embedder import load_embedder
from desktop.engine.embedding import Embedder
from desktop.errors import UserFacingError
from desktop.job import Job
from desktop.passages import DocumentRecord
from desktop.storage.document_index import DocumentIndex

MOST_P95_MS = 50.0
LEAST_FIRST = 80.0
"""Percent of questions whose passage comes first."""
PASSAGES, _A_DOCUMENT, _WORDS = 10_000, 50, 80
_DATA = Path(__file__).parents[2] / "tests" / "data"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what the right passage holds."""

    text: str
    document: str
    answer: str


def questions() -> Sequence[Question]:
    """The labelled questions. Raises UserFacingError outside of a checkout, where they are not."""
    file = _DATA / "document_questions.json"
    if not file.is_file():
        raise UserFacingError("the 40 questions are not here", advice="measure this in a checkout of Sotto")
    return [Question(one["q"], one["document"], one["answer"]) for one in json.loads(file.read_text("utf-8"))]


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for the time of a search, and rows for what it finds. Raises UserFacingError."""
    run, embedder = Run("documents", plan), load_embedder("", plan.paths)
    with closing(embedder), labelled(embedder) as (index, finder):
        yield from _finding(run, index, finder)
        with _many(embedder) as many:
            run.quiet_from_here()
            yield _searching(run, many, plan.count)


@contextmanager
def labelled(embedder: Embedder) -> Iterator[tuple[DocumentIndex, Finder]]:
    """An index of the documents that the questions are about, and what searches it."""
    with tempfile.TemporaryDirectory() as folder, closing(DocumentIndex(Path(folder) / "documents.db")) as index:
        refresh(index, embedder, [_DATA / "documents"], Job())
        yield index, Finder(index, embedder)


def hits(index: DocumentIndex, asked: Sequence[Question], find: Callable[[str], Sequence[int]], most: int) -> int:
    """Of how many questions the right passage is among the first `most` that `find` gives the ids of."""
    found = 0
    for one in asked:
        best = list(find(one.text))[:most]
        passages = index.passages(best).values()
        found += any(each.document == one.document and one.answer in each.text for each in passages)
    return found


def _finding(run: Run, index: DocumentIndex, finder: Finder) -> Iterator[Row]:
    asked = questions()
    for name, most in (("first", 1), ("three", 3)):
        shipped, words, meaning = (
            100 * hits(index, asked, find, most) / len(asked)
            for find in (finder.ranked, finder.by_words, finder.by_meaning)
        )
        run.keep(row=f"documents.{name}", shipped=shipped, words=words, meaning=meaning)
        notes = [
            f"the right passage among the first {most}; peer: by words alone",
            f"by vectors alone {meaning:.0f} %",
        ]
        target, met = f">= {LEAST_FIRST:.0f} %, not below the peer", shipped >= max(LEAST_FIRST, words)
        yield run.row(
            f"documents.{name}", [shipped], [words], target=target, met=met, notes=notes, unit="%", n=len(asked)
        )


@contextmanager
def _many(embedder: Embedder) -> Iterator[Finder]:
    """What searches ten thousand passages of made-up words, frequent and rare as in a language."""
    rng, words = random.Random(11), vocabulary()
    with tempfile.TemporaryDirectory() as folder, closing(DocumentIndex(Path(folder) / "documents.db")) as index:
        for number in range(PASSAGES // _A_DOCUMENT):
            chunks = [(" ".join(_some(rng, words, _WORDS)), 0, "") for _ in range(_A_DOCUMENT)]
            record = DocumentRecord("", f"{number}.txt", f"{number}.txt", 1, 1, "0", 0, embedder=embedder.name)
            index.put(record, chunks, placed(embedder, [text for text, _, _ in chunks]))
        yield Finder(index, embedder)


def _some(rng: random.Random, words: Sequence[str], count: int) -> list[str]:
    return [words[min(int(rng.paretovariate(0.4)), len(words) - 1)] for _ in range(count)]


def _searching(run: Run, finder: Finder, count: int) -> Row:
    rng, words = random.Random(12), vocabulary()
    telling = [word for word in words if counting_words(word)]
    asked = [" ".join(_some(rng, telling, rng.randint(1, 4))) for _ in range(count)]
    finder.find(asked[0], 3)  # the vectors come into memory
    arms: dict[str, Callable[[str], object]] = {"sotto": lambda text: finder.find(text, 3), "words": finder.by_words}
    times: dict[str, list[float]] = {arm: [] for arm in arms}
    for number, arm in abba(tuple(arms), count):
        start = time.perf_counter()
        arms[arm](asked[number])
        times[arm].append((time.perf_counter() - start) * 1000)
        run.keep(row="documents.search", arm=arm, query=asked[number], ms=times[arm][-1])
    p95 = percentile(times["sotto"], 95)
    notes = [f"{PASSAGES:,} passages, the three best with their text", "peer: their ids by words alone"]
    target, met = f"p95 <= {MOST_P95_MS:.0f} ms", p95 <= MOST_P95_MS
    return run.row("documents.search", times["sotto"], times["words"], target=target, met=met, notes=notes)
