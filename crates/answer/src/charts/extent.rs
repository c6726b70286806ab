use crate::reading::Reading;
use domain::Asked;
use std::ops::Range;

/// Fewer steps than this make a poor picture of a day.
const FEWEST_HOURS: usize = 12;
/// Steps shown before and after what is asked of a series that isn't hourly.
const STEPS_AROUND: (usize, usize) = (28, 3);

/// The steps to show, a row for each stretch of days asked about: two hours more on either side, and at least half a day.
pub(super) fn rows(reading: &Reading<'_>) -> Vec<Range<usize>> {
    let steps = &reading.steps;
    let fewest = match reading.material.question.asked {
        Asked::Amount { .. } => steps.count_in(24),
        _ => steps.count_in(u32::try_from(FEWEST_HOURS).unwrap_or(12)),
    };
    let margin = steps.count_in(2);
    let mut rows: Vec<Range<usize>> = Vec::new();
    for asked in reading.asked.iter().filter(|asked| !asked.is_empty()) {
        let mut row = asked.clone();
        let (first_day, last_day) = (steps.start(asked.start).date(), steps.start(asked.end - 1).date());
        let before = |row: &Range<usize>| {
            row.start > 0 && steps.joined(row.start - 1) && steps.start(row.start - 1).date() == first_day
        };
        let after = |row: &Range<usize>| {
            steps.joined(row.end - 1) && row.end < steps.len() && steps.start(row.end).date() == last_day
        };
        for grown in 0..fewest.max(margin) {
            if grown >= margin && row.len() >= fewest {
                break;
            }
            if before(&row) {
                row.start -= 1;
            }
            if after(&row) {
                row.end += 1;
            }
        }
        match rows.last_mut() {
            Some(last) if last.end >= row.start || same_day(reading, last, &row) => {
                last.end = row.end.max(last.end);
            }
            _ => rows.push(row),
        }
    }
    rows
}

fn same_day(reading: &Reading<'_>, a: &Range<usize>, b: &Range<usize>) -> bool {
    reading.steps.start(a.end - 1).date() == reading.steps.start(b.start).date()
}

/// The steps a fan shows: from the first to the last row, nights between included; for steps of a day or longer, what led
/// up to it.
pub(super) fn fan(reading: &Reading<'_>) -> Range<usize> {
    let (Some(first), Some(last)) = (
        reading.asked.iter().filter(|asked| !asked.is_empty()).map(|asked| asked.start).min(),
        reading.asked.iter().map(|asked| asked.end).max(),
    ) else {
        return 0..0;
    };
    if reading.steps.within_a_day() {
        let rows = rows(reading);
        let start = rows.iter().map(|row| row.start).min().unwrap_or(first);
        let end = rows.iter().map(|row| row.end).max().unwrap_or(last);
        return start..end;
    }
    first.saturating_sub(STEPS_AROUND.0)..(last + STEPS_AROUND.1).min(reading.steps.len())
}
