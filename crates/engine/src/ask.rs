//! The line of arrows of ARCHITECTURE.md as code: text to question to context to forecasts to scenarios to answer.

use crate::{
    Engine,
    as_of::{self, AsOf},
    forecast, places, problems, settings,
    shared::Shared,
    valid_times::{self, Grid},
};
use answer::{DateStyle, Material};
use contract::{AskRequest, AskResponse, Dates, Problem, ProblemCode, Settings};
use domain::{
    Answer, AnswerId, Context, Interpretation, IssuedForecast, ModelId, QuantileForecast, Question,
    SeriesInfo, Subject, Unclear, Variable,
};
use jiff::{Timestamp, Zoned};
use std::{sync::Arc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Said of every probability until the track record can say more.
const CALIBRATION: &str =
    "This chance comes straight from the models; it has not been checked against enough outcomes here yet.";

/// A text, understood.
struct Understood {
    question: Question,
    issue_time: Zoned,
    now: Zoned,
    as_of: bool,
    settings: Settings,
}

impl Engine {
    /// Answers a text, or says what could not be understood. A newer question of the same asker ends it.
    pub(crate) async fn answer(&self, request: AskRequest) -> Result<AskResponse, Problem> {
        let cancelled = self.shared.askers.begin(request.asker.as_deref());
        let pipeline = self.pipeline(request, &cancelled).instrument(tracing::info_span!("ask"));
        tokio::select! {
            biased;
            () = cancelled.cancelled() => Err(superseded()),
            response = pipeline => response,
        }
    }

    async fn pipeline(
        &self,
        request: AskRequest,
        cancelled: &CancellationToken,
    ) -> Result<AskResponse, Problem> {
        let made = match self.make(request, cancelled).await? {
            Ok(made) => made,
            Err(unclear) => return Ok(AskResponse::Unclear { unclear }),
        };
        let answer = self.on_worker(move |shared| Ok(keep(shared, made))).await?;
        Ok(AskResponse::Answered { answer: Box::new(answer) })
    }

    /// The whole pipeline, but for keeping what it made.
    async fn make(
        &self,
        request: AskRequest,
        cancelled: &CancellationToken,
    ) -> Result<Result<Made, Unclear>, Problem> {
        let started = Instant::now();
        let gathered = self
            .on_worker(move |shared| match understand(shared, &request)? {
                Ok(understood) => gather(shared, understood),
                Err(unclear) => Ok(Err(unclear)),
            })
            .await?;
        let Gathered { understood, context, grid } = match gathered {
            Ok(gathered) => gathered,
            Err(unclear) => return Ok(Err(unclear)),
        };
        let forecast = forecast::run(&self.shared, &context, &grid, cancelled).await?;
        self.on_worker(move |shared| {
            let mut answer = compose(shared, &understood, &context, &grid, &forecast);
            answer.execution_time = started.elapsed().as_secs_f64() * 1000.0;
            Ok(Ok(Made { understood, context, forecast, answer }))
        })
        .await
    }

    /// Answers as [`contract::Commands::ask`] does, but keeps nothing and shows what each expert said: for replays.
    ///
    /// # Errors
    /// As for a question that is asked; a text that isn't understood is a problem here.
    pub async fn rehearse(&self, request: AskRequest) -> Result<Rehearsal, Problem> {
        let made = self.make(request, &CancellationToken::new()).await?;
        made.map(|made| Rehearsal {
            answer: made.answer,
            marginals: made.forecast.marginals,
            experts: made.forecast.experts,
        })
        .map_err(|unclear| Problem::new(ProblemCode::BadRequest, "That isn't a question", unclear.message))
    }

    /// What was observed of a variable of a question, whenever it became known: for replays and outcomes, never for forecasts.
    #[must_use]
    pub fn observed(&self, question: &Question, variable: &Variable, valid_time: Timestamp) -> Option<f64> {
        self.shared.context.observed(question, variable, valid_time)
    }
}

/// An answer that was not kept, with what it was made of.
pub struct Rehearsal {
    /// The answer.
    pub answer: Answer,
    /// The blended marginals, one per variable.
    pub marginals: Vec<QuantileForecast>,
    /// What each expert said of each variable.
    pub experts: Vec<(ModelId, QuantileForecast)>,
}

/// A question with what is known for it, and the grid to answer on.
struct Gathered {
    understood: Understood,
    context: Arc<Context>,
    grid: Grid,
}

/// All that one question led to.
struct Made {
    understood: Understood,
    context: Arc<Context>,
    forecast: forecast::Forecast,
    answer: Answer,
}

fn superseded() -> Problem {
    Problem::new(
        ProblemCode::Superseded,
        "A newer question took its place",
        "Wait for the newer answer, or ask again.",
    )
}

/// Words to question.
#[tracing::instrument(skip_all)]
fn understand(shared: &Shared, request: &AskRequest) -> Result<Result<Understood, Unclear>, Problem> {
    let settings = settings::load(&*shared.store)?;
    let mut edits = request.edits.clone();
    if let (None, Some(name)) = (edits.place, request.place.as_deref().filter(|name| !name.trim().is_empty()))
    {
        let called = shared.with_setting(|setting| intent::places_called(name, &setting))?;
        match called.into_iter().next() {
            Some(place) => edits.place = Some(place.id),
            None => return Ok(Err(no_such_place(shared, name, &request.text))),
        }
    }
    let clock = shared.clock.now();
    let moment =
        request.as_of.as_deref().filter(|text| !text.trim().is_empty()).map(AsOf::parse).transpose()?;
    let now_in = |zone: &jiff::tz::TimeZone| match moment {
        None => Ok(clock.clone()),
        Some(moment) => {
            let moment = moment.in_zone(zone)?;
            as_of::must_have_passed(&moment, &clock)?;
            Ok(moment)
        }
    };
    let (all_series, saved) = (shared.series()?, places::all(shared)?);
    let interpret = |now: Zoned| {
        let series: Vec<SeriesInfo> = all_series.iter().map(|info| known_at(info, now.timestamp())).collect();
        let setting = intent::Setting {
            now,
            home: settings.home.as_ref(),
            saved: &saved,
            gazetteer: shared.gazetteer,
            series: &series,
            units: settings.units,
        };
        intent::interpret(&request.text, &edits, &setting)
    };
    let first_zone = clock.time_zone().clone();
    let mut issue_time = now_in(&first_zone)?;
    let mut interpretation = interpret(issue_time.clone());
    // A wall-clock moment is one of the place's, and only now is the place known.
    if let (Interpretation::Understood(question), Some(AsOf::Civil(_))) = (&interpretation, moment) {
        let zone = valid_times::zone_of(question);
        if zone != first_zone {
            issue_time = now_in(&zone)?;
            interpretation = interpret(issue_time.clone());
        }
    }
    Ok(match interpretation {
        Interpretation::Unclear(unclear) => Err(unclear),
        Interpretation::Understood(question) => {
            let issue_time = issue_time.with_time_zone(valid_times::zone_of(&question));
            let now = clock.with_time_zone(issue_time.time_zone().clone());
            Ok(Understood { question: *question, issue_time, now, as_of: moment.is_some(), settings })
        }
    })
}

/// The series as it stood: what came later is not known yet, nor that it came.
fn known_at(info: &SeriesInfo, moment: Timestamp) -> SeriesInfo {
    SeriesInfo { last: info.last.map(|last| last.min(moment)), ..info.clone() }
}

fn no_such_place(shared: &Shared, name: &str, text: &str) -> Unclear {
    let near = shared.gazetteer.near(name, 3);
    let suggestions = near
        .iter()
        .map(|place| domain::Suggestion { text: format!("{text} in {}", place.full_name()) })
        .collect();
    let message = match near.first() {
        Some(place) => format!(
            "There is no place called “{name}” among those Forecastle knows. Did you mean {}?",
            place.full_name()
        ),
        None => format!(
            "There is no place called “{name}” among those Forecastle knows. Name the nearest larger town."
        ),
    };
    Unclear { message, slot: Some(domain::Slot::Where), suggestions }
}

/// Question to context, and the grid to answer on.
#[tracing::instrument(skip_all)]
fn gather(shared: &Shared, mut understood: Understood) -> Result<Result<Gathered, Unclear>, Problem> {
    let issue_time = understood.issue_time.timestamp();
    let context = shared.context.assemble(&understood.question, issue_time);
    let question = context::adapt(understood.question, &context);
    if question.variables().is_empty() {
        let message = format!("{} Ask about another place or another need.", context.gaps.join(" "));
        return Ok(Err(Unclear { message: message.trim().to_owned(), slot: None, suggestions: vec![] }));
    }
    let series = match &question.subject {
        Subject::Series { info } => {
            context.track(&Variable::Series(info.id.clone())).map(|track| &track.history)
        }
        Subject::Activity { .. } | Subject::Weather => None,
    };
    let grid = valid_times::grid(&question, issue_time, series);
    understood.question = question;
    Ok(Ok(Gathered { understood, context: Arc::new(context), grid }))
}

/// Scenarios to answer, all read off the same members.
#[tracing::instrument(skip_all)]
fn compose(
    shared: &Shared,
    understood: &Understood,
    context: &Context,
    grid: &Grid,
    forecast: &forecast::Forecast,
) -> Answer {
    let happened =
        |variable: &Variable, time: Timestamp| shared.context.observed(&understood.question, variable, time);
    answer::compose(&Material {
        question: &understood.question,
        scenarios: &forecast.scenarios,
        step: grid.step,
        usual: forecast.usual.as_ref(),
        usual_class: &forecast::usual_class(context, &understood.question),
        context,
        models: &forecast.models,
        calibration: CALIBRATION,
        issue_time: &understood.issue_time,
        now: &understood.now,
        as_of: understood.as_of,
        observed: understood.as_of.then_some(&happened),
        units: understood.settings.units,
        dates: match understood.settings.dates {
            Dates::DayMonth => DateStyle::DayMonth,
            Dates::MonthDay => DateStyle::MonthDay,
            Dates::Iso => DateStyle::Iso,
        },
    })
}

/// Keeps the forecast as issued. An answer that can't be kept is given all the same, and says so.
#[tracing::instrument(skip_all)]
fn keep(shared: &Shared, made: Made) -> Answer {
    let Made { understood, context, forecast, mut answer } = made;
    let issued = IssuedForecast {
        made_at: understood.now.timestamp(),
        issue_time: understood.issue_time.timestamp(),
        answer: answer.clone(),
        marginals: forecast.marginals,
        weights: forecast.weights,
        data_age: context
            .tracks
            .iter()
            .map(|track| (track.variable.clone(), track.history.newest_time()))
            .collect(),
    };
    match shared.store.save_forecast(&issued) {
        Ok(id) => {
            answer.id = id;
            if let Some(outcome) = &answer.outcome
                && let Err(error) = shared.store.save_outcome(id, outcome)
            {
                tracing::warn!(%error, "the outcome could not be kept");
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the forecast could not be kept");
            answer.id = shared.recent.unkept_id();
            answer.confidence.push(format!(
                "This answer is not in your history: {}",
                problems::sentence(&error.to_string())
            ));
        }
    }
    shared.recent.keep(Arc::new(answer.clone()));
    answer
}

impl Engine {
    /// An answer given before, from memory or the data file.
    pub(crate) async fn find_answer(&self, id: AnswerId) -> Result<Arc<Answer>, Problem> {
        if let Some(answer) = self.shared.recent.find(id) {
            return Ok(answer);
        }
        self.on_worker(move |shared| shared.answer(id)).await
    }
}
