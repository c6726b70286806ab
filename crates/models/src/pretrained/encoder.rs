//! The first part of the network: from a window of values to a state at each of its positions.

use super::{
    convolution::{Block, Finish, Tile},
    kernel::{Kernel, WIDTH},
    periods::PERIODS,
    signal::Signal,
    weights::{Linear, Weights, WeightsError},
};
use fearless_simd::Simd;

/// Positions of the window.
pub(crate) const CONTEXT: usize = 2048;

/// How often the block is applied, at dilations 1, 2, 4 ...
const BLOCKS: usize = 10;

/// Encodings of a position's distance from the window's end.
pub(crate) const NEAR: usize = 5;

/// Value, whether it is known, the distance from the end, and two phases of each period.
const INPUTS: usize = 2 + NEAR + 2 * PERIODS;

/// Length of the encoding of a dilation.
const DILATION: usize = 8;

/// What the network sees of a series: 2048 positions, or the first of them.
pub(crate) struct Window {
    /// Values from 0 to 1, and 0 where not known; the last position is the newest.
    pub(crate) values: Vec<f32>,
    /// Which of them are known.
    pub(crate) known: Vec<bool>,
    /// Up to four periods in steps, the strongest first; 0 is none.
    pub(crate) periods: [usize; PERIODS],
}

impl Window {
    /// How many positions there are before the first known value.
    pub(crate) fn start(&self) -> usize {
        self.known.iter().take_while(|known| !**known).count()
    }

    /// The first `length` positions of any window that has these periods and starts there or later.
    pub(crate) fn before(length: usize, periods: [usize; PERIODS]) -> Self {
        Self { values: vec![0.0; length], known: vec![false; length], periods }
    }
}

/// What goes into each block, and at last the states, at positions before the first known value. Being causal, they depend
/// on the periods alone, so that series which start late and have the same ones can share them.
pub(crate) type Before = Vec<Signal>;

/// The block that is applied at every scale, and all around it.
pub(crate) struct Encoder {
    input: Linear,
    block: Block,
    /// After each application: the last norm's weights, and with them the modulation of the next.
    finishes: Vec<Finish>,
    norm: Finish,
    /// The distances of the window's positions from its end, encoding by encoding.
    near: [Vec<f32>; NEAR],
}

impl Encoder {
    pub(crate) fn load(weights: &Weights<'_>) -> Result<Self, WeightsError> {
        let (direct, mut bias) = weights.matrix("core.in_proj", WIDTH, 2 + NEAR)?;
        let (periodic, more_bias) = weights.matrix("core.periodic.proj", WIDTH, 2 * PERIODS)?;
        let (modulation, modulation_bias) = weights.matrix("core.scale.to_gb", 2 * WIDTH, DILATION)?;
        let modulations: Vec<Finish> =
            (0..BLOCKS).map(|block| modulate(&modulation, &modulation_bias, block)).collect();
        // The first modulation is part of the linear map before it ...
        let mut weight = Vec::with_capacity(WIDTH * INPUTS);
        for channel in 0..WIDTH {
            let scale = modulations[0].scale[channel];
            let row = direct[channel * (2 + NEAR)..][..2 + NEAR].iter();
            weight.extend(row.chain(&periodic[channel * 2 * PERIODS..][..2 * PERIODS]).map(|w| w * scale));
            bias[channel] = (bias[channel] + more_bias[channel]) * scale + modulations[0].shift[channel];
        }
        // ... and every other part of the norm before it.
        let norm: [f32; WIDTH] = weights.vector("core.block.norm2.weight")?;
        let none = Finish { scale: [1.0; WIDTH], shift: [0.0; WIDTH] };
        let finishes = modulations
            .into_iter()
            .skip(1)
            .chain([none])
            .map(|mut finish| {
                for (scale, weight) in finish.scale.iter_mut().zip(&norm) {
                    *scale *= weight;
                }
                finish
            })
            .collect();
        Ok(Self {
            input: Linear::packed(&weight, &bias, 0..WIDTH),
            block: Block::load(weights, "core.block")?,
            finishes,
            norm: Finish { scale: weights.vector("core.norm.weight")?, shift: [0.0; WIDTH] },
            near: near(0..CONTEXT),
        })
    }

    /// The states of a window, 64 channels. Those before its start are taken from `before`, unless that is empty; it must be
    /// of the same periods. Keeps in `record` what others can share.
    #[inline(always)]
    pub(crate) fn states<S: Simd, const V: usize, const O: usize>(
        &self,
        kernel: Kernel<S, V, O>,
        window: &Window,
        before: &Before,
        mut record: Option<&mut Before>,
        tile: &mut Tile,
    ) -> Signal {
        let inputs = self.inputs(window);
        let mut states = Signal::zeros(WIDTH, 2 << (BLOCKS - 1), inputs.len());
        let start = before.first().map_or(0, |shared| shared.len().min(window.start()));
        kernel.project(&self.input, (&inputs, INPUTS), start, &mut states, tile);
        for (exponent, finish) in self.finishes.iter().enumerate() {
            if let Some(shared) = before.get(exponent) {
                states.copy(shared, start.saturating_sub(2 << exponent)..start);
            }
            if let Some(record) = &mut record {
                record.push(states.clone());
            }
            kernel.block((&self.block, finish), 1 << exponent, start, &mut states, tile);
        }
        kernel.norm(&self.norm, start, &mut states, tile);
        if let Some(shared) = before.last() {
            states.copy(shared, 0..start);
        }
        if let Some(record) = &mut record {
            record.push(states.clone());
        }
        states
    }

    fn inputs(&self, window: &Window) -> Signal {
        let length = window.values.len();
        let mut inputs = Signal::zeros(INPUTS, 0, length);
        inputs.channel_mut(0).copy_from_slice(&window.values);
        for (input, known) in inputs.channel_mut(1).iter_mut().zip(&window.known) {
            *input = f32::from(u8::from(*known));
        }
        for (index, near) in self.near.iter().enumerate() {
            inputs.channel_mut(2 + index).copy_from_slice(&near[..length]);
        }
        for (index, period) in window.periods.into_iter().enumerate().filter(|(_, period)| *period > 0) {
            let turns = (0..period).map(|step| std::f64::consts::TAU * step as f64 / period as f64);
            let (sines, cosines): (Vec<f32>, Vec<f32>) =
                turns.map(|angle| (angle.sin() as f32, angle.cos() as f32)).unzip();
            for (offset, one_turn) in [sines, cosines].into_iter().enumerate() {
                for part in inputs.channel_mut(2 + NEAR + 2 * index + offset).chunks_mut(period) {
                    part.copy_from_slice(&one_turn[..part.len()]);
                }
            }
        }
        inputs
    }
}

/// What the states are multiplied by and what is then added before the application number `block`, by channel. It depends on
/// the dilation, encoded in waves of its logarithm.
fn modulate(weight: &[f32], bias: &[f32], block: usize) -> Finish {
    let angle = |frequency: i32| block as f64 / 2.0f64.powi(frequency) * std::f64::consts::PI;
    let waves = (0..4).map(|frequency| angle(frequency).sin());
    let encoding: Vec<f32> =
        waves.chain((0..4).map(|frequency| angle(frequency).cos())).map(|wave| wave as f32).collect();
    let output = |channel: usize| {
        let row = &weight[channel * DILATION..][..DILATION];
        row.iter().zip(&encoding).map(|(w, wave)| w * wave).sum::<f32>() + bias[channel]
    };
    Finish {
        scale: std::array::from_fn(|channel| 1.0 + output(channel)),
        shift: std::array::from_fn(|channel| output(WIDTH + channel)),
    }
}

/// Encodings of the distance of positions from the window's last one, in units of its length.
pub(crate) fn near(positions: std::ops::Range<usize>) -> [Vec<f32>; NEAR] {
    let distances: Vec<f64> =
        positions.map(|position| (position as f64 - (CONTEXT - 1) as f64) / CONTEXT as f64).collect();
    let encodings: [fn(f64) -> f64; NEAR] = [
        |d| d,
        |d| d.signum() * d.abs().ln_1p() / std::f64::consts::LN_2,
        |d| (-0.5 * d.abs()).exp(),
        |d| (-2.0 * d.abs()).exp(),
        |d| (-8.0 * d.abs()).exp(),
    ];
    encodings.map(|encode| distances.iter().map(|distance| encode(*distance) as f32).collect())
}
