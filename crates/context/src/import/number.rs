//! Numbers as people write them in cells: `3,5`, `1 234.5`, `72 °F`, `$3.20`.

use crate::import::unit_words::unit_of;
use domain::Unit;

/// The sign between whole and part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalMark {
    /// `3.5`; a comma sets thousands apart.
    Point,
    /// `3,5`; a point sets thousands apart.
    Comma,
}

/// What a cell of a value column holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing, or a word for nothing.
    Missing,
    /// A number, with the unit written beside it, if any.
    Number(f64, Option<Unit>),
    /// Something else.
    Other,
}

/// Words that stand for a missing value, lower case. `unavailable` and `unknown` are what Home Assistant writes.
const MISSING: &[&str] = &[
    "",
    "-",
    "--",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "none",
    ".",
    "?",
    "unavailable",
    "unknown",
    "missing",
    "m",
];

/// Reads a cell.
#[must_use]
pub(crate) fn read(cell: &str, mark: DecimalMark) -> Cell {
    let cell = cell.trim();
    // Most cells are plain numbers; the rest of this function is for those that aren't.
    if mark == DecimalMark::Point
        && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        && let Ok(value) = cell.parse::<f64>()
        && value.is_finite()
    {
        return Cell::Number(value, None);
    }
    let Some(Parts { negated, before, digits, after }) = parts(cell) else {
        return if is_missing(cell) { Cell::Missing } else { Cell::Other };
    };
    let unit = match (before, after) {
        ("", "") => None,
        (word, "") | ("", word) => match unit_of(word) {
            Some(unit) => Some(unit),
            None => return Cell::Other,
        },
        _ => return Cell::Other,
    };
    plain(digits, mark).map_or(Cell::Other, |value| Cell::Number(if negated { -value } else { value }, unit))
}

fn is_missing(cell: &str) -> bool {
    cell.len() <= 12 && MISSING.contains(&cell.to_lowercase().as_str())
}

struct Parts<'a> {
    /// Whether a minus stands before the word before the number: `-$3`.
    negated: bool,
    /// What stands before the number, its sign aside.
    before: &'a str,
    /// Sign, digits, separators and exponent.
    digits: &'a str,
    /// What stands behind it.
    after: &'a str,
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' | '_')
}

/// Cuts a cell into the number and what stands around it; `None` without a digit.
fn parts(cell: &str) -> Option<Parts<'_>> {
    let is_sign = |character: char| matches!(character, '+' | '-' | '\u{2212}');
    let first_digit = cell.find(|character: char| character.is_ascii_digit())?;
    // A sign or a leading point belongs to the number.
    let mut start = first_digit;
    for (position, character) in cell[..first_digit].char_indices().rev() {
        if matches!(character, '.' | ',') && start == first_digit || is_sign(character) {
            start = position;
        } else {
            break;
        }
    }
    let bytes = cell.as_bytes();
    let mut end = first_digit;
    let mut rest = cell[first_digit..].char_indices().peekable();
    while let Some((offset, character)) = rest.next() {
        let here = first_digit + offset;
        if character.is_ascii_digit() {
            end = here + 1;
        } else if is_separator(character) {
            // A separator is part of the number only when a digit follows.
            if !rest.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
                if matches!(character, '.' | ',') && end == here {
                    end = here + 1;
                }
                break;
            }
        } else {
            break;
        }
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = bytes[end + 1 + sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    let mut before = cell[..start].trim();
    let mut negated = false;
    if let Some(word) = before.strip_prefix(['-', '\u{2212}']) {
        before = word.trim();
        negated = true;
    }
    Some(Parts { negated, before, digits: &cell[start..end], after: cell[end..].trim() })
}

/// The value of sign, digits, separators and exponent.
fn plain(digits: &str, mark: DecimalMark) -> Option<f64> {
    let (decimal, thousands) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let mut plain = String::with_capacity(digits.len());
    // Digits since the last thousands separator; `None` before the first one.
    let mut group: Option<usize> = None;
    let (mut leading, mut behind_decimal) = (0, false);
    for character in digits.chars() {
        match character {
            '\u{2212}' => plain.push('-'),
            'e' | 'E' | '+' | '-' => {
                plain.push(character);
            }
            _ if character == decimal => {
                if behind_decimal || group.is_some_and(|length| length != 3) {
                    return None;
                }
                behind_decimal = true;
                plain.push('.');
            }
            _ if character == thousands || is_separator(character) => {
                if behind_decimal || leading > 3 || leading == 0 || group.is_some_and(|length| length != 3) {
                    return None;
                }
                group = Some(0);
            }
            _ => {
                if !behind_decimal {
                    match &mut group {
                        Some(length) => *length += 1,
                        None => leading += 1,
                    }
                }
                plain.push(character);
            }
        }
    }
    if !behind_decimal && group.is_some_and(|length| length != 3) && !plain.contains(['e', 'E']) {
        return None;
    }
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Which decimal mark a column uses, judged over its first cells.
#[must_use]
pub(crate) fn decimal_mark<'a>(cells: impl Iterator<Item = &'a str>, delimiter: u8) -> DecimalMark {
    let (mut point, mut comma, mut either_comma) = (0_u32, 0_u32, 0_u32);
    for cell in cells {
        let Some(Parts { digits, .. }) = parts(cell.trim()) else { continue };
        let count = |sought: char| digits.chars().filter(|character| *character == sought).count();
        let digits_behind = |sought: char| {
            digits.rsplit(sought).next().map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count())
        };
        let digits_before = |sought: char| {
            digits.split(sought).next().map_or(0, |head| head.bytes().filter(u8::is_ascii_digit).count())
        };
        match (count('.'), count(',')) {
            (0, 0) => {}
            (points, commas) if points > 0 && commas > 0 => {
                if digits.rfind('.') > digits.rfind(',') {
                    point += 1;
                } else {
                    comma += 1;
                }
            }
            (1, 0) => {
                // 1.234 may be either; anything else is a decimal point.
                if digits_behind('.') != 3
                    || digits_before('.') > 3
                    || digits.trim_start_matches(['-', '+']).starts_with('0')
                {
                    point += 1;
                }
            }
            (_, 0) => comma += 1,
            (_, 1) => {
                if digits_behind(',') != 3
                    || digits_before(',') > 3
                    || digits.trim_start_matches(['-', '+']).starts_with('0')
                {
                    comma += 1;
                } else {
                    either_comma += 1;
                }
            }
            _ => point += 1,
        }
    }
    let comma_by_custom = point == 0 && comma == 0 && either_comma > 0 && delimiter != b',';
    if comma > point || comma_by_custom { DecimalMark::Comma } else { DecimalMark::Point }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_people_write_them() {
        let named = |name: &str| Some(Unit::Named(name.to_owned()));
        for (cell, mark, expected) in [
            ("3.5", DecimalMark::Point, Cell::Number(3.5, None)),
            ("-3.5", DecimalMark::Point, Cell::Number(-3.5, None)),
            ("\u{2212}3.5", DecimalMark::Point, Cell::Number(-3.5, None)),
            ("+3", DecimalMark::Point, Cell::Number(3.0, None)),
            (".5", DecimalMark::Point, Cell::Number(0.5, None)),
            ("5.", DecimalMark::Point, Cell::Number(5.0, None)),
            ("1e3", DecimalMark::Point, Cell::Number(1000.0, None)),
            ("2.5E-2", DecimalMark::Point, Cell::Number(0.025, None)),
            ("1,234.5", DecimalMark::Point, Cell::Number(1234.5, None)),
            ("1,234", DecimalMark::Point, Cell::Number(1234.0, None)),
            ("3,5", DecimalMark::Point, Cell::Other),
            ("3,5", DecimalMark::Comma, Cell::Number(3.5, None)),
            ("1.234,5", DecimalMark::Comma, Cell::Number(1234.5, None)),
            ("1 234,5", DecimalMark::Comma, Cell::Number(1234.5, None)),
            ("1\u{202f}234", DecimalMark::Point, Cell::Number(1234.0, None)),
            ("1'234'567", DecimalMark::Point, Cell::Number(1_234_567.0, None)),
            ("72 F", DecimalMark::Point, Cell::Number(72.0, Some(Unit::Fahrenheit))),
            ("22°C", DecimalMark::Point, Cell::Number(22.0, Some(Unit::Celsius))),
            ("$3.20", DecimalMark::Point, Cell::Number(3.2, named("USD"))),
            ("-$3.20", DecimalMark::Point, Cell::Number(-3.2, named("USD"))),
            ("3,20 €", DecimalMark::Comma, Cell::Number(3.2, named("EUR"))),
            ("55 %", DecimalMark::Point, Cell::Number(55.0, Some(Unit::Percent))),
            ("", DecimalMark::Point, Cell::Missing),
            ("NaN", DecimalMark::Point, Cell::Missing),
            ("unavailable", DecimalMark::Point, Cell::Missing),
            ("--", DecimalMark::Point, Cell::Missing),
            ("abc", DecimalMark::Point, Cell::Other),
            ("12 Main Street", DecimalMark::Point, Cell::Other),
            ("1.2.3", DecimalMark::Point, Cell::Other),
            ("2024-03-01", DecimalMark::Point, Cell::Other),
            ("1e999", DecimalMark::Point, Cell::Other),
            ("inf", DecimalMark::Point, Cell::Other),
        ] {
            assert_eq!(read(cell, mark), expected, "{cell}");
        }
    }

    #[test]
    fn the_decimal_mark_is_judged_over_the_cells() {
        for (cells, delimiter, expected) in [
            (&["3.5", "4"][..], b',', DecimalMark::Point),
            (&["3,5", "4"], b';', DecimalMark::Comma),
            (&["1,234", "2,345"], b',', DecimalMark::Point),
            (&["1,234", "2,345"], b';', DecimalMark::Comma),
            (&["1,234.5"], b';', DecimalMark::Point),
            (&["1.234,5"], b';', DecimalMark::Comma),
            (&["0,123"], b'\t', DecimalMark::Comma),
            (&["1.234"], b';', DecimalMark::Point),
            (&["12", "13"], b';', DecimalMark::Point),
        ] {
            assert_eq!(decimal_mark(cells.iter().copied(), delimiter), expected, "{cells:?}");
        }
    }
}
