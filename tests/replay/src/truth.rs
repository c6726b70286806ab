//! What the weather was, hour by hour: the built-in record of the nearest station, and outside of its years weather like that of
//! the season.

use crate::noise::{hash, line};
use context::assets::{self, AssetVariable, Station, StationKind, Step, TimeAxis};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

/// Days before and after that tell what the season is like.
const DAYS_ABOUT: i64 = 10;

/// How a variable of theirs is told.
pub(crate) struct Told {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) asset: AssetVariable,
    /// Decimals it is told with.
    pub(crate) decimals: usize,
    /// The error of an analysis, and how much is added to it at a lead of a day; as a share for what is multiplied.
    pub(crate) error: (f64, f64),
    /// What models are always off by.
    pub(crate) bias: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

const fn told(
    name: &'static str,
    unit: &'static str,
    asset: AssetVariable,
    decimals: usize,
    error: (f64, f64),
    bias: f64,
    (least, most): (f64, f64),
) -> Told {
    Told { name, unit, asset, decimals, error, bias, least, most }
}

/// What is told of the sun alone, not of any record.
pub(crate) const ULTRAVIOLET: &str = "uv_index";

/// What air quality is made of.
pub(crate) const AIR: [&str; 4] = ["pm2_5", "pm10", "ozone", ULTRAVIOLET];

/// The index under a clear sky: 11 for a sun overhead, and less as the air gets thicker on its way (Madronich 2007, Photochemistry
/// and Photobiology 83, equation 4, without its ozone).
pub(crate) fn ultraviolet(latitude: f64, longitude: f64, hour: i64) -> f64 {
    let turn = std::f64::consts::TAU;
    #[expect(clippy::cast_precision_loss, reason = "hours of some decades")]
    let days = hour as f64 / 24.0;
    let declination = (-23.44_f64).to_radians() * (turn * (days + 10.0) / 365.25).cos();
    let noon = turn * (days.fract() - 0.5 + longitude / 360.0);
    let latitude = latitude.to_radians();
    let height = latitude.sin() * declination.sin() + latitude.cos() * declination.cos() * noon.cos();
    12.5 * height.max(0.0).powf(2.42)
}

/// Errors are of the size that verification of global models in the middle latitudes finds: 1.5 to 2 °C and m/s at a day.
pub(crate) const TOLD: &[Told] = &[
    told("temperature_2m", "°C", AssetVariable::TemperatureC, 1, (0.4, 1.2), 0.8, (-90.0, 60.0)),
    told("dew_point_2m", "°C", AssetVariable::DewPointC, 1, (0.5, 1.2), 0.4, (-90.0, 40.0)),
    told(
        "relative_humidity_2m",
        "%",
        AssetVariable::RelativeHumidityPercent,
        0,
        (3.0, 7.0),
        -2.0,
        (1.0, 100.0),
    ),
    told("pressure_msl", "hPa", AssetVariable::PressureHpa, 1, (0.3, 1.0), 0.2, (870.0, 1085.0)),
    told("precipitation", "mm", AssetVariable::PrecipitationMm, 2, (0.15, 0.35), 0.0, (0.0, 500.0)),
    told("wind_speed_10m", "m/s", AssetVariable::WindMps, 2, (0.4, 1.0), -0.5, (0.0, 100.0)),
    told("wind_gusts_10m", "m/s", AssetVariable::GustMps, 2, (0.8, 1.5), 0.5, (0.0, 120.0)),
    told("cloud_cover", "%", AssetVariable::CloudCoverPercent, 0, (8.0, 15.0), 0.0, (0.0, 100.0)),
    told("visibility", "m", AssetVariable::VisibilityKm, 0, (1.0, 2.0), 1.0, (0.0, 24.14)),
    told("pm2_5", "μg/m³", AssetVariable::Pm25, 1, (5.0, 10.0), 3.0, (0.0, 1000.0)),
    // Nobody observed these: dust goes with fine dust, ozone with warmth, ultraviolet light with the sun.
    told("pm10", "μg/m³", AssetVariable::Pm25, 1, (8.0, 15.0), 20.0, (0.0, 2000.0)),
    told("ozone", "μg/m³", AssetVariable::TemperatureC, 0, (4.0, 8.0), 45.0, (0.0, 500.0)),
    told(ULTRAVIOLET, "", AssetVariable::CloudCoverPercent, 2, (0.0, 0.0), 0.0, (0.0, 15.0)),
];

static STATIONS: LazyLock<Vec<Arc<Station>>> = LazyLock::new(|| {
    assets::stations()
        .filter(|station| station.kind == StationKind::Observed && station.step == Step::Hourly)
        .filter_map(|station| assets::load_station(&station.id))
        .collect()
});

/// The record that stands for the weather of a position.
pub(crate) struct Truth {
    /// The nearest first.
    stations: Vec<&'static Arc<Station>>,
    /// What was worked out before: members ask for the same hours.
    known: RefCell<HashMap<(AssetVariable, i64), f64>>,
}

impl Truth {
    pub(crate) fn near(latitude: f64, longitude: f64) -> Self {
        let mut stations: Vec<_> = STATIONS.iter().collect();
        let distance = |station: &Arc<Station>| {
            let (lat, lon) = (station.summary.latitude - latitude, station.summary.longitude - longitude);
            lat.hypot(lon * latitude.to_radians().cos())
        };
        stations.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        Self { stations, known: RefCell::default() }
    }

    pub(crate) fn elevation(&self) -> f64 {
        self.stations.first().and_then(|station| station.summary.elevation_m).unwrap_or(0.0)
    }

    /// The value of an hour, in the unit of the record; NaN where no station has one.
    pub(crate) fn at(&self, variable: AssetVariable, hour: i64) -> f64 {
        if let Some(known) = self.known.borrow().get(&(variable, hour)) {
            return *known;
        }
        let value = self.worked_out(variable, hour);
        self.known.borrow_mut().insert((variable, hour), value);
        value
    }

    fn worked_out(&self, variable: AssetVariable, hour: i64) -> f64 {
        let nearest_with = |station: &&&Arc<Station>| station.values(variable).is_some();
        let station = self.stations.iter().find(nearest_with);
        let value = station.map_or(f64::NAN, |station| observed(station, variable, hour));
        if !value.is_nan() {
            return value;
        }
        // Reported only when there are any.
        if variable == AssetVariable::GustMps {
            return self.at(AssetVariable::WindMps, hour) * 1.4;
        }
        station.map_or(f64::NAN, |station| like_the_season(station, variable, hour))
    }
}

fn observed(station: &Station, variable: AssetVariable, hour: i64) -> f64 {
    let TimeAxis::Hourly { start } = station.axis else { return f64::NAN };
    let index = usize::try_from(hour - start.as_second().div_euclid(3600));
    let value = index.ok().and_then(|index| station.values(variable)?.get(index).copied());
    value.map_or(f64::NAN, f64::from)
}

/// Weather of this hour of this season that never was. The days of another year would not do: within the years of the record,
/// the history that is served for the year before would tell what is still to come.
fn like_the_season(station: &Station, variable: AssetVariable, hour: i64) -> f64 {
    let seed = hash(&[hash(&station.summary.id.bytes().map(u64::from).collect::<Vec<_>>()), variable as u64]);
    let of_season: Vec<f64> = (station.summary.first_year..=station.summary.last_year)
        .flat_map(|year| (-DAYS_ABOUT..=DAYS_ABOUT).map(move |day| in_year(hour, year) + 24 * day))
        .map(|hour| observed(station, variable, hour))
        .filter(|value| !value.is_nan())
        .collect();
    let drawn = line(&[seed], hour);
    if of_season.is_empty() {
        return f64::NAN;
    }
    // The value whose rank among those of the season is that of a smooth line among all.
    let mut sorted = of_season;
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let rank = (sorted.len() - 1) as f64 / (1.0 + (-1.702 * drawn).exp());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the length")]
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * rank.fract()
}

/// The same day and hour of another year; 28 February for the 29th.
fn in_year(hour: i64, year: i16) -> i64 {
    let moment =
        Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_hours(hour)).unwrap_or(Timestamp::MAX);
    let there = TimeZone::UTC.to_datetime(moment);
    let day = Date::new(year, there.month(), there.day())
        .or_else(|_| Date::new(year, there.month(), there.day() - 1))
        .unwrap_or(there.date());
    day.at(there.hour(), 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .map_or(hour, |moved| moved.timestamp().as_second().div_euclid(3600))
}
