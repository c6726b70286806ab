//! The one pipeline from a text to a recorded answer.
