//! What can't be read or done, said so that a person knows what to do next.

use crate::{
    Setting,
    activities::Catalogue,
    examples,
    time::{DayFault, TimeFault},
};
use domain::{Alternative, Place, Slot, Unclear};

/// Why a text is no question that can be answered, before its suggestions are tried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) slot: Option<Slot>,
    /// Questions to suggest; those that aren't understood themselves are dropped.
    pub(crate) near: Vec<String>,
    /// Readings to choose from.
    pub(crate) alternatives: Vec<Alternative>,
}

impl Fault {
    pub(crate) fn new(slot: Option<Slot>, message: impl Into<String>) -> Self {
        Self { message: message.into(), slot, near: Vec::new(), alternatives: Vec::new() }
    }

    pub(crate) fn choose(mut self, readings: Vec<Alternative>) -> Self {
        self.alternatives = readings;
        self
    }

    pub(crate) fn near(mut self, questions: impl IntoIterator<Item = String>) -> Self {
        self.near.extend(questions);
        self
    }
}

/// More characters than this are no question.
pub(crate) const LONGEST_TEXT: usize = 1000;

pub(crate) fn too_long(characters: usize) -> Fault {
    Fault::new(
        None,
        format!(
            "That is {characters} characters long. Ask one question at a time, in up to {LONGEST_TEXT} characters; \
             a short sentence works best."
        ),
    )
}

pub(crate) fn empty() -> Fault {
    Fault::new(
        None,
        "There is no question yet. Type what you have in mind and when, such as \"tomorrow's picnic\".",
    )
}

pub(crate) fn wordless() -> Fault {
    Fault::new(
        None,
        "There are no words in that. Type what you have in mind and when, such as \"tomorrow's picnic\".",
    )
}

const NOT_A_FORECAST: &str = "Forecastle can't answer that. It forecasts the weather for things you want to do, the weather itself, and your own \
     series of numbers. Name one of those, with a day and a place.";

const NOTHING_TO_FORECAST: &str = "It isn't clear what to forecast. Name something to do, such as a picnic, a kind of weather, or one of your series.";

/// Not a question that a forecast answers.
pub(crate) fn not_a_forecast() -> Fault {
    Fault::new(Some(Slot::What), NOT_A_FORECAST)
}

/// Understood when or where, but not what.
pub(crate) fn nothing_to_forecast() -> Fault {
    Fault::new(Some(Slot::What), NOTHING_TO_FORECAST)
}

/// Whether a text was not read at all, rather than read as something that can't be done: other words for it may help.
#[must_use]
pub fn abstains(unclear: &Unclear) -> bool {
    unclear.message == NOT_A_FORECAST || unclear.message == NOTHING_TO_FORECAST
}

/// Weather, but of a kind that no data here tells of.
pub(crate) fn no_forecast_of(what: &str) -> Fault {
    let message =
        format!("There is no forecast of {what} here. Ask about rain, wind, cloud or temperature instead.");
    let near = ["Will it rain tomorrow?", "Will it be stormy tomorrow?", "Will the sky be clear tomorrow?"];
    Fault::new(Some(Slot::What), message).near(near.map(str::to_owned))
}

pub(crate) fn unknown_activity(key: &str, catalogue: &Catalogue) -> Fault {
    let known: Vec<&str> = catalogue.activities().iter().map(|activity| activity.id.as_str()).collect();
    Fault::new(
        Some(Slot::What),
        format!("There is no activity \"{key}\". Choose one of: {}.", known.join(", ")),
    )
}

pub(crate) fn no_such_place(name: &str, near: &[Place], question: impl Fn(&Place) -> String) -> Fault {
    let name: String = name.chars().take(60).collect();
    let message = match near {
        [] => format!("No place called \"{name}\" is known. Check the spelling, or name the nearest town."),
        [place] => format!("No place called \"{name}\" is known. Did you mean {}?", place.full_name()),
        _ => {
            let names: Vec<String> = near.iter().take(3).map(Place::full_name).collect();
            format!("No place called \"{name}\" is known. Did you mean one of these: {}?", names.join("; "))
        }
    };
    Fault::new(Some(Slot::Where), message).near(near.iter().take(3).map(question))
}

pub(crate) fn place_gone() -> Fault {
    Fault::new(Some(Slot::Where), "The place chosen is no longer known. Choose another place.")
}

pub(crate) fn no_place_at_all() -> Fault {
    Fault::new(Some(Slot::Where), "It isn't clear where. Name a town, or set your home place in Settings.")
}

pub(crate) fn no_such_series(word: &str) -> Fault {
    Fault::new(
        Some(Slot::What),
        format!(
            "There is no series about {word} here. Import one with its times and values, and then ask about it by name."
        ),
    )
}

/// Two times or places side by side.
pub(crate) fn no_comparison() -> Fault {
    Fault::new(
        Some(Slot::What),
        "It isn't clear what to compare. Name two days or two places, such as \"Saturday or Sunday for a picnic\" or \"Porto or \
         Lisbon tomorrow\", and it is worked out side by side.",
    )
}

/// A word about an answer when there is none yet.
pub(crate) fn nothing_to_explain() -> Fault {
    Fault::new(
        None,
        "There is no answer yet to explain. Ask a question first; then \"why?\" and \"how sure are you?\" are about its answer.",
    )
}

/// A word about watching an answer when there is none yet.
pub(crate) fn nothing_to_watch() -> Fault {
    Fault::new(
        None,
        "There is no answer yet to watch. Ask a question first, or say it in one, as in \"warn me if it freezes this week\".",
    )
}

pub(crate) fn bill() -> Fault {
    Fault::new(
        Some(Slot::What),
        "A bill depends on your tariff, which isn't known here. Ask about the electricity itself in kWh, or import your bills \
         as a series of their own.",
    )
}

/// A limit in a unit that the subject isn't measured in.
pub(crate) fn wrong_unit(written: &str, subject: &str, unit: &str) -> Fault {
    let unit = if unit.is_empty() { "its own values".to_owned() } else { unit.to_owned() };
    Fault::new(
        Some(Slot::Needs),
        format!("\"{written}\" doesn't fit: {subject} is measured in {unit}. Give the limit in {unit}."),
    )
}

pub(crate) fn criteria(message: &str) -> Fault {
    Fault::new(Some(Slot::Needs), message)
}

/// `again` asks the same of tomorrow.
pub(crate) fn time(fault: &TimeFault, today: jiff::civil::Date, again: Option<String>) -> Fault {
    let as_of = "To see what would have been forecast then, set the date control to that moment (--as-of on the command \
                 line) and ask about \"tomorrow\".";
    let fault = match fault {
        TimeFault::Day(DayFault::Past(Some(date))) if *date == today => Fault::new(
            Some(Slot::When),
            format!("That time is over for today. Choose a later day or hour. {as_of}"),
        ),
        TimeFault::Day(DayFault::Past(Some(date))) => Fault::new(
            Some(Slot::When),
            format!(
                "{} is in the past. Ask about a day to come. {as_of}",
                crate::time::date_words(*date, today)
            ),
        ),
        TimeFault::Day(DayFault::Past(None)) => {
            Fault::new(Some(Slot::When), format!("That is in the past. Ask about a day to come. {as_of}"))
        }
        TimeFault::Day(DayFault::TooFar) => Fault::new(
            Some(Slot::When),
            "That is more than ten years ahead, further than anything can be said of. Choose a nearer day.",
        ),
        TimeFault::Day(DayFault::NoSuchDay) => {
            Fault::new(Some(Slot::When), "There is no such day in the calendar. Check the day and the month.")
        }
        TimeFault::Day(DayFault::NoSuchTime) => Fault::new(
            Some(Slot::When),
            "There is no such time there: the sun neither rises nor sets on that day. Ask about hours of the clock.",
        ),
        TimeFault::Edit(slot, message) => Fault::new(Some(*slot), message.clone()),
        TimeFault::TooLong { days, most } => Fault::new(
            Some(Slot::When),
            format!("That is {days} days. Ask about up to {most} days at a time, such as a week or a month."),
        ),
    };
    fault.near(again)
}

/// Questions near to the words of a text that wasn't understood.
pub(crate) fn near_to(text: &crate::tokens::Text<'_>, setting: &Setting<'_>) -> Vec<String> {
    let close = |word: &str, name: &str| {
        let (short, long) = if word.len() < name.len() { (word, name) } else { (name, word) };
        word.as_bytes().first() == name.as_bytes().first()
            && (crate::spelling::is_slip(word, name) || short.len() >= 4 && long.starts_with(short))
    };
    let words: Vec<&str> = (0..text.len())
        .map(|index| text.word(index))
        .filter(|word| !crate::words::is_function(word) && word.chars().count() >= 4)
        .collect();
    let mut out = Vec::new();
    for activity in setting.activities.activities() {
        if words.iter().any(|word| activity.aliases.iter().any(|alias| close(word, alias))) {
            out.push(examples::of_activity(activity, None));
        }
    }
    for info in setting.series {
        let title = info.title.to_lowercase();
        if words.iter().any(|word| title.split_whitespace().any(|name| close(word, name))) {
            out.push(examples::of_series(info));
        }
    }
    out
}
