//! What is watched, from words to the notice: over real files, a clock moved by hand, and one who writes down what is shown.

use contract::{
    AskRequest, AskResponse, ChangeWatchRequest, Commands, ImportRequest, Nothing, OpenAnswerRequest,
    Settings, WatchLogRequest, WatchRef, WatchRequest, WatchSettings, WatchView,
};
use domain::{
    Clock, Crossing, ImportOptions, NotShown, Notice, Notifier, Probability, QuietHours, WatchCondition,
};
use engine::Engine;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio_util::sync::CancellationToken;

const WATCH: &str = "tell me if the tank exceeds 50 this week";

struct MovedClock(Mutex<Zoned>);

impl Clock for MovedClock {
    fn now(&self) -> Zoned {
        self.0.lock().expect("not poisoned").clone()
    }
}

/// Writes down what it shows; shows nothing while it is broken.
#[derive(Default)]
struct Desk {
    shown: Mutex<Vec<Notice>>,
    broken: AtomicBool,
}

impl Notifier for Desk {
    fn show(&self, notice: &Notice) -> Result<(), NotShown> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(NotShown("nobody is there".to_owned()));
        }
        self.shown.lock().expect("not poisoned").push(notice.clone());
        Ok(())
    }
}

struct Scene {
    folder: tempfile::TempDir,
    clock: Arc<MovedClock>,
    engine: Engine,
    desk: Arc<Desk>,
}

fn engine(folder: &Path, clock: &Arc<MovedClock>) -> Engine {
    let store = store::SqliteStore::open(&folder.join("data")).expect("a data file");
    Engine::with(Arc::new(store), Arc::clone(clock) as Arc<dyn Clock>)
}

impl Scene {
    /// A tank that has stood at ten for fifty days.
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now: Zoned = "2013-06-12T10:00[UTC]".parse().expect("a moment");
        let clock = Arc::new(MovedClock(Mutex::new(now)));
        let engine = engine(folder.path(), &clock);
        let scene = Self { folder, clock, engine, desk: Arc::default() };
        scene.fill(24 * 50, 10.0).await;
        scene
    }

    /// The hours up to now are measured.
    async fn fill(&self, hours: i64, level: f64) {
        let now = self.clock.now().timestamp();
        let mut text = "time,tank\n".to_owned();
        for back in (1..=hours).rev() {
            let at: Timestamp = now - SignedDuration::from_hours(back);
            let value = level + (back % 7) as f64 / 10.0;
            writeln!(text, "{at},{value}").expect("memory");
        }
        let path = self.folder.path().join("tank.csv");
        std::fs::write(&path, text).expect("written");
        let options = ImportOptions {
            title: Some("tank".to_owned()),
            unit: Some("l".to_owned()),
            ..ImportOptions::default()
        };
        let path = path.to_string_lossy().into_owned();
        self.engine.import(ImportRequest { path, options, ..ImportRequest::default() }).await.expect("read");
    }

    fn move_clock(&self, hours: i64) {
        let mut now = self.clock.0.lock().expect("not poisoned");
        *now = now.checked_add(SignedDuration::from_hours(hours)).expect("within the calendar");
    }

    async fn ask(&self, text: &str) -> AskResponse {
        let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
        self.engine.ask(request).await.expect("a response")
    }

    async fn watches(&self) -> Vec<WatchView> {
        self.engine.watches(Nothing {}).await.expect("readable").watches
    }

    async fn look(&self) -> usize {
        let desk = Arc::clone(&self.desk) as Arc<dyn Notifier>;
        self.engine.look_at_watches(desk).await.expect("readable")
    }

    fn shown(&self) -> Vec<Notice> {
        self.desk.shown.lock().expect("not poisoned").clone()
    }

    async fn told(&self) -> Vec<bool> {
        let log = self.engine.watch_log(WatchLogRequest::default()).await.expect("readable");
        log.firings.iter().map(|firing| firing.told_at.is_some()).collect()
    }
}

#[tokio::test]
async fn a_text_begins_a_watch_that_fires_once_and_outlives_a_restart() {
    let mut scene = Scene::new().await;
    let response = scene.ask(WATCH).await;
    let AskResponse::Answered { watch: Some(watching), .. } = response else { panic!("{response:?}") };
    assert!(
        watching.sentence.starts_with("Forecastle tells you when the chance is 50 % or more, until"),
        "{}",
        watching.sentence
    );
    assert!(watching.sentence.ends_with("It is told from 50 % on."), "{}", watching.sentence);
    assert_eq!(scene.look().await, 0);
    // Asked again it is the same watch.
    scene.ask(WATCH).await;
    assert_eq!(scene.watches().await.len(), 1);

    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    assert_eq!(scene.look().await, 1);
    assert_eq!(scene.look().await, 0);
    let shown = scene.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].title.starts_with("tank"), "{}", shown[0].title);
    assert!(
        shown[0].body.starts_with("The chance is 100 %, above 50 %. It was 0 % yesterday at 10:00."),
        "{}",
        shown[0].body
    );
    assert!(shown[0].body.contains("New from "), "it says what came in: {}", shown[0].body);

    let list = scene.engine.watches(Nothing {}).await.expect("readable");
    assert_eq!(list.unseen, 1);
    scene.engine.watch_log(WatchLogRequest { limit: 10, seen: true }).await.expect("readable");
    assert_eq!(scene.engine.watches(Nothing {}).await.expect("readable").unseen, 0);

    scene.engine = engine(scene.folder.path(), &scene.clock);
    assert_eq!(scene.look().await, 0);
    assert_eq!((scene.shown().len(), scene.told().await), (1, vec![true]));

    // The week is over.
    scene.move_clock(24 * 7);
    let watches = scene.watches().await;
    assert!(watches[0].is_over && watches[0].state == "Over", "{:?}", watches[0].state);
    assert_eq!(scene.look().await, 0);
}

#[tokio::test]
async fn a_watch_on_every_week_goes_on_to_the_next_and_one_on_this_week_ends() {
    let mut scene = Scene::new().await;
    let response = scene.ask("tell me if the tank exceeds 50 every week").await;
    let AskResponse::Answered { watch: Some(watching), .. } = response else { panic!("{response:?}") };
    // It is Wednesday 12 June.
    assert!(
        watching.sentence.contains("until the end of Sunday 16 June, then for the next time."),
        "{}",
        watching.sentence
    );
    scene.ask("tell me if the tank exceeds 60 this week").await;
    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    assert_eq!(scene.look().await, 2);
    assert_eq!(scene.look().await, 0);

    // The Monday after, by another copy: the next week is watched from its beginning, and told of anew.
    scene.move_clock(4 * 24);
    scene.fill(4 * 24, 10.0).await;
    scene.engine = engine(scene.folder.path(), &scene.clock);
    assert_eq!(scene.look().await, 0, "nothing is high in the new week");
    let watches = scene.watches().await;
    let [goes_on, ended] = &watches[..] else { panic!("{watches:?}") };
    assert!(ended.is_over && !goes_on.is_over, "{watches:?}");
    let spans = &goes_on.watch.question.spans;
    let (first, last) = (&spans[0], &spans[spans.len() - 1]);
    assert_eq!(first.start.date().to_string(), "2013-06-17");
    assert_eq!(last.end.date().to_string(), "2013-06-24");
    assert!(goes_on.watch.title.contains("Jun") || goes_on.watch.title.contains("week"), "{goes_on:?}");
    assert_eq!(goes_on.until, "Until the end of Sunday 23 June, then for the next time");
    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    assert_eq!(scene.look().await, 1);
    assert_eq!(scene.look().await, 0);
    assert_eq!(scene.shown().len(), 3);

    // Weeks without a look are passed over.
    scene.move_clock(30 * 24);
    scene.fill(30 * 24, 10.0).await;
    assert_eq!(scene.look().await, 0);
    assert_eq!(scene.watches().await[0].watch.question.spans[0].start.date().to_string(), "2013-07-18");
}

#[tokio::test]
async fn what_nobody_could_show_is_shown_later_once() {
    let scene = Scene::new().await;
    scene.ask(WATCH).await;
    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    scene.desk.broken.store(true, Ordering::Relaxed);
    assert_eq!(scene.look().await, 1);
    assert_eq!((scene.shown().len(), scene.told().await), (0, vec![false]));
    scene.desk.broken.store(false, Ordering::Relaxed);
    assert_eq!(scene.look().await, 0);
    assert_eq!(scene.look().await, 0);
    assert_eq!((scene.shown().len(), scene.told().await), (1, vec![true]));
}

#[tokio::test]
async fn what_fires_in_quiet_hours_is_shown_after_them() {
    let scene = Scene::new().await;
    scene.ask(WATCH).await;
    let quiet = Some(QuietHours { from_hour: 9, to_hour: 12 });
    let watches = WatchSettings { quiet, ..WatchSettings::default() };
    scene.engine.save_settings(Settings { watches, ..Settings::default() }).await.expect("kept");
    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    assert_eq!(scene.look().await, 1);
    assert_eq!(scene.shown().len(), 0);
    scene.move_clock(2);
    assert_eq!(scene.look().await, 0);
    let shown = scene.shown();
    assert!(shown[0].body.starts_with("At 10:00: The chance is 100 %"), "{shown:?}");
    let wrong = Some(QuietHours { from_hour: 9, to_hour: 24 });
    let watches = WatchSettings { quiet: wrong, ..WatchSettings::default() };
    let problem = scene.engine.save_settings(Settings { watches, ..Settings::default() }).await;
    assert_eq!(problem.expect_err("refused").field.as_deref(), Some("watches.quiet"));
}

#[tokio::test]
async fn an_answer_can_be_watched_changed_paused_and_left() {
    let scene = Scene::new().await;
    let response = scene.ask("will the tank exceed 50 this week").await;
    let AskResponse::Answered { answer, watch: None } = response else { panic!("{response:?}") };
    let offer = scene.engine.offer_watch(OpenAnswerRequest { id: answer.id }).await.expect("an offer");
    let half = Probability::new(0.5).expect("0 to 1");
    let above = |level| WatchCondition::Chance { crossing: Crossing::Above, level };
    assert_eq!((offer.condition.clone(), offer.watch), (Some(above(half)), None));
    let request =
        WatchRequest { answer: Some(answer.id), condition: offer.condition, ..WatchRequest::default() };
    scene.engine.watch(request).await.expect("watched");
    let id = scene.watches().await[0].watch.id;
    let offer = scene.engine.offer_watch(OpenAnswerRequest { id: answer.id }).await.expect("an offer");
    assert_eq!(offer.watch.map(|view| view.watch.id), Some(id));

    let change = |condition, paused| ChangeWatchRequest { id, condition, paused };
    let fifth = Probability::new(0.2).expect("0 to 1");
    let changed = scene.engine.change_watch(change(Some(above(fifth)), Some(true))).await.expect("changed");
    assert_eq!(changed.condition, "Tells you when the chance is 20 % or more");
    assert!(changed.state.starts_with("Paused."), "{}", changed.state);
    scene.move_clock(24);
    scene.fill(24, 100.0).await;
    assert_eq!(scene.look().await, 0, "it is paused");
    scene.engine.change_watch(change(None, Some(false))).await.expect("changed");
    assert_eq!(scene.look().await, 1);
    scene.engine.remove_watch(WatchRef { id }).await.expect("removed");
    assert_eq!((scene.watches().await.len(), scene.told().await.len()), (0, 0));
    let problem = scene.engine.remove_watch(WatchRef { id }).await.expect_err("gone");
    assert_eq!(problem.code, contract::ProblemCode::NotFound);
}

#[tokio::test]
async fn what_cannot_be_watched_says_why() {
    let scene = Scene::new().await;
    let past = AskRequest {
        text: WATCH.to_owned(),
        as_of: Some("2013-06-01T10:00Z".to_owned()),
        ..AskRequest::default()
    };
    let response = scene.engine.ask(past).await.expect("an answer");
    let AskResponse::Answered { watch: Some(watching), .. } = response else { panic!("{response:?}") };
    assert!(watching.watch.is_none());
    assert!(
        watching.sentence.starts_with("It isn't watched: that was asked as of a past moment"),
        "{}",
        watching.sentence
    );
    let response = scene.ask("what is it usually like in June in Lisbon?").await;
    let AskResponse::Answered { answer, watch: None } = response else { panic!("{response:?}") };
    let request = WatchRequest { answer: Some(answer.id), ..WatchRequest::default() };
    let problem = scene.engine.watch(request).await.expect_err("it can't be watched");
    assert_eq!(problem.title, "That can't be watched");
    assert_eq!(problem.detail, "What is usual stays as it is; ask about the time itself.");
    assert_eq!(scene.watches().await.len(), 0);
}

#[tokio::test]
async fn what_arrives_is_looked_at_by_itself() {
    let scene = Scene::new().await;
    let cancelled = CancellationToken::new();
    let listening = tokio::spawn({
        let (engine, cancelled) = (scene.engine.clone(), cancelled.clone());
        let desk = Arc::clone(&scene.desk) as Arc<dyn Notifier>;
        async move { engine.listen_and_watch(desk, cancelled).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    scene.ask(WATCH).await;
    // No other hour comes: it is looked at for what has arrived.
    scene.fill(48, 100.0).await;
    for _ in 0..300 {
        if !scene.shown().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    cancelled.cancel();
    listening.await.expect("it ends");
    assert_eq!(scene.shown().len(), 1);
}
