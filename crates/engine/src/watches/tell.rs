//! Who hears of what has fired, and when.

use crate::{Engine, problems, settings};
use contract::Problem;
use domain::{Firing, Notice, Notifier};
use jiff::Zoned;
use std::sync::Arc;

impl Engine {
    /// Tells what has fired and is due. What can't be shown is tried again the next time.
    pub(super) async fn tell_what_is_due(&self, notifier: &Arc<dyn Notifier>) {
        let notifier = Arc::clone(notifier);
        let told = self
            .on_worker(move |shared| -> Result<(), Problem> {
                let of_store = |error| problems::of_store(&error);
                let now = shared.clock.now();
                let untold = shared.store.untold_firings().map_err(of_store)?;
                let due: Vec<Firing> =
                    untold.into_iter().filter(|firing| firing.due <= now.timestamp()).collect();
                if due.is_empty() {
                    return Ok(());
                }
                let shows = settings::load(&*shared.store)?.watches.notify;
                for firing in due {
                    if shows && let Err(error) = notifier.show(&notice(&firing, &now)) {
                        tracing::warn!(%error, "a firing was not shown yet");
                        return Ok(());
                    }
                    shared.store.firing_told(firing.id, now.timestamp()).map_err(of_store)?;
                    shared.tell_of_watches();
                }
                Ok(())
            })
            .await;
        if let Err(problem) = told {
            tracing::warn!(%problem, "what has fired could not be told yet");
        }
    }
}

/// What is shown of a firing; of one that had to wait, since when.
fn notice(firing: &Firing, now: &Zoned) -> Notice {
    let waited = firing.due > firing.at;
    let since = firing.at.to_zoned(now.time_zone().clone()).strftime("At %H:%M: ").to_string();
    let mut body = if waited { since } else { String::new() };
    body.push_str(&firing.text);
    if let Some(reason) = firing.reasons.first() {
        body.push(' ');
        body.push_str(reason);
    }
    Notice { watch: firing.watch, title: firing.title.clone(), body }
}
