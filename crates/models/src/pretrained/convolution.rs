//! The block of which the network is made: a dilated causal convolution of each channel, a linear map over the channels and
//! a gated feed-forward layer, each added to what came in and normed.

#![expect(clippy::needless_range_loop, reason = "as in the kernels")]

use super::{
    kernel::{Kernel, Row, WIDTH},
    signal::Signal,
    weights::{Linear, Weights, WeightsError},
};
use fearless_simd::Simd;

/// Hidden channels of the feed-forward layer.
const HIDDEN: usize = 96;

/// Taps of a convolution.
const TAPS: usize = 3;

/// A convolution of each channel by itself: position t is made of t, t - dilation and t - 2 dilation.
pub(crate) struct Depthwise {
    /// Weights of each channel, oldest position first.
    taps: [[f32; TAPS]; WIDTH],
    bias: [f32; WIDTH],
}

impl Depthwise {
    pub(crate) fn load(weights: &Weights<'_>, name: &str) -> Result<Self, WeightsError> {
        let flat = weights.tensor(&format!("{name}.dw_weight"), &[WIDTH, 1, TAPS])?;
        let mut taps = [[0.0; TAPS]; WIDTH];
        taps.as_flattened_mut().copy_from_slice(&flat);
        Ok(Self { taps, bias: weights.vector(&format!("{name}.dw_bias"))? })
    }
}

/// A gated feed-forward layer (`SwiGLU`; Shazeer 2020, *GLU Variants Improve Transformer*, equation 6).
pub(crate) struct FeedForward {
    /// Gates and values in turn, so that the outputs kept in registers hold as many of both.
    up: Linear,
    down: Linear,
}

impl FeedForward {
    pub(crate) fn load(weights: &Weights<'_>, name: &str) -> Result<Self, WeightsError> {
        let (weight, bias) = weights.matrix(&format!("{name}.up"), 2 * HIDDEN, WIDTH)?;
        let order = (0..HIDDEN).flat_map(|gate| [gate, HIDDEN + gate]);
        Ok(Self {
            up: Linear::packed(&weight, &bias, order),
            down: weights.linear(&format!("{name}.down"), WIDTH, HIDDEN)?,
        })
    }
}

/// What the outputs of a block are multiplied by, channel by channel, and what is then added to them.
pub(crate) struct Finish {
    pub(crate) scale: [f32; WIDTH],
    pub(crate) shift: [f32; WIDTH],
}

/// One block, apart from the last norm's weights, which differ from use to use ([`Finish`]).
pub(crate) struct Block {
    depthwise: Depthwise,
    pointwise: Linear,
    norm: [f32; WIDTH],
    feed_forward: FeedForward,
}

impl Block {
    pub(crate) fn load(weights: &Weights<'_>, name: &str) -> Result<Self, WeightsError> {
        Ok(Self {
            depthwise: Depthwise::load(weights, name)?,
            pointwise: weights.linear(&format!("{name}.pw"), WIDTH, WIDTH)?,
            norm: weights.vector(&format!("{name}.norm1.weight"))?,
            feed_forward: FeedForward::load(weights, &format!("{name}.ffn"))?,
        })
    }
}

/// Room for one tile, used again and again.
pub(crate) struct Tile {
    values: Vec<f32>,
    start: usize,
}

/// The most positions a tile may have.
const WIDEST: usize = super::signal::MARGIN;

impl Tile {
    pub(crate) fn new() -> Self {
        let values = vec![0.0; (2 * WIDTH + HIDDEN) * WIDEST + 16];
        // A vector that crosses a line of the cache costs two reads.
        let start = values.as_ptr().align_offset(64).min(15);
        Self { values, start }
    }

    /// Convolved channels, mixed channels and hidden channels, each channels x `width`.
    #[inline(always)]
    fn parts(&mut self, width: usize) -> (&mut [f32], &mut [f32], &mut [f32]) {
        let all = &mut self.values[self.start..];
        let (convolved, all) = all.split_at_mut(WIDTH * width);
        let (mixed, all) = all.split_at_mut(WIDTH * width);
        (convolved, mixed, &mut all[..HIDDEN * width])
    }
}

impl<S: Simd, const V: usize, const O: usize> Kernel<S, V, O> {
    /// Runs `work` for the end of each tile that together cover the positions from `first` on, the last tile first, so
    /// that a causal layer may write over what it reads.
    #[inline(always)]
    fn backwards(self, signal: &mut Signal, first: usize, mut work: impl FnMut(&mut Signal, usize)) {
        let mut end = signal.len();
        while end > first {
            work(signal, end);
            if end < Self::TILE {
                signal.clear_margin();
            }
            end = end.saturating_sub(Self::TILE);
        }
    }

    /// Puts the signal through a block in its place, at least from position `first` on. The positions before it are
    /// then of no use.
    #[inline(always)]
    pub(crate) fn block(
        self,
        (block, finish): (&Block, &Finish),
        dilation: usize,
        first: usize,
        signal: &mut Signal,
        tile: &mut Tile,
    ) {
        self.backwards(
            signal,
            first,
            #[inline(always)]
            |signal, end| {
                let (convolved, mixed, hidden) = tile.parts(Self::TILE);
                self.convolve(&block.depthwise, dilation, signal, end, convolved);
                let mut squares = self.splat(0.0);
                self.linear(
                    &block.pointwise,
                    convolved,
                    #[inline(always)]
                    |first, rows| {
                        for offset in 0..O {
                            let row = rows[offset];
                            let was = self.load(signal.tile(first + offset, end, Self::TILE, 0));
                            let sum = self.plus(was, row);
                            self.add_product(sum, sum, &mut squares);
                            self.store(sum, &mut mixed[(first + offset) * Self::TILE..][..Self::TILE]);
                        }
                    },
                );
                let inverse = self.inverse_rms(squares);
                for channel in 0..WIDTH {
                    let row = &mut mixed[channel * Self::TILE..][..Self::TILE];
                    let normed = self.times(self.load(row), inverse);
                    self.store(self.times(normed, self.splat(block.norm[channel])), row);
                }
                let inverse = self.feed_forward(&block.feed_forward, mixed, hidden);
                self.finish(mixed, inverse, finish, signal, end);
            },
        );
    }

    /// Adds to the signal what the layer makes of it and norms the sum, in its place.
    #[inline(always)]
    pub(crate) fn decode(self, layer: &FeedForward, finish: &Finish, signal: &mut Signal, tile: &mut Tile) {
        self.backwards(
            signal,
            0,
            #[inline(always)]
            |signal, end| {
                let (_, mixed, hidden) = tile.parts(Self::TILE);
                for channel in 0..mixed.len() / Self::TILE {
                    let row = &mut mixed[channel * Self::TILE..][..Self::TILE];
                    row.copy_from_slice(signal.tile(channel, end, Self::TILE, 0));
                }
                let inverse = self.feed_forward(layer, mixed, hidden);
                self.finish(mixed, inverse, finish, signal, end);
            },
        );
    }

    /// Adds to the signal its convolution and norms the sum, in its place.
    #[inline(always)]
    pub(crate) fn smooth(
        self,
        (depthwise, finish): (&Depthwise, &Finish),
        dilation: usize,
        signal: &mut Signal,
        tile: &mut Tile,
    ) {
        self.backwards(
            signal,
            0,
            #[inline(always)]
            |signal, end| {
                let (convolved, _, _) = tile.parts(Self::TILE);
                self.convolve(depthwise, dilation, signal, end, convolved);
                let mut squares = self.splat(0.0);
                for channel in 0..convolved.len() / Self::TILE {
                    let row = &mut convolved[channel * Self::TILE..][..Self::TILE];
                    let sum = self.plus(self.load(row), self.load(signal.tile(channel, end, Self::TILE, 0)));
                    self.add_product(sum, sum, &mut squares);
                    self.store(sum, row);
                }
                self.finish(convolved, self.inverse_rms(squares), finish, signal, end);
            },
        );
    }

    /// Norms the signal in its place, at least from position `first` on.
    #[inline(always)]
    pub(crate) fn norm(self, finish: &Finish, first: usize, signal: &mut Signal, tile: &mut Tile) {
        self.backwards(
            signal,
            first,
            #[inline(always)]
            |signal, end| {
                let (copy, _, _) = tile.parts(Self::TILE);
                let mut squares = self.splat(0.0);
                for channel in 0..copy.len() / Self::TILE {
                    let row = &mut copy[channel * Self::TILE..][..Self::TILE];
                    let lanes = self.load(signal.tile(channel, end, Self::TILE, 0));
                    self.add_product(lanes, lanes, &mut squares);
                    self.store(lanes, row);
                }
                self.finish(copy, self.inverse_rms(squares), finish, signal, end);
            },
        );
    }

    /// The last positions of `from` (at most as many channels as the states) through a linear map, as those of `to`, at least
    /// from its position `first` on.
    #[inline(always)]
    pub(crate) fn project(
        self,
        linear: &Linear,
        (from, channels): (&Signal, usize),
        first: usize,
        to: &mut Signal,
        tile: &mut Tile,
    ) {
        let ahead = from.len() - to.len();
        self.backwards(
            to,
            first,
            #[inline(always)]
            |to, end| {
                let (copy, _, _) = tile.parts(Self::TILE);
                let copy = &mut copy[..channels * Self::TILE];
                for channel in 0..copy.len() / Self::TILE {
                    let row = &mut copy[channel * Self::TILE..][..Self::TILE];
                    row.copy_from_slice(from.tile(channel, ahead + end, Self::TILE, 0));
                }
                self.linear(
                    linear,
                    copy,
                    #[inline(always)]
                    |first, rows| {
                        for offset in 0..O {
                            let row = rows[offset];
                            self.store(row, to.tile_mut(first + offset, end, Self::TILE));
                        }
                    },
                );
            },
        );
    }

    #[inline(always)]
    fn convolve(
        self,
        depthwise: &Depthwise,
        dilation: usize,
        signal: &Signal,
        end: usize,
        convolved: &mut [f32],
    ) {
        for channel in 0..WIDTH {
            let mut sum = self.splat(depthwise.bias[channel]);
            for tap in 0..TAPS {
                let back = (TAPS - 1 - tap) * dilation;
                let lanes = self.load(signal.tile(channel, end, Self::TILE, back));
                self.add_product(lanes, self.splat(depthwise.taps[channel][tap]), &mut sum);
            }
            self.store(sum, &mut convolved[channel * Self::TILE..][..Self::TILE]);
        }
    }

    /// Adds to the rows of `mixed` what the layer makes of them; returns the inverse of their root mean square then.
    #[inline(always)]
    fn feed_forward(self, layer: &FeedForward, mixed: &mut [f32], hidden: &mut [f32]) -> Row<S, V> {
        self.linear(
            &layer.up,
            mixed,
            #[inline(always)]
            |first, rows| {
                for pair in 0..O / 2 {
                    let gated = self.swish_times(rows[2 * pair], rows[2 * pair + 1]);
                    self.store(gated, &mut hidden[(first / 2 + pair) * Self::TILE..][..Self::TILE]);
                }
            },
        );
        let mut squares = self.splat(0.0);
        self.linear(
            &layer.down,
            hidden,
            #[inline(always)]
            |first, rows| {
                for offset in 0..O {
                    let row = rows[offset];
                    let mixed = &mut mixed[(first + offset) * Self::TILE..][..Self::TILE];
                    let sum = self.plus(self.load(mixed), row);
                    self.add_product(sum, sum, &mut squares);
                    self.store(sum, mixed);
                }
            },
        );
        self.inverse_rms(squares)
    }

    /// Writes normed rows to the signal.
    #[inline(always)]
    fn finish(self, rows: &[f32], inverse: Row<S, V>, finish: &Finish, signal: &mut Signal, end: usize) {
        for channel in 0..WIDTH {
            let mut out = self.splat(finish.shift[channel]);
            let normed = self.times(self.load(&rows[channel * Self::TILE..][..Self::TILE]), inverse);
            self.add_product(normed, self.splat(finish.scale[channel]), &mut out);
            self.store(out, signal.tile_mut(channel, end, Self::TILE));
        }
    }
}
