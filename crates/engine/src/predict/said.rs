use super::{
    history::{History, written},
    kinds::AUTO,
    refused,
    route::Route,
};
use crate::{forecast::SEED, marginal::of_track, problems};
use contract::{
    ContextSummary, ExpertShare, PredictRequest, PredictResponse, Problem, ProblemCode, QuantileLine,
};
use domain::{Hindcast, QuantileForecast, QuantileLevel, QuantileLevels, Track};
use jiff::Timestamp;
use models::Task;
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// Shares below this aren't told.
const SMALLEST_SHARE: f64 = 0.005;
/// Levels beyond these rest on nothing.
const OUTERMOST: f64 = 0.001;

/// What is wanted of a forecast. Two that are equal get the same.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Wanted {
    model_id: String,
    horizon: u32,
    quantiles: Vec<f64>,
    coverage: f64,
}

impl Wanted {
    pub(super) fn of(request: &PredictRequest) -> Result<Self, Problem> {
        let inside = |level: &f64| (OUTERMOST..=1.0 - OUTERMOST).contains(level);
        if !(0.01..=0.99).contains(&request.coverage) {
            let detail = format!(
                "Intervals can hold 1 to 99 of a hundred outcomes (.01 to .99), not {}.",
                request.coverage
            );
            return Err(refused(detail).about("coverage"));
        }
        let quantiles = match &request.quantiles {
            None => Hindcast::usual_levels().as_slice().to_vec(),
            Some(levels) => levels.clone(),
        };
        if let Some(index) = quantiles.iter().position(|level| !inside(level)) {
            let detail = format!(
                "A level lies between {OUTERMOST} and {}, not at {}.",
                1.0 - OUTERMOST,
                quantiles[index]
            );
            return Err(refused(detail).about(format!("quantiles[{index}]")));
        }
        if quantiles.len() > 99 {
            return Err(refused("More than 99 levels tell nothing more.").about("quantiles"));
        }
        Ok(Self {
            model_id: request.model_id.clone(),
            horizon: request.prediction_horizon,
            quantiles,
            coverage: request.coverage,
        })
    }

    fn ends(&self) -> (f64, f64) {
        ((1.0 - self.coverage) / 2.0, f64::midpoint(1.0, self.coverage))
    }

    /// All levels that are spoken in: those wanted, and the usual ones that experts are weighed by.
    fn levels(&self) -> QuantileLevels {
        let (lower, upper) = self.ends();
        let usual = Hindcast::usual_levels();
        let mut levels: Vec<f64> =
            self.quantiles.iter().chain(usual.as_slice()).copied().chain([lower, upper]).collect();
        levels.sort_by(f64::total_cmp);
        // Levels that differ by rounding alone are one.
        levels.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
        QuantileLevels::try_from(levels).expect("they rise and lie between 0 and 1")
    }
}

/// A forecast of a history, in all that any request of it may want to know.
#[derive(Debug)]
pub(super) struct Said {
    medians: Vec<f64>,
    intervals: Vec<(f64, f64)>,
    lines: Vec<QuantileLine>,
    times: Option<Vec<Timestamp>>,
    summary: ContextSummary,
}

impl Said {
    /// Works it out on the calling thread, and on those of its pool that have nothing else to do.
    pub(super) fn of(history: &History, wanted: &Wanted) -> Result<Self, Problem> {
        let route = Route::of(&wanted.model_id, history)?;
        let track = route.track(history);
        let series = &history.series;
        let issue_time = series.time(series.len());
        let valid_times: Arc<[Timestamp]> =
            (0..wanted.horizon as usize).map(|ahead| series.time(series.len() + ahead)).collect();
        let levels = wanted.levels();
        let prepared = models::prepare(&track, issue_time);
        let plan = prepared.plan(&valid_times);
        let (forecast, experts, calibration) = match route.alone {
            Some(expert) => {
                let task = Task {
                    prepared: &prepared,
                    valid_times: Arc::clone(&valid_times),
                    plan: &plan,
                    levels: &levels,
                    seed: SEED,
                    cancelled: &|| false,
                };
                let said = expert.forecast(&task).map_err(|aside| {
                    refused(problems::sentence(&format!("{} stands aside: {aside}", expert.title())))
                        .about("model_id")
                })?;
                let experts = vec![ExpertShare { model_id: route.name.clone(), share: 1.0 }];
                (
                    said.present,
                    experts,
                    "These are the intervals of one expert; nobody checked them.".to_owned(),
                )
            }
            None => {
                let marginal =
                    of_track((&track, &prepared, &plan), &valid_times, &levels, &[]).map_err(|error| {
                        Problem::new(
                            ProblemCode::NoForecast,
                            "There is no forecast",
                            problems::sentence(&error.to_string()),
                        )
                    })?;
                (marginal.forecast, shares(marginal.shares), checked(plan.past().len()))
            }
        };
        let (lower, upper) = wanted.ends();
        let at = |level: f64| {
            let level = QuantileLevel::new(level).expect("checked to lie between 0 and 1");
            (0..valid_times.len()).map(|time| forecast.quantile(time, level)).collect::<Vec<f64>>()
        };
        let said = Self {
            medians: at(0.5),
            intervals: at(lower).into_iter().zip(at(upper)).collect(),
            lines: wanted
                .quantiles
                .iter()
                .map(|level| QuantileLine { level: *level, values: at(*level) })
                .collect(),
            times: history.timed.then(|| valid_times.to_vec()),
            summary: summary(wanted, &route, history, &track, (experts, calibration)),
        };
        finite(&forecast).then_some(said).ok_or_else(|| {
            Problem::new(
                ProblemCode::NoForecast,
                "There is no forecast",
                "The values are too far apart to be reckoned with. Give them in another unit, or leave out what is wrong among them.",
            )
        })
    }

    /// What it takes up in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let steps = self.medians.len();
        8 * steps * (3 + self.lines.len()) + self.times.as_ref().map_or(0, |times| 16 * times.len())
    }

    pub(super) fn response(&self, with_context: bool, cached: bool, took: Duration) -> PredictResponse {
        PredictResponse {
            predictions: self.medians.clone(),
            confidence_intervals: self.intervals.clone(),
            quantiles: self.lines.clone(),
            timestamps: self.times.clone(),
            execution_time: took.as_secs_f64(),
            context_summary: with_context.then(|| ContextSummary { cached, ..self.summary.clone() }),
        }
    }
}

fn finite(forecast: &QuantileForecast) -> bool {
    (0..forecast.valid_times().len()).all(|time| forecast.at(time).iter().all(|value| value.is_finite()))
}

fn shares(shares: Vec<(domain::ModelId, f64)>) -> Vec<ExpertShare> {
    let mut shares: Vec<ExpertShare> = shares
        .into_iter()
        .filter(|(_, share)| *share >= SMALLEST_SHARE)
        .map(|(model, share)| ExpertShare { model_id: model.to_string(), share })
        .collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    shares
}

fn checked(origins: usize) -> String {
    match origins {
        0 => "The history is too short for its intervals to be checked against it.".to_owned(),
        origins => format!("The intervals were checked on {origins} earlier moments of this history."),
    }
}

fn summary(
    wanted: &Wanted,
    route: &Route,
    history: &History,
    track: &Track,
    (experts, calibration): (Vec<ExpertShare>, String),
) -> ContextSummary {
    let observed: Vec<f64> = track.history.observed().map(|(_, value)| value).collect();
    let count = observed.len() as f64;
    let mean = observed.iter().sum::<f64>() / count;
    let variance = observed.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    ContextSummary {
        requested_model: if wanted.model_id.is_empty() { AUTO.to_owned() } else { wanted.model_id.clone() },
        routed_model: route.name.clone(),
        reason: route.reason.clone(),
        experts,
        step: written(track.history.step()),
        observations: whole(observed.len()),
        missing: whole(track.history.len() - observed.len()),
        mean,
        standard_deviation: variance.sqrt(),
        last: observed.last().copied().unwrap_or(f64::NAN),
        calibration,
        needs: needs(history, Some(wanted.horizon as usize)),
        cached: false,
    }
}

/// What would help to say more of a history, as sentences.
pub(super) fn needs(history: &History, horizon: Option<usize>) -> Vec<String> {
    let mut needs = Vec::new();
    let (known, length) = (history.observed(), history.series.len());
    let season = history.series.step();
    let (cycle, name) = match season {
        domain::Step::Minutes(minutes) => (1440 / minutes.max(1) as usize, "day"),
        domain::Step::Days(1) => (7, "week"),
        domain::Step::Days(_) => (0, ""),
        domain::Step::Months(months) => (12 / months.max(1) as usize, "year"),
    };
    if cycle > 1 && length < 2 * cycle {
        needs.push(format!(
            "Two {name}s of values ({}) would show what repeats itself; there are {length}.",
            2 * cycle
        ));
    }
    if let Some(horizon) = horizon
        && length < 3 * horizon
    {
        needs.push(format!(
            "Three times as many values as steps ahead ({}) would let the intervals be checked; there are {length}.",
            3 * horizon
        ));
    }
    if 5 * known < 4 * length {
        needs
            .push(format!("{} of {length} values are missing; the newest ones matter most.", length - known));
    }
    if !history.timed && history.told_by.is_some_and(|rhythm| rhythm.season.is_none()) {
        needs.push(
            "A step or timestamps would tell what could repeat itself; nothing in the values does."
                .to_owned(),
        );
    }
    for covariate in &history.covariates {
        let ahead = covariate.series.len().saturating_sub(length);
        if horizon.is_some_and(|horizon| ahead < horizon) {
            let name = &covariate.name;
            needs.push(format!(
                "\u{201c}{name}\u{201d} is known for {ahead} steps ahead; it helps as far as it is known."
            ));
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::GivenHistory;
    use proptest::prelude::*;

    fn said(features: Vec<Option<f64>>, request: &PredictRequest) -> Result<Said, Problem> {
        let history = History::of(GivenHistory { features, ..GivenHistory::default() })?;
        Said::of(&history, &Wanted::of(request)?)
    }

    #[test]
    fn more_threads_say_the_same() {
        let features: Vec<Option<f64>> =
            (0..300_u32).map(|hour| Some(f64::from(hour % 24 + hour * hour % 7))).collect();
        let history = History::of(GivenHistory { features, ..GivenHistory::default() }).unwrap();
        let wanted = Wanted::of(&PredictRequest::default()).unwrap();
        let alone = Said::of(&history, &wanted).unwrap().lines;
        for threads in [1, 2, 3, 20] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            assert_eq!(pool.install(|| Said::of(&history, &wanted).unwrap().lines), alone, "{threads}");
        }
    }

    #[test]
    fn a_daily_wave_goes_on() {
        let wave = |hour: usize| 50.0 + 20.0 * (std::f64::consts::TAU * hour as f64 / 24.0).sin();
        let features = (0..480).map(|hour| Some(wave(hour))).collect();
        let request = PredictRequest { prediction_horizon: 48, ..PredictRequest::default() };
        let said = said(features, &request).unwrap();
        for (ahead, median) in said.medians.iter().enumerate() {
            assert!((median - wave(480 + ahead)).abs() < 1.0, "step {ahead}: {median}");
        }
        let shown = said.response(true, false, Duration::ZERO);
        let summary = shown.context_summary.unwrap();
        assert_eq!((summary.routed_model.as_str(), summary.step.as_str()), ("traffic", "PT1H"));
        assert_eq!(shown.quantiles.len(), Hindcast::usual_levels().len());
    }

    #[test]
    fn one_expert_can_be_asked_alone() {
        let features: Vec<Option<f64>> = (0..60).map(|day| Some(f64::from(day % 7))).collect();
        let request = PredictRequest { model_id: "seasonal-naive".to_owned(), ..PredictRequest::default() };
        let ids: Vec<String> = super::super::models().into_iter().map(|model| model.model_id).collect();
        for id in ids.iter().filter(|id| *id != "garch" && *id != "har") {
            let request = PredictRequest { model_id: id.clone(), ..request.clone() };
            // Whoever stands aside says why.
            if let Err(problem) = said(features.clone(), &request) {
                assert!(problem.detail.contains("stands aside"), "{id}: {problem}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_given_the_quantiles_rise_or_the_field_is_named(
            features in proptest::collection::vec(
                prop_oneof![
                    8 => (-1e6f64..1e6).prop_map(Some),
                    1 => Just(None),
                    1 => Just(Some(0.0)),
                    1 => any::<f64>().prop_filter("JSON has no others", |value| value.is_finite()).prop_map(Some),
                ],
                0..80,
            ),
            horizon in 0u32..40,
            coverage in 0.0f64..1.0,
            model in prop_oneof![Just("auto"), Just("financial"), Just("sales"), Just("weather"), Just("ets"), Just("x")],
        ) {
            let request = PredictRequest {
                prediction_horizon: horizon.max(1), coverage, model_id: model.to_owned(), ..PredictRequest::default()
            };
            match said(features, &request) {
                Ok(said) => {
                    for (index, (lower, upper)) in said.intervals.iter().enumerate() {
                        let median = said.medians[index];
                        prop_assert!(lower <= &median && median <= *upper, "{lower} {median} {upper}");
                    }
                    for pair in said.lines.windows(2) {
                        prop_assert!(pair[0].values.iter().zip(&pair[1].values).all(|(a, b)| a <= b));
                    }
                }
                Err(problem) => prop_assert!(
                    problem.field.is_some() || problem.code == ProblemCode::NoForecast, "{problem}"
                ),
            }
        }
    }
}
