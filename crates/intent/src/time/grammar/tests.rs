//! What each rule reads, by the file it stands in. Asked on Thursday 26 November 2026 at 10:20 in Berlin, whose holidays are those of
//! no country in particular.

use super::super::{Options, resolve};
use jiff::Zoned;

/// What is found, as `words: start end grain`.
fn read(text: &str) -> String {
    let reference: Zoned = "2026-11-26T10:20:00+01:00[Europe/Berlin]".parse().expect("a moment");
    let told = |side: Option<Zoned>| {
        side.map_or_else(|| "-".to_owned(), |side| side.strftime("%Y-%m-%d %H:%M").to_string())
    };
    let found = resolve(text, &reference, &Options::new(None, false, Some((52.5, 13.4))));
    let rows: Vec<String> = found
        .into_iter()
        .map(|time| {
            let (start, end) = (told(time.start), told(time.end));
            format!("{}: {start} {end} {}", &text[time.bytes], time.grain.name())
        })
        .collect();
    rows.join("; ")
}

fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(text, expected)| (text, expected, read(text)))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(text, expected, found)| format!("{text}\n  expected {expected}\n  read     {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn times_of_the_clock() {
    check(&[
        ("doors open 9.30pm", "9.30pm: 2026-11-26 21:30 - minute"),
        ("wind at 1530h", "1530h: 2026-11-26 15:30 - minute"),
        ("half three on Friday", "half three on Friday: 2026-11-27 03:30 - minute"),
        ("quarter to nine pm", "quarter to nine pm: 2026-11-26 20:45 - minute"),
        ("tonight around 3", "tonight around 3: 2026-11-27 03:00 - hour"),
        ("Saturday night at 2", "Saturday night at 2: 2026-11-29 02:00 - hour"),
        ("tonight at 12", "tonight at 12: 2026-11-27 00:00 - hour"),
        ("tonight at 8", "tonight at 8: 2026-11-26 20:00 - hour"),
        ("11 o'clock lunchtime", "11 o'clock lunchtime: 2026-11-26 11:00 - hour"),
        ("frost tomorrow 0630", "tomorrow 0630: 2026-11-27 06:30 - minute"),
        ("3 in the morning", "3 in the morning: 2026-11-27 03:00 - hour"),
        ("meet in room 4 this afternoon", "this afternoon: 2026-11-26 12:00 2026-11-26 19:00 hour"),
    ]);
}

#[test]
fn parts_of_the_day() {
    check(&[
        ("in the small hours of Sunday", "small hours of Sunday: 2026-11-29 00:00 2026-11-29 05:00 hour"),
        ("first thing tomorrow", "first thing tomorrow: 2026-11-27 05:00 2026-11-27 09:00 hour"),
        ("fog in the middle of the night", "middle of the night: 2026-11-27 00:00 2026-11-27 05:00 hour"),
        ("rain later in the evening", "later in the evening: 2026-11-26 21:00 2026-11-27 00:00 hour"),
        ("it was dark", ""),
    ]);
}

#[test]
fn from_one_time_to_another() {
    check(&[
        ("from noon till 3 tomorrow", "from noon till 3 tomorrow: 2026-11-27 12:00 2026-11-27 16:00 hour"),
        (
            "from 2 pm till tomorrow 10 am",
            "from 2 pm till tomorrow 10 am: 2026-11-26 14:00 2026-11-27 11:00 hour",
        ),
        (
            "between lunch and dinner on Saturday",
            "between lunch and dinner on Saturday: 2026-11-28 12:00 2026-11-28 20:00 hour",
        ),
        // Those under way.
        ("from October to January", "from October to January: 2026-10-01 00:00 2027-02-01 00:00 month"),
        ("November 20-30", "November 20-30: 2026-11-20 00:00 2026-12-01 00:00 day"),
        ("19th and 20th May", "19th and 20th May: 2027-05-19 00:00 2027-05-21 00:00 day"),
        ("from January to March", "from January to March: 2027-01-01 00:00 2027-04-01 00:00 month"),
    ]);
}

#[test]
fn times_by_counting() {
    check(&[
        ("next two weekends", "next two weekends: 2026-11-27 18:00 2026-12-07 00:00 hour"),
        ("the last three Mondays", "last three Mondays: 2026-11-09 00:00 2026-11-24 00:00 day"),
        ("a week on Friday", "a week on Friday: 2026-12-04 00:00 - day"),
        ("two weeks today", "two weeks today: 2026-12-10 00:00 - day"),
        ("Friday week", "Friday week: 2026-12-04 00:00 - day"),
        ("over the coming days", "coming days: 2026-11-27 00:00 2026-11-30 00:00 day"),
        ("2 weeks into January", "2 weeks into January: 2027-01-11 00:00 - week"),
        ("an hour before noon", "an hour before noon: 2026-11-26 11:00 - hour"),
        ("in two Sundays", "two Sundays: 2026-12-06 00:00 - day"),
        ("rain in 2 to 3 days", "2 to 3 days: 2026-11-28 00:00 2026-11-30 00:00 day"),
        ("in a week or two", "a week or two: 2026-12-03 00:00 2026-12-11 00:00 day"),
        ("in two or three hours", "two or three hours: 2026-11-26 12:00 2026-11-26 14:00 hour"),
        ("3 years from today", "3 years from today: 2029-11-26 00:00 - day"),
        ("three Fridays from now", "three Fridays from now: 2026-12-11 00:00 - day"),
    ]);
}

#[test]
fn the_nth_of_something_and_parts_of_something() {
    check(&[
        ("first few days of January", "first few days of January: 2027-01-01 00:00 2027-01-04 00:00 day"),
        ("last two weeks of December", "last two weeks of December: 2026-12-18 00:00 2027-01-01 00:00 week"),
        ("latter part of next week", "latter part of next week: 2026-12-04 00:00 2026-12-07 00:00 day"),
        ("second half of December", "second half of December: 2026-12-16 00:00 2027-01-01 00:00 day"),
        ("closest Monday to 10 December", "closest Monday to 10 December: 2026-12-07 00:00 - day"),
        ("the last day of the month", "last day of the month: 2026-11-30 00:00 - day"),
        ("third Friday of the month", "third Friday of the month: 2026-11-20 00:00 - day"),
        ("the weekend before Christmas", "weekend before Christmas: 2026-12-18 18:00 2026-12-21 00:00 hour"),
        ("Monday after Epiphany", "Monday after Epiphany: 2027-01-11 00:00 - day"),
        ("week 23 of 2027", "week 23 of 2027: 2027-06-07 00:00 - week"),
        ("late summer", "late summer: 2027-08-21 00:00 2027-09-24 00:00 month"),
        ("spring 2028", "spring 2028: 2028-03-20 00:00 2028-06-22 00:00 day"),
        ("third week of December", "third week of December: 2026-12-21 00:00 - week"),
        ("at the beginning of 2030", "beginning of 2030: 2030-01-01 00:00 2030-04-01 00:00 month"),
    ]);
}

#[test]
fn words_with_one_meaning() {
    check(&[
        ("midweek", "midweek: 2026-11-25 00:00 2026-11-27 00:00 day"),
        ("year to date", "year to date: 2026-01-01 00:00 2026-11-26 10:20 day"),
        ("what happened the day before?", "day before: 2026-11-25 00:00 - day"),
        ("by year end", "by year end: 2026-11-26 10:20 2027-01-01 00:00 second"),
        ("by close of play", "by close of play: 2026-11-26 10:20 2026-11-27 00:00 second"),
    ]);
}

#[test]
fn open_ends() {
    check(&[
        ("no earlier than Monday", "no earlier than Monday: 2026-11-30 00:00 - day"),
        ("not before 2 pm", "not before 2 pm: 2026-11-26 14:00 - hour"),
        ("sooner than Friday", "sooner than Friday: - 2026-11-27 00:00 day"),
        ("<= 2028", "<= 2028: - 2029-01-01 00:00 year"),
        ("> 6 pm today", "> 6 pm today: 2026-11-26 18:00 - hour"),
        ("below < 5 tonight", "tonight: 2026-11-26 18:00 2026-11-27 00:00 hour"),
    ]);
}

#[test]
fn numbers_and_idioms_that_are_no_times() {
    for text in [
        "1 in 10",
        "between 2 and 5 users",
        "it happens now and then",
        "at one point we stopped",
        "meet at gate 7",
        "meet at 10 Downing Street",
        "open 24/7",
        "paid by the day",
        "file 2019-03-12345",
        "keep it up to date",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}
