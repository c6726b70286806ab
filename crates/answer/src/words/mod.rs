//! Everything said in words.

pub(crate) mod air;
pub(crate) mod chips;
pub(crate) mod condition;
pub(crate) mod confidence;
pub(crate) mod evidence;
pub(crate) mod headline;
pub(crate) mod needs;
pub(crate) mod number;
pub(crate) mod spoiler;
pub(crate) mod usual;
pub(crate) mod when;

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// With a capital at the start.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
