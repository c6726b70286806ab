use super::{blocks::Blocks, correction::Correction, grid::Grid};

/// Hours ahead at which it is learnt how much of the newest error is left.
const HOURS: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0, 36.0];
/// What of the state is left after an hour, in the mean that tells the newest error.
const FADING: f64 = 0.75;
/// Hours without an observation after which the newest error is forgotten.
const FORGOTTEN: f64 = 0.85;
/// Days that the belief in no relation counts for.
const RIDGE_DAYS: f64 = 3.0;
/// Days for which errors stay much the same.
const MEMORY_DAYS: f64 = 2.0;

/// How what guidance got wrong in the hours before an origin tells of what it gets wrong in the hours after it.
pub(super) struct Recent {
    /// The newest error at each cell, in usual spreads.
    state: Vec<f64>,
    /// By block, then by hours ahead: the coefficient, and what share of the variance it leaves.
    by_block: Vec<Vec<(f64, f64)>>,
    hours_per_cell: f64,
}

impl Recent {
    /// `of_lead` tells which correction a forecast so many seconds after the newest observation uses.
    pub(super) fn learn(
        grid: &Grid<'_>,
        blocks: &Blocks,
        corrections: &[Correction],
        of_lead: impl Fn(i64) -> usize,
    ) -> Self {
        let hours_per_cell = grid.step as f64 / 3600.0;
        let state = state(&corrections[of_lead(0)].left, hours_per_cell);
        let classes: Vec<(usize, &[f64])> = HOURS
            .iter()
            .map(|hours| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a few hours in whole steps"
                )]
                let steps = (hours / hours_per_cell).round().max(1.0) as usize;
                let ahead = grid.step * i64::try_from(steps - 1).unwrap_or(i64::MAX);
                (steps, corrections[of_lead(ahead)].left.as_slice())
            })
            .collect();
        let weight = blocks.stride as f64 / grid.per_day() as f64 / MEMORY_DAYS;
        // Sums of state x state, state x error, error x error, and days.
        let mut sums = vec![[0.0; 4]; classes.len()];
        let mut by_block = Vec::with_capacity(blocks.count() + 1);
        for block in 0..=blocks.count() {
            by_block.push(sums.iter().map(related).collect());
            let Some(end) = blocks.starts.get(block + 1) else { break };
            let first = blocks.starts[block].next_multiple_of(blocks.stride);
            for cell in (first..*end).step_by(blocks.stride) {
                for ((steps, left), sums) in classes.iter().zip(&mut sums) {
                    let Some(origin) = cell.checked_sub(*steps) else { continue };
                    let (state, error) = (state[origin], left[cell]);
                    if error.is_finite() {
                        sums[0] += weight * state * state;
                        sums[1] += weight * state * error;
                        sums[2] += weight * error * error;
                        sums[3] += weight;
                    }
                }
            }
        }
        Self { state, by_block, hours_per_cell }
    }

    /// What the newest error adds `steps` after the cell `origin`, in usual spreads, and what share of the variance it leaves.
    pub(super) fn at(&self, block: usize, origin: usize, steps: usize) -> (f64, f64) {
        self.after(block, self.state.get(origin).copied().unwrap_or(0.0), steps)
    }

    /// The newest error after further ones, the newest last.
    pub(super) fn state_of(&self, errors: &[f64]) -> f64 {
        state(errors, self.hours_per_cell).last().copied().unwrap_or(0.0)
    }

    /// What a newest error of this size adds after so many steps, and what share of the variance it leaves.
    pub(super) fn after(&self, block: usize, state: f64, steps: usize) -> (f64, f64) {
        let hours = steps as f64 * self.hours_per_cell;
        let above = HOURS.partition_point(|known| *known < hours);
        let classes = &self.by_block[block];
        let (coefficient, left) = match (above.checked_sub(1), classes.get(above)) {
            (None, _) => classes[0],
            (Some(last), None) => {
                // Beyond the last, the relation dies out.
                let fade = 0.5_f64.powf((hours - HOURS[last]) / 12.0);
                (classes[last].0 * fade, 1.0 - fade * (1.0 - classes[last].1))
            }
            (Some(below), Some(next)) => {
                let share = (hours - HOURS[below]) / (HOURS[above] - HOURS[below]);
                let between = |a: f64, b: f64| a + share * (b - a);
                (between(classes[below].0, next.0), between(classes[below].1, next.1))
            }
        };
        (coefficient * state, left)
    }
}

/// The coefficient of the state, and what share of the variance of errors it leaves, drawn to 0 and 1 while few days are known.
fn related([states, both, errors, days]: &[f64; 4]) -> (f64, f64) {
    if *days <= 0.0 || *states <= 0.0 || *errors <= 0.0 {
        return (0.0, 1.0);
    }
    let wider = 1.0 + RIDGE_DAYS / MEMORY_DAYS / days;
    let coefficient = both / (states * wider);
    let loss = errors - 2.0 * coefficient * both + coefficient * coefficient * states;
    (coefficient, ((loss.max(0.0) + errors * (wider - 1.0)) / (errors * wider)).clamp(0.02, 1.0))
}

/// A fading mean of the errors up to each cell; hours without one let it fall to nothing.
fn state(left: &[f64], hours_per_cell: f64) -> Vec<f64> {
    let (fading, forgotten) = (FADING.powf(hours_per_cell), FORGOTTEN.powf(hours_per_cell));
    let mut state = 0.0;
    left.iter()
        .map(|error| {
            state =
                if error.is_finite() { fading * state + (1.0 - fading) * error } else { forgotten * state };
            state
        })
        .collect()
}
