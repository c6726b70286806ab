use crate::sample::Weighted;

/// The outcome of the same rank as what was said (quantile mapping: Panofsky and Brier 1968; Maraun 2013, Journal of Climate 26): it
/// puts right how often and how much, and leaves to members how sure they are.
pub(super) struct RankMapping {
    /// What was said and what came at equal ranks, each by itself: rising pairs, the lowest first.
    ranks: Vec<(f64, f64)>,
    amounts: bool,
}

impl RankMapping {
    /// From pairs of what was said and what came. Of `amounts` the root was said.
    pub(super) fn of(pairs: &[(f64, f64)], amounts: bool) -> Self {
        let (mut said, mut came): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        said.sort_by(f64::total_cmp);
        came.sort_by(f64::total_cmp);
        Self { ranks: said.into_iter().zip(came).collect(), amounts }
    }

    /// Adds what each of `said` comes to among outcomes, with this weight altogether.
    pub(super) fn add(
        &self,
        said: impl ExactSizeIterator<Item = f64>,
        weight: f64,
        sample: &mut Vec<Weighted>,
    ) {
        if self.ranks.is_empty() || weight <= 0.0 {
            return;
        }
        let each = weight / said.len() as f64;
        sample.extend(said.map(|said| (self.of_rank(said), each)));
    }

    fn of_rank(&self, said: f64) -> f64 {
        // Equal words have many ranks; the middle one stands for them.
        let from = self.ranks.partition_point(|(known, _)| *known < said);
        let to = self.ranks.partition_point(|(known, _)| *known <= said);
        if from < to {
            return self.ranks[usize::midpoint(from, to - 1)].1;
        }
        match (from.checked_sub(1).map(|below| self.ranks[below]), self.ranks.get(from)) {
            (Some((low, of_low)), Some((high, of_high))) => {
                of_low + (said - low) / (high - low) * (of_high - of_low)
            }
            // More than ever was said is as much more than ever came: a factor would make a flood of it.
            (Some((largest, last)), None) if self.amounts => last + (said * said - largest * largest),
            (Some((_, last)), None) => last,
            (None, Some((_, first))) => *first,
            (None, None) => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drizzle_that_never_fell_is_dry_and_real_rain_is_as_much_as_came_at_its_rank() {
        // Said in a fifth of cases, a drizzle in half of these; it rained in a tenth, twice as much as was said.
        let pairs: Vec<(f64, f64)> = (0..1000)
            .map(|case| match case {
                0..100 => (1.0 + f64::from(case) / 100.0, 2.0 * (1.0 + f64::from(case) / 100.0)),
                100..200 => (0.1 + f64::from(case) / 10_000.0, 0.0),
                _ => (0.0, 0.0),
            })
            .collect();
        let mapping = RankMapping::of(&pairs, true);
        let mut sample = Vec::new();
        mapping.add([0.0, 0.115, 1.5].into_iter(), 0.9, &mut sample);
        let (values, weights): (Vec<f64>, Vec<f64>) = sample.into_iter().unzip();
        assert!(weights.iter().all(|weight| (weight - 0.3).abs() < 1e-12));
        assert_eq!(values[..2], [0.0, 0.0]);
        assert!((values[2] - 3.0).abs() < 0.05, "{values:?}");
        // Up to 1.99, whose square is 3.96, was said, and 3.98 came.
        assert!((mapping.of_rank(1.99) - 3.98).abs() < 1e-9);
        assert!(
            (mapping.of_rank(3.0) - (3.98 + 9.0 - 1.99 * 1.99)).abs() < 1e-9,
            "as much more than ever was said"
        );
    }
}
