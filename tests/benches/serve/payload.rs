//! What is asked.

use eyre::{Result, WrapErr};
use serde_json::json;
use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Steps ahead.
const HORIZON: usize = 48;
/// Series made where none are given.
const SERIES: usize = 200;
/// Distinct bodies that repeated requests draw from.
const HOT: usize = 8;

/// Bodies of requests for forecasts: those of a series end one step earlier each time it is asked again, so that none is asked twice.
pub(crate) struct Payloads {
    series: Vec<Vec<f64>>,
    next: AtomicUsize,
}

impl Payloads {
    /// From the training values of a file of lines `id v v v ... | test values`; hourly waves with noise without one.
    pub(crate) fn new(file: Option<&Path>) -> Result<Self> {
        let series = match file {
            Some(file) => std::fs::read_to_string(file)
                .wrap_err_with(|| format!("{} can't be read", file.display()))?
                .lines()
                .filter_map(|line| line.split('|').next())
                .map(|line| line.split_whitespace().skip(1).filter_map(|value| value.parse().ok()).collect())
                .filter(|values: &Vec<f64>| values.len() > 400)
                .collect(),
            None => (0..SERIES).map(waves).collect(),
        };
        Ok(Self { series, next: AtomicUsize::new(HOT) })
    }

    /// One that wasn't asked before.
    pub(crate) fn cold(&self) -> Vec<u8> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let values = &self.series[number % self.series.len()];
        body(&values[..values.len() - number / self.series.len() % 300])
    }

    /// One of a few.
    pub(crate) fn cached(&self, number: usize) -> Vec<u8> {
        let values = &self.series[number % HOT];
        body(&values[..values.len() - 1])
    }
}

fn body(values: &[f64]) -> Vec<u8> {
    json!({ "features": values, "model_id": "traffic", "prediction_horizon": HORIZON })
        .to_string()
        .into_bytes()
}

/// A day and a week of an hourly series with noise of its own.
fn waves(number: usize) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(number as u64);
    let wave = |hour: usize, period: f64| (std::f64::consts::TAU * hour as f64 / period).sin();
    let length = if number % 5 < 2 { 700 } else { 960 };
    let values = (0..length).map(|hour| {
        let noise = random.f64() - 0.5;
        (500.0 + 200.0 * wave(hour + number, 24.0) + 60.0 * wave(hour, 168.0) + 80.0 * noise).round()
    });
    values.collect()
}
