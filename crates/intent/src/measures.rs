use crate::tokens::Text;
use domain::Unit;

/// What stands behind a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Measure {
    Unit(Unit),
    /// A unit without a name of its own here: so many of another.
    Scaled(f64, Unit),
    /// Degrees, of the scale the user reads.
    Degrees,
    /// A force of the Beaufort scale.
    Beaufort,
    /// A currency by its ISO 4217 code.
    Money(&'static str),
    /// Things counted: `vehicles`.
    Things(String),
}

const WORDS: [(&str, Unit); 62] = [
    ("ºc", Unit::Celsius),
    ("degrees celsius", Unit::Celsius),
    ("degrees centigrade", Unit::Celsius),
    ("degrees c", Unit::Celsius),
    ("degree celsius", Unit::Celsius),
    ("celsius", Unit::Celsius),
    ("centigrade", Unit::Celsius),
    ("degrees fahrenheit", Unit::Fahrenheit),
    ("degrees f", Unit::Fahrenheit),
    ("degree fahrenheit", Unit::Fahrenheit),
    ("fahrenheit", Unit::Fahrenheit),
    ("kelvin", Unit::Kelvin),
    ("km / h", Unit::KilometrePerHour),
    ("km per hour", Unit::KilometrePerHour),
    ("km an hour", Unit::KilometrePerHour),
    ("kmh", Unit::KilometrePerHour),
    ("kph", Unit::KilometrePerHour),
    ("kilometres per hour", Unit::KilometrePerHour),
    ("kilometers per hour", Unit::KilometrePerHour),
    ("kilometres an hour", Unit::KilometrePerHour),
    ("mph", Unit::MilePerHour),
    ("miles per hour", Unit::MilePerHour),
    ("miles an hour", Unit::MilePerHour),
    ("m / s", Unit::MetrePerSecond),
    ("mps", Unit::MetrePerSecond),
    ("metres per second", Unit::MetrePerSecond),
    ("meters per second", Unit::MetrePerSecond),
    ("metres a second", Unit::MetrePerSecond),
    ("kn", Unit::Knot),
    ("kt", Unit::Knot),
    ("kts", Unit::Knot),
    ("knot", Unit::Knot),
    ("knots", Unit::Knot),
    ("mm", Unit::Millimetre),
    ("millimetre", Unit::Millimetre),
    ("millimetres", Unit::Millimetre),
    ("millimeter", Unit::Millimetre),
    ("millimeters", Unit::Millimetre),
    ("inch", Unit::Inch),
    ("inches", Unit::Inch),
    ("km", Unit::Kilometre),
    ("kilometre", Unit::Kilometre),
    ("kilometres", Unit::Kilometre),
    ("kilometer", Unit::Kilometre),
    ("kilometers", Unit::Kilometre),
    ("mile", Unit::Mile),
    ("miles", Unit::Mile),
    ("hpa", Unit::Hectopascal),
    ("mbar", Unit::Hectopascal),
    ("mb", Unit::Hectopascal),
    ("millibars", Unit::Hectopascal),
    ("inhg", Unit::InchOfMercury),
    ("percent", Unit::Percent),
    ("per cent", Unit::Percent),
    ("kwh", Unit::KilowattHour),
    ("kilowatt hours", Unit::KilowattHour),
    ("kilowatt hour", Unit::KilowattHour),
    ("kw h", Unit::KilowattHour),
    ("wh", Unit::WattHour),
    ("mwh", Unit::MegawattHour),
    ("megawatt hours", Unit::MegawattHour),
    ("watt hours", Unit::WattHour),
];

const MONEY: [(&str, &str); 14] = [
    ("$", "USD"),
    ("usd", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("bucks", "USD"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("pounds", "GBP"),
    ("quid", "GBP"),
    ("€", "EUR"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("us$", "USD"),
];

const THINGS: [&str; 14] = [
    "vehicles",
    "cars",
    "trucks",
    "visitors",
    "people",
    "customers",
    "orders",
    "units",
    "items",
    "bikes",
    "trips",
    "passengers",
    "calls",
    "sales",
];

/// The currency that a sign or word at `index` stands for.
pub(crate) fn currency(text: &Text<'_>, index: usize) -> Option<&'static str> {
    let written = &text.tokens.get(index)?.lower;
    MONEY.iter().find(|(sign, _)| sign == written).map(|&(_, code)| code)
}

/// The measure behind a number, at `index`, and how many tokens it covers.
pub(crate) fn at(text: &Text<'_>, index: usize) -> Option<(Measure, usize)> {
    if let Some((phrase, length)) = text.longest(index, WORDS.iter().map(|(phrase, _)| *phrase)) {
        let unit = WORDS.iter().find(|(listed, _)| *listed == phrase)?.1.clone();
        return Some((Measure::Unit(unit), length));
    }
    if let Some(code) = currency(text, index) {
        return Some((Measure::Money(code), 1));
    }
    let glued = text.glued(index);
    let scale = |word: &str| match word {
        "c" => Some(Measure::Unit(Unit::Celsius)),
        "f" => Some(Measure::Unit(Unit::Fahrenheit)),
        _ => None,
    };
    match text.symbol(index) {
        Some('°' | 'º') => {
            return Some(scale(text.word(index + 1)).map_or((Measure::Degrees, 1), |measure| (measure, 2)));
        }
        Some('℃') => return Some((Measure::Unit(Unit::Celsius), 1)),
        Some('℉') => return Some((Measure::Unit(Unit::Fahrenheit), 1)),
        Some('%') => return Some((Measure::Unit(Unit::Percent), 1)),
        Some('"' | '″') if glued => return Some((Measure::Unit(Unit::Inch), 1)),
        _ => {}
    }
    let word = text.word(index);
    match word {
        "degrees" | "degree" | "deg" => Some((Measure::Degrees, 1)),
        "beaufort" | "bft" => Some((Measure::Beaufort, 1)),
        "cm" | "centimetres" | "centimeters" => Some((Measure::Scaled(10.0, Unit::Millimetre), 1)),
        "m" | "metres" | "meters" | "metre" | "meter" => Some((Measure::Scaled(0.001, Unit::Kilometre), 1)),
        "yards" | "yds" => Some((Measure::Scaled(0.000_914_4, Unit::Kilometre), 1)),
        "feet" | "ft" => Some((Measure::Scaled(0.000_304_8, Unit::Kilometre), 1)),
        "in" if glued || text.word(index + 1) == "of" => Some((Measure::Unit(Unit::Inch), 1)),
        "µg" | "μg" | "ug" | "micrograms" => {
            Some((Measure::Unit(Unit::MicrogramPerCubicMetre), concentration_length(text, index)))
        }
        "c" | "f" => scale(word).map(|measure| (measure, 1)),
        _ if THINGS.contains(&word) => Some((Measure::Things(word.to_owned()), 1)),
        _ => None,
    }
}

/// `µg`, `µg/m3`, `µg/m³`.
fn concentration_length(text: &Text<'_>, index: usize) -> usize {
    if !text.is_symbol(index + 1, '/') || text.word(index + 2) != "m" {
        return 1;
    }
    let cubed = text.is_symbol(index + 3, '³') || text.whole(index + 3).is_some_and(|(value, _)| value == 3);
    if cubed { 4 } else { 3 }
}

/// Lowest and highest mean wind of a Beaufort force, m/s (WMO-No. 306, code table 1100 in whole knots, as the Met Office
/// gives it in m/s).
pub(crate) fn beaufort(force: f64) -> Option<(f64, f64)> {
    const FROM: [f64; 14] = [0.0, 0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7, 100.0];
    let index = (0..13u8).find(|index| (f64::from(*index) - force).abs() < 0.01)?;
    let (from, next) = (FROM[usize::from(index)], FROM[usize::from(index) + 1]);
    Some((from, next - 0.1))
}
