-- Other programs that the user has connected. Whether one may be asked stands apart from what it is, and isn't exported: a copy
-- starts no program and calls no address until the user says so again.
CREATE TABLE connected_source (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    is_on  INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL,              -- domain::ConnectedSource as JSON
    state  TEXT NOT NULL DEFAULT '{}'  -- domain::ConnectedState as JSON
) STRICT;
