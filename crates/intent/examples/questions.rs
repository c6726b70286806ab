//! How many of our own questions are read as their frames say, by category, for the half that is tuned on and the half that
//! is held out: `cargo run --release -p intent --example questions [tuned|held_out]`. Faults are shown for the tuned half
//! only; nobody looks at the others while tuning.

#![expect(clippy::print_stdout, reason = "an example prints")]

#[path = "../tests/questions/judge.rs"]
mod judge;
#[path = "../tests/support/mod.rs"]
mod support;

fn main() {
    let faults = std::env::args().nth(1);
    let halves = [
        ("tuned", include_str!("../tests/questions/tuned.jsonl")),
        ("held_out", include_str!("../tests/questions/held_out.jsonl")),
    ];
    let verdicts = halves.map(|(name, lines)| (name, judge::judge(lines)));
    for (name, verdicts) in &verdicts {
        if faults.as_deref() == Some(*name) {
            for verdict in verdicts.iter().filter(|verdict| !verdict.faults.is_empty()) {
                println!("{}: {}\n    {}", verdict.category, verdict.text, verdict.faults.join("; "));
            }
        }
    }
    let tallies = verdicts.each_ref().map(|(_, verdicts)| judge::tally(verdicts));
    println!("{:16} {:>12} {:>12}", "category", "tuned", "held out");
    let categories: std::collections::BTreeSet<&String> =
        tallies.iter().flat_map(|tally| tally.keys()).collect();
    for category in categories {
        let told = tallies.each_ref().map(|tally| {
            tally.get(category).map_or_else(String::new, |(right, all)| format!("{right}/{all}"))
        });
        println!("{category:16} {:>12} {:>12}", told[0], told[1]);
    }
    let all = verdicts.each_ref().map(|(_, verdicts)| {
        let right = verdicts.iter().filter(|verdict| verdict.faults.is_empty()).count();
        format!("{right}/{} {:.1} %", verdicts.len(), 100.0 * right as f64 / verdicts.len() as f64)
    });
    println!("{:16} {:>12} {:>12}", "all", all[0], all[1]);
}
