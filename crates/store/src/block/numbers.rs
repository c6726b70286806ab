//! Whole numbers as bytes: of varying length, and as planes.

/// Small magnitudes of either sign become small: 0, -1, 1, -2 are 0, 1, 2, 3.
pub(super) const fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

pub(super) const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Seven bits a byte, the lowest first; the top bit says that more follow (LEB128).
pub(super) fn write_varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

pub(super) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// One byte of width, then the lowest byte of every number, then the next of every number, as many as the largest
/// needs. Bytes of the same rank are alike, which zstd makes use of.
pub(super) fn write_planes(numbers: &[u64], bytes: &mut Vec<u8>) {
    let all = numbers.iter().fold(0, |all, number| all | number);
    let width = 8 - all.leading_zeros() / 8;
    bytes.push(width.to_le_bytes()[0]);
    for plane in 0..width {
        bytes.extend(numbers.iter().map(|number| (number >> (8 * plane)).to_le_bytes()[0]));
    }
}

pub(super) fn read_planes(bytes: &mut &[u8], count: usize, numbers: &mut Vec<u64>) -> Option<()> {
    let (&width, rest) = bytes.split_first()?;
    if width > 8 || rest.len() < usize::from(width) * count {
        return None;
    }
    numbers.clear();
    numbers.resize(count, 0);
    let (planes, rest) = rest.split_at(usize::from(width) * count);
    if count > 0 {
        for (plane, shift) in planes.chunks_exact(count).zip((0..).step_by(8)) {
            for (number, byte) in numbers.iter_mut().zip(plane) {
                *number |= u64::from(*byte) << shift;
            }
        }
    }
    *bytes = rest;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u64>) {
            let mut bytes = Vec::new();
            write_planes(&numbers, &mut bytes);
            numbers.iter().for_each(|number| write_varint(*number, &mut bytes));
            let mut rest = &bytes[..];
            let mut back = Vec::new();
            prop_assert_eq!(read_planes(&mut rest, numbers.len(), &mut back), Some(()));
            prop_assert_eq!(&back, &numbers);
            for number in numbers {
                prop_assert_eq!(read_varint(&mut rest), Some(number));
                prop_assert_eq!(zigzag(unzigzag(number)), number);
            }
            prop_assert_eq!(rest, b"");
        }
    }
}
