//! Walks forward through prices and prints how the models of prices would have done.
//!
//! `cargo run --release -p blend --example prices -- PRICES.txt [HISTORY [EVERY]]`
//!
//! The file has one price a line, without gaps. Each model sees the HISTORY (1000) newest prices up to an origin, and forecasts 1, 5 and 20
//! steps ahead; then come the next EVERY (10) prices. Scores are in percent of the price at the origin.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers that prints a table")]

use blend::scores;
use domain::standard_normal_quantile;
use models::{Garch, Har, Plan, RandomWalk};
use std::time::Instant;

/// Quantiles (leads x levels) of one method from the history up to an origin.
type Method = fn(&[f64], &Plan, &[f64]) -> Vec<f64>;

/// The plainest: normal returns as large as they were in the last three years.
fn normal(prices: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    let returns: Vec<f64> = prices.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
    let recent = &returns[returns.len().saturating_sub(750)..];
    let variance = recent.iter().map(|r| r * r).sum::<f64>() / recent.len() as f64;
    let newest = prices[prices.len() - 1];
    let leads = plan.leads.iter();
    leads
        .flat_map(|lead| {
            let deviation = (variance * *lead as f64).sqrt();
            levels.iter().map(move |level| newest * (deviation * standard_normal_quantile(*level)).exp())
        })
        .collect()
}

fn random_walk(prices: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    RandomWalk.quantiles(prices, plan, levels, 1)
}

fn garch(prices: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    Garch.quantiles(prices, plan, levels)
}

fn har(prices: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    Har.quantiles(prices, plan, levels)
}

fn both(prices: &[f64], plan: &Plan, levels: &[f64]) -> Vec<f64> {
    let garch = garch(prices, plan, levels);
    garch.iter().zip(har(prices, plan, levels)).map(|(a, b)| f64::midpoint(*a, b)).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, usual| arguments.get(index).map_or(usual, |text| text.parse().unwrap());
    let (history, every) = (number(1, 1000), number(2, 10));
    let text = std::fs::read_to_string(&arguments[0]).unwrap();
    let prices: Vec<f64> = text.lines().map(|line| line.trim().parse().unwrap()).collect();

    let mut levels: Vec<f64> = (1..100).map(|percent| f64::from(percent) / 100.0).collect();
    levels.extend([0.025, 0.975]);
    levels.sort_by(f64::total_cmp);
    let at = |level: f64| levels.iter().position(|known| (known - level).abs() < 1e-9).unwrap();
    let bounds = [(at(0.1), at(0.9), 0.8), (at(0.025), at(0.975), 0.95)];
    let leads = vec![1, 5, 20];
    let methods: [(&str, Method); 5] = [
        ("normal", normal),
        ("random walk", random_walk),
        ("GARCH-t", garch),
        ("HAR", har),
        ("GARCH+HAR", both),
    ];

    println!("              lead  origins    CRPS   80 %   95 %   Winkler 95  pit from flat   ms");
    for (name, method) in methods {
        let mut tallies = vec![(0.0, [0.0; 2], 0.0, Vec::new()); leads.len()];
        let (mut origins, started) = (0.0_f64, Instant::now());
        for origin in (history - 1..prices.len() - leads[leads.len() - 1]).step_by(every) {
            let seen = &prices[origin + 1 - history..=origin];
            let plan = Plan { origins: vec![history - 1], leads: leads.clone() };
            let quantiles = method(seen, &plan, &levels);
            origins += 1.0;
            let unit = prices[origin].abs() / 100.0;
            for (index, (crps, covered, winkler, pits)) in tallies.iter_mut().enumerate() {
                let row = &quantiles[index * levels.len()..(index + 1) * levels.len()];
                let observed = prices[origin + leads[index]];
                *crps += scores::crps_of_quantiles(&levels, row, observed) / unit;
                for (covered, (lower, upper, _)) in covered.iter_mut().zip(bounds) {
                    *covered += if (row[lower]..=row[upper]).contains(&observed) { 1.0 } else { 0.0 };
                }
                let (lower, upper, coverage) = bounds[1];
                *winkler += scores::interval(row[lower], row[upper], coverage, observed) / unit;
                pits.push(scores::pit_range(&levels, row, observed));
            }
        }
        let milliseconds = started.elapsed().as_secs_f64() * 1e3 / origins;
        for (lead, (crps, covered, winkler, pits)) in leads.iter().zip(tallies) {
            let flat = scores::distance_from_flat(&scores::pit_histogram(&pits, 10));
            let [narrow, wide] = covered.map(|covered| covered / origins);
            println!(
                "{name:12} {lead:5} {origins:8} {:8.4}  {narrow:.3}  {wide:.3}   {:8.3}   {flat:.3}   {milliseconds:12.2}",
                crps / origins,
                winkler / origins
            );
        }
    }
}
