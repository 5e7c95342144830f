"""Version 4 of the schema: the full-text indexes and what keeps them true. Released: never edit it.

They hold no text of their own: FTS5 reads `turn` and `session`. SQLite before 3.43 cannot delete from an index that
holds nothing at all. The prefixes are for a search as one types.
"""

from __future__ import annotations

from desktop.storage.migration import Migration


def _index(table: str, key: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Index named `<table>_search` over `columns` of `table`, whose rowid is `key`, filled with what is there."""
    name = f"{table}_search"
    listed = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    add = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.{key}, {new});"
    # the words that go must be told: the index cannot look them up
    remove = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', old.{key}, {old});"
    return (
        f"""CREATE VIRTUAL TABLE {name} USING fts5 (
            {listed}, content = '{table}', content_rowid = '{key}',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
        )""",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {remove} END",
        f"""CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed} ON {table} WHEN {changed}
            BEGIN {remove} {add} END""",
        f"INSERT INTO {name} ({name}) VALUES ('rebuild')",
    )


VERSION_4 = Migration(
    "search",
    (*_index("turn", "id", ("transcript", "generated")), *_index("session", "number", ("title",))),
)
