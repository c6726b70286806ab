//! Public holidays by country, as rules of a table.

mod rule;
mod table;

pub use rule::{Rule, easter};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use std::collections::BTreeMap;

/// Which day is free when a holiday falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// The day itself, whatever the weekday.
    Itself,
    /// The Friday before a Saturday and the Monday after a Sunday, besides the day itself.
    Both,
    /// The next weekday that isn't a holiday already, besides the day itself.
    NextFree,
}

/// Whether the holidays of a country (ISO 3166-1, two letters) are known.
#[must_use]
pub fn is_known(country_code: &str) -> bool {
    rows(country_code).is_some()
}

fn rows(country_code: &str) -> Option<&'static [table::Row]> {
    table::TABLE.iter().find(|(code, _)| code.eq_ignore_ascii_case(country_code)).map(|(_, rows)| *rows)
}

/// The public holidays of a country in these years by date, with their names; none for a country that isn't known.
///
/// By the rules as they are now: one-off holidays and rules of the past are not in them.
#[must_use]
pub fn public_holidays(country_code: &str, first_year: i16, last_year: i16) -> BTreeMap<Date, &'static str> {
    let mut days = BTreeMap::new();
    let Some(rows) = rows(country_code) else { return days };
    // The new year of the next may be observed on the last day of this.
    for year in first_year..=last_year.saturating_add(1) {
        let dated =
            || rows.iter().filter_map(|(name, rule, observed)| Some((*name, rule.date(year)?, *observed)));
        for (name, date, _) in dated() {
            days.entry(date).or_insert(name);
        }
        for (name, date, observed) in dated() {
            if let Some(date) = shifted(date, observed, &days) {
                days.insert(date, name);
            }
        }
    }
    days.retain(|date, _| (first_year..=last_year).contains(&date.year()));
    days
}

/// The other day that is free for a holiday on a weekend.
fn shifted(date: Date, observed: Observed, taken: &BTreeMap<Date, &str>) -> Option<Date> {
    match (observed, date.weekday()) {
        (Observed::Both, Weekday::Saturday) => date.yesterday().ok(),
        (Observed::Both, Weekday::Sunday) => date.tomorrow().ok(),
        (Observed::NextFree, Weekday::Saturday | Weekday::Sunday) => (1..7)
            .filter_map(|days: i64| date.checked_add(days.days()).ok())
            .find(|day| day.weekday().to_monday_zero_offset() < 5 && !taken.contains_key(day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(country: &str, year: i16) -> Vec<String> {
        public_holidays(country, year, year).keys().map(|date| date.strftime("%m-%d").to_string()).collect()
    }

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
            assert_eq!(easter(year), Some(date(year, month, day)), "{year}");
        }
    }

    #[test]
    fn years_have_the_holidays_that_were_published() {
        // gov.uk/bank-holidays, England and Wales, without the one-off days of 2022.
        assert_eq!(
            of("GB", 2021),
            ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-25", "12-26", "12-27", "12-28"]
        );
        // opm.gov, federal holidays as observed, besides the days themselves and the day after Thanksgiving.
        assert_eq!(
            of("US", 2021),
            [
                "01-01", "01-18", "02-15", "05-31", "07-04", "07-05", "09-06", "10-11", "11-11", "11-25",
                "11-26", "12-24", "12-25", "12-31"
            ]
        );
        // Feiertagskalender 2024.
        assert_eq!(
            of("DE", 2024),
            ["01-01", "03-29", "04-01", "05-01", "05-09", "05-20", "10-03", "12-25", "12-26"]
        );
        // Service-Public.fr 2024.
        assert_eq!(
            of("FR", 2024),
            [
                "01-01", "04-01", "05-01", "05-08", "05-09", "05-20", "07-14", "08-15", "11-01", "11-11",
                "12-25"
            ]
        );
    }

    #[test]
    fn rules_find_their_day() {
        use Weekday::{Friday, Monday};
        assert_eq!(Rule::OnOrBefore(5, 24, Monday).date(2024), Some(date(2024, 5, 20)));
        assert_eq!(Rule::OnOrBefore(5, 24, Monday).date(2021), Some(date(2021, 5, 24)));
        assert_eq!(Rule::OnOrBefore(6, 25, Friday).date(2024), Some(date(2024, 6, 21)));
        assert_eq!(Rule::Nth(5, -1, Monday).date(2024), Some(date(2024, 5, 27)));
    }

    #[test]
    fn a_country_not_in_the_table_has_none() {
        assert!(!is_known("ZZ") && is_known("us"));
        assert!(public_holidays("ZZ", 2000, 2020).is_empty());
    }
}
