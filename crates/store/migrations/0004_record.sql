-- Keeping score: what a forecast claimed and what each expert said, kept small; what came of it; and what was learnt from that.

-- What has to be known of a forecast to tell whether it came true, written with it and never changed. A forecast of an older
-- version has no row until it is looked at.
CREATE TABLE verifiable (
    forecast   INTEGER NOT NULL PRIMARY KEY REFERENCES forecast (question) ON DELETE CASCADE,
    issue      INTEGER NOT NULL, -- domain::Issue: 0 live, 1 as of a past moment
    issue_time INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    first      INTEGER NOT NULL, -- first and last valid time that counts
    last       INTEGER NOT NULL,
    series     TEXT,             -- of which series it is; null for weather
    place      INTEGER,
    same       INTEGER NOT NULL, -- the same for the same claim issued within the same hour
    claim      BLOB NOT NULL     -- zstd-compressed JSON of domain::Claim
) STRICT;
CREATE INDEX verifiable_same ON verifiable (same, forecast);
CREATE INDEX verifiable_span ON verifiable (last, first);

-- Blend and experts of each variable, on the 23 levels and up to 64 valid times that are verified. See src/planes.rs.
CREATE TABLE verifiable_marginal (
    forecast    INTEGER NOT NULL REFERENCES verifiable (forecast) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    variable    TEXT NOT NULL,    -- domain::Variable as JSON
    same        INTEGER NOT NULL, -- the same for the same variable, place and first valid time within the same hour
    valid_times BLOB NOT NULL,    -- i64 little-endian
    quantiles   BLOB NOT NULL,
    PRIMARY KEY (forecast, position)
) STRICT;
CREATE INDEX verifiable_marginal_same ON verifiable_marginal (same, forecast);

-- What became known of a forecast.
CREATE TABLE verified (
    forecast INTEGER NOT NULL PRIMARY KEY REFERENCES verifiable (forecast) ON DELETE CASCADE,
    settled  INTEGER NOT NULL, -- 1 when every outcome is known
    happened INTEGER,          -- whether the event came true; null while nobody knows
    amount   REAL              -- the amount observed, in the shown unit
) STRICT;
CREATE TABLE verified_marginal (
    forecast INTEGER NOT NULL REFERENCES verified (forecast) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    outcomes BLOB NOT NULL, -- f32 little-endian by valid time, NaN where nothing is known
    scores   BLOB NOT NULL, -- as the crate `record` writes them; they follow from the outcomes and the quantiles
    PRIMARY KEY (forecast, position)
) STRICT;

-- How it went, in the user's words. Stands beside what was measured and changes nothing of it.
CREATE TABLE went (
    question INTEGER NOT NULL PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL, -- fine, badly, value
    value    REAL
) STRICT;

-- What was learnt, by scope. Written in the transaction of the outcomes that it was learnt from.
CREATE TABLE learnt (
    scope TEXT NOT NULL PRIMARY KEY,
    state BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Raised with every change to the tables above that is computed from what was read of them: who comes second reads again.
CREATE TABLE verified_version (
    only    INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO verified_version VALUES (1, 0);
