//! The file behind a Parquet table, read page by page. A page is held whole, packed and unpacked, once for each column: so the largest
//! page bounds the memory that an import takes, and none is read that is out of all proportion.

use bytes::Bytes;
use parquet::{
    errors::{ParquetError, Result},
    file::reader::{ChunkReader, Length},
};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
};

/// Bytes that a page may have, packed or unpacked. Writers make pages of about one megabyte.
const LARGEST_PAGE: u64 = 64 << 20;

/// Why a table isn't read although it may be whole.
#[derive(Debug, thiserror::Error)]
#[error(
    "a page of it takes {megabytes} MB, and no more than {} MB are read at once; write the table with smaller pages",
    LARGEST_PAGE >> 20
)]
pub(super) struct PageTooLarge {
    megabytes: u64,
}

pub(super) struct Pages(pub(super) File);

impl Length for Pages {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Pages {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut read = self.0.get_read(start)?;
        // The library makes room for what the header says before it looks at the page.
        if let Some(bytes) = page_size(read.fill_buf()?) {
            refuse_large(bytes)?;
        }
        Ok(read)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        refuse_large(length as u64)?;
        self.0.get_bytes(start, length)
    }
}

fn refuse_large(bytes: u64) -> Result<()> {
    if bytes <= LARGEST_PAGE {
        return Ok(());
    }
    Err(ParquetError::External(Box::new(PageTooLarge { megabytes: bytes >> 20 })))
}

/// The larger of the packed and the unpacked size, where these bytes begin with the header of a page: a structure of Thrift's compact
/// protocol whose first three fields are whole numbers, namely the kind of page and the sizes unpacked and packed.
fn page_size(header: &[u8]) -> Option<u64> {
    /// The field after the one before it, a number of 32 bits.
    const NEXT_NUMBER: u8 = 0x15;
    let mut rest = header;
    let mut numbers = [0; 3];
    for number in &mut numbers {
        let (field, behind) = rest.split_first()?;
        if *field != NEXT_NUMBER {
            return None;
        }
        (*number, rest) = variable_length(behind)?;
    }
    // Zigzag: whole numbers without a sign are doubled.
    Some(numbers[1].max(numbers[2]) >> 1)
}

/// Seven bits a byte, the lowest first, as long as the highest bit of a byte says that there are more.
fn variable_length(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_of_a_page_stand_at_its_beginning() {
        // A data page of 300 bytes, packed into 20.
        assert_eq!(page_size(&[0x15, 0x00, 0x15, 0xd8, 0x04, 0x15, 0x28, 0x2c]), Some(300));
        // 2 GB less a byte, from a few.
        assert_eq!(
            page_size(&[0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x02, 0x4c]),
            Some(2_147_483_647)
        );
        for other in [&b"\x15\x00\x15"[..], b"PAR1", b"", &[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] {
            assert_eq!(page_size(other), None, "{other:?}");
        }
        assert!(refuse_large(LARGEST_PAGE).is_ok() && refuse_large(LARGEST_PAGE + 1).is_err());
    }
}
