use contract::{Problem, ProblemCode};
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

/// The past moment a question is asked as of: a fixed instant, or a wall-clock time to be read in the place's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsOf {
    Instant(Timestamp),
    Civil(civil::DateTime),
}

impl AsOf {
    /// Reads `2013-06-14T18:00`, `2013-06-14 18:00`, `2013-06-14` (its start), or any of them with an offset or zone.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if let Ok(zoned) = text.parse::<Zoned>() {
            return Ok(Self::Instant(zoned.timestamp()));
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(instant));
        }
        if let Ok(civil) = text.parse::<civil::DateTime>() {
            return Ok(Self::Civil(civil));
        }
        Err(Problem::new(
            ProblemCode::BadRequest,
            "That is not a moment",
            format!(
                "“{}” can't be read as a date and time. Write it like 2013-06-14T18:00.",
                shortened(text)
            ),
        )
        .about("as_of"))
    }

    /// The moment in `zone`. A wall-clock time the clocks skipped is moved forward; one that came twice is the first.
    pub(crate) fn in_zone(self, zone: &TimeZone) -> Result<Zoned, Problem> {
        match self {
            Self::Instant(instant) => Ok(instant.to_zoned(zone.clone())),
            Self::Civil(civil) => zone.to_zoned(civil).map_err(|error| {
                Problem::new(
                    ProblemCode::BadRequest,
                    "That moment is out of range",
                    format!("{error}. Choose another."),
                )
                .about("as_of")
            }),
        }
    }
}

/// Refuses a moment that hasn't come yet.
pub(crate) fn must_have_passed(moment: &Zoned, now: &Zoned) -> Result<(), Problem> {
    if moment.timestamp() > now.timestamp() {
        return Err(Problem::new(
            ProblemCode::BadRequest,
            "That moment lies ahead",
            format!(
                "A question can be asked as of now or of a past moment, and {} hasn't come yet. Choose an earlier one.",
                moment.strftime("%-d %B %Y, %H:%M")
            ),
        )
        .about("as_of"));
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|character| !character.is_control()).take(40).collect();
    if short.chars().count() < text.chars().count() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_time_is_read_in_the_places_zone() {
        let zone = TimeZone::get("America/New_York").expect("a known zone");
        for (text, expected) in [
            ("2013-06-14T18:00", "2013-06-14T18:00:00-04:00[America/New_York]"),
            ("2013-06-14 18:00", "2013-06-14T18:00:00-04:00[America/New_York]"),
            ("2013-06-14", "2013-06-14T00:00:00-04:00[America/New_York]"),
            ("2013-06-14T18:00Z", "2013-06-14T14:00:00-04:00[America/New_York]"),
            ("2013-06-14T18:00[Europe/Lisbon]", "2013-06-14T13:00:00-04:00[America/New_York]"),
            ("2013-03-10T02:30", "2013-03-10T03:30:00-04:00[America/New_York]"),
        ] {
            let moment = AsOf::parse(text).and_then(|moment| moment.in_zone(&zone)).expect(text);
            assert_eq!(moment.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in ["", "yesterday-ish", "2013-13-40", "\u{7}\u{7}"] {
            let problem = AsOf::parse(text).expect_err(text);
            assert!(problem.detail.contains("2013-06-14T18:00"), "{problem}");
            assert_eq!(problem.field.as_deref(), Some("as_of"));
        }
    }
}
