//! Where, with all the names of the real gazetteer: what is taken for a place, what isn't, and what is said of it.

mod support;

use context::gazetteer::Gazetteer;
use domain::{Edits, Interpretation, Place, PlaceId, Question, Slot, UnitSystem};
use intent::{Setting, interpret};

/// A reader at home in `home` with places of their own.
struct Reader {
    home: Option<Place>,
    saved: Vec<Place>,
}

impl Reader {
    fn new(home: Option<&str>) -> Self {
        let own = |id: u32, name: &str, latitude: f64, longitude: f64| {
            let nearest = Gazetteer::embedded().nearest(latitude, longitude).expect("a place");
            let place = Place::at(latitude, longitude, &Place::from(nearest)).expect("a position");
            Place { id: PlaceId(PlaceId::OWN + id), name: name.to_owned(), ..place }
        };
        Self {
            home: home.map(|home| Place::from(Gazetteer::embedded().find(home)[0])),
            saved: vec![
                own(0, "Cabin", 41.8, -8.2),
                own(1, "Praia do Norte", 39.61, -9.08),
                own(2, "Beach", 41.17, -8.69),
                own(3, "Ben Nevis", 56.8, -5.0),
            ],
        }
    }

    fn read_with(&self, text: &str, edits: &Edits) -> Interpretation {
        let setting = Setting {
            now: "2013-03-12T10:20[Europe/Lisbon]".parse().expect("a moment"),
            home: self.home.as_ref(),
            saved: &self.saved,
            gazetteer: Gazetteer::embedded(),
            series: &support::series(),
            activities: intent::Catalogue::built_in(),
            previous: None,
            units: UnitSystem::Metric,
        };
        interpret(text, edits, &setting)
    }

    fn question(&self, text: &str) -> Question {
        match self.read_with(text, &Edits::default()) {
            Interpretation::Understood(question) => *question,
            Interpretation::Unclear(unclear) => panic!("{text}: {}", unclear.message),
            Interpretation::Explanation(aspect) => panic!("{text}: {aspect:?}"),
        }
    }

    /// The place in full, and what was assumed of it.
    fn place(&self, text: &str) -> (String, String) {
        let question = self.question(text);
        let assumed = question.assumed(Slot::Where).map(|assumption| assumption.text.clone());
        (question.place.expect("a place").full_name(), assumed.unwrap_or_default())
    }
}

#[test]
fn names_as_people_write_them_find_the_place_they_mean() {
    let reader = Reader::new(Some("Porto"));
    for (text, place) in [
        ("picnic in Paris, Texas tomorrow", "Paris, Texas, United States"),
        ("will it rain in Portland Oregon on Friday", "Portland, Oregon, United States"),
        ("weather in St. Louis tomorrow", "St. Louis, Missouri, United States"),
        ("run in Frankfurt am Main tomorrow morning", "Frankfurt am Main, Hesse, Germany"),
        (
            "is it going to be windy in Newcastle upon Tyne tonight",
            "Newcastle upon Tyne, England, United Kingdom",
        ),
        ("weather in New York tomorrow", "New York City, New York, United States"),
        ("weather in NYC tomorrow", "New York City, New York, United States"),
        ("weather in nyc tomorrow", "New York City, New York, United States"),
        ("will it rain in São Paulo tomorrow?", "São Paulo, Sao Paulo, Brazil"),
        ("will it rain in Sao Paulo tomorrow?", "São Paulo, Sao Paulo, Brazil"),
        ("will it rain in sao paulo tomorrow?", "São Paulo, Sao Paulo, Brazil"),
        ("how cold will it be in Reading tomorrow", "Reading, England, United Kingdom"),
        ("picnic in Nice on Saturday", "Nice, Provence-Alpes-Cote d'Azur, France"),
        ("weather in Washington D.C. tomorrow", "Washington, District of Columbia, United States"),
        ("Braga weather tomorrow", "Braga, Portugal"),
    ] {
        assert_eq!(reader.place(text).0, place, "{text}");
    }
}

#[test]
fn everyday_words_are_no_towns_out_of_place() {
    let reader = Reader::new(Some("Porto"));
    for text in [
        "it may be nice reading weather in March",
        "can I run the race tomorrow",
        "is tomorrow hot",
        "will it be a nice hot day for a run in march",
        "may it be dry tomorrow",
        "will the weather be good enough for a run",
        "is it ok to go for a walk in the park tomorrow",
    ] {
        let (place, assumed) = reader.place(text);
        assert_eq!(place, "Porto, Portugal", "{text}");
        assert!(assumed.starts_with("No place was said"), "{text}: {assumed}");
    }
}

#[test]
fn countries_and_regions_are_stood_for_by_a_town_and_that_is_said() {
    let reader = Reader::new(Some("Porto"));
    for (text, place, area) in [
        ("weather in Portugal tomorrow", "Lisbon, Portugal", "Portugal"),
        ("will it rain in the Netherlands on Sunday", "Amsterdam, North Holland, Netherlands", "Netherlands"),
        ("how hot will it be in the UK tomorrow", "London, England, United Kingdom", "United Kingdom"),
        ("weather in the USA tomorrow", "Washington, District of Columbia, United States", "United States"),
        ("weather in UT tomorrow", "Salt Lake City, Utah, United States", "Utah"),
        (
            "weather in VI tomorrow",
            "Charlotte Amalie, Saint Thomas Island, U.S. Virgin Islands",
            "U.S. Virgin Islands",
        ),
        ("will it snow in Texas tomorrow", "Houston, Texas, United States", "Texas"),
        ("picnic in Tuscany tomorrow", "Florence, Tuscany, Italy", "Tuscany"),
        ("picnic in scotland tomorrow", "Glasgow, Scotland, United Kingdom", "Scotland"),
    ] {
        let question = reader.question(text);
        let assumption = question.assumed(Slot::Where).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(question.place.as_ref().unwrap().full_name(), place, "{text}");
        assert_eq!(assumption.text, format!("Took {place} for the whole of {area}."), "{text}");
    }
    let question = reader.question("weather in Portugal tomorrow");
    let alternatives = &question.assumed(Slot::Where).unwrap().alternatives;
    assert!(alternatives.iter().any(|other| other.label == "Porto, Portugal"), "{alternatives:?}");
    // A town that gave its region the name is meant itself.
    assert_eq!(reader.place("weather in Braga tomorrow"), ("Braga, Portugal".to_owned(), String::new()));
    let (_, assumed) = reader.place("weather in New York tomorrow");
    assert_eq!(assumed, "Took New York City, New York, United States for \"New York\".");
    assert_eq!(reader.place("weather in Ogden, UT tomorrow").0, "Ogden, Utah, United States");
}

#[test]
fn of_towns_of_one_name_the_likeliest_is_taken_and_the_others_offered() {
    let far = Reader::new(Some("Porto"));
    // About as large and about as far away: asked back.
    for (text, labels) in [
        (
            "weather in Portland tomorrow",
            ["Portland, Oregon, United States", "Portland, Maine, United States"],
        ),
        (
            "weather in Springfield tomorrow",
            ["Springfield, Missouri, United States", "Springfield, Illinois, United States"],
        ),
    ] {
        let Interpretation::Unclear(unclear) = far.read_with(text, &Edits::default()) else {
            panic!("{text}")
        };
        for label in labels {
            let offered = unclear.alternatives.iter().find(|alternative| alternative.label == label);
            let offered = offered.unwrap_or_else(|| panic!("{text}: {unclear:?}"));
            let Interpretation::Understood(again) = far.read_with(text, &offered.edits) else {
                panic!("{text}")
            };
            assert_eq!(again.place.unwrap().full_name(), label);
        }
    }
    for (text, place, other) in [(
        "weather in Cambridge tomorrow",
        "Cambridge, England, United Kingdom",
        "Cambridge, Ontario, Canada",
    )] {
        let question = far.question(text);
        assert_eq!(question.place.as_ref().unwrap().full_name(), place, "{text}");
        let assumption = question.assumed(Slot::Where).unwrap();
        let offered = assumption.alternatives.iter().find(|alternative| alternative.label == other);
        let offered = offered.unwrap_or_else(|| panic!("{text}: {assumption:?}"));
        let Interpretation::Understood(again) = far.read_with(text, &offered.edits) else { panic!("{text}") };
        assert_eq!(again.place.unwrap().full_name(), other);
    }
    let bostonian = Reader { home: Reader::new(Some("Boston")).home, saved: Vec::new() };
    assert_eq!(bostonian.place("weather in Portland tomorrow").0, "Portland, Maine, United States");
    assert_eq!(bostonian.place("weather in Cambridge tomorrow").0, "Cambridge, Massachusetts, United States");
    // A place of one's own draws names as home does.
    let hiker =
        Reader { home: Reader::new(Some("Porto")).home, saved: vec![bostonian.home.clone().unwrap()] };
    assert_eq!(hiker.place("weather in Cambridge tomorrow").0, "Cambridge, Massachusetts, United States");
}

#[test]
fn misspelt_names_are_corrected_and_that_is_said() {
    let reader = Reader::new(Some("Porto"));
    for (text, typed, meant) in [
        ("picnic in Lisbin tomorrow", "Lisbin", "Lisbon"),
        ("weather in lodnon tomorrow", "lodnon", "London"),
        ("will it rain in Edinbrugh on Friday", "Edinbrugh", "Edinburgh"),
        ("will it rain in barcelna on Friday", "barcelna", "Barcelona"),
        ("weather in Portugl tomorrow", "Portugl", "Portugal"),
        ("weather in Phildaelphia tomorrow", "Phildaelphia", "Philadelphia"),
    ] {
        let (_, assumed) = reader.place(text);
        assert!(assumed.starts_with(&format!("Read \"{typed}\" as \"{meant}\"")), "{text}: {assumed}");
    }
    for text in ["weather in Xyzzyqwert tomorrow", "weather in Narnia tomorrow"] {
        let Interpretation::Unclear(unclear) = reader.read_with(text, &Edits::default()) else {
            panic!("{text}")
        };
        assert_eq!(unclear.slot, Some(Slot::Where), "{text}");
    }
}

#[test]
fn places_of_ones_own_and_home_are_met_by_their_names() {
    let reader = Reader::new(Some("Porto"));
    for (text, name) in [
        ("will it rain at the cabin tomorrow", "Cabin"),
        ("picnic at my cabin on Saturday", "Cabin"),
        ("cabin weather tomorrow", "Cabin"),
        ("picnic at Praia do Norte tomorrow", "Praia do Norte"),
        ("how windy is praia do norte tomorrow", "Praia do Norte"),
        ("hike on Ben Nevis on Sunday", "Ben Nevis"),
        ("picnic at the beach tomorrow", "Beach"),
        ("will it rain here tomorrow", "Porto"),
        ("will it rain at home tomorrow", "Porto"),
        ("weather near my house tomorrow", "Porto"),
    ] {
        let question = reader.question(text);
        assert_eq!(question.place.as_ref().unwrap().name, name, "{text}");
        assert_eq!(question.assumed(Slot::Where), None, "{text}");
    }
    assert_eq!(reader.question("a beach day tomorrow").place.unwrap().name, "Porto");
    let edits = Edits { place: Some(PlaceId(PlaceId::OWN)), ..Edits::default() };
    let Interpretation::Understood(question) = reader.read_with("picnic tomorrow", &edits) else { panic!() };
    assert_eq!(question.place.unwrap().name, "Cabin");
}

#[test]
fn positions_are_places_of_their_own() {
    let reader = Reader::new(Some("Lisbon"));
    for text in [
        "will it rain at 41.15, -8.61 tomorrow",
        "picnic at 41.15,-8.61 tomorrow",
        "41°09'N 8°36.6'W weather tomorrow",
        "weather at 41.15° N, 8.61° W on Saturday",
    ] {
        let place = reader.question(text).place.unwrap();
        assert!(
            (place.latitude - 41.15).abs() < 0.01 && (place.longitude + 8.61).abs() < 0.01,
            "{text}: {place:?}"
        );
        assert_eq!(place.full_name(), "41.15° N, 8.61° W, near Porto, Portugal", "{text}");
        let edits = Edits { place: Some(place.id), ..Edits::default() };
        let Interpretation::Understood(again) = reader.read_with("picnic tomorrow", &edits) else {
            panic!("{text}")
        };
        assert_eq!(again.place.unwrap().name, place.name);
    }
}
