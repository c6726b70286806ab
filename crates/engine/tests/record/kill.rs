//! `kill -9` in the middle of verifying: every outcome is found, and none twice.

use crate::{
    harness,
    world::{World, temperature},
};
use domain::{AnswerId, IssuedForecast, LeadBucket};
use std::{env, ffi::OsStr, path::PathBuf, time::Duration};

const FOLDER: &str = "FORECASTLE_TEST_FOLDER";
const FORECASTS: i64 = 2500;
const END: i64 = 402 * 24;

/// The child: verifies until it is killed.
#[test]
fn role_verifies_until_it_is_killed() {
    if !harness::is_child() {
        return;
    }
    let folder = PathBuf::from(env::var_os(FOLDER).expect("set by the parent"));
    let engine = World::open(&folder).at_hour(END);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    loop {
        let found = runtime.block_on(engine.verify()).expect("no problem");
        harness::acknowledge(&format!("verified {found}"));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Stores a forecast many times over, each as if issued an hour apart from the one before.
fn issue(world: &World) -> IssuedForecast {
    let engine = world.at_hour(400 * 24);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let id = runtime.block_on(crate::ask(&engine, crate::WARM)).id;
    let issued = world.store().forecast(id).expect("kept");
    world.store().forget(id).expect("there");
    for number in 0..FORECASTS {
        let issue_time = issued.issue_time - jiff::SignedDuration::from_hours(number);
        world.store().save_forecast(&IssuedForecast { issue_time, ..issued.clone() }).expect("written");
    }
    issued
}

#[test]
fn no_outcome_is_lost_or_counted_twice_by_kill_9() {
    let world = World::new();
    world.observe(0..400 * 24, temperature);
    let issued = issue(&world);
    world.observe(400 * 24..END, temperature);
    let (mut killed, mut verified) = (0, 0);
    let mut before = 0;
    for _ in 0..12 {
        let variables = [(FOLDER, world.folder().as_os_str() as &OsStr)];
        let delay = harness::random_delay(Duration::from_millis(400));
        let lines = harness::kill_after("kill::role_verifies_until_it_is_killed", &variables, delay);
        verified +=
            lines.iter().filter_map(|line| line.strip_prefix("verified ")?.parse::<i64>().ok()).sum::<i64>();
        let there = world.store().record().expect("readable").len();
        assert!(there >= before, "a verified forecast is lost");
        before = there;
        killed += 1;
    }
    assert!(verified <= FORECASTS, "some were verified twice: {verified}");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let engine = world.at_hour(END);
    runtime.block_on(engine.verify()).expect("no problem");
    assert_eq!(runtime.block_on(engine.verify()).expect("no problem"), 0);

    let recorded = world.store().record().expect("readable");
    assert_eq!(recorded.len(), FORECASTS as usize, "after {killed} kills");
    let times = issued.experts[0].blend.valid_times().len();
    for one in &recorded {
        let scores = record::read_scores(&one.variables[0].2).expect("our own");
        assert_eq!(scores.iter().map(|one| one.count as usize).sum::<usize>(), times);
        assert!(one.happened.is_some());
    }
    // Issued hour by hour, they look ever further ahead.
    let leads = recorded.iter().flat_map(|one| record::read_scores(&one.variables[0].2).expect("our own"));
    assert!(leads.map(|one| one.lead).max() > Some(LeadBucket::ThreeDays));
    assert!(world.store().forecast(AnswerId(recorded[0].forecast.0)).is_ok());
}
