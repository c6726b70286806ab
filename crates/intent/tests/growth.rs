//! What reading costs grows with the length of a text and not with its square. Counted in allocations, which are the same on every
//! machine: whatever is read again for every word or every part of a text allocates again. Alone in its file, since the count is of
//! the whole process.

use context::gazetteer::Gazetteer;
use domain::{Edits, Interpretation, UnitSystem};
use intent::{Catalogue, Setting, analyse, complete, interpret, parts};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What texts are made of, over and over.
const KINDS: [&str; 9] = [
    "will it be dry enough for a picnic near Porto on Saturday from 2 to 4 pm or is Sunday better, ",
    "Saturday, Sunday or Monday, ",
    "the first Friday of next month at half past 3 until ",
    "the day after ",
    "twenty one hundred 3 1/2 45 10:30 ",
    "in San Fernando de los Santos Novy ",
    "near Lodnno and Muncihe or Barcelnna ",
    "abcdefgh",
    "-,.:/'",
];

/// Twice the text may allocate twice as much, and somewhat more where lists grow.
const MOST: f64 = 2.1;

/// The same for what reads questions, up to the longest: four would be the square. The phrases of time copy the text for each
/// mention that the grammar finds, which shows in texts of nothing but times.
const MOST_OF_QUESTIONS: f64 = 3.1;

/// A way to read a text, how many characters it is tried with, and how much more twice as many may cost.
type Way<'a> = (&'static str, usize, f64, &'a dyn Fn(&str));

fn setting() -> Setting<'static> {
    Setting {
        now: "2026-11-22T12:00[Europe/Lisbon]".parse().expect("a moment"),
        home: None,
        saved: &[],
        gazetteer: Gazetteer::embedded(),
        series: &[],
        activities: Catalogue::built_in(),
        previous: None,
        units: UnitSystem::Metric,
    }
}

/// Allocations of reading a text.
fn allocations(text: &str, read: &dyn Fn(&str)) -> f64 {
    let region = Region::new(ALLOCATOR);
    read(text);
    region.change().allocations as f64
}

#[test]
fn twice_the_text_costs_about_twice_as_much_and_too_long_a_text_next_to_nothing() {
    let setting = setting();
    intent::prepare(&setting);
    let ways: [Way<'_>; 4] = [
        ("interpret", 480, MOST_OF_QUESTIONS, &|text| drop(interpret(text, &Edits::default(), &setting))),
        ("parts", 480, MOST_OF_QUESTIONS, &|text| drop(parts(text, &setting))),
        ("complete", 480, MOST, &|text| drop(complete(text, text.chars().count(), &setting))),
        ("analyse", 4000, MOST, &|text| drop(analyse(text, &setting))),
    ];
    for kind in KINDS {
        for (title, length, most, read) in ways {
            let text = kind.repeat(length / kind.len());
            let (once, twice) = (allocations(&text, read), allocations(&text.repeat(2), read));
            assert!(twice <= most * once + 50.0, "{title} of \"{kind}\": {once}, then {twice}");
        }
    }
    let long = "picnic ".repeat(15_000);
    match interpret(&long, &Edits::default(), &setting) {
        Interpretation::Unclear(unclear) => assert!(unclear.message.contains("105000 characters long")),
        other => panic!("{other:?}"),
    }
    let understand = |text: &str| drop(interpret(text, &Edits::default(), &setting));
    let (refused, read) = (allocations(&long, &understand), allocations(&long[..980], &understand));
    assert!(refused < read, "{refused} for what is too long, {read} for what is read");
}
