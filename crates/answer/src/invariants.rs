//! What must hold of every answer, whatever the scenarios.

use crate::{
    compose, csv, draw,
    fixture::{Fixture, Noise, criterion, hours_from, picnic, zoned},
    gallery::cases,
    plain_text, png,
};
use domain::{
    Aggregation, Answer, Asked, Bound, ChartData, Criterion, DrawOptions, Probability, Scenarios, Span,
    Theme, Variable, Verbal,
};
use proptest::prelude::*;

const HOURS: usize = 12;
const MEMBERS: usize = 23;

/// Scenarios of nothing but noise, some of it missing, and two criteria that fail about as often as not.
#[derive(Debug, Clone)]
struct Case {
    seed: u64,
    missing: f64,
    limits: (f64, f64),
    /// First hour and length of each span, in order.
    spans: Vec<(usize, usize)>,
    window: u32,
    aggregations: (Aggregation, Aggregation),
}

impl Case {
    fn fixture(&self, asked: Asked) -> Fixture {
        let zone = "Europe/Lisbon";
        let midnight = zoned("2026-06-13T00:00", zone);
        let times = hours_from(&midnight, HOURS);
        let mut noise = Noise::new(self.seed);
        let values = (0..2 * MEMBERS * HOURS)
            .map(|_| if noise.even() < self.missing { f64::NAN } else { noise.even() * 10.0 })
            .collect();
        let mut fixture = picnic();
        fixture.scenarios =
            Scenarios::new(vec![Variable::Temperature, Variable::WindSpeed], times.clone(), MEMBERS, values)
                .expect("the shape");
        fixture.usual = None;
        fixture.question.asked = asked;
        fixture.question.criteria = vec![
            criterion(
                "warm",
                Variable::Temperature,
                self.aggregations.0,
                Bound::AtLeast { limit: self.limits.0 },
            ),
            criterion(
                "calm",
                Variable::WindSpeed,
                self.aggregations.1,
                Bound::AtMost { limit: self.limits.1 },
            ),
        ];
        let at = |hour: usize| {
            times[0].to_zoned(midnight.time_zone().clone()) + jiff::SignedDuration::from_hours(hour as i64)
        };
        fixture.question.spans = self
            .spans
            .iter()
            .map(|(start, length)| Span { start: at(*start), end: at(start + length) })
            .collect();
        fixture
    }

    fn window(&self, negated: bool) -> Fixture {
        self.fixture(Asked::Window { hours: self.window, negated })
    }

    /// Whether both criteria hold, counted without any code of this crate.
    fn counted(&self, fixture: &Fixture, start: usize, length: usize) -> usize {
        (0..MEMBERS)
            .filter(|member| {
                let (warm, wind) =
                    (fixture.scenarios.trajectory(0, *member), fixture.scenarios.trajectory(1, *member));
                (start..start + length).all(|hour| warm[hour] >= self.limits.0 && wind[hour] <= self.limits.1)
            })
            .count()
    }
}

fn aggregation() -> impl Strategy<Value = Aggregation> {
    prop::sample::select(vec![
        Aggregation::Every,
        Aggregation::Any,
        Aggregation::Mean,
        Aggregation::Minimum,
        Aggregation::Maximum,
        Aggregation::Last,
        Aggregation::Sum,
    ])
}

fn case() -> impl Strategy<Value = Case> {
    let spans = prop::sample::select(vec![
        vec![(2, 6)],
        vec![(0, 12)],
        vec![(1, 3), (6, 5)],
        vec![(3, 1)],
        vec![(0, 2), (3, 2), (8, 4)],
    ]);
    (
        any::<u64>(),
        prop::sample::select(vec![0.0, 0.02, 0.4]),
        (0.0..9.0, 1.0..10.0),
        spans,
        1..5_u32,
        (aggregation(), aggregation()),
    )
        .prop_map(|(seed, missing, limits, spans, window, aggregations)| Case {
            seed,
            missing,
            limits,
            spans,
            window,
            aggregations,
        })
}

/// The lowest of the chances shown for the hours of the best window.
fn worst_hour(answer: &Answer) -> Option<Probability> {
    let best = answer.best_window.as_ref()?;
    answer
        .hours
        .iter()
        .filter(|hour| hour.start >= best.start && hour.start < best.end)
        .map(|hour| hour.chance)
        .min_by(|a, b| a.value().total_cmp(&b.value()))
}

fn figures_agree(answer: &Answer) -> Result<(), TestCaseError> {
    prop_assert!(answer.headline.contains(&answer.emphasis), "{}", answer.headline);
    prop_assert!(
        !answer.headline.contains(", 0 %") && !answer.headline.contains("100 %"),
        "{}",
        answer.headline
    );
    let Some(probability) = answer.probability else { return Ok(()) };
    prop_assert_eq!(answer.verbal, Some(Verbal::of(probability)));
    prop_assert!(answer.headline.starts_with(Verbal::of(probability).words()), "{}", answer.headline);
    let shown = i16::from(probability.percent());
    if let Some(tens) = answer.emphasis.strip_suffix(" in 10") {
        let tens: i16 = tens.parse().expect("a number");
        prop_assert!((tens * 10 - shown).abs() <= 2);
    } else if let Some(percent) = answer.emphasis.strip_suffix(" %").and_then(|text| text.parse::<i16>().ok())
    {
        prop_assert_eq!(percent, shown);
    } else {
        prop_assert!(shown == 0 || shown == 100, "{}", answer.emphasis);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_window_is_never_likelier_than_its_worst_hour_or_need(case in case()) {
        let answer = case.window(false).answer();
        let Some(best) = &answer.best_window else { return Err(TestCaseError::fail("no window")) };
        prop_assert_eq!(Some(best.chance), answer.probability);
        prop_assert!(best.chance <= worst_hour(&answer).expect("hours"));
        for need in &answer.needs {
            prop_assert!(best.chance <= need.chance, "{}", need.label);
        }
        let tens = answer.emphasis.strip_suffix(" in 10").map(|tens| tens.parse::<u8>().expect("a number") * 10);
        if let Some(tens) = tens.filter(|tens| *tens > best.chance.percent()) {
            prop_assert!(tens <= worst_hour(&answer).expect("hours").percent(), "rounded up past the worst hour");
        }
        figures_agree(&answer)?;
    }

    #[test]
    fn the_best_window_is_the_first_of_the_best(case in case()) {
        let fixture = case.window(false);
        let answer = fixture.answer();
        let best = answer.best_window.as_ref().expect("a window");
        let longest = case.spans.iter().map(|(_, length)| *length).max().expect("a span");
        let length = (case.window as usize).min(longest);
        let mut expected: Option<(usize, usize)> = None;
        for (start, span) in &case.spans {
            for first in *start..(start + span + 1).saturating_sub(length) {
                let hits = case.counted(&fixture, first, length);
                if expected.is_none_or(|(most, _)| hits > most) {
                    expected = Some((hits, first));
                }
            }
        }
        let (hits, first) = expected.expect("a window");
        prop_assert_eq!(best.chance, Probability::of_members(hits, MEMBERS));
        prop_assert_eq!(usize::try_from(best.start.hour()).expect("an hour"), first);
        prop_assert_eq!((best.end.timestamp() - best.start.timestamp()).get_seconds(), 3600 * length as i64);
    }

    #[test]
    fn what_is_missing_counts_against_either_way_of_asking(case in case()) {
        for (plain, negated) in [
            (case.window(false), case.window(true)),
            (case.fixture(Asked::Event { negated: false }), case.fixture(Asked::Event { negated: true })),
        ] {
            let (plain, negated) = (plain.answer(), negated.answer());
            let sum = plain.probability.expect("criteria").value() + negated.probability.expect("criteria").value();
            prop_assert!(sum <= 1.0 + 1e-9);
            if case.missing == 0.0 {
                prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            }
            figures_agree(&plain)?;
            figures_agree(&negated)?;
        }
    }

    #[test]
    fn an_event_is_never_likelier_than_its_worst_need(case in case()) {
        let answer = case.fixture(Asked::Event { negated: false }).answer();
        for need in &answer.needs {
            prop_assert!(answer.probability.expect("criteria") <= need.chance);
        }
    }

    #[test]
    fn bands_hold_each_other_and_dots_rise(case in case(), aggregation in aggregation()) {
        let asked = Asked::Amount { variable: Variable::Temperature, aggregation };
        let answer = case.fixture(asked).answer();
        if let Some(amount) = &answer.amount {
            prop_assert!(amount.lower <= amount.median && amount.median <= amount.upper);
        }
        for chart in &answer.charts {
            match &chart.data {
                ChartData::Fan { median, bands, times, .. } => {
                    prop_assert_eq!(median.len(), times.len());
                    for (index, middle) in median.iter().enumerate() {
                        let mut inner = (*middle, *middle);
                        for band in bands.iter().rev() {
                            prop_assert!(band.lower[index] <= inner.0 && band.upper[index] >= inner.1);
                            inner = (band.lower[index], band.upper[index]);
                        }
                    }
                }
                ChartData::QuantileDotplot { dots, .. } => {
                    prop_assert!(dots.windows(2).all(|pair| pair[0].value <= pair[1].value));
                }
                ChartData::HourStrip { .. }
                | ChartData::Reliability { .. }
                | ChartData::Skill { .. }
                | ChartData::PitHistogram { .. } => {
                    return Err(TestCaseError::fail("a chart that isn't one of an amount"));
                }
            }
            prop_assert_eq!(csv(chart).lines().count(), chart.table.rows.len() + 1);
        }
    }
}

#[test]
fn a_criterion_without_data_is_left_out_and_said_to_be() {
    let mut fixture = picnic();
    let before = fixture.answer();
    let dust = Criterion {
        label: "clean air".to_owned(),
        ..criterion("", Variable::ParticulateMatter, Aggregation::Every, Bound::AtMost { limit: 0.0 })
    };
    fixture.question.criteria.push(dust);
    let after = fixture.answer();
    assert_eq!(after.probability, before.probability);
    assert_eq!(after.needs.len(), before.needs.len());
    assert!(
        after.confidence[0]
            .starts_with("Fine dust (PM2.5) could not be judged: there is no data for it here"),
        "{:?}",
        after.confidence
    );

    fixture.question.criteria.drain(..3);
    let nothing = fixture.answer();
    assert_eq!((nothing.probability, nothing.best_window.is_none(), nothing.verbal), (None, true, None));
    assert_eq!(
        nothing.headline,
        "No answer: nothing is known here of fine dust (PM2.5) in Lisbon from 11 to 17 tomorrow"
    );
}

#[test]
fn a_time_the_scenarios_do_not_reach_has_no_answer() {
    let mut fixture = picnic();
    for span in &mut fixture.question.spans {
        span.start = span.start.checked_add(jiff::Span::new().days(9)).expect("in range");
        span.end = span.end.checked_add(jiff::Span::new().days(9)).expect("in range");
    }
    let answer = fixture.answer();
    assert_eq!(answer.probability, None);
    assert!(answer.charts.is_empty());
    assert!(answer.headline.starts_with("No answer"), "{}", answer.headline);
}

#[test]
fn no_line_of_plain_text_passes_80_columns() {
    for (name, fixture) in cases() {
        let text = plain_text(&fixture.answer());
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
        assert!(!text.contains("NaN") && !text.contains("\n\n\n"), "{name}:\n{text}");
    }
}

#[test]
fn the_same_material_makes_the_same_bytes() {
    let fixture = picnic();
    let bytes = || {
        let answer = fixture.with(compose);
        let pictures: Vec<Vec<u8>> = answer
            .charts
            .iter()
            .map(|chart| {
                let drawing = draw(chart, &DrawOptions { width: 836, theme: Theme::Dark });
                png(&drawing, Theme::Dark, 1.5).expect("a picture")
            })
            .collect();
        (format!("{answer:?}"), pictures)
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_chart_names_itself_by_its_finding() {
    let answer = picnic().answer();
    for chart in &answer.charts {
        let drawing = draw(chart, &DrawOptions { width: 600, theme: Theme::Light });
        assert!(chart.alt.contains('%'), "{}: {}", chart.id, chart.alt);
        assert!(drawing.svg.contains(&chart.alt.replace('&', "&amp;")), "{}", chart.id);
    }
}
