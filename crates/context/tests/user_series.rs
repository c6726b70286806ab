//! The user's own series, from a file through the real store to a context.

use context::{
    ContextManager,
    import::{Surroundings, open},
    sources,
};
use domain::{
    Aggregation, Asked, Edits, Import, ImportOptions, OriginKind, Question, SeriesInfo, SourceQuality, Span,
    Store, Subject, Variable,
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::{path::Path, sync::Arc};

fn import(store: &dyn Store, folder: &Path, rows: &str) -> SeriesInfo {
    let path = folder.join("boiler.csv");
    std::fs::write(&path, format!("time,energy (kWh)\n{rows}")).expect("a writable folder");
    let now = noon("2024-02-01").to_zoned(TimeZone::get("Europe/Lisbon").expect("a zone"));
    let mut file = open(&path, &ImportOptions::default(), &Surroundings::at(now))
        .and_then(context::import::Opened::read)
        .expect("a file that can be read");
    let series = file.infos()[0].clone();
    store
        .import(Import {
            series: &series,
            origin: "boiler.csv",
            quality: SourceQuality::MEASURED,
            observations: &mut file.values(),
            flags: &Vec::new,
        })
        .expect("a store that can be written");
    series
}

fn question(info: &SeriesInfo) -> Question {
    let moment = |text: &str| format!("{text}[Europe/Lisbon]").parse::<Zoned>().expect("a moment");
    Question {
        text: "boiler".to_owned(),
        subject: Subject::Series { info: info.clone() },
        asked: Asked::Amount { variable: Variable::Series(info.id.clone()), aggregation: Aggregation::Sum },
        place: None,
        spans: vec![Span { start: moment("2024-01-06T00:00"), end: moment("2024-01-07T00:00") }],
        criteria: Vec::new(),
        assumptions: Vec::new(),
        edits: Edits::default(),
    }
}

fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00[Europe/Lisbon]").parse::<Zoned>().expect("a moment").timestamp()
}

#[test]
fn an_imported_series_is_known_day_by_day_and_a_changed_one_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(store::SqliteStore::open(&folder.path().join("data")).unwrap());
    let info = import(&*store, folder.path(), "2024-01-01,5\n2024-01-02,6\n2024-01-04,7.5\n2024-01-05,8\n");
    let manager = ContextManager::new(sources::all(
        Arc::clone(&store),
        Arc::new(context::open_meteo::Kept::new(Arc::clone(&store))),
    ));
    let question = question(&info);
    let known = |issue_time: &str| {
        let context = manager.assemble(&question, noon(issue_time));
        context.tracks.first().map(|track| track.history.values().to_vec()).unwrap_or_default()
    };
    let same = |found: &[f64], expected: &[f64]| {
        found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(a, b)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()))
    };
    assert!(known("2024-01-01").is_empty());
    assert!(same(&known("2024-01-05"), &[5.0, 6.0, f64::NAN, 7.5]));
    assert!(same(&known("2024-02-05"), &[5.0, 6.0, f64::NAN, 7.5, 8.0]));
    let context = manager.assemble(&question, noon("2024-02-05"));
    assert_eq!(context.tracks[0].origin.kind, OriginKind::Yours);
    assert_eq!(context.tracks[0].origin.title, "Energy, your own data");

    assert_eq!(
        context.tracks[0].origin.caveats,
        ["No observations since 5 January.", "No history before 2024."]
    );

    // Nobody tells the manager: another copy of Forecastle may have done it.
    import(&*store, folder.path(), "2024-01-01,5\n2024-01-02,9\n2024-01-04,7.5\n2024-01-05,8\n");
    assert!(same(&known("2024-01-05"), &[5.0, 9.0, f64::NAN, 7.5]));
    let variable = Variable::Series(info.id.clone());
    assert_eq!(manager.observed(&question, &variable, noon("2024-01-05")), Some(8.0));
    assert_eq!(manager.observed(&question, &variable, noon("2024-01-03")), None);
}

#[test]
fn sixty_four_questions_at_once_cause_one_read_and_what_comes_later_another() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(store::SqliteStore::open(&folder.path().join("data")).unwrap());
    let info = import(&*store, folder.path(), "2024-01-01,5\n2024-01-02,6\n2024-01-03,7\n");
    let kept = Arc::new(context::open_meteo::Kept::new(Arc::clone(&store)));
    let manager = ContextManager::new(sources::all(Arc::clone(&store), kept));
    let question = question(&info);
    let ask_together = || {
        let together = std::sync::Barrier::new(64);
        std::thread::scope(|scope| {
            let asking: Vec<_> = (0..64)
                .map(|_| {
                    scope.spawn(|| {
                        together.wait();
                        manager.assemble(&question, noon("2024-02-05")).tracks[0].history.len()
                    })
                })
                .collect();
            asking.into_iter().map(|asking| asking.join().unwrap()).collect::<Vec<_>>()
        })
    };
    // Of N that were wanted, all but those that were made came from memory or from whoever was making them.
    let made = || {
        let (_, said) = manager.memory().into_iter().find(|(name, _)| *name == "your series").unwrap();
        let numbers: Vec<u64> = said
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|word| word.parse().ok())
            .collect();
        numbers[1] - numbers[0] - numbers[2]
    };
    assert_eq!(ask_together(), [3; 64]);
    assert_eq!(made(), 1);
    let newer = [domain::Observation { valid_time: noon("2024-01-04"), value: 8.0 }];
    let update = domain::Append {
        series: &info.id,
        source: "a sensor",
        quality: SourceQuality::MEASURED,
        observations: &newer,
        flags: &[],
    };
    store.append(&[update]).unwrap();
    assert_eq!(ask_together(), [4; 64]);
    assert_eq!(made(), 2);
}
