//! What to call a series and what kind it seems to be.

use super::unit_words::{ColumnName, column_name, is_currency, unit_of};
use domain::{SeriesKind, Unit};
use std::path::Path;

/// A title from the name of the column, or from that of the file where the column's says nothing.
pub(super) fn title_of(name: &ColumnName, path: &Path) -> String {
    const SAYS_NOTHING: [&str; 7] = ["value", "values", "reading", "state", "data", "amount", "close"];
    let title = name.title.trim();
    let unit_alone = unit_of(title).is_some();
    if title.chars().count() < 2
        || SAYS_NOTHING.contains(&title.to_lowercase().as_str())
        || unit_alone
        || title.to_lowercase().starts_with("column ")
    {
        let stem = path
            .file_stem()
            .map_or_else(|| "Imported".to_owned(), |stem| stem.to_string_lossy().into_owned());
        return column_name(&stem.replace(['_', '-'], " ")).title;
    }
    title.to_owned()
}

/// A title as an id: `outside-temperature`.
pub(super) fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "imported".to_owned() } else { words.join("-") }
}

/// What kind of series it seems to be, by its column's name, its unit and its first values.
pub(super) fn kind_of(column: &str, unit: &Unit, numbers: &[f64]) -> SeriesKind {
    let lower = column.to_lowercase();
    let says = |words: &[&str]| {
        lower.split(|character: char| !character.is_alphanumeric()).any(|word| words.contains(&word))
    };
    let priced = says(&["price", "rate", "close", "open", "quote", "spot", "settle"]);
    let never_negative = numbers.iter().all(|value| *value >= 0.0);
    match unit {
        _ if is_meter_reading(numbers, unit) => SeriesKind::Level,
        Unit::KilowattHour if never_negative => SeriesKind::Amount,
        money if is_currency(money) && (priced || money.symbol().contains('/')) => SeriesKind::Price,
        money if is_currency(money) && never_negative => SeriesKind::Amount,
        Unit::Named(_) if priced => SeriesKind::Price,
        Unit::Millimetre if never_negative => SeriesKind::Amount,
        Unit::Named(name)
            if never_negative
                && !numbers.is_empty()
                && numbers.iter().all(|value| value.fract() == 0.0)
                && unit_is_countable(name)
                && !says(&[
                    "level",
                    "height",
                    "temp",
                    "temperature",
                    "pressure",
                    "humidity",
                    "battery",
                    "soc",
                ]) =>
        {
            SeriesKind::Count
        }
        _ => SeriesKind::Level,
    }
}

/// Watts and volts are measured, never counted; a unit we don't know (`visitors`) may be counted.
fn unit_is_countable(name: &str) -> bool {
    name.is_empty() || unit_of(name).is_none()
}

/// Energy that only ever rises is the reading of a meter, not an amount per step.
pub(super) fn is_meter_reading(numbers: &[f64], unit: &Unit) -> bool {
    let rises = numbers.windows(2).all(|pair| pair[1] >= pair[0]);
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return false };
    *unit == Unit::KilowattHour
        && numbers.len() >= 10
        && rises
        && (last - first) < *first * 10.0
        && last > first
}
