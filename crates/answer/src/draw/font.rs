/// The face of plain text: Inter 4, see `fonts/`.
pub(crate) static REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
/// The face of emphasis.
pub(crate) static SEMI_BOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");

/// Advance widths of the characters from space to tilde in thousandths of the size (the wider of the two faces, with
/// tabular digits).
const ADVANCES: [u16; 95] = [
    281, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 648, 648, 648, 648, 648,
    648, 648, 648, 648, 648, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 590, 749, 746, 277,
    580, 703, 565, 922, 759, 769, 645, 773, 652, 650, 660, 744, 728, 1020, 720, 713, 652, 373, 379, 373, 481,
    471, 351, 574, 624, 583, 624, 591, 389, 625, 613, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549,
    353, 612, 587, 839, 569, 588, 566, 455, 359, 455, 673,
];

/// The width of a text in CSS pixels, never less than it takes in the embedded face.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars()
        .map(|character| {
            let advance = u32::from(character)
                .checked_sub(0x20)
                .and_then(|index| ADVANCES.get(usize::try_from(index).unwrap_or(usize::MAX)))
                .copied()
                .unwrap_or(if character == '\u{b0}' { 458 } else { 680 });
            f64::from(advance) * size / 1000.0
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_as_wide_as_each_other() {
        assert!((width("111", 12.0) - width("888", 12.0)).abs() < 1e-9);
        assert!((width("12:00", 10.0) - 29.11).abs() < 0.01);
    }
}
