//! How far a misspelt name is from a name.

use fst::Automaton;

/// Longer words are found by their beginning alone.
pub(super) const LONGEST_WORD: usize = 40;

/// Accepts the keys of an index whose Damerau-Levenshtein distance from a word is at most a limit, in its "optimal
/// string alignment" form: insertions, deletions, substitutions and swaps of neighbours, no part edited twice
/// (Damerau 1964, A technique for computer detection and correction of spelling errors; the table is that of Wagner
/// and Fischer 1974, filled row by row as the index is walked).
///
/// Works on bytes, since the index does; a letter outside ASCII counts for its bytes.
pub(super) struct Near<'a> {
    word: &'a [u8],
    limit: u8,
}

/// Rows of the table for the key read so far; what lies behind the word's length is not used.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Distances of the key read so far from every beginning of the word.
    last: [u8; LONGEST_WORD + 1],
    /// The row before.
    before: [u8; LONGEST_WORD + 1],
    /// The last byte read.
    byte: u8,
}

impl<'a> Near<'a> {
    /// `None` for a word of more than [`LONGEST_WORD`] bytes.
    pub(super) fn new(word: &'a str, limit: u8) -> Option<Self> {
        (word.len() <= LONGEST_WORD).then_some(Self { word: word.as_bytes(), limit })
    }

    /// The distance of a key from the word, however far.
    pub(super) fn distance(&self, key: &str) -> u8 {
        key.bytes().fold(self.start(), |rows, byte| self.accept(&rows, byte)).last[self.word.len()]
    }

    fn least(&self, row: &[u8; LONGEST_WORD + 1]) -> u8 {
        row[..=self.word.len()].iter().copied().fold(FAR, u8::min)
    }
}

/// Further than any limit, and than a row before the first.
const FAR: u8 = u8::MAX;

impl Automaton for Near<'_> {
    type State = Rows;

    fn start(&self) -> Rows {
        let mut last = [FAR; LONGEST_WORD + 1];
        for (length, distance) in (0_u8..).zip(last.iter_mut()) {
            *distance = length;
        }
        Rows { last, before: [FAR; LONGEST_WORD + 1], byte: 0 }
    }

    fn is_match(&self, state: &Rows) -> bool {
        state.last[self.word.len()] <= self.limit
    }

    fn can_match(&self, state: &Rows) -> bool {
        // Rows only grow, but a swap reaches back to the row before the last.
        self.least(&state.last) <= self.limit || self.least(&state.before) < self.limit
    }

    fn accept(&self, state: &Rows, byte: u8) -> Rows {
        let mut row = [FAR; LONGEST_WORD + 1];
        row[0] = state.last[0].saturating_add(1);
        for (column, wanted) in self.word.iter().enumerate() {
            let substituted = state.last[column].saturating_add(u8::from(*wanted != byte));
            let inserted = state.last[column + 1].saturating_add(1);
            let deleted = row[column].saturating_add(1);
            let mut least = substituted.min(inserted).min(deleted);
            if column > 0 && *wanted == state.byte && self.word[column - 1] == byte {
                least = least.min(state.before[column - 1].saturating_add(1));
            }
            row[column + 1] = least;
        }
        Rows { last: row, before: state.last, byte }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fst::{IntoStreamer, Streamer};

    #[test]
    fn distances_are_those_of_damerau() {
        for (word, key, expected) in [
            ("lisbon", "lisbon", 0),
            ("lisbin", "lisbon", 1),
            ("lisbno", "lisbon", 1),
            ("lsibno", "lisbon", 2),
            ("paris", "pari", 1),
            ("", "abc", 3),
            ("ca", "abc", 3),
        ] {
            assert_eq!(Near::new(word, 0).unwrap().distance(key), expected, "{word} {key}");
        }
    }

    #[test]
    fn the_walk_over_an_index_finds_exactly_what_the_distance_says() {
        let keys = ["berlin", "bern", "lisbon", "lisboa", "london", "nisbol", "silbon", "lisnob"];
        let mut sorted = keys;
        sorted.sort_unstable();
        let set = fst::Set::from_iter(sorted).unwrap();
        for word in ["lisbon", "lsibon", "bernli", "lodnon", "x"] {
            for limit in 0..4 {
                let mut found = Vec::new();
                let mut stream = set.search(Near::new(word, limit).unwrap()).into_stream();
                while let Some(key) = stream.next() {
                    found.push(String::from_utf8(key.to_vec()).unwrap());
                }
                let expected: Vec<&str> = sorted
                    .into_iter()
                    .filter(|key| Near::new(word, limit).unwrap().distance(key) <= limit)
                    .collect();
                assert_eq!(found, expected, "{word} within {limit}");
            }
        }
    }
}
