//! `kill -9` at a random moment, a hundred times in all: while stations are listened to, while guidance is fetched and kept, and
//! while everything is exported. What was acknowledged is there afterwards, and nothing is there by halves.

use crate::{
    moments::{Moments, kill},
    terminal::{Terminal, path_text},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

const LISTENING: u32 = 40;
const FETCHING: u32 = 30;
const EXPORTING: u32 = 30;
/// Kills beyond the number wanted, where under load too few programs got anywhere.
const AGAIN: u32 = 6;
/// A program that is alive and gets nowhere for so long hangs, whatever the load.
const HANGS: Duration = Duration::from_secs(300);

fn fine(terminal: &Terminal, arguments: &[&str]) -> String {
    let said = terminal.run(arguments);
    assert_eq!(said.status, 0, "{arguments:?}: {}{}", said.out, said.err);
    said.out
}

fn assert_sound(terminal: &Terminal) {
    let doctor: serde_json::Value =
        serde_json::from_str(&fine(terminal, &["--json", "doctor"])).expect("JSON");
    assert_eq!(doctor["store"]["sound"], true);
}

/// What was observed, by valid time, as an export tells it; removed again.
fn exported(terminal: &Terminal) -> BTreeMap<String, String> {
    let folder = terminal.path("look");
    fine(terminal, &["export", path_text(&folder)]);
    let values = values_of(&folder);
    std::fs::remove_dir_all(&folder).expect("ours");
    values
}

fn values_of(folder: &Path) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for file in std::fs::read_dir(folder.join("observations")).into_iter().flatten() {
        let text = std::fs::read_to_string(file.expect("readable").path()).expect("text");
        for row in text.lines().skip(1) {
            let mut cells = row.split(',').skip(1);
            let (time, value) = (cells.next().expect("a time"), cells.next().expect("a value"));
            values.insert(time.to_owned(), value.to_owned());
        }
    }
    values
}

/// Reports the temperature of the minute `number`; whether it was acknowledged.
fn report(port: u16, number: u32) -> bool {
    let stamp = stamp(number).strftime("%Y-%m-%d+%H:%M:%S").to_string();
    let query = format!("ID=Garden&dateutc={stamp}&tempf={}", 40 + number % 40);
    let request = format!(
        "GET /weatherstation/updateweatherstation.php?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    );
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut reply = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut reply).is_ok()
        && reply.starts_with("HTTP/1.1 200")
}

fn stamp(number: u32) -> jiff::civil::DateTime {
    jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().minutes(number)
}

#[test]
fn no_report_that_a_station_was_thanked_for_is_lost() {
    let terminal = Terminal::new();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let settings = format!(r#"{{"live":{{"stations":{{"port":{port}}}}}}}"#);
    fine(&terminal, &["call", "save_settings", &settings]);
    let mut moments = Moments::of_what_takes(Duration::from_millis(5), 0x5EED);
    let (next, mut killed) = (AtomicU32::new(0), 0);
    let mut acknowledged = BTreeSet::new();
    for turn in 0..LISTENING {
        let mut command = terminal.command(&["listen"]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command line runs");
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = child.try_wait().expect("a child can be asked");
            assert_eq!(ended, None, "turn {turn}: it ended before it listened");
            assert!(begun.elapsed() < HANGS, "turn {turn}: it does not listen");
            thread::sleep(Duration::from_millis(5));
        }
        // Killed behind some number of reports, however long they take.
        let wanted = moments.number(24);
        let thanked = AtomicU32::new(0);
        let over = AtomicBool::new(false);
        let told: Vec<u32> = thread::scope(|scope| {
            let reporting: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let mut told = Vec::new();
                        while !over.load(Ordering::Relaxed) {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            if report(port, number) {
                                thanked.fetch_add(1, Ordering::Relaxed);
                                told.push(number);
                            }
                        }
                        told
                    })
                })
                .collect();
            let (mut last, mut since) = (0, Instant::now());
            while last < wanted && child.try_wait().expect("a child can be asked").is_none() {
                let now = thanked.load(Ordering::Relaxed);
                if now > last {
                    (last, since) = (now, Instant::now());
                }
                if since.elapsed() > HANGS {
                    break;
                }
                thread::sleep(Duration::from_millis(1));
            }
            let hangs = last < wanted && since.elapsed() > HANGS;
            // And not just when one was written.
            thread::sleep(Duration::from_micros(u64::from(moments.number(5000))));
            killed += u32::from(kill(&mut child));
            over.store(true, Ordering::Relaxed);
            assert!(!hangs, "turn {turn}: it thanks for nothing any more");
            reporting.into_iter().flat_map(|reporting| reporting.join().expect("it reports")).collect()
        });
        acknowledged.extend(told);
        if turn % 8 == 7 {
            let kept = exported(&terminal);
            for number in &acknowledged {
                let time = stamp(*number).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment").timestamp();
                assert!(kept.contains_key(&time.to_string()), "turn {turn}: the report of {time} is lost");
            }
            assert_sound(&terminal);
        }
    }
    assert_eq!(killed, LISTENING, "it ended by itself");
    assert!(acknowledged.len() > 100, "only {} reports were acknowledged", acknowledged.len());
}

/// A fetch that counts as done, without what it fetched. The key of the cache ends with the cell.
const DONE_WITHOUT_DATA: &str = "SELECT count(*) FROM context_cache WHERE key LIKE 'open-meteo forecast %'
     AND substr(key, length('open-meteo forecast ') + 1) NOT IN (SELECT cell FROM guidance_run)";

#[test]
fn no_fetch_counts_as_done_without_its_guidance() {
    let server = replay::Server::start(0, None).expect("a free port");
    let terminal = Terminal::new();
    let settings = format!(r#"{{"guidance":{{"all_my_places":true,"base_url":"{}"}}}}"#, server.address());
    fine(&terminal, &["call", "save_settings", &settings]);
    let mut moments = None;
    let (mut answered, mut killed, mut done) = (BTreeSet::new(), 0, 0);
    for turn in 0.. {
        let seen = killed >= FETCHING / 3 && done > 0;
        if turn >= FETCHING && (seen || turn >= AGAIN * FETCHING) {
            break;
        }
        // Another place each time, so that there is something to fetch.
        let (name, at) = (format!("Spot{turn}"), format!("{:.2}, -74.00", 40.0 + f64::from(turn) * 0.05));
        fine(&terminal, &["saved", &name, "--at", &at]);
        let words = format!("how warm will it be tomorrow at {name}");
        let moments = moments.get_or_insert_with(|| {
            let begun = Instant::now();
            fine(&terminal, &["ask", &words]);
            Moments::of_what_takes(begun.elapsed(), 0xF00D)
        });
        let mut command = terminal.command(&["--json", "ask", &words]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the command line runs");
        // Read all along: a long answer would wait in a full pipe and never be acknowledged.
        let mut stdout = child.stdout.take().expect("a pipe");
        let said = thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).map(|_| text).unwrap_or_default()
        });
        killed += u32::from(moments.kill(&mut child));
        let said: Option<serde_json::Value> =
            serde_json::from_str(&said.join().expect("the reader ends with the child")).ok();
        answered.extend(said.and_then(|said| said["answer"]["id"].as_i64()));
        let file = rusqlite::Connection::open(terminal.data().join("forecastle.sqlite")).expect("a database");
        let count = |query: &str| -> i64 { file.query_row(query, [], |row| row.get(0)).expect("readable") };
        assert_eq!(count(DONE_WITHOUT_DATA), 0, "turn {turn}");
        done = count("SELECT count(DISTINCT cell) FROM guidance_run");
    }
    assert_sound(&terminal);
    let history: serde_json::Value =
        serde_json::from_str(&fine(&terminal, &["--json", "history", "--limit", "1000"])).expect("JSON");
    let kept: BTreeSet<i64> = history
        .as_array()
        .expect("a list")
        .iter()
        .map(|question| question["id"].as_i64().expect("an id"))
        .collect();
    assert!(kept.is_superset(&answered), "{kept:?} lacks one of {answered:?}");
    assert!(killed >= FETCHING / 3, "most ended before they could be killed ({killed})");
    assert!(done > 0, "nothing was ever fetched");
}

#[test]
fn no_half_export_has_the_name_of_a_whole_one() {
    const ROWS: u32 = 150_000;
    let terminal = Terminal::new();
    let mut rows = String::from("time,energy (kWh)\n");
    for number in 0..ROWS {
        writeln!(rows, "{}Z,{number}", stamp(number)).expect("writing to a string never fails");
    }
    let file = terminal.file("meter.csv", rows);
    fine(&terminal, &["import", path_text(&file), "--title", "Meter"]);
    let values = exported(&terminal);
    assert_eq!(values.len(), ROWS as usize);
    let begun = Instant::now();
    fine(&terminal, &["export", path_text(&terminal.path("timed"))]);
    let mut moments = Moments::of_what_takes(begun.elapsed(), 0xBEEF);
    let (mut whole, mut killed) = (0, 0);
    for turn in 0.. {
        let seen = killed >= EXPORTING / 3 && whole > 0;
        if turn >= EXPORTING && (seen || turn >= AGAIN * EXPORTING) {
            break;
        }
        let folder = terminal.path(&format!("export-{turn}"));
        let mut command = terminal.command(&["export", path_text(&folder)]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command line runs");
        killed += u32::from(moments.kill(&mut child));
        if folder.exists() {
            whole += 1;
            assert!(values_of(&folder) == values, "turn {turn}: half an export");
            if whole == 1 {
                let restored = terminal.path("restored");
                fine(&terminal, &["restore", path_text(&folder), "--data", path_text(&restored)]);
            }
        }
        drop(std::fs::remove_dir_all(&folder));
        drop(std::fs::remove_dir_all(terminal.path(&format!("export-{turn}.unfinished"))));
    }
    assert_sound(&terminal);
    assert!(whole > 0, "no export was ever whole; give them more time");
    assert!(killed >= EXPORTING / 3, "most ended before they could be killed ({killed})");
}
