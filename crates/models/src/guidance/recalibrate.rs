//! A monotone map of the levels, from the probability integral transforms so far.

/// Bins of the transforms.
const BINS: usize = 20;
/// Cases that the belief in calibration counts for.
const PRIOR: f64 = 400.0;
/// Cases after which one counts half.
const HALF_LIFE: f64 = 1000.0;
/// By how many standard errors it must have saved to be used.
const GATE: f64 = 1.0;

/// The distribution of past transforms, drawn towards the uniform: with `G` that distribution, a forecast `F` becomes `G(F)` (Gneiting
/// and Ranjan 2013, section 3). Used while it has lowered the loss.
#[derive(Debug, Clone)]
pub(super) struct Recalibration {
    counts: [f64; BINS],
    /// Loss saved so far by using the map.
    saved: f64,
    /// Sum of the squares of what was saved.
    squares: f64,
}

impl Default for Recalibration {
    fn default() -> Self {
        Self { counts: [PRIOR / BINS as f64; BINS], saved: 0.0, squares: 0.0 }
    }
}

impl Recalibration {
    /// Adds the transform of one case, spread evenly from `low` to `high`, and what the map would have `saved` there.
    pub(super) fn learn(&mut self, low: f64, high: f64, saved: f64) {
        let keep = 0.5_f64.powf(1.0 / HALF_LIFE);
        let (low, high) = (low.clamp(0.0, 1.0 - 1e-9), high.clamp(1e-9, 1.0));
        let high = high.max(low + 1e-9);
        let width = 1.0 / BINS as f64;
        for (bin, count) in self.counts.iter_mut().enumerate() {
            let (from, to) = (bin as f64 * width, (bin + 1) as f64 * width);
            let inside = (high.min(to) - low.max(from)).max(0.0) / (high - low);
            *count = keep * *count + (1.0 - keep) * PRIOR * width + inside;
        }
        self.saved = keep * self.saved + saved;
        self.squares = keep * self.squares + saved * saved;
    }

    pub(super) fn earns_its_place(&self) -> bool {
        self.saved > GATE * self.squares.sqrt()
    }

    /// The level of the forecast at which the recalibrated one has `level`.
    pub(super) fn level(&self, level: f64) -> f64 {
        let total: f64 = self.counts.iter().sum();
        let wanted = level * total;
        let mut below = 0.0;
        for (bin, count) in self.counts.iter().enumerate() {
            if below + count >= wanted || bin + 1 == BINS {
                let share = ((wanted - below) / count.max(1e-12)).clamp(0.0, 1.0);
                return ((bin as f64 + share) / BINS as f64).clamp(1e-6, 1.0 - 1e-6);
            }
            below += count;
        }
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_narrow_a_forecast_is_widened() {
        let mut map = Recalibration::default();
        for case in 0..2000_u32 {
            let pit = if case % 2 == 0 { 0.02 } else { 0.98 };
            map.learn(pit, pit, 1.0);
        }
        assert!(map.level(0.25) < 0.08 && map.level(0.75) > 0.92);
        assert!((map.level(0.5) - 0.5).abs() < 0.05);
        assert!((Recalibration::default().level(0.3) - 0.3).abs() < 1e-12);
    }
}
