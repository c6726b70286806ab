//! Whether learning from outcomes pays: every sample place and series walked through day by day, with three questions a day. Each
//! is answered by the untrained blend (prior weights, nothing rehearsed), as the engine answers with no outcome learnt from, and
//! with learning on, which by then has learnt from every outcome known and no other. Run by `cargo xtask bench learning`.
//!
//! Settings of the method were chosen on the first half of each walk; the second half is what it is worth.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use blend::{
    Learning, LearningOptions,
    scores::{ReliabilityBin, covers, crps_of_quantiles},
};
use contract::AskRequest;
use domain::LeadBucket;
use engine::{Engine, LEARNT, Step, StoppedClock, UNLEARNT, UNTRAINED, Walk};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use std::{collections::BTreeMap, fmt::Write as _, sync::Arc, time::Instant};

/// Blended in these ways.
const WAYS: usize = 3;

struct Set {
    name: &'static str,
    first: Date,
    last: Date,
    /// The hour of each issue, and what is asked then; % is the name.
    issues: &'static [(i8, &'static [&'static str])],
}

const PLACE: &[(i8, &[&str])] =
    &[(7, &["laundry today in %"]), (18, &["picnic tomorrow in %", "run tomorrow in %"])];

const SEATTLE: &[(i8, &[&str])] =
    &[(7, &["will it rain today in %"]), (18, &["picnic tomorrow in %", "run tomorrow in %"])];

const WASHINGTON: &[(i8, &[&str])] = &[
    (7, &["will it rain today in %"]),
    (18, &["will it rain tomorrow in %", "will it be over 20 degrees tomorrow in %"]),
];

const SETS: &[Set] = &[
    Set { name: "New York", first: date(2013, 2, 20), last: date(2013, 12, 29), issues: PLACE },
    Set { name: "Beijing", first: date(2012, 7, 1), last: date(2013, 12, 31), issues: PLACE },
    Set { name: "Seattle", first: date(2014, 7, 1), last: date(2015, 12, 29), issues: SEATTLE },
    Set { name: "Washington DC", first: date(2018, 6, 1), last: date(2019, 9, 30), issues: WASHINGTON },
    Set {
        name: "traffic",
        first: date(2017, 1, 1),
        last: date(2018, 9, 25),
        issues: &[(
            7,
            &[
                "will traffic be over 5000 today at 17",
                "will traffic be over 4500 tomorrow at 8",
                "will traffic be under 4000 tomorrow at 13",
            ],
        )],
    },
    Set {
        name: "electricity",
        first: date(2009, 5, 1),
        last: date(2010, 11, 20),
        issues: &[(
            18,
            &[
                "will electricity be over 25 kWh tomorrow",
                "will electricity be over 1.5 kWh tomorrow at 20",
                "will electricity be over 12 kWh tomorrow between 17 and 23",
            ],
        )],
    },
    Set {
        name: "sales",
        first: date(2010, 9, 1),
        last: date(2011, 11, 28),
        issues: &[(
            18,
            &[
                "will sales be over 20000 tomorrow",
                "will sales be over 30000 the day after tomorrow",
                "will sales be over 150000 next week",
            ],
        )],
    },
    Set {
        name: "oil",
        first: date(2015, 1, 1),
        last: date(2016, 12, 31),
        issues: &[(
            18,
            &[
                "will oil be above 48 tomorrow",
                "will oil be above 46 in 7 days",
                "will oil be above 44 in 21 days",
            ],
        )],
    },
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name: &str| value(name).and_then(|text| text.parse::<f64>().ok());
    let mut options = LearningOptions::default();
    if let Some(precision) = number("--precision") {
        options.precision[0] = precision;
    }
    if let Some(precision) = number("--bold") {
        options.precision[1] = precision;
    }
    if let Some(precision) = number("--event-precision") {
        options.event_precision = precision;
    }
    if let Some(weight) = number("--weight") {
        options.weight = weight;
    }
    if let Some(remembered) = number("--remembered") {
        options.remembered = remembered;
    }
    if let Some(plain) = number("--untrained") {
        options.prior = [plain, 0.3, 0.35 - plain / 2.0, 0.35 - plain / 2.0];
    }
    options.spread = value("--spread").is_none_or(|word| word != "off");
    options.level = value("--level").is_none_or(|word| word != "off");
    options.shared = value("--shared").is_none_or(|word| word != "off");
    options.experts = value("--experts").is_none_or(|word| word != "off");
    let only = value("--only");
    let every = number("--every").unwrap_or(1.0) as i32;
    let at_once = number("--at-once").unwrap_or(2.0) as usize;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let turns = Arc::new(tokio::sync::Semaphore::new(at_once));
        let walks: Vec<_> = SETS
            .iter()
            .filter(|set| only.as_deref().is_none_or(|only| only.split(',').any(|name| name == set.name)))
            .map(|set| {
                let turns = Arc::clone(&turns);
                tokio::spawn(async move {
                    let _turn = turns.acquire_owned().await.expect("never closed");
                    walk(set, every, options).await
                })
            })
            .collect();
        let mut all = Vec::new();
        for walk in walks {
            let scores = walk.await.expect("a walk ends");
            println!("{}", report(&scores));
            all.push(scores);
        }
        println!("{}", summary(&all));
    });
}

/// One valid time of one variable.
struct Amount {
    late: bool,
    variable: String,
    lead: LeadBucket,
    crps: [f64; WAYS],
    held_80: [bool; WAYS],
    held_95: [bool; WAYS],
}

/// One event: what each way said of it, and whether it came (of windows: of the window named).
struct Event {
    late: bool,
    question: usize,
    said: [(f64, bool); WAYS],
}

struct Scores {
    name: &'static str,
    questions: Vec<String>,
    amounts: Vec<Amount>,
    events: Vec<Event>,
    issues: usize,
    seconds: f64,
    bytes: usize,
}

async fn walk(set: &'static Set, every: i32, options: LearningOptions) -> Scores {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[UTC]".parse().expect("a moment"));
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let started = Instant::now();
    let mut walk = Walk::from(Arc::new(Learning::with(options)));
    let mut scores = Scores {
        name: set.name,
        questions: set.issues.iter().flat_map(|(_, asked)| asked.iter().map(|q| (*q).to_owned())).collect(),
        amounts: Vec::new(),
        events: Vec::new(),
        issues: 0,
        seconds: 0.0,
        bytes: 0,
    };
    let half = set.first + ((set.last - set.first).get_days() / 2).days();
    let mut day = set.first;
    while day <= set.last {
        let late = day > half;
        let mut asked_before = 0;
        for (hour, questions) in set.issues {
            let as_of = day.at(*hour, 0, 0, 0).to_string();
            let requests: Vec<AskRequest> = questions
                .iter()
                .map(|text| AskRequest {
                    text: text.replace('%', set.name),
                    as_of: Some(as_of.clone()),
                    ..AskRequest::default()
                })
                .collect();
            let made = walk.issue(&engine, requests).await.unwrap_or_else(|problem| {
                panic!("{} {as_of}: {problem}", set.name);
            });
            scores.issues += 1;
            for (index, step) in made.iter().enumerate() {
                score(&engine, (late, asked_before + index), step, &mut scores);
            }
            asked_before += questions.len();
        }
        day = day.checked_add(every.days()).expect("within the calendar");
    }
    scores.seconds = started.elapsed().as_secs_f64();
    scores.bytes = serde_json::to_vec(&**walk.learning()).expect("plain data").len();
    scores
}

fn score(engine: &Engine, (late, question): (bool, usize), step: &Step, scores: &mut Scores) {
    let answer = &step.ways[UNLEARNT].answer;
    let issue_time = answer.issue_time.timestamp();
    let said: Vec<(f64, bool)> = (0..WAYS)
        .filter_map(|way| Some((step.ways[way].answer.probability?.value(), step.happened(way)?)))
        .collect();
    if let Ok(said) = said.try_into() {
        scores.events.push(Event { late, question, said });
    }
    for (variable, fresh) in step.fresh.iter().enumerate() {
        let marginals: Vec<_> = step.ways.iter().map(|way| &way.marginals[variable]).collect();
        let name = marginals[UNLEARNT].variable();
        for (time, valid) in marginals[UNLEARNT].valid_times().iter().enumerate() {
            if !fresh[time] {
                continue;
            }
            let Some(observed) = engine.observed(&answer.question, name, *valid) else { continue };
            let of = |way: usize| {
                let levels = marginals[way].levels().as_slice();
                crps_of_quantiles(levels, marginals[way].at(time), observed)
            };
            let held = |coverage: f64| [0, 1, 2].map(|way| covers(marginals[way], time, coverage, observed));
            scores.amounts.push(Amount {
                late,
                variable: name.name().to_owned(),
                lead: LeadBucket::of(valid.duration_since(issue_time)),
                crps: [of(0), of(1), of(2)],
                held_80: held(0.8),
                held_95: held(0.95),
            });
        }
    }
}

fn change(on: f64, off: f64) -> f64 {
    100.0 * (on / off - 1.0)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn brier(events: &[&Event], way: usize) -> f64 {
    mean(events.iter().map(|event| {
        let (chance, happened) = event.said[way];
        (chance - f64::from(u8::from(happened))).powi(2)
    }))
}

/// Names, counts and the scores of the ways, for the second half and for all.
fn line(text: &mut String, name: &str, all: &[[f64; WAYS]], late: &[[f64; WAYS]]) {
    let of = |rows: &[[f64; WAYS]], way: usize| mean(rows.iter().map(|row| row[way]));
    let [plain, off, on] = [0, 1, 2].map(|way| of(all, way));
    let _ = writeln!(
        text,
        "  {name:<44} {:>6} {plain:>10.4} {off:>10.4} {on:>10.4} {:>7.1}% {:>7.1}%  | second half {:>7.1}% {:>7.1}%",
        all.len(),
        change(on, off),
        change(on, plain),
        change(of(late, LEARNT), of(late, UNLEARNT)),
        change(of(late, LEARNT), of(late, UNTRAINED)),
    );
}

fn report(scores: &Scores) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "\n{}: {} issues, {:.0} s, state {:.0} kB",
        scores.name,
        scores.issues,
        scores.seconds,
        scores.bytes as f64 / 1024.0
    );
    let _ = writeln!(
        text,
        "  {:<44} {:>6} {:>10} {:>10} {:>10} {:>8} {:>8}",
        "CRPS", "n", "untrained", "off", "on", "on/off", "on/untr"
    );
    let mut groups: BTreeMap<(String, Option<usize>), Vec<&Amount>> = BTreeMap::new();
    for amount in &scores.amounts {
        groups.entry((amount.variable.clone(), None)).or_default().push(amount);
        groups.entry((amount.variable.clone(), Some(amount.lead.index()))).or_default().push(amount);
    }
    for ((variable, lead), amounts) in &groups {
        let name = match lead {
            None => variable.clone(),
            Some(lead) => format!("  {}", LeadBucket::ALL[*lead].name()),
        };
        let all: Vec<_> = amounts.iter().map(|amount| amount.crps).collect();
        let late: Vec<_> = amounts.iter().filter(|amount| amount.late).map(|amount| amount.crps).collect();
        line(&mut text, &name, &all, &late);
        if lead.is_none() {
            let share = |held: &dyn Fn(&Amount) -> bool| {
                100.0 * mean(amounts.iter().map(|amount| f64::from(u8::from(held(amount)))))
            };
            let _ = writeln!(
                text,
                "    in 80 %: {:.1} untrained, {:.1} off, {:.1} on; in 95 %: {:.1}, {:.1}, {:.1}",
                share(&|amount| amount.held_80[0]),
                share(&|amount| amount.held_80[1]),
                share(&|amount| amount.held_80[2]),
                share(&|amount| amount.held_95[0]),
                share(&|amount| amount.held_95[1]),
                share(&|amount| amount.held_95[2]),
            );
        }
    }
    let _ = writeln!(text, "  Brier score");
    for (question, name) in scores.questions.iter().enumerate() {
        let events: Vec<&Event> = scores.events.iter().filter(|event| event.question == question).collect();
        if !events.is_empty() {
            let of = |event: &&Event| [0, 1, 2].map(|way| brier(&[event], way));
            let all: Vec<_> = events.iter().map(of).collect();
            let late: Vec<_> = events.iter().filter(|event| event.late).map(of).collect();
            line(&mut text, name, &all, &late);
        }
    }
    text
}

/// Means over the sets, reliability, and where learning did harm.
fn summary(all: &[Scores]) -> String {
    let mut text = String::from("\nAll sets: change of the mean score by learning, in %\n");
    let _ = writeln!(
        text,
        "  {:<16} {:>12} {:>12} {:>12} {:>12}  | second half",
        "", "CRPS/off", "CRPS/untr", "Brier/off", "Brier/untr"
    );
    let mut rows: Vec<[f64; 8]> = Vec::new();
    for scores in all {
        let mut row = Vec::new();
        for late in [false, true] {
            for way in [UNLEARNT, UNTRAINED] {
                let mut variables: BTreeMap<&str, Vec<&Amount>> = BTreeMap::new();
                for amount in scores.amounts.iter().filter(|amount| amount.late || !late) {
                    variables.entry(&amount.variable).or_default().push(amount);
                }
                // Each variable counts alike, whatever its unit.
                row.push(mean(variables.values().map(|amounts| {
                    let of = |way: usize| mean(amounts.iter().map(|amount| amount.crps[way]));
                    change(of(LEARNT), of(way))
                })));
            }
            for way in [UNLEARNT, UNTRAINED] {
                let events: Vec<&Event> = scores.events.iter().filter(|event| event.late || !late).collect();
                row.push(change(brier(&events, LEARNT), brier(&events, way)));
            }
        }
        let row: [f64; 8] = row.try_into().expect("two halves, two scores, two ways");
        let _ = writeln!(text, "  {:<16} {}", scores.name, shown(&row));
        rows.push(row);
    }
    let means: [f64; 8] = std::array::from_fn(|column| mean(rows.iter().map(|row| row[column])));
    let _ = writeln!(text, "  {:<16} {}", "mean", shown(&means));
    let worst: [f64; 8] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column]).fold(f64::NEG_INFINITY, f64::max));
    let _ = writeln!(text, "  {:<16} {}", "worst", shown(&worst));
    for (name, way) in [("off", UNLEARNT), ("on", LEARNT)] {
        let _ = writeln!(
            text,
            "\nReliability, learning {name}: what was said, how often it happened, of how many, band of 95 %"
        );
        let mut outside = 0;
        for scores in all {
            let _ = writeln!(text, "  {}", scores.name);
            outside += reliability(
                &mut text,
                &scores.events.iter().map(|event| event.said[way]).collect::<Vec<_>>(),
            );
        }
        let everything: Vec<(f64, bool)> =
            all.iter().flat_map(|scores| scores.events.iter().map(|event| event.said[way])).collect();
        let _ = writeln!(text, "  all");
        outside += reliability(&mut text, &everything);
        let _ = writeln!(text, "  {outside} outside of their band");
    }
    text
}

fn shown(row: &[f64; 8]) -> String {
    let mut text = String::new();
    for (index, value) in row.iter().enumerate() {
        let _ = write!(text, "{}{value:>12.1}", if index == 4 { "  |" } else { "" });
    }
    text
}

/// One line for each of 10, 20, ... 90 %, with a diagram: `|` where it should be, `o` where it was, `-` the band.
fn reliability(text: &mut String, said: &[(f64, bool)]) -> usize {
    let mut outside = 0;
    for tenth in 1..10 {
        let around = f64::from(tenth) / 10.0;
        let here: Vec<&(f64, bool)> =
            said.iter().filter(|(chance, _)| (chance - around).abs() < 0.05).collect();
        if here.is_empty() {
            continue;
        }
        let bin = ReliabilityBin {
            count: here.len(),
            forecast: mean(here.iter().map(|(chance, _)| *chance)),
            observed: mean(here.iter().map(|(_, happened)| f64::from(u8::from(*happened)))),
        };
        let (low, high) = bin.consistency_bar(0.95).expect("not empty");
        let is_out = bin.observed < low - 1e-9 || bin.observed > high + 1e-9;
        outside += usize::from(is_out);
        let column = |share: f64| (share * 50.0).round() as usize;
        let mut drawn = vec![' '; 51];
        drawn[column(low)..=column(high)].fill('-');
        drawn[column(bin.forecast)] = '|';
        drawn[column(bin.observed)] = 'o';
        let _ = writeln!(
            text,
            "    {:>3.0} %  {:>5.1} %  of {:>4}  {:>3.0} to {:>3.0} % {} {}",
            100.0 * bin.forecast,
            100.0 * bin.observed,
            bin.count,
            100.0 * low,
            100.0 * high,
            if is_out { "!" } else { " " },
            drawn.iter().collect::<String>().trim_end(),
        );
    }
    outside
}
