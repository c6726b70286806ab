//! Texts that can't be read: each says what to do, and suggests questions that can be.

mod support;

use domain::{Interpretation, Slot};
use support::Reader;

fn is_helpful(reader: &Reader, text: &str, slot: Option<Slot>, beginning: &str) {
    let unclear = reader.unclear(text);
    let shown: String = text.chars().take(40).collect();
    assert!(unclear.message.starts_with(beginning), "{shown}: {}", unclear.message);
    assert!(unclear.message.ends_with(['.', '?']), "{shown}: {}", unclear.message);
    assert_eq!(unclear.slot, slot, "{shown}");
    assert!((2..=4).contains(&unclear.suggestions.len()), "{shown}: {:?}", unclear.suggestions);
    for suggestion in &unclear.suggestions {
        let read = reader.read(&suggestion.text);
        assert!(
            matches!(read, Interpretation::Understood(_)),
            "{shown}: {suggestion:?} isn't understood itself"
        );
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let long = "picnic ".repeat(1500);
    let digits = "9".repeat(900);
    let (what, place, when, needs) =
        (Some(Slot::What), Some(Slot::Where), Some(Slot::When), Some(Slot::Needs));
    let reader = Reader::new();
    for (text, slot, beginning) in [
        ("", None, "There is no question yet. Type"),
        ("   \n\t ", None, "There is no question yet. Type"),
        ("\u{0}\u{7}\u{1b}[31m\u{200b}", what, "Forecastle can't answer that."),
        ("\u{0}\u{200b}\u{feff}", None, "There is no question yet. Type"),
        ("🧺🌞🏖️", None, "There are no words in that. Type"),
        ("?!...", None, "There are no words in that. Type"),
        ("هل ستمطر غدا في لشبونة؟", what, "Forecastle can't answer that."),
        ("明日は晴れますか", what, "Forecastle can't answer that."),
        (&long, None, "That is 10500 characters long. Ask one question at a time"),
        (&digits, what, "Forecastle can't answer that."),
        ("tomorrow", what, "It isn't clear what to forecast. Name something to do"),
        ("Lisbon", what, "It isn't clear what to forecast. Name something to do"),
        ("museum tomorrow", what, "It isn't clear what to forecast. Name something to do"),
        ("what is the meaning of life", what, "Forecastle can't answer that."),
        ("will Bitcoin double", what, "Forecastle can't answer that."),
        ("who wins the match", what, "Forecastle can't answer that."),
        ("play running up that hill", what, "Forecastle can't answer that."),
        ("set an alarm for 8 tomorrow", what, "Forecastle can't answer that."),
        ("clear my calendar for tomorrow", what, "Forecastle can't answer that."),
        ("walk me through the contract", what, "Forecastle can't answer that."),
        ("a hot dog with mustard", what, "Forecastle can't answer that."),
        ("vacuum the car tomorrow", what, "Forecastle can't answer that."),
        ("bitcoin price tomorrow", what, "There is no series about that price here. Import one"),
        ("how busy is the museum on Monday?", what, "It isn't clear what to forecast."),
        ("compare the weather tomorrow", what, "It isn't clear what to compare. Name two days or two places"),
        ("why?", None, "There is no answer yet to explain."),
        ("will it hail tomorrow", what, "There is no forecast of hail here. Ask about rain"),
        ("sunset tomorrow", what, "There is no forecast of sunset here. Ask about rain"),
        (
            "will my electricity bill pass 120 next month?",
            what,
            "A bill depends on your tariff, which isn't known here.",
        ),
        ("picnic in Lisbno tomorrow", place, "No place called \"Lisbno\" is known. Did you mean"),
        ("picnic tomorrow in Xyzzy", place, "No place called \"Xyzzy\" is known. Check the spelling"),
        (
            "picnic in Portland, Narnia",
            place,
            "No place called \"Portland, Narnia\" is known. Did you mean one of these: Portland",
        ),
        ("weather in Liberty City Bhutan", place, "No place called \"Liberty City Bhutan\" is known."),
        ("is it cloudy close to Australia", place, "No place called \"Australia\" is known."),
        ("weather in PA", place, "No place called \"PA\" is known."),
        ("weather in the Cayman Islands tomorrow", place, "No place called \"Cayman Islands\" is known."),
        (
            "picnic yesterday",
            when,
            "That is in the past. Ask about a day to come. To see what would have been forecast then",
        ),
        ("did it rain last Friday?", when, "That is in the past."),
        ("did it rain three days ago?", when, "That is in the past."),
        ("did it rain 2 hours ago?", when, "That is in the past."),
        ("did it rain over the past few days?", when, "That is in the past."),
        ("weather on 2012-01-01", when, "Sunday 1 January 2012 is in the past."),
        ("picnic on 11 June 2013", when, "Tuesday 11 June is in the past."),
        ("picnic on 31 June", when, "There is no such day in the calendar. Check"),
        ("picnic on 14 June 2033", when, "That is more than ten years ahead"),
        ("picnic in 999999999999 days", when, "That is more than ten years ahead"),
        ("picnic in 2016", when, "That is 366 days. Ask about up to 100 days at a time"),
        ("will electricity use be over 30 degrees tomorrow?", needs, "\"over 30 degrees\" doesn't fit:"),
        ("will the oil price be over 100 euros on Friday", needs, "\"over 100 euros\" doesn't fit:"),
        (
            "will the wind be over 20 degrees tomorrow",
            needs,
            "\"over 20 degrees\" doesn't fit: wind is measured in km/h.",
        ),
        (
            "will it rain more than 30 kWh tomorrow",
            needs,
            "\"more than 30 kWh\" doesn't fit: rain is measured in mm.",
        ),
    ] {
        is_helpful(&reader, text, slot, beginning);
    }
}

#[test]
fn a_past_moment_is_asked_about_with_the_date_control() {
    let unclear = Reader::new().unclear("did it rain yesterday in Porto?");
    assert!(unclear.message.contains("--as-of"), "{}", unclear.message);
    assert_eq!(
        unclear.suggestions[0].text,
        "Will it rain tomorrow in Porto, Porto?".replace(", Porto", ", Portugal")
    );
}

#[test]
fn a_misspelt_place_is_offered_in_the_same_question() {
    let unclear = Reader::new().unclear("will it rain in Lisbno tomorrow");
    let offered = unclear
        .suggestions
        .iter()
        .any(|suggestion| suggestion.text == "Will it rain tomorrow in Lisbon, Portugal?");
    assert!(offered, "{:?}", unclear.suggestions);
}

#[test]
fn without_any_place_it_asks_for_one() {
    let nowhere = Nowhere;
    let setting = intent::Setting {
        saved: &[],
        now: "2013-06-12T10:20[Europe/Lisbon]".parse().expect("a moment"),
        home: None,
        gazetteer: &nowhere,
        series: &support::series(),
        activities: intent::Catalogue::built_in(),
        previous: None,
        units: domain::UnitSystem::Metric,
    };
    let Interpretation::Unclear(unclear) =
        intent::interpret("picnic tomorrow", &domain::Edits::default(), &setting)
    else {
        panic!("there is no place to take")
    };
    assert_eq!(unclear.message, "It isn't clear where. Name a town, or set your home place in Settings.");
    assert!(!unclear.suggestions.is_empty(), "series need no place");
}

#[test]
fn every_example_is_understood_with_and_without_series() {
    for home in [None, Some("Seattle")] {
        let mut reader = Reader::at("2013-06-12T10:20[America/New_York]", home);
        let with_series = intent::examples(&reader.setting());
        assert_eq!(with_series.len(), 8);
        assert!(
            with_series.iter().any(|example| example.text == "How busy is I-94 on Monday at 8?"),
            "{with_series:?}"
        );
        reader.series.clear();
        let without = intent::examples(&reader.setting());
        assert_eq!(without.len(), 6);
        for example in with_series.iter().chain(&without) {
            reader.series = support::series();
            reader.question(&example.text);
        }
    }
}

/// A gazetteer of an empty world.
struct Nowhere;

impl domain::Gazetteer for Nowhere {
    fn find(&self, _: &str) -> Vec<domain::Place> {
        Vec::new()
    }
    fn near(&self, _: &str, _: usize) -> Vec<domain::Place> {
        Vec::new()
    }
    fn complete(&self, _: &str, _: usize) -> Vec<domain::Place> {
        Vec::new()
    }
    fn place(&self, _: domain::PlaceId) -> Option<domain::Place> {
        None
    }
    fn largest_in_zone(&self, _: &str) -> Option<domain::Place> {
        None
    }
    fn nearest(&self, _: f64, _: f64) -> Option<domain::Place> {
        None
    }
}
