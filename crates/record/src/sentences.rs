use crate::{ChanceBin, Report, Skill, skill::Group};
use domain::Variable;

/// Events from which their scores say something.
const ENOUGH_EVENTS: u32 = 10;
/// Events about one chance from which their share says something.
const ENOUGH_IN_BIN: u32 = 5;
/// Chances that are told of beside the one that was given most often; the table has the others.
const FURTHER: usize = 2;
/// Valid times of a variable from which its coverage says something.
const ENOUGH_TIMES: u32 = 48;
/// How far the coverage of the 80 % range may be from 80 in 100 and still be called right.
const RIGHT: f64 = 0.06;

/// The record in plain words, the finding first. Few outcomes are told as few.
#[must_use]
pub fn sentences(report: &Report) -> Vec<String> {
    let mut lines = chances(report);
    lines.extend(amounts(report));
    lines.extend(distributions(report));
    if report.told > 0 {
        lines.push(match report.told {
            1 => "Of one outcome nothing was measured, so your word for how it went counts.".to_owned(),
            told => {
                format!("Of {told} outcomes nothing was measured, so your word for how they went counts.")
            }
        });
    }
    if report.contradicted > 0 {
        lines.push(match report.contradicted {
            1 => "Once you told otherwise than what was measured; the measurement counts here, and your word is kept beside it.".to_owned(),
            times => format!("{times} times you told otherwise than what was measured; the measurement counts here, and your word is kept beside it."),
        });
    }
    if report.repeated > 0 {
        lines.push(match report.repeated {
            1 => "One question was asked again within the same hour and counts once.".to_owned(),
            times => format!("{times} questions were asked again within the same hour and count once."),
        });
    }
    lines
}

fn chances(report: &Report) -> Vec<String> {
    let Some(events) = &report.events else {
        return vec!["No forecast of whether something happens has come due yet.".to_owned()];
    };
    if events.count < ENOUGH_EVENTS {
        let words = if events.count == 1 { "forecast has" } else { "forecasts have" };
        return vec![format!(
            "{} {words} come due, too few to judge; from {ENOUGH_EVENTS} on this tells how well they did.",
            events.count
        )];
    }
    let mut lines = Vec::new();
    let told = |bin: &&ChanceBin| bin.count >= ENOUGH_IN_BIN;
    // First what was said most often with some conviction; then the rest in order.
    let most = events
        .bins
        .iter()
        .filter(told)
        .filter(|bin| bin.percent > 50)
        .max_by_key(|bin| bin.count)
        .or_else(|| events.bins.iter().filter(told).max_by_key(|bin| bin.count));
    lines.extend(most.map(|bin| of_bin(bin, true)));
    lines.push(match &events.skill {
        Some(skill) => format!(
            "Over {} forecasts (Brier score {:.3}, 0 is perfect), the chances given were {}.",
            events.count,
            events.brier,
            compared(skill, "always saying the usual chance")
        ),
        None => {
            format!("Over {} forecasts, the Brier score is {:.3} (0 is perfect).", events.count, events.brier)
        }
    });
    // Those that are off matter more than those that are right, and what was said often more than what was said seldom.
    let mut further: Vec<&ChanceBin> =
        events.bins.iter().filter(told).filter(|bin| most.is_none_or(|most| most != *bin)).collect();
    further.sort_by_key(|bin| (bin.is_consistent(), std::cmp::Reverse(bin.count)));
    let others = further.split_off(FURTHER.min(further.len())).len();
    further.sort_by_key(|bin| bin.percent);
    lines.extend(further.into_iter().map(|bin| of_bin(bin, false)));
    let off: Vec<&ChanceBin> =
        events.bins.iter().filter(|bin| bin.count >= ENOUGH_IN_BIN && !bin.is_consistent()).collect();
    let judged = events.bins.iter().filter(told).count();
    if judged > 0 {
        lines.push(match off.len() {
            0 => {
                let all = match others {
                    0 => "All of these are".to_owned(),
                    1 => "All of these, and the other one in the table, are".to_owned(),
                    others => format!("All of these, and the {others} others in the table, are"),
                };
                format!("{all} within what chance alone brings about when the chances given are right.")
            }
            _ => {
                let over = off.iter().filter(|bin| bin.share().is_some_and(|share| share > bin.said)).count();
                let happened = match over {
                    0 => "less",
                    over if over == off.len() => "more",
                    _ => "more or less",
                };
                format!(
                    "Around {}, {happened} happened than chance alone explains: there the chances given are off.",
                    listed(&off.iter().map(|bin| format!("{} %", bin.percent)).collect::<Vec<_>>())
                )
            }
        });
    }
    lines
}

fn of_bin(bin: &ChanceBin, first: bool) -> String {
    let share = 100.0 * bin.share().unwrap_or_default();
    if first {
        format!("When Forecastle said {} %, it happened {share:.0} % of {} times.", bin.percent, bin.count)
    } else {
        format!("When it said {} %, it happened {share:.0} % of {} times.", bin.percent, bin.count)
    }
}

/// `12 % better than X (5 to 18 %)`.
fn compared(skill: &Skill, than: &str) -> String {
    let percent = 100.0 * skill.value;
    if percent.abs() < 0.5 {
        return format!("as good as {than}");
    }
    let word = if percent > 0.0 { "better" } else { "worse" };
    let doubt = match (skill.interval, skill.sign()) {
        (None, _) => " (too few days to be sure)".to_owned(),
        (Some(_), 0) => " (which may be chance)".to_owned(),
        (Some(interval), sign) => {
            let (low, high) = (100.0 * interval.low, 100.0 * interval.high);
            if sign > 0 {
                format!(" ({low:.0} to {high:.0} %)")
            } else {
                format!(" ({:.0} to {:.0} %)", -high, -low)
            }
        }
    };
    format!("{:.0} % {word} than {than}{doubt}", percent.abs())
}

fn amounts(report: &Report) -> Vec<String> {
    let amounts = report.amounts;
    match amounts.count {
        0 => Vec::new(),
        1 => vec![format!(
            "One amount has come due; it {} within its 80 % range.",
            if amounts.held == 1 { "was" } else { "was not" }
        )],
        count => {
            let few = if count < ENOUGH_EVENTS { ", too few to judge" } else { "" };
            vec![format!("Of {count} amounts, {} were within their 80 % range{few}.", amounts.held)]
        }
    }
}

fn distributions(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(all) = report.rows.iter().find(|row| row.group == Group::Everything) {
        let against = [
            ("what is usual for the season", &all.skills[0]),
            ("repeating what was observed last", &all.skills[1]),
            ("the weather models as they come", &all.skills[2]),
        ];
        let told: Vec<String> =
            against.iter().filter_map(|(than, skill)| Some(compared(skill.as_ref()?, than))).collect();
        if !told.is_empty() {
            lines.push(format!(
                "Values hour by hour, {} in all, were told {} (by the continuous ranked probability score).",
                all.count,
                listed(&told)
            ));
        }
    }
    for row in report.rows.iter().filter(|row| row.count >= ENOUGH_TIMES) {
        let Group::Variable(variable) = &row.group else { continue };
        // A range from nought to nought holds every dry hour: how much it holds says nothing of whether it is too wide.
        if variable.support().zero_inflated {
            continue;
        }
        let held = row.coverage[1];
        // The hours of one forecast miss together: they are not so many outcomes.
        let verdict = if row.forecasts < ENOUGH_EVENTS {
            "of too few forecasts to judge"
        } else if (held - 0.8).abs() <= RIGHT {
            "as it should"
        } else if held < 0.8 {
            "so it was too narrow"
        } else {
            "so it was wider than needed"
        };
        let steps = if matches!(variable, Variable::Series(_)) { "values" } else { "hours" };
        lines.push(format!(
            "{}: the 80 % range held {:.0} of 100 {steps}, {verdict}.",
            row.label,
            100.0 * held
        ));
    }
    lines
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Filter, testing::recorded};
    use domain::Went;

    fn said(count: i64, chance: f64, happens: impl Fn(i64) -> bool) -> Vec<String> {
        let all: Vec<_> = (1..=count).map(|id| recorded(id, Some(chance), Some(happens(id)))).collect();
        sentences(&Report::of(&all, &Filter::default()))
    }

    #[test]
    fn few_are_told_as_few() {
        assert_eq!(said(0, 0.5, |_| true), ["No forecast of whether something happens has come due yet."]);
        assert_eq!(
            said(1, 0.5, |_| true),
            ["1 forecast has come due, too few to judge; from 10 on this tells how well they did."]
        );
        assert_eq!(
            said(9, 0.5, |_| true),
            ["9 forecasts have come due, too few to judge; from 10 on this tells how well they did."]
        );
    }

    #[test]
    fn what_was_said_most_comes_first() {
        assert_eq!(
            said(200, 0.7, |id| id % 25 < 17),
            [
                "When Forecastle said 70 %, it happened 68 % of 200 times.",
                // The score of a day is 0.09 or 0.49, so the standard error of the skill is 0.4 sqrt(0.68 0.32 / 200) / 0.25 = 5.3 %.
                "Over 200 forecasts (Brier score 0.218, 0 is perfect), the chances given were 13 % better than always saying the usual chance (2 to 22 %).",
                "All of these are within what chance alone brings about when the chances given are right.",
            ]
        );
    }

    #[test]
    fn chances_that_are_off_are_named() {
        let lines = said(100, 0.9, |id| id % 2 == 0);
        assert!(lines[1].contains("64 % worse than always saying the usual chance"), "{lines:?}");
        assert_eq!(
            lines[2],
            "Around 90 %, less happened than chance alone explains: there the chances given are off."
        );
    }

    /// So many forecasts of each chance, of which so many came true.
    fn of_each(bins: &[(f64, i64, i64)]) -> Vec<String> {
        let mut all = Vec::new();
        for (chance, count, happened) in bins {
            let first = all.len() as i64 + 1;
            all.extend((0..*count).map(|at| recorded(first + at, Some(*chance), Some(at < *happened))));
        }
        sentences(&Report::of(&all, &Filter::default()))
    }

    #[test]
    fn of_many_chances_those_that_matter_are_told_and_the_table_has_the_others() {
        let right = [(0.1, 40, 4), (0.2, 20, 4), (0.3, 10, 3), (0.5, 12, 6), (0.7, 60, 42), (0.9, 30, 27)];
        let of_chances = |bins: &[(f64, i64, i64)]| -> Vec<String> {
            of_each(bins).into_iter().filter(|line| !line.starts_with("Over ")).collect()
        };
        assert_eq!(
            of_chances(&right),
            [
                "When Forecastle said 70 %, it happened 70 % of 60 times.",
                "When it said 10 %, it happened 10 % of 40 times.",
                "When it said 90 %, it happened 90 % of 30 times.",
                "All of these, and the 3 others in the table, are within what chance alone brings about when the chances given are right.",
            ]
        );
        let mut off = right;
        // What was said seldom and is off comes before what was said often and is right.
        (off[2], off[5]) = ((0.3, 10, 9), (0.9, 30, 10));
        assert_eq!(
            of_chances(&off),
            [
                "When Forecastle said 70 %, it happened 70 % of 60 times.",
                "When it said 30 %, it happened 90 % of 10 times.",
                "When it said 90 %, it happened 33 % of 30 times.",
                "Around 30 % and 90 %, more or less happened than chance alone explains: there the chances given are off.",
            ]
        );
    }

    #[test]
    fn the_users_word_and_repeats_are_told() {
        let mut all: Vec<_> = (1..=12).map(|id| recorded(id, Some(0.8), (id > 2).then_some(true))).collect();
        (all[0].went, all[1].went, all[4].went) = (Some(Went::Fine), Some(Went::Badly), Some(Went::Badly));
        all[11].repeated = true;
        let lines = sentences(&Report::of(&all, &Filter::default()));
        assert_eq!(
            lines[lines.len() - 3..],
            [
                "Of 2 outcomes nothing was measured, so your word for how they went counts.",
                "Once you told otherwise than what was measured; the measurement counts here, and your word is kept beside it.",
                "One question was asked again within the same hour and counts once.",
            ]
        );
    }
}
