"""A record that many machines keep together on one PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from desktop.errors import DatabaseError, UsageError
from desktop.storage import postgres_schema, search_tsvector
from desktop.storage.audio import Audio
from desktop.storage.cleaning import Retention, clean
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from desktop.storage.lease import Leases
from desktop.storage.postgres import machine_name
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.records import SessionRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.search import Search
from desktop.storage.states import Progress, Recovery, Side
from tests.storage.samples import NOON, SESSION, turn
from tests.team_server import TeamServer

ROOT = Path(__file__).parents[2]
SLOW = settings(max_examples=30)


@pytest.fixture
def url(team_server: TeamServer) -> str:
    return team_server.new_url()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where another machine would keep its file."""
    return tmp_path / "elsewhere" / "sotto.db"


def recover(path: Path, url: str) -> list[SessionRecord]:
    with Database.open(path, url=url) as database:
        return Recoverer(Recordings(path.parent / "recordings"))(database, Leases(path))


def _condition(options: dict[str, object]) -> object:
    """Of an index that only has some of the rows."""
    return options.get("sqlite_where", options.get("postgresql_where"))


def test_the_schema_is_that_of_the_tables(database: Database) -> None:
    with database.read() as db:
        found = inspect(db.connection())
        for name, table in SQLModel.metadata.tables.items():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            columns.pop("words", None)
            assert columns == {column.name: column.nullable for column in table.columns}
            indexes = {index["name"] for index in found.get_indexes(name) if not index.get("duplicates_constraint")}
            assert indexes - {f"{name}_words"} == {index.name for index in table.indexes}
            partial = {index["name"] for index in found.get_indexes(name) if _condition(index["dialect_options"])}
            assert partial == {i.name for i in table.indexes if i.dialect_options["sqlite"]["where"] is not None}
            assert len(found.get_foreign_keys(name)) == len(table.foreign_key_constraints)


def test_every_version_since_the_first_has_its_step() -> None:
    later = range(postgres_schema.FIRST_VERSION + 1, postgres_schema.NEWEST_VERSION + 1)
    assert set(postgres_schema.STEPS) == set(later)


def test_many_machines_open_an_empty_database_at_once(tmp_path: Path, url: str) -> None:
    barrier = threading.Barrier(6)
    problems: list[Exception] = []

    def open_it(home: Path) -> None:
        barrier.wait()
        try:
            Database.open(home / "sotto.db", url=url, busy_ms=20_000).close()
        except DatabaseError as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it, args=(tmp_path / str(number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Database.open(tmp_path / "0" / "sotto.db", url=url) as database:
        assert database.sizes().schema_version == postgres_schema.NEWEST_VERSION


def test_a_home_keeps_its_name(path: Path, elsewhere: Path) -> None:
    assert machine_name(path) == machine_name(path) != machine_name(elsewhere)
    assert path.with_name("sotto.db.machine").stat().st_mode & 0o777 == 0o600
    assert not path.exists()


_RECORD = """
import sys
from pathlib import Path
from desktop.storage.recorder import Recorder
from tests.storage.samples import finished
path, url, session = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
recorder = Recorder(path, lambda *problem: sys.exit(str(problem)), url=url, busy_ms=20_000)
for number in range(1, 41):
    recorder.put(finished(number, session, transcript=f"question {number} of {session}"))
    assert recorder.flush(30)
recorder.close(timeout=30)
"""


def test_machines_record_at_the_same_time_without_mixing(tmp_path: Path, url: str, database: Database) -> None:
    sessions = {uuid4().hex: tmp_path / name / "sotto.db" for name in ("first", "second")}
    running = [
        subprocess.Popen([sys.executable, "-c", _RECORD, str(home), url, session], cwd=ROOT)
        for session, home in sessions.items()
    ]
    assert [one.wait(100) for one in running] == [0, 0]
    store = Conversations(database)
    for session, home in sessions.items():
        said = [kept.transcript for kept in store.turns(session)]
        assert said == [f"question {number} of {session}" for number in range(1, 41)]
        assert store.session(session).machine == machine_name(home)
        assert store.session(session).graceful


_UNTIL_KILLED = """
import sys
from pathlib import Path
from desktop.storage.recorder import Recorder
from tests.storage.samples import SESSION, finished
recorder = Recorder(Path(sys.argv[1]), lambda *problem: sys.exit(str(problem)), url=sys.argv[2])
for number in range(1, 10_000):
    recorder.put(finished(number, SESSION))
    assert recorder.flush(30)
    print(number, flush=True)
"""


def test_a_killed_machine_loses_nothing_that_was_acknowledged(elsewhere: Path, url: str) -> None:
    command = [sys.executable, "-c", _UNTIL_KILLED, str(elsewhere), url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        known = [int(running.stdout.readline()) for _ in range(20)]
        running.kill()
    (found,) = recover(elsewhere, url)
    assert (found.state, found.end_reason, found.recovery) == ("error", "crash", Recovery.SUCCESS)
    with Database.open(elsewhere, url=url) as database:
        kept = [one.index for one in Conversations(database).turns(SESSION)]
        assert kept[: len(known)] == known
        assert kept == list(range(1, len(kept) + 1))


def test_a_session_is_examined_by_its_own_machine_only(path: Path, elsewhere: Path, url: str) -> None:
    with Database.open(elsewhere, url=url) as database:
        Conversations(database).start_session(SESSION, NOON)
        Conversations(database).add_turn(turn(progress=Progress.SPEAKING))
    assert recover(path, url) == []
    with Database.open(path, url=url) as database:
        assert Conversations(database).session(SESSION).state == "active"
    (found,) = recover(elsewhere, url)
    assert (found.id, found.state, found.recovery) == (SESSION, "error", Recovery.STALE)


def test_what_another_machine_records_cannot_be_gone_on_with(
    conversations: Conversations, elsewhere: Path, url: str
) -> None:
    with Database.open(elsewhere, url=url) as database:
        there = Conversations(database)
        there.start_session(SESSION, NOON)
        there.add_turn(turn())
        assert there.resumable(SESSION).id == SESSION
        with pytest.raises(UsageError, match=machine_name(elsewhere)) as caught:
            conversations.resumable(SESSION)
        assert "branch" in caught.value.advice
        recover(elsewhere, url)
        assert conversations.resumable(SESSION).id == SESSION
        # whoever goes on with it answers for it from then on
        conversations.start_session(SESSION)
        with pytest.raises(UsageError):
            there.resumable(SESSION)


def test_each_machine_cleans_up_after_itself(
    conversations: Conversations, database: Database, path: Path, elsewhere: Path, url: str
) -> None:
    conversations.add_turn(turn())
    recordings = Recordings(path.parent / "recordings")
    sound = AudioRecord(SESSION, 1, Side.USER, "01/a.flac", "flac", 16000, 1.0, 9, NOON)
    assert conversations.add_audio(sound)
    everything = Retention(timedelta(0), timedelta(0), 0)
    with Database.open(elsewhere, url=url) as other:
        Editing(other).delete(SESSION, NOON)
        assert Audio(other, recordings).prune(NOON + timedelta(days=1)) == 0
        assert clean(other, recordings, everything).sessions == 0
    assert clean(database, recordings, everything).sessions == 1
    assert conversations.sessions(deleted=True) == []


@SLOW
@given(said=st.text(st.characters(exclude_categories=["Cs"])), word=st.text("äçéавбאבλνξοςΣ漢字zx9", min_size=1))  # noqa: RUF001
@example("nul \0, \0\0, \U0010fffd, \U0010fffd\x01, \U0010fffd\0", "x")
def test_any_text_comes_back_and_is_found(
    conversations: Conversations, database: Database, said: str, word: str
) -> None:
    session, word = uuid4().hex, word + uuid4().hex
    stored = turn(1, session, transcript=f"{said} {word}\0{said}", generated=said, tools=(said,), runs=())
    conversations.add_turn(stored)
    assert conversations.turns(session) == [stored]
    for query in (word, word.upper(), word[:-3]):
        (hit,) = Search(database).turns(query)
        assert hit.session == session
        assert "\x02" in hit.snippet


def test_a_megabyte_is_stored_and_found(conversations: Conversations, database: Database) -> None:
    words = " ".join(f"word{number}" for number in range(110_000))
    often = "tick tock " * 100_000
    conversations.add_turn(turn(1, transcript=words, generated=f"\0{often} end", tools=(), runs=()))
    (stored,) = conversations.turns(SESSION)
    assert (stored.transcript, stored.generated) == (words, f"\0{often} end")
    for query in ("word0 word1", "word20000", "tick end"):
        assert [hit.turn for hit in Search(database).turns(query)] == [1]
    # of so many different words the last are left out, which docs/record.md says
    assert Search(database).turns("word109999") == []


@pytest.mark.parametrize(
    ("said", "query", "shown"),
    [
        ("Crème brûlée, please", "creme BRU", "\x02Crème\x03 \x02brûlée\x03, please"),
        ("I don't know", "don't", "I \x02don\x03'\x02t\x03 know"),
        ("e\u0301te\u0301 here", "été", "\x02e\u0301te\u0301\x03 here"),
        (f"{'a ' * 30}needle{' b' * 30}", "needle", "…a a a a \x02needle\x03 b b b b b b b b b b b…"),
        (f"first{' b' * 30}", "first", "\x02first\x03 b b b b b b b b b b b b b b b…"),
        ("ΟΔΟΣ", "οδοσ", "\x02ΟΔΟΣ\x03"),  # noqa: RUF001
    ],
)
def test_snippets(conversations: Conversations, database: Database, said: str, query: str, shown: str) -> None:
    conversations.add_turn(turn(transcript=said, generated="Very well."))
    assert [hit.snippet for hit in Search(database).turns(query)] == [shown]


def test_parts_of_a_word_stand_side_by_side_in_one_text(conversations: Conversations, database: Database) -> None:
    conversations.add_turn(turn(1, transcript="don", generated="t"))
    conversations.add_turn(turn(2, transcript="don it", generated=""))
    conversations.add_turn(turn(3, transcript="don-t", generated=""))
    assert [hit.turn for hit in Search(database).turns("don't")] == [3]


_MANY = """
    INSERT INTO turn (session_id, index, started_at, stage, source, outcome, transcript, generated, language,
        confidence, spoken, heard,
        message_type, audio_s, stt_model, llm_model, tts_model, adapter, error, tools, pinned, persona, route,
        route_reason, details)
    SELECT :session, n, :noon, 'ended', 'text', 'completed', 'some words of turn n' || n, 'yes', '',
        1, '', '', '', 0, '', '', '', '', '', '[]', false, '', '', '', '{}' FROM generate_series(2, 6000) AS n
"""


def test_queries_use_their_indexes(
    conversations: Conversations, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations.add_turn(turn())
    with database.write() as db:
        db.execute(text(_MANY), {"session": SESSION, "noon": "2026-03-01T12:00:00.000000Z"})
        db.execute(text("ANALYZE turn"))
    one = "SELECT * FROM turn WHERE session_id = :session AND index = 7"
    plans = {search_tsvector.FAR: "turn_words", one: "turn_session_id_index_key"}
    values = {"words": "'n4711':*", "before": 30000, "from": 0, "session": SESSION}
    with database.read() as db:
        db.execute(text(search_tsvector.BY_INDEX))
        for query, index in plans.items():
            assert index in "\n".join(db.execute(text(f"EXPLAIN {query}"), values).scalars())
    assert [hit.turn for hit in Search(database).turns("n4711")] == [4711]
    monkeypatch.setattr(search_tsvector, "_WINDOW", 100)
    found = Search(database).turns("turn n471", 20)
    assert [hit.turn for hit in found] == [*range(4719, 4709, -1), 471]
    assert [hit.turn for hit in Search(database).turns("words", 150)] == list(range(6000, 5850, -1))


def test_a_dump_can_be_restored(conversations: Conversations, team_server: TeamServer, path: Path) -> None:
    """Also the generated columns, which are worked out with an empty search path then."""
    team_server.sql("CREATE DATABASE original")
    team_server.sql("CREATE DATABASE copy")
    with Database.open(path, url=team_server.url("original")) as database:
        Conversations(database).add_turn(turn(transcript="crème \0 brûlée"))
    dump = str(team_server.folder / "sotto.dump")
    team_server.program("pg_dump", "--format=custom", f"--file={dump}", team_server.url("original"))
    team_server.program("pg_restore", "--exit-on-error", f"--dbname={team_server.url('copy')}", dump)
    with Database.open(path, url=team_server.url("copy")) as database:
        assert [hit.turn for hit in Search(database).turns("creme brulee")] == [1]
        assert Conversations(database).turns(SESSION)[0].transcript == "crème \0 brûlée"
