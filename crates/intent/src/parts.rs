//! The parts of a text as they are read, for marking them while it is being typed.

use crate::{
    Setting, language,
    place_names::Reading,
    places, subject,
    tokens::{Role, Text},
    unclear::LONGEST_TEXT,
    watch,
};
use domain::{Part, PartKind};
use std::ops::Range;

/// The parts that [`crate::interpret`] finds in a text, in order and apart from each other. A text that is too long has none.
#[must_use]
pub fn parts(raw: &str, setting: &Setting<'_>) -> Vec<Part> {
    if raw.chars().count() > LONGEST_TEXT {
        return Vec::new();
    }
    let mut text = language::read(raw);
    watch::take(&mut text);
    let heard = subject::listen(&mut text, setting);
    let mut parts = Vec::new();
    let mut counted = Counted { raw, byte: 0, characters: 0 };
    let mut marked = 0;
    let mut index = 0;
    while index < text.len() {
        let Some(role) = text.role(index) else {
            index += 1;
            continue;
        };
        let mut end = index + 1;
        while end < text.len() && text.role(end) == Some(role) {
            end += 1;
        }
        let tokens = if role == Role::Place { places::bare(&text, index..end) } else { index..end };
        let written = text.slice(tokens.clone());
        let meant = heard.whereabouts.named.iter().find_map(|named| match &named.reading {
            Reading::Corrected(meant) if role == Role::Place && written == named.name => Some(meant.clone()),
            _ => None,
        });
        index = end;
        let bytes = bytes(&text, &tokens);
        // A phrase of another language means words of several roles now and then; it is marked as the first of them.
        let start = bytes.start.max(marked);
        if start < bytes.end {
            marked = bytes.end;
            parts.push(Part {
                kind: kind(role),
                start: counted.up_to(start),
                end: counted.up_to(bytes.end),
                meant,
            });
        }
    }
    parts
}

fn kind(role: Role) -> PartKind {
    match role {
        Role::Time => PartKind::Time,
        Role::Threshold => PartKind::Limit,
        Role::Activity => PartKind::Activity,
        Role::Condition => PartKind::Condition,
        Role::Series => PartKind::Series,
        Role::Place => PartKind::Place,
    }
}

fn bytes(text: &Text<'_>, tokens: &Range<usize>) -> Range<usize> {
    text.tokens[tokens.start].bytes.start..text.tokens[tokens.end - 1].bytes.end
}

/// Characters of a text, counted once from its beginning to its end.
struct Counted<'a> {
    raw: &'a str,
    byte: usize,
    characters: u32,
}

impl Counted<'_> {
    /// Characters before a byte, which may not lie before the last one asked for.
    fn up_to(&mut self, byte: usize) -> u32 {
        let more = self.raw[self.byte..byte].chars().count();
        self.byte = byte;
        self.characters += u32::try_from(more).expect("a text is shorter than 2^32 characters");
        self.characters
    }
}
