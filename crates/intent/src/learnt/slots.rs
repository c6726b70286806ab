//! Which words say where, when and what kind of weather: a chain over the tokens, with weights learnt from labelled questions.

use super::{
    chain::Links,
    cues::{self, Kinds},
    features::{Features, join, of_text},
    weights::Weights,
};
use crate::tokens::{Kind, Text};
use std::{ops::Range, sync::LazyLock};

/// What a part of a question tells. The names are those of the SNIPS data set, so that results can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotKind {
    /// A town.
    City,
    /// A part of a country.
    State,
    /// A country or territory.
    Country,
    /// A park, a peak, a landmark.
    GeographicPoi,
    /// "Here", "my current position".
    CurrentLocation,
    /// "Close to", "far from".
    SpatialRelation,
    /// When.
    TimeRange,
    /// "Rain", "cloudy".
    ConditionDescription,
    /// "Cold", "warmer".
    ConditionTemperature,
}

impl SlotKind {
    /// All of them, in the order of their labels.
    pub const ALL: [Self; 9] = [
        Self::City,
        Self::State,
        Self::Country,
        Self::GeographicPoi,
        Self::CurrentLocation,
        Self::SpatialRelation,
        Self::TimeRange,
        Self::ConditionDescription,
        Self::ConditionTemperature,
    ];

    /// The name in data files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::State => "state",
            Self::Country => "country",
            Self::GeographicPoi => "geographic_poi",
            Self::CurrentLocation => "current_location",
            Self::SpatialRelation => "spatial_relation",
            Self::TimeRange => "timeRange",
            Self::ConditionDescription => "condition_description",
            Self::ConditionTemperature => "condition_temperature",
        }
    }

    /// Whether it names a place, or says that it is here.
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Self::City | Self::State | Self::Country | Self::GeographicPoi | Self::CurrentLocation)
    }
}

/// A part of a text, and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotSpan {
    /// What it tells.
    pub slot: SlotKind,
    /// Where it stands, in bytes; on the borders of characters.
    pub bytes: Range<usize>,
    /// How likely its least likely token is read rightly, from 0 to 1.
    pub probability: f64,
}

/// Where a token stands in a slot of several. (A letter each in the usual names of the labels: B, I, E and S.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    First,
    Inner,
    Last,
    Only,
}

/// Outside of all slots, then four positions for each.
pub(super) const LABELS: usize = 1 + 4 * SlotKind::ALL.len();
const OUTSIDE: usize = 0;

fn parts(label: usize) -> Option<(usize, Position)> {
    let slot = label.checked_sub(1)?;
    let position = [Position::First, Position::Inner, Position::Last, Position::Only][slot % 4];
    Some((slot / 4, position))
}

static LINKS: LazyLock<Links> = LazyLock::new(|| {
    let begins =
        |label| parts(label).is_none_or(|(_, position)| matches!(position, Position::First | Position::Only));
    let ends =
        |label| parts(label).is_none_or(|(_, position)| matches!(position, Position::Last | Position::Only));
    let follows = move |from, to| match (parts(from), parts(to)) {
        (Some((from, Position::First | Position::Inner)), Some((to, Position::Inner | Position::Last))) => {
            from == to
        }
        _ => ends(from) && begins(to),
    };
    Links::new(LABELS, begins, follows, ends)
});

/// The labels that may follow each other.
pub(super) fn links() -> &'static Links {
    &LINKS
}

/// The labels of the tokens of a text whose slots are these spans of bytes. A token belongs to the first slot that it touches.
pub(super) fn labels(text: &Text<'_>, slots: &[(SlotKind, Range<usize>)]) -> Vec<usize> {
    let mut labels = vec![OUTSIDE; text.len()];
    for (slot, bytes) in slots {
        let touched = |index: &usize| {
            let token = &text.tokens[*index].bytes;
            token.start < bytes.end && bytes.start < token.end
        };
        let tokens: Vec<usize> = (0..text.len()).filter(touched).collect();
        for (place, &token) in tokens.iter().enumerate() {
            let position = match (place == 0, place + 1 == tokens.len()) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            let kind = SlotKind::ALL.iter().position(|other| other == slot).unwrap_or(0);
            labels[token] = 1 + 4 * kind + position;
        }
    }
    labels
}

/// The slots of a text by these weights, in order.
pub(super) fn tag(text: &Text<'_>, weights: &Weights) -> Vec<SlotSpan> {
    let mut scores = vec![0_i32; text.len() * LABELS];
    for (features, scores) in features(text).iter().zip(scores.chunks_exact_mut(LABELS)) {
        for &key in &features.keys {
            weights.add(key, scores);
        }
    }
    // Whole steps: the same sequence on every machine.
    let transitions: Vec<i32> = weights.transitions.iter().map(|&step| i32::from(step)).collect();
    let Some(best) = links().best(&scores, &transitions) else { return Vec::new() };
    if best.iter().all(|&label| label == OUTSIDE) {
        return Vec::new();
    }
    let sized = |steps: &[i32]| steps.iter().map(|&step| f64::from(step) * weights.scale).collect::<Vec<_>>();
    let (shares, _) = links().marginals(&sized(&scores), &sized(&transitions), None);
    let mut spans = Vec::new();
    let mut start = 0;
    for (token, &label) in best.iter().enumerate() {
        let Some((slot, position)) = parts(label) else { continue };
        if matches!(position, Position::First | Position::Only) {
            start = token;
        }
        if matches!(position, Position::Last | Position::Only) {
            let share = |token: usize| shares[token * LABELS + best[token]];
            let probability = (start..=token).map(share).fold(1.0, f64::min);
            let bytes = text.tokens[start].bytes.start..text.tokens[token].bytes.end;
            spans.push(SlotSpan { slot: SlotKind::ALL[slot], bytes, probability });
        }
    }
    spans
}

/// What the features of all tokens are made from.
struct Row {
    word: u64,
    class: u64,
    kinds: Kinds,
    shape: u64,
}

/// A stretch of words that could be a name.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    /// How many of its tokens tell what it is the name of: `park`, `lake`; and whether its last one does.
    heads: usize,
    ends_in_head: bool,
    /// How far on from this token the next such is.
    ahead: Option<usize>,
}

/// The features of every token. Their count doesn't depend on the length of the text.
pub(super) fn features(text: &Text<'_>) -> Vec<Features> {
    let names = cues::names(text);
    let rows: Vec<Row> = (0..text.len()).map(|index| row(text, index, &names[index])).collect();
    let runs = runs(text, &rows);
    let stretches = stretches(text, &rows, &names);
    let last = (0..text.len()).rfind(|&index| text.symbol(index).is_none());
    let mut all = Vec::with_capacity(text.len());
    for index in 0..text.len() {
        let mut features = Features { keys: Vec::with_capacity(96) };
        of_words(&rows, index, &mut features);
        of_letters(text, index, &mut features);
        of_names(text, &names, (index, last), &mut features);
        of_run(&rows, runs[index], index, &mut features);
        of_stretch(&rows, stretches[index], index, &mut features);
        all.push(features);
    }
    all
}

fn row(text: &Text<'_>, index: usize, names: &[(cues::Named, cues::Part)]) -> Row {
    let token = &text.tokens[index];
    let kinds = cues::kinds(token);
    let shape = cues::shape(text.raw, token);
    let numeric = matches!(token.kind, Kind::Number(_));
    let named = names.iter().fold(0, |sum, (named, _)| sum | 1 << (*named as u64));
    let code = u64::from(cues::is_code(text.raw, token));
    // A word of no kind is told by its capital alone, a number by its digits, a sign by itself.
    let class = match token.kind {
        Kind::Number(_) => shape,
        Kind::Symbol(_) => of_text(&token.lower),
        Kind::Word => join(kinds, named * 4 + code * 2 + u64::from(token.capital && kinds == 0)),
    };
    Row { word: if numeric { shape } else { of_text(&token.lower) }, class, kinds, shape }
}

const BEYOND: u64 = u64::MAX;

fn of_words(rows: &[Row], index: usize, features: &mut Features) {
    let at = |offset: isize| index.checked_add_signed(offset).and_then(|index| rows.get(index));
    let word = |offset: isize| at(offset).map_or(BEYOND, |row| row.word);
    let class = |offset: isize| at(offset).map_or(BEYOND, |row| row.class);
    features.add(0, &[]);
    for (pattern, offset) in (1..).zip(-2..=2) {
        features.add(pattern, &[word(offset)]);
    }
    features.add(10, &[word(-1), word(0)]);
    features.add(11, &[word(0), word(1)]);
    features.add(12, &[word(-2), word(-1)]);
    features.add(13, &[word(1), word(2)]);
    for (pattern, offset) in (20..).zip(-3..=3) {
        features.add(pattern, &[class(offset)]);
    }
    features.add(30, &[class(-1), class(0)]);
    features.add(31, &[class(0), class(1)]);
    features.add(32, &[class(-1), class(0), class(1)]);
    features.add(33, &[class(-2), class(-1)]);
    features.add(34, &[class(1), class(2)]);
    features.add(35, &[class(-2), class(-1), class(0)]);
    features.add(36, &[class(0), class(1), class(2)]);
    features.add(37, &[word(-1), class(0)]);
    features.add(38, &[word(-1), class(0), class(1)]);
    features.add(39, &[word(-2), word(-1), class(0)]);
    features.add(40, &[class(0), word(1)]);
    for (pattern, offset) in (50..).zip(-2..=2) {
        let kinds = at(offset).map_or(0, |row| row.kinds);
        for bit in (0..64).filter(|bit| kinds >> bit & 1 == 1) {
            features.add(pattern, &[bit]);
        }
    }
    for (pattern, offset) in (60..).zip(-1..=1) {
        features.add(pattern, &[at(offset).map_or(BEYOND, |row| row.shape)]);
    }
    features.add(63, &[at(-1).map_or(BEYOND, |row| row.shape), rows[index].shape]);
}

fn of_letters(text: &Text<'_>, index: usize, features: &mut Features) {
    let token = &text.tokens[index];
    if matches!(token.kind, Kind::Word) {
        let bounds: Vec<usize> =
            token.lower.char_indices().map(|(at, _)| at).chain([token.lower.len()]).take(32).collect();
        let count = bounds.len() - 1;
        for length in 2..=4 {
            if count >= length {
                features.add(70 + length as u64, &[of_text(&token.lower[..bounds[length]])]);
                features.add(75 + length as u64, &[of_text(&token.lower[bounds[count - length]..])]);
            }
        }
    }
    if token.glued {
        features.add(80, &[]);
    }
    if text.glued(index + 1) {
        features.add(81, &[]);
    }
    if token.capital {
        features.add(82, &[u64::from(index == 0)]);
    }
}

fn of_names(
    text: &Text<'_>,
    names: &[Vec<(cues::Named, cues::Part)>],
    (index, last): (usize, Option<usize>),
    features: &mut Features,
) {
    let token = &text.tokens[index];
    for (pattern, at) in [(90, Some(index)), (91, index.checked_sub(1)), (92, Some(index + 1))] {
        for (named, part) in at.and_then(|at| names.get(at)).into_iter().flatten() {
            features.add(pattern, &[*named as u64, *part as u64]);
        }
    }
    let comma = index > 0 && text.is_symbol(index - 1, ',');
    for (named, part) in &names[index] {
        features.add(93, &[*named as u64, *part as u64, u64::from(comma), u64::from(token.capital)]);
    }
    let code = cues::is_code(text.raw, token);
    if code || cues::may_be_code(token) {
        features.add(94, &[u64::from(code), u64::from(comma), u64::from(last == Some(index))]);
    }
    // What stands behind, perhaps behind a comma, tells a town from a country.
    let next = if text.is_symbol(index + 1, ',') { index + 2 } else { index + 1 };
    if let Some(behind) = text.tokens.get(next) {
        if cues::is_code(text.raw, behind) {
            features.add(95, &[9, u64::from(next > index + 1)]);
        }
        for (named, part) in &names[next] {
            if matches!(part, cues::Part::Only | cues::Part::First) {
                features.add(95, &[*named as u64, u64::from(next > index + 1)]);
            }
        }
    }
}

fn of_run(rows: &[Row], run: Option<Run>, index: usize, features: &mut Features) {
    let Some(run) = run else {
        features.add(100, &[]);
        return;
    };
    let Run { start, end, .. } = run;
    let position = u64::from(index == start) + 2 * u64::from(index + 1 == end);
    let length = (end - start).min(5) as u64;
    let lead = start.checked_sub(1).map_or(BEYOND, |lead| rows[lead].word);
    let lead_class = start.checked_sub(1).map_or(BEYOND, |lead| rows[lead].class);
    let behind = rows.get(end).map_or(BEYOND, |row| row.class);
    let headed = run.heads.min(2) as u64 + 4 * u64::from(run.ends_in_head);
    let ahead = run.ahead.map_or(9, |ahead| ahead.min(4) as u64);
    features.add(101, &[position, length]);
    features.add(102, &[position, headed]);
    features.add(103, &[position, ahead, headed]);
    features.add(104, &[headed, lead]);
    features.add(105, &[rows[end - 1].word]);
    features.add(106, &[rows[end - 1].word, position]);
    features.add(107, &[lead, position]);
    features.add(108, &[lead_class, headed, length]);
    features.add(109, &[behind, position]);
    features.add(110, &[rows[index].shape, position, headed]);
    features.add(111, &[rows[start].word]);
}

/// For every token the run that it is in. Words of no known kind, those with a capital letter and those that places are called
/// after make up a run, with what joins them.
fn runs(text: &Text<'_>, rows: &[Row]) -> Vec<Option<Run>> {
    static PLACES: LazyLock<Kinds> = LazyLock::new(|| cues::any_kind(&["nature", "town", "compass"]));
    static HEADS: LazyLock<Kinds> = LazyLock::new(|| cues::any_kind(&["nature"]));
    static TIMES: LazyLock<Kinds> = LazyLock::new(|| {
        cues::any_kind(&[
            "month",
            "weekday",
            "relative_day",
            "season",
            "unit",
            "number",
            "question",
            "be",
            "modal",
            "weather",
        ])
    });
    let core = |index: usize| {
        let (token, kinds) = (&text.tokens[index], rows[index].kinds);
        matches!(token.kind, Kind::Word)
            && token.lower != "'s"
            && (kinds == 0 || kinds & *PLACES != 0 || token.capital && index > 0 && kinds & *TIMES == 0)
    };
    let joint = |index: usize| {
        text.is_any(index, &["of", "and", "the", "'s", "de", "la"])
            || matches!(text.symbol(index), Some('-' | '–' | '.' | '&' | '\''))
    };
    let mut runs = vec![None; text.len()];
    let mut start = 0;
    while start < text.len() {
        if !core(start) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        loop {
            let mut next = end;
            while next < text.len() && next < end + 2 && joint(next) {
                next += 1;
            }
            if next >= text.len() || !core(next) {
                break;
            }
            end = next + 1;
        }
        let is_head = |index: usize| rows[index].kinds & *HEADS != 0;
        let heads = (start..end).filter(|&index| is_head(index)).count();
        let mut ahead = None;
        for index in (start..end).rev() {
            ahead = if is_head(index) { Some(0) } else { ahead.map(|ahead: usize| ahead + 1) };
            runs[index] = Some(Run { start, end, heads, ends_in_head: is_head(end - 1), ahead });
        }
        start = end;
    }
    runs
}

/// A stretch of words that times are made of: where it begins, where it ends, and how many of its words can't but be a time.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    sure: usize,
}

fn of_stretch(rows: &[Row], stretch: Option<Stretch>, index: usize, features: &mut Features) {
    let Some(Stretch { start, end, sure }) = stretch else {
        features.add(120, &[]);
        return;
    };
    let position = u64::from(index == start) + 2 * u64::from(index + 1 == end);
    let length = (end - start).min(4) as u64;
    let sure = sure.min(2) as u64;
    let lead = start.checked_sub(1).map_or(BEYOND, |lead| rows[lead].word);
    let behind = rows.get(end).map_or(BEYOND, |row| row.class);
    features.add(121, &[position, length, sure]);
    features.add(122, &[position, sure, lead]);
    features.add(123, &[position, sure, behind]);
    features.add(124, &[sure, rows[start].class, position]);
    features.add(125, &[sure, rows[end - 1].class, position]);
    features.add(126, &[sure, rows[start].word]);
    features.add(127, &[sure, rows[end - 1].word]);
    features.add(128, &[sure, rows[index].class, position]);
}

/// For every token the stretch that it is in.
fn stretches(
    text: &Text<'_>,
    rows: &[Row],
    names: &[Vec<(cues::Named, cues::Part)>],
) -> Vec<Option<Stretch>> {
    static SURE: LazyLock<Kinds> = LazyLock::new(|| {
        cues::any_kind(&["month", "weekday", "unit", "daypart", "meal", "relative_day", "season", "clock"])
    });
    static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
        *SURE | cues::any_kind(&["number", "ordinal", "ordinal_end", "nearness", "ago", "demonstrative"])
    });
    let holiday = |index: usize| names[index].iter().any(|(named, _)| *named == cues::Named::Holiday);
    let core = |index: usize| {
        matches!(text.tokens[index].kind, Kind::Number(_))
            || rows[index].kinds & *KINDS != 0
            || holiday(index)
    };
    let sure = |index: usize| rows[index].kinds & *SURE != 0 || holiday(index);
    let joint = |index: usize| {
        text.is_any(index, &["and", "a", "an", "the", "of", "in", "'s"])
            || matches!(text.symbol(index), Some('-' | '–' | '.' | ',' | '/' | ':'))
    };
    let mut stretches = vec![None; text.len()];
    let mut start = 0;
    while start < text.len() {
        if !core(start) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        loop {
            let mut next = end;
            while next < text.len() && next < end + 3 && !core(next) && joint(next) {
                next += 1;
            }
            if next >= text.len() || !core(next) {
                break;
            }
            end = next + 1;
        }
        let count = (start..end).filter(|&index| sure(index)).count();
        stretches[start..end].fill(Some(Stretch { start, end, sure: count }));
        start = end;
    }
    stretches
}
