use blend::scores;
use domain::{LeadBucket, QuantileForecast, Season, Verified};
use serde::{Deserialize, Serialize};

/// The central intervals whose coverage is kept.
pub const COVERAGES: [f64; 3] = [0.5, 0.8, 0.95];

/// Bins of the histogram of the probability integral transform.
pub const PIT_BINS: usize = 10;

/// The way of writing that [`write_scores`] has; another one gets the next number.
const FORMAT: u8 = 1;

/// Sums of the scores of one model over the valid times of one bucket of leads. Of quantiles on the levels of
/// [`domain::QuantileLevels::verified`], so that blend, experts and references are compared alike.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelScores {
    /// Continuous ranked probability scores, in the variable's unit.
    pub crps: f32,
    /// Mean pinball losses over the levels, in the variable's unit.
    pub pinball: f32,
    /// Absolute errors of the median, in the variable's unit.
    pub error: f32,
    /// Widths of the 80 % interval, in the variable's unit.
    pub width: f32,
    /// Valid times at which each interval of [`COVERAGES`] held the observation.
    pub held: [u32; COVERAGES.len()],
}

/// How one variable of one forecast did within one bucket of leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadScores {
    /// How far ahead.
    pub lead: LeadBucket,
    /// The season of the first of its valid times.
    pub season: Season,
    /// The day of the first of its valid times, on the clock of the place, counted from 1970: outcomes of one day hang together.
    pub day: i32,
    /// Valid times with an observation; all sums are over these.
    pub count: u32,
    /// The blend, which is what was shown.
    pub blend: ModelScores,
    /// Histogram of the probability integral transform of the blend. An observation that falls on several equal quantiles is
    /// spread over their bins, so shares aren't whole.
    pub pit: [f32; PIT_BINS],
    /// Experts and references, by the names of their models.
    pub experts: Vec<(String, ModelScores)>,
}

/// Scores one variable of a forecast as it was issued, by bucket of leads: all valid times whose outcome is known.
#[must_use]
pub fn score(verified: &Verified) -> Vec<LeadScores> {
    let mut all: Vec<LeadScores> = Vec::new();
    let times = verified.blend.valid_times();
    for (at, outcome) in verified.outcomes.iter().enumerate().take(times.len()) {
        let Some(outcome) = outcome else { continue };
        let lead = LeadBucket::of(verified.lead(at));
        let known = all.iter().position(|scores| scores.lead == lead);
        let index = known.unwrap_or_else(|| {
            all.push(LeadScores {
                lead,
                season: verified.situation.season(times[at]),
                day: day(verified, at),
                count: 0,
                blend: ModelScores::default(),
                pit: [0.0; PIT_BINS],
                experts: verified
                    .experts
                    .iter()
                    .map(|expert| (expert.model.0.to_string(), ModelScores::default()))
                    .collect(),
            });
            all.len() - 1
        });
        let scores = &mut all[index];
        scores.count += 1;
        scores.blend.add(&verified.blend, at, *outcome);
        add_transform(&mut scores.pit, &verified.blend, at, *outcome);
        for ((_, sums), expert) in scores.experts.iter_mut().zip(&verified.experts) {
            sums.add(&expert.forecast, at, *outcome);
        }
    }
    all
}

fn day(verified: &Verified, at: usize) -> i32 {
    let date = verified.situation.time_zone.to_datetime(verified.blend.valid_times()[at]).date();
    let since = date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)));
    since.map_or(0, |span| span.get_days())
}

#[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
fn add_transform(pit: &mut [f32; PIT_BINS], forecast: &QuantileForecast, at: usize, outcome: f64) {
    let range = scores::pit_range(forecast.levels().as_slice(), forecast.at(at), outcome);
    for (sum, share) in pit.iter_mut().zip(scores::pit_histogram(&[range], PIT_BINS)) {
        *sum += share as f32;
    }
}

impl ModelScores {
    #[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
    fn add(&mut self, forecast: &QuantileForecast, at: usize, outcome: f64) {
        let (levels, quantiles) = (forecast.levels().as_slice(), forecast.at(at));
        let (mut crps, mut pinball) = (0.0, 0.0);
        for (index, (level, quantile)) in levels.iter().zip(quantiles).enumerate() {
            let below = if index == 0 { 0.0 } else { f64::midpoint(levels[index - 1], *level) };
            let above = levels.get(index + 1).map_or(1.0, |next| f64::midpoint(*level, *next));
            let loss = scores::pinball(*level, *quantile, outcome);
            crps += 2.0 * (above - below) * loss;
            pinball += loss;
        }
        self.crps += crps as f32;
        self.pinball += (pinball / levels.len() as f64) as f32;
        let quantile = |level: f64| quantile(levels, quantiles, level);
        self.error += (outcome - quantile(0.5)).abs() as f32;
        for (index, (held, coverage)) in self.held.iter_mut().zip(COVERAGES).enumerate() {
            let tail = (1.0 - coverage) / 2.0;
            let (low, high) = (quantile(tail), quantile(1.0 - tail));
            *held += u32::from((low..=high).contains(&outcome));
            if index == 1 {
                self.width += (high - low) as f32;
            }
        }
    }

    /// Adds the sums of another.
    pub(crate) fn join(&mut self, other: &Self) {
        self.crps += other.crps;
        self.pinball += other.pinball;
        self.error += other.error;
        self.width += other.width;
        for (sum, held) in self.held.iter_mut().zip(other.held) {
            *sum += held;
        }
    }
}

/// The quantile at a level that is among those given; between two of them otherwise.
fn quantile(levels: &[f64], quantiles: &[f64], level: f64) -> f64 {
    // Levels are sums of fractions, so the same level may differ in its last bit.
    let above = levels.partition_point(|known| *known < level - 1e-9);
    let at = above.min(levels.len() - 1);
    if above == 0 || above == levels.len() || levels[at] <= level + 1e-9 {
        return quantiles[at];
    }
    let share = (level - levels[at - 1]) / (levels[at] - levels[at - 1]);
    quantiles[at - 1] + share * (quantiles[at] - quantiles[at - 1])
}

/// Scores as bytes, for the store.
#[must_use]
pub fn write_scores(scores: &[LeadScores]) -> Vec<u8> {
    postcard::to_extend(&scores, vec![FORMAT]).expect("plain data in memory can be written")
}

/// The scores that [`write_scores`] wrote; `None` of another version's, which are to be worked out anew.
#[must_use]
pub fn read_scores(bytes: &[u8]) -> Option<Vec<LeadScores>> {
    let (format, rest) = bytes.split_first()?;
    (*format == FORMAT).then(|| postcard::from_bytes(rest).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ISSUED, gaussian, verified};
    use proptest::prelude::*;

    #[test]
    fn scores_are_those_of_the_closed_form() {
        // N(20, 2) at 20, 21, 23 and 25: twice the closed form for N(0, 1) (Gneiting and Raftery 2007, eq. 21) at 0, 0.5, 1.5, 2.5.
        // 80 % is 20 ± 2.56, 50 % is 20 ± 1.35, 95 % is 20 ± 3.92.
        let outcomes = [Some(20.0), Some(21.0), Some(23.0), None, Some(25.0), None];
        let verified =
            verified(&gaussian(20.0, 2.0, 6), &[("climatology", gaussian(18.0, 4.0, 6))], &outcomes);
        let [scores] = &score(&verified)[..] else { panic!("one bucket") };
        assert_eq!((scores.count, scores.lead), (4, LeadBucket::SixHours));
        assert_eq!(scores.blend.held, [2, 2, 3]);
        let expected = 2.0 * (0.233_695 + 0.331_404 + 0.994_441 + 1.939_819);
        // A hundredth off: 23 levels instead of all.
        assert!(
            (f64::from(scores.blend.crps) - expected).abs() < 0.012 * expected,
            "{} {expected}",
            scores.blend.crps
        );
        assert!((scores.blend.error - 9.0).abs() < 1e-5);
        assert!((f64::from(scores.blend.width) - 4.0 * 2.0 * 2.563_103).abs() < 1e-3);
        assert_eq!(scores.pit.map(|share| share.round() as i32), [0, 0, 0, 0, 0, 1, 1, 0, 0, 2]);
        // 18 ± 4 at 0.5, 0.75, 1.25 and 1.75 of its standard deviation, by the same formula.
        let expected = 4.0 * (0.331_404 + 0.457_576 + 0.797_229 + 1.218_276);
        let climatology = scores.experts[0].1;
        assert!(
            (f64::from(climatology.crps) - expected).abs() < 0.012 * expected,
            "{} {expected}",
            climatology.crps
        );
    }

    #[test]
    fn buckets_are_kept_apart() {
        let verified = verified(&gaussian(20.0, 2.0, 30), &[], &[Some(20.0); 30]);
        let scores = score(&verified);
        let counts: Vec<(LeadBucket, u32)> = scores.iter().map(|one| (one.lead, one.count)).collect();
        assert_eq!(
            counts,
            [(LeadBucket::SixHours, 7), (LeadBucket::Day, 18), (LeadBucket::ThreeDays, 5)],
            "leads of 0 to 29 hours"
        );
        // The issue time is 2013-06-13 18:00 in New York.
        assert_eq!(ISSUED.parse::<jiff::Zoned>().expect("zoned").date().to_string(), "2013-06-13");
        assert_eq!(scores.iter().map(|one| one.day - scores[0].day).collect::<Vec<_>>(), [0, 1, 1]);
        assert!(scores.iter().all(|one| one.season == Season::Summer));
    }

    proptest! {
        #[test]
        fn scores_come_back_from_bytes(outcomes in prop::collection::vec(prop::option::of(-50.0..50.0_f64), 1..80)) {
            let said = gaussian(3.0, 5.0, outcomes.len());
            let scores = score(&verified(&said, &[("naive", gaussian(0.0, 9.0, outcomes.len()))], &outcomes));
            prop_assert_eq!(scores.iter().map(|one| one.count as usize).sum::<usize>(), outcomes.iter().flatten().count());
            for one in &scores {
                prop_assert!((one.pit.iter().sum::<f32>() - one.count as f32).abs() < 1e-3);
                prop_assert!(one.blend.held.is_sorted());
            }
            prop_assert_eq!(read_scores(&write_scores(&scores)), Some(scores));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = read_scores(&bytes);
        }
    }
}
