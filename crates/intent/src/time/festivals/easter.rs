use jiff::{ToSpan, civil::Date};

/// Easter Sunday of the Julian calendar as a Gregorian date (Meeus, chapter 8).
pub(super) fn orthodox(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let full = i32::from(year);
    let (a, b, c) = (full % 4, full % 7, full % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let sum = d + e + 114;
    let julian = Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()?;
    let behind = full / 100 - full / 400 - 2;
    julian.checked_add(i64::from(behind).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn orthodox_easter_falls_where_the_churches_have_it() {
        // Computed by the Python package dateutil 2.9.0 (easter, method 2).
        for (year, month, day) in
            [(2010, 4, 4), (2013, 5, 5), (2016, 5, 1), (2020, 4, 19), (2024, 5, 5), (2025, 4, 20)]
        {
            assert_eq!(orthodox(year), Some(date(year, month, day)), "{year}");
        }
    }
}
