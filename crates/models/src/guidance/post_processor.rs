//! Learns from one case after the other, and forecasts with what was known at the issue.

use super::{
    GuidanceCase, GuidanceError, GuidanceForecast, GuidanceKind,
    forecast::level_where,
    history::History,
    predictors::{Standard, predictors},
    quantile_mapping::QuantileMapping,
    recursive::Recursive,
    state::{Case, MEMORIES, State, choices, row},
    summary::Summary,
    working_scale::WorkingScale,
};
use std::{collections::VecDeque, sync::Arc};

/// Levels at which the forecasts are compared while learning.
const LEVELS: [f64; 19] =
    [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
/// The fewest cases that an EMOS is fitted to.
const FEWEST: usize = 20;
/// Cases between fits: a share of those so far, and at most so many.
const FIT_SHARE: usize = 16;
const FIT_EVERY: usize = 25;
/// Up to how many cases the standard scales are worked out anew, each time when there are twice as many.
const LAST_STANDARD: usize = 2048;
/// Cases that the quantile mapping looks back on.
const MAPPED: usize = 730;
/// Days that earlier states are kept: the longest lead.
const KEPT_DAYS: i64 = 20;

/// The post-processor of one station, variable and lead.
///
/// Cases come in the order of their valid days. What is learnt from a case reaches only forecasts whose issue it was known at
/// ([`GuidanceCase::known_until`]), however much later cases have been learnt since (up to 20 days).
#[derive(Debug, Clone)]
pub struct PostProcessor {
    kind: GuidanceKind,
    scale: WorkingScale,
    history: History,
    cases: Vec<(Case, f64)>,
    regressions: Vec<Recursive>,
    /// The newest last.
    states: VecDeque<Arc<State>>,
    next_fit: usize,
    /// Mean absolute error of the median so far, on the own scale.
    size: f64,
}

impl PostProcessor {
    /// For a variable; knows nothing yet and leaves the ensemble as it is.
    #[must_use]
    pub fn new(kind: GuidanceKind) -> Self {
        Self {
            kind,
            scale: WorkingScale::of(kind),
            history: History::default(),
            cases: Vec::new(),
            regressions: Vec::new(),
            states: VecDeque::from([Arc::new(State::new(kind))]),
            next_fit: FEWEST,
            size: 0.0,
        }
    }

    /// How many cases with an observation have been learnt.
    #[must_use]
    pub fn learnt(&self) -> usize {
        self.cases.len()
    }

    /// The predictive distribution for a case, whose `observed` is not looked at.
    ///
    /// # Errors
    ///
    /// [`GuidanceError::Empty`] where the guidance holds no number.
    pub fn forecast(&self, case: &GuidanceCase) -> Result<GuidanceForecast, GuidanceError> {
        self.state_at(case.known_until()).forecast(case, &self.history, self.scale)
    }

    /// Learns from a case. Without an observation only its guidance is kept, as the neighbour of the next day's; call it so
    /// when a forecast is issued and again when the outcome is known. A case without any number is passed over.
    pub fn learn(&mut self, case: &GuidanceCase) {
        let Ok(summary) = Summary::of(case, self.scale) else { return };
        self.history.note(&summary);
        let Some(observed) = case.observed.filter(|value| WorkingScale::usable(*value)) else { return };
        let working = self.scale.to_working(observed);
        let own = self.scale.to_own(working);
        let error = working - summary.mean;
        let issued = self.state_at(summary.known_until);
        let mut state = State::clone(self.states.back().unwrap_or(&issued));
        let read = issued.read(summary, &self.history);
        self.verify(&issued, &mut state, case, &read, own);

        let expected = read.corrections.iter().sum::<f64>() / MEMORIES.len() as f64;
        self.history.learn(&read.summary, error, error - expected);
        state.dressed.learn(error);
        state.day = state.day.max(read.summary.day);
        self.cases.push((read, own));
        state.count = self.cases.len();
        if state.count.is_power_of_two() && state.count <= LAST_STANDARD {
            self.standardise(&mut state);
        } else if let Some((newest, _)) = self.cases.last() {
            let (x, penalties) = predictors(&newest.summary, &newest.known, &state.standard);
            for (regression, coefficients) in self.regressions.iter_mut().zip(&mut state.coefficients) {
                regression.learn(&x, state.standard.target(error), 1.0);
                *coefficients = regression.coefficients(&penalties);
            }
        }
        if state.count >= self.next_fit || (state.count >= FEWEST && state.count.is_power_of_two()) {
            self.fit(&mut state);
            self.next_fit = state.count + (state.count / FIT_SHARE).clamp(1, FIT_EVERY);
        }
        while self.states.len() > 2 && self.states[1].day < state.day - KEPT_DAYS {
            self.states.pop_front();
        }
        self.states.push_back(Arc::new(state));
    }

    /// The newest state that has learnt nothing after `day`; the oldest kept where all have.
    fn state_at(&self, day: i64) -> Arc<State> {
        let until = self.states.partition_point(|state| state.day <= day);
        Arc::clone(&self.states[until.saturating_sub(1)])
    }

    /// Learns weights and recalibration from the forecast that was made at the issue.
    fn verify(&mut self, issued: &State, state: &mut State, case: &GuidanceCase, read: &Case, observed: f64) {
        let distributions = issued.distributions(case, read, self.scale);
        let quantiles: Vec<Vec<f64>> = distributions
            .iter()
            .map(|one| LEVELS.iter().map(|level| one.quantile(*level, self.scale)).collect())
            .collect();
        let mut forecast = issued.combined(distributions, self.scale);
        let error = (observed - forecast.uncalibrated(0.5)).abs();
        self.size += (error - self.size) / (self.cases.len() as f64 + 1.0).min(500.0);
        let size = self.size.max(1e-300);
        if issued.count > 0 {
            state.weights.learn(&quantiles, &LEVELS, observed, size);
        }
        if issued.count < FEWEST {
            return;
        }
        forecast.recalibration = Some(issued.recalibration.clone());
        let saved = LEVELS
            .iter()
            .map(|level| {
                pinball(*level, observed - forecast.uncalibrated(*level))
                    - pinball(*level, observed - forecast.quantile(*level))
            })
            .sum::<f64>();
        let low = level_where(|level| forecast.uncalibrated(level) < observed);
        let high = level_where(|level| forecast.uncalibrated(level) <= observed);
        state.recalibration.learn(low, high, (saved / size).clamp(-100.0, 100.0));
    }

    /// Works out the usual values and spreads anew, and the regressions on them.
    fn standardise(&mut self, state: &mut State) {
        let scale = self.scale;
        let error = |case: &Case, own: f64| scale.to_working(own) - case.summary.mean;
        state.standard =
            Standard::of(&self.cases.iter().map(|(case, own)| (&case.summary, error(case, *own))));
        self.regressions.clear();
        let mut last_penalties = Vec::new();
        for (case, own) in &self.cases {
            let (x, penalties) = predictors(&case.summary, &case.known, &state.standard);
            if self.regressions.is_empty() {
                self.regressions = MEMORIES.map(|memory| Recursive::new(x.len(), memory)).into();
            }
            for regression in &mut self.regressions {
                regression.learn(&x, state.standard.target(error(case, *own)), 1.0);
            }
            last_penalties = penalties;
        }
        state.coefficients =
            self.regressions.iter().map(|regression| regression.coefficients(&last_penalties)).collect();
    }

    fn fit(&self, state: &mut State) {
        let count = self.cases.len();
        for (emos, (design, _, half_life)) in state.emos.iter_mut().zip(choices(self.kind)) {
            let rows: Vec<_> = self
                .cases
                .iter()
                .enumerate()
                .map(|(index, (case, own))| {
                    let mut row = row(*design, case, &state.standard, self.scale);
                    row.observed = *own;
                    row.weight = 0.5_f64.powf((count - index) as f64 / half_life);
                    row
                })
                .filter(|row| row.weight > 0.01)
                .collect();
            emos.fit(&rows, state.standard.error, self.scale);
        }
        let mapped = self.cases[count.saturating_sub(MAPPED)..].iter();
        state.mapping =
            QuantileMapping::fit(mapped.map(|(case, own)| (case.summary.mean, self.scale.to_working(*own))));
    }
}

/// The loss of a quantile at `level` that misses by `error`, observed minus forecast.
fn pinball(level: f64, error: f64) -> f64 {
    if error > 0.0 { level * error } else { (level - 1.0) * error }
}
