//! Whether values rise or fall: the least-squares line through the daily values of each member, from its beginning to its end.

use super::{days, plainer};
use crate::{
    compose::plain,
    judge::aggregate,
    material::Material,
    quantile::{quantile, sorted},
    reading::Reading,
    words::{
        capitalised,
        chips::chips,
        condition::subject_name,
        number::{Scale, percent},
        when::Calendar,
    },
};
use domain::{
    AmountAnswer, Answer, Asked, Breakdown, BreakdownLine, ChartData, Probability, Variable, Verbal, Wanted,
};

pub(crate) fn compose(material: &Material<'_>) -> Answer {
    let Asked::Trend { variable, aggregation, wanted } = &material.question.asked else {
        return plain(material);
    };
    let question =
        plainer(material.question, Asked::Amount { variable: variable.clone(), aggregation: *aggregation });
    let plain_material = Material { question: &question, observed: None, ..*material };
    let mut answer = plain(&plain_material);
    let reading = Reading::of(&plain_material);
    let reference = if material.as_of { material.issue_time } else { material.now };
    let calendar = Calendar::new(material.dates, reference, material.as_of);
    answer.question = material.question.clone();
    answer.chips = chips(material, &calendar);
    answer.usual = None;
    answer.charts.retain(|chart| matches!(chart.data, ChartData::Fan { .. }));
    let by_day = days(&reading.steps, &reading.asked);
    // A single day has a trend of its own, from hour to hour.
    let groups: Vec<Vec<usize>> = if by_day.len() >= 3 {
        by_day.into_iter().map(|(_, steps)| steps).collect()
    } else {
        reading.asked.iter().cloned().flatten().map(|step| vec![step]).collect()
    };
    let Some(position) = material.scenarios.position(variable).filter(|_| groups.len() > 1) else {
        return answer;
    };
    let lines: Vec<(f64, f64)> = (0..material.scenarios.members())
        .filter_map(|member| {
            let values = material.scenarios.trajectory(position, member);
            let points: Vec<f64> = groups
                .iter()
                .map(|steps| aggregate(*aggregation, steps.iter().map(|step| values[*step])))
                .collect();
            line(&points)
        })
        .collect();
    if lines.is_empty() {
        return answer;
    }
    let change = sorted(lines.iter().map(|(first, last)| last - first));
    let sign = if *wanted == Wanted::More { 1.0 } else { -1.0 };
    let share =
        Probability::of_members(change.iter().filter(|change| **change * sign > 0.0).count(), change.len());
    let scale = Scale::new(&question, variable, material.units, Some(at(&change, 0.9) - at(&change, 0.1)));
    // A difference of 0 is 0 in every unit.
    let shown = |difference: f64| scale.value(difference) - scale.value(0.0);
    let written = |difference: f64| crate::words::number::written(shown(difference), scale.resolution);
    let (lower, median, upper) = (at(&change, 0.1), at(&change, 0.5), at(&change, 0.9));
    let word = direction(&question, variable, *wanted);
    let number = percent(share);
    let by = scale.followed(&written(median.abs()));
    let moved = if written(median) == "0" {
        "hardly any change".to_owned()
    } else {
        format!("about {by} {}", if median > 0.0 { "up" } else { "down" })
    };
    let place = question.place.as_ref().map_or_else(String::new, |place| format!(" in {}", place.name));
    answer.headline = format!(
        "{}, {number}: {word}{place} {}, {moved}, 80 % between {} and {}",
        Verbal::of(share).words(),
        calendar.spans(&question.spans),
        written(lower),
        scale.followed(&written(upper))
    );
    answer.emphasis.clone_from(&number);
    answer.short = number;
    answer.probability = Some(share);
    answer.verbal = Some(Verbal::of(share));
    answer.amount = Some(AmountAnswer {
        variable: variable.clone(),
        unit: scale.symbol.clone(),
        median: shown(median),
        lower: shown(lower),
        upper: shown(upper),
    });
    let ends = [("At the beginning", 0), ("At the end", 1)].map(|(label, end)| {
        let values = sorted(lines.iter().map(|line| if end == 0 { line.0 } else { line.1 }));
        BreakdownLine {
            label: label.to_owned(),
            value: scale.with_unit(at(&values, 0.5)),
            detail: format!(
                "80 % between {}",
                scale.range(at(&values, 0.1), at(&values, 0.9)).replace(" to ", " and ")
            ),
            chance: None,
            best: false,
        }
    });
    answer.breakdown = Some(Breakdown {
        title: format!("{}, along its trend", capitalised(subject_name(&question, variable))),
        note: "A straight line through the values of each outcome (least squares).".to_owned(),
        lines: ends.into(),
    });
    answer
}

fn at(values: &[f64], level: f64) -> f64 {
    quantile(values, level).unwrap_or(f64::NAN)
}

/// The least-squares line through values one step apart: where it begins and where it ends.
fn line(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    if values.iter().any(|value| value.is_nan()) || values.len() < 2 {
        return None;
    }
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let (mut covariance, mut variance) = (0.0, 0.0);
    for (index, value) in values.iter().enumerate() {
        let offset = index as f64 - middle;
        covariance += offset * (value - mean);
        variance += offset * offset;
    }
    let slope = covariance / variance;
    Some((mean - slope * middle, mean + slope * middle))
}

fn direction(question: &domain::Question, variable: &Variable, wanted: Wanted) -> String {
    let up = wanted == Wanted::More;
    match variable {
        Variable::Temperature if up => "it gets warmer".to_owned(),
        Variable::Temperature => "it gets colder".to_owned(),
        Variable::Precipitation | Variable::RainReported if up => "it gets wetter".to_owned(),
        Variable::Precipitation | Variable::RainReported => "it gets drier".to_owned(),
        Variable::WindSpeed | Variable::WindGust if up => "the wind picks up".to_owned(),
        Variable::WindSpeed | Variable::WindGust => "the wind eases".to_owned(),
        Variable::CloudCover if up => "it clouds over".to_owned(),
        Variable::CloudCover => "it brightens up".to_owned(),
        other => {
            let name = capitalised(subject_name(question, other));
            format!("{name} {}", if up { "rises" } else { "falls" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_through_a_line_is_that_line() {
        let (first, last) = line(&[2.0, 4.0, 6.0, 8.0]).expect("four values");
        assert!((first - 2.0).abs() < 1e-12 && (last - 8.0).abs() < 1e-12);
        // The regression of 1, 3, 2 on 0, 1, 2 has slope 0.5 and mean 2, worked out by hand.
        let (first, last) = line(&[1.0, 3.0, 2.0]).expect("three values");
        assert!((first - 1.5).abs() < 1e-12 && (last - 2.5).abs() < 1e-12);
        assert_eq!(line(&[1.0, f64::NAN]), None);
    }
}
