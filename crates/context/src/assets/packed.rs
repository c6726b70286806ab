//! Columns of numbers as small integers: a value is a whole number of steps of the source's own resolution, a step
//! in time is stored as the difference from the last value that was there, and a missing value has a code of its own.

use super::AssetError;
use serde::{Deserialize, Serialize};

/// One column as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedColumn<'a> {
    /// The size of one step, in the column's unit: 0.1 for temperatures reported in tenths of a degree.
    pub scale: f64,
    /// Number of values, missing ones included.
    pub length: u32,
    /// One variable-length integer per value: 0 for a missing one, else one more than the zigzagged difference from
    /// the last present value.
    #[serde(borrow)]
    pub codes: std::borrow::Cow<'a, [u8]>,
}

impl PackedColumn<'_> {
    /// Packs values, NaN for a missing one, to the nearest multiple of `scale`.
    #[must_use]
    pub fn pack(values: &[f32], scale: f64) -> PackedColumn<'static> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a measured value over its resolution is far below 2^63"
        )]
        let steps =
            values.iter().map(|value| (!value.is_nan()).then(|| (f64::from(*value) / scale).round() as i64));
        PackedColumn {
            scale,
            length: u32::try_from(values.len()).expect("a column holds fewer than 2^32 values"),
            codes: encode(steps).into(),
        }
    }

    /// The values again, NaN for a missing one.
    ///
    /// # Errors
    /// When the codes end too soon or too late.
    pub fn unpack(&self) -> Result<Vec<f32>, AssetError> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a measured value has fewer digits than an f32"
        )]
        let values = decode(&self.codes, self.length as usize)?
            .into_iter()
            .map(|step| step.map_or(f32::NAN, |step| (step as f64 * self.scale) as f32))
            .collect();
        Ok(values)
    }
}

/// Writes whole numbers as the differences between them.
pub fn encode(values: impl IntoIterator<Item = Option<i64>>) -> Vec<u8> {
    let mut codes = Vec::new();
    let mut last = 0_i64;
    for value in values {
        let code = value.map_or(0, |value| {
            let difference = value - last;
            last = value;
            1 + zigzag(difference)
        });
        write_varint(&mut codes, code);
    }
    codes
}

/// Reads `length` whole numbers written by [`encode`].
///
/// # Errors
/// When `codes` holds more or fewer of them.
pub fn decode(codes: &[u8], length: usize) -> Result<Vec<Option<i64>>, AssetError> {
    let mut rest = codes;
    let mut last = 0_i64;
    let mut values = Vec::with_capacity(length);
    for index in 0..length {
        let code = read_varint(&mut rest).ok_or_else(|| AssetError::Damaged {
            detail: format!("a column of {length} values ends after {index}"),
        })?;
        values.push((code > 0).then(|| {
            last = last.wrapping_add(unzigzag(code - 1));
            last
        }));
    }
    if rest.is_empty() {
        Ok(values)
    } else {
        Err(AssetError::Damaged {
            detail: format!("{} bytes follow a column of {length} values", rest.len()),
        })
    }
}

/// Reads `length` whole numbers of which none is missing.
///
/// # Errors
/// When one is missing or there are more or fewer of them.
pub fn decode_all(codes: &[u8], length: usize) -> Result<Vec<i64>, AssetError> {
    decode(codes, length)?
        .into_iter()
        .map(|value| value.ok_or_else(|| AssetError::Damaged { detail: "a value is missing".to_owned() }))
        .collect()
}

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn unzigzag(code: u64) -> i64 {
    (code >> 1).cast_signed() ^ -(code & 1).cast_signed()
}

/// Appends an integer in groups of seven bits, the lowest first (LEB128).
pub fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes one integer from the front of `bytes`; `None` when they end within it.
pub fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_whole_numbers_survive_with_their_gaps(
            values in prop::collection::vec(prop::option::of(-1_i64 << 60..1_i64 << 60), 0..60)
        ) {
            let codes = encode(values.iter().copied());
            prop_assert_eq!(decode(&codes, values.len()).unwrap(), values);
        }

        #[test]
        fn any_measurement_survives_to_half_a_step(
            values in prop::collection::vec(prop_oneof![Just(f32::NAN), -60_f32..1100.0], 0..60)
        ) {
            let column = PackedColumn::pack(&values, 0.1);
            let back = column.unpack().unwrap();
            for (before, after) in values.iter().zip(&back) {
                prop_assert!(before.is_nan() == after.is_nan());
                prop_assert!(before.is_nan() || (before - after).abs() <= 0.0501);
            }
        }
    }

    #[test]
    fn a_missing_value_is_not_zero() {
        let back = PackedColumn::pack(&[0.0, f32::NAN, 0.0], 0.254).unpack().unwrap();
        assert!(back[0] == 0.0 && back[1].is_nan() && back[2] == 0.0);
    }

    #[test]
    fn a_column_that_ends_too_soon_or_too_late_is_damaged() {
        let codes = encode([Some(300), Some(2)]);
        assert!(matches!(decode(&codes, 3), Err(AssetError::Damaged { .. })));
        assert!(matches!(decode(&codes, 1), Err(AssetError::Damaged { .. })));
        assert!(matches!(decode(&codes[..1], 1), Err(AssetError::Damaged { .. })));
    }
}
