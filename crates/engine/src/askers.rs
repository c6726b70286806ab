use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// Who is waiting for an answer: a newer question of the same asker ends the older one.
#[derive(Default)]
pub(crate) struct Askers {
    waiting: Mutex<HashMap<String, CancellationToken>>,
}

impl Askers {
    /// A token for a new question, cancelling the asker's last one. Without a name nothing is cancelled.
    pub(crate) fn begin(&self, asker: Option<&str>) -> CancellationToken {
        let token = CancellationToken::new();
        if let Some(asker) = asker {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(older) = waiting.insert(asker.to_owned(), token.clone()) {
                older.cancel();
            }
        }
        token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_question_ends_only_the_same_askers_older_one() {
        let askers = Askers::default();
        let (window, other, script) =
            (askers.begin(Some("main")), askers.begin(Some("second")), askers.begin(None));
        let newer = askers.begin(Some("main"));
        assert!(window.is_cancelled());
        assert!(!other.is_cancelled() && !script.is_cancelled() && !newer.is_cancelled());
    }
}
