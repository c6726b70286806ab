//! The number of an answer in a few characters, for the list of past questions.

use domain::{AmountAnswer, Answer};

/// `84 %` for a chance, `31 to 42 kWh` for an amount, nothing where there is neither.
pub(crate) fn short(answer: &Answer) -> String {
    match (&answer.probability, &answer.amount) {
        // Never quite 0 or 100: a forecast isn't certain, even when all its members agree.
        (Some(probability), _) => format!("{} %", probability.percent().clamp(1, 99)),
        (None, Some(amount)) => range(amount),
        (None, None) => String::new(),
    }
}

fn range(amount: &AmountAnswer) -> String {
    let decimals = match amount.upper - amount.lower {
        width if width >= 5.0 => 0,
        width if width >= 0.5 => 1,
        _ => 2,
    };
    let (lower, upper) = (rounded(amount.lower, decimals), rounded(amount.upper, decimals));
    let numbers = if lower == upper { lower } else { format!("{lower} to {upper}") };
    format!("{numbers} {}", amount.unit).trim_end().to_owned()
}

/// Without a minus sign before a nought.
fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(bare) if bare.chars().all(|character| matches!(character, '0' | '.')) => bare.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Variable;

    #[test]
    fn a_range_has_as_many_decimals_as_it_needs() {
        for (lower, upper, unit, expected) in [
            (31.2, 42.4, "kWh", "31 to 42 kWh"),
            (17.94, 20.06, "°C", "17.9 to 20.1 °C"),
            (0.0, 0.2, "mm", "0.00 to 0.20 mm"),
            (-0.3, 8.0, "°C", "0 to 8 °C"),
            (-4.6, 3.0, "°C", "-5 to 3 °C"),
            (5.0, 5.0, "kWh", "5.00 kWh"),
            (1.0, 9.0, "", "1 to 9"),
        ] {
            let variable = Variable::Temperature;
            let amount = AmountAnswer { variable, unit: unit.into(), median: lower, lower, upper };
            assert_eq!(range(&amount), expected);
        }
    }
}
