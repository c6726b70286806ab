use crate::material::DateStyle;
use domain::Span;
use jiff::{
    Zoned,
    civil::{Date, Weekday},
};

/// Writes days and hours the way the user reads them, as seen from a moment.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    style: DateStyle,
    /// `today`, from which "tomorrow" is counted; absent when a past moment was chosen.
    today: Option<Date>,
    /// The year that need not be told.
    year: Option<i16>,
}

impl Calendar {
    /// For a question asked at `now`; `as_of` a past moment days are always told in full.
    pub(crate) fn new(style: DateStyle, now: &Zoned, as_of: bool) -> Self {
        let today = now.date();
        Self { style, today: (!as_of).then_some(today), year: (!as_of).then_some(today.year()) }
    }

    /// `Sat 13 June`.
    pub(crate) fn day(&self, date: Date) -> String {
        self.written(&weekday(date)[..3], date, self.year != Some(date.year()))
    }

    /// `Saturday 13 June`.
    pub(crate) fn full_day(&self, date: Date) -> String {
        self.written(weekday(date), date, self.year != Some(date.year()))
    }

    /// `31 December 2015`.
    pub(crate) fn date(&self, date: Date) -> String {
        let month = date.strftime("%B");
        match self.style {
            DateStyle::DayMonth => format!("{} {month} {}", date.day(), date.year()),
            DateStyle::MonthDay => format!("{month} {}, {}", date.day(), date.year()),
            DateStyle::Iso => date.to_string(),
        }
    }

    fn written(&self, weekday: &str, date: Date, with_year: bool) -> String {
        let month = date.strftime("%B");
        let year = date.year();
        match (self.style, with_year) {
            (DateStyle::Iso, _) => format!("{weekday} {date}"),
            (DateStyle::DayMonth, false) => format!("{weekday} {} {month}", date.day()),
            (DateStyle::DayMonth, true) => format!("{weekday} {} {month} {year}", date.day()),
            (DateStyle::MonthDay, false) => format!("{weekday}, {month} {}", date.day()),
            (DateStyle::MonthDay, true) => format!("{weekday}, {month} {}, {year}", date.day()),
        }
    }

    /// Days until `date`, where they are counted.
    fn ahead(&self, date: Date) -> Option<i32> {
        self.today.map(|today| (date - today).get_days())
    }

    /// `tomorrow`, `on Saturday`, `on Saturday 13 June`.
    pub(crate) fn on(&self, date: Date) -> String {
        match self.ahead(date) {
            Some(0) => "today".to_owned(),
            Some(1) => "tomorrow".to_owned(),
            Some(-1) => "yesterday".to_owned(),
            Some(2..=6) => format!("on {}", weekday(date)),
            _ => format!("on {}", self.full_day(date)),
        }
    }

    /// [`Self::on`] without its preposition: `tomorrow`, `Saturday`.
    pub(crate) fn named(&self, date: Date) -> String {
        let text = self.on(date);
        text.strip_prefix("on ").map_or_else(|| text.clone(), str::to_owned)
    }

    /// Where the year of `date` means nothing, and so is not told.
    pub(crate) fn of_any_year(&self, date: Date) -> Self {
        Self { year: Some(date.year()), ..self.clone() }
    }

    /// The days that the spans touch, hours left out: `from today to Sunday`.
    pub(crate) fn days(&self, spans: &[Span]) -> String {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return String::new() };
        let (from, to) = (first.start.date(), last_day(last));
        if from == to || (spans.len() == 1 && is_midnight(&first.start)) {
            return self.spans(spans);
        }
        self.days_between(from, to)
    }

    /// `from today to Sunday`, both days included.
    pub(crate) fn days_between(&self, from: Date, to: Date) -> String {
        format!("from {} to {}", self.named(from), self.named(to))
    }

    /// `from 12 to 15 tomorrow`.
    pub(crate) fn stretch(&self, start: &Zoned, end: &Zoned) -> String {
        if is_midnight(start) && is_midnight(end) {
            let last = end.date().yesterday().unwrap_or(end.date());
            if start.date() == last {
                return self.on(last);
            }
            if start.day() == 1
                && end.date() == start.date().last_of_month().tomorrow().unwrap_or(start.date())
            {
                return match self.year {
                    Some(year) if year == start.year() => format!("in {}", start.strftime("%B")),
                    _ => format!("in {}", start.strftime("%B %Y")),
                };
            }
            return format!("from {} to {}", self.full_day(start.date()), self.full_day(last));
        }
        if (end.timestamp() - start.timestamp()).get_seconds() > 86_400 && is_midnight(end) {
            let last = end.date().yesterday().unwrap_or(end.date());
            return format!(
                "from {} {} to the end of {}",
                hour(start),
                self.on(start.date()),
                self.named(last)
            );
        }
        if (end.timestamp() - start.timestamp()).get_seconds() > 86_400 {
            return format!(
                "from {} on {} to {} on {}",
                hour(start),
                self.full_day(start.date()),
                hour(end),
                self.full_day(end.date())
            );
        }
        format!("from {} to {} {}", hour(start), hour_end(end), self.on(start.date()))
    }

    /// The asked spans in a phrase: `on Saturday morning`, `between 8 and 9 on Monday`, `on Saturday and Sunday`.
    pub(crate) fn spans(&self, spans: &[Span]) -> String {
        match spans {
            [] => String::new(),
            [span] => self.span(span),
            [first, .., last] => {
                let (from, to) = (first.start.date(), last_day(last));
                let part = part_of_day(first).filter(|part| {
                    spans.iter().all(|span| part_of_day(span).is_some_and(|other| other == *part))
                });
                let days = match spans {
                    [_, _] if is_near(self.ahead(from)) && is_near(self.ahead(to)) => {
                        format!("on {} and {}", weekday(from), weekday(to))
                    }
                    [_, _] => format!("on {} and {}", self.full_day(from), self.full_day(to)),
                    _ => format!("from {} to {}", self.full_day(from), self.full_day(to)),
                };
                part.map_or_else(|| days.clone(), |part| format!("{days}, in the {part}"))
            }
        }
    }

    fn span(&self, span: &Span) -> String {
        if is_midnight(&span.start) && is_midnight(&span.end) {
            return self.stretch(&span.start, &span.end);
        }
        let date = span.start.date();
        match (part_of_day(span), self.ahead(date)) {
            (Some("night"), Some(0)) => "tonight".to_owned(),
            (Some("night"), Some(1)) => "tomorrow night".to_owned(),
            (Some("night"), Some(2..=6)) => format!("on {} night", weekday(date)),
            (Some("night"), _) => format!("in the night of {}", self.full_day(date)),
            (Some(part), Some(0)) => format!("this {part}"),
            (Some(part), Some(1)) => format!("tomorrow {part}"),
            (Some(part), Some(2..=6)) => format!("on {} {part}", weekday(date)),
            (Some(part), _) => format!("in the {part} of {}", self.full_day(date)),
            (None, _) if (span.end.timestamp() - span.start.timestamp()).get_seconds() <= 3600 => {
                format!("between {} and {} {}", hour(&span.start), hour_end(&span.end), self.on(date))
            }
            (None, _) => self.stretch(&span.start, &span.end),
        }
    }
}

fn is_near(ahead: Option<i32>) -> bool {
    matches!(ahead, Some(2..=9))
}

/// `Saturday`.
pub(crate) fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The last day that has a part in the span.
pub(crate) fn last_day(span: &Span) -> Date {
    if is_midnight(&span.end) && span.end > span.start {
        span.end.date().yesterday().unwrap_or(span.end.date())
    } else {
        span.end.date()
    }
}

fn is_midnight(time: &Zoned) -> bool {
    time.hour() == 0 && time.minute() == 0
}

/// `12`, `12:30`.
pub(crate) fn hour(time: &Zoned) -> String {
    if time.minute() == 0 { time.hour().to_string() } else { clock(time) }
}

/// `24` where a day ends, otherwise as [`hour`].
pub(crate) fn hour_end(time: &Zoned) -> String {
    if is_midnight(time) { "24".to_owned() } else { hour(time) }
}

/// `9:00`, `14:30`.
pub(crate) fn clock(time: &Zoned) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// The name of a part of the day where the span covers it about.
fn part_of_day(span: &Span) -> Option<&'static str> {
    let seconds = (span.end.timestamp() - span.start.timestamp()).get_seconds();
    let (start, end) = (span.start.hour(), span.end.hour());
    let next_day = span.end.date() > span.start.date();
    if !(10_800..=57_600).contains(&seconds) {
        return None;
    }
    match (start, end, next_day) {
        (17.., 3.., true) => Some("night"),
        (20.., _, true) => Some("night"),
        (17.., 0, true) | (17.., _, false) => Some("evening"),
        (5..=8, 12, false) => Some("morning"),
        (12..=13, 17..=18, false) => Some("afternoon"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str) -> Zoned {
        format!("{text}[Europe/Lisbon]").parse().expect("a zoned time")
    }

    #[test]
    fn a_span_reads_as_people_say_it() {
        // A Tuesday.
        let calendar = Calendar::new(DateStyle::DayMonth, &zoned("2026-06-09T09:00"), false);
        let span = |from: &str, to: &str| Span { start: zoned(from), end: zoned(to) };
        for (from, to, text) in [
            ("2026-06-09T18:00", "2026-06-09T22:00", "this evening"),
            ("2026-06-09T20:00", "2026-06-10T06:00", "tonight"),
            ("2026-06-10T11:00", "2026-06-10T17:00", "from 11 to 17 tomorrow"),
            ("2026-06-13T06:00", "2026-06-13T12:00", "on Saturday morning"),
            ("2026-06-15T08:00", "2026-06-15T09:00", "between 8 and 9 on Monday"),
            ("2026-06-13T00:00", "2026-06-14T00:00", "on Saturday"),
            ("2026-07-04T12:00", "2026-07-04T18:00", "in the afternoon of Saturday 4 July"),
            ("2027-07-04T00:00", "2027-07-05T00:00", "on Sunday 4 July 2027"),
            ("2026-07-01T00:00", "2026-08-01T00:00", "in July"),
            ("2026-07-01T00:00", "2026-07-31T00:00", "from Wednesday 1 July to Thursday 30 July"),
            ("2026-06-12T21:00", "2026-06-13T00:00", "on Friday night"),
            ("2026-06-09T12:00", "2026-06-15T00:00", "from 12 today to the end of Sunday"),
        ] {
            assert_eq!(calendar.spans(&[span(from, to)]), text, "{from} to {to}");
        }
        let weekend =
            [span("2026-06-13T10:00", "2026-06-13T18:00"), span("2026-06-14T10:00", "2026-06-14T18:00")];
        assert_eq!(calendar.spans(&weekend), "on Saturday and Sunday");
        for (from, to, text) in [
            ("2026-06-09T12:00", "2026-06-15T00:00", "from today to Sunday"),
            ("2026-06-13T12:00", "2026-06-22T00:00", "from Saturday to Sunday 21 June"),
            ("2026-07-01T00:00", "2026-08-01T00:00", "in July"),
            ("2026-06-09T18:00", "2026-06-09T22:00", "this evening"),
        ] {
            assert_eq!(calendar.days(&[span(from, to)]), text, "{from} to {to}");
        }
        let christmas = [span("2027-12-25T00:00", "2027-12-26T00:00")];
        assert_eq!(
            calendar.of_any_year(christmas[0].start.date()).spans(&christmas),
            "on Saturday 25 December"
        );
    }

    #[test]
    fn days_follow_the_style_and_say_the_year_where_it_is_not_this_one() {
        let now = zoned("2026-06-09T09:00");
        let date = jiff::civil::date(2013, 6, 15);
        for (style, text) in [
            (DateStyle::DayMonth, "Sat 15 June 2013"),
            (DateStyle::MonthDay, "Sat, June 15, 2013"),
            (DateStyle::Iso, "Sat 2013-06-15"),
        ] {
            assert_eq!(Calendar::new(style, &now, false).day(date), text);
        }
        let as_of = Calendar::new(DateStyle::DayMonth, &zoned("2013-06-14T18:00"), true);
        assert_eq!(as_of.on(date), "on Saturday 15 June 2013", "a past day is never tomorrow");
    }
}
