//! Values of several series, read in one pass of a file and told apart in a temporary file, in memory that doesn't grow.

use super::opened::Reading;
use crate::ContextError;
use domain::{Observation, StoreError};
use jiff::Timestamp;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
};

/// Values that are held in memory for all series together.
const HELD: usize = 1 << 20;
/// Bytes of a value: its time and itself.
const WIDTH: usize = 16;

/// The values of every series of a file. They have all been read, so nothing of the file can go wrong any more.
#[derive(Debug)]
pub struct Spool {
    file: File,
    series: Vec<Spooled>,
    block: usize,
}

#[derive(Debug, Default)]
struct Spooled {
    /// Where its full blocks stand in the file.
    blocks: Vec<u64>,
    /// Its last values.
    rest: Vec<u8>,
}

impl Spool {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// When a line can't be read, or there is no room for a temporary file.
    pub fn gather(reading: &mut Reading) -> Result<Self, ContextError> {
        let full = |error: &std::io::Error| ContextError::Unreadable {
            path: "the temporary file of the import".to_owned(),
            detail: error.to_string(),
        };
        let count = reading.infos().len().max(1);
        let block = (HELD / count).clamp(16, 4096) * WIDTH;
        let mut file = tempfile::tempfile().map_err(|error| full(&error))?;
        let mut series: Vec<Spooled> = (0..count).map(|_| Spooled::default()).collect();
        let mut written = 0;
        for incoming in reading {
            let (at, Observation { valid_time, value }) = incoming?;
            let spooled = &mut series[at];
            spooled.rest.extend_from_slice(&valid_time.as_second().to_le_bytes());
            spooled.rest.extend_from_slice(&value.to_le_bytes());
            if spooled.rest.len() == block {
                file.write_all(&spooled.rest).map_err(|error| full(&error))?;
                spooled.blocks.push(written);
                written += block as u64;
                spooled.rest.clear();
            }
        }
        Ok(Self { file, series, block })
    }

    /// The values of one series, in the order of the file.
    pub fn values(&self, series: usize) -> impl Iterator<Item = Result<Observation, StoreError>> + '_ {
        let spooled = &self.series[series];
        let failed = |error: std::io::Error| {
            StoreError::Input(format!(
                "the temporary file of the import can't be read: {error}; nothing was written"
            ))
        };
        spooled
            .blocks
            .iter()
            .map(move |at| {
                let mut bytes = vec![0; self.block];
                let mut file = &self.file;
                file.seek(SeekFrom::Start(*at)).and_then(|_| file.read_exact(&mut bytes)).map_err(failed)?;
                Ok(bytes)
            })
            .chain(std::iter::once_with(|| Ok(spooled.rest.clone())))
            .flat_map(|block: Result<Vec<u8>, StoreError>| match block {
                Ok(bytes) => observations(&bytes).map(Ok).collect::<Vec<_>>(),
                Err(error) => vec![Err(error)],
            })
    }
}

fn observations(bytes: &[u8]) -> impl Iterator<Item = Observation> + '_ {
    bytes.chunks_exact(WIDTH).filter_map(|chunk| {
        let (second, value) = chunk.split_at(8);
        Some(Observation {
            valid_time: Timestamp::from_second(i64::from_le_bytes(second.try_into().ok()?)).ok()?,
            value: f64::from_le_bytes(value.try_into().ok()?),
        })
    })
}
