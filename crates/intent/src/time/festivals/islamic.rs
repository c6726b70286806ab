//! The Islamic calendar after the rules of the Umm al-Qura calendar of Saudi Arabia (R. H. van Gent, The Umm al-Qura Calendar of Saudi
//! Arabia): a month begins behind the first sunset in Mecca that comes after the new moon and before the moon sets; from 1393 to 1419, on
//! the day behind a new moon that comes before midnight of universal time. Which month it is tells the tabular calendar (Reingold and Dershowitz, Calendrical
//! Calculations, chapter 7). Where months begin when the moon is seen, they begin up to two days apart from these.

use super::sky;
use jiff::{ToSpan, civil::Date};

/// 16 July 622 of the Julian calendar, counted from 1 January of the year 1, which is 1.
const EPOCH: i64 = 227_015;
/// The years in which midnight of universal time decides.
const BY_MIDNIGHT: std::ops::Range<i64> = 1393..1420;
const MECCA: sky::Site = sky::Site { north: 21.422, east: 39.826 };
/// Hours that the clock of Mecca is ahead.
const AHEAD: f64 = 3.0;

fn tabular(year: i64, month: u8) -> i64 {
    let months = 29 * (i64::from(month) - 1) + i64::from(month) / 2;
    EPOCH + (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + months
}

/// The date of a count of days from 1 January of the year 1, which is 1.
pub(super) fn date_of(fixed: i64) -> Option<Date> {
    Date::constant(1, 1, 1).checked_add((fixed - 1).days()).ok()
}

/// The first day of a month.
fn month_start(year: i64, month: u8) -> Option<Date> {
    let about = date_of(tabular(year, month))?;
    let new_moon = sky::new_moon_near(sky::julian(about, 0.0, 0.0) - 1.0);
    if BY_MIDNIGHT.contains(&year) {
        return sky::day_of(new_moon, 0.0)?.tomorrow().ok();
    }
    let day = sky::day_of(new_moon, AHEAD)?;
    (0..3).find_map(|days| {
        let day = day.checked_add(i64::from(days).days()).ok()?;
        let sunset = MECCA.sunset(sky::julian(day, 0.0, AHEAD));
        (new_moon < sunset && MECCA.moon_is_up(sunset)).then(|| day.tomorrow().ok())?
    })
}

/// The first such day in the Gregorian year.
pub(super) fn in_year(year: i16, month: u8, day: u8) -> Option<Date> {
    let first = (i64::from(year) - 622) * 33 / 32;
    (first - 1..=first + 3)
        .filter_map(|islamic| month_start(islamic, month)?.checked_add((i64::from(day) - 1).days()).ok())
        .find(|date| date.year() == year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_begin_where_the_tables_of_the_calendar_have_them() {
        // Computed by the Python package hijridate 2.6.0, which holds the tables of the calendar. Of all 924 months of 1423 to 1499
        // these rules begin 99.8 % where those tables do, of 1393 to 1419 97.5 %; before, when sightings
        // counted, 68 %.
        for (year, month, day, expected) in [
            (2017, 1, 1, date(2017, 9, 21)),
            (2018, 9, 1, date(2018, 5, 16)),
            (2018, 12, 10, date(2018, 8, 21)),
            (2020, 10, 1, date(2020, 5, 24)),
            (2024, 9, 1, date(2024, 3, 11)),
            (2011, 10, 1, date(2011, 8, 30)),
            (2016, 12, 10, date(2016, 9, 11)),
            (2022, 9, 1, date(2022, 4, 2)),
            (2027, 1, 1, date(2027, 6, 6)),
            (2030, 10, 1, date(2030, 2, 4)),
        ] {
            assert_eq!(in_year(year, month, day), Some(expected), "{year}-{month}-{day}");
        }
    }
}
