//! Things to keep in a store: a series, and a forecast as the engine would issue one.

use domain::{
    AmountAnswer, Answer, AnswerId, Asked, Bound, Chart, ChartData, Chip, Criterion, Crossing, Edits, Import,
    InsertReport, IssuedForecast, Look, ModelId, Observation, Outcome, Place, PlaceId, Probability,
    QuantileForecast, QuantileLevels, Question, SeriesId, SeriesInfo, SeriesKind, Slot, SourceQuality, Span,
    Store, StoreError, Subject, Support, Table, ThresholdSource, Unit, Variable, Verbal, Verifiable,
    VerifiedExpert, Watch, WatchCondition, WatchId, WatchState,
};
use jiff::{Timestamp, ToSpan as _, Zoned};
use std::sync::Arc;

/// 2013-06-14 at noon in UTC.
pub(crate) const NOON: i64 = 1_371_211_200;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("in range")
}

pub(crate) fn series(id: &str) -> SeriesInfo {
    SeriesInfo {
        id: SeriesId(id.into()),
        title: format!("The {id}"),
        aliases: vec!["power".into()],
        unit: Unit::KilowattHour,
        kind: SeriesKind::Amount,
        time_zone: "Europe/Lisbon".into(),
        step_minutes: 60,
        first: None,
        last: None,
        origin: "meter.csv".into(),
        sample: false,
        weather: None,
    }
}

/// A number between 0 and 1 that nothing can be saved of: all of its bits are used, and no two are alike.
pub(crate) fn noise(seed: i64) -> f64 {
    // SplitMix64 (Steele, Lea and Flood 2014).
    let mut bits = seed.cast_unsigned().wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ bits >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

/// Imports seconds and values into the series `id`.
pub(crate) fn import(store: &dyn Store, id: &str, values: &[(i64, f64)]) -> Result<InsertReport, StoreError> {
    let mut observations =
        values.iter().map(|(seconds, value)| Ok(Observation { valid_time: at(*seconds), value: *value }));
    store.import(Import {
        series: &series(id),
        origin: "meter.csv",
        quality: SourceQuality::MEASURED,
        observations: &mut observations,
    })
}

/// Everything observed of the series `id`, as seconds and values.
pub(crate) fn observed(store: &dyn Store, id: &str) -> Vec<(i64, f64)> {
    let all = store.observations(&SeriesId(id.into()), Timestamp::MIN, Timestamp::MAX);
    all.expect("readable").iter().map(|seen| (seen.valid_time.as_second(), seen.value)).collect()
}

pub(crate) fn place(id: u32, name: &str) -> Place {
    Place {
        id: PlaceId(id),
        name: name.into(),
        region: Some("Lisbon".into()),
        country: "Portugal".into(),
        country_code: "PT".into(),
        latitude: 38.716_67,
        longitude: -9.133_33,
        elevation: Some(12.5),
        time_zone: "Europe/Lisbon".into(),
        population: 517_802,
        local: None,
    }
}

pub(crate) fn outcome() -> Outcome {
    Outcome { text: "It worked out.".into(), happened: Some(true), amount: None, values: Vec::new() }
}

/// A forecast of `hours` hours, five variables and 99 quantiles, much like a picnic's.
pub(crate) fn forecast(text: &str, hours: i32) -> IssuedForecast {
    let start: Zoned = "2013-06-15T00:00[Europe/Lisbon]".parse().expect("a zoned time");
    let times: Vec<Zoned> = (0..hours).map(|hour| start.saturating_add(hour.hours())).collect();
    let issue_time = start.saturating_sub(6.hours());
    let temperatures: Vec<f64> = (0..hours).map(|hour| 20.0 + 0.37 * f64::from(hour % 24)).collect();
    let chart = Chart {
        id: "temperature".into(),
        title: "Temperature".into(),
        note: "The line is as likely too high as too low.".into(),
        alt: "It peaks at 28 °C.".into(),
        data: ChartData::Fan {
            unit: "°C".into(),
            times: times.clone(),
            median: temperatures.clone(),
            bands: Vec::new(),
            thresholds: Vec::new(),
            window: Some((12, 15)),
            observed: Some(vec![None, Some(21.3)]),
            usual: Some(temperatures.clone()),
        },
        table: Table {
            columns: vec!["Time".into(), "Median, °C".into()],
            rows: times.iter().map(|time| vec![time.to_string(), "21".into()]).collect(),
        },
    };
    let variables = [
        Variable::Temperature,
        Variable::Precipitation,
        Variable::WindSpeed,
        Variable::CloudCover,
        Variable::Series(SeriesId("meter".into())),
    ];
    let valid_times: Arc<[Timestamp]> = times.iter().map(Zoned::timestamp).collect();
    let marginals = variables.iter().zip(0u32..).map(|(variable, index)| {
        let quantile = |(time, level): (i32, i32)| {
            let spread = f64::from(level - 49) / 20.0;
            15.0 + f64::from(index) + (f64::from(time) / 4.0).sin() * 3.0 + spread.tanh() * 4.0 + spread
        };
        let values =
            (0..hours).flat_map(|time| (0..99).map(move |level| (time, level))).map(quantile).collect();
        QuantileForecast::new(
            variable.clone(),
            Arc::clone(&valid_times),
            QuantileLevels::percentiles(),
            values,
            &variable.support(),
        )
        .expect("the shape is right")
    });
    IssuedForecast {
        made_at: "2026-11-22T09:30:15.123456789Z".parse().expect("a time"),
        issue_time: issue_time.timestamp(),
        marginals: marginals.collect(),
        weights: vec![
            (Variable::Temperature, ModelId::new("climatology"), 0.25),
            (Variable::Temperature, ModelId::new("damped-anomaly"), 0.75),
        ],
        data_age: vec![(Variable::Temperature, Some(issue_time.timestamp())), (Variable::CloudCover, None)],
        experts: variables.iter().map(|variable| said(variable, &valid_times)).collect(),
        decisive: valid_times.iter().copied().skip(12).take(3).collect(),
        answer: Answer {
            id: AnswerId(0),
            changed: Some("New since: an hour of rain.".into()),
            question: question(text, &start),
            chips: vec![Chip {
                slot: Slot::What,
                label: "What".into(),
                value: "Picnic, 3 h".into(),
                assumed: None,
            }],
            issue_time,
            as_of: true,
            headline: "Likely, 84 %: dry and 18 to 24 °C from 12 to 15".into(),
            emphasis: "84 %".into(),
            short: "84 %".into(),
            verbal: Some(Verbal::Likely),
            probability: Some(Probability::new(0.84).expect("0 to 1")),
            calibration: "Not yet checked.".into(),
            best_window: None,
            hours: Vec::new(),
            needs: Vec::new(),
            spoiler: None,
            usual: None,
            amount: Some(AmountAnswer {
                variable: Variable::Temperature,
                unit: "°C".into(),
                median: 21.5,
                lower: 18.0,
                upper: 24.0,
            }),
            breakdown: None,
            follows: None,
            confidence: vec!["The newest observation is an hour old.".into()],
            evidence: Vec::new(),
            models: Vec::new(),
            charts: vec![chart; 3],
            outcome: None,
            members: 400,
            execution_time: 41.5,
        },
    }
}

/// A blend and three experts, with values that are kept to the last bit: each distribution is of one value.
pub(crate) fn said(variable: &Variable, valid_times: &Arc<[Timestamp]>) -> Verifiable {
    let levels = QuantileLevels::verified();
    let forecast = |off: f64| {
        let values = (0..valid_times.len() * levels.len()).map(|_| 20.0 + off).collect();
        let (variable, times) = (variable.clone(), Arc::clone(valid_times));
        QuantileForecast::new(variable, times, levels.clone(), values, &Support::REAL).expect("finite")
    };
    let expert = |(model, weight, off): (&'static str, f64, f64)| VerifiedExpert {
        model: ModelId::new(model),
        weight,
        forecast: forecast(off),
    };
    let experts = [("climatology", 0.25, 2.0), ("damped-anomaly", 0.75, 0.5), ("persistence", 0.0, -3.0)];
    Verifiable { blend: forecast(0.0), experts: experts.map(expert).into() }
}

fn question(text: &str, start: &Zoned) -> Question {
    Question {
        text: text.into(),
        subject: Subject::Activity { id: "picnic".into(), title: "Picnic".into() },
        asked: Asked::Window { hours: 3, negated: false },
        place: Some(place(2_267_057, "Lisbon")),
        spans: vec![Span { start: start.clone(), end: start.saturating_add(24.hours()) }],
        criteria: vec![Criterion {
            label: "pleasant temperature".into(),
            variable: Variable::Temperature,
            aggregation: domain::Aggregation::Every,
            bound: Bound::Within { lower: 18.0, upper: 27.0 },
            source: ThresholdSource::OurDefault,
        }],
        assumptions: Vec::new(),
        edits: Edits::default(),
    }
}

/// What becomes of a forecast that is kept: it gets its id, and its quantiles single precision.
pub(crate) fn as_kept(forecast: &IssuedForecast, id: AnswerId) -> IssuedForecast {
    let mut kept = forecast.clone();
    kept.answer.id = id;
    for marginal in &mut kept.marginals {
        #[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
        let single = |value: &f64| f64::from(*value as f32);
        let values =
            (0..marginal.valid_times().len()).flat_map(|time| marginal.at(time)).map(single).collect();
        let (times, levels) = (Arc::clone(marginal.valid_times()), marginal.levels().clone());
        *marginal = QuantileForecast::new(marginal.variable().clone(), times, levels, values, &Support::REAL)
            .expect("the shape is right");
    }
    kept
}

/// A watch on a picnic, as the engine would keep it.
pub(crate) fn watch(text: &str) -> Watch {
    let answer = forecast(text, 24).answer;
    let look = Look {
        at: at(NOON),
        value: 0.72,
        short: "72 %".to_owned(),
        needs: vec![("Dry".to_owned(), Probability::new(0.1 + 0.2).expect("0 to 1"))],
        window: answer.best_window.clone(),
        evidence: vec![
            ("Observations".to_owned(), Some(answer.issue_time.clone())),
            ("Usual".to_owned(), None),
        ],
    };
    Watch {
        id: WatchId(0),
        revision: 0,
        title: format!("Picnic, {text}"),
        question: answer.question,
        condition: WatchCondition::Chance {
            crossing: Crossing::Below,
            level: Probability::new(0.6).expect("0 to 1"),
        },
        created: at(NOON),
        until: at(NOON + 86_400),
        repeats: false,
        paused: false,
        state: WatchState {
            armed: true,
            fired_at: None,
            told: Some(look.clone()),
            last: Some(look),
            trouble: None,
        },
    }
}
