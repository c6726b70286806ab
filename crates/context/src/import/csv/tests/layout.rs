//! What is a header, a separator, an encoding, a column of values.

use super::{options, seen};
use domain::ImportOptions;
use insta::assert_snapshot;

#[test]
fn a_plain_file_is_read() {
    assert_snapshot!(seen("time,temp (°F)\n2024-01-01T00:00Z,32\n2024-01-01T01:00Z,50\n", &options()), @r"
    temp | Temp | °C | Level | every 60 min
    2024-01-01T00:00:00Z 0
    2024-01-01T01:00:00Z 10
    Values in °F were converted to °C.
    ");
}

#[test]
fn the_shape_of_the_file_is_judged() {
    assert_snapshot!(seen("Datum;Verbrauch (kWh)\n31.01.2024 00:00;1.234,5\n31.01.2024 01:00;0,7\n", &options()), @r"
    verbrauch | Verbrauch | kWh | Amount | every 60 min
    2024-01-31T05:00:00Z 1234.5
    2024-01-31T06:00:00Z 0.7
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("\u{feff}Date\tVisitors\n2024-01-01\t12\n2024-01-02\t15\n2024-01-03\tNA\n2024-01-04\t9\n", &options()), @r"
    visitors | Visitors |  | Count | every 1440 min
    2024-01-01T05:00:00Z 12
    2024-01-02T05:00:00Z 15
    2024-01-04T05:00:00Z 9
    Times state no zone and were read as America/New_York.
    1 row has no value and was left out.
    1 step is without a value between the first time and the last, going by one value a day.
    ");
    assert_snapshot!(seen("2024-01-01,5.5\n2024-02-01,6.5\n2024-03-01,7\n", &options()), @r"
    readings | Readings |  | Level | every 43800 min
    2024-01-01T05:00:00Z 5.5
    2024-02-01T05:00:00Z 6.5
    2024-03-01T05:00:00Z 7
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("latitude,longitude\n52.5,13.4\n\ntime,wind speed (km/h)\n2024-01-01T00:00,36\n2024-01-01T01:00,18\n", &options()), @r"
    wind-speed | Wind speed | m/s | Level | every 60 min
    2024-01-01T05:00:00Z 10
    2024-01-01T06:00:00Z 5
    Times state no zone and were read as America/New_York.
    Values in km/h were converted to m/s.
    ");
    assert_snapshot!(seen("Date;Time;Power\n16/12/2006;17:24:00;4.216\n16/12/2006;17:25:00;?\n16/12/2006;17:26:00;5.36\n", &options()), @r"
    power | Power |  | Level | every 1 min
    2006-12-16T22:24:00Z 4.216
    2006-12-16T22:26:00Z 5.36
    Times state no zone and were read as America/New_York.
    1 row has no value and was left out.
    1 step is without a value between the first time and the last, going by one value a minute.
    ");
    assert_snapshot!(seen("timestamp,price (USD/barrel)\n1704067200,71.5\n1704153600,72\n", &options()), @r"
    price | Price | USD/barrel | Price | every 1440 min
    2024-01-01T00:00:00Z 71.5
    2024-01-02T00:00:00Z 72
    ");
    assert_snapshot!(seen("entity_id,state,last_changed\nsensor.t,21.5,2024-01-01T00:00:00+00:00\nsensor.t,unavailable,2024-01-01T00:05:00+00:00\nsensor.t,21.7,2024-01-01T00:10:00+00:00\n", &options()), @r"
    readings | Readings |  | Level | every 5 min
    2024-01-01T00:00:00Z 21.5
    2024-01-01T00:10:00Z 21.7
    1 row has no value and was left out.
    1 step is without a value between the first time and the last, going by one value every 5 minutes.
    ");
    assert_snapshot!(seen("time,people\n2024-01-01,3\n2024-01-02,4\ntime,people\n2024-01-03,5\n", &options()), @r"
    people | People |  | Count | every 1440 min
    2024-01-01T05:00:00Z 3
    2024-01-02T05:00:00Z 4
    2024-01-03T05:00:00Z 5
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen(b"time,temp (\xb0C)\n2024-01-01,3\n2024-01-02,4.5\n", &options()), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 3
    2024-01-02T05:00:00Z 4.5
    The file isn't UTF-8; it was read as Windows-1252.
    Times state no zone and were read as America/New_York.
    ");
}

#[test]
fn the_user_may_say_what_the_file_does_not() {
    let said = ImportOptions {
        title: Some("Greenhouse".to_owned()),
        unit: Some("°F".to_owned()),
        time_zone: Some("Europe/Lisbon".to_owned()),
        ..ImportOptions::of_column("b")
    };
    assert_snapshot!(seen("when,a,b\n2024-07-01 12:00,1,50\n2024-07-01 13:00,2,59\n", &said), @r"
    greenhouse | Greenhouse | °C | Level | every 60 min
    2024-07-01T11:00:00Z 10
    2024-07-01T12:00:00Z 15
    Values in °F were converted to °C.
    ");
}

#[test]
fn one_of_several_columns_has_to_be_named() {
    let wide = "time,inside temp,outside temp,note\n2024-01-01,21,3,a\n2024-01-02,22,4,b\n";
    let column = |name: &str| ImportOptions::of_column(name.to_owned());
    assert_snapshot!(seen(wide, &options()), @r#"readings.csv has 2 columns of numbers: inside temp, outside temp; choose the one to import (on the command line: --column "inside temp")"#);
    assert_snapshot!(seen(wide, &column("Outside Temp")), @r"
    outside-temp | Outside temp |  | Level | every 1440 min
    2024-01-01T05:00:00Z 3
    2024-01-02T05:00:00Z 4
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen(wide, &column("2")), @r"
    inside-temp | Inside temp |  | Level | every 1440 min
    2024-01-01T05:00:00Z 21
    2024-01-02T05:00:00Z 22
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen(wide, &column("attic")), @"readings.csv has no column “attic”; it has inside temp, outside temp, note");
    assert_snapshot!(seen(wide, &column("time")), @"the column “time” of readings.csv holds the times; choose one with values: inside temp, outside temp, note");
    assert_snapshot!(seen(wide, &column("note")), @r"
    note | Note |  | Level | every 1440 min
    line 2, column “note”: “a” isn't a number; correct it, leave it empty if the value is missing, or choose another column (nothing was imported)
    ");
    assert_snapshot!(seen("index,time,n\n1,2024-01-01,5\n2,2024-01-02,7\n", &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-01-01T05:00:00Z 5
    2024-01-02T05:00:00Z 7
    Times state no zone and were read as America/New_York.
    ");
    let long = "time,sensor,value\n2024-01-01,a,1\n2024-01-01,b,2\n2024-01-02,a,3\n2024-01-02,b,4\n";
    assert_snapshot!(seen(long, &options()), @"readings.csv holds 2 series: a, b; choose those to import (on the command line: --column a, or --all)");
    assert_snapshot!(seen(long, &column("b")), @r"
    b | b |  | Count | every 1440 min
    2024-01-01T05:00:00Z 2
    2024-01-02T05:00:00Z 4
    Times state no zone and were read as America/New_York.
    ");
    let both = seen(wide, &ImportOptions { all: true, ..options() });
    assert!(both.lines().nth(1).is_some_and(|line| line.starts_with("outside-temp | ")), "{both}");
    assert!(both.contains(" (1)"), "values of the second series: {both}");
}

#[test]
fn an_airport_report_of_the_aviation_weather_center_is_read() {
    // Five lines before the header, an unquoted report as first column, columns of one name, the newest row first.
    let report = "No errors\nNo warnings\n6 ms\ndata source=metars\n2 results\n\
        raw_text,station_id,observation_time,latitude,longitude,temp_c,dewpoint_c,wind_speed_kt,sky_cover,sky_cover\n\
        KSFO 310456Z 28011KT 10SM,KSFO,2016-01-31T04:56:00Z,37.62,-122.37,11.1,5.6,11,SCT,BKN\n\
        KSFO 310356Z 30006KT 10SM,KSFO,2016-01-31T03:56:00Z,37.62,-122.37,11.1,5.0,6,BKN,OVC\n";
    // As a table; taken for reports it becomes weather.
    let table = ImportOptions { format: Some(domain::FileFormat::Table), ..options() };
    let column = |name: &str| ImportOptions { format: table.format, ..ImportOptions::of_column(name) };
    assert_snapshot!(seen(report, &table), @"readings.csv has 5 columns of numbers: latitude, longitude, temp_c, dewpoint_c, wind_speed_kt; choose the one to import (on the command line: --column latitude)");
    assert_snapshot!(seen(report, &column("wind_speed_kt")), @r"
    wind-speed | Wind speed | m/s | Level | every 60 min
    2016-01-31T04:56:00Z 5.658889
    2016-01-31T03:56:00Z 3.086667
    Values in kn were converted to m/s.
    The rows aren't in order of time; they were put in order.
    ");
}

#[test]
fn a_file_whose_series_come_one_after_the_other_is_told_from_one_with_a_flag() {
    let rows = |name: &str, from: i64| -> String {
        (0..1500).map(|row| format!("{},{name},{}\n", 1_700_000_000 + (from + row) * 60, row % 7)).collect()
    };
    let one_after_the_other = format!("time,meter,value\n{}{}", rows("kitchen", 0), rows("hall", 0));
    assert_snapshot!(seen(one_after_the_other, &options()), @"readings.csv holds 2 series: kitchen, hall; choose those to import (on the command line: --column kitchen, or --all)");
    let flagged = format!("time,flag,value\n{}{}", rows("good", 0), rows("bad", 1500));
    assert_eq!(seen(flagged, &options()).lines().count(), 1 + 3000);
}

#[test]
fn utf16_is_decoded_where_its_byte_order_mark_says_so() {
    let text = "Zeit;Wärme (°C)\n2024-01-01T00:00Z;1,5\n2024-01-01T01:00Z;2,5\n";
    let little: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(seen(&little, &options()), seen(text, &options()));
    assert_eq!(seen(&big, &options()), seen(text, &options()));
}
