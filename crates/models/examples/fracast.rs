//! Prints how long Fracast-0 takes for a series: `cargo run --release -p models --example fracast`.
//!
//! With a file of series (`id values | values to forecast` on each line) and a second name, it forecasts them and writes the
//! quantiles there as `unique_id,h,q0.1,...,q0.9`.

#![expect(clippy::print_stdout, reason = "a tool for developers that prints a table")]

use models::{Fracast, Pretrained};
use std::{error::Error, fmt::Write, time::Instant};

/// Milliseconds a series, the fastest of a few runs.
fn milliseconds(series: &[&[f64]]) -> f64 {
    let run = || {
        let started = Instant::now();
        std::hint::black_box(Fracast::embedded().predict(series));
        started.elapsed().as_secs_f64() * 1e3 / series.len() as f64
    };
    (0..20).map(|_| run()).fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn Error>> {
    let wave: Vec<f64> = (0..2048)
        .map(|t| (f64::from(t) * 0.12).sin() + 0.3 * (f64::from(t) * 0.9).cos() + f64::from(t) / 700.0)
        .collect();
    println!("one alone    {:6.2} ms", milliseconds(&[&wave]));
    println!("one of eight {:6.2} ms", milliseconds(&[&wave[..]; 8]));
    let origins: Vec<&[f64]> = (0..20).map(|origin| &wave[..300 - origin]).collect();
    println!("one of twenty origins with 300 values {:6.2} ms", milliseconds(&origins));

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = &arguments[..] else {
        return Ok(());
    };
    let numbers = |words: &str| words.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>();
    let mut csv = "unique_id,h,q0.1,q0.2,q0.3,q0.4,q0.5,q0.6,q0.7,q0.8,q0.9\n".to_owned();
    let (mut count, mut seconds) = (0, 0.0);
    for line in std::fs::read_to_string(from)?.lines() {
        let (id, rest) = line.split_once(' ').ok_or("a line begins with the series' id")?;
        let (known, asked) = rest.split_once('|').ok_or("a line has values to forecast after |")?;
        let (known, asked) = (numbers(known)?, numbers(asked)?);
        let started = Instant::now();
        let forecasts = Fracast::embedded().predict(&[&known]);
        seconds += started.elapsed().as_secs_f64();
        count += 1;
        for (lead, quantiles) in forecasts[0].chunks(9).enumerate().take(asked.len()) {
            write!(csv, "{id},{}", lead + 1)?;
            for quantile in quantiles {
                write!(csv, ",{quantile}")?;
            }
            csv.push('\n');
        }
    }
    std::fs::write(to, csv)?;
    println!("{count} series, {:6.2} ms each", seconds * 1e3 / f64::from(count));
    Ok(())
}
