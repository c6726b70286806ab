//! `400 m higher than Braga`: a place by the height that it lies above another.

/// Metres in a foot.
const FOOT: f64 = 0.3048;

/// Metres above a place, and the words for that place: `400 m higher than Braga`, `1,200 ft below Denver`. `None` for words that say
/// no height.
#[must_use]
pub fn higher_than(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let digits = text.find(|next: char| !next.is_ascii_digit() && !matches!(next, '.' | ','))?;
    let (number, rest) = text.split_at(digits);
    let number: f64 = number.replace(',', "").parse().ok()?;
    let rest = rest.trim_start();
    let unit_ends = rest.find(|next: char| !next.is_alphabetic())?;
    let (unit, rest) = rest.split_at(unit_ends);
    let metres = match unit.to_lowercase().as_str() {
        "m" | "metre" | "metres" | "meter" | "meters" => number,
        "ft" | "foot" | "feet" => number * FOOT,
        _ => return None,
    };
    let rest = rest.trim_start();
    let relations: [(&str, f64); 6] = [
        ("higher than ", 1.0),
        ("higher up than ", 1.0),
        ("above ", 1.0),
        ("lower than ", -1.0),
        ("below ", -1.0),
        ("under ", -1.0),
    ];
    let (place, sign) = relations.iter().find_map(|(relation, sign)| {
        let begins = rest.get(..relation.len()).is_some_and(|start| start.eq_ignore_ascii_case(relation));
        Some((rest.get(relation.len()..).filter(|_| begins)?.trim(), sign))
    })?;
    (!place.is_empty()).then_some((metres * sign, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_above_a_place_are_read() {
        for (text, expected) in [
            ("400 m higher than Braga", Some((400.0, "Braga"))),
            ("400m above Braga, Portugal", Some((400.0, "Braga, Portugal"))),
            ("1,000 ft Below Denver", Some((-304.8, "Denver"))),
            ("12.5 metres lower than 41.15, -8.61", Some((-12.5, "41.15, -8.61"))),
            ("Braga", None),
            ("41.15, -8.61", None),
            ("400 km above Braga", None),
            ("400 m higher than ", None),
            ("400 m", None),
            ("", None),
            ("4 \u{e9}\u{e9} above \u{e9}", None),
        ] {
            match (higher_than(text), expected) {
                (Some((metres, place)), Some((expected, of))) => {
                    assert!((metres - expected).abs() < 1e-9 && place == of, "{text}: {metres} {place}");
                }
                (found, expected) => assert_eq!(found, expected, "{text}"),
            }
        }
    }
}
