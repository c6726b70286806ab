use jiff::Zoned;
use std::ops::Range;

/// The unit in which a time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// `at 9:01:10`, `now`.
    Second,
    /// `half past three`.
    Minute,
    /// `at 3 pm`, `tomorrow morning`.
    Hour,
    /// `on Friday`.
    Day,
    /// `next week`.
    Week,
    /// `in March`.
    Month,
    /// `last quarter`.
    Quarter,
    /// `in 2027`.
    Year,
}

impl Grain {
    /// The name in English.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A time that a text names, laid on the calendar and clock of the one who asks.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeMention {
    /// Where it stands, in bytes of the text.
    pub bytes: Range<usize>,
    /// When it begins; none where only its end is said.
    pub start: Option<Zoned>,
    /// When it is over, exclusive; none for a moment, which lasts one unit of its grain, and where only its beginning is said.
    pub end: Option<Zoned>,
    /// The unit in which it is said.
    pub grain: Grain,
    /// Whether only one end is said: `until 2 pm`, `after Monday`.
    pub open: bool,
}
