//! What arrives while Forecastle runs: which ways in are open, by the settings, and what has come through them.

mod appended;
mod desk;
mod followed_calendar;
mod growing_file;
mod ingest;
mod only_one;
mod tail_doubts;

pub(crate) use tail_doubts::tail_doubts;

use crate::{problems, settings, shared::Shared};
use contract::{Change, CheckState, LiveStatus, Problem, WayIn};
use domain::LiveSettings;
use growing_file::Taken;
use ingest::Tally;
use jiff::tz::TimeZone;
use live::{Inlet, Link, LinkState, folder, mqtt, station};
use only_one::OnlyOne;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// Deliveries that may wait to be written.
const ROOM: usize = 1024;
/// Changed files that may wait to be read.
const FILES_WAITING: usize = 64;
/// Where the name is kept by which brokers know this user's Forecastle.
const CLIENT_KEY: &str = "live_client";

/// The ways in and what came through them.
#[derive(Default)]
pub(crate) struct Live {
    pub(crate) tally: Mutex<Tally>,
    ways: Mutex<Vec<(String, Link)>>,
    listening: Mutex<bool>,
    /// Tells the supervisor that the settings have changed.
    changed: watch::Sender<()>,
}

impl Live {
    /// The settings have changed: what is listened to may have too.
    pub(crate) fn settings_changed(&self) {
        self.changed.send_replace(());
    }

    /// How the ways in are doing.
    pub(crate) fn status(&self, zone: &TimeZone) -> LiveStatus {
        let ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        LiveStatus {
            listening: *self.listening.lock().unwrap_or_else(PoisonError::into_inner),
            ways: ways.iter().map(|(name, link)| way_in(name, &link.state(), zone)).collect(),
            written: tally.written,
            doubted: tally.doubted,
            trouble: tally.trouble.clone(),
        }
    }

    fn open(&self, name: String) -> Link {
        let link = Link::default();
        self.ways.lock().unwrap_or_else(PoisonError::into_inner).push((name, link.clone()));
        link
    }

    fn set_listening(&self, listening: bool) {
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = listening;
    }
}

fn way_in(name: &str, state: &LinkState, zone: &TimeZone) -> WayIn {
    let (state, detail) = match state {
        LinkState::Starting => (CheckState::Note, "Starting.".to_owned()),
        LinkState::Up { since, warning } => {
            let since = since.to_zoned(zone.clone());
            let listening = format!("Listening since {}.", since.strftime("%H:%M on %-d %B"));
            match warning {
                None => (CheckState::Fine, listening),
                Some(warning) => (CheckState::Note, format!("{listening} {warning}")),
            }
        }
        LinkState::Down { reason } => (CheckState::Wrong, reason.clone()),
    };
    WayIn { name: name.to_owned(), state, detail }
}

/// Listens to what the settings say until cancelled, and to something else as soon as they change. One copy of Forecastle listens for one
/// data file; another waits until that one ends. That one does what is to be done `beside`, too.
pub(crate) async fn listen(
    shared: Arc<Shared>,
    lock: Option<PathBuf>,
    cancelled: CancellationToken,
    beside: impl Future<Output = ()> + Send + 'static,
) {
    let _only_one = match lock {
        Some(path) => match OnlyOne::wait_for(path, &cancelled).await {
            Some(only_one) => Some(only_one),
            None => return,
        },
        None => None,
    };
    shared.live.set_listening(true);
    tokio::spawn(beside);
    let (inlet, outlet) = live::queue(ROOM);
    tokio::spawn(ingest::run(Arc::clone(&shared), outlet));
    let mut changed = shared.live.changed.subscribe();
    let mut current: Option<(LiveSettings, CancellationToken)> = None;
    loop {
        let wanted = {
            let shared = Arc::clone(&shared);
            tokio::task::spawn_blocking(move || settings::load(&*shared.store).map(|settings| settings.live))
                .await
        };
        match wanted {
            Ok(Ok(wanted)) if current.as_ref().is_none_or(|(known, _)| *known != wanted) => {
                if let Some((_, ways)) = current.take() {
                    ways.cancel();
                }
                let ways = cancelled.child_token();
                open_ways(&shared, &wanted, &inlet, &ways).await;
                current = Some((wanted, ways));
            }
            Ok(Ok(_)) => {}
            Ok(Err(problem)) => {
                tracing::warn!(%problem, "the settings can't be read; what was listened to is still");
            }
            Err(lost) => tracing::error!(%lost, "the settings were not read"),
        }
        tokio::select! {
            () = cancelled.cancelled() => return,
            told = changed.changed() => if told.is_err() { return },
        }
    }
}

async fn open_ways(shared: &Arc<Shared>, wanted: &LiveSettings, inlet: &Inlet, ways: &CancellationToken) {
    shared.live.ways.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let clock = &shared.clock;
    if let Some(broker) = &wanted.broker {
        let link = shared.live.open(format!("Broker at {}:{}", broker.host, broker.port));
        let client = {
            let shared = Arc::clone(shared);
            tokio::task::spawn_blocking(move || client_name(&shared))
                .await
                .unwrap_or_else(|_| "forecastle".to_owned())
        };
        tokio::spawn(mqtt::listen(
            broker.clone(),
            client,
            inlet.clone(),
            Arc::clone(clock),
            link,
            ways.clone(),
        ));
    }
    if let Some(listener) = &wanted.stations {
        let link = shared.live.open(format!("Weather stations at {}:{}", listener.address, listener.port));
        match station::bind(listener).await {
            Ok(station) => {
                tokio::spawn(station.listen(inlet.clone(), Arc::clone(clock), link, ways.clone()));
            }
            Err(error) => link.failed(problems::sentence(&error.to_string())),
        }
    }
    if !wanted.files.is_empty() {
        let link = shared.live.open(format!("Files: {}", wanted.files.join(", ")));
        let (sender, changed) = mpsc::channel(FILES_WAITING);
        let paths = wanted.files.iter().map(PathBuf::from).collect();
        let now = {
            let clock = Arc::clone(clock);
            move || clock.now().timestamp()
        };
        tokio::spawn(folder::follow(paths, sender, now, link, ways.clone()));
        tokio::spawn(read_files(Arc::clone(shared), changed));
    }
}

/// Reads files again as they change; rows that are known already are written no second time.
async fn read_files(shared: Arc<Shared>, mut changed: mpsc::Receiver<PathBuf>) {
    while let Some(path) = changed.recv().await {
        let work = {
            let (shared, path) = (Arc::clone(&shared), path.clone());
            tokio::task::spawn_blocking(move || growing_file::take_in(&shared, &path))
        };
        let told = match work.await {
            Ok(Ok(new)) if new.is_empty() => continue,
            Ok(Ok(new)) => {
                // Nobody may be listening.
                let _ = shared.changes.send(Change::Series {
                    series: new.iter().map(|taken| taken.info.id.clone()).collect(),
                    weather: new.iter().any(|taken| taken.info.weather.is_some()),
                });
                let sum = |count: fn(&Taken) -> u64| new.iter().map(count).sum::<u64>();
                Ok((sum(|taken| taken.new), sum(|taken| taken.doubted)))
            }
            Ok(Err(problem)) => Err(format!("{} was not read: {}", path.display(), problem.detail)),
            Err(lost) => Err(format!("{} was not read: {lost}.", path.display())),
        };
        let mut tally = shared.live.tally.lock().unwrap_or_else(PoisonError::into_inner);
        match told {
            Ok((written, doubted)) => {
                tally.written += written;
                tally.doubted += doubted;
            }
            Err(trouble) => {
                tracing::warn!(trouble, "a file that grows");
                tally.trouble = Some(trouble);
            }
        }
    }
}

/// The name by which brokers know this user's Forecastle, made once and kept.
fn client_name(shared: &Shared) -> String {
    if let Ok(Some(serde_json::Value::String(name))) = shared.store.setting(CLIENT_KEY) {
        return name;
    }
    let name = format!("forecastle-{:016x}", fastrand::u64(..));
    if let Err(error) = shared.store.set_setting(CLIENT_KEY, &serde_json::Value::from(name.clone())) {
        tracing::warn!(%error, "the name for brokers could not be kept");
    }
    name
}

/// Refuses what can't be listened to.
pub(crate) fn check(settings: &mut LiveSettings) -> Result<(), Problem> {
    let refused = |field: &str, detail: &str| {
        Err(Problem::new(contract::ProblemCode::BadRequest, "That can't be listened to", detail).about(field))
    };
    settings.files.retain(|path| !path.trim().is_empty());
    if let Some(broker) = &mut settings.broker {
        broker.topics.retain(|series| !series.topic.trim().is_empty());
        if broker.host.trim().is_empty() || broker.port == 0 {
            return refused(
                "live.broker.host",
                "Give the broker's name or address and its port, such as localhost and 1883.",
            );
        }
        if broker.topics.iter().any(|series| !is_filter(series.topic.trim())) {
            return refused(
                "live.broker.topics",
                "In a topic + stands for one whole level and # for all that follow, at the end only, as in home/+/temperature or home/#.",
            );
        }
    }
    if let Some(listener) = &settings.stations
        && !listener.address.is_loopback()
        && listener.token.as_deref().unwrap_or_default().trim().is_empty()
    {
        return refused(
            "live.stations.token",
            "Other machines can reach this address; set a token that stations have to say, or listen at 127.0.0.1.",
        );
    }
    Ok(())
}

fn is_filter(topic: &str) -> bool {
    let last = topic.split('/').count() - 1;
    topic.split('/').enumerate().all(|(at, level)| match level {
        "#" => at == last,
        "+" => true,
        level => !level.contains(['+', '#', '\0']),
    })
}
