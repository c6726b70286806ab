//! Questions with scenarios of a known make for the tests of this crate.

use crate::{DateStyle, Material};
use domain::{
    Aggregation, Asked, Assumption, Bound, Context, Criterion, Edits, ModelNote, Origin, OriginKind, Place,
    PlaceId, Question, Scenarios, Series, SeriesId, SeriesInfo, SeriesKind, Slot, Span, Step, Subject,
    Support, ThresholdSource, Track, Unit, UnitSystem, Variable,
};
use jiff::{Timestamp, Zoned};
use std::{collections::HashMap, sync::Arc};

/// What happened, by variable and valid time.
type Happened = HashMap<(Variable, Timestamp), f64>;

/// Everything [`Material`] borrows.
pub(crate) struct Fixture {
    pub(crate) question: Question,
    pub(crate) scenarios: Scenarios,
    pub(crate) usual: Option<Scenarios>,
    pub(crate) context: Context,
    pub(crate) models: Vec<ModelNote>,
    pub(crate) issue_time: Zoned,
    pub(crate) as_of: bool,
    pub(crate) step: Step,
    pub(crate) units: UnitSystem,
    pub(crate) dates: DateStyle,
    pub(crate) happened: Option<Happened>,
}

impl Fixture {
    /// Hands the material to `use_it`.
    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&Material<'_>) -> T) -> T {
        let lookup = |variable: &Variable, time: Timestamp| {
            self.happened.as_ref().and_then(|happened| happened.get(&(variable.clone(), time)).copied())
        };
        use_it(&Material {
            question: &self.question,
            scenarios: &self.scenarios,
            step: self.step,
            usual: self.usual.as_ref(),
            usual_class: "days within two weeks of this date in 2013 and typical years",
            context: &self.context,
            models: &self.models,
            calibration: "Not yet checked against outcomes: no forecast like this one has come due.",
            issue_time: &self.issue_time,
            now: &self.issue_time,
            as_of: self.as_of,
            observed: self.happened.as_ref().map(|_| &lookup as crate::Observed<'_>),
            units: self.units,
            dates: self.dates,
        })
    }

    pub(crate) fn answer(&self) -> domain::Answer {
        self.with(crate::compose)
    }
}

/// Numbers that look random and are always the same (`SplitMix64`; Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Evenly from 0 to 1.
    pub(crate) fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Roughly normal, mean 0 and variance 1: twelve even ones less six.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

pub(crate) fn zoned(text: &str, zone: &str) -> Zoned {
    format!("{text}[{zone}]").parse().expect("a zoned time")
}

pub(crate) fn place(name: &str, country: &str, code: &str, zone: &str) -> Place {
    Place {
        id: PlaceId(1),
        name: name.to_owned(),
        region: None,
        country: country.to_owned(),
        country_code: code.to_owned(),
        latitude: 40.0,
        longitude: -8.0,
        elevation: None,
        time_zone: zone.to_owned(),
        population: 500_000,
        local: None,
    }
}

pub(crate) fn criterion(
    label: &str,
    variable: Variable,
    aggregation: Aggregation,
    bound: Bound,
) -> Criterion {
    Criterion { label: label.to_owned(), variable, aggregation, bound, source: ThresholdSource::OurDefault }
}

pub(crate) fn picnic_criteria() -> Vec<Criterion> {
    let every = Aggregation::Every;
    vec![
        criterion("dry", Variable::Precipitation, every, Bound::AtMost { limit: 0.2 }),
        criterion(
            "pleasant temperature",
            Variable::Temperature,
            every,
            Bound::Within { lower: 18.0, upper: 27.0 },
        ),
        Criterion {
            source: ThresholdSource::Cited { source: "Beaufort 4 (Met Office)".to_owned() },
            ..criterion("light wind", Variable::WindSpeed, every, Bound::AtMost { limit: 20.0 / 3.6 })
        },
    ]
}

/// A day of the weather: what one hour is like in one member.
pub(crate) struct Climate {
    pub(crate) mean: f64,
    pub(crate) swing: f64,
    pub(crate) spread: f64,
    pub(crate) wind: f64,
    /// Share of members in which it rains for some hours.
    pub(crate) wet: f64,
}

pub(crate) const MILD: Climate = Climate { mean: 18.0, swing: 5.5, spread: 1.3, wind: 3.6, wet: 0.12 };
pub(crate) const USUAL: Climate = Climate { mean: 17.0, swing: 5.5, spread: 3.2, wind: 4.3, wet: 0.25 };

pub(crate) fn hours_from(start: &Zoned, hours: usize) -> Arc<[Timestamp]> {
    (0..hours).map(|hour| start.timestamp() + jiff::SignedDuration::from_hours(hour as i64)).collect()
}

/// Members of plausible weather: a daily course with errors that last and grow, wind that rises in the afternoon, rain in
/// spells.
pub(crate) fn weather(
    times: &Arc<[Timestamp]>,
    zone: &str,
    members: usize,
    climate: &Climate,
    seed: u64,
) -> Scenarios {
    let variables = vec![
        Variable::Temperature,
        Variable::Precipitation,
        Variable::WindSpeed,
        Variable::WindGust,
        Variable::CloudCover,
        Variable::Visibility,
    ];
    let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
    let mut noise = Noise::new(seed);
    let mut values = vec![0.0; variables.len() * members * times.len()];
    let count = times.len();
    for member in 0..members {
        let (mut warm, mut windy) = (noise.normal() * 0.4, noise.normal() * 0.3);
        let wet = noise.even() < climate.wet;
        let (shower, length) = (noise.even() * count as f64, 2.0 + noise.even() * 6.0);
        for (index, time) in times.iter().enumerate() {
            let hour = f64::from(time.to_zoned(zone.clone()).hour());
            warm = warm * 0.94 + noise.normal() * 0.35;
            windy = windy * 0.9 + noise.normal() * 0.12;
            let course = ((hour - 14.5) / 24.0 * std::f64::consts::TAU).cos();
            let raining = wet && (index as f64 - shower).abs() < length / 2.0;
            let temperature = climate.mean + climate.swing * course + warm * climate.spread
                - if raining { 3.0 } else { 0.0 };
            let root = (climate.wind.sqrt() + 0.28 * course + windy).max(0.0);
            let wind = root * root;
            let rain = if raining { (noise.even() * 6.0).max(0.3).floor() / 2.0 + 0.3 } else { 0.0 };
            let cloud =
                (if raining { 95.0 } else { 35.0 } + warm * 20.0 + noise.normal() * 8.0).clamp(0.0, 100.0);
            let row =
                [temperature, rain, wind, wind * 1.55 + 1.0, cloud, if raining { 6.0 } else { 24.0 + warm }];
            for (variable, value) in row.into_iter().enumerate() {
                values[(variable * members + member) * count + index] = value;
            }
        }
    }
    Scenarios::new(variables, times.clone(), members, values).expect("the shape")
}

pub(crate) fn track(variable: Variable, kind: OriginKind, title: &str, newest: Option<&Zoned>) -> Track {
    let start = newest.map_or_else(
        || zoned("2013-01-01T00:00", "UTC"),
        |newest| newest.checked_sub(jiff::Span::new().hours(1)).expect("in range"),
    );
    let history = if newest.is_some() {
        Series::new(start, Step::HOUR, vec![1.0]).expect("a step")
    } else {
        Series::empty(start, Step::HOUR)
    };
    let origin = Origin { credit: "US Government, public domain".to_owned(), ..Origin::new(kind, title) };
    Track::of_weather(variable, history, origin)
}

pub(crate) fn models() -> Vec<ModelNote> {
    let note = |model: &str, weight: f64| ModelNote {
        model: model.to_owned(),
        used_for: "temperature, wind and rain".to_owned(),
        weight,
        left_out: None,
    };
    vec![note("climatology", 0.28), note("damped anomaly", 0.44), note("seasonal naive", 0.28)]
}

/// "tomorrow's picnic" on Friday 12 June 2026 in Lisbon, over one whole day.
pub(crate) fn picnic() -> Fixture {
    let zone = "Europe/Lisbon";
    let midnight = zoned("2026-06-13T00:00", zone);
    let times = hours_from(&midnight, 24);
    let issue_time = zoned("2026-06-12T12:00", zone);
    let newest = zoned("2026-06-12T11:48", zone);
    let station = |variable| track(variable, OriginKind::ObservedHourly, "Lisbon Airport", Some(&newest));
    Fixture {
        question: Question {
            text: "tomorrow's picnic".to_owned(),
            subject: Subject::Activity { id: "picnic".to_owned(), title: "Picnic".to_owned() },
            asked: Asked::Window { hours: 3, negated: false },
            place: Some(place("Lisbon", "Portugal", "PT", zone)),
            spans: vec![Span {
                start: zoned("2026-06-13T11:00", zone),
                end: zoned("2026-06-13T17:00", zone),
            }],
            criteria: picnic_criteria(),
            assumptions: vec![Assumption {
                slot: Slot::Where,
                text: "In Lisbon, your home place.".to_owned(),
                alternatives: Vec::new(),
            }],
            edits: Edits::default(),
        },
        scenarios: weather(&times, zone, 400, &MILD, 7),
        usual: Some(weather(&times, zone, 300, &USUAL, 11)),
        context: Context {
            issue_time: issue_time.timestamp(),
            place: None,
            tracks: vec![
                station(Variable::Temperature),
                station(Variable::Precipitation),
                station(Variable::WindSpeed),
            ],
            gaps: Vec::new(),
        },
        models: models(),
        issue_time,
        as_of: false,
        step: Step::HOUR,
        units: UnitSystem::Metric,
        dates: DateStyle::DayMonth,
        happened: None,
    }
}

/// The same in New York as of 14 June 2013, with what happened.
pub(crate) fn past_picnic(seed: u64) -> Fixture {
    let zone = "America/New_York";
    let mut fixture = picnic();
    let times = hours_from(&zoned("2013-06-15T00:00", zone), 24);
    let truth = weather(&times, zone, 1, &MILD, seed);
    let mut happened = Happened::new();
    for (position, variable) in truth.variables().iter().enumerate() {
        for (time, value) in times.iter().zip(truth.trajectory(position, 0)) {
            happened.insert((variable.clone(), *time), *value);
        }
    }
    fixture.question.place = Some(place("New York City", "United States", "US", zone));
    fixture.question.assumptions.clear();
    fixture.question.spans =
        vec![Span { start: zoned("2013-06-15T11:00", zone), end: zoned("2013-06-15T17:00", zone) }];
    fixture.scenarios = weather(&times, zone, 400, &MILD, 7);
    fixture.usual = Some(weather(&times, zone, 300, &USUAL, 11));
    fixture.issue_time = zoned("2013-06-14T18:00", zone);
    let newest = zoned("2013-06-14T18:00", zone);
    for track in &mut fixture.context.tracks {
        *track = self::track(
            track.variable.clone(),
            OriginKind::ObservedHourly,
            "LaGuardia Airport, sample data of 2013",
            Some(&newest),
        );
    }
    fixture.as_of = true;
    fixture.happened = Some(happened);
    fixture
}

/// A question about the weather itself in the same scenarios.
pub(crate) fn weather_question(asked: Asked, criteria: Vec<Criterion>, from: &str, to: &str) -> Fixture {
    let zone = "Europe/Lisbon";
    let mut fixture = picnic();
    fixture.question.text = "a question".to_owned();
    fixture.question.subject = Subject::Weather;
    fixture.question.asked = asked;
    fixture.question.criteria = criteria;
    fixture.question.assumptions.clear();
    fixture.question.spans = vec![Span { start: zoned(from, zone), end: zoned(to, zone) }];
    let days = 24 * (1 + (zoned(to, zone).date() - zoned(from, zone).date()).get_days() as usize);
    let times = hours_from(&zoned(from, zone).start_of_day().expect("a day"), days);
    fixture.scenarios = weather(&times, zone, 400, &MILD, 7);
    fixture.usual = Some(weather(&times, zone, 300, &USUAL, 11));
    fixture
}

/// A question about a series with values of `mean` and `spread` around a weekly course.
pub(crate) struct SeriesQuestion<'a> {
    pub(crate) title: &'a str,
    pub(crate) unit: Unit,
    pub(crate) kind: SeriesKind,
    pub(crate) step: Step,
    pub(crate) first: &'a str,
    pub(crate) steps: usize,
    pub(crate) asked: Asked,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) span: (&'a str, &'a str),
    pub(crate) mean: f64,
    pub(crate) spread: f64,
}

impl SeriesQuestion<'_> {
    pub(crate) fn variable() -> Variable {
        Variable::Series(SeriesId("sample".to_owned()))
    }

    pub(crate) fn fixture(self) -> Fixture {
        let zone = "America/Chicago";
        let mut fixture = picnic();
        let info = SeriesInfo {
            id: SeriesId("sample".to_owned()),
            title: self.title.to_owned(),
            aliases: Vec::new(),
            unit: self.unit.clone(),
            kind: self.kind,
            time_zone: zone.to_owned(),
            step_minutes: self.step.nominal_minutes(),
            first: None,
            last: None,
            origin: "sample data of 2012 to 2018".to_owned(),
            sample: true,
            weather: None,
        };
        let series = Series::new(zoned(self.first, zone), self.step, vec![0.0; self.steps]).expect("a step");
        let times: Arc<[Timestamp]> = (0..self.steps).map(|index| series.time(index)).collect();
        let support: Support = info.support();
        let make = |spread: f64, members: usize, seed: u64| {
            let mut noise = Noise::new(seed);
            let mut values = Vec::new();
            for _ in 0..members {
                let mut level = noise.normal() * 0.3;
                for (index, _) in times.iter().enumerate() {
                    level = level * 0.97 + noise.normal() * 0.25;
                    let course = (index as f64 / 12.0 * std::f64::consts::PI).sin();
                    let value = support.clamp(self.mean * (1.0 + 0.25 * course) + level * spread);
                    values.push(if support.integer { value.round() } else { value });
                }
            }
            Scenarios::new(vec![Self::variable()], times.clone(), members, values).expect("the shape")
        };
        fixture.scenarios = make(self.spread, 400, 3);
        fixture.usual = Some(make(self.spread * 1.6, 200, 5));
        fixture.question.text = "a question".to_owned();
        fixture.question.subject = Subject::Series { info };
        fixture.question.asked = self.asked;
        fixture.question.criteria = self.criteria;
        fixture.question.place = None;
        fixture.question.assumptions.clear();
        fixture.question.spans =
            vec![Span { start: zoned(self.span.0, zone), end: zoned(self.span.1, zone) }];
        let newest = zoned("2018-10-01T00:00", zone);
        fixture.context.tracks =
            vec![track(Self::variable(), OriginKind::ObservedHourly, self.title, Some(&newest))];
        fixture.step = self.step;
        fixture
    }
}

/// How busy the road is on Monday at 8.
pub(crate) fn traffic() -> Fixture {
    SeriesQuestion {
        title: "I-94 westbound traffic",
        unit: Unit::Named("vehicles per hour".to_owned()),
        kind: SeriesKind::Count,
        step: Step::HOUR,
        first: "2026-06-15T00:00",
        steps: 24,
        asked: Asked::Amount { variable: SeriesQuestion::variable(), aggregation: Aggregation::Sum },
        criteria: Vec::new(),
        span: ("2026-06-15T08:00", "2026-06-15T09:00"),
        mean: 4000.0,
        spread: 900.0,
    }
    .fixture()
}

/// Whether the house uses more than 30 kWh tomorrow, in daily values.
pub(crate) fn electricity() -> Fixture {
    SeriesQuestion {
        title: "Household electricity",
        unit: Unit::KilowattHour,
        kind: SeriesKind::Amount,
        step: Step::DAY,
        first: "2026-05-20T00:00",
        steps: 30,
        asked: Asked::Event { negated: false },
        criteria: vec![Criterion {
            source: ThresholdSource::Asked,
            ..criterion(
                "electricity use",
                SeriesQuestion::variable(),
                Aggregation::Sum,
                Bound::AtLeast { limit: 30.0 },
            )
        }],
        span: ("2026-06-13T00:00", "2026-06-14T00:00"),
        mean: 27.0,
        spread: 4.0,
    }
    .fixture()
}

/// The oil price next Friday.
pub(crate) fn oil() -> Fixture {
    SeriesQuestion {
        title: "WTI crude oil",
        unit: Unit::Named("USD per barrel".to_owned()),
        kind: SeriesKind::Price,
        step: Step::DAY,
        first: "2026-06-01T00:00",
        steps: 20,
        asked: Asked::Amount { variable: SeriesQuestion::variable(), aggregation: Aggregation::Last },
        criteria: Vec::new(),
        span: ("2026-06-19T00:00", "2026-06-20T00:00"),
        mean: 48.0,
        spread: 4.0,
    }
    .fixture()
}
