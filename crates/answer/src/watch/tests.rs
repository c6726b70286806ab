use super::*;
use crate::{DateStyle, fixture};
use domain::{Crossing, Probability, QuietHours, Watch, WatchId, WatchWish};
use jiff::{SignedDuration, ToSpan, Zoned};
use proptest::prelude::*;

fn percent(percent: f64) -> Probability {
    Probability::new(percent / 100.0).expect("0 to 100")
}

fn chance(crossing: Crossing, level: f64) -> WatchCondition {
    WatchCondition::Chance { crossing, level: percent(level) }
}

fn with_chance(answer: &domain::Answer, chance: Probability) -> domain::Answer {
    domain::Answer { probability: Some(chance), ..answer.clone() }
}

fn now() -> Zoned {
    "2026-06-12T12:30[Europe/Lisbon]".parse().expect("a moment")
}

fn watch(condition: WatchCondition, answer: &domain::Answer, now: &Zoned) -> Watch {
    Watch {
        id: WatchId(1),
        revision: 0,
        title: watch_title(answer),
        question: answer.question.clone(),
        created: now.timestamp(),
        until: now.timestamp() + SignedDuration::from_hours(24 * 30),
        repeats: false,
        paused: false,
        state: begin(&condition, answer, now),
        condition,
    }
}

/// Looks once an hour at these chances in per cent; the hours in which it fired.
fn fired_in(condition: &WatchCondition, first: f64, chances: &[f64]) -> Vec<usize> {
    let answer = fixture::picnic().answer();
    let mut watch = watch(condition.clone(), &with_chance(&answer, percent(first)), &now());
    let mut fired = Vec::new();
    for (hour, chance) in chances.iter().enumerate() {
        let then = now() + (i64::try_from(hour).expect("few") + 1).hours();
        let answer = with_chance(&answer, percent(*chance));
        let Evaluation { state, firing } = evaluate(&watch, &answer, &then, None, DateStyle::DayMonth);
        fired.extend(firing.map(|_| hour));
        watch.state = state;
    }
    fired
}

#[test]
fn it_fires_when_the_level_is_crossed_and_again_only_after_coming_back() {
    let (below, above) = (chance(Crossing::Below, 60.0), chance(Crossing::Above, 40.0));
    for (condition, first, chances, fired) in [
        (&below, 72.0, vec![70.0, 61.0, 55.0, 52.0, 58.0, 50.0], vec![2]),
        (&below, 72.0, vec![60.0, 60.0], vec![]),
        // It is known from the beginning.
        (&below, 45.0, vec![44.0, 50.0, 59.0], vec![]),
        (&below, 45.0, vec![75.0, 59.0], vec![1]),
        // Back by five is not back.
        (&below, 72.0, vec![55.0, 65.0, 50.0, 65.0, 50.0, 65.0, 50.0, 65.0, 50.0], vec![0]),
        // Back, and below again while it rests: told as soon as it has rested.
        (&below, 72.0, vec![55.0, 80.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0], vec![0, 6]),
        (&above, 20.0, vec![39.0, 40.0, 45.0], vec![1]),
        (&above, 20.0, vec![45.0, 29.0, 29.0, 29.0, 29.0, 29.0, 29.0, 41.0], vec![0, 7]),
        // There is no room for ten per cent below a level of five.
        (&chance(Crossing::Above, 5.0), 0.0, vec![6.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 6.0], vec![0, 7]),
    ] {
        assert_eq!(fired_in(condition, first, &chances), fired, "{condition:?} {chances:?}");
    }
}

proptest! {
    #[test]
    fn a_noisy_chance_about_the_level_fires_once_and_not_twenty_times(
        // Nearer to certainty there is no room for the whole margin.
        level in 20.0..80.0_f64,
        falls in any::<bool>(),
        noise in prop::collection::vec(-9.9..9.9_f64, 200),
    ) {
        let crossing = if falls { Crossing::Below } else { Crossing::Above };
        let side = if falls { 1.0 } else { -1.0 };
        // The first look lies where it isn't told, and some later one where it is.
        let mut chances: Vec<f64> = noise.iter().map(|noise| level + noise).collect();
        chances[100] = level - side * 5.0;
        let fired = fired_in(&chance(crossing, level), level + side * 12.0, &chances);
        prop_assert_eq!(fired.len(), 1);
        prop_assert!(fired[0] <= 100);
    }

    #[test]
    fn however_wildly_it_swings_it_is_silent_for_six_hours_after_a_firing(
        level in 10.0..90.0_f64,
        chances in prop::collection::vec(0.0..100.0_f64, 1..200),
    ) {
        let fired = fired_in(&chance(Crossing::Above, level), 0.0, &chances);
        prop_assert!(fired.windows(2).all(|pair| pair[1] - pair[0] >= 6), "{:?}", fired);
        let crossed = chances.iter().any(|chance| percent(*chance).value() >= percent(level).value());
        prop_assert_eq!(crossed, !fired.is_empty());
    }

    #[test]
    fn between_two_firings_the_chance_has_come_back_by_the_margin(
        level in 20.0..80.0_f64,
        chances in prop::collection::vec(0.0..100.0_f64, 1..200),
    ) {
        let fired = fired_in(&chance(Crossing::Below, level), 100.0, &chances);
        for pair in fired.windows(2) {
            prop_assert!(chances[pair[0]..pair[1]].iter().any(|chance| *chance >= level + 9.9));
        }
    }
}

#[test]
fn what_fires_in_quiet_hours_is_told_after_them() {
    let answer = fixture::picnic().answer();
    let evening: Zoned = "2013-06-12T21:30[Europe/Lisbon]".parse().expect("a moment");
    let watch = watch(chance(Crossing::Below, 60.0), &with_chance(&answer, percent(72.0)), &evening);
    let night = evening.clone() + 3.hours();
    let quiet = Some(QuietHours { from_hour: 22, to_hour: 7 });
    let lower = with_chance(&answer, percent(50.0));
    let firing = evaluate(&watch, &lower, &night, quiet, DateStyle::DayMonth).firing.expect("it fires");
    let morning: Zoned = "2013-06-13T07:00[Europe/Lisbon]".parse().expect("a moment");
    assert_eq!((firing.at, firing.due), (night.timestamp(), morning.timestamp()));
}

#[test]
fn a_firing_says_what_was_what_is_and_what_changed() {
    let answer = fixture::picnic().answer();
    let watch = watch(chance(Crossing::Below, 60.0), &with_chance(&answer, percent(72.0)), &now());
    let mut later = with_chance(&answer, percent(55.0));
    later.needs[0].chance = percent(61.0);
    let newer = now() + 20.hours();
    for line in &mut later.evidence {
        line.newest = line.newest.as_ref().map(|_| newer.clone());
    }
    let then = now() + 21.hours();
    let firing = evaluate(&watch, &later, &then, None, DateStyle::DayMonth).firing.expect("it fires");
    insta::assert_snapshot!(
        format!("{}\n{}\n{}", firing.title, firing.text, firing.reasons.join("\n")),
        @r"
    Picnic, 3 h in Lisbon, Sat 13 June, 11–17
    The chance is 55 %, below 60 %. It was 72 % yesterday at 12:30.
    Dry: 98 % before, 61 % now.
    New from Lisbon Airport, up to 08:30.
    "
    );
}

#[test]
fn a_watch_says_how_it_stands() {
    let answer = fixture::picnic().answer();
    let high = with_chance(&answer, percent(72.0));
    let mut watch = watch(chance(Crossing::Below, 60.0), &high, &now());
    let words = |watch: &Watch| {
        let words = watch_words(watch, &(now() + 90.minutes()), DateStyle::DayMonth);
        format!("{}. {}. {}.", words.condition, words.state, words.until)
    };
    let mut said = vec![words(&watch)];
    watch.state = begin(&watch.condition, &with_chance(&answer, percent(40.0)), &now());
    said.push(words(&watch));
    watch.paused = true;
    said.push(words(&watch));
    insta::assert_snapshot!(said.join("\n"), @r"
    Tells you when the chance falls below 60 %. 72 %, looked at 90 minutes ago. Until Sunday 12 July at 12:30.
    Tells you when the chance falls below 60 %. 40 %, looked at 90 minutes ago. You know of this; it tells you again once it has come back and crosses anew. Until Sunday 12 July at 12:30.
    Tells you when the chance falls below 60 %. Paused. 40 %, looked at 90 minutes ago. Until Sunday 12 July at 12:30.
    ");
}

#[test]
fn what_nobody_said_of_when_to_tell_is_assumed_and_said() {
    let picnic = fixture::picnic().answer();
    let frost = fixture::weather_question(
        domain::Asked::Event { negated: false },
        vec![fixture::criterion(
            "frost",
            domain::Variable::Temperature,
            domain::Aggregation::Any,
            domain::Bound::AtMost { limit: 0.0 },
        )],
        "2013-06-13T00:00",
        "2013-06-14T00:00",
    )
    .answer();
    let oil = fixture::oil().answer();
    let of = |wish: WatchWish, answer: &domain::Answer| {
        let (condition, assumed) = condition(wish, answer).expect("it can be watched");
        let condition = match condition {
            WatchCondition::Chance { crossing, level } => {
                format!("{crossing:?} {level}", level = level.percent())
            }
            WatchCondition::Amount { crossing, unit, .. } => format!("{crossing:?} some {unit}"),
        };
        format!("{condition}: {}", assumed.unwrap_or_default()).trim_end().to_owned()
    };
    let none = WatchWish::default();
    let warning = WatchWish { warning: true, ..none };
    let said = WatchWish { level: Some(percent(45.0)), crossing: Some(Crossing::Below), ..warning };
    let lines = [
        of(none, &with_chance(&picnic, percent(80.0))),
        of(none, &with_chance(&picnic, percent(30.0))),
        of(none, &frost),
        of(warning, &frost),
        of(said, &frost),
        of(none, &oil),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r"
    Below 60: It is told below 60 %.
    Above 60: A window counts as good from 60 % on.
    Above 50: It is told from 50 % on.
    Above 30: A warning is given from 30 % on, while there is time to act on it.
    Below 45:
    Above some USD per barrel: Nothing was said of how much is much, so it is told above what is unlikely now.
    ");
    let past = domain::Answer { as_of: true, ..oil };
    assert_eq!(preset(&past), Err(Unwatchable::Past));
}
