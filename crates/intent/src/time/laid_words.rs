use super::{
    Days, Expression, Hours, Options, Phrase,
    on_clock::Laid,
    resolver::{Led, led},
};
use crate::{Setting, tokens::Text};
use std::ops::Range;

/// A mention that the grammar of times finds in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    pub(super) tokens: Range<usize>,
    pub(super) expression: Expression,
    /// What it is for the one who asks.
    pub(super) laid: Laid,
}

/// What the grammar of times finds in a text that a question can ask about, and the tokens it covers. It is laid on the clock of the
/// one who asks to see what it is; when that is at the place asked about is worked out later.
pub(super) fn mentions(text: &Text<'_>, setting: &Setting<'_>) -> Vec<Mention> {
    let (written, tokens) = written(text);
    let options = Options::of(setting).with_a_sun(&setting.now);
    let found = led(&written, &setting.now, &options);
    let mention = |found: &Led| {
        let first = tokens.iter().position(|token| token.start >= found.bytes.start)?;
        let last = tokens.iter().rposition(|token| token.end <= found.bytes.end)?;
        if last < first {
            return None;
        }
        // `Wait until Sunday` is about Sunday.
        if found.mention.open && text.is_any(first.wrapping_sub(1), &["wait"]) {
            return None;
        }
        let covered = first..last + 1;
        // By itself, as it will be read once more.
        let words = written[found.bytes.clone()].to_owned();
        let phrase = Phrase { words, twenty_four_hours: text.twenty_four_hours };
        let laid = phrase.laid(&setting.now, &options)?;
        let (days, hours) = match &laid {
            Laid::Past => (Some(Days::Past), None),
            Laid::Days(_) | Laid::From(_) => (Some(Days::Phrase(phrase)), None),
            Laid::In(_) => (Some(Days::Phrase(phrase)), Some(Hours::OfDays { moment: true })),
            Laid::Day { moment, .. } if phrase.is_of_any_day(&setting.now, &options) => {
                (None, Some(Hours::Phrase { phrase, moment: *moment }))
            }
            Laid::Day { moment, .. } => (Some(Days::Phrase(phrase)), Some(Hours::OfDays { moment: *moment })),
            Laid::Stretch(..) => (Some(Days::Phrase(phrase)), Some(Hours::OfDays { moment: false })),
        };
        let expression = Expression { days, hours, length: None, tokens: covered.clone() };
        Some(Mention { tokens: covered, expression, laid })
    };
    found.iter().filter_map(mention).collect()
}

/// The text in the words it is read in, which are not always those typed, and where each token stands in it.
fn written(text: &Text<'_>) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(text.raw.len());
    let mut places = Vec::with_capacity(text.len());
    for token in &text.tokens {
        if !token.glued && !out.is_empty() {
            out.push(' ');
        }
        let typed = text.raw.get(token.bytes.clone()).filter(|typed| typed.to_lowercase() == token.lower);
        let start = out.len();
        out.push_str(typed.unwrap_or(&token.lower));
        places.push(start..out.len());
    }
    (out, places)
}
