//! The whole pipeline with weather guidance over real HTTP: off until it is allowed, used when it is there, and an answer with an
//! honest age whatever goes wrong.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use contract::{AskRequest, AskResponse, Change, Commands, GuidanceSettings, Nothing, Settings};
use domain::{Answer, Clock, Place};
use engine::Engine;
use jiff::{SignedDuration, Zoned};
use replay::{Fault, Server};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// What an answer may take, whatever the network does.
const DEADLINE: Duration = Duration::from_secs(3);

/// A clock that is moved by hand.
struct MovedClock(Mutex<Zoned>);

impl Clock for MovedClock {
    fn now(&self) -> Zoned {
        self.0.lock().expect("not poisoned").clone()
    }
}

struct Scene {
    server: Server,
    engine: Engine,
    clock: Arc<MovedClock>,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new(allowed: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store::SqliteStore::open(folder.path()).expect("a new data file");
        let now: Zoned = "2013-06-14T18:00[America/New_York]".parse().expect("a moment");
        let clock = Arc::new(MovedClock(Mutex::new(now.clone())));
        let server = Server::start(0, None).expect("a free port");
        server.set_now(now.timestamp());
        let engine = Engine::with(Arc::new(store), Arc::clone(&clock) as Arc<dyn Clock>);
        let guidance = GuidanceSettings {
            places: if allowed { vec![new_york()] } else { Vec::new() },
            base_url: Some(server.address()),
            ..GuidanceSettings::default()
        };
        engine.save_settings(Settings { guidance, ..Settings::default() }).await.expect("kept");
        Self { server, engine, clock, _folder: folder }
    }

    fn move_clock(&self, hours: i64) {
        let mut now = self.clock.0.lock().expect("not poisoned");
        *now = now.checked_add(SignedDuration::from_hours(hours)).expect("within the calendar");
        self.server.set_now(now.timestamp());
    }

    /// The answer, and how long it took.
    async fn ask(&self) -> (Answer, Duration) {
        let started = Instant::now();
        let text = "how warm will it be tomorrow in New York".to_owned();
        let response =
            self.engine.ask(AskRequest { text, ..AskRequest::default() }).await.expect("an answer");
        let AskResponse::Answered { answer, .. } = response else { panic!("{response:?}") };
        (*answer, started.elapsed())
    }

    /// Asks until nothing is on its way any more.
    async fn ask_until_settled(&self) -> Answer {
        loop {
            let (answer, _) = self.ask().await;
            if !said(&answer).contains("gets better when it") {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn new_york() -> Place {
    context::gazetteer::Gazetteer::embedded()
        .find("New York")
        .into_iter()
        .next()
        .map(Place::from)
        .expect("a town")
}

fn said(answer: &Answer) -> String {
    answer.confidence.join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_until_it_is_allowed() {
    let scene = Scene::new(false).await;
    let (answer, _) = scene.ask().await;
    assert!(!said(&answer).contains("uidance"));
    assert_eq!(scene.server.asked(), Vec::<String>::new());
    let status = scene.engine.guidance(Nothing {}).await.expect("a status");
    assert_eq!(status.places, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn guidance_arrives_is_cut_off_and_its_age_is_told() {
    let scene = Scene::new(true).await;
    let answer = scene.ask_until_settled().await;
    assert!(!said(&answer).contains("could not be reached"), "{}", said(&answer));
    let status = scene.engine.guidance(Nothing {}).await.expect("a status");
    assert_eq!(status.places[0].age, "less than a minute old");
    assert!(status.leaves_the_machine.contains("40.71, -74.01"), "{}", status.leaves_the_machine);
    assert!(status.leaves_the_machine.ends_with("nothing about you or your question."));

    // Asked again within the hour, nothing is fetched.
    let asked = scene.server.asked().len();
    scene.ask().await;
    assert_eq!(scene.server.asked().len(), asked);

    scene.server.set_fault(Fault::Broken);
    scene.move_clock(5);
    let answer = scene.ask_until_settled().await;
    let said = said(&answer);
    assert!(said.contains("could not be reached"), "{said}");
    assert!(said.contains("Guidance is from 18:00, 5 h old."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_gives_an_answer_within_the_deadline() {
    for fault in [
        Fault::Slow { milliseconds: 10_000 },
        Fault::Broken,
        Fault::Truncated,
        Fault::HalfBody,
        Fault::TooManyRequests { retry_after: Some(30) },
        Fault::ServerFault,
        Fault::WrongContentType,
        Fault::ErrorBody,
        Fault::NullHoles,
        Fault::Endless,
    ] {
        let scene = Scene::new(true).await;
        scene.server.set_fault(fault);
        let (answer, took) = scene.ask().await;
        println!("{fault:?}: {:.2} s; {}", took.as_secs_f64(), said(&answer));
        assert!(took < DEADLINE, "{fault:?} took {took:?}");
        if fault != Fault::NullHoles {
            assert!(said(&answer).contains("There is no guidance yet."), "{fault:?}: {}", said(&answer));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_is_announced() {
    let scene = Scene::new(true).await;
    let mut changes = scene.engine.changes();
    scene.server.set_fault(Fault::Slow { milliseconds: 2500 });
    let (answer, took) = scene.ask().await;
    assert!(took < DEADLINE, "{took:?}");
    assert!(said(&answer).contains("has not answered yet"), "{}", said(&answer));
    let change = tokio::time::timeout(Duration::from_secs(20), changes.recv()).await.expect("in time");
    let Change::Guidance { places, .. } = change.expect("a change") else { panic!("nothing else arrives") };
    assert_eq!(places, [new_york().id]);
}
