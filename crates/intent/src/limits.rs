//! From a limit in the text's own unit to a bound in the canonical one.

use crate::{
    measures::{Measure, beaufort},
    thresholds::{Side, Threshold},
    unclear::{self, Fault},
};
use domain::{
    Aggregation, Bound, Criterion, Dimension, SeriesInfo, SeriesKind, ThresholdSource, Unit, UnitSystem,
    Variable,
};

/// The weather variable measured like this.
pub(crate) fn weather_variable(measure: &Measure) -> Option<Variable> {
    Some(match measure {
        Measure::Degrees => Variable::Temperature,
        Measure::Beaufort => Variable::WindSpeed,
        Measure::Unit(unit) | Measure::Scaled(_, unit) => match unit.dimension() {
            Dimension::Temperature => Variable::Temperature,
            Dimension::Speed => Variable::WindSpeed,
            Dimension::Depth => Variable::Precipitation,
            Dimension::Distance => Variable::Visibility,
            Dimension::Pressure => Variable::Pressure,
            Dimension::Share => Variable::RelativeHumidity,
            Dimension::Concentration => Variable::ParticulateMatter,
            Dimension::Energy | Dimension::Other => return None,
        },
        Measure::Money(_) | Measure::Things(_) => return None,
    })
}

/// A bound, and what had to be assumed about its unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limit {
    pub(crate) bound: Bound,
    pub(crate) note: Option<String>,
}

/// The limit in the canonical unit `target` of `subject`; a limit without a unit is in the one that `units` shows.
pub(crate) fn in_unit(
    limit: &Threshold,
    target: &Unit,
    subject: &str,
    units: UnitSystem,
    written: &str,
) -> Result<Limit, Fault> {
    let mismatch = || unclear::wrong_unit(written, subject, units.shown(target).symbol());
    let shown = units.shown(target);
    let (unit, scale, note) = match &limit.measure {
        Some(Measure::Unit(unit)) => (unit.clone(), 1.0, None),
        Some(Measure::Scaled(scale, unit)) => (unit.clone(), *scale, None),
        Some(Measure::Degrees) if shown.dimension() == Dimension::Temperature => {
            (shown.clone(), 1.0, Some(format!("Degrees are read as {}.", shown.symbol())))
        }
        Some(Measure::Beaufort) => return force(limit, target).ok_or_else(mismatch),
        Some(Measure::Degrees | Measure::Money(_) | Measure::Things(_)) => return Err(mismatch()),
        None => {
            let note = format!("The limit is read in {}.", shown.symbol());
            (shown.clone(), 1.0, Some(note))
        }
    };
    let convert = |value: f64| {
        unit.convert(value * scale, target).filter(|value| value.is_finite()).ok_or_else(mismatch)
    };
    let bound = bound(limit.side, convert(limit.value)?, convert)?;
    Ok(Limit { bound, note })
}

fn bound(side: Side, value: f64, convert: impl Fn(f64) -> Result<f64, Fault>) -> Result<Bound, Fault> {
    Ok(match side {
        Side::AtLeast => Bound::AtLeast { limit: value },
        Side::AtMost => Bound::AtMost { limit: value },
        Side::Within(upper) => Bound::Within { lower: value, upper: convert(upper)? },
    })
}

/// A Beaufort force is a range of speeds: above force 5 begins where 6 does.
fn force(limit: &Threshold, target: &Unit) -> Option<Limit> {
    if *target != Unit::MetrePerSecond {
        return None;
    }
    let (from, to) = beaufort(limit.value)?;
    let bound = match limit.side {
        Side::AtLeast if limit.beyond => Bound::AtLeast { limit: to + 0.1 },
        Side::AtLeast => Bound::AtLeast { limit: from },
        Side::AtMost if limit.beyond => Bound::AtMost { limit: (from - 0.1).max(0.0) },
        Side::AtMost => Bound::AtMost { limit: to },
        Side::Within(upper) => Bound::Within { lower: from, upper: beaufort(upper)?.1 },
    };
    Some(Limit { bound, note: None })
}

/// How the hours of a span are put together for a limit of a weather variable.
pub(crate) fn weather_aggregation(variable: &Variable, bound: Bound, throughout: bool) -> Aggregation {
    if throughout {
        return Aggregation::Every;
    }
    let upwards = !matches!(bound, Bound::AtMost { .. });
    match variable {
        Variable::Precipitation => Aggregation::Sum,
        Variable::Temperature if upwards => Aggregation::Maximum,
        Variable::Temperature => Aggregation::Minimum,
        Variable::WindSpeed | Variable::WindGust if upwards => Aggregation::Maximum,
        Variable::Visibility if !upwards => Aggregation::Minimum,
        Variable::WindSpeed | Variable::WindGust | Variable::Visibility => Aggregation::Every,
        _ => Aggregation::Mean,
    }
}

/// The limit as a criterion of a series.
pub(crate) fn of_series(
    limit: &Threshold,
    info: &SeriesInfo,
    aggregation: Aggregation,
    units: UnitSystem,
    written: &str,
) -> Result<(Criterion, Option<String>), Fault> {
    let subject = format!("\"{}\"", info.title);
    let own = |value: Threshold| bound(value.side, value.value, Ok).map(|bound| Limit { bound, note: None });
    let mismatch = || unclear::wrong_unit(written, &subject, info.unit.symbol());
    let symbol = info.unit.symbol().to_lowercase();
    let limit = match &limit.measure {
        None => own(limit.clone()),
        Some(Measure::Money(code)) => {
            let signs: &[&str] = match *code {
                "USD" => &["usd", "$"],
                "GBP" => &["gbp", "£"],
                _ => &["eur", "€"],
            };
            if signs.iter().any(|sign| symbol.contains(sign)) { own(limit.clone()) } else { Err(mismatch()) }
        }
        Some(Measure::Things(things)) => {
            let stem = things.trim_end_matches('s');
            let counted = info.kind == SeriesKind::Count || symbol.contains(stem);
            if counted { own(limit.clone()) } else { Err(mismatch()) }
        }
        Some(_) if info.unit.dimension() == Dimension::Other => Err(mismatch()),
        Some(_) => in_unit(limit, &info.unit, &subject, units, written),
    }?;
    let criterion = Criterion {
        label: info.title.clone(),
        variable: Variable::Series(info.id.clone()),
        aggregation,
        bound: limit.bound,
        source: ThresholdSource::Asked,
    };
    Ok((criterion, limit.note))
}
