use crate::{material::Material, words::number::Scale};
use domain::{Aggregation, Bound, Criterion, Question, Subject, UnitSystem, Variable};

/// A criterion and the opposite of it.
pub(crate) fn opposite(criterion: &Criterion) -> Option<Criterion> {
    let bound = match criterion.bound {
        Bound::AtMost { limit } => Bound::AtLeast { limit },
        Bound::AtLeast { limit } => Bound::AtMost { limit },
        Bound::Within { .. } => return None,
    };
    let aggregation = match criterion.aggregation {
        Aggregation::Every => Aggregation::Any,
        Aggregation::Any => Aggregation::Every,
        other => other,
    };
    Some(Criterion { bound, aggregation, ..criterion.clone() })
}

/// Snow is no variable of its own: rain and cold stand for it, and only the label says so.
fn stands_for_snow(criterion: &Criterion) -> bool {
    criterion.label.contains("snow")
}

/// Whether a limit on rain, in mm, says "any rain at all" rather than an amount: a wet hour or day is one with 0.1 to
/// 1 mm in every definition in use.
fn is_trace(limit: f64) -> bool {
    limit <= 1.0
}

/// A criterion as it stands in a sentence: `dry`, `18 to 27 °C`, `wind under 20 km/h`.
pub(crate) fn condition(question: &Question, criterion: &Criterion, units: UnitSystem) -> String {
    let variable = &criterion.variable;
    if stands_for_snow(criterion) {
        return criterion.label.clone();
    }
    let scale = Scale::new(question, variable, units, None).totalled(criterion.aggregation);
    let (under, over, between) = bounds(&scale, &criterion.bound);
    match variable {
        Variable::Precipitation | Variable::RainReported => rain(variable, criterion, &scale),
        Variable::Temperature => temperature(criterion, &scale),
        _ => {
            let name = subject_name(question, variable);
            let extreme = match criterion.aggregation {
                Aggregation::Mean => "on average ",
                Aggregation::Any if matches!(criterion.bound, Bound::AtMost { .. }) => "at times ",
                _ => "",
            };
            let place = under.or(over).or(between).unwrap_or_default();
            format!("{name} {extreme}{place}")
        }
    }
}

/// `under 20 km/h`, `over 18 °C`, `18 to 27 °C`: at most one of them.
fn bounds(scale: &Scale, bound: &Bound) -> (Option<String>, Option<String>, Option<String>) {
    match *bound {
        Bound::AtMost { limit } => (Some(format!("under {}", scale.limit(limit))), None, None),
        Bound::AtLeast { limit } => (None, Some(format!("over {}", scale.limit(limit))), None),
        Bound::Within { lower, upper } => {
            (None, None, Some(format!("{} to {}", scale.bare_limit(lower), scale.limit(upper))))
        }
    }
}

fn rain(variable: &Variable, criterion: &Criterion, scale: &Scale) -> String {
    let reported = *variable == Variable::RainReported;
    let whole = matches!(criterion.aggregation, Aggregation::Every);
    match criterion.bound {
        // "No dry hour at all" is the rare opposite of "a dry hour".
        Bound::AtLeast { limit } if reported || is_trace(limit) => {
            if whole {
                "rain all the time".to_owned()
            } else {
                "rain".to_owned()
            }
        }
        Bound::AtMost { limit } if reported || is_trace(limit) => {
            if criterion.aggregation == Aggregation::Any {
                "a dry spell".to_owned()
            } else {
                "dry".to_owned()
            }
        }
        Bound::AtLeast { limit } => format!("over {} of rain", scale.limit(limit)),
        Bound::AtMost { limit } => format!("under {} of rain", scale.limit(limit)),
        Bound::Within { lower, upper } => {
            format!("{} to {} of rain", scale.bare_limit(lower), scale.limit(upper))
        }
    }
}

fn temperature(criterion: &Criterion, scale: &Scale) -> String {
    let limit_text = match criterion.bound {
        Bound::AtMost { limit } => format!("under {}", scale.limit(limit)),
        Bound::AtLeast { limit } => format!("over {}", scale.limit(limit)),
        Bound::Within { lower, upper } => format!("{} to {}", scale.bare_limit(lower), scale.limit(upper)),
    };
    let freezing = |limit: f64| limit.abs() < 1e-9;
    match (criterion.aggregation, criterion.bound) {
        (Aggregation::Any | Aggregation::Minimum, Bound::AtMost { limit }) if freezing(limit) => {
            "frost".to_owned()
        }
        (Aggregation::Every | Aggregation::Minimum, Bound::AtLeast { limit }) if freezing(limit) => {
            "no frost".to_owned()
        }
        (Aggregation::Minimum, Bound::Within { .. }) => format!("a low of {limit_text}"),
        (Aggregation::Maximum, Bound::Within { .. }) => format!("a high of {limit_text}"),
        (Aggregation::Minimum, _) => format!("a low {limit_text}"),
        (Aggregation::Maximum, _) => format!("a high {limit_text}"),
        (Aggregation::Mean, _) => format!("{limit_text} on average"),
        (Aggregation::Any, _) => format!("{limit_text} at some time"),
        _ => limit_text,
    }
}

/// A criterion with its limit where its everyday name hides it: `rain: 0.2 mm or more in an hour`, `frost: 0 °C or below`.
pub(crate) fn definition(question: &Question, criterion: &Criterion, units: UnitSystem) -> String {
    let name = condition(question, criterion, units);
    if name.contains(|character: char| character.is_ascii_digit())
        || criterion.variable == Variable::RainReported
    {
        return name;
    }
    let scale = Scale::new(question, &criterion.variable, units, None).totalled(criterion.aggregation);
    let over = match (&criterion.variable, criterion.aggregation) {
        (Variable::Precipitation, Aggregation::Sum) => " in all",
        (Variable::Precipitation, _) => " in an hour",
        _ => "",
    };
    match criterion.bound {
        Bound::AtMost { limit } => format!("{name}: {} or less{over}", scale.limit(limit)),
        Bound::AtLeast { limit } => format!("{name}: {} or more{over}", scale.limit(limit)),
        Bound::Within { lower, upper } => {
            format!("{name}: {} to {}{over}", scale.bare_limit(lower), scale.limit(upper))
        }
    }
}

/// What a variable is called in a sentence: a series by its title.
pub(crate) fn subject_name<'a>(question: &'a Question, variable: &'a Variable) -> &'a str {
    match (&question.subject, variable) {
        (Subject::Series { info }, Variable::Series(id)) if info.id == *id => &info.title,
        _ => variable.name(),
    }
}

/// What an activity is called behind "for": `a picnic`, `sailing`, `the commute`.
pub(crate) fn occasion(question: &Question) -> String {
    match &question.subject {
        Subject::Activity { id, title } => {
            let name = title.to_lowercase();
            match id.as_str() {
                "picnic" | "barbecue" | "run" | "walk" | "hike" | "cycling" | "beach" | "drone"
                | "wedding" | "party" | "festival" | "market_stall" | "bonfire" | "dog_walk" | "ev_trip"
                | "motorcycling" | "triathlon" | "ballooning" | "flying" | "car_wash" | "theme_park" => {
                    format!("a {name}")
                }
                "eating_outside" => format!("a {name}"),
                "commute" | "school_run" => format!("the {name}"),
                _ => name,
            }
        }
        Subject::Weather => "that".to_owned(),
        Subject::Series { info } => info.title.clone(),
    }
}

/// What is wrong when the criteria fail, where they all fail one way: `too windy`, `too cold`.
pub(crate) fn fault<'a>(criteria: impl Iterator<Item = &'a Criterion>) -> Option<&'static str> {
    let mut faults = criteria.map(|criterion| match (&criterion.variable, &criterion.bound) {
        (Variable::WindSpeed | Variable::WindGust, Bound::AtMost { .. }) => Some("too windy"),
        (Variable::WindSpeed | Variable::WindGust, Bound::AtLeast { .. }) => Some("not windy enough"),
        (Variable::Temperature, Bound::AtMost { .. }) => Some("too hot"),
        (Variable::Temperature, Bound::AtLeast { .. }) => Some("too cold"),
        (Variable::Precipitation | Variable::RainReported, Bound::AtMost { .. }) => Some("too wet"),
        (Variable::CloudCover, Bound::AtMost { .. }) => Some("too cloudy"),
        (Variable::Visibility, Bound::AtLeast { .. }) => Some("too hazy"),
        (Variable::RelativeHumidity, Bound::AtMost { .. }) => Some("too humid"),
        _ => None,
    });
    let first = faults.next()??;
    faults.all(|fault| fault == Some(first)).then_some(first)
}

/// The criteria of a window in one phrase; more than four of them in general terms, because a headline with five limits
/// in it isn't read.
pub(crate) fn conditions(material: &Material<'_>, criteria: &[&Criterion]) -> String {
    if criteria.len() > 1 && criteria.iter().any(|criterion| stands_for_snow(criterion)) {
        return "snow".to_owned();
    }
    if criteria.len() > 4 {
        return format!("everything you need for {}", occasion(material.question));
    }
    let parts: Vec<String> =
        criteria.iter().map(|criterion| condition(material.question, criterion, material.units)).collect();
    super::listed(&parts)
}
