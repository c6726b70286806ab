use super::{Appointment, Calendar, Occurrence, read, upcoming};
use crate::{
    ContextError,
    calendar::recurrence::{Rule, Window},
    calendar::stamp::Stamp,
    import::{InputFile, Progress},
};
use jiff::{Timestamp, Zoned, civil::date, tz::TimeZone};
use proptest::prelude::*;

const LISBON: &str = "Europe/Lisbon";

fn now() -> Zoned {
    date(2024, 6, 10).at(8, 0, 0, 0).in_tz(LISBON).unwrap()
}

fn calendar_of(text: &str) -> Result<Calendar, ContextError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plans.ics");
    std::fs::write(&path, text).unwrap();
    let now = now();
    read(&InputFile::open(&path, &Progress::default())?, now.timestamp(), now.time_zone())
}

/// One event in a calendar.
fn event(lines: &str) -> Vec<Appointment> {
    let calendar = calendar_of(&format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:one\nSUMMARY:Picnic\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
    ));
    calendar.unwrap().appointments
}

/// What comes up within days, as Lisbon's clock has it.
fn coming(appointments: &[Appointment], days: i64) -> Vec<String> {
    let now = now();
    let until = now.timestamp() + jiff::SignedDuration::from_hours(24 * days);
    upcoming(appointments, now.timestamp(), until, now.time_zone())
        .iter()
        .map(|Occurrence { start, end, .. }| {
            let end = end.as_ref().map_or(String::new(), |end| end.strftime(" - %d %H:%M").to_string());
            format!("{}{end}", start.strftime("%d %b %H:%M"))
        })
        .collect()
}

#[test]
fn rules_give_the_days_that_dateutil_gives() {
    let zone = TimeZone::UTC;
    let window = Window {
        from: date(2024, 6, 1).to_zoned(zone.clone()).unwrap().timestamp(),
        until: date(2027, 1, 1).to_zoned(zone.clone()).unwrap().timestamp(),
        zone: &zone,
        most: 14,
    };
    for line in include_str!("dateutil.txt").lines() {
        let (rule, expected) = line.split_once(" =").unwrap();
        let (start, rule) = rule.split_once(' ').unwrap();
        let start = Stamp::parse(start).unwrap().civil();
        let found =
            Rule::parse(rule).unwrap_or_else(|| panic!("{rule} can be followed")).within(start, &window);
        let found: Vec<String> = found.iter().map(|day| day.strftime("%Y%m%d").to_string()).collect();
        assert_eq!(found.join(" "), expected.trim(), "{line}");
    }
}

#[test]
fn an_event_is_read_with_its_zone_length_and_place() {
    let found = event(
        "DTSTART;TZID=Europe/Berlin:20240615T120000\nDTEND;TZID=Europe/Berlin:20240615T150000\nLOCATION:Parque da Cid\n ade\\, Porto\nDESCRIPTION:nobody's business",
    );
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!(one.location.as_deref(), Some("Parque da Cidade, Porto"));
    assert_eq!((one.minutes, one.zone.as_deref()), (Some(180), Some("Europe/Berlin")));
    assert_eq!(coming(&found, 7), ["15 Jun 11:00 - 15 14:00"], "Lisbon is an hour behind");
    for (lines, expected) in [
        ("DTSTART:20240615T120000Z\nDURATION:PT90M", "15 Jun 13:00 - 15 14:30"),
        ("DTSTART:20240615T120000", "15 Jun 12:00"),
        ("DTSTART;VALUE=DATE:20240615", "15 Jun 00:00 - 16 00:00"),
        ("DTSTART;VALUE=DATE:20240615\nDTEND;VALUE=DATE:20240617", "15 Jun 00:00 - 17 00:00"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20240615T120000", "15 Jun 17:00"),
        // Begun and not over yet.
        ("DTSTART:20240610T060000Z\nDURATION:PT3H", "10 Jun 07:00 - 10 10:00"),
    ] {
        assert_eq!(coming(&event(lines), 7), [expected], "{lines}");
    }
}

#[test]
fn a_series_keeps_its_hour_and_leaves_out_what_was_called_off_or_moved() {
    let weekly = "DTSTART;TZID=Europe/Berlin:20240101T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,TH";
    assert_eq!(
        coming(&event(weekly), 8),
        ["10 Jun 17:00 - 10 18:00", "13 Jun 17:00 - 13 18:00", "17 Jun 17:00 - 17 18:00"]
    );
    let without = format!(
        "{weekly}\nEXDATE;TZID=Europe/Berlin:20240610T180000\nEXDATE:20240617T160000Z\nRDATE;TZID=Europe/Berlin:20240612T070000"
    );
    assert_eq!(coming(&event(&without), 8), ["12 Jun 06:00 - 12 07:00", "13 Jun 17:00 - 13 18:00"]);
    let moved = format!(
        "{weekly}\nEND:VEVENT\nBEGIN:VEVENT\nUID:one\nSUMMARY:Picnic, later\nRECURRENCE-ID;TZID=Europe/Berlin:20240613T180000\nDTSTART;TZID=Europe/Berlin:20240614T200000"
    );
    assert_eq!(
        coming(&event(&moved), 8),
        ["10 Jun 17:00 - 10 18:00", "14 Jun 19:00", "17 Jun 17:00 - 17 18:00"]
    );
    let called_off = format!("{weekly}\nSTATUS:CANCELLED");
    assert_eq!(event(&called_off), []);
    let days =
        "DTSTART;VALUE=DATE:20240601\nRRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20240616\nEXDATE;VALUE=DATE:20240613";
    assert_eq!(coming(&event(days), 30), ["10 Jun 00:00 - 11 00:00", "16 Jun 00:00 - 17 00:00"]);
}

#[test]
fn a_zone_that_the_file_defines_is_followed() {
    let file = |id: &str, rules: &str| {
        calendar_of(&format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:{id}\r\n{rules}END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Run\r\n\
             DTSTART;TZID=\"{id}\":20240102T080000\r\nRRULE:FREQ=MONTHLY\r\nBEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ))
        .unwrap()
    };
    let berlin = "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n\
                  BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n";
    let calendar = file("W. Europe Standard Time", berlin);
    assert_eq!(
        calendar.appointments[0].zone.as_deref(),
        Some("<STD>-1:00:00<DST>-2:00:00,M3.5.0/2:00,M10.5.0/3:00")
    );
    // An hour ahead of Lisbon in summer and in winter.
    assert_eq!(
        coming(&calendar.appointments, 200),
        ["02 Jul 07:00", "02 Aug 07:00", "02 Sep 07:00", "02 Oct 07:00", "02 Nov 07:00", "02 Dec 07:00"]
    );
    let fixed =
        file("India", "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETTO:+0530\r\nEND:STANDARD\r\n");
    assert_eq!(coming(&fixed.appointments, 30), ["02 Jul 03:30"]);
    let unknown = file("Nowhere", "");
    assert_eq!(coming(&unknown.appointments, 30), ["02 Jul 08:00"]);
    assert_eq!(
        unknown.notes,
        ["Times in Nowhere are taken for times of this machine, since nothing says what zone that is."]
    );
}

#[test]
fn what_is_over_or_has_no_time_is_said() {
    let calendar = calendar_of(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20200101T000000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART:soon\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:c\nDTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nUID:d\nDTSTART:20250101T000000Z\nRRULE:FREQ=HOURLY\nEND:VEVENT\nBEGIN:VEVENT",
    )
    .unwrap();
    assert_eq!(calendar.appointments.len(), 1);
    assert_eq!(calendar.uids, ["a", "c", "d"]);
    insta::assert_snapshot!(calendar.notes.join("\n"), @r"
    2 appointments are over and weren't kept.
    1 entry has no time that can be read.
    1 appointment repeats in a way that isn't understood; only its first time counts.
    The file ends in the middle; what stood before that was read.
    ");
    let error = calendar_of("VERSION:2.0\n").unwrap_err().to_string();
    assert!(error.contains("isn't a calendar (BEGIN:VCALENDAR)"), "{error}");
}

#[test]
fn a_calendar_takes_the_place_of_what_it_said_before() {
    let known = event("DTSTART:20240615T120000Z");
    let mut other = known.clone();
    other[0].uid = "other".into();
    let again = Calendar {
        appointments: event("DTSTART:20240616T120000Z"),
        uids: vec!["one".into()],
        notes: Vec::new(),
    };
    let merged = again.merged_into([known, other].concat());
    assert_eq!(
        merged.iter().map(|one| (one.uid.as_str(), one.start.day())).collect::<Vec<_>>(),
        [("other", 15), ("one", 16)]
    );
    let gone = Calendar { uids: vec!["one".into()], ..Calendar::default() };
    assert_eq!(gone.merged_into(merged).len(), 1, "called off");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn repetitions_come_in_order_within_their_window_and_none_before_the_first(
        frequency in prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        interval in 1..400u32,
        start in -3_000_000_000..4_000_000_000_i64,
        from in -3_000_000_000..4_000_000_000_i64,
        length in 0..100_000_000_i64,
        days in prop::sample::subsequence(vec!["MO", "-1TU", "5WE", "SU"], 0..4),
        month_days in prop::collection::vec(prop_oneof![-31..=-1i8, 1..=31i8], 0..3),
    ) {
        let mut text = format!("FREQ={frequency};INTERVAL={interval}");
        if !days.is_empty() {
            text += &format!(";BYDAY={}", days.join(","));
        }
        if !month_days.is_empty() {
            text += &format!(";BYMONTHDAY={}", month_days.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
        }
        let Some(rule) = Rule::parse(&text) else { return Ok(()) };
        let zone = TimeZone::get(LISBON).unwrap();
        let moment = |second| Timestamp::from_second(second).unwrap();
        let start = zone.to_datetime(moment(start));
        let window = Window { from: moment(from), until: moment(from + length), zone: &zone, most: 50 };
        let found = rule.within(start, &window);
        prop_assert!(found.is_sorted() && found.len() <= 50);
        for civil in &found {
            let at = zone.to_timestamp(*civil).unwrap();
            prop_assert!(*civil >= start && at >= window.from && at < window.until, "{civil}");
        }
        // Looking from further back finds the same and what lies before.
        let earlier = Window { from: Timestamp::MIN, most: usize::MAX, ..window.clone() };
        let all = rule.within(start, &earlier);
        let within: Vec<_> = all.into_iter().filter(|civil| zone.to_timestamp(*civil).unwrap() >= window.from).take(50).collect();
        prop_assert_eq!(found, within);
    }
}
