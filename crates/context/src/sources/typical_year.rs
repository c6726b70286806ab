//! Typical years of airports (TMY3): what is usual, never what happened.

use crate::{
    assets::{self, AssetVariable, Station, StationKind, StationSummary, TimeAxis},
    record::{Record, RecordCache},
};
use domain::{Origin, OriginKind, Question, Series, Source, SourceError, Step, Track, Variable};
use jiff::{Timestamp, civil::date, tz::TimeZone};

/// A typical year from further away than this is no longer that of the place, km.
pub(super) const REACH_KM: f64 = 80.0;
/// A year without 29 February under today's rules of summer time, on which the typical year is laid.
pub(super) const NOMINAL_YEAR: i16 = 2022;
pub(super) const HOURS_OF_YEAR: i64 = 8760;
/// A column with less than this share of its hours says nothing of the year.
const LEAST_SHARE: f64 = 0.5;

/// The typical year of the nearest airport within 80 km, as [`Track::reference`].
#[derive(Debug, Default)]
pub struct TypicalYear {
    records: RecordCache,
}

impl TypicalYear {
    /// The typical years that are built in.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }
}

impl Source for TypicalYear {
    fn name(&self) -> &str {
        "typical years"
    }

    fn leaves_the_machine(&self) -> Option<&str> {
        None
    }

    fn memory(&self) -> Option<String> {
        self.records.in_words()
    }

    fn tracks(
        &self,
        question: &Question,
        variables: &[Variable],
        _issue_time: Timestamp,
    ) -> Result<Vec<Track>, SourceError> {
        let Some(place) = &question.place else { return Ok(Vec::new()) };
        let nearest = assets::stations()
            .filter(|station| station.kind == StationKind::TypicalYear)
            .map(|station| (station, place.distance_to(station.latitude, station.longitude)))
            .filter(|(_, distance)| *distance <= REACH_KM)
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        let (Some((station, distance)), Ok(zone)) = (nearest, TimeZone::get(&place.time_zone)) else {
            return Ok(Vec::new());
        };
        let record = self.records.get_or_make(&format!("{} {}", station.id, place.time_zone), || {
            assets::load_station(&station.id)
                .map_or_else(Record::default, |station| laid_on_the_calendar(&station, &zone))
        });
        let origin = origin(station, distance);
        let track = |variable: &Variable| {
            let reference = record.of(variable)?.clone();
            Some(reference_track(variable, reference, origin.clone()))
        };
        Ok(variables.iter().filter_map(track).collect())
    }
}

/// A track of what is usual, with nothing observed.
pub(super) fn reference_track(variable: &Variable, reference: Series, origin: Origin) -> Track {
    let start = reference.first_time().to_zoned(reference.time_zone().clone());
    let weather = Track::of_weather(variable.clone(), Series::empty(start, Step::HOUR), origin.clone());
    Track { reference: Some(reference), reference_origin: Some(origin), ..weather }
}

fn origin(station: &StationSummary, distance: f64) -> Origin {
    Origin {
        kind: OriginKind::TypicalYear,
        title: format!("a typical year at {} (TMY3)", station.name),
        years: Some((station.first_year, station.last_year)),
        distance: Some(distance),
        elevation: station.elevation_m,
        credit: station.credit.clone(),
        caveats: station.caveats.clone(),
    }
}

/// The hours of standard time laid on a year of the place's clock, from midnight to midnight.
fn laid_on_the_calendar(station: &Station, zone: &TimeZone) -> Record {
    let TimeAxis::TypicalYear { utc_offset_hours } = station.axis else { return Record::default() };
    let columns = [
        (AssetVariable::TemperatureC, Variable::Temperature),
        (AssetVariable::DewPointC, Variable::DewPoint),
        (AssetVariable::RelativeHumidityPercent, Variable::RelativeHumidity),
        (AssetVariable::PressureHpa, Variable::Pressure),
        (AssetVariable::WindMps, Variable::WindSpeed),
        (AssetVariable::PrecipitationMm, Variable::Precipitation),
        (AssetVariable::CloudCoverPercent, Variable::CloudCover),
        (AssetVariable::VisibilityKm, Variable::Visibility),
    ];
    let series = columns.into_iter().filter_map(|(asset, variable)| {
        let values = station.values(asset)?;
        let values: Vec<f64> = values.iter().copied().map(f64::from).collect();
        Some((variable, laid_on_a_year(&values, i64::from(utc_offset_hours) * 3600, zone)?))
    });
    series.collect()
}

/// The hours of a year of standard time, `offset` seconds ahead of UTC, on the nominal year of a place's clock. `None` where fewer
/// than half of them are told.
pub(super) fn laid_on_a_year(values: &[f64], offset: i64, zone: &TimeZone) -> Option<Series> {
    let present = values.iter().filter(|value| !value.is_nan()).count();
    if (present as f64) < LEAST_SHARE * HOURS_OF_YEAR as f64 {
        return None;
    }
    let start = date(NOMINAL_YEAR, 1, 1).to_zoned(zone.clone()).ok()?;
    // Hour 0 of the typical year is midnight by standard time, which may be another hour of the place's clock.
    let midnight = date(NOMINAL_YEAR, 1, 1).to_zoned(TimeZone::UTC).ok()?.timestamp().as_second() - offset;
    let shift = (start.timestamp().as_second() - midnight).div_euclid(3600);
    let laid: Vec<f64> = (0..HOURS_OF_YEAR)
        .map(|hour| {
            let hour = usize::try_from((hour + shift).rem_euclid(HOURS_OF_YEAR)).unwrap_or(0);
            values.get(hour).copied().unwrap_or(f64::NAN)
        })
        .collect();
    Series::new(start, Step::HOUR, laid).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typical_year_is_one_year_of_the_places_clock_with_its_own_hours() {
        let station = assets::load_station("typical-newark").expect("Newark is built in");
        let zone = TimeZone::get("America/New_York").unwrap();
        let record = laid_on_the_calendar(&station, &zone);
        let series = record.of(&Variable::Temperature).unwrap();
        assert_eq!(series.len(), 8760);
        assert_eq!(series.first_time(), date(2022, 1, 1).to_zoned(zone.clone()).unwrap().timestamp());
        assert_eq!(series.time(8760), date(2023, 1, 1).to_zoned(zone).unwrap().timestamp());
        let own = station.values(AssetVariable::TemperatureC).unwrap();
        assert_eq!(series.values()[4000].to_bits(), f64::from(own[4000]).to_bits());
        assert!(record.of(&Variable::Precipitation).is_none(), "rain is known in 42 % of the hours only");

        // Seen from a place an hour to the west, the same moment is an hour earlier by the clock.
        let west = laid_on_the_calendar(&station, &TimeZone::get("America/Chicago").unwrap());
        let west = west.of(&Variable::Temperature).unwrap();
        assert_eq!(west.value_at(series.time(4000)), series.value_at(series.time(4000)));
    }
}
