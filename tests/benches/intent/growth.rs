//! How the time that a text takes grows with its length. Up to the longest text that is read at all it may grow in proportion to the
//! length and no faster; `interpret` refuses longer ones at once, in words that say so.

use context::gazetteer::Gazetteer;
use domain::{Edits, UnitSystem};
use intent::{Setting, analyse, complete, interpret, parts};
use std::time::Instant;

/// A kind of text, and what it is made of over and over.
const KINDS: [(&str, &str); 9] = [
    (
        "varied",
        "will it be dry enough for a picnic near Porto on Saturday from 2 to 4 pm or is Sunday better, ",
    ),
    ("dates", "the first Friday of next month at half past 3 until "),
    ("the day after", "the day after "),
    ("numbers", "twenty one hundred 3 1/2 45 10:30 "),
    ("places", "in San Fernando de los Santos Novy "),
    ("misspelt places", "near Lodnno and Muncihe in Barcelnna "),
    ("capitals", "New North West Saint Port Mount "),
    ("one word", "abcdefgh"),
    ("symbols", "-,.:/'"),
];

const LENGTHS: [usize; 6] = [125, 250, 500, 1000, 10_000, 100_000];

pub(crate) fn print() {
    let setting = Setting {
        now: "2026-11-22T12:00[Europe/Lisbon]".parse().expect("a moment"),
        home: None,
        gazetteer: Gazetteer::embedded(),
        series: &[],
        saved: &[],
        activities: intent::Catalogue::built_in(),
        previous: None,
        units: UnitSystem::Metric,
    };
    print!("{:<28}", "us by the characters of a text");
    LENGTHS.iter().for_each(|length| print!(" {length:>10}"));
    println!();
    for (kind, of) in KINDS {
        row(&format!("interpret, {kind}"), of, |text| drop(interpret(text, &Edits::default(), &setting)));
        row(&format!("parts, {kind}"), of, |text| drop(parts(text, &setting)));
        row(&format!("complete, {kind}"), of, |text| drop(complete(text, text.chars().count(), &setting)));
        row(&format!("analyse, {kind}"), of, |text| drop(analyse(text, &setting)));
    }
}

/// One row: the least of a few runs for each length.
fn row(title: &str, of: &str, read: impl Fn(&str)) {
    print!("{title:<28}");
    for length in LENGTHS {
        let text: String = of.chars().cycle().take(length).collect();
        let runs = if length > 1000 { 2 } else { 5 };
        let took = (0..runs).map(|_| {
            let begun = Instant::now();
            read(std::hint::black_box(&text));
            begun.elapsed().as_secs_f64() * 1e6
        });
        print!(" {:>10.0}", took.fold(f64::INFINITY, f64::min));
    }
    println!();
}
