//! Every kind of chart and the odd cases, drawn at every width and theme. Set `ANSWER_GALLERY` to a folder to look at them.

use crate::{
    draw, fixture,
    fixture::{Fixture, criterion, hours_from, weather, weather_question, zoned},
    png, sheet,
};
use domain::{
    Aggregation, Asked, Bound, Chart, ChartData, DrawOptions, ReliabilityPoint, Scenarios, SeriesKind,
    SkillLine, SkillPoint, Span, Step, Table, Theme, Unit, Variable,
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
        .chain(record().into_iter().map(|(name, chart)| (name.to_owned(), chart)))
        .collect()
}

/// The charts of the track record, by name: usual ones, and with as little or as odd numbers as there may be.
fn record() -> Vec<(&'static str, Chart)> {
    let chart = |id: &str, data: ChartData| Chart {
        id: id.to_owned(),
        title: id.to_owned(),
        note: String::new(),
        alt: format!("The chart {id}."),
        data,
        table: Table { columns: Vec::new(), rows: Vec::new() },
    };
    let point = |(said, happened, count, lower, upper): (f64, f64, u32, f64, f64)| ReliabilityPoint {
        said,
        happened,
        count,
        lower,
        upper,
    };
    let many = [
        (0.02, 0.01, 212, 0.0, 0.04),
        (0.1, 0.14, 160, 0.06, 0.15),
        (0.31, 0.22, 84, 0.21, 0.39),
        (0.5, 0.66, 61, 0.4, 0.6),
        (0.7, 0.68, 212, 0.65, 0.75),
        (0.98, 1.0, 1024, 0.97, 0.99),
    ];
    let reliability = |points: &[(f64, f64, u32, f64, f64)], base_rate| ChartData::Reliability {
        points: points.iter().copied().map(point).collect(),
        base_rate,
    };
    type Points = [Option<(f64, Option<(f64, f64)>)>];
    let line = |reference: &str, points: &Points| SkillLine {
        reference: reference.to_owned(),
        points: points
            .iter()
            .map(|point| point.map(|(skill, interval)| SkillPoint { skill, interval }))
            .collect(),
    };
    let leads = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let lines = vec![
        line(
            "what is usual",
            &[
                Some((0.62, Some((0.55, 0.7)))),
                Some((0.41, Some((0.3, 0.5)))),
                Some((0.08, Some((-0.02, 0.15)))),
                Some((-0.01, None)),
            ],
        ),
        line(
            "persistence",
            &[Some((0.3, Some((0.22, 0.36)))), Some((0.35, None)), Some((0.4, Some((0.3, 0.48)))), None],
        ),
        line(
            "raw guidance",
            &[Some((0.12, Some((0.05, 0.2)))), None, Some((-5.0, Some((-9.0, -2.0)))), None],
        ),
    ];
    let four = ["up to 6 hours ahead", "6 to 24 hours ahead", "1 to 3 days ahead", "over 4 weeks ahead"];
    vec![
        ("record-reliability", chart("reliability", reliability(&many, 0.55))),
        ("record-one", chart("reliability", reliability(&[(0.7, 1.0, 1, 0.0, 1.0)], 1.0))),
        ("record-skill", chart("skill", ChartData::Skill { leads: leads(&four), lines })),
        (
            "record-little-skill",
            chart(
                "skill",
                ChartData::Skill {
                    leads: leads(&four[..1]),
                    lines: vec![line("what is usual", &[Some((0.2, None))])],
                },
            ),
        ),
        (
            "record-pit",
            chart(
                "pit",
                ChartData::PitHistogram {
                    shares: vec![0.16, 0.1, 0.08, 0.07, 0.09, 0.1, 0.08, 0.09, 0.08, 0.15],
                    count: 1240,
                },
            ),
        ),
        (
            "record-one-outcome",
            chart("pit", ChartData::PitHistogram { shares: [vec![0.0; 9], vec![1.0]].concat(), count: 1 }),
        ),
    ]
}

#[test]
fn one_drawing_of_each_chart_of_the_record_stays_as_it_was_looked_at() {
    let options = DrawOptions { width: 600, theme: Theme::Light };
    for (name, chart) in record() {
        if ["record-reliability", "record-skill", "record-pit"].contains(&name) {
            insta::assert_snapshot!(name, draw(&chart, &options).svg);
        }
    }
}

#[test]
fn pictures_are_written_where_someone_wants_to_look() {
    let Some(folder) = std::env::var_os("ANSWER_GALLERY") else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, chart) in record() {
        for width in [360, 836] {
            for theme in [Theme::Light, Theme::Dark] {
                let picture =
                    png(&draw(&chart, &DrawOptions { width, theme }), theme, 1.0).expect("a picture");
                std::fs::write(folder.join(format!("{name}-{width}-{theme:?}.png")), picture)
                    .expect("a file");
            }
        }
    }
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

#[test]
fn one_drawing_of_each_kind_stays_as_it_was_looked_at() {
    let options = DrawOptions { width: 600, theme: Theme::Light };
    let svg = |fixture: &Fixture, id: &str| {
        let answer = fixture.answer();
        let chart = answer.charts.iter().find(|chart| chart.id == id).expect("a chart of this name");
        draw(chart, &options).svg
    };
    let past = fixture::past_picnic(23);
    insta::assert_snapshot!("strip", svg(&past, "hours"));
    insta::assert_snapshot!("fan", svg(&past, "temperature"));
    insta::assert_snapshot!("dotplot", svg(&fixture::electricity(), "amount"));
}

#[test]
fn a_picture_is_not_blank_and_is_as_large_as_asked() {
    let answer = fixture::picnic().answer();
    for theme in [Theme::Light, Theme::Dark] {
        let drawing = sheet(&answer, &DrawOptions { width: 836, theme });
        let picture = png(&drawing, theme, 2.0).expect("a picture");
        let pixmap = resvg::tiny_skia::Pixmap::decode_png(&picture).expect("a PNG");
        assert_eq!((pixmap.width(), pixmap.height()), (drawing.width * 2, drawing.height * 2));
        let ground = pixmap.pixels()[0];
        let drawn = pixmap.pixels().iter().filter(|pixel| **pixel != ground).count();
        let share = drawn as f64 / pixmap.pixels().len() as f64;
        assert!((0.03..0.7).contains(&share), "{share} of the picture is drawn on");
    }
}

#[test]
fn text_is_drawn_in_the_embedded_face() {
    let draw_word = |family: &str| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"20\"><text y=\"15\" font-family=\"{family}\">0123 \u{b0}C</text></svg>"
        );
        let drawing =
            domain::Drawing { id: "word".to_owned(), svg, width: 99, height: 20, marks: Vec::new() };
        png(&drawing, Theme::Light, 1.0).expect("a picture")
    };
    let blank = domain::Drawing {
        id: "blank".to_owned(),
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"20\"/>".to_owned(),
        width: 99,
        height: 20,
        marks: Vec::new(),
    };
    assert_ne!(draw_word("Inter"), png(&blank, Theme::Light, 1.0).expect("a picture"));
    assert_eq!(draw_word("Inter"), draw_word("No Such Face, sans-serif"), "what is missing falls back to it");
}

#[test]
fn a_picture_of_no_size_is_refused_with_a_way_out() {
    let answer = fixture::picnic().answer();
    let drawing = draw(&answer.charts[0], &DrawOptions { width: 836, theme: Theme::Light });
    for scale in [0.0, -1.0, f32::NAN, 1e6] {
        let error = png(&drawing, Theme::Light, scale).expect_err("no such picture");
        assert!(error.to_string().contains("choose a scale"), "{error}");
    }
}

#[test]
fn words_keep_apart_and_within_the_drawing() {
    // Labels of one line never share room: their frames are read back from the SVG.
    for (name, chart) in charts() {
        for width in [320, 360, 480, 836, 1600] {
            let drawing = draw(&chart, &DrawOptions { width, theme: Theme::Light });
            let frames = frames(&drawing.svg);
            for (index, a) in frames.iter().enumerate() {
                assert!(
                    a.0 >= -0.5 && a.2 <= f64::from(width) + 0.5,
                    "{name} at {width}: {} leaves the drawing",
                    a.4
                );
                for b in &frames[index + 1..] {
                    let across = a.2.min(b.2) - a.0.max(b.0);
                    let down = a.3.min(b.3) - a.1.max(b.1);
                    assert!(across <= 0.5 || down <= 0.5, "{name} at {width}: {} stands on {}", a.4, b.4);
                }
            }
        }
    }
}

/// Left, top, right and bottom of every text of a drawing, with its words. The box is that of digits, not of line height.
fn frames(svg: &str) -> Vec<(f64, f64, f64, f64, String)> {
    svg.lines()
        .filter(|line| line.starts_with("<text"))
        .map(|line| {
            let attribute = |name: &str| {
                let rest = line.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest)?;
                rest.split_once('"').map(|(value, _)| value)
            };
            let number =
                |name: &str| attribute(name).and_then(|value| value.parse::<f64>().ok()).expect("a number");
            let words =
                line.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</text>")).expect("words");
            let plain = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let (x, y, size) = (number("x"), number("y"), number("font-size"));
            let width = crate::draw::text_width(&plain, size);
            let left = match attribute("text-anchor") {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            (left, y - size * 0.73, left + width, y, plain)
        })
        .collect()
}
