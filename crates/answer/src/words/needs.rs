use super::{
    capitalised,
    condition::{condition, opposite},
    number::Scale,
};
use crate::{
    judge::aggregate,
    quantile::{quantile, sorted},
    reading::{Reading, deciding},
    words::spoiler,
};
use domain::{Aggregation, Asked, Bound, Criterion, NeedChance, ThresholdSource, Variable};

/// Each judged criterion with its chance and what to expect.
pub(crate) fn needs(reading: &Reading<'_>) -> Vec<NeedChance> {
    let limiting = spoiler::limiting(reading);
    reading
        .judge
        .criteria()
        .zip(&reading.needs)
        .enumerate()
        .map(|(need, (criterion, chance))| NeedChance {
            label: label(reading, criterion),
            chance: *chance,
            detail: detail(reading, need, criterion),
            source: source(&criterion.source),
            limiting: reading.needs.len() > 1 && limiting == Some(need),
        })
        .collect()
}

/// A criterion with its limit, as a heading: `Wind under 20 km/h`; as it is asked, for a lone negated one.
pub(crate) fn label(reading: &Reading<'_>, criterion: &Criterion) -> String {
    let (question, units) = (reading.material.question, reading.material.units);
    if reading.needs_negated() {
        return opposite(criterion).map_or_else(
            || format!("Not {}", condition(question, criterion, units)),
            |opposite| capitalised(&condition(question, &opposite, units)),
        );
    }
    capitalised(&condition(question, criterion, units))
}

fn source(source: &ThresholdSource) -> String {
    match source {
        ThresholdSource::Cited { source } => source.clone(),
        ThresholdSource::OurDefault => "our default".to_owned(),
        ThresholdSource::Yours => "set by you".to_owned(),
        ThresholdSource::Asked => "as you asked".to_owned(),
    }
}

/// What the scenarios expect of the variable over the decisive steps.
fn detail(reading: &Reading<'_>, need: usize, criterion: &Criterion) -> String {
    if criterion.variable == Variable::RainReported {
        return "whether any rain was reported, not how much".to_owned();
    }
    let units = reading.material.units;
    let event = matches!(reading.material.question.asked, Asked::Event { .. });
    // One value per member: the one an event turns on, or the worst of a window.
    let own = if event { criterion.aggregation } else { Aggregation::Every };
    let aggregation = deciding(own, &criterion.bound).unwrap_or(Aggregation::Mean);
    let values = sorted((0..reading.judge.members()).map(|member| {
        let values = reading.judge.trajectory(need, member);
        aggregate(aggregation, reading.decisive.iter().map(|step| values[*step]))
    }));
    let at = |level| quantile(&values, level).unwrap_or(f64::NAN);
    if values.is_empty() {
        return String::new();
    }
    let scale = Scale::new(reading.material.question, &criterion.variable, units, Some(at(0.9) - at(0.1)))
        .totalled(aggregation);
    if criterion.variable == Variable::Precipitation {
        return rain_detail(criterion, &scale, at(0.95), aggregation);
    }
    let likely = format!("most likely {}", scale.range(at(0.25), at(0.75)));
    let possible = match criterion.bound {
        _ if event => scale.range(at(0.05), at(0.95)),
        Bound::AtMost { .. } => format!("up to {}", scale.bare(at(0.95))),
        Bound::AtLeast { .. } => format!("down to {}", scale.bare(at(0.05))),
        Bound::Within { .. } => return likely,
    };
    let likely_ends = [at(0.25), at(0.75)].map(|value| scale.bare(value));
    let possible_ends = [at(0.05), at(0.95)].map(|value| scale.bare(value));
    let adds_nothing = match criterion.bound {
        Bound::AtMost { .. } if !event => likely_ends[1] == possible_ends[1],
        Bound::AtLeast { .. } if !event => likely_ends[0] == possible_ends[0],
        _ => likely_ends == possible_ends,
    };
    if adds_nothing { likely } else { format!("{likely}, {possible} possible") }
}

fn rain_detail(criterion: &Criterion, scale: &Scale, far: f64, aggregation: Aggregation) -> String {
    let per = if aggregation == Aggregation::Sum { "in all" } else { "per hour" };
    let possible = scale.bare(far);
    let nothing = scale.bare(0.0) == possible;
    let amount = scale.followed(&possible);
    match criterion.bound {
        Bound::AtMost { limit } if limit <= 0.0 => {
            if nothing {
                "none at all".to_owned()
            } else {
                format!("none at all; {amount} {per} possible")
            }
        }
        Bound::AtMost { limit } => {
            let limit = scale.limit(limit);
            if nothing {
                format!("under {limit} {per}")
            } else {
                format!("under {limit} {per}; {amount} possible")
            }
        }
        _ if nothing => "hardly any expected".to_owned(),
        _ => format!("up to {amount} {per} possible"),
    }
}
