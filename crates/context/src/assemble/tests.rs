use super::*;
use crate::{
    adapt,
    assets::{self, Station, TimeAxis},
    sources::{
        rough_climate::RoughClimate, sample_series::SampleSeries, sample_weather::SampleWeather,
        typical_year::TypicalYear,
    },
    test_questions::{amount, moment, need, outing, place},
};
use domain::{Aggregation, Asked, Bound, Series, SeriesInfo};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::sync::LazyLock;

const ALL: [Variable; 10] = [
    Variable::Temperature,
    Variable::Precipitation,
    Variable::WindSpeed,
    Variable::WindGust,
    Variable::CloudCover,
    Variable::Visibility,
    Variable::RelativeHumidity,
    Variable::DewPoint,
    Variable::Pressure,
    Variable::ParticulateMatter,
];

fn built_in() -> ContextManager {
    ContextManager::new(vec![
        Arc::new(SampleSeries::embedded()),
        Arc::new(SampleWeather::embedded()),
        Arc::new(TypicalYear::embedded()),
        Arc::new(RoughClimate::default()),
    ])
}

static BUILT_IN: LazyLock<ContextManager> = LazyLock::new(built_in);

/// Every bit a forecast could see.
fn bits(context: &Context) -> Vec<(String, Vec<u64>)> {
    context
        .tracks
        .iter()
        .map(|track| {
            let series = |series: &Series| -> Vec<u64> {
                let head = [series.first_time().as_second().cast_unsigned(), series.len() as u64];
                head.into_iter().chain(series.values().iter().map(|value| value.to_bits())).collect()
            };
            let reference = track.reference.as_ref().map(&series).unwrap_or_default();
            let text = format!(
                "{:?} {:?} {:?} {:?}",
                track.variable, track.origin, track.reference_origin, context.gaps
            );
            (text, [series(&track.history), reference].concat())
        })
        .collect()
}

fn kinds(context: &Context) -> Vec<(&Variable, bool, OriginKind, Option<OriginKind>)> {
    let track = |track: &'_ Track| track.reference_origin.as_ref().map(|origin| origin.kind);
    context.tracks.iter().map(|t| (&t.variable, !t.history.is_empty(), t.origin.kind, track(t))).collect()
}

#[test]
fn new_york_has_hours_and_a_typical_year() {
    let needs = [Variable::Temperature, Variable::Precipitation, Variable::CloudCover];
    let context = BUILT_IN.assemble(
        &outing(place("New York"), "2013-06-15", &needs),
        moment("2013-06-14T18:00[America/New_York]"),
    );
    assert_eq!(
        kinds(&context),
        [
            (&Variable::Temperature, true, OriginKind::ObservedHourly, Some(OriginKind::TypicalYear)),
            (&Variable::Precipitation, true, OriginKind::ObservedHourly, Some(OriginKind::RoughClimate)),
            (&Variable::CloudCover, false, OriginKind::TypicalYear, Some(OriginKind::TypicalYear)),
        ]
    );
    assert!(context.gaps.is_empty(), "{:?}", context.gaps);
}

#[test]
fn a_long_record_needs_no_rough_climate() {
    let context = BUILT_IN.assemble(
        &outing(place("Seattle"), "2015-06-15", &[Variable::Temperature]),
        moment("2015-06-14T18:00[America/Los_Angeles]"),
    );
    assert_eq!(kinds(&context), [(&Variable::Temperature, true, OriginKind::ObservedDaily, None)]);
    let context = BUILT_IN.assemble(
        &outing(place("Seattle"), "2012-03-15", &[Variable::Temperature]),
        moment("2012-03-14T18:00[America/Los_Angeles]"),
    );
    assert_eq!(
        kinds(&context),
        [(&Variable::Temperature, true, OriginKind::ObservedDaily, Some(OriginKind::RoughClimate))]
    );
}

#[test]
fn anywhere_on_land_has_a_rough_climate() {
    let context = BUILT_IN.assemble(
        &outing(place("Nairobi"), "2026-11-23", &[Variable::Temperature, Variable::WindGust]),
        moment("2026-11-22T18:00[Africa/Nairobi]"),
    );
    assert_eq!(
        kinds(&context),
        [(&Variable::Temperature, false, OriginKind::RoughClimate, Some(OriginKind::RoughClimate))]
    );
    assert_eq!(context.gaps, ["Nothing is known of gusts near Nairobi."]);
    let adapted =
        adapt(outing(place("Nairobi"), "2026-11-23", &[Variable::Temperature, Variable::WindGust]), &context);
    assert_eq!(adapted.variables(), [Variable::Temperature]);
    assert_eq!(
        adapted.assumptions[0].text,
        "Nothing is known of gusts near Nairobi, so that need is left out."
    );
}

#[test]
fn the_open_sea_is_told_in_words() {
    let mut sea = place("Lisbon");
    (sea.latitude, sea.longitude, sea.name) = (-45.0, -120.0, "the South Pacific".to_owned());
    let question = outing(sea, "2026-11-23", &[Variable::Temperature]);
    let context = BUILT_IN.assemble(&question, moment("2026-11-22T18:00[Europe/Lisbon]"));
    assert_eq!(
        context.gaps,
        [
            "Nothing is known of the weather at the South Pacific: no station within 60 km, and no land within 150 km for a rough climate."
        ]
    );
    assert!(adapt(question, &context).variables().is_empty());
}

#[test]
fn in_beijing_reported_rain_stands_in_for_its_amount() {
    let mut question =
        outing(place("Beijing"), "2013-06-15", &[Variable::Precipitation, Variable::Temperature]);
    let issue_time = moment("2013-06-14T18:00[Asia/Shanghai]");
    let context = BUILT_IN.assemble(&question, issue_time);
    assert!(context.track(&Variable::Precipitation).is_none());
    assert!(context.gaps[0].ends_with("reports whether it rained, never how much."), "{:?}", context.gaps);
    let adapted = adapt(question.clone(), &context);
    assert_eq!(adapted.variables(), [Variable::RainReported, Variable::Temperature]);
    assert_eq!(adapted.criteria[0].bound, Bound::AtMost { limit: 0.0 });
    assert_eq!(adapted.assumptions.len(), 1);

    // "Will it rain?" is an event of some rain.
    question.asked = Asked::Event { negated: false };
    question.criteria = vec![need(&Variable::Precipitation, Bound::AtLeast { limit: 0.2 })];
    let adapted = adapt(question.clone(), &BUILT_IN.assemble(&question, issue_time));
    assert_eq!(
        (adapted.criteria[0].aggregation, adapted.criteria[0].bound),
        (Aggregation::Any, Bound::AtLeast { limit: 1.0 })
    );

    // How much it rains can't be told from reports; the rough climate has to do.
    question.criteria = Vec::new();
    question.asked = Asked::Amount { variable: Variable::Precipitation, aggregation: Aggregation::Sum };
    let context = BUILT_IN.assemble(&question, issue_time);
    assert_eq!(
        kinds(&context),
        [(&Variable::Precipitation, false, OriginKind::RoughClimate, Some(OriginKind::RoughClimate))]
    );
}

#[test]
fn an_amount_nothing_is_known_of_leaves_no_question() {
    let mut question = outing(place("Nairobi"), "2026-11-23", &[]);
    question.asked = Asked::Amount { variable: Variable::WindGust, aggregation: Aggregation::Maximum };
    let context = BUILT_IN.assemble(&question, moment("2026-11-22T18:00[Africa/Nairobi]"));
    assert_eq!(context.gaps, ["Nothing is known of gusts near Nairobi."]);
    assert!(adapt(question, &context).variables().is_empty());
}

#[test]
fn a_series_is_known_up_to_the_moment_and_its_outcome_after() {
    let info = crate::sources::sample_series()
        .into_iter()
        .find(|info| info.id.0 == "electricity-household")
        .unwrap();
    let (question, issue_time) = (amount(&info, "2008-03-05"), moment("2008-03-04T20:30[Europe/Paris]"));
    let context = BUILT_IN.assemble(&question, issue_time);
    assert_eq!(context.tracks[0].history.newest_time(), Some(moment("2008-03-04T20:00[Europe/Paris]")));
    let variable = Variable::Series(info.id.clone());
    assert!(BUILT_IN.observed(&question, &variable, moment("2008-03-05T10:00[Europe/Paris]")).is_some());
    let context = BUILT_IN.assemble(&amount(&info, "2001-03-05"), moment("2001-03-04T20:30[Europe/Paris]"));
    assert!(context.tracks.is_empty());
    assert_eq!(
        context.gaps,
        [
            "No value of Electricity used by a house in Sceaux near Paris was known at that time; the first is of 16 December 2006."
        ]
    );
}

/// The stations with everything that ended after `issue_time` changed.
fn with_another_future(issue_time: Timestamp) -> Vec<Arc<Station>> {
    assets::stations()
        .filter(|summary| summary.kind == assets::StationKind::Observed)
        .map(|summary| {
            let mut station = (*assets::load_station(&summary.id).unwrap()).clone();
            let zone = TimeZone::get(&summary.time_zone).unwrap();
            let end_of = |index: usize| match station.axis {
                TimeAxis::Hourly { start } => start.as_second() + 3600 * (i64::try_from(index).unwrap() + 1),
                TimeAxis::Daily { start } => {
                    let days = jiff::Span::new().days(i64::try_from(index).unwrap() + 1);
                    start.checked_add(days).unwrap().to_zoned(zone.clone()).unwrap().timestamp().as_second()
                }
                TimeAxis::TypicalYear { .. } => unreachable!("observed stations only"),
            };
            let first_later = (0..station.len())
                .collect::<Vec<_>>()
                .partition_point(|index| end_of(*index) <= issue_time.as_second());
            for column in &mut station.columns {
                for (index, value) in column.values.iter_mut().enumerate().skip(first_later) {
                    *value = if index % 3 == 0 { f32::NAN } else { 40.0 - *value };
                }
            }
            Arc::new(station)
        })
        .collect()
}

fn series_with_another_future(issue_time: Timestamp) -> Vec<(SeriesInfo, Series)> {
    crate::sources::sample_series()
        .into_iter()
        .map(|info| {
            let issued = BUILT_IN.assemble(&amount(&info, "2030-01-01"), Timestamp::MAX);
            let whole = issued.tracks[0].history.clone();
            let values: Vec<f64> = whole
                .values()
                .iter()
                .enumerate()
                .map(|(index, value)| if whole.time(index + 1) <= issue_time { *value } else { 1e6 - value })
                .collect();
            let start = whole.first_time().to_zoned(whole.time_zone().clone());
            (info, Series::new(start, whole.step(), values).unwrap())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_learnt_later_changes_a_bit(
        second in 1_262_304_000_i64..1_577_836_800,
        ahead in 0_i64..10,
    ) {
        // From 2010 to 2019.
        let issue_time = Timestamp::from_second(second).unwrap();
        let changed = ContextManager::new(vec![
            Arc::new(SampleSeries::of(series_with_another_future(issue_time))),
            Arc::new(SampleWeather::of(with_another_future(issue_time))),
            Arc::new(TypicalYear::embedded()),
            Arc::new(RoughClimate::default()),
        ]);
        for name in ["New York", "Newark", "Seattle", "Washington", "Beijing"] {
            let place = place(name);
            let zone = TimeZone::get(&place.time_zone).unwrap();
            let day = issue_time.to_zoned(zone).date().checked_add(jiff::Span::new().days(ahead)).unwrap();
            let question = outing(place, &day.to_string(), &ALL);
            let (as_it_was, as_changed) = (BUILT_IN.assemble(&question, issue_time), changed.assemble(&question, issue_time));
            prop_assert_eq!(bits(&as_it_was), bits(&as_changed), "{}", name);
        }
        for info in crate::sources::sample_series() {
            let question = amount(&info, "2020-01-01");
            let (as_it_was, as_changed) = (BUILT_IN.assemble(&question, issue_time), changed.assemble(&question, issue_time));
            prop_assert_eq!(bits(&as_it_was), bits(&as_changed), "{}", info.id);
        }
    }
}

#[test]
fn a_changed_past_is_noticed() {
    // So that the property above can fail.
    let issue_time = moment("2013-06-14T18:00[America/New_York]");
    let changed = ContextManager::new(vec![Arc::new(SampleWeather::of(with_another_future(moment(
        "2013-06-14T15:00[America/New_York]",
    ))))]);
    let question = outing(place("New York"), "2013-06-15", &[Variable::Temperature]);
    let plain = ContextManager::new(vec![Arc::new(SampleWeather::embedded())]);
    assert_ne!(bits(&plain.assemble(&question, issue_time)), bits(&changed.assemble(&question, issue_time)));
}
