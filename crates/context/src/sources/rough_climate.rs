//! A rough climate for anywhere on land, from yearly figures, the climate class and the latitude.

mod class;
mod cloud;
mod rain;
mod temperature;
mod weather_generator;

use crate::{
    assets,
    record::{Record, RecordCache},
    sources::typical_year::{NOMINAL_YEAR, reference_track},
};
use domain::{Origin, OriginKind, Place, Question, Series, Source, SourceError, Step, Track, Variable};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use weather_generator::{Climate, generate};

/// How many years are made up. The last is the nominal year of the typical years, so that both share dates.
const YEARS: i16 = 6;

/// Years of made-up weather that fit the rough climate of a place, as [`Track::reference`].
///
/// The land grid tells the mean, lowest and highest temperature, the wind, the rain of a year and the Köppen class; the
/// season and the hours of the day are guessed from the class and the latitude, and the days are drawn by a
/// weather generator. The result is wide on purpose and always labelled [`OriginKind::RoughClimate`].
#[derive(Debug, Default)]
pub struct RoughClimate {
    records: RecordCache,
}

impl Source for RoughClimate {
    fn name(&self) -> &str {
        "rough climate of the land"
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
        if variables.iter().all(|variable| matches!(variable, Variable::Series(_))) {
            return Ok(Vec::new());
        }
        let Some(place) = &question.place else { return Ok(Vec::new()) };
        let (Some(cell), Ok(zone)) =
            (assets::land_cell(place.latitude, place.longitude), TimeZone::get(&place.time_zone))
        else {
            return Ok(Vec::new());
        };
        let climate = Climate::of(&cell, place);
        let key = format!("{:.2} {:.2} {}", place.latitude, place.longitude, place.time_zone);
        let record = self.records.get_or_make(&key, || record(&climate, &zone));
        let origin = origin(&climate, cell.distance_km, place);
        let track = |variable: &Variable| {
            Some(reference_track(variable, record.of(variable)?.clone(), origin.clone()))
        };
        Ok(variables.iter().filter_map(track).collect())
    }
}

fn record(climate: &Climate, zone: &TimeZone) -> Record {
    let first = date(NOMINAL_YEAR + 1 - YEARS, 1, 1);
    let Ok(start) = first.to_zoned(zone.clone()) else { return Record::default() };
    let series = |(variable, values): (Variable, Vec<f64>)| {
        (variable, Series::new(start.clone(), Step::HOUR, values).expect("an hour is a step"))
    };
    generate(climate, first, YEARS, zone).into_iter().map(series).collect()
}

fn origin(climate: &Climate, distance: f64, place: &Place) -> Origin {
    let land = assets::manifest()
        .assets
        .iter()
        .find(|entry| matches!(entry.content, assets::manifest::Content::LandGrid));
    let mut caveats = vec![format!(
        "No station is near {}: yearly figures of a {:.0} km cell of climate class {}, with the season and the hours guessed from the class and the latitude. Good for what is usual, within wide bounds, and for nothing else.",
        place.name, 28.0, climate.class
    )];
    caveats.extend(land.into_iter().flat_map(|entry| entry.caveats.iter().cloned()));
    Origin {
        kind: OriginKind::RoughClimate,
        title: "a rough climate of the area".to_owned(),
        years: land.map(|entry| (entry.first_year, entry.last_year)),
        distance: Some(distance),
        elevation: None,
        credit: land.map_or_else(String::new, |entry| entry.credit.clone()),
        caveats,
    }
}

#[cfg(test)]
mod tests;
