use crate::tokens::Text;

/// Numbers in words up to ninety.
pub(crate) const CARDINALS: &[(&str, i64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

const LARGE: &[(&str, i64)] = &[("hundred", 100), ("dozen", 12)];

/// Ordinals in words; with a word for tens before them: `twenty first`.
pub(crate) const ORDINALS: &[(&str, i64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
];

fn listed(list: &[(&str, i64)], word: &str) -> Option<i32> {
    list.iter().find(|(listed, _)| *listed == word).and_then(|&(_, value)| i32::try_from(value).ok())
}

/// A whole number in digits or words at `index`, and how many tokens it covers: `3`, `three`, `twenty-five`.
pub(crate) fn cardinal(text: &Text<'_>, index: usize) -> Option<(i32, usize)> {
    if let Some((value, _)) = text.whole(index) {
        return Some((value, 1));
    }
    let word = text.word(index);
    let value = listed(CARDINALS, word).or_else(|| listed(LARGE, word))?;
    if (20..100).contains(&value) {
        let next = if text.is_dash(index + 1) { index + 2 } else { index + 1 };
        if let Some(unit @ 1..=9) = listed(CARDINALS, text.word(next)) {
            return Some((value + unit, next + 1 - index));
        }
    }
    Some((value, 1))
}

/// A number of things: [`cardinal`], or `a`, `an`, `a couple of`, `a few`.
pub(crate) fn count(text: &Text<'_>, index: usize) -> Option<(i32, usize)> {
    let vague =
        [("a couple of", 2), ("a couple", 2), ("couple of", 2), ("a few", 3), ("few", 3), ("several", 3)];
    vague
        .iter()
        .find_map(|&(phrase, value)| text.phrase(index, phrase).map(|length| (value, length)))
        .or_else(|| cardinal(text, index))
        .or_else(|| text.is_any(index, &["a", "an"]).then_some((1, 1)))
}

/// A day of the month or a rank at `index`: `14th`, `fourteenth`, `twenty-first`.
pub(crate) fn ordinal(text: &Text<'_>, index: usize) -> Option<(i32, usize)> {
    if let Some((value, _)) = text.whole(index) {
        let suffixed = text.glued(index + 1) && text.is_any(index + 1, &["st", "nd", "rd", "th"]);
        return suffixed.then_some((value, 2));
    }
    if let Some(value) = listed(ORDINALS, text.word(index)) {
        return Some((value, 1));
    }
    let tens = listed(CARDINALS, text.word(index)).filter(|tens| matches!(tens, 20 | 30))?;
    let next = if text.is_dash(index + 1) { index + 2 } else { index + 1 };
    let unit = listed(ORDINALS, text.word(next)).filter(|unit| (1..=9).contains(unit))?;
    Some((tens + unit, next + 1 - index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        for (raw, expected) in [
            ("12", Some((12, 1))),
            ("twelve", Some((12, 1))),
            ("twenty-five days", Some((25, 3))),
            ("twenty days", Some((20, 1))),
            ("1.5", None),
            ("picnic", None),
        ] {
            assert_eq!(cardinal(&Text::new(raw), 0), expected, "{raw}");
        }
        assert_eq!(count(&Text::new("a couple of hours"), 0), Some((2, 3)));
        assert_eq!(count(&Text::new("an hour"), 0), Some((1, 1)));
    }

    #[test]
    fn ordinals_are_read_in_digits_and_words() {
        for (raw, expected) in
            [("14th", Some((14, 2))), ("second", Some((2, 1))), ("twenty first", Some((21, 2))), ("14", None)]
        {
            assert_eq!(ordinal(&Text::new(raw), 0), expected, "{raw}");
        }
    }
}
