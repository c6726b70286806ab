//! Records what the real engine tells of its own forecasts into `ui/src/platform/fixtures/track-record.json`, where the interface's
//! browser platform serves it: `cargo run -p tests --example record_track_record`. Nothing is made up: questions are asked day by day
//! by a clock that is moved, about sample places, and outcomes come as they came.

use contract::{
    AskRequest, AskResponse, Commands, DrawRecordRequest, RecordReport, RecordRequest, ReplayRequest,
    Settings, WentRequest,
};
use domain::{AnswerId, Clock, DrawOptions, Theme, Went};
use engine::Engine;
use eyre::{OptionExt, Result};
use jiff::{ToSpan, Zoned};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

/// Asked each day, where something is measured.
const DAILY: [&str; 3] =
    ["tomorrow's picnic", "will it rain tomorrow", "will it be above 25 °C tomorrow afternoon"];
/// Asked now and then where nothing is measured.
const AWAY: &str = "picnic tomorrow in Lisbon";
/// Asked now and then, with a number for an answer.
const AMOUNT: &str = "how warm will it be tomorrow afternoon";
/// Days asked on, until there are few outcomes and until there are many.
const DAYS: [i32; 2] = [3, 75];
/// Widths of the charts in a window 1180 and one 360 pixels wide.
const WIDTHS: [u32; 2] = [294, 800];

/// A clock that is moved by hand.
struct MovedClock(Mutex<Zoned>);

impl Clock for MovedClock {
    fn now(&self) -> Zoned {
        self.0.lock().expect("not poisoned").clone()
    }
}

async fn ask(engine: &Engine, text: &str) -> Result<AnswerId> {
    let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
    match engine.ask(request).await? {
        AskResponse::Answered { answer, .. } => Ok(answer.id),
        other => eyre::bail!("{text}: {other:?}"),
    }
}

/// A part of the record with its charts in every width and theme.
async fn shown(engine: &Engine, request: RecordRequest) -> Result<Value> {
    let report: RecordReport = engine.record(request.clone()).await?;
    let mut drawings = Vec::new();
    for theme in [Theme::Light, Theme::Dark] {
        for width in WIDTHS {
            let options = DrawOptions { width, theme };
            let drawn = engine.draw_record(DrawRecordRequest { record: request.clone(), options }).await?;
            drawings.push(json!({ "options": options, "drawings": drawn }));
        }
    }
    Ok(json!({ "report": report, "drawings": drawings }))
}

#[tokio::main]
async fn main() -> Result<()> {
    let data = tempfile::tempdir()?;
    let store = store::SqliteStore::open(data.path())?;
    let start: Zoned = "2013-06-01T18:00[America/New_York]".parse()?;
    let clock = Arc::new(MovedClock(Mutex::new(start.clone())));
    let engine = Engine::with(Arc::new(store), Arc::clone(&clock) as Arc<dyn Clock>);
    let places =
        engine.complete_place(contract::CompletePlaceRequest { beginning: "New York".to_owned(), limit: 1 });
    let home = Some(places.await?.first().cloned().ok_or_eyre("the gazetteer has New York")?);
    engine.save_settings(Settings { home, first_run_done: true, ..Settings::default() }).await?;

    let mut recorded = json!({ "empty": shown(&engine, RecordRequest::default()).await? });
    for day in 0..DAYS[1] {
        *clock.0.lock().expect("not poisoned") = start.checked_add(day.days())?;
        if day == DAYS[0] {
            recorded["few"] = shown(&engine, RecordRequest::default()).await?;
        }
        for text in DAILY {
            ask(&engine, text).await?;
        }
        if day % 7 == 0 {
            ask(&engine, AMOUNT).await?;
        }
        if day % 9 == 0 {
            let away = ask(&engine, AWAY).await?;
            // The last ones are left to be told of.
            if day < 54 {
                *clock.0.lock().expect("not poisoned") = start.checked_add((day + 2).days())?;
                let went = Some(if day % 4 == 0 { Went::Fine } else { Went::Badly });
                engine.record_outcome(WentRequest { id: away, went }).await?;
            }
        }
    }
    *clock.0.lock().expect("not poisoned") = start.checked_add((DAYS[1] + 2).days())?;
    recorded["many"] = shown(&engine, RecordRequest { limit: Some(20), ..RecordRequest::default() }).await?;
    let picnics =
        RecordRequest { activity: Some("picnic".to_owned()), limit: Some(20), ..RecordRequest::default() };
    recorded["filtered"] = shown(&engine, picnics).await?;
    let replay = ReplayRequest {
        of: "New York".to_owned(),
        from: "2013-04-01".to_owned(),
        to: "2013-04-14".to_owned(),
        ..ReplayRequest::default()
    };
    recorded["replay"] = json!(engine.replay(replay).await?);
    let past = RecordRequest { as_of: true, limit: Some(20), ..RecordRequest::default() };
    recorded["replayed"] = shown(&engine, past).await?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/platform/fixtures/track-record.json");
    Ok(fs::write(file, serde_json::to_string(&recorded)? + "\n")?)
}
