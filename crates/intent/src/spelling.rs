/// Whether two words are at most one slip of the pen apart: a letter too many, too few, wrong, or two swapped
/// (Damerau 1964). Words under five letters and different first letters don't count.
pub(crate) fn is_slip(word: &str, meant: &str) -> bool {
    // Nearly all pairs are told apart by this, before anything is copied: a letter is at most four bytes.
    if word.chars().next() != meant.chars().next() || word.len().abs_diff(meant.len()) > 4 {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), meant.chars().collect());
    if a.len() < 5 || b.len() < 5 || a.first() != b.first() || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let alike = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[alike..], &b[alike..]);
    match (rest_a, rest_b) {
        ([], _) | (_, []) => true,
        ([x, rest_x @ ..], [y, rest_y @ ..]) => {
            let swapped = matches!((rest_x, rest_y), ([p, end_a @ ..], [q, end_b @ ..]) if p == y && q == x && end_a == end_b);
            rest_x == rest_y || rest_x == rest_b || rest_a == rest_y || swapped
        }
    }
}

/// Whether two words differ by two neighbouring letters swapped.
pub(crate) fn is_swap(word: &str, meant: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), meant.chars().collect());
    let differing: Vec<usize> = (0..a.len().min(b.len())).filter(|&at| a[at] != b[at]).collect();
    a.len() == b.len()
        && matches!(differing[..], [first, second] if second == first + 1 && a[first] == b[second] && a[second] == b[first])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for (word, meant, expected) in [
            ("picnik", "picnic", true),
            ("pinnik", "picnic", false),
            ("picinc", "picnic", true),
            ("picnc", "picnic", true),
            ("piccnic", "picnic", true),
            ("picnic", "picnic", true),
            ("mailing", "sailing", false),
            ("hike", "bike", false),
            ("elecricity", "electricity", true),
        ] {
            assert_eq!(is_slip(word, meant), expected, "{word} {meant}");
        }
    }
}
