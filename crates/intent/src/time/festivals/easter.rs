use jiff::{ToSpan, civil::Date};

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
pub(super) fn western(year: i16) -> Option<Date> {
    let year = i32::from(year);
    if year < 1583 {
        return None;
    }
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(i16::try_from(year).ok()?, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

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
    fn easter_falls_where_the_almanac_has_it() {
        for (year, month, day) in [
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2013, 3, 31),
            (2024, 3, 31),
            (2027, 3, 28),
            (2038, 4, 25),
        ] {
            assert_eq!(western(year), Some(date(year, month, day)), "{year}");
        }
    }

    #[test]
    fn orthodox_easter_falls_where_the_churches_have_it() {
        // Dates of the Orthodox Church in America.
        for (year, month, day) in
            [(2010, 4, 4), (2013, 5, 5), (2016, 5, 1), (2020, 4, 19), (2024, 5, 5), (2025, 4, 20)]
        {
            assert_eq!(orthodox(year), Some(date(year, month, day)), "{year}");
        }
    }
}
