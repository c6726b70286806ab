use jiff::Timestamp;
use tokio::sync::watch;

/// How a way in is doing, for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LinkState {
    /// Not there yet.
    #[default]
    Starting,
    /// Listening.
    Up {
        /// Since when.
        since: Timestamp,
    },
    /// Trying again; why, and what to do.
    Down {
        /// The reason, as a sentence.
        reason: String,
    },
}

/// Tells how a way in is doing and what it has heard.
#[derive(Debug, Clone)]
pub struct Link {
    state: watch::Sender<LinkState>,
}

impl Default for Link {
    fn default() -> Self {
        Self { state: watch::Sender::new(LinkState::Starting) }
    }
}

impl Link {
    /// How it is doing now.
    #[must_use]
    pub fn state(&self) -> LinkState {
        self.state.borrow().clone()
    }

    /// Waits until `wanted` holds of the state.
    pub async fn until(&self, wanted: impl FnMut(&LinkState) -> bool) {
        let mut states = self.state.subscribe();
        // The sender is `self`, so that it can't be gone.
        let _ = states.wait_for(wanted).await;
    }

    pub(crate) fn up(&self, since: Timestamp) {
        self.state.send_replace(LinkState::Up { since });
    }

    pub(crate) fn down(&self, reason: impl Into<String>) {
        let reason = reason.into();
        tracing::warn!(reason, "a way in is down");
        self.state.send_replace(LinkState::Down { reason });
    }
}
