//! A rough climate for anywhere on land: what to say of a place that no station is near.

use super::{AssetError, PackedColumn, format};
use serde::{Deserialize, Serialize};

/// The Köppen-Geiger classes, in the order of their numbers in the file.
pub const KOEPPEN_CLASSES: [&str; 30] = [
    "Af", "Am", "As", "Aw", "BSh", "BSk", "BWh", "BWk", "Cfa", "Cfb", "Cfc", "Csa", "Csb", "Csc", "Cwa",
    "Cwb", "Cwc", "Dfa", "Dfb", "Dfc", "Dfd", "Dsa", "Dsb", "Dsc", "Dwa", "Dwb", "Dwc", "Dwd", "EF", "ET",
];

/// A place further than this from any land cell has no rough climate.
const REACH_KM: f64 = 150.0;

/// The climate of one cell of land.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LandCell {
    /// Latitude of its centre, degrees north.
    pub latitude: f64,
    /// Longitude of its centre, degrees east.
    pub longitude: f64,
    /// Distance from the place asked for to its centre, km.
    pub distance_km: f64,
    /// Mean air temperature, °C.
    pub mean_c: f32,
    /// Lowest air temperature of the whole record (2010 to 2018, every three hours), °C: not that of a usual year.
    pub min_c: f32,
    /// Highest air temperature of the whole record (2010 to 2018, every three hours), °C.
    pub max_c: f32,
    /// Root mean square of the wind speed, m/s. Where wind speeds follow the Rayleigh distribution, as they nearly do,
    /// their mean is √(π/4) = 0.886 of it: [`LandCell::mean_wind_mps`].
    pub wind_rms_mps: f32,
    /// Köppen-Geiger class: `Cfb`.
    pub koeppen: &'static str,
    /// Rain and melted snow of the year 2016 in a weather model on a 1-degree grid, mm. Rough: coasts and mountains
    /// are smeared, and it is too wet in many places.
    pub annual_rain_mm: Option<f32>,
}

impl LandCell {
    /// Mean wind speed, m/s, taking speeds to follow the Rayleigh distribution.
    #[must_use]
    pub fn mean_wind_mps(&self) -> f32 {
        self.wind_rms_mps * std::f32::consts::FRAC_PI_4.sqrt()
    }
}

/// The grid's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LandRecord<'a> {
    /// Rows of the land grid, south to north.
    pub rows: u32,
    /// Cells of a row, west to east.
    pub row_cells: u32,
    /// Latitude of the southernmost row's centres.
    pub south: f64,
    /// Longitude of the westernmost centres.
    pub west: f64,
    /// Degrees between centres.
    pub spacing: f64,
    /// One bit per cell, row by row from the south-west, the lowest bit of a byte first: 1 for land.
    pub land: &'a [u8],
    /// Per land cell, in the order of the bits.
    #[serde(borrow)]
    pub mean_c: PackedColumn<'a>,
    /// Per land cell.
    pub min_c: PackedColumn<'a>,
    /// Per land cell.
    pub max_c: PackedColumn<'a>,
    /// Per land cell.
    pub wind_rms_mps: PackedColumn<'a>,
    /// Per land cell: index into [`KOEPPEN_CLASSES`].
    pub koeppen: &'a [u8],
    /// The rain grid: cells of a row, west to east.
    pub rain_row_cells: u32,
    /// Longitude of the first value of a row; values are a degree apart.
    pub rain_west: f64,
    /// Latitude of the first row; rows go south by a degree.
    pub rain_north: f64,
    /// Millimetres in a year, row by row from the north-west.
    pub rain_mm: PackedColumn<'a>,
}

/// The land grid, read.
pub(super) struct LandGrid {
    rows: i64,
    row_cells: i64,
    south: f64,
    west: f64,
    spacing: f64,
    /// One bit per cell, in words of 64.
    land: Vec<u64>,
    /// Land cells before each word.
    land_before: Vec<u32>,
    mean_c: Vec<f32>,
    min_c: Vec<f32>,
    max_c: Vec<f32>,
    wind_rms_mps: Vec<f32>,
    koeppen: Vec<u8>,
    rain_row_cells: i64,
    rain_west: f64,
    rain_north: f64,
    rain_mm: Vec<f32>,
}

impl LandGrid {
    pub(super) fn decode(sealed: &[u8]) -> Result<Self, AssetError> {
        let plain = format::inflate(sealed)?;
        let record: LandRecord<'_> = format::read(&plain)?;
        let land: Vec<u64> = record
            .land
            .chunks(8)
            .map(|chunk| {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                u64::from_le_bytes(word)
            })
            .collect();
        let mut cells = 0;
        let land_before = land
            .iter()
            .map(|word| {
                let before = cells;
                cells += word.count_ones();
                before
            })
            .collect();
        let grid = Self {
            rows: i64::from(record.rows),
            row_cells: i64::from(record.row_cells),
            south: record.south,
            west: record.west,
            spacing: record.spacing,
            land,
            land_before,
            mean_c: record.mean_c.unpack()?,
            min_c: record.min_c.unpack()?,
            max_c: record.max_c.unpack()?,
            wind_rms_mps: record.wind_rms_mps.unpack()?,
            koeppen: record.koeppen.to_vec(),
            rain_row_cells: i64::from(record.rain_row_cells),
            rain_west: record.rain_west,
            rain_north: record.rain_north,
            rain_mm: record.rain_mm.unpack()?,
        };
        let lengths = [grid.mean_c.len(), grid.min_c.len(), grid.max_c.len(), grid.wind_rms_mps.len()];
        let known = grid.koeppen.iter().all(|class| usize::from(*class) < KOEPPEN_CLASSES.len());
        if known
            && grid.koeppen.len() == cells as usize
            && lengths.iter().all(|length| *length == cells as usize)
        {
            Ok(grid)
        } else {
            Err(AssetError::Damaged { detail: "the columns of the land grid don't fit its cells".to_owned() })
        }
    }

    /// The nearest land cell within reach.
    pub(super) fn cell(&self, latitude: f64, longitude: f64) -> Option<LandCell> {
        if !(-90.0..=90.0).contains(&latitude) || !longitude.is_finite() {
            return None;
        }
        let row = ((latitude - self.south) / self.spacing).round() as i64;
        let column = ((longitude - self.west) / self.spacing).round() as i64;
        let cell_km = self.spacing * KM_PER_DEGREE;
        let rows = (REACH_KM / cell_km).ceil() as i64;
        // A degree of longitude shrinks towards the poles; look as far as the reach needs at the row nearest to a pole.
        let poleward = (latitude.abs() + self.spacing * rows as f64).min(89.5).to_radians().cos();
        let columns = ((REACH_KM / (cell_km * poleward)).ceil() as i64).min(self.row_cells / 2);
        let mut nearest: Option<(f64, i64, i64)> = None;
        for near_row in (row - rows).max(0)..=(row + rows).min(self.rows - 1) {
            for near_column in column - columns..=column + columns {
                let wrapped = near_column.rem_euclid(self.row_cells);
                if self.land_index(near_row, wrapped).is_none() {
                    continue;
                }
                let (cell_latitude, cell_longitude) = self.centre(near_row, wrapped);
                let distance = distance_km(latitude, longitude, cell_latitude, cell_longitude);
                if distance <= REACH_KM && nearest.is_none_or(|(least, ..)| distance < least) {
                    nearest = Some((distance, near_row, wrapped));
                }
            }
        }
        let (distance_km, row, column) = nearest?;
        let index = self.land_index(row, column)?;
        let (cell_latitude, cell_longitude) = self.centre(row, column);
        Some(LandCell {
            latitude: cell_latitude,
            longitude: cell_longitude,
            distance_km,
            mean_c: self.mean_c[index],
            min_c: self.min_c[index],
            max_c: self.max_c[index],
            wind_rms_mps: self.wind_rms_mps[index],
            koeppen: KOEPPEN_CLASSES[usize::from(self.koeppen[index])],
            annual_rain_mm: self.annual_rain(latitude, longitude),
        })
    }

    /// Number of a cell among the land cells; `None` for the sea.
    fn land_index(&self, row: i64, column: i64) -> Option<usize> {
        let cell = usize::try_from(row * self.row_cells + column).ok()?;
        let (word, bit) = (cell / 64, cell % 64);
        let bits = *self.land.get(word)?;
        (bits >> bit & 1 == 1)
            .then(|| self.land_before[word] as usize + (bits & ((1 << bit) - 1)).count_ones() as usize)
    }

    fn centre(&self, row: i64, column: i64) -> (f64, f64) {
        (self.south + self.spacing * row as f64, self.west + self.spacing * column as f64)
    }

    fn annual_rain(&self, latitude: f64, longitude: f64) -> Option<f32> {
        let row = (self.rain_north - latitude).round() as i64;
        let column = ((longitude - self.rain_west).round() as i64).rem_euclid(self.rain_row_cells);
        let index = usize::try_from(row * self.rain_row_cells + column).ok()?;
        self.rain_mm.get(index).copied().filter(|rain| !rain.is_nan())
    }
}

const KM_PER_DEGREE: f64 = 6371.0 * std::f64::consts::PI / 180.0;

/// Great-circle distance (haversine on the mean Earth radius of 6371 km).
fn distance_km(latitude_a: f64, longitude_a: f64, latitude_b: f64, longitude_b: f64) -> f64 {
    let half_latitude = ((latitude_b - latitude_a).to_radians() / 2.0).sin();
    let half_longitude = ((longitude_b - longitude_a).to_radians() / 2.0).sin();
    let chord = half_latitude * half_latitude
        + latitude_a.to_radians().cos() * latitude_b.to_radians().cos() * half_longitude * half_longitude;
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}
