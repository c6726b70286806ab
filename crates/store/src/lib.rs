//! The one data file: SQLite, its schema and migrations. No other crate knows SQL.
//!
//! [`SqliteStore`] implements [`domain::Store`] over `forecastle.sqlite` in the data folder. What it promises:
//!
//! - **Acknowledged is durable.** A call that writes returns after its transaction is synced to the disk
//!   (write-ahead log, `synchronous=FULL`). With `NORMAL` a power cut could take back the newest answers; the sync
//!   costs a few milliseconds once an answer, which nobody notices.
//! - **Whole or not at all.** An import or a forecast is one transaction. Killed at any moment, the file opens again
//!   and holds all that was acknowledged and nothing by halves (`tests/kill.rs`).
//! - **Two copies of Forecastle at once.** Writers take turns (each waits up to five seconds), readers wait for nobody.
//! - **Nothing is destroyed in haste.** A file that is damaged, of a newer version or another program's is left
//!   as it is, byte for byte, and the error says what to do.
//!
//! Observations lie in layers of compressed blocks: every import and every live source of a series is a layer, and reading
//! merges them. An import comes in through `spool.rs` (sorted runs of blocks), `compare.rs` (what of it is new) and
//! `layers.rs`; it is read through `merge.rs`.
//!
//! Reading order: [`SqliteStore`] (`sqlite_store.rs`), `open.rs`, `connection.rs`, then one file per thing kept; for
//! observations `block/`, `merge.rs`, `layers.rs`.
//!
//! ```
//! use domain::Store;
//! # let folder = tempfile::tempdir().unwrap();
//! let store = store::SqliteStore::open(folder.path())?;
//! store.set_setting("dates", &serde_json::json!("day_month"))?;
//! assert_eq!(store.setting("dates")?, Some(serde_json::json!("day_month")));
//! # Ok::<(), domain::StoreError>(())
//! ```

mod access;
mod append;
mod audit;
mod block;
mod cache;
mod compare;
mod compressed;
mod connected;
mod connection;
mod damage;
mod encoding;
mod erase;
mod export;
mod failure;
mod flags;
mod forecasts;
mod guidance;
mod health;
mod history;
mod import;
mod layers;
mod learnt;
mod merge;
mod migrate;
mod move_to_blocks;
mod observations;
mod open;
mod outcomes;
mod places;
mod planes;
mod record;
mod series;
mod settings;
mod spool;
mod sqlite_store;
mod standing;
mod tokens;
mod verifiable;
mod verifications;
mod watches;

pub use sqlite_store::{FILE_NAME, SqliteStore};
