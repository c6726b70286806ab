//! Whether values rise or fall: the least-squares line through the daily values of each member, from its beginning to its end.

use super::{by_day::ByDay, days_of, plainer, title_by_day};
use crate::{
    compose::plain,
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
use jiff::civil::Date;

/// With fewer days the hours are the points of the line.
const FEWEST_DAYS: usize = 3;

pub(crate) fn compose(material: &Material<'_>) -> Answer {
    let Asked::Trend { variable, aggregation, wanted } = &material.question.asked else {
        return plain(material);
    };
    let question =
        plainer(material.question, Asked::Amount { variable: variable.clone(), aggregation: *aggregation });
    let plain_material = Material { question: &question, observed: None, ..*material };
    let (steps, by_day) = days_of(&plain_material);
    let by_day = whole_days(by_day);
    // A single day has a trend of its own, from hour to hour.
    let daily = if steps.within_a_day() && by_day.len() >= FEWEST_DAYS {
        ByDay::of(&plain_material, &by_day, &[(variable.clone(), *aggregation)])
    } else {
        None
    };
    let plain_material = daily.as_ref().map_or(plain_material, |daily| daily.material(&plain_material));
    let mut answer = plain(&plain_material);
    let reading = Reading::of(&plain_material);
    let reference = if material.as_of { material.issue_time } else { material.now };
    let calendar = Calendar::new(material.dates, reference, material.as_of);
    answer.question = material.question.clone();
    answer.chips = chips(material, &calendar);
    answer.usual = None;
    answer.charts.retain(|chart| matches!(chart.data, ChartData::Fan { .. }));
    if daily.is_some() {
        title_by_day(&mut answer.charts, &[(variable.clone(), *aggregation)]);
    }
    let when = match (&by_day[..], daily.is_some()) {
        ([(first, _), .., (last, _)], true) => calendar.days_between(*first, *last),
        _ => calendar.days(&question.spans),
    };
    let points: Vec<usize> = reading.asked.iter().cloned().flatten().collect();
    let scenarios = plain_material.scenarios;
    let Some(position) = scenarios.position(variable).filter(|_| points.len() > 1) else {
        return answer;
    };
    let lines: Vec<(f64, f64)> = (0..scenarios.members())
        .filter_map(|member| {
            let values = scenarios.trajectory(position, member);
            line(&points.iter().map(|step| values[*step]).collect::<Vec<f64>>())
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
        when,
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

/// The highest of an evening says nothing beside that of a whole day: what is left of a day is no point of the line, as long as
/// enough others are.
fn whole_days(by_day: Vec<(Date, Vec<usize>)>) -> Vec<(Date, Vec<usize>)> {
    let longest = by_day.iter().map(|(_, steps)| steps.len()).max().unwrap_or(0);
    // A day of 23 hours is whole.
    let whole = |steps: &Vec<usize>| steps.len() * 10 >= longest * 9;
    if by_day.iter().filter(|(_, steps)| whole(steps)).count() < FEWEST_DAYS {
        return by_day;
    }
    by_day.into_iter().filter(|(_, steps)| whole(steps)).collect()
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
    use super::{line, whole_days};
    use jiff::civil::date;

    #[test]
    fn what_is_left_of_a_day_is_no_point_of_the_line_where_enough_days_are_whole() {
        let day = |day, hours| (date(2026, 6, day), (0..hours).collect::<Vec<usize>>());
        let kept =
            |days: Vec<_>| whole_days(days).into_iter().map(|(date, _)| date.day()).collect::<Vec<_>>();
        assert_eq!(kept(vec![day(1, 2), day(2, 24), day(3, 23), day(4, 24)]), [2, 3, 4]);
        assert_eq!(kept(vec![day(1, 2), day(2, 24), day(3, 24)]), [1, 2, 3]);
    }

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
