//! Units of the values of one column: converted once, at the door, or refused.

use crate::{
    ContextError,
    import::{
        number::{Cell, DecimalMark, read},
        said_unit::{SaidUnit, Settled},
        unit_words::ColumnName,
    },
};
use domain::{Dimension, Unit};

/// How values of one column come to one unit.
#[derive(Debug, Clone)]
pub(crate) struct ColumnUnits {
    column: String,
    /// Of values that state none, where the header, the user or the other cells say so.
    bare: Option<Unit>,
    /// Whether the header or the user says so.
    declared: bool,
    /// What every value becomes.
    pub(crate) target: Unit,
    /// The one unit that cells stated and that isn't theirs, as the user says.
    replaced: Option<Unit>,
    /// What became of the user's word.
    said: Option<String>,
    /// Units that cells stated, with the line of the first.
    stated: Vec<(Unit, u64)>,
    /// The first line whose value stated none.
    bare_line: Option<u64>,
}

impl ColumnUnits {
    /// Judges the unit from the user's word (of a series of this name), the header and the first cells, in this order.
    pub(super) fn judge(
        column: &str,
        name: &ColumnName,
        said: Option<(SaidUnit, &str)>,
        cells: &[&str],
        mark: DecimalMark,
    ) -> Result<Self, ContextError> {
        let (mut in_cells, mut any_bare): (Vec<Unit>, bool) = (Vec::new(), false);
        for cell in cells {
            match read(cell, mark) {
                Cell::Number(_, Some(unit)) if !in_cells.contains(&unit) => in_cells.push(unit),
                Cell::Number(_, None) => any_bare = true,
                _ => {}
            }
        }
        // Where every cell states the same unit, that is as good as a name of the column.
        let of_all_cells = match &in_cells[..] {
            [one] if !any_bare => Some(one),
            _ => None,
        };
        let of_name = match &name.units[..] {
            [one] => Some(one),
            _ => None,
        };
        let Settled { unit: given, note } =
            said.map(|(said, series)| said.against(series, of_all_cells.or(of_name))).unwrap_or_default();
        let replaced = of_all_cells.filter(|_| given.is_some()).cloned();
        let declared = match (given, &name.units[..]) {
            (Some(unit), _) => Some(unit),
            (None, [unit]) => Some(unit.clone()),
            (None, [first, second, ..]) if any_bare || in_cells.is_empty() => {
                return Err(ContextError::TwoUnitsInName {
                    column: column.to_owned(),
                    first: first.symbol().to_owned(),
                    second: second.symbol().to_owned(),
                });
            }
            (None, _) => None,
        };
        let bare = declared.clone().or_else(|| in_cells.first().cloned());
        let target = canonical(bare.as_ref());
        Ok(Self {
            column: column.to_owned(),
            declared: declared.is_some(),
            bare,
            target,
            replaced,
            said: note,
            stated: Vec::new(),
            bare_line: None,
        })
    }

    /// The value in the target unit.
    pub(crate) fn convert(&mut self, line: u64, value: f64, unit: Option<Unit>) -> Result<f64, ContextError> {
        let from = match unit.filter(|unit| self.replaced.as_ref() != Some(unit)) {
            Some(unit) => {
                if !self.stated.iter().any(|(known, _)| *known == unit) {
                    self.stated.push((unit.clone(), line));
                    self.refuse_doubt(line)?;
                }
                unit
            }
            None => {
                if self.bare_line.is_none() {
                    self.bare_line = Some(line);
                    self.refuse_doubt(line)?;
                }
                match &self.bare {
                    Some(unit) if *unit != self.target => unit.clone(),
                    _ => return Ok(value),
                }
            }
        };
        from.convert(value, &self.target).ok_or_else(|| ContextError::MixedUnits {
            line,
            column: self.column.clone(),
            detail: format!("a value in {} among values in {}", shown(&from), shown(&self.target)),
        })
    }

    /// Values without a unit among values with several can't be told apart.
    fn refuse_doubt(&self, line: u64) -> Result<(), ContextError> {
        match (&self.stated[..], self.bare_line) {
            ([(first, first_line), (second, second_line), ..], Some(bare_line)) if !self.declared => {
                Err(ContextError::MixedUnits {
                    line,
                    column: self.column.clone(),
                    detail: format!(
                        "the value on line {bare_line} states no unit, while others are in {} (line {first_line}) and {} (line {second_line})",
                        shown(first),
                        shown(second),
                    ),
                })
            }
            _ => Ok(()),
        }
    }

    /// The unit that bare numbers are taken to be in; no word where nobody says.
    pub(crate) fn read_as(&self) -> Unit {
        self.bare.clone().unwrap_or_else(|| Unit::Named(String::new()))
    }

    /// What became of the user's word, and what was converted, as sentences.
    pub(crate) fn notes(&self) -> impl Iterator<Item = String> {
        self.said.clone().into_iter().chain(self.converted())
    }

    fn converted(&self) -> Option<String> {
        let mut from: Vec<&str> = Vec::new();
        let used_bare = self.bare_line.and(self.bare.as_ref());
        for unit in self.stated.iter().map(|(unit, _)| unit).chain(used_bare) {
            if *unit != self.target && !from.contains(&unit.symbol()) {
                from.push(unit.symbol());
            }
        }
        (!from.is_empty())
            .then(|| format!("Values in {} were converted to {}.", from.join(" and "), self.target.symbol()))
    }
}

fn shown(unit: &Unit) -> &str {
    if unit.symbol().is_empty() { "no unit" } else { unit.symbol() }
}

/// The unit that values of a dimension are kept in.
pub(super) fn canonical(unit: Option<&Unit>) -> Unit {
    let Some(unit) = unit else { return Unit::Named(String::new()) };
    match unit.dimension() {
        Dimension::Temperature => Unit::Celsius,
        Dimension::Speed => Unit::MetrePerSecond,
        Dimension::Depth => Unit::Millimetre,
        Dimension::Distance => Unit::Kilometre,
        Dimension::Pressure => Unit::Hectopascal,
        Dimension::Energy => Unit::KilowattHour,
        Dimension::Share | Dimension::Concentration | Dimension::Other => unit.clone(),
    }
}
