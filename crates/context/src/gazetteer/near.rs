//! How far a misspelt name is from a name.

use fst::Automaton;

/// Longer words are found by their beginning alone.
pub(super) const LONGEST_WORD: usize = 40;

/// The most errors that can be asked for.
pub(super) const MOST_ERRORS: u8 = 2;

/// Cells of a row: one for each shift of the key against the word that can still be mended.
const BAND: usize = 2 * MOST_ERRORS as usize + 1;

/// The column of a row that stands for no shift.
const MIDDLE: usize = MOST_ERRORS as usize;

/// Further than any limit.
const FAR: u8 = u8::MAX;

/// People rarely get the first letter wrong: an error there counts for two, but a swap with the second for one.
const FIRST_LETTER: u8 = 1;

/// Accepts the keys of an index whose Damerau-Levenshtein distance from a word is at most a limit, in its "optimal
/// string alignment" form: insertions, deletions, substitutions and swaps of neighbours, no part edited twice
/// (Damerau 1964, A technique for computer detection and correction of spelling errors; the table is that of Wagner
/// and Fischer 1974, filled row by row as the index is walked, and only within the band around its diagonal that a
/// distance up to the limit can reach: Ukkonen 1985, Algorithms for approximate string matching).
///
/// Works on bytes, since the index does; a letter outside ASCII counts for its bytes.
pub(super) struct Near<'a> {
    word: &'a [u8],
    limit: u8,
}

/// The band of the table for the key read so far.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Bytes of the key read so far.
    length: u8,
    /// Distances of the key read so far from the beginnings of the word about as long, shortest first.
    last: [u8; BAND],
    /// The row before.
    before: [u8; BAND],
    /// The last byte read.
    byte: u8,
}

impl<'a> Near<'a> {
    /// `None` for a word of more than [`LONGEST_WORD`] bytes. More than [`MOST_ERRORS`] are cut to that many.
    pub(super) fn new(word: &'a str, limit: u8) -> Option<Self> {
        (word.len() <= LONGEST_WORD).then_some(Self { word: word.as_bytes(), limit: limit.min(MOST_ERRORS) })
    }

    /// The distance of a key from the word, where it is within the limit.
    pub(super) fn distance(&self, key: &str) -> Option<u8> {
        let mut rows = self.start();
        for byte in key.bytes() {
            if !self.can_match(&rows) {
                return None;
            }
            rows = self.accept(&rows, byte);
        }
        self.at_end(&rows).filter(|distance| *distance <= self.limit)
    }

    /// The distance of what was read from the whole word.
    fn at_end(&self, rows: &Rows) -> Option<u8> {
        let cell = (self.word.len() + MIDDLE).checked_sub(usize::from(rows.length))?;
        rows.last.get(cell).copied()
    }
}

impl Automaton for Near<'_> {
    type State = Rows;

    fn start(&self) -> Rows {
        let mut last = [FAR; BAND];
        last[MIDDLE] = 0;
        for missing in 1..=MOST_ERRORS {
            last[MIDDLE + usize::from(missing)] = missing + FIRST_LETTER;
        }
        Rows { length: 0, last, before: [FAR; BAND], byte: 0 }
    }

    fn is_match(&self, state: &Rows) -> bool {
        self.at_end(state).is_some_and(|distance| distance <= self.limit)
    }

    fn can_match(&self, state: &Rows) -> bool {
        // Rows only grow, but a swap reaches back to the row before the last.
        state.last.iter().any(|distance| *distance <= self.limit)
            || state.before.iter().any(|distance| *distance < self.limit)
    }

    fn accept(&self, state: &Rows, byte: u8) -> Rows {
        let mut row = [FAR; BAND];
        let length = state.length.saturating_add(1);
        for cell in 0..BAND {
            // The beginning of the word that this cell speaks of.
            let Some(column) = (usize::from(length) + cell).checked_sub(MIDDLE) else { continue };
            if column == 0 {
                row[cell] = length.saturating_add(FIRST_LETTER);
                continue;
            }
            let Some(&wanted) = self.word.get(column - 1) else { break };
            let first = if length == 1 && column == 1 { FIRST_LETTER } else { 0 };
            let wrong = if wanted == byte { 0 } else { 1 + first };
            let substituted = state.last[cell].saturating_add(wrong);
            let inserted = state.last.get(cell + 1).map_or(FAR, |distance| distance.saturating_add(1));
            let deleted = cell.checked_sub(1).map_or(FAR, |left| row[left].saturating_add(1));
            let mut least = substituted.min(inserted).min(deleted);
            if column > 1 && length > 1 && wanted == state.byte && self.word[column - 2] == byte {
                least = least.min(state.before[cell].saturating_add(1));
            }
            row[cell] = least;
        }
        Rows { length, last: row, before: state.last, byte }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fst::{IntoStreamer, Streamer};
    use proptest::prelude::*;

    /// The whole table of Wagner and Fischer with swaps, one cell after the other.
    fn whole_table(word: &str, key: &str) -> usize {
        let (word, key) = (word.as_bytes(), key.as_bytes());
        let mut table = vec![vec![0_usize; key.len() + 1]; word.len() + 1];
        for row in 0..=word.len() {
            for column in 0..=key.len() {
                let first = usize::from(FIRST_LETTER);
                table[row][column] = if row == 0 || column == 0 {
                    let longer = row.max(column);
                    longer + if longer > 0 { first } else { 0 }
                } else {
                    let same = word[row - 1] == key[column - 1];
                    let wrong = if same { 0 } else { 1 + if row == 1 && column == 1 { first } else { 0 } };
                    let mut least = (table[row - 1][column - 1] + wrong)
                        .min(table[row - 1][column] + 1)
                        .min(table[row][column - 1] + 1);
                    if row > 1
                        && column > 1
                        && word[row - 1] == key[column - 2]
                        && word[row - 2] == key[column - 1]
                    {
                        least = least.min(table[row - 2][column - 2] + 1);
                    }
                    least
                };
            }
        }
        table[word.len()][key.len()]
    }

    #[test]
    fn distances_are_those_of_damerau_and_the_first_letter_counts_twice() {
        for (word, key, expected) in [
            ("lisbon", "lisbon", Some(0)),
            ("lisbin", "lisbon", Some(1)),
            ("lisbno", "lisbon", Some(1)),
            ("lsibno", "lisbon", Some(2)),
            ("ilsbon", "lisbon", Some(1)),
            ("paris", "pari", Some(1)),
            ("bisbon", "lisbon", Some(2)),
            ("isbon", "lisbon", Some(2)),
            ("", "abc", None),
            ("cabc", "abcabc", None),
        ] {
            assert_eq!(Near::new(word, 2).unwrap().distance(key), expected, "{word} {key}");
        }
    }

    proptest! {
        #[test]
        fn the_band_holds_what_the_whole_table_holds(word in "[abc]{0,8}", key in "[abc]{0,8}", limit in 0_u8..3) {
            let whole = u8::try_from(whole_table(&word, &key)).unwrap();
            let found = Near::new(&word, limit).unwrap().distance(&key);
            prop_assert_eq!(found, (whole <= limit).then_some(whole));
        }
    }

    #[test]
    fn the_walk_over_an_index_finds_exactly_what_the_distance_says() {
        let keys = ["berlin", "bern", "lisbon", "lisboa", "london", "nisbol", "silbon", "lisnob"];
        let mut sorted = keys;
        sorted.sort_unstable();
        let set = fst::Set::from_iter(sorted).unwrap();
        for word in ["lisbon", "lsibon", "bernli", "lodnon", "x"] {
            for limit in 0..=MOST_ERRORS {
                let mut found = Vec::new();
                let mut stream = set.search(Near::new(word, limit).unwrap()).into_stream();
                while let Some(key) = stream.next() {
                    found.push(String::from_utf8(key.to_vec()).unwrap());
                }
                let expected: Vec<&str> = sorted
                    .into_iter()
                    .filter(|key| Near::new(word, limit).unwrap().distance(key).is_some())
                    .collect();
                assert_eq!(found, expected, "{word} within {limit}");
            }
        }
    }
}
