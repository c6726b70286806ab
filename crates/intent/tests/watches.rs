//! Texts that ask to be told later, and those that only sound like it.

mod support;

use domain::{Asked, Crossing, Edits, Interpretation, Subject};
use intent::{interpret, watch_wish};
use support::Reader;

/// What is wished, in short: `below 60`, `above -`, `- 40 warning`.
fn wish(text: &str) -> String {
    let Some(wish) = watch_wish(text) else { return "none".to_owned() };
    let crossing = match wish.crossing {
        Some(Crossing::Above) => "above",
        Some(Crossing::Below) => "below",
        None => "-",
    };
    let level = wish.level.map_or_else(|| "-".to_owned(), |level| level.percent().to_string());
    let warning = if wish.warning { " warning" } else { "" };
    format!("{crossing} {level}{warning}{}", if wish.repeats { " repeats" } else { "" })
}

#[test]
fn a_watch_is_read_with_its_question() {
    let reader = Reader::new();
    let mut faults = Vec::new();
    for (text, expected, question) in [
        (
            "tell me when a good sailing window opens this week",
            "- -",
            "sailing 4 h | Lisbon | 06-12 11 to 19",
        ),
        (
            "let me know when rain for Saturday's picnic goes above 40 %",
            "above 40",
            "weather | Lisbon | 06-15 11 to 17 | any rain >= 0.2",
        ),
        (
            "warn me if it freezes this week",
            "- - warning",
            "weather | Lisbon | 06-12 11 to 06-17 00 | any temperature <= 0",
        ),
        (
            "tell me if the chance of rain on Saturday rises above 40 percent",
            "above 40",
            "weather | Lisbon | 06-15 00 to 06-16 00 | any rain >= 0.2",
        ),
        (
            "Please let me know if the probability of a picnic on Saturday drops below 60%",
            "below 60",
            "picnic 3 h | Lisbon | 06-15 11 to 17",
        ),
        (
            "notify me when Saturday's picnic falls under 60 %",
            "below 60",
            "picnic 3 h | Lisbon | 06-15 11 to 17",
        ),
        ("keep an eye on Saturday's picnic", "- -", "picnic 3 h | Lisbon | 06-15 11 to 17"),
        (
            "alert me if the wind gets above 40 km/h tomorrow",
            "- - warning",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max wind >= 11.11",
        ),
        (
            "tell me if oil falls below 60 dollars this month",
            "- -",
            "oil | 06-12 06 to 07-01 00 | last oil <= 60",
        ),
        (
            "tell me if it gets colder than -3 in Porto before Sunday",
            "- -",
            "weather | Porto | 06-12 11 to 06-16 00 | min temperature <= -3",
        ),
        (
            "let me know as soon as it rains in Porto tomorrow",
            "- -",
            "weather | Porto | 06-13 00 to 06-14 00 | any rain >= 0.2",
        ),
        (
            "can you warn me if there's more than a 30% chance of frost tonight",
            "above 30 warning",
            "weather | Lisbon | 06-12 18 to 06-13 06 | any temperature <= 0",
        ),
        (
            "tell me if the cloud cover goes above 40 % tomorrow",
            "- -",
            "weather | Lisbon | 06-13 00 to 06-14 00 |",
        ),
        ("warn me of snow in Boston tomorrow", "- - warning", "weather | Boston | 06-13 00 to 06-14 00 |"),
        ("I want to be told if the chance of a dry run tomorrow sinks to 50 %", "below 50", "run"),
        (
            "Warn mich, wenn es diese Woche friert",
            "- - warning",
            "weather | Lisbon | 06-12 11 to 06-17 00 | any temperature <= 0",
        ),
        (
            "Sag mir Bescheid, wenn die Wahrscheinlichkeit für Regen am Samstag über 40 Prozent steigt",
            "above 40",
            "weather | Lisbon | 06-15 00 to 06-16 00 | any rain >= 0.2",
        ),
        (
            "Benachrichtige mich, sobald das Picknick am Samstag unter 60 % fällt",
            "below 60",
            "picnic 3 h | Lisbon | 06-15 11 to 17",
        ),
        (
            "Gib mir Bescheid, wenn es morgen in Porto regnet",
            "- -",
            "weather | Porto | 06-13 00 to 06-14 00 | any rain >= 0.2",
        ),
        (
            "tell me when a good sailing window opens every weekend",
            "- - repeats",
            "sailing 4 h | Lisbon | 06-15 09 to 19, 06-16 09 to 19",
        ),
        (
            "warn me if the chance of rain goes above 40 % every Saturday",
            "above 40 warning repeats",
            "weather | Lisbon | 06-15 00 to 06-16 00 | any rain >= 0.2",
        ),
        (
            "notify me if it freezes each night in Porto",
            "- - repeats",
            "weather | Porto | 06-12 18 to 06-13 06 | any temperature <= 0",
        ),
        (
            "warn me if it rains every day",
            "- - warning repeats",
            "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2",
        ),
        (
            "warn me if it freezes every week",
            "- - warning repeats",
            "weather | Lisbon | 06-12 11 to 06-17 00 | any temperature <= 0",
        ),
        ("Behalte das Picknick am Samstag im Auge", "- -", "picnic 3 h | Lisbon | 06-15 11 to 17"),
    ] {
        let (wish, account) = (wish(text), reader.account(text));
        if wish != expected || !account.starts_with(question) {
            faults.push(format!("{text}\n  {wish}, not {expected}\n  {account}\n  {question}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_only_sounds_like_a_watch_is_asked_now() {
    for text in [
        "Hi! Could you please tell me if tomorrow would be suitable for going for a hike with my parents? Thanks",
        "tell me if it will rain tomorrow",
        "let me know if it's going to be sunny on Saturday",
        "tell me when to go for a run tomorrow",
        "tell me when it will rain",
        "let me know when is the best time to sail this week",
        "tell me the chance of rain tomorrow",
        "tell me about the weather on Saturday",
        "tell me if it's warm enough for a picnic on Sunday",
        "let me know whether Saturday is dry",
        "will it rain tomorrow",
        "birdwatching early tomorrow",
        "watch the sunset on the beach tomorrow",
        "what is the chance that humidity is above 80 % tomorrow",
        "will the chance of rain fall below 60 % tomorrow",
        "Sag mir, ob es morgen regnet",
        "tell me why",
        "",
    ] {
        assert_eq!(wish(text), "none", "{text}");
    }
}

#[test]
fn a_watch_on_nothing_else_is_one_on_the_answer_before() {
    let reader = Reader::new();
    let picnic = reader.question("picnic on Saturday");
    for (text, expected) in [
        ("tell me if the chance falls below 60 %", "below 60"),
        ("tell me if it drops below 60%", "below 60"),
        ("let me know if that changes", "- -"),
        ("keep an eye on this", "- -"),
        ("watch this", "- -"),
        ("sag mir Bescheid, wenn die Wahrscheinlichkeit unter 60 % fällt", "below 60"),
    ] {
        assert_eq!(wish(text), expected, "{text}");
        let unclear = reader.unclear(text);
        assert!(
            unclear.message.starts_with("There is no answer yet to watch."),
            "{text}: {}",
            unclear.message
        );
        let setting = intent::Setting { previous: Some(&picnic), ..reader.setting() };
        let Interpretation::Understood(question) = interpret(text, &Edits::default(), &setting) else {
            panic!("{text} isn't understood");
        };
        assert!(matches!(&question.subject, Subject::Activity { id, .. } if id == "picnic"), "{text}");
        assert!(matches!(question.asked, Asked::Window { .. }), "{text}");
        assert_eq!((&question.spans, question.text.as_str()), (&picnic.spans, text));
        assert!(question.assumptions[0].text.starts_with(intent::CARRIED_ON), "{text}");
    }
}
