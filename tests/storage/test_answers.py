"""Kept answers on a real disk: found, limited, aged, damaged, shared with another program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.answers import Freshness, NewAnswer, Scope, SpokenText
from desktop.errors import DatabaseError
from desktop.storage.answer_file import AnswerFile
from desktop.storage.answer_shelf import AnswerShelf, Limits

SCOPE = Scope("Sotto", "starter.gguf", told="be brief")
SOUND = SpokenText("Paris.", 22_050, np.arange(-500, 500, dtype=np.int16), ((6, 0, 900),))
LIMITS = Limits(10**9, timedelta(days=30))


def vector(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    found = np.array(values, np.float32)
    return (found / np.linalg.norm(found)).astype(np.float32)


ANSWER = NewAnswer(
    SCOPE,
    "What is the capital of France?",
    vector(1, 0),
    "Paris.",
    Freshness.LASTING,
    voice="joe x1",
    spoken=(SOUND,),
)


class Shelf:
    """A shelf whose clock the test turns, and what it complained of."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.problems: list[str] = []
        self.made = AnswerShelf(
            AnswerFile(path), limits, lambda message, _advice: self.problems.append(message), lambda: self.now
        )

    def keep(self, *answers: NewAnswer) -> None:
        for answer in answers:
            self.made.keep(answer, "table")
            self.made.flush()
            self.now += timedelta(seconds=1)

    def questions(self, scope: Scope = SCOPE, least: float = 0.5) -> list[str]:
        return [one.question for one, _ in self.made.near(scope, "table", vector(1, 0), least)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "answers.db"


@pytest.fixture
def shelf(path: Path) -> Iterator[Shelf]:
    shelf = Shelf(path)
    yield shelf
    shelf.made.close()


def test_an_answer_comes_back_with_its_sound(shelf: Shelf, path: Path) -> None:
    shelf.keep(ANSWER)
    ((found, likeness),) = shelf.made.near(SCOPE, "table", vector(1, 0.1), 0.5)
    assert (found.question, found.reply, found.uses) == (ANSWER.question, "Paris.", 0)
    assert 0.99 < likeness < 1
    (spoken,) = shelf.made.spoken(found.id, "joe x1")
    assert (spoken.text, spoken.rate, spoken.words) == (SOUND.text, SOUND.rate, SOUND.words)
    assert np.array_equal(spoken.samples, SOUND.samples)
    assert shelf.made.spoken(found.id, "another voice") == ()
    assert path.stat().st_mode & 0o777 == 0o600


def test_answers_of_another_scope_or_embedder_are_none(shelf: Shelf) -> None:
    shelf.keep(ANSWER)
    others = [
        replace(SCOPE, persona="Jack"), replace(SCOPE, model="other.gguf"), replace(SCOPE, adapter="pirate.gguf"),
        replace(SCOPE, adapter_scale=0.5), replace(SCOPE, told="be verbose"),
    ]  # fmt: skip
    assert [shelf.questions(scope) for scope in others] == [[]] * 5
    assert shelf.made.near(SCOPE, "another table", vector(1, 0), 0.5) == []
    assert shelf.made.near(SCOPE, "table", vector(1, 0, 0), 0.5) == []


def test_the_likest_comes_first_and_the_far_ones_not_at_all(shelf: Shelf) -> None:
    for name, where in (("far", vector(0, 1)), ("near", vector(1, 0.2)), ("nearer", vector(1, 0.1))):
        shelf.keep(replace(ANSWER, question=name, vector=where))
    assert shelf.questions() == ["nearer", "near"]


def test_the_same_question_is_kept_once_and_goes_on_counting(shelf: Shelf) -> None:
    shelf.keep(ANSWER)
    ((found, _),) = shelf.made.near(SCOPE, "table", vector(1, 0), 0.5)
    shelf.made.used(found.id)
    shelf.keep(replace(ANSWER, reply="It is Paris."))
    ((again, _),) = shelf.made.near(SCOPE, "table", vector(1, 0), 0.5)
    assert (again.reply, again.uses) == ("It is Paris.", 1)


def test_what_is_too_old_is_not_given(shelf: Shelf) -> None:
    shelf.keep(ANSWER, replace(ANSWER, question="slow", freshness=Freshness.SLOW))
    shelf.now += timedelta(days=1)
    assert shelf.questions() == [ANSWER.question]
    shelf.now += timedelta(days=30)
    assert shelf.questions() == []


def test_what_is_only_spoken_anew_grows_no_younger(shelf: Shelf) -> None:
    shelf.keep(ANSWER)
    shelf.now += timedelta(days=29)
    shelf.keep(replace(ANSWER, voice="ann x1", since=shelf.now - timedelta(days=29, seconds=1)))
    assert shelf.questions() == [ANSWER.question]
    shelf.now += timedelta(days=2)
    assert shelf.questions() == []


def test_of_too_much_what_was_not_used_for_longest_goes(path: Path) -> None:
    shelf = Shelf(path, Limits(3 * 2100, timedelta(days=30)))
    shelf.keep(*(replace(ANSWER, question=f"question {number}") for number in range(3)))
    ((oldest, _),) = [
        one for one in shelf.made.near(SCOPE, "table", vector(1, 0), 0) if one[0].question.endswith("0")
    ]
    shelf.made.used(oldest.id)
    shelf.keep(replace(ANSWER, question="question 3"))
    assert set(shelf.questions()) == {"question 0", "question 2", "question 3"}
    shelf.made.close()


def test_what_another_program_deletes_is_gone(shelf: Shelf, path: Path) -> None:
    shelf.keep(ANSWER, replace(ANSWER, question="another"))
    assert len(shelf.questions()) == 2
    other = AnswerFile(path)
    assert other.delete("question = ?", "another") == 1
    other.close()
    assert shelf.questions() == [ANSWER.question]


def test_a_damaged_file_is_told_of_and_begun_anew(shelf: Shelf, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(DatabaseError) as refused:
        shelf.questions()
    assert refused.value.advice
    shelf.keep(ANSWER)
    assert shelf.questions() == [ANSWER.question]


def test_a_file_of_another_version_is_begun_anew(shelf: Shelf, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE something (x)")
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(DatabaseError):
        shelf.questions()
    assert shelf.questions() == []


def test_a_folder_that_cannot_be_written_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shelf = Shelf(tmp_path / "file" / "answers.db")
    shelf.keep(ANSWER, ANSWER)
    assert len(shelf.problems) == 1
    shelf.made.close()


def test_a_full_disk_is_told_of_and_what_is_there_stays(shelf: Shelf, path: Path) -> None:
    shelf.keep(ANSWER)
    file = shelf.made._file
    with file._lent() as db:
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    big = replace(SOUND, samples=np.zeros(500_000, np.int16))
    shelf.keep(replace(ANSWER, question="big", spoken=(big,)))
    assert len(shelf.problems) == 1
    assert shelf.questions() == [ANSWER.question]
