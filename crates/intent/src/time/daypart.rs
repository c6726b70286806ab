/// A part of the day by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Daypart {
    EarlyMorning,
    Morning,
    LateMorning,
    MorningRush,
    EveningRush,
    Lunchtime,
    Afternoon,
    LateAfternoon,
    AfterWork,
    Evening,
    LateEvening,
    Night,
    Daytime,
    WholeDay,
}

/// What people call each part of the day, and the hours we take it to be: first hour, and the hour it ends before. The one
/// table that decides; a night ends on the following day.
const TABLE: [(Daypart, u8, u8, &[&str]); 14] = [
    (Daypart::EarlyMorning, 5, 9, &["early morning", "early in the morning", "first thing", "before work"]),
    (Daypart::Morning, 6, 12, &["morning", "mornings", "forenoon"]),
    (Daypart::LateMorning, 9, 12, &["late morning", "mid morning", "midmorning"]),
    (Daypart::MorningRush, 7, 9, &["rush hour", "morning rush", "morning rush hour"]),
    (Daypart::EveningRush, 16, 18, &["evening rush", "evening rush hour", "afternoon rush hour"]),
    (Daypart::Lunchtime, 11, 14, &["lunchtime", "lunch time", "lunch", "over lunch", "around midday"]),
    (Daypart::Afternoon, 12, 18, &["afternoon", "afternoons", "arvo"]),
    (Daypart::LateAfternoon, 15, 18, &["late afternoon", "late in the afternoon", "teatime"]),
    (Daypart::AfterWork, 17, 21, &["after work", "after the office", "early evening"]),
    (Daypart::Evening, 18, 22, &["evening", "evenings", "dinner time", "dinnertime"]),
    (Daypart::LateEvening, 20, 24, &["late evening", "late in the evening"]),
    (Daypart::Night, 18, 6, &["night", "nights", "night time", "nighttime", "overnight"]),
    (Daypart::Daytime, 8, 20, &["daytime", "day time", "during the day", "daylight"]),
    (Daypart::WholeDay, 0, 24, &["all day", "all day long", "the whole day", "whole day"]),
];

impl Daypart {
    /// First hour, and the hour it ends before, on the following day when not above the first.
    pub(crate) fn hours(self) -> (u8, u8) {
        TABLE.iter().find(|row| row.0 == self).map_or((0, 24), |row| (row.1, row.2))
    }

    /// Whether clock times beside it are after noon.
    pub(crate) fn is_after_noon(self) -> bool {
        self.hours().0 >= 12
    }

    /// Whether it may last to midnight.
    pub(crate) fn is_dark(self) -> bool {
        matches!(self, Self::Night | Self::Evening | Self::LateEvening)
    }

    /// Every name with its part.
    pub(super) fn names() -> impl Iterator<Item = (&'static str, Self)> {
        TABLE.iter().flat_map(|row| row.3.iter().map(move |name| (*name, row.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_day_has_a_row_and_its_hours_exist() {
        for (part, from, to, words) in TABLE {
            assert_eq!(part.hours(), (from, to));
            assert!(from < 24 && (1..=24).contains(&to) && !words.is_empty(), "{part:?}");
        }
    }
}
