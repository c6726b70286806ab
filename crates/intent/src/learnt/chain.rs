//! A linear-chain conditional random field (Lafferty et al. 2001): the likeliest sequence of labels, and the
//! likelihood of a labelled one with its gradient.

use std::ops::{Add, Range};

/// Which label may stand first, last and behind which other.
#[derive(Debug, Clone)]
pub(super) struct Links {
    pub(super) labels: usize,
    /// The labels that each label may follow, ascending.
    before: Vec<Vec<usize>>,
    first: Vec<bool>,
    last: Vec<bool>,
}

impl Links {
    pub(super) fn new(
        labels: usize,
        first: impl Fn(usize) -> bool,
        follows: impl Fn(usize, usize) -> bool,
        last: impl Fn(usize) -> bool,
    ) -> Self {
        let each = 0..labels;
        let before =
            each.clone().map(|to| each.clone().filter(|&from| follows(from, to)).collect()).collect();
        Self { labels, before, first: each.clone().map(first).collect(), last: each.map(last).collect() }
    }

    /// The allowed sequence of labels with the highest sum of `scores` (tokens x labels, row by row) and `transitions`
    /// (labels x labels), by Viterbi's algorithm; among equal ones, that of the lower labels counted from the end. None when
    /// there is no token or no allowed sequence.
    pub(super) fn best<T: Copy + PartialOrd + Add<Output = T>>(
        &self,
        scores: &[T],
        transitions: &[T],
    ) -> Option<Vec<usize>> {
        let labels = self.labels;
        let tokens = scores.len() / labels;
        let mut sums: Vec<Option<T>> = vec![None; tokens * labels];
        let mut origins = vec![0; tokens * labels];
        for token in 0..tokens {
            for to in 0..labels {
                let here = token * labels + to;
                if token == 0 {
                    sums[here] = self.first[to].then(|| scores[to]);
                    continue;
                }
                for &from in &self.before[to] {
                    let Some(sum) = sums[here - labels - to + from] else { continue };
                    let sum = sum + transitions[from * labels + to] + scores[here];
                    if sums[here].is_none_or(|best| sum > best) {
                        sums[here] = Some(sum);
                        origins[here] = from;
                    }
                }
            }
        }
        let end = tokens.checked_sub(1)? * labels;
        let mut at: Option<(usize, T)> = None;
        for label in (0..labels).filter(|&label| self.last[label]) {
            if let Some(sum) = sums[end + label]
                && at.is_none_or(|(_, best)| sum > best)
            {
                at = Some((label, sum));
            }
        }
        let (mut label, _) = at?;
        let mut sequence = vec![label; tokens];
        for token in (1..tokens).rev() {
            label = origins[token * labels + label];
            sequence[token - 1] = label;
        }
        Some(sequence)
    }

    /// How likely each label is at each token, all sequences considered (tokens x labels), and the logarithm of the sum over
    /// all allowed sequences. Also adds to `pairs` (labels x labels) how often each pair is expected. By the forward-backward
    /// algorithm, scaled at each token.
    pub(super) fn marginals(
        &self,
        scores: &[f64],
        transitions: &[f64],
        mut pairs: Option<&mut [f64]>,
    ) -> (Vec<f64>, f64) {
        let labels = self.labels;
        let tokens = scores.len() / labels;
        if tokens == 0 {
            return (Vec::new(), 0.0);
        }
        let row = |token: usize| -> Range<usize> { token * labels..(token + 1) * labels };
        let links: Vec<f64> = transitions.iter().map(|weight| weight.exp()).collect();
        let mut total = 0.0;
        let mut emissions = vec![0.0; tokens * labels];
        let mut forward = vec![0.0; tokens * labels];
        let mut scales = vec![1.0; tokens];
        for token in 0..tokens {
            let scores = &scores[row(token)];
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (to, score) in scores.iter().enumerate() {
                let emission = (score - largest).exp();
                emissions[token * labels + to] = emission;
                let arrived: f64 = match token {
                    0 => f64::from(u8::from(self.first[to])),
                    _ => {
                        let before = &forward[row(token - 1)];
                        self.before[to].iter().map(|&from| before[from] * links[from * labels + to]).sum()
                    }
                };
                let ends = token + 1 < tokens || self.last[to];
                forward[token * labels + to] = if ends { arrived * emission } else { 0.0 };
            }
            let sum: f64 = forward[row(token)].iter().sum();
            forward[row(token)].iter_mut().for_each(|share| *share /= sum);
            scales[token] = sum;
            total += largest + sum.ln();
        }
        let mut shares = forward.clone();
        let mut backward: Vec<f64> = self.last.iter().map(|&last| f64::from(u8::from(last))).collect();
        for token in (1..tokens).rev() {
            let mut earlier = vec![0.0; labels];
            for to in 0..labels {
                let arriving = backward[to] * emissions[token * labels + to] / scales[token];
                for &from in &self.before[to] {
                    let link = links[from * labels + to] * arriving;
                    earlier[from] += link;
                    if let Some(pairs) = pairs.as_deref_mut() {
                        pairs[from * labels + to] += forward[(token - 1) * labels + from] * link;
                    }
                }
            }
            backward = earlier;
            for (share, backward) in shares[row(token - 1)].iter_mut().zip(&backward) {
                *share *= backward;
            }
        }
        (shares, total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Three labels: outside, begin, inside; inside follows begin and inside only.
    fn links() -> Links {
        Links::new(3, |label| label < 2, |from, to| to < 2 || from > 0, |_| true)
    }

    /// All allowed sequences with their sums.
    fn all(links: &Links, scores: &[f64], transitions: &[f64]) -> Vec<(Vec<usize>, f64)> {
        let labels = links.labels;
        let mut sequences: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 0.0)];
        for token in 0..scores.len() / labels {
            sequences = sequences
                .iter()
                .flat_map(|(sequence, sum)| {
                    (0..labels).filter_map(move |to| {
                        let link = match sequence.last() {
                            None => links.first[to].then_some(0.0),
                            Some(&from) => {
                                links.before[to].contains(&from).then(|| transitions[from * labels + to])
                            }
                        };
                        link.map(|link| {
                            ([&sequence[..], &[to]].concat(), sum + link + scores[token * labels + to])
                        })
                    })
                })
                .collect();
        }
        sequences.retain(|(sequence, _)| sequence.last().is_none_or(|&label| links.last[label]));
        sequences
    }

    #[test]
    fn a_small_chain_is_as_by_hand() {
        // Two tokens; all scores 0 but B at the first (ln 2) and the link B-I (ln 3). Sequences: OO 1, OB 1, BO 2, BB 2,
        // BI 2 x 3 = 6; together 12.
        let mut transitions = [0.0; 9];
        transitions[5] = 3_f64.ln();
        let scores = [0.0, 2_f64.ln(), 0.0, 0.0, 0.0, 0.0];
        let mut pairs = [0.0; 9];
        let (shares, total) = links().marginals(&scores, &transitions, Some(&mut pairs));
        assert!((total - 12_f64.ln()).abs() < 1e-12);
        for (share, twelfths) in shares.iter().zip([2.0, 10.0, 0.0, 3.0, 3.0, 6.0]) {
            assert!((share - twelfths / 12.0).abs() < 1e-12, "{shares:?}");
        }
        for (pair, twelfths) in pairs.iter().zip([1.0, 1.0, 0.0, 2.0, 2.0, 6.0, 0.0, 0.0, 0.0]) {
            assert!((pair - twelfths / 12.0).abs() < 1e-12, "{pairs:?}");
        }
        assert_eq!(links().best(&scores, &transitions), Some(vec![1, 2]));
        assert_eq!(links().best::<f64>(&[], &transitions), None);
    }

    proptest! {
        #[test]
        fn the_best_sequence_is_the_best_of_all(
            tokens in 1..7_usize,
            scores in prop::collection::vec(-3.0..3.0, 18),
            transitions in prop::collection::vec(-3.0..3.0, 9),
        ) {
            let scores = &scores[..tokens * 3];
            let best = links().best(scores, &transitions).expect("there is a token");
            let every = all(&links(), scores, &transitions);
            let sum = |wanted: &[usize]| every.iter().find(|(sequence, _)| sequence == wanted).map(|(_, sum)| *sum);
            let highest = every.iter().map(|(_, sum)| *sum).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((sum(&best).expect("an allowed sequence") - highest).abs() < 1e-9);
        }

        #[test]
        fn marginals_are_the_sums_over_all_sequences(
            tokens in 1..6_usize,
            scores in prop::collection::vec(-3.0..3.0, 15),
            transitions in prop::collection::vec(-3.0..3.0, 9),
        ) {
            let scores = &scores[..tokens * 3];
            let every = all(&links(), scores, &transitions);
            let whole: f64 = every.iter().map(|(_, sum)| sum.exp()).sum();
            let mut pairs = vec![0.0; 9];
            let (shares, total) = links().marginals(scores, &transitions, Some(&mut pairs));
            prop_assert!((total - whole.ln()).abs() < 1e-9);
            let share = |fits: &dyn Fn(&[usize]) -> usize| -> f64 {
                every.iter().map(|(sequence, sum)| fits(sequence) as f64 * sum.exp()).sum::<f64>() / whole
            };
            for token in 0..tokens {
                for label in 0..3 {
                    let expected = share(&|sequence| usize::from(sequence[token] == label));
                    prop_assert!((shares[token * 3 + label] - expected).abs() < 1e-9);
                }
            }
            for from in 0..3 {
                for to in 0..3 {
                    let expected =
                        share(&|sequence| sequence.windows(2).filter(|pair| *pair == [from, to]).count());
                    prop_assert!((pairs[from * 3 + to] - expected).abs() < 1e-9);
                }
            }
        }
    }
}
