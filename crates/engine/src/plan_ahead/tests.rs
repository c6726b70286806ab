use super::*;
use contract::{AskResponse, Commands, ForgetHabitsRequest, Nothing};
use domain::{Answer, Clock, Place, Store};
use jiff::Zoned;
use std::sync::{Arc, RwLock};

/// A clock that is set by hand.
struct Hand(RwLock<Zoned>);

impl Clock for Hand {
    fn now(&self) -> Zoned {
        self.0.read().expect("not poisoned").clone()
    }
}

struct Always(Option<&'static str>);

impl Machine for Always {
    fn busy(&self) -> Option<&'static str> {
        self.0
    }
}

const QUESTION: &str = "how warm will it be in Lisbon tomorrow at 15";

/// An engine over a new data file, with the clock in one's hand.
fn engine() -> (tempfile::TempDir, Engine, Arc<Hand>) {
    let folder = tempfile::tempdir().expect("a folder");
    let store: Arc<dyn Store> = Arc::new(store::SqliteStore::open(folder.path()).expect("a data file"));
    let clock = Arc::new(Hand(RwLock::new(moment("2026-11-16T08:00"))));
    let mut shared = Shared::new(store, Arc::clone(&clock) as Arc<dyn Clock>);
    shared.ahead = PlanAhead::on(Box::new(Always(None)));
    (folder, Engine { shared: Arc::new(shared), listening_lock: None, limits: None }, clock)
}

fn moment(text: &str) -> Zoned {
    format!("{text}[Europe/Lisbon]").parse().expect("a moment")
}

fn set(clock: &Hand, text: &str) {
    *clock.0.write().expect("not poisoned") = moment(text);
}

async fn ask(engine: &Engine, text: &str) -> Answer {
    let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
    match engine.ask(request).await.expect("an answer") {
        AskResponse::Answered { answer, .. } => *answer,
        other => panic!("{other:?}"),
    }
}

/// Asks each working day of two weeks, a little later each day.
async fn two_weeks(engine: &Engine, clock: &Hand) {
    for (day, minute) in [16, 17, 18, 19, 20, 23, 24, 25].into_iter().zip(0..) {
        set(clock, &format!("2026-11-{day}T08:{:02}", 2 * minute));
        ask(engine, QUESTION).await;
    }
}

const AT_ONCE: Terms = Terms { quiet: Duration::ZERO, heeds_machine: true };

fn is_ahead(answer: &Answer) -> bool {
    answer.confidence.iter().any(|sentence| sentence.starts_with("Worked out ahead"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_regularly_is_ready_and_the_same_as_if_it_were_not() {
    let (_folder, engine, clock) = engine();
    two_weeks(&engine, &clock).await;
    set(&clock, "2026-11-26T07:58");
    assert_eq!(once(&engine, AT_ONCE).await.expect("worked out"), 1);
    // What is worked out at its issue time, without anything ready, is the measure.
    let (_other_folder, fresh, other_clock) = self::engine();
    set(&other_clock, "2026-11-26T07:58");
    let expected = ask(&fresh, "tomorrow at 15 how warm will it be in Lisbon").await;
    set(&clock, "2026-11-26T07:59");
    let found = ask(&engine, "tomorrow at 15 how warm will it be in Lisbon").await;
    assert!(is_ahead(&found) && !is_ahead(&expected), "{:?}", found.confidence);
    assert_eq!(found.amount, expected.amount);
    assert_eq!(found.issue_time, expected.issue_time);
    assert_eq!(found.charts, expected.charts);
    // The hour is over: what was known then isn't all there is to know.
    set(&clock, "2026-11-26T08:00");
    assert!(!is_ahead(&ask(&engine, QUESTION).await));
    // It was asked today, and is not expected again.
    assert_eq!(once(&engine, AT_ONCE).await.expect("nothing to do"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn off_is_off_and_forgotten_is_forgotten() {
    let (_folder, engine, clock) = engine();
    two_weeks(&engine, &clock).await;
    set(&clock, "2026-11-26T07:58");
    let habits = engine.habits(Nothing {}).await.expect("habits");
    assert_eq!(habits.len(), 1);
    assert_eq!((habits[0].text.as_str(), habits[0].days), (QUESTION, 8));
    assert_eq!(habits[0].when, "about 08:08 on weekdays");
    assert_eq!(engine.examples(Nothing {}).await.expect("examples")[0].text, QUESTION);

    let mut settings = engine.settings(Nothing {}).await.expect("settings");
    settings.plan_ahead.on = false;
    engine.save_settings(settings.clone()).await.expect("kept");
    assert_eq!(once(&engine, AT_ONCE).await.expect("nothing to do"), 0);
    assert!(engine.habits(Nothing {}).await.expect("habits").is_empty());
    assert_ne!(engine.examples(Nothing {}).await.expect("examples")[0].text, QUESTION);
    settings.plan_ahead.on = true;
    engine.save_settings(settings).await.expect("kept");

    let unknown = ForgetHabitsRequest { text: Some("never asked".to_owned()) };
    assert!(engine.forget_habits(unknown).await.is_err());
    let this = ForgetHabitsRequest { text: Some(QUESTION.to_owned()) };
    engine.forget_habits(this).await.expect("forgotten");
    assert!(engine.habits(Nothing {}).await.expect("habits").is_empty());
    assert_eq!(once(&engine, AT_ONCE).await.expect("nothing to do"), 0);
    let history = engine.history(contract::HistoryRequest { limit: 100 }).await.expect("the history");
    assert_eq!(history.len(), 8, "the questions themselves stay");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_worked_out_beside_a_person_or_on_a_battery() {
    let (_folder, engine, clock) = engine();
    two_weeks(&engine, &clock).await;
    set(&clock, "2026-11-26T07:58");
    assert_eq!(once(&engine, Terms::USUAL).await.expect("nothing"), 0, "they were here just now");
    {
        let _asked = engine.shared.ahead.asked();
        assert_eq!(once(&engine, AT_ONCE).await.expect("nothing"), 0);
    }
    let work = engine.shared.ahead.begin(AT_ONCE).expect("it is quiet");
    engine.shared.ahead.touched();
    assert!(work.is_cancelled(), "it gives way at once");
    let detail = engine.on_worker(check).await.expect("a check").detail;
    assert!(detail.contains("next expected: \u{201c}how warm"), "{detail}");

    let tired = PlanAhead::on(Box::new(Always(Some("the machine runs on its battery"))));
    assert_eq!(tired.begin(AT_ONCE).err(), Some("the machine runs on its battery"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_home_by_now_makes_another_question() {
    let (_folder, engine, clock) = engine();
    for day in [20, 21, 22, 23, 24, 25] {
        set(&clock, &format!("2026-11-{day}T08:00"));
        ask(&engine, "how warm will it be tomorrow at 15").await;
    }
    set(&clock, "2026-11-26T08:10");
    assert_eq!(once(&engine, AT_ONCE).await.expect("worked out"), 1);
    let home: Place = engine
        .complete_place(contract::CompletePlaceRequest { beginning: "Porto".to_owned(), limit: 1 })
        .await
        .expect("places")
        .remove(0);
    let settings = contract::Settings { home: Some(home), ..Default::default() };
    engine.save_settings(settings).await.expect("kept");
    let answer = ask(&engine, "how warm will it be tomorrow at 15").await;
    assert!(!is_ahead(&answer));
}
