//! How an appointment repeats: the recurrence rules of RFC 5545 (3.3.10) by days, weeks, months and years.

use super::{stamp::Stamp, zone::weekday};
use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};

/// More than any zone is away from universal time.
const A_DAY: SignedDuration = SignedDuration::from_hours(26);
/// Periods of a rule that are looked at: a day each for a hundred years.
const MOST_PERIODS: i64 = 36_600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A rule that can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: i64,
    count: Option<u32>,
    pub(super) until: Option<Stamp>,
    /// Which ones of a month or year, 0 for each of them; counted from the end where negative.
    pub(super) by_day: Vec<(i16, Weekday)>,
    pub(super) by_month_day: Vec<i8>,
    pub(super) by_month: Vec<i8>,
    by_position: Vec<i16>,
    week_start: Weekday,
}

/// When to look for repetitions.
#[derive(Debug, Clone)]
pub(super) struct Window<'a> {
    /// The first moment a repetition may begin at.
    pub(super) from: Timestamp,
    /// The first moment it may not begin at any more.
    pub(super) until: Timestamp,
    /// Where the clock hangs that repetitions go by.
    pub(super) zone: &'a TimeZone,
    /// At most so many.
    pub(super) most: usize,
}

impl Rule {
    /// None where it says something that isn't followed here, such as hours or weeks of the year.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_position: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut says_how_often = false;
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    says_how_often = true;
                    rule.frequency = match value.trim().to_ascii_uppercase().as_str() {
                        "DAILY" => Frequency::Daily,
                        "WEEKLY" => Frequency::Weekly,
                        "MONTHLY" => Frequency::Monthly,
                        "YEARLY" => Frequency::Yearly,
                        _ => return None,
                    };
                }
                "INTERVAL" => {
                    rule.interval = i64::from(value.trim().parse::<u32>().ok().filter(|every| *every > 0)?);
                }
                "COUNT" => rule.count = Some(value.trim().parse().ok()?),
                "UNTIL" => rule.until = Some(Stamp::parse(value)?),
                "WKST" => rule.week_start = weekday(value.trim())?,
                "BYDAY" => rule.by_day = list(value, which_day)?,
                "BYMONTHDAY" => {
                    rule.by_month_day =
                        list(value, |day| day.parse().ok().filter(|day: &i8| (1..=31).contains(&day.abs())))?;
                }
                "BYMONTH" => {
                    rule.by_month =
                        list(value, |month| month.parse().ok().filter(|month| (1..=12).contains(month)))?;
                }
                "BYSETPOS" => {
                    rule.by_position =
                        list(value, |at| at.parse().ok().filter(|at: &i16| (1..=366).contains(&at.abs())))?;
                }
                _ => return None,
            }
        }
        let numbered = rule.by_day.iter().any(|(which, _)| *which != 0);
        let in_vain = match rule.frequency {
            Frequency::Daily => numbered,
            Frequency::Weekly => numbered || !rule.by_month_day.is_empty(),
            Frequency::Monthly | Frequency::Yearly => false,
        };
        (says_how_often && !in_vain).then_some(rule)
    }

    /// The readings of the clock at which it begins within a window, in order of time.
    pub(super) fn within(&self, start: DateTime, window: &Window<'_>) -> Vec<DateTime> {
        let mut found = Vec::new();
        let mut counted = 0;
        let latest = window.until.checked_add(A_DAY).unwrap_or(Timestamp::MAX);
        let first = if self.count.is_some() { 0 } else { self.period_before(start, window) };
        for period in first..first.saturating_add(MOST_PERIODS) {
            let Some(begin) = self.beginning(start.date(), period) else { break };
            // Where no day fits a rule there is none to stop at.
            if TimeZone::UTC.to_timestamp(begin.at(0, 0, 0, 0)).is_ok_and(|begin| begin > latest) {
                break;
            }
            let Some(days) = self.days(start.date(), period) else { break };
            for day in days {
                let civil = day.to_datetime(start.time());
                if civil < start {
                    continue;
                }
                let Ok(moment) = window.zone.to_timestamp(civil) else { return found };
                let is_over = match self.until {
                    None => false,
                    Some(Stamp::Day(last)) => day > last,
                    Some(Stamp::Local(last)) => civil > last,
                    Some(Stamp::Universal(last)) => {
                        TimeZone::UTC.to_timestamp(last).is_ok_and(|last| moment > last)
                    }
                };
                counted += 1;
                if is_over || self.count.is_some_and(|most| counted > most) || moment >= window.until {
                    return found;
                }
                if moment >= window.from {
                    found.push(civil);
                    if found.len() == window.most {
                        return found;
                    }
                }
            }
        }
        found
    }

    /// A period that lies before the window, so that those of decades need not be walked through.
    fn period_before(&self, start: DateTime, window: &Window<'_>) -> i64 {
        let from = window.zone.to_datetime(window.from);
        let days = (window.from.as_second()
            - start.to_zoned(TimeZone::UTC).map_or(0, |start| start.timestamp().as_second()))
            / 86_400;
        let periods = match self.frequency {
            Frequency::Daily => days,
            Frequency::Weekly => days / 7,
            Frequency::Monthly => months_of(from.date()) - months_of(start.date()),
            Frequency::Yearly => i64::from(from.year()) - i64::from(start.year()),
        };
        (periods / self.interval - 2).max(0)
    }

    /// A day before which none of a period lies.
    fn beginning(&self, start: Date, period: i64) -> Option<Date> {
        let ahead = period.checked_mul(self.interval)?;
        match self.frequency {
            Frequency::Daily => plus_days(start, ahead),
            Frequency::Weekly => plus_days(start, ahead.checked_mul(7)?.checked_sub(7)?),
            Frequency::Monthly => first_of_month(months_of(start).checked_add(ahead)?),
            Frequency::Yearly => {
                Date::new(i16::try_from(i64::from(start.year()).checked_add(ahead)?).ok()?, 1, 1).ok()
            }
        }
    }

    /// The days of a period, in order; none where the calendar ends.
    fn days(&self, start: Date, period: i64) -> Option<Vec<Date>> {
        let ahead = period.checked_mul(self.interval)?;
        let in_month = |day: &Date| self.by_month.is_empty() || self.by_month.contains(&day.month());
        let mut days: Vec<Date> = match self.frequency {
            Frequency::Daily => {
                let day = plus_days(start, ahead)?;
                let fits = in_month(&day)
                    && (self.by_month_day.is_empty() || self.is_month_day(day))
                    && (self.by_day.is_empty()
                        || self.by_day.iter().any(|(_, weekday)| *weekday == day.weekday()));
                if fits { vec![day] } else { Vec::new() }
            }
            Frequency::Weekly => {
                let since = i64::from(start.weekday().since(self.week_start));
                let monday = plus_days(start, ahead.checked_mul(7)?.checked_sub(since)?)?;
                let mut days = Vec::new();
                for offset in 0..7 {
                    let day = plus_days(monday, offset)?;
                    let fits = if self.by_day.is_empty() {
                        day.weekday() == start.weekday()
                    } else {
                        self.by_day.iter().any(|(_, weekday)| *weekday == day.weekday())
                    };
                    if fits && in_month(&day) {
                        days.push(day);
                    }
                }
                days
            }
            Frequency::Monthly => {
                let month = months_of(start).checked_add(ahead)?;
                let first = first_of_month(month)?;
                if in_month(&first) { self.days_of_month(first, start) } else { Vec::new() }
            }
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(start.year()).checked_add(ahead)?).ok()?;
                let first = Date::new(year, 1, 1).ok()?;
                self.days_of_year(first, start)
            }
        };
        days.sort_unstable();
        days.dedup();
        if self.by_position.is_empty() {
            return Some(days);
        }
        let mut positions: Vec<Date> = self.by_position.iter().filter_map(|at| nth(&days, *at)).collect();
        positions.sort_unstable();
        positions.dedup();
        Some(positions)
    }

    fn days_of_month(&self, first: Date, start: Date) -> Vec<Date> {
        let all = (0..i64::from(first.days_in_month())).filter_map(|ahead| plus_days(first, ahead));
        if self.by_day.is_empty() && self.by_month_day.is_empty() {
            return all.filter(|day| day.day() == start.day()).collect();
        }
        let all: Vec<Date> = all.collect();
        let by_day = self.by_weekday(&all);
        all.into_iter()
            .filter(|day| self.by_month_day.is_empty() || self.is_month_day(*day))
            .filter(|day| self.by_day.is_empty() || by_day.contains(day))
            .collect()
    }

    fn days_of_year(&self, first: Date, start: Date) -> Vec<Date> {
        let months = |months: &mut dyn Iterator<Item = i8>| -> Vec<Date> {
            months
                .filter_map(|month| Date::new(first.year(), month, 1).ok())
                .flat_map(|month| self.days_of_month(month, start))
                .collect()
        };
        if !self.by_month.is_empty() {
            return months(&mut self.by_month.iter().copied());
        }
        if !self.by_month_day.is_empty() {
            return months(&mut (1..=12));
        }
        if !self.by_day.is_empty() {
            let all: Vec<Date> =
                (0..i64::from(first.days_in_year())).filter_map(|ahead| plus_days(first, ahead)).collect();
            return self.by_weekday(&all);
        }
        Date::new(first.year(), start.month(), start.day()).into_iter().collect()
    }

    /// Those of the days, all of a month or a year, that `BYDAY` names.
    fn by_weekday(&self, all: &[Date]) -> Vec<Date> {
        let mut named = Vec::new();
        for (which, weekday) in &self.by_day {
            let own: Vec<Date> = all.iter().filter(|day| day.weekday() == *weekday).copied().collect();
            match which {
                0 => named.extend(own),
                which => named.extend(nth(&own, *which)),
            }
        }
        named
    }

    fn is_month_day(&self, day: Date) -> bool {
        self.by_month_day.contains(&day.day())
            || self.by_month_day.contains(&(day.day() - day.days_in_month() - 1))
    }
}

/// The one at a position counted from 1, or from the end where it is negative.
fn nth(days: &[Date], at: i16) -> Option<Date> {
    let length = i64::try_from(days.len()).ok()?;
    let index = if at > 0 { i64::from(at) - 1 } else { length + i64::from(at) };
    usize::try_from(index).ok().and_then(|index| days.get(index)).copied()
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').take(400).map(|item| read(item.trim().trim_start_matches('+'))).collect()
}

/// `MO`, `2TU`, `-1FR`.
fn which_day(text: &str) -> Option<(i16, Weekday)> {
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let (which, day) = text.split_at(at);
    let which = if which.is_empty() {
        0
    } else {
        which.parse().ok().filter(|which: &i16| *which != 0 && which.abs() <= 53)?
    };
    Some((which, weekday(day)?))
}

fn plus_days(day: Date, ahead: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(ahead).ok()?).ok()
}

/// Months since the year 0.
fn months_of(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn first_of_month(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()
}
