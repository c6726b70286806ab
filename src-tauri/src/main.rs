//! The desktop window of Forecastle: a thin adapter over the contract. It forecasts nothing.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod choose;
mod commands;
mod first_paint;
mod live;
mod navigation;
mod serving;
mod startup;
mod tray;
mod trouble;
mod window;

use arguments::Arguments;
use clap::Parser;
use first_paint::FirstPaint;
use serving::Server;
use startup::Startup;
use tauri::{Manager, RunEvent};
use tray::Tray;

fn main() -> eyre::Result<()> {
    let first_paint = FirstPaint::from_now();
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("FORECASTLE_LOG"))
        .with_writer(std::io::stderr)
        .init();

    tauri::Builder::default()
        .manage(first_paint.reporting(arguments.print_first_paint))
        .manage(Startup::default())
        .manage(Tray::default())
        .manage(Server::default())
        .register_uri_scheme_protocol(trouble::SCHEME, |context, _request| {
            trouble::page(context.app_handle().state::<Startup>().problem())
        })
        .invoke_handler(commands::handler())
        .setup(move |app| {
            window::open(app, arguments.data.as_deref())?;
            startup::open_engine(app.handle().clone(), arguments.data);
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                app.state::<Server>().end();
            }
        });
    Ok(())
}
