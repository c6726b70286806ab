use crate::{
    judge::{Held, Judge, aggregate},
    material::Material,
    quantile::sorted,
    steps::Steps,
};
use domain::{Aggregation, Asked, Bound, Probability, Scenarios, Variable};
use std::ops::Range;

/// A stretch of steps and the chance that everything holds all through it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Window {
    pub(crate) range: Range<usize>,
    pub(crate) chance: Probability,
}

/// One value per member, put together over the asked spans: the amount asked for, or the one that decides an event.
#[derive(Debug, Clone)]
pub(crate) struct Amount {
    pub(crate) variable: Variable,
    pub(crate) aggregation: Aggregation,
    /// Canonical unit, in rising order, missing ones left out.
    pub(crate) values: Vec<f64>,
    /// The limit that decides, for events.
    pub(crate) bound: Option<Bound>,
}

/// Everything the answer reads off the scenarios, each number once.
pub(crate) struct Reading<'a> {
    pub(crate) material: &'a Material<'a>,
    pub(crate) steps: Steps,
    /// The steps of each asked span, in order.
    pub(crate) asked: Vec<Range<usize>>,
    pub(crate) judge: Judge<'a>,
    /// The best stretch, for windows.
    pub(crate) window: Option<Window>,
    /// The steps the probability is about: the best stretch, or all asked ones.
    pub(crate) decisive: Vec<usize>,
    /// The chance of what is asked; absent for amounts and where no criterion can be judged.
    pub(crate) probability: Option<Probability>,
    /// The chance of each judged criterion over the decisive steps.
    pub(crate) needs: Vec<Probability>,
    pub(crate) amount: Option<Amount>,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(material: &'a Material<'a>) -> Self {
        let question = material.question;
        let zone = question
            .spans
            .first()
            .map_or_else(|| material.now.time_zone().clone(), |span| span.start.time_zone().clone());
        let steps = Steps::new(material.scenarios.valid_times(), material.step, &zone);
        let asked: Vec<Range<usize>> = question.spans.iter().map(|span| steps.overlapping(span)).collect();
        let judge = Judge::new(question, material.scenarios);
        let can_judge = judge.criteria().len() > 0 && judge.members() > 0;
        let window = match question.asked {
            Asked::Window { hours, .. } if can_judge => best_window(&judge, &steps, &asked, hours),
            _ => None,
        };
        let decisive: Vec<usize> = match &window {
            Some(window) => window.range.clone().collect(),
            None => asked.iter().cloned().flatten().collect(),
        };
        let probability =
            (can_judge && !decisive.is_empty() && !matches!(question.asked, Asked::Amount { .. }))
                .then(|| judge.share(|member| success(&judge, &question.asked, member, &decisive)));
        let needs = match probability {
            Some(_) => (0..judge.criteria().len())
                .map(|need| {
                    judge.share(|member| need_success(&judge, &question.asked, need, member, &decisive))
                })
                .collect(),
            None => Vec::new(),
        };
        let amount = amount(material, &decisive);
        Self { material, steps, asked, judge, window, decisive, probability, needs, amount }
    }

    /// Whether the question is asked the other way round.
    pub(crate) fn negated(&self) -> bool {
        matches!(
            self.material.question.asked,
            Asked::Window { negated: true, .. } | Asked::Event { negated: true }
        )
    }

    /// Whether each need shown is asked the other way round too: a single criterion of a negated event.
    pub(crate) fn needs_negated(&self) -> bool {
        needs_negated(&self.material.question.asked, &self.judge)
    }

    /// Whether a step is asked about.
    pub(crate) fn is_asked(&self, step: usize) -> bool {
        self.asked.iter().any(|range| range.contains(&step))
    }

    /// The chance that what is asked holds within one step: for windows that everything needed holds, also when asked
    /// the other way round, so that the best stretch stands out.
    pub(crate) fn chance_in_step(&self, step: usize) -> Probability {
        let flip = matches!(self.material.question.asked, Asked::Event { negated: true });
        self.judge.share(|member| {
            let held = self.judge.all_in_step(member, step);
            if flip { held.not() } else { held }
        })
    }

    /// The same probability read off other scenarios with the same valid times, where they hold the same variables.
    pub(crate) fn probability_in(&self, scenarios: &'a Scenarios) -> Option<Probability> {
        self.probability?;
        let judge = Judge::new(self.material.question, scenarios);
        let decisive = self.same_steps_in(scenarios)?;
        (judge.members() > 0 && judge.criteria().len() == self.judge.criteria().len())
            .then(|| judge.share(|member| success(&judge, &self.material.question.asked, member, &decisive)))
    }

    /// The same amount read off other scenarios, in rising order.
    pub(crate) fn amount_in(&self, scenarios: &Scenarios) -> Option<Vec<f64>> {
        let amount = self.amount.as_ref()?;
        let steps = self.same_steps_in(scenarios)?;
        let values = amount_values(scenarios, &amount.variable, amount.aggregation, &steps)?;
        (!values.is_empty()).then_some(values)
    }

    /// Where the decisive steps stand in other scenarios.
    fn same_steps_in(&self, scenarios: &Scenarios) -> Option<Vec<usize>> {
        self.decisive
            .iter()
            .map(|step| scenarios.valid_times().binary_search(&self.steps.start(*step).timestamp()).ok())
            .collect()
    }
}

/// Whether what is asked comes true in a member.
pub(crate) fn success(judge: &Judge<'_>, asked: &Asked, member: usize, steps: &[usize]) -> Held {
    let throughout = || {
        (0..judge.criteria().len())
            .map(|need| judge.need_throughout(need, member, steps))
            .fold(Held::Yes, Held::and)
    };
    match asked {
        Asked::Window { negated: false, .. } => throughout(),
        Asked::Window { negated: true, .. } => throughout().not(),
        Asked::Event { negated: false } => judge.all_over(member, steps),
        Asked::Event { negated: true } => judge.all_over(member, steps).not(),
        _ => Held::Unknown,
    }
}

/// Whether one need is met in a member. A lone criterion of a negated event is met when it doesn't hold; otherwise each
/// criterion is told as it stands.
fn need_success(judge: &Judge<'_>, asked: &Asked, need: usize, member: usize, steps: &[usize]) -> Held {
    match asked {
        Asked::Window { .. } => judge.need_throughout(need, member, steps),
        _ if needs_negated(asked, judge) => judge.need_over(need, member, steps).not(),
        _ => judge.need_over(need, member, steps),
    }
}

fn needs_negated(asked: &Asked, judge: &Judge<'_>) -> bool {
    matches!(asked, Asked::Event { negated: true }) && judge.criteria().len() == 1
}

/// The stretch of `hours` inside one span in which everything holds in most members; the earliest of equals. Where no
/// span is long enough, the longest there is.
fn best_window(judge: &Judge<'_>, steps: &Steps, asked: &[Range<usize>], hours: u32) -> Option<Window> {
    let parts: Vec<Range<usize>> = asked.iter().flat_map(|range| steps.unbroken(range.clone())).collect();
    let longest = parts.iter().map(ExactSizeIterator::len).max()?;
    let length = steps.count_in(hours).min(longest);
    let mut hits = vec![0_usize; steps.len()];
    for member in 0..judge.members() {
        for part in &parts {
            let mut run = 0;
            for step in part.clone() {
                run = if judge.all_in_step(member, step) == Held::Yes { run + 1 } else { 0 };
                if run >= length {
                    hits[step] += 1;
                }
            }
        }
    }
    let mut best: Option<usize> = None;
    for last in parts.iter().flat_map(|part| (part.start + length - 1).min(part.end)..part.end) {
        if best.is_none_or(|best| hits[last] > hits[best]) {
            best = Some(last);
        }
    }
    best.map(|last| Window {
        range: last + 1 - length..last + 1,
        chance: Probability::of_members(hits[last], judge.members()),
    })
}

fn amount(material: &Material<'_>, steps: &[usize]) -> Option<Amount> {
    let (variable, aggregation, bound) = match (&material.question.asked, &material.question.criteria[..]) {
        (Asked::Amount { variable, aggregation }, criteria) => {
            let limit = criteria.iter().find(|criterion| criterion.variable == *variable);
            (variable, *aggregation, limit.map(|criterion| criterion.bound))
        }
        (Asked::Event { .. }, [criterion]) if criterion.variable != Variable::RainReported => {
            (&criterion.variable, deciding(criterion.aggregation, &criterion.bound)?, Some(criterion.bound))
        }
        _ => return None,
    };
    let values = amount_values(material.scenarios, variable, aggregation, steps)?;
    (!values.is_empty()).then(|| Amount { variable: variable.clone(), aggregation, values, bound })
}

fn amount_values(
    scenarios: &Scenarios,
    variable: &Variable,
    aggregation: Aggregation,
    steps: &[usize],
) -> Option<Vec<f64>> {
    let position = scenarios.position(variable)?;
    Some(sorted((0..scenarios.members()).map(|member| {
        let values = scenarios.trajectory(position, member);
        aggregate(aggregation, steps.iter().map(|step| values[*step]))
    })))
}

/// The one value of a span on which the event turns: "never over 30" turns on the highest.
pub(crate) fn deciding(aggregation: Aggregation, bound: &Bound) -> Option<Aggregation> {
    match (aggregation, bound) {
        (Aggregation::Every, Bound::AtMost { .. }) | (Aggregation::Any, Bound::AtLeast { .. }) => {
            Some(Aggregation::Maximum)
        }
        (Aggregation::Every, Bound::AtLeast { .. }) | (Aggregation::Any, Bound::AtMost { .. }) => {
            Some(Aggregation::Minimum)
        }
        (Aggregation::Every | Aggregation::Any, Bound::Within { .. }) => None,
        (other, _) => Some(other),
    }
}
