//! Reading what was observed.

use crate::{
    block::Columns,
    encoding::{ceiling, moment},
    failure::Failure,
    layers, series,
};
use domain::{Observation, RegularGrid, SeriesId};
use jiff::Timestamp;
use rusqlite::Connection;

const ANY_QUALITY: std::ops::RangeInclusive<u8> = 0..=u8::MAX;

/// By valid time, from `from` up to but without `to`; none for a series that isn't there.
pub(crate) fn within(
    connection: &Connection,
    id: &SeriesId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Observation>, Failure> {
    let Some(series) = series::find(connection, id)? else { return Ok(Vec::new()) };
    let span = (ceiling(from), ceiling(to));
    let (waiting, most) = layers::overlapping(connection, series.number, span, ANY_QUALITY)?;
    let mut observations = Vec::with_capacity(most);
    let mut merge = layers::merge(connection, waiting, span)?;
    let mut piece = Columns::default();
    while merge.next(&mut piece)? {
        for (time, value) in piece.times.iter().zip(&piece.values) {
            observations.push(Observation { valid_time: moment(*time)?, value: *value });
        }
        piece.clear();
    }
    Ok(observations)
}

/// The same piece by piece.
pub(crate) fn visit(
    connection: &Connection,
    id: &SeriesId,
    from: Timestamp,
    to: Timestamp,
    visit: &mut dyn FnMut(&[i64], &[f64]),
) -> Result<(), Failure> {
    let Some(series) = series::find(connection, id)? else { return Ok(()) };
    let mut merge = layers::merged(connection, series.number, (ceiling(from), ceiling(to)), ANY_QUALITY)?;
    let mut piece = Columns::default();
    while merge.next(&mut piece)? {
        visit(&piece.times, &piece.values);
        piece.clear();
    }
    Ok(())
}

/// One value a step, the last of several; NaN where there is none.
pub(crate) fn on_grid(
    connection: &Connection,
    id: &SeriesId,
    grid: RegularGrid,
) -> Result<Vec<f64>, Failure> {
    let RegularGrid { start, step_seconds, steps } = grid;
    let mut values = vec![f64::NAN; steps];
    let step = i64::from(step_seconds.max(1));
    let length = i64::try_from(steps).unwrap_or(i64::MAX).saturating_mul(step);
    let start = ceiling(start);
    let Some(series) = series::find(connection, id)? else { return Ok(values) };
    let mut merge =
        layers::merged(connection, series.number, (start, start.saturating_add(length)), ANY_QUALITY)?;
    let mut piece = Columns::default();
    while merge.next(&mut piece)? {
        // Neighbours mostly lie in neighbouring steps; a division each would take longer than all the rest.
        let (mut at, mut end) = (0, start);
        for (time, value) in piece.times.iter().zip(&piece.values) {
            if (end..end + step).contains(time) {
                (at, end) = (at + 1, end + step);
            } else if *time >= end || *time < end - step {
                let steps_before = (time - start) / step;
                at = usize::try_from(steps_before).unwrap_or(usize::MAX - 1) + 1;
                end = start + (steps_before + 1) * step;
            }
            if let Some(cell) = values.get_mut(at.wrapping_sub(1)) {
                *cell = *value;
            }
        }
        piece.clear();
    }
    Ok(values)
}
