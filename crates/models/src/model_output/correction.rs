use super::{blocks::Blocks, grid::Grid, said::AtLead};
use nalgebra::{SMatrix, SVector};

/// What an error of guidance is explained by: a constant, the hour of the day (two harmonics), how unusual it is what was said, and
/// how much it lies on a peak.
const PREDICTORS: usize = 7;
pub(super) type Row = SVector<f64, PREDICTORS>;
type Gram = SMatrix<f64, PREDICTORS, PREDICTORS>;

/// Days that the belief in the coefficients counts for, predictor by predictor.
const RIDGE_DAYS: [f64; PREDICTORS] = [1.0, 2.0, 2.0, 4.0, 4.0, 6.0, 6.0];
/// Days that the belief in the spread counts for.
const SPREAD_DAYS: f64 = 5.0;
/// Days for which errors stay much the same.
const MEMORY_DAYS: f64 = 2.0;
/// Leads in seconds up to which what is left is worked out for each cell: the newest of them tell of the next.
const EVERY_CELL: i64 = 86_400;
/// How fast errors grow, in days.
const GROWTH_DAYS: f64 = 7.0;

/// What was learnt of what the models said at one lead, as of the beginning of each block and of now.
pub(super) struct Correction {
    /// Seconds ahead.
    pub(super) lead: i64,
    /// Coefficients of the error in usual spreads.
    pub(super) coefficients: Vec<Row>,
    /// Variance of what is left of the error, in squares of the usual spread.
    pub(super) variance: Vec<f64>,
    /// Days behind them.
    pub(super) days: Vec<f64>,
    /// What was left of the error at each case (for short leads at every cell) with what was known when its block began, in usual spreads.
    pub(super) left: Vec<f64>,
}

impl Correction {
    /// Whether what is left is known at every cell, not only at each case.
    pub(super) fn is_at_every_cell(&self) -> bool {
        self.lead <= EVERY_CELL
    }
}

/// The predictors of the error of what was said at a cell.
pub(super) fn predictors(grid: &Grid<'_>, values: &[f64], cell: usize) -> Row {
    predictors_of(grid, (values[cell], Grid::bend(values, cell)), cell)
}

/// The same of a value and how far the mean about it is from it.
pub(super) fn predictors_of(grid: &Grid<'_>, (value, bend): (f64, f64), cell: usize) -> Row {
    let (usual, spread) = grid.usual(cell);
    let [sine, cosine, sine_2, cosine_2] = *grid.harmonics(cell);
    let unusual = (value - usual) / spread;
    Row::from([1.0, sine, cosine, sine_2, cosine_2, unusual.clamp(-5.0, 5.0), bend / spread])
}

/// How large the variance of errors is believed to be before anything is learnt, next to that of the weather: it grows from that of
/// what stations and models never agree on, with the lead, to that of the weather.
pub(super) fn believed(never_agreed: f64, lead: f64) -> f64 {
    let grown = 1.0 - (-lead.max(0.0) / (GROWTH_DAYS * 86_400.0)).exp();
    never_agreed + (1.0 - never_agreed) * grown
}

/// Learns each lead from its own cases, walking forward; those with few of them are drawn towards the nearest lead with more.
pub(super) fn corrections(
    grid: &Grid<'_>,
    blocks: &Blocks,
    at_leads: &[AtLead],
    never_agreed: f64,
) -> Vec<Correction> {
    let cases =
        |said: &AtLead| said.voice.value[..grid.known].iter().filter(|value| value.is_finite()).count();
    let Some(most) = (0..at_leads.len()).max_by_key(|index| (cases(&at_leads[*index]), usize::MAX - index))
    else {
        return Vec::new();
    };
    let mut learnt: Vec<Option<Correction>> = at_leads.iter().map(|_| None).collect();
    learnt[most] = Some(learn(grid, blocks, &at_leads[most], None, never_agreed));
    for index in (0..most).rev() {
        learnt[index] = Some(learn(grid, blocks, &at_leads[index], learnt[index + 1].as_ref(), never_agreed));
    }
    for index in most + 1..at_leads.len() {
        learnt[index] = Some(learn(grid, blocks, &at_leads[index], learnt[index - 1].as_ref(), never_agreed));
    }
    learnt.into_iter().flatten().collect()
}

fn learn(
    grid: &Grid<'_>,
    blocks: &Blocks,
    said: &AtLead,
    beside: Option<&Correction>,
    never_agreed: f64,
) -> Correction {
    let values = &said.voice.value;
    let days_per_row = 1.0 / grid.per_day() as f64 / MEMORY_DAYS;
    let ridge = Row::from(RIDGE_DAYS.map(|days| days / MEMORY_DAYS));
    let lead = said.lead as f64;
    let growth = |other: i64| believed(never_agreed, lead) / believed(never_agreed, other as f64);

    let count = blocks.count();
    let mut correction = Correction {
        lead: said.lead,
        coefficients: Vec::with_capacity(count + 1),
        variance: Vec::with_capacity(count + 1),
        days: Vec::with_capacity(count + 1),
        left: vec![f64::NAN; grid.known],
    };
    let (mut gram, mut moments) = (Gram::zeros(), Row::zeros());
    let (mut days, mut squares) = (0.0, 0.0);
    for block in 0..=count {
        let belief = beside.map_or_else(Row::zeros, |beside| beside.coefficients[block]);
        let coefficients = (gram + Gram::from_diagonal(&ridge))
            .cholesky()
            .map_or(belief, |factor| belief + factor.solve(&(moments - gram * belief)));
        let believed = beside.map_or_else(
            || believed(never_agreed, lead),
            |beside| beside.variance[block] * growth(beside.lead),
        );
        let prior = SPREAD_DAYS / MEMORY_DAYS;
        correction.variance.push((prior * believed + squares) / (prior + days));
        correction.coefficients.push(coefficients);
        correction.days.push(days);
        let Some(end) = blocks.starts.get(block + 1) else { break };
        for cell in blocks.starts[block]..*end {
            let counts = cell % blocks.stride == 0;
            if !counts && said.lead > EVERY_CELL {
                continue;
            }
            let (said, observed) = (values[cell], grid.observed(cell));
            if !said.is_finite() || !observed.is_finite() {
                continue;
            }
            let x = predictors(grid, values, cell);
            let error = (observed - said) / grid.usual(cell).1;
            let left = error - coefficients.dot(&x);
            correction.left[cell] = left;
            if counts {
                let weight = days_per_row * blocks.stride as f64;
                gram += (x * weight) * x.transpose();
                moments += x * (weight * error);
                squares += weight * left * left;
                days += weight;
            }
        }
    }
    correction
}
