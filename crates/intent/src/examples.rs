//! Questions that are surely understood, to start from.

use crate::{Setting, assemble, conditions::Condition};
use domain::{Activity, Dimension, Edits, Place, SeriesInfo, SeriesKind, Suggestion};

/// Questions that work in this setting, for the ask box: things to do, the weather, and the series that are there.
/// Each of them is understood by [`crate::interpret`].
#[must_use]
pub fn examples(setting: &Setting<'_>) -> Vec<Suggestion> {
    understood(candidates(setting), setting, 8)
}

/// Questions that should work, the best first.
pub(crate) fn candidates(setting: &Setting<'_>) -> Vec<String> {
    let weather = ["Tomorrow's picnic", "Will it rain on Saturday morning?", "How cold will it get tonight?"];
    let more = [
        "Is it too windy to sail next weekend?",
        "When should I hang out the washing?",
        "A run this evening",
    ];
    // A station's weather is asked about by its place.
    let of_series = setting.series.iter().filter(|info| info.weather.is_none()).take(12).map(of_series);
    weather.map(str::to_owned).into_iter().chain(of_series).chain(more.map(str::to_owned)).collect()
}

/// Those of the questions that are understood, each once, up to `limit`.
pub(crate) fn understood(
    questions: impl IntoIterator<Item = String>,
    setting: &Setting<'_>,
    limit: usize,
) -> Vec<Suggestion> {
    let mut out: Vec<Suggestion> = Vec::new();
    for text in questions {
        if out.len() == limit {
            break;
        }
        let known = out.iter().any(|suggestion| suggestion.text == text);
        if !known && assemble::read(&text, &Edits::default(), setting).is_ok() {
            out.push(Suggestion { text });
        }
    }
    out
}

/// A question about an activity tomorrow.
pub(crate) fn of_activity(activity: &Activity, place: Option<&Place>) -> String {
    format!("{} tomorrow{}", activity.title, in_place(place))
}

/// A question about a condition tomorrow.
pub(crate) fn of_condition(condition: &Condition, place: Option<&Place>) -> String {
    format!("{} tomorrow{}?", condition.question, in_place(place))
}

/// A question about a series.
pub(crate) fn of_series(info: &SeriesInfo) -> String {
    let name = spoken_name(info);
    let hourly = info.step_minutes <= 60;
    match info.kind {
        SeriesKind::Count if hourly => format!("How busy is {name} on Monday at 8?"),
        SeriesKind::Price => format!("What will the {name} be next Friday?"),
        SeriesKind::Count | SeriesKind::Amount if info.unit.dimension() != Dimension::Energy => {
            format!("What will the {name} be next week?")
        }
        _ => format!("What will the {name} be tomorrow?"),
    }
}

/// What a person calls the series: the first alias of a few words, with the capitals that numbers go with, else the title.
pub(crate) fn spoken_name(info: &SeriesInfo) -> String {
    let has_digit = |alias: &&String| alias.chars().any(|character| character.is_ascii_digit());
    let few_words = |alias: &&String| matches!(alias.split(' ').count(), 2 | 3);
    let numbered = info
        .aliases
        .iter()
        .find(|alias| has_digit(alias) && alias.contains('-'))
        .map(|alias| alias.to_uppercase());
    let plain = info.aliases.iter().find(few_words).or(info.aliases.first()).cloned();
    numbered.or(plain).unwrap_or_else(|| info.title.clone())
}

fn in_place(place: Option<&Place>) -> String {
    place.map(|place| format!(" in {}", short_name(place))).unwrap_or_default()
}

/// The name with its region or country, as a person types it.
pub(crate) fn short_name(place: &Place) -> String {
    match &place.region {
        Some(region) if *region != place.name => format!("{}, {region}", place.name),
        _ => format!("{}, {}", place.name, place.country),
    }
}
