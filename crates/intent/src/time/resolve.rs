use super::{Days, Said, Which, wording};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// What days are laid on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    pub(crate) today: Date,
    /// Whether `3/4` is the third of April.
    pub(crate) day_first: bool,
    /// Whether June is in winter.
    pub(crate) southern: bool,
    /// Whether a month or season under way stands for all of the next one.
    pub(crate) whole: bool,
}

impl Calendar {
    /// So many days from today.
    pub(crate) fn on(&self, days: i64) -> Result<Date, DayFault> {
        plus(self.today, days)
    }
}

/// From one day to another, both included.
pub(crate) type DayRange = (Date, Date);

/// A reading that isn't the only one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayNote {
    pub(crate) text: String,
    /// The other days meant, perhaps.
    pub(crate) others: Vec<DayRange>,
}

/// Days laid on a calendar.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Laid {
    /// In order, none overlapping; empty when nothing was said.
    pub(crate) ranges: Vec<DayRange>,
    pub(crate) notes: Vec<DayNote>,
}

/// Why days can't be laid on a calendar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DayFault {
    /// They are over; the last of them, when it is known.
    Past(Option<Date>),
    /// Further ahead than anything can be said of.
    TooFar,
    /// No such day, such as 31 June.
    NoSuchDay,
    /// No such time there, such as a sunset of a polar summer.
    NoSuchTime,
}

/// Further ahead than this nothing can be said.
const FURTHEST_YEARS: i16 = 10;

/// Lays what was said on the calendar.
pub(crate) fn resolve(said: &Said, calendar: Calendar) -> Result<Laid, DayFault> {
    let mut laid = Laid::default();
    if said.days.contains(&Days::Past) {
        return Err(DayFault::Past(None));
    }
    let has_date = said.days.iter().any(|days| {
        matches!(
            days,
            Days::Dates(..)
                | Days::Date { .. }
                | Days::DayOfMonth(_)
                | Days::Numeric { .. }
                | Days::Holiday(..)
        )
    });
    let frame = said.days.iter().find(|days| {
        matches!(
            days,
            Days::Week(_) | Days::Month(..) | Days::MonthOffset(_) | Days::Year(_) | Days::YearOffset(_)
        )
    });
    let named = |days: &&Days| matches!(days, Days::Weekday(..) | Days::Weekend(_) | Days::Weekdays(_));
    for days in &said.days {
        match (days, frame) {
            // `Saturday 14 June` is the 14th, whatever the weekday.
            (Days::Weekday(..), _) if has_date && !said.either => {}
            (Days::Weekday(..) | Days::Weekend(_) | Days::Weekdays(_), Some(frame)) => {
                let within = single(frame, calendar, &mut laid.notes)?;
                laid.ranges.extend(named_within(days, within, calendar.today));
            }
            (Days::Weekdays(which), None) => laid.ranges.extend(weekdays_on(*which, calendar.today)?),
            (Days::Several(count, days), _) => {
                laid.ranges.extend(several(*count, days, calendar, &mut laid.notes)?);
            }
            _ if Some(days) == frame && said.days.iter().any(|other| named(&other)) => {}
            _ => laid.ranges.push(single(days, calendar, &mut laid.notes)?),
        }
    }
    if said.either && laid.ranges.len() > 1 {
        let text = "Both days are taken together; choose one to tell them apart.".to_owned();
        laid.notes.push(DayNote { text, others: laid.ranges.clone() });
    }
    laid.ranges.sort_unstable();
    laid.ranges = merged(&laid.ranges);
    let furthest = calendar.today.year().saturating_add(FURTHEST_YEARS);
    for range in &mut laid.ranges {
        if range.1 < calendar.today {
            return Err(DayFault::Past(Some(range.1)));
        }
        range.0 = range.0.max(calendar.today);
        if range.0.year() > furthest || range.1.year() > furthest.saturating_add(1) {
            return Err(DayFault::TooFar);
        }
    }
    Ok(laid)
}

fn plus(date: Date, days: i64) -> Result<Date, DayFault> {
    if days.abs() > 4_000_000 {
        return Err(DayFault::TooFar);
    }
    date.checked_add(days.days()).map_err(|_| DayFault::TooFar)
}

/// The days from `today` on to the next `weekday`, today counting as 0.
fn days_to(today: Date, weekday: Weekday) -> i64 {
    i64::from(today.weekday().until(weekday))
}

/// The Monday the calendar week begins with.
fn monday(today: Date) -> Result<Date, DayFault> {
    plus(today, -i64::from(Weekday::Monday.until(today.weekday())))
}

fn month_of(year: i16, month: i8) -> Result<DayRange, DayFault> {
    let first = Date::new(year, month, 1).map_err(|_| DayFault::TooFar)?;
    Ok((first, first.last_of_month()))
}

fn single(days: &Days, calendar: Calendar, notes: &mut Vec<DayNote>) -> Result<DayRange, DayFault> {
    let today = calendar.today;
    let one = |date: Date| Ok((date, date));
    match *days {
        Days::Past => Err(DayFault::Past(None)),
        Days::Dates(first, last) => Ok((first, last)),
        // Phrases are laid before.
        Days::Phrase(_) => Err(DayFault::NoSuchTime),
        // At an end of something longer: from the first of them to the last.
        Days::Weekdays(which) => ends(&weekdays_on(which, today)?),
        Days::Several(count, ref days) => ends(&several(count, days, calendar, notes)?),
        Days::Offset(days) => one(calendar.on(days.into())?),
        Days::Weekday(weekday, which) => one(weekday_on(weekday, which, today, notes)?),
        Days::Weekend(which) => weekend_on(which, today, notes),
        Days::Week(weeks) => {
            let first = plus(monday(today)?, i64::from(weeks) * 7)?;
            Ok((first.max(today), plus(first, 6)?))
        }
        Days::MonthOffset(months) => {
            let first = today
                .first_of_month()
                .checked_add(months.min(12_000).months())
                .map_err(|_| DayFault::TooFar)?;
            Ok((first.max(today), first.last_of_month()))
        }
        Days::MonthsOn(months) => {
            one(today.checked_add(months.min(12_000).months()).map_err(|_| DayFault::TooFar)?)
        }
        Days::YearOffset(years) => {
            let year = i16::try_from(years).ok().and_then(|years| today.year().checked_add(years));
            year_of(year.ok_or(DayFault::TooFar)?, today)
        }
        Days::Year(year) => year_of(year, today),
        Days::Month(month, Some(year)) => month_of(year, month),
        Days::Month(month, None) => {
            let this_year = month_of(today.year(), month)?;
            let cut = calendar.whole && this_year.0 < today && this_year.1 >= today;
            if cut {
                notes.push(next_whole("month"));
            }
            if this_year.1 >= today && !cut {
                Ok(this_year)
            } else {
                month_of(today.year().saturating_add(1), month)
            }
        }
        Days::Season(season, which, year) => season_on(season, which, year, calendar, notes),
        Days::Date { year, month, day } => one(coming_date(year, month, day, today)?),
        Days::DayOfMonth(day) => one(coming_day_of_month(day, today)?),
        Days::Numeric { year, first, second } => one(numeric(year, (first, second), calendar, notes)?),
        Days::Following(days) => Ok((today, calendar.on(i64::from(days).saturating_sub(1).max(0))?)),
        Days::Holiday(holiday, Some(year)) => holiday.days(year).ok_or(DayFault::TooFar),
        Days::Holiday(holiday, None) => {
            let in_year = |year| holiday.days(year).ok_or(DayFault::TooFar);
            let this_year = in_year(today.year())?;
            if this_year.1 >= today { Ok(this_year) } else { in_year(today.year().saturating_add(1)) }
        }
        Days::Through(ref first, ref last) => {
            let first = single(first, calendar, notes)?;
            let rest = Calendar { today: first.0, ..calendar };
            let last = single(last, rest, notes)?;
            if last.1 < first.0 { Err(DayFault::Past(Some(last.1))) } else { Ok((first.0, last.1)) }
        }
        Days::Until { ref days, included } => {
            let (first, last) = single(days, calendar, notes)?;
            let end = if included { last } else { plus(first, -1)? };
            if end < today && last >= today { one(today) } else { Ok((today, end)) }
        }
    }
}

/// What is usual in a month is asked of all of it.
fn next_whole(unit: &str) -> DayNote {
    let text = format!("That {unit} is under way: took the next one, to have all of it.");
    DayNote { text, others: Vec::new() }
}

fn ends(ranges: &[DayRange]) -> Result<DayRange, DayFault> {
    match (ranges.first(), ranges.last()) {
        (Some(first), Some(last)) => Ok((first.0, last.1)),
        _ => Err(DayFault::TooFar),
    }
}

/// The days from Monday to Friday: of this or the next week where that is said, else the coming five.
fn weekdays_on(which: Which, today: Date) -> Result<Vec<DayRange>, DayFault> {
    let next_monday = plus(monday(today)?, 7)?;
    let (from, to) = match which {
        Which::Coming => (today, plus(today, 7)?),
        Which::This => (today, next_monday),
        Which::Next => (next_monday, plus(next_monday, 7)?),
    };
    let mut found = Vec::new();
    let mut date = from;
    while date < to && found.len() < 5 {
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            found.push((date, date));
        }
        date = plus(date, 1)?;
    }
    if found.is_empty() { Err(DayFault::Past(None)) } else { Ok(found) }
}

/// The next so many days of a name, from the first that has not begun.
fn several(
    count: i32,
    days: &Days,
    calendar: Calendar,
    notes: &mut Vec<DayNote>,
) -> Result<Vec<DayRange>, DayFault> {
    let mut first = single(days, calendar, notes)?;
    if first.0 <= calendar.today {
        // The rest of a weekend is none of the next ones.
        first = single(days, Calendar { today: plus(first.1, 1)?, ..calendar }, notes)?;
    }
    (0..i64::from(count.clamp(1, 60)))
        .map(|at| Ok((plus(first.0, at * 7)?, plus(first.1, at * 7)?)))
        .collect()
}

fn year_of(year: i16, today: Date) -> Result<DayRange, DayFault> {
    let first = Date::new(year, 1, 1).map_err(|_| DayFault::TooFar)?;
    let last = first.last_of_year();
    Ok((if last >= today { first.max(today) } else { first }, last))
}

fn weekday_on(
    weekday: Weekday,
    which: Which,
    today: Date,
    notes: &mut Vec<DayNote>,
) -> Result<Date, DayFault> {
    let ahead = days_to(today, weekday);
    let coming = plus(today, ahead)?;
    match which {
        Which::This => Ok(coming),
        Which::Coming if ahead == 0 => {
            let next = plus(today, 7)?;
            let name = wording::weekday_words(weekday);
            notes.push(DayNote {
                text: format!("Today is {name}: took the next one, {}.", wording::date_words(next, today)),
                others: vec![(today, today)],
            });
            Ok(next)
        }
        Which::Coming => Ok(coming),
        Which::Next => {
            let next_monday = plus(monday(today)?, 7)?;
            let day = plus(next_monday, days_to(next_monday, weekday))?;
            if coming < next_monday && ahead > 0 {
                let name = wording::weekday_words(weekday);
                notes.push(DayNote {
                    text: format!(
                        "Took \"next {name}\" as the one of next week, {}.",
                        wording::date_words(day, today)
                    ),
                    others: vec![(coming, coming)],
                });
            }
            Ok(day)
        }
    }
}

/// The three whole months of a season, as meteorologists count them; a winter of the north ends in the year after.
fn season_on(
    season: i8,
    which: Which,
    year: Option<i16>,
    calendar: Calendar,
    notes: &mut Vec<DayNote>,
) -> Result<DayRange, DayFault> {
    let first_month = (2 + 3 * season + if calendar.southern { 6 } else { 0 }) % 12 + 1;
    let in_year = |year: i16| {
        let first = Date::new(year, first_month, 1).map_err(|_| DayFault::TooFar)?;
        let last = first.checked_add(2.months()).map_err(|_| DayFault::TooFar)?.last_of_month();
        Ok::<_, DayFault>((first, last))
    };
    if let Some(year) = year {
        return in_year(year);
    }
    let this_year = calendar.today.year();
    let mut years =
        [this_year.saturating_sub(1), this_year, this_year.saturating_add(1), this_year.saturating_add(2)]
            .into_iter()
            .filter_map(|year| in_year(year).ok())
            .filter(|range| range.1 >= calendar.today);
    let coming = years.next().ok_or(DayFault::TooFar)?;
    let under_way = coming.0 <= calendar.today;
    let cut = calendar.whole && which == Which::Coming && coming.0 < calendar.today;
    if cut {
        notes.push(next_whole("season"));
    }
    if cut || which == Which::Next && under_way { years.next().ok_or(DayFault::TooFar) } else { Ok(coming) }
}

fn weekend_on(which: Which, today: Date, notes: &mut Vec<DayNote>) -> Result<DayRange, DayFault> {
    let to_saturday = days_to(today, Weekday::Saturday);
    let under_way = matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday);
    let coming = if today.weekday() == Weekday::Sunday {
        (today, today)
    } else {
        (plus(today, to_saturday)?, plus(today, to_saturday + 1)?)
    };
    if which != Which::Next {
        return Ok(coming);
    }
    if under_way {
        let to_next = if today.weekday() == Weekday::Sunday { 6 } else { 7 };
        return Ok((plus(today, to_next)?, plus(today, to_next + 1)?));
    }
    let next = (plus(coming.0, 7)?, plus(coming.1, 7)?);
    notes.push(DayNote {
        text: format!(
            "Took \"next weekend\" as the one of next week, {}.",
            wording::range_words(next, today)
        ),
        others: vec![coming],
    });
    Ok(next)
}

/// The days of a name within a stretch of the calendar.
fn named_within(days: &Days, within: DayRange, today: Date) -> Vec<DayRange> {
    let mut found = Vec::new();
    let mut date = within.0.max(today);
    while date <= within.1 && found.len() < 60 {
        match *days {
            Days::Weekday(weekday, _) if date.weekday() == weekday => found.push((date, date)),
            Days::Weekdays(_) if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => {
                found.push((date, date));
            }
            Days::Weekend(_) if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => {
                found.push((date, date));
            }
            _ => {}
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    found
}

fn coming_date(year: Option<i16>, month: i8, day: i8, today: Date) -> Result<Date, DayFault> {
    if let Some(year) = year {
        return Date::new(year, month, day).map_err(|_| DayFault::NoSuchDay);
    }
    // A leap day may be eight years off.
    (0..=8)
        .filter_map(|years| Date::new(today.year().checked_add(years)?, month, day).ok())
        .find(|date| *date >= today)
        .ok_or(DayFault::NoSuchDay)
}

fn coming_day_of_month(day: i8, today: Date) -> Result<Date, DayFault> {
    let first = today.first_of_month();
    (0..3)
        .filter_map(|months: i32| first.checked_add(months.months()).ok())
        .filter_map(|first| Date::new(first.year(), first.month(), day).ok())
        .find(|date| *date >= today)
        .ok_or(DayFault::NoSuchDay)
}

fn numeric(
    year: Option<i16>,
    (first, second): (i8, i8),
    calendar: Calendar,
    notes: &mut Vec<DayNote>,
) -> Result<Date, DayFault> {
    let today = calendar.today;
    let day_first = coming_date(year, second, first, today);
    let month_first = coming_date(year, first, second, today);
    match (day_first, month_first) {
        (Ok(day_first), Ok(month_first)) if day_first != month_first => {
            let (taken, other) =
                if calendar.day_first { (day_first, month_first) } else { (month_first, day_first) };
            let order = if calendar.day_first { "day" } else { "month" };
            notes.push(DayNote {
                text: format!(
                    "Read {first}/{second} with the {order} first, {}.",
                    wording::date_words(taken, today)
                ),
                others: if other >= today { vec![(other, other)] } else { Vec::new() },
            });
            Ok(taken)
        }
        (Ok(date), _) | (_, Ok(date)) => Ok(date),
        (Err(fault), Err(_)) => Err(fault),
    }
}

/// Ranges that overlap or touch become one.
fn merged(sorted: &[DayRange]) -> Vec<DayRange> {
    let mut out: Vec<DayRange> = Vec::new();
    for &(first, last) in sorted {
        match out.last_mut() {
            Some(previous)
                if previous.1 >= first || previous.1.tomorrow().is_ok_and(|next| next == first) =>
            {
                previous.1 = previous.1.max(last);
            }
            _ => out.push((first, last)),
        }
    }
    out
}
