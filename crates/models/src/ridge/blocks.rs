use super::{history::History, predictors::Predictors, sums::Sums};

/// Groups of consecutive targets whose sums are kept apart.
const BLOCKS: usize = 16;
/// Most rows (origins x leads) summed.
const MOST_ROWS: usize = 24_000;
/// Most leads that the sums are taken over; the others lie between them.
const MOST_LEADS: usize = 16;

/// Sums over the rows of a line, apart by when their outcome was known.
pub(super) struct Blocks {
    pub(super) sums: Vec<Sums>,
    /// The newest index known at the beginning of each block: its targets lie after it. One more for the end of the line.
    pub(super) starts: Vec<usize>,
    pub(super) horizon: usize,
    pub(super) predictors: usize,
}

impl Blocks {
    pub(super) fn sum(history: &History<'_>, predictors: &Predictors<'_>, horizon: usize) -> Self {
        let (count, first) = (history.values.len(), history.first_origin());
        let stride_of_leads = horizon.div_ceil(MOST_LEADS).max(1);
        // The farthest of each stride, and always the horizon itself.
        let mut leads: Vec<usize> = (1..=horizon).rev().step_by(stride_of_leads).collect();
        leads.reverse();
        let stride = ((count - 1 - first) * leads.len()).div_ceil(MOST_ROWS).max(1);
        let span = count - 1 - first;
        let blocks = BLOCKS.min(span);
        let starts: Vec<usize> = (0..=blocks).map(|block| first + block * span / blocks).collect();
        let mut block_of = vec![0; count];
        for (block, pair) in starts.windows(2).enumerate() {
            block_of[pair[0] + 1..=pair[1]].fill(block);
        }
        let mut sums = vec![Sums::zero(predictors.count()); blocks];
        let mut row = vec![0.0; predictors.count()];
        // Counted from the end, so that the newest are among them.
        for origin in (first..count - 1).rev().step_by(stride) {
            for lead in leads.iter().take_while(|lead| origin + **lead < count) {
                let target = origin + lead;
                // A fit is made when the outcome is known, and then so is what went along with it.
                predictors.fill(origin, *lead, target, &mut row);
                sums[block_of[target]].add_row(&row, history.values[target] - history.values[origin]);
            }
        }
        sums.iter_mut().for_each(Sums::complete);
        Self { sums, starts, horizon, predictors: predictors.count() }
    }
}
