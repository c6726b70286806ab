//! Values, exactly, in one of several forms; what is shortest once compressed is kept.
//!
//! - **Decimal**: most readings have few decimals, so `k / 10^e` with one `e` for all gives them back bit for bit (as in
//!   Afroozeh et al., "ALP", SIGMOD 2023); kept are the `k`, themselves or their changes, and the few exceptions.
//! - **Dictionary**: few different values, as after a conversion of units: each once, and which one it is.
//! - **Bits**: anything else, as the bits in which a value differs from the one before (XOR, as in "Gorilla").

use super::numbers::{read_planes, read_varint, unzigzag, write_planes, write_varint, zigzag};
use std::collections::HashMap;

const BITS: u8 = 0;
const DECIMAL: u8 = 1;
const DECIMAL_CHANGES: u8 = 2;
const DICTIONARY: u8 = 3;

/// Powers of ten up to here are tried.
const POWERS: [f64; 11] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/// Below this, whole numbers and their differences are exact.
const LARGEST: f64 = (1u64 << 51) as f64;

/// One value in so many may be an exception to the decimal form.
const EXCEPTIONS: usize = 32;

/// What the forms need to know of the values.
#[derive(Default)]
pub(super) struct Candidates {
    exponent: u8,
    whole: Vec<i64>,
    /// Where and what the values are that no `k / 10^e` gives back.
    exceptions: Vec<(usize, u64)>,
    /// Each different value once, by its bits, rising.
    distinct: Vec<u64>,
    index: HashMap<u64, u64>,
    numbers: Vec<u64>,
}

impl Candidates {
    /// Looks the values over; the forms that are worth trying.
    pub(super) fn of(&mut self, values: &[f64]) -> impl Iterator<Item = u8> + use<> {
        let forms: &[u8] = if self.find_decimals(values) {
            &[DECIMAL_CHANGES, DECIMAL]
        } else if self.find_distinct(values) {
            &[DICTIONARY, BITS]
        } else {
            &[BITS]
        };
        forms.iter().copied()
    }

    fn find_decimals(&mut self, values: &[f64]) -> bool {
        self.exponent = 0;
        self.whole.clear();
        self.exceptions.clear();
        // A value that has a `k` at one exponent has ten times that at the next, so looking once is enough.
        for (at, value) in values.iter().enumerate() {
            match (self.exponent..)
                .zip(&POWERS[usize::from(self.exponent)..])
                .find(|(_, power)| whole(*value, **power).is_some())
            {
                Some((exponent, _)) => self.exponent = exponent,
                None => {
                    self.exceptions.push((at, value.to_bits()));
                    if self.exceptions.len() * EXCEPTIONS > values.len() {
                        return false;
                    }
                }
            }
        }
        let power = POWERS[usize::from(self.exponent)];
        let mut exceptions = self.exceptions.iter().map(|(at, _)| *at).peekable();
        let mut before = 0;
        for (at, value) in values.iter().enumerate() {
            if exceptions.next_if_eq(&at).is_none() {
                // All but impossible: the larger `k` of a larger exponent is out of range.
                let Some(whole) = whole(*value, power) else { return false };
                before = whole;
            }
            self.whole.push(before);
        }
        true
    }

    fn find_distinct(&mut self, values: &[f64]) -> bool {
        self.index.clear();
        for value in values {
            self.index.insert(value.to_bits(), 0);
            if self.index.len() * 4 > values.len() {
                return false;
            }
        }
        self.distinct.clear();
        self.distinct.extend(self.index.keys());
        self.distinct.sort_unstable();
        for (at, bits) in (0..).zip(&self.distinct) {
            self.index.insert(*bits, at);
        }
        true
    }

    /// Appends the values that were looked over in this form.
    pub(super) fn write(&mut self, form: u8, values: &[f64], bytes: &mut Vec<u8>) {
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        match form {
            DECIMAL | DECIMAL_CHANGES => {
                bytes.push(self.exponent);
                write_varint(self.exceptions.len() as u64, bytes);
                for (at, bits) in &self.exceptions {
                    write_varint(*at as u64, bytes);
                    bytes.extend_from_slice(&bits.to_le_bytes());
                }
                if form == DECIMAL {
                    numbers.extend(self.whole.iter().map(|whole| zigzag(*whole)));
                } else {
                    numbers.extend(changes(self.whole.iter().copied()).map(zigzag));
                }
                write_planes(&numbers, bytes);
            }
            DICTIONARY => {
                write_varint(self.distinct.len() as u64, bytes);
                numbers.extend(changed_bits(self.distinct.iter().copied()));
                write_planes(&numbers, bytes);
                numbers.clear();
                numbers.extend(values.iter().map(|value| self.index[&value.to_bits()]));
                write_planes(&numbers, bytes);
            }
            _ => {
                numbers.extend(changed_bits(values.iter().map(|value| value.to_bits())));
                write_planes(&numbers, bytes);
            }
        }
        self.numbers = numbers;
    }
}

/// The `k` for which `k / power` is exactly `value`.
fn whole(value: f64, power: f64) -> Option<i64> {
    let scaled = (value * power).round();
    // Not-a-number fails the comparison too.
    if scaled.abs() < LARGEST {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within range")]
        let whole = scaled as i64;
        (whole as f64 / power).to_bits().eq(&value.to_bits()).then_some(whole)
    } else {
        None
    }
}

fn changes(numbers: impl Iterator<Item = i64>) -> impl Iterator<Item = i64> {
    numbers.scan(0i64, |before, number| Some(number.wrapping_sub(std::mem::replace(before, number))))
}

fn changed_bits(numbers: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    numbers.scan(0u64, |before, number| Some(number ^ std::mem::replace(before, number)))
}

/// Appends `count` values of this form; `None` where the bytes aren't such.
pub(super) fn read(form: u8, mut bytes: &[u8], count: usize, values: &mut Vec<f64>) -> Option<()> {
    let mut numbers = Vec::new();
    let start = values.len();
    match form {
        DECIMAL | DECIMAL_CHANGES => {
            let (&exponent, rest) = bytes.split_first()?;
            bytes = rest;
            let power = *POWERS.get(usize::from(exponent))?;
            let exceptions = usize::try_from(read_varint(&mut bytes)?).ok().filter(|many| *many <= count)?;
            let mut odd = Vec::with_capacity(exceptions);
            for _ in 0..exceptions {
                let at = usize::try_from(read_varint(&mut bytes)?).ok().filter(|at| *at < count)?;
                let (bits, rest) = bytes.split_first_chunk::<8>()?;
                bytes = rest;
                odd.push((at, f64::from_le_bytes(*bits)));
            }
            read_planes(&mut bytes, count, &mut numbers)?;
            if form == DECIMAL {
                values.extend(numbers.iter().map(|number| unzigzag(*number) as f64 / power));
            } else {
                let mut whole = 0i64;
                values.extend(numbers.iter().map(|number| {
                    whole = whole.wrapping_add(unzigzag(*number));
                    whole as f64 / power
                }));
            }
            for (at, value) in odd {
                values[start + at] = value;
            }
        }
        DICTIONARY => {
            let many = usize::try_from(read_varint(&mut bytes)?).ok().filter(|many| *many <= count)?;
            read_planes(&mut bytes, many, &mut numbers)?;
            let distinct: Vec<f64> = all_bits(&numbers).collect();
            read_planes(&mut bytes, count, &mut numbers)?;
            for number in &numbers {
                values.push(*distinct.get(usize::try_from(*number).ok()?)?);
            }
        }
        BITS => {
            read_planes(&mut bytes, count, &mut numbers)?;
            values.extend(all_bits(&numbers));
        }
        _ => return None,
    }
    bytes.is_empty().then_some(())
}

fn all_bits(changed: &[u64]) -> impl Iterator<Item = f64> {
    changed.iter().scan(0u64, |before, changed| {
        *before ^= changed;
        Some(f64::from_bits(*before))
    })
}
