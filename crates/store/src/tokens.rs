//! By which tokens other programs are let in. Of a token's secret only the hash is kept.

use crate::{
    encoding::{json, optional, parse_json},
    failure::Failure,
};
use domain::{AccessToken, HashedToken, TokenId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

pub(crate) fn all(connection: &Connection) -> Result<Vec<HashedToken>, Failure> {
    let mut query = connection.prepare_cached("SELECT id, hash, token FROM access_token ORDER BY id")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?, row.get::<_, String>(2)?))
    })?;
    let mut tokens = Vec::new();
    for row in rows {
        let (id, hash, text) = row?;
        let token: AccessToken = parse_json(&text, &format!("token {id}"))?;
        tokens.push((hash, AccessToken { id: TokenId(id), ..token }));
    }
    Ok(tokens)
}

pub(crate) fn save(connection: &Connection, (hash, token): &HashedToken) -> Result<TokenId, Failure> {
    connection
        .prepare_cached("INSERT INTO access_token (hash, token) VALUES (?1, ?2)")?
        .execute(params![hash, json(token)?])?;
    Ok(TokenId(connection.last_insert_rowid()))
}

pub(crate) fn remove(connection: &Connection, id: TokenId) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("DELETE FROM access_token WHERE id = ?1")?.execute([id.0])? > 0)
}

pub(crate) fn note_use(connection: &Connection, used: &[(TokenId, Timestamp)]) -> Result<(), Failure> {
    let mut find = connection.prepare_cached("SELECT token FROM access_token WHERE id = ?1")?;
    let mut change = connection.prepare_cached("UPDATE access_token SET token = ?2 WHERE id = ?1")?;
    for (id, at) in used {
        let Some(text) = optional(find.query_row([id.0], |row| row.get::<_, String>(0)))? else { continue };
        let token: AccessToken = parse_json(&text, &format!("token {}", id.0))?;
        let newest = token.last_used.max(Some(*at));
        change.execute(params![id.0, json(&AccessToken { last_used: newest, ..token })?])?;
    }
    Ok(())
}
