use super::super::{
    Grain,
    english::PartWord,
    series::{Series, Step, Stretch},
};
use std::rc::Rc;

/// Which side of a time is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::time) enum Bound {
    Before,
    After,
}

/// A time of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) seconds: i32,
    pub(super) grain: Grain,
    /// Whether either half of the day can be meant.
    pub(super) twelve: bool,
}

impl Clock {
    pub(super) fn series(self) -> Rc<Series> {
        Rc::new(Series::Clock { seconds: self.seconds, grain: self.grain, twelve: self.twelve })
    }

    /// The time in this half of the day.
    pub(super) fn half(self, after_noon: bool) -> Self {
        if !self.twelve {
            return self;
        }
        let seconds = self.seconds % 43_200 + if after_noon { 43_200 } else { 0 };
        Self { seconds, twelve: false, ..self }
    }
}

/// What kind of expression a value is, which says what it can be joined with.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Weekday,
    Month,
    DayOfMonth,
    /// A month and a day, or a day of no year.
    Date,
    Year,
    Quarter,
    Season,
    Weekend,
    Festival,
    /// A time of the clock, and the days it is on where they are said.
    Clock(Clock, Option<Rc<Series>>),
    /// Part of the day, and the days it is on where they are said.
    PartOfDay(PartWord, Option<Rc<Series>>),
    /// From one time of the clock to another.
    ClockRange(Clock, Clock),
    /// So long from now, or ago.
    Offset(Vec<Step>),
    /// A unit of the calendar counted from now: `next week`.
    Unit,
    /// Today, tomorrow.
    Day,
    Now,
    /// A stretch between two times.
    Range,
    /// Anything else.
    Other,
}

/// The meaning of an expression.
#[derive(Debug, Clone)]
pub(in crate::time) struct Value {
    pub(super) series: Rc<Series>,
    pub(super) grain: Grain,
    pub(super) form: Form,
    /// Whether it is a time only beside other words of time.
    pub(super) latent: bool,
    /// Whether the stretch under way is not meant: `Tuesday` on a Tuesday.
    pub(super) skips_current: bool,
    pub(super) bound: Option<Bound>,
    /// Whether it ends with a unit that stands for a moment: `Friday to Saturday 10 am`.
    pub(super) to_moment: bool,
}

impl Value {
    pub(super) fn new(series: Series, grain: Grain, form: Form) -> Self {
        Self::of(Rc::new(series), grain, form)
    }

    pub(super) fn of(series: Rc<Series>, grain: Grain, form: Form) -> Self {
        Self { series, grain, form, latent: false, skips_current: false, bound: None, to_moment: false }
    }

    pub(super) fn latent(self) -> Self {
        Self { latent: true, ..self }
    }

    pub(super) fn plain(self) -> Self {
        Self { latent: false, ..self }
    }

    pub(super) fn bounded(self, bound: Bound) -> Self {
        Self { bound: Some(bound), latent: false, ..self }
    }

    pub(super) fn clock(clock: Clock) -> Self {
        Self::of(clock.series(), clock.grain, Form::Clock(clock, None))
    }

    pub(super) fn is_clock(&self) -> bool {
        matches!(self.form, Form::Clock(..))
    }

    /// Whether it is a time of any day.
    pub(super) fn is_of_no_day(&self) -> bool {
        matches!(self.form, Form::Clock(_, None) | Form::PartOfDay(_, None))
            || matches!(*self.series, Series::Sun { .. })
    }

    /// Whether it is one of many of its name, so that `next` can choose among them.
    pub(super) fn is_named(&self) -> bool {
        matches!(
            self.form,
            Form::Weekday | Form::Month | Form::Season | Form::Weekend | Form::Festival | Form::Date
        )
    }
}

/// A value of a single stretch.
pub(super) fn fixed(stretch: Stretch) -> Value {
    Value::new(Series::One(stretch), stretch.grain, Form::Other)
}

/// A value and where its words end.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) value: Value,
    pub(super) end: usize,
}

impl Part {
    pub(super) fn new(value: Value, end: usize) -> Self {
        Self { value, end }
    }
}
