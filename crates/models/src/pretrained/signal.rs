//! Channels over positions, laid out for kernels that work on a stretch of positions at a time.

/// Positions of zeros kept before the first one. A tile of positions may begin before it, by less than this.
pub(crate) const MARGIN: usize = 64;

/// Values of some channels over positions in time, each channel contiguous. Before the first position of each lies a stretch of
/// zeros, so that a causal convolution reads what a series has before its start without asking where it is.
#[derive(Clone)]
pub(crate) struct Signal {
    values: Vec<f32>,
    stride: usize,
    history: usize,
    length: usize,
}

impl Signal {
    /// Zeros. Convolutions over it may look up to `reach` positions back.
    pub(crate) fn zeros(channels: usize, reach: usize, length: usize) -> Self {
        let history = reach + MARGIN;
        // A stride of a power of two would put all channels of a tile in the same few sets of the cache.
        let stride = (history + length).next_multiple_of(64) + 16;
        Self { values: vec![0.0; channels * stride], stride, history, length }
    }

    /// Number of positions.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// All positions of a channel.
    pub(crate) fn channel(&self, channel: usize) -> &[f32] {
        &self.values[channel * self.stride + self.history..][..self.length]
    }

    /// All positions of a channel.
    pub(crate) fn channel_mut(&mut self, channel: usize) -> &mut [f32] {
        &mut self.values[channel * self.stride + self.history..][..self.length]
    }

    /// The `width` positions of a channel that end `back` before `end`; they may begin before the first.
    #[inline(always)]
    pub(crate) fn tile(&self, channel: usize, end: usize, width: usize, back: usize) -> &[f32] {
        &self.values[channel * self.stride + self.history + end - width - back..][..width]
    }

    /// As [`tile`](Self::tile), to write.
    #[inline(always)]
    pub(crate) fn tile_mut(&mut self, channel: usize, end: usize, width: usize) -> &mut [f32] {
        &mut self.values[channel * self.stride + self.history + end - width..][..width]
    }

    /// Takes some positions of every channel from another signal of as many channels.
    pub(crate) fn copy(&mut self, from: &Self, positions: std::ops::Range<usize>) {
        let rows = self.values.chunks_exact_mut(self.stride).zip(from.values.chunks_exact(from.stride));
        for (to, from_row) in rows {
            let part = &from_row[from.history..][positions.clone()];
            to[self.history..][positions.clone()].copy_from_slice(part);
        }
    }

    /// Makes what lies before the first position zeros again, after tiles that began there were written.
    pub(crate) fn clear_margin(&mut self) {
        for channel in self.values.chunks_exact_mut(self.stride) {
            channel[self.history - MARGIN..self.history].fill(0.0);
        }
    }
}
