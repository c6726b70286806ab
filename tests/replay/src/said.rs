//! What weather models would have said: the truth, and an error that grows with the lead, differs by run and member, and is the
//! same every time. Members spread less than the mean errs, and all are off alike, as real ones are: there is something to learn.

use crate::{
    noise::{hash, line},
    query::{Query, stamp},
    truth::{AIR, TOLD, Told, Truth, ULTRAVIOLET, ultraviolet},
};
use context::assets::AssetVariable;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Members besides the unperturbed one.
const MEMBERS: u64 = 50;
/// Models run every so many hours.
const CYCLE: i64 = 6;
/// The archive holds days up to so many hours ago.
const ARCHIVE_DELAY: i64 = 48;
/// A forecast reaches so many hours ahead of its run.
const REACH: i64 = 16 * 24;

/// Which interface is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Played {
    Forecast,
    Ensemble,
    Archive,
    AirQuality,
}

/// The reply, or a refusal in their words.
pub(crate) fn reply(played: Played, query: &Query, now: Timestamp) -> Result<Value, String> {
    let truth = Truth::near(query.latitude, query.longitude);
    let now = now.as_second().div_euclid(3600);
    let models: Vec<Option<&str>> = if query.models.len() > 1 {
        query.models.iter().map(|model| Some(model.as_str())).collect()
    } else {
        vec![None]
    };
    let mut units = Map::from_iter([("time".to_owned(), json!("iso8601"))]);
    let mut columns = Map::from_iter([(
        "time".to_owned(),
        Value::Array(query.each_hour().map(|hour| Value::String(stamp(hour))).collect()),
    )]);
    for column in &query.columns {
        let (name, days) = column
            .split_once("_previous_day")
            .map_or((column.as_str(), None), |(name, days)| (name, days.parse::<i64>().ok()));
        let told = TOLD.iter().find(|told| told.name == name);
        let Some(told) = told.filter(|told| AIR.contains(&told.name) == (played == Played::AirQuality))
        else {
            return Err(format!(
                "Data corrupted at path ''. Cannot initialize SurfacePressureAndHeightVariable<VariableAndPreviousDay, ForecastPressureVariable> from invalid String value {column}."
            ));
        };
        for model in &models {
            let members = if played == Played::Ensemble { MEMBERS } else { 0 };
            for member in 0..=members {
                let mut full = column.clone();
                if member > 0 {
                    full.push_str(&format!("_member{member:02}"));
                }
                if let Some(model) = model {
                    full.push('_');
                    full.push_str(model);
                    if played == Played::Ensemble {
                        full.push_str("_ensemble");
                    }
                }
                let model = model.map_or(0, |model| hash(&model.bytes().map(u64::from).collect::<Vec<_>>()));
                let values = query.each_hour().map(|hour| {
                    let run = match (played, days) {
                        (Played::Archive, _) if hour > now - ARCHIVE_DELAY => return Value::Null,
                        (Played::Archive, _) => hour,
                        (_, Some(days)) => hour - 24 * days,
                        (_, None) => hour.min(now),
                    };
                    let run = run.div_euclid(CYCLE) * CYCLE;
                    if run > now || hour - run > REACH {
                        return Value::Null;
                    }
                    if told.name == ULTRAVIOLET {
                        let index = ultraviolet(query.latitude, query.longitude, hour);
                        return json!((index * 100.0).round() / 100.0);
                    }
                    said(told, &truth, played == Played::Archive, (model, run, member), hour)
                });
                columns.insert(full.clone(), Value::Array(values.collect()));
                units.insert(full, json!(told.unit));
            }
        }
    }
    Ok(json!({
        "latitude": (query.latitude * 8.0).round() / 8.0,
        "longitude": (query.longitude * 8.0).round() / 8.0,
        "generationtime_ms": 0.25,
        "utc_offset_seconds": 0,
        "timezone": "GMT",
        "timezone_abbreviation": "GMT",
        "elevation": truth.elevation(),
        "hourly_units": units,
        "hourly": columns,
    }))
}

/// What a member of a run says of an hour.
fn said(
    told: &Told,
    truth: &Truth,
    analysed: bool,
    (model, run, member): (u64, i64, u64),
    hour: i64,
) -> Value {
    let variable = hash(&told.name.bytes().map(u64::from).collect::<Vec<_>>());
    #[expect(clippy::cast_precision_loss, reason = "some hundreds of hours")]
    let lead = if analysed { 0.0 } else { (hour - run) as f64 / 24.0 };
    let name = |what: u64| [model, variable, run.cast_unsigned(), what];
    // All members share most of the error of their run.
    let (common, own) = if analysed {
        (line(&[model, variable, 1], hour), 0.0)
    } else {
        (line(&name(0), hour), if member == 0 { 0.0 } else { line(&name(member), hour) })
    };
    let error = 0.85 * common + 0.6 * own;
    // The error grows about with the root of the lead, and no further than to that of the climate.
    let size = told.error.0 + told.error.1 * lead.sqrt().min(3.0);
    // Sums and maxima of the hour before are named by its end.
    let of = hour - i64::from(matches!(told.asset, AssetVariable::PrecipitationMm | AssetVariable::GustMps));
    let value = if told.asset == AssetVariable::PrecipitationMm {
        // Rain comes earlier or later, and more or less of it.
        #[expect(clippy::cast_possible_truncation, reason = "some hours")]
        let late = (1.5 * lead.sqrt().min(3.0) * error).round() as i64;
        truth.at(told.asset, of + late) * (size * error).exp()
    } else {
        let bias = if analysed { told.bias / 3.0 } else { told.bias };
        truth.at(told.asset, of) + bias + size * error
    };
    if value.is_nan() {
        return Value::Null;
    }
    let scale = 10f64.powi(i32::try_from(told.decimals).unwrap_or(0));
    let in_their_unit = if told.asset == AssetVariable::VisibilityKm { 1000.0 } else { 1.0 };
    let rounded = (value.clamp(told.least, told.most) * in_their_unit * scale).round() / scale;
    #[expect(clippy::cast_possible_truncation, reason = "whole by now")]
    if told.decimals == 0 { json!(rounded as i64) } else { json!(rounded) }
}
