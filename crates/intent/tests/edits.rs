//! Parts of a question set by hand replace what the words say, and are no assumption any more.

mod support;

use domain::{
    Aggregation, Asked, Bound, Criterion, Edits, Interpretation, PlaceId, Slot, ThresholdSource, Variable,
};
use jiff::civil::date;
use support::{Reader, account};

fn read(text: &str, edits: &Edits) -> domain::Question {
    match Reader::new().edited(text, edits) {
        Interpretation::Understood(question) => *question,
        Interpretation::Unclear(unclear) => panic!("{text}: {}", unclear.message),
        Interpretation::Explanation(aspect) => panic!("{aspect:?}"),
    }
}

fn refused(text: &str, edits: &Edits) -> (Option<Slot>, String) {
    match Reader::new().edited(text, edits) {
        Interpretation::Understood(question) => panic!("{text}: {}", account(&question)),
        Interpretation::Unclear(unclear) => (unclear.slot, unclear.message),
        Interpretation::Explanation(aspect) => panic!("{aspect:?}"),
    }
}

#[test]
fn each_edit_replaces_its_part_and_keeps_the_words() {
    let none = Edits::default;
    for (edits, expected) in [
        (none(), "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        (
            Edits { activity: Some("run".to_owned()), ..none() },
            "run 1 h | Lisbon | 06-13 06 to 21 | assumed where hours needs",
        ),
        (
            Edits { place: Some(PlaceId(5_128_581)), ..none() },
            "picnic 3 h | New York | 06-13 11 to 17 | assumed hours needs",
        ),
        (
            Edits { from_date: Some(date(2013, 6, 20)), ..none() },
            "picnic 3 h | Lisbon | 06-20 11 to 17 | assumed where hours needs",
        ),
        (
            Edits { from_date: Some(date(2013, 6, 20)), to_date: Some(date(2013, 6, 21)), ..none() },
            "picnic 3 h | Lisbon | 06-20 11 to 17, 06-21 11 to 17 | assumed where hours needs",
        ),
        (
            Edits { to_date: Some(date(2013, 6, 14)), ..none() },
            "picnic 3 h | Lisbon | 06-13 11 to 17, 06-14 11 to 17 | assumed where hours needs",
        ),
        (
            Edits { from_hour: Some(9), ..none() },
            "picnic 3 h | Lisbon | 06-13 09 to 17 | assumed where needs",
        ),
        (Edits { to_hour: Some(20), ..none() }, "picnic 3 h | Lisbon | 06-13 11 to 20 | assumed where needs"),
        (
            Edits { from_hour: Some(18), ..none() },
            "picnic 3 h | Lisbon | 06-13 18 to 21 | assumed where needs",
        ),
        (
            Edits { from_hour: Some(22), to_hour: Some(2), ..none() },
            "picnic 3 h | Lisbon | 06-13 22 to 06-14 02 | assumed where needs",
        ),
        (
            Edits { length_hours: Some(2), ..none() },
            "picnic 2 h | Lisbon | 06-13 11 to 17 | assumed where needs",
        ),
        (
            Edits { from_date: Some(date(2013, 6, 12)), ..none() },
            "picnic 3 h | Lisbon | 06-12 11 to 17 | assumed where hours needs",
        ),
    ] {
        let question = read("tomorrow's picnic", &edits);
        assert_eq!(account(&question), expected);
        assert_eq!((question.text.as_str(), &question.edits), ("tomorrow's picnic", &edits));
    }
}

#[test]
fn a_place_and_a_day_set_by_hand_save_a_text_that_names_none_that_exist() {
    let edits =
        Edits { place: Some(PlaceId(2_267_057)), from_date: Some(date(2013, 6, 20)), ..Edits::default() };
    assert_eq!(
        account(&read("picnic in Xyzzy yesterday", &edits)),
        "picnic 3 h | Lisbon | 06-20 11 to 17 | assumed hours needs"
    );
}

#[test]
fn the_day_of_a_series_and_of_the_weather_can_be_set_too() {
    let edits = Edits { from_date: Some(date(2013, 6, 20)), ..Edits::default() };
    assert_eq!(account(&read("oil price tomorrow", &edits)), "oil last oil | 06-20 00 to 06-21 00");
    assert_eq!(
        account(&read("will it rain tomorrow in Porto", &edits)),
        "weather | Porto | 06-20 00 to 06-21 00 | any rain >= 0.2 | assumed needs"
    );
}

#[test]
fn only_changed_criteria_become_the_users_own() {
    let mut criteria = read("tomorrow's picnic", &Edits::default()).criteria;
    criteria[1].bound = Bound::Within { lower: 20.0, upper: 26.0 };
    let edits = Edits { criteria: Some(criteria), ..Edits::default() };
    let question = read("tomorrow's picnic", &edits);
    let yours: Vec<bool> =
        question.criteria.iter().map(|criterion| criterion.source == ThresholdSource::Yours).collect();
    assert_eq!(yours, [false, true, false]);
    assert!(question.assumed(Slot::Needs).is_none());
    assert!(matches!(question.asked, Asked::Window { hours: 3, negated: false }));
}

#[test]
fn criteria_make_an_event_of_an_amount() {
    let rain = Criterion {
        label: String::new(),
        variable: Variable::Precipitation,
        aggregation: Aggregation::Any,
        bound: Bound::AtLeast { limit: 1.0 },
        source: ThresholdSource::OurDefault,
    };
    let question =
        read("how warm will it get tomorrow", &Edits { criteria: Some(vec![rain]), ..Edits::default() });
    assert_eq!(question.asked, Asked::Event { negated: false });
    assert_eq!(
        (question.criteria[0].label.as_str(), &question.criteria[0].source),
        ("rain", &ThresholdSource::Yours)
    );
}

#[test]
fn edits_that_make_no_sense_are_refused_in_words() {
    let none = Edits::default;
    let criterion = |lower, upper| Criterion {
        label: "temperature".to_owned(),
        variable: Variable::Temperature,
        aggregation: Aggregation::Every,
        bound: Bound::Within { lower, upper },
        source: ThresholdSource::Yours,
    };
    for (edits, slot, beginning) in [
        (
            Edits { length_hours: Some(9), ..none() },
            Slot::Hours,
            "9 hours don't fit between 11:00 and 17:00.",
        ),
        (
            Edits { from_hour: Some(9), to_hour: Some(11), length_hours: Some(3), ..none() },
            Slot::Hours,
            "3 hours don't fit between 09:00 and 11:00.",
        ),
        (Edits { length_hours: Some(0), ..none() }, Slot::Hours, "It has to last at least 1 hour."),
        (Edits { from_hour: Some(24), ..none() }, Slot::Hours, "A day begins at an hour from 0 to 23."),
        (Edits { to_hour: Some(0), ..none() }, Slot::Hours, "A day ends at an hour from 1 to 24."),
        (
            Edits { from_date: Some(date(2013, 6, 20)), to_date: Some(date(2013, 6, 19)), ..none() },
            Slot::When,
            "The last day, Wednesday 19 June, lies before the first, Thursday 20 June.",
        ),
        (
            Edits { from_date: Some(date(2013, 6, 1)), ..none() },
            Slot::When,
            "Saturday 1 June is in the past.",
        ),
        (
            Edits { from_date: Some(date(2030, 1, 1)), ..none() },
            Slot::When,
            "That is more than ten years ahead",
        ),
        (
            Edits { from_date: Some(date(2013, 6, 12)), from_hour: Some(6), to_hour: Some(9), ..none() },
            Slot::When,
            "That time is over for today.",
        ),
        (
            Edits { activity: Some("skydiving".to_owned()), ..none() },
            Slot::What,
            "There is no activity \"skydiving\". Choose one of: picnic",
        ),
        (Edits { place: Some(PlaceId(1)), ..none() }, Slot::Where, "The place chosen is no longer known."),
        (Edits { criteria: Some(Vec::new()), ..none() }, Slot::Needs, "Nothing is left that has to hold."),
        (
            Edits { criteria: Some(vec![criterion(20.0, 10.0)]), ..none() },
            Slot::Needs,
            "The lower limit of \"temperature\" lies above",
        ),
        (
            Edits { criteria: Some(vec![criterion(f64::NAN, 10.0)]), ..none() },
            Slot::Needs,
            "The limit of \"temperature\" is no number.",
        ),
    ] {
        let (refused_slot, message) = refused("tomorrow's picnic", &edits);
        assert!(message.starts_with(beginning), "{message}");
        assert_eq!(refused_slot, Some(slot), "{message}");
    }
    let wrong_subject = Edits { criteria: Some(vec![criterion(1.0, 2.0)]), ..none() };
    let (slot, message) = refused("oil price tomorrow", &wrong_subject);
    assert_eq!(
        (slot, message.as_str()),
        (
            Some(Slot::Needs),
            "\"temperature\" can't be asked of this. Take that need away, or ask about it by itself."
        )
    );
}

#[test]
fn every_alternative_offered_gives_another_reading_without_that_assumption() {
    let reader = Reader::new();
    for text in [
        "picnic next Friday",
        "picnic on Wednesday",
        "picnic in Paris tomorrow",
        "picnic",
        "how busy is I-94 on Monday at 8?",
        "picnic on 03/07",
        "cycling next weekend",
    ] {
        let question = reader.question(text);
        let alternatives: Vec<_> = question
            .assumptions
            .iter()
            .flat_map(|assumption| assumption.alternatives.iter().map(move |other| (assumption.slot, other)))
            .collect();
        assert!(!alternatives.is_empty(), "{text}");
        for (slot, alternative) in alternatives {
            let other = read(text, &alternative.edits);
            assert!(other.assumed(slot).is_none(), "{text} -> {}", alternative.label);
            assert!(
                other.spans != question.spans || other.place != question.place,
                "{text} -> {}",
                alternative.label
            );
        }
    }
}
