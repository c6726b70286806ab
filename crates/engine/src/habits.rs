//! Which questions a person asks regularly, and when: a pure function of when they were asked.
//!
//! Askings of one meaning that lie within two hours of the day belong together. On each day of the week the chance that it is asked
//! is the share of such days on which it was, the newer counting more; weekdays lend each other what little is known (a
//! beta-binomial estimate whose prior is the share of all days).

use jiff::{SignedDuration, Unit, Zoned, civil::Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Days of the past that are looked at: eight weeks.
const LOOKED_AT: i64 = 56;
/// After so many days an asking counts half.
const HALF_LIFE: f64 = 28.0;
/// Askings within so many minutes of the day are of one habit.
const TOGETHER: i64 = 120;
/// A question is asked regularly from so many days on.
const FEWEST_DAYS: usize = 3;
/// The least chance of a day of the week on which it is expected.
const EXPECTED: f64 = 0.5;
/// Days that what is known of all weekdays counts for each.
const PRIOR_DAYS: f64 = 1.0;
/// Habits that one question may be of: in the morning, at noon, in the evening.
const MOST_OF_ONE: usize = 3;
const MINUTES_OF_A_DAY: i64 = 1440;

/// A question as it was asked once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asking {
    /// What tells it from other questions, whatever its words.
    pub(crate) meaning: String,
    pub(crate) text: String,
    pub(crate) at: Zoned,
}

/// A question that is asked regularly.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Habit {
    pub(crate) meaning: String,
    /// The words it was last asked in.
    pub(crate) text: String,
    /// The usual minute of the day.
    pub(crate) minute: i64,
    /// The chance that it is asked on a day, from Monday to Sunday.
    pub(crate) chances: [f64; 7],
    /// Days on which it was asked.
    pub(crate) days: usize,
    pub(crate) last: Zoned,
}

/// The habits that show in `askings`, up to `now`, the likeliest first.
pub(crate) fn habits(askings: &[Asking], now: &Zoned) -> Vec<Habit> {
    let mut by_meaning: BTreeMap<&str, Vec<&Asking>> = BTreeMap::new();
    for asking in askings {
        if asking.at <= *now && days_between(&asking.at, now) < LOOKED_AT {
            by_meaning.entry(&asking.meaning).or_default().push(asking);
        }
    }
    let mut found: Vec<Habit> = Vec::new();
    for mut askings in by_meaning.into_values() {
        for _ in 0..MOST_OF_ONE {
            let Some(start) = densest(&askings) else { break };
            let (together, others): (Vec<&Asking>, Vec<&Asking>) = askings
                .into_iter()
                .partition(|asking| minutes_after(start, minute_of(&asking.at)) < TOGETHER);
            found.extend(habit(&together, start, now));
            askings = others;
        }
    }
    found.sort_by(|a, b| b.likeliest().total_cmp(&a.likeliest()).then_with(|| b.last.cmp(&a.last)));
    found
}

impl Habit {
    /// The greatest chance of a weekday.
    fn likeliest(&self) -> f64 {
        self.chances.iter().copied().fold(0.0, f64::max)
    }

    /// When it is next expected, from half an hour before `now` up to `ahead` after it, and how likely. `None` on a day on which it
    /// was asked already.
    pub(crate) fn expected(&self, now: &Zoned, ahead: SignedDuration) -> Option<(Zoned, f64)> {
        let earliest = now.checked_sub(SignedDuration::from_mins(30)).ok()?;
        let latest = now.checked_add(ahead).ok()?;
        let mut day = earliest.date();
        while day <= latest.date() {
            let minute = i8::try_from(self.minute % 60).ok()?;
            let hour = i8::try_from(self.minute / 60).ok()?;
            let at = day.at(hour, minute, 0, 0).to_zoned(now.time_zone().clone()).ok()?;
            let chance = self.chances[index_of(at.weekday())];
            let asked = self.last.duration_until(&at).abs() < SignedDuration::from_mins(TOGETHER);
            if (&earliest..=&latest).contains(&&at) && chance >= EXPECTED && !asked {
                return Some((at, chance));
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// `about 08:10 on weekdays`.
    pub(crate) fn when(&self) -> String {
        let days: Vec<usize> = (0..7).filter(|day| self.chances[*day] >= EXPECTED).collect();
        let on = match days.as_slice() {
            [0, 1, 2, 3, 4, 5, 6] => "every day".to_owned(),
            [0, 1, 2, 3, 4] => "on weekdays".to_owned(),
            [5, 6] => "at weekends".to_owned(),
            days => {
                let names: Vec<&str> = days.iter().map(|day| NAMES[*day]).collect();
                match names.as_slice() {
                    [] => "on some days".to_owned(),
                    [one] => format!("on {one}"),
                    [first @ .., last] => format!("on {} and {last}", first.join(", ")),
                }
            }
        };
        format!("about {:02}:{:02} {on}", self.minute / 60, self.minute % 60)
    }
}

const NAMES: [&str; 7] =
    ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/// The minute of the day from which on most days have an asking within two hours; `None` where too few have.
fn densest(askings: &[&Asking]) -> Option<i64> {
    let days_from = |start: i64| -> usize {
        let within = askings.iter().filter(|asking| minutes_after(start, minute_of(&asking.at)) < TOGETHER);
        within.map(|asking| asking.at.date()).collect::<BTreeSet<_>>().len()
    };
    let starts: BTreeSet<i64> = askings.iter().map(|asking| minute_of(&asking.at)).collect();
    let best = starts.into_iter().max_by_key(|start| (days_from(*start), -start))?;
    (days_from(best) >= FEWEST_DAYS).then_some(best)
}

fn habit(together: &[&Asking], start: i64, now: &Zoned) -> Option<Habit> {
    let newest = together.iter().max_by_key(|asking| asking.at.timestamp())?;
    let asked: BTreeSet<jiff::civil::Date> = together.iter().map(|asking| asking.at.date()).collect();
    let mut day = *asked.first()?;
    let today = now.date();
    // Today counts when it was asked today, or could still have been: its hour has passed.
    let passed = minute_of(now) >= (start + TOGETHER).min(MINUTES_OF_A_DAY - 1);
    let (mut hits, mut tries) = ([0.0; 7], [0.0; 7]);
    while day <= today {
        if day < today || passed || asked.contains(&day) {
            let age = day.until((Unit::Day, today)).map_or(0, |span| span.get_days());
            let weight = 0.5_f64.powf(f64::from(age) / HALF_LIFE);
            let weekday = index_of(day.weekday());
            tries[weekday] += weight;
            if asked.contains(&day) {
                hits[weekday] += weight;
            }
        }
        day = day.tomorrow().ok()?;
    }
    let overall = hits.iter().sum::<f64>() / tries.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut chances = [0.0; 7];
    for (chance, (hits, tries)) in chances.iter_mut().zip(hits.iter().zip(&tries)) {
        *chance = (hits + PRIOR_DAYS * overall) / (tries + PRIOR_DAYS);
    }
    let mut minutes: Vec<i64> =
        together.iter().map(|asking| minutes_after(start, minute_of(&asking.at))).collect();
    minutes.sort_unstable();
    let habit = Habit {
        meaning: newest.meaning.clone(),
        text: newest.text.clone(),
        minute: (start + minutes[minutes.len() / 2]) % MINUTES_OF_A_DAY,
        chances,
        days: asked.len(),
        last: newest.at.clone(),
    };
    (habit.likeliest() >= EXPECTED).then_some(habit)
}

fn minute_of(moment: &Zoned) -> i64 {
    i64::from(moment.hour()) * 60 + i64::from(moment.minute())
}

/// Minutes from one minute of the day to the next time of another.
const fn minutes_after(start: i64, minute: i64) -> i64 {
    (minute - start).rem_euclid(MINUTES_OF_A_DAY)
}

fn days_between(earlier: &Zoned, later: &Zoned) -> i64 {
    earlier.date().until((Unit::Day, later.date())).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

fn index_of(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Zoned {
        format!("{text}[Europe/Lisbon]").parse().expect("a moment")
    }

    fn asking(text: &str, at: &str) -> Asking {
        Asking { meaning: text.to_lowercase(), text: text.to_owned(), at: moment(at) }
    }

    /// Asked at these times on the days up to 25 November 2026, a Wednesday, on which `is_asked` says so.
    fn asked(text: &str, times: &[&str], days: i32, is_asked: impl Fn(Weekday) -> bool) -> Vec<Asking> {
        let newest = jiff::civil::date(2026, 11, 25);
        (0..days)
            .map(|ago| newest.saturating_sub(jiff::Span::new().days(ago)))
            .filter(|day| is_asked(day.weekday()))
            .zip(times.iter().cycle())
            .map(|(day, time)| asking(text, &format!("{day}T{time}")))
            .collect()
    }

    const NOW: &str = "2026-11-26T07:50";

    fn told(askings: &[Asking]) -> Vec<(String, String)> {
        habits(askings, &moment(NOW)).into_iter().map(|habit| (habit.text.clone(), habit.when())).collect()
    }

    fn one(text: &str, when: &str) -> Vec<(String, String)> {
        vec![(text.to_owned(), when.to_owned())]
    }

    #[test]
    fn what_is_asked_at_similar_hours_and_weekdays_is_a_habit() {
        let weekday = |day: Weekday| !matches!(day, Weekday::Saturday | Weekday::Sunday);
        let run = asked("A run today", &["07:40", "08:05", "08:20"], 21, weekday);
        assert_eq!(told(&run), one("A run today", "about 08:05 on weekdays"));
        let every = asked("Rain today?", &["08:00"], 6, |_| true);
        assert_eq!(told(&every), one("Rain today?", "about 08:00 every day"));
        let friday = asked("Sailing tomorrow", &["18:10", "18:30"], 35, |day| day == Weekday::Friday);
        assert_eq!(told(&friday), one("Sailing tomorrow", "about 18:10 on Fridays"));
        let twice =
            asked("Washing?", &["09:00"], 42, |day| matches!(day, Weekday::Monday | Weekday::Thursday));
        assert_eq!(told(&twice), one("Washing?", "about 09:00 on Mondays and Thursdays"));
    }

    #[test]
    fn what_is_asked_now_and_then_or_was_given_up_is_none() {
        assert_eq!(told(&[]), []);
        assert_eq!(told(&asked("A run", &["08:00"], 2, |_| true)), [], "twice");
        let scattered = ["2026-11-03T08:00", "2026-11-12T08:10", "2026-11-21T08:20"];
        assert_eq!(told(&scattered.map(|at| asking("A run", at))), []);
        let at_any_hour = ["2026-11-23T08:00", "2026-11-24T13:00", "2026-11-25T21:00"];
        assert_eq!(told(&at_any_hour.map(|at| asking("A run", at))), []);
        let given_up: Vec<Asking> =
            (4..11).map(|day| asking("A run", &format!("2026-10-{day:02}T08:00"))).collect();
        assert_eq!(told(&given_up), []);
        let long_ago: Vec<Asking> =
            (1..28).map(|day| asking("A run", &format!("2026-08-{day:02}T08:00"))).collect();
        assert_eq!(told(&long_ago), []);
        let many_times_a_day: Vec<Asking> =
            (0..9).map(|minute| asking("A run", &format!("2026-11-25T08:0{minute}"))).collect();
        assert_eq!(told(&many_times_a_day), [], "one day");
    }

    #[test]
    fn one_question_can_be_of_several_habits_and_of_several_wordings() {
        let mut askings = asked("Rain?", &["07:55"], 8, |_| true);
        askings.extend(asked("Rain?", &["21:30"], 8, |_| true));
        let mut when: Vec<String> = told(&askings).into_iter().map(|(_, when)| when).collect();
        when.sort();
        assert_eq!(when, ["about 07:55 every day", "about 21:30 every day"]);

        let mut askings = asked("Rain?", &["08:00"], 8, |_| true);
        askings[0].text = "Will it rain?".to_owned();
        assert_eq!(told(&askings), one("Will it rain?", "about 08:00 every day"));
    }

    #[test]
    fn midnight_parts_no_habit() {
        let askings = ["2026-11-22T23:40", "2026-11-24T00:10", "2026-11-24T23:50", "2026-11-26T00:20"]
            .map(|at| asking("Frost tonight?", at));
        let found = habits(&askings, &moment(NOW));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].minute, 10);
    }

    #[test]
    fn it_is_expected_near_its_hour_on_its_days_once() {
        let weekday = |day: Weekday| !matches!(day, Weekday::Saturday | Weekday::Sunday);
        let habit = habits(&asked("A run", &["08:00"], 21, weekday), &moment(NOW)).remove(0);
        let next = |now: &str| {
            let expected = habit.expected(&moment(now), SignedDuration::from_mins(60));
            expected.map(|(at, _)| at.strftime("%a %H:%M").to_string())
        };
        for (now, expected) in [
            ("2026-11-26T06:59", None),
            ("2026-11-26T07:00", Some("Thu 08:00")),
            ("2026-11-26T08:29", Some("Thu 08:00")),
            ("2026-11-26T08:31", None),
            ("2026-11-28T08:00", None),
            ("2026-11-25T08:10", None),
        ] {
            assert_eq!(next(now).as_deref(), expected, "{now}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_was_asked_chances_are_chances_and_order_does_not_count(
            minutes in proptest::collection::vec(0_i64..80_000, 0..60),
            kinds in proptest::collection::vec(0_u8..3, 60),
        ) {
            let now = moment(NOW);
            let mut askings: Vec<Asking> = minutes
                .iter()
                .zip(&kinds)
                .map(|(minutes, kind)| Asking {
                    meaning: kind.to_string(),
                    text: kind.to_string(),
                    at: now.checked_sub(SignedDuration::from_mins(*minutes)).expect("in range"),
                })
                .collect();
            let found = habits(&askings, &now);
            for habit in &found {
                proptest::prop_assert!(habit.chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
                proptest::prop_assert!((0..MINUTES_OF_A_DAY).contains(&habit.minute));
                proptest::prop_assert!(habit.days >= FEWEST_DAYS);
            }
            askings.reverse();
            let mut again = habits(&askings, &now);
            let mut found = found;
            let key = |habit: &Habit| (habit.meaning.clone(), habit.minute);
            found.sort_by_key(key);
            again.sort_by_key(key);
            proptest::prop_assert_eq!(found, again);
        }
    }
}
