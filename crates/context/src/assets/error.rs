/// Why a built-in data file can't be used.
///
/// None of these can happen with the files that are committed: the tests read every one of them. They are for the
/// developer who has just changed the format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// The bytes are not a compressed file of ours.
    #[error(
        "this is not a data file of Forecastle ({detail}); write it again with `cargo xtask data` and commit what changed"
    )]
    NotAnAsset {
        /// What is wrong with it.
        detail: String,
    },
    /// The file was written by another version of the format.
    #[error(
        "this data file has format version {found}, and this build reads {expected}; write it again with `cargo xtask data`"
    )]
    Version {
        /// The version in the file.
        found: u16,
        /// The version this build reads.
        expected: u16,
    },
    /// A part of the file contradicts another.
    #[error(
        "the data file is damaged: {detail}; restore it with `git checkout` or write it again with `cargo xtask data`"
    )]
    Damaged {
        /// What contradicts what.
        detail: String,
    },
}
