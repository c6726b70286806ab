use crate::gold::Phrase;
use context::gazetteer::Gazetteer;
use domain::{Edits, Place, PlaceId, UnitSystem};
use intent::{Domain, Setting, analyse, interpret};
use jiff::{
    Zoned,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use serde_json::{Value, json};
use std::time::Instant;

/// A time as compared with the labels: local, `end` exclusive.
#[derive(Debug, Clone)]
pub(crate) struct AnsweredTime {
    pub(crate) start: Option<DateTime>,
    pub(crate) end: Option<DateTime>,
    pub(crate) grain: &'static str,
    pub(crate) open: bool,
    /// In characters.
    pub(crate) span: (usize, usize),
}

/// What was read in a phrase.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) domain: &'static str,
    pub(crate) times: Vec<AnsweredTime>,
    /// Label and place, in characters.
    pub(crate) slots: Vec<(&'static str, usize, usize)>,
    /// What `analyse` took.
    pub(crate) microseconds: f64,
    /// What `interpret` took: the whole way to a question, or to why there is none and what to ask instead.
    pub(crate) interpreting: f64,
}

/// A moment as Recognizers and Duckling write it; years before 1 with a minus and four digits.
pub(crate) fn written(moment: DateTime) -> String {
    let sign = if moment.year() < 0 { "-" } else { "" };
    let (date, time) = (moment.date(), moment.time());
    format!(
        "{sign}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year().unsigned_abs(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

impl Answer {
    pub(crate) fn to_json(&self, id: &str) -> Value {
        let times: Vec<Value> = self
            .times
            .iter()
            .map(|time| {
                let mut row = json!({
                    "start": time.start.map(written), "end": time.end.map(written),
                    "grain": time.grain, "span": [time.span.0, time.span.1],
                });
                if time.open {
                    row["open"] = true.into();
                }
                row
            })
            .collect();
        let slots: Vec<Value> = self
            .slots
            .iter()
            .map(|(label, start, end)| json!({"slot": label, "span": [start, end]}))
            .collect();
        json!({"id": id, "domain": self.domain, "times": times, "slots": slots, "us": self.microseconds})
    }
}

/// When and where the phrase is taken to be said: the reference moment and the country of its label, else a day in the
/// United States.
fn moment(phrase: &Phrase) -> Zoned {
    let civil: DateTime = phrase.labels["ref"]
        .as_str()
        .and_then(|moment| moment.parse().ok())
        .unwrap_or_else(|| jiff::civil::date(2018, 6, 12).at(9, 30, 0, 0));
    let hours = phrase.labels["tz"].as_str().and_then(|offset| offset.get(..3)?.parse::<i8>().ok());
    let zone =
        TimeZone::fixed(Offset::constant(0).saturating_add(jiff::Span::new().hours(hours.unwrap_or(0))));
    civil.to_zoned(zone.clone()).unwrap_or_else(|_| Zoned::new(jiff::Timestamp::UNIX_EPOCH, zone))
}

/// The capital of a country, as a home.
fn home(country: &str) -> Option<Place> {
    let (name, full, latitude, longitude, zone) = match country {
        "US" => ("Washington", "United States", 38.9, -77.0, "America/New_York"),
        "GB" => ("London", "United Kingdom", 51.5, -0.1, "Europe/London"),
        "CA" => ("Ottawa", "Canada", 45.4, -75.7, "America/Toronto"),
        "AU" => ("Canberra", "Australia", -35.3, 149.1, "Australia/Sydney"),
        "NZ" => ("Wellington", "New Zealand", -41.3, 174.8, "Pacific/Auckland"),
        "IE" => ("Dublin", "Ireland", 53.3, -6.3, "Europe/Dublin"),
        "IN" => ("Delhi", "India", 28.7, 77.2, "Asia/Kolkata"),
        "ZA" => ("Pretoria", "South Africa", -25.7, 28.2, "Africa/Johannesburg"),
        "PH" => ("Manila", "Philippines", 14.6, 121.0, "Asia/Manila"),
        "BZ" => ("Belmopan", "Belize", 17.3, -88.8, "America/Belize"),
        "JM" => ("Kingston", "Jamaica", 18.0, -76.8, "America/Jamaica"),
        "TT" => ("Port of Spain", "Trinidad and Tobago", 10.7, -61.5, "America/Port_of_Spain"),
        _ => return None,
    };
    Some(Place {
        id: PlaceId(1 << 31),
        name: name.to_owned(),
        region: None,
        country: full.to_owned(),
        country_code: country.to_owned(),
        latitude,
        longitude,
        elevation: None,
        time_zone: zone.to_owned(),
        population: 0,
        local: None,
    })
}

/// Reads a phrase, and once more for the time it takes; likewise as a question.
pub(crate) fn answer(phrase: &Phrase) -> Answer {
    let country =
        phrase.labels["locale"].as_str().and_then(|locale| locale.split_once('_')).map(|pair| pair.1);
    let home = country.and_then(home);
    let setting = Setting {
        now: moment(phrase),
        home: home.as_ref(),
        gazetteer: Gazetteer::embedded(),
        series: &[],
        saved: &[],
        activities: intent::Catalogue::built_in(),
        previous: None,
        units: if matches!(country, None | Some("US")) { UnitSystem::Imperial } else { UnitSystem::Metric },
    };
    let warm = analyse(&phrase.text, &setting);
    let begun = Instant::now();
    let reading = analyse(&phrase.text, &setting);
    let microseconds = begun.elapsed().as_nanos() as f64 / 1000.0;
    assert_eq!(warm, reading, "the same text is read the same way twice");
    let warm = interpret(&phrase.text, &Edits::default(), &setting);
    let begun = Instant::now();
    let interpretation = interpret(&phrase.text, &Edits::default(), &setting);
    let interpreting = begun.elapsed().as_nanos() as f64 / 1000.0;
    assert_eq!(warm, interpretation, "the same text is understood the same way twice");
    let characters = |byte: usize| phrase.text[..byte].chars().count();
    Answer {
        domain: match reading.domain {
            Some(Domain::Weather) => "weather",
            Some(Domain::Traffic) => "traffic",
            Some(Domain::Finance) => "finance",
            Some(Domain::Energy) => "energy",
            Some(Domain::Series) => "series",
            Some(Domain::Other) => "other",
            None => "none",
        },
        times: reading
            .times
            .iter()
            .map(|time| AnsweredTime {
                start: time.start.as_ref().map(Zoned::datetime),
                end: time.end.as_ref().map(Zoned::datetime),
                grain: time.grain.name(),
                open: time.open,
                span: (characters(time.bytes.start), characters(time.bytes.end)),
            })
            .collect(),
        slots: reading
            .slots
            .iter()
            .map(|slot| (slot.label, characters(slot.bytes.start), characters(slot.bytes.end)))
            .collect(),
        microseconds,
        interpreting,
    }
}
