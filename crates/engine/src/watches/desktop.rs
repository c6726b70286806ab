//! Notifications of the desktop.

use domain::{NotShown, Notice, Notifier, WatchId};
use std::sync::Arc;

/// What is done when a notification is clicked.
type Open = dyn Fn(WatchId) + Send + Sync;

/// Shows notices as the desktop does: over D-Bus on Linux, by the system's own service elsewhere.
#[derive(Clone, Default)]
pub struct Desktop {
    open: Option<Arc<Open>>,
}

impl Desktop {
    /// One whose notices can be clicked; `open` is called on a thread of its own.
    #[must_use]
    pub fn opening(open: impl Fn(WatchId) + Send + Sync + 'static) -> Self {
        Self { open: Some(Arc::new(open)) }
    }
}

impl Notifier for Desktop {
    fn show(&self, notice: &Notice) -> Result<(), NotShown> {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Forecastle").summary(&notice.title).body(&notice.body);
        show(&mut notification, notice, self.open.as_ref()).map_err(|error| NotShown(error.to_string()))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn show(
    notification: &mut notify_rust::Notification,
    notice: &Notice,
    open: Option<&Arc<Open>>,
) -> notify_rust::error::Result<()> {
    let can = notify_rust::get_capabilities()?;
    let can = |what: &str| can.iter().any(|known| known == what);
    notification.icon("forecastle-window");
    if can("body-markup") {
        notification.body(&escaped(&notice.body));
    }
    let open = open.filter(|_| can("actions"));
    if open.is_some() {
        notification.action("default", "Open").action("open", "Open");
    }
    let shown = notification.show()?;
    if let Some(open) = open {
        let (open, watch) = (Arc::clone(open), notice.watch);
        // It ends when the notification does.
        let waiting = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
            shown.wait_for_action(|action| {
                if matches!(action, "default" | "open") {
                    open(watch);
                }
            });
        });
        if let Err(error) = waiting {
            tracing::warn!(%error, "the notification can't be clicked");
        }
    }
    Ok(())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn show(
    notification: &mut notify_rust::Notification,
    _notice: &Notice,
    _open: Option<&Arc<Open>>,
) -> notify_rust::error::Result<()> {
    notification.show().map(drop)
}

/// Servers that read markup take these for its beginning.
#[cfg(all(unix, not(target_os = "macos")))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
