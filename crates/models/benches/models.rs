//! Time and memory of each expert for 24 steps ahead and from the plan's past origins. Run by `cargo xtask bench models`.
//!
//! How the whole of a track grows with its history is in `tests/benches/growth.rs`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

mod workload;

use criterion::{BenchmarkId, Criterion, SamplingMode};
use domain::{QuantileLevels, SeriesKind, Step, Variable};
use jiff::Timestamp;
use models::{Task, experts, prepare};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::{alloc::System, sync::Arc, time::Duration};
use workload::Workload;

/// Counts every allocation, at the price of a few atomic additions to each.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const TWO_YEARS_OF_HOURS: usize = 2 * 8760;
const TEN_YEARS_OF_DAYS: usize = 3652;
const LEADS: usize = 24;

fn main() {
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .without_plots()
        .configure_from_args();
    let mut allocations = vec![format!(
        "{:<28} {:<24} {:>12} {:>10} {:>12}",
        "allocations of one call", "", "count", "MB", "kept MB"
    )];
    for (workload, count) in [
        (Workload::weather("temperature, 2 y hourly", Variable::Temperature), TWO_YEARS_OF_HOURS),
        (Workload::weather("wind, 2 y hourly", Variable::WindSpeed), TWO_YEARS_OF_HOURS),
        (Workload::weather("rain, 2 y hourly", Variable::Precipitation), TWO_YEARS_OF_HOURS),
        (Workload::series("amounts, 2 y hourly", SeriesKind::Amount, Step::HOUR, 0.0), TWO_YEARS_OF_HOURS),
        (Workload::series("amounts, 10 y daily", SeriesKind::Amount, Step::DAY, 0.0), TEN_YEARS_OF_DAYS),
        (Workload::series("rare counts, 10 y daily", SeriesKind::Count, Step::DAY, 24.0), TEN_YEARS_OF_DAYS),
        (Workload::series("prices, 10 y daily", SeriesKind::Price, Step::DAY, 0.0), TEN_YEARS_OF_DAYS),
    ] {
        measure(&mut criterion, &workload, count, &mut allocations);
    }
    println!("\n{}", allocations.join("\n"));
    criterion.final_summary();
}

/// Times each expert on `count` values of `workload` and adds a row on its allocations.
fn measure(criterion: &mut Criterion, workload: &Workload, count: usize, allocations: &mut Vec<String>) {
    let track = workload.track(count);
    let issue = track.history.time(count);
    let valid_times: Arc<[Timestamp]> =
        (count..count + LEADS).map(|index| track.history.time(index)).collect();
    let levels = QuantileLevels::percentiles();
    let mut row = |name: &str, call: &dyn Fn()| {
        let region = Region::new(ALLOCATOR);
        call();
        let change = region.change();
        let megabytes = |bytes: isize| bytes as f64 / 1e6;
        // Bytes of a reallocation count by how much it grew.
        let asked_for = change.bytes_allocated.cast_signed();
        let left = asked_for - change.bytes_deallocated.cast_signed();
        allocations.push(format!(
            "{:<28} {name:<24} {:>12} {:>10.2} {:>12.2}",
            workload.title,
            change.allocations + change.reallocations,
            megabytes(asked_for),
            megabytes(left),
        ));
    };
    let mut group = criterion.benchmark_group(workload.title);
    group.sampling_mode(SamplingMode::Flat);

    row("prepare", &|| drop(prepare(&track, issue)));
    group.bench_function(BenchmarkId::from_parameter("prepare"), |bencher| {
        bencher.iter(|| prepare(&track, issue));
    });

    let prepared = prepare(&track, issue);
    // Lines are made when first asked for; the plan asks for the values.
    let plan = prepared.plan(&valid_times);
    let task = Task {
        prepared: &prepared,
        valid_times: Arc::clone(&valid_times),
        plan: &plan,
        levels: &levels,
        seed: 1,
        cancelled: &|| false,
    };
    for model in experts(&track) {
        let name = model.id().to_string();
        row(&name, &|| drop(model.forecast(&task)));
        if let Err(error) = model.forecast(&task) {
            println!("{}: {name} stands aside: {error}", workload.title);
            continue;
        }
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| model.forecast(&task));
        });
    }
    group.finish();
}
