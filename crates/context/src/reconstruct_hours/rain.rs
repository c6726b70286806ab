//! Rain of the hours from the sum of the day: a microcanonical random cascade.
//!
//! Olsson (1998), "Evaluation of a scaling cascade model for temporal rainfall disaggregation", Hydrology and Earth System
//! Sciences 2: a box of rain is cut into halves again and again, all of it going to one half or to the other or some
//! to each, with chances that depend on how much there is and on whether the boxes beside it are wet. The day is cut into
//! three first, so that whole hours come out (Müller and Haberlandt 2015, Journal of Hydrologic Engineering 20).
//!
//! The chances were counted in a year of hourly rain at three airports of New York, so the number of wet hours and the
//! heaviest hour of a day are typical of a temperate climate. Rain of the next day isn't known yet, so the last box of
//! a day counts as having a dry neighbour.

use super::{Day, by_clock, draws};
use rand::RngExt;
use std::f64::consts::TAU;

/// The share of days whose thirds are wet in this pattern (first, second, last), below and from 5 mm on.
const THIRDS: [([bool; 3], f64, f64); 7] = [
    ([true, false, false], 0.30, 0.12),
    ([false, true, false], 0.16, 0.06),
    ([false, false, true], 0.30, 0.12),
    ([true, true, false], 0.075, 0.21),
    ([false, true, true], 0.075, 0.21),
    ([true, false, true], 0.05, 0.02),
    ([true, true, true], 0.04, 0.26),
];
/// From this much on a day is a wet one in [`THIRDS`], mm.
const WET_DAY: f64 = 5.0;
/// From this much on a box is a wet one, mm.
const WET_BOX: f64 = 2.0;
/// Rain is put into one half when there is less than this, mm: no gauge would show two.
const LEAST: f64 = 0.1;

pub(super) fn hours(rain: &[f64], days: &[Day], seed: u64) -> Vec<f64> {
    if rain.is_empty() {
        return Vec::new();
    }
    let mut hours = Vec::with_capacity(days.len() * 24);
    let mut last_hour_wet = false;
    for (index, day) in days.iter().enumerate() {
        match rain.get(index).copied().filter(|total| total.is_finite()) {
            None => {
                hours.extend(std::iter::repeat_n(f64::NAN, day.clock.as_slice().len()));
                last_hour_wet = false;
            }
            Some(total) if total <= 0.0 => {
                hours.extend(std::iter::repeat_n(0.0, day.clock.as_slice().len()));
                last_hour_wet = false;
            }
            Some(total) => {
                let clock = cascade(total, last_hour_wet, &mut draws(seed, day.date, 1));
                let start = hours.len();
                by_clock(&clock, &day.clock, &mut hours);
                keep_total(&mut hours[start..], total);
                last_hour_wet = clock[23] > 0.0;
            }
        }
    }
    hours
}

/// An hour left out or lived twice when the clocks change takes or adds some; the sum of the day stays.
fn keep_total(hours: &mut [f64], total: f64) {
    let sum: f64 = hours.iter().sum();
    if sum > 0.0 {
        for hour in hours.iter_mut() {
            *hour *= total / sum;
        }
    } else if let Some(hour) = hours.get_mut(3) {
        *hour = total;
    }
}

/// The rain of 24 hours.
fn cascade(total: f64, wet_before: bool, draws: &mut impl RngExt) -> [f64; 24] {
    let mut boxes = [0.0; 24];
    let thirds = thirds(total, draws);
    boxes[..3].copy_from_slice(&thirds);
    let mut count = 3;
    while count < 24 {
        let coarse = boxes;
        for index in 0..count {
            let left = if index == 0 { wet_before } else { coarse[index - 1] > 0.0 };
            let right = index + 1 < count && coarse[index + 1] > 0.0;
            let (first, second) = halves(coarse[index], left, right, draws);
            boxes[2 * index] = first;
            boxes[2 * index + 1] = second;
        }
        count *= 2;
    }
    boxes
}

fn thirds(total: f64, draws: &mut impl RngExt) -> [f64; 3] {
    let chance = |(_, little, much): &([bool; 3], f64, f64)| if total < WET_DAY { *little } else { *much };
    let mut left = draws.random::<f64>() * THIRDS.iter().map(chance).sum::<f64>();
    let mut pattern = THIRDS[0].0;
    for entry in &THIRDS {
        pattern = entry.0;
        left -= chance(entry);
        if left < 0.0 {
            break;
        }
    }
    let weights = pattern.map(|wet| if wet { 0.1 + draws.random::<f64>() } else { 0.0 });
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| total * weight / sum)
}

fn halves(amount: f64, wet_left: bool, wet_right: bool, draws: &mut impl RngExt) -> (f64, f64) {
    if amount <= 0.0 {
        return (0.0, 0.0);
    }
    let wet = amount >= WET_BOX;
    // The chances that all falls in the first half, and in the second.
    let (first_only, second_only) = match (wet_left, wet_right, wet) {
        (false, false, false) => (0.445, 0.445),
        (false, false, true) => (0.215, 0.215),
        (true, true, false) => (0.24, 0.24),
        (true, true, true) => (0.04, 0.04),
        (true, false, false) => (0.63, 0.13),
        (true, false, true) => (0.35, 0.04),
        (false, true, false) => (0.13, 0.63),
        (false, true, true) => (0.04, 0.35),
    };
    let draw = draws.random::<f64>();
    if draw < first_only {
        (amount, 0.0)
    } else if draw < first_only + second_only || amount < 2.0 * LEAST {
        (0.0, amount)
    } else {
        let first = amount * share(draws);
        (first, amount - first)
    }
}

/// A share with the density of Beta(3/2, 3/2), the semicircle: its standard deviation of 0.25 is the observed one. It
/// is the first coordinate of a point drawn from a disc.
fn share(draws: &mut impl RngExt) -> f64 {
    let radius = draws.random::<f64>().sqrt();
    0.5 + 0.5 * radius * (TAU * draws.random::<f64>()).cos()
}
