use super::{grid::Grid, said::AtLead};

/// Days in the first block; each later one is twice as long, up to an even share.
const FIRST_DAYS: usize = 2;
/// Even shares that the span with guidance is cut into.
const SHARES: usize = 16;

/// Stretches of cells in the order of time. What was learnt before a stretch begins is what a forecast from within it may use.
pub(super) struct Blocks {
    /// Where each begins; one more for the end of what was observed.
    pub(super) starts: Vec<usize>,
    /// Cases are taken every so many cells: those beside each other share their weather.
    pub(super) stride: usize,
}

/// Cases that are enough to learn a lead from.
const MOST_CASES: usize = 3000;

impl Blocks {
    pub(super) fn of(grid: &Grid<'_>, at_leads: &[AtLead]) -> Self {
        let first = at_leads
            .iter()
            .filter_map(|said| said.voice.value[..grid.known].iter().position(|value| value.is_finite()))
            .min()
            .unwrap_or(grid.known);
        let longest = ((grid.known - first) / SHARES).max(1);
        let mut length = (FIRST_DAYS * grid.per_day()).min(longest);
        let mut starts = vec![first];
        let mut at = first;
        while at < grid.known {
            at = (at + length).min(grid.known);
            starts.push(at);
            length = (2 * length).min(longest.max(FIRST_DAYS * grid.per_day()));
        }
        // No common factor with the hours of a day, so that all take their turn.
        let cases = grid.known - first;
        let stride = [1, 5, 7, 11, 13].into_iter().find(|stride| cases / stride <= MOST_CASES).unwrap_or(17);
        Self { starts, stride }
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many blocks had ended when `cell` was the newest observed.
    pub(super) fn before(&self, cell: usize) -> usize {
        self.starts.partition_point(|start| *start <= cell + 1).saturating_sub(1)
    }
}
