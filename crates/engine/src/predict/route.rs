use super::{
    history::History,
    kinds::{AUTO, Kind, models as known_models},
    refused,
    rhythm::repeats,
};
use contract::Problem;
use domain::{Origin, OriginKind, SeriesId, SeriesKind, Step, Support, Track, Unit};
use models::{Demand, DemandPattern, Model};

/// How strongly changes must go together with those a season before for the season to be one.
const SEASONAL: f64 = 0.3;
/// The fewest values that tell a price from other wandering things.
const FEWEST_FOR_A_PRICE: usize = 60;

/// Who is asked about a history, and why.
pub(super) struct Route {
    /// Its name, as requests have it.
    pub(super) name: String,
    /// As a sentence.
    pub(super) reason: String,
    /// The one expert asked, where it is not all that compete.
    pub(super) alone: Option<&'static dyn Model>,
    kind: SeriesKind,
}

impl Route {
    /// Chooses by the name, and for `auto` by the unit, then by what the values are like.
    pub(super) fn of(model_id: &str, history: &History) -> Result<Self, Problem> {
        let name = model_id.trim().to_lowercase();
        if name == AUTO {
            let (kind, reason) = told(history);
            return Ok(Self {
                name: kind.name().to_owned(),
                reason,
                alone: None,
                kind: nature(kind, history),
            });
        }
        let reason = "It was asked for.".to_owned();
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == name) {
            return Ok(Self { name, reason, alone: None, kind: nature(kind, history) });
        }
        let expert = models::series_experts().into_iter().find(|(expert, _)| expert.id().0 == name);
        let Some((expert, of_prices)) = expert else {
            let names: Vec<String> = known_models().into_iter().map(|model| model.model_id).collect();
            return Err(refused(format!(
                "There is no model called \u{201c}{model_id}\u{201d}. Choose one of {}.",
                names.join(", ")
            ))
            .about("model_id"));
        };
        let kind = nature(if of_prices { Kind::Financial } else { Kind::General }, history);
        Ok(Self { name, reason, alone: Some(expert), kind })
    }

    /// What the experts are told.
    pub(super) fn track(&self, history: &History) -> Track {
        let unit = Unit::Named(history.unit.clone().unwrap_or_default());
        let origin = Origin::new(OriginKind::Yours, "the history given");
        let series = history.series.clone();
        let track = Track::of_series(SeriesId("given".to_owned()), self.kind, unit, series, origin);
        let support = match self.kind {
            SeriesKind::Level if never_negative(history) => Support { lower: Some(0.0), ..Support::REAL },
            _ => track.support,
        };
        Track { support, covariates: history.covariates.clone(), ..track }
    }
}

/// What a history is like when it is taken for a kind: no price is negative, and only what is counted comes in whole numbers.
fn nature(kind: Kind, history: &History) -> SeriesKind {
    match kind {
        Kind::Financial if history.series.observed().all(|(_, value)| value > 0.0) => SeriesKind::Price,
        Kind::Sales if never_negative(history) && whole_numbers(history) => SeriesKind::Count,
        Kind::Sales if never_negative(history) => SeriesKind::Amount,
        _ => SeriesKind::Level,
    }
}

fn never_negative(history: &History) -> bool {
    history.series.observed().all(|(_, value)| value >= 0.0)
}

fn whole_numbers(history: &History) -> bool {
    history.series.observed().all(|(_, value)| value.fract() == 0.0)
}

/// What a history is, and how that is told.
fn told(history: &History) -> (Kind, String) {
    if let Some(unit) = &history.unit
        && let Some((kind, why)) = told_by_unit(unit)
    {
        return (kind, format!("Its unit, {}, is {why}.", unit.trim()));
    }
    let values = history.series.values();
    let pattern = Demand::of(values).pattern();
    let mostly_none = matches!(pattern, DemandPattern::Intermittent | DemandPattern::Lumpy);
    if mostly_none && never_negative(history) {
        return (Kind::Sales, "It is none most of the time and some now and then.".to_owned());
    }
    let season = history.told_by.map_or_else(|| season_of(history.series.step()), |rhythm| rhythm.season);
    let season = season.filter(|season| values.len() > 2 * season && repeats(values, *season) > SEASONAL);
    if let Some(season) = season {
        let kind = match history.series.step() {
            Step::Months(_) => Kind::Sales,
            Step::Minutes(_) | Step::Days(_) => Kind::Traffic,
        };
        return (kind, format!("Its changes repeat themselves every {season} values."));
    }
    if wanders_like_a_price(history) {
        return (
            Kind::Financial,
            "It is always above zero, and no change tells anything of the next, as with prices.".to_owned(),
        );
    }
    (Kind::General, "Neither its unit nor its values are those of anything special.".to_owned())
}

fn told_by_unit(unit: &str) -> Option<(Kind, &'static str)> {
    let lower = unit.trim().to_lowercase();
    if ["vehicle", "car", "visitor", "passenger", "request", "trip"]
        .iter()
        .any(|word| lower.starts_with(word))
    {
        return Some((Kind::Traffic, "one of traffic"));
    }
    if ["piece", "unit", "order", "item"].iter().any(|word| lower.starts_with(word)) {
        return Some((Kind::Sales, "one of things sold"));
    }
    let energy = (Kind::Energy, "one of energy");
    match context::import::unit_of(unit)? {
        Unit::Celsius
        | Unit::Fahrenheit
        | Unit::Kelvin
        | Unit::MetrePerSecond
        | Unit::Knot
        | Unit::Millimetre
        | Unit::Hectopascal
        | Unit::InchOfMercury
        | Unit::MicrogramPerCubicMetre => Some((Kind::Weather, "one of the weather")),
        Unit::KilowattHour | Unit::WattHour | Unit::MegawattHour => Some(energy),
        Unit::Named(name) if matches!(name.as_str(), "W" | "kW" | "MW" | "J" | "MJ") => Some(energy),
        unit if context::import::is_currency(&unit) => Some((Kind::Financial, "one of money")),
        _ => None,
    }
}

/// The season that goes with a step: a day of hours, a week of days, a year of months.
fn season_of(step: Step) -> Option<usize> {
    match step {
        Step::Minutes(minutes) => Some(1440 / minutes.max(1) as usize),
        Step::Days(1) => Some(7),
        Step::Days(_) => None,
        Step::Months(months) => Some(12 / months.max(1) as usize),
    }
    .filter(|season| *season > 1)
}

/// Whether the next change can't be told from the last few, and the values wander further than their changes.
fn wanders_like_a_price(history: &History) -> bool {
    let values: Vec<f64> = history.series.observed().map(|(_, value)| value).collect();
    if values.len() < FEWEST_FOR_A_PRICE || values.iter().any(|value| *value <= 0.0) {
        return false;
    }
    let returns: Vec<f64> = values.iter().map(|value| value.ln()).collect();
    let band = 2.0 / (returns.len() as f64).sqrt();
    let range = returns.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        - returns.iter().copied().fold(f64::INFINITY, f64::min);
    let steps: f64 = returns.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    let usual_step = (steps / (returns.len() - 1) as f64).sqrt();
    usual_step > 0.0 && range > 5.0 * usual_step && (1..=3).all(|lag| repeats(&returns, lag).abs() < band)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::GivenHistory;

    fn history(values: impl IntoIterator<Item = f64>, unit: Option<&str>) -> History {
        let features = values.into_iter().map(Some).collect();
        History::of(GivenHistory { features, unit: unit.map(str::to_owned), ..GivenHistory::default() })
            .unwrap()
    }

    /// A pseudo-random number between -1 and 1.
    fn noise(index: usize) -> f64 {
        let mixed = (index as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        f64::from((mixed ^ (mixed >> 32)) as u32) / f64::from(u32::MAX) * 2.0 - 1.0
    }

    #[test]
    fn what_it_is_is_told_by_unit_then_by_values() {
        let waves = |count: usize| {
            (0..count)
                .map(|hour| 50.0 + 20.0 * (std::f64::consts::TAU * hour as f64 / 24.0).sin() + noise(hour))
        };
        let walk = (0..400).scan(4.0, |level, index| {
            *level += 0.02 * noise(index);
            Some(f64::exp(*level))
        });
        let demand = (0..200).map(|day| if day % 7 == 3 { 2.0 } else { 0.0 });
        for (history, expected) in [
            (history(waves(300), Some("°C")), "weather"),
            (history(waves(300), Some("kWh")), "energy"),
            (history(waves(300), Some("vehicles/h")), "traffic"),
            (history(waves(300), Some("USD")), "financial"),
            (history(waves(300), None), "traffic"),
            (history(walk, None), "financial"),
            (history(demand, None), "sales"),
            (history((0..100).map(noise), None), "general"),
        ] {
            let route = Route::of("auto", &history).unwrap();
            assert_eq!(route.name, expected, "{}", route.reason);
        }
    }

    #[test]
    fn an_unknown_model_names_those_there_are() {
        let Err(problem) = Route::of("prophet", &history((0..20).map(f64::from), None)) else {
            panic!("there is no such model")
        };
        assert_eq!(problem.field.as_deref(), Some("model_id"));
        assert!(problem.detail.contains("weather") && problem.detail.contains("ets"), "{problem}");
    }
}
