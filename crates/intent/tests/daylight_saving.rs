//! Days of 23 and 25 hours, zones a day apart, and the edges of the calendar.

mod support;

use domain::Question;
use support::Reader;

/// Local start and end with their offsets, and the elapsed hours, of every span.
fn spans(question: &Question) -> Vec<(String, i64)> {
    let written = |moment: &jiff::Zoned| moment.strftime("%m-%d %H:%M%:z").to_string();
    let spans = question.spans.iter();
    spans
        .map(|span| {
            (
                format!("{} to {}", written(&span.start), written(&span.end)),
                span.start.duration_until(&span.end).as_hours(),
            )
        })
        .collect()
}

fn one(now: &str, home: &str, text: &str) -> (String, i64) {
    let question = Reader::at(now, Some(home)).question(text);
    let mut all = spans(&question);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn a_day_has_as_many_hours_as_its_clock_shows() {
    for (now, home, text, span, hours) in [
        // The clocks of New York went forward on 10 March 2013 at 2, and back on 3 November at 2.
        (
            "2013-03-09T12:00[America/New_York]",
            "New York",
            "rain tomorrow",
            "03-10 00:00-05:00 to 03-11 00:00-04:00",
            23,
        ),
        (
            "2013-03-09T12:00[America/New_York]",
            "New York",
            "rain at 2am tomorrow",
            "03-10 03:00-04:00 to 03-10 04:00-04:00",
            1,
        ),
        (
            "2013-03-09T12:00[America/New_York]",
            "New York",
            "rain from 1am to 3am tomorrow",
            "03-10 01:00-05:00 to 03-10 03:00-04:00",
            1,
        ),
        (
            "2013-03-09T12:00[America/New_York]",
            "New York",
            "stargazing tonight",
            "03-09 21:00-05:00 to 03-10 04:00-04:00",
            6,
        ),
        (
            "2013-11-02T12:00[America/New_York]",
            "New York",
            "rain tomorrow",
            "11-03 00:00-04:00 to 11-04 00:00-05:00",
            25,
        ),
        (
            "2013-11-02T12:00[America/New_York]",
            "New York",
            "rain at 1am tomorrow",
            "11-03 01:00-04:00 to 11-03 02:00-05:00",
            2,
        ),
        (
            "2013-11-03T01:30-05:00[America/New_York]",
            "New York",
            "rain in the next 2 hours",
            "11-03 02:00-05:00 to 11-03 04:00-05:00",
            2,
        ),
        // Lisbon changed on 31 March 2013 at 1, and on 27 October at 2.
        (
            "2013-03-30T12:00[Europe/Lisbon]",
            "Lisbon",
            "rain tomorrow",
            "03-31 00:00+00:00 to 04-01 00:00+01:00",
            23,
        ),
        (
            "2013-03-30T12:00[Europe/Lisbon]",
            "Lisbon",
            "rain at 1am tomorrow",
            "03-31 02:00+01:00 to 03-31 03:00+01:00",
            1,
        ),
        (
            "2013-10-26T12:00[Europe/Lisbon]",
            "Lisbon",
            "rain tomorrow",
            "10-27 00:00+01:00 to 10-28 00:00+00:00",
            25,
        ),
        // Sao Paulo skipped midnight on 20 October 2013.
        (
            "2013-10-19T12:00[America/Sao_Paulo]",
            "Sao Paulo",
            "rain tomorrow",
            "10-20 01:00-02:00 to 10-21 00:00-02:00",
            23,
        ),
    ] {
        assert_eq!(one(now, home, text), (span.to_owned(), hours), "{now} {text}");
    }
}

#[test]
fn days_are_those_of_the_place() {
    for (text, span) in [
        // Sydney is already on the 13th, Mumbai's half hour counts, and New York is still on the 12th.
        ("rain today in Sydney", "06-13 09:00+10:00 to 06-14 00:00+10:00"),
        ("rain today in Mumbai", "06-13 05:00+05:30 to 06-14 00:00+05:30"),
        ("rain today in New York", "06-12 19:00-04:00 to 06-13 00:00-04:00"),
        ("rain tomorrow in New York", "06-13 00:00-04:00 to 06-14 00:00-04:00"),
        ("traffic today", "06-12 18:00-05:00 to 06-13 00:00-05:00"),
    ] {
        let question = Reader::at("2013-06-12T22:50Z[UTC]", Some("Lisbon")).question(text);
        let all = spans(&question);
        let found = all.first().map(|(span, _)| span.as_str());
        assert_eq!(found, Some(span), "{text}");
    }
}

#[test]
fn a_night_under_way_is_tonight_until_four() {
    let (span, hours) = one("2013-06-12T02:10[Europe/Lisbon]", "Lisbon", "how cold will it get tonight");
    assert_eq!((span.as_str(), hours), ("06-12 03:00+01:00 to 06-12 06:00+01:00", 3));
    let (span, _) = one("2013-06-12T04:10[Europe/Lisbon]", "Lisbon", "how cold will it get tonight");
    assert_eq!(span, "06-12 18:00+01:00 to 06-13 06:00+01:00");
}

#[test]
fn the_end_of_the_calendar_is_an_answer_too() {
    let reader = Reader::at("9999-12-30T10:00[UTC]", Some("Lisbon"));
    for text in [
        "picnic tomorrow",
        "picnic next week",
        "picnic next Friday",
        "rain tonight",
        "picnic in 3 years",
        "picnic",
    ] {
        let _ = reader.read(text);
    }
}
