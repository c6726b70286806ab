//! Records what the real engine says into `ui/src/platform/fixtures`, where the interface's browser platform serves it:
//! `cargo run -p tests --example record_interface`. The clock stands still, so only a changed engine changes a recording.

use contract::{
    AskRequest, AskResponse, Commands, CompletePlaceRequest, CompleteRequest, DrawRequest, ExportDataRequest,
    GuidanceSettings, HistoryRequest, ImportRequest, Nothing, OpenAnswerRequest, PreviewRequest, Settings,
    WatchLogRequest,
};
use domain::{AnswerId, DrawOptions, ImportOptions, Place, Theme};
use engine::{Engine, StoppedClock};
use eyre::{OptionExt, Result};
use serde_json::{Value, json};
use std::{fs, path::Path, sync::Arc};

/// A file each: its name, the words, and the moment asked as of.
const QUESTIONS: &[(&str, &str, Option<&str>)] = &[
    ("picnic", "tomorrow's picnic", None),
    ("picnic-as-of", "tomorrow's picnic", Some("2013-06-14T18:00")),
    ("rain", "will it rain on Saturday morning in Lisbon?", None),
    ("traffic", "how busy is I-94 on Monday at 8?", None),
    ("unclear", "picnic tomorrow in Xyzzyville", None),
    ("days", "Saturday or Sunday for a picnic?", None),
    ("places", "will it rain in Porto or in Lisbon on Saturday?", None),
    ("warmer", "is it warmer in Seattle or in New York tomorrow?", None),
    ("trend", "is it getting warmer this week?", None),
    ("first-time", "when will it first freeze in Seattle?", None),
    ("typical", "what is it usually like in June in Lisbon?", None),
    ("german", "regnet es morgen in Berlin?", None),
    ("which", "picnic tomorrow in Valencia", None),
];

/// What is asked after the first of them, each after the one before.
const FOLLOWING: &[(&str, &str)] = &[("follow-up", "and on Sunday?"), ("reason", "why?")];

/// What is asked once more when weather guidance has arrived.
const REFRESHED: &str = "will it be above 15 °C tomorrow";
/// What is watched.
const WATCHED: &[&str] = &[
    "tell me if the chance of rain on Saturday in Lisbon rises above 40 %",
    "warn me if it freezes this week",
];

/// Questions recorded letter by letter, as they are typed.
const TYPED: [&str; 3] = ["picnic in Por", "will it rain in Lisbn on Saturday", "wird es morgen in Köln"];

/// Widths of the charts in a window 1180 and one 360 pixels wide.
const WIDTHS: [u32; 2] = [294, 800];

/// Beginnings of names, so that the fields for places have something to complete.
const PLACES: [&str; 6] = ["New York", "Lisbon", "Por", "Seattle", "Beijing", "London"];

/// Where the data would be on a machine of someone's own.
const SOMEONES_DATA: &str = "/home/you/.local/share/forecastle";

/// Where files to import would be on a machine of someone's own.
const SOMEONES_FILES: &str = "/home/you";

/// A calendar with things that hang on the weather and things that don't.
const FAMILY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//family//EN\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Picnic with the neighbours\r\nDTSTART:20261128T120000\r\nDTEND:20261128T150000\r\n\
    LOCATION:Central Park\\, New York\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Morning run\r\nDTSTART:20261123T070000\r\nDTEND:20261123T080000\r\n\
    RRULE:FREQ=WEEKLY;COUNT=20\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Dentist\r\nDTSTART:20261124T093000\r\nDTEND:20261124T100000\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// Series of the file that stands for a house full of sensors.
const SENSORS: usize = 200;

/// Readings of a meter, hour by hour, with what is often wrong with such files: an hour lacks, one is told twice, one has no value.
fn meter() -> String {
    let mut text = "Date;Time;Reading\n".to_owned();
    for hour in 0..24 * 60_usize {
        let (day, hour_of_day) = (hour / 24, hour % 24);
        let date = format!("{:02}.{:02}.2026", day % 30 + 1, 9 + day / 30);
        let value =
            0.3 + 0.9 * f64::from(u8::from((7..22).contains(&hour_of_day))) + (hour % 7) as f64 / 10.0;
        let value = format!("{value:.2}").replace('.', ",");
        match hour {
            200..=230 => continue,
            400 => text.push_str(&format!("{date};{hour_of_day:02}:00;\n")),
            500 => text.push_str(&format!("{date};{hour_of_day:02}:00;{value}\n").repeat(2)),
            _ => text.push_str(&format!("{date};{hour_of_day:02}:00;{value}\n")),
        }
    }
    text
}

/// Two days of as many sensors as an old house with much automation has.
fn house() -> String {
    let rooms =
        ["kitchen", "living room", "bedroom", "cellar", "north-facing conservatory behind the garage"];
    let kinds =
        ["temperature (°C)", "humidity (%)", "power (W)", "illuminance", "battery of the motion sensor"];
    let mut text = "time".to_owned();
    for sensor in 0..SENSORS {
        let (room, kind) = (rooms[sensor % rooms.len()], kinds[sensor / rooms.len() % kinds.len()]);
        text.push_str(&format!(",{room} {} {kind}", sensor / (rooms.len() * kinds.len()) + 1));
    }
    for hour in 0..48_usize {
        text.push_str(&format!("\n2026-11-{:02} {:02}:00", 20 + hour / 24, hour % 24));
        for sensor in 0..SENSORS {
            text.push_str(&format!(",{}", 10 + (sensor * 7 + hour * 3) % 23));
        }
    }
    text + "\n"
}

/// A file each to look into and to import, on data of its own.
async fn record_imports() -> Result<Value> {
    let data = tempfile::tempdir()?;
    let files = tempfile::tempdir()?;
    let store = store::SqliteStore::open(data.path())?;
    let clock = StoppedClock("2026-11-22T16:00[America/New_York]".parse()?);
    let engine = Engine::with(Arc::new(store), Arc::new(clock));
    let mut looked = Vec::new();
    for (name, text, unit) in [
        ("meter.csv", meter(), None),
        ("meter.csv", meter(), Some("kWh")),
        ("house.csv", house(), None),
        ("family.ics", FAMILY.to_owned(), None),
        ("letter.txt", "Dear neighbour,\nthe cat is well.\n".to_owned(), None),
    ] {
        let path = files.path().join(name);
        fs::write(&path, text)?;
        let mut options = ImportOptions::default();
        if let Some(unit) = unit {
            options = ImportOptions::of_column("Reading");
            options.series[0].unit = Some(unit.to_owned());
        }
        let request = ImportRequest {
            path: path.to_string_lossy().into_owned(),
            options: options.clone(),
            ..ImportRequest::default()
        };
        let mut recorded = json!({ "path": request.path, "options": options });
        match engine.preview_import(request.clone()).await {
            Ok(preview) => recorded["preview"] = json!(preview),
            Err(problem) => recorded["problem"] = json!(problem),
        }
        if unit.is_some() || name == "family.ics" {
            recorded["response"] = json!(engine.import(request).await?);
        }
        looked.push(recorded);
    }
    let mut past = json!(engine.imports(Nothing {}).await?);
    for import in past.as_array_mut().into_iter().flatten() {
        // The machine's clock, which nothing is computed from.
        import["imported_at"] = json!("2026-11-22T21:00:00Z");
    }
    let folder = files.path().join("forecastle-export").to_string_lossy().into_owned();
    let exported = engine.export_data(ExportDataRequest { folder }).await?;
    let exported = json!({ "folder": exported.folder, "bytes": 20_000, "counts": exported.counts });
    let text = json!({ "looked": looked, "past": past, "exported": exported }).to_string();
    Ok(serde_json::from_str(&text.replace(&*files.path().to_string_lossy(), SOMEONES_FILES))?)
}

/// A question asked before weather guidance has arrived, and what it is answered when it has.
async fn record_refresh(home: Option<Place>) -> Result<Value> {
    let data = tempfile::tempdir()?;
    let clock = StoppedClock("2026-11-22T16:00[America/New_York]".parse()?);
    let server = replay::Server::start(0, None)?;
    server.set_now(clock.0.timestamp());
    let engine = Engine::with(Arc::new(store::SqliteStore::open(data.path())?), Arc::new(clock));
    let settings = Settings { home, ..Settings::default() };
    engine.save_settings(settings.clone()).await?;
    let (mut recorded, _) = record(&engine, REFRESHED, None, None).await?;
    let guidance = GuidanceSettings {
        all_my_places: true,
        base_url: Some(server.address()),
        ..GuidanceSettings::default()
    };
    engine.save_settings(Settings { guidance, ..settings }).await?;
    // The last of it has come when the answer says no more that some is on its way.
    loop {
        let again = AskRequest { text: REFRESHED.to_owned(), passing: true, ..AskRequest::default() };
        let (mut later, _) = record_request(&engine, again).await?;
        if !later.to_string().contains("gets better when it") {
            // Its number tells how often it was asked until then.
            later["response"]["answer"]["id"] = json!(-1);
            recorded["later"] = json!({ "response": later["response"], "drawings": later["drawings"] });
            let text = recorded.to_string().replace(&server.address(), "http://localhost:8080");
            return Ok(serde_json::from_str(&text)?);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

fn write(path: &Path, value: &Value) -> Result<()> {
    Ok(fs::write(path, serde_json::to_string(value)? + "\n")?)
}

/// The parts of the words, and the ways to go on behind them.
async fn record_typing(engine: &Engine, text: &str) -> Result<Value> {
    let parts = engine.preview(PreviewRequest { text: text.to_owned() }).await?;
    let cursor = u32::try_from(text.chars().count())?;
    let completions = engine.complete(CompleteRequest { text: text.to_owned(), cursor }).await?;
    Ok(json!({ "text": text, "parts": parts, "completions": completions }))
}

async fn record(
    engine: &Engine,
    text: &str,
    as_of: Option<&str>,
    previous: Option<AnswerId>,
) -> Result<(Value, Option<AnswerId>)> {
    let request = AskRequest {
        text: text.to_owned(),
        as_of: as_of.map(str::to_owned),
        previous,
        ..AskRequest::default()
    };
    record_request(engine, request).await
}

async fn record_request(engine: &Engine, request: AskRequest) -> Result<(Value, Option<AnswerId>)> {
    let (text, as_of) = (request.text.clone(), request.as_of.clone());
    let mut response = engine.ask(request).await?;
    let mut drawings = Vec::new();
    let mut given = None;
    if let AskResponse::Answered { answer, .. } = &mut response {
        // The one thing in an answer that no two runs share.
        answer.execution_time = 20.0;
        given = Some(answer.id);
        for theme in [Theme::Light, Theme::Dark] {
            for width in WIDTHS {
                let options = DrawOptions { width, theme };
                let drawn = engine.draw(DrawRequest { answer: answer.id, options }).await?;
                drawings.push(json!({ "options": options, "drawings": drawn }));
            }
        }
    }
    Ok((json!({ "text": text, "as_of": as_of, "response": response, "drawings": drawings }), given))
}

#[tokio::main]
async fn main() -> Result<()> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/platform/fixtures");
    let data = tempfile::tempdir()?;
    let store = store::SqliteStore::open(data.path())?;
    let clock = StoppedClock("2026-11-22T16:00[America/New_York]".parse()?);
    let engine = Engine::with(Arc::new(store), Arc::new(clock));

    let mut places = Vec::new();
    for beginning in PLACES {
        let request = CompletePlaceRequest { beginning: beginning.to_owned(), limit: 3 };
        places.extend(engine.complete_place(request).await?);
    }
    let home = Some(places.first().cloned().ok_or_eyre("the gazetteer has New York")?);
    let settings_home = home.clone();
    let settings = Settings { home, first_run_done: true, ..Settings::default() };
    write(&fixtures.join("settings.json"), &json!(engine.save_settings(settings).await?))?;
    write(&fixtures.join("places.json"), &json!(places))?;
    write(&fixtures.join("activities.json"), &json!(engine.activities(Nothing {}).await?))?;
    write(&fixtures.join("series.json"), &json!(engine.series(Nothing {}).await?))?;
    write(&fixtures.join("models.json"), &json!(engine.models(Nothing {}).await?))?;
    write(&fixtures.join("examples.json"), &json!(engine.examples(Nothing {}).await?))?;
    write(&fixtures.join("about.json"), &json!(engine.about(Nothing {}).await?))?;
    let questions = fixtures.join("questions");
    let mut first = None;
    for (name, text, as_of) in QUESTIONS {
        let (recorded, given) = record(&engine, text, *as_of, None).await?;
        first = first.or(given);
        write(&questions.join(name).with_extension("json"), &recorded)?;
    }
    let mut previous = first;
    for (name, text) in FOLLOWING {
        let (recorded, given) = record(&engine, text, None, previous).await?;
        previous = given.or(previous);
        write(&questions.join(name).with_extension("json"), &recorded)?;
    }
    let mut offers = Vec::new();
    for past in engine.history(HistoryRequest { limit: 100 }).await? {
        let offer = engine.offer_watch(OpenAnswerRequest { id: past.id }).await?;
        offers.push(json!({ "id": past.id, "offer": offer }));
    }
    for text in WATCHED {
        engine.ask(AskRequest { text: (*text).to_owned(), ..AskRequest::default() }).await?;
    }
    let list = engine.watches(Nothing {}).await?;
    let log = engine.watch_log(WatchLogRequest::default()).await?;
    write(&fixtures.join("watches.json"), &json!({ "list": list, "log": log, "offers": offers }))?;
    let mut typing = Vec::new();
    for (_, text, _) in QUESTIONS {
        typing.push(record_typing(&engine, text).await?);
    }
    for text in TYPED {
        for (end, letter) in text.char_indices() {
            typing.push(record_typing(&engine, &text[..end + letter.len_utf8()]).await?);
        }
    }
    write(&fixtures.join("typing.json"), &json!(typing))?;
    write(&questions.join("refreshed.json"), &record_refresh(settings_home).await?)?;
    write(&fixtures.join("imports.json"), &record_imports().await?)?;
    let doctor = serde_json::to_string(&engine.doctor(Nothing {}).await?)?;
    let doctor = doctor.replace(&*data.path().to_string_lossy(), SOMEONES_DATA);
    write(&fixtures.join("doctor.json"), &serde_json::from_str::<Value>(&doctor)?)
}
