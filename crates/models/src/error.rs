use domain::QuantileForecastError;

/// Why a model stands aside. Each reads on from the model's name: `MSTL needs 3 days of history, there is 1 ...`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Too little was observed.
    #[error("needs {needed} of history and has {found}; import more of it")]
    Short {
        /// How much it takes, in words.
        needed: String,
        /// How much there is, in words.
        found: String,
    },
    /// What was observed last is too long ago to say anything of the time asked about.
    #[error(
        "the newest observation is {age} old and says nothing beyond {limit}; import newer ones to bring it back"
    )]
    Stale {
        /// How old it is, in words.
        age: String,
        /// Up to which age it helps, in words.
        limit: String,
    },
    /// The time asked about is beyond what the model can tell.
    #[error("says nothing beyond {reach} ahead; the usual weather takes its place")]
    Far {
        /// Up to which lead it tells anything, in words.
        reach: String,
    },
    /// No weather model was asked, or none said anything of this variable.
    #[error("has no run of a weather model; allow guidance for this place to bring it in")]
    NoGuidance,
    /// What was observed has steps that what weather models say doesn't go with.
    #[error("needs observations by the hour or by minutes; import those to bring it in")]
    Steps,
    /// Nothing was observed at this time of the year, and no typical year is known.
    #[error("has seen nothing of this time of the year; import a whole year")]
    Season,
    /// What it said before was too far off.
    #[error(
        "was far worse than the naive forecast of late and was left out; it returns by itself when it does better"
    )]
    Worse,
    /// The caller no longer wants the answer.
    #[error("was stopped before it was done; ask again")]
    Cancelled,
    /// The method itself could not be fitted.
    #[error("could not be fitted ({reason}); the other models answer without it")]
    Fit {
        /// What it said.
        reason: String,
    },
    /// What it made is no predictive distribution.
    #[error(transparent)]
    Quantiles(#[from] QuantileForecastError),
}

/// A number of minutes as a person says it: `12 days`, `11 years`.
pub(crate) fn in_words(minutes: i64) -> String {
    let (count, unit) = match minutes {
        ..120 => (minutes, "minute"),
        120..2880 => (minutes / 60, "hour"),
        2880..1_051_200 => (minutes / 1440, "day"),
        _ => (minutes / 525_960, "year"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_as_a_person_says_them() {
        for (minutes, words) in [
            (1, "1 minute"),
            (0, "0 minutes"),
            (180, "3 hours"),
            (17_280, "12 days"),
            (5_785_560, "11 years"),
        ] {
            assert_eq!(in_words(minutes), words);
        }
    }
}
