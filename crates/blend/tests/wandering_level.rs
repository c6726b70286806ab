//! Sums and maxima over months of a series whose level wanders are as uncertain as they should be, out of sample.

#![expect(clippy::unwrap_used, reason = "a test")]

use blend::{ErrorDependence, Rehearsal, TemplateSource, couple};
use domain::{
    Hindcast, Origin, OriginKind, QuantileForecast, QuantileLevels, Scenarios, Series, SeriesId, SeriesKind,
    Step, Support, Track, Unit, standard_normal_quantile,
};
use jiff::Zoned;
use rand::{RngExt as _, SeedableRng};
use rand_pcg::Pcg64;

const MEMBERS: usize = 200;
const SERIES: u64 = 250;
/// Past those that the strength of the belief was chosen with.
const SEEDS_FROM: u64 = 1_000_000;

/// Days of a level that moves by `step` a day, with an error of its own of `noise` each day.
struct Process {
    step: f64,
    noise: f64,
    /// Days known.
    history: usize,
    /// Days asked about.
    horizon: usize,
}

impl Process {
    /// Values, and the level under each.
    fn draw(&self, seed: u64) -> (Vec<f64>, Vec<f64>) {
        let mut random = Pcg64::seed_from_u64(seed);
        let mut normal = || standard_normal_quantile(random.random::<f64>().clamp(1e-12, 1.0 - 1e-12));
        let mut level = 100.0;
        (0..self.history + self.horizon)
            .map(|_| {
                level += self.step * normal();
                (level + self.noise * normal(), level)
            })
            .unzip()
    }

    /// The true quantiles `lead` days after the level was `level`.
    fn quantiles(&self, level: f64, lead: usize, levels: &QuantileLevels) -> Vec<f64> {
        let spread = (lead as f64 * self.step * self.step + self.noise * self.noise).sqrt();
        levels.as_slice().iter().map(|at| level + spread * standard_normal_quantile(*at)).collect()
    }
}

fn track(values: Vec<f64>) -> Track {
    let start: Zoned = "2012-01-01T00:00[Europe/London]".parse().unwrap();
    Track::of_series(
        SeriesId("a series".to_owned()),
        SeriesKind::Level,
        Unit::Named(String::new()),
        Series::new(start, Step::DAY, values).unwrap(),
        Origin::new(OriginKind::Yours, ""),
    )
}

/// Shares of the 80 % intervals of the sum, the maximum and single days that held, with and without what past errors tell.
fn covered(process: &Process) -> [[f64; 3]; 2] {
    let (history, horizon) = (process.history, process.horizon);
    let mut held = [[0.0; 3]; 2];
    for seed in 0..SERIES {
        let (values, level) = process.draw(SEEDS_FROM + seed);
        let known = track(values[..history].to_vec());
        let start = known.history.time(history);
        let levels = QuantileLevels::percentiles();
        let said: Vec<f64> =
            (1..=horizon).flat_map(|lead| process.quantiles(level[history - 1], lead, &levels)).collect();
        let times = (0..horizon).map(|day| known.history.time(history + day)).collect();
        let marginal =
            QuantileForecast::new(known.variable.clone(), times, levels, said, &Support::REAL).unwrap();

        let origins: Vec<usize> = (history / 3..history - horizon).step_by(10).collect();
        let leads: Vec<usize> = (1..=horizon).collect();
        let usual = Hindcast::usual_levels();
        let (mut outcomes, mut past) = (Vec::new(), Vec::new());
        for origin in &origins {
            for lead in &leads {
                outcomes.push(values[origin + lead]);
                past.extend(process.quantiles(level[*origin], *lead, &usual));
            }
        }
        let hindcast = Hindcast::new(origins.len(), horizon, usual, past).unwrap();
        let rehearsal = Rehearsal { leads, origins, outcomes };
        let errors = ErrorDependence::of(Some(&hindcast), &rehearsal);

        let without = TemplateSource::new(vec![&known], start);
        let with = without.clone().with_errors(vec![Some(errors)]);
        for (held, source) in held.iter_mut().zip([&with, &without]) {
            let scenarios =
                couple(std::slice::from_ref(&marginal), &[Support::REAL], source, MEMBERS, seed).unwrap();
            let came = &values[history..];
            let sum = |days: &[f64]| days.iter().sum::<f64>();
            let most = |days: &[f64]| days.iter().copied().fold(f64::MIN, f64::max);
            held[0] += inside(&scenarios, came, &sum);
            held[1] += inside(&scenarios, came, &most);
            held[2] += inside(&scenarios, came, &|days: &[f64]| days[horizon / 2]);
        }
    }
    held.map(|held| held.map(|held| held / SERIES as f64))
}

fn inside(scenarios: &Scenarios, came: &[f64], of: &dyn Fn(&[f64]) -> f64) -> f64 {
    let mut said: Vec<f64> = (0..MEMBERS).map(|member| of(scenarios.trajectory(0, member))).collect();
    said.sort_by(f64::total_cmp);
    let tenth = MEMBERS / 10;
    f64::from(u8::from((said[tenth]..=said[MEMBERS - 1 - tenth]).contains(&of(came))))
}

#[test]
fn sums_and_maxima_over_months_hold_what_they_promise() {
    let process = |step, noise, history, horizon| Process { step, noise, history, horizon };
    // What the sum is held by without knowing how errors went together, at most: too few in a far year.
    for (name, process, without_at_most) in [
        ("level alone", process(1.0, 0.0, 900, 90), 1.0),
        ("level and noise", process(1.0, 6.0, 900, 90), 1.0),
        ("a year of level and noise", process(1.0, 6.0, 1100, 365), 0.7),
    ] {
        let [with, without] = covered(&process);
        for (what, held) in ["sum", "maximum"].into_iter().zip(with) {
            // 250 series: a standard error of 2.5 in 100.
            assert!((0.73..0.87).contains(&held), "{name}, {what}: {held}");
        }
        assert!(without[0] <= without_at_most, "{name}, without: {}", without[0]);
        assert!((with[2] - without[2]).abs() < 1e-12, "{name}: single days stay as they were");
    }
}

#[test]
fn a_year_after_a_year_and_a_half_is_not_told_as_if_errors_averaged_out() {
    // One past forecast of a whole year, and no two years to compare: far from all is known, but no longer 8 in 100.
    let [with, without] = covered(&Process { step: 1.0, noise: 6.0, history: 550, horizon: 365 });
    assert!(with[0] > 0.6 && with[1] > 0.5, "{with:?}");
    assert!(without[0] < 0.2 && without[1] < 0.2, "{without:?}");
}

#[test]
fn errors_that_average_out_go_on_doing_so() {
    let [with, without] = covered(&Process { step: 0.0, noise: 1.0, history: 900, horizon: 90 });
    assert!((with[0] - without[0]).abs() < 0.06, "{} {}", with[0], without[0]);
    assert!((with[1] - without[1]).abs() < 0.06, "{} {}", with[1], without[1]);
}
