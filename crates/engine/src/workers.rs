use domain::{ModelId, QuantileLevels};
use jiff::Timestamp;
use models::{Model, Plan, Prepared, RollingForecast, Task};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// How long one model may take before it is left out.
const DEADLINE: Duration = Duration::from_secs(3);

/// What became of one model for one variable.
pub(crate) struct Spoken {
    pub(crate) model: ModelId,
    pub(crate) title: &'static str,
    pub(crate) result: Result<RollingForecast, String>,
}

/// What every model of one question is asked.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) valid_times: Arc<[Timestamp]>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) levels: QuantileLevels,
    pub(crate) seed: u64,
}

/// A bounded pool for models: as many run at once as the machine has cores, none on a thread that serves a window.
#[derive(Clone)]
pub(crate) struct Workers {
    permits: Arc<Semaphore>,
    deadline: Duration,
}

impl Default for Workers {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { permits: Arc::new(Semaphore::new(cores)), deadline: DEADLINE }
    }
}

impl Workers {
    /// Asks each model about each order. A model that stands aside, panics or overruns its deadline has the reason in its
    /// place; the results come in the order asked.
    pub(crate) async fn ask(
        &self,
        orders: Vec<(Order, Vec<&'static dyn Model>)>,
        cancelled: &CancellationToken,
    ) -> Vec<Vec<Spoken>> {
        let mut running = JoinSet::new();
        let mut spoken: Vec<Vec<Option<Spoken>>> = Vec::with_capacity(orders.len());
        for (order_index, (order, models)) in orders.into_iter().enumerate() {
            spoken.push(models.iter().map(|_| None).collect());
            for (model_index, model) in models.into_iter().enumerate() {
                let (workers, order, cancelled) = (self.clone(), order.clone(), cancelled.clone());
                running.spawn(async move {
                    (order_index, model_index, workers.run(model, order, cancelled).await)
                });
            }
        }
        while let Some(finished) = running.join_next().await {
            let (order_index, model_index, result) =
                finished.expect("a panic of a model ends in its own task, caught within");
            spoken[order_index][model_index] = Some(result);
        }
        spoken.into_iter().map(|order| order.into_iter().flatten().collect()).collect()
    }

    async fn run(&self, model: &'static dyn Model, order: Order, cancelled: CancellationToken) -> Spoken {
        let (id, title) = (model.id(), model.title());
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the pool is never closed");
        let overrun = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&overrun);
        let span = tracing::debug_span!("model", %id, variable = order.prepared.track().variable.name());
        let work = tokio::task::spawn_blocking(move || {
            let _held_until_done = permit;
            let _in_span = span.entered();
            let task = Task {
                prepared: &order.prepared,
                valid_times: Arc::clone(&order.valid_times),
                plan: &order.plan,
                levels: &order.levels,
                seed: order.seed,
                cancelled: &|| stop.load(Ordering::Relaxed) || cancelled.is_cancelled(),
            };
            model.forecast(&task)
        });
        let result = match tokio::time::timeout(self.deadline, work).await {
            Ok(Ok(Ok(forecast))) => Ok(forecast),
            Ok(Ok(Err(aside))) => Err(aside.to_string()),
            Ok(Err(panicked)) => {
                tracing::error!(model = %id, %panicked, "a model panicked and was left out");
                Err("failed and was left out; the other models answer without it".to_owned())
            }
            Err(_elapsed) => {
                overrun.store(true, Ordering::Relaxed);
                tracing::warn!(model = %id, deadline = ?self.deadline, "a model overran its deadline and was left out");
                Err(format!("took longer than {} s and was left out", self.deadline.as_secs_f32()))
            }
        };
        Spoken { model: id, title, result }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Origin, OriginKind, Series, Step, Track, Variable};
    use models::{ModelError, RollingForecast};

    struct Panics;
    impl Model for Panics {
        fn id(&self) -> ModelId {
            ModelId::new("panics")
        }
        fn title(&self) -> &'static str {
            "one that panics"
        }
        fn forecast(&self, _: &Task<'_>) -> Result<RollingForecast, ModelError> {
            panic!("as asked");
        }
    }

    struct Dawdles;
    impl Model for Dawdles {
        fn id(&self) -> ModelId {
            ModelId::new("dawdles")
        }
        fn title(&self) -> &'static str {
            "one that dawdles"
        }
        fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
            while !(task.cancelled)() {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(ModelError::Cancelled)
        }
    }

    fn order() -> Order {
        let start: jiff::Zoned = "2013-01-01T00:00[UTC]".parse().expect("a moment");
        let values: Vec<f64> =
            (0..24 * 90).map(|hour| 10.0 + 5.0 * (f64::from(hour) * 0.2618).sin()).collect();
        let history = Series::new(start, Step::HOUR, values).expect("a step");
        let issue_time = history.time(history.len());
        let origin = Origin::new(OriginKind::ObservedHourly, "a test");
        let track = Track::of_weather(Variable::Temperature, history, origin);
        let valid_times: Arc<[Timestamp]> =
            (1..4).map(|hour| issue_time + jiff::SignedDuration::from_hours(hour)).collect();
        let prepared = Arc::new(models::prepare(&track, issue_time));
        Order {
            plan: Arc::new(prepared.plan(&valid_times)),
            prepared,
            valid_times,
            levels: QuantileLevels::percentiles(),
            seed: 1,
        }
    }

    async fn asked(workers: Workers, odd: &'static dyn Model) -> Vec<Spoken> {
        let order = order();
        let mut models = vec![odd];
        models.extend(models::experts(order.prepared.track()));
        workers.ask(vec![(order, models)], &CancellationToken::new()).await.remove(0)
    }

    #[tokio::test]
    async fn a_model_that_panics_is_left_out_and_says_so() {
        let spoken = asked(Workers::default(), &Panics).await;
        let reason = spoken[0].result.as_ref().expect_err("it panics");
        assert_eq!(reason, "failed and was left out; the other models answer without it");
        assert!(spoken[1..].iter().any(|other| other.result.is_ok()), "the others answer");
    }

    #[tokio::test]
    async fn a_model_that_dawdles_is_left_out_and_says_so() {
        let hasty = Workers { deadline: Duration::from_millis(50), ..Workers::default() };
        let spoken = asked(hasty, &Dawdles).await;
        let reason = spoken[0].result.as_ref().expect_err("it dawdles");
        assert_eq!(reason, "took longer than 0.05 s and was left out");
    }
}
