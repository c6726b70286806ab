-- Who may ask from outside, and who did. Of a secret only its hash is kept.
CREATE TABLE access_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    token TEXT NOT NULL
) STRICT;

-- Append only: each hash is taken over the one before it and the entry, so that a change of any entry is found.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
