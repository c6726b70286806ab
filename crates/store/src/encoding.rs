//! How values are written into columns: moments, rows of numbers, and Rust values as JSON.

use crate::failure::Failure;
use domain::StoreError;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

/// Whole seconds since 1970 for a moment on which an interval begins.
///
/// # Errors
/// When it has a fraction of a second, which would be lost without a word.
pub(crate) fn seconds(moment: Timestamp) -> Result<i64, StoreError> {
    if moment.subsec_nanosecond() == 0 {
        Ok(moment.as_second())
    } else {
        Err(StoreError::Input(format!(
            "{moment} has a fraction of a second; round the times to whole seconds and try again. Nothing was written"
        )))
    }
}

/// The first whole second that is not before `moment`: for integers, `t >= moment` and `t < moment` are the same
/// as with this in its place.
pub(crate) fn ceiling(moment: Timestamp) -> i64 {
    moment.as_second() + i64::from(moment.subsec_nanosecond() > 0)
}

/// The moment `seconds` after 1970 began.
pub(crate) fn moment(seconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(seconds).map_err(|_| outdated("a time in it"))
}

/// A moment as text that is exact and, within the years 0 to 9999, sorts by time.
pub(crate) fn text(moment: Timestamp) -> String {
    format!("{moment:.9}")
}

/// The moment written by [`text`].
pub(crate) fn parse_text(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| outdated("a time in it"))
}

/// A finite number, or a refusal that names it.
pub(crate) fn finite(value: f64, what: &str) -> Result<f64, StoreError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(StoreError::Input(format!(
            "{what} is not a finite number; leave it out or correct it and try again. Nothing was written"
        )))
    }
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Input(format!("this can't be kept ({error}). Nothing was written")))
}

/// The value of a JSON text; `what` it is, for the message when this version can't read it.
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| {
        tracing::debug!(%error, what, "written by another version");
        outdated(what)
    })
}

/// What another version wrote and this one can't read.
pub(crate) fn outdated(what: &str) -> StoreError {
    StoreError::Outdated { what: what.to_owned() }
}

/// Numbers as bytes, little-endian, one after the other.
pub(crate) fn pack<const N: usize, T: Copy>(numbers: &[T], to_bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|number| to_bytes(*number)).collect()
}

/// The numbers that [`pack`] wrote; nothing when the length isn't a whole number of them.
pub(crate) fn unpack<const N: usize, T>(bytes: &[u8], from_bytes: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (numbers, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then(|| numbers.iter().map(|number| from_bytes(*number)).collect())
}

/// `None` for a row that isn't there.
pub(crate) fn optional<T>(result: rusqlite::Result<T>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bound_between_two_seconds_keeps_what_lies_on_its_right_side() {
        for (bound, expected) in [
            ("1970-01-01T00:00:01Z", 1),
            ("1970-01-01T00:00:01.1Z", 2),
            ("1969-12-31T23:59:58.5Z", -1),
            ("1969-12-31T23:59:59Z", -1),
        ] {
            assert_eq!(ceiling(bound.parse().expect("a time")), expected, "{bound}");
        }
    }

    proptest! {
        #[test]
        fn moments_come_back_as_they_were(seconds in -377_705_023_201i64..253_402_207_200, nanoseconds in 0..1_000_000_000i32) {
            let exact = Timestamp::new(seconds, nanoseconds).expect("in range");
            prop_assert_eq!(parse_text(&text(exact)).expect("our own text"), exact);
            prop_assert_eq!(ceiling(exact) >= exact.as_second(), true);
        }

        #[test]
        fn numbers_come_back_as_they_were(numbers: Vec<i64>) {
            prop_assert_eq!(unpack(&pack(&numbers, i64::to_le_bytes), i64::from_le_bytes), Some(numbers));
        }
    }
}
