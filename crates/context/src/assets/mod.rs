//! The data that is built in: weather of some stations, typical years, a rough climate of all land, and sample series.
//!
//! `cargo xtask data` makes the files from published packages; they are committed beside this crate and embedded in the
//! binary. A file is read when it is first asked for, once. What each file is, where it comes from and what to beware
//! of stands in `assets/manifest.json`.

mod embedded;
mod error;
pub mod format;
pub mod land;
pub mod manifest;
pub mod packed;
mod sample;
mod station;

pub use error::AssetError;
pub use land::LandCell;
pub use manifest::{SampleKind, StationKind, Step};
pub use packed::PackedColumn;
pub use sample::{SampleSeries, SampleSummary, SeriesRecord};
pub use station::{AssetVariable, Column, Station, StationRecord, StationSummary, TimeAxis};

pub(crate) use embedded::GAZETTEER;

use manifest::{Content, Manifest};
use std::sync::{Arc, LazyLock, OnceLock};

/// The credits of everything that is built in, as a page to be shown (Markdown).
#[must_use]
pub fn attribution() -> &'static str {
    include_str!("../../../../ATTRIBUTION.md")
}

/// What every data file is, where it comes from and under what terms.
#[must_use]
pub fn manifest() -> &'static Manifest {
    static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
        serde_json::from_str(embedded::MANIFEST).expect("the committed manifest is read by the tests")
    });
    &MANIFEST
}

/// A file that is read at most once.
struct Lazily<S, T> {
    summary: S,
    file: String,
    read: OnceLock<Arc<T>>,
}

fn stations_lazily() -> &'static [Lazily<StationSummary, Station>] {
    static STATIONS: LazyLock<Vec<Lazily<StationSummary, Station>>> = LazyLock::new(|| {
        let entries = manifest().assets.iter().filter_map(|entry| match &entry.content {
            Content::Station(station) => Some((entry, station)),
            Content::Gazetteer | Content::LandGrid | Content::Series(_) => None,
        });
        entries
            .map(|(entry, station)| Lazily {
                summary: StationSummary {
                    id: entry.id.clone(),
                    title: entry.title.clone(),
                    name: station.name.clone(),
                    latitude: station.latitude,
                    longitude: station.longitude,
                    elevation_m: station.elevation_m,
                    time_zone: station.time_zone.clone(),
                    kind: station.station_kind,
                    step: station.step,
                    variables: station.columns.clone(),
                    first_year: entry.first_year,
                    last_year: entry.last_year,
                    credit: entry.credit.clone(),
                    licence: entry.licence.clone(),
                    caveats: entry.caveats.clone(),
                },
                file: entry.file.clone(),
                read: OnceLock::new(),
            })
            .collect()
    });
    &STATIONS
}

fn series_lazily() -> &'static [Lazily<SampleSummary, SampleSeries>] {
    static SERIES: LazyLock<Vec<Lazily<SampleSummary, SampleSeries>>> = LazyLock::new(|| {
        let entries = manifest().assets.iter().filter_map(|entry| match &entry.content {
            Content::Series(series) => Some((entry, series)),
            Content::Gazetteer | Content::LandGrid | Content::Station(_) => None,
        });
        entries
            .map(|(entry, series)| Lazily {
                summary: SampleSummary {
                    id: entry.id.clone(),
                    title: entry.title.clone(),
                    aliases: series.aliases.clone(),
                    kind: series.series_kind,
                    unit: series.unit.clone(),
                    step: series.step,
                    time_zone: series.time_zone.clone(),
                    first_year: entry.first_year,
                    last_year: entry.last_year,
                    credit: entry.credit.clone(),
                    licence: entry.licence.clone(),
                    caveats: entry.caveats.clone(),
                },
                file: entry.file.clone(),
                read: OnceLock::new(),
            })
            .collect()
    });
    &SERIES
}

/// Every station, observed ones first.
pub fn stations() -> impl ExactSizeIterator<Item = &'static StationSummary> {
    stations_lazily().iter().map(|station| &station.summary)
}

/// The station of this id with its values; `None` when there is none of that id.
#[must_use]
pub fn load_station(id: &str) -> Option<Arc<Station>> {
    let station = stations_lazily().iter().find(|station| station.summary.id == id)?;
    let read = station.read.get_or_init(|| {
        let (axis, columns) = station::decode(embedded::file(&station.file))
            .expect("the committed stations are read by the tests");
        Arc::new(Station { summary: &station.summary, axis, columns })
    });
    Some(Arc::clone(read))
}

/// Every sample series.
pub fn sample_series() -> impl ExactSizeIterator<Item = &'static SampleSummary> {
    series_lazily().iter().map(|series| &series.summary)
}

/// The sample series of this id with its values; `None` when there is none of that id.
#[must_use]
pub fn load_series(id: &str) -> Option<Arc<SampleSeries>> {
    let series = series_lazily().iter().find(|series| series.summary.id == id)?;
    let read = series.read.get_or_init(|| {
        let (axis, values) =
            sample::decode(embedded::file(&series.file)).expect("the committed series are read by the tests");
        Arc::new(SampleSeries { summary: &series.summary, axis, values })
    });
    Some(Arc::clone(read))
}

/// The rough climate of the land cell nearest to a position; `None` further than 150 km from any land cell: at sea,
/// in the Antarctic, and on small islands, which the grid takes for sea (Hawaii, the Canaries).
#[must_use]
pub fn land_cell(latitude: f64, longitude: f64) -> Option<LandCell> {
    static LAND: LazyLock<land::LandGrid> = LazyLock::new(|| {
        land::LandGrid::decode(embedded::file("land.bin.zst"))
            .expect("the committed land grid is read by the tests")
    });
    LAND.cell(latitude, longitude)
}

#[cfg(test)]
mod tests;
