use domain::{AnswerId, Asked, Probability, RecordedForecast, Went};

/// A chance that was given and whether it came true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Call {
    /// Of which answer.
    pub forecast: AnswerId,
    /// What was said.
    pub probability: Probability,
    /// What is usual, where that is known.
    pub usual: Option<Probability>,
    /// Whether it happened.
    pub happened: bool,
    /// The day it was about, counted from 1970.
    pub day: i32,
}

impl Call {
    /// The Brier score of what was said.
    #[must_use]
    pub fn brier(&self) -> f64 {
        blend::scores::brier(self.probability, self.happened)
    }

    /// The Brier score of the usual chance.
    #[must_use]
    pub fn usual_brier(&self) -> Option<f64> {
        self.usual.map(|usual| blend::scores::brier(usual, self.happened))
    }

    /// The call of a forecast whose event is decided.
    pub(crate) fn of(recorded: &RecordedForecast) -> Option<Self> {
        Some(Self {
            forecast: recorded.forecast,
            probability: recorded.claim.probability?,
            usual: recorded.claim.usual,
            happened: happened(recorded)?,
            day: day(recorded),
        })
    }
}

/// The day a forecast was about, counted from 1970; of one without spans the day it was issued.
pub(crate) fn day(recorded: &RecordedForecast) -> i32 {
    let date = match recorded.claim.question.spans.first() {
        Some(span) => span.start.date(),
        None => jiff::tz::TimeZone::UTC.to_datetime(recorded.issue_time).date(),
    };
    let since = date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)));
    since.map_or(0, |span| span.get_days())
}

/// Whether the event of a forecast came true. What was measured counts; where nothing was, the user's word. Where both are there and
/// differ, both are kept and shown: the measurement is what the forecast was of, the user's word tells what they make of it.
#[must_use]
pub fn happened(recorded: &RecordedForecast) -> Option<bool> {
    recorded.happened.or_else(|| told(recorded))
}

/// Whether it came true in the user's words. An outing that is asked about the other way round ("is it too windy to sail?") goes well
/// when the answer is no.
pub(crate) fn told(recorded: &RecordedForecast) -> Option<bool> {
    let fine = match recorded.went? {
        Went::Fine => true,
        Went::Badly => false,
        Went::Value { .. } => return None,
    };
    match recorded.claim.question.asked {
        Asked::Window { negated, .. } => Some(fine != negated),
        Asked::Event { .. } => Some(fine),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::recorded;

    #[test]
    fn what_was_measured_counts_before_what_was_told() {
        for (negated, measured, went, expected) in [
            (false, Some(true), Some(Went::Badly), Some(true)),
            (false, None, Some(Went::Fine), Some(true)),
            (false, None, Some(Went::Badly), Some(false)),
            (true, None, Some(Went::Fine), Some(false)),
            (true, None, Some(Went::Badly), Some(true)),
            (false, None, Some(Went::Value { value: 3.0 }), None),
            (false, None, None, None),
        ] {
            let mut one = recorded(1, Some(0.7), measured);
            one.claim.question.asked = Asked::Window { hours: 3, negated };
            one.went = went;
            assert_eq!(happened(&one), expected, "{negated} {measured:?} {went:?}");
        }
    }
}
