//! Where knowledge comes from: one file per source.

pub mod open_meteo;
pub mod rough_climate;
pub mod sample_series;
pub mod sample_weather;
pub mod typical_year;
pub mod user_series;
pub mod user_typical_year;
pub mod user_weather;

use crate::{assets, freshness, open_meteo::Kept};
use domain::{SeriesInfo, Source, Store};
use jiff::Zoned;
use std::sync::Arc;

/// Every source there is, what was observed before what is usual, the surer before the rougher.
#[must_use]
pub fn all(store: Arc<dyn Store>, guidance: Arc<Kept>) -> Vec<Arc<dyn Source>> {
    vec![
        Arc::new(user_series::UserSeries::new(Arc::clone(&store))),
        Arc::new(user_weather::UserWeather::new(Arc::clone(&store))),
        Arc::new(sample_series::SampleSeries::embedded()),
        Arc::new(sample_weather::SampleWeather::embedded()),
        Arc::new(open_meteo::KeptGuidance::new(guidance)),
        Arc::new(user_typical_year::UserTypicalYear::new(store)),
        Arc::new(typical_year::TypicalYear::embedded()),
        Arc::new(rough_climate::RoughClimate::default()),
    ]
}

/// The built-in sample series that can be asked about.
#[must_use]
pub fn sample_series() -> Vec<SeriesInfo> {
    sample_series::infos().to_vec()
}

/// What is built in, for a person to look at: title, what it holds, how old it is.
#[must_use]
pub fn overview(now: &Zoned) -> Vec<(String, String, String)> {
    let names = |station: &assets::StationSummary| {
        station.variables.iter().map(|variable| variable.name()).collect::<Vec<_>>().join(", ")
    };
    let observed = sample_weather::SampleWeather::embedded();
    let typical: Vec<_> =
        assets::stations().filter(|station| station.kind == assets::StationKind::TypicalYear).collect();
    let mut overview: Vec<(String, String, String)> = observed
        .stations()
        .map(|(station, newest)| {
            let age = newest.map_or_else(|| "no values".to_owned(), |newest| freshness::age(newest, now));
            (format!("{}, sample data", station.title), names(station), age)
        })
        .collect();
    overview.push((
        format!("{} typical years of United States airports (TMY3)", typical.len()),
        "what is usual: temperature, humidity, wind, cloud, visibility, rain in part".to_owned(),
        "from months of 1976 to 2005; no age of its own".to_owned(),
    ));
    overview.push((
        "Rough climate of all land".to_owned(),
        "yearly temperature, wind and rain; the season is guessed from the climate class and the latitude"
            .to_owned(),
        "from 2010 to 2018; no age of its own".to_owned(),
    ));
    overview
}

/// `2013`, or `2012 to 2015`.
fn years_in_words(first: i16, last: i16) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

/// First and last year with a value.
fn years_of(series: &domain::Series) -> Option<(i16, i16)> {
    let (first, _) = series.observed().next()?;
    let newest = series.time(series.newest_index()?);
    let zone = series.time_zone();
    Some((zone.to_datetime(first).year(), zone.to_datetime(newest).year()))
}
