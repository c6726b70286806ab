use crate::{Call, bootstrap::ByDay, persistence::at_level, skill::Skill};
use blend::scores::{BrierDecomposition, brier_decomposition};
use domain::Probability;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;

/// Chances are put together by the nearest tenth: 65 to 75 % is about 70 %.
const BINS: usize = 11;
/// Times that outcomes are drawn for the consistency bars.
const DRAWS: usize = 1000;
/// Calls drawn in all at most: a bar of many calls needs fewer draws.
const MOST_DRAWN: usize = 4_000_000;
/// Where every draw starts from.
const SEED: u64 = 0xC0_4515;

/// Events that were given about the same chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceBin {
    /// The chance in percent, a multiple of 10.
    pub percent: u32,
    /// How many there were.
    pub count: u32,
    /// How often it happened.
    pub happened: u32,
    /// The mean of the chances given, 0 to 1.
    pub said: f64,
    /// Where the share that happened lies in 90 of 100 cases when the chances are right, given how many there are; `None` without
    /// any.
    pub consistent: Option<(f64, f64)>,
}

impl ChanceBin {
    /// The share that happened.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.count > 0).then(|| f64::from(self.happened) / f64::from(self.count))
    }

    /// Whether what happened is what could be expected.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.share().zip(self.consistent).is_none_or(|(share, (low, high))| share >= low && share <= high)
    }
}

/// How the chances given to events did.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    /// How many were decided.
    pub count: u32,
    /// How many happened.
    pub happened: u32,
    /// Mean Brier score, 0 is perfect.
    pub brier: f64,
    /// Its parts (Murphy 1973), by tenths of chance.
    pub parts: BrierDecomposition,
    /// Skill against always saying the usual chance, over those of which it is known.
    pub skill: Option<Skill>,
    /// By tenths of chance, from 0 to 100 %.
    pub bins: Vec<ChanceBin>,
    /// Mean distance of the chances from a half, 0 to 0.5: how much was committed to.
    pub sharpness: f64,
}

impl Events {
    /// Adds up calls; `None` without any.
    #[must_use]
    pub fn of(calls: &[Call]) -> Option<Self> {
        if calls.is_empty() {
            return None;
        }
        let count = calls.len() as f64;
        let pairs: Vec<(Probability, bool)> =
            calls.iter().map(|call| (call.probability, call.happened)).collect();
        let mut days = ByDay::default();
        for call in calls {
            if let Some(usual) = call.usual_brier() {
                days.add(call.day, call.brier(), usual);
            }
        }
        Some(Self {
            count: number(calls.len()),
            happened: number(calls.iter().filter(|call| call.happened).count()),
            brier: calls.iter().map(Call::brier).sum::<f64>() / count,
            parts: brier_decomposition(&pairs, BINS - 1),
            skill: Skill::of(&days),
            bins: bins(&pairs),
            sharpness: calls.iter().map(|call| (call.probability.value() - 0.5).abs()).sum::<f64>() / count,
        })
    }
}

pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
fn bin_of(probability: f64) -> usize {
    // Half a tenth up: 65 % is about 70 %, as it is written. A hair, so that 0.65 isn't below it.
    ((10.0 * probability + 0.5 + 1e-9).floor() as usize).min(BINS - 1)
}

fn bins(pairs: &[(Probability, bool)]) -> Vec<ChanceBin> {
    let mut sums = [(0_u32, 0_u32, 0.0); BINS];
    for (probability, happened) in pairs {
        let sum = &mut sums[bin_of(probability.value())];
        sum.0 += 1;
        sum.1 += u32::from(*happened);
        sum.2 += probability.value();
    }
    let consistent = consistency(pairs);
    (0..)
        .zip(sums)
        .zip(consistent)
        .map(|((tenth, (count, happened, said)), consistent)| ChanceBin {
            percent: 10 * tenth,
            count,
            happened,
            said: said / f64::from(count.max(1)),
            consistent: consistent.filter(|_| count > 0),
        })
        .collect()
}

/// The consistency bars of Bröcker and Smith (2007, *Increasing the reliability of reliability diagrams*): draw as many chances from
/// those given, with replacement, let each come true by itself with just that chance, and look at the shares that then happen in each
/// bin. The bars hold the central 90 % of them, so that they account for how many chances fall into a bin, and for where in it.
fn consistency(pairs: &[(Probability, bool)]) -> [Option<(f64, f64)>; BINS] {
    let mut random = Pcg64::seed_from_u64(SEED);
    let draws = DRAWS.min(MOST_DRAWN / pairs.len().max(1)).max(100);
    let mut shares: [Vec<f64>; BINS] = Default::default();
    for _ in 0..draws {
        let mut sums = [(0_u32, 0_u32); BINS];
        for _ in 0..pairs.len() {
            let chance = pairs[random.random_range(0..pairs.len())].0.value();
            let sum = &mut sums[bin_of(chance)];
            sum.0 += 1;
            sum.1 += u32::from(random.random::<f64>() < chance);
        }
        for (shares, (count, happened)) in shares.iter_mut().zip(sums) {
            if count > 0 {
                shares.push(f64::from(happened) / f64::from(count));
            }
        }
    }
    shares.map(|mut shares| {
        shares.sort_by(f64::total_cmp);
        (!shares.is_empty()).then(|| (at_level(&shares, 0.05), at_level(&shares, 0.95)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AnswerId;
    use proptest::prelude::*;

    fn call(probability: f64, happened: bool, day: i32) -> Call {
        let chance = |value: f64| Probability::new(value).expect("0 to 1");
        Call {
            forecast: AnswerId(1),
            probability: chance(probability),
            usual: Some(chance(0.5)),
            happened,
            day,
        }
    }

    #[test]
    fn calls_add_up_to_shares_and_scores() {
        let calls: Vec<Call> = (0..20).map(|index| call(0.7, index < 14, index)).collect();
        let events = Events::of(&calls).expect("some");
        assert_eq!((events.count, events.happened), (20, 14));
        // 14 of 0.3 squared and 6 of 0.7 squared: 0.21; always half is 0.25.
        assert!((events.brier - 0.21).abs() < 1e-12);
        assert!((events.skill.as_ref().expect("the usual is known").value - 0.16).abs() < 1e-12);
        let bin = events.bins[7];
        assert_eq!((bin.percent, bin.count, bin.share()), (70, 20, Some(0.7)));
        assert!(bin.is_consistent() && (events.sharpness - 0.2).abs() < 1e-12);
        assert!(events.bins.iter().filter(|bin| bin.count > 0).count() == 1);
        assert_eq!(Events::of(&[]), None);
    }

    #[test]
    fn a_chance_goes_to_the_nearest_tenth() {
        for (chance, percent) in
            [(0.0, 0), (0.04, 0), (0.05, 10), (0.65, 70), (0.749, 70), (0.95, 100), (1.0, 100)]
        {
            let events = Events::of(&[call(chance, true, 0)]).expect("one");
            let bin = events.bins.iter().find(|bin| bin.count > 0).expect("one");
            assert_eq!(bin.percent, percent, "{chance}");
        }
    }

    #[test]
    fn consistency_bars_of_one_chance_are_binomial() {
        // scipy.stats.binom.ppf([0.05, 0.95], n, p) / n
        for (count, chance, expected) in
            [(20, 0.3, (0.15, 0.45)), (1000, 0.05, (0.039, 0.062)), (400, 0.7, (0.6625, 0.7375))]
        {
            let calls: Vec<Call> = (0..count).map(|day| call(chance, false, day)).collect();
            let events = Events::of(&calls).expect("some");
            let (low, high) = events.bins[bin_of(chance)].consistent.expect("not empty");
            let off = 1.01 / f64::from(count) + 0.001;
            assert!(
                (low - expected.0).abs() <= off && (high - expected.1).abs() <= off,
                "{count} {chance}: {low} {high}"
            );
        }
    }

    #[test]
    fn overconfident_chances_are_not_consistent() {
        let calls: Vec<Call> = (0..200).map(|day| call(0.9, day % 2 == 0, day)).collect();
        assert!(!Events::of(&calls).expect("some").bins[9].is_consistent());
    }

    proptest! {
        #[test]
        fn parts_and_bins_hold_all_calls(said in prop::collection::vec((0.0..=1.0_f64, any::<bool>()), 1..60)) {
            let calls: Vec<Call> = said.iter().zip(0..).map(|((chance, happened), day)| call(*chance, *happened, day)).collect();
            let events = Events::of(&calls).expect("some");
            prop_assert_eq!(events.bins.iter().map(|bin| bin.count).sum::<u32>(), events.count);
            prop_assert_eq!(events.bins.iter().map(|bin| bin.happened).sum::<u32>(), events.happened);
            let parts = events.parts;
            let sum = parts.reliability - parts.resolution + parts.uncertainty + parts.within;
            prop_assert!((sum - events.brier).abs() < 1e-9 && (parts.score - events.brier).abs() < 1e-12);
            for bin in events.bins.iter().filter(|bin| bin.count > 0) {
                let (low, high) = bin.consistent.expect("not empty");
                prop_assert!(0.0 <= low && low <= high && high <= 1.0);
            }
        }
    }
}
