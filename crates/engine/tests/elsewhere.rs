//! What another copy of Forecastle changes in the data file that both have open is heard of in this one, and what this one changes is
//! told once.

use contract::{
    AskRequest, AskResponse, Change, Commands, GuidanceSettings, ImportRequest, SavePlaceRequest, Settings,
};
use domain::{Clock, GuidanceKind, KeptGuidance, Series, SeriesId, Step, Store as _, Variable};
use engine::{Engine, StoppedClock};
use jiff::Zoned;
use std::{fmt::Write as _, path::Path, sync::Arc, time::Duration};
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);
/// Long enough for two looks.
const A_WHILE: Duration = Duration::from_secs(5);

fn now() -> Zoned {
    "2013-06-12T10:00[UTC]".parse().expect("a moment")
}

/// A copy of Forecastle.
struct Copy {
    engine: Engine,
    store: Arc<store::SqliteStore>,
}

impl Copy {
    fn over(folder: &Path) -> Self {
        let store = Arc::new(store::SqliteStore::open(&folder.join("data")).expect("a data file"));
        let clock: Arc<dyn Clock> = Arc::new(StoppedClock(now()));
        Self { engine: Engine::with(store.clone(), clock), store }
    }

    async fn fill(&self, folder: &Path, series: &str, hours: i64) {
        let mut text = format!("time,{series}\n");
        for hour in 0..hours {
            writeln!(text, "{},{}", 1_370_044_800 + 3600 * hour, 10 + hour % 7).expect("memory");
        }
        let path = folder.join(format!("{series}.csv"));
        std::fs::write(&path, text).expect("written");
        let path = path.to_string_lossy().into_owned();
        self.engine.import(ImportRequest { path, ..ImportRequest::default() }).await.expect("imported");
    }
}

/// The next thing that is told.
async fn next(changes: &mut Receiver<Change>) -> Change {
    tokio::time::timeout(PATIENCE, changes.recv()).await.expect("told").expect("open")
}

/// All that is told for a while.
async fn told(changes: &mut Receiver<Change>) -> Vec<Change> {
    tokio::time::sleep(A_WHILE).await;
    std::iter::from_fn(|| changes.try_recv().ok()).collect()
}

fn of_series(names: &[&str]) -> Change {
    Change::Series { series: names.iter().map(|name| SeriesId((*name).to_owned())).collect(), weather: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_copy_changes_is_told_and_ones_own_changes_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (own, other) = (Copy::over(folder.path()), Copy::over(folder.path()));
    let cabin = SavePlaceRequest {
        name: "Cabin".to_owned(),
        at: "44.1, -73.9".to_owned(),
        ..SavePlaceRequest::default()
    };
    let cabin = own.engine.save_place(cabin).await.expect("saved");
    let guidance = GuidanceSettings { places: vec![cabin.clone()], ..GuidanceSettings::default() };
    own.engine.save_settings(Settings { guidance, ..Settings::default() }).await.expect("saved");
    own.fill(folder.path(), "tank", 240).await;
    let cancelled = CancellationToken::new();
    let _ends = cancelled.clone().drop_guard();
    tokio::spawn({
        let (engine, cancelled) = (own.engine.clone(), cancelled.clone());
        async move { engine.listen(cancelled).await }
    });
    let mut changes = own.engine.changes();
    assert_eq!(told(&mut changes).await, [], "what stood there before is no change");

    other.fill(folder.path(), "tank", 260).await;
    assert_eq!(next(&mut changes).await, of_series(&["tank"]));
    other.fill(folder.path(), "freezer", 240).await;
    assert_eq!(next(&mut changes).await, of_series(&["freezer"]));

    let text = "tell me if the tank exceeds 50 this week".to_owned();
    let response = other.engine.ask(AskRequest { text, ..AskRequest::default() }).await.expect("a response");
    assert!(matches!(response, AskResponse::Answered { watch: Some(_), .. }), "{response:?}");
    assert_eq!(next(&mut changes).await, Change::Watches);

    let start: Zoned = "2013-06-12T00:00[UTC]".parse().expect("a moment");
    let run = KeptGuidance {
        variable: Variable::Temperature,
        model: "model".to_owned(),
        kind: GuidanceKind::Run { received: now().timestamp() },
        members: vec![Series::new(start, Step::HOUR, vec![20.0; 48]).expect("a step")],
    };
    other.store.save_guidance("10.00,10.00", std::slice::from_ref(&run)).expect("written");
    other.store.save_guidance("44.10,-73.90", &[run]).expect("written");
    let guidance = Change::Guidance { places: vec![cabin.id], what: "forecast".to_owned() };
    assert_eq!(next(&mut changes).await, guidance);

    own.fill(folder.path(), "tank", 280).await;
    own.fill(folder.path(), "well", 100).await;
    assert_eq!(told(&mut changes).await, [of_series(&["tank"]), of_series(&["well"])]);
}
