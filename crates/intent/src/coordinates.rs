//! Positions written in degrees: `41.15, -8.61`, `41°09'N 8°37'W`, `41.15° N, 8.61° W` (the forms of ISO 6709, annex D, and
//! of maps on the web).

/// A position at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Position {
    /// Degrees north.
    pub(crate) latitude: f64,
    /// Degrees east.
    pub(crate) longitude: f64,
    /// Bytes of the text.
    pub(crate) length: usize,
    /// Whether degree signs or letters for the hemispheres leave no doubt that it is one.
    pub(crate) marked: bool,
    /// Whether it can hardly be anything else, for a minus or two decimals each.
    pub(crate) likely: bool,
}

/// One of the two angles.
struct Angle {
    degrees: f64,
    /// Digits behind the point.
    decimals: usize,
    hemisphere: Option<char>,
    marked: bool,
}

/// Reads a position. Two bare numbers are one only with decimals each, and north comes first.
pub(crate) fn position(text: &str) -> Option<Position> {
    let mut rest = text;
    let first = angle(&mut rest)?;
    let gap = rest.trim_start_matches([' ', '\u{a0}', ',', ';', '/']);
    if gap.len() == rest.len() && !first.marked {
        return None;
    }
    rest = gap;
    let second = angle(&mut rest)?;
    if rest.starts_with(|next: char| next.is_alphanumeric() || next == '°') {
        return None;
    }
    let marked = first.marked && second.marked;
    if !marked && (first.marked || second.marked || first.decimals == 0 || second.decimals == 0) {
        return None;
    }
    let negative = first.degrees < 0.0 || second.degrees < 0.0;
    let likely = marked || negative || first.decimals.min(second.decimals) >= 2;
    let (north, east) = match (first.hemisphere, second.hemisphere) {
        (Some('n' | 's') | None, Some('e' | 'w')) | (Some('n' | 's'), None) | (None, None) => (first, second),
        (Some('e' | 'w'), Some('n' | 's')) => (second, first),
        _ => return None,
    };
    let (latitude, longitude) = (north.signed(), east.signed());
    let lies_somewhere = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    lies_somewhere.then_some(Position {
        latitude,
        longitude,
        length: text.len() - rest.len(),
        marked,
        likely,
    })
}

impl Angle {
    fn signed(&self) -> f64 {
        if matches!(self.hemisphere, Some('s' | 'w')) { -self.degrees } else { self.degrees }
    }
}

fn angle(rest: &mut &str) -> Option<Angle> {
    let mut at = *rest;
    let negative = take(&mut at, &['-', '−', '–']).is_some();
    take(&mut at, &['+']);
    let (mut degrees, decimals) = number(&mut at)?;
    let mut marked = false;
    if take(&mut at, &['°', 'º', '˚']).is_some() {
        marked = true;
        for (signs, parts) in [(['\'', '′', '’'], 60.0), (['"', '″', '”'], 3600.0)] {
            let mut ahead = at.trim_start_matches(' ');
            if let Some((value, _)) = number(&mut ahead)
                && take(&mut ahead, &signs).is_some()
                && value < 60.0
            {
                degrees += value / parts;
                at = ahead;
            }
        }
    }
    let ahead = at.trim_start_matches(' ');
    let mut letters = ahead.chars();
    let letter = letters.next().map(|letter| letter.to_ascii_lowercase());
    let alone = !letters.next().is_some_and(char::is_alphabetic);
    let hemisphere = letter.filter(|letter| alone && "nsew".contains(*letter));
    if hemisphere.is_some() {
        at = &ahead[1..];
        marked = true;
    }
    if negative && hemisphere.is_some() {
        return None;
    }
    *rest = at;
    Some(Angle { degrees: if negative { -degrees } else { degrees }, decimals, hemisphere, marked })
}

/// Takes one of these characters from the front.
fn take(rest: &mut &str, any: &[char]) -> Option<char> {
    let first = rest.chars().next().filter(|first| any.contains(first))?;
    *rest = &rest[first.len_utf8()..];
    Some(first)
}

/// Takes a number of up to three digits from the front, and how many digits stand behind its point.
fn number(rest: &mut &str) -> Option<(f64, usize)> {
    let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&whole) {
        return None;
    }
    let behind = rest[whole..]
        .strip_prefix('.')
        .map_or(0, |behind| behind.bytes().take_while(u8::is_ascii_digit).count());
    let length = if behind > 0 { whole + 1 + behind } else { whole };
    let value = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    Some((value, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn positions_are_read_in_every_common_form() {
        for (text, latitude, longitude) in [
            ("41.15, -8.61", 41.15, -8.61),
            ("41.15,-8.61 tomorrow", 41.15, -8.61),
            ("-33.86 151.21", -33.86, 151.21),
            ("41°09'N 8°37'W", 41.15, -8.616_666_666_666_667),
            ("41° 9′ 0″ N, 8° 36′ 36″ W", 41.15, -8.61),
            ("41.15° N, 8.61° W", 41.15, -8.61),
            ("41.15N 8.61W", 41.15, -8.61),
            ("8.61W, 41.15N", 41.15, -8.61),
            ("41°N 8°W", 41.0, -8.0),
            ("33°52'S, 151°12'E", -33.866_666_666_666_67, 151.2),
        ] {
            let found = position(text).unwrap_or_else(|| panic!("{text}"));
            assert!((found.latitude - latitude).abs() < 1e-9, "{text}: {found:?}");
            assert!((found.longitude - longitude).abs() < 1e-9, "{text}: {found:?}");
        }
    }

    #[test]
    fn other_numbers_are_no_positions() {
        for text in [
            "41, 8",
            "12.5, 3",
            "91.00, 8.61",
            "41.15",
            "41.15, 181.00",
            "25°C 10°C",
            "41.15, 8.61mm",
            "10 N",
            "18 to 25",
            "",
        ] {
            assert_eq!(position(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            if let Some(found) = position(&text) {
                prop_assert!(text.is_char_boundary(found.length));
            }
        }
    }
}
