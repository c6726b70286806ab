use domain::{Aggregation, Probability, Question, SeriesKind, Subject, Unit, UnitSystem, Variable};

/// How the values of one variable are written: in the user's units, with as many digits as mean something.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    canonical: Unit,
    shown: Unit,
    /// As written after a number; empty where there is none.
    pub(crate) symbol: String,
    /// What numbers are rounded to, shown unit.
    pub(crate) resolution: f64,
    /// What the variable is customarily rounded to, limits included: whole degrees, whole kilometres an hour.
    customary: Option<f64>,
}

impl Scale {
    /// `spread` is the width of the range to be told, canonical unit: series without a customary precision are rounded to
    /// a tenth of its order of magnitude.
    pub(crate) fn new(
        question: &Question,
        variable: &Variable,
        units: UnitSystem,
        spread: Option<f64>,
    ) -> Self {
        let canonical = question.unit(variable);
        let shown = units.shown(&canonical);
        let symbol = shown.symbol().to_owned();
        let shown_spread = spread.map(|spread| {
            let at = |value: f64| canonical.convert(value, &shown).unwrap_or(value);
            at(spread) - at(0.0)
        });
        let resolution = Self::resolution_of(question, variable, &symbol, shown_spread);
        let customary = customary(variable, &symbol);
        Self { canonical, shown, symbol, resolution, customary }
    }

    /// What values of `variable` are rounded to when written in the unit `symbol`; `spread` is in that unit.
    pub(crate) fn resolution_of(
        question: &Question,
        variable: &Variable,
        symbol: &str,
        spread: Option<f64>,
    ) -> f64 {
        // Tenths of a millimetre mean nothing where centimetres are in doubt.
        let coarse = if *variable == Variable::Precipitation {
            spread.map_or(0.0, |s| power_below(s / 10.0))
        } else {
            0.0
        };
        if let Some(resolution) = customary(variable, symbol) {
            return resolution.max(coarse);
        }
        let finest = if is_count(question) { 1.0 } else { 0.01 };
        spread.filter(|spread| *spread > 0.0).map_or(finest, |spread| power_below(spread / 10.0).max(finest))
    }

    /// For one value put together over a span: "vehicles per hour" add up to "vehicles".
    pub(crate) fn totalled(mut self, aggregation: Aggregation) -> Self {
        if aggregation == Aggregation::Sum {
            for per in [" per hour", " per day", " per month", "/h"] {
                if let Some(total) = self.symbol.strip_suffix(per) {
                    self.symbol = total.to_owned();
                }
            }
        }
        self
    }

    /// With `parts` times as many steps to one resolution.
    pub(crate) fn finer(mut self, parts: f64) -> Self {
        self.resolution /= parts;
        self
    }

    /// `canonical` in the unit shown.
    pub(crate) fn value(&self, canonical: f64) -> f64 {
        self.canonical.convert(canonical, &self.shown).unwrap_or(canonical)
    }

    /// A value without its unit.
    pub(crate) fn bare(&self, canonical: f64) -> String {
        written(self.value(canonical), self.resolution)
    }

    /// A value with its unit: `18 °C`.
    pub(crate) fn with_unit(&self, canonical: f64) -> String {
        self.followed(&self.bare(canonical))
    }

    /// `number` and the unit.
    pub(crate) fn followed(&self, number: &str) -> String {
        if self.symbol.is_empty() { number.to_owned() } else { format!("{number} {}", self.symbol) }
    }

    /// `18 to 24 °C`, or `18 °C` where both ends read the same.
    pub(crate) fn range(&self, lower: f64, upper: f64) -> String {
        let (lower, upper) = (self.bare(lower), self.bare(upper));
        if lower == upper { self.followed(&lower) } else { self.followed(&format!("{lower} to {upper}")) }
    }

    /// A limit with its unit, as exact as it was set: `27 °C`, `0.2 mm`, `30 kWh`.
    pub(crate) fn limit(&self, canonical: f64) -> String {
        self.followed(&self.bare_limit(canonical))
    }

    /// A limit without its unit.
    pub(crate) fn bare_limit(&self, canonical: f64) -> String {
        let value = self.value(canonical);
        exact(self.customary.map_or(value, |resolution| (value / resolution).round() * resolution))
    }
}

/// The precision a weather variable is customarily told in.
fn customary(variable: &Variable, symbol: &str) -> Option<f64> {
    Some(match variable {
        Variable::Series(_) => return None,
        Variable::Precipitation if symbol == Unit::Inch.symbol() => 0.01,
        Variable::Precipitation => 0.1,
        // Whole kilometres say nothing of fog.
        Variable::Visibility => 0.1,
        _ => 1.0,
    })
}

/// Whether the question is about things counted.
pub(crate) fn is_count(question: &Question) -> bool {
    matches!(&question.subject, Subject::Series { info } if info.kind == SeriesKind::Count)
}

/// The power of ten at or below `value`.
fn power_below(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent of a finite number")]
    let exponent = value.log10().floor() as i32;
    10_f64.powi(exponent)
}

/// `value` rounded to a multiple of `resolution`, with thousands apart and a true minus sign.
///
/// Nought is `0` at any resolution. No digit is shown that the resolution doesn't give: `written(4873.0, 100.0)` is `4,900`.
pub(crate) fn written(value: f64, resolution: f64) -> String {
    let rounded = (value / resolution).round() * resolution;
    let decimals = (0..=6_u32)
        .find(|digits| {
            let scaled = resolution * 10_f64.powi(i32::try_from(*digits).unwrap_or(0));
            (scaled - scaled.round()).abs() < 1e-9 * scaled.abs().max(1.0)
        })
        .unwrap_or(6) as usize;
    let digits = format!("{:.decimals$}", rounded.abs());
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let is_zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    if is_zero {
        return "0".to_owned();
    }
    let sign = if rounded < 0.0 { "\u{2212}" } else { "" };
    fraction.map_or_else(|| format!("{sign}{grouped}"), |fraction| format!("{sign}{grouped}.{fraction}"))
}

/// `value` with no more decimals than it needs, two at the most.
pub(crate) fn exact(value: f64) -> String {
    let resolution = [1.0, 0.1].into_iter().find(|step| ((value / step).round() * step - value).abs() < 1e-6);
    written(value, resolution.unwrap_or(0.01))
}

/// A probability in whole per cent. A finite ensemble never says 0 or 100 %.
pub(crate) fn percent(probability: Probability) -> String {
    match probability.percent() {
        0 => "less than 1 %".to_owned(),
        100 => "over 99 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// The same in as little room as a cell of a chart has: `78`, `<1`, `>99`.
pub(crate) fn percent_in_a_cell(probability: Probability) -> String {
    match probability.percent() {
        0 => "<1".to_owned(),
        100 => ">99".to_owned(),
        percent => percent.to_string(),
    }
}

/// A probability as it stands in a sentence: `7 in 10` where that says the same as the per cents, otherwise those.
///
/// It says the same when it is at most two points off, keeps the words of the scale, and doesn't pass `ceiling`, the
/// least of the chances shown beside it.
pub(crate) fn odds(probability: Probability, ceiling: Option<Probability>) -> String {
    let shown = probability.percent();
    let tens = (shown + 5) / 10;
    let tens_percent = tens * 10;
    let same_words = Probability::new(f64::from(tens_percent) / 100.0)
        .is_ok_and(|rounded| domain::Verbal::of(rounded) == domain::Verbal::of(probability));
    let below_ceiling =
        tens_percent <= shown || ceiling.is_none_or(|ceiling| tens_percent <= ceiling.percent());
    if (10..=90).contains(&shown) && tens_percent.abs_diff(shown) <= 2 && same_words && below_ceiling {
        format!("{tens} in 10")
    } else {
        percent(probability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probability(percent: f64) -> Probability {
        Probability::new(percent / 100.0).expect("0 to 1")
    }

    #[test]
    fn numbers_show_the_digits_they_mean() {
        for (value, resolution, text) in [
            (4873.0, 100.0, "4,900"),
            (1_234_567.0, 1.0, "1,234,567"),
            (-3.4, 1.0, "\u{2212}3"),
            (-0.2, 1.0, "0"),
            (0.04, 0.1, "0"),
            (2.35, 0.01, "2.35"),
            (17.26, 0.5, "17.5"),
            (999.6, 1.0, "1,000"),
        ] {
            assert_eq!(written(value, resolution), text, "{value} at {resolution}");
        }
    }

    #[test]
    fn odds_are_told_in_tens_only_where_that_is_honest() {
        for (percent, text) in [
            (72.0, "7 in 10"),
            (75.0, "75 %"),
            (78.4, "8 in 10"),
            (10.0, "1 in 10"),
            (11.0, "11 %"),
            (90.0, "9 in 10"),
            (88.0, "88 %"),
            (91.0, "91 %"),
            (50.0, "5 in 10"),
            (0.0, "less than 1 %"),
            (0.4, "less than 1 %"),
            (100.0, "over 99 %"),
            (99.6, "over 99 %"),
        ] {
            assert_eq!(odds(probability(percent), None), text, "{percent}");
        }
        assert_eq!(
            odds(probability(68.0), Some(probability(69.0))),
            "68 %",
            "7 in 10 would pass the worst hour"
        );
        assert_eq!(odds(probability(72.0), Some(probability(71.6))), "7 in 10");
    }
}
