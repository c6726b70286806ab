//! What was noticed of how a person asks: their habits, read off the history, and what of it they had forgotten.

use crate::{
    habits::{self, Asking, Habit},
    plans, problems, settings,
    shared::Shared,
};
use contract::{ForgetHabitsRequest, Problem};
use domain::{AnswerId, Edits, Interpretation, PastQuestion, Question, Suggestion};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Questions of the history that are looked at.
const LOOKED_AT: u32 = 1000;
/// Different wordings that are read for their meaning; of older ones the words themselves are taken.
const MOST_WORDINGS: usize = 120;
/// Suggestions of a person's own that go before the others.
const MOST_SUGGESTED: usize = 4;
const FORGOTTEN_KEY: &str = "habits_forgotten";

/// Which past questions tell of no habit any more, by their names alone: no words of theirs are kept.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Forgotten {
    /// All up to this one.
    up_to: Option<AnswerId>,
    /// These besides.
    also: Vec<AnswerId>,
}

impl Forgotten {
    fn holds(&self, id: AnswerId) -> bool {
        self.up_to.is_some_and(|up_to| id <= up_to) || self.also.contains(&id)
    }
}

/// The questions asked regularly, the likeliest first; none when noticing is off.
pub(crate) fn habits(shared: &Shared) -> Result<Vec<Habit>, Problem> {
    if !settings::load(&*shared.store)?.plan_ahead.on {
        return Ok(Vec::new());
    }
    let askings: Vec<Asking> = askings(shared)?.into_iter().map(|(_, asking)| asking).collect();
    Ok(habits::habits(&askings, &shared.clock.now()))
}

/// The same, for a person to look at.
pub(crate) fn shown(shared: &Shared) -> Result<Vec<contract::Habit>, Problem> {
    let shown = habits(shared)?.into_iter().map(|habit| contract::Habit {
        when: habit.when(),
        days: u32::try_from(habit.days).unwrap_or(u32::MAX),
        last: habit.last.clone(),
        text: habit.text,
    });
    Ok(shown.collect())
}

/// Forgets one habit or all. The questions stay in the history, and tell of it no more.
pub(crate) fn forget(shared: &Shared, request: &ForgetHabitsRequest) -> Result<(), Problem> {
    let mut forgotten = forgotten(shared)?;
    match &request.text {
        None => {
            let newest = shared.store.history(1).map_err(|error| problems::of_store(&error))?;
            let newest = newest.first().map(|newest| newest.id);
            forgotten = Forgotten { up_to: newest.max(forgotten.up_to), also: Vec::new() };
        }
        Some(text) => {
            let askings = askings(shared)?;
            let meanings: Vec<&str> = askings
                .iter()
                .filter(|(_, asking)| asking.text == *text)
                .map(|(_, asking)| asking.meaning.as_str())
                .collect();
            if meanings.is_empty() {
                return Err(Problem::new(
                    contract::ProblemCode::NotFound,
                    "That was not noticed",
                    "Give the question in the words in which it is listed.",
                )
                .about("text"));
            }
            let of_it = askings.iter().filter(|(_, asking)| meanings.contains(&asking.meaning.as_str()));
            forgotten.also.extend(of_it.map(|(id, _)| *id));
        }
    }
    let value = serde_json::to_value(&forgotten).expect("numbers are plain data");
    shared.store.set_setting(FORGOTTEN_KEY, &value).map_err(|error| problems::of_store(&error))?;
    shared.ahead.forget();
    Ok(())
}

/// Questions worth a try: about what is planned, then those that this person asks regularly, the ones expected next before the
/// others, then examples.
pub(crate) fn suggestions(shared: &Shared) -> Result<Vec<Suggestion>, Problem> {
    let now = shared.clock.now();
    let mut own = habits(shared)?;
    let day = jiff::SignedDuration::from_hours(24);
    own.sort_by_key(|habit| habit.expected(&now, day).map_or(i64::MAX, |(at, _)| at.timestamp().as_second()));
    let mut suggestions = plans::suggestions(shared)?;
    let most = suggestions.len() + MOST_SUGGESTED;
    for habit in own {
        let known = suggestions.iter().any(|known| known.text == habit.text);
        if !known && suggestions.len() < most {
            suggestions.push(Suggestion { text: habit.text });
        }
    }
    let examples = shared.with_setting(|setting| intent::examples(&setting))?;
    for example in examples {
        if suggestions.iter().all(|known| !known.text.eq_ignore_ascii_case(&example.text)) {
            suggestions.push(example);
        }
    }
    Ok(suggestions)
}

fn forgotten(shared: &Shared) -> Result<Forgotten, Problem> {
    let kept = shared.store.setting(FORGOTTEN_KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// What was asked by itself and of the time to come, with what it means today.
fn askings(shared: &Shared) -> Result<Vec<(AnswerId, Asking)>, Problem> {
    let forgotten = forgotten(shared)?;
    let past: Vec<PastQuestion> = shared
        .store
        .history(LOOKED_AT)
        .map_err(|error| problems::of_store(&error))?
        .into_iter()
        .filter(|past| past.as_of.is_none() && !forgotten.holds(past.id))
        .collect();
    let zone = shared.clock.now().time_zone().clone();
    let mut meanings: HashMap<String, Option<String>> = HashMap::new();
    let mut askings = Vec::new();
    shared.with_setting(|setting| {
        for past in past {
            let words = words_of(&past.text);
            let meaning = match meanings.get(&words) {
                Some(known) => known.clone(),
                None => {
                    let meaning = if meanings.len() < MOST_WORDINGS {
                        meaning_of(&past.text, &setting)
                    } else {
                        Some(words.clone())
                    };
                    meanings.insert(words, meaning.clone());
                    meaning
                }
            };
            if let Some(meaning) = meaning {
                let at = past.asked_at.to_zoned(zone.clone());
                askings.push((past.id, Asking { meaning, text: past.text, at }));
            }
        }
    })?;
    Ok(askings)
}

/// The words, whatever their case and the marks between them.
fn words_of(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What tells a question from others, read at this moment: two that mean the same today are the same. `None` of what doesn't stand
/// by itself.
fn meaning_of(text: &str, setting: &intent::Setting<'_>) -> Option<String> {
    match intent::interpret(text, &Edits::default(), setting) {
        Interpretation::Understood(question) => {
            let Question { subject, asked, place, spans, criteria, .. } = *question;
            let place = place.map(|place| place.id);
            serde_json::to_string(&(subject, asked, place, spans, criteria)).ok()
        }
        Interpretation::Unclear(_) | Interpretation::Explanation(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_whatever_their_case_and_marks() {
        assert_eq!(words_of("  Tomorrow's picnic?"), words_of("tomorrow’s  PICNIC"));
        assert_ne!(words_of("picnic tomorrow"), words_of("picnic today"));
    }
}
