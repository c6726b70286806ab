//! Hourly weather whose dependence is known because it is made here: for the test and the example on dependence.

#![expect(clippy::expect_used, reason = "made for tests")]

use domain::{
    Origin, OriginKind, QuantileForecast, QuantileLevels, Scenarios, Series, Step, Track, Variable,
};
use jiff::{SignedDuration, Timestamp, Zoned};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::{f64::consts::TAU, sync::Arc};

/// Temperature, rain and wind, in this order everywhere.
pub(crate) const VARIABLES: [Variable; 3] =
    [Variable::Temperature, Variable::Precipitation, Variable::WindSpeed];

/// What the weather to come depends on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct State {
    /// Temperature's first-order autoregression, °C.
    anomaly: f64,
    /// The wind's, without unit.
    breeze: f64,
    /// Whether a storm is passing: showers, wind and a chill.
    storm: bool,
}

impl State {
    /// One hour on: the values of [`VARIABLES`] over the hour `hour` since the start of the history.
    pub(crate) fn step(&mut self, hour: usize, random: &mut Pcg64) -> [f64; 3] {
        // The sum of four uniform draws is near enough to normal; its variance is 4/3.
        let mut normal = || (0..4).map(|_| random.random_range(-1.0..1.0_f64)).sum::<f64>() * 0.75_f64.sqrt();
        self.anomaly = 0.975 * self.anomaly + 0.8 * normal();
        self.breeze = 0.93 * self.breeze + 0.13 * normal();
        let amount = normal().abs();
        self.storm = random.random::<f64>() < if self.storm { 0.88 } else { 0.012 };
        let storm = if self.storm { 1.0 } else { 0.0 };
        let wet = self.storm && random.random::<f64>() < 0.75;
        let of_day = (hour % 24) as f64 / 24.0 * TAU;
        let of_year = hour as f64 / 8766.0 * TAU;
        let temperature = 12.0 - 10.0 * of_year.cos() - 4.0 * (1.0 - 0.5 * storm) * (of_day - 0.6).cos()
            + self.anomaly
            - 2.0 * storm;
        let wind = 4.0 * (self.breeze + 0.6 * storm).exp();
        [temperature, if wet { 0.2 + 1.5 * amount * amount } else { 0.0 }, wind]
    }
}

/// A history up to an issue time, and what can be known of the hours after it.
pub(crate) struct Weather {
    start: Zoned,
    hours: Vec<[f64; 3]>,
    states: Vec<State>,
    seed: u64,
}

impl Weather {
    /// `hours` of weather from the start of 2010 on.
    pub(crate) fn new(hours: usize, seed: u64) -> Self {
        let mut random = Pcg64::seed_from_u64(seed);
        let mut state = State::default();
        let (mut values, mut states) = (Vec::new(), Vec::new());
        for hour in 0..hours {
            states.push(state);
            values.push(state.step(hour, &mut random));
        }
        let start = "2010-01-01T00:00[UTC]".parse().expect("a zoned time");
        Self { start, hours: values, states, seed }
    }

    pub(crate) fn time(&self, hour: usize) -> Timestamp {
        self.start.timestamp() + SignedDuration::from_hours(i64::try_from(hour).expect("few"))
    }

    /// What came: `[variable][time]` from the hour `from` on.
    pub(crate) fn outcome(&self, from: usize, times: usize) -> [Vec<f64>; 3] {
        std::array::from_fn(|variable| {
            self.hours[from..from + times].iter().map(|values| values[variable]).collect()
        })
    }

    pub(crate) fn tracks(&self) -> [Track; 3] {
        std::array::from_fn(|variable| {
            let values: Vec<f64> = self.hours.iter().map(|values| values[variable]).collect();
            let series = Series::new(self.start.clone(), Step::HOUR, values).expect("a step");
            track(VARIABLES[variable].clone(), series)
        })
    }

    /// As an all-knowing forecaster at the hour `issue` would draw them: `members` continuations `gap` hours later,
    /// `[variable][time][member]`.
    fn continuations(&self, issue: usize, gap: usize, times: usize, members: usize) -> [Vec<Vec<f64>>; 3] {
        let mut random = Pcg64::seed_from_u64(self.seed ^ (issue as u64 * 7919 + members as u64));
        let mut values: [Vec<Vec<f64>>; 3] = std::array::from_fn(|_| vec![Vec::new(); times]);
        for _ in 0..members {
            let mut state = self.states[issue];
            for lead in 0..gap + times {
                let step = state.step(issue + lead, &mut random);
                if lead >= gap {
                    for (values, value) in values.iter_mut().zip(step) {
                        values[lead - gap].push(value);
                    }
                }
            }
        }
        values
    }

    fn valid_times(&self, from: usize, times: usize) -> Arc<[Timestamp]> {
        (from..from + times).map(|hour| self.time(hour)).collect()
    }

    /// The true marginals at the hour `issue` of the hours from `gap` hours later on, from `draws` continuations.
    pub(crate) fn marginals(
        &self,
        issue: usize,
        gap: usize,
        times: usize,
        draws: usize,
    ) -> Vec<QuantileForecast> {
        let levels = QuantileLevels::percentiles();
        let valid_times = self.valid_times(issue + gap, times);
        self.continuations(issue, gap, times, draws)
            .into_iter()
            .zip(VARIABLES)
            .map(|(mut by_time, variable)| {
                let mut values = Vec::new();
                for members in &mut by_time {
                    members.sort_by(f64::total_cmp);
                    values.extend(
                        levels.as_slice().iter().map(|level| members[(level * draws as f64) as usize]),
                    );
                }
                let support = variable.support();
                QuantileForecast::new(variable, valid_times.clone(), levels.clone(), values, &support)
                    .expect("finite")
            })
            .collect()
    }

    /// Raw guidance as a weather model gives it: too warm by 1.5 °C, with half the rain and four fifths of the wind.
    pub(crate) fn guidance(&self, issue: usize, gap: usize, times: usize, members: usize) -> Scenarios {
        let raw = self.continuations(issue, gap, times, members);
        let mut values = Vec::with_capacity(3 * members * times);
        for (by_time, (factor, bias)) in raw.iter().zip([(1.0, 1.5), (0.5, 0.0), (0.8, 0.0)]) {
            for member in 0..members {
                values.extend(by_time.iter().map(|members| members[member] * factor + bias));
            }
        }
        Scenarios::new(VARIABLES.to_vec(), self.valid_times(issue + gap, times), members, values)
            .expect("the shape")
    }
}

/// A track of weather with no reference.
pub(crate) fn track(variable: Variable, history: Series) -> Track {
    Track::of_weather(variable, history, Origin::new(OriginKind::ObservedHourly, "test"))
}
