//! The file format of the built-in data: one Zstandard frame around four letters, a version, and a postcard record.

use super::AssetError;
use serde::{Deserialize, Serialize};

/// The version of the format. Any change to a record or to the coding of columns counts it up.
pub const FORMAT_VERSION: u16 = 2;

const MAGIC: [u8; 4] = *b"FCST";
const HEADER: usize = MAGIC.len() + size_of::<u16>();
/// The best level whose window still fits a small machine; the files are written once and read on every start.
const COMPRESSION_LEVEL: i32 = 19;

/// Writes a record as a compressed file: the same record always gives the same bytes.
///
/// # Errors
/// When the record can't be serialised or compressed.
pub fn seal<T: Serialize>(record: &T) -> Result<Vec<u8>, AssetError> {
    let mut plain = MAGIC.to_vec();
    plain.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    let plain = postcard::to_extend(record, plain).map_err(not_an_asset)?;
    zstd::bulk::compress(&plain, COMPRESSION_LEVEL).map_err(not_an_asset)
}

/// Undoes the compression. The result is what [`read`] borrows from.
///
/// # Errors
/// When the bytes are not one Zstandard frame.
pub fn inflate(sealed: &[u8]) -> Result<Vec<u8>, AssetError> {
    zstd::stream::decode_all(sealed).map_err(not_an_asset)
}

/// Reads the record in an inflated file. Its strings and byte slices point into `plain`, so nothing is copied.
///
/// # Errors
/// When the file is none of ours, of another version, or cut short.
pub fn read<'a, T: Deserialize<'a>>(plain: &'a [u8]) -> Result<T, AssetError> {
    let (header, body) = plain
        .split_at_checked(HEADER)
        .ok_or_else(|| AssetError::NotAnAsset { detail: "shorter than a header".to_owned() })?;
    if header[..MAGIC.len()] != MAGIC {
        return Err(AssetError::NotAnAsset { detail: "it does not begin with FCST".to_owned() });
    }
    let found = u16::from_le_bytes([header[4], header[5]]);
    if found != FORMAT_VERSION {
        return Err(AssetError::Version { found, expected: FORMAT_VERSION });
    }
    postcard::from_bytes(body).map_err(|error| AssetError::Damaged { detail: error.to_string() })
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands errors over by value")]
fn not_an_asset(error: impl ToString) -> AssetError {
    AssetError::NotAnAsset { detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_comes_back_and_sealing_twice_gives_the_same_bytes() {
        let record = (7_u32, "Köln", vec![1_u8, 2, 3]);
        let sealed = seal(&record).unwrap();
        assert_eq!(sealed, seal(&record).unwrap());
        let plain = inflate(&sealed).unwrap();
        assert_eq!(read::<(u32, &str, &[u8])>(&plain).unwrap(), (7, "Köln", &[1_u8, 2, 3][..]));
    }

    #[test]
    fn another_version_a_foreign_file_and_a_cut_file_are_told_apart() {
        let mut plain = inflate(&seal(&1_u32).unwrap()).unwrap();
        plain[4] = 99;
        assert_eq!(read::<u32>(&plain), Err(AssetError::Version { found: 99, expected: FORMAT_VERSION }));
        assert!(matches!(read::<u32>(b"PK\x03\x04 and so on"), Err(AssetError::NotAnAsset { .. })));
        assert!(matches!(read::<u32>(b"FC"), Err(AssetError::NotAnAsset { .. })));
        assert!(matches!(inflate(b"plain words"), Err(AssetError::NotAnAsset { .. })));
        let plain = inflate(&seal(&"a long enough string").unwrap()).unwrap();
        assert!(matches!(read::<&str>(&plain[..12]), Err(AssetError::Damaged { .. })));
    }
}
