//! Every kind of chart and the odd cases, drawn at every width and theme. Set `ANSWER_GALLERY` to a folder to look at them.

use crate::{
    draw, fixture,
    fixture::{Fixture, criterion, hours_from, weather, weather_question, zoned},
    png, sheet,
};
use domain::{
    Aggregation, Asked, Bound, Chart, DrawOptions, Scenarios, SeriesKind, Span, Step, Theme, Unit, Variable,
};

/// Fixtures by name.
pub(crate) fn cases() -> Vec<(&'static str, Fixture)> {
    let mut cases = vec![
        ("picnic", fixture::picnic()),
        ("past", fixture::past_picnic(23)),
        ("traffic", fixture::traffic()),
        ("electricity", fixture::electricity()),
        ("oil", fixture::oil()),
        ("weekend", weekend()),
        ("week", week()),
        ("clocks-back", clock_change("2026-10-25T10:00", "2026-10-25T16:00", 25)),
        ("clocks-forward", clock_change("2026-03-29T00:00", "2026-03-29T06:00", 23)),
        ("lowest", lowest()),
        ("rain", rain_event()),
        ("months", months()),
    ];
    for (name, value) in [("constant", 15.0), ("nought", 0.0), ("negative", -12.0), ("million", 1_234_567.0)]
    {
        cases.push((name, flat(value)));
    }
    cases
}

pub(crate) fn weekend() -> Fixture {
    let zone = "Europe/Lisbon";
    let mut fixture = fixture::picnic();
    let times = hours_from(&zoned("2026-06-13T00:00", zone), 48);
    fixture.scenarios = weather(&times, zone, 400, &fixture::MILD, 7);
    fixture.usual = Some(weather(&times, zone, 300, &fixture::USUAL, 11));
    fixture.question.text = "is it too windy to sail at the weekend?".to_owned();
    fixture.question.subject =
        domain::Subject::Activity { id: "sailing".to_owned(), title: "Sailing".to_owned() };
    fixture.question.asked = Asked::Window { hours: 4, negated: true };
    fixture.question.criteria = vec![
        criterion("wind", Variable::WindSpeed, Aggregation::Every, Bound::AtMost { limit: 6.0 }),
        criterion("gusts", Variable::WindGust, Aggregation::Every, Bound::AtMost { limit: 10.8 }),
    ];
    fixture.question.spans = ["13", "14"]
        .map(|day| Span {
            start: zoned(&format!("2026-06-{day}T09:00"), zone),
            end: zoned(&format!("2026-06-{day}T19:00"), zone),
        })
        .to_vec();
    fixture
}

fn week() -> Fixture {
    let zone = "Europe/Lisbon";
    let mut fixture = fixture::picnic();
    let times = hours_from(&zoned("2026-06-15T00:00", zone), 168);
    fixture.scenarios = weather(&times, zone, 300, &fixture::USUAL, 7);
    fixture.usual = None;
    fixture.question.spans =
        vec![Span { start: zoned("2026-06-15T00:00", zone), end: zoned("2026-06-22T00:00", zone) }];
    fixture
}

fn clock_change(from: &str, to: &str, hours: usize) -> Fixture {
    let zone = "Europe/Lisbon";
    let mut fixture = fixture::picnic();
    let times = hours_from(&zoned(&format!("{}T00:00", &from[..10]), zone), hours);
    fixture.scenarios = weather(&times, zone, 200, &fixture::MILD, 7);
    fixture.usual = None;
    fixture.question.spans = vec![Span { start: zoned(from, zone), end: zoned(to, zone) }];
    fixture
}

pub(crate) fn lowest() -> Fixture {
    weather_question(
        Asked::Amount { variable: Variable::Temperature, aggregation: Aggregation::Minimum },
        Vec::new(),
        "2026-06-12T20:00",
        "2026-06-13T08:00",
    )
}

pub(crate) fn rain_event() -> Fixture {
    weather_question(
        Asked::Event { negated: false },
        vec![criterion("rain", Variable::Precipitation, Aggregation::Sum, Bound::AtLeast { limit: 0.2 })],
        "2026-06-13T06:00",
        "2026-06-13T12:00",
    )
}

fn months() -> Fixture {
    fixture::SeriesQuestion {
        title: "UK retail sales",
        unit: Unit::Named("index, 2016 = 100".to_owned()),
        kind: SeriesKind::Level,
        step: Step::Months(1),
        first: "2025-01-01T00:00",
        steps: 24,
        asked: Asked::Amount {
            variable: fixture::SeriesQuestion::variable(),
            aggregation: Aggregation::Mean,
        },
        criteria: Vec::new(),
        span: ("2026-11-01T00:00", "2026-12-01T00:00"),
        mean: 104.0,
        spread: 3.0,
    }
    .fixture()
}

fn flat(value: f64) -> Fixture {
    let mut fixture = fixture::oil();
    let times = fixture.scenarios.valid_times().clone();
    fixture.scenarios = Scenarios::new(
        vec![fixture::SeriesQuestion::variable()],
        times.clone(),
        50,
        vec![value; 50 * times.len()],
    )
    .expect("the shape");
    fixture.usual = None;
    fixture
}

fn charts() -> Vec<(String, Chart)> {
    cases()
        .into_iter()
        .flat_map(|(name, fixture)| {
            fixture.answer().charts.into_iter().map(move |chart| (format!("{name}-{}", chart.id), chart))
        })
        .collect()
}

#[test]
fn pictures_are_written_where_someone_wants_to_look() {
    let Some(folder) = std::env::var_os("ANSWER_GALLERY") else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, fixture) in cases() {
        let answer = fixture.answer();
        std::fs::write(folder.join(format!("{name}.txt")), crate::plain_text(&answer)).expect("a file");
        for width in [360, 836, 1200] {
            for theme in [Theme::Light, Theme::Dark] {
                let drawing = sheet(&answer, &DrawOptions { width, theme });
                let picture = png(&drawing, theme, 1.0).expect("a picture");
                std::fs::write(folder.join(format!("{name}-{width}-{theme:?}.png")), picture)
                    .expect("a file");
            }
        }
    }
}

#[test]
fn every_chart_draws_within_its_bounds_at_every_width() {
    for (name, chart) in charts() {
        for width in [320, 360, 600, 836, 1200, 1600] {
            let drawing = draw(&chart, &DrawOptions { width, theme: Theme::Light });
            assert_eq!(drawing.width, width);
            assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"), "{name} at {width}");
            assert!(drawing.svg.contains("role=\"img\"") && drawing.svg.contains("<title>"), "{name}");
            for mark in &drawing.marks {
                assert!(
                    (0.0..=f64::from(width)).contains(&mark.x)
                        && (0.0..=f64::from(drawing.height)).contains(&mark.y),
                    "{name} at {width}: a mark at {}, {}",
                    mark.x,
                    mark.y
                );
            }
            assert!(!drawing.marks.is_empty(), "{name} can be read off");
        }
    }
}
