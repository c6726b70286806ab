//! When: from words to days and hours.
//!
//! [`resolve`] reads every expression of time by a grammar: `words` cuts the text, `grammar` reads it by the tables of a language
//! (`english`), what it means is a `series` of stretches of the calendar, and `festivals` know when holidays are.
//!
//! For a question, [`correct`] sets slips right, and [`recognise()`] finds the phrases that forecasts are asked with and where they
//! stand, without a clock, and takes from the grammar what they leave unread or can't mean. When the place is known, [`lay`] lays all
//! on its calendar and clock; phrases of the grammar are read there once more (`on_clock`), with its zone and its sun.

mod clock;
mod dates;
mod daypart;
mod days;
mod english;
mod festivals;
mod grammar;
mod holidays;
mod hours;
mod laid_words;
mod lasting;
mod lexicon;
mod mention;
mod on_clock;
mod recognise;
mod relative;
mod resolve;
mod resolver;
mod series;
mod slips;
mod spans;
mod wording;
mod words;

pub(crate) use clock::{Clock, Meridiem};
pub(crate) use daypart::Daypart;
pub(crate) use hours::{Finest, Routine};
pub(crate) use lexicon::{is_name, is_unit};
pub use mention::{Grain, TimeMention};
pub(crate) use recognise::recognise;
pub(crate) use resolve::DayFault;
pub(crate) use resolver::{Options, resolve};
pub(crate) use slips::correct;
pub(crate) use spans::{Custom, TimeFault, Timing, lay};
pub(crate) use wording::{date_words, hour_words, hours_words};

use holidays::Holiday;
use jiff::civil::Weekday;
use std::ops::Range;

/// Which of several days of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// No word about it.
    Coming,
    /// `this Friday`.
    This,
    /// `next Friday`.
    Next,
}

/// Days as said, before they are laid on a calendar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Days {
    /// Today and so many days on.
    Offset(i32),
    Weekday(Weekday, Which),
    Weekend(Which),
    /// From Monday to Friday; the coming five such days unless more is said.
    Weekdays(Which),
    /// So many of the days of a name that come next.
    Several(i32, Box<Days>),
    /// The calendar week so many weeks on.
    Week(i32),
    /// This day so many months on.
    MonthsOn(i32),
    /// The calendar month so many months on.
    MonthOffset(i32),
    /// The calendar year so many years on.
    YearOffset(i32),
    Year(i16),
    /// A month by name; the coming one unless a year is said.
    Month(i8, Option<i16>),
    /// Spring 0 to winter 3; the coming one unless `next` or a year is said.
    Season(i8, Which, Option<i16>),
    /// A day of a month; the coming one unless a year is said.
    Date {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// A day of this month or the next one.
    DayOfMonth(i8),
    /// Numbers that can be read day first or month first.
    Numeric {
        year: Option<i16>,
        first: i8,
        second: i8,
    },
    /// From today on, so many days.
    Following(i32),
    Holiday(Holiday, Option<i16>),
    /// From the first day of one to the last day of the other.
    Through(Box<Days>, Box<Days>),
    /// From now up to the end of it, or to its beginning.
    Until {
        days: Box<Days>,
        included: bool,
    },
    /// Days that the grammar of times lays on the calendar of the place.
    Phrase(Phrase),
    /// From one day to another, both included, as the grammar of times laid them.
    Dates(jiff::civil::Date, jiff::civil::Date),
    /// Over already, whatever the date: `yesterday`, `last week`.
    Past,
}

/// Words of time that the grammar lays on the calendar and clock of the place, once that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: String,
    /// Whether its hours count to twenty-four.
    pub(crate) twenty_four_hours: bool,
}

/// Hours as said, before they are laid on a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Hours {
    At(Clock),
    /// All of it: `from 2 to 4`.
    FromTo(Clock, Clock),
    /// Somewhere within: `between 9 and 12`.
    Between(Clock, Clock),
    After(Clock),
    Before(Clock),
    Part(Daypart),
    /// The hour under way.
    Now,
    /// So many minutes from now.
    In(i32),
    /// From now on, so many hours.
    Following(i32),
    /// Hours of any day, which the grammar of times lays on the clock of the place: `after lunch`, `at sunset`.
    Phrase {
        phrase: Phrase,
        moment: bool,
    },
    /// The days beside them say the hours too.
    OfDays {
        moment: bool,
    },
    /// Hours from the midnight of a day on, as the grammar of times laid them; an end that is not said is none.
    Exact {
        from: Option<i32>,
        to: Option<i32>,
        moment: bool,
    },
}

impl Hours {
    /// Whether they stand for one moment: `at 8`, `at sunset`.
    pub(crate) fn is_moment(&self) -> bool {
        match self {
            Self::At(_) | Self::Now | Self::In(_) => true,
            Self::Phrase { moment, .. } | Self::OfDays { moment } | Self::Exact { moment, .. } => *moment,
            _ => false,
        }
    }
}

/// One expression of time and where it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Expression {
    pub(crate) days: Option<Days>,
    pub(crate) hours: Option<Hours>,
    /// How long: `for 3 hours`.
    pub(crate) length: Option<i32>,
    pub(crate) tokens: Range<usize>,
}

/// All that a text says about time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Said {
    pub(crate) days: Vec<Days>,
    pub(crate) hours: Vec<Hours>,
    pub(crate) length: Option<i32>,
    /// Whether days are joined by `or`.
    pub(crate) either: bool,
    /// Tokens of every expression.
    pub(crate) tokens: Vec<Range<usize>>,
}
