//! What the user's own language model is asked of a question that isn't clear, and how its words become a question that is read
//! as any other is. See [`advisor`].

use crate::{Engine, settings, shared::Shared};
use advisor::{Advice, Endpoint, Kind};
use contract::{LanguageModel, Problem, ProblemCode};
use domain::{Edits, Interpretation, Question};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Readings that are kept, so that a change by hand of what was read is not read anew, and perhaps otherwise.
const KEPT: usize = 64;

/// Words of a time that a model may put for those of another language. None of them can be a date or a clock time of its own.
const TIME_WORDS: [&str; 29] = [
    "today",
    "tonight",
    "tomorrow",
    "the",
    "day",
    "after",
    "this",
    "next",
    "on",
    "in",
    "at",
    "and",
    "week",
    "weekend",
    "month",
    "early",
    "late",
    "morning",
    "noon",
    "afternoon",
    "evening",
    "night",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Readings given before, the newest last: the model and the text asked about, and what it was read as.
#[derive(Default)]
pub(crate) struct Readings(Mutex<VecDeque<(LanguageModel, String, String)>>);

impl Readings {
    fn find(&self, model: &LanguageModel, text: &str) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(by, of, _)| by == model && of == text).map(|(_, _, reading)| reading.clone())
    }

    fn keep(&self, model: LanguageModel, text: &str, reading: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((model, text.to_owned(), reading.to_owned()));
    }
}

/// The settings of a language model, checked: nothing is kept that could send a question to another machine.
pub(crate) fn check(model: &LanguageModel) -> Result<(), Problem> {
    let untouched = !model.on && model.name.trim().is_empty();
    match Endpoint::new(&model.address, &model.name) {
        Ok(_) => Ok(()),
        Err(advisor::EndpointError::NoModel) if !model.on => Ok(()),
        Err(_) if untouched && model.address.trim().is_empty() => Ok(()),
        Err(error) => Err(Problem::new(
            ProblemCode::BadRequest,
            "The language model can't be used",
            crate::problems::sentence(&error.to_string()),
        )
        .about("language_model")),
    }
}

impl Engine {
    /// What the user's language model reads in a text that the grammar can't read, in words that it can; `None` when no model is
    /// turned on, or it is of no help. Why is in the log.
    pub(crate) async fn reading(&self, text: &str) -> Result<Option<String>, Problem> {
        let model = self.on_worker(|shared| settings::load(&*shared.store)).await?.language_model;
        if !model.on {
            return Ok(None);
        }
        if let Some(reading) = self.shared.readings.find(&model, text) {
            return Ok(Some(reading));
        }
        let endpoint = match Endpoint::new(&model.address, &model.name) {
            Ok(endpoint) => endpoint,
            Err(error) => {
                tracing::warn!(%error, "no language model was asked; the question stays unclear");
                return Ok(None);
            }
        };
        // Only names that everyone has: the user's own activities are the user's own business.
        let activities: Vec<String> = intent::Catalogue::built_in()
            .activities()
            .iter()
            .filter_map(|activity| activity.aliases.first().map(|alias| alias.replace('*', "the")))
            .collect();
        let advice = match advisor::advise(&endpoint, text, &activities).await {
            Ok(advice) => advice,
            Err(error) => {
                tracing::warn!(%error, "the language model was of no help; the question stays unclear");
                return Ok(None);
            }
        };
        let asked = text.to_owned();
        let reading = self.on_worker(move |shared| validated(shared, &asked, &advice)).await?;
        match &reading {
            Some(reading) => self.shared.readings.keep(model, text, reading),
            None => tracing::info!("the language model's words are no question either; it stays unclear"),
        }
        Ok(reading)
    }
}

/// A question made of those words of the advice that the grammar reads in their place.
fn validated(shared: &Shared, text: &str, advice: &Advice) -> Result<Option<String>, Problem> {
    let Some(core) = core(text, advice) else { return Ok(None) };
    shared.with_setting(|setting| {
        let read = |text: &str| -> Option<Question> {
            match intent::interpret(text, &Edits::default(), &setting) {
                Interpretation::Understood(question) => Some(*question),
                Interpretation::Unclear(_) | Interpretation::Explanation(_) => None,
            }
        };
        let mut question = read(&core)?;
        let mut reading = core;
        let place = advice.place.as_deref().filter(|place| stands_in(text, place));
        let time = advice.time.as_deref().filter(|time| stands_in(text, time) || is_relative(time));
        let slots = [place.map(|place| format!("in {place}")), time.map(str::to_owned)];
        for slot in slots.into_iter().flatten() {
            let longer = format!("{reading} {slot}");
            // A slot that changes nothing was not read.
            if let Some(more) = read(&longer)
                && (&more.place, &more.spans, &more.assumptions)
                    != (&question.place, &question.spans, &question.assumptions)
            {
                (question, reading) = (more, longer);
            }
        }
        Some(reading)
    })
}

/// What is asked for, in words of the grammar.
fn core(text: &str, advice: &Advice) -> Option<String> {
    let Advice { kind, activity, condition, series, .. } = advice;
    let series = series.as_deref().filter(|series| stands_in(text, series));
    match (kind, activity, condition.as_deref(), series) {
        (Kind::Nothing, ..) => None,
        (Kind::Amount, _, Some(condition), _) => Some(match condition {
            "rainy" | "dry" => "how much rain".to_owned(),
            "snowy" => "how much snow".to_owned(),
            "frosty" => "how cold".to_owned(),
            "stormy" | "calm" => "how windy".to_owned(),
            other => format!("how {other} will it be"),
        }),
        (Kind::BestTime, Some(activity), ..) => Some(format!("best time for {activity}")),
        (_, Some(activity), ..) => Some(activity.clone()),
        (Kind::BestTime, None, Some(condition), _) => Some(format!("when will it be {condition}")),
        (_, None, Some(condition), _) => Some(format!("will it be {condition}")),
        (Kind::Amount, None, None, Some(series)) => Some(format!("how much {series}")),
        (_, None, None, Some(series)) => Some(series.to_owned()),
        (_, None, None, None) => None,
    }
}

/// Whether the words stand in the text as they are, so that they are not the model's own.
fn stands_in(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let apart = |side: Option<char>| side.is_none_or(|side| !side.is_alphanumeric());
    text.match_indices(&words).any(|(at, found)| {
        apart(text[..at].chars().next_back()) && apart(text[at + found.len()..].chars().next())
    })
}

/// Whether a phrase names a time by its distance from today alone.
fn is_relative(time: &str) -> bool {
    time.split_whitespace().all(|word| TIME_WORDS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_text_and_relative_times_count() {
        for (text, words, expected) in [
            ("Il pleut à Lyon demain ?", "Lyon", true),
            ("Il pleut à Lyon demain ?", "lyon", true),
            ("Il pleut à Lyon demain ?", "Ly", false),
            ("Il pleut à Lyon demain ?", "Paris", false),
            ("", "Paris", false),
        ] {
            assert_eq!(stands_in(text, words), expected, "{words} in {text}");
        }
        for (time, expected) in [
            ("tomorrow", true),
            ("on Sunday morning", true),
            ("the day after tomorrow", true),
            ("2031-01-01", false),
            ("on the fifth of May", false),
            ("at 5 pm", false),
        ] {
            assert_eq!(is_relative(time), expected, "{time}");
        }
    }
}
