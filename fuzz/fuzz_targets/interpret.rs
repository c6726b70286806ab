//! Any text, at any moment, with any edits, after any other question: nothing panics, what is marked lies within the text, and
//! times begin before they end.

#![no_main]

use arbitrary::Arbitrary;
use context::gazetteer::Gazetteer;
use domain::{Edits, Interpretation, Place, Question, SeriesInfo, UnitSystem};
use intent::{Catalogue, Setting, analyse, complete, interpret, parts};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    text: &'a str,
    /// What was asked before, where it is understood.
    before: Option<&'a str>,
    seconds: i64,
    zone: u8,
    cursor: u16,
    metric: bool,
    at_home: bool,
    with_series: bool,
    activity: Option<&'a str>,
    from_hour: Option<u8>,
    to_hour: Option<u8>,
    length_hours: Option<u32>,
    from_day: Option<i16>,
    to_day: Option<i16>,
}

/// Two that change their clocks in opposite halves of the year, one that never does, and one off the hour.
const ZONES: [&str; 4] = ["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

static SERIES: LazyLock<Vec<SeriesInfo>> = LazyLock::new(context::sources::sample_series);
static HOME: LazyLock<Place> = LazyLock::new(|| Place::from(Gazetteer::embedded().find("Porto")[0]));

/// Whatever was understood, its times are in order.
fn understood(text: &str, edits: &Edits, setting: &Setting<'_>) -> Option<Box<Question>> {
    match interpret(text, edits, setting) {
        Interpretation::Understood(question) => {
            for span in &question.spans {
                assert!(span.start < span.end, "{span:?}");
            }
            Some(question)
        }
        Interpretation::Unclear(unclear) => {
            for suggestion in &unclear.suggestions {
                let again = interpret(&suggestion.text, &Edits::default(), setting);
                assert!(!matches!(again, Interpretation::Unclear(_)), "{suggestion:?}");
            }
            None
        }
        Interpretation::Explanation(_) => None,
    }
}

fuzz_target!(|input: Input<'_>| {
    // Within 200 years of 1970: a clock shows no other.
    let timestamp = Timestamp::from_second(input.seconds % 6_300_000_000).expect("within the calendar");
    let zone = ZONES[usize::from(input.zone) % ZONES.len()];
    let now = Zoned::new(timestamp, TimeZone::get(zone).expect("a zone"));
    let day =
        |ahead: Option<i16>| ahead.and_then(|days| now.date().checked_add(jiff::Span::new().days(days)).ok());
    let edits = Edits {
        activity: input.activity.map(str::to_owned),
        from_date: day(input.from_day),
        to_date: day(input.to_day),
        from_hour: input.from_hour,
        to_hour: input.to_hour,
        length_hours: input.length_hours,
        ..Edits::default()
    };
    let mut setting = Setting {
        now: now.clone(),
        home: input.at_home.then_some(&*HOME),
        gazetteer: Gazetteer::embedded(),
        series: if input.with_series { &SERIES } else { &[] },
        saved: &[],
        activities: Catalogue::built_in(),
        previous: None,
        units: if input.metric { UnitSystem::Metric } else { UnitSystem::Imperial },
    };
    let before = input.before.and_then(|before| understood(before, &Edits::default(), &setting));
    setting.previous = before.as_deref();
    let _ = understood(input.text, &edits, &setting);
    for time in analyse(input.text, &setting).times {
        assert!(!time.bytes.is_empty() && input.text.get(time.bytes.clone()).is_some(), "{time:?}");
        if let (Some(start), Some(end)) = (&time.start, &time.end) {
            assert!(start <= end, "{time:?}");
        }
    }
    let characters = u32::try_from(input.text.chars().count()).expect("a short text");
    for part in parts(input.text, &setting) {
        assert!(part.start < part.end && part.end <= characters, "{part:?}");
    }
    for completion in complete(input.text, usize::from(input.cursor), &setting) {
        assert!(completion.start <= completion.end && completion.end <= characters, "{completion:?}");
    }
});
