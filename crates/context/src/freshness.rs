//! How old something is, in words.

use jiff::{Timestamp, Unit, Zoned};

/// The age of an observation at the moment `now`: `12 minutes old`, `3 h old`, `2 days old`,
/// `from 31 December 2015, 10 years old`. A moment that is still to come is named by its date.
#[must_use]
pub fn age(observed: Timestamp, now: &Zoned) -> String {
    let observed = observed.to_zoned(now.time_zone().clone());
    let date = observed.strftime("%-d %B %Y");
    let whole = |unit: Unit| {
        now.since((unit, &observed)).map_or(0, |span| match unit {
            Unit::Year => i64::from(span.get_years()),
            Unit::Month => i64::from(span.get_months()),
            Unit::Day => i64::from(span.get_days()),
            Unit::Hour => i64::from(span.get_hours()),
            _ => span.get_minutes(),
        })
    };
    let counted =
        |count: i64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    if observed > *now {
        format!("from {date}, still to come")
    } else if whole(Unit::Minute) < 1 {
        "less than a minute old".to_owned()
    } else if whole(Unit::Minute) < 60 {
        format!("{} old", counted(whole(Unit::Minute), "minute", "minutes"))
    } else if whole(Unit::Hour) < 36 {
        format!("{} h old", whole(Unit::Hour))
    } else if whole(Unit::Day) < 14 {
        format!("{} old", counted(whole(Unit::Day), "day", "days"))
    } else if whole(Unit::Month) < 2 {
        format!("from {date}, {} old", counted(whole(Unit::Day) / 7, "week", "weeks"))
    } else if whole(Unit::Year) < 2 {
        format!("from {date}, {} old", counted(whole(Unit::Month), "month", "months"))
    } else {
        format!("from {date}, {} old", counted(whole(Unit::Year), "year", "years"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_unit_that_fits() {
        let now: Zoned = "2026-11-22T16:21[Europe/Lisbon]".parse().unwrap();
        for (observed, expected) in [
            ("2026-11-22T16:20:30", "less than a minute old"),
            ("2026-11-22T16:20", "1 minute old"),
            ("2026-11-22T16:09", "12 minutes old"),
            ("2026-11-22T13:00", "3 h old"),
            ("2026-11-21T10:00", "30 h old"),
            ("2026-11-20T10:00", "2 days old"),
            ("2026-11-01T10:00", "from 1 November 2026, 3 weeks old"),
            ("2026-08-01T10:00", "from 1 August 2026, 3 months old"),
            ("2025-10-01T10:00", "from 1 October 2025, 13 months old"),
            ("2015-12-31T23:00", "from 31 December 2015, 10 years old"),
            ("2026-11-23T00:00", "from 23 November 2026, still to come"),
        ] {
            let observed: Zoned = format!("{observed}[Europe/Lisbon]").parse().unwrap();
            assert_eq!(age(observed.timestamp(), &now), expected);
        }
    }
}
