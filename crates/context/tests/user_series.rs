//! The user's own series, from a file through the real store to a context.

use context::{
    ContextManager,
    import::{ImportOptions, open_csv},
    sources,
};
use domain::{
    Aggregation, Asked, Edits, Import, OriginKind, Question, SeriesInfo, SourceQuality, Span, Store, Subject,
    Variable,
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::{path::Path, sync::Arc};

fn import(store: &dyn Store, folder: &Path, rows: &str) -> SeriesInfo {
    let path = folder.join("boiler.csv");
    std::fs::write(&path, format!("time,energy (kWh)\n{rows}")).expect("a writable folder");
    let mut file =
        open_csv(&path, &ImportOptions::default(), &TimeZone::get("Europe/Lisbon").expect("a zone"))
            .expect("a file that can be read");
    let series = file.info().clone();
    store
        .import(Import {
            series: &series,
            origin: "boiler.csv",
            quality: SourceQuality::MEASURED,
            observations: &mut file,
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
    let manager = ContextManager::new(sources::all(Arc::clone(&store)));
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

    import(&*store, folder.path(), "2024-01-01,5\n2024-01-02,9\n2024-01-04,7.5\n2024-01-05,8\n");
    manager.forget_series(&info.id);
    assert!(same(&known("2024-01-05"), &[5.0, 9.0, f64::NAN, 7.5]));
    let variable = Variable::Series(info.id.clone());
    assert_eq!(manager.observed(&question, &variable, noon("2024-01-05")), Some(8.0));
    assert_eq!(manager.observed(&question, &variable, noon("2024-01-03")), None);
}
