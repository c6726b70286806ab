//! How far long work has come, on standard error: a bar where that is a terminal, a line now and then where it isn't.

use crate::print::Printer;
use contract::{ImportProgress, Problem};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{IsTerminal as _, stderr},
    time::Duration,
};

/// How often a bar moves.
const MOVED_EVERY: Duration = Duration::from_millis(100);
/// How often it is told where nobody looks.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// In what progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// `3 of 14 days`
    Days,
    /// `21 %`: how much that is in bytes or rows says little.
    Share,
    /// Nobody knows how much there is.
    Unknown,
}

impl Measure {
    /// How far it has come; nothing while nobody knows.
    fn words(self, ImportProgress { done, total, .. }: ImportProgress) -> Option<String> {
        if total == 0 {
            return None;
        }
        match self {
            Self::Days => Some(format!("{done} of {total} days")),
            Self::Share => Some(format!("{} %", u128::from(done.min(total)) * 100 / u128::from(total))),
            Self::Unknown => None,
        }
    }

    fn style(self) -> ProgressStyle {
        let template = match self {
            Self::Unknown => "{msg} {spinner} {elapsed}",
            Self::Days | Self::Share => "{msg} [{bar:30}] {prefix} {elapsed}",
        };
        ProgressStyle::with_template(template).expect("the template is well formed").progress_chars("=> ")
    }
}

/// Does the work, and tells how far it has come as `progress` says.
pub(crate) async fn show<T>(
    title: &str,
    measure: Measure,
    printer: &mut Printer,
    work: impl Future<Output = Result<T, Problem>>,
    progress: impl AsyncFn() -> Result<ImportProgress, Problem>,
) -> Result<T, Problem> {
    let watched = stderr().is_terminal();
    let bar = if watched { ProgressBar::no_length() } else { ProgressBar::hidden() };
    bar.set_style(measure.style());
    bar.set_message(title.to_owned());
    let pause = if watched { MOVED_EVERY } else { TOLD_EVERY };
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(pause) => {
                let standing = progress().await?;
                let words = measure.words(standing);
                if !watched {
                    if let Some(words) = words {
                        printer.note(&format!("{title}: {words}"))?;
                    }
                    continue;
                }
                bar.set_prefix(words.unwrap_or_default());
                if standing.total > 0 {
                    bar.set_length(standing.total);
                    bar.set_position(standing.done.min(standing.total));
                }
                bar.tick();
            }
        }
    };
    // What comes after it stands where it stood.
    bar.finish_and_clear();
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_its_measure() {
        let at = |done, total| ImportProgress { running: true, done, total };
        assert_eq!(Measure::Days.words(at(3, 14)).as_deref(), Some("3 of 14 days"));
        assert_eq!(Measure::Share.words(at(u64::MAX / 2, u64::MAX)).as_deref(), Some("49 %"));
        assert_eq!(Measure::Share.words(at(9, 8)).as_deref(), Some("100 %"));
        assert_eq!(Measure::Days.words(at(0, 0)), None, "nobody knows yet");
    }
}
