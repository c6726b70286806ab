//! Holidays and festivals: names in the tables of a language, days by the rules of the calendars they belong to.

mod easter;
mod hebrew;
mod islamic;
mod lunisolar;
mod sky;

use super::{
    Grain,
    english::{FESTIVALS, OBSERVANCES},
    series::Stretch,
    words::Words,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use std::{collections::HashMap, sync::LazyLock};

/// A country by its ISO 3166-1 code; English in general where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::time) struct Region([u8; 2]);

impl Region {
    pub(in crate::time) fn new(country: Option<&str>) -> Self {
        match country.map(str::as_bytes) {
            Some(&[first, second]) => Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]),
            _ => Self(*b"  "),
        }
    }

    fn is_in(self, codes: &str) -> bool {
        codes.split(' ').any(|code| code.as_bytes() == self.0.as_slice())
    }
}

/// On which day of a year.
#[derive(Debug, Clone, Copy)]
pub(in crate::time) enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// The nth of a weekday in a month.
    Nth(i8, Weekday, i8),
    /// The last of a weekday in a month.
    Last(Weekday, i8),
    /// The weekday on or before a day of the year.
    OnOrBefore(Weekday, i8, i8),
    /// The weekday on or after a day of the year.
    OnOrAfter(Weekday, i8, i8),
    /// The weekday nearest to a day of the year.
    Nearest(Weekday, i8, i8),
    /// Month and day, on Friday for Saturday and on Monday for Sunday.
    Observed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i16),
    /// Days after the Easter Sunday of the Orthodox churches.
    Orthodox(i16),
    /// Month (Nisan is 1) and day of the Hebrew calendar, and so many days after; the day begins at the evening before.
    Hebrew(u8, u8, i16),
    /// Month and day of the Islamic calendar.
    Islamic(u8, u8),
    /// Month and day of the Chinese calendar.
    Chinese(u8, u8),
    /// Lunar month (Chaitra is 1, months ending at the new moon), lunar day 1 to 30, and the hour in India at which it counts.
    Hindu(u8, u8, f64),
    /// The day in India on which the sun reaches this sidereal longitude.
    Sidereal(f64),
    /// The day in China on which the sun reaches this longitude.
    Solar(f64),
    /// Days after another.
    After(&'static Rule, i16),
    /// So many days from a day after another on.
    Days(&'static Rule, i16, i64),
    /// Hours of a day: from and to, in minutes of the day.
    Hours(&'static Rule, i32, i32),
    /// By a rule of its own.
    Own(fn(i16) -> Option<Date>),
    /// From one day up to another.
    Span(fn(i16) -> Option<(Date, Date)>),
    /// Only in years for which the function says so.
    If(fn(i16) -> bool, &'static Rule),
}

/// A holiday: its names, where they mean this one, and when it is.
#[derive(Debug)]
pub(in crate::time) struct Festival {
    /// In lower case; words in brackets may be left out. Apostrophes, hyphens and final `s` don't matter.
    pub(in crate::time) names: &'static [&'static str],
    /// Countries by code, separated by spaces; empty for all others.
    pub(in crate::time) regions: &'static str,
    pub(in crate::time) rule: Rule,
}

impl Festival {
    pub(in crate::time) fn grain(&self) -> Grain {
        if matches!(self.rule, Rule::Hours(..)) { Grain::Minute } else { Grain::Day }
    }

    /// When it is in the year; the first time, where a short calendar has it twice.
    pub(in crate::time) fn days(&self, year: i16, _region: Region) -> Option<Stretch> {
        self.rule.days(year)
    }
}

fn weekday_from(date: Date, weekday: Weekday) -> Option<Date> {
    date.checked_add(i64::from(weekday.since(date.weekday())).days()).ok()
}

impl Rule {
    fn days(&self, year: i16) -> Option<Stretch> {
        match self {
            Self::Days(rule, offset, count) => {
                let first = rule.day(year)?.checked_add(i64::from(*offset).days()).ok()?;
                let last = first.checked_add((*count).days()).ok()?;
                Some(Stretch {
                    start: first.at(0, 0, 0, 0),
                    end: last.at(0, 0, 0, 0),
                    grain: Grain::Day,
                    said: true,
                })
            }
            Self::Hours(rule, from, to) => {
                let midnight = rule.day(year)?.at(0, 0, 0, 0);
                let at = |minutes: i32| midnight.checked_add(i64::from(minutes).minutes()).ok();
                Some(Stretch { start: at(*from)?, end: at(*to)?, grain: Grain::Minute, said: true })
            }
            Self::Span(span) => {
                let (first, last) = span(year)?;
                Some(Stretch {
                    start: first.at(0, 0, 0, 0),
                    end: last.at(0, 0, 0, 0),
                    grain: Grain::Day,
                    said: true,
                })
            }
            Self::If(holds, rule) => holds(year).then(|| rule.days(year)).flatten(),
            _ => Stretch::day(self.day(year)?),
        }
    }

    fn day(&self, year: i16) -> Option<Date> {
        let date = |month, day| Date::new(year, month, day).ok();
        match *self {
            Self::Fixed(month, day) => date(month, day),
            Self::Nth(nth, weekday, month) => date(month, 1)?.nth_weekday_of_month(nth, weekday).ok(),
            Self::Last(weekday, month) => date(month, 1)?.nth_weekday_of_month(-1, weekday).ok(),
            Self::OnOrBefore(weekday, month, day) => {
                weekday_from(date(month, day)?.checked_sub(6.days()).ok()?, weekday)
            }
            Self::OnOrAfter(weekday, month, day) => weekday_from(date(month, day)?, weekday),
            Self::Nearest(weekday, month, day) => {
                weekday_from(date(month, day)?.checked_sub(3.days()).ok()?, weekday)
            }
            Self::Observed(month, day) => {
                let day = date(month, day)?;
                match day.weekday() {
                    Weekday::Saturday => day.yesterday().ok(),
                    Weekday::Sunday => day.tomorrow().ok(),
                    _ => Some(day),
                }
            }
            Self::Easter(days) => domain::holidays::easter(year)?.checked_add(i64::from(days).days()).ok(),
            Self::Orthodox(days) => easter::orthodox(year)?.checked_add(i64::from(days).days()).ok(),
            Self::Hebrew(month, day, days) => {
                hebrew::in_year(year, month, day)?.checked_add((i64::from(days) - 1).days()).ok()
            }
            Self::Islamic(month, day) => islamic::in_year(year, month, day),
            Self::Chinese(month, day) => lunisolar::chinese(year, month, day),
            Self::Hindu(month, day, hour) => lunisolar::hindu(year, month, day, hour),
            Self::Sidereal(longitude) => lunisolar::sidereal(year, longitude),
            Self::Solar(longitude) => lunisolar::solar_term(year, longitude),
            Self::After(rule, days) => rule.day(year)?.checked_add(i64::from(days).days()).ok(),
            Self::Days(rule, ..) | Self::Hours(rule, ..) => rule.day(year),
            Self::Own(rule) => rule(year),
            Self::Span(span) => span(year).map(|span| span.0),
            Self::If(holds, rule) => holds(year).then(|| rule.day(year)).flatten(),
        }
    }
}

/// A word of a name, so that `presidents`, `president's` and `presidents'` are one.
fn fold(word: &str) -> String {
    let plain: String = word.chars().filter(|character| *character != '\'').collect();
    let plain = if plain == "saint" { "st".to_owned() } else { plain };
    if plain.len() > 3 && plain.ends_with('s') && !plain.ends_with("ss") {
        plain[..plain.len() - 1].to_owned()
    } else {
        plain
    }
}

/// A name with its optional words in and out.
fn spellings(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in name.split(' ').filter(|word| *word != "the") {
        let (optional, word) = match word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
            Some(word) => (true, word),
            None => (false, word),
        };
        let with: Vec<String> = all
            .iter()
            .map(|before| if before.is_empty() { fold(word) } else { format!("{before} {}", fold(word)) })
            .collect();
        if optional { all.extend(with) } else { all = with }
    }
    all
}

/// The festivals by folded name.
static BY_NAME: LazyLock<HashMap<String, Vec<&'static Festival>>> = LazyLock::new(|| {
    let mut rows: HashMap<String, Vec<&'static Festival>> = HashMap::new();
    for festival in FESTIVALS.iter().chain(OBSERVANCES) {
        for spelling in festival.names.iter().flat_map(|name| spellings(name)) {
            rows.entry(spelling).or_default().push(festival);
        }
    }
    rows
});

/// The most words of a name by its first word.
static LONGEST: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut rows: HashMap<String, usize> = HashMap::new();
    for name in BY_NAME.keys() {
        let words = name.split(' ').count();
        let first = name.split(' ').next().unwrap_or_default().to_owned();
        let most = rows.entry(first).or_default();
        *most = words.max(*most);
    }
    rows
});

/// The festival with the longest name at `index`, and where it ends.
pub(in crate::time) fn find(
    words: &Words,
    index: usize,
    region: Region,
) -> Option<(&'static Festival, usize)> {
    let first = fold(words.at(index));
    let most = *LONGEST.get(&first)?;
    let mut key = first;
    let mut at = index + 1;
    let mut count = 1;
    let mut best = None;
    loop {
        if let Some(rows) = BY_NAME.get(&key) {
            let chosen = rows
                .iter()
                .find(|festival| region.is_in(festival.regions))
                .or_else(|| rows.iter().find(|festival| festival.regions.is_empty()))
                .or(rows.first());
            // The genitive belongs to the name: `New Year's`.
            let mut end = at;
            if words.at(end) == "'s" || words.at(end) == "'" && words.at(end - 1).ends_with('s') {
                end += 1;
            }
            let short = words.at(end - 1).len() <= 4 && count > 1;
            if short && words.at(end) == "." && words.glued(end) && end + 1 < words.len() {
                end += 1;
            }
            best = chosen.map(|festival| (*festival, end)).or(best);
        }
        if count >= most {
            break;
        }
        // What may stand between the words of a name.
        loop {
            let before = words.at(at - 1);
            let skipped = match words.at(at) {
                "'s" | "-" => true,
                "'" => before.ends_with('s') || words.glued(at) && words.glued(at + 1),
                "." => before.len() <= 3 && words.glued(at),
                "," => matches!(words.at(at + 1), "jr" | "junior" | "sr"),
                "the" => matches!(before, "of" | "for" | "to" | "against" | "in" | "with" | "on" | "and"),
                _ => false,
            };
            if !skipped {
                break;
            }
            at += 1;
        }
        let next = fold(words.at(at));
        if next.is_empty() {
            break;
        }
        key.push(' ');
        key.push_str(&next);
        at += 1;
        count += 1;
    }
    best
}

/// The Saturday before Easter and Easter Sunday.
pub(in crate::time) fn easter_saturday(year: i16) -> Option<(Date, Date)> {
    let sunday = domain::holidays::easter(year)?;
    Some((sunday.yesterday().ok()?, sunday))
}

/// The first day of Ramadan and the first day behind it.
pub(in crate::time) fn ramadan(year: i16) -> Option<(Date, Date)> {
    let first = islamic::in_year(year, 9, 1)?;
    let about = first.checked_add(29.days()).ok()?;
    let last = [0, 1].into_iter().find_map(|more| {
        let date = about.checked_add(i64::from(more).days()).ok()?;
        (islamic::in_year(date.year(), 10, 1) == Some(date)).then_some(date)
    });
    Some((first, last.unwrap_or(about)))
}

/// A day of the Hebrew calendar in a Gregorian year.
pub(in crate::time) fn hebrew_day(year: i16, month: u8, day: u8) -> Option<Date> {
    hebrew::in_year(year, month, day)
}

/// Thiruvonam.
pub(in crate::time) fn onam(year: i16) -> Option<Date> {
    lunisolar::onam(year)
}
