//! The weights of a log-linear model in few bytes: one byte each, and only those that aren't zero.

/// Weights by feature and label, in whole steps of `scale`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// What one step is worth, in natural logarithms of odds.
    pub(super) scale: f64,
    pub(super) labels: usize,
    /// From label to label, `labels` x `labels`, row by row; empty for a model without a chain.
    pub(super) transitions: Vec<i8>,
    /// Features in ascending order.
    keys: Vec<u32>,
    /// Where the entries of each feature begin; one more at the end.
    starts: Vec<u32>,
    /// Label and weight.
    entries: Vec<(u8, i8)>,
    /// Where keys with these upper bits begin; one more at the end.
    shelves: Vec<u32>,
}

const SHELF_BITS: u32 = 14;
const MARK: &[u8; 4] = b"LLM1";

impl Weights {
    /// Rounds `weights` (feature, one weight per label, ascending features) and `transitions` to steps such that the largest
    /// takes a byte. Weights of less than half a step are left out.
    pub(super) fn rounded(labels: usize, weights: &[(u32, &[f64])], transitions: &[f64]) -> Self {
        let largest = weights
            .iter()
            .flat_map(|(_, row)| row.iter())
            .chain(transitions)
            .fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let step = |weight: &f64| (weight / scale).round().clamp(-127.0, 127.0) as i8;
        let mut keys = Vec::new();
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for (key, row) in weights {
            let before = entries.len();
            let steps = row.iter().map(step).enumerate();
            entries.extend(steps.filter(|&(_, step)| step != 0).map(|(label, step)| (label as u8, step)));
            if entries.len() > before {
                keys.push(*key);
                starts.push(entries.len() as u32);
            }
        }
        let transitions = transitions.iter().map(step).collect();
        Self { scale, labels, transitions, shelves: shelves(&keys), keys, starts, entries }
    }

    /// Adds the weights of one feature to `scores`, one per label.
    pub(super) fn add(&self, key: u32, scores: &mut [i32]) {
        let shelf = (key >> (32 - SHELF_BITS)) as usize;
        let (from, to) = (self.shelves[shelf] as usize, self.shelves[shelf + 1] as usize);
        let Ok(found) = self.keys[from..to].binary_search(&key) else { return };
        let (from, to) = (self.starts[from + found] as usize, self.starts[from + found + 1] as usize);
        for &(label, weight) in &self.entries[from..to] {
            scores[usize::from(label)] += i32::from(weight);
        }
    }

    /// The file: a mark, the scale (f64), how many labels, transitions and features there are (u32), the transitions, and per
    /// feature its key (u32), the count of its entries (u8) and these (label u8, weight i8). Little-endian.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.scale.to_le_bytes());
        for count in [self.labels, self.transitions.len(), self.keys.len()] {
            bytes.extend((count as u32).to_le_bytes());
        }
        bytes.extend(self.transitions.iter().map(|step| step.cast_unsigned()));
        for (index, key) in self.keys.iter().enumerate() {
            let entries = &self.entries[self.starts[index] as usize..self.starts[index + 1] as usize];
            bytes.extend(key.to_le_bytes());
            bytes.push(entries.len() as u8);
            bytes.extend(entries.iter().flat_map(|&(label, step)| [label, step.cast_unsigned()]));
        }
        bytes
    }

    /// Reads what [`Weights::to_bytes`] wrote; none when it isn't that.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MARK)?;
        let scale = f64::from_le_bytes(*take::<8>(&mut rest)?);
        let labels = u32::from_le_bytes(*take::<4>(&mut rest)?) as usize;
        let links = u32::from_le_bytes(*take::<4>(&mut rest)?) as usize;
        let features = u32::from_le_bytes(*take::<4>(&mut rest)?) as usize;
        if labels > 256 || links > rest.len() || features > rest.len() {
            return None;
        }
        let transitions = rest[..links].iter().map(|step| step.cast_signed()).collect();
        rest = &rest[links..];
        let mut keys = Vec::with_capacity(features);
        let mut starts = Vec::with_capacity(features + 1);
        starts.push(0);
        let mut entries = Vec::new();
        for _ in 0..features {
            keys.push(u32::from_le_bytes(*take::<4>(&mut rest)?));
            let [count] = *take::<1>(&mut rest)?;
            for _ in 0..count {
                let [label, step] = *take::<2>(&mut rest)?;
                if usize::from(label) >= labels {
                    return None;
                }
                entries.push((label, step.cast_signed()));
            }
            starts.push(entries.len() as u32);
        }
        let sound = rest.is_empty() && keys.is_sorted() && (links == 0 || links == labels * labels);
        sound.then(|| Self { scale, labels, transitions, shelves: shelves(&keys), keys, starts, entries })
    }

    /// How many features have a weight.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(taken)
}

fn shelves(keys: &[u32]) -> Vec<u32> {
    let mut shelves = vec![0_u32; (1 << SHELF_BITS) + 1];
    for key in keys {
        shelves[(key >> (32 - SHELF_BITS)) as usize + 1] += 1;
    }
    for shelf in 1..shelves.len() {
        shelves[shelf] += shelves[shelf - 1];
    }
    shelves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_are_kept_to_half_a_step() {
        let rows = [(5, &[1.27, -0.6][..]), (9, &[0.004, 0.0][..]), (u32::MAX, &[0.0, 0.02][..])];
        let weights = Weights::rounded(2, &rows, &[]);
        assert!((weights.scale - 0.01).abs() < 1e-12);
        assert_eq!(weights.len(), 2, "a weight below half a step is none");
        let mut scores = [0, 0];
        weights.add(5, &mut scores);
        weights.add(9, &mut scores);
        weights.add(u32::MAX, &mut scores);
        weights.add(6, &mut scores);
        assert_eq!(scores, [127, -58]);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(rows in prop::collection::btree_map(any::<u32>(), prop::array::uniform3(-4.0..4.0), 0..40)) {
            let rows: Vec<(u32, &[f64])> = rows.iter().map(|(key, row)| (*key, &row[..])).collect();
            let weights = Weights::rounded(3, &rows, &[0.5; 9]);
            let bytes = weights.to_bytes();
            prop_assert_eq!(Weights::from_bytes(&bytes), Some(weights));
            prop_assert_eq!(Weights::from_bytes(&bytes[..bytes.len() - 1]), None);
        }

        #[test]
        fn other_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut marked = MARK.to_vec();
            marked.extend(&bytes);
            let _ = Weights::from_bytes(&marked);
            prop_assert_eq!(Weights::from_bytes(&bytes), None);
        }
    }
}
