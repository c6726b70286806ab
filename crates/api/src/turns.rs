//! Whose turn it is. Twice as many as the machine has cores are let on to the engine at once, which works at as many as there are cores; of
//! those who wait here each client has its turn after the other, however many requests one of them has sent. Whoever would wait too long is told so at once.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Who is told to come again would have waited longer than this.
const LONGEST_WAIT: Duration = Duration::from_millis(700);
/// How much the newest piece of work counts in what one usually takes.
const NEWEST: f64 = 0.05;
/// What a piece of work is taken to take before any was done, in seconds.
const FIRST_GUESS: f64 = 0.03;

/// Who asks, as far as fairness goes.
pub(crate) type Client = String;

/// The turns of one server.
#[derive(Clone)]
pub(crate) struct Turns {
    queue: Arc<Mutex<Queue>>,
}

struct Queue {
    places: usize,
    taken: usize,
    waiting: usize,
    /// Those who wait, by client.
    lines: HashMap<Client, VecDeque<oneshot::Sender<Turn>>>,
    /// Clients in the order in which they have their turn.
    order: VecDeque<Client>,
    /// What a piece of work usually takes, in seconds.
    usual: f64,
}

/// Held while something is worked out.
pub(crate) struct Turn {
    queue: Arc<Mutex<Queue>>,
    since: Instant,
    used: bool,
}

/// It would take too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooBusy {
    /// In how many seconds it may be worth asking again.
    pub(crate) again_in: u64,
}

impl Turns {
    pub(crate) fn new(places: usize) -> Self {
        let queue = Queue {
            places,
            taken: 0,
            waiting: 0,
            lines: HashMap::new(),
            order: VecDeque::new(),
            usual: FIRST_GUESS,
        };
        Self { queue: Arc::new(Mutex::new(queue)) }
    }

    /// How many there are at once.
    pub(crate) fn places(&self) -> usize {
        lock(&self.queue).places
    }

    /// Waits for a turn of this client.
    ///
    /// # Errors
    /// When it would take too long.
    pub(crate) async fn take(&self, client: &str) -> Result<Turn, TooBusy> {
        let waiting = {
            let mut queue = lock(&self.queue);
            if queue.taken < queue.places {
                queue.taken += 1;
                return Ok(Turn { queue: Arc::clone(&self.queue), since: Instant::now(), used: true });
            }
            let wait = queue.usual * (queue.waiting + 1) as f64 / queue.places as f64;
            if wait > LONGEST_WAIT.as_secs_f64() {
                return Err(TooBusy { again_in: wait.ceil().min(60.0) as u64 });
            }
            let (sender, receiver) = oneshot::channel();
            queue.waiting += 1;
            let line = queue.lines.entry(client.to_owned()).or_default();
            line.push_back(sender);
            if line.len() == 1 {
                queue.order.push_back(client.to_owned());
            }
            receiver
        };
        // The queue lives as long as its turns do.
        waiting.await.map_err(|_| TooBusy { again_in: 1 })
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// The next that waits; its client goes to the end of the order.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let client = self.order.pop_front()?;
        let line = self.lines.get_mut(&client)?;
        let sender = line.pop_front();
        if line.is_empty() {
            self.lines.remove(&client);
        } else {
            self.order.push_back(client);
        }
        self.waiting -= 1;
        sender
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.used {
            return;
        }
        let mut queue = lock(&self.queue);
        let took = self.since.elapsed().as_secs_f64();
        queue.usual += NEWEST * (took - queue.usual);
        // Whoever went away while waiting is passed over.
        while let Some(sender) = queue.next() {
            let turn = Turn { queue: Arc::clone(&self.queue), since: Instant::now(), used: true };
            match sender.send(turn) {
                Ok(()) => return,
                // Dropping it would lock what is locked.
                Err(mut unwanted) => unwanted.used = false,
            }
        }
        queue.taken -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn clients_take_turns_whoever_sent_more() {
        let turns = Turns::new(1);
        let first = turns.take("many").await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for client in ["many", "many", "many", "few"] {
            let (turns, order) = (turns.clone(), Arc::clone(&order));
            tasks.push(tokio::spawn(async move {
                let _turn = turns.take(client).await.unwrap();
                order.lock().unwrap().push(client);
            }));
            tokio::task::yield_now().await;
        }
        drop(first);
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), ["many", "few", "many", "many"]);
    }

    #[tokio::test]
    async fn whoever_would_wait_too_long_is_told_at_once() {
        let turns = Turns::new(1);
        let held = turns.take("a").await.unwrap();
        let fit = (LONGEST_WAIT.as_secs_f64() / FIRST_GUESS) as usize;
        let mut waiting = Vec::new();
        for _ in 0..fit {
            let turns = turns.clone();
            waiting.push(tokio::spawn(async move { turns.take("a").await.map(drop) }));
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.take("a").await.map(drop), Err(TooBusy { again_in: 1 }));
        drop(held);
        for waiter in waiting {
            assert_eq!(waiter.await.unwrap(), Ok(()));
        }
        assert!(turns.take("a").await.is_ok(), "all places are free again");
    }

    #[tokio::test]
    async fn whoever_goes_away_is_passed_over() {
        let turns = Turns::new(1);
        let held = turns.take("a").await.unwrap();
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take("b").await.map(drop) }
        });
        tokio::task::yield_now().await;
        gone.abort();
        let _ = gone.await;
        drop(held);
        assert!(turns.take("c").await.is_ok());
    }
}
