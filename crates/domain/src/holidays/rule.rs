use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// When a holiday is, in any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A day of a month.
    Fixed(i8, i8),
    /// Days from Easter Sunday, before it below zero.
    Easter(i64),
    /// The nth weekday of a month; -1 for the last.
    Nth(i8, i8, Weekday),
    /// The last such weekday on or before a day of a month.
    OnOrBefore(i8, i8, Weekday),
    /// The day after the nth weekday of a month.
    DayAfterNth(i8, i8, Weekday),
}

impl Rule {
    /// Its date in a year; `None` in years that calendars don't hold, and before 1583 for those by Easter.
    #[must_use]
    pub fn date(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(days) => easter(year)?.checked_add(days.days()).ok(),
            Self::Nth(month, nth, weekday) => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
            Self::OnOrBefore(month, day, weekday) => {
                let date = Date::new(year, month, day).ok()?;
                date.checked_sub(i64::from(weekday.until(date.weekday())).days()).ok()
            }
            Self::DayAfterNth(month, nth, weekday) => {
                Self::Nth(month, nth, weekday).date(year)?.tomorrow().ok()
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
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
