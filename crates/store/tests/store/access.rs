//! Tokens, and the audit log that shows when it was changed.

use crate::sample::{NOON, at};
use domain::{AccessStore as _, AccessToken, AuditEntry, AuditQuery, Permission, TokenId};
use rusqlite::Connection;
use store::SqliteStore;
use tempfile::TempDir;

fn entry(number: i64) -> AuditEntry {
    AuditEntry {
        at: at(NOON + number),
        who: "a test".to_owned(),
        command: "series".to_owned(),
        outcome: "done".to_owned(),
        times: 1,
    }
}

fn logged(entries: i64) -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("data")).expect("a new store");
    for number in 0..entries {
        store.write_audit(&[entry(number)]).expect("written");
    }
    (folder, store)
}

#[test]
fn the_chain_follows_from_its_beginning_and_goes_on_after_opening() {
    let (folder, store) = logged(3);
    let before = store.check_audit().expect("readable");
    assert_eq!((before.entries, before.broken), (3, None));
    drop(store);
    let store = SqliteStore::open(&folder.path().join("data")).expect("the same store");
    store.write_audit(&[entry(3), entry(4)]).expect("written");
    let after = store.check_audit().expect("readable");
    assert_eq!((after.entries, after.broken), (5, None));
    assert_ne!(after.newest, before.newest);
    let newest = store.audit(&AuditQuery { limit: 2, ..AuditQuery::default() }).expect("readable");
    assert_eq!(newest.iter().map(|chained| chained.number).collect::<Vec<_>>(), [5, 4]);
    assert_eq!((newest[0].entry.clone(), &newest[0].hash), (entry(4), &after.newest));
}

#[test]
fn one_flipped_bit_anywhere_is_found() {
    for column in ["entry", "hash"] {
        for number in 1..=4 {
            let (folder, store) = logged(4);
            drop(store);
            let file = folder.path().join("data").join(store::FILE_NAME);
            let connection = Connection::open(file).expect("a database");
            let sql = format!("SELECT CAST({column} AS BLOB) FROM audit WHERE number = ?1");
            let mut bytes: Vec<u8> =
                connection.query_row(&sql, [number], |row| row.get(0)).expect("an entry");
            // In the name of who did it, and in the middle of the hash.
            let place = bytes.len() / 2;
            bytes[place] ^= 1;
            let changed = if column == "entry" {
                let text = String::from_utf8(bytes).expect("one bit of a letter makes another letter");
                connection.execute("UPDATE audit SET entry = ?1 WHERE number = ?2", (text, number))
            } else {
                connection.execute("UPDATE audit SET hash = ?1 WHERE number = ?2", (bytes, number))
            };
            assert_eq!(changed.expect("it can be changed"), 1);
            drop(connection);
            let store = SqliteStore::open(&folder.path().join("data")).expect("the same store");
            let broken = store.check_audit().expect("readable").broken;
            assert_eq!(broken, Some(number), "{column} of entry {number}");
        }
    }
}

#[test]
fn an_entry_taken_out_is_found() {
    let (folder, store) = logged(4);
    drop(store);
    let file = folder.path().join("data").join(store::FILE_NAME);
    Connection::open(file)
        .expect("a database")
        .execute("DELETE FROM audit WHERE number = 2", [])
        .expect("deleted");
    let store = SqliteStore::open(&folder.path().join("data")).expect("the same store");
    assert_eq!(store.check_audit().expect("readable").broken, Some(3));
}

#[test]
fn a_token_is_kept_as_a_hash_until_it_is_revoked() {
    let (_folder, store) = logged(0);
    let token = AccessToken {
        id: TokenId(0),
        name: "a test".to_owned(),
        permissions: vec![Permission::Ask],
        series: Vec::new(),
        places: Vec::new(),
        models: Vec::new(),
        created: at(NOON),
        expires: Some(at(NOON + 60)),
        last_used: None,
    };
    assert!(token.serves_at(at(NOON + 59)) && !token.serves_at(at(NOON + 60)));
    let id = store.save_token(&([7; 32], token.clone())).expect("written");
    assert_eq!(store.tokens().expect("readable"), [([7; 32], AccessToken { id, ..token })]);
    store.note_use(&[(id, at(NOON + 5)), (TokenId(99), at(NOON))]).expect("written");
    store.note_use(&[(id, at(NOON + 3))]).expect("written");
    assert_eq!(store.tokens().expect("readable")[0].1.last_used, Some(at(NOON + 5)), "the newest counts");
    assert!(store.remove_token(id).expect("written"));
    store.note_use(&[(id, at(NOON + 9))]).expect("written");
    assert!(store.tokens().expect("readable").is_empty(), "what is revoked stays so");
    assert!(!store.remove_token(id).expect("written"));
}

#[test]
fn the_log_is_read_page_by_page_and_by_what_stands_in_it() {
    let (folder, store) = logged(0);
    let named = |number: i64, who: &str, command: &str, outcome: &str| AuditEntry {
        who: who.to_owned(),
        command: command.to_owned(),
        outcome: outcome.to_owned(),
        ..entry(number)
    };
    let entries = [
        named(1, "Home Assistant (token 1)", "ask", "done"),
        named(2, "without a token, from 127.0.0.1", "predict", "done"),
        named(3, "Home Assistant (token 1)", "settings", "refused"),
        named(4, "a notebook (token 2)", "ask", "done"),
    ];
    store.write_audit(&entries).expect("written");
    let numbers = |query: &AuditQuery| -> Vec<i64> {
        store.audit(query).expect("readable").iter().map(|chained| chained.number).collect()
    };
    let all = AuditQuery { limit: 10, ..AuditQuery::default() };
    assert_eq!(numbers(&all), [4, 3, 2, 1]);
    assert_eq!(numbers(&AuditQuery { limit: 2, ..all.clone() }), [4, 3]);
    assert_eq!(numbers(&AuditQuery { limit: 2, before: Some(3), ..all.clone() }), [2, 1]);
    let containing = |words: &str| AuditQuery { containing: words.to_owned(), ..all.clone() };
    assert_eq!(numbers(&containing(" home assistant")), [3, 1]);
    assert_eq!(numbers(&containing("ASK")), [4, 1]);
    assert_eq!(numbers(&AuditQuery { limit: 1, ..containing("ask") }), [4]);
    assert_eq!(numbers(&AuditQuery { outcome: Some("refused".to_owned()), ..containing("token 1") }), [3]);
    drop(store);
    // What is no entry any more hides none of the others.
    let connection = Connection::open(folder.path().join("data").join(store::FILE_NAME)).expect("a database");
    connection.execute("UPDATE audit SET entry = '{' WHERE number = 3", []).expect("changed");
    drop(connection);
    let store = SqliteStore::open(&folder.path().join("data")).expect("the same store");
    let left: Vec<i64> = store.audit(&all).expect("readable").iter().map(|chained| chained.number).collect();
    assert_eq!(left, [4, 2, 1]);
    assert_eq!(store.check_audit().expect("readable").broken, Some(3));
}
