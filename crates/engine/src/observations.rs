//! Values of series as programs read and write them.

use crate::{problems, record, shared::Shared};
use contract::{
    Change, DoubtedValue, MOST_OBSERVATIONS, ObservationsRequest, ObservationsResponse, ObservedValue,
    Problem, ProblemCode, SaveObservationsRequest, SavedObservations,
};
use domain::{Append, Observation, QualityControl, SeriesId, SeriesInfo, SeriesKind, SourceQuality, Unit};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// As the source is shown to a person.
const SOURCE: &str = "a program of yours";
/// The longest name of a series.
const LONGEST_ID: usize = 64;
/// What is older may speak of forecasts that were verified already.
const RECENT: SignedDuration = SignedDuration::from_hours(10 * 24);

pub(crate) fn read(shared: &Shared, request: &ObservationsRequest) -> Result<ObservationsResponse, Problem> {
    let own = shared.store.series().map_err(|error| problems::of_store(&error))?;
    let Some(info) = own.iter().find(|info| info.id == request.series) else {
        return Err(no_such_series(shared, &request.series));
    };
    let (from, until) = (request.from.unwrap_or(Timestamp::MIN), request.until.unwrap_or(Timestamp::MAX));
    if from > until {
        return Err(refused("It ends before it begins. Swap `from` and `until`.").about("until"));
    }
    let limit = request.limit.map_or(MOST_OBSERVATIONS, |limit| (limit as usize).clamp(1, MOST_OBSERVATIONS));
    let mut observations = Vec::new();
    let mut next = None;
    let mut visit = |times: &[i64], values: &[f64]| {
        for (time, value) in times.iter().zip(values) {
            let Ok(time) = Timestamp::from_second(*time) else { continue };
            if observations.len() < limit {
                observations.push(ObservedValue { time, value: *value });
            } else if next.is_none() {
                next = Some(time);
            }
        }
    };
    shared
        .store
        .visit_observations(&request.series, from, until, &mut visit)
        .map_err(|error| problems::of_store(&error))?;
    let flags = shared
        .store
        .flags(&request.series, from, next.unwrap_or(until))
        .map_err(|error| problems::of_store(&error))?;
    let doubted = flags
        .into_iter()
        .map(|(time, flags)| DoubtedValue {
            time,
            doubts: flags.iter().collect(),
            left_out: flags.are_wrong(info.weather.is_some()),
        })
        .collect();
    Ok(ObservationsResponse { observations, doubted, next })
}

pub(crate) fn save(shared: &Shared, request: &SaveObservationsRequest) -> Result<SavedObservations, Problem> {
    let id = &request.series;
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
    if id.0.is_empty() || id.0.len() > LONGEST_ID || !id.0.chars().all(allowed) {
        return Err(refused(format!(
            "A series is called by 1 to {LONGEST_ID} small letters, digits, -, _ and dots, such as heat-pump; not \u{201c}{}\u{201d}.",
            id.0
        ))
        .about("series"));
    }
    if request.observations.len() > MOST_OBSERVATIONS {
        return Err(refused(format!("At most {MOST_OBSERVATIONS} values at once. Send them in parts."))
            .about("observations"));
    }
    let known = shared.series()?.into_iter().find(|info| info.id == *id);
    if known.as_ref().is_some_and(|info| info.sample) {
        return Err(refused("That is one of the samples, which stay as they are. Give yours another name.")
            .about("series"));
    }
    let unit = request
        .unit
        .as_deref()
        .map(|unit| context::import::unit_of(unit).unwrap_or_else(|| Unit::Named(unit.trim().to_owned())));
    let info = match known {
        Some(info) => info,
        None => made(shared, request, unit.clone())?,
    };
    let mut observations = Vec::with_capacity(request.observations.len());
    for (index, ObservedValue { time, value }) in request.observations.iter().enumerate() {
        let value = match &unit {
            Some(unit) if *unit != info.unit => unit.convert(*value, &info.unit).ok_or_else(|| {
                let detail = format!(
                    "The series is in {}, which {} can't be turned into.",
                    info.unit.symbol(),
                    unit.symbol()
                );
                refused(detail).about("unit")
            })?,
            _ => *value,
        };
        if !value.is_finite() {
            return Err(refused("A value is no number.").about(format!("observations[{index}].value")));
        }
        observations.push(Observation { valid_time: *time, value });
    }
    observations.sort_by_key(|observation| observation.valid_time);
    write(shared, &info, &observations)
}

fn write(
    shared: &Shared,
    info: &SeriesInfo,
    observations: &[Observation],
) -> Result<SavedObservations, Problem> {
    let failed = |error: domain::StoreError| problems::of_store(&error);
    let now = shared.clock.now().timestamp();
    let mut control = QualityControl::new(info.weather.as_ref().map(|station| station.variable.clone()));
    let mut flags = std::collections::BTreeMap::new();
    for observation in observations {
        let (doubts, spike) = control.check(observation.valid_time, observation.value, now);
        if !doubts.is_empty() {
            flags.insert(observation.valid_time, doubts);
        }
        if let Some(time) = spike {
            let known: &mut domain::QualityFlags = flags.entry(time).or_default();
            *known = known.with(domain::QualityFlag::Spike);
        }
    }
    let flags: Vec<_> = flags.into_iter().collect();
    shared.store.save_series(info).map_err(failed)?;
    let append = Append {
        series: &info.id,
        source: SOURCE,
        quality: SourceQuality::MEASURED,
        observations,
        flags: &flags,
    };
    let report = shared.store.append(&[append]).map_err(failed)?;
    let written =
        report.first().copied().unwrap_or(domain::AppendReport { inserted: 0, changed: 0, unchanged: 0 });
    shared.context.forget_series(&info.id);
    let late = observations.first().is_some_and(|oldest| oldest.valid_time < now - RECENT);
    if late || written.changed > 0 {
        record::after_import(shared, &info.id);
    }
    // Nobody may be listening.
    let _ = shared
        .changes
        .send(Change::Series { series: vec![info.id.clone()], weather: info.weather.is_some() });
    Ok(SavedObservations {
        inserted: written.inserted,
        changed: written.changed,
        unchanged: written.unchanged,
        doubted: u32::try_from(flags.len()).unwrap_or(u32::MAX),
    })
}

/// A series that wasn't there.
fn made(
    shared: &Shared,
    request: &SaveObservationsRequest,
    unit: Option<Unit>,
) -> Result<SeriesInfo, Problem> {
    let now = shared.clock.now();
    let here = now.time_zone().iana_name().unwrap_or("UTC").to_owned();
    let time_zone = request.time_zone.clone().unwrap_or(here);
    if TimeZone::get(&time_zone).is_err() {
        let detail =
            format!("\u{201c}{time_zone}\u{201d} is no time zone. Give an IANA name, such as Europe/Lisbon.");
        return Err(refused(detail).about("time_zone"));
    }
    let times: Vec<Timestamp> = request.observations.iter().map(|observed| observed.time).collect();
    let step = context::infer_step(&times).unwrap_or(domain::Step::HOUR);
    let title = request.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    Ok(SeriesInfo {
        id: request.series.clone(),
        title: title.unwrap_or(&request.series.0).to_owned(),
        aliases: Vec::new(),
        unit: unit.unwrap_or_else(|| Unit::Named(String::new())),
        kind: request.kind.unwrap_or(SeriesKind::Level),
        time_zone,
        step_minutes: step.nominal_minutes(),
        first: None,
        last: None,
        origin: SOURCE.to_owned(),
        sample: false,
        weather: None,
    })
}

fn no_such_series(shared: &Shared, id: &SeriesId) -> Problem {
    let sample = shared.series().unwrap_or_default().iter().any(|info| info.id == *id && info.sample);
    let detail = if sample {
        "That is one of the samples, whose values come with Forecastle; they aren't handed out.".to_owned()
    } else {
        format!("No series is called \u{201c}{}\u{201d}. `series` lists those there are.", id.0)
    };
    Problem::new(ProblemCode::NotFound, "There is no such series", detail).about("series")
}

fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemCode::BadRequest, "The values can't be used", detail)
}
