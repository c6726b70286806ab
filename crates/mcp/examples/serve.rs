//! Serves the protocol at `http://127.0.0.1:PORT/mcp` with everything granted but `admin`, for conformance tests and inspectors:
//! `cargo run -p mcp --example serve -- 8700 FOLDER`. Forecastle itself serves it behind tokens.

use engine::Engine;
use mcp::{Granted, HttpSettings, http_service};
use std::{error::Error, path::PathBuf};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("which port?")?.parse()?;
    let folder = arguments.next().map(PathBuf::from).ok_or("which folder for its data?")?;
    let origin = format!("http://localhost:{port}");
    let settings = HttpSettings { allowed_origins: vec![origin], ..HttpSettings::default() };
    let service = http_service(Engine::open(Some(folder))?, settings);
    let app =
        axum::Router::new().route_service("/mcp", service).layer(axum::Extension(Granted::all_but_admin()));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}
