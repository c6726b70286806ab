//! Members keep the dependence between hours and variables, out of sample, where independent members and members all in
//! one order don't. The figures at length: `cargo run --release -p blend --example dependence`.

#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "synthetic/judge.rs"]
mod judge;
mod synthetic;

use blend::{TemplateSource, couple};
use judge::{Tally, comonotone, independent};

const MEMBERS: usize = 160;
const SPREADS: [f64; 3] = [5.0, 1.0, 2.0];

/// Schaake, ECC of 40 raw members, independent, comonotone.
fn tallies(gap: usize, times: usize) -> [Tally; 4] {
    let weather = synthetic::Weather::new(24 * 365 * 4, 3);
    let tracks = weather.tracks();
    let supports = tracks.each_ref().map(|track| track.support);
    let mut tallies: [Tally; 4] = Default::default();
    for issue in (24 * 365 * 2..24 * 365 * 4 - gap - times).step_by(24 * 3 + 7) {
        let marginals = weather.marginals(issue, gap, times, 300);
        let outcome = weather.outcome(issue + gap, times);
        let source = TemplateSource::new(tracks.iter().collect(), weather.time(issue));
        let schaake = couple(&marginals, &supports, &source, MEMBERS, 1).unwrap();
        let guidance = weather.guidance(issue, gap, times, 40);
        let guided = source.with_guidance(&guidance);
        let ecc = couple(&marginals, &supports, &guided, MEMBERS, 1).unwrap();
        let (apart, one_order) = (independent(&schaake, 1), comonotone(&schaake));
        for (tally, scenarios) in tallies.iter_mut().zip([&schaake, &ecc, &apart, &one_order]) {
            tally.add(scenarios, &outcome, &SPREADS);
        }
    }
    tallies
}

#[test]
fn sums_maxima_and_dry_spells_are_covered_as_promised() {
    let [schaake, ecc, apart, one_order] = tallies(6, 24);
    for (name, tally) in [("Schaake", &schaake), ("ECC", &ecc)] {
        for (other, score) in [("independent", apart.variogram), ("comonotone", one_order.variogram)] {
            assert!(tally.variogram < 0.97 * score, "{name} {} {other} {score}", tally.variogram);
        }
        for (index, variable) in synthetic::VARIABLES.iter().enumerate() {
            let best = apart.variograms[index].min(one_order.variograms[index]);
            let score = tally.variograms[index];
            assert!(score < 1.01 * best, "{name} {}: {score} instead of {best}", variable.name());
        }
        for (functional, covered, _) in &tally.functionals {
            let covered = covered / tally.count;
            // 220 forecasts: a standard error below 3 in 100.
            assert!((0.7..0.92).contains(&covered), "{name} {functional}: {covered}");
        }
    }
    let covered = |tally: &Tally, name: &str| {
        let found = tally.functionals.iter().find(|(functional, ..)| functional == name).unwrap();
        found.1 / tally.count
    };
    for functional in ["temperature sum", "temperature maximum", "rain sum", "rain dry spell", "wind maximum"]
    {
        let independent = covered(&apart, functional);
        assert!(independent < 0.68, "independent {functional}: {independent}");
    }
    for functional in ["rain dry spell", "wind maximum", "wind minimum"] {
        let comonotone = covered(&one_order, functional);
        assert!(comonotone < 0.72, "comonotone {functional}: {comonotone}");
    }
}

#[test]
fn hours_right_after_the_issue_time_err_less_alike_than_the_weather_goes() {
    let [schaake, ecc, apart, one_order] = tallies(0, 12);
    for tally in [schaake, ecc] {
        assert!(tally.variogram < apart.variogram.min(one_order.variogram));
        let (functional, covered, crps) = &tally.functionals[1];
        assert_eq!(functional, "temperature sum");
        assert!((0.7..0.9).contains(&(covered / tally.count)), "{}", covered / tally.count);
        // All in one order is what raw templates come to over so few hours.
        assert!(*crps < one_order.functionals[1].2, "{crps}");
    }
}
