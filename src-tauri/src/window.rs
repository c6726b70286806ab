//! The one window.

use crate::{navigation, tray};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tauri::{App, WebviewWindowBuilder};

/// The label that `tauri.conf.json` and the capabilities know it by.
pub(crate) const LABEL: &str = "main";

/// Opens the window as `tauri.conf.json` describes it.
pub(crate) fn open(app: &App, data: Option<&Path>) -> tauri::Result<()> {
    let described = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let described = described.expect("tauri.conf.json describes the main window");
    let restarting = app.handle().clone();
    WebviewWindowBuilder::from_config(app, described)?
        .on_navigation(move |address| navigation::decide(&restarting, address))
        .data_directory(web_view_folder(&engine::data_folder(data.map(Path::to_path_buf))))
        .build()?
        .on_window_event({
            let app = app.handle().clone();
            move |event| tray::on_window_event(&app, event)
        });
    Ok(())
}

/// Where the web view keeps its caches: beside the data, so that all of Forecastle is in one folder. Where that can't be
/// written a temporary folder does, because the window must still open to say so.
fn web_view_folder(data: &Path) -> PathBuf {
    let beside = data.join("window");
    if fs::create_dir_all(&beside).is_ok() { beside } else { env::temp_dir().join("forecastle-window") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_view_has_a_folder_even_where_the_data_can_not_be_written() {
        let file = std::env::current_exe().unwrap();
        assert!(web_view_folder(&file).starts_with(env::temp_dir()));
    }
}
