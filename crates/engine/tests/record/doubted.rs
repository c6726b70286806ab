//! Values that quality control takes for wrong: kept and shown as flagged, and as missing to all who forecast, verify or learn.

use crate::{
    WARM, ask,
    world::{World, temperature},
};
use contract::{Commands as _, ObservationsRequest};
use domain::{QualityControl, QualityFlag, QualityFlags, Variable};
use jiff::Timestamp;

const HOURS: i64 = 400 * 24;
/// An hour whose value is far from those on both sides.
const SPIKE: i64 = HOURS - 30;

fn with_spike(hour: i64) -> f64 {
    if hour == SPIKE { temperature(hour) + 28.0 } else { temperature(hour) }
}

/// Looks at the values as whoever takes them in does, and keeps the doubts.
fn look_over(world: &World, now: i64) {
    let store = world.store();
    let values = store.observations(&world.series(), Timestamp::MIN, Timestamp::MAX).expect("readable");
    let mut control = QualityControl::new(Some(Variable::Temperature));
    let mut flags: Vec<(Timestamp, QualityFlags)> = Vec::new();
    for value in values {
        let (own, spike) = control.check(value.valid_time, value.value, world.moment(now));
        flags.extend((!own.is_empty()).then_some((value.valid_time, own)));
        for (_, known) in flags.iter_mut().filter(|(time, _)| spike == Some(*time)) {
            *known = known.with(QualityFlag::Spike);
        }
    }
    store.set_flags(&world.series(), &flags).expect("written");
}

#[tokio::test]
async fn a_history_with_a_flagged_spike_forecasts_as_without_it_and_still_lists_it() {
    let without = World::new();
    without.observe(0..SPIKE, temperature);
    without.observe(SPIKE + 1..HOURS, temperature);
    let expected = ask(&without.at_hour(HOURS), WARM).await;
    let world = World::new();
    world.observe(0..HOURS, with_spike);
    let engine = world.at_hour(HOURS);
    let marginals = |world: &World, id| world.store().forecast(id).expect("kept").marginals;
    let unflagged = ask(&engine, WARM).await;
    assert_ne!(
        marginals(&world, unflagged.id),
        marginals(&without, expected.id),
        "a spike that nobody flagged is believed"
    );
    look_over(&world, HOURS);
    // The same engine, which has read the series before it was flagged.
    let answer = ask(&engine, WARM).await;
    assert_eq!(marginals(&world, answer.id), marginals(&without, expected.id));
    assert_eq!(answer.headline, expected.headline);
    let caveats: Vec<&str> =
        answer.evidence.iter().flat_map(|evidence| &evidence.caveats).map(String::as_str).collect();
    assert!(caveats.contains(&"1 doubtful value was left out."), "{caveats:?}");

    let time = world.moment(SPIKE);
    let request =
        ObservationsRequest { series: world.series(), from: Some(time), until: None, limit: Some(2) };
    let listed = engine.observations(request).await.expect("readable");
    assert_eq!(listed.observations[0].value.to_bits(), with_spike(SPIKE).to_bits());
    let [doubted] = &listed.doubted[..] else { panic!("{:?}", listed.doubted) };
    assert!(doubted.time == time && doubted.left_out && doubted.doubts.contains(&QualityFlag::Spike));
    let flags = world.store().flags(&world.series(), time, Timestamp::MAX).expect("readable");
    assert_eq!(flags.len(), 1);
    assert!(flags[0].0 == time && flags[0].1.has(QualityFlag::Spike), "{flags:?}");
    let kept = world.store().observations(&world.series(), time, Timestamp::MAX).expect("readable");
    assert_eq!(kept[0].value.to_bits(), with_spike(SPIKE).to_bits());
}

#[tokio::test]
async fn an_outcome_that_turns_out_to_be_a_spike_is_taken_back() {
    let world = World::new();
    world.observe(0..HOURS, temperature);
    let id = ask(&world.at_hour(HOURS), WARM).await.id;
    let times = world.store().forecast(id).expect("kept").experts[0].blend.valid_times().to_vec();
    let spike = world.hour_of(times[1]);
    let value = |hour| temperature(hour) + if hour == spike { 28.0 } else { 0.0 };
    world.observe(HOURS..HOURS + 48, value);
    let engine = world.at_hour(HOURS + 48);
    engine.verify().await.expect("no problem");
    assert_eq!(crate::known(&world), [times.len()]);
    look_over(&world, HOURS + 48);
    engine.look_again(&world.series()).await.expect("no problem");
    assert_eq!(crate::known(&world), [times.len() - 1], "an hour is missing");
}
