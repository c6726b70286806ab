//! How the weights are learnt: penalised maximum likelihood in double precision, in a fixed order, with every draw seeded, so
//! that the same texts give the same bytes.

use super::{
    domains::{self, Topic},
    minimise::minimise,
    slots::{self, LABELS, SlotKind},
    variation::vary,
    weights::Weights,
};
use crate::tokens::Text;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

/// A text and what a person said it means.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledText {
    /// As typed.
    pub text: String,
    /// What it asks about.
    pub topic: Topic,
    /// Its parts in order, as ranges of bytes, where they were labelled.
    pub slots: Option<Vec<(SlotKind, Range<usize>)>>,
}

/// Half the inverse variance of the Gaussian prior on each weight; chosen by four-fold cross-validation on the training half.
const PENALTY_OF_TOPICS: f64 = 0.15;
const PENALTY_OF_SLOTS: f64 = 0.7;
/// A feature of fewer tokens or texts isn't learnt.
const FEWEST: u32 = 2;
/// The gain in likelihood, as a share of it, that is worth no further step.
const TOLERANCE: f64 = 2e-5;

/// The features of a training set, numbered in ascending order of their keys.
struct Numbered {
    keys: Vec<u32>,
    numbers: HashMap<u32, u32>,
}

impl Numbered {
    fn new<'a>(uses: impl Iterator<Item = &'a u32>) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for key in uses {
            *counts.entry(*key).or_default() += 1;
        }
        let keys: Vec<u32> =
            counts.into_iter().filter(|&(_, count)| count >= FEWEST).map(|(key, _)| key).collect();
        let numbers = keys.iter().zip(0..).map(|(key, number)| (*key, number)).collect();
        Self { keys, numbers }
    }

    fn number(&self, keys: &[u32]) -> Vec<usize> {
        keys.iter().filter_map(|key| self.numbers.get(key)).map(|&number| number as usize).collect()
    }

    fn rounded(&self, labels: usize, weights: &[f64], transitions: &[f64]) -> Weights {
        let rows: Vec<(u32, &[f64])> = self.keys.iter().copied().zip(weights.chunks_exact(labels)).collect();
        Weights::rounded(labels, &rows, transitions)
    }
}

fn penalise(penalty: f64, weights: &[f64], gradient: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    for (slope, weight) in gradient.iter_mut().zip(weights) {
        *slope = 2.0 * penalty * weight;
        sum += penalty * weight * weight;
    }
    sum
}

/// The weights of the topics, as they stand in `assets/topics.bin`.
#[must_use]
pub fn train_topics(texts: &[LabelledText]) -> Vec<u8> {
    const TOPICS: usize = Topic::ALL.len();
    let keys: Vec<Vec<u32>> =
        texts.iter().map(|labelled| domains::features(&Text::new(&labelled.text)).keys).collect();
    let numbered = Numbered::new(keys.iter().flatten());
    let examples: Vec<(Vec<usize>, usize)> = keys
        .iter()
        .zip(texts)
        .map(|(keys, labelled)| {
            let topic = Topic::ALL.iter().position(|&topic| topic == labelled.topic).unwrap_or(0);
            (numbered.number(keys), topic)
        })
        .collect();
    let weights = minimise(vec![0.0; numbered.keys.len() * TOPICS], TOLERANCE, |weights, gradient| {
        let mut loss = penalise(PENALTY_OF_TOPICS, weights, gradient);
        for (features, truth) in &examples {
            let mut scores = [0.0; TOPICS];
            for feature in features {
                for (score, weight) in scores.iter_mut().zip(&weights[feature * TOPICS..]) {
                    *score += weight;
                }
            }
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
            loss -= scores[*truth] - largest - sum.ln();
            let mut errors = scores.map(|score| (score - largest).exp() / sum);
            errors[*truth] -= 1.0;
            for feature in features {
                for (slope, error) in gradient[feature * TOPICS..].iter_mut().zip(errors) {
                    *slope += error;
                }
            }
        }
        loss
    });
    numbered.rounded(TOPICS, &weights, &[]).to_bytes()
}

/// A text as numbers: the features and the label of every token.
struct Sentence {
    features: Vec<Vec<usize>>,
    labels: Vec<usize>,
}

/// The weights of the slots, as they stand in `assets/slots.bin`: from the texts whose slots are labelled, and from copies of
/// them with other names and times in their places.
#[must_use]
pub fn train_slots(texts: &[LabelledText]) -> Vec<u8> {
    let mut texts: Vec<LabelledText> =
        texts.iter().filter(|labelled| labelled.slots.is_some()).cloned().collect();
    let varied = vary(&texts);
    texts.extend(varied);
    let keys: Vec<(Vec<Vec<u32>>, Vec<usize>)> = texts
        .iter()
        .map(|labelled| {
            let text = Text::new(&labelled.text);
            let keys = slots::features(&text).into_iter().map(|features| features.keys).collect();
            (keys, slots::labels(&text, labelled.slots.as_deref().unwrap_or_default()))
        })
        .collect();
    let numbered = Numbered::new(keys.iter().flat_map(|(keys, _)| keys.iter().flatten()));
    let sentences: Vec<Sentence> = keys
        .into_iter()
        .map(|(keys, labels)| Sentence {
            features: keys.iter().map(|keys| numbered.number(keys)).collect(),
            labels,
        })
        .collect();
    let chained = numbered.keys.len() * LABELS;
    let start = vec![0.0; chained + LABELS * LABELS];
    let weights =
        minimise(start, TOLERANCE, |weights, gradient| loss_of_slots(&sentences, chained, weights, gradient));
    numbered.rounded(LABELS, &weights[..chained], &weights[chained..]).to_bytes()
}

/// The penalised negative log-likelihood of labelled sentences and its gradient; the weights from `chained` on are those of the
/// links between labels.
fn loss_of_slots(sentences: &[Sentence], chained: usize, weights: &[f64], gradient: &mut [f64]) -> f64 {
    let mut loss = penalise(PENALTY_OF_SLOTS, weights, gradient);
    let (emitting, linking) = weights.split_at(chained);
    let (of_emitting, of_linking) = gradient.split_at_mut(chained);
    for sentence in sentences {
        let mut scores = vec![0.0; sentence.labels.len() * LABELS];
        for (features, scores) in sentence.features.iter().zip(scores.chunks_exact_mut(LABELS)) {
            for feature in features {
                for (score, weight) in scores.iter_mut().zip(&emitting[feature * LABELS..]) {
                    *score += weight;
                }
            }
        }
        let (mut shares, total) = slots::links().marginals(&scores, linking, Some(&mut *of_linking));
        loss += total;
        for (token, &label) in sentence.labels.iter().enumerate() {
            loss -= scores[token * LABELS + label];
            shares[token * LABELS + label] -= 1.0;
        }
        for pair in sentence.labels.windows(2) {
            loss -= linking[pair[0] * LABELS + pair[1]];
            of_linking[pair[0] * LABELS + pair[1]] -= 1.0;
        }
        for (features, errors) in sentence.features.iter().zip(shares.chunks_exact(LABELS)) {
            for feature in features {
                for (slope, error) in of_emitting[feature * LABELS..].iter_mut().zip(errors) {
                    *slope += error;
                }
            }
        }
    }
    loss
}
