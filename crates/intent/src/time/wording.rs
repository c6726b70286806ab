use jiff::civil::{Date, Weekday};

/// `Saturday`.
pub(super) fn weekday_words(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Saturday 28 November`, with the year when it isn't today's.
pub(crate) fn date_words(date: Date, today: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    let plain = format!("{} {} {month}", weekday_words(date.weekday()), date.day());
    if date.year() == today.year() { plain } else { format!("{plain} {}", date.year()) }
}

/// `Saturday 28 to Sunday 29 November`; one date when both are the same.
pub(crate) fn range_words((first, last): (Date, Date), today: Date) -> String {
    if first == last {
        date_words(first, today)
    } else {
        format!("{} to {}", date_words(first, today), date_words(last, today))
    }
}

/// `14:00`; hours beyond midnight count on: 26 is `02:00`.
pub(crate) fn hour_words(hour: i32) -> String {
    format!("{:02}:00", hour.rem_euclid(24))
}

/// `1 hour`, `3 hours`.
pub(crate) fn hours_words(hours: u32) -> String {
    if hours == 1 { "1 hour".to_owned() } else { format!("{hours} hours") }
}
