use domain::{Aggregation, Bound, Criterion, Probability, Question, Scenarios};

/// Whether something holds in one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// It does.
    Yes,
    /// It doesn't.
    No,
    /// A value it depends on is missing.
    Unknown,
}

impl Held {
    fn of(bound: &Bound, value: f64) -> Self {
        if value.is_nan() {
            Self::Unknown
        } else if bound.holds(value) {
            Self::Yes
        } else {
            Self::No
        }
    }

    /// Both this and `other`.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// This or `other`, or both.
    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The opposite; the unknown stays unknown.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// One value from the values of a span. Missing values make it missing.
pub(crate) fn aggregate(aggregation: Aggregation, values: impl Iterator<Item = f64>) -> f64 {
    let (mut count, mut sum, mut low, mut high, mut last) =
        (0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN);
    for value in values {
        if value.is_nan() {
            return f64::NAN;
        }
        count += 1.0;
        sum += value;
        low = value.min(low);
        high = value.max(high);
        last = value;
    }
    if count == 0.0 {
        return f64::NAN;
    }
    match aggregation {
        Aggregation::Sum => sum,
        Aggregation::Mean => sum / count,
        Aggregation::Minimum => low,
        Aggregation::Maximum => high,
        // Neither of the two makes an amount; the last value is the least surprising.
        Aggregation::Last | Aggregation::Every | Aggregation::Any => last,
    }
}

/// Criteria held against the members of scenarios.
#[derive(Debug, Clone)]
pub(crate) struct Judge<'a> {
    scenarios: &'a Scenarios,
    judged: Vec<(usize, &'a Criterion)>,
    /// Criteria on variables the scenarios say nothing of: never taken as met, never counted.
    pub(crate) unjudged: Vec<&'a Criterion>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(question: &'a Question, scenarios: &'a Scenarios) -> Self {
        let (mut judged, mut unjudged) = (Vec::new(), Vec::new());
        for criterion in &question.criteria {
            match scenarios.position(&criterion.variable) {
                Some(position) if any_value(scenarios, position) => judged.push((position, criterion)),
                _ => unjudged.push(criterion),
            }
        }
        Self { scenarios, judged, unjudged }
    }

    pub(crate) fn members(&self) -> usize {
        self.scenarios.members()
    }

    /// The criteria that can be judged, in the order of the question.
    pub(crate) fn criteria(&self) -> impl ExactSizeIterator<Item = &'a Criterion> + '_ {
        self.judged.iter().map(|(_, criterion)| *criterion)
    }

    /// The values of a criterion's variable in one member.
    pub(crate) fn trajectory(&self, need: usize, member: usize) -> &'a [f64] {
        self.scenarios.trajectory(self.judged[need].0, member)
    }

    /// Whether one criterion's bound holds in one step.
    pub(crate) fn need_in_step(&self, need: usize, member: usize, step: usize) -> Held {
        Held::of(&self.judged[need].1.bound, self.trajectory(need, member)[step])
    }

    /// Whether every bound holds in one step.
    pub(crate) fn all_in_step(&self, member: usize, step: usize) -> Held {
        (0..self.judged.len()).map(|need| self.need_in_step(need, member, step)).fold(Held::Yes, Held::and)
    }

    /// Whether one criterion's bound holds in every one of the steps, whatever its aggregation.
    pub(crate) fn need_throughout(&self, need: usize, member: usize, steps: &[usize]) -> Held {
        steps.iter().map(|step| self.need_in_step(need, member, *step)).fold(Held::Yes, Held::and)
    }

    /// Whether one criterion holds over the steps by its own aggregation.
    pub(crate) fn need_over(&self, need: usize, member: usize, steps: &[usize]) -> Held {
        let criterion = self.judged[need].1;
        match criterion.aggregation {
            Aggregation::Every => self.need_throughout(need, member, steps),
            Aggregation::Any => {
                steps.iter().map(|step| self.need_in_step(need, member, *step)).fold(Held::No, Held::or)
            }
            aggregation => {
                let values = self.trajectory(need, member);
                Held::of(&criterion.bound, aggregate(aggregation, steps.iter().map(|step| values[*step])))
            }
        }
    }

    /// Whether every criterion holds over the steps, each by its own aggregation.
    pub(crate) fn all_over(&self, member: usize, steps: &[usize]) -> Held {
        (0..self.judged.len()).map(|need| self.need_over(need, member, steps)).fold(Held::Yes, Held::and)
    }

    /// The share of members for which `holds` says yes: the unknown counts as no.
    pub(crate) fn share(&self, holds: impl Fn(usize) -> Held) -> Probability {
        let hits = (0..self.members()).filter(|member| holds(*member) == Held::Yes).count();
        Probability::of_members(hits, self.members())
    }
}

fn any_value(scenarios: &Scenarios, variable: usize) -> bool {
    (0..scenarios.members())
        .any(|member| scenarios.trajectory(variable, member).iter().any(|value| !value.is_nan()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_makes_an_amount_missing() {
        let values = [1.0, 4.0, 2.5];
        for (aggregation, expected) in [
            (Aggregation::Sum, 7.5),
            (Aggregation::Mean, 2.5),
            (Aggregation::Minimum, 1.0),
            (Aggregation::Maximum, 4.0),
            (Aggregation::Last, 2.5),
        ] {
            assert!((aggregate(aggregation, values.into_iter()) - expected).abs() < 1e-12, "{aggregation:?}");
            assert!(aggregate(aggregation, [1.0, f64::NAN].into_iter()).is_nan());
            assert!(aggregate(aggregation, std::iter::empty()).is_nan());
        }
    }

    #[test]
    fn the_unknown_is_neither_true_nor_false() {
        use Held::{No, Unknown, Yes};
        for (a, b, and, or) in [
            (Yes, Unknown, Unknown, Yes),
            (No, Unknown, No, Unknown),
            (Yes, No, No, Yes),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!((a.and(b), a.or(b)), (and, or));
            assert_eq!((b.and(a), b.or(a)), (and, or));
        }
    }
}
