//! A text cut for the reading of times: letters, digits and symbols apart, so that `8pm`, `15h30`, `31.10.2013` and `Feb13` all come
//! in their parts.

use std::ops::Range;

/// One run of letters or digits, or one symbol.
#[derive(Debug)]
pub(super) struct Word {
    /// In lower case; digits and symbols as written.
    pub(super) lower: String,
    pub(super) number: Option<i64>,
    pub(super) bytes: Range<usize>,
    /// Follows the one before without a space.
    pub(super) glued: bool,
    pub(super) capital: bool,
}

/// All of a text.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) list: Vec<Word>,
}

impl Words {
    pub(super) fn new(raw: &str) -> Self {
        let mut list: Vec<Word> = Vec::with_capacity(raw.len() / 4 + 1);
        let mut characters = raw.char_indices().peekable();
        while let Some(&(start, first)) = characters.peek() {
            if first.is_whitespace() || first.is_control() {
                characters.next();
                continue;
            }
            let class = class_of(first);
            let mut end = start + first.len_utf8();
            characters.next();
            // The genitive is a word of its own.
            if is_apostrophe(first)
                && let Some(&(at, next @ ('s' | 'S'))) = characters.peek()
                && !raw[at + 1..].chars().next().is_some_and(char::is_alphanumeric)
                && list.last().is_some_and(|last| last.bytes.end == start)
            {
                characters.next();
                list.push(Word {
                    lower: "'s".to_owned(),
                    number: None,
                    bytes: start..at + next.len_utf8(),
                    glued: true,
                    capital: false,
                });
                continue;
            }
            if class != Class::Symbol {
                while let Some(&(at, next)) = characters.peek() {
                    let continues = class_of(next) == class
                        || class == Class::Letter && is_apostrophe(next) && inner_apostrophe(&raw[at..]);
                    if !continues {
                        break;
                    }
                    end = at + next.len_utf8();
                    characters.next();
                }
            }
            let written = &raw[start..end];
            let lower = match class {
                Class::Letter => written.to_lowercase().replace(['’', 'ʼ', '‘'], "'"),
                Class::Digit => written.to_owned(),
                Class::Symbol if matches!(first, '–' | '—' | '‑' | '−') => "-".to_owned(),
                Class::Symbol if is_apostrophe(first) => "'".to_owned(),
                Class::Symbol => written.to_owned(),
            };
            let number = if class == Class::Digit { written.parse().ok() } else { None };
            let glued = list.last().is_some_and(|last| last.bytes.end == start);
            list.push(Word { lower, number, bytes: start..end, glued, capital: first.is_uppercase() });
        }
        Self { list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// What stands at `index`, in lower case; empty beyond the end.
    pub(super) fn at(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |word| word.lower.as_str())
    }

    pub(super) fn is(&self, index: usize, any: &[&str]) -> bool {
        self.list.get(index).is_some_and(|word| any.contains(&word.lower.as_str()))
    }

    pub(super) fn number(&self, index: usize) -> Option<i64> {
        self.list.get(index)?.number
    }

    /// A number of so many digits.
    pub(super) fn digits(&self, index: usize) -> usize {
        self.list.get(index).filter(|word| word.number.is_some()).map_or(0, |word| word.lower.len())
    }

    pub(super) fn glued(&self, index: usize) -> bool {
        self.list.get(index).is_some_and(|word| word.glued)
    }

    /// How many words `phrase` covers from `index` on, where it stands there; a hyphen may stand for a space, and a dot behind a
    /// short form is no matter.
    pub(super) fn phrase(&self, index: usize, phrase: &str) -> Option<usize> {
        // Every table of phrases is tried at every word: nearly all of them differ in the first byte, most in the first word.
        let first = self.at(index);
        if first.is_empty() || first.as_bytes()[0] != *phrase.as_bytes().first()? {
            return None;
        }
        let rest = phrase.strip_prefix(first)?;
        if rest.is_empty() {
            return Some(1);
        }
        let mut at = index + 1;
        for part in rest.strip_prefix(' ')?.split(' ') {
            if self.at(at) == "-" {
                at += 1;
            }
            if self.at(at) != part {
                return None;
            }
            at += 1;
        }
        Some(at - index)
    }

    /// The longest of `phrases` that stands at `index`.
    pub(super) fn any_phrase(&self, index: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.phrase(index, phrase)).max()
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Symbol,
}

fn class_of(character: char) -> Class {
    if character.is_ascii_digit() {
        Class::Digit
    } else if character.is_alphabetic() || matches!(character, '\u{300}'..='\u{36f}') {
        Class::Letter
    } else {
        Class::Symbol
    }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ' | '‘')
}

/// Whether the apostrophe that `rest` begins with stands within a word: `o'clock`, but neither `Friday's` nor `presidents'`.
fn inner_apostrophe(rest: &str) -> bool {
    let mut following = rest.chars().skip(1);
    match (following.next(), following.next()) {
        (Some('s' | 'S'), next) => next.is_some_and(char::is_alphabetic),
        (Some(next), _) => next.is_alphabetic(),
        (None, _) => false,
    }
}
