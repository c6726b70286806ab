//! What the user says of the unit that numbers are in, against what the file says of it.

use super::unit_words::unit_of;
use domain::{Dimension, ImportOptions, Unit};

/// The unit that the user says the numbers of a series are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidUnit {
    unit: Unit,
    /// Whether it was said of all series of a file: then it doesn't fit each.
    of_all: bool,
}

/// What comes of both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Settled {
    /// The user's unit, where it counts.
    pub(super) unit: Option<Unit>,
    /// What a person should know of it, as a sentence.
    pub(super) note: Option<String>,
}

/// What the user says of the units of so many series, which are found by their names.
pub(super) fn said_units(
    options: &ImportOptions,
    series: usize,
    find: impl Fn(&str) -> Option<usize>,
) -> Vec<Option<SaidUnit>> {
    let mut said = vec![None; series];
    if let Some(unit) = unit(options.unit.as_deref()) {
        match &options.series[..] {
            [one] if !options.all => {
                if let Some(at) = find(&one.column) {
                    said[at] = Some(SaidUnit { unit, of_all: false });
                }
            }
            _ => said.fill(Some(SaidUnit { unit, of_all: series > 1 })),
        }
    }
    for choice in &options.series {
        if let (Some(unit), Some(at)) = (unit(choice.unit.as_deref()), find(&choice.column)) {
            said[at] = Some(SaidUnit { unit, of_all: false });
        }
    }
    said
}

/// The unit of a word, by its own name where it is none that we know.
fn unit(word: Option<&str>) -> Option<Unit> {
    let word = word.map(str::trim).filter(|word| !word.is_empty())?;
    Some(unit_of(word).unwrap_or_else(|| Unit::Named(word.to_owned())))
}

impl SaidUnit {
    pub(super) const fn unit(&self) -> &Unit {
        &self.unit
    }

    /// Against what the file says of a series: it wins, unless it was said of all of them and measures something else.
    pub(super) fn against(&self, column: &str, stated: Option<&Unit>) -> Settled {
        let said = &self.unit;
        let Some(stated) = stated.filter(|stated| *stated != said && !stated.symbol().is_empty()) else {
            return Settled { unit: Some(said.clone()), note: None };
        };
        let converts = stated.dimension() == said.dimension() && said.dimension() != Dimension::Other;
        let (file, user) = (stated.symbol(), said.symbol());
        if !converts && self.of_all {
            let note = format!(
                "\u{201c}{column}\u{201d}: the file says {file}, which can't be converted to {user}; its numbers were kept in {file}."
            );
            return Settled { unit: None, note: Some(note) };
        }
        let note = if converts {
            format!(
                "\u{201c}{column}\u{201d}: the file says {file}; its numbers were read as {user}, as you said."
            )
        } else {
            format!(
                "\u{201c}{column}\u{201d}: the file says {file}, which can't be converted to {user}; its numbers were taken as {user}, as you said."
            )
        };
        Settled { unit: Some(said.clone()), note: Some(note) }
    }
}
