-- Reminder calls. Released: never edit it.

CREATE TABLE reminder (
    appointment_id INTEGER NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
    starts_at TEXT NOT NULL,
    began_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT NOT NULL
        CHECK (outcome IN ('', 'reached', 'confirmed', 'moved', 'cancelled', 'no answer')),
    session TEXT NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 1),
    CHECK ((outcome = '') = (ended_at IS NULL)),
    PRIMARY KEY (appointment_id, starts_at)
);

CREATE INDEX reminder_by_beginning ON reminder (began_at);
