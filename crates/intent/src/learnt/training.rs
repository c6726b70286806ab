//! How the weights are learnt: penalised maximum likelihood in double precision, in a fixed order, with every draw seeded, so
//! that the same texts give the same bytes.

use super::{
    domains,
    minimise::minimise,
    slots::{self, LABELS, SlotKind},
    variation::vary,
    weights::Weights,
};
use crate::{read::Domain, tokens::Text};
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
    pub domain: Domain,
    /// Its parts in order, as ranges of bytes, where they were labelled.
    pub slots: Option<Vec<(SlotKind, Range<usize>)>>,
}

/// Half the inverse variance of the Gaussian prior on each weight; chosen by four-fold cross-validation on the training half.
const PENALTY_OF_DOMAINS: f64 = 0.1;
const PENALTY_OF_SLOTS: f64 = 0.7;
/// A feature of fewer texts, or of fewer tokens, isn't learnt. What a single text says still tells topics apart: the likelihood
/// of held-out texts is higher by it.
const FEWEST_OF_DOMAINS: u32 = 1;
const FEWEST_OF_SLOTS: u32 = 2;
/// The gain in likelihood, as a share of it, that is worth no further step.
const TOLERANCE: f64 = 2e-5;

/// The features of a training set, numbered in ascending order of their keys.
struct Numbered {
    keys: Vec<u32>,
    numbers: HashMap<u32, u32>,
}

impl Numbered {
    fn new<'a>(fewest: u32, uses: impl Iterator<Item = &'a u32>) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for key in uses {
            *counts.entry(*key).or_default() += 1;
        }
        let keys: Vec<u32> =
            counts.into_iter().filter(|&(_, count)| count >= fewest).map(|(key, _)| key).collect();
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

/// The weights of the domains, as they stand in `assets/domains.bin`.
#[must_use]
pub fn train_domains(texts: &[LabelledText]) -> Vec<u8> {
    const DOMAINS: usize = Domain::ALL.len();
    let keys: Vec<Vec<u32>> =
        texts.iter().map(|labelled| domains::features(&Text::new(&labelled.text)).keys).collect();
    let numbered = Numbered::new(FEWEST_OF_DOMAINS, keys.iter().flatten());
    let examples: Vec<(Vec<usize>, usize)> = keys
        .iter()
        .zip(texts)
        .map(|(keys, labelled)| {
            let domain = Domain::ALL.iter().position(|&domain| domain == labelled.domain).unwrap_or(0);
            (numbered.number(keys), domain)
        })
        .collect();
    let weights = minimise(vec![0.0; numbered.keys.len() * DOMAINS], TOLERANCE, |weights, gradient| {
        let mut loss = penalise(PENALTY_OF_DOMAINS, weights, gradient);
        for (features, truth) in &examples {
            let mut scores = [0.0; DOMAINS];
            for feature in features {
                for (score, weight) in scores.iter_mut().zip(&weights[feature * DOMAINS..]) {
                    *score += weight;
                }
            }
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
            loss -= scores[*truth] - largest - sum.ln();
            let mut errors = scores.map(|score| (score - largest).exp() / sum);
            errors[*truth] -= 1.0;
            for feature in features {
                for (slope, error) in gradient[feature * DOMAINS..].iter_mut().zip(errors) {
                    *slope += error;
                }
            }
        }
        loss
    });
    numbered.rounded(DOMAINS, &weights, &[]).to_bytes()
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
    let numbered = Numbered::new(FEWEST_OF_SLOTS, keys.iter().flat_map(|(keys, _)| keys.iter().flatten()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learnt::weights::Weights;

    fn labelled(text: &str, domain: Domain, parts: &[(SlotKind, &str)]) -> LabelledText {
        let part = |&(slot, words): &(SlotKind, &str)| {
            let start = text.find(words).expect("the words stand in the text");
            (slot, start..start + words.len())
        };
        LabelledText { text: text.to_owned(), domain, slots: Some(parts.iter().map(part).collect()) }
    }

    fn few() -> Vec<LabelledText> {
        use SlotKind::{City, ConditionDescription, TimeRange};
        vec![
            labelled(
                "rain in Porto tomorrow",
                Domain::Weather,
                &[(ConditionDescription, "rain"), (City, "Porto"), (TimeRange, "tomorrow")],
            ),
            labelled(
                "snow in Ghent today",
                Domain::Weather,
                &[(ConditionDescription, "snow"), (City, "Ghent"), (TimeRange, "today")],
            ),
            labelled(
                "is it windy in Bath",
                Domain::Weather,
                &[(ConditionDescription, "windy"), (City, "Bath")],
            ),
            labelled("weather next week", Domain::Weather, &[(TimeRange, "next week")]),
            labelled("play a song", Domain::Other, &[]),
            labelled("play some music in the kitchen", Domain::Other, &[]),
        ]
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        // Central differences at an arbitrary point.
        let (chained, sentences) = {
            let features = vec![vec![0, 2], vec![1], vec![0, 1, 2]];
            (3 * LABELS, vec![Sentence { features, labels: vec![1, 3, 0] }])
        };
        let count = chained + LABELS * LABELS;
        let mut at: Vec<f64> = (0..count).map(|index| ((index * 37 % 101) as f64 / 101.0) - 0.5).collect();
        let mut gradient = vec![0.0; count];
        loss_of_slots(&sentences, chained, &at, &mut gradient);
        let mut unused = vec![0.0; count];
        for index in (0..count).step_by(29) {
            let (kept, step) = (at[index], 1e-5);
            at[index] = kept + step;
            let above = loss_of_slots(&sentences, chained, &at, &mut unused);
            at[index] = kept - step;
            let below = loss_of_slots(&sentences, chained, &at, &mut unused);
            at[index] = kept;
            let slope = (above - below) / (2.0 * step);
            assert!((slope - gradient[index]).abs() < 1e-6, "{index}: {slope} and {}", gradient[index]);
        }
    }

    #[test]
    fn the_same_texts_give_the_same_bytes() {
        assert_eq!(train_domains(&few()), train_domains(&few()));
        assert_eq!(train_slots(&few()), train_slots(&few()));
    }

    #[test]
    fn what_was_learnt_is_found_again() {
        let slots = Weights::from_bytes(&train_slots(&few())).expect("weights");
        let domains = Weights::from_bytes(&train_domains(&few())).expect("weights");
        for labelled in few() {
            let text = Text::new(&labelled.text);
            let found: Vec<(SlotKind, Range<usize>)> =
                slots::tag(&text, &slots).into_iter().map(|span| (span.slot, span.bytes)).collect();
            assert_eq!(Some(found), labelled.slots, "{}", labelled.text);
            assert_eq!(domains::chances(&text, &domains).best().0, labelled.domain, "{}", labelled.text);
        }
    }
}
