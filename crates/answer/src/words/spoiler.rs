use super::{
    condition::{occasion, subject_name},
    number::{Scale, percent},
    when::{hour, hour_end},
};
use crate::{
    judge::Held,
    quantile::{quantile, sorted},
    reading::Reading,
};
use domain::{Asked, Bound, Criterion, Probability, Variable};

/// The need that fails in most of the members that fail; absent where nothing fails or there is only a negated event.
pub(crate) fn limiting(reading: &Reading<'_>) -> Option<usize> {
    if matches!(reading.material.question.asked, Asked::Event { negated: true }) {
        return None;
    }
    let failing = |need: usize| 1.0 - reading.needs.get(need).map_or(1.0, |chance| chance.value());
    let worst = (0..reading.needs.len()).reduce(|a, b| if failing(b) > failing(a) { b } else { a })?;
    (failing(worst) > 0.0).then_some(worst)
}

/// What would most likely spoil it, or keeps it from happening, read off the members that fail.
pub(crate) fn spoiler(reading: &Reading<'_>) -> Option<String> {
    // For a single question of fact there is nothing to spoil.
    if !matches!(reading.material.question.asked, Asked::Window { .. }) {
        return None;
    }
    let window = reading.window.as_ref()?;
    let Some(worst) = limiting(reading) else {
        return Some("Nothing in the forecast would spoil it.".to_owned());
    };
    let criterion = reading.judge.criteria().nth(worst)?;
    let threat = Threat::of(reading, worst, criterion);
    let failing = reading.needs[worst].complement();
    if window.chance.percent() >= 95 {
        return Some(format!(
            "Hardly anything could spoil it; at most {}, with {}.",
            threat.lower_name(),
            percent(failing)
        ));
    }
    if window.chance.value() < 0.33 {
        let best =
            if reading.decisive.len() == 1 { "even in the best hour" } else { "even in the best hours" };
        return Some(format!(
            "{} the main reason: {} that {} {best}.",
            threat.name_is(),
            percent(failing),
            threat.passes()
        ));
    }
    let second = second(reading, worst).map_or_else(String::new, |(name, chance)| {
        format!(
            " Next {}, with {}.",
            if name == "gusts" { "come gusts".to_owned() } else { format!("comes {name}") },
            percent(chance)
        )
    });
    let (verb, pronoun) = if threat.variable == Variable::WindGust { ("are", "they") } else { ("is", "it") };
    Some(format!(
        "{} {verb} what could spoil it: {pronoun} may {}.{second}",
        threat.name,
        threat.passes_with_extent()
    ))
}

/// The next most frequent reason, where it is nearly as frequent.
fn second(reading: &Reading<'_>, worst: usize) -> Option<(&'static str, Probability)> {
    let failing = |need: usize| reading.needs[need].complement();
    let next = (0..reading.needs.len())
        .filter(|need| *need != worst)
        .reduce(|a, b| if failing(b) > failing(a) { b } else { a })?;
    let criterion = reading.judge.criteria().nth(next)?;
    let worst_criterion = reading.judge.criteria().nth(worst)?;
    let (name, worst_name) = (reason(criterion, true), reason(worst_criterion, true));
    // Wind and its gusts come together: one reason.
    let windy =
        |criterion: &Criterion| matches!(criterion.variable, Variable::WindSpeed | Variable::WindGust);
    let same = name == worst_name || (windy(criterion) && windy(worst_criterion));
    (failing(next).value() >= 0.6 * failing(worst).value() && failing(next).percent() >= 5 && !same)
        .then_some((name, failing(next)))
}

/// What one need threatens with.
struct Threat {
    name: String,
    /// Whether the values that fail lie above the limit.
    above: bool,
    limit: String,
    /// Whether the limit lets nothing worth a number through.
    any_at_all: bool,
    /// A value that one in twenty outcomes reaches, where it lies beyond the limit.
    extent: Option<String>,
    /// `around 14`, where one step is clearly the likeliest to fail.
    when: Option<String>,
    variable: Variable,
}

impl Threat {
    fn of(reading: &Reading<'_>, need: usize, criterion: &Criterion) -> Self {
        let above = fails_above(reading, need, criterion);
        let (lower, upper) = criterion.bound.limits();
        let limit = if above { upper.or(lower) } else { lower.or(upper) }.unwrap_or(f64::NAN);
        let question = reading.material.question;
        let scale = Scale::new(question, &criterion.variable, reading.material.units, None);
        let extremes = sorted((0..reading.judge.members()).map(|member| {
            let values = reading.judge.trajectory(need, member);
            let values = reading.decisive.iter().map(|step| values[*step]).filter(|value| !value.is_nan());
            if above {
                values.fold(f64::NEG_INFINITY, f64::max)
            } else {
                values.fold(f64::INFINITY, f64::min)
            }
        }));
        let extent = quantile(&extremes, if above { 0.95 } else { 0.05 })
            .filter(|value| if above { *value > limit } else { *value < limit })
            .filter(|value| scale.bare(*value) != scale.bare_limit(limit))
            .map(|value| scale.with_unit(value));
        let name = match &criterion.variable {
            Variable::Series(_) => subject_name(question, &criterion.variable).to_owned(),
            _ => super::capitalised(reason(criterion, above)),
        };
        Self {
            name,
            above,
            limit: scale.limit(limit),
            any_at_all: limit <= 0.2,
            extent,
            when: likeliest_hour(reading, need),
            variable: criterion.variable.clone(),
        }
    }

    fn lower_name(&self) -> String {
        self.name.to_lowercase()
    }

    /// `Wind is`, `Gusts are`.
    fn name_is(&self) -> String {
        format!("{} {}", self.name, if self.variable == Variable::WindGust { "are" } else { "is" })
    }

    /// `it passes 20 km/h`, `it is under 18 °C`.
    fn passes(&self) -> String {
        match (&self.variable, self.above) {
            (Variable::RainReported, true) => "it comes".to_owned(),
            (Variable::Precipitation, true) if self.any_at_all => "it comes".to_owned(),
            (Variable::WindGust, true) => format!("they pass {}", self.limit),
            (_, true) => format!("it passes {}", self.limit),
            (_, false) => format!("it is under {}", self.limit),
        }
    }

    /// `pass 20 km/h around 14, up to 31 km/h`.
    fn passes_with_extent(&self) -> String {
        let when = self.when.as_ref().map_or_else(String::new, |when| format!(" {when}"));
        let extent = |direction: &str| {
            self.extent.as_ref().map_or_else(String::new, |extent| format!(", {direction} {extent}"))
        };
        match (&self.variable, self.above) {
            (Variable::RainReported, _) => format!("come{when}"),
            (Variable::Precipitation, true) if self.any_at_all => match &self.extent {
                Some(extent) => format!("come{when}, up to {extent} per hour"),
                None => format!("come{when}"),
            },
            (Variable::Precipitation, true) => {
                format!("pass {} per hour{when}{}", self.limit, extent("up to"))
            }
            (_, true) => format!("pass {}{when}{}", self.limit, extent("up to")),
            (_, false) => format!("be under {}{when}{}", self.limit, extent("down to")),
        }
    }
}

/// Whether more members fail above the range than below it.
fn fails_above(reading: &Reading<'_>, need: usize, criterion: &Criterion) -> bool {
    match criterion.bound {
        Bound::AtMost { .. } => true,
        Bound::AtLeast { .. } => false,
        Bound::Within { lower, upper } => {
            let (mut above, mut below) = (0, 0);
            for member in 0..reading.judge.members() {
                let values = reading.judge.trajectory(need, member);
                above += usize::from(reading.decisive.iter().any(|step| values[*step] > upper));
                below += usize::from(reading.decisive.iter().any(|step| values[*step] < lower));
            }
            above > below
        }
    }
}

/// What the failing of a criterion is called.
fn reason(criterion: &Criterion, above: bool) -> &'static str {
    match (&criterion.variable, above) {
        (Variable::Temperature, true) => "heat",
        (Variable::Temperature, false) => "cold",
        (Variable::DewPoint, _) => "damp air",
        (Variable::RelativeHumidity, _) => "humidity",
        (Variable::Pressure, _) => "air pressure",
        (Variable::Precipitation | Variable::RainReported, _) => "rain",
        (Variable::WindSpeed, true) => "wind",
        (Variable::WindSpeed, false) => "too little wind",
        (Variable::WindGust, _) => "gusts",
        (Variable::CloudCover, _) => "cloud",
        (Variable::Visibility, _) => "visibility",
        (Variable::ParticulateMatter, _) => "fine dust",
        (Variable::InhalableParticulateMatter, _) => "dust",
        (Variable::Ozone, _) => "ozone",
        (Variable::UltravioletIndex, _) => "ultraviolet light",
        (Variable::Series(_), _) => "it",
    }
}

/// The hour in which the need fails most often, where it stands out by at least five points over the mildest.
fn likeliest_hour(reading: &Reading<'_>, need: usize) -> Option<String> {
    if reading.decisive.len() < 2 || !reading.steps.within_a_day() {
        return None;
    }
    let failing: Vec<f64> = reading
        .decisive
        .iter()
        .map(|step| {
            1.0 - reading
                .judge
                .share(|member| match reading.judge.need_in_step(need, member, *step) {
                    Held::Yes => Held::Yes,
                    Held::No | Held::Unknown => Held::No,
                })
                .value()
        })
        .collect();
    let highest = failing.iter().copied().fold(0.0, f64::max);
    let lowest = failing.iter().copied().fold(1.0, f64::min);
    let peak = failing.iter().position(|share| *share >= highest)?;
    let step = reading.decisive[peak];
    (highest - lowest >= 0.05).then(|| {
        if peak == 0 {
            format!("before {}", hour_end(reading.steps.end(step)))
        } else if peak + 1 == failing.len() {
            format!("after {}", hour(reading.steps.start(step)))
        } else {
            format!("around {}", hour(reading.steps.start(step)))
        }
    })
}

/// What to say where criteria could not be judged.
pub(crate) fn unjudged(reading: &Reading<'_>) -> Option<String> {
    let missing = &reading.judge.unjudged;
    if missing.is_empty() {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for criterion in missing {
        let name = subject_name(reading.material.question, &criterion.variable).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let what = super::capitalised(&super::listed(&names));
    Some(if reading.probability.is_some() {
        let whom = match reading.material.question.asked {
            Asked::Window { .. } => {
                format!("Look at it yourself before {}", occasion(reading.material.question))
            }
            _ => "Judge it yourself".to_owned(),
        };
        format!(
            "{what} could not be judged: there is no data for it here, and the chance leaves it out. {whom}."
        )
    } else {
        format!("{what} could not be judged: there is no data for it here.")
    })
}
