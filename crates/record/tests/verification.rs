//! Forecasts as issued, held against what came.

use domain::{
    Answer, IssuedForecast, Probability, QuantileForecast, QuantileLevels, Series, Step, Variable,
    standard_normal_quantile,
};
use jiff::{SignedDuration, Timestamp, Zoned};
use record::{EventScore, Scores, TrackRecord, VariableScores, verify};
use std::sync::Arc;

fn issue_time() -> Zoned {
    "2013-06-13T18:00[America/New_York]".parse().expect("a zoned time")
}

fn answer(probability: Option<f64>, usual: Option<f64>) -> Answer {
    serde_json::from_value(serde_json::json!({
        "id": 1,
        "question": {
            "text": "tomorrow's picnic", "subject": {"kind": "weather"}, "asked": {"kind": "event", "negated": false},
            "place": null, "spans": [], "criteria": [], "assumptions": [], "edits": {}
        },
        "chips": [], "issue_time": issue_time(), "as_of": true, "headline": "", "emphasis": "", "short": "", "verbal": null,
        "probability": probability, "calibration": "", "best_window": null, "hours": [], "needs": [], "spoiler": null,
        "usual": usual.map(|chance| serde_json::json!({"chance": chance, "amount": null, "text": "", "reference_class": ""})),
        "amount": null, "confidence": [], "evidence": [], "models": [], "charts": [], "outcome": null,
        "members": 400, "execution_time": 1.0
    }))
    .expect("an answer")
}

/// 20 ± 2 (standard deviation) for the hours from three before the issue time to six after it.
fn issued(probability: Option<f64>, usual: Option<f64>) -> IssuedForecast {
    let levels = QuantileLevels::percentiles();
    let times: Arc<[Timestamp]> =
        (-3..6).map(|hour| issue_time().timestamp() + SignedDuration::from_hours(hour)).collect();
    let values = times
        .iter()
        .flat_map(|_| levels.as_slice().iter().map(|level| 20.0 + 2.0 * standard_normal_quantile(*level)))
        .collect();
    let support = Variable::Temperature.support();
    let marginal =
        QuantileForecast::new(Variable::Temperature, times, levels, values, &support).expect("finite");
    IssuedForecast {
        made_at: issue_time().timestamp(),
        issue_time: issue_time().timestamp(),
        answer: answer(probability, usual),
        marginals: vec![marginal],
        weights: Vec::new(),
        data_age: Vec::new(),
    }
}

fn observed() -> Vec<(Variable, Series)> {
    let start = &issue_time() - SignedDuration::from_hours(3);
    // Known before, then: the median, 1 off, 3 off, missing, 5 off, and nothing yet.
    let values = vec![99.0, 99.0, 99.0, 20.0, 21.0, 23.0, f64::NAN, 25.0];
    vec![(Variable::Temperature, Series::new(start, Step::HOUR, values).expect("a step"))]
}

#[test]
fn only_what_came_after_the_issue_time_is_scored() {
    let scores = verify(&issued(None, None), &observed(), Some(true));
    let [temperature] = scores.variables.as_slice() else { panic!("one variable") };
    assert_eq!((temperature.count, temperature.missing), (4, 2));
    // 80 % is 20 ± 2.56, 50 % is 20 ± 1.35, 95 % is 20 ± 3.92.
    assert_eq!(temperature.held, [2, 2, 3]);
    // Twice the closed form for N(0, 1) (Gneiting and Raftery 2007, eq. 21) at 0, 0.5, 1.5 and 2.5.
    let expected = 2.0 * (0.233_695 + 0.331_404 + 0.994_441 + 1.939_819);
    assert!((temperature.crps - expected).abs() < 0.05, "{} {expected}", temperature.crps);
    assert_eq!(temperature.pit, [0, 0, 0, 0, 0, 1, 1, 0, 0, 2]);
    assert_eq!(scores.event, None, "no probability was given");
}

#[test]
fn an_event_is_scored_against_the_usual() {
    let scores = verify(&issued(Some(0.8), Some(0.5)), &[], Some(true));
    let event = scores.event.expect("it happened");
    assert!((event.brier() - 0.04).abs() < 1e-12);
    assert!((event.usual_brier().expect("known") - 0.25).abs() < 1e-12);
    assert_eq!(scores.variables[0].missing, 6);
    assert_eq!(verify(&issued(Some(0.8), None), &[], None).event, None, "nobody knows yet");
}

/// A record of `count` events forecast with 0.7, of which seven in ten happened, and a variable with this coverage.
fn record(count: u32, held: u32) -> TrackRecord {
    let mut record = TrackRecord::default();
    for index in 0..count {
        record.add(&Scores {
            variables: vec![VariableScores {
                variable: Variable::WindSpeed,
                count: 10,
                missing: 0,
                crps: 12.0,
                held: [5, held, 10],
                pit: [1; 10],
            }],
            event: Some(EventScore {
                probability: Probability::new(0.7).expect("0 to 1"),
                usual: Some(Probability::new(0.5).expect("0 to 1")),
                happened: index % 10 < 7,
            }),
        });
    }
    record
}

#[test]
fn a_record_says_in_words_how_far_to_trust_it() {
    assert_eq!(TrackRecord::default().summary(), ["No forecast of yours has come due yet."]);
    assert_eq!(
        record(3, 8).summary(),
        ["3 forecasts have come due, too few to judge; from 10 on this tells how well they did."]
    );
    assert_eq!(
        record(20, 8).summary(),
        [
            "Over 20 forecasts, the chances given were 16 % better than always saying the usual chance (Brier score 0.210, 0 is perfect).",
            "When it said 60 to 80 % (70 on average), it happened 14 of 20 times.",
            "Wind: the 80 % range held 80 of 100 hours, as it should.",
        ]
    );
    assert!(record(20, 6).summary()[2].ends_with("so it was too narrow."));
    assert!(record(20, 10).summary()[2].ends_with("so it was wider than needed."));
}

#[test]
fn a_record_can_be_kept_and_read_back() {
    let record = record(20, 8);
    let text = serde_json::to_string(&record).expect("serialises");
    assert_eq!(serde_json::from_str::<TrackRecord>(&text).expect("reads back"), record);
}
