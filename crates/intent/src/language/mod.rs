//! Other languages. A language is one file: its phrases with what they mean in the words the grammar reads. A text is read
//! through that file, token by token, and each token keeps its place in the text as typed.

use crate::{
    conditions,
    tokens::{Kind, Text, Token},
    words,
};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

const GERMAN: &str = include_str!("../../data/languages/german.toml");

/// The file of a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words behind an hour of a clock that counts to twenty-four: `6 Uhr` is six in the morning.
    hour_words: Vec<String>,
    phrases: HashMap<String, String>,
    places: HashMap<String, String>,
}

/// A phrase of a language.
struct Phrase {
    /// Its tokens, as the text is cut.
    tokens: Vec<String>,
    meaning: Vec<Token>,
}

/// A language, indexed by the first token of its phrases, the longest first.
struct Language {
    hour_words: Vec<String>,
    phrases: HashMap<String, Vec<Phrase>>,
}

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| vec![Language::of(GERMAN)]);

impl Language {
    fn of(file: &str) -> Self {
        let File { hour_words, phrases, places } =
            toml::from_str(file).expect("the file of a language is sound: a test reads it");
        let mut index: HashMap<String, Vec<Phrase>> = HashMap::new();
        let cut = |text: &str| Text::new(text).tokens;
        for (said, meant) in phrases.iter().chain(&places) {
            let tokens: Vec<String> = cut(said).into_iter().map(|token| token.lower).collect();
            let Some(first) = tokens.first().cloned() else { continue };
            index.entry(first).or_default().push(Phrase { tokens, meaning: cut(meant) });
        }
        for phrases in index.values_mut() {
            phrases.sort_by(|a, b| b.tokens.len().cmp(&a.tokens.len()).then_with(|| a.tokens.cmp(&b.tokens)));
        }
        Self { hour_words, phrases: index }
    }

    /// The longest phrase that stands at `index`.
    fn at(&self, text: &Text<'_>, index: usize) -> Option<&Phrase> {
        let stands = |phrase: &&Phrase| {
            phrase.tokens.iter().enumerate().all(|(offset, token)| {
                text.tokens.get(index + offset).is_some_and(|typed| typed.lower == *token)
            })
        };
        self.phrases.get(&text.tokens[index].lower)?.iter().find(stands)
    }

    /// How many words of the text it knows.
    fn knows(&self, text: &Text<'_>) -> usize {
        let mut count = 0;
        let mut index = 0;
        while index < text.len() {
            let length = self.at(text, index).map_or(0, |phrase| phrase.tokens.len());
            count += length;
            index += length.max(1);
        }
        count
    }

    /// The text in the words of the grammar.
    fn translate<'a>(&self, text: &Text<'a>) -> Text<'a> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut index = 0;
        while index < text.len() {
            let Some(phrase) = self.at(text, index) else {
                // `6. Juli`: the stop makes an ordinal.
                let ordinal = text.is_symbol(index, '.')
                    && text.glued(index)
                    && index > 0
                    && text.number(index - 1).is_some()
                    && !text.word(index + 1).is_empty();
                if !ordinal {
                    tokens.push(text.tokens[index].clone());
                }
                index += 1;
                continue;
            };
            let last = index + phrase.tokens.len() - 1;
            let bytes = text.tokens[index].bytes.start..text.tokens[last].bytes.end;
            tokens.extend(phrase.meaning.iter().map(|token| Token { bytes: bytes.clone(), ..token.clone() }));
            index = last + 1;
        }
        let told = |index| self.hour_words.iter().any(|word| word == text.word(index));
        let twenty_four_hours = (0..text.len()).any(told);
        let mut translated = Text::of_tokens(text.raw, tokens);
        translated.twenty_four_hours = twenty_four_hours;
        translated
    }
}

/// A text cut into tokens, in the words of the grammar whatever language it is in.
pub(crate) fn read(raw: &str) -> Text<'_> {
    let text = Text::new(raw);
    let english = text
        .tokens
        .iter()
        .filter(|token| matches!(token.kind, Kind::Word))
        .filter(|token| {
            words::is_function(&token.lower)
                || conditions::is_word(&token.lower)
                || crate::time::is_name(&token.lower)
        })
        .count();
    let best = LANGUAGES
        .iter()
        .map(|language| (language.knows(&text), language))
        .max_by_key(|(known, _)| *known)
        .filter(|(known, _)| *known > english);
    match best {
        Some((_, language)) => language.translate(&text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn words(raw: &str) -> String {
        let text = read(raw);
        text.tokens.iter().map(|token| token.lower.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn german_is_read_in_the_words_of_the_grammar() {
        for (raw, expected) in [
            ("Ist es am Sonntag zu windig zum Segeln?", "is it on sunday too windy for sailing ?"),
            ("Hochzeit am 6. Juli", "wedding on 6 july"),
            ("Drohne fliegen morgen um 17 Uhr", "drone flight tomorrow at 17"),
            ("Kajak fahren am Samstagmorgen", "kayaking on saturday morning"),
        ] {
            assert_eq!(words(raw), expected);
        }
    }

    #[test]
    fn english_is_left_as_it_is_and_every_token_keeps_its_place() {
        for raw in [
            "will it rain in Essen on Saturday",
            "Is it warm in Rom tomorrow?",
            "golf tomorrow",
            "was war die in das",
        ] {
            let text = read(raw);
            assert!(text.tokens.iter().all(|token| raw.get(token.bytes.clone()).is_some()), "{raw}");
        }
        assert_eq!(words("will it rain in Essen on Saturday"), "will it rain in essen on saturday");
    }
}
