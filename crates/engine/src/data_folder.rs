use std::path::PathBuf;

/// The folder that holds the one data file: the one given, else `FORECASTLE_DATA`, else the system's place for the data of
/// an application.
#[must_use]
pub fn data_folder(chosen: Option<PathBuf>) -> PathBuf {
    chosen
        .or_else(|| std::env::var_os("FORECASTLE_DATA").filter(|value| !value.is_empty()).map(PathBuf::from))
        .or_else(|| {
            directories::ProjectDirs::from("org", "Forecastle", "Forecastle")
                .map(|folders| folders.data_dir().to_path_buf())
        })
        .unwrap_or_else(|| PathBuf::from("forecastle-data"))
}

/// Where a chart is written when no path is given: the user's downloads, else home, else here.
pub(crate) fn export_folder() -> PathBuf {
    let Some(folders) = directories::UserDirs::new() else { return PathBuf::from(".") };
    folders.download_dir().filter(|folder| folder.is_dir()).unwrap_or(folders.home_dir()).to_path_buf()
}
