//! The likelihood of one exponential smoothing model with its gradient.

use super::{
    super::{
        EXACT, corrected_criterion,
        minimise::{Limits, minimise},
    },
    recursion::{Season, State, Step, Weights, backwards, forwards},
};

/// How the slope goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trend {
    None,
    Additive,
    Damped,
}

/// The form of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Whether the error is relative to the forecast.
    pub(super) relative: bool,
    pub(super) trend: Trend,
    pub(super) season: Season,
}

/// A fitted model of values of size 1.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) form: Form,
    pub(super) weights: Weights,
    /// Before the first value.
    pub(super) start: State,
    /// −2 log posterior, up to what all models of the same values share.
    pub(super) deviance: f64,
    /// Estimated parameters: smoothing, initial states and the variance.
    pub(super) parameters: usize,
}

impl Fitted {
    /// Akaike's criterion, corrected for short series.
    pub(super) fn criterion(&self, count: usize) -> f64 {
        corrected_criterion(self.deviance, self.parameters, count)
    }
}

/// A share of an interval, by the logistic function: (value, derivative).
fn logistic(at: f64, low: f64, high: f64) -> (f64, f64) {
    let share = 1.0 / (1.0 + (-at).exp());
    (low + (high - low) * share, (high - low) * share * (1.0 - share))
}

/// Bounds of α, β / α and γ / (1 − α).
const SHARE: (f64, f64) = (1e-4, 0.9999);
/// Bounds of φ.
const DAMPING: (f64, f64) = (0.8, 0.98);

/// The normal prior of a transformed parameter, which is also where the search starts.
#[derive(Debug, Clone, Copy)]
struct Prior {
    centre: f64,
    /// 1 / variance.
    precision: f64,
}

/// α around 0.69, β / α around 0.02, γ / (1 − α) around 0.5; φ, uniform, starts at 0.95.
const LEVEL: Prior = Prior { centre: 0.8, precision: 1.0 };
const SLOPE: Prior = Prior { centre: -4.0, precision: 0.3 };
const SEASON: Prior = Prior { centre: 0.0, precision: 0.3 };
const DAMPED: Prior = Prior { centre: 1.6, precision: 0.0 };
/// The first level, in typical changes from the first guess.
const START: Prior = Prior { centre: 0.0, precision: 1.0 };

/// The priors of the transformed smoothing parameters of a form, in their order.
fn priors(form: Form) -> impl Iterator<Item = Prior> {
    let slope = (form.trend != Trend::None).then_some(SLOPE);
    let damped = (form.trend == Trend::Damped).then_some(DAMPED);
    let season = (form.season != Season::None).then_some(SEASON);
    [Some(LEVEL), slope, damped, season].into_iter().flatten()
}

/// Room for fitting models to the same values one after the other.
pub(super) struct Fitter<'a> {
    values: &'a [f64],
    /// A typical size of the errors, the unit of the changes of the initial states.
    unit: f64,
    tape: Vec<Step>,
    pulls: Vec<f64>,
    state: State,
    by: State,
}

impl<'a> Fitter<'a> {
    pub(super) fn new(values: &'a [f64], unit: f64) -> Self {
        Self {
            values,
            unit,
            tape: vec![Step::default(); values.len()],
            pulls: vec![0.0; values.len()],
            state: State::default(),
            by: State::default(),
        }
    }

    /// Fits a form from the given states on.
    pub(super) fn fit(&mut self, form: Form, start: &State, limits: Limits) -> Fitted {
        let mut at: Vec<f64> = priors(form).map(|prior| prior.centre).collect();
        let smoothing = at.len();
        let slopes = usize::from(form.trend != Trend::None);
        at.resize(smoothing + 1 + slopes + start.seasons.len(), 0.0);
        let deviance = minimise(&mut at, limits, |at, gradient| self.deviance(form, start, at, gradient));
        let (weights, ..) = read(form, &at);
        let mut start = start.clone();
        place(form, &at[smoothing..], self.unit, &mut start);
        // One of the seasonal states is given by the others, their mean being the level's business; the last parameter
        // is the variance.
        let parameters = smoothing + 1 + slopes + start.seasons.len().saturating_sub(1) + 1;
        Fitted { form, weights, start, deviance, parameters }
    }

    /// −2 log posterior, and its gradient by the transformed parameters and the changes of the initial states.
    fn deviance(&mut self, form: Form, start: &State, at: &[f64], gradient: &mut [f64]) -> f64 {
        let (weights, rates, smoothing) = read(form, at);
        self.state.clone_from(start);
        place(form, &at[smoothing..], self.unit, &mut self.state);
        self.by.seasons.resize(start.seasons.len(), 0.0);
        forwards(self.values, form.season, &weights, &mut self.state, &mut self.tape);
        let count = self.values.len() as f64;
        let mut deviance;
        if form.relative {
            let (mut squares, mut product, mut logs) = (0.0, 1.0_f64, 0.0);
            let mut least = f64::INFINITY;
            for (step, pull) in self.tape.iter().zip(&mut self.pulls) {
                *pull = 1.0 / step.forecast;
                let relative = step.error * *pull;
                squares += relative * relative;
                least = least.min(step.forecast);
                product *= step.forecast;
                // One logarithm for many factors, as long as their product is far from the ends of the range.
                if !(1e-100..1e100).contains(&product) {
                    logs += product.ln();
                    product = 1.0;
                }
            }
            if least <= 1e-9 {
                return f64::INFINITY;
            }
            logs += product.ln();
            let squares = squares + count * EXACT;
            deviance = count * squares.ln() + 2.0 * logs;
            let factor = -2.0 * count / squares;
            for ((step, pull), y) in self.tape.iter().zip(&mut self.pulls).zip(self.values) {
                let inverse = *pull;
                *pull = inverse * (factor * step.error * inverse * y * inverse + 2.0);
            }
        } else {
            let squares = self.tape.iter().map(|step| step.error * step.error).sum::<f64>() + count * EXACT;
            deviance = count * squares.ln();
            let factor = -2.0 * count / squares;
            for (step, pull) in self.tape.iter().zip(&mut self.pulls) {
                *pull = factor * step.error;
            }
        }
        if !deviance.is_finite() {
            return f64::INFINITY;
        }
        let by = backwards(&self.tape, &self.pulls, form.season, &weights, &mut self.by);
        let mut by_level = by.level;
        let mut slots = gradient.iter_mut();
        let mut put = |value: f64| {
            if let Some(slot) = slots.next() {
                *slot = value;
            }
        };
        if form.trend != Trend::None {
            by_level += by.slope * weights.slope / weights.level;
        }
        if form.season != Season::None {
            by_level -= by.season * weights.season / (1.0 - weights.level);
        }
        put(by_level * rates.level);
        if form.trend != Trend::None {
            put(by.slope * rates.slope);
        }
        if form.trend == Trend::Damped {
            put(by.damping * rates.damping);
        }
        if form.season != Season::None {
            put(by.season * rates.season);
        }
        put(self.by.level * self.unit);
        if form.trend != Trend::None {
            put(self.by.slope * self.unit);
        }
        for season in &self.by.seasons {
            put(season * self.unit);
        }
        for ((prior, at), slot) in priors(form).chain([START]).zip(at).zip(gradient) {
            let off = at - prior.centre;
            deviance += prior.precision * off * off;
            *slot += 2.0 * prior.precision * off;
        }
        deviance
    }
}

/// The smoothing parameters, their derivatives by the transformed ones, and how many these are.
fn read(form: Form, at: &[f64]) -> (Weights, Weights, usize) {
    let mut next = 0;
    let mut take = |low, high| {
        next += 1;
        logistic(at[next - 1], low, high)
    };
    let (level, by_level) = take(SHARE.0, SHARE.1);
    let mut weights = Weights { level, damping: 1.0, ..Weights::default() };
    let mut rates = Weights { level: by_level, ..Weights::default() };
    if form.trend != Trend::None {
        let (share, rate) = take(SHARE.0, SHARE.1);
        (weights.slope, rates.slope) = (level * share, level * rate);
    }
    if form.trend == Trend::Damped {
        (weights.damping, rates.damping) = take(DAMPING.0, DAMPING.1);
    }
    if form.season != Season::None {
        let (share, rate) = take(SHARE.0, SHARE.1);
        (weights.season, rates.season) = ((1.0 - level) * share, (1.0 - level) * rate);
    }
    (weights, rates, next)
}

/// Moves the states by changes in units of `unit`.
fn place(form: Form, changes: &[f64], unit: f64, state: &mut State) {
    state.level += unit * changes[0];
    let mut used = 1;
    if form.trend != Trend::None {
        state.slope += unit * changes[1];
        used = 2;
    }
    for (season, change) in state.seasons.iter_mut().zip(&changes[used..]) {
        *season += unit * change;
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

    fn seasons(season: Season) -> Vec<f64> {
        match season {
            Season::None => Vec::new(),
            Season::Additive => vec![-0.1, 0.2, 0.05, -0.15],
            Season::Multiplicative => vec![0.9, 1.2, 1.05, 0.85],
        }
    }

    fn inverse(value: f64, low: f64, high: f64) -> f64 {
        ((value - low) / (high - value)).ln()
    }

    /// statsforecast 2.1, `pegelsresid_C`: −2 log likelihood, with α = 0.3, β = 0.05, γ = 0.2, φ = 0.9, l = 1.2,
    /// b = 0.02.
    #[test]
    fn the_likelihood_is_that_of_statsforecast() {
        let cases = [
            (
                Form { relative: false, trend: Trend::Damped, season: Season::Additive },
                3.501_558_409_919_044_5,
            ),
            (
                Form { relative: true, trend: Trend::Damped, season: Season::Multiplicative },
                3.836_712_330_416_619,
            ),
            (Form { relative: true, trend: Trend::Additive, season: Season::None }, -7.702_763_528_724_843),
        ];
        for (form, expected) in cases {
            let start = State { level: 1.2, slope: 0.02, seasons: seasons(form.season) };
            let mut at = vec![inverse(0.3, SHARE.0, SHARE.1), inverse(0.05 / 0.3, SHARE.0, SHARE.1)];
            if form.trend == Trend::Damped {
                at.push(inverse(0.9, DAMPING.0, DAMPING.1));
            }
            if form.season != Season::None {
                at.push(inverse(0.2 / 0.7, SHARE.0, SHARE.1));
            }
            let prior: f64 =
                priors(form).zip(&at).map(|(prior, at)| prior.precision * (at - prior.centre).powi(2)).sum();
            at.resize(at.len() + 2 + start.seasons.len(), 0.0);
            let mut gradient = vec![0.0; at.len()];
            let deviance = Fitter::new(&VALUES, 0.1).deviance(form, &start, &at, &mut gradient);
            assert!((deviance - prior - expected).abs() < 1e-9, "{form:?} {deviance} {prior} {expected}");
        }
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        for relative in [false, true] {
            for trend in [Trend::None, Trend::Additive, Trend::Damped] {
                for season in [Season::None, Season::Additive, Season::Multiplicative] {
                    let form = Form { relative, trend, season };
                    let start = State { level: 1.2, slope: 0.0, seasons: seasons(season) };
                    let mut fitter = Fitter::new(&VALUES, 0.1);
                    let slopes = usize::from(trend != Trend::None);
                    let count = priors(form).count() + 1 + slopes + start.seasons.len();
                    let at: Vec<f64> = (0..count).map(|index| 0.1 * index as f64 - 0.3).collect();
                    let (mut gradient, mut unused) = (vec![0.0; count], vec![0.0; count]);
                    fitter.deviance(form, &start, &at, &mut gradient);
                    for index in 0..count {
                        let mut moved = [at.clone(), at.clone()];
                        moved[0][index] -= 1e-6;
                        moved[1][index] += 1e-6;
                        let [below, above] = moved.map(|at| fitter.deviance(form, &start, &at, &mut unused));
                        let slope = (above - below) / 2e-6;
                        let near = (slope - gradient[index]).abs() < 1e-5 * (1.0 + slope.abs());
                        assert!(near, "{form:?} {index} {slope} {}", gradient[index]);
                    }
                }
            }
        }
    }
}
