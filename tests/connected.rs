//! A server of the Model Context Protocol that others made, as a source: the official file server from npm, which reads a table.

use contract::{
    Commands, LookAtSourceRequest, Nothing, PreviewSourceRequest, SaveSourceRequest, Settings, SourceRef,
    SourceSettings,
};
use domain::{SeriesKind, SourceConnection, SourceMapping, SourceRequest};
use engine::Engine;
use serde_json::json;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Where the server is: as the variable says, or where the tests of protocols install it.
fn server() -> Option<PathBuf> {
    let installed = "protocols/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js";
    let path = match std::env::var_os("FORECASTLE_MCP_FILESYSTEM") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join(installed),
    };
    let found = path.canonicalize().ok();
    if found.is_none() {
        let _ = std::io::stderr().write_all(
            b"skipped: @modelcontextprotocol/server-filesystem isn't installed in tests/protocols; name its dist/index.js in FORECASTLE_MCP_FILESYSTEM\n",
        );
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_file_server_tells_a_series() {
    let Some(server) = server() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let shared = folder.path().join("shared");
    fs::create_dir(&shared).expect("made");
    let table = shared.join("meter.csv");
    let rows = |days: u32| -> String {
        let rows = (1..=days).map(|day| format!("2026-02-{day:02},{}.5\n", 10 + day * 7 % 5));
        std::iter::once("day,energy (kWh)\n".to_owned()).chain(rows).collect()
    };
    fs::write(&table, rows(20)).expect("written");
    let engine = Engine::open(Some(folder.path().join("data"))).expect("an engine");
    let settings = Settings { sources: SourceSettings { on: true }, ..Settings::default() };
    engine.save_settings(settings).await.expect("kept");
    let connection = SourceConnection::Program {
        command: "node".to_owned(),
        arguments: vec![server.display().to_string(), shared.display().to_string()],
        environment: Vec::new(),
    };
    let offer = engine
        .look_at_source(LookAtSourceRequest { connection: connection.clone() })
        .await
        .expect("an offer");
    let tool = offer.tools.iter().find(|tool| tool.name == "read_text_file").expect("its tool");
    assert!(tool.only_reads, "it says that it changes nothing");
    assert!(tool.arguments.iter().any(|argument| argument.name == "path" && argument.required));
    assert!(offer.tools.iter().any(|tool| tool.name == "write_file" && !tool.only_reads));

    let arguments = json!({ "path": table.display().to_string() }).as_object().cloned().expect("an object");
    let request = SourceRequest::Tool { name: "read_text_file".to_owned(), arguments };
    let mapping = SourceMapping::default();
    let asked = PreviewSourceRequest { connection: connection.clone(), request: request.clone(), mapping };
    let preview = engine.preview_source(asked).await.expect("readable");
    let [series] = &preview.import.series[..] else { panic!("{:?}", preview.import.series) };
    assert_eq!((series.values, series.info.unit.symbol(), series.info.kind), (20, "kWh", SeriesKind::Amount));

    let save = SaveSourceRequest {
        id: None,
        name: "Meter".to_owned(),
        connection: connection.clone(),
        request: request.clone(),
        mapping: preview.mapping,
        on: true,
        every_minutes: Some(60),
    };
    let view = engine.save_source(save).await.expect("kept");
    let fetch = SourceRef { id: view.source.id };
    let view = engine.fetch_source(fetch).await.expect("fetched");
    assert_eq!(view.state.brought.as_deref(), Some("20 new values."));
    fs::write(&table, rows(23)).expect("written");
    let view = engine.fetch_source(fetch).await.expect("fetched");
    assert_eq!(view.state.brought.as_deref(), Some("3 new values."));
    let known = engine.series(Nothing {}).await.expect("series");
    let info = known.iter().find(|info| info.id == view.source.series[0]).expect("there");
    assert_eq!((info.title.as_str(), info.origin.as_str()), ("Energy", "Meter, a connected program"));

    // A file outside of what it was given is refused by it, in words of its own that are passed on as such.
    let arguments = json!({ "path": "/etc/hostname" }).as_object().cloned().expect("an object");
    let request = SourceRequest::Tool { name: "read_text_file".to_owned(), arguments };
    let asked = PreviewSourceRequest { connection, request, mapping: SourceMapping::default() };
    let refused = engine.preview_source(asked).await.expect_err("refused");
    assert!(refused.detail.contains("refused"), "{}", refused.detail);
}
