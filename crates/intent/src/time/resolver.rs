//! From a text to the times it names.

use super::{
    Grain, TimeMention,
    festivals::Region,
    grammar::{Bound, Reader},
    words::Words,
};
use jiff::{Zoned, civil::DateTime};

/// What words of time are read in the light of, besides the moment of asking.
#[derive(Debug, Clone)]
pub struct Options {
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
    pub fn new(country: Option<&str>, day_first: bool, position: Option<(f64, f64)>) -> Self {
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
pub fn resolve(text: &str, reference: &Zoned, options: &Options) -> Vec<TimeMention> {
    let words = Words::new(text);
    let reader = Reader::new(&words, reference, options);
    let zoned = |moment: DateTime| moment.to_zoned(reference.time_zone().clone()).ok();
    reader
        .mentions()
        .into_iter()
        .filter_map(|mention| {
            let bytes = words.list.get(mention.start)?.bytes.start
                ..words.list.get(mention.end.checked_sub(1)?)?.bytes.end;
            let stretch = mention.stretch;
            let (start, end) = match mention.bound {
                None => {
                    (Some(zoned(stretch.start)?), if stretch.said { Some(zoned(stretch.end)?) } else { None })
                }
                Some(Bound::After) => (Some(zoned(stretch.start)?), None),
                Some(Bound::Before) => (None, Some(zoned(stretch.start)?)),
            };
            let grain: Grain = stretch.grain;
            Some(TimeMention { bytes, start, end, grain, open: mention.bound.is_some() })
        })
        .collect()
}
