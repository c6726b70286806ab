use jiff::civil::Weekday;

/// Names that nothing else goes by; `sun`, `sat` and `wed` are words too and need a word of time in front.
const WEEKDAYS: [(&str, Weekday); 22] = [
    ("monday", Weekday::Monday),
    ("mondays", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("tuesdays", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("wednesdays", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("thursdays", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("fridays", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("saturdays", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("sundays", Weekday::Sunday),
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("weds", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("thur", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("fri", Weekday::Friday),
];

const AMBIGUOUS_WEEKDAYS: [(&str, Weekday); 3] =
    [("wed", Weekday::Wednesday), ("sat", Weekday::Saturday), ("sun", Weekday::Sunday)];

const MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

/// The weekday of this name.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(name, _)| *name == word).map(|&(_, weekday)| weekday)
}

/// The weekday whose short name is a word of its own too.
pub(super) fn ambiguous_weekday(word: &str) -> Option<Weekday> {
    AMBIGUOUS_WEEKDAYS.iter().find(|(name, _)| *name == word).map(|&(_, weekday)| weekday)
}

/// The month of this name, 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    MONTHS.iter().find(|(name, _)| *name == word).map(|&(_, month)| month)
}

/// Whether a month's name is an everyday word as well, which needs a number or a word of time beside it.
pub(super) fn is_everyday_month(word: &str) -> bool {
    matches!(word, "may" | "march" | "mar" | "jan" | "dec" | "august" | "june" | "april" | "sep")
}

/// A stretch of time of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

/// The stretch of this name.
pub(super) fn grain(word: &str) -> Option<Grain> {
    Some(match word {
        "minute" | "minutes" | "min" | "mins" => Grain::Minute,
        "hour" | "hours" | "hr" | "hrs" | "h" => Grain::Hour,
        "day" | "days" => Grain::Day,
        "week" | "weeks" => Grain::Week,
        "fortnight" | "fortnights" => Grain::Fortnight,
        "month" | "months" => Grain::Month,
        "year" | "years" => Grain::Year,
        _ => return None,
    })
}

/// Whether the word counts time: `hours`.
pub(crate) fn is_unit(word: &str) -> bool {
    grain(word).is_some()
}

/// Whether the word names a day or a month.
pub(crate) fn is_name(word: &str) -> bool {
    weekday(word).is_some() || ambiguous_weekday(word).is_some() || month(word).is_some()
}
