//! Watches, their state and what fired of them.

use crate::sample::{NOON, at, watch};
use domain::{Firing, FiringId, Store as _, StoreError, Watch, WatchId, WatchStore as _};
use store::SqliteStore;
use tempfile::TempDir;

pub(crate) fn firing(watch: WatchId, text: &str) -> Firing {
    Firing {
        id: FiringId(0),
        watch,
        title: "Picnic in Lisbon".to_owned(),
        text: text.to_owned(),
        reasons: vec!["Dry: 85 % before, 60 % now.".to_owned()],
        at: at(NOON),
        due: at(NOON + 3600),
        told_at: None,
        seen: false,
    }
}

fn new_store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("data")).expect("a new store");
    (folder, store)
}

#[test]
fn a_watch_comes_back_as_it_was_and_by_its_own_name() {
    let (folder, store) = new_store();
    let first = store.add_watch(&watch("one")).expect("written");
    let second = store.add_watch(&watch("two")).expect("written");
    assert_eq!((first, second), (WatchId(1), WatchId(2)));
    let expected = |id, text: &str| Watch { id, ..watch(text) };
    assert_eq!(store.watches().expect("readable"), [expected(second, "two"), expected(first, "one")]);
    assert!(store.remove_watch(second).expect("written"));
    assert!(!store.remove_watch(second).expect("written"));
    // No name is given twice.
    assert_eq!(store.add_watch(&watch("three")).expect("written"), WatchId(3));
    drop(store);
    let store = SqliteStore::open(&folder.path().join("data")).expect("opens");
    assert_eq!(store.watches().expect("readable").len(), 2);
}

#[test]
fn of_two_that_look_at_a_watch_at_a_time_one_writes() -> Result<(), StoreError> {
    let (_folder, store) = new_store();
    let id = store.add_watch(&watch("one"))?;
    let read = store.watches()?.remove(0);
    let mut fired = read.clone();
    fired.state.armed = false;
    assert!(store.update_watch(&fired, Some(&firing(id, "first")))?);
    assert!(!store.update_watch(&fired, Some(&firing(id, "second")))?, "it was read before the first wrote");
    let told: Vec<String> = store.firings(10)?.into_iter().map(|firing| firing.text).collect();
    assert_eq!(told, ["first"]);
    let now = store.watches()?.remove(0);
    assert_eq!((now.revision, now.state.armed), (1, false));
    assert!(store.remove_watch(id)?);
    assert!(!store.update_watch(&now, None)?, "it was removed meanwhile");
    assert_eq!(store.firings(10)?, []);
    Ok(())
}

#[test]
fn what_fired_is_untold_until_it_is_told_and_unseen_until_it_is_seen() -> Result<(), StoreError> {
    let (_folder, store) = new_store();
    let id = store.add_watch(&watch("one"))?;
    for text in ["first", "second"] {
        let read = store.watches()?.remove(0);
        assert!(store.update_watch(&read, Some(&firing(id, text)))?);
    }
    let untold = store.untold_firings()?;
    assert_eq!(untold.iter().map(|firing| firing.text.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!(untold[0], Firing { id: FiringId(1), ..firing(id, "first") });
    store.firing_told(FiringId(1), at(NOON + 5))?;
    assert_eq!(store.untold_firings()?.len(), 1);
    assert_eq!(store.unseen_firings()?, 2);
    store.firings_seen()?;
    assert_eq!(store.unseen_firings()?, 0);
    let newest = store.firings(1)?;
    assert_eq!((newest.len(), newest[0].text.as_str(), newest[0].seen), (1, "second", true));
    assert_eq!(store.firings(2)?[1].told_at, Some(at(NOON + 5)));
    Ok(())
}

#[test]
fn watches_go_through_an_export() -> Result<(), StoreError> {
    let (folder, store) = new_store();
    store.add_watch(&watch("gone"))?;
    store.remove_watch(WatchId(1))?;
    let id = store.add_watch(&watch("kept"))?;
    let read = store.watches()?.remove(0);
    store.update_watch(&read, Some(&firing(id, "first")))?;
    store.firing_told(FiringId(1), at(NOON))?;
    let target = folder.path().join("export");
    store.export(&target)?;
    let restored = SqliteStore::restore(&target, &folder.path().join("restored"))?;
    assert_eq!(restored.watches()?, store.watches()?);
    assert_eq!(restored.firings(10)?, store.firings(10)?);
    assert_eq!(restored.add_watch(&watch("new"))?, WatchId(3), "no name is given twice");
    Ok(())
}

#[test]
fn what_is_removed_leaves_no_words_behind() -> Result<(), StoreError> {
    let (folder, store) = new_store();
    let id = store.add_watch(&watch("an unmistakable regatta"))?;
    let read = store.watches()?.remove(0);
    store.update_watch(&read, Some(&firing(id, "an unmistakable firing")))?;
    store.remove_watch(id)?;
    for entry in std::fs::read_dir(folder.path().join("data")).expect("a folder") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("readable");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("unmistakable"));
    }
    Ok(())
}
