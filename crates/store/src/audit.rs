//! Who did what from outside: entries that are only ever added, each chained to the one before it by its hash.

use crate::{
    encoding::{json, optional},
    failure::Failure,
};
use domain::{AuditChain, AuditEntry, AuditQuery, ChainedEntry};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What the first entry is chained to.
const BEGINNING: [u8; 32] = [0; 32];

fn chained(before: &[u8], entry: &str) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(entry.as_bytes()).finalize().into()
}

/// Adds entries in their order.
pub(crate) fn write(connection: &Connection, entries: &[AuditEntry]) -> Result<(), Failure> {
    let mut newest =
        connection.prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?;
    let newest: Option<(i64, Vec<u8>)> =
        optional(newest.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))?;
    let (mut number, mut hash) = newest.unwrap_or((0, BEGINNING.to_vec()));
    let mut insert =
        connection.prepare_cached("INSERT INTO audit (number, entry, hash) VALUES (?1, ?2, ?3)")?;
    for entry in entries {
        let text = json(entry)?;
        number += 1;
        hash = chained(&hash, &text).to_vec();
        insert.execute(params![number, text, hash])?;
    }
    Ok(())
}

/// Entries as wanted, the newest first. What was changed so that it is no entry any more is left out.
pub(crate) fn newest(connection: &Connection, wanted: &AuditQuery) -> Result<Vec<ChainedEntry>, Failure> {
    let mut query = connection
        .prepare_cached("SELECT number, entry, hash FROM audit WHERE number < ?1 ORDER BY number DESC")?;
    let mut rows = query.query([wanted.before.unwrap_or(i64::MAX)])?;
    let mut entries = Vec::new();
    while entries.len() < wanted.limit as usize
        && let Some(row) = rows.next()?
    {
        let number: i64 = row.get(0)?;
        let Ok(entry) = serde_json::from_str::<AuditEntry>(&row.get::<_, String>(1).unwrap_or_default())
        else {
            tracing::warn!(number, "an entry of the audit log can't be read any more");
            continue;
        };
        if wanted.wants(&entry) {
            entries.push(ChainedEntry { number, entry, hash: hexadecimal(&row.get::<_, Vec<u8>>(2)?) });
        }
    }
    Ok(entries)
}

/// Follows the chain from its beginning.
pub(crate) fn check(connection: &Connection) -> Result<AuditChain, Failure> {
    let mut query = connection.prepare("SELECT number, entry, hash FROM audit ORDER BY number")?;
    let mut rows = query.query([])?;
    let (mut count, mut before, mut broken) = (0, BEGINNING.to_vec(), None);
    while let Some(row) = rows.next()? {
        // What isn't even text any more doesn't follow from anything.
        let entry = row.get::<_, String>(1).unwrap_or_default();
        let (number, hash): (i64, Vec<u8>) = (row.get(0)?, row.get(2)?);
        count += 1;
        let follows = u64::try_from(number) == Ok(count) && chained(&before, &entry)[..] == hash[..];
        if !follows && broken.is_none() {
            broken = Some(number);
        }
        before = hash;
    }
    Ok(AuditChain { entries: count, newest: hexadecimal(&before), broken })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
