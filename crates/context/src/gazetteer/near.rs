//! How far a misspelt name is from a name.

use fst::raw::{CompiledAddr, Fst, Output};

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

/// Finds the keys of an index whose Damerau-Levenshtein distance from a word is at most a limit, in its "optimal
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
    #[cfg(test)]
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

    /// Calls `found` with the value and the distance of every key of an index that is within the limit.
    pub(super) fn among<D: AsRef<[u8]>>(&self, index: &Fst<D>, found: &mut impl FnMut(u64, u8)) {
        self.below(index, index.root().addr(), Output::zero(), &self.start(), found);
    }

    /// The keys that begin with what was read. Only where another error is allowed is every next byte tried: elsewhere the
    /// few that go on without one.
    fn below<D: AsRef<[u8]>>(
        &self,
        index: &Fst<D>,
        address: CompiledAddr,
        output: Output,
        rows: &Rows,
        found: &mut impl FnMut(u64, u8),
    ) {
        let node = index.node(address);
        if node.is_final()
            && let Some(distance) = self.at_end(rows).filter(|distance| *distance <= self.limit)
        {
            found(output.cat(node.final_output()).value(), distance);
        }
        let mut go_on = |at: usize| {
            let next = node.transition(at);
            let rows = self.accept(rows, next.inp);
            if self.can_match(&rows) {
                self.below(index, next.addr, output.cat(next.out), &rows, found);
            }
        };
        if rows.last.iter().any(|distance| *distance < self.limit) {
            (0..node.len()).for_each(&mut go_on);
            return;
        }
        let mut tried = [None; 2 * BAND];
        let bytes = self.without_error(rows).chain(self.swapped(rows));
        for (count, byte) in bytes.enumerate() {
            if !tried[..count].contains(&Some(byte)) {
                node.find_input(byte).into_iter().for_each(&mut go_on);
            }
            tried[count] = Some(byte);
        }
    }

    /// The cells of the next row, each with the byte of the word that it stands at, counted from one.
    fn columns(&self, rows: &Rows) -> impl Iterator<Item = (usize, usize)> {
        let (next, length) = (usize::from(rows.length) + 1, self.word.len());
        let column = move |cell: usize| (next + cell).checked_sub(MIDDLE).map(|column| (cell, column));
        (0..BAND).filter_map(column).filter(move |(_, column)| (1..=length).contains(column))
    }

    /// Next bytes that are no error.
    fn without_error(&self, rows: &Rows) -> impl Iterator<Item = u8> {
        self.columns(rows)
            .filter(|(cell, _)| rows.last[*cell] <= self.limit)
            .map(|(_, column)| self.word[column - 1])
    }

    /// Next bytes that are the other half of a swap.
    fn swapped(&self, rows: &Rows) -> impl Iterator<Item = u8> {
        self.columns(rows)
            .filter(|(cell, column)| {
                *column > 1
                    && rows.length > 0
                    && self.word[column - 1] == rows.byte
                    && rows.before[*cell] < self.limit
            })
            .map(|(_, column)| self.word[column - 2])
    }

    fn start(&self) -> Rows {
        let mut last = [FAR; BAND];
        last[MIDDLE] = 0;
        for missing in 1..=MOST_ERRORS {
            last[MIDDLE + usize::from(missing)] = missing + FIRST_LETTER;
        }
        Rows { length: 0, last, before: [FAR; BAND], byte: 0 }
    }

    /// Whether a key that begins with what was read can be within the limit. Rows only grow, but a swap reaches back to the row
    /// before the last.
    fn can_match(&self, rows: &Rows) -> bool {
        rows.last.iter().any(|distance| *distance <= self.limit) || self.swapped(rows).next().is_some()
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

    proptest! {
        #[test]
        fn the_walk_over_an_index_finds_exactly_what_the_distance_says(
            keys in prop::collection::btree_set("[abcd]{0,8}", 0..60),
            word in "[abcd]{0,8}",
            limit in 0..=MOST_ERRORS,
        ) {
            let index = fst::Map::from_iter(keys.iter().zip(0_u64..)).unwrap();
            let near = Near::new(&word, limit).unwrap();
            let mut found = Vec::new();
            near.among(index.as_fst(), &mut |value, distance| found.push((value, distance)));
            let expected: Vec<(u64, u8)> =
                keys.iter().zip(0..).filter_map(|(key, value)| Some((value, near.distance(key)?))).collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
