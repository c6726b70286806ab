use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
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
        /// What is passed over all the same, as a sentence.
        warning: Option<String>,
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
    /// What is passed over, which the loss of a connection doesn't change.
    warning: Arc<Mutex<Option<String>>>,
}

impl Default for Link {
    fn default() -> Self {
        Self { state: watch::Sender::new(LinkState::Starting), warning: Arc::default() }
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

    /// It can't begin; why, and what to do, as a sentence.
    pub fn failed(&self, reason: impl Into<String>) {
        self.down(reason);
    }

    pub(crate) fn up(&self, since: Timestamp) {
        let warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.state.send_replace(LinkState::Up { since, warning });
    }

    /// It goes on, but something is passed over, from now on and through losses of the connection; `None` when nothing is any more.
    pub(crate) fn warn(&self, about: Option<String>) {
        {
            let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
            if *warning == about {
                return;
            }
            if let Some(about) = &about {
                tracing::warn!(about, "a way in passes something over");
            }
            warning.clone_from(&about);
        }
        self.state.send_modify(|state| {
            if let LinkState::Up { warning, .. } = state {
                *warning = about;
            }
        });
    }

    pub(crate) fn down(&self, reason: impl Into<String>) {
        let reason = reason.into();
        tracing::warn!(reason, "a way in is down");
        self.state.send_replace(LinkState::Down { reason });
    }
}
