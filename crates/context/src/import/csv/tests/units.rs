//! Units in headers and cells, and what they tell of the values.

use super::{options, seen};
use domain::{ImportOptions, SeriesChoice};
use insta::assert_snapshot;

#[test]
fn units_are_converted_once_or_refused() {
    assert_snapshot!(seen("time,temp\n2024-01-01,50 F\n2024-01-02,10 C\n2024-01-03,14 °F\n", &options()), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 10
    2024-01-03T05:00:00Z -10
    Times state no zone and were read as America/New_York.
    Values in °F were converted to °C.
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,50 F\n2024-01-02,10 C\n2024-01-03,14\n", &options()), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 10
    line 4, column “temp”: the value on line 4 states no unit, while others are in °F (line 2) and °C (line 3); give every value in one unit and import again (nothing was imported)
    Times state no zone and were read as America/New_York.
    Values in °F were converted to °C.
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,50 F\n2024-01-02,55 %\n", &options()), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    line 3, column “temp”: a value in % among values in °C; give every value in one unit and import again (nothing was imported)
    Times state no zone and were read as America/New_York.
    Values in °F and % were converted to °C.
    ");
    assert_snapshot!(seen("time,temp (°F/°C)\n2024-01-01,50\n2024-01-02,55\n", &options()), @"the column “temp (°F/°C)” names two units, °F and °C; keep one in its name, or say which its values are in (on the command line: --unit °F)");
    assert_snapshot!(seen("time,energy\n2024-01-01,500 Wh\n2024-01-02,1.5 kWh\n", &options()), @r"
    energy | Energy | kWh | Amount | every 1440 min
    2024-01-01T05:00:00Z 0.5
    2024-01-02T05:00:00Z 1.5
    Times state no zone and were read as America/New_York.
    Values in Wh were converted to kWh.
    ");
    assert_snapshot!(seen("time,sales\n2024-01-01,$3.20\n2024-01-02,$4\n", &options()), @r"
    sales | Sales | USD | Amount | every 1440 min
    2024-01-01T05:00:00Z 3.2
    2024-01-02T05:00:00Z 4
    Times state no zone and were read as America/New_York.
    ");
}

fn said(unit: &str) -> ImportOptions {
    ImportOptions { unit: Some(unit.to_owned()), ..options() }
}

#[test]
fn the_users_unit_counts_for_more_than_that_of_the_file() {
    let named = "time,temp (°F)\n2024-01-01,10\n2024-01-02,20\n";
    assert_snapshot!(seen(named, &said("°C")), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 20
    Times state no zone and were read as America/New_York.
    “temp (°F)”: the file says °F; its numbers were read as °C, as you said.
    ");
    assert_snapshot!(seen(named, &said("kWh")), @r"
    temp | Temp | kWh | Amount | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 20
    Times state no zone and were read as America/New_York.
    “temp (°F)”: the file says °F, which can't be converted to kWh; its numbers were taken as kWh, as you said.
    ");
    assert_snapshot!(seen("time,energy_kwh\n2024-01-01,1500\n2024-01-02,900\n", &said("Wh")), @r"
    energy | Energy | kWh | Amount | every 1440 min
    2024-01-01T05:00:00Z 1.5
    2024-01-02T05:00:00Z 0.9
    Times state no zone and were read as America/New_York.
    “energy_kwh”: the file says kWh; its numbers were read as Wh, as you said.
    Values in Wh were converted to kWh.
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,10 F\n2024-01-02,20 F\n", &said("C")), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 20
    Times state no zone and were read as America/New_York.
    “temp”: the file says °F; its numbers were read as °C, as you said.
    ");
    // What single values state one by one is told apart; the user's unit is that of the others.
    assert_snapshot!(seen("time,temp\n2024-01-01,50 F\n2024-01-02,10 C\n2024-01-03,283.15\n", &said("K")), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 10
    2024-01-03T05:00:00Z 10
    Times state no zone and were read as America/New_York.
    Values in °F and K were converted to °C.
    ");
    assert_snapshot!(seen("time,temp (°F/°C)\n2024-01-01,50\n2024-01-02,59\n", &said("°F")), @r"
    temp | Temp | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-02T05:00:00Z 15
    Times state no zone and were read as America/New_York.
    Values in °F were converted to °C.
    ");
}

#[test]
fn a_unit_said_of_all_series_leaves_those_alone_that_measure_something_else() {
    let wide = "time,inside (°F),wind (km/h),outside\n2024-01-01,10,36,-5\n2024-01-02,20,72,3\n";
    assert_snapshot!(seen(wide, &ImportOptions { all: true, ..said("°C") }), @r"
    inside | Inside | °C | Level | every 1440 min
    wind | Wind | m/s | Level | every 1440 min
    outside | Outside | °C | Level | every 1440 min
    2024-01-01T05:00:00Z 10
    2024-01-01T05:00:00Z 10 (1)
    2024-01-01T05:00:00Z -5 (2)
    2024-01-02T05:00:00Z 20
    2024-01-02T05:00:00Z 20 (1)
    2024-01-02T05:00:00Z 3 (2)
    Times state no zone and were read as America/New_York.
    “inside (°F)”: the file says °F; its numbers were read as °C, as you said.
    “wind (km/h)”: the file says km/h, which can't be converted to °C; its numbers were kept in km/h.
    Values in km/h were converted to m/s.
    ");
    let mut one = ImportOptions::of_column("wind (km/h)");
    one.series[0].unit = Some("m/s".to_owned());
    assert_snapshot!(seen(wide, &one), @r"
    wind | Wind | m/s | Level | every 1440 min
    2024-01-01T05:00:00Z 36
    2024-01-02T05:00:00Z 72
    Times state no zone and were read as America/New_York.
    “wind (km/h)”: the file says km/h; its numbers were read as m/s, as you said.
    ");
}

#[test]
fn series_one_below_the_other_have_units_of_their_own() {
    let long = "time,sensor,value\n2024-01-01T00:00Z,hall,50\n2024-01-01T00:00Z,meter,2 kWh\n2024-01-01T01:00Z,hall,59\n2024-01-01T01:00Z,meter,500 Wh\n2024-01-01T02:00Z,hall,50\n2024-01-01T02:00Z,meter,1 kWh\n";
    let choice = |column: &str, unit: Option<&str>| SeriesChoice {
        column: column.to_owned(),
        unit: unit.map(str::to_owned),
        ..SeriesChoice::default()
    };
    let series = vec![choice("hall", Some("°F")), choice("meter", None)];
    assert_snapshot!(seen(long, &ImportOptions { series, ..options() }), @r"
    hall | hall | °C | Level | every 60 min
    meter | meter | kWh | Amount | every 60 min
    2024-01-01T00:00:00Z 10
    2024-01-01T00:00:00Z 2 (1)
    2024-01-01T01:00:00Z 15
    2024-01-01T01:00:00Z 0.5 (1)
    2024-01-01T02:00:00Z 10
    2024-01-01T02:00:00Z 1 (1)
    Values in °F were converted to °C.
    Values in Wh were converted to kWh.
    ");
}

#[test]
fn a_meter_that_only_rises_is_told_apart_from_an_amount() {
    let rows: String = (1..15).map(|day| format!("2024-01-{day:02},{}\n", 5000 + day * 9)).collect();
    assert_snapshot!(seen(format!("time,kWh\n{rows}"), &options()).lines().last().unwrap(), @"The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount.");
}
