//! Unit words as people write them in headers and cells: `temp (°F)`, `Power [W]`, `energy_kwh`, `72 F`.

use domain::Unit;

/// Unit words that stand for a [`Unit`] the application knows, lower case and without blanks.
const KNOWN: &[(&[&str], Unit)] = &[
    (&["°c", "c", "degc", "deg_c", "celsius", "degreescelsius", "℃", "oc"], Unit::Celsius),
    (&["°f", "f", "degf", "deg_f", "fahrenheit", "degreesfahrenheit", "℉"], Unit::Fahrenheit),
    (&["k", "kelvin"], Unit::Kelvin),
    (&["m/s", "mps", "ms-1", "m/sec", "ms⁻¹", "metrespersecond", "meterspersecond"], Unit::MetrePerSecond),
    (&["km/h", "kmh", "kph", "kmph", "km/hr"], Unit::KilometrePerHour),
    (&["mph", "mi/h", "mp/h", "milesperhour"], Unit::MilePerHour),
    (&["kn", "kt", "kts", "knot", "knots"], Unit::Knot),
    (&["mm", "millimetre", "millimetres", "millimeter", "millimeters"], Unit::Millimetre),
    (&["in", "inch", "inches", "\"", "″"], Unit::Inch),
    (&["km", "kilometre", "kilometres", "kilometer", "kilometers"], Unit::Kilometre),
    (&["mi", "mile", "miles"], Unit::Mile),
    (&["hpa", "mbar", "mb", "millibar", "millibars", "hectopascal", "hectopascals"], Unit::Hectopascal),
    (&["inhg", "inchesofmercury"], Unit::InchOfMercury),
    (&["%", "percent", "pct", "per cent", "percentage"], Unit::Percent),
    (&["kwh", "kw·h", "kw.h", "kilowatthour", "kilowatthours", "kilowatt-hours"], Unit::KilowattHour),
    (&["wh", "watthour", "watthours", "watt-hours"], Unit::WattHour),
    (&["mwh", "megawatthour", "megawatthours"], Unit::MegawattHour),
    (&["µg/m³", "μg/m³", "ug/m3", "µg/m3", "μg/m3", "ugm-3"], Unit::MicrogramPerCubicMetre),
];

/// Unit words the application has no conversion for, with the name they are kept under.
const NAMED: &[(&[&str], &str)] = &[
    (&["w", "watt", "watts"], "W"),
    (&["kw", "kilowatt", "kilowatts"], "kW"),
    (&["mw", "megawatt", "megawatts"], "MW"),
    (&["j", "joule", "joules"], "J"),
    (&["mj", "megajoule", "megajoules"], "MJ"),
    (&["$", "usd", "us$", "dollar", "dollars"], "USD"),
    (&["€", "eur", "euro", "euros"], "EUR"),
    (&["£", "gbp"], "GBP"),
    (&["¥", "jpy", "yen"], "JPY"),
    (&["chf"], "CHF"),
    (&["cny", "rmb"], "CNY"),
    (&["inr", "₹"], "INR"),
    (&["m", "metre", "metres", "meter", "meters"], "m"),
    (&["cm", "centimetre", "centimetres", "centimeter", "centimeters"], "cm"),
    (&["ft", "feet", "foot"], "ft"),
    (&["pa", "pascal", "pascals"], "Pa"),
    (&["kpa"], "kPa"),
    (&["l", "litre", "litres", "liter", "liters"], "L"),
    (&["m3", "m³"], "m³"),
    (&["gal", "gallon", "gallons"], "gal"),
    (&["kg"], "kg"),
    (&["ppm"], "ppm"),
    (&["lx", "lux"], "lx"),
    (&["v", "volt", "volts"], "V"),
    (&["a", "amp", "amps", "ampere"], "A"),
    (&["hz"], "Hz"),
];

/// Currencies among the units, by the names they are kept under.
const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR"];

/// Words too short or too common to be taken for a unit unless they stand in brackets or behind a number.
const AMBIGUOUS: &[&str] =
    &["c", "f", "k", "in", "mi", "m", "w", "l", "v", "a", "j", "mb", "kt", "mw", "inch", "\""];

/// The unit a word stands for, where it is one we know the name of.
#[must_use]
pub fn unit_of(word: &str) -> Option<Unit> {
    let lower: String = word
        .trim()
        .trim_end_matches('.')
        .chars()
        .filter(|character| !character.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    if lower.is_empty() {
        return None;
    }
    // The one pair that upper case alone tells apart.
    if lower == "mw" && word.trim() == "mW" {
        return None;
    }
    KNOWN.iter().find(|(words, _)| words.contains(&lower.as_str())).map(|(_, unit)| unit.clone()).or_else(
        || {
            NAMED
                .iter()
                .find(|(words, _)| words.contains(&lower.as_str()))
                .map(|(_, name)| Unit::Named((*name).to_owned()))
        },
    )
}

/// Whether the unit is money, or money for something (`USD/barrel`).
#[must_use]
pub fn is_currency(unit: &Unit) -> bool {
    let Unit::Named(name) = unit else { return false };
    let head = name.split(['/', ' ']).next().unwrap_or_default();
    CURRENCIES.contains(&head)
        || matches!(unit_of(head), Some(Unit::Named(code)) if CURRENCIES.contains(&code.as_str()))
}

/// What the name of a column tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnName {
    /// The name without its unit, as a title: `Outside temperature`.
    pub(crate) title: String,
    /// The units it states, in order, each once. More than one can't be told apart.
    pub(crate) units: Vec<Unit>,
}

/// Reads a column's name: its unit in brackets, behind a comma, `in` or underscore, or as its last word.
#[must_use]
pub(crate) fn column_name(header: &str) -> ColumnName {
    let header = header.trim();
    let mut units: Vec<Unit> = Vec::new();
    let mut add = |unit: Unit| {
        if !units.contains(&unit) {
            units.push(unit);
        }
    };
    let (plain, bracketed) = split_brackets(header);
    for content in &bracketed {
        let parts = units_within(content);
        if parts.is_empty() && bracketed.len() == 1 && is_free_unit(content) {
            add(Unit::Named(content.trim().to_owned()));
        }
        parts.into_iter().for_each(&mut add);
    }
    let words: Vec<&str> = plain.split([' ', '_', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let mut kept = words.len();
    if bracketed.is_empty() {
        while kept > 1 {
            let word = words[kept - 1];
            if matches!(word, "in" | "or" | "and" | "/") && kept < words.len() {
                kept -= 1;
                continue;
            }
            let found = units_within(word);
            let standing_alone =
                !AMBIGUOUS.contains(&word.to_lowercase().as_str()) || measures(&words[..kept - 1], &found);
            if found.is_empty() || !standing_alone {
                break;
            }
            found.into_iter().rev().for_each(&mut add);
            kept -= 1;
        }
        units.reverse();
        if kept == words.len() && words.len() == 1 {
            // A header that is a unit and nothing else: `kWh`.
            if let Some(unit) =
                unit_of(words[0]).filter(|_| !AMBIGUOUS.contains(&words[0].to_lowercase().as_str()))
            {
                units.push(unit);
            }
        }
    }
    ColumnName { title: title_of(&words[..kept]), units }
}

/// Text outside and inside of round and square brackets.
fn split_brackets(header: &str) -> (String, Vec<String>) {
    let (mut plain, mut inside): (String, Vec<String>) = (String::new(), Vec::new());
    let mut open = false;
    for character in header.chars() {
        match character {
            '(' | '[' | '{' => {
                open = true;
                inside.push(String::new());
                plain.push(' ');
            }
            ')' | ']' | '}' => open = false,
            _ if open => {
                if let Some(content) = inside.last_mut() {
                    content.push(character);
                }
            }
            _ => plain.push(character),
        }
    }
    (plain, inside)
}

/// The units named within a few words: one, or several set apart by `/`, `|`, a comma or `or`.
fn units_within(text: &str) -> Vec<Unit> {
    if let Some(unit) = unit_of(text) {
        return vec![unit];
    }
    // Money for something keeps its whole name: USD/barrel, EUR per MWh.
    if let Some((money, _)) = text.split_once('/').or_else(|| text.split_once(" per "))
        && unit_of(money).is_some_and(|unit| is_currency(&unit))
        && !units_are_all_money(text)
    {
        return vec![Unit::Named(text.trim().to_owned())];
    }
    let spaced = text.replace(" or ", "|").replace(" and ", "|");
    let parts: Vec<Option<Unit>> = spaced.split(['|', ',', ';']).flat_map(split_slash).map(unit_of).collect();
    if parts.iter().any(Option::is_none) { Vec::new() } else { parts.into_iter().flatten().collect() }
}

fn units_are_all_money(text: &str) -> bool {
    text.split('/').all(|part| unit_of(part).is_some_and(|unit| is_currency(&unit)))
}

/// `°F/°C` is two units, `km/h` is one.
fn split_slash(text: &str) -> Vec<&str> {
    if unit_of(text).is_some() { vec![text] } else { text.split('/').collect() }
}

/// Whether bracketed words can be a unit's own name: `vehicles per hour`, but not `sensor 3, kitchen`.
fn is_free_unit(content: &str) -> bool {
    let content = content.trim();
    !content.is_empty()
        && content.chars().count() <= 24
        && !content
            .chars()
            .any(|character| character.is_ascii_digit() || matches!(character, ',' | ';' | ':'))
}

/// Whether the words before an ambiguous letter speak of what it measures: `temp_f`, `rain_in`.
fn measures(before: &[&str], units: &[Unit]) -> bool {
    use domain::Dimension::{Depth, Distance, Speed, Temperature};
    let hints: &[&str] = match units.first().map(Unit::dimension) {
        Some(Temperature) => &["temp", "dew", "tmin", "tmax", "tavg", "feels", "t", "heat"],
        Some(Depth) => &["rain", "precip", "snow"],
        Some(Distance) => &["vis", "dist"],
        Some(Speed) => &["wind", "gust", "speed"],
        _ => &["power", "load", "watt", "volt", "current", "level", "height", "depth"],
    };
    before.iter().any(|word| {
        let word = word.to_lowercase();
        hints.iter().any(|hint| if hint.len() == 1 { word == *hint } else { word.starts_with(hint) })
    })
}

fn title_of(words: &[&str]) -> String {
    let joined = words.join(" ");
    let mut characters = joined.trim().chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_in_the_names_of_columns() {
        let named = |name: &str| Unit::Named(name.to_owned());
        for (header, title, units) in [
            ("temp (°F)", "Temp", vec![Unit::Fahrenheit]),
            ("Outside temperature [°C]", "Outside temperature", vec![Unit::Celsius]),
            ("kWh", "KWh", vec![Unit::KilowattHour]),
            ("energy_kwh", "Energy", vec![Unit::KilowattHour]),
            ("Consumption, Wh", "Consumption", vec![Unit::WattHour]),
            ("Power [W]", "Power", vec![named("W")]),
            ("temp_f", "Temp", vec![Unit::Fahrenheit]),
            ("rain in", "Rain", vec![Unit::Inch]),
            ("check in", "Check in", vec![]),
            ("class_c", "Class c", vec![]),
            ("wind speed km/h", "Wind speed", vec![Unit::KilometrePerHour]),
            ("temp (°F/°C)", "Temp", vec![Unit::Fahrenheit, Unit::Celsius]),
            ("temp °C or °F", "Temp", vec![Unit::Celsius, Unit::Fahrenheit]),
            ("price (USD/barrel)", "Price", vec![named("USD/barrel")]),
            ("traffic (vehicles per hour)", "Traffic", vec![named("vehicles per hour")]),
            ("value (sensor 3)", "Value", vec![]),
            ("visitors", "Visitors", vec![]),
            ("pm2.5 (µg/m³)", "Pm2.5", vec![Unit::MicrogramPerCubicMetre]),
        ] {
            assert_eq!(column_name(header), ColumnName { title: title.to_owned(), units }, "{header}");
        }
    }

    #[test]
    fn money_is_known_as_money() {
        assert!(is_currency(&Unit::Named("EUR".to_owned())));
        assert!(is_currency(&Unit::Named("USD/barrel".to_owned())));
        assert!(!is_currency(&Unit::Named("W".to_owned())));
        assert!(!is_currency(&Unit::KilowattHour));
    }
}
