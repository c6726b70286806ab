use crate::{AnswerId, ModelId, PlaceId, QuantileForecast, Variable};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Where a forecast of one variable belongs: what scores are grouped by and what is learnt is shared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The key of the activity asked about; none for the weather itself and for series.
    pub activity: Option<String>,
    /// What was forecast.
    pub variable: Variable,
    /// Where; none for series.
    pub place: Option<PlaceId>,
    /// The zone that its hours and seasons are lived in.
    pub time_zone: TimeZone,
    /// Whether the seasons are those of the southern half of the earth.
    pub southern: bool,
}

impl Situation {
    /// The season of a valid time.
    #[must_use]
    pub fn season(&self, valid_time: Timestamp) -> Season {
        Season::of_month(self.time_zone.to_datetime(valid_time).month(), self.southern)
    }

    /// The hour of the day of a valid time, 0 to 23.
    #[must_use]
    pub fn hour(&self, valid_time: Timestamp) -> u8 {
        self.time_zone.to_datetime(valid_time).hour().unsigned_abs()
    }
}

/// Three months of the year, as meteorologists count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Season {
    /// December to February, in the north.
    Winter,
    /// March to May, in the north.
    Spring,
    /// June to August, in the north.
    Summer,
    /// September to November, in the north.
    Autumn,
}

impl Season {
    /// All of them, in the order of the year.
    pub const ALL: [Self; 4] = [Self::Winter, Self::Spring, Self::Summer, Self::Autumn];

    /// The season of a month, 1 to 12.
    #[must_use]
    pub fn of_month(month: i8, southern: bool) -> Self {
        let northern = usize::from(month.unsigned_abs() % 12) / 3;
        Self::ALL[(northern + if southern { 2 } else { 0 }) % 4]
    }

    /// As named in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Winter => "winter",
            Self::Spring => "spring",
            Self::Summer => "summer",
            Self::Autumn => "autumn",
        }
    }
}

/// How far ahead a forecast looked, in buckets whose ends every score and every lesson shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum LeadBucket {
    /// Up to six hours.
    SixHours,
    /// Over six hours, up to a day.
    Day,
    /// Over a day, up to three.
    ThreeDays,
    /// Over three days, up to a week.
    Week,
    /// Over a week, up to four.
    Month,
    /// Longer.
    Longer,
}

impl LeadBucket {
    /// All of them, the nearest first.
    pub const ALL: [Self; 6] =
        [Self::SixHours, Self::Day, Self::ThreeDays, Self::Week, Self::Month, Self::Longer];

    /// The bucket of a lead.
    #[must_use]
    pub fn of(lead: SignedDuration) -> Self {
        let hours = lead.as_secs().div_euclid(3600) + i64::from(lead.as_secs().rem_euclid(3600) > 0);
        match hours {
            ..=6 => Self::SixHours,
            7..=24 => Self::Day,
            25..=72 => Self::ThreeDays,
            73..=168 => Self::Week,
            169..=672 => Self::Month,
            _ => Self::Longer,
        }
    }

    /// Its place in [`LeadBucket::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// As named in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SixHours => "up to 6 hours ahead",
            Self::Day => "6 to 24 hours ahead",
            Self::ThreeDays => "1 to 3 days ahead",
            Self::Week => "3 to 7 days ahead",
            Self::Month => "1 to 4 weeks ahead",
            Self::Longer => "over 4 weeks ahead",
        }
    }
}

/// The forecast of one variable as it was issued, with what was observed since: what is scored and learnt from.
///
/// Blend and experts stand on the same valid times and the same levels ([`crate::QuantileLevels::verified`]). An outcome counts once:
/// learn from the valid times in `fresh` only.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The answer it belongs to.
    pub forecast: AnswerId,
    /// Where it belongs.
    pub situation: Situation,
    /// The moment nothing after which was used.
    pub issue_time: Timestamp,
    /// What was said, calibrated.
    pub blend: QuantileForecast,
    /// What each expert said, with its weight in the blend (0 for those kept as references only).
    pub experts: Vec<VerifiedExpert>,
    /// What was observed at each valid time of `blend`, in the canonical unit; `None` where nothing is known yet.
    pub outcomes: Vec<Option<f64>>,
    /// Valid times (positions) whose outcome has become known now and that no earlier forecast of the same issue hour has counted.
    /// A value that was corrected later is scored anew but not learnt from twice.
    pub fresh: Vec<usize>,
}

impl Verified {
    /// How far ahead the valid time at `position` lay.
    #[must_use]
    pub fn lead(&self, position: usize) -> SignedDuration {
        self.blend.valid_times()[position].duration_since(self.issue_time)
    }
}

/// What one expert said.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedExpert {
    /// Which one.
    pub model: ModelId,
    /// Its mean share in the blend, 0 to 1.
    pub weight: f64,
    /// Its quantiles.
    pub forecast: QuantileForecast,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_are_those_of_the_half_of_the_earth() {
        for (month, north, south) in [
            (1, Season::Winter, Season::Summer),
            (2, Season::Winter, Season::Summer),
            (3, Season::Spring, Season::Autumn),
            (8, Season::Summer, Season::Winter),
            (11, Season::Autumn, Season::Spring),
            (12, Season::Winter, Season::Summer),
        ] {
            assert_eq!((Season::of_month(month, false), Season::of_month(month, true)), (north, south));
        }
    }

    #[test]
    fn a_lead_on_the_end_of_a_bucket_belongs_to_it() {
        for (seconds, bucket) in [
            (-3600, LeadBucket::SixHours),
            (6 * 3600, LeadBucket::SixHours),
            (6 * 3600 + 1, LeadBucket::Day),
            (24 * 3600, LeadBucket::Day),
            (72 * 3600, LeadBucket::ThreeDays),
            (168 * 3600, LeadBucket::Week),
            (672 * 3600, LeadBucket::Month),
            (672 * 3600 + 1, LeadBucket::Longer),
        ] {
            assert_eq!(LeadBucket::of(SignedDuration::from_secs(seconds)), bucket, "{seconds}");
        }
        assert!(LeadBucket::ALL.iter().enumerate().all(|(index, bucket)| bucket.index() == index));
    }
}
