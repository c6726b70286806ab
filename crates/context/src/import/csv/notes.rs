//! What a person should know of how a file was read.

use super::CsvImport;
use crate::{
    import::stamp::{self, Stamp},
    regular_grid::step_of_minutes,
};
use domain::{Series, Step};

impl CsvImport {
    /// What a person should know of how the file was read, as sentences. Whole only when the iterator has ended.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let tally = &self.tally;
        let mut notes = Vec::new();
        let mut note = |text: String| notes.push(text);
        if self.lines.not_utf8 {
            note("The file isn't UTF-8; it was read as Windows-1252.".to_owned());
        }
        if let Some(date) = &self.shape.undecided_date {
            let read_as = match stamp::read(date, self.shape.order) {
                Some(Stamp::Day(date)) => date.strftime("%-d %B %Y").to_string(),
                Some(Stamp::Local(civil)) => civil.strftime("%-d %B %Y").to_string(),
                _ => "a date".to_owned(),
            };
            note(format!(
                "\u{201c}{date}\u{201d} was read as {read_as}; write dates as 2024-03-01 if that is wrong."
            ));
        }
        if tally.bare_times > 0 && !self.zone_given {
            note(format!("Times state no zone and were read as {}.", self.info.time_zone));
        }
        if let Some(text) = self.units.note() {
            note(text);
        }
        if let Some(line) = tally.skipped_line {
            note(format!(
                "{} in an hour that was skipped when the clocks went forward (line {line}); moved one hour later.",
                counted(self.clock.skipped, "time lies", "times lie"),
            ));
        }
        if self.clock.repeated > 0 {
            note(format!(
                "{} in an hour that happened twice when the clocks went back; the first in the file is the earlier one.",
                counted(self.clock.repeated, "time lies", "times lie"),
            ));
        }
        if tally.missing > 0 {
            note(counted(
                tally.missing,
                "row has no value and was left out.",
                "rows have no value and were left out.",
            ));
        }
        if tally.repeated > 0 {
            note(format!(
                "{} a time that came before; the last one counts.",
                counted(tally.repeated, "row repeats", "rows repeat")
            ));
        }
        if tally.backwards > 0 {
            note("The rows aren't in order of time; they were put in order.".to_owned());
        }
        if let Some(holes) = self.holes().filter(|holes| *holes > 0) {
            note(format!(
                "{} without a value between the first time and the last, going by one value {}.",
                counted(holes, "step is", "steps are"),
                every(self.step),
            ));
        }
        if self.is_meter {
            note(
                "The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount."
                    .to_owned(),
            );
        }
        notes
    }

    /// Steps without a value, where they could be counted.
    fn holes(&self) -> Option<u64> {
        let (first, last) = (self.tally.first?, self.tally.last?);
        if !self.tally.seen_all {
            return None;
        }
        let series = Series::empty(self.clock.zoned(first), self.step);
        let steps = u64::try_from(series.index_at(last)).ok()? + 1;
        let different = u64::try_from(self.tally.seen.len()).ok()?;
        Some(steps.saturating_sub(different))
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn every(step: Step) -> String {
    match step_of_minutes(step.nominal_minutes()) {
        Step::Minutes(1) => "a minute".to_owned(),
        Step::Minutes(60) => "an hour".to_owned(),
        Step::Minutes(minutes) if minutes.is_multiple_of(60) => format!("every {} hours", minutes / 60),
        Step::Minutes(minutes) => format!("every {minutes} minutes"),
        Step::Days(1) => "a day".to_owned(),
        Step::Days(7) => "a week".to_owned(),
        Step::Days(days) => format!("every {days} days"),
        Step::Months(1) => "a month".to_owned(),
        Step::Months(12) => "a year".to_owned(),
        Step::Months(months) => format!("every {months} months"),
    }
}
