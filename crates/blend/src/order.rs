//! Which stretch each member takes its ranks from, and the order that gives.

use crate::trajectory::Trajectory;
use rand::{Rng, seq::SliceRandom};
use rand_pcg::Pcg64;

/// What a member's place among equals keeps from one step to the next: it drifts over some six steps, as a
/// shower does.
const PERSISTENCE: f32 = 0.85;
/// Share of another stretch that is mixed into one that serves several members.
const MIXED: f64 = 0.3;

/// A stretch for each member: all of them in random order, again and again. The first go first, so that with more stretches
/// than members the nearest in season are kept.
pub(crate) fn assign(stretches: usize, members: usize, random: &mut Pcg64) -> Vec<usize> {
    let mut order = Vec::with_capacity(members);
    while stretches > 0 && order.len() < members {
        let mut round: Vec<usize> = (0..stretches.min(members)).collect();
        round.shuffle(random);
        round.truncate(members - order.len());
        order.extend(round);
    }
    order
}

/// The members of one variable in rising order at any time.
pub(crate) struct Order<'a> {
    /// The stretch of each member; `None` when there is none at all.
    chosen: Vec<Option<&'a Trajectory>>,
    mixed: bool,
    /// A place among equals by member and time, made when there are equals.
    places: Option<Vec<u32>>,
    times: usize,
    random: Pcg64,
    sorted: Vec<u128>,
}

impl<'a> Order<'a> {
    /// `order` names the stretch of each member; one in which this variable is missing is replaced by the next in which it isn't.
    ///
    /// When stretches serve several members and equals aren't to be kept together as dry hours are (`zero_inflated`), another
    /// one is mixed in: a sum of two stretches hangs together over time as they do, so that the copies stay as smooth
    /// as the stretches where a random order among them would jitter.
    pub(crate) fn new(
        stretches: &'a [Option<Trajectory>],
        order: &[usize],
        (members, times): (usize, usize),
        zero_inflated: bool,
        random: Pcg64,
    ) -> Self {
        let usable: Vec<usize> = (0..stretches.len()).filter(|index| stretches[*index].is_some()).collect();
        let choose = |member: usize| {
            let index = *order.get(member)?;
            let next = usable.partition_point(|usable| *usable < index);
            stretches[*usable.get(next).or_else(|| usable.first())?].as_ref()
        };
        Self {
            chosen: (0..members).map(choose).collect(),
            mixed: !zero_inflated && stretches.len() < members,
            places: None,
            times,
            random,
            sorted: Vec::with_capacity(members),
        }
    }

    /// The members from the lowest to the highest at `time`.
    pub(crate) fn at(&mut self, time: usize) -> impl Iterator<Item = usize> {
        self.sort(time);
        let equals = |pair: &[u128]| pair[0] >> 64 == pair[1] >> 64;
        if self.places.is_none() && self.sorted.windows(2).any(equals) {
            self.places = Some(drifting_places(self.chosen.len(), self.times, &mut self.random));
            self.sort(time);
        }
        self.sorted.iter().map(|packed| usize::try_from(packed & u128::from(u32::MAX)).unwrap_or(0))
    }

    /// Key, place and member are packed into one integer, which sorts several times as fast as three fields.
    fn sort(&mut self, time: usize) {
        let members = self.chosen.len();
        let key = |member: usize| self.chosen[member].map_or(0.0, |stretch| stretch.keys[time]);
        self.sorted.clear();
        for member in 0..members {
            let own = key(member);
            let key =
                if self.mixed { (1.0 - MIXED) * own + MIXED * key((member + 1) % members) } else { own };
            let place = self.places.as_ref().map_or(0, |places| places[member * self.times + time]);
            self.sorted.push(
                (u128::from(ordered(key)) << 64)
                    | (u128::from(place) << 32)
                    | (member as u128 & u128::from(u32::MAX)),
            );
        }
        self.sorted.sort_unstable();
    }
}

/// Bits that rise with the value.
const fn ordered(value: f64) -> u64 {
    // Adding zero takes the sign off a negative zero.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// A place among equals for each member and time: a first-order autoregression per member, as bits that rise with it.
fn drifting_places(members: usize, times: usize, random: &mut Pcg64) -> Vec<u32> {
    let innovation = (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
    let mut places = Vec::with_capacity(members * times);
    for _ in 0..members {
        // The sum of three uniform draws is near enough to normal for an order; 21 bits are enough for each.
        let mut draw = || {
            let bits = random.next_u64();
            let part = |shift: u32| (bits >> shift & 0x1F_FFFF) as f32 / 1_048_576.0 - 1.0;
            part(0) + part(21) + part(42)
        };
        let mut place = draw();
        for _ in 0..times {
            let bits = place.to_bits();
            places.push(if bits >> 31 == 1 { !bits } else { bits | (1 << 31) });
            place = PERSISTENCE * place + innovation * draw();
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;

    #[test]
    fn every_stretch_serves_before_one_serves_again() {
        let mut random = Pcg64::seed_from_u64(1);
        for (stretches, members) in [(3, 10), (10, 3), (1, 5), (0, 4), (7, 7)] {
            let order = assign(stretches, members, &mut random);
            let mut counts = vec![0; stretches];
            for stretch in &order {
                counts[*stretch] += 1;
            }
            let expected = if stretches == 0 { 0 } else { members };
            assert_eq!(order.len(), expected, "{stretches} for {members}");
            let (least, most) = (counts.iter().min(), counts.iter().max());
            assert!(
                stretches == 0 || stretches > members || most.zip(least).is_some_and(|(a, b)| a - b <= 1)
            );
        }
    }

    #[test]
    fn places_among_equals_drift_slowly() {
        let mut order = Order::new(&[], &[], (200, 40), false, Pcg64::seed_from_u64(1));
        let upper =
            |members: Vec<usize>| members[100..].iter().copied().collect::<std::collections::BTreeSet<_>>();
        let now = upper(order.at(0).collect());
        let stayed = |members: Vec<usize>| upper(members).intersection(&now).count();
        let (next, far) = (stayed(order.at(1).collect()), stayed(order.at(39).collect()));
        // An autocorrelation of 0.85 keeps 82 of 100 in the upper half, and none at all 50.
        assert!((72..92).contains(&next), "{next}");
        assert!((35..65).contains(&far), "{far}");
    }

    proptest! {
        #[test]
        fn bits_rise_as_the_numbers_do(a in -1e12..1e12f64, b in -1e12..1e12f64) {
            prop_assert_eq!(ordered(a).cmp(&ordered(b)), a.total_cmp(&b));
            prop_assert_eq!(ordered(0.0), ordered(-0.0));
        }
    }
}
