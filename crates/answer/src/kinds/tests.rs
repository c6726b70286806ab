//! Four members of three days, each day of one temperature, so that everything can be counted by hand.

use crate::{
    fixture::{Fixture, criterion, hours_from, weather_question, zoned},
    plain_text,
};
use domain::{Aggregation, Answer, Asked, Bound, Choice, Probability, Scenarios, Span, Variable, Wanted};

const ZONE: &str = "Europe/Lisbon";
/// °C, by member and day from Saturday 13 June 2026 on.
const DAYS: [[f64; 3]; 4] = [[10.0, 12.0, 5.0], [14.0, 11.0, 12.0], [15.0, 9.0, 13.0], [16.0, 10.0, 14.0]];

fn fixture(asked: Asked, criteria: Vec<domain::Criterion>) -> Fixture {
    let mut fixture = weather_question(asked, criteria, "2026-06-13T00:00", "2026-06-16T00:00");
    let times = hours_from(&zoned("2026-06-13T00:00", ZONE), 72);
    let values = DAYS.iter().flat_map(|days| days.iter().flat_map(|value| [*value; 24])).collect();
    fixture.scenarios =
        Scenarios::new(vec![Variable::Temperature], times, DAYS.len(), values).expect("the shape");
    fixture.usual = Some(fixture.scenarios.clone());
    fixture.happened = None;
    fixture
}

fn day(date: &str, next: &str) -> Choice {
    let at = |date: &str| zoned(&format!("{date}T00:00"), ZONE);
    Choice { label: date.to_owned(), place: None, spans: vec![Span { start: at(date), end: at(next) }] }
}

fn compared(of: Asked, criteria: Vec<domain::Criterion>, wanted: Wanted) -> Answer {
    let choices = vec![day("2026-06-13", "2026-06-14"), day("2026-06-14", "2026-06-15")];
    let mut fixture = fixture(Asked::Comparison { of: Box::new(of), choices, wanted }, criteria);
    if let Asked::Comparison { choices, .. } = &mut fixture.question.asked {
        for choice in choices {
            choice.place.clone_from(&fixture.question.place);
        }
    }
    fixture.answer()
}

fn temperature(aggregation: Aggregation, bound: Bound) -> Vec<domain::Criterion> {
    vec![criterion("warm", Variable::Temperature, aggregation, bound)]
}

fn shares(answer: &Answer) -> Vec<(f64, bool)> {
    let breakdown = answer.breakdown.as_ref().expect("a breakdown");
    breakdown.lines.iter().map(|line| (line.chance.map_or(-1.0, Probability::value), line.best)).collect()
}

#[test]
fn days_are_compared_member_by_member() {
    let of = Asked::Amount { variable: Variable::Temperature, aggregation: Aggregation::Maximum };
    let warmer = compared(of.clone(), Vec::new(), Wanted::More);
    assert_eq!(shares(&warmer), [(0.75, true), (0.25, false)]);
    assert!(warmer.headline.contains("warmer tomorrow"), "{}", warmer.headline);
    let colder = compared(of, Vec::new(), Wanted::Less);
    assert_eq!(shares(&colder), [(0.25, false), (0.75, true)]);
    assert!(colder.headline.contains("colder on Sunday"), "{}", colder.headline);
}

#[test]
fn the_choice_named_has_the_highest_chance_and_the_answer_says_it() {
    let criteria = temperature(Aggregation::Maximum, Bound::AtLeast { limit: 13.0 });
    let answer = compared(Asked::Event { negated: false }, criteria, Wanted::More);
    assert_eq!(shares(&answer), [(0.75, true), (0.0, false)]);
    assert_eq!(answer.probability.map(Probability::value), Some(0.75));
    let breakdown = answer.breakdown.as_ref().expect("a breakdown");
    assert!(breakdown.note.contains("only tomorrow in 75"), "{}", breakdown.note);
    assert!(plain_text(&answer).contains("Side by side"));
}

#[test]
fn a_first_time_is_the_first_day_of_each_member_and_what_lies_beyond_is_told() {
    let criteria = temperature(Aggregation::Minimum, Bound::AtMost { limit: 9.5 });
    let answer = fixture(Asked::FirstTime, criteria).answer();
    // Member 2 on Sunday, member 0 on Monday, the others not at all.
    assert_eq!(answer.probability.map(Probability::value), Some(0.5));
    let lines = &answer.breakdown.as_ref().expect("a breakdown").lines;
    let beyond = lines.last().expect("a line for what lies beyond");
    assert_eq!(beyond.chance.map(Probability::value), Some(0.5));
    assert!(lines[0].value.contains("Sunday") || lines[0].value.contains("14"), "{lines:?}");
    assert!(answer.outcome.is_none());
}

#[test]
fn a_trend_counts_the_members_that_rise() {
    let asked = Asked::Trend {
        variable: Variable::Temperature,
        aggregation: Aggregation::Maximum,
        wanted: Wanted::Less,
    };
    let answer = fixture(asked, Vec::new()).answer();
    // Over three days the line rises by the last day less the first: −5, −2, −2, −2.
    assert_eq!(answer.probability.map(Probability::value), Some(1.0));
    let amount = answer.amount.expect("a change");
    assert!((amount.median + 2.0).abs() < 1e-9, "{amount:?}");
}

#[test]
fn what_is_usual_is_counted_day_by_day() {
    let criteria = temperature(Aggregation::Maximum, Bound::AtLeast { limit: 12.0 });
    let asked = Asked::Typical { of: Box::new(Asked::Event { negated: false }) };
    let answer = fixture(asked, criteria).answer();
    // 12 | 14, 12 | 15, 13 | 16, 14: seven of twelve days.
    let share = answer.probability.map(Probability::value).expect("a chance");
    assert!((share - 7.0 / 12.0).abs() < 1e-9, "{share}");
    assert!(answer.usual.is_none() && answer.calibration.contains("not a forecast"));
}
