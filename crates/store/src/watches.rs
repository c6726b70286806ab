//! What is watched for the user, and what has fired of it.

use crate::{
    encoding::{json, optional, parse_json},
    failure::Failure,
};
use domain::{Firing, FiringId, Watch, WatchId};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

/// Keeps a new watch and names it.
pub(crate) fn add(connection: &Connection, watch: &Watch) -> Result<WatchId, Failure> {
    connection
        .prepare_cached("INSERT INTO watch (revision, watch) VALUES (0, ?1)")?
        .execute([json(watch)?])?;
    Ok(WatchId(connection.last_insert_rowid()))
}

/// All of them, the newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Watch>, Failure> {
    let mut query = connection.prepare_cached("SELECT id, revision, watch FROM watch ORDER BY id DESC")?;
    let rows = query
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
    let mut watches = Vec::new();
    for row in rows {
        let (id, revision, text) = row?;
        let watch: Watch = parse_json(&text, &format!("watch {id}"))?;
        watches.push(Watch { id: WatchId(id), revision: revision.unsigned_abs(), ..watch });
    }
    Ok(watches)
}

/// Writes a watch that is as it was when it was read, and what fired of it; says whether it was.
pub(crate) fn update(
    connection: &Connection,
    watch: &Watch,
    firing: Option<&Firing>,
) -> Result<bool, Failure> {
    let revision = i64::try_from(watch.revision).unwrap_or(i64::MAX);
    let written = connection
        .prepare_cached(
            "UPDATE watch SET revision = revision + 1, watch = ?3 WHERE id = ?1 AND revision = ?2",
        )?
        .execute(params![watch.id.0, revision, json(watch)?])?;
    if let (1, Some(firing)) = (written, firing) {
        connection
            .prepare_cached("INSERT INTO firing (watch, told, seen, firing) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                watch.id.0,
                firing.told_at.map(Timestamp::as_second),
                firing.seen,
                json(firing)?
            ])?;
    }
    Ok(written == 1)
}

/// Removes a watch with its firings; says whether there was one.
pub(crate) fn remove(connection: &Connection, id: WatchId) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("DELETE FROM watch WHERE id = ?1")?.execute([id.0])? > 0)
}

const FIRING: &str = "SELECT id, watch, told, seen, firing FROM firing";

/// What has fired, the newest first.
pub(crate) fn newest_firings(connection: &Connection, limit: u32) -> Result<Vec<Firing>, Failure> {
    let mut query = connection.prepare_cached(&format!("{FIRING} ORDER BY id DESC LIMIT ?1"))?;
    let rows = query.query_map([limit], firing)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(|row| read(&row)).collect()
}

/// What has fired and was not told, the oldest first.
pub(crate) fn untold_firings(connection: &Connection) -> Result<Vec<Firing>, Failure> {
    let mut query = connection.prepare_cached(&format!("{FIRING} WHERE told IS NULL ORDER BY id"))?;
    let rows = query.query_map([], firing)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(|row| read(&row)).collect()
}

struct FiringRow {
    id: i64,
    watch: i64,
    told: Option<i64>,
    seen: bool,
    text: String,
}

fn firing(row: &Row<'_>) -> rusqlite::Result<FiringRow> {
    Ok(FiringRow {
        id: row.get(0)?,
        watch: row.get(1)?,
        told: row.get(2)?,
        seen: row.get(3)?,
        text: row.get(4)?,
    })
}

fn read(row: &FiringRow) -> Result<Firing, Failure> {
    let firing: Firing = parse_json(&row.text, &format!("firing {}", row.id))?;
    Ok(Firing {
        id: FiringId(row.id),
        watch: WatchId(row.watch),
        told_at: row.told.and_then(|second| Timestamp::from_second(second).ok()),
        seen: row.seen,
        ..firing
    })
}

pub(crate) fn told(connection: &Connection, id: FiringId, at: Timestamp) -> Result<(), Failure> {
    connection
        .prepare_cached("UPDATE firing SET told = ?2 WHERE id = ?1")?
        .execute(params![id.0, at.as_second()])?;
    Ok(())
}

pub(crate) fn seen(connection: &Connection) -> Result<(), Failure> {
    connection.prepare_cached("UPDATE firing SET seen = 1 WHERE seen = 0")?.execute([])?;
    Ok(())
}

pub(crate) fn unseen(connection: &Connection) -> Result<u32, Failure> {
    let mut query = connection.prepare_cached("SELECT count(*) FROM firing WHERE seen = 0")?;
    Ok(optional(query.query_row([], |row| row.get(0)))?.unwrap_or_default())
}
