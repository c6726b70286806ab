//! From a text to the times it names.

use super::{
    Grain, TimeMention,
    english::{LEADS, OF},
    festivals::Region,
    grammar::{Bound, Reader},
    words::Words,
};
use jiff::{Zoned, civil::DateTime};
use std::ops::Range;

/// What words of time are read in the light of, besides the moment of asking.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Whose holidays, by ISO 3166-1 code.
    pub(super) region: Region,
    /// Whether `3/4` is the third of April.
    pub(super) day_first: bool,
    /// Degrees north and east, for sunrise, sunset and the seasons.
    pub(super) position: Option<(f64, f64)>,
}

impl Options {
    /// Options of a country; none for English in general, which keeps the holidays of the United States.
    #[must_use]
    pub(crate) fn new(country: Option<&str>, day_first: bool, position: Option<(f64, f64)>) -> Self {
        Self { region: Region::new(country), day_first, position }
    }

    /// Options of the country of the home and the units that the user reads.
    pub(crate) fn of(setting: &crate::Setting<'_>) -> Self {
        let country = setting.home.map(|home| home.country_code.as_str());
        let day_first = match country {
            Some(country) => !matches!(country, "US" | "CA" | "PH" | "BZ"),
            None => setting.units == domain::UnitSystem::Metric,
        };
        Self::new(country, day_first, setting.home.map(|home| (home.latitude, home.longitude)))
    }

    /// The same, seen from another place on earth.
    pub(crate) fn at(self, place: Option<&domain::Place>) -> Self {
        Self { position: place.map(|place| (place.latitude, place.longitude)).or(self.position), ..self }
    }

    /// The same, with a sun that rises and sets every day, to see what words mean before it is known where.
    pub(super) fn with_a_sun(self, now: &Zoned) -> Self {
        /// Degrees from the equator well outside the polar circles.
        const TEMPERATE: f64 = 50.0;
        let (latitude, longitude) =
            self.position.unwrap_or_else(|| (0.0, f64::from(now.offset().seconds()) / 240.0));
        Self { position: Some((latitude.clamp(-TEMPERATE, TEMPERATE), longitude)), ..self }
    }

    pub(super) fn southern(&self) -> bool {
        self.position.is_some_and(|(latitude, _)| latitude < 0.0)
    }

    pub(super) fn region_is_default(&self) -> bool {
        self.region == Region::new(None)
    }
}

/// Every time that `text` names, in the order of the text, laid on the calendar and clock of `reference`.
///
/// A time that could lie in several places is the one under way or the next: `Friday` is the coming one. Spans don't overlap and lie
/// within the text on character boundaries. The same text and reference give the same times.
#[must_use]
pub(crate) fn resolve(text: &str, reference: &Zoned, options: &Options) -> Vec<TimeMention> {
    led(text, reference, options).into_iter().map(|led| led.mention).collect()
}

/// A mention, and more of how it stands in the text.
#[derive(Debug)]
pub(super) struct Led {
    pub(super) mention: TimeMention,
    /// The bytes it covers with the small words that lead to it: `at noon`.
    pub(super) bytes: Range<usize>,
    /// Whether its end is that of a unit that stands for a moment: `from Friday to Saturday 10 am` ends at 11.
    pub(super) to_moment: bool,
    /// Whether it is a time of the clock that either half of the day can be meant by.
    pub(super) either_half: bool,
}

/// Every time that `text` names, with what leads to it.
pub(super) fn led(text: &str, reference: &Zoned, options: &Options) -> Vec<Led> {
    let words = Words::new(text);
    let reader = Reader::new(&words, reference, options);
    let zoned = |moment: DateTime| moment.to_zoned(reference.time_zone().clone()).ok();
    reader
        .mentions()
        .into_iter()
        .filter_map(|mention| {
            let first = (mention.start..mention.end.checked_sub(1)?)
                .find(|&at| !words.is(at, LEADS) || words.is(at + 1, OF))
                .unwrap_or(mention.end - 1);
            let behind = words.list.get(mention.end - 1)?.bytes.end;
            let whole = words.list.get(mention.start)?.bytes.start..behind;
            let bytes = words.list.get(first)?.bytes.start..behind;
            let stretch = mention.stretch;
            let (start, end) = match mention.bound {
                None => {
                    (Some(zoned(stretch.start)?), if stretch.said { Some(zoned(stretch.end)?) } else { None })
                }
                Some(Bound::After) => (Some(zoned(stretch.start)?), None),
                Some(Bound::Before) => (None, Some(zoned(stretch.start)?)),
            };
            let grain: Grain = stretch.grain;
            let mention_of_text = TimeMention { bytes, start, end, grain, open: mention.bound.is_some() };
            Some(Led {
                mention: mention_of_text,
                bytes: whole,
                to_moment: mention.to_moment,
                either_half: mention.either_half,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is found, as `words: start end grain`.
    fn read(text: &str, country: Option<&str>) -> String {
        let reference: Zoned = "2026-11-26T10:20:00+01:00[Europe/Berlin]".parse().expect("a moment");
        let options = Options::new(country, !matches!(country, None | Some("US")), Some((52.5, 13.4)));
        let told =
            |side: Option<Zoned>| side.map_or_else(|| "-".to_owned(), |side| side.datetime().to_string());
        let found = resolve(text, &reference, &options);
        let rows: Vec<String> = found
            .into_iter()
            .map(|time| {
                let (start, end) = (told(time.start), told(time.end));
                format!("{}: {start} {end} {}", &text[time.bytes], time.grain.name())
            })
            .collect();
        rows.join("; ")
    }

    #[test]
    fn expressions_mean_what_people_mean() {
        // Thursday, 26 November 2026, twenty past ten. Sunrise in Berlin worked out apart, after Meeus, chapters 13, 15 and 25.
        for (text, expected) in [
            ("will it snow the day after St Nicholas?", "day after St Nicholas: 2026-12-07T00:00:00 - day"),
            ("frost in the second week of January", "second week of January: 2027-01-11T00:00:00 - week"),
            ("wind on the last Sunday of March 2027", "last Sunday of March 2027: 2027-03-28T00:00:00 - day"),
            (
                "from 4 to half past six on Tuesday",
                "from 4 to half past six on Tuesday: 2026-12-01T04:00:00 2026-12-01T06:31:00 minute",
            ),
            ("rain in three quarters of an hour", "three quarters of an hour: 2026-11-26T11:05:00 - second"),
            ("this time tomorrow", "this time tomorrow: 2026-11-27T10:20:00 - minute"),
            ("fourth Thursday after Epiphany", "fourth Thursday after Epiphany: 2027-01-28T00:00:00 - day"),
            ("2027-02-03T04:05", "2027-02-03T04:05: 2027-02-03T04:05:00 - minute"),
            (
                "between Epiphany and Candlemas",
                "between Epiphany and Candlemas: 2027-01-06T00:00:00 2027-02-03T00:00:00 day",
            ),
            ("gusts until Sunday evening", "until Sunday evening: - 2026-11-29T18:00:00 hour"),
            ("six Mondays from now", "six Mondays from now: 2027-01-04T00:00:00 - day"),
            ("Ash Wednesday 2027", "Ash Wednesday 2027: 2027-02-10T00:00:00 - day"),
            ("the ides of January", "ides of January: 2027-01-13T00:00:00 - day"),
            ("noon UTC", "noon UTC: 2026-11-26T13:00:00 - minute"),
            ("the sun rises at sunrise tomorrow", "sunrise tomorrow: 2026-11-27T07:48:00 - minute"),
        ] {
            assert_eq!(read(text, None), expected, "{text}");
        }
    }

    #[test]
    fn regions_order_dates_and_keep_their_holidays() {
        for (text, country, expected) in [
            ("4/3/2027", "US", "4/3/2027: 2027-04-03T00:00:00 - day"),
            ("4/3/2027", "GB", "4/3/2027: 2027-03-04T00:00:00 - day"),
            ("Thanksgiving 2027", "US", "Thanksgiving 2027: 2027-11-25T00:00:00 - day"),
            ("Thanksgiving 2027", "CA", "Thanksgiving 2027: 2027-10-11T00:00:00 - day"),
            ("mother's day 2027", "IE", "mother's day 2027: 2027-03-07T00:00:00 - day"),
            ("independence day 2027", "IN", "independence day 2027: 2027-08-15T00:00:00 - day"),
        ] {
            assert_eq!(read(text, Some(country)), expected, "{text} in {country}");
        }
    }

    #[test]
    fn other_words_are_no_times() {
        for text in [
            "it may be nice reading weather",
            "the second one is fine",
            "seven apples and 25 pears",
            "call 0171 555 1234",
            "version 2.10.4",
            "a good evening to you",
            "the spring water was cold",
        ] {
            assert_eq!(read(text, None), "", "{text}");
        }
    }

    #[test]
    fn hours_count_across_the_change_of_the_clock() {
        let options = Options::new(None, false, None);
        for (now, text, expected) in [
            (
                "2027-03-28T01:30:00+01:00[Europe/Berlin]",
                "in 3 hours",
                "2027-03-28T05:30:00+02:00[Europe/Berlin]",
            ),
            (
                "2026-10-25T01:30:00+02:00[Europe/Berlin]",
                "in 3 hours",
                "2026-10-25T03:30:00+01:00[Europe/Berlin]",
            ),
            (
                "2027-03-27T02:30:00+01:00[Europe/Berlin]",
                "tomorrow",
                "2027-03-28T00:00:00+01:00[Europe/Berlin]",
            ),
        ] {
            let found = resolve(text, &now.parse().expect("a moment"), &options);
            let start = found.first().and_then(|time| time.start.clone());
            assert_eq!(start, Some(expected.parse().expect("a moment")), "{text} at {now}");
        }
    }

    /// Words of time in any order, and some that are none.
    fn jumble() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "the",
            "of",
            "next",
            "last",
            "this",
            "monday",
            "march",
            "may",
            "week",
            "year",
            "3",
            "31",
            "2014",
            "99999999",
            "am",
            "pm",
            ":",
            "/",
            "-",
            ".",
            ",",
            "'s",
            "in",
            "to",
            "from",
            "between",
            "and",
            "after",
            "before",
            "until",
            "by",
            "first",
            "second",
            "half",
            "quarter",
            "past",
            "day",
            "christmas",
            "ramadan",
            "noon",
            "tonight",
            "end of",
            "early",
            "mid",
            "weekend",
            "closest",
            "hours",
            "ago",
            "now",
            "century",
            "decade",
            "0",
            "24",
            "q4",
            "bc",
            "thousand",
            "hundred",
            "é",
            "closest monday to",
            "feb 29",
            "9999",
            "-",
            "week 53",
            "sunset",
            "for",
            "two",
            "a",
        ]);
        prop::collection::vec(words, 0..14).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn any_text_gives_times_within_it(text in prop_oneof![jumble(), any::<String>(), "[0-9:/. apm-]{0,24}"], year in -9000_i16..9000) {
            let reference = jiff::civil::date(year, 2, 28).at(23, 59, 59, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment");
            let options = Options::new(None, false, Some((70.0, 20.0)));
            let mut end = 0;
            for time in resolve(&text, &reference, &options) {
                prop_assert!(time.bytes.start >= end && time.bytes.end > time.bytes.start);
                prop_assert!(text.get(time.bytes.clone()).is_some());
                prop_assert!(time.start.is_some() || time.end.is_some());
                if let (Some(start), Some(stop)) = (&time.start, &time.end) {
                    prop_assert!(start <= stop);
                }
                end = time.bytes.end;
            }
        }
    }
}
