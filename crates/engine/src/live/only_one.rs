use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// How often to look whether the other copy has ended.
const LOOK: Duration = Duration::from_secs(5);

/// Held by the one copy of Forecastle that listens for a data file. The system takes it back when the copy ends, however it ends.
pub(super) struct OnlyOne {
    _file: File,
}

impl OnlyOne {
    /// Waits until no other copy holds it; `None` when cancelled.
    pub(super) async fn wait_for(path: PathBuf, cancelled: &CancellationToken) -> Option<Self> {
        loop {
            match File::create(&path).map(|file| (file.try_lock(), file)) {
                Ok((Ok(()), file)) => return Some(Self { _file: file }),
                Ok((Err(TryLockError::WouldBlock), _)) => {}
                // Where there are no locks, two copies write the same values twice, which changes nothing.
                Ok((Err(TryLockError::Error(error)), file)) => {
                    tracing::warn!(%error, "this disk knows no locks");
                    return Some(Self { _file: file });
                }
                Err(error) => tracing::warn!(%error, path = %path.display(), "nothing is listened to"),
            }
            tokio::select! {
                () = cancelled.cancelled() => return None,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}
