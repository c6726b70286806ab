//! Fracast-0, a small network that forecasts any series: dilated convolutions over its last 2048 values.

use super::{
    Pretrained, WeightsError,
    convolution::Tile,
    encoder::{Before, CONTEXT, Encoder, Window},
    head::{HORIZON, Head, LEVELS},
    kernel::Kernel,
    periods::{Periodogram, course},
    weights::Weights,
};
use fearless_simd::{Level, Simd, SimdBase, dispatch};
use std::sync::OnceLock;

/// Levels of the quantiles.
const QUANTILE_LEVELS: [f64; LEVELS] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// Values beyond this are taken for missing: the span of two of them must be a number.
const LARGEST: f64 = 1e300;

/// The network Fracast-0 (`fracast` 0.1.0; 85,001 parameters, RAWS Labs 2026).
///
/// The last 2048 values are put on a scale from 0 to 1 by their range. A block (causal convolution, linear map, gated layer, norms)
/// of 64 channels is applied ten times at dilations 1 to 512 with the same weights, modulated by the dilation. A head turns
/// the mean and the last states, and the mean course of the strongest period, into nine quantiles of each lead.
///
/// Two things differ from the package, which floors the range at 0.00001 of the unit: a range below that is used as it is, so
/// that the unit doesn't matter, and a constant is continued as that constant. The package refuses fewer than 8 values.
pub struct Fracast {
    encoder: Encoder,
    head: Head,
    periodogram: Periodogram,
    level: Level,
}

impl Fracast {
    /// The network with the weights that are part of this program, read once.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Fracast> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Self::from_safetensors(include_bytes!("../../assets/fracast/model.safetensors"))
                .expect("the tests read the built-in weights")
        })
    }

    /// The network with the weights of a safetensors file, as `fracast/weights/model.safetensors` in the package.
    ///
    /// # Errors
    /// When the bytes are no such file, or hold other tensors than this network has.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, WeightsError> {
        let weights = Weights::read(bytes)?;
        Ok(Self {
            encoder: Encoder::load(&weights)?,
            head: Head::load(&weights)?,
            periodogram: Periodogram::new(CONTEXT),
            level: Level::new(),
        })
    }

    fn scale(&self, values: &[f64]) -> Scaled {
        let tail = &values[values.len().saturating_sub(CONTEXT)..];
        let known = tail.iter().copied().filter(|value| is_known(*value));
        let (low, high) =
            known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let span = high - low;
        if span > 0.0 {
            Scaled::Window { window: self.window(tail, low, span), low, span }
        } else if low.is_finite() {
            Scaled::Constant(low)
        } else {
            Scaled::Unknown
        }
    }

    /// The values in the network's window, from 0 to 1.
    fn window(&self, tail: &[f64], low: f64, span: f64) -> Window {
        let missing = CONTEXT - tail.len();
        let (mut values, mut known) = (vec![0.0; CONTEXT], vec![false; CONTEXT]);
        let slots = values[missing..].iter_mut().zip(&mut known[missing..]);
        for ((value, known), raw) in slots.zip(tail).filter(|(_, raw)| is_known(**raw)) {
            *value = ((raw - low) / span) as f32;
            *known = true;
        }
        let count = known.iter().filter(|known| **known).count();
        let mean = (values.iter().map(|value| f64::from(*value)).sum::<f64>() / count.max(1) as f64) as f32;
        let filled: Vec<f32> =
            values.iter().zip(&known).map(|(value, known)| if *known { *value } else { mean }).collect();
        let periods = self.periodogram.leading(&filled);
        Window { values, known, periods }
    }

    /// Quantiles of each lead, from 0.1 to 0.9, of windows that have the same periods.
    fn quantiles(&self, windows: &[&Window], tile: &mut Tile) -> Vec<Vec<[f32; LEVELS]>> {
        dispatch!(self.level, simd => self.run(simd, windows, tile))
    }

    /// Chooses the shape of the tiles by the width and the number of the machine's vector registers.
    #[inline(always)]
    fn run<S: Simd>(&self, simd: S, windows: &[&Window], tile: &mut Tile) -> Vec<Vec<[f32; LEVELS]>> {
        match S::f32s::LEN {
            16 => self.run_tiled(Kernel::<S, 3, 8>(simd), windows, tile),
            _ => self.run_tiled(Kernel::<S, 2, 4>(simd), windows, tile),
        }
    }

    #[inline(always)]
    fn run_tiled<S: Simd, const V: usize, const O: usize>(
        &self,
        kernel: Kernel<S, V, O>,
        windows: &[&Window],
        tile: &mut Tile,
    ) -> Vec<Vec<[f32; LEVELS]>> {
        let mut before = Before::new();
        let shared = shared(windows);
        let mut quantiles = Vec::with_capacity(windows.len());
        // What is shared goes the same way: the code below is large and better there once.
        for (is_shared, window) in
            shared.iter().map(|window| (true, window)).chain(windows.iter().map(|window| (false, *window)))
        {
            let mut record = Before::new();
            let states = self.encoder.states(kernel, window, &before, is_shared.then_some(&mut record), tile);
            if is_shared {
                before = record;
                continue;
            }
            let ahead = CONTEXT..CONTEXT + HORIZON;
            let course = course(&window.values, &window.known, window.periods[0], ahead);
            quantiles.push(self.head.quantiles(kernel, &states, &course, tile));
        }
        quantiles
    }
}

/// What some windows of the same periods have in common before their first values, if it is worth it.
fn shared(windows: &[&Window]) -> Option<Window> {
    let mut starts: Vec<usize> = windows.iter().map(|window| window.start()).collect();
    starts.sort_unstable();
    let length = starts.pop()?;
    // Without sharing, each works out its own start; with it, the longest is worked out once more.
    (starts.iter().sum::<usize>() > CONTEXT / 8).then(|| Window::before(length, windows[0].periods))
}

/// A series as the network takes it.
enum Scaled {
    Window { window: Window, low: f64, span: f64 },
    Constant(f64),
    Unknown,
}

impl Pretrained for Fracast {
    fn title(&self) -> &'static str {
        "Fracast-0"
    }

    fn context_length(&self) -> usize {
        CONTEXT
    }

    fn horizon(&self) -> usize {
        HORIZON
    }

    fn levels(&self) -> &[f64] {
        &QUANTILE_LEVELS
    }

    fn predict(&self, series: &[&[f64]]) -> Vec<Vec<f64>> {
        let scaled: Vec<Scaled> = series.iter().map(|values| self.scale(values)).collect();
        let mut windows: Vec<(usize, &Window, f64, f64)> = Vec::new();
        let mut forecasts = vec![Vec::new(); series.len()];
        for (index, scaled) in scaled.iter().enumerate() {
            match scaled {
                Scaled::Window { window, low, span } => windows.push((index, window, *low, *span)),
                Scaled::Constant(value) => forecasts[index] = vec![*value; HORIZON * LEVELS],
                Scaled::Unknown => {}
            }
        }
        windows.sort_by_key(|(_, window, ..)| window.periods);
        let mut tile = Tile::new();
        for group in windows.chunk_by(|(_, a, ..), (_, b, ..)| a.periods == b.periods) {
            let alike: Vec<&Window> = group.iter().map(|(_, window, ..)| *window).collect();
            for ((index, _, low, span), quantiles) in group.iter().zip(self.quantiles(&alike, &mut tile)) {
                forecasts[*index] =
                    quantiles.as_flattened().iter().map(|q| f64::from(*q) * span + low).collect();
            }
        }
        forecasts
    }
}

fn is_known(value: f64) -> bool {
    value.abs() <= LARGEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        values: Vec<Option<f64>>,
        quantiles: Vec<f64>,
    }

    fn one(values: &[f64]) -> Vec<f64> {
        Fracast::embedded().predict(&[values]).remove(0)
    }

    /// Largest difference, in units of the range of the last values.
    fn difference(a: &[f64], b: &[f64], values: &[f64]) -> f64 {
        let tail = values[values.len().saturating_sub(CONTEXT)..].iter().copied().filter(|v| v.is_finite());
        let (low, high) =
            tail.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / (high - low)
    }

    #[test]
    fn it_agrees_with_the_reference() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("reference/fracast.json")).unwrap();
        for case in cases {
            let values: Vec<f64> = case.values.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
            let off = difference(&one(&values), &case.quantiles, &values);
            assert!(off < 1e-5, "{}: {off:e}", case.name);
        }
    }

    #[test]
    fn every_width_of_vectors_gives_the_same() {
        let best = Fracast::embedded().level;
        let values: Vec<f64> = (0..700).map(|t| (f64::from(t) * 0.3).sin() + f64::from(t % 11)).collect();
        let mut network =
            Fracast::from_safetensors(include_bytes!("../../assets/fracast/model.safetensors")).unwrap();
        let mut of = |level| {
            network.level = level;
            network.predict(&[&values]).remove(0)
        };
        let widest = of(best);
        assert!(difference(&of(Level::baseline()), &widest, &values) < 1e-5);
        #[cfg(target_arch = "x86_64")]
        if let Some(level) = best.as_avx2() {
            assert_eq!(of(Level::Avx2(level)), widest, "to the bit");
        }
    }

    #[test]
    fn series_forecast_together_are_forecast_as_alone() {
        let wave: Vec<f64> = (0..600).map(|t| (f64::from(t) * 0.7).sin() + f64::from(t) * 0.001).collect();
        let gap: Vec<f64> = (0..400).map(|t| if t < 90 { f64::NAN } else { f64::from(t % 24) }).collect();
        let mut series: Vec<&[f64]> = (0..6).map(|step| &wave[..600 - 9 * step]).collect();
        series.extend([&wave[..20], &[5.0; 30], &gap[..], &[], &gap[..376], &wave[..595]]);
        for (values, together) in series.iter().zip(Fracast::embedded().predict(&series)) {
            assert_eq!(together, one(values), "to the bit");
        }
    }

    #[test]
    fn odd_series_give_finite_rising_quantiles() {
        let (nan, inf) = (f64::NAN, f64::INFINITY);
        let long: Vec<f64> = (0..5000).map(|t| f64::from(t % 24)).collect();
        let cases: [&[f64]; 14] = [
            &[7.0],
            &[1.0, 2.0],
            &[nan, 3.0, nan],
            &[0.0; 300],
            &[-5.5; 3000],
            &[1e-12, 2e-12, 1.5e-12, 4e-12],
            &[1e12, 1e12 + 1.0, 1e12 - 3.0],
            &[1e300, -1e300, 0.0],
            &[inf, 1.0, 2.0, -inf, 3.0, f64::MAX],
            &[0.0, 5e-324],
            &[1.0, 2.0, 1.0, 2.0, 1e15],
            &[-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -9.0, -10.0],
            &[nan, nan, 1.0, nan, nan, 4.0, nan, nan],
            &long,
        ];
        for (values, quantiles) in cases.iter().zip(Fracast::embedded().predict(&cases)) {
            assert_eq!(quantiles.len(), 48 * 9);
            assert!(quantiles.iter().all(|quantile| quantile.is_finite()), "{values:?}");
            assert!(quantiles.chunks(9).all(<[f64]>::is_sorted), "{values:?}");
        }
        assert!(one(&[]).is_empty() && one(&[nan, inf]).is_empty());
    }

    #[test]
    fn a_constant_is_continued() {
        assert_eq!(one(&[4.25; 20]), [4.25; 48 * 9]);
    }

    #[test]
    fn values_before_the_context_change_nothing() {
        let long: Vec<f64> = (0..3000).map(|t| f64::from(t * t % 977)).collect();
        assert_eq!(one(&long), one(&long[3000 - 2048..]));
    }

    #[test]
    fn another_network_is_refused() {
        assert!(matches!(Fracast::from_safetensors(b"{}"), Err(WeightsError::File(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn unit_and_origin_do_not_matter(
            values in prop::collection::vec(-10.0..10.0f64, 2..80),
            scale in prop::sample::select(vec![1e-9, 0.1, 32.0, 1e9]),
            shift in -3.0..3.0f64,
        ) {
            let moved: Vec<f64> = values.iter().map(|v| (v + shift) * scale).collect();
            let expected: Vec<f64> = one(&values).iter().map(|q| (q + shift) * scale).collect();
            prop_assert!(difference(&one(&moved), &expected, &moved) < 1e-4);
        }
    }
}
