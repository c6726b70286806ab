use super::rounded;
use crate::{
    judge::aggregate,
    quantile::{outcome, quantile},
    reading::{Amount, Reading},
    words::{
        capitalised,
        headline::{Figures, amount_name, amount_title},
        number::{Scale, written},
        when::Calendar,
    },
};
use domain::{Bound, Chart, ChartData, Dot, Table, Threshold, Variable};

/// With a limit to count against: few enough to be counted at a glance (Kay, Kola, Hullman and Munson, "When (ish) is
/// My Bus?", CHI 2016, found 20 to 50 to serve best).
const COUNTED_DOTS: usize = 20;
/// Without a limit the shape matters more than the count.
const SHAPE_DOTS: usize = 50;

/// The amount as equally likely outcomes.
pub(super) fn chart(reading: &Reading<'_>, calendar: &Calendar) -> Option<Chart> {
    let amount = reading.amount.as_ref()?;
    let question = reading.material.question;
    let figures = Figures::of(reading, amount);
    let scale = &figures.scale;
    let limit = amount.bound.filter(|bound| !matches!(bound, Bound::Within { .. }));
    let count = if limit.is_some() || has_an_atom(&amount.values) { COUNTED_DOTS } else { SHAPE_DOTS };
    // A lone negated criterion is met when it doesn't hold: the filled dots are what was asked.
    let meets = |value: f64| limit.map(|bound| bound.holds(value) != reading.needs_negated());
    let below = limit.map(|bound| matches!(bound, Bound::AtMost { .. }) != reading.needs_negated());
    let dots: Vec<Dot> = (0..count)
        .filter_map(|index| match below {
            // As many as the chance says, and not one that lies between two members.
            Some(below) => outcome(&amount.values, index, count, below),
            None => quantile(&amount.values, (index as f64 + 0.5) / count as f64),
        })
        .map(|value| Dot { value: rounded(scale.value(value)), meets: meets(value) })
        .collect();
    let threshold = limit.and_then(|bound| threshold(scale, &bound, reading.needs_negated()));
    let observed = observed(reading, amount).map(|value| rounded(scale.value(value)));
    let name = amount_name(question, &amount.variable, amount.aggregation);
    let when = calendar.spans(&question.spans);
    let mut note = format!("{count} outcomes, each as likely as the others.");
    if threshold.is_some() {
        note.push_str(" Filled: as asked. Hollow: not. Dashed: the limit.");
    }
    if observed.is_some() {
        note.push_str(" Diamond: what happened.");
    }
    let met = dots.iter().filter(|dot| dot.meets == Some(true)).count();
    let mut alt = String::new();
    if let Some(threshold) = &threshold {
        alt = format!("{met} of {count} outcomes are {}. ", threshold.label);
    }
    alt.push_str(&format!(
        "{} {when}: about {}, 80 of 100 outcomes between {} and {}.",
        capitalised(&name),
        scale.followed(&figures.median),
        figures.lower,
        scale.followed(&figures.upper)
    ));
    Some(Chart {
        id: "amount".to_owned(),
        title: match amount.variable {
            Variable::Series(_) => "How much".to_owned(),
            _ => amount_title(question, &amount.variable, amount.aggregation),
        },
        note,
        alt,
        table: table(scale, &dots),
        data: ChartData::QuantileDotplot { unit: scale.symbol.clone(), dots, threshold, observed },
    })
}

/// Whether one value (no rain) takes more than a third of the outcomes: a stack of it would dwarf the others.
fn has_an_atom(sorted: &[f64]) -> bool {
    sorted.chunk_by(|a, b| (b - a).abs() < 1e-9).any(|same| same.len() * 3 > sorted.len())
}

/// The limit, with the side that was asked about.
fn threshold(scale: &Scale, bound: &Bound, negated: bool) -> Option<Threshold> {
    let (limit, over) = match *bound {
        Bound::AtLeast { limit } => (limit, !negated),
        Bound::AtMost { limit } => (limit, negated),
        Bound::Within { .. } => return None,
    };
    let word = if over { "over" } else { "under" };
    Some(Threshold { value: rounded(scale.value(limit)), label: format!("{word} {}", scale.limit(limit)) })
}

/// What happened, put together the same way; only where every step was observed.
fn observed(reading: &Reading<'_>, amount: &Amount) -> Option<f64> {
    let observed = reading.material.observed?;
    let values = reading
        .decisive
        .iter()
        .map(|step| observed(&amount.variable, reading.steps.start(*step).timestamp()).unwrap_or(f64::NAN));
    Some(aggregate(amount.aggregation, values)).filter(|value| value.is_finite())
}

fn table(scale: &Scale, dots: &[Dot]) -> Table {
    let value = if scale.symbol.is_empty() { "Value".to_owned() } else { format!("Value, {}", scale.symbol) };
    let limited = dots.iter().any(|dot| dot.meets.is_some());
    let mut columns = vec!["Outcomes at or below".to_owned(), value];
    if limited {
        columns.push("As asked".to_owned());
    }
    let rows = dots
        .iter()
        .enumerate()
        .map(|(index, dot)| {
            let mut row =
                vec![format!("{} of {}", index + 1, dots.len()), written(dot.value, scale.resolution)];
            if limited {
                row.push(if dot.meets == Some(true) { "yes" } else { "no" }.to_owned());
            }
            row
        })
        .collect();
    Table { columns, rows }
}
