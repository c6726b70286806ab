//! What every form of file comes down to: series, and their values one after the other.

use crate::ContextError;
use domain::{Incoming, SeriesKind, Step, Unit, WeatherStation};

/// A series of a file, before its values are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    /// What to choose it by.
    pub(crate) column: String,
    /// What to call it.
    pub(crate) title: String,
    /// The unit its values come in.
    pub(crate) unit: Unit,
    /// The unit that its numbers in the file are taken to be in, no word where nobody says; absent where the form of the file
    /// settles that.
    pub(crate) read_as: Option<Unit>,
    /// Its nature; judged from its first values when absent.
    pub(crate) kind: Option<SeriesKind>,
    /// IANA name of its zone.
    pub(crate) time_zone: String,
    /// Its step; judged from its first times when absent.
    pub(crate) step: Option<Step>,
    /// Its first time, where the beginning of the file tells.
    pub(crate) first: Option<jiff::Timestamp>,
    /// What weather it is and where.
    pub(crate) weather: Option<WeatherStation>,
    /// Whether it is imported when nobody chooses.
    pub(crate) chosen: bool,
    /// Whether its values are readings of a meter.
    pub(crate) is_meter: bool,
}

/// A file of one form, opened at its beginning.
pub(crate) trait Reader: Send {
    /// Its series.
    fn drafts(&self) -> &[Draft];

    /// Reads these series only.
    ///
    /// # Errors
    /// When one of them can't be read.
    fn choose(&mut self, chosen: &[usize]) -> Result<(), ContextError>;

    /// The next value of a chosen series, in the draft's unit; NaN where a row has none. `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read on; the message says where and what to do.
    fn next(&mut self) -> Result<Option<Incoming>, ContextError>;

    /// What a person should know of how it was read, as sentences.
    fn notes(&self) -> Vec<String>;

    /// The error when nobody chose among several series.
    fn choose_first(&self, path: &str) -> ContextError {
        let columns: Vec<String> = self.drafts().iter().map(|draft| draft.column.clone()).collect();
        ContextError::SeveralSeries {
            path: path.to_owned(),
            count: columns.len(),
            example: shell_quoted(columns.first().map_or("", String::as_str)),
            series: list(&columns),
        }
    }

    /// The error when there is not a single value.
    fn nothing(&self, path: &str, chosen: usize) -> ContextError {
        ContextError::NoValues {
            path: path.to_owned(),
            column: self.drafts().get(chosen).map(|draft| draft.column.clone()).unwrap_or_default(),
        }
    }

    /// The series of this name.
    ///
    /// # Errors
    /// When there is none.
    fn find(&self, name: &str) -> Result<usize, ContextError> {
        find(self.drafts(), name).ok_or_else(|| ContextError::NoSuchSeries {
            series: name.to_owned(),
            known: list(&self.drafts().iter().map(|draft| draft.column.clone()).collect::<Vec<_>>()),
        })
    }

    /// Whether series come one after the other, so that each has to be chosen alone to see its first values.
    fn one_by_one(&self) -> bool {
        false
    }

    /// What tells files of this make from others, for keeping how they are read.
    fn header(&self) -> Option<&str> {
        None
    }
}

/// Names for a message, the first few of many.
pub(crate) fn list(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| name.chars().take(40).collect()).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A name as a shell takes it.
pub(crate) fn shell_quoted(name: &str) -> String {
    if name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.'))
    {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\\\""))
    }
}

/// The series of this column or title, of this weather variable, or of this number counted from 1.
pub(crate) fn find(drafts: &[Draft], name: &str) -> Option<usize> {
    let sought = name.trim().to_lowercase();
    let by = |matches: &dyn Fn(&Draft) -> bool| drafts.iter().position(matches);
    by(&|draft| draft.column == name)
        .or_else(|| {
            by(&|draft| draft.column.to_lowercase() == sought || draft.title.to_lowercase() == sought)
        })
        .or_else(|| {
            by(&|draft| draft.weather.as_ref().is_some_and(|weather| weather.variable.name() == sought))
        })
        .or_else(|| sought.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < drafts.len()))
}
