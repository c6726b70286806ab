//! Lines as RFC 5545 has them (3.1): folded, a name, parameters, a value.

use crate::{
    ContextError,
    import::{InputFile, Lines},
};

/// Bytes of a line that are kept: pictures and the like may be much longer.
const KEPT: usize = 20_000;

/// One unfolded line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without quotes.
    parameters: Vec<(String, String)>,
    pub(super) value: String,
}

impl ContentLine {
    /// A line with its folds taken out; none where there is no name.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = text.find(|character| {
            quoted ^= character == '"';
            character == ':' && !quoted
        })?;
        let (head, value) = (&text[..colon], &text[colon + 1..]);
        let mut parts = Vec::new();
        let (mut from, mut quoted) = (0, false);
        for (at, character) in head.char_indices() {
            quoted ^= character == '"';
            if character == ';' && !quoted {
                parts.push(&head[from..at]);
                from = at + 1;
            }
        }
        parts.push(&head[from..]);
        let mut parts = parts.into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        if name.is_empty() {
            return None;
        }
        let parameters = parts
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.trim_matches('"').to_owned()))
            .collect();
        Some(Self { name, parameters, value: value.to_owned() })
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Its value as a text on one line.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut characters = self.value.chars();
        while let Some(character) = characters.next() {
            text.push(match character {
                '\\' => match characters.next() {
                    Some('n' | 'N') | None => ' ',
                    Some(other) => other,
                },
                other => other,
            });
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The lines of a calendar, one after the other.
pub(super) struct ContentLines {
    lines: Lines,
    /// The beginning of the next one.
    ahead: Option<String>,
}

impl ContentLines {
    pub(super) fn open(input: &InputFile) -> Result<Self, ContextError> {
        let mut lines = Lines::plain(input)?;
        let ahead = lines.next()?.map(|(_, text)| text.into_owned());
        Ok(Self { lines, ahead })
    }

    /// What can't be read as a line is left out.
    pub(super) fn next(&mut self) -> Result<Option<ContentLine>, ContextError> {
        while let Some(mut text) = self.ahead.take() {
            while let Some((_, more)) = self.lines.next()? {
                match more.strip_prefix([' ', '\t']) {
                    Some(more) if text.len() + more.len() <= KEPT => text.push_str(more),
                    Some(_) => {}
                    None => {
                        self.ahead = Some(more.into_owned());
                        break;
                    }
                }
            }
            if let Some(line) = ContentLine::parse(&text) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_name_parameters_and_a_value() {
        let line =
            ContentLine::parse(r#"dtstart;X-A="one;two:three";TZID=Europe/Lisbon:20240615T120000"#).unwrap();
        assert_eq!((line.name.as_str(), line.value.as_str()), ("DTSTART", "20240615T120000"));
        assert_eq!(line.parameter("X-A"), Some("one;two:three"));
        assert_eq!(line.parameter("TZID"), Some("Europe/Lisbon"));
        assert_eq!(ContentLine::parse("no value"), None);
        assert_eq!(ContentLine::parse(":no name"), None);
        let text = ContentLine::parse(r"SUMMARY:Picnic\, with\nAnna\; bring \\ and  salt").unwrap().text();
        assert_eq!(text, r"Picnic, with Anna; bring \ and salt");
    }
}
