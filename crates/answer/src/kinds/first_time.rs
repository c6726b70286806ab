//! The first time that everything needed holds: the distribution of the first day over the members, with what lies beyond
//! the days looked at.

use super::{
    by_day::{self, ByDay},
    days, days_of, plainer, title_by_day,
};
use crate::{
    compose::plain,
    judge::Held,
    material::Material,
    reading::Reading,
    words::{
        capitalised,
        chips::chips,
        headline::event,
        number::percent,
        when::{Calendar, clock},
    },
};
use domain::{Answer, Asked, Breakdown, BreakdownLine, Chart, ChartData, Dot, Probability, Table, Verbal};
use jiff::Zoned;

/// Up to this many days single steps are told apart.
const BY_THE_HOUR_DAYS: usize = 3;
const DOTS: usize = 20;
const LEVELS: [(f64, &str); 5] = [
    (0.1, "1 in 10 outcomes by"),
    (0.25, "A quarter of outcomes by"),
    (0.5, "Half of all outcomes by"),
    (0.75, "Three quarters by"),
    (0.9, "9 in 10 outcomes by"),
];

/// One moment at which it may happen first: a day, or a step.
struct Moment {
    start: Zoned,
    steps: Vec<usize>,
}

pub(crate) fn compose(material: &Material<'_>) -> Answer {
    let question = plainer(material.question, Asked::Event { negated: false });
    let plain_material = Material { question: &question, observed: None, ..*material };
    let (steps, by_day) = days_of(&plain_material);
    let hourly = steps.within_a_day() && by_day.len() <= BY_THE_HOUR_DAYS;
    // A day that holds all that is needed is told from its own values: the hours of half a year are of no use.
    let ways = by_day::decisive(&question.criteria);
    let daily =
        if hourly || !steps.within_a_day() { None } else { ByDay::of(&plain_material, &by_day, &ways) };
    let plain_material = daily.as_ref().map_or(plain_material, |daily| daily.material(&plain_material));
    let reading = Reading::of(&plain_material);
    let by_day = days(&reading.steps, &reading.asked);
    let reference = if material.as_of { material.issue_time } else { material.now };
    let calendar = Calendar::new(material.dates, reference, material.as_of);
    let moments: Vec<Moment> = by_day
        .into_iter()
        .flat_map(
            |(_, steps)| {
                if hourly { steps.into_iter().map(|step| vec![step]).collect() } else { vec![steps] }
            },
        )
        .map(|steps| Moment { start: reading.steps.start(steps[0]).clone(), steps })
        .collect();
    let members = reading.judge.members();
    let mut firsts: Vec<usize> = Vec::new();
    for member in 0..members {
        let first =
            moments.iter().position(|moment| reading.judge.all_over(member, &moment.steps) == Held::Yes);
        firsts.extend(first);
    }
    firsts.sort_unstable();
    let known = members > 0 && reading.judge.criteria().len() > 0;
    let happens = Probability::of_members(firsts.len(), members.max(1));
    // The moment by which this share of all members has had it.
    let by = |level: f64| {
        let rank = (level * members as f64).ceil() as usize;
        firsts.get(rank.saturating_sub(1)).map(|first| &moments[*first])
    };
    let told = |moment: &Moment| {
        if hourly {
            format!("{} {}", clock(&moment.start), calendar.on(moment.start.date()))
        } else {
            calendar.named(moment.start.date())
        }
    };
    let what = capitalised(&event(&reading));
    let place = question.place.as_ref().map_or_else(String::new, |place| format!(" in {}", place.name));
    let end = moments.last().map_or_else(String::new, &told);
    let mut answer = plain(&plain_material);
    let (headline, emphasis) = match (by(0.5), by(0.1), by(0.9)) {
        _ if !known => (answer.headline.clone(), answer.emphasis.clone()),
        (Some(median), _, Some(late)) if late.start == moments[0].start => {
            let number = if hourly { "at once".to_owned() } else { told(median) };
            (format!("{what}{place}: {number}, in 9 of 10 outcomes or more"), number)
        }
        (Some(median), Some(early), late) => {
            let number = told(median);
            let early_text = told(early);
            let range = match late {
                Some(late) if told(late) == early_text => String::new(),
                Some(late) => format!(", 80 % between {early_text} and {}", told(late)),
                None => format!(
                    ", not before {early_text} in 9 of 10; {} that it is later than {end}",
                    percent(complement(happens))
                ),
            };
            (format!("{what}{place}: first around {number}{range}"), number)
        }
        _ => {
            let number = percent(complement(happens));
            let sentence = format!("{what}{place}: probably not by {end}, {number}");
            (sentence, number)
        }
    };
    let mut lines: Vec<BreakdownLine> = LEVELS
        .iter()
        .filter_map(|(level, label)| {
            by(*level).map(|moment| BreakdownLine {
                label: (*label).to_owned(),
                value: told(moment),
                detail: String::new(),
                chance: Probability::new(*level).ok(),
                best: (*level - 0.5).abs() < 1e-9,
            })
        })
        .collect();
    lines.push(BreakdownLine {
        label: format!("Not by {end}"),
        value: percent(complement(happens)),
        detail: "as far as this looks ahead".to_owned(),
        chance: Some(complement(happens)),
        best: false,
    });
    answer.headline = headline;
    answer.short = emphasis.clone();
    answer.emphasis = emphasis;
    if known {
        answer.probability = Some(happens);
        answer.verbal = Some(Verbal::of(happens));
        answer.breakdown = Some(Breakdown {
            title: "When it happens first".to_owned(),
            note: format!("Counted over {members} outcomes, from now to {end}."),
            lines,
        });
    }
    answer.spoiler = None;
    answer.usual = None;
    answer.needs.clear();
    answer.amount = None;
    answer.hours.clear();
    answer.charts.retain(|chart| matches!(chart.data, ChartData::Fan { .. }));
    if daily.is_some() {
        title_by_day(&mut answer.charts, &ways);
    }
    if let (Some(chart), false) = (dots(&firsts, &moments, hourly, happens, &reading), firsts.is_empty()) {
        answer.charts.insert(0, chart);
    }
    answer.question = material.question.clone();
    answer.chips = chips(material, &calendar);
    answer
}

fn complement(probability: Probability) -> Probability {
    Probability::new(1.0 - probability.value()).unwrap_or(Probability::ZERO)
}

/// How long from now until it happens, as equally likely outcomes among those in which it does.
fn dots(
    firsts: &[usize],
    moments: &[Moment],
    hourly: bool,
    happens: Probability,
    reading: &Reading<'_>,
) -> Option<Chart> {
    let now = reading.material.issue_time.timestamp();
    let unit = if hourly { "hours from now" } else { "days from now" };
    let per = if hourly { 3600.0 } else { 86_400.0 };
    let ahead =
        |first: usize| ((moments[first].start.timestamp() - now).get_seconds() as f64 / per).max(0.0).round();
    let values: Vec<f64> = (0..DOTS)
        .filter_map(|index| {
            firsts.get((index * 2 + 1) * firsts.len() / (2 * DOTS)).map(|first| ahead(*first))
        })
        .collect();
    let (low, high) = (values.first()?, values.last()?);
    let rows = values.iter().map(|value| vec![format!("{value}")]).collect();
    Some(Chart {
        id: "first".to_owned(),
        title: "How long until it happens".to_owned(),
        note: format!(
            "Each dot is one of {DOTS} equally likely outcomes in which it happens; {} are among them.",
            percent(happens)
        ),
        alt: format!("It happens first {low} to {high} {unit}, in {} of outcomes.", percent(happens)),
        data: ChartData::QuantileDotplot {
            unit: unit.to_owned(),
            dots: values.iter().map(|value| Dot { value: *value, meets: None }).collect(),
            threshold: None,
            observed: None,
        },
        table: Table { columns: vec![capitalised(unit)], rows },
    })
}
