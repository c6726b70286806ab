use domain::{Answer, AnswerId};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// How many answers are kept in memory, so that drawing one again needs no look into the data file.
const KEPT: usize = 16;

/// The answers given last.
#[derive(Default)]
pub(crate) struct Recent {
    answers: Mutex<VecDeque<Arc<Answer>>>,
}

impl Recent {
    pub(crate) fn keep(&self, answer: Arc<Answer>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|kept| kept.id != answer.id);
        answers.push_front(answer);
        answers.truncate(KEPT);
    }

    pub(crate) fn find(&self, id: AnswerId) -> Option<Arc<Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|kept| kept.id == id).cloned()
    }

    pub(crate) fn drop_answer(&self, id: AnswerId) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).retain(|kept| kept.id != id);
    }

    pub(crate) fn clear(&self) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A name for an answer that could not be kept in the data file: below zero, so that it can't be taken for one that was.
    pub(crate) fn unkept_id(&self) -> AnswerId {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        AnswerId(answers.iter().map(|kept| kept.id.0).min().unwrap_or(0).min(0) - 1)
    }
}
