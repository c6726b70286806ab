//! A file as bytes of text: what is no regular file is refused, gzip is unpacked and UTF-16 decoded on the way.

use super::progress::{Cancelled, Progress};
use crate::ContextError;
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Bytes that the form of a file is told from.
const HEAD: u64 = 16_384;

/// A file that can be read again and again from its beginning.
#[derive(Debug, Clone)]
pub(crate) struct InputFile {
    path: PathBuf,
    bytes: u64,
    compressed: bool,
    utf16: Option<ByteOrder>,
    head: Vec<u8>,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
}

impl InputFile {
    /// Looks at a file and at how it is packed.
    pub(crate) fn open(path: &Path, progress: &Progress) -> Result<Self, ContextError> {
        let refused = |detail: &str| ContextError::Unreadable {
            path: path.display().to_string(),
            detail: detail.to_owned(),
        };
        // Before it is opened: opening a pipe would wait for its other end.
        let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if metadata.is_dir() {
            return Err(refused("it is a folder"));
        }
        if !metadata.is_file() {
            return Err(refused("it is a device or a pipe, not a file"));
        }
        let mut input = Self {
            path: path.to_owned(),
            bytes: metadata.len(),
            compressed: false,
            utf16: None,
            head: Vec::new(),
            progress: progress.clone(),
        };
        let mut raw = [0; 2];
        let file = || File::open(path).map_err(|error| unreadable(path, &error));
        let read = file()?.take(2).read(&mut raw).map_err(|error| unreadable(path, &error))?;
        if read == 0 {
            return Err(ContextError::Empty { path: path.display().to_string() });
        }
        input.compressed = raw == [0x1f, 0x8b];
        input.read_head()?;
        let order = match input.head.get(..2) {
            Some([0xff, 0xfe]) => Some(ByteOrder::Little),
            Some([0xfe, 0xff]) => Some(ByteOrder::Big),
            _ => None,
        };
        if order.is_some() {
            input.utf16 = order;
            input.read_head()?;
        }
        Ok(input)
    }

    fn read_head(&mut self) -> Result<(), ContextError> {
        let mut head = Vec::new();
        let read = self.reader()?.take(HEAD).read_to_end(&mut head);
        // What could be unpacked before an error still tells the form.
        if let Err(error) = read
            && head.is_empty()
        {
            return Err(unreadable(&self.path, &error));
        }
        self.head = head;
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// The name of the file, as shown where it came from.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().map_or_else(|| self.shown(), |name| name.to_string_lossy().into_owned())
    }

    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Its text from the beginning.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send>, ContextError> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        self.progress.begin(self.bytes);
        let counted = Counted { file, progress: self.progress.clone() };
        let unpacked: Box<dyn Read + Send> = if self.compressed {
            Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, counted)))
        } else {
            Box::new(counted)
        };
        Ok(match self.utf16 {
            None => unpacked,
            Some(order) => {
                Box::new(Utf16 { inner: unpacked, order, rest: Vec::new(), ready: Vec::new(), at: 0 })
            }
        })
    }
}

/// What a failed read means.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> ContextError {
    if error.get_ref().and_then(|inner| inner.downcast_ref::<Cancelled>()).is_some() {
        return ContextError::Cancelled;
    }
    ContextError::Unreadable { path: path.display().to_string(), detail: error.to_string() }
}

struct Counted {
    file: File,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.advance(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// UTF-16 as UTF-8.
struct Utf16 {
    inner: Box<dyn Read + Send>,
    order: ByteOrder,
    /// Bytes of an unfinished character.
    rest: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            let mut chunk = [0; 8192];
            let read = self.inner.read(&mut chunk)?;
            if read == 0 {
                return Ok(0);
            }
            self.rest.extend_from_slice(&chunk[..read]);
            let mut units: Vec<u16> = self
                .rest
                .chunks_exact(2)
                .map(|pair| match self.order {
                    ByteOrder::Little => u16::from_le_bytes([pair[0], pair[1]]),
                    ByteOrder::Big => u16::from_be_bytes([pair[0], pair[1]]),
                })
                .collect();
            // The first half of a pair waits for the second.
            if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
                units.pop();
            }
            self.rest.drain(..units.len() * 2);
            let text: String = char::decode_utf16(units)
                .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            self.ready = text.into_bytes();
            self.at = 0;
        }
        let length = buffer.len().min(self.ready.len() - self.at);
        buffer[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
