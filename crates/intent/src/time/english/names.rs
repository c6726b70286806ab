use super::super::Grain;
use jiff::civil::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};

/// Names of the days of the week. Marked are those that are words of their own too and count only beside other words of time.
pub(in crate::time) const WEEKDAYS: &[(&str, Weekday, bool)] = &[
    ("monday", Monday, false),
    ("mondays", Monday, false),
    ("mon", Monday, false),
    ("tuesday", Tuesday, false),
    ("tuesdays", Tuesday, false),
    ("tue", Tuesday, false),
    ("tues", Tuesday, false),
    ("wednesday", Wednesday, false),
    ("wednesdays", Wednesday, false),
    ("wendesday", Wednesday, false),
    ("wensday", Wednesday, false),
    ("weds", Wednesday, false),
    ("wed", Wednesday, true),
    ("thursday", Thursday, false),
    ("thursdays", Thursday, false),
    ("thu", Thursday, false),
    ("thur", Thursday, false),
    ("thurs", Thursday, false),
    ("thr", Thursday, false),
    ("friday", Friday, false),
    ("fridays", Friday, false),
    ("fri", Friday, false),
    ("saturday", Saturday, false),
    ("saturdays", Saturday, false),
    ("sat", Saturday, true),
    ("sunday", Sunday, false),
    ("sundays", Sunday, false),
    ("sun", Sunday, true),
];

/// Names of the months. Marked are those that are words or names of their own too.
pub(in crate::time) const MONTHS: &[(&str, i8, bool)] = &[
    ("january", 1, false),
    ("jan", 1, false),
    ("february", 2, false),
    ("feb", 2, false),
    ("febr", 2, false),
    ("march", 3, true),
    ("mar", 3, true),
    ("april", 4, false),
    ("apr", 4, false),
    ("may", 5, true),
    ("june", 6, false),
    ("jun", 6, false),
    ("july", 7, false),
    ("jul", 7, false),
    ("august", 8, false),
    ("aug", 8, false),
    ("september", 9, false),
    ("sept", 9, false),
    ("sep", 9, false),
    ("october", 10, false),
    ("oct", 10, false),
    ("november", 11, false),
    ("nov", 11, false),
    ("december", 12, false),
    ("dec", 12, false),
];

/// Units: name, grain, how many of it, whether a number must stand before it without a space (`2h`).
pub(in crate::time) const UNITS: &[(&str, Grain, i64, bool)] = &[
    ("second", Grain::Second, 1, false),
    ("seconds", Grain::Second, 1, false),
    ("sec", Grain::Second, 1, false),
    ("secs", Grain::Second, 1, false),
    ("s", Grain::Second, 1, true),
    ("\"", Grain::Second, 1, true),
    ("minute", Grain::Minute, 1, false),
    ("minutes", Grain::Minute, 1, false),
    ("min", Grain::Minute, 1, false),
    ("mins", Grain::Minute, 1, false),
    ("m", Grain::Minute, 1, true),
    ("'", Grain::Minute, 1, true),
    ("hour", Grain::Hour, 1, false),
    ("hours", Grain::Hour, 1, false),
    ("hr", Grain::Hour, 1, false),
    ("hrs", Grain::Hour, 1, false),
    ("h", Grain::Hour, 1, true),
    ("hs", Grain::Hour, 1, true),
    ("day", Grain::Day, 1, false),
    ("days", Grain::Day, 1, false),
    ("dy", Grain::Day, 1, false),
    ("d", Grain::Day, 1, true),
    ("week", Grain::Week, 1, false),
    ("weeks", Grain::Week, 1, false),
    ("wk", Grain::Week, 1, false),
    ("wks", Grain::Week, 1, false),
    ("fortnight", Grain::Week, 2, false),
    ("fortnights", Grain::Week, 2, false),
    ("month", Grain::Month, 1, false),
    ("months", Grain::Month, 1, false),
    ("mth", Grain::Month, 1, false),
    ("mths", Grain::Month, 1, false),
    ("quarter", Grain::Quarter, 1, false),
    ("quarters", Grain::Quarter, 1, false),
    ("qtr", Grain::Quarter, 1, false),
    ("qtrs", Grain::Quarter, 1, false),
    ("trimester", Grain::Quarter, 1, false),
    ("year", Grain::Year, 1, false),
    ("years", Grain::Year, 1, false),
    ("yr", Grain::Year, 1, false),
    ("yrs", Grain::Year, 1, false),
    ("decade", Grain::Year, 10, false),
    ("decades", Grain::Year, 10, false),
    ("century", Grain::Year, 100, false),
    ("centuries", Grain::Year, 100, false),
];

/// Whether a word stands for several of what it names.
pub(in crate::time) fn is_plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss")
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::time) struct PartWord {
    /// Minutes from midnight.
    pub(in crate::time) from: i32,
    pub(in crate::time) to: i32,
    /// Whether a bare hour in it is one after noon.
    pub(in crate::time) after_noon: bool,
    /// Whether it can be said without a word before it and still be a time.
    pub(in crate::time) plain: bool,
}

const fn part(from: i32, to: i32, after_noon: bool, plain: bool) -> PartWord {
    PartWord { from: from * 60, to: to * 60, after_noon, plain }
}

/// Parts of the day.
pub(in crate::time) const PARTS: &[(&str, PartWord)] = &[
    ("morning", part(0, 12, false, false)),
    ("mornings", part(0, 12, false, false)),
    ("morn", part(0, 12, false, false)),
    ("early morning", part(0, 9, false, false)),
    ("early in the morning", part(0, 9, false, false)),
    ("early hours of the morning", part(0, 9, false, false)),
    ("the early hours of the morning", part(0, 9, false, false)),
    ("early mornings", part(0, 9, false, false)),
    ("first thing", part(5, 9, false, false)),
    ("first thing in the morning", part(5, 9, false, true)),
    ("small hours", part(0, 5, false, false)),
    ("small hours of the morning", part(0, 5, false, false)),
    ("wee hours", part(0, 5, false, false)),
    ("wee hours of the morning", part(0, 5, false, false)),
    ("early hours", part(0, 5, false, false)),
    ("middle of the night", part(0, 5, false, false)),
    ("dead of night", part(0, 5, false, false)),
    ("mid morning", part(9, 11, false, false)),
    ("midmorning", part(9, 11, false, false)),
    ("late morning", part(10, 12, false, false)),
    ("afternoon", part(12, 19, true, false)),
    ("afternoons", part(12, 19, true, false)),
    ("afternoonish", part(12, 19, true, false)),
    ("after noon", part(12, 19, true, false)),
    ("arvo", part(12, 19, true, false)),
    ("early afternoon", part(12, 15, true, false)),
    ("mid afternoon", part(14, 16, true, false)),
    ("midafternoon", part(14, 16, true, false)),
    ("late afternoon", part(16, 19, true, false)),
    ("early in the afternoon", part(12, 15, true, true)),
    ("late in the afternoon", part(16, 19, true, true)),
    ("later in the afternoon", part(16, 19, true, true)),
    ("teatime", part(15, 18, true, true)),
    ("tea time", part(15, 18, true, false)),
    ("evening", part(18, 24, true, false)),
    ("evenings", part(18, 24, true, false)),
    ("eve", part(18, 24, true, false)),
    ("early evening", part(18, 21, true, false)),
    ("late evening", part(21, 24, true, false)),
    ("early in the evening", part(18, 21, true, true)),
    ("late in the evening", part(21, 24, true, true)),
    ("later in the evening", part(21, 24, true, true)),
    ("night", part(18, 24, true, false)),
    ("nights", part(18, 24, true, false)),
    ("nite", part(18, 24, true, false)),
    ("early night", part(18, 21, true, false)),
    ("late night", part(21, 24, true, false)),
    ("late at night", part(21, 24, true, true)),
    ("last thing at night", part(22, 24, true, true)),
    ("bedtime", part(21, 23, true, false)),
    ("bed time", part(21, 23, true, false)),
    ("overnight", part(21, 30, true, false)),
    ("nighttime", part(18, 24, true, false)),
    ("lunch", part(12, 14, true, false)),
    ("at lunch", part(12, 14, true, true)),
    ("lunchtime", part(12, 14, true, true)),
    ("lunch time", part(12, 14, true, true)),
    ("lunch break", part(12, 14, true, false)),
    ("lunch hour", part(12, 14, true, false)),
    ("breakfast", part(7, 10, false, false)),
    ("breakfast time", part(7, 10, false, true)),
    ("breakfasttime", part(7, 10, false, true)),
    ("brunch", part(10, 12, false, false)),
    ("dinner", part(18, 20, true, false)),
    ("dinnertime", part(18, 20, true, true)),
    ("dinner time", part(18, 20, true, true)),
    ("supper", part(18, 20, true, false)),
    ("suppertime", part(18, 20, true, true)),
    ("supper time", part(18, 20, true, true)),
    ("daytime", part(8, 18, false, false)),
    ("day time", part(8, 18, false, false)),
    ("business hours", part(8, 18, false, true)),
    ("working hours", part(8, 18, false, true)),
    ("office hours", part(8, 18, false, true)),
    ("rush hour", part(16, 19, true, true)),
    ("evening rush hour", part(16, 19, true, true)),
    ("morning rush hour", part(7, 9, false, true)),
];

/// A month and a day.
type MonthDay = (i8, i8);

/// Astronomical seasons of the north: from and up to, month and day.
pub(in crate::time) const SEASONS: &[(&str, MonthDay, MonthDay)] = &[
    ("spring", (3, 20), (6, 22)),
    ("springtime", (3, 20), (6, 22)),
    ("summer", (6, 21), (9, 24)),
    ("summertime", (6, 21), (9, 24)),
    ("autumn", (9, 23), (12, 22)),
    ("fall", (9, 23), (12, 22)),
    ("winter", (12, 21), (3, 21)),
    ("wintertime", (12, 21), (3, 21)),
];

/// `nineties`.
pub(in crate::time) const DECADES: &[(&str, i16)] = &[
    ("twenties", 20),
    ("thirties", 30),
    ("forties", 40),
    ("fifties", 50),
    ("sixties", 60),
    ("seventies", 70),
    ("eighties", 80),
    ("nineties", 90),
];

/// Words that multiply: `two thousand nineteen`, `nineteen hundred`.
pub(in crate::time) const CENTURY_WORDS: &[(&str, i64)] = &[("hundred", 100), ("thousand", 1000)];
