use super::evaluate::is_passed;
use crate::{
    material::DateStyle,
    words::{number::written, when::Calendar},
};
use domain::{Answer, Crossing, Look, Slot, Watch, WatchCondition};
use jiff::{Timestamp, Zoned};

/// A watch in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchWords {
    /// When it tells: `Tells you when the chance falls below 60 %`.
    pub condition: String,
    /// How it stands: `72 %, looked at 12 minutes ago`.
    pub state: String,
    /// Until when: `Until Sunday 16 June at 00:00`.
    pub until: String,
}

/// What a watch on this answer is about, in short: `Picnic, 3 h in New York, Sat 15 June, 11–17`.
#[must_use]
pub fn watch_title(answer: &Answer) -> String {
    let of = |slot| answer.chips.iter().find(|chip| chip.slot == slot).map(|chip| chip.value.as_str());
    let mut title = of(Slot::What).unwrap_or(&answer.question.text).to_owned();
    if let Some(place) = of(Slot::Where) {
        let name = place.split(',').next().unwrap_or(place);
        title.push_str(&format!(" in {name}"));
    }
    for slot in [Slot::When, Slot::Hours] {
        if let Some(value) = of(slot).filter(|value| *value != "all day") {
            title.push_str(&format!(", {value}"));
        }
    }
    title
}

/// A watch in words, as seen from `now`.
#[must_use]
pub fn watch_words(watch: &Watch, now: &Zoned, dates: DateStyle) -> WatchWords {
    let zone = watch.question.spans.last().map_or(now.time_zone(), |span| span.end.time_zone());
    let calendar = Calendar::new(dates, now, false);
    let end = watch.until.to_zoned(zone.clone());
    let midnight = end.hour() == 0 && end.minute() == 0;
    let last = if midnight { end.date().yesterday().unwrap_or(end.date()) } else { end.date() };
    let until = if midnight {
        format!("Until the end of {}", calendar.full_day(last))
    } else {
        format!("Until {} at {}", calendar.full_day(last), end.strftime("%H:%M"))
    };
    let until = if watch.repeats { format!("{until}, then for the next time") } else { until };
    WatchWords {
        condition: format!("Tells you when {}", condition(&watch.condition)),
        state: state(watch, now),
        until,
    }
}

/// `the chance falls below 60 %`.
fn condition(condition: &WatchCondition) -> String {
    match condition {
        WatchCondition::Chance { crossing: Crossing::Above, level } => {
            format!("the chance is {} % or more", level.percent())
        }
        WatchCondition::Chance { crossing: Crossing::Below, level } => {
            format!("the chance falls below {} %", level.percent())
        }
        WatchCondition::Amount { crossing: Crossing::Above, limit, unit } => {
            format!("the likely amount is {} or more", amount(*limit, unit))
        }
        WatchCondition::Amount { crossing: Crossing::Below, limit, unit } => {
            format!("the likely amount falls below {}", amount(*limit, unit))
        }
    }
}

fn state(watch: &Watch, now: &Zoned) -> String {
    if watch.is_over(now.timestamp()) {
        return "Over".to_owned();
    }
    let seen = watch.state.last.as_ref();
    let number = seen.map_or_else(
        || "Not looked at yet".to_owned(),
        |seen| format!("{}, looked at {}", seen.short, ago(seen.at, now)),
    );
    if watch.paused {
        return format!("Paused. {number}");
    }
    if let Some(trouble) = &watch.state.trouble {
        return format!("{number}. {trouble}");
    }
    match seen {
        Some(seen) if !watch.state.armed && is_passed(&watch.condition, seen.value) => {
            format!("{number}. You know of this; it tells you again once it has come back and crosses anew")
        }
        Some(_) if !watch.state.armed => {
            format!("{number}. It tells you again once it has come back a little further and crosses anew")
        }
        _ => number,
    }
}

/// `The chance is 55 %, below 60 %. It was 72 % on Thursday at 14:00.`
pub(super) fn fired(
    condition: &WatchCondition,
    seen: &Look,
    told: Option<&Look>,
    now: &Zoned,
    dates: DateStyle,
) -> String {
    let (what, crossing, level) = match condition {
        WatchCondition::Chance { crossing, level } => {
            ("The chance", *crossing, format!("{} %", level.percent()))
        }
        WatchCondition::Amount { crossing, limit, unit } => {
            ("The likely amount", *crossing, amount(*limit, unit))
        }
    };
    let side = match crossing {
        Crossing::Below => format!(", below {level}"),
        Crossing::Above if seen.short == level => String::new(),
        Crossing::Above => format!(", above {level}"),
    };
    let mut text = format!("{what} is {}{side}.", seen.short);
    if let Some(told) = told {
        let calendar = Calendar::new(dates, now, false);
        let then = told.at.to_zoned(now.time_zone().clone());
        let day =
            if then.date() == now.date() { String::new() } else { format!(" {}", calendar.on(then.date())) };
        text.push_str(&format!(" It was {}{day} at {}.", told.short, then.strftime("%H:%M")));
    }
    text
}

/// `14:00`, or with its day where that is another.
pub(super) fn at(moment: Timestamp, now: &Zoned) -> String {
    let moment = moment.to_zoned(now.time_zone().clone());
    let format = if moment.date() == now.date() {
        "%H:%M"
    } else if moment.year() == now.year() {
        "%H:%M on %-d %B"
    } else {
        "%-d %B %Y"
    };
    moment.strftime(format).to_string()
}

fn ago(moment: Timestamp, now: &Zoned) -> String {
    let minutes = now.timestamp().duration_since(moment).as_mins();
    match minutes {
        ..=1 => "just now".to_owned(),
        2..=119 => format!("{minutes} minutes ago"),
        120..=2879 => format!("{} hours ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// A median or limit as it is shown.
pub(super) fn amount(value: f64, unit: &str) -> String {
    let resolution = if value.abs() >= 100.0 { 1.0 } else { 0.1 };
    let number = written(value, resolution);
    let number = number.strip_suffix(".0").unwrap_or(&number).to_owned();
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}
