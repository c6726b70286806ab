//! The whole pipeline with weather guidance over real HTTP: off until it is allowed, used when it is there, and an answer with an
//! honest age whatever goes wrong.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use blend::scores::crps_of_quantiles;
use contract::{
    AskRequest, AskResponse, Change, Commands, GuidanceServers, GuidanceSettings, Nothing, Settings,
};
use domain::{Answer, Clock, Place, Variable};
use engine::Engine;
use jiff::{SignedDuration, Zoned};
use replay::{Fault, Server};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// What an answer may take, whatever the network does.
const DEADLINE: Duration = Duration::from_secs(3);

const WARMTH: &str = "how warm will it be tomorrow in New York";

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
        let scene = Self { server, engine, clock, _folder: folder };
        if allowed {
            scene.allow().await;
        }
        scene
    }

    /// Allows guidance for New York.
    async fn allow(&self) {
        let guidance = GuidanceSettings {
            places: vec![new_york()],
            base_url: Some(self.server.address()),
            ..GuidanceSettings::default()
        };
        self.engine.save_settings(Settings { guidance, ..Settings::default() }).await.expect("kept");
    }

    fn move_clock(&self, hours: i64) {
        let mut now = self.clock.0.lock().expect("not poisoned");
        *now = now.checked_add(SignedDuration::from_hours(hours)).expect("within the calendar");
        self.server.set_now(now.timestamp());
    }

    /// The answer, and how long it took.
    async fn ask(&self) -> (Answer, Duration) {
        let started = Instant::now();
        let answer = self.ask_for(WARMTH).await;
        (answer, started.elapsed())
    }

    async fn ask_for(&self, text: &str) -> Answer {
        let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
        let response = self.engine.ask(request).await.expect("an answer");
        let AskResponse::Answered { answer, .. } = response else { panic!("{response:?}") };
        *answer
    }

    /// The CRPS of the temperature in 24 hours, in °C, with all the guidance there is.
    async fn crps_a_day_ahead(&self) -> f64 {
        self.ask_until_settled().await;
        let request = AskRequest { text: WARMTH.to_owned(), passing: true, ..AskRequest::default() };
        let rehearsal = self.engine.rehearse(request).await.expect("an answer");
        let forecast =
            rehearsal.marginals.iter().find(|marginal| *marginal.variable() == Variable::Temperature);
        let forecast = forecast.expect("the temperature is forecast");
        let then = self.clock.now().timestamp() + SignedDuration::from_hours(24);
        let hour =
            forecast.valid_times().iter().position(|time| *time == then).expect("the hour is asked about");
        let question = &rehearsal.answer.question;
        let observed = self.engine.observed(question, &Variable::Temperature, then).expect("it was observed");
        crps_of_quantiles(forecast.levels().as_slice(), forecast.at(hour), observed)
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
async fn the_air_is_asked_of_its_own_server_and_told_in_words() {
    let scene = Scene::new(true).await;
    let servers = GuidanceServers { air_quality: Some(scene.server.address()), ..GuidanceServers::default() };
    // Nobody serves the rest.
    let guidance = GuidanceSettings {
        places: vec![new_york()],
        base_url: Some("http://127.0.0.1:9".to_owned()),
        servers,
        ..GuidanceSettings::default()
    };
    scene.engine.save_settings(Settings { guidance, ..Settings::default() }).await.expect("kept");
    for (text, told) in [
        ("how is the air tomorrow in New York", "(European Air Quality Index, European Environment Agency)"),
        ("how much ozone will there be tomorrow in New York", "(European Air Quality Index"),
        ("what will the uv index be tomorrow in New York", "(Global Solar UV Index, WHO 2002)"),
    ] {
        let answer = scene.ask_for(text).await;
        assert!(said(&answer).contains(told), "{text}: {} {}", answer.headline, said(&answer));
        assert!(!said(&answer).contains("127.0.0.1:9"), "{}", said(&answer));
    }
    let asked = scene.server.asked();
    assert!(asked.len() == 1 && asked[0].starts_with("/v1/air-quality?"), "{asked:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_given_again_says_that_guidance_arrived_and_what_it_did() {
    let scene = Scene::new(false).await;
    let (before, _) = scene.ask().await;
    assert_eq!(before.changed, None);
    let (same, _) = scene.ask().await;
    assert_eq!(same.changed, None, "nothing has arrived");
    scene.allow().await;
    let (after, _) = scene.ask().await;
    let said = after.changed.expect("guidance has arrived");
    println!("{said}");
    assert!(said.starts_with("Since you asked at 18:00, weather guidance arrived: "), "{said}");
    assert!(said.ends_with("narrower."), "{said}");
    let width = |answer: &Answer| answer.amount.as_ref().map(|amount| amount.upper - amount.lower);
    assert!(width(&scene.ask_until_settled().await) < width(&before));
}

/// The replayed case: early evenings from June to December of 2013, every 12 days.
#[tokio::test(flavor = "multi_thread")]
async fn guidance_forecasts_the_temperature_a_day_ahead_better() {
    const CASES: u32 = 15;
    let (without, with) = (Scene::new(false).await, Scene::new(true).await);
    let (mut before, mut after) = (0.0, 0.0);
    for case in 0..CASES {
        if case > 0 {
            without.move_clock(12 * 24);
            with.move_clock(12 * 24);
        }
        before += without.crps_a_day_ahead().await;
        after += with.crps_a_day_ahead().await;
    }
    let (before, after) = (before / f64::from(CASES), after / f64::from(CASES));
    println!(
        "CRPS of the temperature at 24 h, mean of {CASES} evenings: {before:.2} °C before guidance, {after:.2} °C after"
    );
    assert!(after < before, "from {before:.2} to {after:.2}");
}
