//! Keeping score end to end: a forecast is asked for, outcomes arrive, late or corrected, and the record tells of it.

mod doubted;
#[path = "../../../store/tests/kill/harness.rs"]
mod harness;
mod kill;
mod proposing;
mod replaying;
mod world;

use contract::{
    AskRequest, AskResponse, Commands as _, EraseEverythingRequest, ErasePlaceRequest, ProblemCode,
    RecordReport, RecordRequest, WentRequest,
};
use domain::{Answer, AnswerId, Issue, Went};
use engine::Engine;
use std::path::Path;
use world::{World, temperature};

async fn ask(engine: &Engine, text: &str) -> Answer {
    let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
    match engine.ask(request).await.expect("no problem") {
        AskResponse::Answered { answer, .. } => *answer,
        other => panic!("{text}: {other:?}"),
    }
}

async fn record(engine: &Engine) -> RecordReport {
    engine.record(RecordRequest::default()).await.expect("no problem")
}

/// Outcomes that are known by variable, over all forecasts.
fn known(world: &World) -> Vec<usize> {
    let recorded = world.store().record().expect("readable");
    let scores = |bytes: &[u8]| record::read_scores(bytes).expect("our own");
    recorded
        .iter()
        .map(|one| {
            one.variables.iter().flat_map(|(_, _, bytes)| scores(bytes)).map(|one| one.count as usize).sum()
        })
        .collect()
}

const WARM: &str = "will it be over 10 degrees tomorrow afternoon in Lisbon";

#[tokio::test]
async fn a_forecast_is_scored_once_its_outcomes_are_there_and_again_when_they_change() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let engine = world.at_hour(400 * 24);
    let answer = ask(&engine, WARM).await;
    let kept = world.store().forecast(answer.id).expect("kept");
    let names: Vec<&str> = kept.experts[0].experts.iter().map(|expert| &*expert.model.0).collect();
    assert!(names.contains(&"climatology") && names.contains(&"persistence"), "{names:?}");
    let times = kept.experts[0].blend.valid_times().len();
    assert_eq!(engine.verify().await.expect("no problem"), 0, "nothing has come yet");

    // A part of it has come, then all.
    let first = world.hour_of(kept.experts[0].blend.valid_times()[0]);
    world.observe(400 * 24..first + 2, temperature);
    let later = world.at_hour(first + 2);
    assert_eq!(later.verify().await.expect("no problem"), 1);
    assert_eq!(known(&world), [2]);
    assert_eq!(later.verify().await.expect("no problem"), 0, "once");
    assert_eq!(world.store().record().expect("readable")[0].happened, None);
    world.observe(first + 2..402 * 24, temperature);
    let end = world.at_hour(402 * 24);
    assert_eq!(end.verify().await.expect("no problem"), 1);
    assert_eq!(known(&world), [times]);
    assert_eq!(end.verify().await.expect("no problem"), 0, "once");
    let [one] = &world.store().record().expect("readable")[..] else { panic!("one") };
    let happened = one.happened.expect("all that it rests on was observed");
    assert_eq!(one.issue, Issue::Live);
    let shown = end.open_answer(contract::OpenAnswerRequest { id: answer.id }).await.expect("there");
    assert_eq!(shown.outcome.expect("told beside the answer").happened, Some(happened));

    // A corrected value turns it round.
    let before = one.variables.clone();
    world.import(
        "corrected",
        401 * 24..402 * 24,
        |hour| if happened { -5.0 } else { 35.0 } + temperature(hour) * 0.01,
    );
    // Another copy of the engine that has it still to read.
    let end = world.at_hour(402 * 24);
    let correction = world.store().imports().expect("readable")[0].import;
    end.look_again(&world.series()).await.expect("no problem");
    let [one] = &world.store().record().expect("readable")[..] else { panic!("one") };
    assert_eq!(one.happened, Some(!happened));
    assert_ne!(one.variables, before);
    assert_eq!(known(&world), [times]);
    // The correction is taken back, and with it what it said of the forecast.
    end.undo_import(contract::UndoImportRequest { imports: vec![correction] }).await.expect("undone");
    let [one] = &world.store().record().expect("readable")[..] else { panic!("one") };
    assert_eq!((one.happened, &one.variables), (Some(happened), &before));

    let report = record(&end).await;
    assert_eq!(report.forecasts, 1);
    assert_eq!(
        report.sentences[0],
        "1 forecast has come due, too few to judge; from 10 on this tells how well they did."
    );
    assert_eq!(report.questions.len(), 1);
    assert_eq!((report.questions[0].happened, report.questions[0].by.as_str()), (Some(happened), "measured"));
    assert_eq!(
        report.charts.iter().map(|chart| chart.id.as_str()).collect::<Vec<_>>(),
        ["reliability", "skill", "pit"]
    );
    let options = domain::DrawOptions { width: 600, theme: domain::Theme::Light };
    let drawn = end
        .draw_record(contract::DrawRecordRequest { record: RecordRequest::default(), options })
        .await
        .expect("drawn");
    assert_eq!(drawn.len(), 3);
}

#[tokio::test]
async fn what_was_asked_again_within_the_hour_counts_once() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let engine = world.at_hour(400 * 24);
    for _ in 0..5 {
        ask(&engine, WARM).await;
    }
    world.observe(400 * 24..402 * 24, temperature);
    let report = record(&world.at_hour(402 * 24)).await;
    assert_eq!(report.forecasts, 5);
    assert_eq!(report.questions.iter().filter(|one| one.counts).count(), 1);
    assert!(report.sentences[0].starts_with("1 forecast has come due"), "{:?}", report.sentences);
}

#[tokio::test]
async fn what_was_asked_as_of_the_past_is_verified_and_kept_apart() {
    let world = World::new();
    world.observe(0..402 * 24, temperature);
    let engine = world.at_hour(402 * 24);
    let as_of = Some(world.moment(400 * 24).to_string());
    let request = AskRequest { text: WARM.to_owned(), as_of, ..AskRequest::default() };
    assert!(matches!(engine.ask(request).await.expect("no problem"), AskResponse::Answered { .. }));
    assert_eq!(record(&engine).await.forecasts, 0);
    let replayed =
        engine.record(RecordRequest { as_of: true, ..RecordRequest::default() }).await.expect("no problem");
    assert_eq!(replayed.forecasts, 1);
    assert!(replayed.covers.contains("as of moments of the past"), "{}", replayed.covers);
}

#[tokio::test]
async fn the_users_word_counts_where_nothing_was_measured_and_can_be_taken_back() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let engine = world.at_hour(400 * 24);
    let id = ask(&engine, WARM).await.id;
    let tell = async |engine: &Engine, went| engine.record_outcome(WentRequest { id, went }).await;
    let early = tell(&engine, Some(Went::Fine)).await.expect_err("it hasn't begun");
    assert_eq!(early.code, ProblemCode::BadRequest);
    // The station is silent from then on.
    let end = world.at_hour(402 * 24);
    assert_eq!(record(&end).await.untold.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
    let kept = tell(&end, Some(Went::Badly)).await.expect("kept");
    assert_eq!(kept.before, None);
    assert!(kept.text.contains("your word counts"), "{}", kept.text);
    let report = record(&end).await;
    assert_eq!((report.questions[0].happened, report.questions[0].by.as_str()), (Some(false), "your word"));
    assert!(report.untold.is_empty());
    // Then the measurement arrives: it counts, and both are kept.
    world.observe(400 * 24..402 * 24, |_| 25.0);
    let report = record(&end).await;
    let one = &report.questions[0];
    assert_eq!((one.happened, one.by.as_str(), one.went), (Some(true), "measured", Some(Went::Badly)));
    let undone = tell(&end, None).await.expect("taken back");
    assert_eq!(undone.before, Some(Went::Badly));
    assert_eq!(record(&end).await.questions[0].went, None);
    assert!(tell(&end, Some(Went::Value { value: 3.0 })).await.is_err(), "it asked whether, not how much");
}

/// Whether any file of the folder holds these bytes.
fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let bytes = std::fs::read(entry.expect("a file").path()).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn erasing_leaves_nothing_in_the_file() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let engine = world.at_hour(400 * 24);
    let id = ask(&engine, WARM).await.id;
    ask(&engine, "will it rain tomorrow in Reykjavik").await;
    assert!(holds(world.folder(), "Lisbon"));
    let erased =
        engine.erase_place(ErasePlaceRequest { name: "Lisbon".to_owned(), id: None }).await.expect("erased");
    assert_eq!(erased.questions, 1);
    // What the station is called is the user's series, which isn't the place.
    assert!(!holds(world.folder(), "in Lisbon"));
    assert!(engine.open_answer(contract::OpenAnswerRequest { id }).await.is_err());
    assert!(engine.erase_place(ErasePlaceRequest { name: "Xqzzyv".to_owned(), id: None }).await.is_err());

    assert!(engine.erase_everything(EraseEverythingRequest { sure: false }).await.is_err());
    assert!(holds(world.folder(), "Reykjavik"));
    let erased = engine.erase_everything(EraseEverythingRequest { sure: true }).await.expect("erased");
    assert_eq!(erased.questions, 1);
    assert!(!holds(world.folder(), "Reykjavik") && !holds(world.folder(), "Lisbon"));
    assert_eq!(record(&engine).await.forecasts, 0);
}

#[tokio::test]
async fn of_two_places_of_one_name_one_is_forgotten_once_it_is_said_which() {
    let world = World::new();
    let engine = world.at_hour(400 * 24);
    let mut asked = Vec::new();
    for place in ["Portland, Oregon", "Portland, Maine"] {
        let answer = ask(&engine, &format!("will it rain tomorrow in {place}")).await;
        asked.push((answer.id, answer.question.place.expect("a place").id));
    }
    let erase = |id| engine.erase_place(ErasePlaceRequest { name: "portland".to_owned(), id });
    let unclear = erase(None).await.expect_err("which one?");
    assert_eq!((unclear.code, unclear.field.as_deref()), (ProblemCode::BadRequest, Some("id")));
    for (_, place) in &asked {
        assert!(unclear.detail.contains(&format!("(number {})", place.0)), "{unclear}");
    }
    assert!(unclear.detail.contains("Portland, Oregon") && unclear.detail.contains("Portland, Maine"));
    let elsewhere = erase(Some(domain::PlaceId(1))).await.expect_err("that is none of them");
    assert_eq!(elsewhere.code, ProblemCode::NotFound);
    assert_eq!(world.store().history(9).expect("readable").len(), 2, "nothing is gone yet");

    let (oregon, maine) = (asked[0], asked[1]);
    assert_eq!(erase(Some(maine.1)).await.expect("erased").questions, 1);
    let left: Vec<AnswerId> =
        world.store().history(9).expect("readable").iter().map(|past| past.id).collect();
    assert_eq!(left, [oregon.0]);
    // Now there is something of one only.
    assert_eq!(erase(None).await.expect("erased").questions, 1);
}

#[tokio::test]
async fn a_record_survives_export_and_restore() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let id = ask(&world.at_hour(400 * 24), WARM).await.id;
    world.observe(400 * 24..402 * 24, temperature);
    let engine = world.at_hour(402 * 24);
    engine.record_outcome(WentRequest { id, went: Some(Went::Fine) }).await.expect("kept");
    let before = record(&engine).await;
    let folder = tempfile::tempdir().expect("a folder");
    world.store().export(&folder.path().join("export")).expect("exported");
    let restored = world.restored(&folder.path().join("export"), &folder.path().join("data"), 402 * 24);
    assert_eq!(record(&restored).await, before);
    assert_eq!(restored.verify().await.expect("no problem"), 0, "all was known");
    assert!(before.questions[0].id == AnswerId(1) && before.forecasts == 1);
}
