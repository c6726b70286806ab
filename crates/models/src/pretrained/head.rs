//! The second part of the network: from the states of a window to quantiles of what follows it.
//!
//! Two parts are added up. One asks the mean and the last state for each lead; the other carries the states on over the leads
//! by further blocks, along the mean course of the strongest period.

use super::{
    convolution::{Block, Depthwise, FeedForward, Finish, Tile},
    encoder::{CONTEXT, NEAR, near},
    kernel::{Kernel, WIDTH},
    signal::Signal,
    weights::{Linear, Weights, WeightsError},
};
use fearless_simd::Simd;

/// Leads.
pub(crate) const HORIZON: usize = 48;

/// Quantile levels.
pub(crate) const LEVELS: usize = 9;

/// Blocks that carry the states on, at dilations 1, 2, 4 ...
const BLOCKS: usize = 6;

/// How many of the last states they begin with.
const STATES: usize = 128;

/// Weights of the second part.
pub(crate) struct Head {
    /// What the first sum has without the states, channels x leads.
    questions: Vec<[f32; HORIZON]>,
    /// How mean and last state add to it, channels x (mean, last).
    summary: Vec<[f32; 2 * WIDTH]>,
    decoder: FeedForward,
    decoder_norm: Finish,
    smoothers: [(Depthwise, Finish); 2],
    near: [Vec<f32>; NEAR],
    ahead: Linear,
    block: Block,
    block_norm: Finish,
    carried: Linear,
    out: Vec<[f32; WIDTH]>,
    out_bias: [f32; LEVELS],
}

impl Head {
    pub(crate) fn load(weights: &Weights<'_>) -> Result<Self, WeightsError> {
        let norm =
            |name: &str| Ok::<_, WeightsError>(Finish { scale: weights.vector(name)?, shift: [0.0; WIDTH] });
        let smoother = |name: &str| {
            Ok::<_, WeightsError>((Depthwise::load(weights, name)?, norm(&format!("{name}.norm.weight"))?))
        };
        let near = near(CONTEXT..CONTEXT + HORIZON);
        let (summary, bias) = weights.matrix("head.summary_proj", WIDTH, NEAR + 2 * WIDTH)?;
        let queries = weights.tensor("head.queries", &[HORIZON, WIDTH])?;
        let (summary, _) = summary.as_chunks::<{ NEAR + 2 * WIDTH }>();
        let question = |channel: usize, lead: usize| {
            let near = summary[channel].iter().zip(&near).map(|(w, near)| w * near[lead]).sum::<f32>();
            near + bias[channel] + queries[lead * WIDTH + channel]
        };
        let (out, out_bias) = weights.matrix("head.out_proj", LEVELS, WIDTH)?;
        Ok(Self {
            questions: (0..WIDTH)
                .map(|channel| std::array::from_fn(|lead| question(channel, lead)))
                .collect(),
            summary: summary.iter().map(|row| std::array::from_fn(|input| row[NEAR + input])).collect(),
            decoder: FeedForward::load(weights, "head.decoder_ffns.0")?,
            decoder_norm: norm("head.decoder_norms.0.weight")?,
            smoothers: [smoother("head.fc_blocks.0")?, smoother("head.fc_blocks.1")?],
            near,
            ahead: weights.linear("head.future_conv.in_proj", WIDTH, 1 + NEAR)?,
            block: Block::load(weights, "head.future_conv.block")?,
            block_norm: norm("head.future_conv.block.norm2.weight")?,
            carried: weights.linear("head.future_conv.out_proj", WIDTH, WIDTH)?,
            out: out.as_chunks().0.to_vec(),
            out_bias: std::array::from_fn(|level| out_bias[level]),
        })
    }

    /// Quantiles of each lead, rising, on the scale of the window, from its states and the mean `course` of its strongest
    /// period over the leads.
    #[inline(always)]
    pub(crate) fn quantiles<S: Simd, const V: usize, const O: usize>(
        &self,
        kernel: Kernel<S, V, O>,
        states: &Signal,
        course: &[f32],
        tile: &mut Tile,
    ) -> Vec<[f32; LEVELS]> {
        let mut asked = self.ask(states);
        kernel.decode(&self.decoder, &self.decoder_norm, &mut asked, tile);
        for (exponent, (depthwise, finish)) in self.smoothers.iter().enumerate() {
            kernel.smooth((depthwise, finish), 1 << exponent, &mut asked, tile);
        }
        let mut path = self.path(kernel, states, course, tile);
        // The first position that the last block needs, then the one before, and so on.
        let mut first: [usize; BLOCKS] = [STATES; BLOCKS];
        for exponent in (1..BLOCKS).rev() {
            first[exponent - 1] = first[exponent] - (2 << exponent);
        }
        for (exponent, first) in first.into_iter().enumerate() {
            kernel.block((&self.block, &self.block_norm), 1 << exponent, first, &mut path, tile);
        }
        let mut carried = Signal::zeros(WIDTH, 0, HORIZON);
        kernel.project(&self.carried, (&path, WIDTH), 0, &mut carried, tile);
        self.read(&asked, &carried)
    }

    /// What is asked of the states at each lead: 64 channels x leads.
    fn ask(&self, states: &Signal) -> Signal {
        let mut summary = [0.0; 2 * WIDTH];
        for channel in 0..WIDTH {
            let values = states.channel(channel);
            summary[channel] = sum(values) / values.len() as f32;
            summary[WIDTH + channel] = values.last().copied().unwrap_or(0.0);
        }
        let mut asked = Signal::zeros(WIDTH, 4, HORIZON);
        for (channel, (questions, row)) in self.questions.iter().zip(&self.summary).enumerate() {
            let answer = row.iter().zip(&summary).map(|(w, value)| w * value).sum::<f32>();
            for (asked, question) in asked.channel_mut(channel).iter_mut().zip(questions) {
                *asked = question + answer;
            }
        }
        asked
    }

    /// The last states and, after them, what is known of the leads.
    #[inline(always)]
    fn path<S: Simd, const V: usize, const O: usize>(
        &self,
        kernel: Kernel<S, V, O>,
        states: &Signal,
        course: &[f32],
        tile: &mut Tile,
    ) -> Signal {
        let mut known = Signal::zeros(1 + NEAR, 0, HORIZON);
        known.channel_mut(0).copy_from_slice(course);
        for (index, near) in self.near.iter().enumerate() {
            known.channel_mut(1 + index).copy_from_slice(near);
        }
        let mut ahead = Signal::zeros(WIDTH, 0, HORIZON);
        kernel.project(&self.ahead, (&known, 1 + NEAR), 0, &mut ahead, tile);
        let mut path = Signal::zeros(WIDTH, 2 << (BLOCKS - 1), STATES + HORIZON);
        for channel in 0..WIDTH {
            let row = path.channel_mut(channel);
            row[..STATES].copy_from_slice(&states.channel(channel)[CONTEXT - STATES..]);
            row[STATES..].copy_from_slice(ahead.channel(channel));
        }
        path
    }

    fn read(&self, asked: &Signal, carried: &Signal) -> Vec<[f32; LEVELS]> {
        let mut quantiles = vec![self.out_bias; HORIZON];
        for channel in 0..WIDTH {
            let values = asked.channel(channel).iter().zip(carried.channel(channel));
            for (lead, (asked, carried)) in quantiles.iter_mut().zip(values) {
                for (quantile, row) in lead.iter_mut().zip(&self.out) {
                    *quantile += row[channel] * (asked + carried);
                }
            }
        }
        for lead in &mut quantiles {
            lead.sort_unstable_by(f32::total_cmp);
        }
        quantiles
    }
}

/// The sum in an order that vectors of any width keep.
fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    for part in values.chunks(16) {
        for (lane, value) in lanes.iter_mut().zip(part) {
            *lane += value;
        }
    }
    lanes.iter().sum()
}
