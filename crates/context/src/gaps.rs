//! What a record lacks, in sentences: its silence up to now, its beginning, its longest hole.

use domain::Series;
use jiff::{SignedDuration, Timestamp, Zoned};

/// Steps without a value up to now that go unnoticed, and the least that they are taken for.
const USUAL_DELAY: (i64, SignedDuration) = (3, SignedDuration::from_hours(6));
/// Within so many days the name of a weekday tells which one is meant.
const THIS_WEEK: i64 = 6;
/// A record of fewer days doesn't tell the season from the weather.
const TWO_YEARS: SignedDuration = SignedDuration::from_hours(731 * 24);
/// A hole is told when it is this long, holds so many steps, and lies within the last year.
const LONG_HOLE: (SignedDuration, usize) = (SignedDuration::from_hours(7 * 24), 3);
const A_YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What `history`, as it was known at `issue_time`, lacks; nothing for a record without a value.
pub(crate) fn gaps_in_words(history: &Series, issue_time: Timestamp) -> Vec<String> {
    let zone = history.time_zone();
    let now = issue_time.to_zoned(zone.clone());
    let Some(newest) = history.newest_index() else { return Vec::new() };
    let mut sentences = Vec::new();
    let late = SignedDuration::from_mins(USUAL_DELAY.0 * i64::from(history.step().nominal_minutes()));
    let silence = issue_time.duration_since(history.time(newest + 1));
    if silence > late.max(USUAL_DELAY.1) {
        sentences.push(format!("No observations since {}.", when(history.time(newest), &now)));
    }
    let first = history.values().iter().position(|value| !value.is_nan()).unwrap_or(0);
    if issue_time.duration_since(history.time(first)) < TWO_YEARS {
        sentences.push(format!("No history before {}.", before(&history.time(first).to_zoned(zone.clone()))));
    }
    sentences.extend(longest_hole(history, first, newest, &now));
    sentences
}

fn longest_hole(history: &Series, first: usize, newest: usize, now: &Zoned) -> Option<String> {
    let from = now.timestamp().saturating_sub(A_YEAR).map_or(first, |from| history.index_at(from).max(first));
    let mut holes: Vec<(SignedDuration, usize, usize)> = Vec::new();
    let mut at = from;
    while at < newest {
        let missing = history.values()[at..newest].iter().take_while(|value| value.is_nan()).count();
        let lasted = history.time(at + missing).duration_since(history.time(at));
        if missing >= LONG_HOLE.1 && lasted >= LONG_HOLE.0 {
            holes.push((lasted, at, at + missing));
        }
        at += missing.max(1);
    }
    let (_, begun, ended) = holes.iter().max_by_key(|(lasted, ..)| *lasted)?;
    let day = |time: Timestamp| time.to_zoned(now.time_zone().clone());
    let begun = day(history.time(*begun));
    let ended =
        day(history.time(*ended).saturating_sub(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX));
    let others = match holes.len() - 1 {
        0 => String::new(),
        1 => ", nor in another week or more of the last year".to_owned(),
        others => format!(", nor in {others} other times of a week or more within the last year"),
    };
    Some(format!(
        "Nothing was observed from {} to {}{others}.",
        begun.strftime("%-d %B %Y"),
        ended.strftime("%-d %B %Y")
    ))
}

/// `09:00`, `Tuesday`, `12 November`, `12 November 2024`.
fn when(time: Timestamp, now: &Zoned) -> String {
    let time = time.to_zoned(now.time_zone().clone());
    let days =
        now.date().since((jiff::Unit::Day, time.date())).map_or(i64::MAX, |span| i64::from(span.get_days()));
    let form = match days {
        ..=0 => "%H:%M",
        1..=THIS_WEEK => "%A",
        _ if time.year() == now.year() => "%-d %B",
        _ => "%-d %B %Y",
    };
    time.strftime(form).to_string()
}

/// `2024`, `March 2024`, `12 March 2024`: as much of the day as it takes.
fn before(first: &Zoned) -> String {
    let form = match (first.month(), first.day()) {
        (1, 1) => "%Y",
        (_, 1) => "%B %Y",
        _ => "%-d %B %Y",
    };
    first.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Step;

    fn moment(text: &str) -> Zoned {
        format!("{text}[Europe/Lisbon]").parse().unwrap()
    }

    /// Values of the step from `start` on up to the issue time, missing where `is_missing` says so.
    fn told(
        start: &str,
        step: Step,
        until: &str,
        now: &str,
        is_missing: impl Fn(&Zoned) -> bool,
    ) -> Vec<String> {
        let calendar = Series::empty(moment(start), step);
        let count = calendar.index_at(moment(until).timestamp());
        let zone = calendar.time_zone().clone();
        let values: Vec<f64> = (0..count)
            .map(|at| if is_missing(&calendar.time(at).to_zoned(zone.clone())) { f64::NAN } else { 1.0 })
            .collect();
        let series = Series::new(moment(start), step, values).unwrap();
        gaps_in_words(&series.known_at(moment(now).timestamp()), moment(now).timestamp())
    }

    #[test]
    fn silence_is_told_by_the_day_it_began_on() {
        let now = "2026-11-26T12:00";
        for (until, expected) in [
            ("2026-11-26T12:00", &[][..]),
            ("2026-11-26T06:00", &[]),
            ("2026-11-26T05:00", &["No observations since 04:00."]),
            ("2026-11-24T20:00", &["No observations since Tuesday."]),
            ("2026-11-12T20:00", &["No observations since 12 November."]),
            ("2025-12-31T20:00", &["No observations since 31 December 2025."]),
        ] {
            assert_eq!(told("2020-01-01T00:00", Step::HOUR, until, now, |_| false), expected, "{until}");
        }
        // A value a day may be three days late.
        let daily = |until: &str| told("2020-01-01T00:00", Step::DAY, until, now, |_| false);
        assert_eq!(daily("2026-11-24T00:00"), [""; 0]);
        assert_eq!(daily("2026-11-22T00:00"), ["No observations since Saturday."]);
    }

    #[test]
    fn a_short_record_says_where_it_begins() {
        let now = "2026-11-26T12:00";
        for (start, expected) in [
            ("2024-11-20T00:00", &[][..]),
            ("2025-01-01T00:00", &["No history before 2025."]),
            ("2025-03-01T00:00", &["No history before March 2025."]),
            ("2025-03-12T00:00", &["No history before 12 March 2025."]),
        ] {
            assert_eq!(told(start, Step::HOUR, now, now, |_| false), expected, "{start}");
        }
        // Steps without a value in front are no history.
        let told = told("2020-01-01T00:00", Step::DAY, now, now, |day| *day < moment("2025-03-12T00:00"));
        assert_eq!(told, ["No history before 12 March 2025."]);
    }

    #[test]
    fn the_longest_hole_of_the_last_year_is_told() {
        let now = "2026-11-26T12:00";
        let within = |day: &Zoned, from: &str, to: &str| *day >= moment(from) && *day < moment(to);
        let may = |day: &Zoned| within(day, "2026-05-03T00:00", "2026-05-13T00:00");
        let hourly =
            |missing: &dyn Fn(&Zoned) -> bool| told("2020-01-01T00:00", Step::HOUR, now, now, missing);
        assert_eq!(hourly(&may), ["Nothing was observed from 3 May 2026 to 12 May 2026."]);
        assert_eq!(
            hourly(&|day| may(day) || within(day, "2026-02-01T00:00", "2026-02-08T00:00")),
            [
                "Nothing was observed from 3 May 2026 to 12 May 2026, nor in another week or more of the last year."
            ]
        );
        assert!(hourly(&|day| within(day, "2026-05-03T00:00", "2026-05-09T00:00")).is_empty(), "six days");
        assert!(hourly(&|day| within(day, "2024-05-03T00:00", "2024-06-09T00:00")).is_empty(), "long ago");
        // Markets rest at the weekend.
        let working = |day: &Zoned| {
            matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday)
        };
        assert!(told("2020-01-01T00:00", Step::DAY, now, now, working).is_empty());
    }

    #[test]
    fn a_record_without_a_value_lacks_nothing_in_particular() {
        assert!(
            told("2026-01-01T00:00", Step::HOUR, "2026-02-01T00:00", "2026-02-01T00:00", |_| true).is_empty()
        );
    }
}
