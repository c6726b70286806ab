use super::*;
use crate::{Plan, line::Measure, prepare, testing::level};
use domain::{QuantileLevels, Step};
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Standard normal noise.
fn noise(seed: u64, count: usize) -> Vec<f64> {
    let mut random = Pcg64::seed_from_u64(seed);
    (0..count).map(|_| standard_normal_quantile(random.random_range(0.0001..0.9999))).collect()
}

/// A daily level with these values, and `horizon` days to come, dressed about the paths of a method.
fn dressed_after(
    values: &[f64],
    horizon: usize,
    method: impl Fn(&[f64], &Plan) -> Vec<f64>,
) -> Result<RollingForecast, ModelError> {
    let track = level(values, Step::DAY);
    let history = &track.history;
    let issue = history.time(history.len());
    let next = history.index_at(issue);
    let valid_times: Vec<Timestamp> = (next..next + horizon).map(|index| history.time(index)).collect();
    let prepared = prepare(&track, issue);
    let (levels, plan) = (QuantileLevels::percentiles(), prepared.plan(&valid_times));
    let task = Task {
        prepared: &prepared,
        valid_times: valid_times.into(),
        plan: &plan,
        levels: &levels,
        seed: 1,
        cancelled: &|| false,
    };
    let line = prepared.line(Measure::Values).expect("values");
    dressed(&task, line, &method(&line.values, &plan))
}

fn nothing(_: &[f64], plan: &Plan) -> Vec<f64> {
    vec![0.0; plan.origins.len() * plan.leads.len()]
}

#[test]
fn white_noise_lies_in_the_interval_as_often_as_promised() {
    let (mut held, mut count, mut past_held, mut past_count) = (0.0, 0.0, 0.0, 0.0);
    for seed in 0..30 {
        let values = noise(seed, 310);
        let forecast = dressed_after(&values[..300], 10, nothing).expect("dressed");
        for (lead, came) in values[300..].iter().enumerate() {
            let said = forecast.present.at(lead);
            held += f64::from(u8::from(said[9] <= *came && *came <= said[89]));
            count += 1.0;
        }
        // The past is dressed alike: levels 0.1 and 0.9 are the second and the last but one.
        let (past, plan) = (forecast.past.expect("a past"), Plan::over(300, 7, (1..=10).collect()));
        for (index, origin) in plan.past().iter().enumerate() {
            for (lead, steps) in plan.leads.iter().enumerate() {
                let Some(said) = past.at(index, lead) else { continue };
                past_held += f64::from(u8::from(
                    said[1] <= values[origin + steps] && values[origin + steps] <= said[9],
                ));
                past_count += 1.0;
            }
        }
    }
    assert!((held / count - 0.8_f64).abs() < 0.08, "{}", held / count);
    assert!(
        past_count > 10_000.0 && (past_held / past_count - 0.8_f64).abs() < 0.08,
        "{}",
        past_held / past_count
    );
}

#[test]
fn the_spread_of_a_random_walk_grows_with_the_root_of_the_lead() {
    let mut walk = 0.0;
    let values: Vec<f64> = noise(1, 1500)
        .into_iter()
        .map(|step| {
            walk += step;
            walk
        })
        .collect();
    let forecast = dressed_after(&values, 25, naive).expect("dressed").present;
    let width = |lead: usize| forecast.at(lead - 1)[89] - forecast.at(lead - 1)[9];
    assert!((2.0..3.6).contains(&width(1)), "{}", width(1));
    for (lead, expected) in [(4, 2.0), (9, 3.0), (25, 5.0)] {
        let growth = width(lead) / width(1);
        assert!((growth / expected - 1.0).abs() < 0.35, "{lead}: {growth}");
    }
    let newest = values[1499];
    assert!((forecast.at(0)[49] - newest).abs() < 1e-9, "the median is the point forecast");
}

#[test]
fn a_wild_method_is_left_out() {
    let values = noise(2, 300);
    let wild = |scale: f64| {
        move |_: &[f64], plan: &Plan| {
            let drawn = noise(3, plan.origins.len() * plan.leads.len());
            drawn.into_iter().map(|value| scale * value).collect()
        }
    };
    assert!(dressed_after(&values, 10, wild(1.0)).is_ok());
    assert_eq!(dressed_after(&values, 10, wild(20.0)), Err(ModelError::Worse));
    let infinite = |_: &[f64], plan: &Plan| {
        let mut paths = nothing(&[], plan);
        paths[3] = f64::INFINITY;
        paths
    };
    assert_eq!(dressed_after(&values, 10, infinite), Err(ModelError::Worse));
    let silent = |_: &[f64], plan: &Plan| vec![f64::NAN; plan.origins.len() * plan.leads.len()];
    assert!(matches!(dressed_after(&values, 10, silent), Err(ModelError::Fit { .. })));
}

#[test]
fn an_origin_that_says_nothing_stays_silent() {
    let gappy = |_: &[f64], plan: &Plan| {
        let mut paths = nothing(&[], plan);
        paths[..20].fill(f64::NAN);
        paths
    };
    let past = dressed_after(&noise(4, 300), 10, gappy).expect("dressed").past.expect("a past");
    assert_eq!((past.at(0, 0), past.at(1, 9)), (None, None));
    assert!(past.at(2, 0).is_some());
}

#[test]
fn lucky_hits_promise_no_certainty() {
    for values in [vec![5.0; 60], vec![0.0; 60], vec![1e12; 60], vec![1e-12; 60], vec![3.0], vec![3.0, 4.0]] {
        let forecast = dressed_after(&values, 5, naive).expect("dressed").present;
        for lead in 0..5 {
            let said = forecast.at(lead);
            assert!(said.iter().all(|value| value.is_finite()) && said[0] <= said[98], "{values:?}");
            assert!(values[0] <= 0.0 || said[0] < said[98], "{values:?}");
        }
    }
}
