use domain::{Asked, Question, Series, Span, Step, Subject};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::sync::Arc;

/// The waking hours shown around an activity, so that a person sees what they pass up.
const SHOWN_FROM: i8 = 6;
const SHOWN_TO: i8 = 22;
/// Hours shown on either side of a span that isn't an activity's.
const MARGIN_HOURS: i64 = 3;
/// Beyond this the hours between two spans are left out.
const LONGEST_GAP_HOURS: i64 = 24;

/// The grid a question is answered on: the start of every step, and how long a step is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    pub(crate) times: Arc<[Timestamp]>,
    pub(crate) step: Step,
}

/// Hours for weather, the series' own steps for a series; from the issue time on.
pub(crate) fn grid(question: &Question, issue_time: Timestamp, series: Option<&Series>) -> Grid {
    match (&question.subject, series) {
        (Subject::Series { .. }, Some(series)) => series_grid(question, issue_time, series),
        _ => hourly_grid(question, issue_time),
    }
}

fn hourly_grid(question: &Question, issue_time: Timestamp) -> Grid {
    let activity = matches!(question.asked.inner(), Asked::Window { .. });
    let mut ranges: Vec<(Timestamp, Timestamp)> = Vec::new();
    for span in &question.spans {
        let (start, end) = if activity { waking_hours_around(span) } else { margin_around(span) };
        match ranges.last_mut() {
            Some(last) if start.as_second() - last.1.as_second() <= LONGEST_GAP_HOURS * 3600 => {
                last.1 = last.1.max(end);
            }
            _ => ranges.push((start, end)),
        }
    }
    let mut times = Vec::new();
    for (start, end) in ranges {
        let mut time = start;
        while time < end {
            let asked = question
                .spans
                .iter()
                .any(|span| span.start.timestamp() <= time && time < span.end.timestamp());
            if asked || time >= issue_time {
                times.push(time);
            }
            let Ok(next) = time.checked_add(jiff::SignedDuration::from_hours(1)) else { break };
            time = next;
        }
    }
    times.dedup();
    Grid { times: times.into(), step: Step::HOUR }
}

fn waking_hours_around(span: &Span) -> (Timestamp, Timestamp) {
    let at = |moment: &Zoned, hour: i8| {
        moment
            .date()
            .at(hour, 0, 0, 0)
            .to_zoned(moment.time_zone().clone())
            .map_or(moment.timestamp(), |shown| shown.timestamp())
    };
    let (start, end) = (span.start.timestamp(), span.end.timestamp());
    (start.min(at(&span.start, SHOWN_FROM)), end.max(at(&span.start, SHOWN_TO)))
}

fn margin_around(span: &Span) -> (Timestamp, Timestamp) {
    let margin = jiff::SignedDuration::from_hours(MARGIN_HOURS);
    let (start, end) = (span.start.timestamp(), span.end.timestamp());
    (start.checked_sub(margin).unwrap_or(start), end.checked_add(margin).unwrap_or(end))
}

fn series_grid(question: &Question, issue_time: Timestamp, series: &Series) -> Grid {
    let mut times = Vec::new();
    let margin = if matches!(series.step(), Step::Minutes(_)) { MARGIN_HOURS } else { 0 };
    for span in &question.spans {
        let start = Timestamp::from_second(span.start.timestamp().as_second() - margin * 3600)
            .unwrap_or(Timestamp::MIN);
        let end = Timestamp::from_second(span.end.timestamp().as_second() + margin * 3600)
            .unwrap_or(Timestamp::MAX);
        let mut index = series.index_at(start);
        while series.time(index) < end && times.len() < 10_000 {
            let (time, next) = (series.time(index), series.time(index + 1));
            let asked = time < span.end.timestamp() && next > span.start.timestamp();
            if next > start && (asked || time >= issue_time) && times.last().is_none_or(|last| *last < time) {
                times.push(time);
            }
            if next <= time {
                break;
            }
            index += 1;
        }
    }
    Grid { times: times.into(), step: series.step() }
}

/// The zone a question is lived in.
pub(crate) fn zone_of(question: &Question) -> TimeZone {
    question.spans.first().map_or(TimeZone::UTC, |span| span.start.time_zone().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Aggregation, Edits, Variable};

    fn question(asked: Asked, spans: &[(&str, &str)]) -> Question {
        let moment = |text: &str| format!("{text}[America/New_York]").parse().expect("a zoned time");
        Question {
            text: String::new(),
            subject: Subject::Weather,
            asked,
            place: None,
            spans: spans.iter().map(|(start, end)| Span { start: moment(start), end: moment(end) }).collect(),
            criteria: vec![],
            assumptions: vec![],
            edits: Edits::default(),
        }
    }

    #[test]
    fn an_activity_is_shown_within_its_waking_hours() {
        let question =
            question(Asked::Window { hours: 3, negated: false }, &[("2013-06-15T11:00", "2013-06-15T17:00")]);
        let grid = grid(&question, "2013-06-14T22:00Z".parse().expect("a moment"), None);
        assert_eq!(grid.times.len(), 16);
        assert_eq!(grid.times[0].to_string(), "2013-06-15T10:00:00Z");
    }

    #[test]
    fn a_day_when_the_clocks_change_has_its_true_number_of_hours() {
        let amount = Asked::Amount { variable: Variable::Temperature, aggregation: Aggregation::Minimum };
        let question = question(amount, &[("2013-03-10T00:00", "2013-03-11T00:00")]);
        let grid = grid(&question, "2013-03-10T05:00Z".parse().expect("a moment"), None);
        assert_eq!(grid.times.len(), 23 + 3, "23 hours, and the margin after them; the one before is past");
    }

    #[test]
    fn a_weekend_is_one_stretch_and_two_weekends_are_two() {
        let asked = Asked::Window { hours: 3, negated: false };
        let near = question(
            asked.clone(),
            &[("2013-06-15T11:00", "2013-06-15T17:00"), ("2013-06-16T11:00", "2013-06-16T17:00")],
        );
        let far = question(
            asked,
            &[("2013-06-15T11:00", "2013-06-15T17:00"), ("2013-06-22T11:00", "2013-06-22T17:00")],
        );
        let issue_time = "2013-06-14T22:00Z".parse().expect("a moment");
        assert_eq!(grid(&near, issue_time, None).times.len(), 40);
        assert_eq!(grid(&far, issue_time, None).times.len(), 32);
    }
}
