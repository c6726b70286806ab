//! Days or places side by side. Days share their members, so they are compared member by member; places are forecast apart
//! and compared as if independent.

use crate::{
    compose::plain,
    material::Material,
    quantile::{quantile, sorted},
    reading::{Reading, success},
    words::{
        chips::chips,
        condition::{occasion, subject_name},
        headline::{amount_scale, event},
        listed,
        number::percent,
        when::{Calendar, hour, hour_end, last_day},
    },
};
use domain::{
    Answer, Asked, Breakdown, BreakdownLine, Chart, ChartData, Choice, Probability, Question, Subject,
    Variable, Verbal, Wanted,
};

/// Chances this near to each other are called equal.
const NO_DIFFERENCE: f64 = 0.03;

/// One choice, read off its members.
struct Side<'a> {
    reading: Reading<'a>,
    label: String,
    /// `on Saturday`, `in Porto`.
    there: String,
    /// Per member: 1 where it works or happens, else 0; or the amount.
    scores: Vec<f64>,
}

/// Compares the choices of `question`, one material each, in order.
pub(crate) fn compose(question: &Question, materials: &[Material<'_>]) -> Answer {
    let Asked::Comparison { of, choices, wanted } = &question.asked else { return plain(&materials[0]) };
    let first = &materials[0];
    let reference = if first.as_of { first.issue_time } else { first.now };
    let calendar = Calendar::new(first.dates, reference, first.as_of);
    let by_place = question.compares_places();
    let sides: Vec<Side<'_>> = materials
        .iter()
        .zip(choices)
        .map(|(material, choice)| {
            let reading = Reading::of(material);
            let (label, there) = if by_place {
                (choice.label.clone(), format!("in {}", choice.label))
            } else {
                let when = whenever(choice, choices, &calendar);
                (crate::words::capitalised(when.strip_prefix("on ").unwrap_or(&when)), when)
            };
            let scores = scores(&reading);
            Side { reading, label, there, scores }
        })
        .collect();
    let amounts = matches!(**of, Asked::Amount { .. });
    let bests = shares_of_best(&sides, amounts, *wanted, !by_place);
    let chances: Vec<f64> =
        sides.iter().map(|side| side.reading.probability.map_or(0.0, domain::Probability::value)).collect();
    let ranked = if amounts { &bests } else { &chances };
    let best = highest(ranked);
    let mut answer = plain(&materials[best]);
    let share = Probability::new(ranked[best]).unwrap_or(Probability::ZERO);
    let rest: Vec<usize> = (0..sides.len()).filter(|side| *side != best).collect();
    let (headline, emphasis) = if amounts {
        amount_headline(&sides, best, &rest, share, *wanted)
    } else {
        chance_headline(question, &sides, best, &rest, &chances)
    };
    let lines = sides
        .iter()
        .enumerate()
        .map(|(index, side)| {
            let mut line = line(side, index == best, bests[index], amounts, &calendar);
            if let (true, Some(chance)) = (amounts, line.chance) {
                line.detail =
                    format!("{}; {} in {}", line.detail, ahead(side, sides.len(), *wanted), percent(chance));
            }
            line
        })
        .collect();
    let note = match (amounts, sides.len(), by_place) {
        (true, _, false) => "The middle outcome of each; half lie above it, half below.".to_owned(),
        (true, _, true) => {
            "The middle outcome of each; half lie above it, half below. The places are forecast \
                            apart and taken as independent."
                .to_owned()
        }
        (false, 2, false) => both_or_neither(&sides, &chances),
        (false, _, true) => {
            "The chance of each. The places are forecast apart and taken as independent.".to_owned()
        }
        (false, ..) => "The chance of each, counted over the same outcomes.".to_owned(),
    };
    answer.breakdown = Some(Breakdown { title: "Side by side".to_owned(), note, lines });
    answer.headline = headline;
    answer.emphasis = emphasis;
    answer.probability = sides[best].reading.probability.or_else(|| amounts.then_some(share));
    answer.probability = if amounts { Some(share) } else { answer.probability };
    answer.verbal = answer.probability.map(Verbal::of);
    answer.short = format!("{}, {}", sides[best].label, percent(share));
    answer.amount = None;
    answer.usual = if by_place || amounts { None } else { answer.usual };
    // What came true was the plain question's, about one of the choices.
    if amounts {
        answer.outcome = None;
    } else if let Some(outcome) = &mut answer.outcome {
        outcome.text = format!("{}: {}", sides[best].label, outcome.text);
    }
    charts(question, materials, &sides, best, by_place, &mut answer);
    if by_place {
        for index in rest {
            let other = plain(&materials[index]);
            for evidence in other.evidence {
                let told = answer.evidence.iter().any(|known| {
                    (&known.source, &known.newest, &known.variables)
                        == (&evidence.source, &evidence.newest, &evidence.variables)
                });
                if !told {
                    answer.evidence.push(evidence);
                }
            }
        }
    }
    answer.question = question.clone();
    answer.chips = chips(&Material { question, ..*first }, &calendar);
    answer
}

/// When a choice is: its day alone where no two share one.
fn whenever(choice: &Choice, choices: &[Choice], calendar: &Calendar) -> String {
    let day = |choice: &Choice| match &choice.spans[..] {
        [span] if span.end.timestamp().as_second() - span.start.timestamp().as_second() <= 25 * 3600 => {
            Some(span.start.date())
        }
        _ => None,
    };
    match day(choice) {
        Some(date) if choices.iter().filter(|other| day(other) == Some(date)).count() == 1 => {
            calendar.on(date)
        }
        _ => calendar.spans(&choice.spans),
    }
}

/// Per member: whether it works or happens, or how much it is.
fn scores(reading: &Reading<'_>) -> Vec<f64> {
    let asked = &reading.material.question.asked;
    if let Asked::Amount { variable, aggregation } = asked {
        let scenarios = reading.material.scenarios;
        let Some(position) = scenarios.position(variable) else { return Vec::new() };
        return (0..scenarios.members())
            .map(|member| {
                let values = scenarios.trajectory(position, member);
                crate::judge::aggregate(*aggregation, reading.decisive.iter().map(|step| values[*step]))
            })
            .collect();
    }
    (0..reading.judge.members())
        .map(|member| {
            let held = success(&reading.judge, asked, member, &reading.decisive);
            f64::from(u8::from(held == crate::judge::Held::Yes))
        })
        .collect()
}

/// The share of outcomes in which each choice is the best; ties are shared between amounts and count for nobody otherwise.
fn shares_of_best(sides: &[Side<'_>], amounts: bool, wanted: Wanted, joint: bool) -> Vec<f64> {
    let sign = if amounts && wanted == Wanted::Less { -1.0 } else { 1.0 };
    let members = sides.iter().map(|side| side.scores.len()).min().unwrap_or(0);
    let mut shares = vec![0.0; sides.len()];
    if members == 0 {
        return shares;
    }
    if joint {
        for member in 0..members {
            let scores: Vec<f64> = sides.iter().map(|side| sign * side.scores[member]).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let tied: Vec<usize> = (0..scores.len()).filter(|side| scores[*side] >= top).collect();
            if amounts || tied.len() == 1 {
                for side in &tied {
                    shares[*side] += 1.0 / tied.len() as f64;
                }
            }
        }
        return shares.into_iter().map(|share| share / members as f64).collect();
    }
    // Independent: the chance that all others lie below, averaged over the members of one.
    let ordered: Vec<Vec<f64>> =
        sides.iter().map(|side| sorted(side.scores.iter().map(|score| sign * score))).collect();
    for (index, own) in ordered.iter().enumerate() {
        for value in own {
            let below: f64 = ordered
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, values)| {
                    let under = values.partition_point(|other| other < value);
                    let level = values.partition_point(|other| other <= value) - under;
                    let half = if amounts { 0.5 * level as f64 } else { 0.0 };
                    (under as f64 + half) / values.len().max(1) as f64
                })
                .product();
            shares[index] += below / own.len().max(1) as f64;
        }
    }
    shares
}

fn highest(values: &[f64]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

/// `Warmer`, `drier`: what the wanted choice is.
fn comparative(question: &Question, variable: &Variable, wanted: Wanted) -> String {
    let word = match (variable, wanted) {
        (Variable::Temperature, Wanted::More) => "warmer",
        (Variable::Temperature, Wanted::Less) => "colder",
        (Variable::Precipitation | Variable::RainReported, Wanted::More) => "wetter",
        (Variable::Precipitation | Variable::RainReported, Wanted::Less) => "drier",
        (Variable::WindSpeed | Variable::WindGust, Wanted::More) => "windier",
        (Variable::WindSpeed | Variable::WindGust, Wanted::Less) => "calmer",
        (Variable::CloudCover, Wanted::More) => "cloudier",
        (Variable::CloudCover, Wanted::Less) => "sunnier",
        (Variable::DewPoint | Variable::RelativeHumidity, Wanted::More) => "more humid",
        (Variable::DewPoint | Variable::RelativeHumidity, Wanted::Less) => "less humid",
        (other, Wanted::More) => return format!("higher in {}", subject_name(question, other)),
        (other, Wanted::Less) => return format!("lower in {}", subject_name(question, other)),
    };
    word.to_owned()
}

fn amount_headline(
    sides: &[Side<'_>],
    best: usize,
    rest: &[usize],
    share: Probability,
    wanted: Wanted,
) -> (String, String) {
    let number = percent(share);
    let side = &sides[best];
    let question = side.reading.material.question;
    let Asked::Amount { variable, .. } = &question.asked else { return (number.clone(), number) };
    let word = comparative(question, variable, wanted);
    let against: Vec<String> =
        rest.iter().map(|other| format!("{} {}", told(&sides[*other]), sides[*other].there)).collect();
    let as_much = rest.iter().all(|other| told(&sides[*other]) == told(side));
    if as_much && share.value() < 1.0 / sides.len() as f64 + NO_DIFFERENCE {
        let sentence = format!(
            "Hardly a difference, {number}: it is {word} {}, about {} against {}",
            side.there,
            told(side),
            listed(&against)
        );
        return (sentence, number);
    }
    let sentence = format!(
        "{}, {number}: it is {word} {}, about {} against {}",
        Verbal::of(share).words(),
        side.there,
        told(side),
        listed(&against)
    );
    (sentence, number)
}

/// The median of a side, with its unit.
fn told(side: &Side<'_>) -> String {
    side.reading.amount.as_ref().map_or_else(String::new, |amount| {
        let scale = amount_scale(&side.reading, amount);
        quantile(&amount.values, 0.5).map_or_else(String::new, |median| scale.with_unit(median))
    })
}

fn chance_headline(
    question: &Question,
    sides: &[Side<'_>],
    best: usize,
    rest: &[usize],
    chances: &[f64],
) -> (String, String) {
    let told = |side: usize| percent(Probability::new(chances[side]).unwrap_or(Probability::ZERO));
    let number = told(best);
    let against: Vec<String> =
        rest.iter().map(|other| format!("{} {}", told(*other), sides[*other].there)).collect();
    let near = rest.iter().all(|other| chances[best] - chances[*other] < NO_DIFFERENCE);
    let what = match (&question.subject, question.asked.inner()) {
        (_, Asked::Event { .. }) => event(&sides[best].reading),
        (Subject::Weather, _) => "pleasant weather".to_owned(),
        _ => occasion(question),
    };
    let happens = matches!(question.asked.inner(), Asked::Event { .. });
    let sentence = match (near, happens) {
        (true, _) => {
            format!("Hardly a difference for {what}: {number} {}, {}", sides[best].there, listed(&against))
        }
        (false, true) => {
            format!(
                "{} is likelier {}: {number}, against {}",
                crate::words::capitalised(&what),
                sides[best].there,
                listed(&against)
            )
        }
        (false, false) => {
            let which = if sides.len() > 2 { "the best" } else { "the better" };
            format!(
                "{} is {which} choice for {what}: {number} that it works, against {}",
                sides[best].label,
                listed(&against)
            )
        }
    };
    (sentence, number)
}

fn line(side: &Side<'_>, best: bool, share: f64, amounts: bool, calendar: &Calendar) -> BreakdownLine {
    let reading = &side.reading;
    if let (true, Some(amount)) = (amounts, &reading.amount) {
        let scale = amount_scale(reading, amount);
        let at = |level| quantile(&amount.values, level).unwrap_or(f64::NAN);
        return BreakdownLine {
            label: side.label.clone(),
            value: scale.with_unit(at(0.5)),
            detail: format!("80 % between {}", scale.range(at(0.1), at(0.9)).replace(" to ", " and ")),
            chance: Probability::new(share).ok(),
            best,
        };
    }
    let detail = reading.window.as_ref().map_or_else(String::new, |window| {
        let start = reading.steps.start(window.range.start);
        let end = reading.steps.end(window.range.end - 1);
        match &reading.material.question.spans[..] {
            [span] if span.start.date() == last_day(span) => {
                format!("best from {} to {}", hour(start), hour_end(end))
            }
            _ => format!("best {}", calendar.stretch(start, end)),
        }
    });
    BreakdownLine {
        label: side.label.clone(),
        value: reading.probability.map_or_else(|| "not known".to_owned(), percent),
        detail,
        chance: reading.probability,
        best,
    }
}

/// `warmer than the other`: what the bar of a line counts.
fn ahead(side: &Side<'_>, sides: usize, wanted: Wanted) -> String {
    let question = side.reading.material.question;
    let Asked::Amount { variable, .. } = &question.asked else { return String::new() };
    let word = comparative(question, variable, wanted);
    format!("{word} than {}", if sides == 2 { "the other" } else { "all others" })
}

/// In how many outcomes both work, only one, or none. The counts add up to 100 and to the chances as they are told.
fn both_or_neither(sides: &[Side<'_>], chances: &[f64]) -> String {
    let [first, second] = sides else { return String::new() };
    let members = first.scores.len().min(second.scores.len());
    if members == 0 {
        return String::new();
    }
    let hits =
        (0..members).filter(|member| first.scores[*member] > 0.5 && second.scores[*member] > 0.5).count();
    let [first_told, second_told] = [chances[0], chances[1]].map(|chance| (100.0 * chance).round());
    let both = (100.0 * hits as f64 / members as f64).round().max(first_told + second_told - 100.0);
    let happens = matches!(first.reading.material.question.asked.inner(), Asked::Event { .. });
    format!(
        "Of 100 outcomes, it {} only {} in {}, only {} in {}, both times in {both} and neither time in {}.",
        if happens { "happens" } else { "works" },
        first.there,
        first_told - both,
        second.there,
        second_told - both,
        100.0 - first_told - second_told + both
    )
}

/// Of days the charts over all of them, but the outcomes of each, since it is their chances that are compared; of places all charts
/// of each.
fn charts(
    question: &Question,
    materials: &[Material<'_>],
    sides: &[Side<'_>],
    best: usize,
    by_place: bool,
    answer: &mut Answer,
) {
    let order = std::iter::once(best).chain((0..sides.len()).filter(|side| *side != best));
    let each = order.flat_map(|index| {
        let name = sides[index].label.clone();
        plain(&materials[index]).charts.into_iter().map(move |mut chart| {
            chart.title = format!("{name}: {}", chart.title);
            if index != best {
                chart.id = format!("{}-{index}", chart.id);
            }
            chart
        })
    });
    if by_place {
        answer.charts = each.collect();
        return;
    }
    let all = super::plainer(question, question.asked.inner().clone());
    let whole = plain(&Material { question: &all, ..materials[0] });
    let outcomes = |chart: &Chart| matches!(chart.data, ChartData::QuantileDotplot { .. });
    answer.charts =
        whole.charts.into_iter().filter(|chart| !outcomes(chart)).chain(each.filter(outcomes)).collect();
    answer.hours = whole.hours;
}
