use crate::{
    charts,
    kinds::{comparison, first_time, trend, typical},
    material::Material,
    outcome::{Happened, outcome},
    reading::Reading,
    words::{
        chips::chips,
        confidence::confidence,
        evidence::evidence,
        headline::{Figures, headline, short},
        needs::needs,
        spoiler::spoiler,
        usual::usual,
        when::Calendar,
    },
};
use domain::{AmountAnswer, Answer, AnswerId, Asked, BestWindow, Question, Verbal};

/// Reads the answer off the scenarios. Its `id` and `execution_time` are left at zero for whoever keeps it.
#[must_use]
pub fn compose(material: &Material<'_>) -> Answer {
    match &material.question.asked {
        Asked::Comparison { .. } => {
            let choices = material.question.choices();
            let materials: Vec<Material<'_>> =
                choices.iter().map(|question| Material { question, ..*material }).collect();
            comparison::compose(material.question, &materials)
        }
        Asked::Trend { .. } => trend::compose(material),
        Asked::FirstTime => first_time::compose(material),
        Asked::Typical { .. } => typical::compose(material),
        Asked::Window { .. } | Asked::Event { .. } | Asked::Amount { .. } => plain(material),
    }
}

/// Compares places: `question` asks for it, and there is one material for each of its choices, in order, with the question
/// that [`Question::choices`] makes of it.
///
/// # Panics
/// Without any material.
#[must_use]
pub fn compose_places(question: &Question, materials: &[Material<'_>]) -> Answer {
    comparison::compose(question, materials)
}

/// Reads a window, an event or an amount off the scenarios.
pub(crate) fn plain(material: &Material<'_>) -> Answer {
    let question = material.question;
    let reference = if material.as_of { material.issue_time } else { material.now };
    let calendar = Calendar::new(material.dates, reference, material.as_of);
    let reading = Reading::of(material);
    let headline = headline(&reading, &calendar);
    let best_window = reading.window.as_ref().map(|window| BestWindow {
        start: reading.steps.start(window.range.start).clone(),
        end: reading.steps.end(window.range.end - 1).clone(),
        chance: window.chance,
    });
    let amount = match (&question.asked, &reading.amount) {
        (Asked::Amount { .. }, Some(amount)) => {
            let figures = Figures::of(&reading, amount);
            let (lower, median, upper) = figures.values;
            Some(AmountAnswer {
                variable: amount.variable.clone(),
                unit: figures.scale.symbol,
                median,
                lower,
                upper,
            })
        }
        _ => None,
    };
    let mut answer = Answer {
        id: AnswerId(0),
        question: question.clone(),
        chips: chips(material, &calendar),
        issue_time: material.issue_time.clone(),
        as_of: material.as_of,
        headline: headline.sentence,
        emphasis: headline.number,
        short: String::new(),
        verbal: reading.probability.map(Verbal::of),
        probability: reading.probability,
        calibration: material.calibration.to_owned(),
        best_window,
        hours: charts::hours(&reading),
        needs: needs(&reading),
        spoiler: spoiler(&reading),
        usual: usual(&reading),
        amount,
        breakdown: None,
        follows: None,
        changed: None,
        confidence: confidence(&reading, &calendar),
        evidence: evidence(material, &calendar),
        models: material.models.to_vec(),
        charts: charts::charts(&reading, &calendar),
        outcome: None,
        members: u32::try_from(material.scenarios.members()).unwrap_or(u32::MAX),
        execution_time: 0.0,
    };
    answer.short = short(&answer);
    answer.outcome = material.observed.and_then(|observed| {
        outcome(
            &answer,
            &Happened {
                valid_times: material.scenarios.valid_times(),
                step: material.step,
                observed,
                units: material.units,
                dates: material.dates,
            },
        )
    });
    answer
}
