//! What is filled in is said, in words, with the other readings.

mod support;

use domain::{Slot, UnitSystem};
use support::Reader;

fn assumed(reader: &Reader, text: &str, slot: Slot) -> Option<(String, Vec<String>)> {
    let question = reader.question(text);
    let found = question.assumed(slot)?;
    Some((
        found.text.clone(),
        found.alternatives.iter().map(|alternative| alternative.label.clone()).collect(),
    ))
}

fn said(reader: &Reader, text: &str, slot: Slot) -> String {
    assumed(reader, text, slot).map(|(text, _)| text).unwrap_or_default()
}

#[test]
fn gaps_are_filled_and_said() {
    let reader = Reader::new();
    for (text, slot, expected) in [
        ("tomorrow's picnic", Slot::Where, "No place was said: took your home, Lisbon."),
        ("tomorrow's picnic", Slot::Hours, "Picnic is taken to last 3 hours, between 11:00 and 17:00."),
        (
            "tomorrow's picnic",
            Slot::Needs,
            "What makes good hours for \"Picnic\" comes from our table; change any limit.",
        ),
        ("picnic", Slot::When, "No day was said: took today."),
        ("picnic at 9", Slot::When, "No day was said: took tomorrow."),
        ("picnic this morning", Slot::Hours, "Only 1 hour of it is left today."),
        (
            "breakfast picnic at 8 today",
            Slot::When,
            "Nothing of that is left today, so this is about tomorrow.",
        ),
        ("rain today", Slot::Hours, "Of today only what is still to come is looked at, from 11:00."),
        (
            "picnic on 14 June 2017",
            Slot::When,
            "That is more than three years ahead: only what is usual for the date is known.",
        ),
        ("will it be above 25 tomorrow", Slot::Needs, "The limit is read in °C."),
        ("will it be 25 degrees tomorrow", Slot::Needs, "Degrees are read as °C."),
        (
            "will it snow tomorrow",
            Slot::What,
            "Snow isn't forecast by itself: this is the chance of rain or snow together with cold enough air.",
        ),
        (
            "oil price at 10 tomorrow",
            Slot::Hours,
            "This series has no more than one value a day, so the time of day is left out.",
        ),
        ("run tomorrow at 14:30", Slot::Hours, "Forecasts are made by the hour: whole hours are looked at."),
        ("piknic tomorrow", Slot::What, "Read \"piknic\" as \"picnic\"."),
        (
            "weathr tomorrow",
            Slot::What,
            "Took how warm it gets. Ask \"will it rain\" or \"how windy will it be\" for more.",
        ),
    ] {
        assert_eq!(said(&reader, text, slot), expected, "{text}");
    }
}

#[test]
fn ambiguous_days_are_said_with_the_other_reading() {
    let reader = Reader::new();
    for (text, expected, other) in [
        (
            "picnic next Friday",
            "Took \"next Friday\" as the one of next week, Friday 21 June.",
            "Friday 14 June",
        ),
        (
            "picnic next weekend",
            "Took \"next weekend\" as the one of next week, Saturday 22 June to Sunday 23 June.",
            "Saturday 15 June to Sunday 16 June",
        ),
        (
            "picnic on Wednesday",
            "Today is Wednesday: took the next one, Wednesday 19 June.",
            "Wednesday 12 June",
        ),
        ("picnic on 03/07", "Read 3/7 with the day first, Wednesday 3 July.", "Friday 7 March 2014"),
    ] {
        assert_eq!(
            assumed(&reader, text, Slot::When),
            Some((expected.to_owned(), vec![other.to_owned()])),
            "{text}"
        );
    }
    // On a Sunday the coming Friday is next week's: nothing to tell apart.
    let sunday = Reader::at("2026-11-22T18:00[Europe/Lisbon]", Some("Lisbon"));
    assert_eq!(assumed(&sunday, "picnic next Friday", Slot::When), None);
    assert_eq!(
        sunday.account("picnic next Friday"),
        "picnic 3 h | Lisbon | 2026-11-27 11 to 17 | assumed where hours needs"
    );
}

#[test]
fn people_who_read_miles_write_the_month_first() {
    let mut reader = Reader::new();
    reader.units = UnitSystem::Imperial;
    assert_eq!(
        assumed(&reader, "picnic on 07/03", Slot::When),
        Some((
            "Read 7/3 with the month first, Wednesday 3 July.".to_owned(),
            vec!["Friday 7 March 2014".to_owned()]
        ))
    );
    let question = reader.question("will it be above 77 tomorrow");
    assert_eq!(support::criterion(&question.criteria[0]), "max temperature >= 25");
}

#[test]
fn the_nearer_of_two_places_is_taken_when_it_is_a_day_trip_away_and_else_the_larger() {
    for (home, text, taken, others) in [
        ("Boston", "picnic in Portland tomorrow", "Maine", vec!["Portland, Oregon, United States"]),
        ("Toronto", "picnic in London tomorrow", "England", vec!["London, Ontario, Canada"]),
        ("Lisbon", "picnic in Paris tomorrow", "Ile-de-France", vec!["Paris, Texas, United States"]),
    ] {
        let reader = Reader::at("2013-06-12T10:20[Europe/Lisbon]", Some(home));
        let question = reader.question(text);
        assert_eq!(
            question.place.as_ref().and_then(|place| place.region.as_deref()),
            Some(taken),
            "{home}: {text}"
        );
        let (_, alternatives) = assumed(&reader, text, Slot::Where).expect("two places have that name");
        assert_eq!(alternatives, others, "{home}: {text}");
    }
    assert_eq!(assumed(&Reader::new(), "picnic in Portland, Oregon tomorrow", Slot::Where), None);
}

#[test]
fn two_places_that_are_not_set_side_by_side_are_one_too_many() {
    let (text, alternatives) =
        assumed(&Reader::new(), "picnic tomorrow in Porto, near Lisbon", Slot::Where).expect("said");
    assert_eq!(text, "One place at a time: took Porto, Portugal.");
    assert_eq!(alternatives, ["Lisbon, Portugal"]);
}

#[test]
fn two_places_of_one_name_and_about_one_size_are_asked_back_unless_one_is_near() {
    let unclear = Reader::new().unclear("picnic in Portland tomorrow");
    let labels: Vec<&str> = unclear.alternatives.iter().map(|other| other.label.as_str()).collect();
    assert_eq!(labels, ["Portland, Oregon, United States", "Portland, Maine, United States"]);
    for alternative in &unclear.alternatives {
        let reader = Reader::new();
        let read = intent::interpret("picnic in Portland tomorrow", &alternative.edits, &reader.setting());
        let domain::Interpretation::Understood(question) = read else { panic!("{}", alternative.label) };
        assert_eq!(question.place.map(|place| place.full_name()), Some(alternative.label.clone()));
    }
}

#[test]
fn coordinates_are_a_place_of_their_own_and_nothing_is_assumed_of_it() {
    let reader = Reader::new();
    assert_eq!(assumed(&reader, "picnic tomorrow at 51.5, -0.1", Slot::Where), None);
    let place = reader.question("picnic tomorrow at 51.5, -0.1").place.expect("a place");
    assert_eq!(place.full_name(), "51.5° N, 0.1° W, near London, United Kingdom");
    assert_eq!(place.time_zone, "Europe/London");
}

#[test]
fn which_of_two_things_to_do_is_asked_back() {
    let unclear = Reader::new().unclear("beach or hike on Saturday");
    assert_eq!(unclear.message, "Beach day and Hike take different weather. Choose the one to ask about.");
    let labels: Vec<&str> = unclear.alternatives.iter().map(|other| other.label.as_str()).collect();
    assert_eq!(labels, ["Beach day", "Hike"]);
}

#[test]
fn a_place_known_by_another_name_is_said() {
    let (text, _) = assumed(&Reader::new(), "picnic in NYC tomorrow", Slot::Where).expect("said");
    assert_eq!(text, "Took New York, United States for \"NYC\".");
}

#[test]
fn without_a_home_the_largest_place_of_the_zone_is_taken_and_said() {
    let pacific = Reader::at("2013-06-12T10:20[America/Los_Angeles]", None);
    assert_eq!(
        said(&pacific, "picnic tomorrow", Slot::Where),
        "No home place is set: took Seattle, the largest place in your time zone. Set your home place in Settings, or name a place."
    );
    let nowhere = Reader::at("2013-06-12T10:20[Pacific/Chatham]", None);
    assert_eq!(
        said(&nowhere, "picnic tomorrow", Slot::Where),
        "No home place is set: took New York. Set your home place in Settings, or name a place."
    );
}
