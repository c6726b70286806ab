use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Letters, with apostrophes inside: `rain`, `o'clock`; a final `'s` stands alone.
    Word,
    /// Digits: `8`, `0.5`, `1,200`.
    Number(f64),
    /// Any other visible character.
    Symbol(char),
}

/// One word, number or symbol of the text, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// In lower case; the digits as written for a number.
    pub(crate) lower: String,
    /// Bytes of the text.
    pub(crate) bytes: Range<usize>,
    /// Starts with a capital letter.
    pub(crate) capital: bool,
    /// Follows the token before it without a space.
    pub(crate) glued: bool,
}

/// The part of the question that a token was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Time,
    Threshold,
    Activity,
    Condition,
    Series,
    Place,
}

/// A text cut into tokens, each of which is read as at most one thing.
#[derive(Debug, Clone)]
pub(crate) struct Text<'a> {
    pub(crate) raw: &'a str,
    pub(crate) tokens: Vec<Token>,
    roles: Vec<Option<Role>>,
    /// Whether the hours of the clock are said as in a language that counts them to twenty-four.
    pub(crate) twenty_four_hours: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(raw: &'a str) -> Self {
        let tokens = lex(raw);
        Self::of_tokens(raw, tokens)
    }

    /// Tokens made elsewhere, in the order of the text.
    pub(crate) fn of_tokens(raw: &'a str, tokens: Vec<Token>) -> Self {
        let roles = vec![None; tokens.len()];
        Self { raw, tokens, roles, twenty_four_hours: false }
    }

    /// Leaves out the first tokens, as if they had not been typed.
    pub(crate) fn drop_front(&mut self, count: usize) {
        let count = count.min(self.tokens.len());
        self.tokens.drain(..count);
        self.roles.drain(..count);
    }

    /// Leaves out tokens anywhere, as if they had not been typed.
    pub(crate) fn remove(&mut self, range: Range<usize>) {
        let range = range.start.min(self.tokens.len())..range.end.min(self.tokens.len());
        self.tokens.drain(range.clone());
        self.roles.drain(range);
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word at `index` in lower case; empty for anything else, and beyond the end.
    pub(crate) fn word(&self, index: usize) -> &str {
        match self.tokens.get(index) {
            Some(Token { kind: Kind::Word, lower, .. }) => lower,
            _ => "",
        }
    }

    pub(crate) fn number(&self, index: usize) -> Option<f64> {
        match self.tokens.get(index)?.kind {
            Kind::Number(value) => Some(value),
            Kind::Word | Kind::Symbol(_) => None,
        }
    }

    /// A number without decimals, at most the largest there is room for, and the count of its digits as written.
    pub(crate) fn whole(&self, index: usize) -> Option<(i32, usize)> {
        self.number(index)?;
        let written = &self.tokens.get(index)?.lower;
        let digits = written.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| (written.parse().unwrap_or(i32::MAX), written.len()))
    }

    pub(crate) fn symbol(&self, index: usize) -> Option<char> {
        match self.tokens.get(index)?.kind {
            Kind::Symbol(symbol) => Some(symbol),
            Kind::Word | Kind::Number(_) => None,
        }
    }

    pub(crate) fn is_symbol(&self, index: usize, symbol: char) -> bool {
        self.symbol(index) == Some(symbol)
    }

    /// Whether the token at `index` is a hyphen or dash.
    pub(crate) fn is_dash(&self, index: usize) -> bool {
        matches!(self.symbol(index), Some('-' | '–' | '—'))
    }

    pub(crate) fn is_any(&self, index: usize, words: &[&str]) -> bool {
        let word = self.word(index);
        !word.is_empty() && words.contains(&word)
    }

    pub(crate) fn glued(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.glued)
    }

    pub(crate) fn capital(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.capital)
    }

    /// How many tokens `phrase` covers from `index` on, when it stands there; a hyphen may stand for a space.
    pub(crate) fn phrase(&self, index: usize, phrase: &str) -> Option<usize> {
        // Every table of phrases is tried at every token: nearly all of them differ in the first byte, most in the first word.
        let first = &self.tokens.get(index)?.lower;
        if first.as_bytes().first() != phrase.as_bytes().first() {
            return None;
        }
        let rest = phrase.strip_prefix(first.as_str())?;
        if rest.is_empty() {
            return Some(1);
        }
        let mut at = index + 1;
        for part in rest.strip_prefix(' ')?.split(' ') {
            if self.is_dash(at) {
                at += 1;
            }
            if self.tokens.get(at)?.lower != part {
                return None;
            }
            at += 1;
        }
        Some(at - index)
    }

    /// The longest of `phrases` that stands at `index`: which, and how many tokens it covers.
    pub(crate) fn longest<'p>(
        &self,
        index: usize,
        phrases: impl IntoIterator<Item = &'p str>,
    ) -> Option<(&'p str, usize)> {
        phrases
            .into_iter()
            .filter_map(|phrase| self.phrase(index, phrase).map(|length| (phrase, length)))
            .max_by_key(|&(_, length)| length)
    }

    /// Whether `phrase` stands anywhere in the text.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        (0..self.len()).any(|index| self.phrase(index, phrase).is_some())
    }

    pub(crate) fn has_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    pub(crate) fn role(&self, index: usize) -> Option<Role> {
        self.roles.get(index).copied().flatten()
    }

    pub(crate) fn free(&self, range: Range<usize>) -> bool {
        range.end <= self.len() && range.into_iter().all(|index| self.roles[index].is_none())
    }

    pub(crate) fn take(&mut self, range: Range<usize>, role: Role) {
        for index in range {
            if let Some(slot) = self.roles.get_mut(index) {
                *slot = Some(role);
            }
        }
    }

    /// The text from the first to the last token of `range`, as typed.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|last| self.tokens.get(last)))
        {
            (Some(first), Some(last)) if first.bytes.start <= last.bytes.end => {
                &self.raw[first.bytes.start..last.bytes.end]
            }
            _ => "",
        }
    }

    /// Whether the text holds a letter or a digit at all.
    pub(crate) fn is_wordless(&self) -> bool {
        !self.tokens.iter().any(|token| !matches!(token.kind, Kind::Symbol(_)))
    }
}

fn lex(raw: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = raw.char_indices().collect();
    let offset = |at: usize| characters.get(at).map_or(raw.len(), |&(byte, _)| byte);
    let character = |at: usize| characters.get(at).map_or(' ', |&(_, character)| character);
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let first = character(at);
        if is_blank(first) {
            at += 1;
            continue;
        }
        let start = at;
        let kind = if first.is_ascii_digit() {
            at = end_of_number(at, &character);
            let written: String = (start..at).map(&character).collect();
            Kind::Number(number_value(&written))
        } else if first.is_alphabetic() {
            at = end_of_word(at, &character);
            Kind::Word
        } else if is_apostrophe(first)
            && possessive(at, &character)
            && start > 0
            && !is_blank(character(start - 1))
        {
            at += 2;
            Kind::Word
        } else {
            at += 1;
            Kind::Symbol(first)
        };
        let bytes = offset(start)..offset(at);
        let lower = raw[bytes.clone()].to_lowercase().replace(['’', 'ʼ', '‘'], "'");
        let glued = tokens.last().is_some_and(|last| last.bytes.end == bytes.start);
        tokens.push(Token { kind, lower, bytes, capital: first.is_uppercase(), glued });
    }
    tokens
}

/// White space, and whatever takes no room: control characters, joiners, direction marks.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ' | '‘')
}

/// Whether `'s` stands at `at` and ends there.
fn possessive(at: usize, character: &impl Fn(usize) -> char) -> bool {
    matches!(character(at + 1), 's' | 'S') && !character(at + 2).is_alphanumeric()
}

fn end_of_word(mut at: usize, character: &impl Fn(usize) -> char) -> usize {
    loop {
        if is_apostrophe(character(at)) {
            if possessive(at, character) || !character(at + 1).is_alphabetic() {
                return at;
            }
        } else if !character(at).is_alphabetic() && !is_combining(character(at)) {
            return at;
        }
        at += 1;
    }
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// A number ends before a second separator, so that `14.06.2013` is three numbers and `1.5` is one.
fn end_of_number(start: usize, character: &impl Fn(usize) -> char) -> usize {
    let digits = |mut at: usize| {
        while character(at).is_ascii_digit() {
            at += 1;
        }
        at
    };
    let whole = digits(start);
    let separates = |at: usize| matches!(character(at), '.' | ',') && character(at + 1).is_ascii_digit();
    let follows_one = start >= 2 && character(start - 1) == '.' && character(start - 2).is_ascii_digit();
    if !separates(whole) || follows_one {
        return whole;
    }
    if character(whole) == ',' {
        // A comma groups thousands or, in front of one or two digits, marks the decimals.
        let mut end = whole;
        while character(end) == ',' && digits(end + 1) - (end + 1) == 3 {
            end += 4;
        }
        if end > whole {
            let decimals = digits(end + 1);
            return if character(end) == '.' && decimals > end + 1 { decimals } else { end };
        }
    }
    let decimals = digits(whole + 1);
    if separates(decimals) || decimals - whole > 3 && character(whole) == ',' { whole } else { decimals }
}

fn number_value(written: &str) -> f64 {
    let plain = match written.rsplit_once(',') {
        Some((_, after)) if after.len() == 3 || after.contains('.') => written.replace(',', ""),
        _ => written.replace(',', "."),
    };
    plain.parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lowers(raw: &str) -> Vec<String> {
        Text::new(raw).tokens.into_iter().map(|token| token.lower).collect()
    }

    #[test]
    fn words_numbers_and_symbols_are_told_apart() {
        for (raw, expected) in [
            ("Tomorrow's picnic", vec!["tomorrow", "'s", "picnic"]),
            ("8pm, 14:30", vec!["8", "pm", ",", "14", ":", "30"]),
            ("I-94 at 8 o’clock", vec!["i", "-", "94", "at", "8", "o'clock"]),
            ("over 1,200.5 £", vec!["over", "1,200.5", "£"]),
            ("14.06.2013", vec!["14", ".", "06", ".", "2013"]),
            ("2.5 mm or 2,5mm", vec!["2.5", "mm", "or", "2,5", "mm"]),
            ("a\u{0}b\u{200b}c", vec!["a", "b", "c"]),
        ] {
            assert_eq!(lowers(raw), expected, "{raw}");
        }
    }

    #[test]
    fn numbers_have_the_value_written() {
        for (raw, expected) in [("1,200", 1200.0), ("1,234,567.5", 1_234_567.5), ("2,5", 2.5), ("0.25", 0.25)]
        {
            assert_eq!(Text::new(raw).number(0), Some(expected), "{raw}");
        }
    }

    #[test]
    fn a_phrase_is_found_across_a_hyphen() {
        assert_eq!(Text::new("a bike-ride").phrase(1, "bike ride"), Some(3));
        assert_eq!(Text::new("a bike").phrase(1, "bike ride"), None);
    }

    proptest! {
        #[test]
        fn tokens_stand_in_order_within_the_text(raw in any::<String>()) {
            let text = Text::new(&raw);
            let mut end = 0;
            for token in &text.tokens {
                prop_assert!(token.bytes.start >= end && token.bytes.end > token.bytes.start);
                prop_assert!(raw.get(token.bytes.clone()).is_some());
                end = token.bytes.end;
            }
        }
    }
}
