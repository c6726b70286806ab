-- What is watched for the user, and what has fired. The words and numbers are JSON (domain::Watch, domain::Firing): nothing but the
-- engine reads them.

CREATE TABLE watch (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL, -- rises whenever the row is written
    watch    TEXT NOT NULL     -- domain::Watch as JSON, with its state
) STRICT;

CREATE TABLE firing (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    watch  INTEGER NOT NULL REFERENCES watch (id) ON DELETE CASCADE,
    told   INTEGER,            -- seconds since 1970-01-01T00:00:00Z; null until it was told
    seen   INTEGER NOT NULL,   -- whether the user has looked at it in Forecastle
    firing TEXT NOT NULL       -- domain::Firing as JSON
) STRICT;

CREATE INDEX firing_of_watch ON firing (watch);
CREATE INDEX firing_untold ON firing (id) WHERE told IS NULL;
