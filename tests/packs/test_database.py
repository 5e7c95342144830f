"""A pack's own database: made by the manifest's migrations, brought forward with its rows, refused where wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import DatabaseError, PackError
from desktop.packs.databases import pack_databases
from desktop.packs.enabled import open_pack, pack_home
from desktop.packs.manifest import read_manifest
from desktop.packs.pack import PackHome
from desktop.paths import Paths

MakePack = Callable[..., Path]
MANIFEST = """
    name = "polite"
    title = "Polite"
    tools = "entry:open_pack"
    [database]
    file = "guests.db"
    migrations = [{steps}]
"""
TABLE = "CREATE TABLE guest (name TEXT NOT NULL);\n"


@pytest.fixture
def home_with(make_pack: MakePack, paths: Paths) -> Callable[..., PackHome]:
    """The home of a pack with these steps."""

    def make(**steps: str) -> PackHome:
        names = ", ".join(f'"steps/{name}.sql"' for name in steps)
        source = make_pack(manifest=MANIFEST.replace("{steps}", names))
        (source / "steps").mkdir(exist_ok=True)
        for name, sql in steps.items():
            (source / "steps" / f"{name}.sql").write_text(sql)
        return pack_home(read_manifest(source), source, paths.pack_data / "polite")

    return make


def test_each_step_is_applied_once_and_rows_stay(home_with: Callable[..., PackHome], paths: Paths) -> None:
    with home_with(a=TABLE).database() as database, database.write() as db:
        db.connection().exec_driver_sql("INSERT INTO guest VALUES ('Ada')")
    trigger = (
        "-- who signs; twice is once\nCREATE TABLE log (what TEXT DEFAULT 'a; b', who TEXT);\n"
        "CREATE TRIGGER signed AFTER INSERT ON guest BEGIN INSERT INTO log (who) VALUES (new.name); END; /* end */\n"
    )
    for _ in range(2):
        with home_with(a=TABLE, b=trigger).database() as database, database.write() as db:
            db.connection().exec_driver_sql("INSERT INTO guest VALUES ('Eve')")
    with database.read() as db:
        assert db.connection().exec_driver_sql("SELECT count(*) FROM guest").scalar_one() == 3
        assert [*db.connection().exec_driver_sql("SELECT what FROM log").scalars()] == ["a; b", "a; b"]
    database.close()
    assert [one.path.name for one in pack_databases(paths)] == ["guests.db"], "backups hold it"
    assert (paths.pack_data / "polite" / "guests.db.v1.bak").exists()
    with pytest.raises(DatabaseError, match="newer"):
        home_with(a=TABLE).database()


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("CREATE TABLE other (name", "does not end with a semicolon"),
        ("CREATE TABEL other (name);", "syntax error"),
        ("CREATE TABLE guest (name);", "already exists"),
        ("CREATE TABLE other (name); /* so far */ Commit;", "Commit has no place in a step"),
        ("PRAGMA user_version = 9;", "PRAGMA has no place in a step"),
        ("DELETE FROM guest;", "rows are missing from guest"),
        ("INSERT INTO nobody VALUES (1);", "no such table"),
        ("CREATE TABLE caf\udce9 (name);", "utf-8"),
    ],
)
def test_a_step_that_is_wrong_changes_nothing(
    home_with: Callable[..., PackHome], make_pack: MakePack, sql: str, complaint: str
) -> None:
    with home_with(a=TABLE).database() as database, database.write() as db:
        db.connection().exec_driver_sql("INSERT INTO guest VALUES ('Ada')")
    home = home_with(a=TABLE, b="")
    home.migrations[1].write_bytes(sql.encode("utf-8", "surrogateescape"))
    with pytest.raises(DatabaseError) as caught:
        home.database()
    assert complaint in str(caught.value)
    assert caught.value.advice
    with home_with(a=TABLE).database() as database, database.read() as db:
        assert db.connection().exec_driver_sql("SELECT name FROM guest").scalars().all() == ["Ada"]
        assert not db.connection().exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'other'").all()


@pytest.mark.parametrize("step", ["../other.sql", "/etc/a.sql", "a.py", "A.sql", ""])
def test_a_step_lies_in_the_packs_own_folder(make_pack: MakePack, step: str) -> None:
    with pytest.raises(PackError, match="migrations"):
        read_manifest(make_pack(manifest=MANIFEST.replace("{steps}", f'"{step}"')))


def test_a_manifest_with_a_database_has_migrations(make_pack: MakePack) -> None:
    with pytest.raises(PackError, match="migrations"):
        read_manifest(make_pack(manifest=MANIFEST.replace("{steps}", "")))


def test_a_pack_whose_step_is_missing_is_left_out(make_pack: MakePack, paths: Paths) -> None:
    make_pack(manifest=MANIFEST.replace("{steps}", '"steps/a.sql"'))
    with pytest.raises(PackError, match=r"the migration .*steps/a.sql is not there"):
        open_pack("polite", paths)


def test_a_pack_without_rows_has_no_database(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="gives no database"):
        PackHome(tmp_path, {}, lambda: None).database()  # type: ignore[arg-type,return-value]
