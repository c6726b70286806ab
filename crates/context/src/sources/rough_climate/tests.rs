use super::*;
use crate::assets::{AssetVariable, StationKind};
use domain::PlaceId;

fn place(name: &str, latitude: f64, longitude: f64, time_zone: &str) -> Place {
    Place {
        id: PlaceId(1),
        name: name.to_owned(),
        region: None,
        country: String::new(),
        country_code: String::new(),
        latitude,
        longitude,
        elevation: None,
        time_zone: time_zone.to_owned(),
        population: 0,
        local: None,
    }
}

fn climate_of(place: &Place) -> Record {
    let cell = assets::land_cell(place.latitude, place.longitude).expect("land");
    record(&Climate::of(&cell, place), &TimeZone::get(&place.time_zone).unwrap())
}

/// Means by month, over all years.
fn months(series: &Series) -> [f64; 12] {
    let (mut sums, mut counts) = ([0.0; 12], [0.0; 12]);
    for (time, value) in series.observed() {
        let month = usize::try_from(series.time_zone().to_datetime(time).month()).unwrap() - 1;
        sums[month] += value;
        counts[month] += 1.0;
    }
    std::array::from_fn(|month| sums[month] / counts[month])
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn months_come_out_near_those_of_the_typical_years() {
    let mut worst: Vec<(f64, String)> = Vec::new();
    for station in assets::stations().filter(|station| station.kind == StationKind::TypicalYear) {
        let place = place(&station.name, station.latitude, station.longitude, &station.time_zone);
        let rough = months(climate_of(&place).of(&Variable::Temperature).unwrap());
        let own = assets::load_station(&station.id).unwrap();
        let own: Vec<f64> =
            own.values(AssetVariable::TemperatureC).unwrap().iter().map(|value| f64::from(*value)).collect();
        let zone = TimeZone::get(&station.time_zone).unwrap();
        let start = date(NOMINAL_YEAR, 1, 1).to_zoned(zone).unwrap();
        let own = months(&Series::new(start, Step::HOUR, own).unwrap());
        let error = mean(&rough.iter().zip(own).map(|(rough, own)| (rough - own).abs()).collect::<Vec<_>>());
        worst.push((error, station.name.clone()));
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let average = mean(&worst.iter().map(|(error, _)| *error).collect::<Vec<_>>());
    assert!(average < 2.0, "monthly means are {average:.1} degrees off: {worst:.1?}");
    assert!(worst[0].0 < 4.5, "{worst:.1?}");
}

#[test]
fn summer_is_where_the_hemisphere_has_it() {
    for (place, warm, cold) in [
        (place("Sydney", -33.87, 151.21, "Australia/Sydney"), 0, 6),
        (place("Lisbon", 38.72, -9.14, "Europe/Lisbon"), 6, 0),
    ] {
        let temperature = months(climate_of(&place).of(&Variable::Temperature).unwrap());
        assert!(temperature[warm] > temperature[cold] + 4.0, "{}: {temperature:.1?}", place.name);
    }
}

#[test]
fn rain_falls_in_its_season_and_adds_up_to_the_year() {
    let lisbon = place("Lisbon", 38.72, -9.14, "Europe/Lisbon");
    let record = climate_of(&lisbon);
    let rain = record.of(&Variable::Precipitation).unwrap();
    let by_month = months(rain);
    assert!(by_month[0] > 3.0 * by_month[6], "dry summers: {by_month:.3?}");
    let yearly = rain.values().iter().sum::<f64>() / f64::from(YEARS);
    assert!((400.0..1100.0).contains(&yearly), "{yearly} mm; gauges have 690");

    let delhi = place("Delhi", 28.65, 77.23, "Asia/Kolkata");
    let by_month = months(climate_of(&delhi).of(&Variable::Precipitation).unwrap());
    assert!(by_month[6] > 2.0 * by_month[0], "dry winters: {by_month:.3?}");

    let cairo = place("Cairo", 30.05, 31.24, "Africa/Cairo");
    let record = climate_of(&cairo);
    let wet =
        record.of(&Variable::Precipitation).unwrap().values().iter().filter(|hour| **hour > 0.1).count();
    assert!((wet as f64) < 0.01 * 6.0 * 8766.0, "{wet} wet hours in a desert");
}

#[test]
fn rain_comes_with_cloud_and_humidity_and_every_value_is_possible() {
    let record = climate_of(&place("Hamburg", 53.55, 9.99, "Europe/Berlin"));
    let values = |variable: Variable| record.of(&variable).unwrap().values();
    let (rain, cloud, humidity) =
        (values(Variable::Precipitation), values(Variable::CloudCover), values(Variable::RelativeHumidity));
    let where_wet = |other: &[f64], wet: bool| {
        mean(
            &other
                .iter()
                .zip(rain)
                .filter(|(_, rain)| (**rain > 0.0) == wet)
                .map(|(other, _)| *other)
                .collect::<Vec<_>>(),
        )
    };
    assert!(where_wet(cloud, true) > where_wet(cloud, false) + 15.0);
    assert!(where_wet(humidity, true) > where_wet(humidity, false) + 5.0);
    for (variable, series) in &record.series {
        let support = variable.support();
        assert!(
            series
                .values()
                .iter()
                .all(|value| value.is_finite() && (support.clamp(*value) - value).abs() < 1e-12),
            "{variable:?}"
        );
    }
    let wet_share = rain.iter().filter(|rain| **rain > 0.1).count() as f64 / rain.len() as f64;
    assert!((0.05..0.2).contains(&wet_share), "{wet_share} of the hours are wet");
    let (wind, temperature) = (mean(values(Variable::WindSpeed)), mean(values(Variable::Temperature)));
    assert!(
        (2.0..6.0).contains(&wind) && (7.0..12.0).contains(&temperature),
        "{wind} m/s, {temperature} degrees"
    );
}

#[test]
fn the_same_place_always_has_the_same_years() {
    let lima = place("Lima", -12.04, -77.03, "America/Lima");
    let (once, again) = (climate_of(&lima), climate_of(&lima));
    assert_eq!(once.series, again.series);
    let temperature = once.of(&Variable::Temperature).unwrap();
    assert_eq!(
        temperature.first_time(),
        "2017-01-01T00:00[America/Lima]".parse::<jiff::Zoned>().unwrap().timestamp()
    );
    assert_eq!(temperature.len(), 24 * (6 * 365 + 1));
}

#[test]
fn the_sea_has_no_climate_here() {
    assert!(assets::land_cell(-45.0, -120.0).is_none());
}
