//! From the words to the page: what a person reads in the terminal for a few questions, whole, at fixed moments.

use contract::{AskRequest, AskResponse, Commands};
use engine::{Engine, StoppedClock, plain_text};
use std::sync::Arc;

fn engine(folder: &tempfile::TempDir) -> Engine {
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[America/New_York]".parse().expect("a moment"));
    Engine::with(Arc::new(store), Arc::new(clock))
}

async fn page(text: &str, as_of: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let request =
        AskRequest { text: text.to_owned(), as_of: as_of.map(str::to_owned), ..AskRequest::default() };
    match engine(&folder).ask(request).await.expect("an answer") {
        AskResponse::Answered { mut answer, .. } => {
            answer.execution_time = 0.0;
            plain_text(&answer)
        }
        AskResponse::Unclear { unclear } => unclear.message,
        AskResponse::Explained { explanation } => explanation.sentences.join("\n"),
    }
}

/// A conversation as of one moment: each answer's question carries on the one before.
async fn conversation(texts: &[&str], as_of: &str) -> Vec<AskResponse> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let engine = engine(&folder);
    let (mut previous, mut responses) = (None, Vec::new());
    for text in texts {
        let request = AskRequest {
            text: (*text).to_owned(),
            as_of: Some(as_of.to_owned()),
            previous,
            ..AskRequest::default()
        };
        let response = engine.ask(request).await.expect("a response");
        if let AskResponse::Answered { answer, .. } = &response {
            assert_eq!(answer.follows, previous, "{text}");
            previous = Some(answer.id);
        }
        responses.push(response);
    }
    responses
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_carries_on_the_one_before_and_why_explains_its_answer() {
    let texts = ["picnic on Saturday in New York", "and on Sunday?", "make it 2 hours", "in Boston", "why?"];
    let responses = conversation(&texts, "2013-06-14T18:00").await;
    let questions: Vec<&domain::Question> = responses
        .iter()
        .filter_map(|response| match response {
            AskResponse::Answered { answer, .. } => Some(&answer.question),
            _ => None,
        })
        .collect();
    assert_eq!(questions.len(), 4, "{responses:?}");
    assert_eq!(questions[1].spans[0].start.date().to_string(), "2013-06-16");
    assert!(matches!(questions[2].asked, domain::Asked::Window { hours: 2, negated: false }));
    assert_eq!(questions[3].place.as_ref().map(|place| place.name.as_str()), Some("Boston"));
    assert_eq!(questions[3].spans[0].start.date().to_string(), "2013-06-16");
    let (Some(AskResponse::Answered { answer, .. }), Some(AskResponse::Explained { explanation })) =
        (responses.get(3), responses.get(4))
    else {
        panic!("{responses:?}")
    };
    assert_eq!((explanation.answer, &explanation.headline), (answer.id, &answer.headline));
    assert!(!explanation.sentences.is_empty());
}

macro_rules! pages {
    ($($name:ident: $text:expr, $as_of:expr;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                insta::assert_snapshot!(page($text, $as_of).await);
            }
        )*
    };
}

pages! {
    picnic_in_new_york_as_of_june_2013: "tomorrow's picnic in New York", Some("2013-06-14T18:00");
    picnic_today_is_a_seasonal_forecast: "tomorrow's picnic", None;
    rain_in_lisbon_from_a_rough_climate: "will it rain on Saturday morning in Lisbon?", None;
    cold_tonight_in_seattle: "how cold will it get tonight in Seattle?", Some("2015-02-03T15:00");
    too_windy_to_sail: "is it too windy to sail next weekend in New York?", Some("2013-09-10T12:00");
    traffic_on_monday_at_eight: "how busy is I-94 on Monday at 8?", Some("2018-09-20T12:00");
    electricity_over_thirty: "will electricity use be over 30 kWh tomorrow?", Some("2010-10-12T20:00");
    oil_price_next_friday: "oil price next Friday?", Some("2018-12-04T12:00");
    stargazing_in_beijing: "stargazing in Beijing tomorrow", Some("2014-10-03T12:00");
    saturday_or_sunday_for_a_picnic: "Saturday or Sunday for a picnic in New York?", Some("2013-06-12T12:00");
    warmer_in_seattle_or_new_york: "is it warmer in Seattle or in New York tomorrow?", Some("2013-06-12T12:00");
    when_it_first_freezes: "when will it first freeze in New York?", Some("2013-10-20T12:00");
    usually_in_june: "what is it usually like in June in New York?", None;
    warmer_over_the_week: "will it get warmer in New York over the next 7 days?", Some("2013-04-02T12:00");
    drone_in_the_desert: "can I fly my drone in Phoenix on Sunday?", None;
}
