//! `kill -9` at a random moment during import and during ask, fifty times: the data opens and nothing acknowledged is lost.

use crate::moments::Moments;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

const KILLS: u32 = 50;
const MOST_TURNS: u32 = 6 * KILLS;
const ROWS: usize = 60_000;

fn forecastle(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forecastle"));
    command
        .arg("--data")
        .arg(data)
        .arg("--json")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    command
}

fn json(data: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = forecastle(data).args(arguments).output().expect("the command line runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn readings(path: &Path, turn: u32) {
    let mut csv = String::from("time,energy (kWh)\n");
    for row in 0..ROWS {
        let time = jiff::Timestamp::from_second(1_600_000_000 + 3600 * row as i64).expect("a moment");
        writeln!(csv, "{time},{}", f64::from(turn) + row as f64 / 1000.0)
            .expect("writing to a string never fails");
    }
    std::fs::write(path, csv).expect("a file can be written");
}

#[test]
fn fifty_kills_lose_nothing_acknowledged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    json(&data, &["history"]);
    let (mut moments_of_asking, mut moments_of_importing) = (None, None);
    let mut acknowledged_answers = BTreeSet::new();
    let (mut answers, mut imports, mut killed) = (0_u32, 0_u32, 0_u32);
    // Until all that is to be seen was seen, on a machine under load too.
    for turn in 0.. {
        let seen = killed >= KILLS / 4 && answers > 0 && imports > 0;
        if turn >= KILLS && (seen || turn >= MOST_TURNS) {
            break;
        }
        let asking = turn % 2 == 0;
        let file = folder.path().join(format!("meter-{turn}.csv"));
        let mut command = forecastle(&data);
        if asking {
            command.args(["ask", "--as-of", "2013-06-14T18:00", "tomorrow's picnic in New York"]);
        } else {
            readings(&file, turn);
            command.arg("import").arg(&file).args([
                "--title",
                &format!("Meter {turn}"),
                "--time-zone",
                "UTC",
            ]);
        }
        let moments = if asking { &mut moments_of_asking } else { &mut moments_of_importing };
        let moments = moments.get_or_insert_with(|| {
            let start = Instant::now();
            assert!(command.status().expect("the command line runs").success());
            Moments::of_what_takes(start.elapsed(), 0x5EED)
        });
        let mut child = command.spawn().expect("the command line runs");
        // Read all along: a long answer would wait in a full pipe and never be acknowledged.
        let mut stdout = child.stdout.take().expect("a pipe");
        let said = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).map(|_| text).unwrap_or_default()
        });
        killed += u32::from(moments.kill(&mut child));
        let lines = said.join().expect("the reader ends with the child");
        // A whole JSON document was printed: its answer or import was acknowledged.
        let said: Option<serde_json::Value> = serde_json::from_str(&lines).ok();
        if asking {
            let history = json(&data, &["history", "--limit", "1000"]);
            let kept: BTreeSet<i64> = history
                .as_array()
                .expect("a list")
                .iter()
                .map(|question| question["id"].as_i64().expect("an id"))
                .collect();
            if let Some(said) = said {
                acknowledged_answers.insert(said["answer"]["id"].as_i64().expect("an id"));
                answers += 1;
            }
            assert!(
                kept.is_superset(&acknowledged_answers),
                "turn {turn}: {kept:?} lacks one of {acknowledged_answers:?}"
            );
        } else {
            let series = json(&data, &["series"]);
            let title = format!("Meter {turn}");
            let found = series
                .as_array()
                .expect("a list")
                .iter()
                .find(|series| series["title"] == title.as_str())
                .cloned();
            let whole = json(&data, &["doctor"]);
            assert_eq!(whole["store"]["sound"], true, "turn {turn}");
            if said.is_some() {
                imports += 1;
                assert!(found.is_some(), "turn {turn}: an acknowledged import is lost");
            }
            if let Some(found) = found {
                let last =
                    jiff::Timestamp::from_second(1_600_000_000 + 3600 * (ROWS as i64 - 1)).expect("a moment");
                assert_eq!(found["last"], last.to_string(), "turn {turn}: half an import is visible");
            }
        }
    }
    assert!(
        killed >= KILLS / 4,
        "most children ended before they could be killed ({killed}); make them slower"
    );
    assert!(
        answers > 0 && imports > 0,
        "{answers} answers and {imports} imports were acknowledged; give them more time"
    );
}
