//! The dynamic optimised Theta model.

mod line;

use super::{
    EXACT, Paths,
    decomposition::{is_seasonal, seasonal_indices},
    shares, size_of,
};
use crate::Plan;
use line::Line;

/// The line goes through, and the errors are those of, so many of the newest seasons, or values where these are more.
const SEASONS: usize = 6;
const VALUES: usize = 60;
/// Smoothing parameters tried, and the temper of their shares in the mean.
const ALPHAS: usize = 16;
const TEMPER: f64 = 2.0;
/// Bounds of the smoothing parameter.
const ALPHA: (f64, f64) = (0.1, 0.99);
/// The first forecasts aren't held against the model: the line has yet to become one.
const UNJUDGED: usize = 3;

/// The dynamic optimised Theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, section 2.3) of values
/// without the season that classical decomposition finds, where the autocorrelation says that there is one.
///
/// For a given α the forecasts are linear in the first level and in 1 − 1 / θ, which are therefore found exactly by
/// least squares; α is its posterior mean over a grid. The line goes through the newest values, not through all of
/// them: with trends that bend, the slope of decades ago only harms.
#[derive(Debug, Clone)]
pub(crate) struct Theta {
    scale: f64,
    span: usize,
    season: Option<Seasonal>,
    /// The first level is the member's, not the first value.
    whole: bool,
    member: Member,
}

/// Seasonal indices by phase of the first value.
#[derive(Debug, Clone)]
struct Seasonal {
    indices: Vec<f64>,
    ratios: bool,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    alpha: f64,
    /// 1 − 1 / θ, from 0 (θ = 1: simple exponential smoothing) to 1 (the slope of the line).
    weight: f64,
    /// Before the first value.
    level: f64,
    /// −2 log posterior.
    deviance: f64,
}

impl Theta {
    /// Fits to complete, finite values with a season of `period` values (1: none). None with fewer than five values.
    pub(crate) fn fit(values: &[f64], period: usize) -> Option<Self> {
        if values.len() <= UNJUDGED + 1 {
            return None;
        }
        let span = (SEASONS * period.max(1)).max(VALUES);
        let from = values.len().saturating_sub(2 * span);
        let scale = size_of(&values[from..]);
        let mut scaled: Vec<f64> = values[from..].iter().map(|value| value / scale).collect();
        let newest = scaled.len().saturating_sub(span);
        let mut season = Seasonal::of(&scaled[newest..], period);
        if let Some(season) = &mut season {
            season.indices.rotate_right((from + newest) % period);
            for (index, value) in scaled.iter_mut().enumerate() {
                *value = season.without(*value, from + index);
            }
        }
        let mut line = Line::default();
        let lines: Vec<Line> = (0..scaled.len())
            .map(|index| {
                let before = line;
                line.follow(&scaled, index, span);
                before
            })
            .collect();
        let unjudged = newest.max(UNJUDGED);
        let step = (ALPHA.1 - ALPHA.0) / (ALPHAS - 1) as f64;
        let members: Vec<Member> = (0..ALPHAS)
            .map(|index| Member::fit(&scaled, &lines, ALPHA.0 + step * index as f64, unjudged))
            .collect();
        let shares = shares(members.iter().map(|member| member.deviance), TEMPER);
        let mean: f64 = shares.iter().zip(&members).map(|(share, member)| share * member.alpha).sum();
        let member = Member::fit(&scaled, &lines, mean, unjudged);
        Some(Self { scale, span, season, whole: from == 0, member })
    }

    /// Forecasts from each origin (rows) for each lead, from one run over the values the model was fitted to. NaN from
    /// the first few origins.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let mut paths = Paths::new(plan);
        // What lies further back has no part in the line and less than a millionth in the level.
        let settled = plan.origins.first().map_or(0, |origin| origin.saturating_sub(4 * self.span));
        let adjusted: Vec<f64> = values
            .iter()
            .enumerate()
            .skip(settled)
            .map(|(index, value)| {
                let value = value / self.scale;
                self.season.as_ref().map_or(value, |season| season.without(value, index))
            })
            .collect();
        let Some(first) = adjusted.first() else { return paths.out };
        let member = &self.member;
        let rest = 1.0 - member.alpha;
        let (mut line, mut fade) = (Line::default(), 1.0);
        let mut level = if self.whole { member.level } else { *first };
        let mut next = paths.origin_from(UNJUDGED);
        for (index, value) in adjusted.iter().enumerate() {
            level = member.alpha * value + rest * level;
            fade = faded(fade, rest);
            line.follow(&adjusted, index, self.span);
            let index = settled + index;
            // Forecasts take the place of values for the forecasts after them (the paper's equation 15).
            let (mut line, mut level, mut fade) = (line, level, fade);
            let (mut steps, mut forecast) = (0, 0.0);
            paths.add(&mut next, index, self.scale, |lead| {
                while steps < lead {
                    forecast = level + member.weight * line.pull(member.alpha, fade);
                    level = member.alpha * forecast + rest * level;
                    fade = faded(fade, rest);
                    line.add(forecast);
                    steps += 1;
                }
                self.season.as_ref().map_or(forecast, |season| season.with(forecast, index + lead))
            });
        }
        paths.out
    }
}

/// (1 − α)ⁿ⁺¹ from (1 − α)ⁿ, zero before it gets so small that arithmetic gets slow.
fn faded(fade: f64, rest: f64) -> f64 {
    let next = fade * rest;
    if next < 1e-100 { 0.0 } else { next }
}

impl Member {
    /// The best first level and weight for a smoothing parameter. `lines` are those before each value; the first
    /// `unjudged` errors don't count.
    fn fit(values: &[f64], lines: &[Line], alpha: f64, unjudged: usize) -> Self {
        let rest = 1.0 - alpha;
        // The error is y − smooth − level · fade − weight · pull.
        let (mut smooth, mut fade) = (0.0, 1.0);
        let (mut yy, mut yf, mut yp, mut ff, mut fp, mut pp) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (index, (y, line)) in values.iter().zip(lines).enumerate() {
            if index >= unjudged {
                let (y, pull) = (y - smooth, line.pull(alpha, fade));
                yy += y * y;
                yf += y * fade;
                yp += y * pull;
                ff += fade * fade;
                fp += fade * pull;
                pp += pull * pull;
            }
            smooth += alpha * (y - smooth);
            fade = faded(fade, rest);
        }
        // A level that has all but faded is kept near half the first value, where the search of the paper's authors
        // starts; a line without effect has no weight.
        let (near, firm) = (values[0] / 2.0, 1e-9);
        yy += firm * near * near;
        yf += firm * near;
        ff += firm;
        let determinant = ff * pp - fp * fp;
        let weight = if determinant > 0.0 { (yp * ff - yf * fp) / determinant } else { 0.0 };
        let weight = if weight.is_finite() { weight.clamp(0.0, 1.0) } else { 0.0 };
        let level = (yf - weight * fp) / ff;
        let squares = yy - 2.0 * (level * yf + weight * yp)
            + level * level * ff
            + 2.0 * level * weight * fp
            + weight * weight * pp;
        let count = (values.len() - unjudged) as f64;
        // The prior is that of exponential smoothing: a normal logit around 0.8.
        let off = (alpha / rest).ln() - 0.8;
        Self { alpha, weight, level, deviance: count * squares.max(EXACT * count).ln() + off * off }
    }
}

impl Seasonal {
    /// The season of values, where there is one: ratios where all values are above zero and none is all but nothing.
    fn of(values: &[f64], period: usize) -> Option<Self> {
        if !is_seasonal(values, period) {
            return None;
        }
        let ratios = if values.iter().all(|value| *value > 0.0) {
            seasonal_indices(values, period, true)
                .filter(|indices| indices.iter().all(|index| *index >= 0.01))
        } else {
            None
        };
        match ratios {
            Some(indices) => Some(Self { indices, ratios: true }),
            None => Some(Self { indices: seasonal_indices(values, period, false)?, ratios: false }),
        }
    }

    fn without(&self, value: f64, index: usize) -> f64 {
        let season = self.indices[index % self.indices.len()];
        if self.ratios { value / season } else { value - season }
    }

    fn with(&self, value: f64, index: usize) -> f64 {
        let season = self.indices[index % self.indices.len()];
        if self.ratios { value * season } else { value + season }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Airline passengers of 1949 and 1950 in hundreds.
    const VALUES: [f64; 24] = [
        1.12, 1.18, 1.32, 1.29, 1.21, 1.35, 1.48, 1.48, 1.36, 1.19, 1.04, 1.18, 1.15, 1.26, 1.41, 1.35, 1.25,
        1.49, 1.70, 1.70, 1.58, 1.33, 1.14, 1.40,
    ];

    /// statsforecast 2.1: `forecast_theta(thetamodel(y, 1, "DOTM", 0.7, 0.4, 2.5, 3), 5)`.
    #[test]
    fn forecasts_are_those_of_statsforecast() {
        let member = Member { alpha: 0.4, weight: 0.6, level: 0.7, deviance: 0.0 };
        let theta = Theta { scale: 1.0, span: 60, season: None, whole: true, member };
        let plan = Plan { origins: vec![2, 9, 22, 23], leads: vec![1, 2, 3, 4, 5] };
        let paths = theta.paths(&VALUES, &plan);
        assert!(paths[..5].iter().all(|value| value.is_nan()));
        let expected = [
            (5, VALUES[10] + 0.301_637_073_875_316_24),
            (10, VALUES[23] - 0.040_492_751_319_292_31),
            (15, 1.381_065_233_116_516),
            (16, 1.385_892_234_811_798_1),
            (19, 1.399_055_055_056_419),
        ];
        for (index, expected) in expected {
            assert!((paths[index] - expected).abs() < 1e-9, "{index} {} {expected}", paths[index]);
        }
    }

    #[test]
    fn a_line_goes_on() {
        let values: Vec<f64> = (0..40).map(|step| 5.0 + 0.5 * f64::from(step)).collect();
        let plan = Plan { origins: vec![39], leads: vec![1, 10] };
        let paths = Theta::fit(&values, 1).unwrap().paths(&values, &plan);
        assert!((paths[0] - 25.0).abs() < 0.05 && (paths[1] - 29.5).abs() < 0.5, "{paths:?}");
    }
}
