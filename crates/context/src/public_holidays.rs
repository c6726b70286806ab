//! The public holidays that go along with a series, where its country can be told.

use domain::{Covariate, Known, Place, Series, Step, holidays};
use jiff::{Timestamp, ToSpan};

/// Years ahead of the issue time that holidays are told for.
const YEARS_AHEAD: i16 = 2;

/// Beginnings of the names of IANA time zones that lie in one country of those whose holidays are known.
const ZONES: &[(&str, &str)] = &[
    ("America/New_York", "US"),
    ("America/Detroit", "US"),
    ("America/Chicago", "US"),
    ("America/Denver", "US"),
    ("America/Boise", "US"),
    ("America/Phoenix", "US"),
    ("America/Los_Angeles", "US"),
    ("America/Anchorage", "US"),
    ("America/Indiana/", "US"),
    ("America/Kentucky/", "US"),
    ("Pacific/Honolulu", "US"),
    ("America/Toronto", "CA"),
    ("America/Vancouver", "CA"),
    ("America/Edmonton", "CA"),
    ("America/Winnipeg", "CA"),
    ("America/Halifax", "CA"),
    ("America/Regina", "CA"),
    ("America/St_Johns", "CA"),
    ("America/Sao_Paulo", "BR"),
    ("Australia/", "AU"),
    ("Pacific/Auckland", "NZ"),
    ("Europe/London", "GB"),
    ("Europe/Berlin", "DE"),
    ("Europe/Paris", "FR"),
    ("Europe/Madrid", "ES"),
    ("Atlantic/Canary", "ES"),
    ("Europe/Lisbon", "PT"),
    ("Atlantic/Madeira", "PT"),
    ("Atlantic/Azores", "PT"),
    ("Europe/Rome", "IT"),
    ("Europe/Stockholm", "SE"),
];

/// Whether a day is a public holiday (1) or not (0), by the day in the zone of `history`, from its first day until two years after
/// `issue_time`. The country is that of the place, else that of the zone; `None` where neither tells of one whose holidays are known.
#[must_use]
pub fn public_holidays(history: &Series, place: Option<&Place>, issue_time: Timestamp) -> Option<Covariate> {
    let zone = history.time_zone();
    let country = match place {
        Some(place) => place.country_code.as_str(),
        None => {
            let name = zone.iana_name()?;
            ZONES.iter().find(|(beginning, _)| name.starts_with(beginning)).map(|(_, country)| *country)?
        }
    };
    if !holidays::is_known(country) {
        return None;
    }
    let first = history.first_time().to_zoned(zone.clone()).start_of_day().ok()?;
    let last_year = zone.to_datetime(issue_time).year().checked_add(YEARS_AHEAD)?;
    let days = holidays::public_holidays(country, first.year(), last_year);
    let mut flags = Vec::new();
    let mut date = first.date();
    while date.year() <= last_year {
        flags.push(f64::from(u8::from(days.contains_key(&date))));
        date = date.checked_add(1.day()).ok()?;
    }
    let series = Series::new(first, Step::DAY, flags).ok()?;
    Some(Covariate { name: "public holiday".to_owned(), series, known: Known::Ahead })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Zoned;

    fn history(start: &str) -> Series {
        let start: Zoned = start.parse().expect("a zoned time");
        Series::new(start, Step::HOUR, vec![0.0; 24 * 40]).expect("a step")
    }

    #[test]
    fn the_zone_tells_the_country_and_days_are_those_of_the_zone() {
        let history = history("2012-12-10T05:00[America/Chicago]");
        let covariate = public_holidays(&history, None, history.time(24 * 40)).expect("a known country");
        let on = |text: &str| {
            let time: Zoned = format!("{text}[America/Chicago]").parse().expect("a zoned time");
            covariate.series.value_at(time.timestamp())
        };
        assert_eq!(on("2012-12-24T23:59"), Some(0.0));
        assert_eq!(on("2012-12-25T00:00"), Some(1.0));
        assert_eq!(on("2012-12-25T23:59"), Some(1.0));
        assert_eq!(on("2014-07-04T12:00"), Some(1.0));
        assert_eq!(on("2016-01-01T12:00"), None, "two years ahead and no further");
    }

    #[test]
    fn a_zone_of_no_country_has_no_holidays() {
        let history = history("2012-12-10T05:00[UTC]");
        assert_eq!(public_holidays(&history, None, history.time(24 * 40)), None);
    }
}
