//! How often what costs something may be asked by one client. What is only read or worked out isn't counted here: it takes turns.
//!
//! - Wrong tokens, by the address they come from: ten, and then one each six seconds. An address of another machine that brought more
//!   isn't looked at while that lasts, whatever it brings; programs of this machine share an address, so that there only wrong tokens
//!   are refused.
//! - Changes, by client: each is written to the disk and to the audit log before it is answered. A thousand, and then fifty a second.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Tokens that open nothing: how many at once, and how many a second.
const WRONG_TOKENS: Rate = Rate { most: 10.0, a_second: 1.0 / 6.0 };
/// What changes something.
const CHANGES: Rate = Rate { most: 1000.0, a_second: 50.0 };
/// Clients that are counted at once. Those who asked for little are forgotten first.
const MOST_COUNTED: usize = 8192;

/// How much there is at most, and how much is added a second.
#[derive(Debug, Clone, Copy)]
struct Rate {
    most: f64,
    a_second: f64,
}

/// What is left to each client: a token bucket of each.
#[derive(Debug)]
struct Buckets<K> {
    rate: Rate,
    left: HashMap<K, (f64, Instant)>,
}

impl<K: Hash + Eq> Buckets<K> {
    fn new(rate: Rate) -> Self {
        Self { rate, left: HashMap::new() }
    }

    fn left(&self, client: &K, now: Instant) -> f64 {
        self.left.get(client).map_or(self.rate.most, |(left, since)| {
            (left + now.duration_since(*since).as_secs_f64() * self.rate.a_second).min(self.rate.most)
        })
    }

    /// How long until one is left; `None` when one is.
    fn wait(&self, client: &K, now: Instant) -> Option<Duration> {
        let left = self.left(client, now);
        (left < 1.0).then(|| Duration::from_secs_f64((1.0 - left) / self.rate.a_second))
    }

    /// Takes one, if one is left.
    fn take(&mut self, client: K, now: Instant) -> Result<(), Duration> {
        if let Some(wait) = self.wait(&client, now) {
            return Err(wait);
        }
        if self.left.len() >= MOST_COUNTED && !self.left.contains_key(&client) {
            let rate = self.rate;
            let full = |left: f64, since: Instant| {
                left + now.duration_since(since).as_secs_f64() * rate.a_second >= rate.most
            };
            self.left.retain(|_, (left, since)| !full(*left, *since));
            if self.left.len() >= MOST_COUNTED {
                self.left.clear();
            }
        }
        let left = self.left(&client, now) - 1.0;
        self.left.insert(client, (left, now));
        Ok(())
    }
}

/// What is counted of one server's clients.
#[derive(Debug, Clone)]
pub(crate) struct Rates {
    wrong_tokens: Arc<Mutex<Buckets<IpAddr>>>,
    changes: Arc<Mutex<Buckets<Arc<str>>>>,
}

/// It was too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooOften {
    /// In how many seconds to ask again.
    pub(crate) again_in: u64,
}

impl From<Duration> for TooOften {
    fn from(wait: Duration) -> Self {
        Self { again_in: wait.as_secs() + 1 }
    }
}

impl Rates {
    pub(crate) fn new() -> Self {
        Self {
            wrong_tokens: Arc::new(Mutex::new(Buckets::new(WRONG_TOKENS))),
            changes: Arc::new(Mutex::new(Buckets::new(CHANGES))),
        }
    }

    /// Whether a token from there is looked at at all.
    pub(crate) fn may_try(&self, peer: IpAddr) -> Result<(), TooOften> {
        if peer.to_canonical().is_loopback() {
            return Ok(());
        }
        let tokens = self.wrong_tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.wait(&network(peer), Instant::now()).map_or(Ok(()), |wait| Err(wait.into()))
    }

    /// Counts a token that opened nothing.
    pub(crate) fn wrong_token(&self, peer: IpAddr) -> Result<(), TooOften> {
        let mut tokens = self.wrong_tokens.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(tokens.take(network(peer), Instant::now())?)
    }

    /// Counts a change.
    pub(crate) fn change(&self, client: &Arc<str>) -> Result<(), TooOften> {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(changes.take(Arc::clone(client), Instant::now())?)
    }
}

/// What one client has to itself: an address, or of version 6 its first half, since a machine chooses the other as it likes.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(ip) => ip.into(),
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn so_many_at_once_and_then_so_many_a_second() {
        let mut buckets = Buckets::new(Rate { most: 3.0, a_second: 2.0 });
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        for _ in 0..3 {
            assert_eq!(buckets.take("a", at(0)), Ok(()));
        }
        assert_eq!(buckets.take("a", at(0)), Err(Duration::from_millis(500)));
        assert_eq!(buckets.take("b", at(0)), Ok(()), "others have their own");
        assert_eq!(buckets.take("a", at(500)), Ok(()));
        assert!(buckets.take("a", at(600)).is_err());
        for _ in 0..3 {
            assert_eq!(buckets.take("a", at(60_000)), Ok(()));
        }
        assert!(buckets.take("a", at(60_000)).is_err(), "no more than at first, however long it was quiet");
    }

    #[test]
    fn however_many_clients_there_are_it_stays_small() {
        let mut buckets = Buckets::new(WRONG_TOKENS);
        let now = Instant::now();
        for client in 0..4 * MOST_COUNTED {
            buckets.take(client, now).unwrap();
        }
        assert!(buckets.left.len() <= MOST_COUNTED);
    }

    #[test]
    fn a_machine_is_one_client_by_whatever_address_of_its_network() {
        let ip = |text: &str| network(text.parse().unwrap());
        assert_eq!(ip("2001:db8::1"), ip("2001:db8::ffff:1:2:3"));
        assert_ne!(ip("2001:db8::1"), ip("2001:db8:0:1::1"));
        assert_eq!(ip("::ffff:192.0.2.7"), ip("192.0.2.7"));
    }

    proptest! {
        /// In any stretch of time no more is taken than there was at first and what was added since.
        #[test]
        fn never_more_than_the_rate(pauses in prop::collection::vec(0u64..2000, 1..200)) {
            let rate = Rate { most: 5.0, a_second: 3.0 };
            let mut buckets = Buckets::new(rate);
            let start = Instant::now();
            let (mut elapsed, mut taken) = (0, 0);
            for pause in pauses {
                elapsed += pause;
                if buckets.take((), start + Duration::from_millis(elapsed)).is_ok() {
                    taken += 1;
                }
                let most = rate.most + elapsed as f64 / 1000.0 * rate.a_second;
                prop_assert!(f64::from(taken) <= most + 1e-6);
            }
        }
    }
}
