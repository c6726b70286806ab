/// Why something could not be read or is not known. Every message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContextError {
    /// The file can't be opened or read.
    #[error("{path} can't be read: {detail}; check the name and that you may read it")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        detail: String,
    },
    /// The file is no text.
    #[error("{path} is {what}, which can't be read as a table; {advice}")]
    NotText {
        /// The file.
        path: String,
        /// What it looks like.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The file has nothing in it.
    #[error("{path} is empty; export it again, with a header line and one line for each time")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file has a header and nothing below it.
    #[error("{path} has a header line but no values below it; export it again with its rows")]
    HeaderOnly {
        /// The file.
        path: String,
    },
    /// No column holds times.
    #[error(
        "no column of {path} holds dates or times (columns: {columns}); add one such as 2024-03-01 or 2024-03-01T14:00, since a series without times can't be placed in time"
    )]
    NoTimes {
        /// The file.
        path: String,
        /// Its columns.
        columns: String,
    },
    /// Day and month can't be told apart.
    #[error(
        "the dates of {path} contradict each other: line {day_line} puts the day first ({day_first}), line {month_line} the month ({month_first}); write them as 2024-03-01"
    )]
    DateOrder {
        /// The file.
        path: String,
        /// A line that can only be day first.
        day_line: u64,
        /// Its date.
        day_first: String,
        /// A line that can only be month first.
        month_line: u64,
        /// Its date.
        month_first: String,
    },
    /// A cell of the time column is no time.
    #[error(
        "line {line}, column \u{201c}{column}\u{201d}: \u{201c}{cell}\u{201d} isn't a date or time like those above it; correct or remove the line and import again (nothing was imported)"
    )]
    NotATime {
        /// The line, counted from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// What it holds.
        cell: String,
    },
    /// A cell of the value column is no number.
    #[error(
        "line {line}, column \u{201c}{column}\u{201d}: \u{201c}{cell}\u{201d} isn't a number; correct it, leave it empty if the value is missing, or choose another column (nothing was imported)"
    )]
    NotANumber {
        /// The line, counted from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// What it holds.
        cell: String,
    },
    /// No column beside the times holds anything.
    #[error(
        "{path} has times but no column of values beside them (columns: {columns}); export it again with its values"
    )]
    NoValueColumn {
        /// The file.
        path: String,
        /// Its columns.
        columns: String,
    },
    /// Several columns hold numbers.
    #[error(
        "{path} has {count} columns of numbers: {columns}; choose the one to import (on the command line: --column {example})"
    )]
    SeveralColumns {
        /// The file.
        path: String,
        /// How many.
        count: usize,
        /// Their names.
        columns: String,
        /// One of them, quoted for a shell.
        example: String,
    },
    /// There is no column of that name.
    #[error("{path} has no column \u{201c}{column}\u{201d}; it has {columns}")]
    NoSuchColumn {
        /// The file.
        path: String,
        /// The name given.
        column: String,
        /// The names there are.
        columns: String,
    },
    /// The column holds times, not values.
    #[error(
        "the column \u{201c}{column}\u{201d} of {path} holds the times; choose one with values: {columns}"
    )]
    TimeColumn {
        /// The file.
        path: String,
        /// The name given.
        column: String,
        /// The others.
        columns: String,
    },
    /// The name of a column states two units.
    #[error(
        "the column \u{201c}{column}\u{201d} names two units, {first} and {second}; keep one in its name, or say which its values are in (on the command line: --unit {first})"
    )]
    TwoUnitsInName {
        /// The column's name.
        column: String,
        /// One unit.
        first: String,
        /// The other.
        second: String,
    },
    /// The form of the file says what unit the values are in.
    #[error(
        "files of this form give \u{201c}{column}\u{201d} in a unit of their own, which is converted to {known}, so it can't be read as {said}; import it without saying a unit"
    )]
    FixedUnit {
        /// What the series is chosen by.
        column: String,
        /// The unit its values come in.
        known: String,
        /// The unit that was said.
        said: String,
    },
    /// Cells state units that can't be brought together.
    #[error(
        "line {line}, column \u{201c}{column}\u{201d}: {detail}; give every value in one unit and import again (nothing was imported)"
    )]
    MixedUnits {
        /// The line, counted from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// Which units.
        detail: String,
    },
    /// The zone isn't known.
    #[error("{name} isn't a time zone; give one such as Europe/Lisbon or America/New_York")]
    UnknownZone {
        /// The name given.
        name: String,
    },
    /// A line is too long for a table.
    #[error(
        "line {line} is longer than {limit} million characters, so this is no table of values (or a quote opened there never closes); export it again as CSV"
    )]
    LineTooLong {
        /// The line, counted from 1.
        line: u64,
        /// The most a line may have, in millions.
        limit: usize,
    },
    /// A line holds bytes no text has.
    #[error(
        "line {line} holds bytes that no text has (NUL); the file is damaged or binary, so export it again as CSV"
    )]
    Binary {
        /// The line, counted from 1.
        line: u64,
    },
    /// The value column has no value at all.
    #[error("the column \u{201c}{column}\u{201d} of {path} has no value in any line; choose another column")]
    NoValues {
        /// The file.
        path: String,
        /// The column's name.
        column: String,
    },
    /// Several series, and nobody said which.
    #[error(
        "{path} holds {count} series: {series}; choose those to import (on the command line: --column {example}, or --all)"
    )]
    SeveralSeries {
        /// The file.
        path: String,
        /// How many.
        count: usize,
        /// Some of their names.
        series: String,
        /// One of them, quoted for a shell.
        example: String,
    },
    /// There is no series of that name.
    #[error("there is no series \u{201c}{series}\u{201d} in the file; it has {known}")]
    NoSuchSeries {
        /// The name given.
        series: String,
        /// Some that there are.
        known: String,
    },
    /// More names than anyone has series.
    #[error(
        "{path} tells more than {most} series apart by the column \u{201c}{column}\u{201d} ({examples} and so on); save the lines of those you need to a file of their own and import that"
    )]
    TooManySeries {
        /// The file.
        path: String,
        /// The column with the names.
        column: String,
        /// The most there may be.
        most: usize,
        /// Some of the names.
        examples: String,
    },
    /// A line of a file of a known form isn't of that form.
    #[error(
        "line {line} of {path} isn't {expected}; download the file again, or remove the line (nothing was imported)"
    )]
    Malformed {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: u64,
        /// What it should be.
        expected: &'static str,
    },
    /// A file of a known form holds nothing that can be used.
    #[error("{path} holds {what}; {advice}")]
    Nothing {
        /// The file.
        path: String,
        /// What is missing.
        what: String,
        /// What to do.
        advice: &'static str,
    },
    /// A database can't be read.
    #[error(
        "{path} can't be read as a database: {detail}; copy it while the program that writes it is stopped, and import the copy"
    )]
    Database {
        /// The file.
        path: String,
        /// What SQLite says.
        detail: String,
    },
    /// Someone ended it.
    #[error("the import was cancelled; nothing was written")]
    Cancelled,
}
