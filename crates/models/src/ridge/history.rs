use super::Beside;

/// How much of a season's usual is renewed by each season.
const RENEWED: f64 = 0.35;
/// Years that must remain to learn from once the first has gone to be looked back at.
const YEARS_LEFT: usize = 2;

/// Running means of a line, and its lags. All at an index depends on values up to it only.
pub(super) struct History<'a> {
    pub(super) values: &'a [f64],
    /// Sums of the values before each index, counted from the first value: a far level costs no precision.
    sums: Vec<f64>,
    pub(super) short: usize,
    pub(super) long: usize,
    /// Exponentially weighted mean over seasons at the same place of the long season, as of each index.
    pub(super) usual: Vec<f64>,
    pub(super) usual_short: Vec<f64>,
    /// Mean size of a step's change up to each index.
    pub(super) moves: Vec<f64>,
    /// Mean of the short, and of the long season up to and with each index, less the first value of all.
    pub(super) short_means: Vec<f64>,
    pub(super) long_means: Vec<f64>,
    /// Exponential means of the values over a few steps.
    pub(super) scales: [f64; 2],
    /// What each lead, from none to the horizon, leaves of these.
    pub(super) decays: Vec<[f64; 2]>,
    pub(super) past_year: Option<PastYear<'a>>,
}

/// Values a year and more back, by index of the line plus what lies before it.
pub(super) struct PastYear<'a> {
    earlier: &'a [f64],
    values: &'a [f64],
    sums: Vec<f64>,
    pub(super) length: usize,
}

impl PastYear<'_> {
    /// The value at `index` steps from the first of the line, a whole number of years before it, at most at `origin`.
    fn place(&self, index: usize, lead: usize) -> usize {
        self.earlier.len() + index - self.length * lead.div_ceil(self.length)
    }

    fn value(&self, place: usize) -> f64 {
        match place.checked_sub(self.earlier.len()) {
            Some(index) => self.values[index],
            None => self.earlier[place],
        }
    }

    /// Mean of the `length` values up to and with `last`.
    fn mean(&self, last: usize, length: usize) -> f64 {
        let from = (last + 1).saturating_sub(length);
        (self.sums[last + 1] - self.sums[from]) / (last + 1 - from) as f64
    }

    /// A year before: how the level of a season changed from the origin to the lead, and how the value at the lead lay to it.
    pub(super) fn changes(&self, origin: usize, lead: usize, season: usize) -> (f64, f64) {
        let years = self.length * lead.div_ceil(self.length);
        let at_origin = self.earlier.len() + origin - years;
        let target = self.place(origin + lead, lead);
        // About the target, where that was known at the origin.
        let centre = (target + season / 2).min(self.earlier.len() + origin);
        let level = self.mean(centre, season);
        (level - self.mean(at_origin, season), self.value(target) - level)
    }
}

fn running_sums<'a>(values: impl Iterator<Item = &'a f64>, from: f64) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.map(|value| {
            sum += value - from;
            sum
        }))
        .collect()
}

impl<'a> History<'a> {
    /// `values` are complete, and not empty.
    pub(super) fn new(
        values: &'a [f64],
        beside: &Beside<'a>,
        short: usize,
        long: usize,
        horizon: usize,
    ) -> Self {
        let smoothed = |period: usize| {
            let mut means: Vec<f64> = values.to_vec();
            for index in period..values.len() {
                means[index] = RENEWED * values[index] + (1.0 - RENEWED) * means[index - period];
            }
            means
        };
        let mut sum = 0.0;
        let moves = std::iter::once(0.0)
            .chain(values.windows(2).enumerate().map(|(index, pair)| {
                sum += (pair[1] - pair[0]).abs();
                sum / (index + 1) as f64
            }))
            .collect();
        let past_year = beside.year.and_then(|length| {
            // Enough to learn what a year back is worth, and no more leads than that looks back to.
            let total = beside.earlier.len() + values.len();
            let enough = beside.earlier.len() >= length + long || total >= (1 + YEARS_LEFT) * length;
            (long > 1 && long < length && horizon <= length && enough).then(|| PastYear {
                earlier: beside.earlier,
                values,
                sums: running_sums(beside.earlier.iter().chain(values), values[0]),
                length,
            })
        });
        let reach = horizon as f64;
        let scales = [(reach / 12.0).max(0.7), (reach / 3.0).max(2.0)];
        let mut history = Self {
            values,
            sums: running_sums(values.iter(), values[0]),
            short,
            long,
            usual: smoothed(long),
            usual_short: smoothed(short),
            moves,
            short_means: Vec::new(),
            long_means: Vec::new(),
            scales,
            decays: (0..=horizon).map(|lead| scales.map(|scale| (-(lead as f64) / scale).exp())).collect(),
            past_year,
        };
        history.short_means = (0..values.len()).map(|last| history.mean(last, short)).collect();
        history.long_means = (0..values.len()).map(|last| history.mean(last, long)).collect();
        history
    }

    /// Mean of the `length` values up to and with `last`, less the first value of all.
    pub(super) fn mean(&self, last: usize, length: usize) -> f64 {
        let from = (last + 1).saturating_sub(length);
        (self.sums[last + 1] - self.sums[from]) / (last + 1 - from) as f64
    }

    /// A value, less the first value of all.
    pub(super) fn value(&self, index: usize) -> f64 {
        self.values[index] - self.values[0]
    }

    /// The first index an origin can have.
    pub(super) fn first_origin(&self) -> usize {
        let seasons = if self.long > 1 { 2 * self.long + self.short } else { 6 };
        let year = self
            .past_year
            .as_ref()
            .map_or(0, |year| (year.length + self.long).saturating_sub(year.earlier.len()));
        seasons.max(year)
    }

    /// The newest index known when the lead was still ahead, a whole number of periods before it.
    pub(super) fn lag(index: usize, period: usize, lead: usize) -> usize {
        index - period * lead.div_ceil(period)
    }
}
