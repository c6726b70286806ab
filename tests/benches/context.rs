//! How long it takes to put together what is known, with ten years hourly of six variables at twenty places in the data file; what they take
//! on the disk, how often memory had what was wanted, and how soon a question opens that was worked out ahead.
//! `cargo xtask bench context`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use context::{ContextManager, open_meteo::Kept, sources};
use contract::{AskRequest, AskResponse, Commands, Nothing};
use domain::{
    Aggregation, Asked, Bound, Clock, Criterion, Edits, Import, Observation, Place, PlaceId, Question,
    RegularGrid, SeriesId, SeriesInfo, SeriesKind, SourceQuality, Span, Statistic, Store, Subject,
    ThresholdSource, Unit, Variable, WeatherStation,
};
use engine::Engine;
use jiff::{Timestamp, Zoned};
use std::{
    path::Path,
    process::Command,
    sync::{Arc, Barrier, RwLock},
    time::Instant,
};
use store::{FILE_NAME, SqliteStore};

/// Set for the child that answers in a process of its own: the folder and the place.
const COLD: &str = "FORECASTLE_BENCH_COLD";

/// Hours in ten years, up to 26 November 2026 at 8.
const HOURS: i64 = 87_600;
const PLACES: u32 = 20;
const NOW: &str = "2026-11-26T08:00:30[Europe/Lisbon]";
const WARM: usize = 2_000;
const COLD_TURNS: u32 = 40;

const VARIABLES: [Variable; 6] = [
    Variable::Temperature,
    Variable::DewPoint,
    Variable::Precipitation,
    Variable::WindSpeed,
    Variable::CloudCover,
    Variable::Pressure,
];

fn main() -> eyre::Result<()> {
    if let Ok(cold) = std::env::var(COLD) {
        let (folder, place) = cold.rsplit_once('\n').unwrap_or((&cold, "0"));
        return one_cold(Path::new(folder), place.parse()?);
    }
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    fill(folder.path())?;
    warm(folder.path())?;
    cold(folder.path())?;
    copies(folder.path())?;
    ahead(folder.path())
}

fn now() -> Zoned {
    NOW.parse().expect("a moment")
}

fn newest() -> i64 {
    now().timestamp().as_second() / 3600 * 3600 - 3600
}

fn place(number: u32) -> Place {
    Place {
        id: PlaceId(4_000_000_000 + number),
        name: format!("Spot {number}"),
        region: None,
        country: "Portugal".into(),
        country_code: "PT".into(),
        // More than 60 km from one to the next, so that each has one station.
        latitude: 30.0 + f64::from(number),
        longitude: -8.0,
        elevation: None,
        time_zone: "Europe/Lisbon".into(),
        population: 0,
        local: None,
    }
}

/// A number between 0 and 1 (`SplitMix64`, Steele, Lea and Flood 2014).
fn noise(seed: u64) -> f64 {
    let mut bits = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ bits >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

/// Weather that wanders, with daily and yearly cycles, rounded to tenths as stations round.
fn hours(number: u32, variable: usize) -> impl Iterator<Item = Observation> {
    let memory: f64 = [0.97, 0.98, 0.8, 0.9, 0.93, 0.995][variable];
    let innovation = 1.7 * (1.0 - memory * memory).sqrt();
    let seed = (u64::from(number) * 6 + variable as u64) << 32;
    let begin = newest() - (HOURS - 1) * 3600;
    let mut anomaly = 0.0;
    (0..HOURS).map(move |hour| {
        let seed = seed + 4 * hour.unsigned_abs();
        anomaly = memory * anomaly + innovation * (0..4).map(|part| noise(seed + part) - 0.5).sum::<f64>();
        let turn = |hours: f64| (hour as f64 / hours * std::f64::consts::TAU).sin();
        let (day, year) = (turn(24.0), turn(8766.0));
        let value = match variable {
            0 => 15.0 + 8.0 * year + 4.0 * day + 4.0 * anomaly,
            1 => 8.0 + 6.0 * year + 3.0 * anomaly,
            2 => (anomaly - 1.3).max(0.0) * 4.0,
            3 => (4.0 + day + 2.0 * anomaly).max(0.0),
            4 => (50.0 + 60.0 * anomaly).clamp(0.0, 100.0),
            _ => 1013.0 + 9.0 * anomaly,
        };
        let valid_time = Timestamp::from_second(begin + hour * 3600).expect("in range");
        Observation { valid_time, value: (value * 10.0).round() / 10.0 }
    })
}

fn id(number: u32, variable: usize) -> SeriesId {
    SeriesId(format!("{number} {}", VARIABLES[variable].name()))
}

fn info(number: u32, variable: usize) -> SeriesInfo {
    let of = &VARIABLES[variable];
    let place = place(number);
    SeriesInfo {
        id: id(number, variable),
        title: format!("{} {}", place.name, of.name()),
        aliases: Vec::new(),
        unit: of.unit().unwrap_or_else(|| Unit::Named(String::new())),
        kind: SeriesKind::Level,
        time_zone: place.time_zone.clone(),
        step_minutes: 60,
        first: None,
        last: None,
        origin: "a benchmark".into(),
        sample: false,
        weather: Some(Box::new(WeatherStation {
            variable: of.clone(),
            statistic: Statistic::Value,
            name: place.name,
            latitude: place.latitude,
            longitude: place.longitude,
            elevation: None,
        })),
    }
}

fn size(folder: &Path) -> u64 {
    std::fs::metadata(folder.join(FILE_NAME)).map_or(0, |metadata| metadata.len())
}

fn fill(folder: &Path) -> eyre::Result<()> {
    let store = SqliteStore::open(folder)?;
    let (before, begun) = (size(folder), Instant::now());
    for number in 0..PLACES {
        for variable in 0..VARIABLES.len() {
            store.import(Import {
                series: &info(number, variable),
                origin: "a benchmark",
                quality: SourceQuality::MEASURED,
                observations: &mut hours(number, variable).map(Ok),
                flags: &Vec::new,
            })?;
        }
        store.save_place(&place(number))?;
    }
    drop(store);
    let rows = u64::from(PLACES) * HOURS.unsigned_abs() * VARIABLES.len() as u64;
    let bytes = size(folder) - before;
    println!("ten years hourly x 6 variables x 20 places: {rows} observations in {:.1?}", begun.elapsed());
    println!("on the disk: {:.2} bytes per observation ({} MB)", bytes as f64 / rows as f64, bytes >> 20);
    Ok(())
}

fn question(number: u32) -> Question {
    let start = now().tomorrow().and_then(|day| day.with().hour(12).minute(0).second(0).build());
    let start = start.expect("within the calendar");
    let end = start.checked_add(jiff::Span::new().hours(3)).expect("within the calendar");
    let criteria = VARIABLES.map(|variable| Criterion {
        label: variable.name().to_owned(),
        variable,
        aggregation: Aggregation::Every,
        bound: Bound::AtLeast { limit: -100.0 },
        source: ThresholdSource::Asked,
    });
    Question {
        text: "a benchmark".into(),
        subject: Subject::Weather,
        asked: Asked::Event { negated: false },
        place: Some(place(number)),
        spans: vec![Span { start, end }],
        criteria: criteria.into(),
        assumptions: Vec::new(),
        edits: Edits::default(),
    }
}

fn manager(store: &Arc<dyn Store>) -> ContextManager {
    ContextManager::new(sources::all(Arc::clone(store), Arc::new(Kept::new(Arc::clone(store)))))
}

fn assemble(manager: &ContextManager, number: u32) -> f64 {
    let question = question(number);
    let begun = Instant::now();
    let context = manager.assemble(&question, now().timestamp());
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    let known = context.tracks.iter().filter(|track| track.history.len() >= 87_000).count();
    assert_eq!(known, VARIABLES.len(), "{:?}", context.gaps);
    took
}

fn print(what: &str, aim: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!(
        "{what:<44} n {:>4}  p50 {:>7.2} ms  p95 {:>7.2} ms  max {:>7.2} ms  {aim}",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}

fn warm(folder: &Path) -> eyre::Result<()> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder)?);
    let manager = manager(&store);
    print("context, first of each place", "", (0..PLACES).map(|number| assemble(&manager, number)).collect());
    let times = (0..WARM).map(|turn| assemble(&manager, turn as u32 % PLACES)).collect();
    print("context, warm, all places in turns", "(aim: p95 under 5 ms)", times);
    for (name, said) in manager.memory() {
        println!("  memory of {name}: {said}");
    }
    let manager = self::manager(&store);
    let together = Barrier::new(64);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                together.wait();
                assemble(&manager, 3)
            });
        }
    });
    let said = manager.memory().into_iter().find(|(name, _)| *name == "your weather stations");
    println!("  64 at once about one place: {}", said.map_or_else(String::new, |(_, said)| said));
    Ok(())
}

/// In a process of its own: opening the file, then the first context.
fn one_cold(folder: &Path, number: u32) -> eyre::Result<()> {
    // The built-in data is unpacked the first time it is looked at, which is no matter of the file.
    let begun = Instant::now();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder)?);
    let manager = manager(&store);
    let opened = begun.elapsed().as_secs_f64() * 1000.0;
    println!("{} {}", opened, opened + assemble(&manager, number));
    Ok(())
}

fn cold(folder: &Path) -> eyre::Result<()> {
    let (mut opened, mut all) = (Vec::new(), Vec::new());
    for turn in 0..COLD_TURNS {
        let cold = format!("{}\n{}", folder.display(), turn % PLACES);
        let output = Command::new(std::env::current_exe()?).env(COLD, cold).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let (open, both) = said.trim().split_once(' ').ok_or_else(|| eyre::eyre!("the child failed"))?;
        opened.push(open.parse()?);
        all.push(both.parse()?);
    }
    print("opening, in a new process", "", opened);
    print("opening and first context, in a new process", "(aim: p95 under 60 ms)", all);
    Ok(())
}

/// What a second cache in the data file would gain and cost: reading a series from its blocks against reading a copy of it.
fn copies(folder: &Path) -> eyre::Result<()> {
    let store = SqliteStore::open(folder)?;
    let start = Timestamp::from_second(newest() - (HOURS - 1) * 3600)?;
    let grid = RegularGrid { start, step_seconds: 3600, steps: HOURS.unsigned_abs() as usize };
    let series = id(7, 0);
    let values = store.observations_on_grid(&series, grid)?;
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let never = "2030-01-01T00:00:00Z".parse()?;
    let begun = Instant::now();
    store.cache("a copy", &bytes, never)?;
    println!(
        "a copy of one series in the cache of the file: {} kB, written in {:.1?}",
        bytes.len() >> 10,
        begun.elapsed()
    );
    let timed = |read: &dyn Fn() -> usize| -> Vec<f64> {
        (0..200)
            .map(|_| {
                let begun = Instant::now();
                assert_eq!(read(), HOURS.unsigned_abs() as usize);
                begun.elapsed().as_secs_f64() * 1000.0
            })
            .collect()
    };
    print(
        "one series from its blocks",
        "",
        timed(&|| store.observations_on_grid(&series, grid).map_or(0, |all| all.len())),
    );
    let read = || {
        let copy = store.cached("a copy", now().timestamp()).ok().flatten().unwrap_or_default();
        let values = copy.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
        values.collect::<Vec<f64>>().len()
    };
    print("one series from a copy", "", timed(&read));
    Ok(())
}

/// A clock that is set by hand.
struct Hand(RwLock<Zoned>);

impl Clock for Hand {
    fn now(&self) -> Zoned {
        self.0.read().expect("not poisoned").clone()
    }
}

fn ahead(folder: &Path) -> eyre::Result<()> {
    const WORDS: &str = "tomorrow's picnic at Spot 3";
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder)?);
    let clock = Arc::new(Hand(RwLock::new(now())));
    let engine = Engine::with(store, Arc::clone(&clock) as Arc<dyn Clock>);
    let set = |moment: Zoned| *clock.0.write().expect("not poisoned") = moment;
    let ask = |passing: bool| -> eyre::Result<(f64, bool)> {
        let request = AskRequest { text: WORDS.to_owned(), passing, ..AskRequest::default() };
        let begun = Instant::now();
        let response = runtime.block_on(engine.ask(request)).map_err(|problem| eyre::eyre!("{problem}"))?;
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        let AskResponse::Answered { answer, .. } = response else { eyre::bail!("{response:?}") };
        Ok((took, answer.confidence.iter().any(|sentence| sentence.starts_with("Worked out ahead"))))
    };
    // Asked at this hour on each of the eight days before.
    for ago in (1..=8).rev() {
        set(now().checked_sub(jiff::Span::new().days(ago))?);
        ask(false)?;
    }
    set(now());
    let mut fresh = Vec::new();
    for _ in 0..30 {
        fresh.push(ask(true)?.0);
    }
    print("an answer, not worked out ahead", "", fresh);
    let begun = Instant::now();
    let planned = runtime.block_on(engine.plan_ahead_once()).map_err(|problem| eyre::eyre!("{problem}"))?;
    println!("worked out ahead: {planned} question in {:.0?}", begun.elapsed());
    set(now().checked_add(jiff::Span::new().minutes(5))?);
    let (mut opened, mut used) = (Vec::new(), 0);
    for _ in 0..200 {
        let (took, ahead) = ask(true)?;
        opened.push(took);
        used += usize::from(ahead);
    }
    print("an answer, worked out ahead", "(aim: under 20 ms)", opened);
    println!("  {used} of 200 were ready");
    let doctor = runtime.block_on(engine.doctor(Nothing {})).map_err(|problem| eyre::eyre!("{problem}"))?;
    for check in
        doctor.checks.iter().filter(|check| ["Memory", "Planned ahead"].contains(&check.name.as_str()))
    {
        println!("  {}: {}", check.name, check.detail);
    }
    Ok(())
}
