use super::{
    history::{History, not_too_much, written},
    refused,
    said::needs,
};
use contract::{
    ContextChange, ContextId, ContextView, CreateContextRequest, EnhanceContextRequest, GivenHistory,
    MOST_VALUES, Problem, ProblemCode,
};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::{self, Receiver, Sender};

/// The most contexts that are kept; the one used longest ago makes room.
const MOST_CONTEXTS: usize = 1000;
/// The most values that are kept in all of them together.
const MOST_VALUES_OF_ALL: usize = 4_000_000;

/// Changes that wait for somebody who follows a context and is slow; they are told how it stands then.
const CHANGES_HELD: usize = 256;

/// Histories that programs gave to be carried on. They are kept while Forecastle runs.
#[derive(Default)]
pub(crate) struct Contexts {
    kept: Mutex<Kept>,
}

struct Kept {
    contexts: BTreeMap<ContextId, Context>,
    newest: i64,
    uses: u64,
    /// Told while they are held, so that everybody hears of changes in their order.
    changes: Sender<ContextChange>,
}

impl Default for Kept {
    fn default() -> Self {
        let changes = broadcast::channel(CHANGES_HELD).0;
        Self { contexts: BTreeMap::new(), newest: 0, uses: 0, changes }
    }
}

struct Context {
    title: String,
    revision: u64,
    history: GivenHistory,
    used: u64,
}

impl Contexts {
    pub(crate) fn create(&self, request: CreateContextRequest) -> Result<ContextView, Problem> {
        checked(&request.history)?;
        let mut kept = self.kept();
        kept.newest += 1;
        kept.uses += 1;
        let context = ContextId(kept.newest);
        let made = Context { title: request.title, revision: 1, history: request.history, used: kept.uses };
        kept.contexts.insert(context, made);
        kept.make_room(context);
        kept.view(context)
    }

    pub(crate) fn enhance(&self, request: EnhanceContextRequest) -> Result<ContextView, Problem> {
        let mut kept = self.kept();
        let context = kept.used(request.context)?;
        let history = enhanced(&context.history, request.history)?;
        checked(&history)?;
        context.history = history;
        context.revision += 1;
        kept.make_room(request.context);
        let view = kept.view(request.context)?;
        // Nobody may be listening.
        let _ = kept.changes.send(ContextChange {
            context: view.context,
            revision: view.revision,
            sufficient: view.sufficient,
            dropped: false,
        });
        Ok(view)
    }

    pub(crate) fn view(&self, context: ContextId) -> Result<ContextView, Problem> {
        self.kept().view(context)
    }

    pub(crate) fn all(&self) -> Result<Vec<ContextView>, Problem> {
        let kept = self.kept();
        kept.contexts.keys().map(|context| kept.view(*context)).collect()
    }

    pub(crate) fn forget(&self, context: ContextId) -> Result<(), Problem> {
        if self.kept().remove(context) { Ok(()) } else { Err(missing(context)) }
    }

    /// What changes from now on.
    pub(crate) fn changes(&self) -> Receiver<ContextChange> {
        self.kept().changes.subscribe()
    }

    /// Its history, to be carried on.
    pub(super) fn history(&self, context: ContextId) -> Result<GivenHistory, Problem> {
        Ok(self.kept().used(context)?.history.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn used(&mut self, context: ContextId) -> Result<&mut Context, Problem> {
        self.uses += 1;
        let uses = self.uses;
        let found = self.contexts.get_mut(&context).ok_or_else(|| missing(context))?;
        found.used = uses;
        Ok(found)
    }

    /// Forgets those used longest ago until the rest has room.
    fn make_room(&mut self, newest: ContextId) {
        loop {
            let values: usize = self.contexts.values().map(|context| context.history.features.len()).sum();
            if self.contexts.len() <= MOST_CONTEXTS && values <= MOST_VALUES_OF_ALL {
                return;
            }
            let others = self.contexts.iter().filter(|(id, _)| **id != newest);
            let Some(oldest) = others.min_by_key(|(_, context)| context.used).map(|(id, _)| *id) else {
                return;
            };
            self.remove(oldest);
        }
    }

    fn remove(&mut self, context: ContextId) -> bool {
        let Some(Context { revision, .. }) = self.contexts.remove(&context) else { return false };
        let dropped = ContextChange { context, revision, sufficient: false, dropped: true };
        let _ = self.changes.send(dropped);
        true
    }

    fn view(&self, context: ContextId) -> Result<ContextView, Problem> {
        let Context { title, revision, history, .. } =
            self.contexts.get(&context).ok_or_else(|| missing(context))?;
        let laid = History::of(history.clone());
        let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let given = history.features.iter().flatten().count();
        let (observations, missing, step, lacks) = match &laid {
            Ok(laid) => {
                let observed = laid.observed();
                (observed, laid.series.len() - observed, Some(written(laid.series.step())), needs(laid, None))
            }
            Err(problem) => (given, history.features.len() - given, None, vec![problem.detail.clone()]),
        };
        Ok(ContextView {
            context,
            title: title.clone(),
            revision: *revision,
            observations: whole(observations),
            missing: whole(missing),
            step,
            covariates: history.covariates.iter().map(|covariate| covariate.name.clone()).collect(),
            sufficient: laid.is_ok(),
            needs: lacks,
        })
    }
}

/// What can't become a history however much is added is refused at once.
fn checked(history: &GivenHistory) -> Result<(), Problem> {
    if let Some(times) = &history.timestamps
        && times.len() != history.features.len()
    {
        return Err(refused(format!(
            "There are {} times and {} values; each value needs its own.",
            times.len(),
            history.features.len()
        ))
        .about("history.timestamps"));
    }
    if history.features.len() > MOST_VALUES {
        return Err(
            refused(format!("A context holds {MOST_VALUES} values at most.")).about("history.features")
        );
    }
    not_too_much(&history.covariates).map_err(|problem| problem.about("history.covariates"))
}

/// The one history with the other added or put in its place.
fn enhanced(known: &GivenHistory, more: GivenHistory) -> Result<GivenHistory, Problem> {
    let (features, timestamps) = match (&known.timestamps, more.timestamps) {
        _ if more.features.is_empty() => (known.features.clone(), known.timestamps.clone()),
        (Some(times), Some(new_times)) => {
            if new_times.len() != more.features.len() {
                return Err(refused(format!(
                    "There are {} times and {} values; each value needs its own.",
                    new_times.len(),
                    more.features.len()
                ))
                .about("history.timestamps"));
            }
            let mut all: BTreeMap<Timestamp, Option<f64>> =
                times.iter().copied().zip(known.features.iter().copied()).collect();
            all.extend(new_times.into_iter().zip(more.features));
            (all.values().copied().collect(), Some(all.into_keys().collect()))
        }
        (None, None) => (known.features.iter().copied().chain(more.features).collect(), None),
        (None, Some(new_times)) if known.features.is_empty() => (more.features, Some(new_times)),
        (Some(_), None) => {
            return Err(
                refused("The values known have times, so these need theirs.").about("history.timestamps")
            );
        }
        (None, Some(_)) => {
            return Err(refused("The values known have no times, so these can't have any either; give them in order, or begin anew.")
                .about("history.timestamps"));
        }
    };
    let mut covariates = known.covariates.clone();
    for covariate in more.covariates {
        covariates.retain(|known| known.name != covariate.name);
        covariates.push(covariate);
    }
    Ok(GivenHistory {
        features,
        timestamps,
        step: more.step.or_else(|| known.step.clone()),
        time_zone: more.time_zone.or_else(|| known.time_zone.clone()),
        unit: more.unit.or_else(|| known.unit.clone()),
        covariates,
    })
}

fn missing(context: ContextId) -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "There is no such context",
        format!("Context {} was dropped, or Forecastle was started anew since. Make it again.", context.0),
    )
    .about("context")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: usize) -> GivenHistory {
        GivenHistory { features: vec![Some(1.5); count], ..GivenHistory::default() }
    }

    #[test]
    fn a_context_grows_until_it_suffices() {
        let contexts = Contexts::default();
        let view = contexts
            .create(CreateContextRequest { title: "a meter".to_owned(), history: values(3) })
            .unwrap();
        assert!(!view.sufficient);
        assert!(view.needs[0].contains("the fewest"), "{:?}", view.needs);
        let request = EnhanceContextRequest { context: view.context, history: values(20) };
        let grown = contexts.enhance(request).unwrap();
        assert!(grown.sufficient);
        assert_eq!((grown.observations, grown.revision), (23, 2));
        contexts.forget(view.context).unwrap();
        assert_eq!(contexts.view(view.context).unwrap_err().code, ProblemCode::NotFound);
    }

    #[test]
    fn whoever_follows_hears_of_each_change_and_of_the_end() {
        let contexts = Contexts::default();
        let context = contexts.create(CreateContextRequest { history: values(3), ..Default::default() });
        let context = context.unwrap().context;
        let mut changes = contexts.changes();
        contexts.enhance(EnhanceContextRequest { context, history: values(1) }).unwrap();
        contexts.enhance(EnhanceContextRequest { context, history: values(20) }).unwrap();
        contexts.forget(context).unwrap();
        let heard = std::iter::from_fn(|| changes.try_recv().ok())
            .map(|change| (change.revision, change.sufficient, change.dropped));
        assert_eq!(heard.collect::<Vec<_>>(), [(2, false, false), (3, true, false), (3, false, true)]);
    }

    #[test]
    fn what_comes_late_takes_its_place_in_time() {
        let at = |hours: &[i64]| {
            Some(hours.iter().map(|hour| Timestamp::from_second(hour * 3600).unwrap()).collect())
        };
        let known = GivenHistory {
            features: vec![Some(1.0), Some(3.0)],
            timestamps: at(&[1, 3]),
            ..GivenHistory::default()
        };
        let more = GivenHistory {
            features: vec![Some(2.0), Some(9.0)],
            timestamps: at(&[2, 3]),
            ..GivenHistory::default()
        };
        let all = enhanced(&known, more).unwrap();
        assert_eq!(all.features, [Some(1.0), Some(2.0), Some(9.0)]);
        assert_eq!(all.timestamps, at(&[1, 2, 3]));
        assert!(enhanced(&known, values(1)).is_err(), "a value without a time has no place");
    }

    #[test]
    fn the_one_used_longest_ago_makes_room() {
        let contexts = Contexts::default();
        let make = || {
            contexts
                .create(CreateContextRequest {
                    history: values(MOST_VALUES),
                    ..CreateContextRequest::default()
                })
                .unwrap()
                .context
        };
        let first = make();
        let second = make();
        for _ in 0..MOST_VALUES_OF_ALL / MOST_VALUES - 2 {
            make();
        }
        contexts.history(first).unwrap();
        make();
        assert!(contexts.view(first).is_ok() && contexts.view(second).is_err());
    }
}
