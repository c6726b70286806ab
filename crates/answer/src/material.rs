use domain::{Context, ModelNote, Question, Scenarios, Step, UnitSystem, Variable};
use jiff::{Timestamp, Zoned};

/// How days are written. Hours are always those of the 24-hour clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateStyle {
    /// Fri 14 June.
    #[default]
    DayMonth,
    /// Fri, June 14.
    MonthDay,
    /// 2013-06-14.
    Iso,
}

/// What was observed: the value of a variable, canonical unit, in the step that starts at a moment.
pub type Observed<'a> = &'a dyn Fn(&Variable, Timestamp) -> Option<f64>;

/// All an answer is made of.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// What was asked.
    pub question: &'a Question,
    /// The forecast: steps that cover the asked spans and, for drawing, what lies around them.
    pub scenarios: &'a Scenarios,
    /// The length of a step of the scenarios.
    pub step: Step,
    /// What is usual: climatological members with the same variables and valid times.
    pub usual: Option<&'a Scenarios>,
    /// What "usual" is counted over: `days within two weeks of 14 June in 2013 and typical years`.
    pub usual_class: &'a str,
    /// What is known, with its age and origin.
    pub context: &'a Context,
    /// What became of each model.
    pub models: &'a [ModelNote],
    /// Whether and how the probability has been checked against outcomes, as a sentence.
    pub calibration: &'a str,
    /// The moment nothing after which was used.
    pub issue_time: &'a Zoned,
    /// This moment.
    pub now: &'a Zoned,
    /// Whether the user chose a past moment to ask as of.
    pub as_of: bool,
    /// What happened, for a past moment.
    pub observed: Option<Observed<'a>>,
    /// The units to show.
    pub units: UnitSystem,
    /// How days are written.
    pub dates: DateStyle,
}
