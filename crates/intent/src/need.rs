use domain::{Aggregation, Bound, Criterion, ThresholdSource, Variable};

/// Who says where a limit of one of our tables lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// A published source, named.
    Cited(&'static str),
    /// Our own judgement.
    Ours,
}

/// One line of our tables of what has to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// In a word or two, without the number: `dry`.
    pub label: &'static str,
    /// Of what.
    pub variable: Variable,
    /// Over the steps of the span.
    pub aggregation: Aggregation,
    /// The values that are good enough, in the canonical unit.
    pub bound: Bound,
    /// Who says so.
    pub authority: Authority,
}

impl Need {
    /// The need as a criterion of a question.
    #[must_use]
    pub fn criterion(&self) -> Criterion {
        Criterion {
            label: self.label.to_owned(),
            variable: self.variable.clone(),
            aggregation: self.aggregation,
            bound: self.bound,
            source: match self.authority {
                Authority::Cited(source) => ThresholdSource::Cited { source: source.to_owned() },
                Authority::Ours => ThresholdSource::OurDefault,
            },
        }
    }
}

/// A need in one line of a table.
pub(crate) const fn need(
    label: &'static str,
    variable: Variable,
    aggregation: Aggregation,
    bound: Bound,
    authority: Authority,
) -> Need {
    Need { label, variable, aggregation, bound, authority }
}

pub(crate) const fn at_most(limit: f64) -> Bound {
    Bound::AtMost { limit }
}

pub(crate) const fn at_least(limit: f64) -> Bound {
    Bound::AtLeast { limit }
}

pub(crate) const fn within(lower: f64, upper: f64) -> Bound {
    Bound::Within { lower, upper }
}
