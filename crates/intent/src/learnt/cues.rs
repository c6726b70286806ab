//! What is known of a word before anything is learnt: which kinds of word it is, and whether it stands in the name of a state,
//! a country or a holiday. The lists are in `lists/`.

use super::features::{join, of_text};
use crate::{
    spelling::is_slip,
    tokens::{Kind, Text, Token},
};
use std::{collections::HashMap, sync::LazyLock};

/// Kinds of words, as bits, in the order of `lists/words.txt`.
pub(super) type Kinds = u64;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Named {
    State,
    Country,
    Holiday,
}

/// Where a token stands in a name of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Only,
    First,
    Inner,
    Last,
}

/// The lists, read once.
#[derive(Debug)]
struct Lists {
    kinds: HashMap<String, Kinds>,
    /// By the hash of the tokens of the name.
    names: HashMap<u64, Vec<Named>>,
    /// Hashes of what names begin with.
    beginnings: HashMap<u64, ()>,
    codes: Vec<String>,
}

const WORDS: &str = include_str!("lists/words.txt");
const STATES: &str = include_str!("lists/states.txt");
const CODES: &str = include_str!("lists/codes.txt");
const COUNTRIES: &str = include_str!("lists/countries.txt");
const HOLIDAYS: &str = include_str!("lists/holidays.txt");

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::new);

impl Lists {
    fn new() -> Self {
        let mut kinds: HashMap<String, Kinds> = HashMap::new();
        for (index, (_, words)) in paragraphs().enumerate() {
            for word in words.split_whitespace() {
                *kinds.entry(word.to_owned()).or_default() |= 1 << index;
            }
        }
        let mut names: HashMap<u64, Vec<Named>> = HashMap::new();
        let mut beginnings = HashMap::new();
        for (list, what) in [(STATES, Named::State), (COUNTRIES, Named::Country), (HOLIDAYS, Named::Holiday)]
        {
            for name in entries(list) {
                let text = Text::new(name);
                let mut hash = 0;
                for token in &text.tokens {
                    hash = join(hash, of_text(&token.lower));
                    beginnings.insert(hash, ());
                }
                names.entry(hash).or_default().push(what);
            }
        }
        Self { kinds, names, beginnings, codes: entries(CODES).map(str::to_owned).collect() }
    }
}

/// The kinds of words by name, in order.
fn paragraphs() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
}

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split('|'))
}

/// The names of states and their codes, and of countries, to put in place of others in training.
pub(super) fn states() -> Vec<&'static str> {
    entries(STATES).take(50).collect()
}

pub(super) fn codes() -> Vec<&'static str> {
    entries(CODES).collect()
}

pub(super) fn holidays() -> Vec<&'static str> {
    entries(HOLIDAYS).collect()
}

pub(super) fn countries() -> Vec<&'static str> {
    entries(COUNTRIES).collect()
}

/// The bits of kinds of words by their names.
pub(super) fn any_kind(names: &[&str]) -> Kinds {
    let known = paragraphs().enumerate().filter(|(_, (name, _))| names.contains(name));
    known.fold(0, |kinds, (index, _)| kinds | 1 << index)
}

/// The kinds of a word, or of the word that it is a slip of the pen for; nothing for one in no list.
pub(super) fn kinds(token: &Token) -> Kinds {
    let known = |word: &str| LISTS.kinds.get(word).copied();
    known(&token.lower).unwrap_or_else(|| {
        let slip = matches!(token.kind, Kind::Word) && token.lower.len() < 16;
        let meant = MISSPELT.into_iter().find(|meant| slip && is_slip(&token.lower, meant));
        meant.and_then(known).unwrap_or(0)
    })
}

/// Words that tell so much that they are known misspelt too.
const MISSPELT: [&str; 8] =
    ["weather", "forecast", "temperature", "traffic", "umbrella", "tomorrow", "sunny", "raining"];

/// Whether the token is written like the code of a state: in capitals.
pub(super) fn is_code(raw: &str, token: &Token) -> bool {
    LISTS.codes.iter().any(|code| code == &raw[token.bytes.clone()])
}

/// Whether the token, whatever its letters' case, may be the code of a state.
pub(super) fn may_be_code(token: &Token) -> bool {
    token.lower.len() == 2 && LISTS.codes.iter().any(|code| code.eq_ignore_ascii_case(&token.lower))
}

/// The names in a text, the longest first at each token: what each token is part of.
pub(super) fn names(text: &Text<'_>) -> Vec<Vec<(Named, Part)>> {
    let mut found: Vec<Vec<(Named, Part)>> = vec![Vec::new(); text.len()];
    let mut start = 0;
    while start < text.len() {
        let mut hash = 0;
        let mut longest: Option<(usize, &[Named])> = None;
        for (end, token) in text.tokens.iter().enumerate().skip(start) {
            hash = join(hash, of_text(&token.lower));
            if !LISTS.beginnings.contains_key(&hash) {
                break;
            }
            if let Some(names) = LISTS.names.get(&hash) {
                longest = Some((end, names));
            }
        }
        let Some((end, names)) = longest else {
            start += 1;
            continue;
        };
        for (index, found) in found.iter_mut().enumerate().take(end + 1).skip(start) {
            let part = match (index == start, index == end) {
                (true, true) => Part::Only,
                (true, false) => Part::First,
                (false, true) => Part::Last,
                (false, false) => Part::Inner,
            };
            found.extend(names.iter().map(|&name| (name, part)));
        }
        start = end + 1;
    }
    found
}

/// How a token is written: letters and digits by their kind, repetitions beyond two left out.
pub(super) fn shape(raw: &str, token: &Token) -> u64 {
    let mut shape = String::new();
    let mut last = ('\0', 0);
    for character in raw[token.bytes.clone()].chars().take(40) {
        let kind = match character {
            'A'..='Z' => 'X',
            '0'..='9' => 'd',
            _ if character.is_uppercase() => 'X',
            _ if character.is_alphabetic() => 'x',
            other => other,
        };
        last = if kind == last.0 { (kind, last.1 + 1) } else { (kind, 1) };
        // Digits are counted: a year has four, a day two.
        if last.1 <= if kind == 'd' { 4 } else { 2 } {
            shape.push(kind);
        }
    }
    of_text(&shape)
}
