//! Calibration that goes on as outcomes of issued forecasts arrive.

use crate::{
    BlendError,
    combine::mass_at_an_end,
    stretch::{at, stretch},
};
use domain::{QuantileForecast, QuantileLevels, Support};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The shape of the state as it is stored. One of another version is not understood: start anew.
const VERSION: u32 = 1;
/// How much a missed outcome widens, in logarithms of the half-width. The corrections of steady forecasts jitter by some 9 %
/// then, and a spread that doubles at once is followed within some thirty issues.
const RATE: f64 = 0.05;
/// The intervals watched, by the probability outside of each.
const OUTSIDE: [f64; 2] = [0.2, 0.05];
/// Octaves of leads told apart; farther ones share the last.
const OCTAVES: usize = 16;
/// Most forecasts kept until their outcomes are known; the oldest make room.
const MOST_PENDING: usize = 1024;

/// What the outcomes of issued forecasts say of the spread of those to come: pure state, to be kept per track.
///
/// Conformal PID control (Angelopoulos, Candès and Tibshirani, Advances in Neural Information Processing Systems 36, 2023) of
/// the 80 and the 95 % interval by octave of the lead. The scorecaster is [`conform`](crate::conform()): what past origins say
/// at the time of the question. What it gets wrong is left to quantile tracking on the logarithm of the score (distance from the
/// median in half-widths), which at a constant rate is the same as integrating the error of coverage: a missed outcome
/// widens a little, a held one narrows by less.
///
/// For any outcomes whatever, be they drifting or adversarial, the share missed comes to what is promised. If an interval stretched
/// by exp(b) would always hold and one by exp(-b) would always miss, then after n forecasts
/// |share missed - promised| <= (b / RATE + 1) / n (their Proposition 1). Where the outer interval is held open by the inner one or by
/// whole numbers, it may be missed less often than promised, never more.
///
/// A distribution with a mass at its bound stays as it is, and one of whole numbers is only widened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    version: u32,
    octaves: Vec<[Coverage; 2]>,
    pending: Vec<Pending>,
}

/// How one interval has held so far.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Coverage {
    /// Share missed less the share promised, summed over forecasts.
    excess: f64,
    /// Forecasts summed over.
    forecasts: u32,
}

/// An issued forecast whose outcomes at the leads of one octave are not all known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Pending {
    octave: usize,
    whole: bool,
    /// Valid time, and the edges of the 80 and of the 95 % interval as they were said.
    said: Vec<(Timestamp, [[f64; 2]; 2])>,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { version: VERSION, octaves: vec![Default::default(); OCTAVES], pending: Vec::new() }
    }
}

impl Calibration {
    /// Whether this is a state this version understands.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.version == VERSION
            && self.octaves.len() == OCTAVES
            && self.octaves.iter().flatten().all(|coverage| coverage.excess.is_finite())
            && self.pending.iter().all(|pending| pending.octave < OCTAVES)
    }

    /// What multiplies the half-widths of the 80 and the 95 % interval `lead` steps ahead.
    #[must_use]
    pub fn factors(&self, lead: usize) -> [f64; 2] {
        self.octaves[octave(lead)].map(|coverage| (RATE * coverage.excess).exp())
    }

    /// Share of outcomes outside the 80 and the 95 % interval so far, `lead` steps ahead; `None` before the first.
    #[must_use]
    pub fn missed(&self, lead: usize) -> Option<[f64; 2]> {
        let octave = &self.octaves[octave(lead)];
        (octave[0].forecasts > 0).then(|| {
            std::array::from_fn(|index| {
                OUTSIDE[index] + octave[index].excess / f64::from(octave[index].forecasts)
            })
        })
    }

    /// Stretches a forecast by what is known, to be issued, and remembers what was said until its outcomes are known.
    /// `leads`: steps from the newest observation to each valid time.
    ///
    /// # Errors
    /// When there are not as many leads as valid times, or the result is no distribution.
    pub fn issue(
        mut self,
        forecast: &QuantileForecast,
        leads: &[usize],
        support: &Support,
    ) -> Result<(QuantileForecast, Self), BlendError> {
        let times = forecast.valid_times();
        if leads.len() != times.len() {
            return Err(BlendError::Mismatch { what: "the leads of the valid times" });
        }
        let levels = forecast.levels().as_slice();
        let mut values = Vec::with_capacity(times.len() * levels.len());
        for (time, lead) in leads.iter().enumerate() {
            let quantiles = forecast.at(time);
            if is_steerable(quantiles, support) {
                let widest = if support.integer { 1.0 } else { 0.0 };
                let [inner, outer] = self.factors(*lead).map(|factor| factor.max(widest));
                stretch(levels, quantiles, [inner, outer], support, &mut values);
            } else {
                values.extend_from_slice(quantiles);
            }
        }
        let issued = QuantileForecast::new(
            forecast.variable().clone(),
            times.clone(),
            forecast.levels().clone(),
            values,
            support,
        )?;
        self.remember(&issued, leads, support);
        Ok((issued, self))
    }

    fn remember(&mut self, issued: &QuantileForecast, leads: &[usize], support: &Support) {
        let mut by_octave: Vec<Pending> = Vec::new();
        for (time, lead) in leads.iter().enumerate() {
            let quantiles = issued.at(time);
            if !is_steerable(quantiles, support) {
                continue;
            }
            let said = (issued.valid_times()[time], edges(issued.levels(), quantiles));
            let octave = octave(*lead);
            match by_octave.iter_mut().find(|pending| pending.octave == octave) {
                Some(pending) => pending.said.push(said),
                None => by_octave.push(Pending { octave, whole: support.integer, said: vec![said] }),
            }
        }
        self.pending.append(&mut by_octave);
        let surplus = self.pending.len().saturating_sub(MOST_PENDING);
        self.pending.drain(..surplus);
    }

    /// Learns from the outcomes of what was issued, in the order it was. `observed` is asked for nothing that lies at or after
    /// `known_until`, the end of the newest interval observed; where it has no value, none counts.
    #[must_use]
    pub fn caught_up(mut self, known_until: Timestamp, observed: impl Fn(Timestamp) -> Option<f64>) -> Self {
        let is_known = |pending: &Pending| pending.said.iter().all(|(time, _)| *time < known_until);
        let (known, pending): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pending).into_iter().partition(is_known);
        self.pending = pending;
        for forecast in known {
            let outcomes: Vec<(f64, [[f64; 2]; 2])> = forecast
                .said
                .iter()
                .filter_map(|(time, edges)| Some((observed(*time)?, *edges)))
                .filter(|(outcome, _)| outcome.is_finite())
                .collect();
            self.learn(forecast.octave, forecast.whole, &outcomes);
        }
        self
    }

    fn learn(&mut self, octave: usize, whole: bool, outcomes: &[(f64, [[f64; 2]; 2])]) {
        if outcomes.is_empty() {
            return;
        }
        let count = outcomes.len() as f64;
        for (index, promised) in OUTSIDE.iter().enumerate() {
            let missed = outcomes
                .iter()
                .filter(|(outcome, edges)| !(edges[index][0]..=edges[index][1]).contains(outcome))
                .count() as f64
                / count;
            // Where the inner interval holds the outer one open, narrowing the outer one further would only be a debt.
            let held_open = index == 1
                && outcomes.iter().all(|(_, edges)| {
                    edges[0].iter().zip(edges[1]).all(|(inner, outer)| inner.total_cmp(&outer).is_eq())
                });
            let coverage = &mut self.octaves[octave][index];
            coverage.forecasts = coverage.forecasts.saturating_add(1);
            if !(held_open && missed < *promised) {
                coverage.excess += missed - promised;
            }
            if whole {
                coverage.excess = coverage.excess.max(0.0);
            }
        }
    }
}

/// The octave of a lead in steps, whatever else is asked about.
fn octave(lead: usize) -> usize {
    usize::try_from(lead.max(1).ilog2()).unwrap_or(0).min(OCTAVES - 1)
}

/// Whether there is a spread to stretch, and no mass at a bound that stretching would move.
fn is_steerable(quantiles: &[f64], support: &Support) -> bool {
    let spread = quantiles.first().zip(quantiles.last()).is_some_and(|(low, high)| low < high);
    spread && !support.zero_inflated && (support.integer || !mass_at_an_end(quantiles))
}

/// The edges of the 80 and of the 95 % interval.
fn edges(levels: &QuantileLevels, quantiles: &[f64]) -> [[f64; 2]; 2] {
    OUTSIDE.map(|outside| {
        [outside / 2.0, 1.0 - outside / 2.0].map(|level| at(levels.as_slice(), quantiles, level))
    })
}

#[cfg(test)]
#[path = "calibration_tests.rs"]
mod tests;
