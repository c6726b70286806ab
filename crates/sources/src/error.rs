use crate::{LARGEST_ANSWER, LONGEST, MOST_HEARD, MOST_ROWS, cleaned};

/// Characters of what a server says of a failure that are passed on.
const LONGEST_WORDS: usize = 200;

/// Why a connected program could not be asked, and what to do. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourcesError {
    /// The program can't be started.
    #[error(
        "the program \u{201c}{command}\u{201d} can't be started ({reason}); check that it is installed, and give its whole path if need be"
    )]
    NotStarted {
        /// Which one.
        command: String,
        /// What the system says.
        reason: String,
    },
    /// Not an address that may be called.
    #[error("the address \u{201c}{url}\u{201d} can't be called: {reason}")]
    NoAddress {
        /// As given.
        url: String,
        /// Why, and what to do.
        reason: &'static str,
    },
    /// It took too long.
    #[error(
        "it gave no answer within {} seconds; see whether it answers elsewhere, and install what it fetches when it starts beforehand",
        LONGEST.as_secs()
    )]
    TooSlow,
    /// It ended, or closed the connection.
    #[error("it ended before it answered{}; see whether it runs by itself", said(.words))]
    Ended {
        /// What it wrote to its standard error last.
        words: String,
    },
    /// Its address was called, and the connection broke off; the client of HTTP breaks it off beyond its bounds.
    #[error(
        "the connection broke off before its answer was whole, as it does beyond {} MiB; ask it for less, or see whether it answers \
         elsewhere",
        MOST_HEARD >> 20
    )]
    BrokenOff,
    /// It can't be spoken with.
    #[error("no conversation came about{}; check that it is a server of the Model Context Protocol", said(.words))]
    NoConversation {
        /// What was wrong.
        words: String,
    },
    /// It refused.
    #[error("it refused{}; check what it is asked", said(.words))]
    Refused {
        /// What it says.
        words: String,
    },
    /// It answered with more than is listened to.
    #[error("it answered with more than {} MiB; ask it for less, such as fewer days", LARGEST_ANSWER >> 20)]
    TooLarge,
    /// It answered with more rows than are read.
    #[error("it answered with more than {MOST_ROWS} rows; ask it for less, such as fewer days")]
    TooManyRows,
    /// It answered with nothing that can be read.
    #[error("its answer holds {what}; choose a tool or resource that gives rows with a time")]
    Nothing {
        /// What it holds instead.
        what: &'static str,
    },
    /// There is nothing at the place in the answer.
    #[error("its answer has no rows at \u{201c}{path}\u{201d} any more; look at it again and choose anew")]
    NoSuchPlace {
        /// The place.
        path: String,
    },
}

impl SourcesError {
    pub(crate) fn ended(words: &str) -> Self {
        Self::Ended { words: cleaned(words, LONGEST_WORDS) }
    }

    pub(crate) fn no_conversation(words: &str) -> Self {
        Self::NoConversation { words: cleaned(words, LONGEST_WORDS) }
    }

    pub(crate) fn refused(words: &str) -> Self {
        Self::Refused { words: cleaned(words, LONGEST_WORDS) }
    }
}

/// What a server says stands between quotation marks, as what it is.
fn said(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" (\u{201c}{words}\u{201d})") }
}
