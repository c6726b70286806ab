//! Lets the user choose files with the system's own dialogs, since a page of the window is never told a path.

use rfd::{AsyncFileDialog, FileHandle};
use std::path::PathBuf;

/// A file to read; `None` when the user thought better of it.
#[tauri::command]
pub(crate) async fn choose_file() -> Option<PathBuf> {
    path_of(AsyncFileDialog::new().set_title("Choose a file to import").pick_file().await)
}

/// Where a new folder is made, which may be called `name`.
#[tauri::command]
pub(crate) async fn choose_new_folder(name: String) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new().set_title("Name a new folder for the export").set_file_name(name);
    path_of(dialog.save_file().await)
}

fn path_of(chosen: Option<FileHandle>) -> Option<PathBuf> {
    chosen.map(|chosen| chosen.path().to_path_buf())
}
