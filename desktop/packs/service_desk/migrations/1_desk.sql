-- Customers, vehicles, appointments, service history. Released: never edit it.

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    given_name TEXT NOT NULL CHECK (given_name <> ''),
    family_name TEXT NOT NULL CHECK (family_name <> ''),
    given_key TEXT NOT NULL,
    family_key TEXT NOT NULL,
    family_sound TEXT NOT NULL,
    phone TEXT NOT NULL CHECK (phone GLOB '+[1-9]*' AND length(phone) BETWEEN 8 AND 16),
    email TEXT NOT NULL CHECK (email = '' OR email LIKE '_%@_%'),
    since TEXT NOT NULL,
    UNIQUE (phone)
);

CREATE INDEX customer_by_name ON customer (family_key, given_key);

CREATE INDEX customer_by_given_name ON customer (given_key, family_key);

CREATE INDEX customer_by_sound ON customer (family_sound, given_key);

CREATE TABLE vehicle (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    vin TEXT NOT NULL CHECK (length(vin) = 17 AND vin NOT GLOB '*[^0-9A-HJ-NPR-Z]*'),
    plate TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    year INTEGER NOT NULL CHECK (year BETWEEN 1980 AND 2100),
    mileage INTEGER NOT NULL CHECK (mileage >= 0),
    UNIQUE (vin),
    UNIQUE (plate),
    UNIQUE (customer_id, id)
);

CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    vehicle_id INTEGER NOT NULL,
    service TEXT NOT NULL CHECK (service <> ''),
    bay INTEGER NOT NULL CHECK (bay >= 1),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    state TEXT NOT NULL CHECK (state IN ('booked', 'done', 'cancelled', 'missed')),
    reason TEXT NOT NULL,
    CHECK (ends_at > starts_at),
    CHECK (state <> 'cancelled' OR reason <> ''),
    FOREIGN KEY (customer_id, vehicle_id) REFERENCES vehicle (customer_id, id) ON DELETE CASCADE
);

CREATE INDEX appointment_by_customer ON appointment (customer_id, state, starts_at);

CREATE INDEX appointment_by_vehicle ON appointment (customer_id, vehicle_id);

CREATE INDEX appointment_by_start ON appointment (state, starts_at);

-- a half hour of a bay belongs to one appointment, and a vehicle stands in one bay: whoever writes
CREATE TABLE taken (
    starts_at TEXT NOT NULL,
    bay INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
    vehicle_id INTEGER NOT NULL,
    PRIMARY KEY (starts_at, bay),
    UNIQUE (starts_at, vehicle_id)
) WITHOUT ROWID;

CREATE INDEX taken_by_appointment ON taken (appointment_id);

CREATE TABLE service_record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    appointment_id INTEGER REFERENCES appointment (id) ON DELETE SET NULL,
    done_on TEXT NOT NULL,
    service TEXT NOT NULL CHECK (service <> ''),
    mileage INTEGER NOT NULL CHECK (mileage >= 0),
    cost INTEGER NOT NULL CHECK (cost >= 0),
    UNIQUE (appointment_id)
);

CREATE INDEX service_record_by_vehicle ON service_record (vehicle_id, done_on);
