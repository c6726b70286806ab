//! Which series a text is about: by its name, by the words of its name, or by what people say of such things.

use crate::{
    conditions, spelling,
    tokens::{Kind, Role, Text},
    words,
};
use domain::{Dimension, SeriesInfo, SeriesKind};
use std::ops::Range;

/// A series and how the text names it.
#[derive(Debug, Clone)]
pub(crate) struct Match<'a> {
    pub(crate) info: &'a SeriesInfo,
    /// By its title or an alias, letter for letter.
    pub(crate) by_name: bool,
    /// Other series that fit as well.
    pub(crate) rivals: Vec<&'a SeriesInfo>,
}

/// How much a word says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Nothing beside words that aren't understood, and only where it is asked how much or when: `power off`.
    Vague,
    /// Enough with a time or a limit, or when all other words are understood: `an oil change`.
    Plain,
    /// Enough: `traffic`.
    Strong,
}

/// What people say of a kind of series, and what the series is then called.
struct Cue {
    said: &'static [&'static str],
    called: &'static [&'static str],
    /// What such series are about, to say that there is none.
    topic: &'static str,
    strength: Strength,
}

const ROADS: [&str; 7] = ["traffic", "road", "highway", "motorway", "interstate", "vehicle", "vehicles"];

const CUES: [Cue; 7] = [
    Cue {
        said: &["traffic", "congestion", "congested", "rush hour", "traffic jam"],
        called: &ROADS,
        topic: "traffic",
        strength: Strength::Strong,
    },
    Cue {
        said: &["road", "roads", "motorway", "highway", "freeway", "interstate", "jam", "jams", "vehicles"],
        called: &ROADS,
        topic: "traffic",
        strength: Strength::Plain,
    },
    Cue {
        said: &["busy", "crowded", "cars", "busier"],
        called: &["traffic", "road", "highway", "motorway", "vehicles", "visitors", "footfall"],
        topic: "how busy that gets",
        strength: Strength::Vague,
    },
    Cue {
        said: &["power", "energy", "electric"],
        called: &["electricity", "electric", "energy", "power", "kwh"],
        topic: "electricity",
        strength: Strength::Vague,
    },
    Cue {
        said: &["electricity", "kwh", "power use", "power consumption", "energy use", "energy consumption"],
        called: &["electricity", "electric", "energy", "power", "kwh"],
        topic: "electricity",
        strength: Strength::Strong,
    },
    Cue {
        said: &["sell", "sales", "sale", "selling", "revenue", "turnover", "takings"],
        called: &["sales", "sale", "retail", "revenue", "turnover"],
        topic: "sales",
        strength: Strength::Plain,
    },
    Cue {
        said: &["oil", "crude", "wti", "barrel", "petrol", "gasoline"],
        called: &["oil", "crude", "wti", "petroleum"],
        topic: "oil",
        strength: Strength::Plain,
    },
];

/// Words of a name that don't tell series apart.
const GENERIC: [&str; 44] = [
    "bill",
    "bills",
    "price",
    "prices",
    "use",
    "usage",
    "used",
    "consumption",
    "household",
    "home",
    "daily",
    "hourly",
    "weekly",
    "monthly",
    "volume",
    "total",
    "index",
    "series",
    "data",
    "per",
    "count",
    "number",
    "rate",
    "level",
    "value",
    "the",
    "of",
    "in",
    "at",
    "and",
    "for",
    "my",
    "our",
    "uk",
    "us",
    "usa",
    "sample",
    "spot",
    "online",
    "on",
    "to",
    "hour",
    "day",
    "metro",
];

/// Finds a series by its title or an alias and marks the tokens. One that is weather is meant only by its whole name, of two words or
/// more: else the weather is asked about, which is told from all that is known of the place.
pub(crate) fn named<'a>(text: &mut Text<'_>, series: &'a [SeriesInfo]) -> Option<Match<'a>> {
    let words = spoken(text);
    let mut best: Option<(usize, &SeriesInfo, Range<usize>)> = None;
    for info in series {
        for name in std::iter::once(&info.title).chain(&info.aliases) {
            let name = spoken(&Text::new(name));
            let weak = match name.as_slice() {
                [] => true,
                // One word says too little by itself, `I94` and `traffic` aside, and what people call their own series; the
                // rest is weighed in [`likely`].
                [_] if info.weather.is_some() => true,
                [(word, _)] => !is_telling(word) && !is_own_word(text, info, word),
                _ => false,
            };
            if weak {
                continue;
            }
            let Some(at) = words.windows(name.len()).position(|window| {
                window.iter().zip(&name).all(|((word, _), (named, _))| singular(word) == singular(named))
            }) else {
                continue;
            };
            let tokens = words[at].1..words[at + name.len() - 1].1 + 1;
            if best.as_ref().is_none_or(|best| name.len() > best.0) {
                best = Some((name.len(), info, tokens));
            }
        }
    }
    let (_, info, tokens) = best?;
    text.take(tokens, Role::Series);
    Some(Match { info, by_name: true, rivals: Vec::new() })
}

/// Finds the series that the words left over point to, and marks those. `anchored`: the text names a time or a limit.
pub(crate) fn likely<'a>(text: &mut Text<'_>, series: &'a [SeriesInfo], anchored: bool) -> Option<Match<'a>> {
    let words = free_words(text);
    let mut scored: Vec<(u32, &SeriesInfo, Vec<usize>)> = Vec::new();
    for info in series.iter().filter(|info| info.weather.is_none()) {
        let Some(pointer) = point(text, info, &words) else { continue };
        // `How busy is the museum?` is not about the road, and an oil change no price.
        let unknown = words.iter().any(|(word, index)| {
            !pointer.used.contains(index) && !words::is_function(word) && !GENERIC.contains(&word.as_str())
        });
        let asks = anchored || text.has_any(&["how", "forecast", "expect", "expected", "will"]);
        let enough = match pointer.strength {
            Strength::Strong => true,
            Strength::Plain => anchored || !unknown,
            Strength::Vague => asks && !unknown,
        };
        if enough {
            scored.push((pointer.score, info, pointer.used));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let (best, info, used) = scored.first()?.clone();
    let is_alias = |index: &usize| info.aliases.iter().any(|alias| alias.to_lowercase() == text.word(*index));
    let by_name = used.iter().any(is_alias);
    let rivals = scored.iter().skip(1).filter(|other| other.0 == best).map(|other| other.1).collect();
    for index in used {
        text.take(index..index + 1, Role::Series);
    }
    Some(Match { info, by_name, rivals })
}

/// The series that the words point to, if only faintly: to suggest, not to answer.
pub(crate) fn hinted<'a>(text: &Text<'_>, series: &'a [SeriesInfo]) -> Option<&'a SeriesInfo> {
    let words = free_words(text);
    series.iter().find(|info| info.weather.is_none() && point(text, info, &words).is_some())
}

fn free_words(text: &Text<'_>) -> Vec<(String, usize)> {
    spoken(text).into_iter().filter(|&(_, index)| text.role(index).is_none()).collect()
}

/// How words point to a series.
struct Pointer {
    score: u32,
    strength: Strength,
    /// The tokens that do.
    used: Vec<usize>,
}

fn point(text: &Text<'_>, info: &SeriesInfo, words: &[(String, usize)]) -> Option<Pointer> {
    // A bill is asked for as such.
    if is_money(info) && info.title.to_lowercase().contains("bill") && !asks_for_a_bill(text) {
        return None;
    }
    // A title tells a story, with places in it; its words count only where there are no aliases.
    let title = info.aliases.is_empty().then_some(&info.title);
    let own: Vec<String> = title
        .into_iter()
        .chain(&info.aliases)
        .flat_map(|name| spoken(&Text::new(name)))
        .map(|(word, _)| word)
        .filter(|word| !GENERIC.contains(&word.as_str()))
        .collect();
    let measured: Vec<String> =
        spoken(&Text::new(info.unit.symbol())).into_iter().map(|(word, _)| word).collect();
    let mut pointer = Pointer { score: 0, strength: Strength::Vague, used: Vec::new() };
    let mut add = |score: u32, strength: Strength, index: Option<usize>| {
        pointer.score += score;
        pointer.strength = pointer.strength.max(strength);
        pointer.used.extend(index);
    };
    let mut named = Vec::new();
    for (word, index) in words {
        if GENERIC.contains(&word.as_str()) || words::is_ordinary(word) || word.chars().count() < 3 {
            continue;
        }
        if own.iter().any(|own| singular(own) == singular(word)) {
            add(4, Strength::Plain, Some(*index));
            named.push(*index);
        } else if word.chars().count() > 5 && own.iter().any(|own| spelling::is_slip(word, own)) {
            add(3, Strength::Plain, Some(*index));
            named.push(*index);
        }
    }
    for cue in &CUES {
        let fits = own.iter().chain(&measured).any(|own| cue.called.contains(&own.as_str()))
            || cue.topic == "electricity" && info.unit.dimension() == Dimension::Energy;
        if !fits {
            continue;
        }
        for (word, index) in words {
            if cue.said.contains(&word.as_str()) {
                let again = named.contains(index);
                add(if again { 0 } else { 2 }, cue.strength, (!again).then_some(*index));
            }
        }
        if cue.said.iter().any(|said| said.contains(' ') && text.has(said)) {
            add(2, cue.strength, None);
        }
    }
    (pointer.score > 0).then_some(pointer)
}

/// Whether the text speaks of a bill or cost, which takes a tariff to work out.
pub(crate) fn asks_for_a_bill(text: &Text<'_>) -> bool {
    text.has_any(&["bill", "bills", "cost", "costs", "invoice", "electricity cost"])
}

/// Whether the series is counted in a currency.
pub(crate) fn is_money(info: &SeriesInfo) -> bool {
    let unit = info.unit.symbol().to_uppercase();
    ["USD", "GBP", "EUR", "$", "£", "€"].iter().any(|sign| unit.contains(sign))
}

/// What the text speaks of that would take a series.
pub(crate) fn unmet(text: &Text<'_>) -> Option<&'static str> {
    let cue = CUES.iter().find(|cue| cue.said.iter().any(|said| text.has(said)));
    let price = text.has_any(&["stock", "stocks", "shares", "price", "prices"]);
    cue.map(|cue| cue.topic).or_else(|| price.then_some("that price"))
}

/// Whether values of the series add up over time.
pub(crate) fn adds_up(info: &SeriesInfo) -> bool {
    matches!(info.kind, SeriesKind::Count | SeriesKind::Amount)
}

/// Whether a word is the name of a series of the user's, and stands where it names one: not in `phone bill`.
fn is_own_word(text: &Text<'_>, info: &SeriesInfo, word: &str) -> bool {
    if info.sample || word.chars().count() < 4 || conditions::is_word(word) || words::is_function(word) {
        return false;
    }
    let Some(at) = (0..text.len()).find(|&at| singular(text.word(at)) == singular(word)) else {
        return false;
    };
    let before = at.checked_sub(1).map_or("", |at| text.word(at));
    let compound = !before.is_empty() && !words::is_function(before) && !is_measure_word(before);
    let object = text.is_any(at.wrapping_sub(1), &["the", "a", "an"]) && word == "water";
    !compound && !object
}

/// What may stand in front of a name: `average steps`, `10k steps`.
fn is_measure_word(word: &str) -> bool {
    matches!(
        word,
        "average"
            | "mean"
            | "total"
            | "peak"
            | "usual"
            | "typical"
            | "much"
            | "many"
            | "more"
            | "fewer"
            | "less"
            | "thousand"
            | "k"
            | "will"
            | "are"
            | "is"
            | "daily"
            | "weekly"
            | "monthly"
            | "tomorrow"
            | "highest"
            | "lowest"
            | "number"
    )
}

/// Words and numbers with their token, without symbols and possessives.
fn spoken(text: &Text<'_>) -> Vec<(String, usize)> {
    let tokens = text.tokens.iter().enumerate();
    tokens
        .filter(|(_, token)| !matches!(token.kind, Kind::Symbol(_)) && token.lower != "'s")
        .map(|(index, token)| (token.lower.clone(), index))
        .collect()
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// Whether a single word is name enough: it holds a digit, or is said of nothing else.
fn is_telling(word: &str) -> bool {
    let strong = CUES.iter().any(|cue| cue.strength == Strength::Strong && cue.said.contains(&word));
    let digit = word.chars().any(|character| character.is_ascii_digit());
    let letter = word.chars().any(char::is_alphabetic);
    strong || digit && letter
}
