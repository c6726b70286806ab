//! The weather of a record taken to a place of the user's own that lies higher or lower, or differs as they say.
//!
//! What is assumed here stands until a station of the user's own at the place says better: see [`crate::record_difference`].

use domain::{
    Guidance, GuidanceAtLead, GuidanceRun, LocalOffset, Origin, OriginKind, Place, Question, Series, Source,
    Track, Variable,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How much colder it is a metre higher, °C: the International Standard Atmosphere (ICAO Doc 7488; ISO 2533).
const LAPSE: f64 = 6.5e-3;
/// How much lower the dew point is a metre higher, °C: the mean over the year of the vapour pressure coefficients of Kunkel
/// (1989), 0.379 a kilometre, as Liston and Elder (2006, Journal of Hydrometeorology 7, equation 6) turn them into one.
const DEW_POINT_LAPSE: f64 = 5.2e-3;
/// Heights that differ by less than this, m, are the same: towns spread over as much.
const SAME_HEIGHT: f64 = 20.0;
/// No two places of one region lie further apart in height than this, m; more is a slip of the pen.
const MOST_METRES: f64 = 5000.0;
/// A station of the user's own within this, km, stands at the place.
const AT_THE_PLACE_KM: f64 = 2.0;

/// How the weather of a record is assumed to differ from that of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Assumed {
    /// Metres of the place above the record.
    pub(crate) metres: f64,
    /// What is to be added for the height, in the variable's unit.
    pub(crate) by_height: f64,
    /// What is to be added because the user says so.
    pub(crate) told: f64,
}

impl Assumed {
    /// All that is to be added.
    pub(crate) fn shift(&self) -> f64 {
        self.by_height + self.told
    }
}

/// How values of `variable` from `origin` differ from those at `place`; `None` where nothing is said of the place, or the record is
/// of the place itself.
pub(crate) fn assumed(place: &Place, origin: &Origin, variable: &Variable) -> Option<Assumed> {
    let local = place.local.as_ref()?;
    if is_at_the_place(origin) {
        return None;
    }
    let of_place = local.elevation.or(place.elevation.filter(|_| local.higher_by.is_some()));
    let metres = match (of_place, origin.elevation) {
        (Some(place), Some(record)) => place - record,
        // How high the record lies isn't known: as high as the town, most likely.
        (_, None) => local.higher_by.unwrap_or(0.0),
        (None, _) => local.higher_by.unwrap_or(0.0),
    };
    let metres = if metres.abs() < SAME_HEIGHT { 0.0 } else { metres.clamp(-MOST_METRES, MOST_METRES) };
    let by_height = match variable {
        Variable::Temperature => -LAPSE * metres,
        Variable::DewPoint => -DEW_POINT_LAPSE * metres,
        // Pressure is that of the sea; nothing is known of how the others change.
        _ => 0.0,
    };
    let told = if LocalOffset::allows(variable) { local.offset(variable) } else { 0.0 };
    let is_nothing = by_height.abs() < 1e-9 && told.abs() < 1e-9;
    (!is_nothing).then_some(Assumed { metres, by_height, told })
}

/// Whether it is what the user themselves measure at the place.
pub(crate) fn is_at_the_place(origin: &Origin) -> bool {
    origin.kind == OriginKind::Yours && origin.distance.is_some_and(|distance| distance <= AT_THE_PLACE_KM)
}

/// Takes all that a track tells to the place, and says so among its caveats.
pub(crate) fn at_the_place(track: Track, place: Option<&Place>) -> Track {
    let Some(place) = place.filter(|place| place.local.is_some()) else { return track };
    let mut track = track;
    let (variable, support) = (track.variable.clone(), track.support);
    let moved = |series: &Series, assumed: &Assumed| {
        with_values(series, |value| support.clamp(value + assumed.shift()))
    };
    if let Some(assumed) = assumed(place, &track.origin, &variable) {
        track.history = moved(&track.history, &assumed);
        track.origin.caveats.push(in_words(place, &variable, &assumed));
    }
    if let (Some(reference), Some(origin)) = (&track.reference, &mut track.reference_origin)
        && let Some(assumed) = assumed(place, origin, &variable)
    {
        track.reference = Some(moved(reference, &assumed));
        origin.caveats.push(in_words(place, &variable, &assumed));
    }
    if let Some(guidance) = &track.guidance
        && let Some(assumed) = assumed(place, &guidance.origin, &variable)
    {
        track.guidance = Some(Arc::new(moved_guidance(guidance, |series| moved(series, &assumed))));
    }
    track
}

/// What is to be added to what a source observed, so that it is of the place: as when the question was answered from it.
pub(crate) fn shift_of_outcome(
    source: &dyn Source,
    question: &Question,
    variable: &Variable,
    valid_time: Timestamp,
) -> f64 {
    let Some(place) = question.place.as_ref().filter(|place| place.local.is_some()) else { return 0.0 };
    // Where it comes from is told with what was known a little later.
    let later = valid_time.saturating_add(SignedDuration::from_hours(48)).unwrap_or(Timestamp::MAX);
    let tracks = source.tracks(question, std::slice::from_ref(variable), later).unwrap_or_default();
    let origin = tracks.first().filter(|track| !track.history.is_empty()).map(|track| &track.origin);
    origin.and_then(|origin| assumed(place, origin, variable)).map_or(0.0, |assumed| assumed.shift())
}

fn moved_guidance(guidance: &Guidance, moved: impl Fn(&Series) -> Series) -> Guidance {
    let run =
        |run: &GuidanceRun| GuidanceRun { members: run.members.iter().map(&moved).collect(), ..run.clone() };
    let past = |past: &GuidanceAtLead| GuidanceAtLead { said: moved(&past.said), ..past.clone() };
    Guidance {
        runs: guidance.runs.iter().map(run).collect(),
        at_leads: guidance.at_leads.iter().map(past).collect(),
        origin: guidance.origin.clone(),
    }
}

/// The series with other values at the same times.
pub(crate) fn with_values(series: &Series, change: impl FnMut(f64) -> f64) -> Series {
    let start = series.first_time().to_zoned(series.time_zone().clone());
    let values: Vec<f64> = series.values().iter().copied().map(change).collect();
    Series::new(start, series.step(), values).expect("the step of a series has a length")
}

/// `Cabin lies 400 m higher than this record: 2.6 °C colder is assumed (...).`
fn in_words(place: &Place, variable: &Variable, assumed: &Assumed) -> String {
    let mut sentences = Vec::new();
    if assumed.by_height.abs() >= 1e-9 {
        let (metres, way) =
            (assumed.metres.abs().round(), if assumed.metres > 0.0 { "higher" } else { "lower" });
        let (rate, what) = match variable {
            Variable::Temperature => ("6.5 °C a kilometre, the standard atmosphere", "temperature"),
            _ => ("5.2 °C a kilometre, Kunkel 1989", "dew point"),
        };
        sentences.push(format!(
            "{} lies {metres} m {way} than this record: a {what} {:.1} °C {} is assumed ({rate}), until a station of yours there \
             tells better.",
            place.name,
            assumed.by_height.abs(),
            if assumed.by_height < 0.0 { "lower" } else { "higher" },
        ));
    }
    if assumed.told.abs() >= 1e-9 {
        let offset = LocalOffset { variable: variable.clone(), offset: assumed.told };
        sentences.push(format!(
            "As you said of {}, {} than elsewhere is taken.",
            place.name,
            offset.in_words()
        ));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_questions::place;
    use domain::{LocalConditions, Step};
    use jiff::{Timestamp, tz::TimeZone};

    fn cabin(elevation: Option<f64>, higher_by: Option<f64>, told: f64) -> Place {
        let offsets = vec![LocalOffset { variable: Variable::Temperature, offset: told }];
        let town = place("Denver");
        Place {
            name: "Cabin".to_owned(),
            elevation: higher_by.map_or(town.elevation, |more| town.elevation.map(|town| town + more)),
            local: Some(Box::new(LocalConditions { elevation, higher_by, offsets })),
            ..town
        }
    }

    fn origin(kind: OriginKind, elevation: Option<f64>, distance: f64) -> Origin {
        Origin { elevation, distance: Some(distance), ..Origin::new(kind, "a station") }
    }

    #[test]
    fn a_record_is_taken_to_the_height_of_the_place() {
        let town = place("Denver").elevation.expect("Denver's height is known");
        let hourly = OriginKind::ObservedHourly;
        for (place, origin, variable, expected) in [
            // 1000 m of the standard atmosphere.
            (
                cabin(Some(2600.0), None, 0.0),
                origin(hourly, Some(1600.0), 9.0),
                Variable::Temperature,
                Some(-6.5),
            ),
            (
                cabin(Some(2600.0), None, 0.0),
                origin(hourly, Some(1600.0), 9.0),
                Variable::DewPoint,
                Some(-5.2),
            ),
            (
                cabin(Some(1000.0), None, -1.0),
                origin(hourly, Some(1600.0), 9.0),
                Variable::Temperature,
                Some(2.9),
            ),
            // Above the town; the record lies a hundred metres below that.
            (
                cabin(None, Some(400.0), 0.0),
                origin(hourly, Some(town - 100.0), 9.0),
                Variable::Temperature,
                Some(-3.25),
            ),
            (cabin(None, Some(400.0), 0.0), origin(hourly, None, 9.0), Variable::Temperature, Some(-2.6)),
            // A height that is told of the place alone says nothing of a record whose own isn't known.
            (cabin(Some(2600.0), None, 0.0), origin(hourly, None, 9.0), Variable::Temperature, None),
            // What differs by little, what doesn't change with height, and a station on the spot stay.
            (cabin(Some(1610.0), None, 0.0), origin(hourly, Some(1600.0), 9.0), Variable::Temperature, None),
            (
                cabin(Some(2600.0), None, 0.0),
                origin(hourly, Some(1600.0), 9.0),
                Variable::Precipitation,
                None,
            ),
            (
                cabin(Some(2600.0), None, 3.0),
                origin(OriginKind::Yours, Some(1600.0), 0.3),
                Variable::Temperature,
                None,
            ),
            (
                cabin(Some(2600.0), None, 0.0),
                origin(OriginKind::Yours, Some(1600.0), 9.0),
                Variable::Temperature,
                Some(-6.5),
            ),
        ] {
            let shift = assumed(&place, &origin, &variable).map(|assumed| assumed.shift());
            match (shift, expected) {
                (Some(shift), Some(expected)) => {
                    assert!((shift - expected).abs() < 1e-9, "{shift} {expected}");
                }
                (shift, expected) => assert_eq!(shift, expected, "{origin:?}"),
            }
        }
    }

    #[test]
    fn all_of_a_track_is_moved_and_the_caveat_says_so() {
        let start = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        let hours = |values: &[f64]| Series::new(start.clone(), Step::HOUR, values).expect("a step");
        let station = || origin(OriginKind::ObservedHourly, Some(1600.0), 9.0);
        let said = Guidance {
            runs: vec![GuidanceRun {
                model: "a".to_owned(),
                known_since: Timestamp::UNIX_EPOCH,
                members: vec![hours(&[1.0])],
            }],
            at_leads: Vec::new(),
            origin: station(),
        };
        let track = Track {
            reference: Some(hours(&[20.0])),
            reference_origin: Some(station()),
            guidance: Some(Arc::new(said)),
            ..Track::of_weather(Variable::Temperature, hours(&[10.0, f64::NAN]), station())
        };
        let place = cabin(Some(2000.0), None, 0.0);
        let moved = at_the_place(track.clone(), Some(&place));
        assert_eq!(moved.history, hours(&[7.4, f64::NAN]));
        assert_eq!(moved.reference, Some(hours(&[17.4])));
        assert_eq!(moved.guidance.expect("there").runs[0].members, [hours(&[-1.6])]);
        insta::assert_snapshot!(moved.origin.caveats.join(" "), @"Cabin lies 400 m higher than this record: a temperature 2.6 °C lower is assumed (6.5 °C a kilometre, the standard atmosphere), until a station of yours there tells better.");
        let town = Place { local: None, ..place };
        assert_eq!(at_the_place(track.clone(), Some(&town)).history, track.history);
    }
}
