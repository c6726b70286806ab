use super::{
    compounds::compound,
    table::{AMBIGUOUS, CONDITIONS, Condition, OUTLOOK, beginning, other_amount},
};
use crate::{
    spelling,
    tokens::{Role, Text},
};
use domain::{Aggregation, Variable};
use std::ops::Range;

/// A condition and how the text asks of it.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) condition: &'static Condition,
    /// What `how` would ask for here.
    pub(crate) amount: (Variable, Aggregation),
    pub(crate) tokens: Range<usize>,
    /// `how windy`, `how much rain`, `the temperature`.
    pub(crate) how: bool,
    /// `too windy`.
    pub(crate) too: bool,
    /// `warm enough`.
    pub(crate) enough: bool,
    /// `not windy`, `won't rain`.
    pub(crate) negated: bool,
    /// The word is said of much else too: `clear`, `hot`.
    pub(crate) ambiguous: bool,
}

/// How the text asks about the weather as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Outlook {
    pub(crate) said: bool,
    /// Only by words that are said of much else too.
    pub(crate) ambiguous: bool,
    /// What was typed for it, when it was misspelt, and the word meant.
    pub(crate) slip: Option<(String, &'static str)>,
}

/// Finds the words for the weather, marks them, and tells whether the weather as a whole is asked about.
pub(crate) fn recognise(text: &mut Text<'_>) -> (Vec<Finding>, Outlook) {
    let mut findings: Vec<Finding> = Vec::new();
    let mut index = 0;
    while index < text.len() {
        if let Some(length) = compound(text, index) {
            index += length;
            continue;
        }
        let longest = beginning(&text.tokens[index].lower)
            .iter()
            .filter_map(|&(condition, word)| text.phrase(index, word).map(|length| (condition, word, length)))
            .max_by_key(|&(_, _, length)| length)
            .filter(|&(_, _, length)| text.free(index..index + length) || clouds_over(text, index, length))
            // When the sun rises is no weather.
            .filter(|&(_, _, length)| !text.is_any(index + length, &["rise", "rises", "set", "sets"]));
        let longest = longest.or_else(|| of_the_day(text, index));
        let Some((condition, word, length)) = longest else {
            index += 1;
            continue;
        };
        let tokens = index..index + length;
        let amount = if condition.key == "other" { other_amount(word) } else { condition.amount.clone() };
        let finding = Finding {
            condition,
            amount,
            how: condition.event.is_empty() || asks_how_much(text, index),
            too: ["too", "too much", "too many"].iter().any(|too| {
                index.checked_sub(too.split(' ').count()).is_some_and(|at| text.phrase(at, too).is_some())
            }) || is_misspelt_too(text, index, length),
            enough: text.is_any(tokens.end, &["enough"])
                || text.is_any(index.wrapping_sub(1), &["enough", "sufficiently"]),
            negated: is_negated(text, index),
            ambiguous: AMBIGUOUS.contains(&word) && !is_asked_of_it(text, index),
            tokens: tokens.clone(),
        };
        text.take(tokens.clone(), Role::Condition);
        index = tokens.end;
        findings.push(finding);
    }
    let outlook = outlook(text);
    (findings, outlook)
}

/// `Clouding over this afternoon`: the `over` is no part of the time.
fn clouds_over(text: &Text<'_>, index: usize, length: usize) -> bool {
    let last = index + length - 1;
    text.is_any(last, &["over"]) && text.role(last) == Some(Role::Time) && text.free(index..last)
}

/// `High on Saturday?`, `low tonight`: where nothing but a time follows.
fn of_the_day(text: &Text<'_>, index: usize) -> Option<(&'static Condition, &'static str, usize)> {
    let key = match text.word(index) {
        "high" => "high",
        "low" => "low",
        _ => return None,
    };
    let first =
        (0..index).all(|at| text.is_any(at, &["the", "today", "what's", "what", "is", "normal", "usual"]));
    let timed = text.role(index + 1) == Some(Role::Time);
    let condition = CONDITIONS.iter().find(|condition| condition.key == key)?;
    (first && timed && text.free(index..index + 1)).then_some((condition, key, 1))
}

/// Everyday words that are a letter away from one of the weather.
const NOT_SLIPS: [&str; 24] = [
    "showing", "shows", "story", "stories", "store", "stores", "stork", "clean", "cleans", "front", "fronts",
    "guest", "guests", "game", "games", "sales", "sleep", "sweet", "street", "sheet", "crowd", "train",
    "clout", "sports",
];

/// The condition whose word is a slip of the pen away from one that nobody else has taken: what was typed, and what was meant.
pub(crate) fn nearest(text: &mut Text<'_>) -> Option<(Finding, (String, &'static str))> {
    let close = |typed: &str, word: &str| {
        spelling::is_slip(typed, word)
            || typed.len() == 4 && word.len() == 4 && spelling::is_swap(typed, word)
    };
    let (index, condition, word) = (0..text.len()).find_map(|index| {
        let typed = text.word(index);
        let everyday = crate::words::is_ordinary(typed) || NOT_SLIPS.contains(&typed) || text.capital(index);
        if text.role(index).is_some() || typed.chars().count() < 4 || everyday {
            return None;
        }
        CONDITIONS.iter().find_map(|condition| {
            let word = condition.words.iter().find(|word| !word.contains(' ') && close(typed, word))?;
            Some((index, condition, *word))
        })
    })?;
    let typed = text.slice(index..index + 1).to_owned();
    let finding = Finding {
        condition,
        amount: if condition.key == "other" { other_amount(word) } else { condition.amount.clone() },
        how: condition.event.is_empty() || asks_how_much(text, index),
        too: text.is_any(index.wrapping_sub(1), &["too"]),
        enough: text.is_any(index + 1, &["enough"]),
        negated: is_negated(text, index),
        ambiguous: false,
        tokens: index..index + 1,
    };
    text.take(index..index + 1, Role::Condition);
    Some((finding, (typed, word)))
}

fn outlook(text: &mut Text<'_>) -> Outlook {
    let mut outlook = Outlook { ambiguous: true, ..Outlook::default() };
    for index in 0..text.len() {
        if let Some((word, length)) = text.longest(index, OUTLOOK) {
            if text.free(index..index + length) {
                text.take(index..index + length, Role::Condition);
                outlook.said = true;
                outlook.ambiguous &= AMBIGUOUS.contains(&word);
            }
        } else if text.role(index).is_none() {
            let meant =
                ["weather", "forecast"].into_iter().find(|word| spelling::is_slip(text.word(index), word));
            if let Some(meant) = meant {
                outlook.slip = Some((text.slice(index..index + 1).to_owned(), meant));
                text.take(index..index + 1, Role::Condition);
                outlook.said = true;
                outlook.ambiguous = false;
            }
        }
    }
    outlook
}

/// `Will it be clear`, `is it hot`: said of the weather, whatever else the word is said of.
fn is_asked_of_it(text: &Text<'_>, index: usize) -> bool {
    let reach = index.saturating_sub(5)..index;
    reach.into_iter().any(|at| text.is_any(at, &["it", "it'll", "there"]))
}

/// `how windy`, `how much rain`, `how strong will the wind be`; not `how likely is rain`.
fn asks_how_much(text: &Text<'_>, index: usize) -> bool {
    let before = |back: usize| index.checked_sub(back).map_or("", |at| text.word(at));
    if before(1) == "how"
        || before(2) == "how" && matches!(before(1), "much" | "many" | "very" | "bad" | "strong")
    {
        return true;
    }
    let strong = ["how strong", "how high", "how fast", "how hard", "how thick", "how deep", "how low"];
    text.has_any(&strong) && !text.has_any(&["how likely", "chance", "probability", "odds"])
}

/// `To windy to sail`.
fn is_misspelt_too(text: &Text<'_>, index: usize, length: usize) -> bool {
    text.is_any(index.wrapping_sub(1), &["to"])
        && text.is_any(index.wrapping_sub(2), &["is", "it", "be", "was", "its"])
        && text.is_any(index + length, &["to", "for"])
}

/// A negation in front, within the same breath: `won't it be very windy`.
fn is_negated(text: &Text<'_>, index: usize) -> bool {
    let reach = index.saturating_sub(4)..index;
    let no = index.checked_sub(1).is_some_and(|at| text.is_any(at, &["no", "without", "hardly"]));
    let not = reach.into_iter().any(|at| {
        text.is_any(at, &["not", "won't", "wont", "isn't", "isnt", "never", "doesn't", "doesnt", "don't"])
            // `Why not` and `whether or not` deny nothing.
            && !text.is_any(at.wrapping_sub(1), &["or", "why"])
    });
    no || not
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_weather_are_found_with_what_surrounds_them() {
        for (raw, expected) in [
            ("will it rain", "rain"),
            ("how much rain", "rain how"),
            ("how cold will it get", "cold how"),
            ("is it too windy to sail", "windy too"),
            ("warm enough for the beach", "warm enough"),
            ("it won't be cloudy", "cloudy not"),
            ("will it be warm and dry", "warm + dry"),
            ("wind speed", "wind how"),
            ("will it stay dry", "dry"),
            ("how likely is rain", "rain"),
        ] {
            let (findings, _) = recognise(&mut Text::new(raw));
            let words: Vec<String> = findings
                .iter()
                .map(|finding| {
                    let mut word = finding.condition.key.to_owned();
                    for (holds, mark) in [
                        (finding.how, " how"),
                        (finding.too, " too"),
                        (finding.enough, " enough"),
                        (finding.negated, " not"),
                    ] {
                        if holds {
                            word.push_str(mark);
                        }
                    }
                    word
                })
                .collect();
            assert_eq!(words.join(" + "), expected, "{raw}");
        }
    }
}
