//! Files of every form, small ones made here, and real ones where they are at hand.

#![expect(clippy::float_cmp, reason = "values are read from decimals and scaled once, so they are exact")]

use super::{Reading, Surroundings, open};
use crate::ContextError;
use domain::{FileFormat, ImportOptions, Observation, SeriesInfo};
use jiff::{Timestamp, tz::TimeZone};
use std::path::{Path, PathBuf};

fn surroundings() -> Surroundings<'static> {
    let now: Timestamp = "2024-06-15T12:00Z".parse().unwrap();
    Surroundings::at(now.to_zoned(TimeZone::UTC))
}

fn read(path: &Path, options: &ImportOptions) -> Result<(FileFormat, Reading), ContextError> {
    let opened = open(path, options, &surroundings())?;
    let format = opened.format();
    Ok((format, opened.read()?))
}

/// The form, and the values of every series.
type Seen = (FileFormat, Vec<(SeriesInfo, Vec<Observation>)>);

fn all(path: &Path, options: &ImportOptions) -> Seen {
    let (format, mut reading) = read(path, options).unwrap();
    let mut values = vec![Vec::new(); reading.infos().len()];
    for incoming in reading.by_ref() {
        let (series, observation) = incoming.unwrap();
        values[series].push(observation);
    }
    (format, reading.infos().iter().cloned().zip(values).collect())
}

fn of<'a>((_, series): &'a Seen, column: &str) -> &'a (SeriesInfo, Vec<Observation>) {
    let title = format!(", {column}");
    series.iter().find(|(info, _)| info.title.ends_with(&title)).unwrap()
}

fn made(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

/// A real file, where it is at hand.
fn real(name: &str) -> Option<PathBuf> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared/data/formats").join(name);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stderr, reason = "says why a test shows nothing")]
    {
        eprintln!("{name} isn't here; skipped");
    }
    None
}

fn dly(element: &str, values: &[(i32, char)]) -> String {
    let days: String = (0..31)
        .map(|day| {
            values.get(day).map_or("-9999   ".to_owned(), |(value, flag)| format!("{value:5} {flag}0"))
        })
        .collect();
    format!("XYZ00000001202402{element}{days}\n")
}

#[test]
fn a_month_of_ghcn_daily_is_read_in_tenths_without_what_failed_its_checks() {
    let content = dly("TMAX", &[(105, ' '), (999, 'X'), (-32, ' ')])
        + &dly("SNWD", &[(1, ' ')])
        + &dly("PRCP", &[(76, ' ')]);
    let (_folder, path) = made("station.dly", content);
    let options = ImportOptions { position: Some((41.0, -8.0)), ..ImportOptions::default() };
    let seen = all(&path, &options);
    assert_eq!((seen.0, seen.1.len()), (FileFormat::GhcnDaily, 2));
    let (info, values) = of(&seen, "highest temperature");
    assert_eq!(info.step_minutes, 1440);
    assert_eq!(info.weather.as_ref().unwrap().latitude, 41.0);
    let expected = [("2024-02-01T00:00Z", 10.5), ("2024-02-03T00:00Z", -3.2)];
    let expected = expected.map(|(time, value)| Observation { valid_time: time.parse().unwrap(), value });
    assert_eq!(values[..], expected);
    assert_eq!(of(&seen, "rain").1[0].value, 7.6);
}

#[test]
fn a_unit_that_the_form_of_a_file_settles_is_refused_in_words() {
    let (_folder, path) = made("station.dly", dly("TMAX", &[(105, ' ')]));
    let said = |unit: &str| ImportOptions { unit: Some(unit.to_owned()), ..ImportOptions::default() };
    assert!(read(&path, &said("°C")).is_ok(), "that is the unit it comes in");
    insta::assert_snapshot!(read(&path, &said("°F")).unwrap_err(), @"files of this form give “TMAX” in a unit of their own, which is converted to °C, so it can't be read as °F; import it without saying a unit");
}

#[test]
fn a_real_station_of_ghcn_daily_is_read() {
    let Some(path) = real("ghcnd/USW00093134_los_angeles_to1959.dly") else { return };
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::GhcnDaily);
    let (_, values) = of(&seen, "highest temperature");
    assert_eq!(values[0].value, 16.1);
    assert!(values.len() > 10_000);
}

#[test]
fn reports_of_isd_are_read_in_their_units() {
    let line = "0050011490999991986010100004+66267+013983FM-12+003999999V0200501N00461220001CN0300001N9-01641-01751100971ADDAA101001231OC101501";
    let (_folder, path) = made("isd.txt", format!("{line}\n{line}\n"));
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::IntegratedSurface);
    let first = |column: &str| of(&seen, column).1[0];
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    assert_eq!(first("temperature"), Observation { valid_time: at("1986-01-01T00:00Z"), value: -16.4 });
    assert_eq!(first("air pressure").value, 1009.7);
    assert_eq!(first("wind").value, 4.6);
    assert_eq!(first("gusts").value, 15.0);
    assert_eq!(first("visibility").value, 30.0);
    assert_eq!(first("rain"), Observation { valid_time: at("1985-12-31T23:00Z"), value: 1.2 });
    let station = of(&seen, "wind").0.weather.clone().unwrap();
    assert_eq!((station.latitude, station.longitude, station.elevation), (66.267, 13.983, Some(39.0)));
}

#[test]
fn a_real_year_of_isd_is_unpacked_and_read() {
    let Some(path) = real("isd/011490-99999-1986.gz") else { return };
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::IntegratedSurface);
    assert_eq!(of(&seen, "temperature").1[0].value, -16.4);
}

#[test]
fn a_five_minute_file_of_uscrn_is_read_by_the_start_of_its_intervals() {
    let rows = "53131 20190101 1610 20190101 0910      3 -111.17   32.24 -9999.0     0.0    296 0     4.4 C 0    90 0 -99.000 -9999.0    24 0   0.78 0\n\
                53131 20190101 1615 20190101 0915      3 -111.17   32.24     3.3     0.2    183 0     4.0 C 0    87 3 -99.000 -9999.0  1182 0   0.36 0\n";
    let (_folder, path) = made("CRNS0101-05-2019-AZ_Tucson_11_W.txt", rows);
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::ClimateReference);
    let (info, values) = of(&seen, "temperature");
    assert_eq!(info.title, "AZ Tucson 11 W, temperature");
    assert_eq!(values[..], [Observation { valid_time: "2019-01-01T16:10Z".parse().unwrap(), value: 3.3 }]);
    assert_eq!(of(&seen, "humidity").1.len(), 1, "a flagged value is none");
    assert_eq!(of(&seen, "rain").1.iter().map(|rain| rain.value).sum::<f64>(), 0.2);
}

#[test]
fn real_files_of_uscrn_metar_and_epw_are_told_apart() {
    for (name, format, column) in [
        ("uscrn/CRNS0101-05-2019-AZ_Tucson_11_W.txt", FileFormat::ClimateReference, "temperature"),
        ("metar/metar_adds_csv_KSFO_2016.txt", FileFormat::Metar, "temperature"),
        ("epw/pvgis_tmy_45N_8E_2005_2023.epw.gz", FileFormat::EnergyPlusWeather, "temperature"),
    ] {
        let Some(path) = real(name) else { continue };
        let seen = all(&path, &ImportOptions::default());
        assert_eq!(seen.0, format, "{name}");
        assert!(!of(&seen, column).1.is_empty(), "{name}");
    }
}

#[test]
fn metar_reports_without_a_month_are_of_the_latest() {
    let reports = "METAR LPPR 302330Z 24010KT 9999 -RA SCT020 16/14 Q1015=\nMETAR LPPR 010000Z 24012KT CAVOK 17/14 Q1015=\n";
    let (_folder, path) = made("reports.txt", reports);
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::Metar);
    let times: Vec<String> =
        of(&seen, "temperature").1.iter().map(|value| value.valid_time.to_string()).collect();
    assert_eq!(times, ["2024-05-30T23:30:00Z", "2024-06-01T00:00:00Z"]);
    assert_eq!(of(&seen, "rain reported").1.iter().map(|value| value.value).collect::<Vec<_>>(), [1.0, 0.0]);
}

#[test]
fn hours_that_no_clock_shows_are_no_times() {
    let isd = "0050011490999991986010199004+66267+013983FM-12+003999999V0200501N00461220001CN0300001N9-01641-01751100971ADDAA101001231OC101501";
    let uscrn = "53131 20190101 9910 20190101 0910      3 -111.17   32.24 -9999.0     0.0    296 0     4.4 C 0    90 0 -99.000 -9999.0    24 0   0.78 0";
    let metar = "METAR LPPR 309975Z 24010KT 9999 -RA SCT020 16/14 Q1015=";
    for (format, line) in [
        (FileFormat::IntegratedSurface, isd),
        (FileFormat::ClimateReference, uscrn),
        (FileFormat::Metar, metar),
    ] {
        let (_folder, path) = made("CRNS0101-05-2019-AZ_Tucson_11_W.txt", format!("{line}\n{line}\n"));
        let options = ImportOptions { format: Some(format), all: true, ..ImportOptions::default() };
        let read = read(&path, &options)
            .and_then(|(_, mut reading)| reading.by_ref().collect::<Result<Vec<_>, _>>());
        assert!(read.is_err(), "{format:?}: {read:?}");
    }
}

#[test]
fn an_archive_of_weewx_is_converted_row_by_row() {
    let (_folder, path) = made("weewx.sdb", "");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE archive (dateTime INTEGER PRIMARY KEY, usUnits INTEGER, interval INTEGER, outTemp REAL, barometer REAL, rain REAL);
             INSERT INTO archive VALUES (1704067500, 1, 5, 50.0, 29.92, 0.1), (1704067800, 16, 5, 10.5, 1013.2, 0.2), (1704068100, 17, 5, NULL, 1013.3, 0.3);",
        )
        .unwrap();
    let seen = all(&path, &ImportOptions::default());
    assert_eq!(seen.0, FileFormat::WeeWx);
    let values = |column: &str| of(&seen, column).1.iter().map(|value| value.value).collect::<Vec<_>>();
    assert_eq!(values("temperature"), [10.0, 10.5]);
    for (value, expected) in values("rain").iter().zip([2.54, 2.0, 0.3]) {
        assert!((value - expected).abs() < 1e-9, "{value}");
    }
    assert_eq!(of(&seen, "temperature").1[0].valid_time, "2024-01-01T00:00Z".parse().unwrap());
}

#[test]
fn home_assistant_is_read_in_its_newer_and_its_older_versions_while_it_writes() {
    let newer = "CREATE TABLE statistics_meta (id INTEGER PRIMARY KEY, statistic_id TEXT, unit_of_measurement TEXT, has_mean BOOLEAN, has_sum BOOLEAN, name TEXT);
        CREATE TABLE statistics (id INTEGER PRIMARY KEY, metadata_id INTEGER, start_ts FLOAT, mean FLOAT, sum FLOAT);
        CREATE TABLE states_meta (metadata_id INTEGER PRIMARY KEY, entity_id TEXT);
        CREATE TABLE state_attributes (attributes_id INTEGER PRIMARY KEY, shared_attrs TEXT);
        CREATE TABLE states (state_id INTEGER PRIMARY KEY, metadata_id INTEGER, state TEXT, last_updated TEXT, last_updated_ts FLOAT, attributes_id INTEGER);
        INSERT INTO statistics_meta VALUES (1, 'sensor.energy', 'kWh', 0, 1, NULL);
        INSERT INTO statistics VALUES (1, 1, 1704067200.0, NULL, 10.0), (2, 1, 1704070800.0, NULL, 12.5);
        INSERT INTO states_meta VALUES (7, 'sensor.hall'), (8, 'light.hall');
        INSERT INTO state_attributes VALUES (1, '{\"unit_of_measurement\": \"°F\", \"friendly_name\": \"Hall temperature\"}');
        INSERT INTO states VALUES (1, 7, '50.0', NULL, 1704067200.25, 1), (2, 7, 'unavailable', NULL, 1704067300.5, 1), (3, 8, 'on', NULL, 1704067300.5, NULL);";
    let (_folder, path) = made("home-assistant_v2.db", "");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "journal_mode", "wal").unwrap();
    database.execute_batch(newer).unwrap();
    assert!(matches!(
        read(&path, &ImportOptions::default()),
        Err(ContextError::SeveralSeries { count: 2, .. })
    ));
    let seen = all(&path, &ImportOptions { all: true, ..ImportOptions::default() });
    assert_eq!(seen.0, FileFormat::HomeAssistant);
    assert_eq!(seen.1[0].1.iter().map(|value| value.value).collect::<Vec<_>>(), [2.5]);
    assert_eq!(seen.1[1].0.title, "Hall temperature");
    assert_eq!(
        seen.1[1].1[..],
        [Observation { valid_time: "2024-01-01T00:00Z".parse().unwrap(), value: 10.0 }]
    );

    let choice = |column: &str, unit: &str| domain::SeriesChoice {
        column: column.to_owned(),
        unit: Some(unit.to_owned()),
        ..domain::SeriesChoice::default()
    };
    let series = vec![choice("sensor.hall", "°C"), choice("sensor.energy", "Wh")];
    let (_, mut corrected) = read(&path, &ImportOptions { series, ..ImportOptions::default() }).unwrap();
    let values: Vec<f64> = corrected.by_ref().map(|incoming| incoming.unwrap().1.value).collect();
    assert_eq!(values, [50.0, 0.0025], "as the user says, not as Home Assistant does");
    assert_eq!(
        corrected.notes()[..2],
        [
            "\u{201c}sensor.hall\u{201d}: the file says °F; its numbers were read as °C, as you said.",
            "\u{201c}sensor.energy\u{201d}: the file says kWh; its numbers were read as Wh, as you said."
        ]
    );

    let older = "CREATE TABLE states (state_id INTEGER PRIMARY KEY, entity_id TEXT, state TEXT, attributes TEXT, last_changed DATETIME, last_updated DATETIME);
        INSERT INTO states VALUES (1, 'sensor.power', '215.5', '{\"unit_of_measurement\": \"W\"}', '2021-03-01 10:00:00.123456', '2021-03-01 10:00:00.123456');";
    let (_folder, path) = made("home-assistant_v2.db", "");
    rusqlite::Connection::open(&path).unwrap().execute_batch(older).unwrap();
    let seen = all(&path, &ImportOptions { all: true, ..ImportOptions::default() });
    assert_eq!(seen.1[0].0.title, "power");
    assert_eq!(
        seen.1[0].1[..],
        [Observation { valid_time: "2021-03-01T10:00Z".parse().unwrap(), value: 215.5 }]
    );
}

#[test]
fn what_is_no_file_or_too_much_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path| read(path, &ImportOptions::default()).unwrap_err().to_string();
    #[cfg(unix)]
    {
        let ring = folder.path().join("ring.csv");
        std::os::unix::fs::symlink(&ring, &ring).unwrap();
        assert!(refused(&ring).contains("can't be read"), "{}", refused(&ring));
        assert!(refused(Path::new("/dev/zero")).contains("device"), "{}", refused(Path::new("/dev/zero")));
    }
    let sparse = folder.path().join("sparse.csv");
    std::fs::File::create(&sparse).unwrap().set_len(10_000_000_000).unwrap();
    assert!(refused(&sparse).contains("binary"), "{}", refused(&sparse));
    let (_folder, torn) = made("torn.db", [&b"SQLite format 3\0"[..], &[7; 5000]].concat());
    assert!(refused(&torn).contains("database"), "{}", refused(&torn));
}

#[test]
fn json_records_are_read_line_by_line_and_in_an_array() {
    let rows = [(0, "21.5"), (1, "null"), (2, "22")].map(|(hour, value)| {
        format!("{{\"time\": \"2024-01-01T0{hour}:00Z\", \"hall\": {{\"temp\": {value}}}, \"tags\": [1]}}")
    });
    let lines = made("rows.jsonl", rows.join("\n"));
    let array = made("rows.json", format!("[\n{}\n]", rows.join(",\n")));
    for (_folder, path) in [lines, array] {
        let seen = all(&path, &ImportOptions::default());
        assert_eq!(seen.0, FileFormat::Json);
        let values: Vec<f64> = seen.1[0].1.iter().map(|value| value.value).collect();
        assert_eq!(values, [21.5, 22.0]);
        assert_eq!(seen.1[0].0.step_minutes, 60);
    }
    let deep = format!("{{\"time\": {}1{}}}", "{\"a\":".repeat(500), "}".repeat(500));
    for nonsense in [deep.as_str(), "{\"time\": ", "{]}", "[1, 2]"] {
        let (_folder, path) = made("rows.json", nonsense);
        let options = ImportOptions { format: Some(FileFormat::Json), ..ImportOptions::default() };
        assert!(read(&path, &options).is_err(), "{nonsense}");
    }
}

#[test]
fn an_import_can_be_cancelled() {
    let content: String = (0..200_000).map(|row| format!("{},1\n", 1_700_000_000 + row)).collect();
    let (_folder, path) = made("long.csv", content);
    let surroundings = surroundings();
    let mut reading = open(&path, &ImportOptions::default(), &surroundings).unwrap().read().unwrap();
    reading.next().unwrap().unwrap();
    surroundings.progress.cancel();
    assert!(reading.any(|incoming| incoming == Err(ContextError::Cancelled)));
}

#[test]
fn a_preview_tells_what_was_understood() {
    let (_folder, path) = made(
        "wide.csv",
        "time,inside (°F),outside (°C)\n2024-01-01T00:00Z,50,1\n2024-01-01T01:00Z,,2\n2024-01-01T03:00Z,59,0.5\n2024-01-01T04:00Z,59,0.5\n2024-01-01T05:00Z,59,0.5\n",
    );
    let preview = open(&path, &ImportOptions::default(), &surroundings()).unwrap().preview().unwrap();
    assert!(preview.whole);
    assert_eq!(preview.series[0].read_as, Some(domain::Unit::Fahrenheit));
    assert_eq!(preview.series[0].info.unit, domain::Unit::Celsius);
    let [inside, outside] = &preview.series[..] else { panic!("two series") };
    assert!(!inside.chosen);
    assert_eq!((inside.values, inside.missing, inside.gaps), (4, 1, Some(2)));
    assert_eq!(
        (outside.first_value, outside.last_value, outside.least, outside.greatest),
        (Some(1.0), Some(0.5), Some(0.5), Some(2.0))
    );
    assert_eq!(outside.info.last, Some("2024-01-01T05:00Z".parse().unwrap()));
}

proptest::proptest! {
    #[test]
    fn no_form_panics_at_any_bytes(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600), form in 0..6_usize) {
        let format = [FileFormat::Table, FileFormat::GhcnDaily, FileFormat::IntegratedSurface, FileFormat::ClimateReference, FileFormat::Metar, FileFormat::EnergyPlusWeather][form];
        let (_folder, path) = made("nonsense", bytes);
        if let Ok((_, reading)) = read(&path, &ImportOptions { format: Some(format), all: true, ..ImportOptions::default() }) {
            let _ = reading.count();
        }
    }
}
