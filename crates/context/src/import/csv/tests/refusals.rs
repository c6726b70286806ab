//! What is no table of values, and what is said of it.

use super::{options, read, seen};
use domain::ImportOptions;
use insta::assert_snapshot;
use std::path::Path;

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
    assert_snapshot!(seen(b"t\0i\0m\0e\0,\0x\0\n\x002\x000\x002\x004\0", &options()), @"readings.csv is UTF-16 text, which can't be read as a table; save it again as UTF-8 text");
    assert_snapshot!(seen(b"time,x\n2024-01-01,\x001\n", &options()), @"readings.csv is a binary file, which can't be read as a table; save it as CSV from the program that made it");
    let damaged = [b"time,x\n".to_vec(), b"2024-01-01,1\n".repeat(400), b"2024-01-01,\0\n".to_vec()].concat();
    let told = seen(damaged, &options());
    let (rows, others): (Vec<&str>, Vec<&str>) =
        told.lines().partition(|line| *line == "2024-01-01T05:00:00Z 1");
    assert_eq!(rows.len(), 400);
    assert_snapshot!(others.join("\n"), @r"
    readings | Readings |  | Count | every 1440 min
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
    let missing = read(Path::new("/nowhere/readings.csv"), &options()).unwrap_err();
    assert_snapshot!(missing, @"/nowhere/readings.csv can't be read: No such file or directory (os error 2); check the name and that you may read it");
    let folder = tempfile::tempdir().unwrap();
    let message = read(folder.path(), &options()).unwrap_err().to_string();
    assert!(message.contains("it is a folder"), "{message}");
    let zone = ImportOptions { time_zone: Some("Lisbon".to_owned()), ..options() };
    assert_snapshot!(seen("time,x\n2024-01-01,1\n", &zone), @"Lisbon isn't a time zone; give one such as Europe/Lisbon or America/New_York");
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
