-- How often the values of a series have changed, so that what is kept of them in memory is known to be out of date, whoever
-- changed them: this copy of Forecastle or another.
CREATE TABLE revision (
    series INTEGER NOT NULL PRIMARY KEY REFERENCES series (number) ON DELETE CASCADE,
    number INTEGER NOT NULL
) STRICT;

-- It begins anywhere: a series that is made anew isn't taken for the one of its name that was removed.
INSERT INTO revision SELECT number, random() & 0x3fffffffffff FROM series;

CREATE TRIGGER revision_of_new_series AFTER INSERT ON series BEGIN
    INSERT INTO revision VALUES (NEW.number, random() & 0x3fffffffffff);
END;
CREATE TRIGGER revision_of_new_block AFTER INSERT ON block BEGIN
    UPDATE revision SET number = number + 1 WHERE series = NEW.series;
END;
CREATE TRIGGER revision_of_removed_block AFTER DELETE ON block BEGIN
    UPDATE revision SET number = number + 1 WHERE series = OLD.series;
END;
-- Rows of a tail are removed when they are folded into a block, which counts, or with their series.
CREATE TRIGGER revision_of_new_value AFTER INSERT ON tail BEGIN
    UPDATE revision SET number = number + 1 WHERE series = NEW.series;
END;
