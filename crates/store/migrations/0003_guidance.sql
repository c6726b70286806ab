-- What weather models said, by cell of the map (its rounded position, as text), and what was worked out afterwards.
-- Values are f32, which keeps four digits more than the providers give, in planes of bytes (all first bytes, all second
-- bytes, ...) compressed with zstd; NaN is missing.

-- Runs as they were received.
CREATE TABLE guidance_run (
    cell     TEXT NOT NULL,
    variable TEXT NOT NULL,    -- domain::Variable as JSON
    received INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    model    TEXT NOT NULL,
    start    INTEGER NOT NULL, -- valid time of the first values
    minutes  INTEGER NOT NULL, -- between two valid times
    members  INTEGER NOT NULL,
    data     BLOB NOT NULL,    -- data[member * times + time]
    PRIMARY KEY (cell, variable, received, model)
) STRICT, WITHOUT ROWID;

-- Values by valid time, a row a month of UTC: analyses (lead -1) and what was said a fixed time before.
CREATE TABLE guidance_month (
    cell     TEXT NOT NULL,
    variable TEXT NOT NULL,
    model    TEXT NOT NULL,
    lead     INTEGER NOT NULL, -- seconds; -1 for an analysis
    month    INTEGER NOT NULL, -- twelve times the year, and the month counted from 0
    data     BLOB NOT NULL,    -- one value an hour
    PRIMARY KEY (cell, variable, model, lead, month)
) STRICT, WITHOUT ROWID;
