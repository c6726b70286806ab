//! Whatever is typed: no panic, and spans that are ordered, not empty and to come.

mod support;

use domain::{Asked, Edits, Interpretation, Question};
use proptest::prelude::*;
use support::Reader;

const MOMENTS: [&str; 6] = [
    "2013-06-12T10:20[Europe/Lisbon]",
    "2013-03-09T23:40[America/New_York]",
    "2013-11-03T00:30[America/New_York]",
    "2016-02-29T12:00[Asia/Kolkata]",
    "2026-12-31T23:59[Europe/Lisbon]",
    "2013-10-19T22:00[America/Sao_Paulo]",
];

/// Real words in any order: most of what can go wrong lies between them.
const WORDS: [&str; 114] = [
    "picnic",
    "run",
    "sailing",
    "stargazing",
    "laundry",
    "commute",
    "rain",
    "windy",
    "cold",
    "temperature",
    "too",
    "enough",
    "how",
    "will",
    "it",
    "is",
    "be",
    "not",
    "weather",
    "forecast",
    "tomorrow",
    "today",
    "tonight",
    "yesterday",
    "Saturday",
    "Sunday",
    "next",
    "this",
    "last",
    "week",
    "weekend",
    "month",
    "Friday",
    "on",
    "at",
    "in",
    "from",
    "to",
    "between",
    "and",
    "or",
    "until",
    "after",
    "before",
    "by",
    "for",
    "8",
    "12",
    "25",
    "0",
    "31",
    "2013",
    "1999",
    "9999",
    "pm",
    "am",
    ":",
    "/",
    "-",
    ".",
    ",",
    "30",
    "noon",
    "midnight",
    "morning",
    "evening",
    "hours",
    "days",
    "years",
    "June",
    "February",
    "14th",
    "the",
    "Christmas",
    "Easter",
    "Lisbon",
    "Portland",
    "Oregon",
    "Nice",
    "Xyzzy",
    "over",
    "under",
    "degrees",
    "kWh",
    "knots",
    "mm",
    "force",
    "$",
    "electricity",
    "I-94",
    "oil",
    "price",
    "above",
    "half",
    "a",
    "winter",
    "and",
    "what",
    "about",
    "make",
    "it",
    "vs",
    "than",
    "usually",
    "first",
    "when",
    "will",
    "warmer",
    "less",
    "instead",
    "later",
    "dry",
    "getting",
    "Porto",
];

fn check(reader: &Reader, question: &Question) -> Result<(), TestCaseError> {
    prop_assert!(!question.spans.is_empty());
    let mut end = reader.now.timestamp();
    for span in &question.spans {
        prop_assert!(span.start.timestamp() >= end, "{question:?}");
        prop_assert!(span.end > span.start, "{question:?}");
        end = span.end.timestamp();
    }
    if let Asked::Window { hours, .. } = question.asked {
        prop_assert!(hours >= 1);
        prop_assert!(!question.criteria.is_empty());
        let longest = question.spans.iter().map(|span| span.start.duration_until(&span.end).as_hours()).max();
        // A day with an hour skipped may be one short of the need.
        prop_assert!(longest.is_some_and(|longest| longest + 1 >= i64::from(hours)), "{question:?}");
    }
    if let Asked::Comparison { choices, .. } = &question.asked {
        prop_assert!(
            choices.len() > 1 && choices.iter().all(|choice| !choice.spans.is_empty()),
            "{question:?}"
        );
    }
    for criterion in &question.criteria {
        let (lower, upper) = criterion.bound.limits();
        prop_assert!([lower, upper].into_iter().flatten().all(f64::is_finite), "{criterion:?}");
    }
    Ok(())
}

fn read(text: &str, edits: &Edits, moment: usize) -> Result<(), TestCaseError> {
    let reader = Reader::at(MOMENTS[moment % MOMENTS.len()], Some("Lisbon"));
    match reader.edited(text, edits) {
        Interpretation::Understood(question) => check(&reader, &question),
        Interpretation::Unclear(unclear) => {
            prop_assert!(!unclear.message.is_empty());
            Ok(())
        }
        // Without an answer before there is none to explain.
        Interpretation::Explanation(aspect) => {
            prop_assert!(false, "{text}: {aspect:?}");
            Ok(())
        }
    }
}

/// What carries on a question is as sound as one that stands by itself.
fn read_after(before: &str, text: &str, moment: usize) -> Result<(), TestCaseError> {
    let reader = Reader::at(MOMENTS[moment % MOMENTS.len()], Some("Lisbon"));
    let Interpretation::Understood(before) = reader.read(before) else { return Ok(()) };
    let mut setting = reader.setting();
    setting.previous = Some(&before);
    match intent::interpret(text, &Edits::default(), &setting) {
        Interpretation::Understood(question) => check(&reader, &question),
        Interpretation::Unclear(unclear) => {
            prop_assert!(!unclear.message.is_empty());
            Ok(())
        }
        Interpretation::Explanation(_) => Ok(()),
    }
}

proptest! {
    #[test]
    fn any_text_at_all_is_read_or_refused(text in any::<String>(), moment in 0..6usize) {
        read(&text, &Edits::default(), moment)?;
    }

    #[test]
    fn any_text_of_few_letters_is_read_or_refused(text in "[ a-c0-9:./°%'’ש☂-]{0,80}", moment in 0..6usize) {
        read(&text, &Edits::default(), moment)?;
    }

    #[test]
    fn real_words_in_any_order_may_carry_on_a_question(
        before in prop::sample::select(vec!["tomorrow's picnic", "will it rain on Saturday", "electricity over 30 kWh tomorrow",
            "Saturday or Sunday for a hike", "stargazing tonight", "how hot will it get next week", "oil price next Friday"]),
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 1..7),
        moment in 0..6usize,
    ) {
        read_after(before, &words.join(" "), moment)?;
    }

    #[test]
    fn real_words_in_any_order_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 1..12),
        glued in any::<bool>(),
        moment in 0..6usize,
    ) {
        read(&words.join(if glued { "" } else { " " }), &Edits::default(), moment)?;
    }

    #[test]
    fn any_edits_are_applied_or_refused(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..5),
        from in prop::option::of(0..4000i64),
        to in prop::option::of(0..4000i64),
        from_hour in prop::option::of(any::<u8>()),
        to_hour in prop::option::of(0..30u8),
        length_hours in prop::option::of(0..40u32),
        moment in 0..6usize,
    ) {
        let day = |days: i64| jiff::civil::date(2010, 1, 1).checked_add(jiff::Span::new().days(days)).ok();
        let edits = Edits {
            from_date: from.and_then(day), to_date: to.and_then(day), from_hour, to_hour, length_hours,
            ..Edits::default()
        };
        read(&format!("picnic {}", words.join(" ")), &edits, moment)?;
    }

    #[test]
    fn reading_twice_gives_the_same(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 1..8)) {
        let reader = Reader::new();
        let text = words.join(" ");
        prop_assert_eq!(reader.read(&text), reader.read(&text));
    }
}
