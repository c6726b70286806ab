//! Serves the protocol at `http://127.0.0.1:PORT/mcp` with everything granted but `admin`, for conformance tests and inspectors:
//! `cargo run -p mcp --example serve -- 8700 FOLDER`, where port 0 takes any that is free; the address is told on standard output.
//! Forecastle itself serves it behind tokens.

#![expect(clippy::print_stdout, reason = "tells its address to whoever started it")]

mod stand_ins;

use contract::{AskRequest, Commands as _, SaveObservationsRequest};
use engine::Engine;
use mcp::{Assistant, Granted, HttpSettings, http_service_of};
use serde_json::json;
use stand_ins::StandIns;
use std::{error::Error, path::PathBuf};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("which port?")?.parse()?;
    let folder = arguments.next().map(PathBuf::from).ok_or("which folder for its data?")?;
    let engine = Engine::open(Some(folder))?;
    something_to_read(&engine).await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    let origin = format!("http://localhost:{port}");
    let settings = HttpSettings { allowed_origins: vec![origin], ..HttpSettings::default() };
    let assistant = move || StandIns(Assistant::new(engine.clone(), Granted::default()));
    let app = axum::Router::new()
        .route_service("/mcp", http_service_of(assistant, settings))
        .layer(axum::Extension(Granted::all_but_admin()));
    println!("http://localhost:{port}/mcp");
    axum::serve(listener, app).await?;
    Ok(())
}

/// An answer and a series of the user's own, which a fresh folder doesn't have.
async fn something_to_read(engine: &Engine) -> Result<(), Box<dyn Error>> {
    let text = stand_ins::QUESTION.to_owned();
    engine.ask(AskRequest { text, ..AskRequest::default() }).await?;
    let series = json!({
        "series": stand_ins::SERIES,
        "title": "Meter",
        "unit": "kWh",
        "observations": [{"time": "2026-01-01T00:00:00Z", "value": 1.5}, {"time": "2026-01-01T01:00:00Z", "value": 1.25}],
    });
    engine.save_observations(serde_json::from_value::<SaveObservationsRequest>(series)?).await?;
    Ok(())
}
