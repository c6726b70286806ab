//! Valid times. Regular ones are known from the first, the last and the count. Of others the changes of their distances
//! are written (delta of delta, as in Pelkonen et al., "Gorilla", VLDB 2015), which are zero but at gaps.

use super::numbers::{read_varint, unzigzag, write_varint, zigzag};

/// Whether all neighbours are as far from each other as the first two.
pub(super) fn is_regular(times: &[i64]) -> bool {
    let Some(step) = times.get(1).map(|second| second - times[0]) else { return true };
    times.windows(2).all(|pair| pair[1] - pair[0] == step)
}

pub(super) fn regular(first: i64, last: i64, count: usize, times: &mut Vec<i64>) {
    let steps = (count as i64 - 1).max(1);
    let step = last.wrapping_sub(first) / steps;
    times.extend((0..count as i64).map(|index| first.wrapping_add(index.wrapping_mul(step))));
}

pub(super) fn write(times: &[i64], bytes: &mut Vec<u8>) {
    let mut distance = 0;
    for pair in times.windows(2) {
        let next = pair[1] - pair[0];
        write_varint(zigzag(next - distance), bytes);
        distance = next;
    }
}

pub(super) fn read(bytes: &mut &[u8], first: i64, count: usize, times: &mut Vec<i64>) -> Option<()> {
    let (mut time, mut distance) = (first, 0i64);
    times.push(time);
    for _ in 1..count {
        distance = distance.checked_add(unzigzag(read_varint(bytes)?))?;
        time = time.checked_add(distance)?;
        times.push(time);
    }
    Some(())
}
