//! An import as who waits for it sees it: how far it has come, ending it, taking it back, and what it doubts.

use contract::{Commands, ImportJob, ImportRequest, Nothing, ProblemCode, UndoImportRequest};
use domain::{ImportOptions, SeriesInfo};
use engine::Engine;
use std::{fmt::Write as _, path::Path, time::Duration};

const JOB: &str = "import 1";

async fn own_series(engine: &Engine) -> Vec<SeriesInfo> {
    let series = engine.series(Nothing {}).await.expect("series");
    series.into_iter().filter(|series| !series.sample).collect()
}

/// Minutes of two columns.
fn table(folder: &Path, rows: usize) -> ImportRequest {
    let mut content = String::from("time,power (W),voltage (V)\n");
    for row in 0..rows {
        writeln!(content, "{},{}.5,{}", 1_500_000_000 + 60 * row, row % 2000, 225 + row % 10)
            .expect("a string");
    }
    let path = folder.join("house.csv");
    std::fs::write(&path, content).expect("written");
    let options = ImportOptions { all: true, ..ImportOptions::default() };
    ImportRequest { path: path.display().to_string(), options, at: None, job: Some(JOB.to_owned()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_tells_how_far_it_is_and_is_ended_without_a_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Some(folder.path().join("data"))).expect("an engine");
    let request = table(folder.path(), 1_000_000);
    let job = || ImportJob { job: JOB.to_owned() };
    let idle = engine.import_progress(job()).await.expect("a state");
    assert!(!idle.running, "nothing has begun");
    let importing = tokio::spawn({
        let (engine, request) = (engine.clone(), request.clone());
        async move { engine.import(request).await }
    });
    // As long as the import goes on it gets somewhere, sooner or later.
    let progress = loop {
        let progress = engine.import_progress(job()).await.expect("a state");
        if progress.running && progress.done > 0 {
            break progress;
        }
        assert!(!importing.is_finished(), "it ended before it could be cancelled");
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    assert!(progress.done <= progress.total, "{progress:?}");
    assert_eq!(progress.total, std::fs::metadata(&request.path).expect("there").len());
    engine.cancel_import(job()).await.expect("cancelled");
    let problem = importing.await.expect("it ends").expect_err("it was cancelled");
    assert_eq!(problem.code, ProblemCode::Import);
    assert!(problem.detail.contains("cancelled; nothing was written"), "{problem}");
    assert_eq!(own_series(&engine).await, []);
    assert_eq!(engine.imports(Nothing {}).await.expect("a list"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_series_of_a_file_are_taken_back_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Some(folder.path().join("data"))).expect("an engine");
    let request = table(folder.path(), 3000);
    let preview = engine.preview_import(request.clone()).await.expect("a preview");
    assert_eq!(preview.series.iter().map(|series| series.values).collect::<Vec<_>>(), [3000, 3000]);
    assert_eq!(own_series(&engine).await, [], "a preview writes nothing");
    let written = engine.import(request.clone()).await.expect("imported").series;
    let imports: Vec<_> = written.iter().filter_map(|series| series.report.import).collect();
    assert_eq!(imports.len(), 2);
    let again = engine.import(request).await.expect("imported");
    assert!(
        again.series.iter().all(|series| series.report.import.is_none() && series.report.unchanged == 3000)
    );
    assert_eq!(again.notes[0], "Everything in it was known already; nothing was written.");
    let undone = engine.undo_import(UndoImportRequest { imports }).await.expect("undone");
    assert_eq!(undone.len(), 2);
    assert_eq!(own_series(&engine).await, []);
}

/// A Parquet table that is sound up to its last pages.
fn damaged_table(folder: &Path) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../context/src/import/samples");
    let mut bytes = std::fs::read(samples.join("universal_snappy.parquet")).expect("a sample");
    let length = bytes.len();
    let footer = u32::from_le_bytes(bytes[length - 8..length - 4].try_into().expect("four bytes")) as usize;
    let pages_end = length - 8 - footer;
    bytes[pages_end - 2000..pages_end - 200].fill(0xff);
    let path = folder.join("damaged.parquet");
    std::fs::write(&path, bytes).expect("written");
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_table_that_is_damaged_further_down_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Some(folder.path().join("data"))).expect("an engine");
    let path = damaged_table(folder.path());
    let all = ImportOptions { all: true, ..ImportOptions::default() };
    let request = |options| ImportRequest { path: path.clone(), options, at: None, job: None };
    let preview =
        engine.preview_import(request(ImportOptions::default())).await.expect("its beginning is sound");
    let columns: Vec<String> = preview.series.iter().map(|series| series.column.clone()).collect();
    assert!(!preview.whole && preview.series[0].values > 1000, "{preview:?}");
    let each = columns.iter().map(ImportOptions::of_column);
    for options in std::iter::once(all).chain(each) {
        let problem = engine.import(request(options.clone())).await.expect_err("it is damaged");
        assert!(problem.detail.contains("it is a damaged Parquet table"), "{options:?}: {problem}");
        assert_eq!(own_series(&engine).await, [], "{options:?}");
        assert_eq!(engine.imports(Nothing {}).await.expect("a list"), [], "{options:?}");
    }
}
