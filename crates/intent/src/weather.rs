//! What is asked of the weather: an event, an amount, or the hours good enough for something to do.

use crate::{
    asked::{self, Mode},
    conditions::{self, Condition, Finding, SNOW_KEY},
    limits,
    measures::Measure,
    subject::Heard,
    thresholds::Threshold,
    time::{Daypart, Hours, Said},
    tokens::Text,
    unclear::Fault,
};
use domain::{
    Activity, Aggregation, Asked, Bound, Criterion, Dimension, Slot, ThresholdSource, Unit, UnitSystem,
    Variable,
};

/// What is asked, what has to hold, and what was read into the words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) asked: Asked,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) notes: Vec<(Slot, String)>,
}

/// What is asked of the weather, in this mode.
pub(crate) fn asked(
    text: &Text<'_>,
    heard: &Heard<'_>,
    mode: Mode,
    units: UnitSystem,
) -> Result<Request, Fault> {
    let (findings, limits) = (&heard.findings[..], &heard.limits[..]);
    if let Mode::Trend(wanted) = mode {
        let (variable, aggregation) = findings
            .first()
            .map_or_else(|| (Variable::Temperature, Aggregation::Maximum), |finding| finding.amount.clone());
        let (variable, aggregation) = if findings.is_empty()
            && text.has_any(&[
                "clouding over",
                "cloud over",
                "clearing up",
                "clear up",
                "brightening up",
                "brighten up",
            ]) {
            (Variable::CloudCover, Aggregation::Mean)
        } else {
            (variable, aggregation)
        };
        let asked = Asked::Trend { variable, aggregation, wanted };
        return Ok(Request { asked, criteria: Vec::new(), notes: Vec::new() });
    }
    let compares = heard.choices.len() > 1 || heard.rivals.len() > 1;
    if compares && limits.is_empty() {
        let graded = findings.iter().find(|finding| {
            asked::is_comparative(text, finding) || finding.how || finding.condition.event.is_empty()
        });
        let events = findings.iter().any(|finding| !finding.condition.event.is_empty() && !finding.how);
        if let Some(finding) = graded {
            let (variable, aggregation) = finding.amount.clone();
            let asked = Asked::Amount { variable, aggregation };
            return Ok(Request { asked, criteria: Vec::new(), notes: Vec::new() });
        }
        if !events {
            let criteria = conditions::criteria_of("pleasant").unwrap_or_default();
            let criteria = criteria.into_iter().map(hourly).collect();
            let text = "Took which has more of pleasant weather: dry, 18 to 30 °C, light wind.";
            let notes = vec![(Slot::What, text.to_owned())];
            return Ok(Request { asked: Asked::Window { hours: 4, negated: false }, criteria, notes });
        }
    }
    let stretch = heard.stretch.and_then(|hours| u32::try_from(hours).ok());
    let best = stretch.or_else(|| {
        (heard.superlative && text.has_any(&["when", "what time", "which day", "best"])).then_some(3)
    });
    let mut request = request(text, findings, limits, &heard.said, units)?;
    match (mode, &request.asked) {
        (Mode::FirstTime { over }, Asked::Event { negated }) => {
            if over != *negated {
                request.criteria = request.criteria.into_iter().map(opposite).collect();
            }
            request.notes.retain(|(_, note)| note != WHETHER_AT_ALL);
            request.asked = Asked::FirstTime;
        }
        (Mode::Typical, _) => {
            request.notes.retain(|(_, note)| note != HOW_WARM);
            request.asked = Asked::Typical { of: Box::new(request.asked) };
        }
        (_, Asked::Event { negated }) if best.is_some() => {
            if *negated {
                request.criteria = request.criteria.into_iter().map(opposite).collect();
            }
            request.criteria = request.criteria.into_iter().map(hourly).collect();
            request.asked = Asked::Window { hours: best.unwrap_or(3), negated: false };
        }
        _ => {}
    }
    Ok(request)
}

const HOW_WARM: &str = "Took how warm it gets. Ask \"will it rain\" or \"how windy will it be\" for more.";
const WHETHER_AT_ALL: &str = "Took whether it happens at all; the hours show when.";

/// The criterion asked of every hour.
fn hourly(criterion: Criterion) -> Criterion {
    let bound = match (&criterion.variable, criterion.bound) {
        // A dry hour is one with less than can be measured.
        (Variable::Precipitation, Bound::AtMost { .. }) => Bound::AtMost { limit: 0.1 },
        (_, bound) => bound,
    };
    Criterion { aggregation: Aggregation::Every, bound, ..criterion }
}

/// What is asked of the weather by itself.
pub(crate) fn request(
    text: &Text<'_>,
    findings: &[Finding],
    limits: &[Threshold],
    said: &Said,
    units: UnitSystem,
) -> Result<Request, Fault> {
    let mut notes = Vec::new();
    let mut criteria = Vec::new();
    let mut negated = false;
    for limit in limits {
        let Some(variable) = variable_of(limit, findings)? else { continue };
        let criterion = criterion_of(text, limit, variable, units, &mut notes)?;
        negated |= is_denied(text, limit.tokens.start);
        criteria.push(criterion);
    }
    if criteria.is_empty()
        && let Some(finding) = findings.iter().find(|finding| finding.how)
    {
        return Ok(amount(finding, said, text.has_any(&["average", "mean"]), notes));
    }
    let events: Vec<&Finding> =
        findings.iter().filter(|finding| !finding.condition.event.is_empty()).collect();
    let bounded = |finding: &Finding, criteria: &[Criterion]| {
        criteria.iter().any(|criterion| finding.condition.about.0.contains(&criterion.variable))
    };
    if criteria.is_empty() && events.is_empty() {
        notes.push((Slot::What, HOW_WARM.to_owned()));
        let asked = Asked::Amount { variable: Variable::Temperature, aggregation: Aggregation::Maximum };
        return Ok(Request { asked, criteria, notes });
    }
    let open: Vec<&Finding> = events.into_iter().filter(|finding| !bounded(finding, &criteria)).collect();
    let alone = criteria.is_empty() && distinct(&open) == 1;
    for finding in &open {
        let absent = finding.condition.absent != finding.negated;
        if alone {
            negated = absent;
        }
        for need in finding.condition.event {
            let mut criterion = need.criterion();
            if absent && !alone {
                criterion = opposite(criterion);
            }
            if !criteria.iter().any(|known| known.variable == criterion.variable) {
                criteria.push(criterion);
            }
        }
        if finding.condition.key == SNOW_KEY {
            notes.push((Slot::What, snow_note("the chance of rain or snow together with cold enough air")));
        }
    }
    if text.is_any(0, &["when"]) {
        notes.push((Slot::What, WHETHER_AT_ALL.to_owned()));
    }
    if let Some(finding) = open.first() {
        let text =
            format!("What counts as {} comes from our table; set the limit you mean.", finding.condition.key);
        notes.push((Slot::Needs, text));
    }
    Ok(Request { asked: Asked::Event { negated }, criteria, notes })
}

fn snow_note(instead: &str) -> String {
    format!("Snow isn't forecast by itself: this is {instead}.")
}

/// How many different conditions there are.
fn distinct(findings: &[&Finding]) -> usize {
    let mut keys: Vec<&str> = findings.iter().map(|finding| finding.condition.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

fn amount(finding: &Finding, said: &Said, average: bool, mut notes: Vec<(Slot, String)>) -> Request {
    let (variable, mut aggregation) = finding.amount.clone();
    if finding.condition.key == "temperature" {
        let night = said.hours.iter().any(|hours| matches!(hours, Hours::Part(Daypart::Night)));
        let moment = said.hours.iter().any(Hours::is_moment);
        if night {
            aggregation = Aggregation::Minimum;
        }
        if average {
            aggregation = Aggregation::Mean;
        } else if !moment {
            let text = if night { "Took the lowest temperature." } else { "Took the highest temperature." };
            notes.push((Slot::What, text.to_owned()));
        }
    }
    if finding.condition.key == SNOW_KEY {
        notes.push((Slot::What, snow_note("the rain and melted snow that falls")));
    }
    Request { asked: Asked::Amount { variable, aggregation }, criteria: Vec::new(), notes }
}

/// The variable a limit is about: by its unit, or by the words beside it; none for what counts something else.
pub(crate) fn variable_of(limit: &Threshold, findings: &[Finding]) -> Result<Option<Variable>, Fault> {
    let distance = |finding: &&Finding| {
        finding.tokens.start.abs_diff(limit.tokens.end).min(limit.tokens.start.abs_diff(finding.tokens.end))
    };
    let beside = findings.iter().min_by_key(distance);
    let measured = limit.measure.as_ref().and_then(limits::weather_variable);
    let fits = |variable: &Variable, other: &Variable| {
        variable.unit().map(|unit| unit.dimension()) == other.unit().map(|unit| unit.dimension())
    };
    match (&limit.measure, measured) {
        (Some(Measure::Unit(unit)), Some(_)) if unit.dimension() == Dimension::Share => {
            // `A 40 % chance` is no limit of the weather.
            let about = findings.iter().map(|finding| finding.amount.0.clone());
            Ok(about.into_iter().find(|variable| variable.unit() == Some(Unit::Percent)))
        }
        (Some(Measure::Unit(unit) | Measure::Scaled(_, unit)), Some(variable))
            if unit.dimension() == Dimension::Distance =>
        {
            let seen = findings.iter().any(|finding| finding.amount.0 == Variable::Visibility);
            Ok(seen.then_some(variable))
        }
        (_, Some(variable)) => {
            let better =
                findings.iter().map(|finding| &finding.amount.0).find(|other| fits(&variable, other));
            // `Wind over 20 degrees` is a slip, to be said: a lone quantity is what the limit is of.
            let lone = match findings {
                [finding] if finding.condition.event.is_empty() => Some(&finding.amount.0),
                _ => None,
            };
            Ok(Some(better.or(lone).cloned().unwrap_or(variable)))
        }
        (None, _) => Ok(Some(beside.map_or(Variable::Temperature, |finding| finding.amount.0.clone()))),
        (Some(_), None) if limit.compared => {
            let variable = beside.map_or(Variable::Temperature, |finding| finding.amount.0.clone());
            Ok(Some(variable))
        }
        (Some(_), None) => Ok(None),
    }
}

pub(crate) fn criterion_of(
    text: &Text<'_>,
    limit: &Threshold,
    variable: Variable,
    units: UnitSystem,
    notes: &mut Vec<(Slot, String)>,
) -> Result<Criterion, Fault> {
    let target = variable.unit().unwrap_or(Unit::Named(String::new()));
    let written = text.slice(limit.tokens.clone());
    let converted = limits::in_unit(limit, &target, variable.name(), units, written)?;
    if let Some(note) = converted.note {
        notes.push((Slot::Needs, note));
    }
    if !limit.compared {
        notes.push((Slot::Needs, format!("Read \"{written}\" as that or more.")));
    }
    Ok(Criterion {
        label: variable.name().to_owned(),
        aggregation: limits::weather_aggregation(&variable, converted.bound, limit.throughout),
        variable,
        bound: converted.bound,
        source: ThresholdSource::Asked,
    })
}

/// `won't it go above`, `not below`: a negation shortly in front.
pub(crate) fn is_denied(text: &Text<'_>, index: usize) -> bool {
    (index.saturating_sub(4)..index)
        .any(|at| text.is_any(at, &["not", "won't", "wont", "never", "isn't", "doesn't", "don't"]))
}

/// The criterion of the event staying away.
pub(crate) fn opposite(criterion: Criterion) -> Criterion {
    let aggregation = match criterion.aggregation {
        Aggregation::Any => Aggregation::Every,
        Aggregation::Every => Aggregation::Any,
        other => other,
    };
    let bound = match criterion.bound {
        Bound::AtLeast { limit } => Bound::AtMost { limit },
        Bound::AtMost { limit } => Bound::AtLeast { limit },
        within @ Bound::Within { .. } => within,
    };
    Criterion { label: format!("no {}", criterion.label), aggregation, bound, ..criterion }
}

/// The hours good enough for something to do, with the limits and the worries the words name.
pub(crate) fn window(
    text: &Text<'_>,
    activity: &Activity,
    findings: &[Finding],
    limits: &[Threshold],
    units: UnitSystem,
) -> Result<Request, Fault> {
    let mut notes = Vec::new();
    let mut criteria = activity.criteria.clone();
    for limit in limits {
        // `A run of 10 km` and `a picnic for 20 people` limit nothing.
        if !limit.compared
            || limit.measure.as_ref().is_some_and(|measure| limits::weather_variable(measure).is_none())
        {
            continue;
        }
        let Some(variable) = variable_of(limit, findings)? else { continue };
        let mut criterion = criterion_of(text, limit, variable, units, &mut notes)?;
        criterion.aggregation = Aggregation::Every;
        match criteria.iter_mut().find(|known| known.variable == criterion.variable) {
            Some(known) => *known = Criterion { label: known.label.clone(), ..criterion },
            None => criteria.push(criterion),
        }
    }
    let worry = findings.iter().find(|finding| finding.too || finding.enough);
    let mut negated = false;
    if let Some(finding) = worry {
        let narrowed = narrowed(&criteria, finding.condition, finding.too);
        negated = finding.too != is_denied(text, finding.tokens.start);
        if narrowed.is_empty() {
            // The activity's table says nothing of it: the condition's own event does.
            criteria = finding.condition.event.iter().map(crate::Need::criterion).collect();
            let event_negated = finding.condition.absent;
            return Ok(Request { asked: Asked::Event { negated: event_negated }, criteria, notes });
        }
        criteria = narrowed;
    }
    let text =
        format!("What makes good hours for \"{}\" comes from our table; change any limit.", activity.title);
    notes.push((Slot::Needs, text));
    Ok(Request { asked: Asked::Window { hours: activity.length_hours, negated }, criteria, notes })
}

/// Those criteria, and those sides of them, that a worry is about: `too windy` leaves the upper limit of the wind.
fn narrowed(criteria: &[Criterion], condition: &Condition, too: bool) -> Vec<Criterion> {
    let (variables, more) = condition.about;
    let upper = too == more;
    let about = criteria.iter().filter(|criterion| variables.contains(&criterion.variable));
    about
        .filter_map(|criterion| {
            let (lower_limit, upper_limit) = criterion.bound.limits();
            let bound = if upper {
                Bound::AtMost { limit: upper_limit? }
            } else {
                Bound::AtLeast { limit: lower_limit? }
            };
            Some(Criterion { bound, ..criterion.clone() })
        })
        .collect()
}
