//! Replays: ended and taken up again they come to the same, and none knows what came after a question was asked.

use crate::{
    WARM, ask,
    world::{World, temperature},
};
use contract::{Commands as _, ImportJob, RecordReport, RecordRequest, ReplayReport, ReplayRequest};
use domain::IssuedForecast;
use engine::Engine;
use std::time::Duration;

/// 5 February 2026, when everything replayed is long past.
const NOW: i64 = 400 * 24;
const DAYS: u32 = 14;

fn request() -> ReplayRequest {
    ReplayRequest {
        of: "Lisbon".to_owned(),
        from: "2025-12-01".to_owned(),
        to: "2025-12-14".to_owned(),
        questions: vec!["will it be over 11 degrees tomorrow afternoon in Lisbon".to_owned()],
        job: Some("replay 1".to_owned()),
    }
}

fn job() -> ImportJob {
    ImportJob { job: "replay 1".to_owned() }
}

async fn replayed(engine: &Engine) -> ReplayReport {
    engine.replay(request()).await.expect("no problem")
}

/// What was kept of all that was asked, the first first.
fn kept(world: &World) -> Vec<IssuedForecast> {
    let mut history = world.store().history(u32::MAX).expect("readable");
    history.sort_by_key(|past| past.id.0);
    history.iter().map(|past| world.store().forecast(past.id).expect("kept")).collect()
}

async fn record(engine: &Engine) -> RecordReport {
    engine.record(RecordRequest { as_of: true, ..RecordRequest::default() }).await.expect("no problem")
}

/// What was said, but for how long it took.
fn said(mut forecast: IssuedForecast) -> IssuedForecast {
    forecast.answer.execution_time = 0.0;
    forecast
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_that_was_ended_and_taken_up_again_comes_to_the_same_record() {
    let (whole, broken) = (World::new(), World::new());
    for world in [&whole, &broken] {
        world.observe(0..NOW, temperature);
    }
    let expected = replayed(&whole.at_hour(NOW)).await;
    assert_eq!((expected.days_done, expected.days, expected.issues), (DAYS, DAYS, DAYS));

    for least in [3, 9] {
        // Each time by another copy, as after a restart.
        let engine = broken.at_hour(NOW);
        let replaying = tokio::spawn({
            let engine = engine.clone();
            async move { replayed(&engine).await }
        });
        while engine.replay_progress(job()).await.expect("a state").done < least {
            assert!(!replaying.is_finished(), "it ended too early to be broken off");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        engine.cancel_replay(job()).await.expect("cancelled");
        let ended = replaying.await.expect("it ends");
        assert!((u32::try_from(least).expect("few")..DAYS).contains(&ended.days_done), "{ended:?}");
        assert_eq!(kept(&broken).len(), ended.days_done as usize, "what was asked is kept");
        assert!(ended.sentences[0].ends_with("the same replay goes on from there."), "{ended:?}");
    }
    let resumed = replayed(&broken.at_hour(NOW)).await;
    assert_eq!(resumed, expected);
    let (of_whole, of_broken) = (kept(&whole), kept(&broken));
    assert_eq!(of_whole.len(), DAYS as usize);
    for (one, other) in of_whole.into_iter().zip(of_broken) {
        assert_eq!(said(one), said(other));
    }
    let (of_whole, of_broken) = (whole.at_hour(NOW), broken.at_hour(NOW));
    assert_eq!(record(&of_broken).await, record(&of_whole).await);

    // What was learnt on the way is the same, too: it goes into what is asked next.
    let next = async |world: &World, engine: &Engine| {
        let id = ask(engine, WARM).await.id;
        world.store().forecast(id).expect("kept").marginals
    };
    assert_eq!(next(&broken, &of_broken).await, next(&whole, &of_whole).await);
    let untaught = World::new();
    untaught.observe(0..NOW, temperature);
    assert_ne!(
        next(&untaught, &untaught.at_hour(NOW)).await,
        next(&whole, &of_whole).await,
        "something was learnt"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_knows_nothing_of_what_came_after_it_was_asked() {
    // 8 December 2025, 18:00.
    let changes = (334 + 7) * 24 + 18;
    let (one, other) = (World::new(), World::new());
    one.observe(0..NOW, temperature);
    other.observe(0..NOW, |hour| temperature(hour) + if hour >= changes { 7.0 } else { 0.0 });
    for world in [&one, &other] {
        replayed(&world.at_hour(NOW)).await;
    }
    let (mut before, mut after) = (0, 0);
    for (one_forecast, other_forecast) in kept(&one).into_iter().zip(kept(&other)) {
        let issue_time = one_forecast.issue_time;
        let without_outcome = |forecast: IssuedForecast| {
            let mut forecast = said(forecast);
            forecast.answer.outcome = None;
            // What came is drawn into them.
            forecast.answer.charts.clear();
            forecast
        };
        let (one_forecast, other_forecast) = (without_outcome(one_forecast), without_outcome(other_forecast));
        if issue_time <= one.moment(changes) {
            assert_eq!(one_forecast, other_forecast, "as of {issue_time}");
            before += 1;
        } else {
            assert_ne!(one_forecast.marginals, other_forecast.marginals, "as of {issue_time}");
            after += 1;
        }
    }
    assert_eq!((before, after), (8, 6));
}
