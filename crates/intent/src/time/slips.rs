use super::english::{MONTHS, WEEKDAYS};
use crate::{
    spelling::is_slip,
    tokens::{Kind, Text},
};

/// Other words of time that are set right.
const DAYS: [&str; 7] = ["tomorrow", "tonight", "weekend", "morning", "afternoon", "evening", "midnight"];
/// Slips that are more than one letter off.
const COMMON: [(&str, &str); 5] = [
    ("wensday", "wednesday"),
    ("wendsday", "wednesday"),
    ("wendesday", "wednesday"),
    ("tommorow", "tomorrow"),
    ("tonite", "tonight"),
];
/// One letter off, and what is meant.
const MEANT: [&str; 2] = ["mourning", "eventing"];
/// Shorter names are too near to other words.
const SHORTEST: usize = 6;

/// Sets right the names of days and months that are typed with a slip, and tells what was typed and what was read.
pub(crate) fn correct(text: &mut Text<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for index in 0..text.len() {
        let token = &text.tokens[index];
        if token.kind != Kind::Word || !text.free(index..index + 1) {
            continue;
        }
        let Some(right) = meant(&token.lower) else { continue };
        let name = if DAYS.contains(&right) { right.to_owned() } else { capitalised(right) };
        found.push((token.lower.clone(), name));
        right.clone_into(&mut text.tokens[index].lower);
    }
    found
}

fn meant(word: &str) -> Option<&'static str> {
    let common = COMMON.iter().find(|row| row.0 == word).map(|row| row.1);
    // Those that mean nothing else: no `march` for a match.
    let weekdays = WEEKDAYS.iter().filter(|row| !row.2 && row.0.ends_with("day")).map(|row| row.0);
    let months = MONTHS.iter().filter(|row| !row.2 && row.1 != 8).map(|row| row.0);
    let names = || weekdays.clone().chain(months.clone()).chain(DAYS).filter(|name| name.len() >= SHORTEST);
    let plural = word.strip_suffix('s').unwrap_or(word);
    if names().any(|name| name == word || name == plural) || MEANT.contains(&word) {
        return common;
    }
    common.or_else(|| names().find(|name| is_slip(word, name)))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_names_of_days_and_months_are_set_right() {
        for (raw, expected) in [
            ("rain on thrusday", vec![("thrusday", "Thursday")]),
            ("rain tomorow", vec![("tomorow", "tomorrow")]),
            ("rain in febuary", vec![("febuary", "February")]),
            ("picnic tommorow morninn", vec![("tommorow", "tomorrow"), ("morninn", "morning")]),
            ("eventing in the evenings", vec![]),
            ("rain on fridays at the weekends", vec![]),
            ("sunny match in august", vec![]),
        ] {
            let found = correct(&mut Text::new(raw));
            let found: Vec<(&str, &str)> =
                found.iter().map(|(typed, meant)| (typed.as_str(), meant.as_str())).collect();
            assert_eq!(found, expected, "{raw}");
        }
    }
}
