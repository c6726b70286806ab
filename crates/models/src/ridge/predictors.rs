use super::{Beside, history::History};
use nalgebra::DVector;

/// Predictors that each covariate gives: its change since the same place of the season before, and that of its square.
const PER_COVARIATE: usize = 2;

/// What a change is regressed on, for one origin and lead: those of the line itself, then those of the year before, then
/// covariates. A model without the last of these is one with a leading part of the coefficients.
pub(super) struct Predictors<'a> {
    history: &'a History<'a>,
    beside: &'a Beside<'a>,
    /// Centre and size of each covariate, from before the first origin.
    standards: Vec<(f64, f64)>,
}

impl<'a> Predictors<'a> {
    pub(super) fn new(history: &'a History<'a>, beside: &'a Beside<'a>) -> Self {
        let first = history.first_origin();
        let standard = |known: &&dyn Fn(usize, usize) -> Option<f64>| {
            let values: Vec<f64> = (0..=first).filter_map(|index| known(index, index)).collect();
            let count = values.len().max(1) as f64;
            let mean = values.iter().sum::<f64>() / count;
            let size = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
            (mean, if size > 0.0 { size } else { 1.0 })
        };
        Self { history, beside, standards: beside.covariates.iter().map(standard).collect() }
    }

    /// Of the line itself.
    pub(super) fn own(&self) -> usize {
        match (self.history.long, self.history.short < self.history.long) {
            (1, _) => 8,
            (_, true) => 4 + 4 + 4 + 2 + 2 + 4,
            (_, false) => 4 + 4 + 2 + 2 + 8,
        }
    }

    /// Of the line and of its year before.
    pub(super) fn without_covariates(&self) -> usize {
        self.own() + if self.history.past_year.is_some() { 3 } else { 0 }
    }

    pub(super) fn count(&self) -> usize {
        self.without_covariates() + PER_COVARIATE * self.beside.covariates.len()
    }

    /// Fills the predictors of one origin and lead, with covariates as known from `knowing`. All are differences and scale with the line, so that
    /// a shift and a factor of the line go through. Says whether all covariates are known; one that isn't counts as unchanged.
    pub(super) fn fill(&self, origin: usize, lead: usize, knowing: usize, out: &mut [f64]) -> bool {
        let mut row = Row { out, next: 0 };
        if self.history.long > 1 {
            self.seasonal(origin, lead, &mut row);
        }
        if self.history.short == self.history.long {
            self.recent_changes(origin, lead, &mut row);
        }
        self.year_before(origin, lead, &mut row);
        self.covariates(origin, lead, knowing, &mut row)
    }

    fn seasonal(&self, origin: usize, lead: usize, row: &mut Row<'_>) {
        let history = self.history;
        let y = |index: usize| history.value(index);
        let usual = |index: usize| history.usual[index] - history.values[0];
        let usual_short = |index: usize| history.usual_short[index] - history.values[0];
        let now = y(origin);
        let [fast, slow] = self.history.decays[lead];
        let (p, q) = (history.short, history.long);
        let target = origin + lead;
        let long_mean = history.long_means[origin];
        let level_before = history.long_means[origin - q];
        // The newest that are known, and those a season before.
        let [same_long, same_short] = [q, p].map(|period| History::lag(target, period, lead));
        row.put(long_mean - now);
        // The same place of the last two long seasons, each against the level of its own season.
        row.put(y(same_long) - long_mean);
        row.put(y(same_long - q) - level_before);
        row.put(usual(same_long) - long_mean);
        if p < q {
            let short_1 = y(same_short) - long_mean;
            row.put(short_1);
            row.put(y(same_short - p) - long_mean);
            row.put(usual_short(same_short) - long_mean);
            row.put(short_1 * slow);
        }
        // Where the series stands now against what was usual for this place.
        let off = now - usual(origin - q);
        row.put(off * fast);
        row.put(off * slow);
        row.put(off);
        row.put((y(origin - 1) - usual(origin - 1 - q)) * fast);
        let level_change = long_mean - level_before;
        row.put(level_change);
        row.put(level_change * lead as f64 / q as f64);
        if p < q {
            let over_short = now - y(origin - p);
            row.put(over_short * fast);
            row.put(over_short * slow);
            let short_mean = history.short_means[origin];
            let recent = short_mean - long_mean;
            row.put(recent);
            row.put(recent * slow);
            let over_day = short_mean - history.short_means[origin - p];
            row.put(over_day);
            row.put(over_day * slow);
        } else {
            let part = (q / 4).max(2);
            let recent = history.mean(origin, part) - (history.mean(origin - q, part) + level_change);
            row.put(recent);
            row.put(recent * slow);
        }
    }

    fn recent_changes(&self, origin: usize, lead: usize, row: &mut Row<'_>) {
        let history = self.history;
        let now = history.value(origin);
        let [fast, _] = self.history.decays[lead];
        let far = lead as f64 / history.scales[1];
        for back in [1, 3, 6] {
            let change = now - if back == 1 { history.value(origin - 1) } else { history.mean(origin, back) };
            row.put(change);
            row.put(change * fast);
        }
        row.put(far * (now - history.value(origin - 4)) / 4.0);
        // A drift, in units of what the line usually moves.
        row.put(far * history.moves[origin]);
    }

    fn year_before(&self, origin: usize, lead: usize, row: &mut Row<'_>) {
        let Some(year) = &self.history.past_year else { return };
        let q = self.history.long;
        let (level_change, place) = year.changes(origin, lead, q);
        row.put(level_change);
        let seasonal = self.history.value(History::lag(origin + lead, q, lead));
        let placed = place - (seasonal - self.history.long_means[origin]);
        row.put(placed);
        row.put(level_change * (1.0 - (-(lead as f64) / q as f64).exp()));
    }

    fn covariates(&self, origin: usize, lead: usize, knowing: usize, row: &mut Row<'_>) -> bool {
        let (target, q) = (origin + lead, self.history.long);
        let before = if q > 1 { History::lag(target, q, lead) } else { origin };
        let mut complete = true;
        let size = self.history.moves[origin];
        for (known, (centre, spread)) in self.beside.covariates.iter().zip(&self.standards) {
            let standardised = |index: usize| known(index, knowing).map(|value| (value - centre) / spread);
            match (standardised(target), standardised(before)) {
                (Some(then), Some(before)) => {
                    row.put((then - before) * size);
                    row.put((then * then - before * before) * size);
                }
                _ => {
                    complete = false;
                    row.put(0.0);
                    row.put(0.0);
                }
            }
        }
        complete
    }

    /// What the coefficients are drawn towards: the naive forecast (the newest value again), and the seasonal naive in a form
    /// that averages over seasons.
    pub(super) fn beliefs(&self) -> Vec<DVector<f64>> {
        let naive = DVector::zeros(self.count());
        if self.history.long == 1 {
            return vec![naive];
        }
        let several = self.history.short < self.history.long;
        let mut seasonal = naive.clone();
        let usual: &[f64] =
            if several { &[1.0, 0.3, 0.1, 0.2, 0.25, 0.0, 0.15] } else { &[1.0, 0.4, 0.2, 0.4] };
        for (index, coefficient) in usual.iter().enumerate() {
            seasonal[index] = *coefficient;
        }
        if several { vec![seasonal] } else { vec![naive, seasonal] }
    }
}

struct Row<'a> {
    out: &'a mut [f64],
    next: usize,
}

impl Row<'_> {
    fn put(&mut self, value: f64) {
        self.out[self.next] = value;
        self.next += 1;
    }
}
