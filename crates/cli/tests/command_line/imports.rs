//! Importing as a person does it: twice, back again, calendars, files that are none, and a machine that dies in the middle.

use crate::{
    moments::Moments,
    terminal::{Said, Terminal, path_text},
};
use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

/// What the list of imports says when there is none.
const NONE: &str = "There is no import that could be taken back.";

fn fine(terminal: &Terminal, arguments: &[&str]) -> String {
    let said = terminal.run(arguments);
    assert_eq!(said.status, 0, "{arguments:?}: {}{}", said.out, said.err);
    said.out
}

#[test]
fn the_same_file_twice_is_one_import() {
    let terminal = Terminal::new();
    let content = "time,kWh\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n2024-01-01 02:00,3\n";
    let file = terminal.file("meter.csv", content);
    let import = ["import", path_text(&file), "--time-zone", "UTC"];
    insta::assert_snapshot!(fine(&terminal, &import), @"Meter: 3 new values, 0 changed, 0 as they were.");
    insta::assert_snapshot!(fine(&terminal, &import), @r"
    Meter: 0 new values, 0 changed, 3 as they were.
      Everything in it was known already; nothing was written.
    ");
    let copy = terminal.file("meter-copy.csv", content);
    let copied = fine(&terminal, &["import", path_text(&copy), "--time-zone", "UTC", "--title", "Meter"]);
    assert!(copied.contains("Everything in it was known already"), "{copied}");
    assert_eq!(fine(&terminal, &["imports"]).lines().count(), 1, "there is one to take back");
    fine(&terminal, &["undo-import", "1"]);
    assert!(!fine(&terminal, &["series"]).contains("Meter"), "no series of no values is left behind");
    let gone = terminal.run(&["undo-import", "1"]);
    assert_eq!(gone.status, 3, "{}", gone.out);
    assert!(gone.err.contains("no import 1 in the data file"), "{}", gone.err);
}

#[test]
fn doubtful_values_are_told_before_and_after() {
    let terminal = Terminal::new();
    let file =
        terminal.file("meter.csv", "time,kWh\n2024-01-01 00:00,1\n2024-01-01 00:00,2\n2190-01-01 02:00,3\n");
    for arguments in [vec!["import", path_text(&file), "--preview"], vec!["import", path_text(&file)]] {
        let said = fine(&terminal, &arguments);
        let doubt = "2 values are doubtful: 1 told twice with different values, 1 stamped later than now.";
        assert!(said.contains(doubt), "{arguments:?}: {said}");
    }
    let series = fine(&terminal, &["series", "--json"]);
    assert!(series.contains("2190-01-01"), "doubtful values are kept: {series}");
}

#[test]
fn the_unit_that_is_said_counts_for_more_than_that_of_the_file() {
    let terminal = Terminal::new();
    let file = terminal.file("outside.csv", "time,temp (°F)\n2024-01-01 00:00,10\n2024-01-01 01:00,20\n");
    let said =
        fine(&terminal, &["import", path_text(&file), "--unit", "°C", "--time-zone", "UTC", "--preview"]);
    assert!(said.contains("from 2024-01-01T00:00:00Z (10) to 2024-01-01T01:00:00Z (20)"), "{said}");
    let note = "“temp (°F)”: the file says °F; its numbers were read as °C, as you said.";
    assert!(said.contains(note), "{said}");
}

#[test]
fn how_a_file_was_read_is_kept_for_the_next_one_of_its_make() {
    let terminal = Terminal::new();
    let file = |name: &str, day: u32| {
        terminal.file(name, format!("when,out\n2024-01-{day:02} 00:00,1\n2024-01-{day:02} 01:00,2\n"))
    };
    let first = file("one.csv", 1);
    fine(
        &terminal,
        &["import", path_text(&first), "--title", "Tank", "--unit", "kWh", "--time-zone", "Asia/Tokyo"],
    );
    let second = file("two.csv", 2);
    let said = fine(&terminal, &["import", path_text(&second)]);
    assert!(said.starts_with("Tank: 2 new values"), "{said}");
    assert!(said.contains("Read as the last file with the same header was."), "{said}");
    let preview = fine(&terminal, &["--json", "import", path_text(&second), "--preview"]);
    assert!(preview.contains("\"remembered\": true") && preview.contains("Asia/Tokyo"), "{preview}");
}

/// A calendar with an entry on the day after tomorrow, by the clock of Lisbon.
fn calendar(hours: (u32, u32), more: &str) -> (String, String) {
    let day = jiff::Zoned::now()
        .in_tz("Europe/Lisbon")
        .and_then(|now| now.checked_add(jiff::Span::new().days(3)))
        .expect("a day");
    let date = day.strftime("%Y%m%d").to_string();
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:picnic\r\nSUMMARY:Picnic\r\nLOCATION:Parque da Cidade\\, Porto\\, Portugal\r\n\
         DTSTART;TZID=Europe/Lisbon:{date}T{:02}0000\r\nDTEND;TZID=Europe/Lisbon:{date}T{:02}0000\r\nEND:VEVENT\r\n{more}END:VCALENDAR\r\n",
        hours.0, hours.1
    );
    (text, day.strftime("%A").to_string())
}

#[test]
fn plans_of_a_calendar_become_questions() {
    let terminal = Terminal::new();
    let dentist = "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Quarterly budget review\r\nDTSTART:20200102T100000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n";
    let (text, weekday) = calendar((12, 15), dentist);
    let file = terminal.file("plans.ics", text);
    let question = format!("Picnic on {weekday} from 12 to 15 in Porto, Portugal");
    let preview = fine(&terminal, &["import", path_text(&file), "--preview"]);
    assert!(preview.starts_with("This is a calendar (iCalendar)"), "{preview}");
    assert!(preview.contains(&format!("Picnic: ask “{question}”")), "{preview}");
    assert!(fine(&terminal, &["plans"]).contains("Nothing that is coming"), "nothing was kept yet");

    let said = fine(&terminal, &["import", path_text(&file)]);
    let expected = format!(
        "2 appointments are kept; 1 of the next two months can be asked about, such as “{question}”."
    );
    assert_eq!(said.trim(), expected);
    assert!(fine(&terminal, &["plans"]).contains(&question));
    assert_eq!(fine(&terminal, &["examples"]).lines().next(), Some(question.as_str()), "plans come first");
    let answer = terminal.run(&["ask", &question]);
    assert_eq!(answer.status, 0, "{}{}", answer.out, answer.err);

    // Put off to the evening: the entry of that name is replaced.
    let again = fine(&terminal, &["import", path_text(&file)]);
    assert!(again.contains("Everything in it was known already"), "{again}");
    let file = terminal.file("plans.ics", calendar((16, 19), "").0);
    fine(&terminal, &["import", path_text(&file)]);
    let plans = fine(&terminal, &["plans"]);
    assert!(plans.contains("from 16 to 19") && !plans.contains("from 12 to 15"), "{plans}");
    assert!(fine(&terminal, &["imports"]).contains(NONE), "a calendar is no import of values");
    fine(&terminal, &["plans", "--forget"]);
    assert!(fine(&terminal, &["plans"]).contains("Nothing that is coming"));
}

/// Whatever is given in place of a table, the refusal takes no time, says what it is and what to do, and writes nothing.
fn refused(terminal: &Terminal, path: &std::path::Path) -> String {
    let begun = Instant::now();
    let Said { status, out, err } = terminal.run(&["import", path_text(path)]);
    assert_eq!(status, 1, "{}: {out}{err}", path.display());
    assert!(begun.elapsed() < Duration::from_secs(20), "{}: {:?}", path.display(), begun.elapsed());
    assert!(fine(terminal, &["imports"]).contains(NONE));
    err
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let terminal = Terminal::new();
    let mut page = String::new();
    let mut say = |what: &str, path: &std::path::Path| {
        writeln!(page, "{what}\n  {}\n", refused(&terminal, path).trim())
            .expect("writing to a string never fails");
    };
    say(
        "a zip of nonsense",
        &terminal.file("nonsense.csv", [b"PK\x03\x04".as_slice(), &[0x5a; 5000]].concat()),
    );
    say("an empty file", &terminal.file("empty.csv", ""));
    say(
        "a program",
        &terminal.file("program.csv", [b"\x7fELF\x02\x01\x01\0".as_slice(), &[7; 4000]].concat()),
    );
    say("a Parquet head alone", &terminal.file("nothing.parquet", "PAR1"));
    say(
        "a database of nothing",
        &terminal.file("nothing.db", [b"SQLite format 3\0".as_slice(), &[0; 4000]].concat()),
    );
    let folder = terminal.path("folder.csv");
    std::fs::create_dir(&folder).expect("a folder");
    say("a folder", &folder);
    #[cfg(unix)]
    {
        let (one, other) = (terminal.path("one.csv"), terminal.path("other.csv"));
        std::os::unix::fs::symlink(&one, &other).expect("a link");
        std::os::unix::fs::symlink(&other, &one).expect("a link");
        say("links in a circle", &one);
        // Ten thousand million zeros, which take no room.
        for (name, head) in [
            ("zeros", ""),
            ("a head and zeros", "time,kWh\n2024-01-01 00:00,1\n"),
            ("a Parquet head and zeros", "PAR1"),
        ] {
            let sparse = terminal.file("sparse.csv", head);
            let file = std::fs::OpenOptions::new().write(true).open(&sparse).expect("a file");
            file.set_len(10_000_000_000).expect("a sparse file");
            say(name, &sparse);
        }
    }
    insta::assert_snapshot!(page);
}

#[test]
fn killed_imports_leave_nothing_half_done() {
    const ROWS: usize = 400_000;
    const KILLS: u32 = 25;
    let terminal = Terminal::new();
    let mut content = String::from("time,kWh\n");
    for row in 0..ROWS {
        writeln!(content, "{},{}.{:03}", 1_600_000_000 + 60 * row, row % 97, row * 7919 % 1000)
            .expect("writing to a string never fails");
    }
    let file = terminal.file("meter.csv", content);
    let import = ["import", path_text(&file), "--time-zone", "UTC", "--title", "Meter"];
    let begun = Instant::now();
    let whole = Terminal::new();
    fine(&whole, &import);
    let mut moments = Moments::of_what_takes(begun.elapsed(), 0x5EED);
    let (mut killed, mut turns) = (0, 0);
    while killed < KILLS {
        turns += 1;
        assert!(turns < 20 * KILLS, "children end before they can be killed; make them slower");
        let mut child = terminal
            .command(&import)
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the command line runs");
        killed += u32::from(moments.kill(&mut child));
        let imports = fine(&terminal, &["imports"]);
        match imports.lines().count() {
            1 if imports.contains(NONE) => assert!(
                !fine(&terminal, &["series"]).contains("Meter"),
                "turn {turns}: half an import is visible"
            ),
            1 => {
                assert!(imports.contains(&format!("{ROWS} new")), "turn {turns}: {imports}");
                let number = imports.split_whitespace().next().expect("a number");
                fine(&terminal, &["undo-import", number]);
            }
            more => panic!("turn {turns}: {more} imports of one file: {imports}"),
        }
    }
    assert!(fine(&terminal, &import).contains(&format!("{ROWS} new values")));
}
