//! Units in headers and cells, and what they tell of the values.

use super::{options, seen};
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
    assert_snapshot!(seen("time,temp (°F/°C)\n2024-01-01,50\n2024-01-02,55\n", &options()), @"the column “temp (°F/°C)” names two units, °F and °C; keep one in its name, or give the unit of its values as in --unit °F");
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

#[test]
fn a_meter_that_only_rises_is_told_apart_from_an_amount() {
    let rows: String = (1..15).map(|day| format!("2024-01-{day:02},{}\n", 5000 + day * 9)).collect();
    assert_snapshot!(seen(format!("time,kWh\n{rows}"), &options()).lines().last().unwrap(), @"The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount.");
}
