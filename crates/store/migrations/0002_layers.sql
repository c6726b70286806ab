-- Observations in blocks of a few thousand instead of a row each: one or two bytes a value where it was 22. And in
-- layers: an import is undone by deleting its layer, under which what it wrote over still lies.
--
-- `src/move_to_blocks.rs` runs after this file in the same transaction: it moves the observations and then drops the
-- tables they were in.

-- What one import, or one live source, says of a series. Where several tell of the same valid time, the one with the
-- higher quality stands, among equals the one with the higher id. A value that is there already isn't kept twice: a
-- layer holds what was new or different when it came.
CREATE TABLE layer (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    series  INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,
    import  INTEGER REFERENCES import (id) ON DELETE CASCADE, -- null for a live source
    source  TEXT,                                             -- the name of a live source; null for an import
    quality INTEGER NOT NULL,
    CHECK ((import IS NULL) <> (source IS NULL))
) STRICT;
CREATE INDEX layer_of_series ON layer (series);
CREATE INDEX layer_of_import ON layer (import);

-- Values of one layer that follow each other in time; blocks of one layer don't overlap. Written once, never updated.
CREATE TABLE block (
    id      INTEGER NOT NULL PRIMARY KEY,
    series  INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE, -- that of the layer, for the index
    layer   INTEGER NOT NULL REFERENCES layer (id) ON DELETE CASCADE,
    first   INTEGER NOT NULL, -- first and last valid time, seconds since 1970-01-01T00:00:00Z
    last    INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    payload BLOB NOT NULL     -- see src/block
) STRICT;
-- What overlaps a span is found by its end first: what is read most are the newest.
CREATE INDEX block_of_series ON block (series, last, first, layer);
CREATE INDEX block_of_layer ON block (layer, last);

-- The newest values of live layers, until there are enough for a block. They stand before those of the same layer in
-- blocks.
CREATE TABLE tail (
    series     INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,
    valid_time INTEGER NOT NULL,
    layer      INTEGER NOT NULL REFERENCES layer (id) ON DELETE CASCADE,
    bits       INTEGER NOT NULL, -- the value's IEEE 754 bits: a REAL would make 0.0 of -0.0
    PRIMARY KEY (series, valid_time, layer)
) STRICT, WITHOUT ROWID;
CREATE INDEX tail_of_layer ON tail (layer);

-- Doubts about values.
CREATE TABLE flag (
    series     INTEGER NOT NULL REFERENCES series (number) ON DELETE CASCADE,
    valid_time INTEGER NOT NULL,
    flags      INTEGER NOT NULL, -- domain::QualityFlags: bit 0 out of range, 1 step, 2 stuck, 3 spike, 4 duplicate, 5 future
    PRIMARY KEY (series, valid_time)
) STRICT, WITHOUT ROWID;
