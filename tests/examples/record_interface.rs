//! Records what the real engine says into `ui/src/platform/fixtures`, where the interface's browser platform serves it:
//! `cargo run -p tests --example record_interface`. The clock stands still, so only a changed engine changes a recording.

use contract::{AskRequest, AskResponse, Commands, CompletePlaceRequest, DrawRequest, Nothing, Settings};
use domain::{DrawOptions, Theme};
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
];

/// Widths of the charts in a window 1180 and one 360 pixels wide.
const WIDTHS: [u32; 2] = [294, 800];

/// Beginnings of names, so that the fields for places have something to complete.
const PLACES: [&str; 6] = ["New York", "Lisbon", "Por", "Seattle", "Beijing", "London"];

/// Where the data would be on a machine of someone's own.
const SOMEONES_DATA: &str = "/home/you/.local/share/forecastle";

fn write(path: &Path, value: &Value) -> Result<()> {
    Ok(fs::write(path, serde_json::to_string(value)? + "\n")?)
}

async fn record(engine: &Engine, text: &str, as_of: Option<&str>) -> Result<Value> {
    let request =
        AskRequest { text: text.to_owned(), as_of: as_of.map(str::to_owned), ..AskRequest::default() };
    let mut response = engine.ask(request).await?;
    let mut drawings = Vec::new();
    if let AskResponse::Answered { answer } = &mut response {
        // The one thing in an answer that no two runs share.
        answer.execution_time = 20.0;
        for theme in [Theme::Light, Theme::Dark] {
            for width in WIDTHS {
                let options = DrawOptions { width, theme };
                let drawn = engine.draw(DrawRequest { answer: answer.id, options }).await?;
                drawings.push(json!({ "options": options, "drawings": drawn }));
            }
        }
    }
    Ok(json!({ "text": text, "as_of": as_of, "response": response, "drawings": drawings }))
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
    for (name, text, as_of) in QUESTIONS {
        let recorded = record(&engine, text, *as_of).await?;
        write(&fixtures.join("questions").join(name).with_extension("json"), &recorded)?;
    }
    let doctor = serde_json::to_string(&engine.doctor(Nothing {}).await?)?;
    let doctor = doctor.replace(&*data.path().to_string_lossy(), SOMEONES_DATA);
    write(&fixtures.join("doctor.json"), &serde_json::from_str::<Value>(&doctor)?)
}
