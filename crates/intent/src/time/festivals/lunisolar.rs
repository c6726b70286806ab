//! The calendars of China and India, from where sun and moon stand.
//!
//! Chinese: months begin on the day in China of the new moon; the month of the winter solstice is the eleventh; of thirteen months
//! between two of those the first in which the sun enters no sign is a leap month. Indian: a lunar month, from new moon to new moon,
//! is called after the sign that the sun enters in it, and is put in twice where it enters none; a feast is on the day on which its
//! lunar day (tithi, twelve degrees of elongation) holds at the hour that counts for it (Reingold and Dershowitz, Calendrical
//! Calculations, chapters 19 and 20). Sidereal longitudes are Lahiri's.

use super::sky;
use jiff::{ToSpan, civil::Date};

/// Hours ahead of universal time.
const CHINA: f64 = 8.0;
const INDIA: f64 = 5.5;

/// The day of a Chinese month that begins in the Gregorian year's Chinese year.
pub(super) fn chinese(year: i16, month: u8, day: u8) -> Option<Date> {
    let solstice = |year: i16| -> Option<Date> {
        sky::day_of(sky::sun_at(270.0, sky::julian(Date::new(year, 12, 21).ok()?, 12.0, CHINA)), CHINA)
    };
    let (first, next) = (solstice(year - 1)?, solstice(year)?);
    // The new moon on or before a day.
    let new_moon_by = |date: Date| -> Option<(Date, f64)> {
        let noon = sky::julian(date, 12.0, CHINA);
        [0.0, -1.0]
            .into_iter()
            .find_map(|back| {
                let moment = sky::new_moon_near(noon + 14.0 + back * sky::MONTH);
                let day = sky::day_of(moment, CHINA)?;
                (day <= date).then_some((day, moment))
            })
            .or_else(|| {
                let moment = sky::new_moon_near(noon - sky::MONTH);
                sky::day_of(moment, CHINA).map(|day| (day, moment))
            })
    };
    let (begin, moment) = new_moon_by(first)?;
    let (last, _) = new_moon_by(next)?;
    let months = (last.duration_since(begin).as_hours() as f64 / 24.0 / sky::MONTH).round() as i64;
    let starts = |index: i64| sky::day_of(sky::new_moon_near(moment + index as f64 * sky::MONTH), CHINA);
    let sign = |date: Date| (sky::sun(sky::julian(date, 0.0, CHINA)) / 30.0).floor();
    // The first month is the second behind the eleventh, later by one where a leap month comes before.
    let mut index = i64::from(month) + 1;
    if months == 13 {
        let leap = (1..13).find(|&index| {
            matches!((starts(index), starts(index + 1)), (Some(one), Some(other)) if sign(one).total_cmp(&sign(other)).is_eq())
        });
        if leap.is_some_and(|leap| leap <= index) {
            index += 1;
        }
    }
    starts(index)?.checked_add((i64::from(day) - 1).days()).ok()
}

/// The day on which a lunar day holds, in the Gregorian year.
pub(super) fn hindu(year: i16, month: u8, tithi: u8, hour: f64) -> Option<Date> {
    // The month of the year so many months on from Chaitra begins about here; the last ones belong to the year after.
    let months = f64::from(month) - 1.0;
    let ahead = if months >= 9.0 { -12.0 } else { 0.0 };
    for shift in [ahead, ahead + 12.0, ahead - 12.0] {
        let about = sky::julian(Date::new(year, 3, 27).ok()?, 0.0, INDIA) + (months + shift) * 30.44;
        for step in [-1.0, 0.0, 1.0] {
            let new_moon = sky::new_moon_near(about + step * sky::MONTH);
            let following = sky::new_moon_near(new_moon + sky::MONTH);
            let sign = |at: f64| ((sky::sun(at) - sky::ayanamsa(at)).rem_euclid(360.0) / 30.0).floor() as i64;
            let (own, next) = (sign(new_moon), sign(following));
            if own == next || (own + 1).rem_euclid(12) != i64::from(month) - 1 {
                continue;
            }
            if let Some(date) = day_of_tithi(new_moon, tithi, hour).filter(|date| date.year() == year) {
                return Some(date);
            }
        }
    }
    None
}

fn day_of_tithi(new_moon: f64, tithi: u8, hour: f64) -> Option<Date> {
    let about = new_moon + (f64::from(tithi) - 1.0) * 0.984_35;
    let first = sky::day_of(about, INDIA)?.checked_sub(2.days()).ok()?;
    // Degrees past the beginning of the tithi, wrapped.
    let past = |date: Date| {
        let ahead = sky::elongation(sky::julian(date, hour, INDIA)) - 12.0 * (f64::from(tithi) - 1.0);
        (ahead + 180.0).rem_euclid(360.0) - 180.0
    };
    let mut date = first;
    for _ in 0..6 {
        if past(date) >= 0.0 {
            // It holds at the hour, or held only between that of the day before and this one.
            return if past(date) < 12.0 { Some(date) } else { date.yesterday().ok() };
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// The day in India on which the sun reaches the sidereal longitude.
pub(super) fn sidereal(year: i16, longitude: f64) -> Option<Date> {
    let start = sky::julian(Date::new(year, 1, 1).ok()?, 0.0, INDIA);
    // About the fourteenth of January the sun enters Capricorn.
    let about = start + 13.0 + (longitude - 270.0).rem_euclid(360.0) * 1.014_6;
    let tropical = longitude + sky::ayanamsa(about);
    let moment = sky::sun_at(tropical.rem_euclid(360.0), about);
    // What comes after sunset belongs to the day behind.
    sky::day_of(moment + 6.0 / 24.0, INDIA)
}

/// Thiruvonam: the last day on which the moon is in Shravana at sunrise while the sun is in Leo.
pub(super) fn onam(year: i16) -> Option<Date> {
    let (first, behind) = (sidereal(year, 120.0)?, sidereal(year, 150.0)?);
    let last = behind.yesterday().ok()?;
    (0..32).find_map(|days| {
        let date = last.checked_sub(i64::from(days).days()).ok().filter(|date| *date >= first)?;
        let dawn = sky::julian(date, 6.2, INDIA);
        let star = ((sky::moon(dawn) - sky::ayanamsa(dawn)).rem_euclid(360.0) / (360.0 / 27.0)).floor();
        (star.total_cmp(&21.0).is_eq()).then_some(date)
    })
}

/// The day in China on which the sun reaches the longitude.
pub(super) fn solar_term(year: i16, longitude: f64) -> Option<Date> {
    let about =
        sky::julian(Date::new(year, 3, 20).ok()?, 12.0, CHINA) + longitude.rem_euclid(360.0) * 1.014_6;
    sky::day_of(sky::sun_at(longitude, about), CHINA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn chinese_feasts_fall_where_the_observatory_has_them() {
        // Computed by the Python package lunardate 0.3.0, whose tables are those of the Hong Kong Observatory.
        for (year, month, day, expected) in [
            (2013, 1, 1, date(2013, 2, 10)),
            (2014, 1, 1, date(2014, 1, 31)),
            (2015, 1, 1, date(2015, 2, 19)),
            (2017, 1, 1, date(2017, 1, 28)),
            (2020, 1, 1, date(2020, 1, 25)),
            (2023, 1, 1, date(2023, 1, 22)),
            (2024, 1, 1, date(2024, 2, 10)),
            (2020, 8, 15, date(2020, 10, 1)),
            (2023, 5, 5, date(2023, 6, 22)),
            (2024, 8, 15, date(2024, 9, 17)),
        ] {
            assert_eq!(chinese(year, month, day), Some(expected), "{year}");
        }
        assert_eq!(solar_term(2024, 15.0), Some(date(2024, 4, 4)));
    }

    #[test]
    fn indian_feasts_fall_where_the_calendars_have_them() {
        // Diwali, Rama Navami and Maha Shivaratri as the Python package holidays 0.109 lists them for India.
        for (year, month, tithi, hour, expected) in [
            (2013, 7, 30, 18.0, date(2013, 11, 3)),
            (2015, 7, 30, 18.0, date(2015, 11, 11)),
            (2018, 7, 30, 18.0, date(2018, 11, 7)),
            (2020, 7, 30, 18.0, date(2020, 11, 14)),
            (2023, 7, 30, 18.0, date(2023, 11, 12)),
            (2019, 1, 9, 12.0, date(2019, 4, 13)),
            (2024, 1, 9, 12.0, date(2024, 4, 17)),
            (2018, 11, 29, 24.0, date(2018, 2, 13)),
        ] {
            assert_eq!(hindu(year, month, tithi, hour), Some(expected), "{year}");
        }
        assert_eq!(sidereal(2018, 270.0), Some(date(2018, 1, 14)));
        // Thiruvonam from the same lists; in the last two years the moon is in Shravana twice while the sun is in Leo.
        for expected in [date(2018, 8, 25), date(2020, 8, 31), date(2016, 9, 14), date(2024, 9, 15)] {
            assert_eq!(onam(expected.year()), Some(expected));
        }
    }
}
