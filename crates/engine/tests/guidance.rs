//! What guidance does to a whole forecast of one variable, on synthetic truth: weights follow what it was worth.

use domain::{
    Guidance, GuidanceAtLead, ModelId, Origin, OriginKind, QuantileLevels, Series, Step, Track, Variable,
    standard_normal_quantile,
};
use engine::{Marginal, forecast_track};
use jiff::{SignedDuration, Timestamp, Zoned};
use std::sync::Arc;

const KNOWN: usize = 24 * 150;
const AHEAD: usize = 72;

/// Standard normal values, the same each time: a linear congruential generator (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn normal(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        standard_normal_quantile(((self.0 >> 33) as f64 + 0.5) / f64::from(1_u32 << 31))
    }
}

fn truth() -> Vec<f64> {
    let (mut chance, mut lasting) = (Chance(1), 0.0);
    (0..KNOWN + AHEAD)
        .map(|hour| {
            lasting = 0.95 * lasting + 0.31 * chance.normal();
            10.0 + 4.0 * (std::f64::consts::TAU * (hour % 24) as f64 / 24.0).sin() + 5.0 * lasting
        })
        .collect()
}

/// The forecast with guidance that says `said` of the truth.
fn forecast(truth: &[f64], mut said: impl FnMut(f64) -> f64) -> Marginal {
    let start: Zoned = "2024-01-01T00:00[UTC]".parse().expect("a moment");
    let series = |values: Vec<f64>| Series::new(start.clone(), Step::HOUR, values).expect("a step");
    let origin = Origin::new(OriginKind::Guidance, "a test");
    let at_leads = (1..=3)
        .map(|days| GuidanceAtLead {
            model: "a".to_owned(),
            lead: SignedDuration::from_hours(24 * days),
            said: series(truth.iter().map(|value| said(*value)).collect()),
        })
        .collect();
    let history = series(truth.to_vec());
    let issue_time = history.time(KNOWN);
    let valid_times: Arc<[Timestamp]> = (KNOWN..KNOWN + AHEAD).map(|hour| history.time(hour)).collect();
    let guidance = Some(Arc::new(Guidance { runs: Vec::new(), at_leads, origin: origin.clone() }));
    let track = Track { guidance, ..Track::of_weather(Variable::Temperature, history, origin) };
    forecast_track(&track, issue_time, &valid_times, &QuantileLevels::percentiles(), &[]).expect("a forecast")
}

fn share(marginal: &Marginal) -> f64 {
    let guidance = ModelId::new("guidance");
    marginal.shares.iter().find(|(model, _)| *model == guidance).map_or(0.0, |(_, share)| *share)
}

fn error_of_medians(marginal: &Marginal, truth: &[f64]) -> f64 {
    let errors = (0..AHEAD).map(|lead| (marginal.forecast.at(lead)[49] - truth[KNOWN + lead]).abs());
    errors.sum::<f64>() / AHEAD as f64
}

#[test]
fn good_guidance_is_followed_and_useless_guidance_is_not() {
    let truth = truth();
    let good = forecast(&truth, |value| value + 2.0);
    assert!(share(&good) > 0.7, "{}", share(&good));
    assert!(error_of_medians(&good, &truth) < 0.8, "{}", error_of_medians(&good, &truth));

    let mut chance = Chance(2);
    let useless = forecast(&truth, |_| 10.0 + 6.0 * chance.normal());
    let without = forecast(&truth, |_| f64::NAN);
    assert!(share(&without) <= 0.0);
    assert!(share(&useless) < share(&good) / 2.0, "{} {}", share(&useless), share(&good));
    let (worse, before) = (error_of_medians(&useless, &truth), error_of_medians(&without, &truth));
    assert!(worse < 1.15 * before, "with useless guidance {worse}, without {before}");
}
