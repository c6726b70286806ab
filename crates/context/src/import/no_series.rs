//! A file that holds no series: a calendar.

use super::reader::{Draft, Reader};
use crate::ContextError;
use domain::Incoming;

/// Nothing to read, and what is to be known of it.
pub(super) struct NoSeries {
    pub(super) notes: Vec<String>,
}

impl Reader for NoSeries {
    fn drafts(&self) -> &[Draft] {
        &[]
    }

    fn choose(&mut self, _: &[usize]) -> Result<(), ContextError> {
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Incoming>, ContextError> {
        Ok(None)
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn choose_first(&self, path: &str) -> ContextError {
        ContextError::Nothing {
            path: path.to_owned(),
            what: "appointments and no values".to_owned(),
            advice: "import it once more whenever it has changed",
        }
    }
}
