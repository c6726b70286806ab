//! Any secret: none opens anything but the one that was told when the token was made.

#![no_main]

use contract::{Commands as _, CreateTokenRequest, Permission};
use engine::{Engine, StoppedClock};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));

static MADE: LazyLock<(Engine, String)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let store = store::SqliteStore::open(&folder).expect("a data file");
    let now = "2013-06-12T10:00[America/New_York]".parse().expect("a moment");
    let engine = Engine::with(Arc::new(store), Arc::new(StoppedClock(now)));
    let request = CreateTokenRequest {
        name: "fuzz".to_owned(),
        permissions: vec![Permission::Read],
        series: Vec::new(),
        places: Vec::new(),
        models: Vec::new(),
        days: Some(1),
    };
    let made = RUNTIME.block_on(engine.create_token(request)).expect("a token");
    (engine, made.secret)
});

fuzz_target!(|input: (&str, usize, bool)| {
    let (text, place, near) = input;
    let (engine, secret) = &*MADE;
    // Near misses too: the secret with something put into it.
    let (before, after) = secret.split_at(place % (secret.len() + 1));
    let said = if near { format!("{before}{text}{after}") } else { text.to_owned() };
    let opened = RUNTIME.block_on(engine.let_in(said.clone())).expect("tokens can be read");
    assert_eq!(opened.is_some(), said == *secret, "{said:?}");
});
