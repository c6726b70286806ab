use domain::holidays::easter;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// A day that has a name every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holiday {
    NewYearsDay,
    ValentinesDay,
    GoodFriday,
    EasterSunday,
    EasterMonday,
    /// From Good Friday to Easter Monday.
    EasterWeekend,
    IndependenceDay,
    Halloween,
    Thanksgiving,
    /// The day after Thanksgiving.
    BlackFriday,
    ChristmasEve,
    ChristmasDay,
    BoxingDay,
    NewYearsEve,
}

/// Names, as the tokens have them: a possessive stands alone.
pub(super) const NAMES: [(&str, Holiday); 33] = [
    ("new year 's day", Holiday::NewYearsDay),
    ("new years day", Holiday::NewYearsDay),
    ("new year day", Holiday::NewYearsDay),
    ("new year 's", Holiday::NewYearsDay),
    ("valentine 's day", Holiday::ValentinesDay),
    ("valentines day", Holiday::ValentinesDay),
    ("valentine 's", Holiday::ValentinesDay),
    ("good friday", Holiday::GoodFriday),
    ("easter", Holiday::EasterSunday),
    ("easter day", Holiday::EasterSunday),
    ("easter sunday", Holiday::EasterSunday),
    ("easter monday", Holiday::EasterMonday),
    ("easter weekend", Holiday::EasterWeekend),
    ("independence day", Holiday::IndependenceDay),
    ("the 4th of july", Holiday::IndependenceDay),
    ("halloween", Holiday::Halloween),
    ("hallowe'en", Holiday::Halloween),
    ("thanksgiving", Holiday::Thanksgiving),
    ("thanksgiving day", Holiday::Thanksgiving),
    ("black friday", Holiday::BlackFriday),
    ("christmas eve", Holiday::ChristmasEve),
    ("xmas eve", Holiday::ChristmasEve),
    ("christmas", Holiday::ChristmasDay),
    ("christmas day", Holiday::ChristmasDay),
    ("xmas", Holiday::ChristmasDay),
    ("xmas day", Holiday::ChristmasDay),
    ("boxing day", Holiday::BoxingDay),
    ("st stephen 's day", Holiday::BoxingDay),
    ("new year 's eve", Holiday::NewYearsEve),
    ("new years eve", Holiday::NewYearsEve),
    ("new year eve", Holiday::NewYearsEve),
    ("nye", Holiday::NewYearsEve),
    ("silvester", Holiday::NewYearsEve),
];

impl Holiday {
    /// Its first and last day in a year.
    pub(super) fn days(self, year: i16) -> Option<(Date, Date)> {
        let fixed = |month, day| Date::new(year, month, day).ok();
        let around_easter = |days: i64| easter(year)?.checked_add(days.days()).ok();
        let day = match self {
            Self::NewYearsDay => fixed(1, 1),
            Self::ValentinesDay => fixed(2, 14),
            Self::GoodFriday => around_easter(-2),
            Self::EasterSunday => easter(year),
            Self::EasterMonday => around_easter(1),
            Self::EasterWeekend => return Some((around_easter(-2)?, around_easter(1)?)),
            Self::IndependenceDay => fixed(7, 4),
            Self::Halloween => fixed(10, 31),
            Self::Thanksgiving => fixed(11, 1)?.nth_weekday_of_month(4, Weekday::Thursday).ok(),
            Self::BlackFriday => {
                fixed(11, 1)?.nth_weekday_of_month(4, Weekday::Thursday).ok()?.tomorrow().ok()
            }
            Self::ChristmasEve => fixed(12, 24),
            Self::ChristmasDay => fixed(12, 25),
            Self::BoxingDay => fixed(12, 26),
            Self::NewYearsEve => fixed(12, 31),
        }?;
        Some((day, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn thanksgiving_is_the_fourth_thursday_of_november() {
        assert_eq!(Holiday::Thanksgiving.days(2026), Some((date(2026, 11, 26), date(2026, 11, 26))));
    }
}
