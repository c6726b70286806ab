//! Records what the real engine says into `ui/src/platform/fixtures`, where the interface's browser platform serves it:
//! `cargo run -p tests --example record_interface`. The clock stands still, so only a changed engine changes a recording.

use contract::{
    AskRequest, AskResponse, Commands, CompletePlaceRequest, CompleteRequest, DrawRequest, HistoryRequest,
    Nothing, OpenAnswerRequest, PreviewRequest, Settings, WatchLogRequest,
};
use domain::{AnswerId, DrawOptions, Theme};
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
    let settings = Settings { home, first_run_done: true, ..Settings::default() };
    write(&fixtures.join("settings.json"), &json!(engine.save_settings(settings).await?))?;
    write(&fixtures.join("places.json"), &json!(places))?;
    write(&fixtures.join("activities.json"), &json!(engine.activities(Nothing {}).await?))?;
    write(&fixtures.join("series.json"), &json!(engine.series(Nothing {}).await?))?;
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
    let doctor = serde_json::to_string(&engine.doctor(Nothing {}).await?)?;
    let doctor = doctor.replace(&*data.path().to_string_lossy(), SOMEONES_DATA);
    write(&fixtures.join("doctor.json"), &serde_json::from_str::<Value>(&doctor)?)
}
