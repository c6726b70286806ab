use super::*;
use insta::assert_snapshot;

/// A file of this name with this content, in a folder of its own so that messages name it the same everywhere.
struct Sample {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
}

fn file(content: impl AsRef<[u8]>) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readings.csv");
    std::fs::write(&path, content).unwrap();
    Sample { _folder: folder, path }
}

fn options() -> ImportOptions {
    ImportOptions::default()
}

/// Everything a person sees of an import: the series, its values, the notes; or the message.
fn seen(content: impl AsRef<[u8]>, options: &ImportOptions) -> String {
    let sample = file(content);
    let folder = sample.path.parent().unwrap().display().to_string();
    let told = match open_csv(&sample.path, options, &TimeZone::get("America/New_York").unwrap()) {
        Err(error) => error.to_string(),
        Ok(mut import) => {
            let mut lines = Vec::new();
            for observation in import.by_ref() {
                match observation {
                    Ok(Observation { valid_time, value }) => {
                        lines.push(format!("{valid_time} {}", (value * 1e6).round() / 1e6));
                    }
                    Err(error) => lines.push(error.to_string()),
                }
            }
            let info = import.info();
            let head = format!(
                "{} | {} | {} | {:?} | every {} min",
                info.id,
                info.title,
                info.unit.symbol(),
                info.kind,
                info.step_minutes
            );
            [vec![head], lines, import.notes()].concat().join("\n")
        }
    };
    told.replace(&format!("{folder}/"), "").replace(&folder, "FOLDER")
}

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
        column: Some("b".to_owned()),
    };
    assert_snapshot!(seen("when,a,b\n2024-07-01 12:00,1,50\n2024-07-01 13:00,2,59\n", &said), @r"
    greenhouse | Greenhouse | °C | Level | every 60 min
    2024-07-01T11:00:00Z 10
    2024-07-01T12:00:00Z 15
    Values in °F were converted to °C.
    ");
}

#[test]
fn days_and_months_are_told_apart_by_the_rows() {
    assert_snapshot!(seen("date,n\n12/30/2023,1\n12/31/2023,2\n01/01/2024,3\n", &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2023-12-30T05:00:00Z 1
    2023-12-31T05:00:00Z 2
    2024-01-01T05:00:00Z 3
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("date,n\n01/02/2024,1\n02/02/2024,2\n03/02/2024,3\n", &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-02-01T05:00:00Z 1
    2024-02-02T05:00:00Z 2
    2024-02-03T05:00:00Z 3
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("date,n\n02/01/2024,1\n02/02/2024,2\n02/03/2024,3\n", &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-02-01T05:00:00Z 1
    2024-02-02T05:00:00Z 2
    2024-02-03T05:00:00Z 3
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("date,n\n02/03/2024,1\n", &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-03-02T05:00:00Z 1
    “02/03/2024” was read as 2 March 2024; write dates as 2024-03-01 if that is wrong.
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("date,n\n31/12/2023,1\n12/31/2023,2\n", &options()), @"the dates of readings.csv contradict each other: line 2 puts the day first (31/12/2023), line 3 the month (12/31/2023); write them as 2024-03-01");
}

#[test]
fn clock_changes_are_read_and_told() {
    assert_snapshot!(seen("time,n\n2013-03-10 01:00,1\n2013-03-10 02:00,2\n2013-03-10 03:30,3\n2013-03-10 04:00,4\n", &options()), @r"
    readings | Readings |  | Count | every 30 min
    2013-03-10T06:00:00Z 1
    2013-03-10T07:00:00Z 2
    2013-03-10T07:30:00Z 3
    2013-03-10T08:00:00Z 4
    Times state no zone and were read as America/New_York.
    1 time lies in an hour that was skipped when the clocks went forward (line 3); moved one hour later.
    1 step is without a value between the first time and the last, going by one value every 30 minutes.
    ");
    assert_snapshot!(seen("time,n\n2013-11-03 00:00,1\n2013-11-03 01:00,2\n2013-11-03 01:00,3\n2013-11-03 02:00,4\n", &options()), @r"
    readings | Readings |  | Count | every 60 min
    2013-11-03T04:00:00Z 1
    2013-11-03T05:00:00Z 2
    2013-11-03T06:00:00Z 3
    2013-11-03T07:00:00Z 4
    Times state no zone and were read as America/New_York.
    2 times lie in an hour that happened twice when the clocks went back; the first in the file is the earlier one.
    ");
}

#[test]
fn repeated_times_disorder_and_holes_are_counted() {
    assert_snapshot!(seen("time,n\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n2024-01-01 01:00,3\n2024-01-01 02:00,\n2024-01-01 05:00,4\n2024-01-01 03:00,6\n", &options()), @r"
    readings | Readings |  | Count | every 60 min
    2024-01-01T05:00:00Z 1
    2024-01-01T06:00:00Z 2
    2024-01-01T06:00:00Z 3
    2024-01-01T10:00:00Z 4
    2024-01-01T08:00:00Z 6
    Times state no zone and were read as America/New_York.
    1 row has no value and was left out.
    1 row repeats a time that came before; the last one counts.
    The rows aren't in order of time; they were put in order.
    2 steps are without a value between the first time and the last, going by one value an hour.
    ");
}

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
fn what_is_no_table_is_refused_with_what_to_do() {
    assert_snapshot!(seen("", &options()), @"readings.csv is empty; export it again, with a header line and one line for each time");
    assert_snapshot!(seen("\n \n", &options()), @"readings.csv is empty; export it again, with a header line and one line for each time");
    assert_snapshot!(seen("time,temp\n", &options()), @"readings.csv has a header line but no values below it; export it again with its rows");
    assert_snapshot!(seen("room,temp\nkitchen,21\nhall,19\n", &options()), @"no column of readings.csv holds dates or times (columns: room, temp); add one such as 2024-03-01 or 2024-03-01T14:00, since a series without times can't be placed in time");
    assert_snapshot!(seen("time\n2024-01-01\n2024-01-02\n", &options()), @"readings.csv has times but no column of values beside them (columns: time); export it again with its values");
    assert_snapshot!(seen("time,state\n2024-01-01,on\n2024-01-02,off\n", &options()), @r"
    readings | Readings |  | Level | every 1440 min
    line 2, column “state”: “on” isn't a number; correct it, leave it empty if the value is missing, or choose another column (nothing was imported)
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,\n2024-01-02,NA\n", &options()), @r"
    temp | Temp |  | Level | every 1440 min
    the column “temp” of readings.csv has no value in any line; choose another column
    2 rows have no value and were left out.
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,21\n2024-01-02,warm\n2024-01-03,20\n", &options()), @r"
    temp | Temp |  | Level | every 1440 min
    2024-01-01T05:00:00Z 21
    line 3, column “temp”: “warm” isn't a number; correct it, leave it empty if the value is missing, or choose another column (nothing was imported)
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen("time,temp\n2024-01-01,21\n2024-01-02,22\n2024-01-03,22\n2024-01-04,22\n2024-01-05,22\nTotal,109\n", &options()), @r"
    temp | Temp |  | Level | every 1440 min
    2024-01-01T05:00:00Z 21
    2024-01-02T05:00:00Z 22
    2024-01-03T05:00:00Z 22
    2024-01-04T05:00:00Z 22
    2024-01-05T05:00:00Z 22
    line 7, column “time”: “Total” isn't a date or time like those above it; correct or remove the line and import again (nothing was imported)
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen(b"PK\x03\x04\x14\x00rest of a workbook", &options()), @"readings.csv is a zip archive (Excel and LibreOffice workbooks are too), which can't be read as a table; unpack it, or save the sheet as CSV from the program that made it");
    assert_snapshot!(seen(b"\xff\xfet\0i\0m\0e\0", &options()), @"readings.csv is UTF-16 text, which can't be read as a table; save it again as UTF-8 text");
    assert_snapshot!(seen(b"t\0i\0m\0e\0,\0x\0\n\x002\x000\x002\x004\0", &options()), @"readings.csv is UTF-16 text, which can't be read as a table; save it again as UTF-8 text");
    assert_snapshot!(seen(b"time,x\n2024-01-01,\x001\n", &options()), @"readings.csv is a binary file, which can't be read as a table; save it as CSV from the program that made it");
    assert_snapshot!(seen([b"time,x\n".to_vec(), b"2024-01-01,1\n".repeat(400), b"2024-01-01,\0\n".to_vec()].concat(), &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    2024-01-01T05:00:00Z 1
    line 402 holds bytes that no text has (NUL); the file is damaged or binary, so export it again as CSV
    Times state no zone and were read as America/New_York.
    399 rows repeat a time that came before; the last one counts.
    ");
    assert_snapshot!(seen([b"time,x\n2024-01-01,1\n".to_vec(), vec![b'7'; 1_100_000]].concat(), &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-01-01T05:00:00Z 1
    line 3 is longer than 1 million characters, so this is no table of values (or a quote opened there never closes); export it again as CSV
    Times state no zone and were read as America/New_York.
    ");
    assert_snapshot!(seen([b"time,x\n2024-01-01,1\n2024-01-02,\"2\n".to_vec(), b"2024-01-01,1\n".repeat(100_000)].concat(), &options()), @r"
    readings | Readings |  | Count | every 1440 min
    2024-01-01T05:00:00Z 1
    line 3 is longer than 1 million characters, so this is no table of values (or a quote opened there never closes); export it again as CSV
    Times state no zone and were read as America/New_York.
    ");
    let missing = open_csv(Path::new("/nowhere/readings.csv"), &options(), &TimeZone::UTC).unwrap_err();
    assert_snapshot!(missing, @"/nowhere/readings.csv can't be read: No such file or directory (os error 2); check the name and that you may read it");
    let folder = tempfile::tempdir().unwrap();
    let message = open_csv(folder.path(), &options(), &TimeZone::UTC).unwrap_err().to_string();
    assert!(message.contains("it is a folder"), "{message}");
    let zone = ImportOptions { time_zone: Some("Lisbon".to_owned()), ..options() };
    assert_snapshot!(seen("time,x\n2024-01-01,1\n", &zone), @"Lisbon isn't a time zone; give one such as Europe/Lisbon or America/New_York");
}

#[test]
fn one_of_several_columns_has_to_be_named() {
    let wide = "time,inside temp,outside temp,note\n2024-01-01,21,3,a\n2024-01-02,22,4,b\n";
    let column = |name: &str| ImportOptions { column: Some(name.to_owned()), ..options() };
    assert_snapshot!(seen(wide, &options()), @r#"readings.csv has 2 columns of numbers: inside temp, outside temp; name the one to import, as in --column "inside temp""#);
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
    assert_snapshot!(seen("time,sensor,value\n2024-01-01,a,1\n2024-01-01,b,2\n2024-01-02,a,3\n2024-01-02,b,4\n", &options()), @"readings.csv holds several series one below the other, told apart by the column “sensor” (a, b); save the lines of one of them to a file of their own and import that");
}

#[test]
fn an_airport_report_of_the_aviation_weather_center_is_read() {
    // Five lines before the header, an unquoted report as first column, columns of one name, the newest row first.
    let report = "No errors\nNo warnings\n6 ms\ndata source=metars\n2 results\n\
        raw_text,station_id,observation_time,latitude,longitude,temp_c,dewpoint_c,wind_speed_kt,sky_cover,sky_cover\n\
        KSFO 310456Z 28011KT 10SM,KSFO,2016-01-31T04:56:00Z,37.62,-122.37,11.1,5.6,11,SCT,BKN\n\
        KSFO 310356Z 30006KT 10SM,KSFO,2016-01-31T03:56:00Z,37.62,-122.37,11.1,5.0,6,BKN,OVC\n";
    let column = |name: &str| ImportOptions { column: Some(name.to_owned()), ..options() };
    assert_snapshot!(seen(report, &options()), @"readings.csv has 5 columns of numbers: latitude, longitude, temp_c, dewpoint_c, wind_speed_kt; name the one to import, as in --column latitude");
    assert_snapshot!(seen(report, &column("wind_speed_kt")), @r"
    wind-speed | Wind speed | m/s | Level | every 60 min
    2016-01-31T04:56:00Z 5.658889
    2016-01-31T03:56:00Z 3.086667
    Values in kn were converted to m/s.
    The rows aren't in order of time; they were put in order.
    ");
}

#[test]
fn a_meter_that_only_rises_is_told_apart_from_an_amount() {
    let rows: String = (1..15).map(|day| format!("2024-01-{day:02},{}\n", 5000 + day * 9)).collect();
    assert_snapshot!(seen(format!("time,kWh\n{rows}"), &options()).lines().last().unwrap(), @"The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount.");
}

proptest::proptest! {
    #[test]
    fn no_content_whatever_makes_it_panic(content in "[ -~\\n\\r\t,;\"°é]{0,400}") {
        let _ = seen(content, &options());
    }

    #[test]
    fn no_bytes_whatever_make_it_panic(content in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _ = seen(content, &options());
    }
}
