use std::{error, fmt};

/// Why a check was not made, where that is no fault of what would be checked: something it needs can't be had here.
#[derive(Debug)]
pub(crate) struct LeftOut(String);

impl LeftOut {
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl error::Error for LeftOut {}
