use super::{extent, rounded};
use crate::{
    quantile::{quantile, sorted},
    reading::Reading,
    words::{
        capitalised,
        condition::subject_name,
        number::{Scale, is_count, percent},
        when::{Calendar, clock, hour, hour_end},
    },
};
use domain::{Asked, Band, Bound, Chart, ChartData, Scenarios, Table, Threshold, Variable};

/// The central shares shown, widest first.
const SHARES: [u8; 3] = [95, 80, 50];

/// The fan of one variable over the steps shown, where the scenarios have it.
pub(super) fn chart(reading: &Reading<'_>, variable: &Variable, calendar: &Calendar) -> Option<Chart> {
    let material = reading.material;
    let question = material.question;
    let position = material.scenarios.position(variable)?;
    let mut shown: Vec<(usize, Vec<f64>)> = extent::fan(reading)
        .map(|step| (step, sorted(material.scenarios.across_members(position, step))))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    shown.dedup_by_key(|(step, _)| *step);
    let spread = shown.iter().map(|(_, values)| width(values)).fold(0.0, f64::max);
    let scale = Scale::new(question, variable, material.units, Some(spread)).finer(match variable {
        Variable::Temperature | Variable::DewPoint | Variable::WindSpeed | Variable::WindGust => 10.0,
        _ => 1.0,
    });
    let counted = is_count(question);
    let at = |level: f64| -> Vec<f64> {
        let value = |values: &[f64]| scale.value(quantile(values, level).unwrap_or(f64::NAN));
        // Between two counts there is none.
        let whole = |value: f64| if counted { value.round() } else { rounded(value) };
        shown.iter().map(|(_, values)| whole(value(values))).collect()
    };
    let bands: Vec<Band> = SHARES
        .iter()
        .map(|percent| {
            let tail = (1.0 - f64::from(*percent) / 100.0) / 2.0;
            Band { percent: *percent, lower: at(tail), upper: at(1.0 - tail) }
        })
        .collect();
    let median = at(0.5);
    if median.is_empty() {
        return None;
    }
    let decisive: Vec<usize> =
        (0..shown.len()).filter(|index| reading.decisive.contains(&shown[*index].0)).collect();
    let window = match (decisive.first(), decisive.last()) {
        // One shaded stretch; several spans with nights between have none, nor does a span that fills the chart.
        (Some(first), Some(last)) if last + 1 - first == decisive.len() && decisive.len() < shown.len() => {
            Some((*first, last + 1))
        }
        _ => None,
    };
    let steps: Vec<usize> = shown.iter().map(|(step, _)| *step).collect();
    let observed = material.observed.and_then(|observed| {
        let values: Vec<Option<f64>> = steps
            .iter()
            .map(|step| {
                observed(variable, reading.steps.start(*step).timestamp())
                    .map(|value| rounded(scale.value(value)))
            })
            .collect();
        values.iter().any(Option::is_some).then_some(values)
    });
    let usual = material.usual.and_then(|usual| usual_median(usual, variable, reading, &steps, &scale));
    let thresholds = thresholds(reading, variable, &scale);
    let unit = scale.symbol.clone();
    let table =
        table(reading, calendar, &scale, &steps, &median, &bands, usual.as_deref(), observed.as_deref());
    let alt = alt(reading, variable, calendar, &scale, &steps, &median, &bands);
    let note = note(&thresholds, window.is_some(), &question.asked);
    Some(Chart {
        id: id(variable),
        title: capitalised(subject_name(question, variable)),
        note,
        alt,
        data: ChartData::Fan {
            unit,
            times: steps.iter().map(|step| reading.steps.start(*step).clone()).collect(),
            median,
            bands,
            thresholds,
            window,
            observed,
            usual,
        },
        table,
    })
}

fn width(values: &[f64]) -> f64 {
    quantile(values, 0.9).unwrap_or(0.0) - quantile(values, 0.1).unwrap_or(0.0)
}

/// The name of a variable's chart, fit for a file name.
fn id(variable: &Variable) -> String {
    match variable {
        Variable::Temperature => "temperature",
        Variable::DewPoint => "dew-point",
        Variable::RelativeHumidity => "humidity",
        Variable::Pressure => "pressure",
        Variable::Precipitation => "rain",
        Variable::RainReported => "rain-reported",
        Variable::WindSpeed => "wind",
        Variable::WindGust => "gusts",
        Variable::CloudCover => "cloud",
        Variable::Visibility => "visibility",
        Variable::ParticulateMatter => "fine-dust",
        Variable::InhalableParticulateMatter => "dust",
        Variable::Ozone => "ozone",
        Variable::UltravioletIndex => "uv-index",
        Variable::Series(_) => "series",
    }
    .to_owned()
}

fn usual_median(
    usual: &Scenarios,
    variable: &Variable,
    reading: &Reading<'_>,
    steps: &[usize],
    scale: &Scale,
) -> Option<Vec<f64>> {
    let position = usual.position(variable)?;
    steps
        .iter()
        .map(|step| {
            let time = usual.valid_times().binary_search(&reading.steps.start(*step).timestamp()).ok()?;
            quantile(&sorted(usual.across_members(position, time)), 0.5)
                .map(|value| rounded(scale.value(value)))
        })
        .collect()
}

/// Each limit on the variable once. A limit on the total or the average of a span has no place among single steps,
/// unless the span is one step.
fn thresholds(reading: &Reading<'_>, variable: &Variable, scale: &Scale) -> Vec<Threshold> {
    use domain::Aggregation::{Mean, Sum};
    let one_step = reading.decisive.len() == 1;
    let mut thresholds: Vec<Threshold> = Vec::new();
    let criteria = reading.judge.criteria().filter(|criterion| criterion.variable == *variable);
    for criterion in criteria.filter(|criterion| {
        one_step || !matches!(criterion.aggregation, Mean | Sum) || reading.window.is_some()
    }) {
        let (lower, upper) = criterion.bound.limits();
        let both = matches!(criterion.bound, Bound::Within { .. });
        for (limit, word) in [(lower, "over"), (upper, "under")] {
            if let Some(limit) = limit {
                let text = scale.limit(limit);
                let label = if both { text } else { format!("{word} {text}") };
                let threshold = Threshold { value: rounded(scale.value(limit)), label };
                if !thresholds.contains(&threshold) {
                    thresholds.push(threshold);
                }
            }
        }
    }
    thresholds
}

fn note(thresholds: &[Threshold], window: bool, asked: &Asked) -> String {
    let mut note = "Shaded: where 50, 80 and 95 of 100 outcomes fall.".to_owned();
    if !thresholds.is_empty() {
        note.push_str(match thresholds {
            [_] => " Dashed: the limit.",
            _ => " Dashed: the limits.",
        });
    }
    if window {
        note.push_str(match asked {
            Asked::Window { .. } => " Tinted: the best window.",
            _ => " Tinted: the time asked about.",
        });
    }
    note
}

fn step_name(reading: &Reading<'_>, calendar: &Calendar, step: usize) -> String {
    let start = reading.steps.start(step);
    if reading.steps.within_a_day() {
        let day = calendar.day(start.date());
        format!("{day} {}\u{2013}{}", hour(start), hour_end(reading.steps.end(step)))
    } else {
        calendar.day(start.date())
    }
}

/// `number` of the unit shown, at the resolution of the chart.
fn told(scale: &Scale, number: f64) -> String {
    crate::words::number::written(number, scale.resolution)
}

#[expect(clippy::too_many_arguments, reason = "the columns of the table, each of them once")]
fn table(
    reading: &Reading<'_>,
    calendar: &Calendar,
    scale: &Scale,
    steps: &[usize],
    median: &[f64],
    bands: &[Band],
    usual: Option<&[f64]>,
    observed: Option<&[Option<f64>]>,
) -> Table {
    let with_unit = |heading: &str| {
        if scale.symbol.is_empty() { heading.to_owned() } else { format!("{heading}, {}", scale.symbol) }
    };
    let mut columns = vec!["Time".to_owned(), with_unit("Median")];
    columns.extend(bands.iter().rev().map(|band| format!("{} of 100", band.percent)));
    columns.extend(usual.map(|_| "Usual".to_owned()));
    columns.extend(observed.map(|_| "What happened".to_owned()));
    let rows = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let mut row = vec![step_name(reading, calendar, *step), told(scale, median[index])];
            row.extend(bands.iter().rev().map(|band| {
                format!("{} to {}", told(scale, band.lower[index]), told(scale, band.upper[index]))
            }));
            row.extend(usual.map(|usual| told(scale, usual[index])));
            row.extend(observed.map(|observed| {
                observed[index].map_or_else(|| "not observed".to_owned(), |value| told(scale, value))
            }));
            row
        })
        .collect();
    Table { columns, rows }
}

/// The finding first: the chance of the need, then where the median goes.
fn alt(
    reading: &Reading<'_>,
    variable: &Variable,
    calendar: &Calendar,
    scale: &Scale,
    steps: &[usize],
    median: &[f64],
    bands: &[Band],
) -> String {
    let name = capitalised(subject_name(reading.material.question, variable));
    let finding = reading
        .judge
        .criteria()
        .zip(&reading.needs)
        .find(|(criterion, _)| criterion.variable == *variable)
        .map(|(criterion, chance)| {
            let label = crate::words::needs::label(reading, criterion);
            let over = reading.window.as_ref().map_or_else(
                || calendar.spans(&reading.material.question.spans),
                |window| {
                    calendar.stretch(
                        reading.steps.start(window.range.start),
                        reading.steps.end(window.range.end - 1),
                    )
                },
            );
            format!("{label} {over}: {}. ", percent(*chance))
        });
    let by_value = |a: &usize, b: &usize| median[*a].total_cmp(&median[*b]);
    let day = |step: &usize| reading.steps.start(*step).date();
    let one_day = steps.first().map(day) == steps.last().map(day);
    let at = |index: usize| {
        let start = reading.steps.start(steps[index]);
        match (reading.steps.within_a_day(), one_day) {
            (true, true) => format!("at {}", clock(start)),
            (true, false) => format!("at {} {}", clock(start), calendar.on(start.date())),
            (false, _) => calendar.on(start.date()),
        }
    };
    let value = |number: f64| scale.followed(&told(scale, number));
    let (low, high) = ((0..median.len()).min_by(by_value), (0..median.len()).max_by(by_value));
    let shape = match (low, high) {
        (Some(low), Some(high)) if told(scale, median[low]) != told(scale, median[high]) => {
            let between = bands.iter().find(|band| band.percent == 80).map_or_else(String::new, |band| {
                format!(
                    "; 80 of 100 outcomes lie between {} and {} then",
                    told(scale, band.lower[high]),
                    value(band.upper[high])
                )
            });
            format!(
                "{name}: the median is highest with {} {}{between}, and lowest with {} {}.",
                value(median[high]),
                at(high),
                value(median[low]),
                at(low)
            )
        }
        (Some(low), _) => format!("{name}: the median stays at {}.", value(median[low])),
        _ => String::new(),
    };
    format!("{}{shape}", finding.unwrap_or_default())
}
