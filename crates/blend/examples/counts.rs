//! Simulates demand that is mostly not there and prints how the models for it do.
//!
//! `cargo run --release -p blend --example counts`
//!
//! Series of 300 values; from origins 60, 80, ... each method sees only the values so far and forecasts 1 to 10 steps ahead. The score is the
//! mean CRPS over 39 levels, as a ratio to that of the distribution of all values so far. `zeros` is how often the probability of
//! no demand was promised against how often there was none.

#![expect(clippy::print_stdout, reason = "a tool for developers that prints a table")]

use blend::scores;
use models::{Croston, Demand, Plan, Tsb};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Quantiles (leads x levels) of one method from the values so far.
type Method = fn(&[f64], &Plan, &[f64]) -> Vec<f64>;

fn empirical(values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |level: &f64| sorted[((level * sorted.len() as f64) as usize).min(sorted.len() - 1)];
    plan.leads.iter().flat_map(|_| levels.iter().map(at)).collect()
}

fn newest(values: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    empirical(&values[values.len().saturating_sub(30)..], plan, levels)
}

fn zero(_: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    vec![0.0; plan.leads.len() * levels.len()]
}

/// A Poisson count by multiplying uniforms (Knuth).
fn poisson(random: &mut Pcg64, mean: f64) -> f64 {
    let (limit, mut product, mut count) = ((-mean).exp(), random.random::<f64>(), 0.0);
    while product > limit {
        product *= random.random::<f64>();
        count += 1.0;
    }
    count
}

/// The sum of two exponentials: a gamma variable of shape 2, here with mean 1.
fn gamma(random: &mut Pcg64) -> f64 {
    -(random.random_range(1e-12..1.0_f64) * random.random_range(1e-12..1.0_f64)).ln() / 2.0
}

/// The value at a step (of 300).
type Process = fn(&mut Pcg64, usize) -> f64;

fn with_probability(random: &mut Pcg64, probability: f64, size: impl Fn(&mut Pcg64) -> f64) -> f64 {
    let size = size(random);
    if random.random::<f64>() < probability { size } else { 0.0 }
}

fn main() {
    let processes: [(&str, Process); 8] = [
        ("steady, 1 in 5", |r, _| with_probability(r, 0.2, |r| 1.0 + poisson(r, 2.0))),
        ("lumpy, 1 in 10", |r, _| {
            with_probability(r, 0.1, |r| {
                let mean = 5.0 * gamma(r) * gamma(r);
                1.0 + poisson(r, mean)
            })
        }),
        ("dies slowly", |r, t| {
            with_probability(r, 0.5 * (1.0 - t as f64 / 300.0), |r| 1.0 + poisson(r, 2.0))
        }),
        ("dies at once", |r, t| {
            with_probability(r, if t < 120 { 0.4 } else { 0.01 }, |r| 1.0 + poisson(r, 2.0))
        }),
        ("comes up", |r, t| with_probability(r, 0.05 + 0.4 * t as f64 / 300.0, |r| 1.0 + poisson(r, 2.0))),
        ("sizes grow", |r, t| with_probability(r, 0.3, |r| 1.0 + poisson(r, 1.0 + t as f64 / 20.0))),
        ("Poisson of 0.4", |r, _| poisson(r, 0.4)),
        ("amounts, 1 in 4", |r, _| with_probability(r, 0.25, |r| 7.5 * gamma(r))),
    ];
    let methods: [(&str, Method); 5] = [
        ("TSB", |values, plan, levels| Tsb.quantiles(values, plan, levels)),
        ("Croston", |values, plan, levels| Croston.quantiles(values, plan, levels)),
        ("all values", empirical),
        ("last 30", newest),
        ("zero", zero),
    ];
    let levels: Vec<f64> = (1..40).map(|rank| f64::from(rank) / 40.0).collect();
    let leads: Vec<usize> = (1..=10).collect();
    for (label, process) in processes {
        let mut totals = [0.0; 5];
        let (mut promised, mut happened, mut count) = ([0.0; 5], 0.0, 0.0);
        let mut pattern = None;
        for seed in 0..60 {
            let mut random = Pcg64::seed_from_u64(seed);
            let values: Vec<f64> = (0..300).map(|step| process(&mut random, step)).collect();
            pattern.get_or_insert(Demand::of(&values).pattern());
            for origin in (60..290).step_by(20) {
                let plan = Plan { origins: vec![origin], leads: leads.clone() };
                for (index, (_, method)) in methods.iter().enumerate() {
                    let quantiles = method(&values[..=origin], &plan, &levels);
                    for (row, lead) in quantiles.chunks(levels.len()).zip(&leads) {
                        totals[index] += scores::crps_of_quantiles(&levels, row, values[origin + lead]);
                        promised[index] += row.iter().filter(|value| **value <= 0.0).count() as f64 / 39.0;
                    }
                }
                let coming = &values[origin + 1..=origin + leads.len()];
                happened += coming.iter().filter(|value| **value <= 0.0).count() as f64;
                count += leads.len() as f64;
            }
        }
        print!("{label:16} {:13}", pattern.map_or_else(String::new, |pattern| format!("{pattern:?}")));
        for (index, (name, _)) in methods.iter().enumerate() {
            print!("  {name} {:.3} ({:.2})", totals[index] / totals[2], promised[index] / count);
        }
        println!("  zeros {:.2}", happened / count);
    }
}
