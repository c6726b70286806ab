//! Learning from what was observed of a variable.

use super::{
    Learning, LearningOptions, Scope, by_nearness,
    dependence::Dependence,
    experts::{Experts, ExpertsSaid},
    gate::Gate,
    level::Level,
    regression::{Coefficients, Regression},
    spread::Spread,
    standing::{Standing, put_right, scores_of},
};
use crate::{
    BlendError,
    combine::{linear_pool, mass_at_an_end},
    scores::pinball,
    stretch::at,
};
use domain::{LeadBucket, QuantileForecast, QuantileLevels, Support};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The regression moves a forecast by no more than this, in standard deviations.
const MOST_MOVED: f64 = 1.5;
/// An outcome further out teaches the regression no more than one here.
const FARTHEST_TAUGHT: f64 = 4.0;
/// The share of what its scopes have seen that still counts after something has changed.
const AFTER_CHANGE: f64 = 0.3;
/// Issues from which the untrained blend and what was learnt boldly count for half of their prior weight.
const KNOWN: f64 = 20.0;
/// Ways to forecast that are weighed: untrained, rehearsed, put right with care and boldly.
const WAYS: usize = 4;
/// The spread is corrected within this range.
const SPREAD_RANGE: (f64, f64) = (0.5, 3.0);

/// What one scope has learnt at one lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lessons {
    regression: Regression,
    /// What features leave, learnt with care and boldly.
    levels: [Level; 2],
    spread: Spread,
    gate: Gate,
    dependence: Dependence,
    pub(crate) experts: Experts,
    /// Issues learnt from, those of long ago for less.
    pub(crate) seen: f64,
}

impl Default for Lessons {
    fn default() -> Self {
        Self {
            regression: Regression::default(),
            levels: [Level::default(); 2],
            spread: Spread::default(),
            gate: Gate::new(WAYS),
            dependence: Dependence::default(),
            experts: Experts::default(),
            seen: 0.0,
        }
    }
}

impl Lessons {
    pub(crate) fn is_sound(&self) -> bool {
        self.regression.is_sound()
            && self.levels.iter().all(Level::is_sound)
            && self.spread.is_sound()
            && self.gate.is_sound(WAYS)
            && self.dependence.is_sound()
            && self.experts.is_sound()
            && self.seen.is_finite()
    }
}

/// What was known with a forecast when it was issued, by name: one value for each valid time, 0 where it isn't known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Features {
    names: Vec<String>,
    /// Times x names.
    values: Vec<f64>,
}

impl Features {
    /// `columns` of one value for each of `times`; what is no number counts as unknown.
    #[must_use]
    pub fn of(times: usize, columns: Vec<(String, Vec<f64>)>) -> Self {
        let columns: Vec<(String, Vec<f64>)> =
            columns.into_iter().filter(|(_, values)| values.len() == times).collect();
        let mut values = Vec::with_capacity(times * columns.len());
        for time in 0..times {
            values.extend(columns.iter().map(
                |(_, column)| {
                    if column[time].is_finite() { column[time] } else { 0.0 }
                },
            ));
        }
        Self { names: columns.into_iter().map(|(name, _)| name).collect(), values }
    }

    fn thinned(&self, kept: &[usize]) -> Self {
        Self {
            names: self.names.clone(),
            values: kept.iter().flat_map(|time| self.at(*time)).copied().collect(),
        }
    }

    fn at(&self, time: usize) -> &[f64] {
        &self.values[time * self.names.len()..(time + 1) * self.names.len()]
    }
}

/// The ways to forecast that are weighed against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidates {
    /// The experts with their prior weights, as they are.
    pub untrained: QuantileForecast,
    /// With weights and spread learnt on past origins of the history.
    pub rehearsed: QuantileForecast,
    /// What each expert said.
    pub experts: Vec<ExpertsSaid>,
}

/// A forecast as it was issued, with what is needed to learn from its outcomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    scope: Scope,
    issue_time: Timestamp,
    support: Support,
    features: Features,
    candidates: Candidates,
    /// By how much it was put right at each valid time, in normal scores.
    moved: Vec<Moved>,
    /// What was said.
    said: QuantileForecast,
}

impl Issued {
    /// What was said.
    #[must_use]
    pub const fn said(&self) -> &QuantileForecast {
        &self.said
    }

    /// What the untrained blend said.
    #[must_use]
    pub const fn untrained(&self) -> &QuantileForecast {
        &self.candidates.untrained
    }

    /// What the blend rehearsed on past origins said.
    #[must_use]
    pub const fn rehearsed(&self) -> &QuantileForecast {
        &self.candidates.rehearsed
    }

    /// The same at fewer valid times and levels, to be kept.
    ///
    /// # Errors
    /// When nothing is left of it.
    pub fn thinned(&self, times: &Arc<[Timestamp]>, levels: &QuantileLevels) -> Result<Self, BlendError> {
        let known = self.said.valid_times();
        let kept: Vec<usize> =
            (0..known.len()).filter(|time| times.binary_search(&known[*time]).is_ok()).collect();
        let times: Arc<[Timestamp]> = kept.iter().map(|time| known[*time]).collect();
        let thinned = |forecast: &QuantileForecast| {
            let values = kept
                .iter()
                .flat_map(|time| levels.as_slice().iter().map(move |level| (*time, *level)))
                .map(|(time, level)| at(forecast.levels().as_slice(), forecast.at(time), level))
                .collect();
            let variable = forecast.variable().clone();
            QuantileForecast::new(variable, Arc::clone(&times), levels.clone(), values, &self.support)
        };
        Ok(Self {
            scope: self.scope.clone(),
            issue_time: self.issue_time,
            support: self.support,
            features: self.features.thinned(&kept),
            candidates: Candidates {
                untrained: thinned(&self.candidates.untrained)?,
                rehearsed: thinned(&self.candidates.rehearsed)?,
                experts: self.candidates.experts.iter().map(|said| said.thinned(&kept)).collect(),
            },
            moved: kept.iter().map(|time| self.moved[*time]).collect(),
            said: thinned(&self.said)?,
        })
    }

    fn leads(&self) -> Vec<LeadBucket> {
        let times = self.said.valid_times().iter();
        times.map(|time| LeadBucket::of(time.duration_since(self.issue_time))).collect()
    }
}

/// By how much a forecast was put right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Moved {
    /// What features explain, learnt with care and boldly.
    explained: [f64; 2],
    /// And what they leave.
    levels: [f64; 2],
    spread: f64,
}

impl Moved {
    fn means(self) -> [f64; 2] {
        [0, 1].map(|how| self.explained[how] + self.levels[how])
    }
}

/// What a chain of scopes says at one lead.
struct Advice {
    coefficients: [Vec<f64>; 2],
    levels: [f64; 2],
    spread: f64,
    weights: Vec<f64>,
}

impl Learning {
    fn advice(&self, scope: &Scope, lead: LeadBucket, names: &[String]) -> Advice {
        let options = &self.options;
        let mut coefficients = [Coefficients::default(), Coefficients::default()];
        let (mut variance, mut weights, mut levels_here) = (1.0, options.prior.to_vec(), [0.0; 2]);
        let mut seen = 0.0;
        let levels = by_nearness(&self.marginals, &scope.at(lead), options.shared, |lessons| lessons.seen);
        for lessons in levels.iter().filter(|lessons| !lessons.is_empty()) {
            let (mut regression, mut spread) = (Regression::default(), Spread::default());
            let mut gate = Gate::new(weights.len());
            for (lessons, share) in lessons {
                regression.add(&lessons.regression, *share);
                spread.add(lessons.spread, *share);
                gate.add(&lessons.gate, *share);
                seen += share * lessons.seen;
            }
            for (coefficients, precision) in coefficients.iter_mut().zip(options.precision) {
                *coefficients = regression.coefficients(std::mem::take(coefficients), precision);
            }
            variance = spread.variance(variance);
            weights = gate.weights(&weights);
        }
        // As long as nothing is known, what was rehearsed is all there is, and boldness would take chance for a lesson.
        for way in [0, 3] {
            weights[way] *= seen / (seen + KNOWN);
        }
        // A sensor that is off is so by itself.
        if let [(own, _)] = levels[levels.len() - 1][..] {
            levels_here = own.levels.map(|level| level.mean());
        }
        Advice {
            coefficients: coefficients.map(|coefficients| coefficients.aligned(names)),
            levels: if options.level { levels_here } else { [0.0; 2] },
            spread: if options.spread { variance.sqrt().clamp(SPREAD_RANGE.0, SPREAD_RANGE.1) } else { 1.0 },
            weights,
        }
    }

    /// The forecast with what was learnt, to be issued, and what to remember of it until its outcomes are known.
    ///
    /// # Errors
    /// When the candidates differ in shape, or the result is no distribution.
    pub fn put_right(
        &self,
        scope: Scope,
        issue_time: Timestamp,
        candidates: Candidates,
        features: Features,
        support: &Support,
    ) -> Result<Issued, BlendError> {
        let Candidates { untrained, rehearsed, .. } = &candidates;
        if untrained.valid_times() != rehearsed.valid_times() || untrained.levels() != rehearsed.levels() {
            return Err(BlendError::Mismatch { what: "valid times or levels" });
        }
        let levels = rehearsed.levels().as_slice();
        let scores = scores_of(levels);
        let mut values = Vec::with_capacity(rehearsed.valid_times().len() * levels.len());
        let mut moved = Vec::with_capacity(rehearsed.valid_times().len());
        let mut last: Option<(LeadBucket, Advice)> = None;
        let mut base = Vec::new();
        for (time, valid) in rehearsed.valid_times().iter().enumerate() {
            let lead = LeadBucket::of(valid.duration_since(issue_time));
            if last.as_ref().is_none_or(|(known, _)| *known != lead) {
                last = Some((lead, self.advice(&scope, lead, &features.names)));
            }
            let (_, advice) = last.as_ref().expect("it was just set");
            let explained = [0, 1].map(|how| {
                let products = features.at(time).iter().zip(&advice.coefficients[how]);
                let explained: f64 = products.map(|(feature, coefficient)| feature * coefficient).sum();
                explained.clamp(-MOST_MOVED, MOST_MOVED)
            });
            let by = Moved { explained, levels: advice.levels, spread: advice.spread };
            moved.push(by);
            let [plain, trained, careful, bold] = [0, 1, 2, 3].map(|way| advice.weights[way]);
            let learnt = careful + bold;
            base.clear();
            mixed(
                levels,
                [(untrained.at(time), plain), (rehearsed.at(time), trained + learnt)],
                support,
                &mut base,
            );
            let share = learnt / (trained + learnt).max(1e-12);
            let [with_care, boldly] = by.means();
            let mean = (careful * with_care + bold * boldly) / learnt.max(1e-12);
            let by = (share * mean, 1.0 + share * (by.spread - 1.0));
            if by.0.abs() < 1e-12 && (by.1 - 1.0).abs() < 1e-12 {
                values.extend_from_slice(&base);
            } else {
                put_right(levels, &scores, &base, by, support, &mut values);
            }
        }
        let said = QuantileForecast::new(
            rehearsed.variable().clone(),
            rehearsed.valid_times().clone(),
            rehearsed.levels().clone(),
            values,
            support,
        )?;
        Ok(Issued { scope, issue_time, support: *support, features, candidates, moved, said })
    }

    /// Learns from an issued forecast; `observed` tells the outcome of a valid time (by position), where it is known.
    pub fn learn(&mut self, issued: &Issued, observed: impl Fn(usize) -> Option<f64>) {
        let leads = issued.leads();
        let mut done: Vec<LeadBucket> = Vec::new();
        for lead in &leads {
            if done.contains(lead) {
                continue;
            }
            done.push(*lead);
            let outcomes: Vec<(usize, f64)> = leads
                .iter()
                .enumerate()
                .filter(|(_, other)| *other == lead)
                .filter_map(|(time, _)| Some((time, observed(time)?)))
                .filter(|(time, outcome)| {
                    // What was already observed when it was issued is no forecast.
                    let quantiles = issued.candidates.rehearsed.at(*time);
                    outcome.is_finite()
                        && (issued.support.zero_inflated || quantiles[0] < quantiles[quantiles.len() - 1])
                })
                .collect();
            if !outcomes.is_empty() {
                self.learn_at(issued, *lead, &outcomes);
            }
        }
    }

    fn learn_at(&mut self, issued: &Issued, lead: LeadBucket, outcomes: &[(usize, f64)]) {
        let options = self.options;
        let lesson = Lesson::of(issued, outcomes);
        let lessons = self.marginals.entry(issued.scope.at(lead)).or_default();
        let changed = [0, 1].map(|how| lessons.levels[how].learn(lesson.unexplained[how]));
        if changed.contains(&true) {
            lessons.regression.forget(AFTER_CHANGE);
            lessons.spread.forget(AFTER_CHANGE);
        }
        lessons.learn(issued, &lesson, &options);
        lessons.experts.learn(&issued.candidates, outcomes);
    }

    /// What multiplies the prior weight of an expert in the blend `ahead` of the issue time, learnt from what experts said before: 1
    /// for all while nothing is known.
    #[must_use]
    pub fn expert_factors(
        &self,
        scope: &Scope,
        ahead: jiff::SignedDuration,
        experts: &[(&domain::ModelId, f64)],
    ) -> Vec<f64> {
        let lead = LeadBucket::of(ahead);
        let own = self.marginals.get(&scope.at(lead)).filter(|_| self.options.experts);
        own.map_or_else(|| vec![1.0; experts.len()], |own| own.experts.factors(experts))
    }
}

/// What the outcomes of one issue at one lead teach.
struct Lesson {
    /// Valid time and where its outcome stood, as far as that is known.
    standings: Vec<(usize, f64)>,
    /// How far the last of them lay ahead.
    ahead: SignedDuration,
    /// Where they stood on average, less what features explain of it.
    unexplained: [f64; 2],
    /// The mean square of how far they stood from where they were expected.
    square: f64,
    /// The loss of each way, and of what was said.
    losses: [f64; WAYS],
    said: f64,
}

impl Lesson {
    fn of(issued: &Issued, outcomes: &[(usize, f64)]) -> Self {
        let Candidates { untrained, rehearsed, .. } = &issued.candidates;
        let levels = rehearsed.levels().as_slice();
        let scores = scores_of(levels);
        let count = outcomes.len() as f64;
        let times = issued.said.valid_times();
        let last = outcomes.iter().map(|(time, _)| times[*time]).max().unwrap_or(issued.issue_time);
        let mut lesson = Self {
            standings: Vec::new(),
            ahead: last.duration_since(issued.issue_time),
            unexplained: [0.0; 2],
            square: 0.0,
            losses: [0.0; WAYS],
            said: 0.0,
        };
        let mut learnt = [Vec::new(), Vec::new()];
        for (time, outcome) in outcomes {
            let moved = issued.moved[*time];
            let ([with_care, boldly], spread) = (moved.means(), moved.spread);
            let (standing, square) =
                Standing::of(rehearsed.at(*time), &scores, *outcome).expected(with_care, spread);
            for (unexplained, explained) in lesson.unexplained.iter_mut().zip(moved.explained) {
                *unexplained += (standing - explained) / count;
            }
            lesson.square += square.min(9.0) / count;
            lesson.standings.push((*time, standing));
            for (learnt, mean) in learnt.iter_mut().zip([with_care, boldly]) {
                learnt.clear();
                put_right(levels, &scores, rehearsed.at(*time), (mean, spread), &issued.support, learnt);
            }
            let unit = width(levels, rehearsed.at(*time)).max(width(levels, untrained.at(*time)));
            if unit > 0.0 {
                let loss = |quantiles: &[f64]| mean_pinball(levels, quantiles, *outcome) / unit / count;
                lesson.losses[0] += loss(untrained.at(*time));
                lesson.losses[1] += loss(rehearsed.at(*time));
                lesson.losses[2] += loss(&learnt[0]);
                lesson.losses[3] += loss(&learnt[1]);
                lesson.said += loss(issued.said.at(*time));
            }
        }
        lesson
    }
}

impl Lessons {
    fn learn(&mut self, issued: &Issued, lesson: &Lesson, options: &LearningOptions) {
        self.seen = self.seen * options.remembered + 1.0;
        self.regression.forget(options.remembered);
        self.spread.forget(options.remembered);
        let errors = lesson.unexplained[0] - self.levels[0].mean();
        self.dependence.learn(errors, (issued.issue_time, lesson.ahead), options.remembered);
        let weight = options.weight * self.dependence.share() / lesson.standings.len() as f64;
        for (time, standing) in &lesson.standings {
            let response = standing.clamp(-FARTHEST_TAUGHT, FARTHEST_TAUGHT);
            self.regression.learn(&issued.features.names, issued.features.at(*time), response, weight);
        }
        let share = self.dependence.share_of_squares();
        self.spread.learn(lesson.square, share);
        self.gate.learn(&lesson.losses, lesson.said);
    }
}

/// From the 2.5 to the 97.5 % quantile, or all there is.
fn width(levels: &[f64], quantiles: &[f64]) -> f64 {
    let low = levels.partition_point(|level| *level < 0.025).min(quantiles.len() - 1);
    let high = levels.partition_point(|level| *level <= 0.975).max(1) - 1;
    quantiles[high] - quantiles[low]
}

fn mean_pinball(levels: &[f64], quantiles: &[f64], outcome: f64) -> f64 {
    let losses = levels.iter().zip(quantiles).map(|(level, quantile)| pinball(*level, *quantile, outcome));
    losses.sum::<f64>() / levels.len() as f64
}

/// Adds to `out` the weighted mean of two distributions: of their quantiles, or of their probabilities where one has a mass at an end.
fn mixed(levels: &[f64], ways: [(&[f64], f64); 2], support: &Support, out: &mut Vec<f64>) {
    let total = ways[0].1 + ways[1].1;
    let [first, second] = ways.map(|(quantiles, weight)| (quantiles, weight / total.max(1e-12)));
    if first.1 < 1e-9 {
        out.extend_from_slice(second.0);
    } else if support.zero_inflated || mass_at_an_end(first.0) || mass_at_an_end(second.0) {
        linear_pool([first, second].into_iter(), levels, &mut Vec::new(), out);
    } else {
        out.extend(first.0.iter().zip(second.0).map(|(a, b)| first.1 * a + second.1 * b));
    }
}
