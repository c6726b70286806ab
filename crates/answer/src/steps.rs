use domain::{Span, Step};
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};
use std::ops::Range;

/// The valid times of scenarios as intervals on the clock of the question.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    starts: Vec<Zoned>,
    ends: Vec<Zoned>,
    step: Step,
}

impl Steps {
    /// `valid_times` in order; each interval is one `step` long, or ends where the next one starts if that is earlier.
    pub(crate) fn new(valid_times: &[Timestamp], step: Step, zone: &TimeZone) -> Self {
        let starts: Vec<Zoned> = valid_times.iter().map(|time| time.to_zoned(zone.clone())).collect();
        let length = match step {
            Step::Minutes(minutes) => i64::from(minutes).minutes(),
            Step::Days(days) => i64::from(days).days(),
            Step::Months(months) => i64::from(months).months(),
        };
        let ends = starts
            .iter()
            .enumerate()
            .map(|(index, start)| {
                let end = start.checked_add(length).unwrap_or_else(|_| start.clone());
                match starts.get(index + 1) {
                    Some(next) if *next < end => next.clone(),
                    _ => end,
                }
            })
            .collect();
        Self { starts, ends, step }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn start(&self, index: usize) -> &Zoned {
        &self.starts[index]
    }

    pub(crate) fn end(&self, index: usize) -> &Zoned {
        &self.ends[index]
    }

    /// Whether a step is shorter than a day, so that hours mean something.
    pub(crate) fn within_a_day(&self) -> bool {
        self.step.nominal_minutes() < 1440
    }

    /// How many steps make up `hours`, at least one.
    pub(crate) fn count_in(&self, hours: u32) -> usize {
        let minutes = u64::from(hours) * 60;
        usize::try_from(minutes.div_ceil(u64::from(self.step.nominal_minutes().max(1)))).unwrap_or(1).max(1)
    }

    /// The steps that share time with the span.
    pub(crate) fn overlapping(&self, span: &Span) -> Range<usize> {
        let first = self.ends.partition_point(|end| *end <= span.start);
        let last = self.starts.partition_point(|start| *start < span.end);
        first..last.max(first)
    }

    /// Whether the step after `index` follows without a hole.
    pub(crate) fn joined(&self, index: usize) -> bool {
        self.starts.get(index + 1).is_some_and(|next| *next == self.ends[index])
    }

    /// `range` cut where there is a hole.
    pub(crate) fn unbroken(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for index in range {
            match parts.last_mut() {
                Some(part) if self.joined(index - 1) => part.end = index + 1,
                _ => parts.push(index..index + 1),
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str) -> Zoned {
        format!("{text}[America/New_York]").parse().expect("a zoned time")
    }

    #[test]
    fn steps_overlap_the_hours_of_a_span_and_no_others() {
        let first = zoned("2013-06-15T00:00").timestamp();
        let times: Vec<Timestamp> = (0..24).map(|hour| first + hour.hours()).collect();
        let steps = Steps::new(&times, Step::HOUR, zoned("2013-06-15T00:00").time_zone());
        let span = |from: &str, to: &str| Span { start: zoned(from), end: zoned(to) };
        assert_eq!(steps.overlapping(&span("2013-06-15T11:00", "2013-06-15T17:00")), 11..17);
        assert_eq!(steps.overlapping(&span("2013-06-15T11:30", "2013-06-15T12:30")), 11..13);
        assert_eq!(steps.overlapping(&span("2013-06-16T11:00", "2013-06-16T17:00")), 24..24);
        assert_eq!(steps.overlapping(&span("2013-06-14T11:00", "2013-06-14T17:00")), 0..0);
        assert_eq!(steps.count_in(3), 3);
    }

    #[test]
    fn a_hole_breaks_a_range() {
        let first = zoned("2013-06-15T00:00").timestamp();
        let times: Vec<Timestamp> = [0, 1, 2, 6, 7].iter().map(|hour| first + hour.hours()).collect();
        let steps = Steps::new(&times, Step::HOUR, zoned("2013-06-15T00:00").time_zone());
        assert_eq!(steps.unbroken(0..5), [0..3, 3..5]);
        assert_eq!(steps.unbroken(1..2), vec![1..2]);
    }
}
