//! What a post-processor knows at one moment, and what it forecasts with that.

use super::{
    GuidanceCase, GuidanceError, GuidanceKind,
    combine::Weights,
    dressed::Dressed,
    emos::{Emos, Row, Shape, dot},
    family::Family,
    forecast::{Distribution, GuidanceForecast},
    history::{History, Known},
    predictors::{Standard, predictors, season},
    quantile_mapping::QuantileMapping,
    raw::Raw,
    recalibrate::Recalibration,
    summary::Summary,
    working_scale::WorkingScale,
};

/// Half-lives of the recursive regressions, in cases.
pub(super) const MEMORIES: [f64; 3] = [4000.0, 700.0, 150.0];

/// What an EMOS is told of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Design {
    /// The ensemble and the season.
    Plain,
    /// The corrections of the recursive regressions, the ensemble and the season.
    Stacked,
}

/// Design, shape and the half-life of a case in the fit, in cases.
pub(super) type Choice = (Design, Shape, f64);

/// How many EMOS there are.
const COUNT: usize = 4;
/// What the error of the ensemble mean has been is worth a lot where errors are about normal ...
const CORRECTED: [Choice; COUNT] = [
    (Design::Plain, Shape::Censored(Family::Normal), 4000.0),
    (Design::Stacked, Shape::Censored(Family::Normal), 4000.0),
    (Design::Stacked, Shape::Censored(Family::Logistic), 1500.0),
    (Design::Stacked, Shape::Censored(Family::Normal), 250.0),
];
/// ... and little where most of it is whether and where a shower fell. Likelihood and CRPS err differently: their average is better.
const RAIN: [Choice; COUNT] = [
    (Design::Plain, Shape::ShiftedGamma, 4000.0),
    (Design::Plain, Shape::LikelyLogistic, 4000.0),
    (Design::Stacked, Shape::Censored(Family::Logistic), 4000.0),
    (Design::Stacked, Shape::ShiftedGamma, 4000.0),
];
/// Can't be negative.
const WIND: [Choice; COUNT] = [
    (Design::Plain, Shape::TruncatedNormal, 4000.0),
    (Design::Stacked, Shape::Censored(Family::Normal), 4000.0),
    (Design::Stacked, Shape::Censored(Family::Logistic), 1500.0),
    (Design::Stacked, Shape::Censored(Family::Normal), 250.0),
];
/// Weights before anything is learnt: raw, dressed, quantile mapping, then the EMOS, which are the dressed ensemble until they
/// are first fitted.
const PRIOR_WEIGHTS: [f64; 3 + COUNT] = [0.01, 0.02, 0.02, 1.0, 1.0, 1.0, 1.0];

/// A few days of heavy rain decide between forecasters that are hardly apart: their weights had better stay near equal.
const RAIN_PACE: f64 = 0.3;

/// The EMOS that compete for a variable.
pub(super) fn choices(kind: GuidanceKind) -> &'static [Choice; COUNT] {
    match kind {
        GuidanceKind::Rain => &RAIN,
        GuidanceKind::Wind => &WIND,
        GuidanceKind::Temperature | GuidanceKind::Cloud => &CORRECTED,
    }
}

/// A case with everything that the fits need, as known at its issue.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) summary: Summary,
    pub(super) known: Known,
    /// The error that each recursive regression expects, on the working scale.
    pub(super) corrections: [f64; MEMORIES.len()],
}

/// Everything learnt up to a day.
#[derive(Debug, Clone)]
pub(super) struct State {
    kind: GuidanceKind,
    /// The last day learnt from.
    pub(super) day: i64,
    pub(super) count: usize,
    pub(super) standard: Standard,
    pub(super) coefficients: Vec<Vec<f64>>,
    pub(super) dressed: Dressed,
    pub(super) mapping: Option<QuantileMapping>,
    pub(super) emos: Vec<Emos>,
    pub(super) weights: Weights,
    pub(super) recalibration: Recalibration,
}

impl State {
    pub(super) fn new(kind: GuidanceKind) -> Self {
        let emos =
            choices(kind).map(|(design, shape, _)| Emos::new(shape, belief(design, shape), &[0.0; SCALES]));
        Self {
            kind,
            day: i64::MIN,
            count: 0,
            standard: Standard::of(&std::iter::empty()),
            coefficients: Vec::new(),
            dressed: Dressed::default(),
            mapping: None,
            emos: emos.into(),
            weights: Weights::new(&PRIOR_WEIGHTS, if kind == GuidanceKind::Rain { RAIN_PACE } else { 1.0 }),
            recalibration: Recalibration::default(),
        }
    }

    /// The case as known at its issue.
    pub(super) fn read(&self, summary: Summary, history: &History) -> Case {
        let known = history.known(&summary, 0.8 * self.standard.error);
        let (x, _) = predictors(&summary, &known, &self.standard);
        let mut corrections = [self.standard.bias; MEMORIES.len()];
        for (correction, coefficients) in corrections.iter_mut().zip(&self.coefficients) {
            *correction += self.standard.error * dot(coefficients, &x).clamp(-8.0, 8.0);
        }
        Case { summary, known, corrections }
    }

    /// The distributions of all post-processors, in the order of the weights.
    pub(super) fn distributions(
        &self,
        case: &GuidanceCase,
        read: &Case,
        scale: WorkingScale,
    ) -> Vec<Distribution> {
        let normal = |(location, deviation)| Distribution::LocationScale {
            location,
            deviation,
            family: Family::Normal,
        };
        let dressed = self.dressed.moments(&read.summary);
        let mut all = vec![
            Distribution::Raw(Raw::of(case, &read.summary, scale)),
            normal(dressed),
            normal(self.mapping.as_ref().map_or(dressed, |map| map.moments(&read.summary))),
        ];
        for (emos, (design, ..)) in self.emos.iter().zip(choices(self.kind)) {
            let row = row(*design, read, &self.standard, scale);
            all.push(emos.distribution(&row, self.standard.error).unwrap_or_else(|| normal(dressed)));
        }
        all
    }

    /// Their weighted average; only the raw ensemble before anything was learnt.
    pub(super) fn combined(&self, distributions: Vec<Distribution>, scale: WorkingScale) -> GuidanceForecast {
        let parts = if self.count == 0 {
            distributions.into_iter().take(1).map(|raw| (1.0, raw)).collect()
        } else {
            self.weights.used().into_iter().zip(distributions).filter(|(weight, _)| *weight > 0.0).collect()
        };
        let map = self.recalibration.earns_its_place().then(|| self.recalibration.clone());
        GuidanceForecast { parts, recalibration: map, scale }
    }

    pub(super) fn forecast(
        &self,
        case: &GuidanceCase,
        history: &History,
        scale: WorkingScale,
    ) -> Result<GuidanceForecast, GuidanceError> {
        let read = self.read(Summary::of(case, scale)?, history);
        Ok(self.combined(self.distributions(case, &read, scale), scale))
    }
}

const PLAIN_LOCATIONS: usize = 10;
const STACKED_LOCATIONS: usize = 6;
const SCALES: usize = 7;

/// The coefficients of the location before anything is learnt: the corrected ensemble, or, for a gamma, the usual mean.
fn belief(design: Design, shape: Shape) -> Vec<f64> {
    let (corrections, others) = match design {
        Design::Plain => (0, PLAIN_LOCATIONS),
        Design::Stacked => (MEMORIES.len(), STACKED_LOCATIONS),
    };
    let mut location = vec![0.0; corrections + others];
    if shape == Shape::ShiftedGamma {
        // Of the constant: where ln(1 + exp(x)) is 1, since the unit is the usual value.
        location[corrections] = 1.0_f64.exp_m1().ln();
    } else {
        location[..corrections].fill(1.0 / MEMORIES.len() as f64);
    }
    location
}

/// The predictors of an EMOS.
pub(super) fn row(design: Design, case: &Case, standard: &Standard, scale: WorkingScale) -> Row {
    let Case { summary, known, corrections } = case;
    let [sin, cos, sin_2, cos_2] = season(summary.day);
    let level = standard.level(summary);
    let share = standard.share(summary);
    let per_error = |value: f64| (value / standard.error).clamp(-8.0, 8.0);
    let location = match design {
        Design::Plain => vec![
            1.0,
            sin,
            cos,
            sin_2,
            cos_2,
            level,
            share,
            per_error(summary.high_resolution),
            per_error(summary.control),
            per_error(summary.own_mean),
        ],
        Design::Stacked => corrections
            .iter()
            .map(|correction| per_error(correction - standard.bias))
            .chain([1.0, sin, cos, level, share, per_error(summary.own_mean)])
            .collect(),
    };
    let log_size = |size: f64| (size / standard.error + 0.01).ln().clamp(-3.0, 3.0);
    let sizes = known.sizes.map(log_size);
    let log_scale = vec![1.0, sin, cos, standard.log_deviation(summary.deviation), level, sizes[0], sizes[1]];
    Row {
        offset: summary.mean + standard.bias,
        own_offset: scale.to_own(summary.mean + summary.own_mean),
        location,
        scale: log_scale,
        observed: 0.0,
        weight: 1.0,
    }
}
