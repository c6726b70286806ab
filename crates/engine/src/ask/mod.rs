//! The line of arrows of ARCHITECTURE.md as code: text to question to context to forecasts to scenarios to answer.

mod compose;
mod gather;
mod keep;
mod rehearse;
mod understand;

pub(crate) use compose::date_style;
pub use rehearse::Rehearsal;

use crate::{
    Engine, forecast, guidance,
    learnt::Surroundings,
    lessons,
    marginal::Blending,
    plan_ahead::{Basis, Prepared},
    settings,
    valid_times::{self, Grid},
    watches,
};
use blend::{EventIssued, Learning};
use compose::{changed_since_asked, compose_all, put_chance_right};
use contract::{AskRequest, AskResponse, Problem, ProblemCode};
use domain::{Answer, AnswerId, Context, Explanation, Question, Unclear};
use gather::gather_all;
use keep::{keep, show};
use std::{sync::Arc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use understand::{Understood, understand};

impl Engine {
    /// Answers a text, or says what could not be understood. A newer question of the same asker ends it.
    pub(crate) async fn answer(&self, request: AskRequest) -> Result<AskResponse, Problem> {
        let _held = self.shared.attention.hold();
        let _gives_way = self.shared.ahead.asked();
        let cancelled = self.shared.askers.begin(request.asker.as_deref());
        // Whoever stops waiting for the answer stops the models, too.
        let _ends_with_this = cancelled.clone().drop_guard();
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
        let limits = self.limits.clone();
        let understanding =
            self.on_worker(move |shared| understand(shared, &request, reading.as_deref(), limits.as_deref()));
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

impl Engine {
    /// An answer given before, from memory or the data file.
    pub(crate) async fn find_answer(&self, id: AnswerId) -> Result<Arc<Answer>, Problem> {
        let answer = match self.shared.recent.find(id) {
            Some(answer) => answer,
            None => self.on_worker(move |shared| shared.answer(id)).await?,
        };
        if let Some(limits) = &self.limits {
            limits.check(&answer.question)?;
        }
        Ok(answer)
    }
}
