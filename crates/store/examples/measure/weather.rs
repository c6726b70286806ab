//! Hourly weather to measure with: daily and yearly cycles and weather that wanders, rounded as stations round.

use crate::sample;

/// One variable and how it is reported.
pub(crate) struct Reported {
    pub(crate) name: &'static str,
    /// From anomaly, hour of the day and season (each -1 to 1, the first a little more) to the value reported.
    value: fn(anomaly: f64, day: f64, season: f64) -> f64,
    /// How much of the anomaly is left after an hour.
    memory: f64,
}

impl Reported {
    /// The first `hours` hours at a place.
    pub(crate) fn hours(&self, place: i64, hours: i64) -> Vec<f64> {
        let mut anomaly = 0.0;
        let innovation = (1.0 - self.memory * self.memory).sqrt();
        let seed = place * 1_000_003 + self.name.len() as i64 * 7_919_000_011;
        (0..hours)
            .map(|hour| {
                // A sum of four even numbers is normal enough.
                let shock: f64 = (0..4).map(|part| sample::noise(seed + hour * 4 + part) - 0.5).sum();
                anomaly = self.memory * anomaly + innovation * shock * 1.7;
                let turn = |hours: f64| (hour as f64 / hours * std::f64::consts::TAU).sin();
                (self.value)(anomaly, turn(24.0), turn(8766.0))
            })
            .collect()
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Temperature is as an American station's: whole degrees Fahrenheit, turned into Celsius.
pub(crate) const VARIABLES: [Reported; 6] = [
    Reported {
        name: "temperature",
        memory: 0.97,
        value: |anomaly, day, season| {
            ((54.0 + 18.0 * season + 8.0 * day + 7.0 * anomaly).round() - 32.0) / 1.8
        },
    },
    Reported {
        name: "dew point",
        memory: 0.98,
        value: |anomaly, _, season| tenths(6.0 + 8.0 * season + 4.0 * anomaly),
    },
    Reported {
        name: "precipitation",
        memory: 0.8,
        value: |anomaly, _, _| if anomaly < 1.3 { 0.0 } else { tenths((anomaly - 1.3) * 4.0) },
    },
    Reported {
        name: "wind speed",
        memory: 0.9,
        value: |anomaly, day, _| tenths((4.0 + day + 2.0 * anomaly).max(0.0)),
    },
    Reported {
        name: "cloud cover",
        memory: 0.93,
        value: |anomaly, _, _| (50.0 + 60.0 * anomaly).round().clamp(0.0, 100.0),
    },
    Reported { name: "pressure", memory: 0.995, value: |anomaly, _, _| tenths(1013.0 + 9.0 * anomaly) },
];
