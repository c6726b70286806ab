//! Blocks: a few thousand observations in few bytes, exactly.
//!
//! A payload is
//!
//! | bytes | what |
//! |---|---|
//! | 4 | CRC-32 of what follows, then first and last valid time and count as `i64`, all little-endian |
//! | 1 | form: bit 0, the times are regular; bit 1, the body is compressed; the other bits, the form of the values |
//! | rest | body: times (`times.rs`), then values (`values.rs`); as a zstd frame where that is shorter |
//!
//! First, last and count stand in columns of their own beside it. `examples/encodings.rs` measures this against the
//! alternatives.

mod numbers;
mod times;
mod values;

use domain::StoreError;
use values::Candidates;

/// Observations in a full block. Larger ones waste less of their last page; smaller ones are read sooner when little
/// is wanted: decoding this many takes some 20 microseconds.
pub(crate) const FULL: usize = 4096;

/// The zstd level of `forecasts.rs` too. Blocks are far below 12 bytes a value with it, at a few hundred microseconds each.
const LEVEL: i32 = 3;

/// A block and its times and values are never larger than this, whatever a damaged payload says.
const LARGEST_BODY: usize = 32 * FULL;

const CHECKSUM: usize = 4;
const REGULAR: u8 = 1;
const COMPRESSED: u8 = 2;
const FORM_SHIFT: u32 = 2;

/// Observations by valid time: seconds since 1970 and values, of the same length, times rising.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Columns {
    pub(crate) times: Vec<i64>,
    pub(crate) values: Vec<f64>,
}

impl Columns {
    pub(crate) fn push(&mut self, time: i64, value: f64) {
        self.times.push(time);
        self.values.push(value);
    }

    pub(crate) fn clear(&mut self) {
        self.times.clear();
        self.values.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.times.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.times.is_empty()
    }
}

/// A block as it stands in a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) count: i64,
    pub(crate) payload: &'a [u8],
}

/// Writes blocks; keeps its buffers from one to the next.
pub(crate) struct Encoder {
    zstd: zstd::bulk::Compressor<'static>,
    candidates: Candidates,
    times: Vec<u8>,
    body: Vec<u8>,
    packed: Vec<u8>,
    payload: Vec<u8>,
}

impl Encoder {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let zstd = zstd::bulk::Compressor::new(LEVEL)
            .map_err(|error| StoreError::Input(format!("values can't be compressed ({error})")))?;
        Ok(Self {
            zstd,
            candidates: Candidates::default(),
            times: Vec::new(),
            body: Vec::new(),
            packed: Vec::new(),
            payload: Vec::new(),
        })
    }

    /// One to [`FULL`] observations, times strictly rising.
    pub(crate) fn encode(&mut self, times: &[i64], values: &[f64]) -> Row<'_> {
        debug_assert!(!times.is_empty() && times.len() <= FULL && times.len() == values.len());
        let (first, last) = (times[0], times[times.len() - 1]);
        let regular = times::is_regular(times);
        self.times.clear();
        if !regular {
            times::write(times, &mut self.times);
        }
        self.payload.clear();
        for form in self.candidates.of(values) {
            self.body.clear();
            self.body.extend_from_slice(&self.times);
            self.candidates.write(form, values, &mut self.body);
            self.packed.clear();
            self.packed.resize(zstd::zstd_safe::compress_bound(self.body.len()), 0);
            let packed = self.zstd.compress_to_buffer(&self.body, &mut self.packed[..]);
            let (body, compressed) = match packed {
                Ok(length) if length < self.body.len() => (&self.packed[..length], COMPRESSED),
                _ => (&self.body[..], 0),
            };
            if self.payload.is_empty() || CHECKSUM + 1 + body.len() < self.payload.len() {
                self.payload.clear();
                self.payload.extend_from_slice(&[0; CHECKSUM]);
                self.payload.push(form << FORM_SHIFT | compressed | u8::from(regular));
                self.payload.extend_from_slice(body);
            }
        }
        let count = times.len() as i64;
        let checksum = checksum(&self.payload[CHECKSUM..], first, last, count);
        self.payload[..CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
        Row { first, last, count, payload: &self.payload }
    }
}

fn checksum(content: &[u8], first: i64, last: i64, count: i64) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(content);
    for number in [first, last, count] {
        hasher.update(&number.to_le_bytes());
    }
    hasher.finalize()
}

/// Reads blocks; keeps its buffers from one to the next.
#[derive(Default)]
pub(crate) struct Decoder {
    /// Made when it is needed: it takes longer than the block, and many a reader meets no block.
    zstd: Option<zstd::bulk::Decompressor<'static>>,
    body: Vec<u8>,
}

impl Decoder {
    /// Appends the block's observations to `columns`. `None` for a damaged one; then `columns` holds nothing useful.
    pub(crate) fn decode(&mut self, row: Row<'_>, columns: &mut Columns) -> Option<()> {
        let Row { first, last, count, payload } = row;
        let (checksum_kept, content) = payload.split_first_chunk::<CHECKSUM>()?;
        if u32::from_le_bytes(*checksum_kept) != checksum(content, first, last, count) {
            return None;
        }
        let count = usize::try_from(count).ok().filter(|count| (1..=FULL).contains(count))?;
        let (&form, rest) = content.split_first()?;
        let mut body = rest;
        if form & COMPRESSED != 0 {
            self.body.resize(LARGEST_BODY, 0);
            let zstd = match &mut self.zstd {
                Some(zstd) => zstd,
                none => none.insert(zstd::bulk::Decompressor::new().ok()?),
            };
            let length = zstd.decompress_to_buffer(rest, &mut self.body[..]).ok()?;
            body = &self.body[..length];
        }
        if form & REGULAR == 0 {
            times::read(&mut body, first, count, &mut columns.times)?;
        } else {
            times::regular(first, last, count, &mut columns.times);
        }
        values::read(form >> FORM_SHIFT, body, count, &mut columns.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn round_trip(times: &[i64], values: &[f64]) -> (Columns, usize) {
        let mut encoder = Encoder::new().expect("memory");
        let row = encoder.encode(times, values);
        let mut columns = Columns::default();
        Decoder::default().decode(row, &mut columns).expect("our own");
        (columns, row.payload.len())
    }

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn common_values_take_few_bytes_and_come_back_exactly() {
        let hour = |index: usize| 1_300_000_000 + index as i64 * 3600;
        let noise = |index: usize| ((index * 7919 + index * index * 31) % 101) as f64;
        type Case = (&'static str, fn(f64) -> f64, f64);
        let cases: [Case; 6] = [
            ("tenths", |noise| (noise - 50.0) / 10.0, 1.1),
            ("whole numbers", |noise| noise, 1.1),
            ("Fahrenheit in Celsius", |noise| (noise - 32.0) / 1.8, 1.5),
            ("mostly nothing", |noise| if noise < 95.0 { 0.0 } else { noise / 5.0 }, 0.4),
            (
                "thousandths with a lone odd one",
                |noise| if noise > 100.0 - 0.5 { 0.1 + 0.2 } else { noise / 1000.0 },
                1.6,
            ),
            ("thirds", |noise| noise / 3.0, 1.5),
        ];
        for (name, value, most) in cases {
            let times: Vec<i64> = (0..FULL).map(hour).collect();
            let values: Vec<f64> = (0..FULL).map(|index| value(noise(index))).collect();
            let (back, bytes) = round_trip(&times, &values);
            assert_eq!(back.times, times, "{name}");
            assert_eq!(bits(&back.values), bits(&values), "{name}");
            let each = bytes as f64 / FULL as f64;
            assert!(each < most, "{name}: {each} bytes a value");
        }
    }

    #[test]
    fn a_payload_with_any_byte_changed_is_refused() {
        let times: Vec<i64> = (0..100).map(|index| index * index).collect();
        let values: Vec<f64> = times.iter().map(|time| *time as f64 / 7.0).collect();
        let mut encoder = Encoder::new().expect("memory");
        let row = encoder.encode(&times, &values);
        let mut decoder = Decoder::default();
        for at in 0..row.payload.len() {
            let mut payload = row.payload.to_vec();
            payload[at] ^= 0x10;
            assert!(
                decoder.decode(Row { payload: &payload, ..row }, &mut Columns::default()).is_none(),
                "byte {at}"
            );
        }
        for changed in [Row { first: 1, ..row }, Row { last: 7, ..row }, Row { count: 99, ..row }] {
            assert!(decoder.decode(changed, &mut Columns::default()).is_none());
        }
    }

    /// What a damaged file could hold whose checksum happens to be right.
    fn sealed(form: u8, body: &[u8], count: i64) -> Vec<u8> {
        let mut payload = vec![0; CHECKSUM];
        payload.push(form);
        payload.extend_from_slice(body);
        let sum = checksum(&payload[CHECKSUM..], 0, 60, count);
        payload[..CHECKSUM].copy_from_slice(&sum.to_le_bytes());
        payload
    }

    proptest! {
        #[test]
        fn anything_comes_back_exactly(
            steps in vec(prop_oneof![3 => Just(3600), 1 => 1..100_000i64], 1..300),
            start in -100_000_000_000..100_000_000_000i64,
            values in vec(
                prop_oneof![
                    4 => (-1000..1000i32).prop_map(|tenths| f64::from(tenths) / 10.0),
                    1 => any::<f64>().prop_filter("finite", |value| value.is_finite()),
                    1 => Just(-0.0),
                ],
                300
            ),
        ) {
            let times: Vec<i64> = steps.iter().scan(start, |time, step| { *time += step; Some(*time) }).collect();
            let values = &values[..times.len()];
            let (back, _) = round_trip(&times, values);
            prop_assert_eq!(back.times, times);
            prop_assert_eq!(bits(&back.values), bits(values));
        }

        #[test]
        fn nonsense_is_refused_or_read_but_never_panics(form: u8, body: Vec<u8>, count in -1..5000i64) {
            let payload = sealed(form, &body, count);
            let row = Row { first: 0, last: 60, count, payload: &payload };
            let mut columns = Columns::default();
            if Decoder::default().decode(row, &mut columns).is_some() {
                prop_assert_eq!(columns.values.len() as i64, count);
                prop_assert_eq!(columns.times.len() as i64, count);
            }
        }
    }
}
