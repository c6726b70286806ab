//! Typical years of sixteen places in the United States.

use super::{
    archive::Archive,
    output::{About, Output, Position, StationColumn, present_percent},
    sources::PYENERGYPLUS,
};
use context::assets::{AssetVariable, TimeAxis};
use eyre::{OptionExt, Result, ensure};

const HOURS: usize = 8760;

/// What the reports say for a visibility without limit, and what is stored for it: 100 miles.
const UNLIMITED_KM: f32 = 777.7;
const STORED_FOR_UNLIMITED_KM: f32 = 160.9;

/// Name in our files, name of the file in the package, name for people, time zone.
const PLACES: [(&str, &str, &str, &str); 16] = [
    (
        "boulder",
        "CO_Boulder-Broomfield-Jefferson.County.AP.724699",
        "Boulder (Rocky Mountain Airport)",
        "America/Denver",
    ),
    (
        "champaign",
        "IL_University.of.Illinois-Willard.AP.725315",
        "Champaign (Willard Airport)",
        "America/Chicago",
    ),
    ("chicago", "IL_Chicago-OHare.Intl.AP.725300", "Chicago O'Hare Airport", "America/Chicago"),
    (
        "colorado-springs",
        "CO_Colorado.Springs-Peterson.Field.724660",
        "Colorado Springs Airport",
        "America/Denver",
    ),
    ("denver", "CO_Denver-Aurora-Buckley.AFB.724695", "Denver (Buckley)", "America/Denver"),
    ("fresno", "CA_Fresno.Air.Terminal.723890", "Fresno Airport", "America/Los_Angeles"),
    ("golden", "CO_Golden-NREL.724666", "Golden, Colorado", "America/Denver"),
    ("las-vegas", "NV_Las.Vegas-McCarran.Intl.AP.723860", "Las Vegas Airport", "America/Los_Angeles"),
    ("miami", "FL_Miami.Intl.AP.722020", "Miami Airport", "America/New_York"),
    ("newark", "NJ_Newark.Intl.AP.725020", "Newark Airport", "America/New_York"),
    (
        "oklahoma-city",
        "OK_Oklahoma.City-Will.Rogers.World.AP.723530",
        "Oklahoma City Airport",
        "America/Chicago",
    ),
    ("orlando", "FL_Orlando.Intl.AP.722050", "Orlando Airport", "America/New_York"),
    ("phoenix", "AZ_Phoenix-Sky.Harbor.Intl.AP.722780", "Phoenix Airport", "America/Phoenix"),
    ("san-francisco", "CA_San.Francisco.Intl.AP.724940", "San Francisco Airport", "America/Los_Angeles"),
    ("tampa", "FL_Tampa.Intl.AP.722110", "Tampa Airport", "America/New_York"),
    (
        "washington-dulles",
        "VA_Sterling-Washington.Dulles.Intl.AP.724030",
        "Washington Dulles Airport",
        "America/New_York",
    ),
];

/// The fields of a line of the EPW format, counted from 0 (`EnergyPlus`, Auxiliary Programs, chapter "Weather Data
/// Dictionary"), each with the value from which on it is missing.
mod field {
    pub(super) const YEAR: usize = 0;
    pub(super) const MONTH: usize = 1;
    pub(super) const DAY: usize = 2;
    pub(super) const HOUR: usize = 3;
    pub(super) const DRY_BULB_C: (usize, f32) = (6, 99.9);
    pub(super) const DEW_POINT_C: (usize, f32) = (7, 99.9);
    pub(super) const RELATIVE_HUMIDITY: (usize, f32) = (8, 999.0);
    pub(super) const PRESSURE_PA: (usize, f32) = (9, 999_999.0);
    pub(super) const WIND_MPS: (usize, f32) = (21, 999.0);
    pub(super) const SKY_COVER_TENTHS: (usize, f32) = (22, 99.0);
    pub(super) const VISIBILITY_KM: (usize, f32) = (24, 9999.0);
    pub(super) const RAIN_MM: (usize, f32) = (33, 999.0);
    pub(super) const RAIN_HOURS: (usize, f32) = (34, 99.0);
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let mut archive = Archive::open(PYENERGYPLUS)?;
    for (id, file, name, time_zone) in PLACES {
        let text = archive.file(&format!("data/weather/USA_{file}_TMY3.epw"))?;
        add_year(output, id, name, time_zone, &String::from_utf8_lossy(&text))?;
    }
    Ok(())
}

fn add_year(output: &mut Output, id: &str, name: &str, time_zone: &str, text: &str) -> Result<()> {
    let mut lines = text.lines();
    let location: Vec<&str> = lines.next().ok_or_eyre("the file is empty")?.split(',').collect();
    ensure!(
        location.len() == 10 && location[0] == "LOCATION" && location[4] == "TMY3",
        "this is no TMY3 file"
    );
    let position = Position {
        name,
        latitude: location[6].parse()?,
        longitude: location[7].parse()?,
        elevation_m: location[9].parse()?,
        time_zone,
    };
    let utc_offset_hours = location[8].parse::<f64>()? as i8;

    let hours: Vec<Vec<&str>> = lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
        .map(|line| line.split(',').collect())
        .collect();
    ensure!(hours.len() == HOURS, "{id} has {} hours", hours.len());
    for (index, hour) in hours.iter().enumerate() {
        ensure!(
            hour[field::HOUR].parse::<usize>()? == index % 24 + 1,
            "{id}: hour {index} is out of its place"
        );
    }
    ensure!(
        hours[0][field::MONTH] == "1"
            && hours[HOURS - 1][field::MONTH] == "12"
            && hours[HOURS - 1][field::DAY] == "31",
        "{id} is no calendar year"
    );
    let years: Vec<i16> = hours.iter().map(|hour| hour[field::YEAR].parse()).collect::<Result<_, _>>()?;
    let years = (
        years.iter().copied().min().ok_or_eyre("there is no year")?,
        years.iter().copied().max().ok_or_eyre("there is no year")?,
    );

    let read = |(field, missing): (usize, f32)| -> Result<Vec<f32>> {
        hours
            .iter()
            .map(|hour| {
                let value: f32 = hour.get(field).ok_or_eyre("a line is too short")?.trim().parse()?;
                Ok(if value >= missing { f32::NAN } else { value })
            })
            .collect()
    };
    let scaled = |field, factor: f32| -> Result<Vec<f32>> {
        Ok(read(field)?.into_iter().map(|value| value * factor).collect())
    };
    // Some stations report rain as the sum of 3, 6 or 24 hours; that says nothing of the single hour.
    let rain: Vec<f32> = read(field::RAIN_MM)?
        .into_iter()
        .zip(read(field::RAIN_HOURS)?)
        .map(|(rain, hours)| if (hours - 1.0).abs() < 0.5 { rain } else { f32::NAN })
        .collect();
    let visibility = read(field::VISIBILITY_KM)?;
    let unlimited = visibility.iter().any(|value| *value >= UNLIMITED_KM);
    let visibility = visibility
        .into_iter()
        .map(|value| if value >= UNLIMITED_KM { STORED_FOR_UNLIMITED_KM } else { value });

    let mut caveats = vec![
        format!(
            "A typical year, not a real one: each month is taken whole from a year between {} and {} that was typical of \
             it. It shows what is usual, and neither extremes nor the warming since.",
            years.0, years.1
        ),
        "Standard time all year round. Pressure is that at the station. A value was read at the end of the hour it \
         stands in."
            .to_owned(),
    ];
    let known_rain = present_percent(&rain);
    caveats.push(if known_rain > 0.0 {
        format!("Rain is known in {known_rain} % of the hours; the others are missing, whether dry or wet.")
    } else {
        "Rain is not known in any single hour.".to_owned()
    });
    if unlimited {
        caveats.push("A visibility without limit is stored as 160.9 km.".to_owned());
    }
    let column = |variable, values, scale| StationColumn { variable, values, scale };
    let columns = vec![
        column(AssetVariable::TemperatureC, read(field::DRY_BULB_C)?, 0.1),
        column(AssetVariable::DewPointC, read(field::DEW_POINT_C)?, 0.1),
        column(AssetVariable::RelativeHumidityPercent, read(field::RELATIVE_HUMIDITY)?, 1.0),
        column(AssetVariable::PressureHpa, scaled(field::PRESSURE_PA, 0.01)?, 1.0),
        column(AssetVariable::WindMps, read(field::WIND_MPS)?, 0.1),
        column(AssetVariable::CloudCoverPercent, scaled(field::SKY_COVER_TENTHS, 10.0)?, 10.0),
        column(AssetVariable::VisibilityKm, visibility.collect(), 0.1),
        column(AssetVariable::PrecipitationMm, rain, 1.0),
    ];
    output.station(
        &About {
            id: &format!("typical-{id}"),
            file: format!("typical/{id}.bin.zst"),
            title: format!("Typical year at {name}, from months of {} to {}", years.0, years.1),
            years,
            licence: "NREL data terms: free to use, copy and change with credit, without warranty",
            credit: "National Renewable Energy Laboratory, Typical Meteorological Year 3 (2008), by way of EnergyPlus and \
                     pyenergyplus-lbnl",
            caveats,
            sources: &[PYENERGYPLUS],
        },
        &position,
        TimeAxis::TypicalYear { utc_offset_hours },
        columns,
    )
}
