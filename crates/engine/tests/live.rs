//! What arrives while Forecastle runs, from a station's report over real HTTP and a growing file to the series that can be asked about.

use contract::{Change, CheckState, Commands, LiveStatus, Nothing, Settings};
use domain::{LiveSettings, SeriesInfo, StationListener};
use engine::Engine;
use std::{io::Write as _, net::TcpListener, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(30);

/// An engine that listens until dropped.
struct Listening {
    engine: Engine,
    cancelled: CancellationToken,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

impl Listening {
    fn over(folder: &Path) -> Self {
        let engine = Engine::open(Some(folder.to_owned())).expect("an engine");
        let cancelled = CancellationToken::new();
        tokio::spawn({
            let (engine, cancelled) = (engine.clone(), cancelled.clone());
            async move { engine.listen(cancelled).await }
        });
        Self { engine, cancelled }
    }

    async fn to(&self, live: LiveSettings) {
        let settings = Settings { live, ..Settings::default() };
        self.engine.save_settings(settings).await.expect("settings");
    }

    /// Waits until the status is as wanted.
    async fn until(&self, wanted: impl Fn(&LiveStatus) -> bool) -> LiveStatus {
        let look = async {
            loop {
                let status = self.engine.live(Nothing {}).await.expect("a status");
                if wanted(&status) {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, look).await.expect("in time")
    }

    async fn series(&self) -> Vec<SeriesInfo> {
        let series = self.engine.series(Nothing {}).await.expect("series");
        series.into_iter().filter(|series| !series.sample).collect()
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

async fn report(port: u16, form: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    let request = format!(
        "POST /data/report/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.expect("text");
    reply.lines().next().unwrap_or_default().to_owned()
}

fn is_up(status: &LiveStatus) -> bool {
    !status.ways.is_empty() && status.ways.iter().all(|way| way.state == CheckState::Fine)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_station_tells_is_kept_before_it_is_told_so_and_outlives_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    {
        let listening = Listening::over(folder.path());
        let mut changes = listening.engine.changes();
        listening
            .to(LiveSettings {
                stations: Some(StationListener { port, ..Default::default() }),
                ..Default::default()
            })
            .await;
        listening.until(is_up).await;
        for (tempf, rain) in [("50.0", "1.00"), ("50.5", "1.10"), ("999", "1.10")] {
            let form = format!("model=Garden&dateutc=now&tempf={tempf}&yearlyrainin={rain}");
            assert_eq!(report(port, &form).await, "HTTP/1.1 200 OK");
            // The stamps are whole seconds, and so two reports in one would be one.
            tokio::time::sleep(Duration::from_millis(1100)).await;
        }
        let arrived = async {
            loop {
                match changes.recv().await.expect("a change") {
                    // Settings were saved.
                    Change::Watches => {}
                    change => return change,
                }
            }
        };
        let change = tokio::time::timeout(PATIENCE, arrived).await.expect("in time");
        assert!(matches!(change, Change::Series { weather: true, .. }), "{change:?}");
        let status = listening.until(|status| status.written == 5).await;
        assert_eq!(
            status.doubted, 1,
            "999 degrees are kept and doubted; the first total of rain tells nothing"
        );
    }
    let again = Engine::open(Some(folder.path().to_owned())).expect("an engine");
    let series = again.series(Nothing {}).await.expect("series");
    let mut titles: Vec<&str> =
        series.iter().filter(|series| !series.sample).map(|series| series.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Garden rain", "Garden temperature"]);
    assert!(series.iter().filter(|series| !series.sample).all(|series| series.last.is_some()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_are_appended_to_a_file_become_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = tempfile::tempdir().expect("a folder");
    let path = data.path().join("meter.csv");
    let mut text = String::from("time,energy (kWh)\n");
    for hour in 0..48 {
        text.push_str(&format!("2026-03-{:02}T{:02}:00,{}\n", 1 + hour / 24, hour % 24, hour % 7));
    }
    std::fs::write(&path, text).expect("written");
    let listening = Listening::over(folder.path());
    listening.to(LiveSettings { files: vec![path.display().to_string()], ..Default::default() }).await;
    listening.until(|status| status.written == 48).await;
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("opened");
    writeln!(file, "2026-03-03T00:00,5").expect("written");
    drop(file);
    let status = listening.until(|status| status.written == 49).await;
    assert_eq!(status.trouble, None);
    // Late by a month, within an hour that had none.
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("opened");
    writeln!(file, "2026-02-01T00:00,8").expect("written");
    drop(file);
    listening.until(|status| status.written == 50).await;
    // Another file in its place, as when a log is rotated: what is new in it is taken, however old.
    std::fs::write(&path, "time,energy (kWh)\n2026-01-01T00:00,3\n2026-03-03T01:00,4\n").expect("written");
    let status = listening.until(|status| status.written == 52).await;
    assert_eq!(status.trouble, None);
    let imports = listening.engine.imports(Nothing {}).await.expect("imports");
    assert_eq!(imports.len(), 1, "the file is imported once, and its rows then are no imports");
    let series = listening.series().await;
    assert_eq!(series.len(), 1);
    assert!(series[0].last.is_some_and(|last| last.to_string().starts_with("2026-03-0")));
    assert_eq!(status.doubted, 0);
    // What a tail brings is looked over as an import is.
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("opened");
    writeln!(file, "2190-01-01T00:00,5").expect("written");
    drop(file);
    let status = listening.until(|status| status.written == 53).await;
    assert_eq!((status.doubted, status.trouble), (1, None), "of the year 2190");
}

/// A calendar with an entry of this name and title three days from now, at an hour.
fn calendar(entries: &[(&str, &str, i8)]) -> String {
    let day = jiff::Zoned::now().saturating_add(jiff::Span::new().days(3)).strftime("%Y%m%d").to_string();
    let entries: String = entries
        .iter()
        .map(|(uid, summary, hour)| {
            format!(
                "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{summary}\r\nLOCATION:New York\r\nDTSTART:{day}T{hour:02}0000\r\nDTEND:{day}T{:02}0000\r\nEND:VEVENT\r\n",
                hour + 2
            )
        })
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}END:VCALENDAR\r\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_in_a_followed_folder_renews_its_plans() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = tempfile::tempdir().expect("a folder");
    let path = data.path().join("family.ics");
    std::fs::write(&path, calendar(&[("a", "Picnic", 12), ("b", "Hike", 9)])).expect("written");
    let listening = Listening::over(folder.path());
    listening.to(LiveSettings { files: vec![data.path().display().to_string()], ..Default::default() }).await;
    let planned = async |wanted: &[&str]| {
        let look = async {
            loop {
                let plans = listening.engine.plans(Nothing {}).await.expect("plans");
                let questions: Vec<&str> = plans.iter().map(|plan| plan.question.as_str()).collect();
                let is_wanted = |(question, wanted): (&&str, &&str)| question.contains(*wanted);
                if questions.len() == wanted.len() && questions.iter().zip(wanted).all(is_wanted) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| panic!("never {wanted:?}"));
    };
    planned(&["from 9 to 11", "from 12 to 14"]).await;
    // One is put off, another taken off the calendar.
    std::fs::write(&path, calendar(&[("a", "Picnic", 15)])).expect("written");
    planned(&["from 15 to 17"]).await;
    assert_eq!(listening.until(|_| true).await.trouble, None);
    assert_eq!(listening.engine.imports(Nothing {}).await.expect("imports"), [], "no import of values");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_listened_to_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let listening = Listening::over(folder.path());
    let open = StationListener { address: [0, 0, 0, 0].into(), ..Default::default() };
    let settings =
        Settings { live: LiveSettings { stations: Some(open), ..Default::default() }, ..Settings::default() };
    let problem = listening.engine.save_settings(settings).await.expect_err("anybody could push");
    assert_eq!(problem.field.as_deref(), Some("live.stations.token"));
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    listening
        .to(LiveSettings {
            stations: Some(StationListener { port, ..Default::default() }),
            ..Default::default()
        })
        .await;
    let status = listening.until(|status| status.ways.iter().any(|way| way.state == CheckState::Wrong)).await;
    assert!(status.ways[0].detail.contains("choose another port"), "{}", status.ways[0].detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_copy_listens_for_one_data_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Listening::over(folder.path());
    first.until(|status| status.listening).await;
    let second = Listening::over(folder.path());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!second.engine.live(Nothing {}).await.expect("a status").listening);
    drop(first);
    second.until(|status| status.listening).await;
}
