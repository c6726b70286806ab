//! What typical answers say, word for word.

use crate::{
    DateStyle,
    fixture::{
        Fixture, SeriesQuestion, criterion, electricity, oil, past_picnic, picnic, track, traffic,
        weather_question, zoned,
    },
    gallery::{lowest, rain_event, weekend},
    plain_text,
};
use domain::{Aggregation, Asked, Bound, OriginKind, UnitSystem, Variable};
use std::fmt::Write as _;

/// The words of an answer, a line each.
fn words(fixture: &Fixture) -> String {
    let answer = fixture.answer();
    let mut text = format!("{} [{}]\n", answer.headline, answer.short);
    for need in &answer.needs {
        let mark = if need.limiting { "*" } else { "-" };
        let _ = writeln!(text, "{mark} {}: {} % ({})", need.label, need.chance.percent(), need.detail);
    }
    text.extend(answer.spoiler.iter().map(|spoiler| format!("{spoiler}\n")));
    text.extend(answer.usual.iter().map(|usual| format!("{}\n", usual.text)));
    text.extend(answer.outcome.iter().map(|outcome| format!("{}\n", outcome.text)));
    text
}

fn event(criteria: Vec<domain::Criterion>, negated: bool, from: &str, to: &str) -> Fixture {
    weather_question(Asked::Event { negated }, criteria, from, to)
}

fn one(variable: Variable, aggregation: Aggregation, bound: Bound) -> Vec<domain::Criterion> {
    vec![criterion("it", variable, aggregation, bound)]
}

#[test]
fn a_picnic_tomorrow() {
    insta::assert_snapshot!(words(&picnic()));
}

#[test]
fn a_picnic_in_the_past_with_what_happened() {
    insta::assert_snapshot!(words(&past_picnic(23)));
}

#[test]
fn a_picnic_that_did_not_work_out() {
    let failed = (0..200)
        .map(past_picnic)
        .find(|fixture| fixture.answer().outcome.is_some_and(|outcome| outcome.happened == Some(false)));
    insta::assert_snapshot!(words(&failed.expect("one in three fails")));
}

#[test]
fn a_picnic_in_american_units() {
    let mut fixture = picnic();
    fixture.units = UnitSystem::Imperial;
    fixture.dates = DateStyle::MonthDay;
    fixture.question.assumptions.clear();
    insta::assert_snapshot!(words(&fixture));
}

#[test]
fn a_picnic_that_is_too_cold() {
    let mut fixture = picnic();
    fixture.question.criteria[1].bound = Bound::Within { lower: 24.0, upper: 30.0 };
    insta::assert_snapshot!(words(&fixture));
}

#[test]
fn a_run_nothing_can_spoil() {
    let mut fixture = picnic();
    fixture.question.criteria.truncate(2);
    fixture.question.criteria.remove(0);
    fixture.question.criteria[0].bound = Bound::Within { lower: 0.0, upper: 40.0 };
    insta::assert_snapshot!(words(&fixture));
}

#[test]
fn sailing_asked_the_other_way_round() {
    insta::assert_snapshot!(words(&weekend()));
}

#[test]
fn rain_tomorrow_morning() {
    insta::assert_snapshot!(words(&rain_event()));
}

#[test]
fn staying_dry_on_monday() {
    let rain = one(Variable::Precipitation, Aggregation::Any, Bound::AtLeast { limit: 0.2 });
    insta::assert_snapshot!(words(&event(rain, true, "2026-06-15T00:00", "2026-06-16T00:00")));
}

#[test]
fn frost_tonight() {
    let frost = one(Variable::Temperature, Aggregation::Any, Bound::AtMost { limit: 0.0 });
    insta::assert_snapshot!(words(&event(frost, false, "2026-06-12T18:00", "2026-06-13T06:00")));
}

#[test]
fn a_hot_saturday() {
    let hot = one(Variable::Temperature, Aggregation::Maximum, Bound::AtLeast { limit: 24.0 });
    insta::assert_snapshot!(words(&event(hot, false, "2026-06-13T00:00", "2026-06-14T00:00")));
}

#[test]
fn strong_wind_next_week() {
    let windy = one(Variable::WindSpeed, Aggregation::Any, Bound::AtLeast { limit: 8.0 });
    insta::assert_snapshot!(words(&event(windy, false, "2026-06-17T12:00", "2026-06-17T18:00")));
}

#[test]
fn the_lowest_tonight() {
    insta::assert_snapshot!(words(&lowest()));
}

#[test]
fn the_rain_on_saturday() {
    let asked = Asked::Amount { variable: Variable::Precipitation, aggregation: Aggregation::Sum };
    insta::assert_snapshot!(words(&weather_question(
        asked,
        Vec::new(),
        "2026-06-13T00:00",
        "2026-06-14T00:00"
    )));
}

#[test]
fn traffic_on_monday_at_eight() {
    insta::assert_snapshot!(words(&traffic()));
}

#[test]
fn electricity_over_a_limit() {
    insta::assert_snapshot!(words(&electricity()));
}

#[test]
fn the_price_of_oil() {
    insta::assert_snapshot!(words(&oil()));
}

#[test]
fn confidence_says_how_old_and_how_rough_the_data_is() {
    let mut fixture = picnic();
    let newest = zoned("2016-01-01T00:00", "Europe/Lisbon");
    fixture.context.tracks = vec![
        track(
            Variable::Temperature,
            OriginKind::ObservedDaily,
            "Seattle, sample data of 2012 to 2015",
            Some(&newest),
        ),
        track(Variable::Precipitation, OriginKind::RoughClimate, "the grid of land climates", None),
        track(Variable::WindSpeed, OriginKind::RoughClimate, "the grid of land climates", None),
    ];
    fixture.context.gaps = vec!["No gusts are known here.".to_owned()];
    fixture.models[2].left_out = Some("it took too long".to_owned());
    let answer = fixture.answer();
    insta::assert_snapshot!(answer.confidence.join("\n"));
    insta::assert_snapshot!(
        answer
            .evidence
            .iter()
            .map(|line| format!("{}: {}, {}\n", line.variables, line.source, line.age))
            .collect::<String>()
    );
}

#[test]
fn chips_say_what_was_understood() {
    let chips = |fixture: &Fixture| {
        let chips = fixture.answer().chips;
        let lines = chips.iter().map(|chip| {
            format!(
                "{}: {}{}\n",
                chip.label,
                chip.value,
                if chip.assumed.is_some() { " (assumed)" } else { "" }
            )
        });
        lines.collect::<String>()
    };
    insta::assert_snapshot!(
        [picnic(), weekend(), lowest(), rain_event(), traffic(), electricity()]
            .iter()
            .map(chips)
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn an_answer_reads_in_a_terminal() {
    insta::assert_snapshot!(plain_text(&past_picnic(23).answer()));
    insta::assert_snapshot!(plain_text(&traffic().answer()));
}

#[test]
fn charts_are_described_for_those_who_cannot_see_them() {
    let alts = [past_picnic(23), lowest(), electricity()]
        .iter()
        .flat_map(|fixture| fixture.answer().charts)
        .map(|chart| format!("{}: {}\n", chart.id, chart.alt))
        .collect::<String>();
    insta::assert_snapshot!(alts);
}

#[test]
fn a_series_without_spread_is_told_without_decimals() {
    let mut fixture = oil();
    let times = fixture.scenarios.valid_times().clone();
    fixture.scenarios = domain::Scenarios::new(
        vec![SeriesQuestion::variable()],
        times.clone(),
        20,
        vec![48.5; 20 * times.len()],
    )
    .expect("the shape");
    fixture.usual = None;
    insta::assert_snapshot!(words(&fixture));
}

#[test]
fn stations_that_only_report_whether_it_rained() {
    let mut fixture = picnic();
    let times = fixture.scenarios.valid_times().clone();
    let members = 100;
    let wet = |member: usize, hour: usize| f64::from(u8::from(member < 20 && (11..17).contains(&hour)));
    let values =
        (0..members).flat_map(|member| (0..times.len()).map(move |hour| wet(member, hour))).collect();
    fixture.scenarios = domain::Scenarios::new(vec![Variable::RainReported], times.clone(), members, values)
        .expect("the shape");
    fixture.usual = None;
    fixture.question.criteria = one(Variable::RainReported, Aggregation::Every, Bound::AtMost { limit: 0.0 });
    insta::assert_snapshot!(words(&fixture));
    assert_eq!(fixture.answer().charts.len(), 1, "whether it rained has no fan");
}

#[test]
fn a_little_rain_is_most_likely_none() {
    let asked = Asked::Amount { variable: Variable::Precipitation, aggregation: Aggregation::Sum };
    let mut fixture = weather_question(asked, Vec::new(), "2026-06-13T00:00", "2026-06-14T00:00");
    let times = fixture.scenarios.valid_times().clone();
    fixture.scenarios = crate::fixture::weather(&times, "Europe/Lisbon", 400, &crate::fixture::USUAL, 5);
    insta::assert_snapshot!(words(&fixture));
}

#[test]
fn snow_tomorrow() {
    let mut criteria = one(Variable::Precipitation, Aggregation::Any, Bound::AtLeast { limit: 0.2 });
    criteria[0].label = "rain or snow".to_owned();
    criteria.extend(one(Variable::Temperature, Aggregation::Any, Bound::AtMost { limit: 1.2 }));
    criteria[1].label = "cold enough for snow".to_owned();
    insta::assert_snapshot!(words(&event(criteria, false, "2026-06-13T00:00", "2026-06-14T00:00")));
}

#[test]
fn models_left_out_for_one_reason_share_a_sentence() {
    let mut fixture = picnic();
    for (note, days) in fixture.models.iter_mut().skip(1).zip([10, 60]) {
        note.left_out =
            Some(format!("the newest observation is 8 years old and says nothing beyond {days} days"));
    }
    let confidence = fixture.answer().confidence;
    let sentence = "Left out: damped anomaly and seasonal naive (the newest observation is 8 years old).";
    assert!(confidence.iter().any(|line| line == sentence), "{confidence:?}");
}
