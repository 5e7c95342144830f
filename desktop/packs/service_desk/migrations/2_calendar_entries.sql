-- What the calendar has of the appointments. Released: never edit it.

CREATE TABLE calendar_entry (
    appointment_id INTEGER PRIMARY KEY REFERENCES appointment (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    due INTEGER NOT NULL CHECK (due IN (0, 1)),
    stamp TEXT NOT NULL,
    sent TEXT NOT NULL,
    problem TEXT NOT NULL
);

CREATE INDEX calendar_entry_by_due ON calendar_entry (due, appointment_id);
