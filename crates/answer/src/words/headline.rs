use super::{
    condition::{condition, conditions, fault, occasion, opposite, subject_name},
    number::{Scale, odds, percent},
    when::Calendar,
};
use crate::{
    quantile::quantile,
    reading::{Amount, Reading},
};
use domain::{Aggregation, Asked, Criterion, Question, SeriesKind, Slot, Subject, Variable, Verbal};

/// The sentence with the number in it, and the number as it stands there.
pub(crate) struct Headline {
    pub(crate) sentence: String,
    pub(crate) number: String,
}

pub(crate) fn headline(reading: &Reading<'_>, calendar: &Calendar) -> Headline {
    let question = reading.material.question;
    match (&question.asked, reading.probability, &reading.amount) {
        (Asked::Amount { .. }, _, Some(amount)) => of_amount(reading, amount, calendar),
        (Asked::Window { negated, .. }, Some(_), _) => of_window(reading, *negated, calendar),
        (Asked::Event { .. }, Some(_), _) => of_event(reading, calendar),
        _ => nothing_known(question, calendar),
    }
}

fn of_window(reading: &Reading<'_>, negated: bool, calendar: &Calendar) -> Headline {
    let (words, number) = words_and_number(reading);
    let question = reading.material.question;
    let criteria: Vec<&Criterion> = reading.judge.criteria().collect();
    let stretch = stretch(reading, calendar);
    let place = named_place(question);
    let sentence = if negated {
        let fault = fault(criteria.iter().copied())
            .map_or_else(|| "conditions are wrong".to_owned(), |fault| format!("it is {fault}"));
        format!("{words}, {number}, that {fault} for {}{place}: best {stretch}", occasion(question))
    } else {
        format!("{words}, {number}: {}{place} {stretch}", conditions(reading.material, &criteria))
    };
    Headline { sentence, number }
}

fn of_event(reading: &Reading<'_>, calendar: &Calendar) -> Headline {
    let (words, number) = words_and_number(reading);
    let question = reading.material.question;
    let what = event(reading);
    let sentence =
        format!("{words}, {number}: {what}{} {}", place(question), calendar.spans(&question.spans));
    Headline { sentence, number }
}

/// The event as asked, in a phrase: `rain`, `dry` where rain was asked the other way round.
pub(crate) fn event(reading: &Reading<'_>) -> String {
    let (question, units) = (reading.material.question, reading.material.units);
    let criteria: Vec<&Criterion> = reading.judge.criteria().collect();
    match (&criteria[..], reading.negated()) {
        ([criterion], true) => opposite(criterion).map_or_else(
            || format!("not {}", condition(question, criterion, units)),
            |opposite| condition(question, &opposite, units),
        ),
        (criteria, false) => conditions(reading.material, criteria),
        (criteria, true) => format!("not all of {}", conditions(reading.material, criteria)),
    }
}

fn of_amount(reading: &Reading<'_>, amount: &Amount, calendar: &Calendar) -> Headline {
    let question = reading.material.question;
    let figures = Figures::of(reading, amount);
    let when = calendar.spans(&question.spans);
    let place = place(question);
    let none = figures.median == "0" && amount.variable.support().zero_inflated;
    let about = match (figures.certain(), none) {
        (_, true) => "Most likely ",
        (true, false) => "",
        (false, false) => "About ",
    };
    let number = figures.scale.followed(&figures.median);
    let between = if none { figures.up_to(amount) } else { figures.between() };
    let sentence = match &question.subject {
        Subject::Series { info } => {
            format!("{about}{number}{} {when}{between}: {}", per_step(reading, info.kind, amount), info.title)
        }
        _ => format!(
            "{about}{number}{between}: {}{} {when}",
            amount_name(question, &amount.variable, amount.aggregation),
            place
        ),
    };
    Headline { sentence, number }
}

/// `on average` and the like, where one value stands for many.
fn per_step(reading: &Reading<'_>, kind: SeriesKind, amount: &Amount) -> &'static str {
    let many = reading.decisive.len() > 1;
    match (amount.aggregation, kind) {
        (Aggregation::Mean, _) if many => " on average",
        (Aggregation::Maximum, _) if many => " at the highest",
        (Aggregation::Minimum, _) if many => " at the lowest",
        _ => "",
    }
}

/// The three figures of an amount, as written.
pub(crate) struct Figures {
    pub(crate) scale: Scale,
    pub(crate) median: String,
    pub(crate) lower: String,
    pub(crate) upper: String,
    /// The same, shown unit, unrounded.
    pub(crate) values: (f64, f64, f64),
}

impl Figures {
    /// The median and the central 80 % of an amount.
    pub(crate) fn of(reading: &Reading<'_>, amount: &Amount) -> Self {
        let at = |level| quantile(&amount.values, level).unwrap_or(f64::NAN);
        let (lower, median, upper) = (at(0.1), at(0.5), at(0.9));
        let scale = amount_scale(reading, amount);
        let certain = upper - lower <= 0.0;
        let told = |value: f64| if certain { scale.bare_limit(value) } else { scale.bare(value) };
        Self {
            median: told(median),
            lower: told(lower),
            upper: told(upper),
            values: (scale.value(lower), scale.value(median), scale.value(upper)),
            scale,
        }
    }

    /// Whether the whole range reads as one number.
    fn certain(&self) -> bool {
        self.lower == self.upper
    }

    /// For an amount that is most likely nothing: how likely, or how much it may be all the same.
    fn up_to(&self, amount: &Amount) -> String {
        if self.certain() {
            let nothing = amount.values.iter().filter(|value| self.scale.bare(**value) == "0").count();
            format!(", with {}", percent(domain::Probability::of_members(nothing, amount.values.len())))
        } else {
            format!(", 80 % at most {}", self.upper)
        }
    }

    fn between(&self) -> String {
        if self.certain() {
            String::new()
        } else {
            format!(", 80 % between {} and {}", self.lower, self.upper)
        }
    }
}

/// The scale an amount is told on: rounded by how uncertain it is.
pub(crate) fn amount_scale(reading: &Reading<'_>, amount: &Amount) -> Scale {
    let at = |level| quantile(&amount.values, level).unwrap_or(f64::NAN);
    Scale::new(reading.material.question, &amount.variable, reading.material.units, Some(at(0.9) - at(0.1)))
        .totalled(amount.aggregation)
}

/// `the lowest temperature`, `the rain`, `the strongest wind`.
pub(crate) fn amount_name(question: &Question, variable: &Variable, aggregation: Aggregation) -> String {
    let name = subject_name(question, variable);
    match (variable, aggregation) {
        (Variable::Temperature, Aggregation::Minimum) => "the lowest".to_owned(),
        (Variable::Temperature, Aggregation::Maximum) => "the highest".to_owned(),
        (Variable::Temperature, Aggregation::Mean) => "the average temperature".to_owned(),
        (Variable::WindSpeed, Aggregation::Maximum) => "the strongest wind".to_owned(),
        (Variable::WindGust, Aggregation::Maximum) => "the strongest gust".to_owned(),
        (Variable::Precipitation, Aggregation::Maximum) => "the wettest hour".to_owned(),
        (Variable::Precipitation, _) => "the rain".to_owned(),
        (Variable::Series(_), _) => name.to_owned(),
        (_, Aggregation::Minimum) => format!("the lowest {name}"),
        (_, Aggregation::Maximum) => format!("the highest {name}"),
        (_, Aggregation::Mean) => format!("the average {name}"),
        _ => format!("the {name}"),
    }
}

/// The same as a title: `Lowest temperature`.
pub(crate) fn amount_title(question: &Question, variable: &Variable, aggregation: Aggregation) -> String {
    let name = amount_name(question, variable, aggregation);
    match (variable, name.strip_prefix("the ").unwrap_or(&name)) {
        (Variable::Precipitation, "rain") => "Total rain".to_owned(),
        (Variable::Temperature, name @ ("lowest" | "highest")) => {
            super::capitalised(&format!("{name} temperature"))
        }
        (_, name) => super::capitalised(name),
    }
}

fn nothing_known(question: &Question, calendar: &Calendar) -> Headline {
    let names: Vec<String> =
        question.variables().iter().map(|variable| subject_name(question, variable).to_owned()).collect();
    let what = if names.is_empty() { "this".to_owned() } else { super::listed(&names) };
    let sentence = format!(
        "No answer: nothing is known here of {what}{} {}",
        place(question),
        calendar.spans(&question.spans)
    );
    Headline { sentence, number: "No answer".to_owned() }
}

fn words_and_number(reading: &Reading<'_>) -> (&'static str, String) {
    let probability = reading.probability.unwrap_or(domain::Probability::ZERO);
    (Verbal::of(probability).words(), odds(probability, ceiling(reading)))
}

/// The least of the chances shown beside the headline, which it must not pass.
fn ceiling(reading: &Reading<'_>) -> Option<domain::Probability> {
    let bounded = match reading.material.question.asked {
        Asked::Window { negated, .. } => !negated,
        Asked::Event { negated } => !negated || reading.needs_negated(),
        _ => false,
    };
    if !bounded {
        return None;
    }
    let hours = reading.window.iter().flat_map(|window| window.range.clone());
    let chances = hours.map(|step| reading.chance_in_step(step)).chain(reading.needs.iter().copied());
    chances.min_by(|a, b| a.value().total_cmp(&b.value()))
}

fn stretch(reading: &Reading<'_>, calendar: &Calendar) -> String {
    reading.window.as_ref().map_or_else(
        || calendar.spans(&reading.material.question.spans),
        |window| {
            calendar.stretch(reading.steps.start(window.range.start), reading.steps.end(window.range.end - 1))
        },
    )
}

/// ` in Lisbon`, for questions about a place.
fn place(question: &Question) -> String {
    question.place.as_ref().map_or_else(String::new, |place| format!(" in {}", place.name))
}

/// The same only where the user named the place; the own home needs no telling.
fn named_place(question: &Question) -> String {
    if question.assumed(Slot::Where).is_some() { String::new() } else { place(question) }
}

/// The number of an answer in short, for lists: `84 %`, `31 to 42 kWh`.
pub(crate) fn short(answer: &domain::Answer) -> String {
    if let Some(probability) = answer.probability {
        return percent(probability);
    }
    answer.amount.as_ref().map_or_else(
        || "no answer".to_owned(),
        |amount| {
            let question = &answer.question;
            // The figures are in the shown unit already; only the rounding is looked up again.
            let resolution = Scale::resolution_of(
                question,
                &amount.variable,
                &amount.unit,
                Some(amount.upper - amount.lower),
            );
            let (lower, upper) = (
                super::number::written(amount.lower, resolution),
                super::number::written(amount.upper, resolution),
            );
            let range = if amount.lower.total_cmp(&amount.upper).is_eq() {
                super::number::exact(amount.lower)
            } else if lower == upper {
                lower
            } else {
                format!("{lower} to {upper}")
            };
            if amount.unit.is_empty() { range } else { format!("{range} {}", amount.unit) }
        },
    )
}
