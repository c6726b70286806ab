use super::{
    correction::{Correction, Row, predictors},
    grid::Grid,
    said::AtLead,
};

/// How far the mean of an ensemble is believed to be right against its unperturbed member, from 0 to 1: what differs between
/// members can't be foretold, and the mean leaves it out.
const BELIEVED_IN_MEAN: f64 = 0.7;
/// What share of the variance that mean is believed to leave.
const BELIEVED_LEFT: f64 = 0.85;
/// How much of the differences in spread between cases is believed.
const BELIEVED_IN_SPREAD: f64 = 0.5;
/// What share of the variance of errors the members of an ensemble show: most have too little spread.
const BELIEVED_SHOWN: f64 = 0.5;
/// Days that these beliefs count for.
const BELIEF_DAYS: f64 = 15.0;
/// Cells in a row that count for one: they share their weather.
const TOGETHER: f64 = 48.0;

/// What the members of ensembles tell beyond their unperturbed one, learnt from kept runs as far as there are any.
pub(super) struct Ensemble {
    /// How far the mean is followed.
    follow: f64,
    /// What share of the variance that leaves.
    left: f64,
    /// What share of the variance of errors members show, by lead.
    shown: Vec<f64>,
}

/// Where the location by the mean of all members lies: corrected for the bias, not drawn towards the usual, since a mean of members is
/// drawn there by itself.
fn of_mean(grid: &Grid<'_>, coefficients: &Row, x: &Row, mean: f64, cell: usize) -> f64 {
    let mut bias = *x;
    bias[5] = 0.0;
    mean + grid.usual(cell).1 * coefficients.dot(&bias)
}

impl Ensemble {
    pub(super) fn learn(grid: &Grid<'_>, corrections: &[Correction], at_leads: &[AtLead]) -> Self {
        let belief = BELIEF_DAYS / 2.0;
        let (mut both, mut squares) = (0.0, 0.0);
        let mut shown = Vec::with_capacity(at_leads.len());
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        for (said, correction) in at_leads.iter().zip(corrections) {
            let (mut variances, mut errors) = (0.0, 0.0);
            let last = correction.variance.len() - 1;
            if let Some((means, spreads)) = &said.voice.members {
                for cell in 0..grid.known {
                    let left = correction.left[cell];
                    if !left.is_finite() || !means[cell].is_finite() {
                        continue;
                    }
                    let spread = grid.usual(cell).1;
                    let x = predictors(grid, &said.voice.value, cell);
                    let coefficients = &correction.coefficients[last];
                    let location = said.voice.value[cell] + spread * coefficients.dot(&x);
                    let away = (of_mean(grid, coefficients, &x, means[cell], cell) - location) / spread;
                    pairs.push((away, left));
                    both += away * left / TOGETHER;
                    squares += away * away / TOGETHER;
                    variances += spreads[cell] / (spread * spread) / TOGETHER;
                    errors += 1.0 / TOGETHER;
                }
            }
            shown.push(
                (variances + belief * BELIEVED_SHOWN * correction.variance[last])
                    / ((errors + belief) * correction.variance[last]),
            );
        }
        if pairs.is_empty() {
            return Self { follow: BELIEVED_IN_MEAN, left: BELIEVED_LEFT, shown };
        }
        let cases = pairs.len() as f64 / TOGETHER;
        let prior = belief * squares / cases;
        let follow = ((both + prior * BELIEVED_IN_MEAN) / (squares + prior).max(1e-12)).clamp(0.0, 1.2);
        let before = pairs.iter().map(|(_, left)| left * left).sum::<f64>() / TOGETHER;
        let after = pairs.iter().map(|(away, left)| (left - follow * away).powi(2)).sum::<f64>() / TOGETHER;
        let left =
            (after + belief * BELIEVED_LEFT * before / cases) / (before * (1.0 + belief / cases)).max(1e-12);
        Self { follow, left: left.clamp(0.1, 1.5), shown }
    }

    /// How far members may be left to tell by themselves how sure they are, from 0 to 1. What came after things like those that the
    /// unperturbed member said is as uncertain as its errors are large, and holds what members tell apart already: given to each member,
    /// it would count that twice. The unperturbed member errs by what all members share and by what is its own, `e² = c² + s²`, the mean of
    /// all by the first alone; a mixture of members, `s²`, and of outcomes of like cases about them, `s² + e²`, is as wide as the errors of the
    /// mean, `e² - s²`, when the share of the first is `2 s²/e²`.
    pub(super) fn told_by_members(&self, lead: usize) -> f64 {
        (2.0 * self.shown.get(lead).copied().unwrap_or(BELIEVED_SHOWN)).clamp(0.0, 1.0)
    }

    /// The location moved towards the mean of the members, and the factor on the variance by how far they lie apart.
    pub(super) fn of(
        &self,
        grid: &Grid<'_>,
        (correction, variance_of_errors): (&Correction, f64),
        lead: usize,
        (cell, location): (usize, f64),
        (values, mean, variance): (&[f64], f64, f64),
    ) -> (f64, f64) {
        if !mean.is_finite() || !variance.is_finite() {
            return (location, 1.0);
        }
        let spread = grid.usual(cell).1;
        let coefficients = &correction.coefficients[correction.coefficients.len() - 1];
        let x = predictors(grid, values, cell);
        let moved = location + self.follow * (of_mean(grid, coefficients, &x, mean, cell) - location);
        let shown = self.shown.get(lead).copied().unwrap_or(BELIEVED_SHOWN) * variance_of_errors;
        let ratio = (variance / (spread * spread) / shown.max(1e-9)).clamp(0.1, 4.0);
        (moved, self.left * (1.0 + BELIEVED_IN_SPREAD * (ratio - 1.0)))
    }
}
