//! Dump for experiments.
#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use contract::AskRequest;
use domain::{Asked, Variable};
use engine::{Blending, Engine, StoppedClock};
use jiff::civil::{Date, date};
use std::{
    io::{BufWriter, Write},
    sync::Arc,
    time::Instant,
};

struct Set {
    name: &'static str,
    first: Date,
    last: Date,
    /// Hour of the issue, and the questions.
    issues: &'static [(i8, &'static [&'static str])],
}

const PLACE: &[(i8, &[&str])] = &[
    (7, &["laundry today in %"]),
    (18, &["picnic tomorrow in %", "run tomorrow in %"]),
];

const SEATTLE: &[(i8, &[&str])] = &[
    (7, &["will it rain today in %"]),
    (18, &["picnic tomorrow in %", "run tomorrow in %"]),
];

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
            &["will oil be above 48 tomorrow", "will oil be above 46 in 7 days", "will oil be above 44 in 21 days"],
        )],
    },
];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(dir) = arguments.next() else { return };
    let only = arguments.next();
    let every: i64 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for set in SETS {
            if only.as_deref().is_none_or(|only| only == set.name || only == "all") {
                dump(set, &dir, every).await;
            }
        }
    });
}

async fn dump(set: &Set, dir: &str, every: i64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::SqliteStore::open(folder.path()).expect("a new data file");
    let clock = StoppedClock("2026-11-22T12:00[UTC]".parse().expect("a moment"));
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let slug = set.name.replace(' ', "_");
    let mut rows = BufWriter::new(std::fs::File::create(format!("{dir}/{slug}.f32")).expect("a file"));
    let mut events = BufWriter::new(std::fs::File::create(format!("{dir}/{slug}.events.csv")).expect("a file"));
    writeln!(events, "issue,question,p,untrained,usual,happened,end").expect("w");
    let mut models: Vec<String> = Vec::new();
    let mut variables: Vec<String> = Vec::new();
    let started = Instant::now();
    let (mut asked, mut scored, mut wrong) = (0, 0, 0);
    let mut day = set.first;
    while day <= set.last {
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
            asked += requests.len();
            let made = match engine.rehearse_all(requests, &[Blending::Rehearsed, Blending::Untrained]).await {
                Ok(made) => made,
                Err(problem) => {
                    wrong += 1;
                    if wrong < 4 {
                        println!("{as_of}: {problem}");
                    }
                    continue;
                }
            };
            let first = &made[0][0].answer;
            let issue_time = first.issue_time.timestamp();
            let state = engine.departures(&first.question, issue_time).await.expect("x");
            let mut state_row = [f32::NAN; 24];
            let names = [
                Variable::Temperature,
                Variable::DewPoint,
                Variable::RelativeHumidity,
                Variable::Pressure,
                Variable::Precipitation,
                Variable::WindSpeed,
                Variable::CloudCover,
                Variable::Visibility,
            ];
            for (variable, departure) in &state {
                let variable =
                    if *variable == Variable::RainReported { &Variable::Precipitation } else { variable };
                if let Some(at) = names.iter().position(|name| name == variable) {
                    state_row[at * 3] = departure.now as f32;
                    state_row[at * 3 + 1] = departure.day as f32;
                    state_row[at * 3 + 2] = departure.day_before as f32;
                }
            }
            let mut done: Vec<(Variable, jiff::Timestamp)> = Vec::new();
            for (index, ways) in made.iter().enumerate() {
                let question = &ways[0].answer.question;
                if day == set.first {
                    println!("{:?} {:?} {:?}", question.asked, question.spans, question.criteria.len());
                }
                if let (Some(p), Some(untrained)) = (ways[0].answer.probability, ways[1].answer.probability)
                    && let Some(happened) = ways[0].answer.outcome.as_ref().and_then(|outcome| outcome.happened)
                {
                    let window = matches!(question.asked, Asked::Window { .. });
                    let _ = window;
                    // The untrained answer may name another window.
                    let other = ways[1].answer.outcome.as_ref().and_then(|outcome| outcome.happened);
                    scored += 1;
                    writeln!(
                        events,
                        "{},{index},{},{},{},{},{}",
                        issue_time.as_second(),
                        p.value(),
                        untrained.value(),
                        ways[0].answer.usual.as_ref().and_then(|u| u.chance).map_or(-1.0, |c| c.value()),
                        u8::from(happened),
                        other.map_or(-1, i32::from),
                    )
                    .expect("w");
                }
                for (marginal, plain) in ways[0].marginals.iter().zip(&ways[1].marginals) {
                    let variable = marginal.variable();
                    let at = variables.iter().position(|v| v == variable.name()).unwrap_or_else(|| {
                        variables.push(variable.name().to_owned());
                        variables.len() - 1
                    });
                    for (time, valid) in marginal.valid_times().iter().enumerate() {
                        if *valid < issue_time || done.contains(&(variable.clone(), *valid)) {
                            continue;
                        }
                        let Some(observed) = engine.observed(question, variable, *valid) else { continue };
                        done.push((variable.clone(), *valid));
                        let zone = question.spans[0].start.time_zone();
                        let local = valid.to_zoned(zone.clone());
                        let mut row = vec![
                            at as f32,
                            ((issue_time.as_second() - 1_000_000_000) / 3600) as f32,
                            ((valid.as_second() - 1_000_000_000) / 3600) as f32,
                            f32::from(local.hour()),
                            local.weekday().to_monday_zero_offset() as f32,
                            observed as f32,
                        ];
                        row.extend(state_row);
                        row.extend(marginal.at(time).iter().map(|v| *v as f32));
                        row.extend(plain.at(time).iter().map(|v| *v as f32));
                        let mut experts = [f32::NAN; 36];
                        for (model, forecast) in &ways[0].experts {
                            if forecast.variable() == variable {
                                let name = model.to_string();
                                let m = models.iter().position(|m| *m == name).unwrap_or_else(|| {
                                    models.push(name);
                                    models.len() - 1
                                });
                                if m < 12 {
                                    let q = forecast.at(time);
                                    experts[m * 3] = q[9] as f32;
                                    experts[m * 3 + 1] = q[49] as f32;
                                    experts[m * 3 + 2] = q[89] as f32;
                                }
                            }
                        }
                        row.extend(experts);
                        for value in row {
                            rows.write_all(&value.to_le_bytes()).expect("w");
                        }
                    }
                }
            }
        }
        day = day.checked_add(jiff::Span::new().days(every)).expect("within the calendar");
    }
    println!(
        "{}: {asked} asked, {scored} events, {wrong} wrong, {:.1} s; variables {variables:?} models {models:?}",
        set.name,
        started.elapsed().as_secs_f64()
    );
}
