//! Questions asked as of the past that keep nothing: for replays and benchmarks.

use super::{
    compose::{compose_all, put_chance_right},
    keep::issued_forecast,
    understand::understand,
};
use crate::{Engine, forecast, learnt::Surroundings, marginal::Blending, problems};
use blend::{EventIssued, Issued};
use contract::{AskRequest, Problem, ProblemCode};
use domain::{Answer, IssuedForecast, ModelId, QuantileForecast, Question, Variable};
use jiff::Timestamp;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Engine {
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
        let understood = self.on_worker(move |shared| understand(shared, &request, None, None)).await?;
        understood.map(|understood| understood.issue_time.timestamp()).map_err(|instead| {
            Problem::new(ProblemCode::BadRequest, "That isn't a question", instead.message())
        })
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
