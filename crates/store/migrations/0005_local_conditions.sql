-- What the user says of the weather at a place of theirs: its height, and what is to be added to records elsewhere.
CREATE TABLE local_conditions (
    place      INTEGER PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
    conditions TEXT NOT NULL -- domain::LocalConditions as JSON
) STRICT;
