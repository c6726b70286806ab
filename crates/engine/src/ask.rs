//! The line of arrows of ARCHITECTURE.md as code: text to question to context to forecasts to scenarios to answer.

use crate::{
    Engine,
    as_of::{self, AsOf},
    forecast, guidance,
    learnt::{self, Surroundings},
    lessons,
    marginal::Blending,
    places,
    plan_ahead::{Basis, Prepared},
    problems, record, settings,
    shared::Shared,
    valid_times::{self, Grid},
    watches,
};
use answer::{DateStyle, Material};
use blend::{EventIssued, Issued, Learning};
use contract::{AskRequest, AskResponse, Dates, Problem, ProblemCode, Settings};
use domain::{
    Answer, AnswerId, Assumption, Context, Explanation, Interpretation, IssuedForecast, ModelId,
    QuantileForecast, Question, SeriesInfo, Slot, Subject, Unclear, Variable,
};
use jiff::{Timestamp, Zoned};
use std::{sync::Arc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Said of every probability until the track record can say more.
const CALIBRATION: &str =
    "This chance comes straight from the models; it has not been checked against enough outcomes here yet.";

/// Among so many past questions the same one is looked for, to say what has changed since.
const LOOKED_BACK: u32 = 50;

/// A text, understood.
struct Understood {
    question: Question,
    /// The answer whose question it carries on.
    follows: Option<AnswerId>,
    issue_time: Zoned,
    now: Zoned,
    as_of: bool,
    settings: Settings,
}

impl Engine {
    /// Answers a text, or says what could not be understood. A newer question of the same asker ends it.
    pub(crate) async fn answer(&self, request: AskRequest) -> Result<AskResponse, Problem> {
        let _held = self.shared.attention.hold();
        let _gives_way = self.shared.ahead.asked();
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
        let passing = request.passing;
        let wish = if passing { None } else { intent::watch_wish(&request.text) };
        let mut made = match self.make(request, cancelled).await? {
            Ok(made) => made,
            Err(instead) => return Ok(instead.into_response()),
        };
        self.on_worker(move |shared| {
            made.answer.changed = changed_since_asked(shared, &made.answer);
            let answer = if passing { show(shared, made.answer) } else { keep(shared, made) };
            let watch = wish.map(|wish| Box::new(watches::make_by_words(shared, &answer, wish)));
            Ok(AskResponse::Answered { answer: Box::new(answer), watch })
        })
        .await
    }

    /// Asks a question that was understood before, and keeps nothing of the answer: for those that are watched.
    pub(crate) async fn answer_of(
        &self,
        question: Question,
        cancelled: &CancellationToken,
    ) -> Result<Answer, Problem> {
        let started = Instant::now();
        let understood = self
            .on_worker(move |shared| {
                let now = shared.clock.now().with_time_zone(valid_times::zone_of(&question));
                let settings = settings::load(&*shared.store)?;
                Ok(Understood {
                    question,
                    follows: None,
                    issue_time: now.clone(),
                    now,
                    as_of: false,
                    settings,
                })
            })
            .await?;
        let gathered = self.gathered_for(understood).await?;
        let made = match gathered {
            Ok(gathered) => self.make_of(gathered, started, cancelled).await?,
            Err(instead) => Err(instead),
        };
        made.map(|made| made.answer).map_err(|instead| {
            Problem::new(ProblemCode::NoForecast, "The question can't be answered", instead.message())
        })
    }

    /// The whole pipeline, but for keeping what it made.
    async fn make(
        &self,
        request: AskRequest,
        cancelled: &CancellationToken,
    ) -> Result<Result<Made, Instead>, Problem> {
        let started = Instant::now();
        let request = Arc::new(request);
        let mut gathered = self.gathered(&request, None).await?;
        let unread = matches!(&gathered, Err(Instead::Unclear(unclear)) if intent::abstains(unclear));
        if unread && let Some(reading) = self.reading(&request.text).await? {
            let read = self.gathered(&request, Some(reading)).await?;
            gathered = if read.is_ok() { read } else { gathered };
        }
        let gathered = match gathered {
            Ok(gathered) => gathered,
            Err(instead) => return Ok(Err(instead)),
        };
        self.make_of(gathered, started, cancelled).await
    }

    /// The pipeline from what is known on.
    async fn make_of(
        &self,
        mut gathered: Gathered,
        started: Instant,
        cancelled: &CancellationToken,
    ) -> Result<Result<Made, Instead>, Problem> {
        let learning = self.learning(&gathered).await?;
        let (mut forecasts, ready) = match self.ready(&mut gathered) {
            Some(forecasts) => (forecasts, true),
            None => (self.forecasts(&gathered, learning.as_ref(), cancelled).await?, false),
        };
        self.on_worker(move |shared| {
            let event = learning
                .as_ref()
                .and_then(|learning| put_chance_right(shared, &gathered, &mut forecasts, learning));
            let mut answer = compose_all(shared, &gathered, &forecasts);
            if ready {
                let at = gathered.understood.issue_time.strftime("%H:%M");
                answer.confidence.push(format!("Worked out ahead at {at}; nothing new is known since."));
            }
            answer.execution_time = started.elapsed().as_secs_f64() * 1000.0;
            let Gathered { understood, sides } = gathered;
            // What is kept for verification is the forecast for the question's own place.
            let (Some(side), Some(forecast)) = (sides.into_iter().next(), forecasts.into_iter().next())
            else {
                return Err(Problem::new(
                    ProblemCode::Internal,
                    "There was nothing to forecast",
                    "Ask again in other words.",
                ));
            };
            Ok(Ok(Made { understood, side, forecast, event, answer }))
        })
        .await
    }

    /// What was learnt of outcomes up to now; none for a past moment, to which it would tell of its future.
    async fn learning(&self, gathered: &Gathered) -> Result<Option<Arc<Learning>>, Problem> {
        if gathered.understood.as_of {
            return Ok(None);
        }
        self.on_worker(|shared| Ok(Some(lessons::current(shared)))).await
    }

    async fn forecasts(
        &self,
        gathered: &Gathered,
        learning: Option<&Arc<Learning>>,
        cancelled: &CancellationToken,
    ) -> Result<Vec<forecast::Forecast>, Problem> {
        let mut forecasts = Vec::with_capacity(gathered.sides.len());
        for side in &gathered.sides {
            let Some(learning) = learning else {
                forecasts.push(forecast::run(&self.shared, &side.context, &side.grid, cancelled).await?);
                continue;
            };
            let (mut memo, mut around) = (forecast::Memo::default(), Vec::new());
            let heard = forecast::hear(&self.shared, &side.context, &side.grid, cancelled, &mut memo);
            let (heard, surroundings) = tokio::try_join!(heard, self.surroundings(&mut around, side))?;
            let blending = Blending::Learnt(Arc::clone(learning));
            let (heard, around) = (Arc::new(heard), Some(surroundings));
            forecasts
                .push(forecast::put_together(&side.context, &side.grid, &heard, blending, around).await?);
        }
        Ok(forecasts)
    }

    /// The forecasts that were worked out ahead for this, if they still hold. The answer is then that of the moment at which they
    /// were issued.
    fn ready(&self, gathered: &mut Gathered) -> Option<Vec<forecast::Forecast>> {
        if gathered.understood.as_of {
            return None;
        }
        let prepared = self.shared.ahead.prepared.find(&gathered.bases(), &gathered.understood.issue_time)?;
        for (side, (basis, _)) in gathered.sides.iter_mut().zip(&prepared.sides) {
            // What could not be had is told as it is now.
            side.context =
                Arc::new(Context { gaps: side.context.gaps.clone(), ..Context::clone(&basis.context) });
        }
        gathered.understood.issue_time = prepared.issue_time.clone();
        self.shared.ahead.prepared.was_used();
        Some(prepared.sides.iter().map(|(_, forecast)| forecast.clone()).collect())
    }

    /// Has the forecasts for a question ready before it is asked. A text that isn't understood is nothing to work out.
    pub(crate) async fn make_ahead(
        &self,
        request: AskRequest,
        cancelled: &CancellationToken,
    ) -> Result<(), Problem> {
        let Ok(gathered) = self.gathered(&Arc::new(request), None).await? else { return Ok(()) };
        let bases = gathered.bases();
        let issue_time = gathered.understood.issue_time.clone();
        if self.shared.ahead.prepared.find(&bases, &issue_time).is_some() {
            return Ok(());
        }
        let learning = self.learning(&gathered).await?;
        let forecasts = self.forecasts(&gathered, learning.as_ref(), cancelled).await?;
        let sides = bases.into_iter().zip(forecasts).collect();
        self.shared.ahead.prepared.keep(Prepared { issue_time, sides });
        Ok(())
    }

    /// A request understood, with what is known for it; `reading` are words to read in place of its text.
    async fn gathered(
        &self,
        request: &Arc<AskRequest>,
        reading: Option<String>,
    ) -> Result<Result<Gathered, Instead>, Problem> {
        let request = Arc::clone(request);
        let understanding = self.on_worker(move |shared| understand(shared, &request, reading.as_deref()));
        let understood = match understanding.await? {
            Ok(understood) => understood,
            Err(instead) => return Ok(Err(instead)),
        };
        self.gathered_for(understood).await
    }

    /// What is known for a question, with what the network can say in a moment.
    async fn gathered_for(&self, understood: Understood) -> Result<Result<Gathered, Instead>, Problem> {
        // A past moment is asked with what is kept.
        let lacking = if understood.as_of {
            Vec::new()
        } else {
            guidance::fill(&self.shared, &understood.question, &understood.settings, &understood.issue_time)
                .await
        };
        self.on_worker(move |shared| gather_all(shared, understood, &lacking)).await
    }

    /// Answers as [`contract::Commands::ask`] does, but keeps nothing and shows what each expert said: for replays.
    ///
    /// # Errors
    /// As for a question that is asked; a text that isn't understood is a problem here.
    pub async fn rehearse(&self, request: AskRequest) -> Result<Rehearsal, Problem> {
        let rehearsed = self.rehearse_all(vec![request], &[Blending::Rehearsed]).await?;
        Ok(rehearsed.into_iter().flatten().next().expect("one question was asked in one way"))
    }

    /// The same for the questions of one issue time, each in all of these ways. What they have in common is worked out once,
    /// which changes no byte of any.
    ///
    /// # Errors
    /// As for one; the first problem ends it.
    pub async fn rehearse_all(
        &self,
        requests: Vec<AskRequest>,
        blendings: &[Blending],
    ) -> Result<Vec<Vec<Rehearsal>>, Problem> {
        let cancelled = CancellationToken::new();
        let mut memo = forecast::Memo::default();
        let mut around: Vec<Arc<Surroundings>> = Vec::new();
        let mut rehearsed = Vec::with_capacity(requests.len());
        for request in requests {
            let gathered = self.gathered(&Arc::new(request), None).await?.map_err(|instead| {
                Problem::new(ProblemCode::BadRequest, "That isn't a question", instead.message())
            })?;
            let mut heard = Vec::with_capacity(gathered.sides.len());
            for side in &gathered.sides {
                let said = forecast::hear(&self.shared, &side.context, &side.grid, &cancelled, &mut memo);
                heard.push(Arc::new(said.await?));
            }
            let gathered = Arc::new(gathered);
            let mut ways = Vec::with_capacity(blendings.len());
            for blending in blendings {
                let mut forecasts = Vec::with_capacity(heard.len());
                for (side, heard) in gathered.sides.iter().zip(&heard) {
                    let surroundings = match blending {
                        Blending::Learnt(_) => Some(self.surroundings(&mut around, side).await?),
                        _ => None,
                    };
                    let together = forecast::put_together(
                        &side.context,
                        &side.grid,
                        heard,
                        blending.clone(),
                        surroundings,
                    );
                    forecasts.push(together.await?);
                }
                let (gathered, blending) = (Arc::clone(&gathered), blending.clone());
                ways.push(
                    self.on_worker(move |shared| {
                        let event = match &blending {
                            Blending::Learnt(learning) => {
                                put_chance_right(shared, &gathered, &mut forecasts, learning)
                            }
                            _ => None,
                        };
                        let answer = compose_all(shared, &gathered, &forecasts);
                        let forecast = forecasts.into_iter().next().expect("a question has a side");
                        let learnt = gathered.sides.first().filter(|_| !forecast.issued.is_empty());
                        let kept = learnt.map(|side| {
                            Box::new(issued_forecast(&gathered.understood, side, &forecast, &answer))
                        });
                        let forecast::Forecast { marginals, experts, issued, .. } = forecast;
                        Ok(Rehearsal { answer, marginals, experts, issued, event, kept })
                    })
                    .await?,
                );
            }
            rehearsed.push(ways);
        }
        Ok(rehearsed)
    }

    /// Keeps a rehearsed answer as one that was asked as of a moment of the past.
    pub(crate) async fn keep_rehearsal(&self, rehearsal: Rehearsal) -> Result<(), Problem> {
        let Some(issued) = rehearsal.kept else { return Ok(()) };
        self.on_worker(move |shared| {
            let id = shared.store.save_forecast(&issued).map_err(|error| problems::of_store(&error))?;
            if let Some(outcome) = &issued.answer.outcome {
                shared.store.save_outcome(id, outcome).map_err(|error| problems::of_store(&error))?;
            }
            Ok(())
        })
        .await
    }

    /// The moment that a question is asked as of: for replays.
    ///
    /// # Errors
    /// As for a question that is asked.
    pub async fn issue_time(&self, request: AskRequest) -> Result<Timestamp, Problem> {
        let understood = self.on_worker(move |shared| understand(shared, &request, None)).await?;
        understood.map(|understood| understood.issue_time.timestamp()).map_err(|instead| {
            Problem::new(ProblemCode::BadRequest, "That isn't a question", instead.message())
        })
    }

    /// What is known about a side beside its own tracks, worked out once for the questions of one issue time at one place.
    async fn surroundings(
        &self,
        known: &mut Vec<Arc<Surroundings>>,
        side: &Side,
    ) -> Result<Arc<Surroundings>, Problem> {
        if let Some(known) = known.iter().find(|known| known.are_of(&side.question)) {
            return Ok(Arc::new(known.with_activity_of(&side.question)));
        }
        let (question, issue_time) = (side.question.clone(), side.context.issue_time);
        let found = self
            .on_worker(move |shared| Ok(Surroundings::of(&shared.context, &question, issue_time)))
            .await?;
        let found = Arc::new(found);
        known.push(Arc::clone(&found));
        Ok(found)
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
    /// What to remember until the outcomes are known, one per variable; none where nothing is learnt.
    pub issued: Vec<Issued>,
    /// The same of the event asked about.
    pub event: Option<EventIssued>,
    /// As it would be kept, where something was learnt.
    kept: Option<Box<IssuedForecast>>,
}

/// What is said instead of an answer.
enum Instead {
    Unclear(Unclear),
    Explained(Explanation),
}

impl Instead {
    fn into_response(self) -> AskResponse {
        match self {
            Self::Unclear(unclear) => AskResponse::Unclear { unclear },
            Self::Explained(explanation) => AskResponse::Explained { explanation },
        }
    }

    fn message(self) -> String {
        match self {
            Self::Unclear(unclear) => unclear.message,
            Self::Explained(explanation) => explanation.sentences.join(" "),
        }
    }
}

/// A question with what is known for it: one side, or one for each place that is compared.
struct Gathered {
    understood: Understood,
    sides: Vec<Side>,
}

impl Gathered {
    /// What its forecasts rest on.
    fn bases(&self) -> Vec<Basis> {
        let basis = |side: &Side| Basis {
            question: side.question.clone(),
            context: Arc::clone(&side.context),
            grid: side.grid.clone(),
        };
        self.sides.iter().map(basis).collect()
    }
}

/// A plain question of one place, with what is known for it, and the grid to answer on.
struct Side {
    question: Question,
    context: Arc<Context>,
    grid: Grid,
}

/// All that one question led to.
struct Made {
    understood: Understood,
    side: Side,
    forecast: forecast::Forecast,
    event: Option<EventIssued>,
    answer: Answer,
}

fn superseded() -> Problem {
    Problem::new(
        ProblemCode::Superseded,
        "A newer question took its place",
        "Wait for the newer answer, or ask again.",
    )
}

/// Words to question: the text's, or those that the user's language model read in it, which is then said.
#[tracing::instrument(skip_all)]
fn understand(
    shared: &Shared,
    request: &AskRequest,
    reading: Option<&str>,
) -> Result<Result<Understood, Instead>, Problem> {
    let settings = settings::load(&*shared.store)?;
    let mut edits = request.edits.clone();
    if let (None, Some(name)) = (edits.place, request.place.as_deref().filter(|name| !name.trim().is_empty()))
    {
        let called = shared.with_setting(|setting| intent::places_called(name, &setting))?;
        match called.into_iter().next() {
            Some(place) => edits.place = Some(place.id),
            None => return Ok(Err(Instead::Unclear(no_such_place(shared, name, &request.text)))),
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
    let activities = intent::Catalogue::with(&settings.activities);
    // An answer that was forgotten meanwhile can't be carried on; the words may still stand by themselves.
    let previous = request.previous.and_then(|id| shared.answer(id).ok());
    let interpret = |now: Zoned| {
        let series: Vec<SeriesInfo> = all_series.iter().map(|info| known_at(info, now.timestamp())).collect();
        let setting = intent::Setting {
            now,
            home: settings.home.as_ref(),
            saved: &saved,
            gazetteer: shared.gazetteer,
            series: &series,
            activities: &activities,
            previous: previous.as_ref().map(|answer| &answer.question),
            units: settings.units,
        };
        intent::interpret(reading.unwrap_or(&request.text), &edits, &setting)
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
        Interpretation::Unclear(unclear) => Err(Instead::Unclear(unclear)),
        Interpretation::Explanation(aspect) => Err(match previous {
            Some(previous) => Instead::Explained(answer::explain(&previous, aspect)),
            None => Instead::Unclear(nothing_to_explain()),
        }),
        Interpretation::Understood(mut question) => {
            if let Some(reading) = reading {
                request.text.clone_into(&mut question.text);
                let text = format!("Read with your language model as \"{reading}\".");
                let assumption = Assumption { slot: Slot::What, text, alternatives: Vec::new() };
                question.assumptions.insert(0, assumption);
            }
            let issue_time = issue_time.with_time_zone(valid_times::zone_of(&question));
            let now = clock.with_time_zone(issue_time.time_zone().clone());
            let follows = previous.filter(|_| carries_on(&question)).map(|previous| previous.id);
            Ok(Understood {
                question: *question,
                follows,
                issue_time,
                now,
                as_of: moment.is_some(),
                settings,
            })
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
    Unclear { message, slot: Some(Slot::Where), suggestions, alternatives: vec![] }
}

/// Whether the question was read in the light of the one before.
fn carries_on(question: &Question) -> bool {
    question.assumptions.iter().any(|assumption| assumption.text.starts_with(intent::CARRIED_ON))
}

fn nothing_to_explain() -> Unclear {
    Unclear {
        message: "There is no answer yet to explain. Ask a question first.".to_owned(),
        slot: None,
        suggestions: vec![],
        alternatives: vec![],
    }
}

/// Questions to contexts, and the grids to answer on: one, or one for each place that is compared.
#[tracing::instrument(skip_all)]
fn gather_all(
    shared: &Shared,
    mut understood: Understood,
    lacking: &[String],
) -> Result<Result<Gathered, Instead>, Problem> {
    if !understood.question.compares_places() {
        let question = understood.question.clone();
        return Ok(gather(shared, question, understood.issue_time.timestamp(), lacking).map(|side| {
            understood.question = side.question.clone();
            Gathered { understood, sides: vec![side] }
        }));
    }
    let mut sides = Vec::new();
    for question in understood.question.choices() {
        match gather(shared, question, understood.issue_time.timestamp(), lacking) {
            Ok(side) => sides.push(side),
            Err(instead) => return Ok(Err(instead)),
        }
    }
    Ok(Ok(Gathered { understood, sides }))
}

/// Question to context, and the grid to answer on.
fn gather(
    shared: &Shared,
    question: Question,
    issue_time: Timestamp,
    lacking: &[String],
) -> Result<Side, Instead> {
    let mut context = shared.context.assemble(&question, issue_time);
    context.gaps.extend_from_slice(lacking);
    let question = context::adapt(question, &context);
    if question.variables().is_empty() {
        let message = format!("{} Ask about another place or another need.", context.gaps.join(" "));
        return Err(Instead::Unclear(Unclear {
            message: message.trim().to_owned(),
            slot: None,
            suggestions: vec![],
            alternatives: vec![],
        }));
    }
    let series = match &question.subject {
        Subject::Series { info } => {
            context.track(&Variable::Series(info.id.clone())).map(|track| &track.history)
        }
        Subject::Activity { .. } | Subject::Weather => None,
    };
    let grid = valid_times::grid(&question, issue_time, series);
    Ok(Side { question, context: Arc::new(context), grid })
}

/// Puts the chance of what is asked right by what was learnt of chances like it. The members are chosen anew so that all that
/// is read off them agrees with it.
fn put_chance_right(
    shared: &Shared,
    gathered: &Gathered,
    forecasts: &mut [forecast::Forecast],
    learning: &Learning,
) -> Option<EventIssued> {
    let ([side], [forecast]) = (&gathered.sides[..], &mut forecasts[..]) else { return None };
    let told = with_materials(shared, gathered, std::slice::from_ref(&*forecast), |materials| {
        answer::chance(&materials[0])
    })?;
    let asked = learnt::event_asked(&side.question, side.context.issue_time, &told)?;
    forecast.calibration = learning.checked(&asked).map(learnt::checked_in_words);
    let issued = learning.put_chance_right(asked);
    forecast.scenarios = blend::conditioned(&forecast.scenarios, &told.held, issued.said()).ok()?;
    Some(issued)
}

/// Scenarios to answer, all read off the same members.
#[tracing::instrument(skip_all)]
fn compose_all(shared: &Shared, gathered: &Gathered, forecasts: &[forecast::Forecast]) -> Answer {
    let Gathered { understood, .. } = gathered;
    let mut answer = with_materials(shared, gathered, forecasts, |materials| match materials {
        [one] => answer::compose(one),
        several => answer::compose_places(&understood.question, several),
    });
    answer.follows = understood.follows;
    answer
}

/// Hands over what an answer is made of, for each side.
fn with_materials<T>(
    shared: &Shared,
    gathered: &Gathered,
    forecasts: &[forecast::Forecast],
    make: impl FnOnce(&[Material<'_>]) -> T,
) -> T {
    let Gathered { understood, sides } = gathered;
    let classes: Vec<String> =
        sides.iter().map(|side| forecast::usual_class(&side.context, &side.question)).collect();
    let happened: Vec<_> = sides
        .iter()
        .map(|side| {
            |variable: &Variable, time: Timestamp| shared.context.observed(&side.question, variable, time)
        })
        .collect();
    let materials: Vec<Material<'_>> = sides
        .iter()
        .zip(forecasts)
        .zip(classes.iter().zip(&happened))
        .map(|((side, forecast), (usual_class, happened))| Material {
            question: &side.question,
            scenarios: &forecast.scenarios,
            step: side.grid.step,
            usual: forecast.usual.as_ref(),
            usual_class,
            context: &side.context,
            models: &forecast.models,
            calibration: forecast.calibration.as_deref().unwrap_or(CALIBRATION),
            issue_time: &understood.issue_time,
            now: &understood.now,
            as_of: understood.as_of,
            observed: understood.as_of.then_some(happened as answer::Observed<'_>),
            units: understood.settings.units,
            dates: date_style(understood.settings.dates),
        })
        .collect();
    make(&materials)
}

/// Why the answer is another one than when the same question was asked last, where it is.
fn changed_since_asked(shared: &Shared, answer: &Answer) -> Option<String> {
    if answer.as_of {
        return None;
    }
    // What can't be read is no reason to hold back an answer.
    let history = shared.store.history(LOOKED_BACK).ok()?;
    let text = answer.question.text.trim();
    let mut alike = history.iter().filter(|past| past.as_of.is_none() && past.text.trim() == text);
    // The same words with another chip are another question.
    alike.find_map(|past| {
        let before = shared.answer(past.id).ok()?;
        answer::is_same_question(&before, answer).then(|| answer::changed(&before, answer))
    })?
}

/// How dates are written, as the words of answers take it.
pub(crate) fn date_style(dates: Dates) -> DateStyle {
    match dates {
        Dates::DayMonth => DateStyle::DayMonth,
        Dates::MonthDay => DateStyle::MonthDay,
        Dates::Iso => DateStyle::Iso,
    }
}

/// Gives an answer that was only looked at again: it can be drawn, but is neither in the history nor scored.
fn show(shared: &Shared, mut answer: Answer) -> Answer {
    answer.id = shared.recent.unkept_id();
    shared.recent.keep(Arc::new(answer.clone()));
    answer
}

/// A forecast as it is kept, to be verified.
fn issued_forecast(
    understood: &Understood,
    side: &Side,
    forecast: &forecast::Forecast,
    answer: &Answer,
) -> IssuedForecast {
    // Of places set side by side, what is kept is the forecast of one: outcomes are looked up at the question's own place.
    let id = |place: Option<&domain::Place>| place.map(|place| place.id);
    let own = id(side.context.place.as_ref()) == id(understood.question.place.as_ref());
    IssuedForecast {
        made_at: understood.now.timestamp(),
        issue_time: understood.issue_time.timestamp(),
        answer: answer.clone(),
        marginals: forecast.marginals.clone(),
        weights: forecast.weights.clone(),
        data_age: side
            .context
            .tracks
            .iter()
            .map(|track| (track.variable.clone(), track.history.newest_time()))
            .collect(),
        experts: if own { record::verifiable(forecast, &side.context) } else { Vec::new() },
        decisive: answer::decisive(answer, &side.grid.times, side.grid.step),
    }
}

/// Keeps the forecast as issued. An answer that can't be kept is given all the same, and says so.
#[tracing::instrument(skip_all)]
fn keep(shared: &Shared, made: Made) -> Answer {
    let Made { understood, side, forecast, event, mut answer } = made;
    let issued = issued_forecast(&understood, &side, &forecast, &answer);
    match shared.store.save_forecast(&issued) {
        Ok(id) => {
            answer.id = id;
            let place = understood.question.place.as_ref().map(|place| place.id);
            if !understood.as_of
                && let Err(problem) =
                    lessons::await_outcomes(shared, (id, place), &forecast.issued, event, &issued.experts)
            {
                tracing::warn!(%problem, "nothing will be learnt from this forecast");
            }
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
