//! A small gazetteer of real places, series like the built-in ones, and a one-line account of a question.

#![expect(dead_code, reason = "each test file uses its own part of this")]

use domain::{
    Aggregation, Asked, Bound, Criterion, Edits, Gazetteer, Interpretation, Place, PlaceId, Question,
    SeriesId, SeriesInfo, SeriesKind, Slot, Subject, Unclear, Unit, UnitSystem, Variable,
};
use intent::{Setting, interpret};
use jiff::Zoned;
use std::fmt::Write;

/// Real places (GeoNames, populations rounded).
pub(crate) struct Places(Vec<Place>);

type Row = (u32, &'static str, &'static str, &'static str, &'static str, f64, f64, &'static str, u32);

const ROWS: [Row; 29] = [
    (2_267_057, "Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13, "Europe/Lisbon", 518_000),
    (2_735_943, "Porto", "Porto", "Portugal", "PT", 41.15, -8.61, "Europe/Lisbon", 250_000),
    (5_746_545, "Portland", "Oregon", "United States", "US", 45.52, -122.68, "America/Los_Angeles", 652_000),
    (4_975_802, "Portland", "Maine", "United States", "US", 43.66, -70.26, "America/New_York", 68_000),
    (2_988_507, "Paris", "Ile-de-France", "France", "FR", 48.85, 2.35, "Europe/Paris", 2_139_000),
    (4_717_560, "Paris", "Texas", "United States", "US", 33.66, -95.56, "America/Chicago", 25_000),
    (2_990_440, "Nice", "Provence-Alpes-Cote d'Azur", "France", "FR", 43.70, 7.27, "Europe/Paris", 343_000),
    (2_639_577, "Reading", "England", "United Kingdom", "GB", 51.46, -0.97, "Europe/London", 318_000),
    (2_656_173, "Bath", "England", "United Kingdom", "GB", 51.38, -2.36, "Europe/London", 94_000),
    (
        5_379_513,
        "Orange",
        "California",
        "United States",
        "US",
        33.79,
        -117.85,
        "America/Los_Angeles",
        140_000,
    ),
    (5_128_581, "New York", "New York", "United States", "US", 40.71, -74.01, "America/New_York", 8_804_000),
    (
        5_809_844,
        "Seattle",
        "Washington",
        "United States",
        "US",
        47.61,
        -122.33,
        "America/Los_Angeles",
        737_000,
    ),
    (2_643_743, "London", "England", "United Kingdom", "GB", 51.51, -0.13, "Europe/London", 8_961_000),
    (6_058_560, "London", "Ontario", "Canada", "CA", 42.98, -81.23, "America/Toronto", 422_000),
    (6_167_865, "Toronto", "Ontario", "Canada", "CA", 43.70, -79.42, "America/Toronto", 2_794_000),
    (
        4_140_963,
        "Washington",
        "District of Columbia",
        "United States",
        "US",
        38.90,
        -77.04,
        "America/New_York",
        689_000,
    ),
    (4_930_956, "Boston", "Massachusetts", "United States", "US", 42.36, -71.06, "America/New_York", 675_000),
    (5_037_649, "Minneapolis", "Minnesota", "United States", "US", 44.98, -93.26, "America/Chicago", 430_000),
    (1_275_339, "Mumbai", "Maharashtra", "India", "IN", 19.07, 72.88, "Asia/Kolkata", 12_691_000),
    (
        4_791_259,
        "Virginia Beach",
        "Virginia",
        "United States",
        "US",
        36.85,
        -75.98,
        "America/New_York",
        459_000,
    ),
    (2_747_373, "The Hague", "South Holland", "Netherlands", "NL", 52.08, 4.30, "Europe/Amsterdam", 475_000),
    (
        2_147_714,
        "Sydney",
        "New South Wales",
        "Australia",
        "AU",
        -33.87,
        151.21,
        "Australia/Sydney",
        4_628_000,
    ),
    (4_076_784, "Mobile", "Alabama", "United States", "US", 30.69, -88.04, "America/Chicago", 187_000),
    (3_190_261, "Split", "Split-Dalmatia", "Croatia", "HR", 43.51, 16.44, "Europe/Zagreb", 160_000),
    (1_809_858, "Guangzhou", "Guangdong", "China", "CN", 23.12, 113.25, "Asia/Shanghai", 16_097_000),
    (3_386_496, "Teresina", "Piaui", "Brazil", "BR", -5.09, -42.80, "America/Fortaleza", 871_000),
    (2_980_916, "Saint-Denis", "Ile-de-France", "France", "FR", 48.94, 2.35, "Europe/Paris", 111_000),
    (4_115_412, "Hot Springs", "Arkansas", "United States", "US", 34.50, -93.06, "America/Chicago", 35_000),
    (3_448_439, "Sao Paulo", "Sao Paulo", "Brazil", "BR", -23.55, -46.64, "America/Sao_Paulo", 12_400_000),
];

/// Alternate names that `GeoNames` really has; some are everyday words.
const OTHER_NAMES: [(&str, &str); 7] = [
    ("New York", "new york city"),
    ("New York", "nyc"),
    ("Guangzhou", "can"),
    ("Teresina", "the"),
    ("Saint-Denis", "run"),
    ("Hot Springs", "hot"),
    ("Lisbon", "lisboa"),
];

impl Places {
    pub(crate) fn new() -> Self {
        let place = |&(id, name, region, country, code, latitude, longitude, zone, population): &Row| Place {
            id: PlaceId(id),
            name: name.to_owned(),
            region: Some(region.to_owned()),
            country: country.to_owned(),
            country_code: code.to_owned(),
            latitude,
            longitude,
            elevation: None,
            time_zone: zone.to_owned(),
            population,
            local: None,
        };
        let mut places: Vec<Place> = ROWS.iter().map(place).collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.population));
        Self(places)
    }

    pub(crate) fn named(&self, name: &str) -> Place {
        self.find(name).into_iter().next().expect("a place of the table")
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase()
        .replace(['ã', 'á'], "a")
        .replace(['.', ','], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn state_code(place: &Place) -> &'static str {
    match place.region.as_deref() {
        Some("Oregon") => "or",
        Some("Maine") => "me",
        Some("Texas") => "tx",
        Some("District of Columbia") => "d c",
        Some("Washington") => "wa",
        _ => "",
    }
}

impl Gazetteer for Places {
    fn find(&self, name: &str) -> Vec<Place> {
        let asked = plain(name);
        let matches = |place: &&Place| {
            let name = plain(&place.name);
            let other = OTHER_NAMES
                .iter()
                .filter(|(own, _)| plain(own) == name)
                .map(|(_, other)| (*other).to_owned());
            let mut names: Vec<String> = other.collect();
            names.push(name);
            names.iter().any(|name| {
                asked.strip_prefix(name.as_str()).is_some_and(|rest| {
                    let rest = rest.trim_start();
                    let region = place.region.as_deref().map(plain).unwrap_or_default();
                    let country = plain(&place.country);
                    let full = format!("{region} {country}");
                    let known = [region.as_str(), country.as_str(), full.as_str(), state_code(place)];
                    rest.is_empty()
                        || asked.as_bytes().get(name.len()) == Some(&b' ') && known.contains(&rest)
                })
            })
        };
        self.0.iter().filter(matches).cloned().collect()
    }

    fn near(&self, name: &str, limit: usize) -> Vec<Place> {
        let letters = |name: &str| {
            let mut letters: Vec<char> = plain(name).chars().collect();
            letters.sort_unstable();
            letters
        };
        let asked = letters(name);
        let alike = |place: &&Place| {
            let own = letters(&place.name);
            let common = own.iter().filter(|letter| asked.contains(letter)).count();
            own.len().abs_diff(asked.len()) <= 1
                && common + 1 >= own.len()
                && place.name.chars().next().map(|first| first.to_ascii_lowercase())
                    == name.chars().next().map(|first| first.to_ascii_lowercase())
        };
        self.0.iter().filter(alike).take(limit).cloned().collect()
    }

    fn complete(&self, beginning: &str, limit: usize) -> Vec<Place> {
        let beginning = plain(beginning);
        self.0
            .iter()
            .filter(|place| plain(&place.name).starts_with(&beginning))
            .take(limit)
            .cloned()
            .collect()
    }

    fn place(&self, id: PlaceId) -> Option<Place> {
        self.0.iter().find(|place| place.id == id).cloned()
    }

    fn largest_in_zone(&self, time_zone: &str) -> Option<Place> {
        self.0.iter().find(|place| place.time_zone == time_zone).cloned()
    }

    fn nearest(&self, latitude: f64, longitude: f64) -> Option<Place> {
        let distance = |place: &&Place| place.distance_to(latitude, longitude);
        self.0.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).cloned()
    }
}

pub(crate) fn series() -> Vec<SeriesInfo> {
    let info =
        |id: &str, title: &str, aliases: &[&str], unit: Unit, kind, zone: &str, step_minutes| SeriesInfo {
            id: SeriesId(id.to_owned()),
            title: title.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            unit,
            kind,
            time_zone: zone.to_owned(),
            step_minutes,
            first: None,
            last: None,
            origin: "Sample data".to_owned(),
            sample: true,
            weather: None,
        };
    vec![
        info(
            "traffic",
            "Traffic on Interstate 94, Minneapolis to St Paul, westbound",
            &["traffic", "i-94", "i94", "interstate 94", "metro interstate traffic", "highway", "road"],
            Unit::Named("vehicles/h".to_owned()),
            SeriesKind::Count,
            "America/Chicago",
            60,
        ),
        info(
            "electricity",
            "Electricity used by a house in Sceaux near Paris",
            &[
                "electricity",
                "electricity use",
                "electricity bill",
                "power",
                "power use",
                "household electricity",
            ],
            Unit::KilowattHour,
            SeriesKind::Amount,
            "Europe/Paris",
            60,
        ),
        info(
            "sales",
            "Daily sales of an online gift shop in the United Kingdom",
            &["sales", "retail", "retail sales", "revenue", "takings", "shop", "turnover"],
            Unit::Named("GBP".to_owned()),
            SeriesKind::Amount,
            "Europe/London",
            1440,
        ),
        info(
            "oil",
            "Price of crude oil, West Texas Intermediate",
            &["oil", "oil price", "price of oil", "crude", "crude oil", "wti"],
            Unit::Named("USD/barrel".to_owned()),
            SeriesKind::Price,
            "America/New_York",
            1440,
        ),
    ]
}

/// Reads a text in the light of one setting.
pub(crate) struct Reader {
    pub(crate) places: Places,
    pub(crate) series: Vec<SeriesInfo>,
    pub(crate) home: Option<Place>,
    pub(crate) now: Zoned,
    pub(crate) units: UnitSystem,
}

impl Reader {
    /// At home in Lisbon on Wednesday 12 June 2013, 10:20.
    pub(crate) fn new() -> Self {
        Self::at("2013-06-12T10:20[Europe/Lisbon]", Some("Lisbon"))
    }

    pub(crate) fn at(now: &str, home: Option<&str>) -> Self {
        let places = Places::new();
        let home = home.map(|home| places.named(home));
        Self {
            places,
            series: series(),
            home,
            now: now.parse().expect("a moment"),
            units: UnitSystem::Metric,
        }
    }

    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting {
            now: self.now.clone(),
            home: self.home.as_ref(),
            saved: &[],
            gazetteer: &self.places,
            series: &self.series,
            activities: intent::Catalogue::built_in(),
            previous: None,
            units: self.units,
        }
    }

    pub(crate) fn read(&self, text: &str) -> Interpretation {
        interpret(text, &Edits::default(), &self.setting())
    }

    pub(crate) fn edited(&self, text: &str, edits: &Edits) -> Interpretation {
        interpret(text, edits, &self.setting())
    }

    pub(crate) fn question(&self, text: &str) -> Question {
        match self.read(text) {
            Interpretation::Understood(question) => *question,
            Interpretation::Unclear(unclear) => panic!("{text}: {}", unclear.message),
            Interpretation::Explanation(aspect) => panic!("{text}: {aspect:?}"),
        }
    }

    pub(crate) fn unclear(&self, text: &str) -> Unclear {
        match self.read(text) {
            Interpretation::Understood(question) => panic!("{text}: {}", account(&question)),
            Interpretation::Unclear(unclear) => unclear,
            Interpretation::Explanation(aspect) => panic!("{text}: {aspect:?}"),
        }
    }

    /// One line about what was read.
    pub(crate) fn account(&self, text: &str) -> String {
        match self.read(text) {
            Interpretation::Understood(question) => account(&question),
            Interpretation::Unclear(unclear) => format!("? {}", unclear.message),
            Interpretation::Explanation(aspect) => format!("? {aspect:?}"),
        }
    }
}

/// A question in one line: what, where, when, what has to hold where it isn't the table's, and the parts assumed.
pub(crate) fn account(question: &Question) -> String {
    let mut line = match &question.subject {
        Subject::Activity { id, .. } => id.clone(),
        Subject::Weather => "weather".to_owned(),
        Subject::Series { info } => info.id.0.clone(),
    };
    match &question.asked {
        Asked::Window { hours, negated } => {
            let _ = write!(line, " {hours} h{}", if *negated { " not" } else { "" });
        }
        Asked::Event { negated } => line.push_str(if *negated { " not" } else { "" }),
        Asked::Amount { variable, aggregation } => {
            let _ = write!(line, " {} {}", aggregation_name(*aggregation), variable_name(variable));
        }
        other => {
            let name = match other {
                Asked::Comparison { .. } => "compared",
                Asked::Trend { .. } => "trend",
                Asked::FirstTime => "first time",
                _ => "typical",
            };
            let _ = write!(line, " {name}");
            if let Asked::Amount { variable, aggregation } = other.inner() {
                let _ = write!(line, " {} {}", aggregation_name(*aggregation), variable_name(variable));
            }
        }
    }
    if let Some(place) = &question.place {
        let _ = write!(line, " | {}", place.name);
        if place.name == "Portland" || place.name == "Paris" || place.name == "London" {
            let _ = write!(line, " {}", place.country_code);
        }
    }
    let spans: Vec<String> = question.spans.iter().map(span).collect();
    let _ = write!(line, " | {}", spans.join(", "));
    let table = match &question.subject {
        Subject::Activity { id, .. } => intent::Catalogue::built_in()
            .find(id)
            .map(|activity| activity.criteria.clone())
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    if question.criteria != table {
        let criteria: Vec<String> = question.criteria.iter().map(criterion).collect();
        let _ = write!(line, " | {}", criteria.join(", "));
    }
    let mut slots: Vec<&str> = question.assumptions.iter().map(|assumption| slot(assumption.slot)).collect();
    slots.dedup();
    if !slots.is_empty() {
        let _ = write!(line, " | assumed {}", slots.join(" "));
    }
    line
}

fn slot(slot: Slot) -> &'static str {
    match slot {
        Slot::What => "what",
        Slot::Where => "where",
        Slot::When => "when",
        Slot::Hours => "hours",
        Slot::Needs => "needs",
    }
}

fn span(span: &domain::Span) -> String {
    let (start, end) = (&span.start, &span.end);
    let same_day = start.date() == end.date();
    let until = if same_day { end.strftime("%H").to_string() } else { end.strftime("%m-%d %H").to_string() };
    let year = if start.year() == 2013 { String::new() } else { format!("{}-", start.year()) };
    format!("{year}{} to {until}", start.strftime("%m-%d %H"))
}

pub(crate) fn criterion(criterion: &Criterion) -> String {
    let number = |value: f64| format!("{}", (value * 100.0).round() / 100.0);
    let bound = match criterion.bound {
        Bound::AtMost { limit } => format!("<= {}", number(limit)),
        Bound::AtLeast { limit } => format!(">= {}", number(limit)),
        Bound::Within { lower, upper } => format!("{} to {}", number(lower), number(upper)),
    };
    format!("{} {} {bound}", aggregation_name(criterion.aggregation), variable_name(&criterion.variable))
}

fn aggregation_name(aggregation: Aggregation) -> &'static str {
    match aggregation {
        Aggregation::Every => "every",
        Aggregation::Any => "any",
        Aggregation::Sum => "sum",
        Aggregation::Mean => "mean",
        Aggregation::Minimum => "min",
        Aggregation::Maximum => "max",
        Aggregation::Last => "last",
    }
}

fn variable_name(variable: &Variable) -> String {
    match variable {
        Variable::Series(id) => id.0.clone(),
        other => other.name().to_owned(),
    }
}
