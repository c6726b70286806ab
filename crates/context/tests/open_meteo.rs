//! The client of Open-Meteo over real HTTP, against a server that plays it with every fault there is.

#![expect(clippy::print_stderr, reason = "says which test was skipped, and what was measured")]

use context::{
    gazetteer::Gazetteer,
    open_meteo::{Arrival, BaseUrls, Client, Filled, GuidanceFault, Kept, OpenMeteo, parse},
    sources::open_meteo::KeptGuidance,
};
use domain::{
    Aggregation, Asked, Edits, OriginKind, Place, Question, Source as _, Span, Store, Subject, Variable,
};
use jiff::{SignedDuration, Timestamp};
use replay::{Fault, Server};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use store::SqliteStore;

const NOW: &str = "2013-06-14T12:00:00Z";
const WAIT: Duration = Duration::from_millis(1500);

/// A server, what is kept, and who fetches.
struct Scene {
    server: Server,
    open_meteo: OpenMeteo,
    kept: Arc<Kept>,
    store: Arc<dyn Store>,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    place: Place,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new(deadline: Duration) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path()).expect("a new data file"));
        let server = Server::start(0, None).expect("a free port");
        server.set_now(moment());
        let kept = Arc::new(Kept::new(Arc::clone(&store)));
        let arrivals: Arc<Mutex<Vec<Arrival>>> = Arc::default();
        let announced = Arc::clone(&arrivals);
        let client =
            Client::new(BaseUrls::own(&server.address()).expect("an address"), deadline).expect("a client");
        let open_meteo = OpenMeteo::new(Arc::clone(&kept), client, move |arrival| {
            announced.lock().expect("not poisoned").push(arrival);
        });
        let place =
            Gazetteer::embedded().find("New York").into_iter().next().map(Place::from).expect("a town");
        Self { server, open_meteo, kept, store, arrivals, place, _folder: folder }
    }

    async fn fill(&self, now: Timestamp) -> Filled {
        self.fill_with(&[Variable::Temperature, Variable::Precipitation], now).await
    }

    async fn fill_with(&self, variables: &[Variable], now: Timestamp) -> Filled {
        let cell = self.kept.cell(&self.place).expect("a cell");
        self.open_meteo.fill(&self.place, cell, variables, now, WAIT).await
    }

    /// What a forecast of the temperature gets to see.
    fn track(&self, issue_time: Timestamp) -> Option<domain::Track> {
        self.track_of(&Variable::Temperature, issue_time)
    }

    fn track_of(&self, variable: &Variable, issue_time: Timestamp) -> Option<domain::Track> {
        let source = KeptGuidance::new(Arc::clone(&self.kept));
        let start = issue_time.to_zoned(jiff::tz::TimeZone::get("America/New_York").expect("a zone"));
        let end = start.checked_add(jiff::Span::new().hours(24)).expect("within the calendar");
        let question = Question {
            text: "how warm".to_owned(),
            subject: Subject::Weather,
            asked: Asked::Amount { variable: variable.clone(), aggregation: Aggregation::Mean },
            place: Some(self.place.clone()),
            spans: vec![Span { start, end }],
            criteria: Vec::new(),
            assumptions: Vec::new(),
            edits: Edits::default(),
        };
        source
            .tracks(&question, std::slice::from_ref(variable), issue_time)
            .expect("readable")
            .into_iter()
            .next()
    }
}

fn moment() -> Timestamp {
    NOW.parse().expect("a moment")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_question_gets_runs_members_and_the_history_of_the_place() {
    let scene = Scene::new(Duration::from_secs(20));
    let mut filled = scene.fill(moment()).await;
    // Three years of hours take longer than an answer waits on a slow machine.
    while filled.is_late {
        tokio::time::sleep(Duration::from_millis(100)).await;
        filled = scene.fill(moment()).await;
    }
    assert_eq!(filled, Filled { newest: Some(moment()), ..Filled::default() });
    let track = scene.track(moment()).expect("a track");
    assert_eq!(track.origin.kind, OriginKind::Analysis);
    assert_eq!(track.origin.credit, "Weather data by Open-Meteo.com (CC BY 4.0)");
    assert_eq!(track.history.newest_time(), Some(moment()), "up to the moment and not beyond");
    assert!(track.history.observed().count() > 700 * 24, "two years of the archive");
    let guidance = track.guidance.expect("guidance");
    let members: Vec<(&str, usize)> =
        guidance.runs.iter().map(|run| (run.model.as_str(), run.members.len())).collect();
    assert_eq!(members, [("best_match", 1), ("ecmwf_ifs025", 51)]);
    let leads: Vec<i64> = guidance.at_leads.iter().map(|past| past.lead.as_hours()).collect();
    assert_eq!(leads, [24, 48, 72, 120, 168]);
    assert!(guidance.at_leads.iter().all(|past| past.said.observed().count() > 364 * 24));

    // What leaves is the rounded position and the days, nothing else.
    let asked = scene.server.asked();
    assert!(asked.len() >= 5, "{asked:?}");
    for target in asked {
        assert!(target.contains("latitude=40.71&longitude=-74.01&"), "{target}");
        for field in target.split_once('?').expect("a query").1.split('&') {
            let name = field.split('=').next().expect("a name");
            assert!(
                [
                    "latitude",
                    "longitude",
                    "hourly",
                    "start_date",
                    "end_date",
                    "timezone",
                    "wind_speed_unit",
                    "models"
                ]
                .contains(&name),
                "{target}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_cause_one_fetch_each() {
    let scene = Scene::new(Duration::from_secs(20));
    scene.server.set_fault(Fault::Slow { milliseconds: 300 });
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (open_meteo, place) = (scene.open_meteo.clone(), scene.place.clone());
        let cell = scene.kept.cell(&place).expect("a cell");
        asking.spawn(
            async move { open_meteo.fill(&place, cell, &[Variable::Temperature], moment(), WAIT).await },
        );
    }
    asking.join_all().await;
    let of = |path: &str| scene.server.asked().iter().filter(|target| target.starts_with(path)).count();
    assert_eq!(of("/v1/ensemble"), 1);
    assert_eq!(scene.server.asked().iter().filter(|target| target.contains("temperature_2m,")).count(), {
        // The forecast, the ensemble, and of the history the years that were asked by now.
        2 + of("/v1/archive")
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_said_in_a_sentence_within_the_deadline() {
    let mut said = Vec::new();
    for fault in [
        Fault::Slow { milliseconds: 10_000 },
        Fault::Broken,
        Fault::Truncated,
        Fault::HalfBody,
        Fault::TooManyRequests { retry_after: Some(30) },
        Fault::TooManyRequests { retry_after: None },
        Fault::ServerFault,
        Fault::WrongContentType,
        Fault::ErrorBody,
        Fault::Endless,
    ] {
        let scene = Scene::new(Duration::from_secs(5));
        scene.server.set_fault(fault);
        let started = Instant::now();
        let mut filled = scene.fill(moment()).await;
        assert!(
            started.elapsed() < WAIT + Duration::from_millis(500),
            "{fault:?} took {:?}",
            started.elapsed()
        );
        // What is late is told later.
        while filled.is_late {
            tokio::time::sleep(Duration::from_millis(200)).await;
            filled = scene.fill(moment()).await;
            assert!(started.elapsed() < Duration::from_secs(10), "{fault:?} never ends");
        }
        assert!(!filled.faults.is_empty(), "{fault:?}");
        assert_eq!(filled.newest, None);
        let port = scene.server.address().rsplit(':').next().expect("a port").to_owned();
        for fault_said in &filled.faults {
            said.push(format!("{fault:?}: {}", fault_said.to_string().replace(&port, "PORT")));
        }
        // While the fault is fresh, nobody waits for it again.
        let (asked, again) = (scene.server.asked().len(), Instant::now());
        assert!(!scene.fill(moment()).await.faults.is_empty());
        assert!(again.elapsed() < Duration::from_millis(200));
        assert_eq!(scene.server.asked().len(), asked, "{fault:?} is asked for again");
    }
    said.dedup();
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn holes_are_missing_values_and_nothing_else() {
    let scene = Scene::new(Duration::from_secs(20));
    scene.server.set_fault(Fault::NullHoles);
    let mut filled = scene.fill(moment()).await;
    while filled.is_late {
        tokio::time::sleep(Duration::from_millis(100)).await;
        filled = scene.fill(moment()).await;
    }
    assert_eq!(filled.faults, []);
    let track = scene.track(moment()).expect("a track");
    let share = track.history.observed().count() as f64 / track.history.len() as f64;
    assert!((0.6..0.75).contains(&share), "{share}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_is_kept_and_announced() {
    let scene = Scene::new(Duration::from_secs(20));
    scene.server.set_fault(Fault::Slow { milliseconds: 2500 });
    let started = Instant::now();
    let filled = scene.fill(moment()).await;
    assert!(filled.is_late && filled.faults.is_empty());
    assert!(started.elapsed() < Duration::from_millis(2000));
    scene.server.set_fault(Fault::None);
    let arrived =
        |what: &str| scene.arrivals.lock().expect("not poisoned").iter().any(|arrival| arrival.what == what);
    while !(arrived("forecast") && arrived("ensemble") && arrived("history")) {
        assert!(started.elapsed() < Duration::from_secs(20), "nothing was announced");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let places = scene.arrivals.lock().expect("not poisoned")[0].places.clone();
    assert_eq!(places, [scene.place.id]);
    assert!(scene.track(moment()).expect("a track").guidance.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_what_was_kept_is_used_and_its_age_is_known() {
    let scene = Scene::new(Duration::from_secs(3));
    while scene.fill(moment()).await.is_late {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    scene.server.set_fault(Fault::Broken);
    let later = moment() + SignedDuration::from_hours(5);
    let mut filled = scene.fill(later).await;
    while filled.is_late {
        tokio::time::sleep(Duration::from_millis(200)).await;
        filled = scene.fill(later).await;
    }
    assert!(matches!(filled.faults[..], [GuidanceFault::Unreachable { .. }, ..]), "{:?}", filled.faults);
    assert_eq!(filled.newest, Some(moment()));
    let track = scene.track(later).expect("a track");
    assert_eq!(track.guidance.expect("guidance").runs.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_asked_again_when_it_has_grown_old_and_no_gap_is_left() {
    let scene = Scene::new(Duration::from_secs(20));
    let mut now = moment();
    // Hours after the time before, and which were asked then, with how many requests.
    for (hours, expected) in [
        (0, "archive 2, ensemble 1, forecast 2"),
        (0, ""),
        (1, "forecast 1"),
        (2, "ensemble 1, forecast 1"),
        (24, "archive 1, ensemble 1, forecast 2"),
        (24 * 27, "archive 1, ensemble 1, forecast 2"),
        (24 * 29, "archive 2, ensemble 1, forecast 2"),
    ] {
        now += SignedDuration::from_hours(hours);
        scene.server.set_now(now);
        let before = scene.server.asked().len();
        while scene.fill(now).await.is_late {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // The past is not waited for.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let asked = scene.server.asked().split_off(before);
        let counted: Vec<String> = ["archive", "ensemble", "forecast"]
            .iter()
            .map(|path| {
                (path, asked.iter().filter(|target| target.starts_with(&format!("/v1/{path}?"))).count())
            })
            .filter(|(_, count)| *count > 0)
            .map(|(path, count)| format!("{path} {count}"))
            .collect();
        assert_eq!(counted.join(", "), expected, "after {hours} h: {asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_of_the_air_is_fetched_once_and_grows_from_there_without_a_gap() {
    let scene = Scene::new(Duration::from_secs(20));
    let ozone = [Variable::Ozone];
    let first_days = |scene: &Scene| -> Vec<String> {
        let asked = scene.server.asked();
        let day = |url: &String| {
            let (_, rest) = url.split_once("start_date=")?;
            Some(rest.split('&').next()?.to_owned())
        };
        asked.iter().filter(|url| url.contains("air-quality")).filter_map(day).collect()
    };
    // Three hours later what was said is old; then nobody asks for three weeks.
    let mut known = Vec::new();
    for hours in [0, 4, 8, 21 * 24] {
        let now = moment() + SignedDuration::from_hours(hours);
        scene.server.set_now(now);
        while scene.fill_with(&ozone, now).await.is_late {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let track = scene.track_of(&Variable::Ozone, now).expect("a track");
        let observed = track.history.observed().count();
        // It is kept by the month, and begins within one.
        let before = track.history.values().iter().take_while(|value| value.is_nan()).count();
        assert_eq!(before + observed, track.history.len(), "no hole");
        known.push(observed / 24);
    }
    assert_eq!(first_days(&scene), ["2013-03-14", "2013-06-07", "2013-06-07", "2013-06-07"]);
    assert_eq!(known, [92, 92, 92, 113]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_later_than_the_issue_time_is_told() {
    let scene = Scene::new(Duration::from_secs(20));
    while scene.fill(moment()).await.is_late {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let earlier = moment() - SignedDuration::from_hours(36);
    let track = scene.track(earlier).expect("a track");
    assert!(track.history.newest_time() <= Some(earlier));
    let guidance = track.guidance.expect("what was said before");
    assert!(guidance.runs.is_empty(), "received later");
    for past in &guidance.at_leads {
        let newest = past.said.newest_time().expect("values");
        assert!(newest <= earlier + past.lead + SignedDuration::from_hours(1), "{:?}", past.lead);
    }
    // And a second store over the same file, with nothing in memory, tells the same.
    let afresh = Kept::new(Arc::clone(&scene.store));
    let cell = afresh.cell(&scene.place).expect("a cell");
    assert_eq!(
        afresh.known(cell, &Variable::Temperature, earlier).expect("readable"),
        scene.kept.known(cell, &Variable::Temperature, earlier).expect("readable")
    );
}

/// What a question pays for guidance that is there already. Printed; the bound is for a debug build on a busy machine.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_costs_next_to_nothing() {
    let scene = Scene::new(Duration::from_secs(20));
    while scene.fill(moment()).await.is_late {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let afresh = Instant::now();
    scene.track(moment()).expect("a track");
    let from_store = afresh.elapsed();
    let (mut filling, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let begun = Instant::now();
        scene.fill(moment()).await;
        filling.push(begun.elapsed());
        let begun = Instant::now();
        scene.track(moment()).expect("a track");
        reading.push(begun.elapsed());
    }
    filling.sort();
    reading.sort();
    eprintln!(
        "from the store {from_store:?}; from memory: fill {:?}, track {:?} (95 of 100 within)",
        filling[190], reading[190]
    );
    assert!(reading[190] < Duration::from_millis(20) && filling[190] < Duration::from_millis(50));
}

/// Replies that others recorded from the real servers. They don't come with the sources.
#[test]
fn real_replies_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats/open_meteo");
    let Ok(ensemble) = std::fs::read(folder.join("frenck_python/ensemble_gfs025_2hours.json")) else {
        eprintln!("skipped: there are no recorded replies at {}", folder.display());
        return;
    };
    let reply = parse(&ensemble, "Open-Meteo").expect("a reply");
    assert_eq!(reply.columns.len(), 21);
    assert!(reply.skipped.is_empty());
    let members: Vec<u16> = reply.columns.iter().map(|column| column.member).collect();
    assert_eq!(members, (0..21).collect::<Vec<_>>());
    assert_eq!(reply.columns[7].values.values(), [10.5, 9.8]);

    let runs = std::fs::read(folder.join("frenck_python/previous_runs.json")).expect("beside it");
    let reply = parse(&runs, "Open-Meteo").expect("a reply");
    let days: Vec<(&str, u8)> =
        reply.columns.iter().map(|column| (column.variable.name(), column.previous_days)).collect();
    assert_eq!(
        days,
        [("rain", 0), ("rain", 1), ("rain", 2), ("temperature", 0), ("temperature", 1), ("temperature", 2)]
    );

    // Whatever is there is read or refused in words.
    let mut folders = vec![folder];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(body) = std::fs::read(&path) {
                let _ = parse(&body, "Open-Meteo");
                read += 1;
            }
        }
    }
    assert!(read > 20);
}
