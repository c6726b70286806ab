//! Arithmetic on tiles: a stretch of positions of every channel, small enough to stay in the fastest cache.
//!
//! Rows are gone through by index: an iterator that the compiler doesn't inline would pass its vectors through memory.
//!
//! Vector lanes are positions, so that a sum over channels is a plain loop and every position is worked out in the same order,
//! whatever the width of the vectors: machines with fused multiply-add agree to the bit.

use super::weights::{GROUP, Linear};
use fearless_simd::{Simd, SimdBase, SimdFloat};

/// Channels of the hidden states.
pub(crate) const WIDTH: usize = 64;

/// Kernels on tiles of `V` vectors of positions, which keep `O` outputs of a linear map (a divisor of [`GROUP`]) in registers.
#[derive(Clone, Copy)]
pub(crate) struct Kernel<S, const V: usize, const O: usize>(pub(crate) S);

/// A row of a tile in registers.
pub(crate) type Row<S, const V: usize> = [<S as Simd>::f32s; V];

impl<S: Simd, const V: usize, const O: usize> Kernel<S, V, O> {
    /// Positions of a tile.
    pub(crate) const TILE: usize = V * S::f32s::LEN;

    #[inline(always)]
    pub(crate) fn splat(self, value: f32) -> Row<S, V> {
        [S::f32s::splat(self.0, value); V]
    }

    /// A row of a tile.
    #[inline(always)]
    pub(crate) fn load(self, row: &[f32]) -> Row<S, V> {
        let mut lanes = self.splat(0.0);
        for v in 0..V {
            lanes[v] = S::f32s::from_slice(self.0, &row[v * S::f32s::LEN..][..S::f32s::LEN]);
        }
        lanes
    }

    #[inline(always)]
    pub(crate) fn store(self, lanes: Row<S, V>, row: &mut [f32]) {
        for v in 0..V {
            lanes[v].store_slice(&mut row[v * S::f32s::LEN..][..S::f32s::LEN]);
        }
    }

    /// Adds a * b to the sum.
    #[inline(always)]
    pub(crate) fn add_product(self, a: Row<S, V>, b: Row<S, V>, sum: &mut Row<S, V>) {
        for v in 0..V {
            sum[v] = a[v].mul_add(b[v], sum[v]);
        }
    }

    /// The tile `x` (inputs x TILE) through a linear map; `receive` gets the rows of `O` outputs at a time, the first of them
    /// being output number `first` in packed order.
    #[inline(always)]
    pub(crate) fn linear(self, linear: &Linear, x: &[f32], mut receive: impl FnMut(usize, [Row<S, V>; O])) {
        for (group, (biases, weights)) in linear.groups().enumerate() {
            let mut part = 0;
            while part < GROUP {
                receive(group * GROUP + part, self.product(biases, weights, part, x));
                part += O;
            }
        }
    }

    /// Outputs `part..part + O` of a group.
    #[inline(always)]
    fn product(
        self,
        biases: &[f32; GROUP],
        weights: &[[f32; GROUP]],
        part: usize,
        x: &[f32],
    ) -> [Row<S, V>; O] {
        let mut sums = [self.splat(0.0); O];
        for o in 0..O {
            sums[o] = self.splat(biases[part + o]);
        }
        let x = &x[..weights.len() * Self::TILE];
        for input in 0..weights.len() {
            let row = self.load(&x[input * Self::TILE..][..Self::TILE]);
            for o in 0..O {
                self.add_product(row, self.splat(weights[input][part + o]), &mut sums[o]);
            }
        }
        sums
    }

    /// What each position is multiplied by to have a root mean square of 1, from the sum of squares over its channels.
    #[inline(always)]
    pub(crate) fn inverse_rms(self, squares: Row<S, V>) -> Row<S, V> {
        let mut inverse = self.splat(1.0);
        for v in 0..V {
            let mean = squares[v] * (1.0 / WIDTH as f32) + f32::EPSILON;
            inverse[v] /= mean.sqrt();
        }
        inverse
    }

    /// Adds rows elementwise.
    #[inline(always)]
    pub(crate) fn plus(self, a: Row<S, V>, b: Row<S, V>) -> Row<S, V> {
        let mut sum = a;
        for v in 0..V {
            sum[v] += b[v];
        }
        sum
    }

    /// Multiplies rows elementwise.
    #[inline(always)]
    pub(crate) fn times(self, a: Row<S, V>, b: Row<S, V>) -> Row<S, V> {
        let mut product = a;
        for v in 0..V {
            product[v] *= b[v];
        }
        product
    }

    /// gate / (1 + exp(-gate)) * value.
    #[inline(always)]
    pub(crate) fn swish_times(self, gate: Row<S, V>, value: Row<S, V>) -> Row<S, V> {
        let mut out = value;
        for v in 0..V {
            out[v] *= gate[v] / (exp(-gate[v]) + 1.0);
        }
        out
    }
}

/// e to the x, to about one unit in the last place, by the polynomial of Cephes' `expf` (Moshier 1992); x is cut to -80 ... 80.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the coefficients as Cephes gives them")]
fn exp<S: Simd, F: SimdFloat<S, Element = f32>>(x: F) -> F {
    let x = x.max(-80.0).min(80.0);
    // Adding 1.5 * 2^23 leaves the nearest integer in the lowest bits.
    let shifted = x.mul_add(std::f32::consts::LOG2_E, 12_582_912.0);
    let turns = shifted - 12_582_912.0;
    // The natural logarithm of 2 in two parts, the first of few bits, so that its product is exact.
    let rest = turns.mul_add(2.121_944_40e-4, turns.mul_add(-0.693_359_375, x));
    let sum = rest.mul_add(1.987_569_150_0e-4, 1.398_199_950_7e-3);
    let sum = sum.mul_add(rest, 8.333_451_907_3e-3);
    let sum = sum.mul_add(rest, 4.166_579_589_4e-2);
    let sum = sum.mul_add(rest, 1.666_666_545_9e-1);
    let sum = sum.mul_add(rest, 5.000_000_120_1e-1);
    let sum = (rest * rest).mul_add(sum, rest + 1.0);
    // Two to the turns, made from its exponent bits.
    let power = (shifted.to_bits() << 23) + 0x3f80_0000;
    sum * F::from_bits(power)
}
