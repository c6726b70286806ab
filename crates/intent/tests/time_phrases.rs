//! Clock times, intervals, open ends and times told by the sun, as the grammar of times lays them on the clock of the place. Asked
//! at home in Lisbon on Wednesday 12 June 2013 at 10:20 unless a moment is said; the sun rises there at 06:11 and sets at 21:01
//! (Meeus, Astronomical Algorithms, chapters 13, 15 and 25).

mod support;

use domain::{Question, Slot};
use support::Reader;

fn spans(question: &Question) -> String {
    let told = |moment: &jiff::Zoned| moment.strftime("%m-%d %H:%M").to_string();
    let spans: Vec<String> =
        question.spans.iter().map(|span| format!("{} to {}", told(&span.start), told(&span.end))).collect();
    spans.join(", ")
}

fn check(reader: &Reader, phrases: &[(&str, &str)]) {
    let wrong: Vec<String> = phrases
        .iter()
        .map(|(phrase, expected)| (phrase, expected, spans(&reader.question(phrase))))
        .filter(|(_, expected, read)| *expected != read)
        .map(|(phrase, expected, read)| format!("{phrase}\n  expected {expected}\n  read     {read}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn intervals_and_open_ends_are_laid() {
    check(
        &Reader::new(),
        &[
            ("will it rain after lunch?", "06-12 13:00 to 06-12 17:00"),
            ("will it rain after lunch on Friday", "06-14 13:00 to 06-14 17:00"),
            ("rain until 6 pm", "06-12 11:00 to 06-12 18:00"),
            ("rain from now until 8pm", "06-12 11:00 to 06-12 20:00"),
            ("is it dry by Friday", "06-12 11:00 to 06-15 00:00"),
            ("rain from 2 to 4 on Saturday", "06-15 14:00 to 06-15 16:00"),
            ("rain tomorrow between lunch and dinner", "06-13 12:00 to 06-13 20:00"),
            ("rain from Friday evening to Sunday morning", "06-14 18:00 to 06-16 12:00"),
            ("rain from Friday 6pm to Saturday 10am", "06-14 18:00 to 06-15 10:00"),
            ("rain between 3pm today and noon tomorrow", "06-12 15:00 to 06-13 12:00"),
            ("rain until tomorrow evening", "06-12 11:00 to 06-13 18:00"),
            ("gusts until Sunday evening", "06-12 11:00 to 06-16 18:00"),
            ("rain between Christmas and New Year", "12-25 00:00 to 01-02 00:00"),
            ("rain until the end of June", "06-12 11:00 to 07-01 00:00"),
            ("rain from 20 June till the end of the month", "06-20 00:00 to 07-01 00:00"),
            ("rain from Friday on", "06-14 00:00 to 06-21 00:00"),
            ("rain after midnight", "06-13 00:00 to 06-13 06:00"),
            ("rain before breakfast tomorrow", "06-13 00:00 to 06-13 07:00"),
            ("rain from noon till sunset tomorrow", "06-13 12:00 to 06-13 21:00"),
            ("rain after dark", "06-12 21:00 to 06-13 00:00"),
            ("rain in the small hours of Sunday", "06-16 00:00 to 06-16 05:00"),
        ],
    );
}

#[test]
fn stretches_of_the_calendar_and_distances_are_laid() {
    check(
        &Reader::new(),
        &[
            ("rain in the next 3 hours", "06-12 11:00 to 06-12 14:00"),
            ("rain over the next fortnight", "06-12 11:00 to 06-26 00:00"),
            ("rain in the first week of July", "07-01 00:00 to 07-08 00:00"),
            ("how warm will it be this time tomorrow", "06-13 10:00 to 06-13 11:00"),
            ("how warm will it be mid August", "08-11 00:00 to 08-21 00:00"),
            ("rain from mid July to mid August", "07-11 00:00 to 08-21 00:00"),
            ("rain early next week", "06-17 00:00 to 06-20 00:00"),
            ("rain in two and a half hours", "06-12 12:00 to 06-12 13:00"),
            ("rain in an hour and a half", "06-12 11:00 to 06-12 12:00"),
        ],
    );
}

#[test]
fn the_half_of_the_day_is_the_one_people_mean() {
    check(
        &Reader::new(),
        &[
            ("rain half three on Friday", "06-14 15:00 to 06-14 16:00"),
            ("rain tonight around 3", "06-13 03:00 to 06-13 04:00"),
            ("rain tonight at 12", "06-13 00:00 to 06-13 01:00"),
            ("rain on Saturday night at 2", "06-16 02:00 to 06-16 03:00"),
            ("rain tonight at 9", "06-12 21:00 to 06-12 22:00"),
        ],
    );
    // In the night under way.
    check(
        &Reader::at("2013-06-12T01:10[Europe/Lisbon]", Some("Lisbon")),
        &[("rain tonight around 3", "06-12 03:00 to 06-12 04:00")],
    );
}

#[test]
fn german_hours_count_to_twenty_four() {
    check(
        &Reader::new(),
        &[
            ("Regnet es morgen um 6 Uhr?", "06-13 06:00 to 06-13 07:00"),
            ("Regnet es morgen um 18 Uhr?", "06-13 18:00 to 06-13 19:00"),
            ("Regnet es morgen von 6 bis 8 Uhr?", "06-13 06:00 to 06-13 08:00"),
            ("Regnet es morgen um 3 Uhr nachmittags?", "06-13 15:00 to 06-13 16:00"),
            ("Regnet es morgen um 12 Uhr?", "06-13 12:00 to 06-13 13:00"),
            // Without the word it is as open as in English.
            ("Regnet es morgen um 6?", "06-13 18:00 to 06-13 19:00"),
        ],
    );
}

#[test]
fn days_of_a_kind_are_taken_each_by_itself() {
    check(
        &Reader::new(),
        &[
            ("rain next two weekends", "06-15 00:00 to 06-17 00:00, 06-22 00:00 to 06-24 00:00"),
            ("rain the next two Fridays", "06-14 00:00 to 06-15 00:00, 06-21 00:00 to 06-22 00:00"),
            (
                "rain weekday mornings",
                "06-12 11:00 to 06-12 12:00, 06-13 06:00 to 06-13 12:00, 06-14 06:00 to 06-14 12:00, \
                 06-17 06:00 to 06-17 12:00, 06-18 06:00 to 06-18 12:00",
            ),
            ("rain on weekdays next week", "06-17 00:00 to 06-22 00:00"),
        ],
    );
    // The weekend under way is none of the next.
    check(
        &Reader::at("2013-06-15T10:20[Europe/Lisbon]", Some("Lisbon")),
        &[("rain next two weekends", "06-22 00:00 to 06-24 00:00, 06-29 00:00 to 07-01 00:00")],
    );
}

#[test]
fn what_is_usual_in_a_month_under_way_is_asked_of_all_of_it() {
    let question = Reader::new().question("what is it usually like in June?");
    assert_eq!(spans(&question), "06-01 00:00 to 07-01 00:00");
    assert_eq!(question.spans[0].start.year(), 2014);
    assert_eq!(spans(&Reader::new().question("will it rain in June?")), "06-12 11:00 to 07-01 00:00");
}

#[test]
fn the_sun_is_that_of_the_place() {
    check(
        &Reader::new(),
        &[
            ("will it rain before sunset tomorrow?", "06-13 00:00 to 06-13 21:00"),
            ("rain by sunset", "06-12 11:00 to 06-12 21:00"),
            ("wind at sunrise on Saturday", "06-15 06:00 to 06-15 07:00"),
            ("rain two hours before sunset", "06-12 19:00 to 06-12 20:00"),
            ("rain from sunrise to sunset tomorrow", "06-13 06:00 to 06-13 21:00"),
            ("rain tomorrow until sunset", "06-13 00:00 to 06-13 21:00"),
            ("picnic until sunset on Saturday", "06-15 11:00 to 06-15 21:00"),
            ("photography at sunset on Sunday", "06-16 21:00 to 06-16 23:00"),
            // In Sydney it is winter, and the sun sets at 16:53 (the same formulas at 33.87 south, 151.21 east).
            ("will it rain before sunset tomorrow in Sydney?", "06-13 00:00 to 06-13 17:00"),
            ("how warm at sunset in Sydney tomorrow", "06-13 16:00 to 06-13 17:00"),
        ],
    );
}

#[test]
fn intervals_over_a_change_of_the_clock_keep_to_the_clock() {
    // The clocks of Lisbon went forward on 31 March 2013 at 1, and back on 27 October at 2.
    let hours = |question: &Question| -> i64 {
        question.spans.iter().map(|span| span.start.duration_until(&span.end).as_hours()).sum()
    };
    for (now, phrase, expected, elapsed) in [
        (
            "2013-03-29T12:00[Europe/Lisbon]",
            "rain from Saturday 6pm to Sunday 10am",
            "03-30 18:00 to 03-31 10:00",
            15,
        ),
        (
            "2013-10-25T12:00[Europe/Lisbon]",
            "rain from Saturday 6pm to Sunday 10am",
            "10-26 18:00 to 10-27 10:00",
            17,
        ),
        ("2013-03-30T12:00[Europe/Lisbon]", "rain until tomorrow evening", "03-30 12:00 to 03-31 18:00", 29),
        ("2013-10-26T12:00[Europe/Lisbon]", "rain until tomorrow evening", "10-26 12:00 to 10-27 18:00", 31),
        // Sunset a day later is an hour later by the clock.
        ("2013-03-30T12:00[Europe/Lisbon]", "rain from noon till sunset", "03-30 12:00 to 03-30 19:00", 7),
        (
            "2013-03-30T12:00[Europe/Lisbon]",
            "rain from sunrise to sunset tomorrow",
            "03-31 07:00 to 03-31 20:00",
            13,
        ),
    ] {
        let question = Reader::at(now, Some("Lisbon")).question(phrase);
        assert_eq!((spans(&question).as_str(), hours(&question)), (expected, elapsed), "{now} {phrase}");
    }
}

#[test]
fn what_was_read_into_the_words_is_said() {
    let reader = Reader::new();
    for (phrase, slot, expected) in [
        (
            "rain after lunch on Friday",
            Slot::Hours,
            "Took \"after lunch on Friday\" as 13:00 to 17:00 on Friday 14 June.",
        ),
        ("rain before sunset", Slot::Hours, "Took \"before sunset\" as until 21:00."),
        ("rain on thrusday", Slot::When, "Read \"thrusday\" as \"Thursday\"."),
        ("rain tomorow", Slot::When, "Read \"tomorow\" as \"tomorrow\"."),
    ] {
        let question = reader.question(phrase);
        let said: Vec<&str> = question
            .assumptions
            .iter()
            .filter(|assumption| assumption.slot == slot)
            .map(|assumption| assumption.text.as_str())
            .collect();
        assert!(said.contains(&expected), "{phrase}: {said:?}");
    }
}

#[test]
fn where_the_sun_does_not_set_there_is_no_sunset() {
    let mut reader = Reader::new();
    let north = domain::Place { latitude: 69.65, longitude: 18.96, ..reader.places.named("Lisbon") };
    reader.home = Some(north);
    let message = reader.unclear("will it rain before sunset tomorrow?").message;
    assert!(message.contains("the sun neither rises nor sets"), "{message}");
}

#[test]
fn the_next_question_can_carry_hours_of_any_day() {
    let reader = Reader::new();
    let first = reader.question("will it rain on Saturday?");
    let setting = intent::Setting { previous: Some(&first), ..reader.setting() };
    match intent::interpret("and after lunch?", &domain::Edits::default(), &setting) {
        domain::Interpretation::Understood(question) => {
            assert_eq!(spans(&question), "06-15 13:00 to 06-15 17:00");
        }
        other => panic!("{other:?}"),
    }
}
