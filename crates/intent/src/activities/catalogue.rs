use super::file;
use crate::tokens::Text;
use domain::Activity;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    sync::LazyLock,
};

/// The activities that can be asked about, with an index of what they are called.
#[derive(Debug, Clone)]
pub struct Catalogue {
    activities: Vec<Activity>,
    /// By the first word of a name: the names that begin with it, each with its activity.
    names: HashMap<String, Vec<Name>>,
}

/// A name of an activity, cut into words.
#[derive(Debug, Clone)]
struct Name {
    words: Vec<String>,
    activity: usize,
}

/// Words that `*` stands for in a name.
const DETERMINERS: [&str; 14] =
    ["the", "my", "a", "an", "our", "some", "this", "that", "your", "his", "her", "their", "any", "these"];

static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(file::activities()));

impl Catalogue {
    /// The activities that Forecastle knows by itself.
    ///
    /// ```
    /// let picnic = intent::Catalogue::built_in().find("picnic").expect("a picnic is known");
    /// assert_eq!(picnic.length_hours, 3);
    /// ```
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Those and the user's own; one of the user's with the id of a built-in one takes its place, and keeps its names where
    /// it has none itself.
    #[must_use]
    pub fn with(own: &[Activity]) -> Self {
        let mut activities = Self::built_in().activities.clone();
        for activity in own {
            match activities.iter_mut().find(|known| known.id == activity.id) {
                Some(known) => {
                    let aliases = if activity.aliases.is_empty() {
                        std::mem::take(&mut known.aliases)
                    } else {
                        activity.aliases.clone()
                    };
                    *known = Activity { aliases, ..activity.clone() };
                }
                None => activities.push(activity.clone()),
            }
        }
        Self::of(activities)
    }

    fn of(activities: Vec<Activity>) -> Self {
        let mut names: HashMap<String, Vec<Name>> = HashMap::new();
        let mut add = |name: &str, activity: usize| {
            let words: Vec<String> = name.to_lowercase().split_whitespace().map(str::to_owned).collect();
            let Some(first) = words.first() else { return };
            // A name that begins with a determiner, or may do without, is found by the word behind it.
            let key = if first == "*" { words.get(1) } else { Some(first) };
            let Some(key) = key.cloned() else { return };
            names.entry(key).or_default().push(Name { words, activity });
        };
        for (index, activity) in activities.iter().enumerate() {
            add(&activity.title, index);
            for alias in &activity.aliases {
                add(alias, index);
            }
        }
        Self { activities, names }
    }

    /// Every activity, in order.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The activity of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.id == id)
    }

    /// Whether a word alone is a name of an activity.
    pub(crate) fn is_name(&self, word: &str) -> bool {
        self.names.get(word).is_some_and(|names| names.iter().any(|name| name.words.len() == 1))
    }

    /// The activity with the longest name at a token, and the tokens of the name.
    pub(super) fn at(&self, text: &Text<'_>, index: usize) -> Option<(&Activity, Range<usize>)> {
        let token = text.tokens.get(index)?;
        let mut best: Option<(&Activity, Range<usize>)> = None;
        for name in self.names.get(&token.lower).into_iter().flatten() {
            let words = if name.words[0] == "*" { &name.words[1..] } else { &name.words[..] };
            let Some(end) = end_of(text, index, words) else { continue };
            if best.as_ref().is_none_or(|(_, tokens)| end > tokens.end) {
                best = Some((&self.activities[name.activity], index..end));
            }
        }
        best
    }

    /// Names of one word, each once, with their activity.
    pub(super) fn single_words(&self) -> impl Iterator<Item = (&str, &Activity)> {
        let sorted: BTreeMap<&str, &Name> = self
            .names
            .iter()
            .filter_map(|(word, names)| {
                names.iter().find(|name| name.words.len() == 1).map(|name| (word.as_str(), name))
            })
            .collect();
        sorted.into_iter().map(|(word, name)| (word, &self.activities[name.activity]))
    }
}

/// Where a name that begins at `index` ends, when it stands there; a hyphen may stand for a space.
fn end_of(text: &Text<'_>, index: usize, words: &[String]) -> Option<usize> {
    let mut at = index;
    for (count, word) in words.iter().enumerate() {
        if count > 0 && text.is_dash(at) {
            at += 1;
        }
        if word == "*" {
            if text.is_any(at, &DETERMINERS) {
                at += 1;
            }
            continue;
        }
        if text.tokens.get(at)?.lower != *word {
            return None;
        }
        at += 1;
    }
    Some(at)
}
