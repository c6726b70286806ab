//! What a text asks about at all: logistic regression over its words and what is known of them.

use super::{
    cues::{self, Kinds},
    features::{Features, join, of_text},
    weights::Weights,
};
use crate::{
    read::Domain,
    tokens::{Kind, Text},
    words,
};
use std::sync::LazyLock;

/// How likely a text asks about each domain; all add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DomainChances([f64; Domain::ALL.len()]);

impl DomainChances {
    /// The chance of one domain, from 0 to 1.
    #[must_use]
    pub fn of(&self, domain: Domain) -> f64 {
        Domain::ALL.iter().zip(self.0).filter(|(other, _)| **other == domain).map(|(_, chance)| chance).sum()
    }

    /// The likeliest domain and its chance.
    #[must_use]
    pub fn best(&self) -> (Domain, f64) {
        let mut best = (Domain::Other, self.of(Domain::Other));
        for (domain, chance) in Domain::ALL.into_iter().zip(self.0) {
            if chance > best.1 {
                best = (domain, chance);
            }
        }
        best
    }
}

/// The chances of the domains by these weights.
pub(super) fn chances(text: &Text<'_>, weights: &Weights) -> DomainChances {
    let mut scores = [0_i32; Domain::ALL.len()];
    for &key in &features(text).keys {
        weights.add(key, &mut scores);
    }
    let largest = scores.iter().copied().max().unwrap_or(0);
    let mut shares = scores.map(|score| (f64::from(score - largest) * weights.scale).exp());
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    DomainChances(shares)
}

/// The kinds of words that tell what a text is about.
static ABOUT: LazyLock<Kinds> = LazyLock::new(|| {
    cues::any_kind(&[
        "weather",
        "condition",
        "temperature",
        "wear",
        "traffic",
        "finance",
        "energy",
        "music",
        "book",
        "film",
        "household",
        "money",
        "travel",
        "outdoors",
    ])
});

/// The features of a text, each once: words and pairs, the kinds of words, beginnings and ends of words, and how it
/// begins.
pub(super) fn features(text: &Text<'_>) -> Features {
    const EDGE: u64 = u64::MAX;
    let names = cues::names(text);
    let mut said = Vec::with_capacity(text.len());
    let mut classes = Vec::with_capacity(text.len());
    let mut features = Features { keys: Vec::with_capacity(16 + 16 * text.len()) };
    features.add(0, &[]);
    for (token, names) in text.tokens.iter().zip(&names) {
        // Final punctuation is typed by some and says nothing.
        if matches!(token.kind, Kind::Symbol('.' | '?' | '!' | ',' | '"' | '\'')) {
            continue;
        }
        let kinds = cues::kinds(token);
        let numeric = matches!(token.kind, Kind::Number(_));
        let word = if numeric { cues::shape(text.raw, token) } else { of_text(&token.lower) };
        let named = u64::from(!names.is_empty());
        said.push(word);
        classes.push(if numeric || kinds == 0 && named == 0 { 1 } else { join(kinds, named) });
        features.add(1, &[word]);
        for bit in (0..64).filter(|bit| kinds >> bit & 1 == 1) {
            features.add(2, &[bit]);
        }
        for (named, _) in names {
            features.add(3, &[*named as u64]);
        }
        let bounds: Vec<usize> =
            token.lower.char_indices().map(|(at, _)| at).chain([token.lower.len()]).take(32).collect();
        for length in 3..=5 {
            if bounds.len() > length + 1 {
                features.add(4 + length as u64, &[of_text(&token.lower[..bounds[length]])]);
                let end = bounds[bounds.len() - 1 - length];
                features.add(10 + length as u64, &[of_text(&token.lower[end..bounds[bounds.len() - 1]])]);
            }
        }
    }
    // Words of no kind are what else a text could be about.
    let unknown = text
        .tokens
        .iter()
        .zip(&names)
        .filter(|(token, names)| {
            matches!(token.kind, Kind::Word)
                && names.is_empty()
                && cues::kinds(token) == 0
                && !words::is_function(&token.lower)
        })
        .count()
        .min(4) as u64;
    features.add(50, &[unknown]);
    // What the words are about, taken together.
    let about = text.tokens.iter().fold(0, |sum, token| sum | cues::kinds(token)) & *ABOUT;
    features.add(40, &[about]);
    features.add(51, &[unknown, about]);
    let bits: Vec<u64> = (0..64).filter(|bit| about >> bit & 1 == 1).collect();
    for (index, first) in bits.iter().enumerate() {
        for second in &bits[index + 1..] {
            features.add(41, &[*first, *second]);
        }
        features.add(42, &[*first, said.len().min(6) as u64]);
        features.add(43, &[*first, said.first().copied().unwrap_or(EDGE)]);
    }
    let at = |list: &[u64], index: usize| list.get(index).copied().unwrap_or(EDGE);
    for index in 0..said.len() {
        features.add(20, &[said[index], at(&said, index + 1)]);
        features.add(22, &[classes[index], at(&classes, index + 1)]);
        features.add(23, &[said[index], at(&classes, index + 1)]);
        features.add(24, &[classes[index], at(&said, index + 1)]);
        features.add(25, &[said[index], at(&said, index + 2)]);
    }
    features.add(30, &[at(&said, 0)]);
    features.add(31, &[at(&said, 0), at(&said, 1)]);
    features.add(32, &[at(&classes, 0), at(&classes, 1), at(&classes, 2)]);
    features.add(33, &[said.len().min(4) as u64]);
    features.keys.sort_unstable();
    features.keys.dedup();
    features
}
