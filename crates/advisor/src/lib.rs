//! Asks a language model that the user runs on this machine what an unclear question may mean. Off until the user turns it on.
//!
//! Any server with the chat completions of `OpenAI` will do, such as Ollama or the server of llama.cpp. What leaves the process is
//! the question's text and the names of things to do that the caller hands over; where it goes is an address of this machine
//! and no other ([`Endpoint`]). What comes back is [`Advice`]: words for the slots of a form, which prove nothing. The caller
//! puts them together and reads the result with its own grammar, which alone works out days, places and chances.

mod advice;
mod ask;
mod endpoint;

pub use advice::{Advice, CONDITIONS, Kind};
pub use ask::{AdvisorError, DEADLINE, LARGEST_REPLY, advise};
pub use endpoint::{Endpoint, EndpointError};
