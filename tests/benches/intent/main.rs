//! How well questions are understood, on labelled phrases of others. Run by `cargo xtask bench intent`.
//!
//! A file has one JSON object a line; which set it belongs to is told by its keys (`gold.rs`). With `--pred OUT.jsonl` the
//! readings are written, one object a line with the `id` of the phrase, its `domain`, `times`, `slots` and the microseconds it
//! took, `us`. The measures (`measures.rs`) are those of the sets' own papers where they have some: see each function.
//! `--half even` or `--half odd` keeps every other line of each file, so that one half can be tuned on and the other left alone.
//! `--growth` prints how the time grows with the length of a text (`growth.rs`); no file is needed then.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

mod answers;
mod gold;
mod growth;
mod measures;
mod times;

use answers::Answer;
use eyre::{ContextCompat, Result, WrapErr, bail};
use gold::{Phrase, Set};
use std::{collections::BTreeMap, io::Write, path::PathBuf};

struct Options {
    files: Vec<PathBuf>,
    predictions: Option<PathBuf>,
    half: Option<usize>,
    growth: bool,
}

fn options() -> Result<Option<Options>> {
    let (mut bench, mut growth, mut files, mut predictions, mut half) =
        (false, false, Vec::new(), None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().wrap_err_with(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--bench" => bench = true,
            "--growth" => growth = true,
            "--pred" => predictions = Some(value()?.into()),
            "--half" => {
                half = Some(match value()?.as_str() {
                    "even" => 0,
                    "odd" => 1,
                    other => bail!("{other}: a half is even or odd"),
                });
            }
            _ => files.push(argument.into()),
        }
    }
    // `cargo test --all-targets` starts benchmarks too, without this word.
    Ok(bench.then_some(Options { files, predictions, half, growth }))
}

fn main() -> Result<()> {
    let Some(options) = options()? else { return Ok(()) };
    if options.growth {
        growth::print();
    } else if options.files.is_empty() {
        bail!("name a file: cargo xtask bench intent FILE...");
    }
    let mut sets: BTreeMap<Set, Vec<Phrase>> = BTreeMap::new();
    for file in &options.files {
        let text =
            std::fs::read_to_string(file).wrap_err_with(|| format!("{} can't be read", file.display()))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (number, line) in lines.filter(|(number, _)| options.half.is_none_or(|half| number % 2 == half)) {
            let at = || format!("{}:{}", file.display(), number + 1);
            let phrase = Phrase::read(line).wrap_err_with(at)?;
            sets.entry(phrase.set).or_default().push(phrase);
        }
    }
    let mut written = options
        .predictions
        .as_ref()
        .map(|path| {
            std::fs::File::create(path).wrap_err_with(|| format!("{} can't be written", path.display()))
        })
        .transpose()?;
    let (mut analysing, mut interpreting) = (Vec::new(), Vec::new());
    for (set, phrases) in sets {
        let answers: Vec<Answer> = phrases.iter().map(answers::answer).collect();
        if let Some(file) = &mut written {
            for (phrase, answer) in phrases.iter().zip(&answers) {
                writeln!(file, "{}", answer.to_json(&phrase.id)).wrap_err("a prediction can't be written")?;
            }
        }
        let scored: Vec<(&Phrase, &Answer)> =
            phrases.iter().zip(&answers).filter(|(phrase, _)| phrase.counts()).collect();
        println!("{}: {} items", set.title(), scored.len());
        measures::print(&measures::of(set, &scored));
        print_latency("analyse", scored.iter().map(|(_, answer)| answer.microseconds).collect());
        print_latency("interpret", scored.iter().map(|(_, answer)| answer.interpreting).collect());
        println!();
        analysing.extend(answers.iter().map(|answer| answer.microseconds));
        interpreting.extend(answers.iter().map(|answer| answer.interpreting));
    }
    if interpreting.is_empty() {
        return Ok(());
    }
    println!("All files");
    print_latency("analyse", analysing);
    print_latency("interpret", interpreting);
    Ok(())
}

fn print_latency(what: &str, mut took: Vec<f64>) {
    took.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| took.get(((took.len() as f64 * share) as usize).min(took.len().saturating_sub(1)));
    if let (Some(median), Some(high), Some(most)) = (at(0.5), at(0.95), took.last()) {
        println!(
            "  latency of {what}: n {}, median us {median:.1}, p95 us {high:.1}, max us {most:.1}",
            took.len()
        );
    }
}
