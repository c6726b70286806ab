//! What is offered and marked while a question is being typed, with all the names of the real gazetteer.

mod support;

use context::gazetteer::Gazetteer;
use domain::{Completion, Part, PartKind, Place, PlaceId, SeriesInfo, UnitSystem};
use intent::{Setting, complete, parts};
use proptest::prelude::*;

struct Typist {
    home: Place,
    saved: Vec<Place>,
    series: Vec<SeriesInfo>,
}

impl Typist {
    fn new() -> Self {
        let home = Place::from(Gazetteer::embedded().find("Porto")[0]);
        let cabin = Place { id: PlaceId(PlaceId::OWN), name: "Cabin".to_owned(), ..home.clone() };
        Self { home, saved: vec![cabin], series: support::series() }
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            now: "2013-06-12T10:20[Europe/Lisbon]".parse().expect("a moment"),
            home: Some(&self.home),
            saved: &self.saved,
            gazetteer: Gazetteer::embedded(),
            series: &self.series,
            activities: intent::Catalogue::built_in(),
            previous: None,
            units: UnitSystem::Metric,
        }
    }

    /// What is offered where `|` stands.
    fn offered(&self, typed: &str) -> Vec<Completion> {
        let cursor = typed.chars().position(|character| character == '|').expect("a cursor");
        complete(&typed.replace('|', ""), cursor, &self.setting())
    }

    /// The text after taking the first offer.
    fn taken(&self, typed: &str) -> String {
        let offered = self.offered(typed);
        let first = offered.first().unwrap_or_else(|| panic!("nothing is offered for {typed}"));
        let text = typed.replace('|', "");
        let before: String = text.chars().take(first.start as usize).collect();
        let after: String = text.chars().skip(first.end as usize).collect();
        format!("{before}{}{after}", first.text)
    }

    fn parts(&self, text: &str) -> Vec<Part> {
        parts(text, &self.setting())
    }
}

#[test]
fn the_first_offer_is_the_one_that_the_words_before_call_for() {
    let typist = Typist::new();
    for (typed, taken) in [
        ("pic|", "picnic"),
        ("tomorrow's pic|", "tomorrow's picnic"),
        ("picnic tom|", "picnic tomorrow"),
        ("picnic tomorrow m|", "picnic tomorrow morning"),
        ("picnic on sat|", "picnic on Saturday"),
        ("picnic in san fr|", "picnic in San Francisco"),
        ("picnic in Port|", "picnic in Porto"),
        ("picnic in Lisb| tomorrow", "picnic in Lisbon tomorrow"),
        ("picnic in köl|", "picnic in Köln"),
        ("picnic at the ca|", "picnic at the cabin"),
        ("picnic in |", "picnic in Cabin"),
        ("Lisb|", "Lisbon"),
        ("will it rai|", "Will it rain"),
        ("how much elec|", "how much electricity"),
    ] {
        assert_eq!(
            typist.taken(typed).to_lowercase(),
            taken.to_lowercase(),
            "{typed}: {:?}",
            typist.offered(typed)
        );
    }
}

#[test]
fn what_is_offered_is_told_apart_and_not_twice() {
    let typist = Typist::new();
    let offered = typist.offered("picnic in Portl|");
    let texts: Vec<&str> = offered.iter().map(|offer| offer.text.as_str()).collect();
    assert_eq!(texts[0], "Portland");
    assert_eq!(offered[0].detail, "Oregon, United States");
    assert!(texts.contains(&"Portland, Maine"), "{texts:?}");
    for typed in ["picnic s|", "picnic sat|", "picnic in s|", "sa|"] {
        let offered = typist.offered(typed);
        assert!(offered.len() <= 7, "{typed}");
        for (index, offer) in offered.iter().enumerate() {
            assert!(!offered[..index].contains(offer), "{typed}: {offered:?}");
        }
    }
}

#[test]
fn countries_and_regions_are_offered_as_they_are_answered() {
    let typist = Typist::new();
    for (typed, offer, detail) in [
        ("will it rain in portu|", "Portugal", "Country, answered for Lisbon"),
        ("will it rain in Germ|", "Germany", "Country, answered for Berlin"),
        ("picnic in Calif|", "California", "United States, answered for Los Angeles"),
        ("picnic in Bava|", "Bavaria", "Germany, answered for Munich"),
    ] {
        let offered = typist.offered(typed);
        let found = offered.iter().find(|completion| completion.text == offer);
        assert_eq!(found.map(|found| found.detail.as_str()), Some(detail), "{typed}: {offered:?}");
        // What is offered is what is answered.
        let text = format!("{} tomorrow", typist.taken(typed));
        let domain::Interpretation::Understood(question) =
            intent::interpret(&text, &domain::Edits::default(), &typist.setting())
        else {
            panic!("{text} is not understood");
        };
        let place = question.place.expect("a place").name;
        assert!(detail.ends_with(&place), "{text} is answered for {place}");
    }
    // A large town comes before a country that begins like it, and one that gave a region its name stands alone.
    assert_eq!(typist.offered("picnic in Rom|")[0].text, "Rome");
    let offered = typist.offered("picnic in New Yor|");
    assert!(offered.iter().all(|offer| !offer.detail.contains("answered for New York")), "{offered:?}");
}

#[test]
fn nothing_is_offered_in_a_word_or_without_a_beginning() {
    let typist = Typist::new();
    for typed in ["|", "pic|nic", "picnic |", "picnic tomorrow, |", "qqqqqq|", "?|"] {
        assert_eq!(typist.offered(typed), Vec::new(), "{typed}");
    }
    assert_eq!(complete("picnic", 999, &typist.setting()), complete("picnic", 6, &typist.setting()));
}

#[test]
fn parts_are_marked_as_they_are_read() {
    let typist = Typist::new();
    for (text, expected) in [
        (
            "picnic in Porto tomorrow",
            vec![(PartKind::Activity, "picnic"), (PartKind::Place, "Porto"), (PartKind::Time, "tomorrow")],
        ),
        ("will it rain in São Paulo?", vec![(PartKind::Condition, "rain"), (PartKind::Place, "São Paulo")]),
        (
            "wind at the cabin on Saturday",
            vec![(PartKind::Condition, "wind"), (PartKind::Place, "cabin"), (PartKind::Time, "on Saturday")],
        ),
        (
            "Ist es am Samstagmorgen in Köln zu windig zum Segeln?",
            vec![
                (PartKind::Time, "am Samstagmorgen"),
                (PartKind::Place, "Köln"),
                (PartKind::Condition, "windig"),
                (PartKind::Activity, "Segeln"),
            ],
        ),
        (
            "Regnet es morgen beim Grillen?",
            vec![
                (PartKind::Condition, "Regnet es"),
                (PartKind::Time, "morgen"),
                (PartKind::Activity, "Grillen"),
            ],
        ),
    ] {
        let parts = typist.parts(text);
        let found: Vec<(PartKind, String)> = parts
            .iter()
            .map(|part| {
                let (start, end) = (part.start as usize, part.end as usize);
                (part.kind, text.chars().skip(start).take(end - start).collect())
            })
            .collect();
        let expected: Vec<(PartKind, String)> =
            expected.into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }
    let corrected = typist.parts("weather in Lodnon");
    assert_eq!(corrected.last().unwrap().meant.as_deref(), Some("London"));
    assert_eq!(typist.parts(""), Vec::new());
    assert_eq!(typist.parts(&"a".repeat(5000)), Vec::new());
}

proptest! {
    #[test]
    fn offers_and_parts_lie_within_any_text(
        text in prop_oneof![
            "\\PC{0,40}",
            "(picnic|in|at|São|Paulo|Lisb|tomor|sat|41.15,|-8.61|,|'s| |7|°){0,12}",
        ],
        cursor in 0_usize..50,
    ) {
        let typist = Typist::new();
        let length = text.chars().count();
        for offer in complete(&text, cursor, &typist.setting()) {
            prop_assert!(offer.start <= offer.end && offer.end as usize <= length.min(cursor));
            prop_assert!(!offer.text.is_empty());
        }
        let mut end = 0;
        for part in typist.parts(&text) {
            prop_assert!(part.start >= end && part.end > part.start && part.end as usize <= length);
            end = part.end;
        }
    }
}
