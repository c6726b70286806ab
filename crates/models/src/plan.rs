//! From where and how far ahead a method forecasts: now, and from origins in the past whose outcome is known.

/// Most past origins: enough to tell a 95 % interval from, few enough to be quick.
const PAST_ORIGINS: usize = 60;

/// The origins and leads of one run of a method over a stretch of regular values.
///
/// A forecast from a past origin tells how good the method would have been; it must not look at any value after its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Indices of the last value known at each origin, rising. The last one is the newest value of all: the present.
    pub origins: Vec<usize>,
    /// Steps ahead of an origin, each at least 1, in the order of the valid times.
    pub leads: Vec<usize>,
}

impl Plan {
    /// The largest lead; 0 without any.
    #[must_use]
    pub fn horizon(&self) -> usize {
        self.leads.iter().copied().max().unwrap_or(0)
    }

    /// A plan over a line of `length` values with the season `period` (1 without one).
    ///
    /// Its past origins lie in the newest two thirds of the line. Where there are enough seasons, one origin in each, at
    /// the same place as the present: the same lead then meets the same hour. Else they lie at all places.
    #[must_use]
    pub(crate) fn over(length: usize, period: usize, leads: Vec<usize>) -> Self {
        let Some(newest) = length.checked_sub(1) else { return Self { origins: vec![0], leads } };
        let nearest = leads.iter().copied().min().unwrap_or(1);
        let horizon = leads.iter().copied().max().unwrap_or(1);
        // From the last origin whose nearest lead has an outcome; short lines can't spare those with but a few outcomes.
        let whole = newest.saturating_sub(horizon);
        let last = if whole >= 2 * newest / 3 { whole } else { newest.saturating_sub(nearest) };
        let first = (newest / 3).max((3 * period).min(newest / 2));
        let span = last.saturating_sub(first);
        let stride = if span >= PAST_ORIGINS * period {
            period
        } else {
            let stride = span.div_ceil(PAST_ORIGINS).max(1);
            // No common factor with the season, so that all its places take their turn.
            (stride..).find(|stride| greatest_common_divisor(*stride, period) == 1).unwrap_or(stride)
        };
        let offset = if stride == period { (newest - last).div_ceil(period) * period } else { newest - last };
        let mut origins: Vec<usize> = (0..PAST_ORIGINS)
            .map_while(|step| newest.checked_sub(offset.max(1) + step * stride))
            .take_while(|origin| *origin >= first)
            .collect();
        origins.reverse();
        origins.push(newest);
        Self { origins, leads }
    }

    /// The origins before the present.
    #[must_use]
    pub fn past(&self) -> &[usize] {
        &self.origins[..self.origins.len().saturating_sub(1)]
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_origins_lie_at_the_same_hour_where_there_are_enough_days() {
        let plan = Plan::over(8760, 24, vec![10, 11, 12]);
        assert_eq!(plan.past().len(), PAST_ORIGINS);
        assert!(plan.origins.iter().all(|origin| origin % 24 == 8759 % 24));
        assert!(plan.past().iter().all(|origin| origin + 12 <= 8759));
    }

    #[test]
    fn past_origins_take_all_hours_in_turn_where_there_are_few_days() {
        let plan = Plan::over(700, 24, (1..=48).collect());
        let mut hours: Vec<usize> = plan.past().iter().map(|origin| origin % 24).collect();
        hours.sort_unstable();
        hours.dedup();
        assert_eq!(hours.len(), 24);
        assert!(plan.past().iter().all(|origin| origin + 48 <= 699));
    }

    #[test]
    fn the_shortest_lines_have_what_origins_they_can() {
        for length in 0..30 {
            let plan = Plan::over(length, 1, (1..=6).collect());
            assert!(plan.origins.windows(2).all(|pair| pair[0] < pair[1]), "{length}: {:?}", plan.origins);
            assert_eq!(plan.origins.last().copied(), Some(length.saturating_sub(1)));
        }
    }

    #[test]
    fn past_origins_rise_within_the_newest_two_thirds_and_meet_an_outcome() {
        for length in (2..400).step_by(7).chain([1000, 4400]) {
            for period in [1, 7, 12, 24] {
                for leads in [vec![1], vec![5, 6], (1..=48).collect(), vec![400]] {
                    let (nearest, plan) = (leads[0], Plan::over(length, period, leads));
                    assert!(plan.origins.windows(2).all(|pair| pair[0] < pair[1]));
                    assert!(plan.past().len() <= PAST_ORIGINS);
                    for origin in plan.past() {
                        assert!(*origin >= (length - 1) / 3, "{length} {period}: {:?}", plan.origins);
                        assert!(nearest > length || origin + nearest < length, "{length} {period}: {origin}");
                    }
                }
            }
        }
    }
}
