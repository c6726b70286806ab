//! What a text asks about at all: logistic regression over its words and what is known of them.

use super::{
    cues::{self, Kinds},
    features::{Features, join, of_text},
    weights::Weights,
};
use crate::tokens::{Kind, Text};
use std::sync::LazyLock;

/// What a text asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// The weather, or something to do in it.
    Weather,
    /// How full the roads are.
    Traffic,
    /// Prices and rates of markets.
    Finance,
    /// Electricity, gas and heating.
    Energy,
    /// Another series of numbers.
    Series,
    /// Nothing that is forecast here.
    None,
}

impl Topic {
    /// All of them, in the order of their labels.
    pub const ALL: [Self; 6] =
        [Self::Weather, Self::Traffic, Self::Finance, Self::Energy, Self::Series, Self::None];

    /// The name in data files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weather => "weather",
            Self::Traffic => "traffic",
            Self::Finance => "finance",
            Self::Energy => "energy",
            Self::Series => "series",
            Self::None => "none",
        }
    }
}

/// How likely a text asks about each topic; all add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicChances([f64; Topic::ALL.len()]);

impl TopicChances {
    /// The chance of one topic, from 0 to 1.
    #[must_use]
    pub fn of(&self, topic: Topic) -> f64 {
        Topic::ALL.iter().zip(self.0).filter(|(other, _)| **other == topic).map(|(_, chance)| chance).sum()
    }

    /// The likeliest topic and its chance.
    #[must_use]
    pub fn best(&self) -> (Topic, f64) {
        let mut best = (Topic::None, self.of(Topic::None));
        for (topic, chance) in Topic::ALL.into_iter().zip(self.0) {
            if chance > best.1 {
                best = (topic, chance);
            }
        }
        best
    }
}

/// The chances of the topics by these weights.
pub(super) fn chances(text: &Text<'_>, weights: &Weights) -> TopicChances {
    let mut scores = [0_i32; Topic::ALL.len()];
    for &key in &features(text).keys {
        weights.add(key, &mut scores);
    }
    let largest = scores.iter().copied().max().unwrap_or(0);
    let mut shares = scores.map(|score| (f64::from(score - largest) * weights.scale).exp());
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    TopicChances(shares)
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

/// The features of a text, each once: words, pairs and triples, the kinds of words, beginnings and ends of words, and how it
/// begins.
pub(super) fn features(text: &Text<'_>) -> Features {
    const EDGE: u64 = u64::MAX;
    let names = cues::names(text);
    let mut words = Vec::with_capacity(text.len());
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
        words.push(word);
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
    // What the words are about, taken together.
    let about = text.tokens.iter().fold(0, |sum, token| sum | cues::kinds(token)) & *ABOUT;
    features.add(40, &[about]);
    let bits: Vec<u64> = (0..64).filter(|bit| about >> bit & 1 == 1).collect();
    for (index, first) in bits.iter().enumerate() {
        for second in &bits[index + 1..] {
            features.add(41, &[*first, *second]);
        }
        features.add(42, &[*first, words.len().min(6) as u64]);
        features.add(43, &[*first, words.first().copied().unwrap_or(EDGE)]);
    }
    let at = |list: &[u64], index: usize| list.get(index).copied().unwrap_or(EDGE);
    for index in 0..words.len() {
        features.add(20, &[words[index], at(&words, index + 1)]);
        features.add(21, &[words[index], at(&words, index + 1), at(&words, index + 2)]);
        features.add(22, &[classes[index], at(&classes, index + 1)]);
        features.add(23, &[words[index], at(&classes, index + 1)]);
        features.add(24, &[classes[index], at(&words, index + 1)]);
        features.add(25, &[words[index], at(&words, index + 2)]);
    }
    features.add(30, &[at(&words, 0)]);
    features.add(31, &[at(&words, 0), at(&words, 1)]);
    features.add(32, &[at(&classes, 0), at(&classes, 1), at(&classes, 2)]);
    features.add(33, &[words.len().min(4) as u64]);
    features.keys.sort_unstable();
    features.keys.dedup();
    features
}
