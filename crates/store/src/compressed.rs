//! Bytes made smaller. The state of zstd is kept from one call to the next: making it anew takes longer than most of what is
//! compressed here.

use std::{cell::RefCell, io};
use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe,
};

/// Shrinks quantiles and JSON well in a fraction of a millisecond.
const LEVEL: i32 = 3;

thread_local! {
    static SQUEEZE: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static STRETCH: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// # Errors
/// When there is no memory left.
pub(crate) fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    SQUEEZE.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(bytes)
    })
}

/// What [`compress`] made so, or any other frame of zstd.
///
/// # Errors
/// When it is no such thing, or would grow beyond `largest` bytes.
pub(crate) fn decompress(bytes: &[u8], largest: usize) -> io::Result<Vec<u8>> {
    let size = zstd_safe::get_frame_content_size(bytes).ok().flatten();
    let size = size.map_or(largest, |size| usize::try_from(size).unwrap_or(usize::MAX));
    if size > largest {
        return Err(io::Error::other("more than there can be"));
    }
    STRETCH.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(bytes, size)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    proptest! {
        #[test]
        fn what_was_compressed_comes_back(bytes in vec(any::<u8>(), 0..2000), more in vec(any::<u8>(), 0..20)) {
            for bytes in [&bytes, &more, &bytes] {
                let small = compress(bytes).expect("there is memory");
                prop_assert_eq!(&decompress(&small, bytes.len()).expect("whole"), bytes);
                if !bytes.is_empty() {
                    prop_assert!(decompress(&small, bytes.len() - 1).is_err(), "more than may be");
                    prop_assert!(decompress(&small[..small.len() - 1], bytes.len()).is_err(), "cut short");
                }
            }
        }

        #[test]
        fn anything_else_is_refused(bytes in vec(any::<u8>(), 0..200)) {
            let _ = decompress(&bytes, 1000);
        }
    }

    #[test]
    fn a_frame_that_does_not_say_its_size_is_read_too() {
        let streamed = zstd::encode_all(&b"anything"[..], LEVEL).expect("there is memory");
        assert_eq!(decompress(&streamed, 100).expect("whole"), b"anything");
        assert!(decompress(&streamed, 3).is_err());
    }
}
