//! The one window.

use crate::navigation;
use std::path::Path;
use tauri::{App, WebviewWindowBuilder};

/// The label that `tauri.conf.json` and the capabilities know it by.
pub(crate) const LABEL: &str = "main";

/// Opens the window as `tauri.conf.json` describes it. With a data folder chosen, what the web view keeps goes there too.
pub(crate) fn open(app: &App, data: Option<&Path>) -> tauri::Result<()> {
    let described = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let described = described.expect("tauri.conf.json describes the main window");
    let restarting = app.handle().clone();
    let mut builder = WebviewWindowBuilder::from_config(app, described)?
        .on_navigation(move |address| navigation::decide(&restarting, address));
    if data.is_some() || std::env::var_os("FORECASTLE_DATA").is_some() {
        builder = builder.data_directory(engine::data_folder(data.map(Path::to_path_buf)).join("window"));
    }
    builder.build()?;
    Ok(())
}
