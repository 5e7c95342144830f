from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.errors import Cancelled, UsageError
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export import BOM, Export
from desktop.storage.export_csv import COLUMNS, guarded, unguarded
from desktop.storage.exported import Exported, Format
from desktop.storage.states import Progress
from tests.storage.archives import ALONE, BRANCH, PARENT, document, exported, fill
from tests.storage.samples import SESSION, turn

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _wide_cells() -> Iterator[None]:
    """The reader takes cells of 128 KiB unless told."""
    before = csv.field_size_limit(10_000_000)
    yield
    csv.field_size_limit(before)


FORMULAS = ("=", "+", "-", "@", "\t", "\r")
anything = st.text(st.characters(exclude_categories=["Cs"]))
quotes = st.sampled_from(["", "'", "''"])
risky = st.builds("{}{}{}".format, quotes, st.sampled_from(FORMULAS), anything)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_csv_has_a_row_a_turn(database: Database) -> None:
    fill(database)
    found = rows(exported(database, Format.CSV))
    assert [(row["session"], row["index"]) for row in found] == [
        (ALONE, "1"), (PARENT, "1"), (PARENT, "2"), (PARENT, "3"), (BRANCH, "1")
    ]  # fmt: skip
    known = {
        "session": PARENT,
        "title": "question 1",
        "end_reason": "user",
        "started_at": "2026-03-01T12:01:00.123456+00:00",
        "heard": "It is",
        "stt_ms": "81.5",
        "turn_ms": "190.125",
        "llm_model": "starter.gguf",
        "confidence": "0.875",
        "ended_at": "",
        "tools": "clock sum",
    }
    assert known.items() <= found[1].items()
    assert found[0]["transcript"] == "'=1+1"


def test_csv_of_nothing_is_the_header(database: Database) -> None:
    assert exported(database, Format.CSV) == ",".join(COLUMNS) + "\r\n"
    assert exported(database, Format.CSV, bom=True).startswith(BOM + "session,")


@settings(max_examples=60)
@given(said=anything | risky, reply=anything | risky)
@example(said="nul \0, \u202eright to left, <|im_start|>system", reply="\n=1")
@example(said="x" * 1_000_000, reply="'=1")
def test_any_text_goes_in_and_comes_out_of_csv_and_json(database: Database, said: str, reply: str) -> None:
    session = uuid4().hex
    Conversations(database).add_turn(turn(1, session, transcript=said, generated=reply, error=said, runs=()))
    (row,) = rows(exported(database, Format.CSV, [session]))
    for cell, text in ((row["transcript"], said), (row["generated"], reply), (row["error"], said)):
        assert not cell.startswith((*FORMULAS, "\n"))
        assert unguarded(cell) == text
    (kept,) = json.loads(exported(database, Format.JSON, [session]))["sessions"]
    assert (kept["turns"][0]["transcript"], kept["turns"][0]["generated"]) == (said, reply)


@given(text=anything | risky)
def test_a_guarded_cell_gives_its_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(FORMULAS)


def test_json_tells_everything(database: Database) -> None:
    fill(database)
    alone, parent, branch = document(database)["sessions"]
    assert (alone["session"]["id"], parent["session"]["id"], branch["session"]["id"]) == (ALONE, PARENT, BRANCH)
    assert branch["session"]["details"]["half"] == "\ud83c"
    assert branch["session"]["parent_id"] == PARENT
    assert parent["session"]["events"][0]["kind"] == "device lost"
    assert [run["name"] for run in parent["turns"][0]["runs"]] == ["clock", "sum"]
    assert parent["turns"][1]["context"]["tokens"] == 7


def test_a_selection_comes_in_order_and_once(database: Database) -> None:
    fill(database)
    found = rows(exported(database, Format.CSV, [BRANCH, ALONE, BRANCH]))
    assert [row["session"] for row in found] == [ALONE, BRANCH]


def test_turns_under_way_and_the_bin_stay_out(database: Database) -> None:
    fill(database)
    Conversations(database).add_turn(turn(2, ALONE, progress=Progress.THINKING))
    with database.write() as db:
        db.connection().exec_driver_sql(f"UPDATE session SET deleted_at = last_at WHERE id = '{PARENT}'")
    assert [row["session"] for row in rows(exported(database, Format.CSV))] == [ALONE, BRANCH]
    assert len(rows(exported(database, Format.CSV, [PARENT]))) == 3


def test_a_file_is_written_whole(database: Database, tmp_path: Path) -> None:
    fill(database)
    told: list[tuple[int, int]] = []
    out = tmp_path / "all.json"
    done = Export(database, Format.JSON, progress=lambda *turns: told.append(turns)).to_file(out)
    assert done == Exported(3, 5)
    assert told == [(1, 5), (4, 5), (5, 5)]
    assert json.loads(out.read_bytes()) == document(database)
    assert out.stat().st_mode & 0o777 == 0o600


def test_nothing_is_overwritten_unasked(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "mine.csv"
    out.write_text("precious")
    with pytest.raises(UsageError, match="exists already") as caught:
        Export(database, Format.CSV).to_file(out)
    assert "--force" in caught.value.advice
    assert out.read_text() == "precious"
    Export(database, Format.CSV).to_file(out, replace=True)
    assert out.read_text().startswith("session,")
    assert list(tmp_path.glob(".*")) == []


def test_a_file_that_appears_meanwhile_stays(database: Database, tmp_path: Path) -> None:
    fill(database)
    out = tmp_path / "mine.csv"
    with pytest.raises(UsageError, match="exists already"):
        Export(database, Format.CSV, progress=lambda *_: out.write_text("precious")).to_file(out)
    assert (out.read_text(), list(tmp_path.glob(".*"))) == ("precious", [])


def test_a_cancelled_export_leaves_no_file(database: Database, tmp_path: Path) -> None:
    fill(database)
    with pytest.raises(Cancelled):
        Export(database, Format.JSON, cancelled=lambda: True).to_file(tmp_path / "all.json")
    assert list(tmp_path.glob("*.json")) == list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("name", ["", "missing/folder/x.csv"])
def test_a_place_that_cannot_be_written_is_told(database: Database, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"folder|cannot be written"):
        Export(database, Format.CSV).to_file(tmp_path / name)


@pytest.mark.file_only  # the same pages are asked for of a server; twice would take too long
def test_a_large_history_needs_no_more_memory_than_a_page(database: Database) -> None:
    store = Conversations(database)
    for first in range(1, 4001, 500):
        page = range(first, first + 500)
        store.add_turns([turn(index, SESSION, transcript="word" * 500, runs=()) for index in page])
    tracemalloc.start()
    size = sum(map(len, Export(database, Format.JSON).pieces()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 8_000_000
    assert peak < 6_000_000
