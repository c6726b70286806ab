//! The climate of all land, and the rain of the world.

use super::{
    archive::{Archive, npz_bytes},
    output::{About, Output},
    sources::{PVCZ, VEGA_DATASETS},
};
use context::assets::{
    PackedColumn, format,
    land::{KOEPPEN_CLASSES, LandRecord},
    manifest::{Content, ManifestVariable},
};
use eyre::{OptionExt, Result, ensure, eyre};
use serde::Deserialize;

/// The grid of the Global Land Data Assimilation System: centres of quarter-degree cells from 59.875° S.
const ROWS: u32 = 600;
const ROW_CELLS: u32 = 1440;
const SOUTH: f64 = -59.875;
const WEST: f64 = -179.875;
const SPACING: f64 = 0.25;

#[derive(Deserialize)]
struct Cell {
    lat: f64,
    lon: f64,
    #[serde(rename = "T_ambient_mean")]
    mean_c: f32,
    #[serde(rename = "T_ambient_min")]
    min_c: f32,
    #[serde(rename = "T_ambient_max")]
    max_c: f32,
    wind_speed_rms: f32,
    #[serde(rename = "KG_zone")]
    koeppen: String,
}

/// A raster of Vega's: the value at column `x` and row `y` stands at `translate + scale * (x, y)`.
#[derive(Deserialize)]
struct Raster {
    width: u32,
    height: u32,
    scale: [f64; 2],
    translate: [f64; 2],
    values: Vec<f32>,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let mut archive = Archive::open(PVCZ)?;
    let table = archive.file("PVCZ-2019_ver0p2_world_PV_climate_stressors_and_zones.csv")?;
    let cells: Vec<Cell> =
        csv::Reader::from_reader(table.as_slice()).deserialize().collect::<Result<_, _>>()?;
    let keepers = npz_bytes(archive.file("PVCZ-2019_GLDAS_NOAH025_3H_info.npz")?, "keepers", "|b1")?;
    ensure!(keepers.len() == (ROWS * ROW_CELLS) as usize, "the grid has {} cells", keepers.len());

    // The table rounds its positions to three digits; the mask says which cell each row of it really is.
    let land_cells: Vec<usize> = (0..keepers.len()).filter(|cell| keepers[*cell] != 0).collect();
    ensure!(land_cells.len() == cells.len(), "the mask and the table differ in length");
    for (cell, row) in land_cells.iter().zip(&cells) {
        let latitude = SOUTH + SPACING * (cell / ROW_CELLS as usize) as f64;
        let longitude = WEST + SPACING * (cell % ROW_CELLS as usize) as f64;
        let near = (latitude - row.lat).abs() < 0.06 && (longitude - row.lon).abs() < 0.51;
        ensure!(near, "the table has {}, {} where the mask has {latitude}, {longitude}", row.lat, row.lon);
    }
    let mut land = vec![0_u8; keepers.len().div_ceil(8)];
    for cell in &land_cells {
        land[cell / 8] |= 1 << (cell % 8);
    }
    let koeppen = cells
        .iter()
        .map(|cell| {
            KOEPPEN_CLASSES
                .iter()
                .position(|class| *class == cell.koeppen)
                .and_then(|position| u8::try_from(position).ok())
                .ok_or_else(|| eyre!("{} is no Köppen-Geiger class", cell.koeppen))
        })
        .collect::<Result<Vec<_>>>()?;
    let column = |scale, value: fn(&Cell) -> f32| {
        PackedColumn::pack(&cells.iter().map(value).collect::<Vec<_>>(), scale)
    };

    let rain: Raster =
        serde_json::from_slice(&Archive::open(VEGA_DATASETS)?.file("package/data/annual-precip.json")?)?;
    ensure!(rain.scale.map(|scale| scale as i32) == [1, -1], "the rain grid is no longer of one degree");
    ensure!(rain.values.len() == (rain.width * rain.height) as usize, "the rain grid has a hole");
    let [rain_west, rain_north] = rain.translate;

    let bytes = format::seal(&LandRecord {
        rows: ROWS,
        row_cells: ROW_CELLS,
        south: SOUTH,
        west: WEST,
        spacing: SPACING,
        land: &land,
        mean_c: column(0.1, |cell| cell.mean_c),
        min_c: column(0.1, |cell| cell.min_c),
        max_c: column(0.1, |cell| cell.max_c),
        wind_rms_mps: column(0.05, |cell| cell.wind_speed_rms),
        koeppen: &koeppen,
        rain_row_cells: rain.width,
        rain_west,
        rain_north,
        rain_mm: PackedColumn::pack(&rain.values, 1.0),
    })?;
    let variable = |name: &str, unit: &str| ManifestVariable {
        name: name.to_owned(),
        unit: unit.to_owned(),
        present_percent: 100.0,
    };
    let first = cells.first().ok_or_eyre("the table is empty")?;
    ensure!(first.lat < 0.0, "the table no longer begins in the south");
    output.add(
        &About {
            id: "land",
            file: "land.bin.zst".to_owned(),
            title: "Rough climate of all land".to_owned(),
            years: (2010, 2018),
            licence: "MIT (pvcz); the data behind it are US Government works, public domain",
            credit: "Todd Karin, Photovoltaic Climate Zones (2019), from NASA's Global Land Data Assimilation System; \
                     NOAA Climate Forecast System Version 2, by way of vega-datasets",
            caveats: vec![
                "Yearly figures from weather models, not from a station: mean temperature, the lowest and highest of \
                 the whole record of 2010 to 2018 (not of a usual year), root-mean-square wind speed and Köppen-Geiger \
                 class, on a quarter-degree grid (28 km) without the Antarctic."
                    .to_owned(),
                "Small islands are sea to it: Hawaii, the Canaries and Mauritius are among the 266 of 34,006 cities that \
                 have no cell within 150 km."
                    .to_owned(),
                "Rain is that of the single year 2016 in a forecast model on a 1-degree grid (111 km). It smears coasts \
                 and mountains and is too wet in many places: 1045 mm for Paris, where gauges have 640."
                    .to_owned(),
                "Season and hour are not in it; whoever uses it must say that they are guessed from the class and the \
                 latitude."
                    .to_owned(),
            ],
            sources: &[PVCZ, VEGA_DATASETS],
        },
        "0.25 degrees; rain 1 degree",
        vec![
            variable("mean temperature", "°C"),
            variable("lowest temperature of the record", "°C"),
            variable("highest temperature of the record", "°C"),
            variable("root-mean-square wind speed", "m/s"),
            variable("Köppen-Geiger class", ""),
            variable("rain of 2016", "mm"),
        ],
        Content::LandGrid,
        bytes,
    );
    Ok(())
}
