//! Reads a file of JSON lines and prints what is understood of each `text` or `phrase`:
//! `cargo run -p intent --example phrases -- FILE [understood|unclear]`. With no file there is nothing to do.

#![expect(clippy::print_stdout, reason = "an example prints")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        println!("Give a file of JSON lines with a \"text\" or \"phrase\" each.");
        return Ok(());
    };
    let only = arguments.next();
    let reader = support::Reader::new();
    let (mut understood, mut unclear) = (0, 0);
    let mut times = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let Ok(row) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let Some(text) = row["text"].as_str().or(row["phrase"].as_str()) else { continue };
        let begun = Instant::now();
        let account = reader.account(text);
        times.push(begun.elapsed());
        let kind = if account.starts_with('?') { "unclear" } else { "understood" };
        *(if kind == "unclear" { &mut unclear } else { &mut understood }) += 1;
        if only.as_ref().is_none_or(|only| only == kind) {
            let account: String = account.chars().take(200).collect();
            println!("{text}\n      {account}");
        }
    }
    times.sort_unstable();
    let quantile =
        |share: usize| times.get(times.len() * share / 100).or(times.last()).copied().unwrap_or_default();
    println!(
        "{understood} understood, {unclear} unclear; {:?} median, {:?} p95, {:?} at most",
        quantile(50),
        quantile(95),
        quantile(100)
    );
    Ok(())
}
