//! Criteria set by hand.

use crate::unclear::{self, Fault};
use domain::{Asked, Bound, Criterion, Subject, ThresholdSource, Variable};

/// Puts the criteria set by hand in place of the ones read; a changed one is the user's own.
pub(crate) fn apply_criteria(
    asked: Asked,
    read: &[Criterion],
    edited: &[Criterion],
    subject: &Subject,
) -> Result<(Asked, Vec<Criterion>), Fault> {
    if edited.is_empty() {
        if matches!(asked, Asked::Amount { .. }) {
            return Ok((asked, Vec::new()));
        }
        return Err(unclear::criteria("Nothing is left that has to hold. Keep at least one need."));
    }
    let mut criteria = Vec::with_capacity(edited.len());
    for criterion in edited {
        check(criterion, subject)?;
        let untouched = read.iter().find(|known| {
            known.variable == criterion.variable
                && known.aggregation == criterion.aggregation
                && known.bound == criterion.bound
        });
        let source = untouched.map_or(ThresholdSource::Yours, |known| known.source.clone());
        let label = if criterion.label.trim().is_empty() {
            criterion.variable.name().to_owned()
        } else {
            criterion.label.clone()
        };
        criteria.push(Criterion { label, source, ..criterion.clone() });
    }
    let asked = if matches!(asked, Asked::Amount { .. }) { Asked::Event { negated: false } } else { asked };
    Ok((asked, criteria))
}

fn check(criterion: &Criterion, subject: &Subject) -> Result<(), Fault> {
    let label = &criterion.label;
    let (lower, upper) = criterion.bound.limits();
    if [lower, upper].into_iter().flatten().any(|limit| !limit.is_finite()) {
        return Err(unclear::criteria(&format!("The limit of \"{label}\" is no number. Set it again.")));
    }
    if let Bound::Within { lower, upper } = criterion.bound
        && lower > upper
    {
        let message = format!("The lower limit of \"{label}\" lies above the upper one. Swap them.");
        return Err(unclear::criteria(&message));
    }
    let fits = match (&criterion.variable, subject) {
        (Variable::Series(id), Subject::Series { info }) => *id == info.id,
        (Variable::Series(_), _) | (_, Subject::Series { .. }) => false,
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        let message =
            format!("\"{label}\" can't be asked of this. Take that need away, or ask about it by itself.");
        Err(unclear::criteria(&message))
    }
}
