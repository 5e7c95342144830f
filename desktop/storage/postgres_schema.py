"""The schema on a PostgreSQL server: the tables of the row classes, an index of words, the version.

It is made at the newest version, whose number is that of SQLite's newest migration; `STEPS` bring an older one on.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Text

from desktop import log
from desktop.storage.columns import UtcTime, table_of
from desktop.storage.fact_rows import FactRow
from desktop.storage.migrations import APPLICATION_ID, MIGRATIONS
from desktop.storage.postgres_failures import unusable
from desktop.storage.side_tables import AudioRow, EventRow, ToolRunRow, TurnContextRow
from desktop.storage.tables import SessionRow, TurnRow
from desktop.wording import marked

FIRST_VERSION = 5
"""There is no earlier one on any server."""
NEWEST_VERSION = len(MIGRATIONS)
STEPS: dict[int, tuple[str, ...]] = {
    6: (
        """ALTER TABLE turn ADD COLUMN adapter text COLLATE "C" NOT NULL DEFAULT ''""",
        "ALTER TABLE turn ADD COLUMN adapter_scale double precision",
    ),
    7: ("""ALTER TABLE turn ADD COLUMN persona text COLLATE "C" NOT NULL DEFAULT ''""",),
    8: tuple(
        f"""ALTER TABLE turn ADD COLUMN {name} text COLLATE "C" NOT NULL DEFAULT ''"""
        for name in ("route", "route_reason")
    ),
    9: (
        """CREATE TABLE fact (
            id serial PRIMARY KEY, machine text COLLATE "C" NOT NULL, text text COLLATE "C" NOT NULL,
            made_at text COLLATE "C" NOT NULL, changed_at text COLLATE "C", session_id text COLLATE "C" NOT NULL,
            turn integer NOT NULL
        )""",
        "CREATE INDEX fact_by_machine ON fact (machine, made_at, id)",
    ),
}
"""Statements that lead to a version from the one before. Append-only; a test sees that none is missing."""

_ROWS = (SessionRow, TurnRow, ToolRunRow, TurnContextRow, AudioRow, EventRow, FactRow)
_LONGEST_WORD = 400
"""Characters of a word that count; PostgreSQL holds up to 2046 bytes."""
_MOST_BYTES = 500_000
"""Of words and their places that a text may have in the index: two of these must fit into PostgreSQL's 1 MiB."""

# as SQLite's index sees words: letters and digits, without case, accents dropped. Places begin at 2, so that what
# ends one text and what begins the next one do not stand side by side. Nothing in it depends on the search path.
_WORDS = f"""
CREATE FUNCTION sotto_words (said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH
    plain AS (
        SELECT regexp_replace(lower(normalize(said, NFD) COLLATE "und-x-icu"), U&'[\\0300-\\036F]', '', 'g') AS said
    ),
    each AS (
        SELECT left(word, {_LONGEST_WORD}) AS word, least(place + 1, 16383) AS place, place AS exact
        FROM plain, unnest(string_to_array(
            regexp_replace(translate(said, 'ς', 'σ') COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g'), ' '
        )) WITH ORDINALITY AS one (word, place)
        WHERE word <> ''
    ),
    once AS (
        SELECT word, (array_agg(DISTINCT place ORDER BY place))[1:255] AS places, min(exact) AS first
        FROM each GROUP BY word
    ),
    measured AS (
        SELECT word, places,
            sum(octet_length(word) + 6 + 2 * cardinality(places)) OVER (ORDER BY first) AS size
        FROM once
    )
    SELECT coalesce(string_agg('''' || word || ''':' || array_to_string(places, ','), ' '), '')::tsvector
    FROM measured WHERE size <= {_MOST_BYTES}
$$
"""  # noqa: RUF001  the two shapes of the letter sigma

_INDEXES = (
    _WORDS,
    """ALTER TABLE turn ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(sotto_words(transcript), 'A') || setweight(sotto_words(generated), 'B')
    ) STORED""",
    "CREATE INDEX turn_words ON turn USING gin (words)",
    "ALTER TABLE session ADD COLUMN words tsvector GENERATED ALWAYS AS (sotto_words(title)) STORED",
    "CREATE INDEX session_words ON session USING gin (words)",
    "CREATE TABLE sotto_schema (version integer NOT NULL)",
)


def prepare(connection: Connection, server: str) -> None:
    """Make the schema, or bring it to the newest version, in the transaction of `connection`.

    Others who do the same at that moment wait. Raises DatabaseError when the database is another program's or a newer
    Sotto's, or the server cannot hold the record.
    """
    version = _version(connection, server)
    if version == NEWEST_VERSION:
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
    version = _version(connection, server)  # asked again: another one may have made it meanwhile
    if version == 0:
        _create(connection, server)
    else:
        for number in range(version + 1, NEWEST_VERSION + 1):
            for statement in STEPS[number]:
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"UPDATE sotto_schema SET version = {NEWEST_VERSION}")
    if version != NEWEST_VERSION:
        log.storage.info("the schema on %s went from version %d to %d", server, version, NEWEST_VERSION)


def version_of(connection: Connection) -> int:
    """Return the schema's version; 0 where there is none."""
    if "sotto_schema" not in _there(connection):
        return 0
    return int(connection.exec_driver_sql("SELECT version FROM sotto_schema").scalar_one())


def _version(connection: Connection, server: str) -> int:
    version = version_of(connection)
    if version > NEWEST_VERSION:
        why = marked(
            "it was written by a newer Sotto (schema {version}, this one knows {known})",
            version=version,
            known=NEWEST_VERSION,
        )
        raise unusable(server, why, marked("update Sotto on this machine"))
    if not version and _there(connection) & {row.__tablename__ for row in _ROWS}:
        raise unusable(server, "another program has tables of the same names in it", "make a database of its own")
    return version


def _there(connection: Connection) -> set[str]:
    """Names of the tables. Asked of the catalogue's tables: its cache may not know yet what another one just made."""
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return set(connection.exec_driver_sql(listed).scalars())


def _create(connection: Connection, server: str) -> None:
    _refuse_unfit(connection, server)
    _tables().create_all(connection, checkfirst=False)
    for statement in _INDEXES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"INSERT INTO sotto_schema VALUES ({NEWEST_VERSION})")


def _refuse_unfit(connection: Connection, server: str) -> None:
    number, encoding = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    ).one()
    if number < 130_000:
        raise unusable(server, "PostgreSQL before 13 lacks what the search needs", "update the server")
    if encoding != "UTF8":
        raise unusable(server, f"it holds text as {encoding}", "make it with `createdb --encoding=UTF8 -T template0`")
    if not connection.exec_driver_sql("SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'").scalar_one():
        raise unusable(server, "this PostgreSQL was built without ICU", "use one that was built with it")


def _tables() -> MetaData:
    """The tables of the row classes, as SQLite has them: its order of texts is that of their code points."""
    made = MetaData()
    for row in _ROWS:
        table = table_of(row).to_metadata(made)
        for column in table.columns:
            if isinstance(column.type, Text | UtcTime):
                column.type = Text(collation="C")
        for index in table.indexes:
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
    return made
