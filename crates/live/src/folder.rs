//! Files that grow: whatever writes into them, what is new there is read again.

use crate::Link;
use jiff::Timestamp;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long a file must have been left alone before it is read, and how long it may be written to without a pause.
const QUIET: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How often all files are looked at although nothing was heard: shares in the network don't tell.
const LOOK: Duration = Duration::from_secs(30);
/// Files of a folder that are followed at most.
const MOST_FILES: usize = 1000;

/// What tells whether a file has changed.
type State = (u64, Option<SystemTime>);

/// Follows files, and the files that lie directly in folders, until cancelled: each path is sent when its file has changed, the
/// first time at once. What is sent and not taken yet is not sent twice.
pub async fn follow(
    paths: Vec<PathBuf>,
    changed: mpsc::Sender<PathBuf>,
    now: impl Fn() -> Timestamp,
    link: Link,
    cancelled: CancellationToken,
) {
    let (told, mut heard) = mpsc::unbounded_channel();
    let watcher = watch(&paths, told);
    match &watcher {
        Ok(_) => link.up(now()),
        Err(error) => link.down(format!(
            "The system doesn't tell when files change ({error}); Forecastle looks every {} seconds instead.",
            LOOK.as_secs()
        )),
    }
    let mut known: BTreeMap<PathBuf, State> = BTreeMap::new();
    loop {
        for path in files(&paths) {
            let Some(state) = state(&path) else { continue };
            if known.get(&path) != Some(&state) {
                if changed.send(path.clone()).await.is_err() {
                    return;
                }
                known.insert(path, state);
            }
        }
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
            news = heard.recv(), if watcher.is_ok() => {
                if news.is_none() {
                    return;
                }
                until_quiet(&mut heard).await;
            }
        }
    }
}

fn watch(paths: &[PathBuf], told: mpsc::UnboundedSender<()>) -> Result<RecommendedWatcher, notify::Error> {
    let mut watcher = notify::recommended_watcher(move |event: Result<notify::Event, notify::Error>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Who listens is gone only together with the watcher.
            let _ = told.send(());
        }
    })?;
    for path in paths {
        // A file is replaced as often as it is written to: its folder tells of both.
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Waits until nothing has been heard for a moment, but not for ever.
async fn until_quiet(heard: &mut mpsc::UnboundedReceiver<()>) {
    let longest = tokio::time::sleep(LONGEST_WAIT);
    tokio::pin!(longest);
    loop {
        tokio::select! {
            () = &mut longest => return,
            () = tokio::time::sleep(QUIET) => return,
            news = heard.recv() => {
                if news.is_none() {
                    return;
                }
            }
        }
    }
}

/// The files meant by the paths, by name; those that start with a dot or end like a half-written one are left out.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let Ok(entries) = std::fs::read_dir(path) else { continue };
            files.extend(
                entries.flatten().map(|entry| entry.path()).filter(|path| is_whole(path)).take(MOST_FILES),
            );
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    files.dedup();
    files
}

fn is_whole(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    !name.starts_with('.')
        && !name.ends_with('~')
        && ![".tmp", ".part", ".swp", ".crdownload"].iter().any(|end| name.ends_with(end))
}

fn state(path: &Path) -> Option<State> {
    let metadata = std::fs::metadata(path).ok()?;
    metadata.is_file().then(|| (metadata.len(), metadata.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[tokio::test]
    async fn a_file_that_grows_is_told_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("meter.csv");
        std::fs::write(&path, "time,kWh\n").expect("written");
        std::fs::write(folder.path().join("meter.csv.part"), "half").expect("written");
        let (sender, mut changed) = mpsc::channel(8);
        let cancelled = CancellationToken::new();
        let task = tokio::spawn(follow(
            vec![folder.path().to_owned()],
            sender,
            || Timestamp::UNIX_EPOCH,
            Link::default(),
            cancelled.clone(),
        ));
        let mut next =
            async || tokio::time::timeout(Duration::from_secs(10), changed.recv()).await.expect("in time");
        assert_eq!(next().await.as_ref(), Some(&path), "at once");
        for row in 0..2 {
            let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("opened");
            writeln!(file, "2024-01-01T0{row}:00,1").expect("written");
            drop(file);
            assert_eq!(next().await.as_ref(), Some(&path), "row {row}");
        }
        cancelled.cancel();
        task.await.expect("it ends");
    }
}
