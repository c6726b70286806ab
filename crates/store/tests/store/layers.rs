//! Layers: undoing imports, sources of different quality, reading what several layers say.

use crate::sample::{at, import, noise, observed, series};
use domain::{
    Append, Import, ImportId, InsertReport, Observation, QualityFlag, QualityFlags, RegularGrid, SeriesId,
    SeriesInfo, SourceQuality, Store, StoreError,
};
use jiff::Timestamp;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use store::SqliteStore;
use tempfile::TempDir;

fn new_store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    (folder, store)
}

fn import_as(store: &dyn Store, quality: u8, values: &[(i64, f64)]) -> InsertReport {
    let mut observations =
        values.iter().map(|(time, value)| Ok(Observation { valid_time: at(*time), value: *value }));
    let quality = SourceQuality(quality);
    store
        .import(Import {
            series: &series("meter"),
            origin: "meter.csv",
            quality,
            observations: &mut observations,
            flags: &Vec::new,
        })
        .expect("written")
}

fn append_as(store: &dyn Store, source: &str, quality: u8, values: &[(i64, f64)]) {
    let observations: Vec<Observation> =
        values.iter().map(|(time, value)| Observation { valid_time: at(*time), value: *value }).collect();
    let update = Append {
        series: &SeriesId("meter".into()),
        source,
        quality: SourceQuality(quality),
        observations: &observations,
        flags: &[],
    };
    store.append(&[update]).expect("written");
}

#[test]
fn undoing_an_import_brings_to_light_what_it_wrote_over() {
    let (_folder, store) = new_store();
    let first = import(&store, "meter", &[(0, 1.0), (60, 2.0)]).expect("written").import.expect("new");
    let second = import(&store, "meter", &[(60, 9.0), (120, 3.0)]).expect("written").import.expect("new");
    let third = import(&store, "meter", &[(120, 4.0)]).expect("written").import.expect("new");
    let undone = store.undo_import(second).expect("there");
    assert_eq!((undone.import, undone.inserted, undone.changed), (second, 1, 1));
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 2.0), (120, 4.0)]);
    store.undo_import(third).expect("there");
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 2.0)]);
    assert_eq!(
        store.imports().expect("readable").iter().map(|past| past.import).collect::<Vec<_>>(),
        [first]
    );
    store.undo_import(first).expect("there");
    assert_eq!(store.series().expect("readable"), [], "nothing else wrote to it");
    let error = store.undo_import(first).expect_err("gone");
    insta::assert_snapshot!(error, @"there is no import 1 in the data file; it may have been removed");
}

#[test]
fn undoing_an_import_brings_back_what_was_known_of_the_series() {
    let (_folder, store) = new_store();
    let renamed = |title: &str| {
        let info = SeriesInfo { title: title.into(), ..series("meter") };
        let observations = &mut std::iter::empty();
        let import = Import {
            series: &info,
            origin: "x.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        };
        store.import(import).expect("written").import.expect("new")
    };
    let title = || store.series().expect("readable").first().map(|info| info.title.clone());
    let (first, second, third) = (renamed("one"), renamed("two"), renamed("three"));
    store.undo_import(second).expect("there");
    assert_eq!(title().as_deref(), Some("three"), "a later import renewed it");
    store.undo_import(third).expect("there");
    assert_eq!(title().as_deref(), Some("one"));
    store.undo_import(first).expect("there");
    assert_eq!(title(), None);
}

#[test]
fn importing_the_same_again_writes_nothing_and_says_so() {
    let (_folder, store) = new_store();
    let values: Vec<(i64, f64)> = (0..10_000).map(|minute| (minute * 60, noise(minute))).collect();
    let first = import(&store, "meter", &values).expect("written").import.expect("new");
    let before = store.health().expect("readable").counts;
    let again = import(&store, "meter", &values).expect("written");
    assert!(again.is_nothing_new());
    assert_eq!((again.import, again.unchanged), (None, 10_000));
    assert_eq!(store.imports().expect("readable").len(), 1, "there is nothing to take back of the second");
    let renamed = SeriesInfo { title: "Meter in the hall".into(), ..series("meter") };
    let again = || {
        let observations =
            &mut values.iter().map(|(time, value)| Ok(Observation { valid_time: at(*time), value: *value }));
        let import = Import {
            series: &renamed,
            origin: "copy.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        };
        store.import(import).expect("written")
    };
    assert!(again().import.is_some(), "it has another name now");
    assert!(again().import.is_none());
    assert_eq!(store.health().expect("readable").counts[4], before[4]);
    store.undo_import(first).expect("there");
    assert_eq!(store.series().expect("readable"), [], "a series of no value is not left behind");
    assert_eq!(store.imports().expect("readable"), []);
}

#[test]
fn the_better_source_stands_and_among_equals_the_newer() {
    let (_folder, store) = new_store();
    import_as(&store, 100, &[(0, 1.0), (60, 1.0), (120, 1.0)]);
    let better = import_as(&store, 160, &[(60, 2.0)]).import.expect("new");
    let worse = import_as(&store, 40, &[(60, 3.0), (120, 3.0), (180, 3.0)]);
    assert_eq!((worse.inserted, worse.changed, worse.unchanged), (1, 0, 2));
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 2.0), (120, 1.0), (180, 3.0)]);
    let newer = import_as(&store, 100, &[(60, 4.0), (120, 4.0), (180, 3.0)]);
    assert_eq!((newer.inserted, newer.changed, newer.unchanged), (0, 1, 2));
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 2.0), (120, 4.0), (180, 3.0)]);
    store.undo_import(better).expect("there");
    store.undo_import(worse.import.expect("new")).expect("there");
    assert_eq!(observed(&store, "meter"), [(0, 1.0), (60, 4.0), (120, 4.0), (180, 3.0)]);
}

#[test]
fn flags_are_kept_beside_values_and_go_when_the_value_does() {
    let (_folder, store) = new_store();
    let id = SeriesId("meter".into());
    let spike = QualityFlags::NONE.with(QualityFlag::Spike);
    let both = spike.with(QualityFlag::FutureStamp);
    assert!(matches!(store.set_flags(&id, &[(at(0), spike)]), Err(StoreError::Missing { .. })));
    let first =
        import(&store, "meter", &[(0, 1.0), (60, 2.0), (120, 3.0)]).expect("written").import.expect("new");
    store.set_flags(&id, &[(at(0), spike), (at(60), both), (at(120), spike)]).expect("written");
    store.set_flags(&id, &[(at(120), QualityFlags::NONE)]).expect("written");
    let flags = |from: i64| store.flags(&id, at(from), Timestamp::MAX).expect("readable");
    assert_eq!(flags(0), [(at(0), spike), (at(60), both)]);
    assert_eq!(flags(1), [(at(60), both)]);
    assert_eq!(both.iter().collect::<Vec<_>>(), [QualityFlag::Spike, QualityFlag::FutureStamp]);
    assert_eq!(observed(&store, "meter").len(), 3, "a flag deletes nothing");

    import(&store, "meter", &[(0, 1.0), (60, 7.0)]).expect("written");
    assert_eq!(flags(0), [(at(0), spike)], "the doubt was about the value before");
    store.undo_import(first).expect("there");
    assert_eq!(flags(0), []);
}

#[test]
fn a_series_is_removed_with_all_that_hangs_on_it() {
    let (_folder, store) = new_store();
    let id = SeriesId("meter".into());
    import(&store, "meter", &[(0, 1.0)]).expect("written");
    import(&store, "other", &[(0, 1.0)]).expect("written");
    append_as(&store, "mqtt", 100, &[(60, 1.0)]);
    store.set_flags(&id, &[(at(0), QualityFlags::NONE.with(QualityFlag::Stuck))]).expect("written");
    assert!(store.remove_series(&id).expect("written"));
    assert!(!store.remove_series(&id).expect("written"));
    assert_eq!(observed(&store, "meter"), []);
    assert_eq!(store.flags(&id, Timestamp::MIN, Timestamp::MAX).expect("readable"), []);
    assert_eq!(store.imports().expect("readable").len(), 1);
    assert_eq!(store.health().expect("readable").counts[4], ("observations".into(), 1));
    import(&store, "meter", &[]).expect("written");
    assert_eq!(observed(&store, "meter"), [], "a series of the same name begins anew");
}

/// What a test does to a store, and what a plain map of layers makes of it.
#[derive(Debug, Clone)]
enum Deed {
    Import(u8, Vec<(i64, f64)>),
    Append(u8, Vec<(i64, f64)>),
    Undo(prop::sample::Index),
}

fn rows() -> impl Strategy<Value = Vec<(i64, f64)>> {
    let value = prop_oneof![
        (-3..3i8).prop_map(f64::from),
        Just(-0.0),
        (-3..3i8).prop_map(|odd| f64::from(odd) / 3.0)
    ];
    vec((0..40i64, value), 0..40)
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0..3u8, rows()).prop_map(|(quality, rows)| Deed::Import(quality, rows)),
        4 => (0..3u8, rows()).prop_map(|(quality, rows)| Deed::Append(quality, rows)),
        1 => any::<prop::sample::Index>().prop_map(Deed::Undo),
    ]
}

/// Layers as plain maps, the lowest first.
#[derive(Default)]
struct Model {
    layers: Vec<(u8, Option<ImportId>, BTreeMap<i64, f64>)>,
}

impl Model {
    fn visible(&self, quality: Option<u8>) -> BTreeMap<i64, f64> {
        let mut layers: Vec<_> =
            self.layers.iter().filter(|(of, ..)| quality.is_none_or(|one| one == *of)).collect();
        layers.sort_by_key(|(quality, ..)| *quality);
        layers.into_iter().flat_map(|(.., values)| values).map(|(time, value)| (*time, *value)).collect()
    }

    fn new_rows(&self, quality: u8, rows: &[(i64, f64)]) -> BTreeMap<i64, f64> {
        let known = self.visible(Some(quality));
        let rows: BTreeMap<i64, f64> = rows.iter().copied().collect();
        let is_new =
            |time: &i64, value: f64| known.get(time).is_none_or(|known| known.to_bits() != value.to_bits());
        rows.into_iter().filter(|(time, value)| is_new(time, *value)).collect()
    }

    fn import(&mut self, id: ImportId, quality: u8, rows: &[(i64, f64)]) {
        let rows = self.new_rows(quality, rows);
        self.layers.push((quality, Some(id), rows));
    }

    fn append(&mut self, quality: u8, rows: &[(i64, f64)]) {
        if rows.is_empty() {
            return;
        }
        let rows = self.new_rows(quality, rows);
        // Above an import that was made since, where that one kept anything.
        let newest = self
            .layers
            .iter()
            .rposition(|(of, import, values)| *of == quality && (import.is_none() || !values.is_empty()));
        match newest {
            Some(at) if self.layers[at].1.is_none() => self.layers[at].2.extend(rows),
            _ => self.layers.push((quality, None, rows)),
        }
    }
}

fn bits(rows: impl IntoIterator<Item = (i64, f64)>) -> Vec<(i64, u64)> {
    rows.into_iter().map(|(time, value)| (time, value.to_bits())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_imported_appended_and_undone_the_right_layer_stands(deeds in vec(deed(), 1..14), cut in 0..40i64) {
        let (_folder, store) = new_store();
        store.save_series(&series("meter")).expect("written");
        import(&store, "meter", &[(-60, 0.5)]).expect("written");
        let mut model = Model::default();
        for deed in deeds {
            match deed {
                Deed::Import(quality, rows) => {
                    let before = model.visible(None);
                    let report = import_as(&store, quality, &rows);
                    prop_assert_eq!(report.import.is_none(), model.new_rows(quality, &rows).is_empty());
                    if let Some(id) = report.import {
                        model.import(id, quality, &rows);
                    }
                    let after = model.visible(None);
                    let changed = after.iter().filter(|(time, value)| before.get(time).is_some_and(|old| old.to_bits() != value.to_bits()));
                    prop_assert_eq!(report.inserted as usize, after.len() - before.len());
                    prop_assert_eq!(report.changed as usize, changed.count());
                }
                Deed::Append(quality, rows) => {
                    append_as(&store, "mqtt", quality, &rows);
                    model.append(quality, &rows);
                }
                Deed::Undo(which) => {
                    let imports: Vec<ImportId> = model.layers.iter().filter_map(|(_, import, _)| *import).collect();
                    if !imports.is_empty() {
                        let id = *which.get(&imports);
                        store.undo_import(id).expect("there");
                        model.layers.retain(|(_, import, _)| *import != Some(id));
                    }
                }
            }
            let visible = model.visible(None);
            let seen = observed(&store, "meter");
            prop_assert_eq!(bits(seen[1..].to_vec()), bits(visible.clone()));
            let id = SeriesId("meter".into());
            let part = store.observations(&id, at(cut), at(cut + 10)).expect("readable");
            let part = part.iter().map(|seen| (seen.valid_time.as_second(), seen.value));
            prop_assert_eq!(bits(part), bits(visible.range(cut..cut + 10).map(|(time, value)| (*time, *value))));
            let grid = RegularGrid { start: at(cut - 5), step_seconds: 3, steps: 9 };
            let on_grid = store.observations_on_grid(&id, grid).expect("readable");
            for (step, value) in (0..).zip(on_grid) {
                let from = cut - 5 + 3 * step;
                let last = visible.range(from..from + 3).next_back().map_or(f64::NAN, |(_, value)| *value);
                prop_assert!(value.to_bits() == last.to_bits() || value.is_nan() && last.is_nan());
            }
        }
    }

    #[test]
    fn long_series_in_any_order_are_read_as_they_should_be(
        runs in vec((0..30_000i64, 1..12_000i64, 1..4i64, any::<bool>()), 1..5),
    ) {
        let (_folder, store) = new_store();
        let mut expected = BTreeMap::new();
        let mut all = Vec::new();
        for (run, (start, count, step, backwards)) in (0i64..).zip(runs) {
            let mut rows: Vec<(i64, f64)> =
                (0..count).map(|index| (start + index * step, noise(run * 100_000 + index))).collect();
            if backwards {
                rows.reverse();
            }
            all.extend(rows.iter().copied());
            expected.extend(rows.iter().copied());
            import(&store, "by parts", &rows).expect("written");
        }
        import(&store, "at once", &all).expect("written");
        let expected: Vec<(i64, f64)> = expected.into_iter().collect();
        prop_assert!(observed(&store, "by parts") == expected);
        prop_assert!(observed(&store, "at once") == expected);
    }
}

#[test]
fn a_revision_is_another_one_after_every_change_of_values_and_only_then() {
    let (folder, store) = new_store();
    let revision = || store.revision(&SeriesId("meter".into())).expect("readable");
    assert_eq!(revision(), 0, "there is none yet");
    let mut seen = vec![0];
    let mut has_changed = |what: &str| {
        let now = revision();
        assert!(!seen.contains(&now), "{what}: {now} was there before");
        seen.push(now);
    };
    let report = import_as(&store, 100, &[(0, 1.0), (3600, 2.0)]);
    has_changed("an import");
    append_as(&store, "sensor", 100, &[(7200, 3.0)]);
    has_changed("a live value");
    append_as(&store, "sensor", 100, &[(0, 9.0)]);
    has_changed("a live value that puts another right");
    {
        // Another copy of Forecastle.
        let other = SqliteStore::open(folder.path()).expect("opens");
        append_as(&other, "sensor", 100, &[(3600, 8.0)]);
    }
    has_changed("a value that another program wrote");
    store.undo_import(report.import.expect("new values")).expect("there");
    has_changed("an import undone");
    let before = revision();
    append_as(&store, "sensor", 100, &[(7200, 3.0)]);
    import(&store, "another", &[(0, 1.0)]).expect("written");
    store.set_setting("units", &"metric".into()).expect("written");
    assert_eq!(revision(), before, "nothing new was said");
    store.remove_series(&SeriesId("meter".into())).expect("written");
    assert_eq!(revision(), 0);
    import_as(&store, 100, &[(0, 1.0), (3600, 2.0)]);
    has_changed("a series of the same name made anew");
}
