//! Dates, zones, clock changes, order and holes.

use super::{options, seen};
use insta::assert_snapshot;

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
fn stamps_below_a_second_are_told_to_fall_together() {
    let tenths = "time,n\n2024-01-01T00:00:00.0Z,1\n2024-01-01T00:00:00.5Z,2\n2024-01-01T00:00:01.0Z,3\n2024-01-01T00:00:01.9Z,4\n";
    assert_snapshot!(seen(tenths, &options()), @r"
    readings | Readings |  | Count | every 1 min
    2024-01-01T00:00:00Z 1
    2024-01-01T00:00:00Z 2
    2024-01-01T00:00:01Z 3
    2024-01-01T00:00:01Z 4
    2 values share their second with a later one; one value a second is kept, the last.
    ");
    let epoch = "time,n\n1700000000.25,1\n1700000000.75,2\n1700000001.25,3\n";
    assert_snapshot!(seen(epoch, &options()), @r"
    readings | Readings |  | Count | every 1 min
    2023-11-14T22:13:20Z 1
    2023-11-14T22:13:20Z 2
    2023-11-14T22:13:21Z 3
    1 value shares its second with a later one; one value a second is kept, the last.
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
    1 value is doubtful: 1 told twice with different values. Doubtful values are marked and kept.
    ");
}
