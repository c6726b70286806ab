use crate::words::{evidence::is_climate, listed};
use domain::{Answer, Evidence, OriginKind, Subject};
use jiff::Zoned;

/// A range that is narrower or wider by less than this share is told as the same.
const NOTICED: f64 = 0.05;
/// A model whose weight rose by less than this changes no answer that anyone would notice.
const RISEN: f64 = 0.1;

/// What became known since the same question was asked before, and what it did to the answer, as a sentence: what arrived, else
/// which model came to count for more.
///
/// `None` where it isn't the same question about the same time, or nothing became known.
#[must_use]
pub fn changed(before: &Answer, after: &Answer) -> Option<String> {
    if !is_same_question(before, after) || before.as_of || after.as_of {
        return None;
    }
    let news = news(before, after);
    let cause = if news.is_empty() { learnt(before, after)? } else { format!("{} arrived", listed(&news)) };
    let when = when(&before.issue_time, &after.issue_time);
    Some(format!("Since you asked {when}, {cause}{}.", effect(before, after)))
}

/// Which model counts for more than before, where that changed the answer: it has earned it by what came to be known of its past.
fn learnt(before: &Answer, after: &Answer) -> Option<String> {
    if before.short == after.short {
        return None;
    }
    let weight = |model: &str| {
        let known = before.models.iter().find(|known| known.model == model);
        known.map_or(0.0, |known| known.weight)
    };
    let risen = after.models.iter().map(|model| (model, weight(&model.model)));
    let (model, then) = risen
        .max_by(|(one, then), (other, before)| (one.weight - then).total_cmp(&(other.weight - before)))?;
    (model.weight - then >= RISEN).then(|| {
        format!(
            "{} came to count for more ({:.0} % now, {:.0} % then)",
            model.model,
            model.weight * 100.0,
            then * 100.0
        )
    })
}

/// Whether two answers are to one question about one time, however it was put.
#[must_use]
pub fn is_same_question(before: &Answer, after: &Answer) -> bool {
    let (one, other) = (&before.question, &after.question);
    let same_subject = match (&one.subject, &other.subject) {
        // What is known of a series changes with every value.
        (Subject::Series { info: one }, Subject::Series { info: other }) => one.id == other.id,
        (one, other) => one == other,
    };
    let place = |question: &domain::Question| question.place.as_ref().map(|place| place.id);
    same_subject
        && one.asked == other.asked
        && place(one) == place(other)
        && one.spans == other.spans
        && one.criteria == other.criteria
}

/// What the later answer rests on that the earlier did not know.
fn news(before: &Answer, after: &Answer) -> Vec<String> {
    let newest_guidance = |answer: &Answer| {
        let guided = answer.evidence.iter().filter(|evidence| evidence.kind == OriginKind::Guidance);
        guided.filter_map(|evidence| evidence.newest.as_ref().map(Zoned::timestamp)).max()
    };
    let mut news: Vec<String> = Vec::new();
    match (newest_guidance(before), newest_guidance(after)) {
        (None, Some(_)) => news.push("weather guidance".to_owned()),
        (Some(older), Some(newer)) if newer > older => news.push("newer weather guidance".to_owned()),
        _ => {}
    }
    for evidence in &after.evidence {
        if evidence.kind != OriginKind::Guidance && !is_climate(evidence.kind) {
            news.extend(observed_since(before, evidence).filter(|told| !news.contains(told)));
        }
    }
    news
}

/// What a source of observations has that it, or those before it, did not have before.
fn observed_since(before: &Answer, evidence: &Evidence) -> Option<String> {
    let newest = evidence.newest.as_ref()?;
    let known = before.evidence.iter().filter(|known| known.source == evidence.source);
    match known.filter_map(|known| known.newest.as_ref()).max() {
        None if evidence.kind == OriginKind::Analysis => Some("an analysis of past weather".to_owned()),
        None => Some(format!("{} from {}", evidence.variables, evidence.source)),
        Some(known) if newest > known => Some(format!("new values of {}", evidence.variables)),
        Some(_) => None,
    }
}

/// ` at 17:58` on the same day, else with the day.
fn when(before: &Zoned, after: &Zoned) -> String {
    let time = before.strftime("%H:%M");
    if before.date() == after.date() {
        format!("at {time}")
    } else {
        format!("on {} at {time}", before.strftime("%A, %-d %B"))
    }
}

fn effect(before: &Answer, after: &Answer) -> String {
    if before.short == after.short {
        return format!("; the answer is still {}", after.short);
    }
    let width = |answer: &Answer| answer.amount.as_ref().map(|amount| amount.upper - amount.lower);
    let ratio = match (width(before), width(after)) {
        (Some(before), Some(after)) if before > 0.0 => after / before,
        _ => 1.0,
    };
    let range = match ratio {
        2.0.. => format!(", a range {ratio:.0} times as wide"),
        _ if ratio > 1.0 + NOTICED => format!(", a range {:.0} % wider", (ratio - 1.0) * 100.0),
        _ if ratio < 1.0 - NOTICED => format!(", a range {:.0} % narrower", (1.0 - ratio) * 100.0),
        _ => String::new(),
    };
    format!(": {} now, {} then{range}", after.short, before.short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::AmountAnswer;

    fn source(kind: OriginKind, name: &str, newest: &str) -> Evidence {
        Evidence {
            variables: "temperature".to_owned(),
            kind,
            source: name.to_owned(),
            newest: Some(newest.parse().expect("a moment")),
            age: String::new(),
            credit: String::new(),
            caveats: Vec::new(),
        }
    }

    /// An answer given at an hour, of a range, that rests on sources.
    fn answer(at: &str, short: &str, (lower, upper): (f64, f64), evidence: Vec<Evidence>) -> Answer {
        let mut answer = fixture::picnic().answer();
        answer.issue_time = at.parse().expect("a moment");
        answer.short = short.to_owned();
        answer.amount = Some(AmountAnswer {
            variable: domain::Variable::Temperature,
            unit: "°C".to_owned(),
            median: f64::midpoint(lower, upper),
            lower,
            upper,
        });
        answer.evidence = evidence;
        answer
    }

    const SIX: &str = "2026-06-12T18:00[America/New_York]";
    const SEVEN: &str = "2026-06-12T19:00[America/New_York]";

    #[test]
    fn guidance_that_arrived_is_the_reason_and_the_narrower_range_its_effect() {
        let before = answer(SIX, "9 to 25 °C", (9.0, 25.0), vec![]);
        let guidance = source(OriginKind::Guidance, "Open-Meteo", SEVEN);
        let after = answer(SEVEN, "14 to 22 °C", (14.0, 22.0), vec![guidance]);
        assert_eq!(
            changed(&before, &after).as_deref(),
            Some(
                "Since you asked at 18:00, weather guidance arrived: 14 to 22 °C now, 9 to 25 °C then, a range 50 % narrower."
            )
        );
    }

    #[test]
    fn newer_guidance_and_new_values_are_told_together_and_an_answer_that_stands_is_said_to() {
        let rests_on = |at: &str| {
            vec![source(OriginKind::Guidance, "Open-Meteo", at), source(OriginKind::Yours, "Roof", at)]
        };
        let before = answer("2026-06-11T18:00[America/New_York]", "9 °C", (9.0, 9.0), rests_on(SIX));
        let after = answer(SEVEN, "9 °C", (9.0, 9.0), rests_on(SEVEN));
        assert_eq!(
            changed(&before, &after).as_deref(),
            Some(
                "Since you asked on Thursday, 11 June at 18:00, newer weather guidance and new values of temperature arrived; the answer is still 9 °C."
            )
        );
    }

    #[test]
    fn a_source_that_was_not_there_is_named() {
        let before = answer(SIX, "9 °C", (9.0, 9.0), vec![]);
        let after = answer(SEVEN, "8 °C", (8.0, 8.0), vec![source(OriginKind::Yours, "Roof", SEVEN)]);
        let said = changed(&before, &after).expect("something arrived");
        assert_eq!(said, "Since you asked at 18:00, temperature from Roof arrived: 8 °C now, 9 °C then.");
    }

    #[test]
    fn a_range_is_compared_where_it_differs_enough_to_notice() {
        let before = answer(SIX, "10 to 20 °C", (10.0, 20.0), vec![]);
        for (upper, told) in [
            (15.0, "then, a range 50 % narrower."),
            (19.7, "then."),
            (20.4, "then."),
            (24.0, "then, a range 40 % wider."),
            (60.0, "then, a range 5 times as wide."),
        ] {
            let guidance = source(OriginKind::Guidance, "Open-Meteo", SEVEN);
            let after = answer(SEVEN, "another", (10.0, upper), vec![guidance]);
            let said = changed(&before, &after).expect("guidance arrived");
            assert!(said.ends_with(told), "{said}");
        }
    }

    #[test]
    fn a_model_that_came_to_count_for_more_is_named_where_nothing_else_arrived() {
        let with_weight = |at: &str, short: &str, range: (f64, f64), weight: f64| {
            let mut answer = answer(at, short, range, vec![]);
            answer.models = vec![domain::ModelNote {
                model: "weather guidance".to_owned(),
                used_for: "temperature".to_owned(),
                weight,
                left_out: None,
            }];
            answer
        };
        let before = with_weight(SIX, "10 to 20 °C", (10.0, 20.0), 0.12);
        let after = with_weight(SEVEN, "11 to 15 °C", (11.0, 15.0), 0.93);
        assert_eq!(
            changed(&before, &after).as_deref(),
            Some(
                "Since you asked at 18:00, weather guidance came to count for more (93 % now, 12 % then): 11 to 15 °C now, 10 to 20 °C then, a range 60 % narrower."
            )
        );
        assert_eq!(changed(&before, &with_weight(SEVEN, "11 to 15 °C", (11.0, 15.0), 0.2)), None);
        assert_eq!(changed(&after, &before), None, "one that counts for less is no reason");
    }

    #[test]
    fn nothing_is_said_of_another_question_a_past_moment_or_where_nothing_arrived() {
        let guidance = || vec![source(OriginKind::Guidance, "Open-Meteo", SIX)];
        let before = answer(SIX, "9 °C", (9.0, 9.0), vec![]);
        let after = answer(SEVEN, "8 °C", (8.0, 8.0), guidance());
        assert_eq!(changed(&after, &after), None);
        let climate = source(OriginKind::TypicalYear, "A typical year", SIX);
        assert_eq!(changed(&before, &Answer { evidence: vec![climate], ..after.clone() }), None);
        assert_eq!(changed(&before, &Answer { as_of: true, ..after.clone() }), None);
        let mut elsewhere = after.clone();
        elsewhere.question.place = None;
        assert_eq!(changed(&before, &elsewhere), None);
        let mut later = after;
        later.question.spans.clear();
        assert_eq!(changed(&before, &later), None);
    }
}
