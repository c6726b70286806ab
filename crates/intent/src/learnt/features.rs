//! Features are numbers: a pattern and the words it was filled with, hashed. No table of strings is kept.

/// A hash of a text (FNV-1a, 64 bits, by Fowler, Noll and Vo), equal on every machine.
pub(super) fn of_text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Two hashes as one that depends on their order (the finaliser of `SplitMix64`, Steele, Lea and Flood 2014).
pub(super) fn join(first: u64, second: u64) -> u64 {
    let mut mixed = first.rotate_left(27).wrapping_add(second).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The features of one token or one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    pub(super) keys: Vec<u32>,
}

impl Features {
    /// Adds `pattern` filled with `parts`.
    pub(super) fn add(&mut self, pattern: u64, parts: &[u64]) {
        let hash = parts.iter().fold(join(pattern, 1), |hash, part| join(hash, *part));
        self.keys.push((hash >> 32) as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_published_ones_and_depend_on_order() {
        // From the authors' list of test vectors.
        assert_eq!(of_text(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(of_text("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(of_text("foobar"), 0x8594_4171_f739_67e8);
        assert_ne!(join(1, 2), join(2, 1));
    }

    #[test]
    fn a_pattern_and_what_fills_it_both_count() {
        let key = |pattern, parts: &[u64]| {
            let mut features = Features::default();
            features.add(pattern, parts);
            features.keys[0]
        };
        assert_eq!(key(3, &[1, 2]), key(3, &[1, 2]));
        assert_ne!(key(3, &[1, 2]), key(3, &[2, 1]));
        assert_ne!(key(3, &[1]), key(4, &[1]));
        assert_ne!(key(3, &[1]), key(3, &[1, 0]));
    }
}
