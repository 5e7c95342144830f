"""Version 3 of the schema: all that is known of a session, a turn and a tool run. Released: never edit it."""

from __future__ import annotations

from desktop.storage.migration import Migration

# A new CHECK needs a new table. The rowid gets a name, or VACUUM might renumber it under the search index.
_SESSION = (
    """CREATE TABLE session_new (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        started_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        ended_at TEXT,
        state TEXT NOT NULL CHECK (state IN ('active', 'closed', 'error')),
        end_reason TEXT NOT NULL,
        graceful BOOLEAN,
        persona TEXT NOT NULL DEFAULT '',
        pinned BOOLEAN NOT NULL DEFAULT 0,
        details TEXT NOT NULL DEFAULT '{}',
        deleted_at TEXT,
        parent_id TEXT REFERENCES session (id) ON DELETE SET NULL,
        parent_turn INTEGER,
        recovery TEXT NOT NULL DEFAULT 'none',
        recovery_note TEXT NOT NULL DEFAULT '',
        summary TEXT NOT NULL DEFAULT '',
        summary_through INTEGER NOT NULL DEFAULT 0
    )""",
    """INSERT INTO session_new (id, title, started_at, last_at, ended_at, state, end_reason, graceful)
        SELECT id, title, started_at, last_at, ended_at,
            CASE state WHEN 'open' THEN 'active' WHEN 'closed' THEN iif(end_reason = 'crash', 'error', 'closed') END,
            CASE WHEN end_reason IN ('', 'crash') THEN end_reason ELSE 'application closed' END,
            CASE state WHEN 'closed' THEN end_reason <> 'crash' END
        FROM session ORDER BY started_at, id""",
    "DROP TABLE session",
    "ALTER TABLE session_new RENAME TO session",
    "CREATE INDEX session_by_last_at ON session (last_at, id)",
    "CREATE INDEX session_by_state ON session (state)",
    "CREATE INDEX session_by_persona ON session (persona, last_at, id)",
    "CREATE INDEX session_by_parent ON session (parent_id)",
    "CREATE INDEX session_pinned ON session (last_at, id) WHERE pinned",
    "CREATE INDEX session_deleted ON session (deleted_at) WHERE deleted_at IS NOT NULL",
)

_TURN = (
    "ALTER TABLE turn ADD COLUMN stage TEXT NOT NULL DEFAULT 'ended'",
    "ALTER TABLE turn ADD COLUMN ended_at TEXT",
    "ALTER TABLE turn ADD COLUMN language_confidence REAL",
    "ALTER TABLE turn ADD COLUMN no_speech REAL",
    "ALTER TABLE turn ADD COLUMN prompt_tokens INTEGER",
    "ALTER TABLE turn ADD COLUMN reply_tokens INTEGER",
    "ALTER TABLE turn ADD COLUMN message_type TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE turn ADD COLUMN speakability REAL",
    "ALTER TABLE turn ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT 0",
    "ALTER TABLE turn ADD COLUMN details TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX turn_by_started_at ON turn (started_at)",
    "CREATE INDEX turn_by_model ON turn (llm_model, session_id)",
    "CREATE INDEX turn_interrupted ON turn (session_id) WHERE outcome = 'interrupted'",
    "CREATE INDEX turn_failed ON turn (session_id) WHERE outcome = 'failed'",
    "CREATE INDEX turn_under_way ON turn (session_id) WHERE stage <> 'ended'",
    'CREATE INDEX turn_pinned ON turn (session_id, "index") WHERE pinned',
)

_TOOL_RUN = (
    """CREATE TABLE tool_run_new (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT NOT NULL,
        turn INTEGER NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        arguments TEXT NOT NULL,
        result TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled')),
        started_at TEXT NOT NULL,
        ended_at TEXT,
        ms REAL,
        error TEXT NOT NULL,
        UNIQUE (session_id, turn, position),
        FOREIGN KEY (session_id, turn) REFERENCES turn (session_id, "index") ON DELETE CASCADE
    )""",
    """INSERT INTO tool_run_new
        SELECT id, session_id, turn, position, name, title, arguments, result,
            iif(failure IS NULL, 'succeeded', 'failed'),
            coalesce(strftime('%Y-%m-%dT%H:%M:%f', at, printf('-%.3f seconds', ms / 1000.0)) || '000Z', at),
            at, ms, coalesce(failure, '')
        FROM (SELECT *, CASE WHEN json_valid(result) THEN json_extract(result, '$.error') END AS failure
            FROM tool_run)""",
    "DROP TABLE tool_run",
    "ALTER TABLE tool_run_new RENAME TO tool_run",
    "CREATE INDEX tool_run_by_name ON tool_run (name)",
    "CREATE INDEX tool_run_running ON tool_run (session_id) WHERE status = 'running'",
)

_BESIDE = (
    """CREATE TABLE turn_context (
        id INTEGER PRIMARY KEY,
        session_id TEXT NOT NULL,
        turn INTEGER NOT NULL,
        messages TEXT NOT NULL,
        tokens INTEGER,
        UNIQUE (session_id, turn),
        FOREIGN KEY (session_id, turn) REFERENCES turn (session_id, "index") ON DELETE CASCADE
    )""",
    """CREATE TABLE audio (
        id INTEGER PRIMARY KEY,
        session_id TEXT NOT NULL,
        turn INTEGER NOT NULL,
        side TEXT NOT NULL CHECK (side IN ('user', 'assistant')),
        file TEXT NOT NULL,
        format TEXT NOT NULL,
        rate INTEGER NOT NULL,
        seconds REAL NOT NULL,
        bytes INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (session_id, turn, side),
        FOREIGN KEY (session_id, turn) REFERENCES turn (session_id, "index") ON DELETE CASCADE
    )""",
    "CREATE INDEX audio_by_created_at ON audio (created_at)",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        turn INTEGER NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
        data TEXT NOT NULL
    )""",
    "CREATE INDEX event_by_session ON event (session_id, at)",
    "CREATE INDEX event_by_at ON event (at)",
)

VERSION_3 = Migration("the whole record", (*_SESSION, *_TURN, *_TOOL_RUN, *_BESIDE))
