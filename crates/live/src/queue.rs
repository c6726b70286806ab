use crate::Reading;
use tokio::sync::{mpsc, oneshot};

/// Readings that belong together, and who waits to hear that they are durable.
#[derive(Debug)]
pub struct Delivery {
    /// Who sent it, by a name that stays the same: `mqtt`, `station`.
    pub source: &'static str,
    /// What was read.
    pub readings: Vec<Reading>,
    written: oneshot::Sender<()>,
}

impl Delivery {
    /// Tells the sender that the readings are durable. Dropping a delivery instead tells it that they are not.
    pub fn written(self) {
        // Who doesn't wait any more needn't know.
        let _ = self.written.send(());
    }
}

/// There is no room; the sender should come again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more arrives than can be written; send it again in a moment")]
pub struct Full;

/// Where the ways in put what they heard. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Inlet {
    deliveries: mpsc::Sender<Delivery>,
}

/// Where deliveries are taken from.
#[derive(Debug)]
pub struct Outlet {
    deliveries: mpsc::Receiver<Delivery>,
}

/// The one queue for all that arrives, of so many deliveries at most.
///
/// # Panics
/// When `room` is 0.
#[must_use]
pub fn queue(room: usize) -> (Inlet, Outlet) {
    let (sender, receiver) = mpsc::channel(room);
    (Inlet { deliveries: sender }, Outlet { deliveries: receiver })
}

impl Inlet {
    /// Hands readings over, waiting for room. What it returns resolves when they are durable, to `Err` when they
    /// were not written.
    pub async fn deliver(&self, source: &'static str, readings: Vec<Reading>) -> oneshot::Receiver<()> {
        let (written, durable) = oneshot::channel();
        // Where nobody listens any more `written` is dropped, and `durable` says so.
        let _ = self.deliveries.send(Delivery { source, readings, written }).await;
        durable
    }

    /// Hands readings over where there is room.
    ///
    /// # Errors
    /// When there is none.
    pub fn try_deliver(
        &self,
        source: &'static str,
        readings: Vec<Reading>,
    ) -> Result<oneshot::Receiver<()>, Full> {
        let (written, durable) = oneshot::channel();
        self.deliveries.try_send(Delivery { source, readings, written }).map_err(|_| Full)?;
        Ok(durable)
    }
}

impl Outlet {
    /// The next deliveries, at least one and at most `limit`: all that lie there, so that one sync of the disk serves
    /// them all. Empty when every inlet is gone.
    pub async fn next(&mut self, limit: usize) -> Vec<Delivery> {
        let mut taken = Vec::new();
        self.deliveries.recv_many(&mut taken, limit).await;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_sender_hears_what_became_of_its_readings() {
        let (inlet, mut outlet) = queue(2);
        let kept = inlet.deliver("test", Vec::new()).await;
        let lost = inlet.deliver("test", Vec::new()).await;
        assert_eq!(inlet.try_deliver("test", Vec::new()).map(drop), Err(Full), "two is all it holds");
        let mut taken = outlet.next(10).await;
        assert_eq!(taken.len(), 2, "all that lie there");
        drop(taken.pop());
        taken.pop().expect("the first").written();
        assert_eq!(kept.await, Ok(()));
        assert!(lost.await.is_err());
    }

    #[tokio::test]
    async fn who_sends_faster_than_is_written_waits() {
        let (inlet, mut outlet) = queue(1);
        let _first = inlet.deliver("test", Vec::new()).await;
        let waits = tokio::time::timeout(Duration::from_millis(20), inlet.deliver("test", Vec::new())).await;
        assert!(waits.is_err(), "there is no room");
        outlet.next(1).await;
        let has_room = tokio::time::timeout(Duration::from_secs(5), inlet.deliver("test", Vec::new())).await;
        assert!(has_room.is_ok());
    }
}
