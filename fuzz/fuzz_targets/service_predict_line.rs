//! Any line of a request of many histories: nothing panics, and a history that is taken is one that can be carried on.

#![no_main]

use engine::{Engine, Predicted, StoppedClock};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let store = store::SqliteStore::open(&folder).expect("a data file");
    let now = "2013-06-12T10:00[America/New_York]".parse().expect("a moment");
    Engine::with(Arc::new(store), Arc::new(StoppedClock(now)))
});

fuzz_target!(|line: &str| {
    let Ok(request) = api::read_line(line) else { return };
    match ENGINE.predicted(request) {
        Ok(Predicted::Known(_)) => panic!("nothing was carried on before"),
        Ok(Predicted::Not(_)) => {}
        Err(problem) => assert!(!problem.detail.is_empty(), "{problem}"),
    }
});
