//! What an amount in the air means for people, in words of a published scale.

use super::headline::amount_scale;
use crate::reading::Reading;
use domain::Variable;

/// The European Air Quality Index of the European Environment Agency, as the legend of its viewer gives it, µg/m³: the least of each
/// class, from `good` on. For dust the index is meant for a mean over 24 hours, for ozone for an hour.
const FINE_DUST: [f64; 5] = [0.0, 10.0, 20.0, 25.0, 50.0];
const DUST: [f64; 5] = [0.0, 20.0, 35.0, 50.0, 100.0];
const OZONE: [f64; 5] = [0.0, 80.0, 120.0, 180.0, 240.0];
const CLASSES: [&str; 5] = ["good", "fair", "moderate", "poor", "very poor"];
const EUROPEAN_INDEX: &str = "European Air Quality Index, European Environment Agency";
/// Global Solar UV Index: A Practical Guide, WHO 2002, table 1. The index is rounded to whole numbers.
const ULTRAVIOLET: [f64; 5] = [0.0, 2.5, 5.5, 7.5, 10.5];
const EXPOSURES: [&str; 5] = ["low", "moderate", "high", "very high", "extreme"];
const ULTRAVIOLET_GUIDE: &str = "Global Solar UV Index, WHO 2002";

/// The class of a value, and the scale it is one of; `None` for what there is no scale for.
fn class(variable: &Variable, value: f64) -> Option<(&'static str, &'static str)> {
    let (bounds, words, scale) = match variable {
        Variable::ParticulateMatter => (FINE_DUST, CLASSES, EUROPEAN_INDEX),
        Variable::InhalableParticulateMatter => (DUST, CLASSES, EUROPEAN_INDEX),
        Variable::Ozone => (OZONE, CLASSES, EUROPEAN_INDEX),
        Variable::UltravioletIndex => (ULTRAVIOLET, EXPOSURES, ULTRAVIOLET_GUIDE),
        _ => return None,
    };
    let class = bounds.iter().rposition(|least| value >= *least)?;
    Some((words[class], scale))
}

/// `15 µg/m³ is fair air; up to 31 is possible, poor (...).` Of amounts in the air, and of nothing else.
pub(crate) fn meaning(reading: &Reading<'_>) -> Option<String> {
    let amount = reading.amount.as_ref()?;
    let at = |level| crate::quantile::quantile(&amount.values, level);
    let (median, upper) = (at(0.5)?, at(0.9)?);
    let scale = amount_scale(reading, amount);
    in_words(&amount.variable, median, upper, |value| scale.followed(&scale.bare(value)).trim().to_owned())
}

fn in_words(variable: &Variable, median: f64, upper: f64, told: impl Fn(f64) -> String) -> Option<String> {
    // Classed as it is told, in whole numbers.
    let (usual, scale) = class(variable, median.round())?;
    let (worst, _) = class(variable, upper.round())?;
    let what = if *variable == Variable::UltravioletIndex { "exposure" } else { "air" };
    let worse =
        if worst == usual { String::new() } else { format!("; up to {}, {worst}, is possible", told(upper)) };
    Some(format!("{} is {usual} {what}{worse} ({scale}).", told(median)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_classed_by_the_published_scales() {
        for (variable, value, expected) in [
            (Variable::ParticulateMatter, 9.9, Some("good")),
            (Variable::ParticulateMatter, 10.0, Some("fair")),
            (Variable::ParticulateMatter, 24.0, Some("moderate")),
            (Variable::ParticulateMatter, 400.0, Some("very poor")),
            (Variable::InhalableParticulateMatter, 49.0, Some("moderate")),
            (Variable::Ozone, 130.0, Some("moderate")),
            (Variable::Ozone, 79.0, Some("good")),
            (Variable::UltravioletIndex, 0.0, Some("low")),
            (Variable::UltravioletIndex, 5.6, Some("high")),
            (Variable::UltravioletIndex, 11.0, Some("extreme")),
            (Variable::Temperature, 11.0, None),
            (Variable::Ozone, f64::NAN, None),
        ] {
            assert_eq!(class(&variable, value).map(|(words, _)| words), expected, "{variable:?} {value}");
        }
        let told = |value: f64| format!("{value} µg/m³");
        assert_eq!(
            in_words(&Variable::ParticulateMatter, 15.0, 31.0, told).as_deref(),
            Some(
                "15 µg/m³ is fair air; up to 31 µg/m³, poor, is possible (European Air Quality Index, European Environment Agency)."
            )
        );
        assert_eq!(
            in_words(&Variable::ParticulateMatter, 5.0, 8.0, told).as_deref(),
            Some("5 µg/m³ is good air (European Air Quality Index, European Environment Agency).")
        );
    }
}
