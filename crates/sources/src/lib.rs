//! Asks other programs that the user has connected, over the Model Context Protocol: what they offer ([`look`]), and what a tool or
//! a resource of theirs says ([`ask`]). Nothing is asked unless the caller says so; each conversation begins and ends with the call.
//!
//! What comes back is not trusted. It is bounded in bytes, rows and time; names and words are cut and cleaned of what can't be seen
//! ([`cleaned`]); it is data for a person to choose from and for an importer to read, and nobody's instruction. Whatever a server asks
//! of its client, such as to complete a text or to list folders, it doesn't get: the client says that it can do nothing of the kind.
//!
//! A program that is started gets an environment of its own, and is ended with all that it has started.

mod ask;
mod cleaned;
mod connect;
mod error;
mod look;
mod program;
mod rows;

pub use ask::ask;
pub use cleaned::cleaned;
pub use connect::check_address;
pub use error::SourcesError;
pub use look::{Offer, OfferedResource, OfferedTool, ToolArgument, look};
pub use rows::{Found, Rows, found, rows_at};

use std::time::Duration;

/// The longest a conversation may take, from the connection to the answer.
pub const LONGEST: Duration = Duration::from_secs(20);
/// The most bytes of an answer.
pub const LARGEST_ANSWER: usize = 4 << 20;
/// The most rows of an answer.
pub const MOST_ROWS: usize = 200_000;

/// The most bytes that are listened to in one conversation: an answer may stand in it twice, as text and as structured content, both
/// with escapes.
const MOST_HEARD: u64 = 16 << 20;
