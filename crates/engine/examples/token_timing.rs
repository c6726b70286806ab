//! Whether the time it takes to refuse a token tells how near it came to one that opens something: `cargo run --release -p engine
//! --example token_timing`. Guesses that differ from a real token in their last letter only and guesses made of chance alone take
//! turns, and Welch's t is told of their times (as dudect does: Reparaz, Balasch & Verbauwhede 2017). Below 4.5 nothing shows. Only
//! hashes are compared, each whole (`subtle`), so that none should.

#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use contract::{Commands as _, CreateTokenRequest, Permission, Problem};
use std::time::Instant;

/// Guesses of each kind.
const GUESSES: usize = 40_000;
/// The share of the slowest that is left out: what the system did meanwhile.
const LEFT_OUT: f64 = 0.1;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let engine = engine::Engine::open(Some(folder.path().to_owned()))?;
    let mut secrets = Vec::new();
    for name in ["one", "two", "three"] {
        let request = CreateTokenRequest {
            name: name.to_owned(),
            permissions: vec![Permission::Predict],
            series: Vec::new(),
            places: Vec::new(),
            models: Vec::new(),
            days: None,
        };
        secrets.push(engine.create_token(request).await?.secret);
    }
    let mut chance = fastrand::Rng::with_seed(1);
    let (mut near, mut far) = (Vec::with_capacity(GUESSES), Vec::with_capacity(GUESSES));
    for _ in 0..2 * GUESSES {
        let digits: String = (0..64).map(|_| chance.digit(16)).collect();
        let close = chance.bool();
        let guess = if close {
            let secret = &secrets[chance.usize(..secrets.len())];
            format!("{}x", &secret[..secret.len() - 1])
        } else {
            format!("forecastle_{digits}")
        };
        let begun = Instant::now();
        let opened = engine.let_in(guess).await?;
        let took = begun.elapsed().as_secs_f64() * 1e9;
        if opened.is_none() {
            if close { near.push(took) } else { far.push(took) }
        }
    }
    let ((near_mean, near_error), (far_mean, far_error)) = (mean_and_error(near), mean_and_error(far));
    let t = (near_mean - far_mean) / near_error.hypot(far_error);
    println!("near {near_mean:.0} ns, far {far_mean:.0} ns, t = {t:.2} (below 4.5 nothing shows)");
    Ok(())
}

/// The mean of the faster ones, and its standard error.
fn mean_and_error(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    times.truncate((times.len() as f64 * (1.0 - LEFT_OUT)) as usize);
    let count = times.len() as f64;
    let mean = times.iter().sum::<f64>() / count;
    let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}
