//! Asking, and what comes of it in a form short enough for an assistant. All of an answer is a resource.

use super::{Call, Failure, Given};
use crate::{
    choose::{self, Chosen},
    resources::Target,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use contract::{AskRequest, AskResponse, Commands, WatchView, Watching};
use domain::{
    AmountAnswer, Answer, AnswerId, BestWindow, Breakdown, Chip, DrawOptions, Edits, Explanation, HourChance,
    NeedChance, Probability, Theme, Unclear, Usual, Verbal, WatchId,
};
use rmcp::model::{ContentBlock, Resource};
use schemars::JsonSchema;
use serde::Serialize;

/// CSS pixels of the sheet of charts: two pixels of the picture each, about as wide as models look at.
const PICTURE_WIDTH: u32 = 720;

/// What became of a question.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Asked {
    /// Whether it was answered, explained an earlier answer, or was not understood.
    pub(crate) became: Became,
    /// The answer, when answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Told>,
    /// The explanation, when the question was about an earlier answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explanation: Option<Explanation>,
    /// What is missing, when it was not understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unclear: Option<Unread>,
    /// What became of the wish to be told, where the words wish it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) watching: Option<Watched>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Became {
    /// It was answered.
    Answered,
    /// It was about an earlier answer, which was explained.
    Explained,
    /// It was not understood, or can't be done.
    Unclear,
}

/// An answer in short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// Its number: for `explain`, `record_outcome`, `watch` and the resource.
    id: AnswerId,
    /// The resource with everything about it, the numbers of its charts too.
    uri: String,
    /// One sentence with the number in it.
    headline: String,
    /// The number in short: `84 %`, `31 to 42 kWh`.
    short: String,
    /// The probability of what was asked about, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<Probability>,
    /// Words for it, on the IPCC's scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    verbal: Option<Verbal>,
    /// Whether and how the probability has been checked against outcomes.
    calibration: String,
    /// The best stretch, for activities.
    #[serde(skip_serializing_if = "Option::is_none")]
    best_window: Option<BestWindow>,
    /// How much, for amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountAnswer>,
    /// What it is made up of, side by side: the choices of a comparison, dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    breakdown: Option<Breakdown>,
    /// The chance of each hour that is asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hours: Vec<HourChance>,
    /// Each need with its chance over the best window or the time asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<NeedChance>,
    /// What would most likely spoil it.
    #[serde(skip_serializing_if = "Option::is_none")]
    spoiler: Option<String>,
    /// How it compares with the usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual: Option<Usual>,
    /// What became known since the same question was asked before, and what it did to the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    /// How sure, and why, the most important first.
    confidence: Vec<String>,
    /// What was understood, part by part, and what had to be assumed.
    understood: Vec<Chip>,
    /// Other readings of what was assumed: ask again with the edits of one to have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_readings: Vec<Reading>,
    /// What it rests on.
    sources: Vec<Source>,
    /// The moment nothing after which was used, with its zone.
    issued: jiff::Zoned,
    /// What happened, for a past moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
}

/// Another reading of the question.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reading {
    /// As shown to a person.
    label: String,
    /// What to give as `edits` to `ask` for this reading.
    edits: Edits,
}

/// What an answer rests on.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// For which variables, in words.
    variables: String,
    /// The source, with its years for sample data.
    source: String,
    /// How old its newest value was.
    age: String,
}

/// Why a question was not answered, and what comes nearest.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Unread {
    /// What is missing or impossible, and what to do.
    message: String,
    /// Questions that can be asked.
    suggestions: Vec<String>,
    /// Readings of which the user must choose one: ask again with its edits.
    readings: Vec<Reading>,
}

/// What became of the wish to be told.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Watched {
    /// Its number; absent where it can't be watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<WatchId>,
    /// What was done or why it wasn't, and what had to be assumed.
    sentence: String,
    /// How it stands: `72 %, looked at 12 minutes ago`.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

impl From<Watching> for Watched {
    fn from(watching: Watching) -> Self {
        let Watching { watch, sentence } = watching;
        let (id, state) = watch.map(|WatchView { watch, state, .. }| (watch.id, state)).unzip();
        Self { id, sentence, state }
    }
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Self {
        let other_readings = answer
            .question
            .assumptions
            .iter()
            .flat_map(|assumption| &assumption.alternatives)
            .map(|other| Reading { label: other.label.clone(), edits: other.edits.clone() })
            .collect();
        let sources = answer
            .evidence
            .into_iter()
            .map(|evidence| Source {
                variables: evidence.variables,
                source: evidence.source,
                age: evidence.age,
            })
            .collect();
        Self {
            id: answer.id,
            uri: Target::Forecast(answer.id).uri(),
            headline: answer.headline,
            short: answer.short,
            probability: answer.probability,
            verbal: answer.verbal,
            calibration: answer.calibration,
            best_window: answer.best_window,
            amount: answer.amount,
            breakdown: answer.breakdown,
            hours: answer.hours.into_iter().filter(|hour| hour.asked).collect(),
            needs: answer.needs,
            spoiler: answer.spoiler,
            usual: answer.usual,
            changed: answer.changed,
            confidence: answer.confidence,
            understood: answer.chips,
            other_readings,
            sources,
            issued: answer.issue_time,
            outcome: answer.outcome.map(|outcome| outcome.text),
        }
    }
}

impl From<Unclear> for Unread {
    fn from(unclear: Unclear) -> Self {
        Self {
            message: unclear.message,
            suggestions: unclear.suggestions.into_iter().map(|suggestion| suggestion.text).collect(),
            readings: unclear
                .alternatives
                .into_iter()
                .map(|other| Reading { label: other.label, edits: other.edits })
                .collect(),
        }
    }
}

/// Asks, lets the user choose where there are two readings, and puts what comes of it into words and data.
pub(super) async fn ask(
    call: &Call<'_>,
    mut request: AskRequest,
    picture: bool,
) -> Result<Given<Asked>, Failure> {
    call.progress(0.0, "Reading the question and forecasting").await;
    let turn = call.turn().await?;
    let mut response = call.engine.ask(request.clone()).await?;
    // The user may take a while to choose.
    drop(turn);
    if let AskResponse::Unclear { unclear } = &response {
        let readings = &unclear.alternatives;
        match choose::reading(call.context, call.answered, &unclear.message, readings).await {
            Chosen::Reading(index) => {
                request.edits = readings[index].edits.clone();
                let _turn = call.turn().await?;
                response = call.engine.ask(request).await?;
            }
            Chosen::AskBy(asked) => return Ok(Given::AskBy(asked)),
            Chosen::No => {}
        }
    }
    let given = told(call, response, picture).await;
    call.progress(1.0, "Done").await;
    given
}

/// What came of a question, in words and data, with its picture if it is wanted.
pub(super) async fn told(
    call: &Call<'_>,
    response: AskResponse,
    picture: bool,
) -> Result<Given<Asked>, Failure> {
    Ok(match response {
        AskResponse::Answered { answer, watch } => {
            let id = answer.id;
            let mut words = engine::plain_text(&answer);
            let watching = watch.map(|watch| Watched::from(*watch));
            if let Some(watching) = &watching {
                words.push_str(&format!("\n{}\n", watching.sentence));
            }
            let mut more = Vec::new();
            if picture {
                call.progress(0.9, "Drawing the charts").await;
                let _turn = call.turn().await?;
                let options = DrawOptions { width: PICTURE_WIDTH, theme: Theme::Light };
                let bytes = call.engine.picture(id, None, options).await?;
                more.push(ContentBlock::image(BASE64_STANDARD.encode(bytes), "image/png"));
            }
            let all = Resource::new(Target::Forecast(id).uri(), format!("forecast-{}", id.0))
                .with_title(format!("Forecast {}", id.0))
                .with_description("Everything about this forecast, with the numbers of its charts.")
                .with_mime_type("application/json");
            more.push(ContentBlock::resource_link(all));
            let answer = Some(Told::from(*answer));
            let data = Asked { became: Became::Answered, answer, explanation: None, unclear: None, watching };
            Given::reply(words, data, more)
        }
        AskResponse::Explained { explanation } => {
            let words = explained(&explanation);
            let data = Asked {
                became: Became::Explained,
                answer: None,
                explanation: Some(explanation),
                unclear: None,
                watching: None,
            };
            Given::reply(words, data, Vec::new())
        }
        AskResponse::Unclear { unclear } => {
            let unclear = Unread::from(unclear);
            let words = unread(&unclear);
            let data = Asked {
                became: Became::Unclear,
                answer: None,
                explanation: None,
                unclear: Some(unclear),
                watching: None,
            };
            Given::reply(words, data, Vec::new())
        }
    })
}

/// An explanation as text.
pub(super) fn explained(explanation: &Explanation) -> String {
    let mut words = format!("{}\n", explanation.headline);
    for sentence in &explanation.sentences {
        words.push_str(&format!("\n- {sentence}"));
    }
    words
}

fn unread(unclear: &Unread) -> String {
    let mut words = unclear.message.clone();
    if !unclear.readings.is_empty() {
        words.push_str("\n\nAsk the user which one is meant, then ask again with its `edits`:");
        for reading in &unclear.readings {
            words.push_str(&format!("\n- {}", reading.label));
        }
    }
    if !unclear.suggestions.is_empty() {
        words.push_str("\n\nWhat can be asked:");
        for suggestion in &unclear.suggestions {
            words.push_str(&format!("\n- {suggestion}"));
        }
    }
    words
}
