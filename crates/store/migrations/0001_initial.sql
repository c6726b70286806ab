-- The first schema. Migrations are append-only: once released, a file here never changes; what should be
-- different is altered by a file with the next number. Tables are STRICT, so that a value of the wrong type is
-- refused when it is written rather than met when it is read.

-- Tells our file from another program's SQLite file of the same name ("FCST").
PRAGMA application_id = 1178817364;

-- What the user chose, one JSON value a key. The engine owns the keys; the store doesn't know them.
CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The user's own places. Columns rather than JSON: a place must stay readable whatever becomes of the Rust type.
CREATE TABLE place (
    id           INTEGER NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    region       TEXT,
    country      TEXT NOT NULL,
    country_code TEXT NOT NULL,
    latitude     REAL NOT NULL,
    longitude    REAL NOT NULL,
    elevation    REAL,
    time_zone    TEXT NOT NULL,
    population   INTEGER NOT NULL
) STRICT;

-- The user's own series. Observations name theirs by `number`, which takes a byte or two where the name would
-- take dozens, millions of times.
CREATE TABLE series (
    number INTEGER NOT NULL PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    info   TEXT NOT NULL -- SeriesInfo as JSON; its first and last are never used, they are read off the observations
) STRICT;

-- One row an import, so that it can be undone. AUTOINCREMENT: the name of an undone import never comes to mean
-- another.
CREATE TABLE import (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    series        INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,
    origin        TEXT NOT NULL,
    -- By the machine's clock. Shown to a person, and nothing is ever computed from it.
    imported_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    inserted      INTEGER NOT NULL DEFAULT 0,
    changed       INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    replaced_info TEXT -- what `series.info` was before; null where this import made the series
) STRICT;
CREATE INDEX import_of_series ON import (series);

-- What was observed. WITHOUT ROWID: the rows lie in the order they are read in (one series, by time), and there
-- is one tree to write instead of two. No foreign key to `import`: checking it costs a look-up a row, and rows
-- come in by the million through one function, which makes the import first.
CREATE TABLE observation (
    series     INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,
    valid_time INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z, the start of the interval
    value      REAL NOT NULL,    -- in the unit of the series
    import     INTEGER NOT NULL, -- the import that last set it
    PRIMARY KEY (series, valid_time)
) STRICT, WITHOUT ROWID;

-- What an import wrote over: undoing it puts these back and removes what else it set.
CREATE TABLE replaced_observation (
    import          INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    valid_time      INTEGER NOT NULL,
    value           REAL NOT NULL,
    replaced_import INTEGER NOT NULL, -- the import that had set it
    PRIMARY KEY (import, valid_time)
) STRICT, WITHOUT ROWID;

-- The history. Kept apart from `forecast`, so that listing it reads these small rows only, and so that a question
-- stays listed when its answer can't be read any more. AUTOINCREMENT: a forgotten answer's name never comes to
-- mean another. Moments here are RFC 3339 in UTC with nine decimals: exact, sortable, readable by anyone.
CREATE TABLE question (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    text     TEXT NOT NULL, -- as typed
    asked_at TEXT NOT NULL,
    as_of    TEXT,          -- the past moment it was asked as of, where it was
    headline TEXT NOT NULL,
    short    TEXT NOT NULL  -- its number in short: `84 %`
) STRICT;

-- Forecasts as issued: written once, never updated, so that they can be scored as issued.
CREATE TABLE forecast (
    question      INTEGER NOT NULL PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
    issue_time    TEXT NOT NULL,
    answer_format INTEGER NOT NULL, -- how `answer` is written: 1 is zstd-compressed JSON of domain::Answer
    answer        BLOB NOT NULL
) STRICT;

-- The blended predictive distribution of each variable, as quantiles.
CREATE TABLE marginal (
    forecast    INTEGER NOT NULL REFERENCES forecast (question) ON DELETE CASCADE,
    position    INTEGER NOT NULL, -- order within the forecast
    variable    TEXT NOT NULL,    -- domain::Variable as JSON
    levels      BLOB NOT NULL,    -- f64 little-endian, rising
    valid_times BLOB NOT NULL,    -- i64 little-endian, seconds since 1970-01-01T00:00:00Z
    quantiles   BLOB NOT NULL,    -- f32 little-endian, quantiles[time * levels + level]
    PRIMARY KEY (forecast, position)
) STRICT;

-- The share of each model in the blend of each variable.
CREATE TABLE model_weight (
    forecast INTEGER NOT NULL REFERENCES forecast (question) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    variable TEXT NOT NULL,
    model    TEXT NOT NULL,
    weight   REAL NOT NULL,
    PRIMARY KEY (forecast, position)
) STRICT, WITHOUT ROWID;

-- When the newest observation of each variable was complete; null where there was none.
CREATE TABLE data_age (
    forecast INTEGER NOT NULL REFERENCES forecast (question) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    variable TEXT NOT NULL,
    newest   TEXT,
    PRIMARY KEY (forecast, position)
) STRICT, WITHOUT ROWID;

-- What happened, once known.
CREATE TABLE outcome (
    question INTEGER NOT NULL PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
    outcome  TEXT NOT NULL -- domain::Outcome as JSON
) STRICT;

-- What was fetched or worked out and may be thrown away. The index finds what has expired.
CREATE TABLE context_cache (
    key     TEXT NOT NULL PRIMARY KEY,
    value   BLOB NOT NULL,
    expires INTEGER NOT NULL -- seconds since 1970-01-01T00:00:00Z
) STRICT;
CREATE INDEX context_cache_expiry ON context_cache (expires);
