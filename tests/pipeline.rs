//! From the words to the page: what a person reads in the terminal for a few questions, whole, at fixed moments.

use contract::{AskRequest, AskResponse, Commands};
use engine::{Engine, StoppedClock, plain_text};
use std::sync::Arc;

async fn page(text: &str, as_of: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[America/New_York]".parse().expect("a moment"));
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let request =
        AskRequest { text: text.to_owned(), as_of: as_of.map(str::to_owned), ..AskRequest::default() };
    match engine.ask(request).await.expect("an answer") {
        AskResponse::Answered { mut answer } => {
            answer.execution_time = 0.0;
            plain_text(&answer)
        }
        AskResponse::Unclear { unclear } => unclear.message,
    }
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
    drone_in_the_desert: "can I fly my drone in Phoenix on Sunday?", None;
}
