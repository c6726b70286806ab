//! What this person calls good enough: thresholds learnt from how outings went.

use crate::threshold::Threshold;
use domain::{Activity, Aggregation, Bound, Criterion, ThresholdSource, Unit, UnitSystem, Variable};

/// Outings without which nothing is proposed, and those among them that the change is about.
const FEWEST: usize = 8;
const FEWEST_ON_SIDE: usize = 5;
/// Outings that went fine beyond a stricter threshold, without which the variable isn't what spoilt the others.
const FEWEST_FINE_BEYOND: usize = 3;
/// How likely it has to be that the threshold differs by more than a step.
const SURE: f64 = 0.9;

/// An outing and how it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Outing {
    /// Whether it went fine.
    pub fine: bool,
    /// By variable: its values in the hours of the outing, in the canonical unit; observed, or else forecast.
    pub values: Vec<(Variable, Vec<f64>)>,
}

/// Which limit of a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// From it on it is good enough.
    Lower,
    /// Up to it.
    Upper,
}

impl Edge {
    /// How far within a threshold a value lies; negative outside.
    pub(crate) fn within(self, value: f64, threshold: f64) -> f64 {
        match self {
            Self::Lower => value - threshold,
            Self::Upper => threshold - value,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Lower => "from",
            Self::Upper => "up-to",
        }
    }
}

/// A change of a threshold, with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdProposal {
    /// Names it with the value proposed: `picnic/temperature/from/16`.
    pub id: String,
    /// Names the threshold alone: `picnic/temperature/from`.
    pub threshold: String,
    /// The position of the criterion in the activity.
    pub criterion: usize,
    /// The bound proposed, canonical unit.
    pub bound: Bound,
    /// The probability that the threshold differs by more than a step in this direction.
    pub certainty: f64,
    /// How many outings tell of it.
    pub outings: usize,
    /// What speaks for it: `Of 9 times with temperature below 18 °C, 8 went fine.`
    pub evidence: String,
    /// The change as a question: `Begin at 16 instead of 18 °C?`
    pub change: String,
    /// Whether it asks for more than before.
    stricter: bool,
}

/// The changes to an activity that outings speak for, the surest first. Nothing with few outings or where it isn't clear.
#[must_use]
pub fn proposals(activity: &Activity, outings: &[Outing], units: UnitSystem) -> Vec<ThresholdProposal> {
    let mut all = Vec::new();
    for (index, criterion) in activity.criteria.iter().enumerate() {
        for (edge, limit) in edges(&criterion.bound) {
            all.extend(proposal(activity, index, (edge, limit), outings, units));
        }
    }
    all.sort_by(|a, b| b.certainty.total_cmp(&a.certainty).then_with(|| a.id.cmp(&b.id)));
    // The same outings that went badly would speak for every variable; the likeliest one is asked about.
    let mut stricter = 0;
    all.retain(|one: &ThresholdProposal| {
        stricter += usize::from(one.stricter);
        !one.stricter || stricter == 1
    });
    all
}

/// The activity with a proposed change made, as the user's own.
#[must_use]
pub fn accepted(activity: &Activity, proposal: &ThresholdProposal) -> Activity {
    let mut changed = activity.clone();
    if let Some(criterion) = changed.criteria.get_mut(proposal.criterion) {
        criterion.bound = proposal.bound;
        criterion.source = ThresholdSource::Yours;
    }
    changed
}

fn edges(bound: &Bound) -> Vec<(Edge, f64)> {
    let (lower, upper) = bound.limits();
    let lower = lower.map(|limit| (Edge::Lower, limit));
    lower.into_iter().chain(upper.map(|limit| (Edge::Upper, limit))).collect()
}

fn proposal(
    activity: &Activity,
    index: usize,
    (edge, current): (Edge, f64),
    outings: &[Outing],
    units: UnitSystem,
) -> Option<ThresholdProposal> {
    let criterion = &activity.criteria[index];
    let scale = Scale::of(&criterion.variable, units)?;
    let cases: Vec<(f64, bool)> = outings
        .iter()
        .filter(|outing| nothing_else_was_amiss(activity, index, edge, outing))
        .filter_map(|outing| Some((hardest(criterion, edge, outing)?, outing.fine)))
        .collect();
    if cases.len() < FEWEST {
        return None;
    }
    let support = criterion.variable.support();
    let (lower, upper) = criterion.bound.limits();
    // The two limits of a range keep a step between them.
    let possible = |threshold: f64| {
        (support.clamp(threshold) - threshold).abs() < 1e-9
            && match edge {
                Edge::Lower => upper.is_none_or(|upper| threshold <= upper - scale.step),
                Edge::Upper => lower.is_none_or(|lower| threshold >= lower + scale.step),
            }
    };
    let seen = Threshold::of(&cases, current, scale.step, edge, possible);
    let laxer = seen.probability(|threshold| edge.within(threshold, current) < -scale.step);
    let stricter = seen.probability(|threshold| edge.within(threshold, current) > scale.step);
    let (certainty, is_stricter) = if laxer >= stricter { (laxer, false) } else { (stricter, true) };
    if certainty <= SURE {
        return None;
    }
    let proposed = scale.rounded(reached(&cases, seen.median()?, edge, is_stricter)?);
    let moved = edge.within(proposed, current);
    if !possible(proposed) || moved.abs() < scale.step * 0.999 || (moved > 0.0) != is_stricter {
        return None;
    }
    let fails = |value: f64, limit: f64| edge.within(value, limit) < 0.0;
    let on_side: Vec<&(f64, bool)> = cases
        .iter()
        .filter(|(value, _)| {
            if is_stricter {
                !fails(*value, current) && fails(*value, proposed)
            } else {
                fails(*value, current)
            }
        })
        .collect();
    let fine_beyond = cases.iter().filter(|(value, fine)| *fine && !fails(*value, proposed)).count();
    if on_side.len() < FEWEST_ON_SIDE || (is_stricter && fine_beyond < FEWEST_FINE_BEYOND) {
        return None;
    }
    let told = on_side.iter().filter(|(_, fine)| *fine != is_stricter).count();
    let threshold = format!("{}/{}/{}", activity.id, key(&criterion.variable), edge.name());
    let limit = if is_stricter { proposed } else { current };
    Some(ThresholdProposal {
        id: format!("{threshold}/{}", scale.number(proposed)),
        threshold,
        criterion: index,
        bound: moved_to(&criterion.bound, edge, proposed),
        certainty,
        outings: cases.len(),
        evidence: format!(
            "Of {} times with {} {} {}, {told} went {}.",
            on_side.len(),
            criterion.variable.name(),
            if edge == Edge::Lower { "below" } else { "above" },
            scale.amount(limit),
            if is_stricter { "badly" } else { "fine" },
        ),
        change: format!(
            "{} {} instead of {}?",
            if edge == Edge::Lower { "Begin at" } else { "Allow up to" },
            scale.number(proposed),
            scale.amount(current),
        ),
        stricter: is_stricter,
    })
}

/// No further than outings reach: beyond them there is nothing but what was believed beforehand.
fn reached(cases: &[(f64, bool)], median: f64, edge: Edge, stricter: bool) -> Option<f64> {
    let values = cases.iter().filter(|(_, fine)| *fine != stricter).map(|(value, _)| *value);
    // The value furthest out that went fine bounds a laxer threshold; the one furthest in that went badly a stricter one.
    let furthest = match (edge, stricter) {
        (Edge::Lower, false) | (Edge::Upper, true) => values.reduce(f64::min),
        (Edge::Lower, true) | (Edge::Upper, false) => values.reduce(f64::max),
    }?;
    Some(match (edge, stricter) {
        (Edge::Lower, false) | (Edge::Upper, true) => median.max(furthest),
        (Edge::Lower, true) | (Edge::Upper, false) => median.min(furthest),
    })
}

fn moved_to(bound: &Bound, edge: Edge, limit: f64) -> Bound {
    match (bound, edge) {
        (Bound::Within { upper, .. }, Edge::Lower) => Bound::Within { lower: limit, upper: *upper },
        (Bound::Within { lower, .. }, Edge::Upper) => Bound::Within { lower: *lower, upper: limit },
        (_, Edge::Lower) => Bound::AtLeast { limit },
        (_, Edge::Upper) => Bound::AtMost { limit },
    }
}

/// An outing at which another limit was broken tells nothing of this one, however it went.
fn nothing_else_was_amiss(activity: &Activity, index: usize, edge: Edge, outing: &Outing) -> bool {
    activity.criteria.iter().enumerate().all(|(other, criterion)| {
        edges(&criterion.bound).into_iter().all(|(other_edge, limit)| {
            (other == index && other_edge == edge)
                || hardest(criterion, other_edge, outing)
                    .is_none_or(|value| other_edge.within(value, limit) >= 0.0)
        })
    })
}

/// The value that decides whether a limit is kept, by the criterion's aggregation; `None` where it isn't known.
fn hardest(criterion: &Criterion, edge: Edge, outing: &Outing) -> Option<f64> {
    let (_, values) = outing.values.iter().find(|(variable, _)| *variable == criterion.variable)?;
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let sum: f64 = values.iter().sum();
    let lowest = values.iter().copied().reduce(f64::min);
    let highest = values.iter().copied().reduce(f64::max);
    match (criterion.aggregation, edge) {
        (Aggregation::Every, Edge::Lower) | (Aggregation::Any, Edge::Upper) | (Aggregation::Minimum, _) => {
            lowest
        }
        (Aggregation::Every, Edge::Upper) | (Aggregation::Any, Edge::Lower) | (Aggregation::Maximum, _) => {
            highest
        }
        (Aggregation::Sum, _) => Some(sum),
        (Aggregation::Mean, _) => Some(sum / values.len() as f64),
        (Aggregation::Last, _) => values.last().copied(),
    }
}

/// How a variable is shown and which difference of it is worth a change.
struct Scale {
    canonical: Unit,
    shown: Unit,
    /// In the shown unit.
    shown_step: f64,
    /// In the canonical unit.
    step: f64,
}

impl Scale {
    fn of(variable: &Variable, units: UnitSystem) -> Option<Self> {
        let canonical = variable.unit()?;
        let shown = units.shown(&canonical);
        let shown_step = match shown {
            Unit::Fahrenheit | Unit::KilometrePerHour => 2.0,
            Unit::Percent | Unit::MicrogramPerCubicMetre => 5.0,
            Unit::Millimetre => 0.1,
            Unit::Inch => 0.005,
            _ => 1.0,
        };
        let one = shown.convert(shown_step, &canonical)? - shown.convert(0.0, &canonical)?;
        Some(Self { canonical, shown, shown_step, step: one })
    }

    fn rounded(&self, value: f64) -> f64 {
        let shown = self.canonical.convert(value, &self.shown).unwrap_or(value);
        let whole = (shown / self.shown_step).round() * self.shown_step;
        self.shown.convert(whole, &self.canonical).unwrap_or(value)
    }

    fn number(&self, value: f64) -> String {
        let shown = self.canonical.convert(value, &self.shown).unwrap_or(value);
        let digits = if self.shown_step < 0.1 {
            3
        } else if self.shown_step < 1.0 {
            1
        } else {
            0
        };
        format!("{shown:.digits$}").replace('-', "\u{2212}")
    }

    fn amount(&self, value: f64) -> String {
        format!("{} {}", self.number(value), self.shown.symbol()).trim_end().to_owned()
    }
}

fn key(variable: &Variable) -> String {
    variable.name().replace(' ', "-")
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "simulations tell their figures")]
#[path = "criteria_tests.rs"]
mod tests;
