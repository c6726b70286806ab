//! Exports: a folder of plain files, and back.

use crate::sample::{NOON, as_kept, at, forecast, import, noise, observed, outcome, place, series};
use domain::{
    AnswerId, Append, Due, GuidanceKind, Import, ImportId, KeptGuidance, LocalConditions, LocalOffset,
    Observation, Place, QualityFlags, Series, SeriesId, SourceQuality, Step, Store as _, StoreError,
    Variable, Verification, Went,
};
use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, option, prelude::*};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use store::SqliteStore;
use tempfile::TempDir;

/// Everything that can be asked of a store, in words.
fn everything(store: &SqliteStore, keys: &[String]) -> String {
    let mut all = Vec::new();
    for info in store.series().expect("readable") {
        let rows: Vec<(i64, u64)> =
            observed(store, &info.id.0).into_iter().map(|(time, value)| (time, value.to_bits())).collect();
        let flags = store.flags(&info.id, Timestamp::MIN, Timestamp::MAX).expect("readable");
        all.push(format!("{info:?} {rows:?} {flags:?}"));
    }
    all.push(format!("{:?}", store.imports().expect("readable")));
    all.push(format!("{:?}", store.places().expect("readable")));
    for variable in GUIDED {
        let parts = store.guidance(CELL, &variable, Timestamp::MAX, u32::MAX).expect("readable");
        all.push(format!("{variable:?} {parts:?}"));
    }
    for past in store.history(u32::MAX).expect("readable") {
        let kept = store.forecast(past.id).expect("readable");
        all.push(format!("{past:?} {kept:?} {:?}", store.outcome(past.id).expect("readable")));
    }
    all.push(format!("{:?} {:?}", store.record().expect("readable"), store.all_learnt().expect("readable")));
    for key in keys {
        all.push(format!("{key} {:?}", store.setting(key).expect("readable")));
    }
    let counts = store.health().expect("readable").counts;
    // The cache is no part of it.
    all.extend(counts.iter().take(7).map(|(what, count)| format!("{count} {what}")));
    all.join("\n")
}

const CELL: &str = "41.15,-8.61";
const GUIDED: [Variable; 2] = [Variable::Temperature, Variable::Precipitation];

/// A part of guidance with these members, NaN where there is `None`.
fn guidance(variable: Variable, kind: GuidanceKind, members: &[Vec<Option<f32>>]) -> KeptGuidance {
    let start = at(NOON).to_zoned(jiff::tz::TimeZone::UTC);
    let member = |values: &Vec<Option<f32>>| {
        let values: Vec<f64> = values.iter().map(|value| value.map_or(f64::NAN, f64::from)).collect();
        Series::new(start.clone(), Step::HOUR, values).expect("a step")
    };
    KeptGuidance {
        variable,
        model: "a \"b\"\n".to_owned(),
        kind,
        members: members.iter().map(member).collect(),
    }
}

/// Runs, what was said a day before, and analyses.
fn save_guidance(store: &SqliteStore, members: &[Vec<Option<f32>>]) {
    let run = |received: i64| GuidanceKind::Run { received: at(received) };
    for (index, variable) in (0..).zip(GUIDED) {
        let parts = [
            guidance(variable.clone(), run(NOON + 600 + index), members),
            guidance(variable.clone(), run(NOON + 90_000), &members[..1]),
            guidance(variable.clone(), GuidanceKind::AtLead(SignedDuration::from_hours(24)), &members[..1]),
            guidance(variable, GuidanceKind::Analysis, &members[..1]),
        ];
        store.save_guidance(CELL, &parts).expect("written");
    }
}

fn new_store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("data")).expect("a new store");
    (folder, store)
}

/// A store with something of everything, exported.
fn exported() -> (TempDir, SqliteStore, PathBuf) {
    let (folder, store) = new_store();
    let values: Vec<(i64, f64)> = (0..5000).map(|hour| (NOON + hour * 3600, noise(hour))).collect();
    import(&store, "meter", &values).expect("written");
    import(&store, "meter", &[(NOON, -0.0), (NOON + 1, 1e-300), (NOON + 2, 1e300)]).expect("written");
    let observations = [Observation { valid_time: at(NOON + 3600), value: 7.25 }];
    let id = SeriesId("meter".into());
    let flags = [(at(NOON + 3600), QualityFlags::from_bits(5))];
    let update = Append {
        series: &id,
        source: "mqtt, kitchen",
        quality: SourceQuality(120),
        observations: &observations,
        flags: &flags,
    };
    store.append(&[update]).expect("written");
    store.save_series(&series("empty")).expect("written");
    let offsets = vec![LocalOffset { variable: Variable::Temperature, offset: -1.5 }];
    let local = Some(Box::new(LocalConditions { elevation: Some(812.0), higher_by: None, offsets }));
    store.save_place(&Place { local, ..place(1 << 31, "Home \"and\", away\n") }).expect("written");
    save_guidance(&store, &[vec![Some(12.3), None, Some(-0.0)], vec![Some(0.1), Some(1e-30), Some(-4.5)]]);
    store.set_setting("units", &"metric".into()).expect("written");
    for text in ["one", "two", "three"] {
        store.save_forecast(&forecast(text, 24)).expect("written");
    }
    store.save_outcome(AnswerId(2), &outcome()).expect("written");
    let verification = Verification {
        forecast: AnswerId(1),
        settled: false,
        happened: Some(false),
        amount: Some(0.1),
        variables: vec![
            (0, vec![Some(20.5), None, Some(-0.0)], vec![0, 255, 16]),
            (2, vec![None], Vec::new()),
        ],
    };
    assert!(
        store.save_verifications(0, &[verification], &[("all/x".to_owned(), vec![1, 171])]).expect("written")
    );
    store.save_went(AnswerId(2), Some(Went::Value { value: 0.3 })).expect("written");
    store.forget(AnswerId(3)).expect("written");
    let target = folder.path().join("export");
    store.export(&target).expect("exported");
    (folder, store, target)
}

#[test]
fn what_was_exported_comes_back_with_its_names() {
    let (folder, store, target) = exported();
    let restored = SqliteStore::restore(&target, &folder.path().join("restored")).expect("whole");
    let keys = ["units".to_owned(), "none".to_owned()];
    assert_eq!(everything(&restored, &keys), everything(&store, &keys));
    assert_eq!(restored.forecast(AnswerId(1)).expect("there"), as_kept(&forecast("one", 24), AnswerId(1)));
    // A name that was given once is not given again.
    assert_eq!(restored.save_forecast(&forecast("four", 24)).expect("written"), AnswerId(4));
    // The layers are there too.
    restored.undo_import(ImportId(2)).expect("there");
    assert_eq!(observed(&restored, "meter")[0], (NOON, noise(0)));
    assert!(restored.health().expect("readable").sound);

    let names = |folder: &Path| -> Vec<String> {
        let entries =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(folder.path()), ["data", "export", "restored"], "nothing is left beside them");
    drop(restored);
    assert_eq!(names(&folder.path().join("restored")), [store::FILE_NAME]);
}

#[test]
fn an_export_of_the_first_version_is_restored_without_what_came_later() {
    let (folder, store, target) = exported();
    let path = target.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).expect("readable")).expect("JSON");
    manifest["version"] = 1.into();
    let later = ["local_conditions.jsonl", "guidance_runs.jsonl", "guidance_months.jsonl"];
    manifest["files"]
        .as_array_mut()
        .expect("a list")
        .retain(|file| !later.contains(&file["name"].as_str().expect("a name")));
    fs::write(&path, manifest.to_string()).expect("written");
    for name in later {
        fs::remove_file(target.join(name)).expect("there");
    }
    let restored = SqliteStore::restore(&target, &folder.path().join("restored")).expect("whole");
    assert_eq!(observed(&restored, "meter"), observed(&store, "meter"));
    let places = restored.places().expect("readable");
    assert_eq!(places.iter().map(|place| &place.local).collect::<Vec<_>>(), [&None]);
    let none = restored.guidance(CELL, &Variable::Temperature, Timestamp::MAX, 9).expect("readable");
    assert_eq!(none, Vec::new());
}

#[test]
fn the_files_are_plain_to_read() {
    let (_folder, _store, target) = exported();
    let read = |name: &str| fs::read_to_string(target.join(name)).expect("readable");
    insta::assert_snapshot!(read("settings.jsonl"), @r#"{"key":"units","value":"metric"}"#);
    let observations = read("observations/1.csv");
    insta::assert_snapshot!(observations.lines().take(3).collect::<Vec<_>>().join("\n"), @r"
    layer,valid_time,value
    1,2013-06-14T12:00:00Z,0.8833108082136426
    1,2013-06-14T13:00:00Z,0.43152799704850997
    ");
    insta::assert_snapshot!(observations.lines().skip(5001).collect::<Vec<_>>().join("\n"), @r"
    2,2013-06-14T12:00:00Z,-0.0
    2,2013-06-14T12:00:01Z,1e-300
    2,2013-06-14T12:00:02Z,1e300
    3,2013-06-14T13:00:00Z,7.25
    ");
    insta::assert_snapshot!(read("layers.jsonl"), @r#"
    {"id":1,"series":1,"import":1,"source":null,"quality":100}
    {"id":2,"series":1,"import":2,"source":null,"quality":100}
    {"id":3,"series":1,"import":null,"source":"mqtt, kitchen","quality":120}
    "#);
    let manifest: serde_json::Value = serde_json::from_str(&read("manifest.json")).expect("JSON");
    assert_eq!(manifest["version"], 4);
    assert_eq!(manifest["files"].as_array().map(Vec::len), Some(27));
}

#[test]
fn an_export_that_was_changed_is_refused_in_words() {
    let (folder, _store, target) = exported();
    let said = |name: &str, change: &dyn Fn(String) -> Option<String>| {
        let path = target.join(name);
        let before = fs::read_to_string(&path).expect("readable");
        match change(before.clone()) {
            Some(text) => fs::write(&path, text).expect("written"),
            None => fs::remove_file(&path).expect("there"),
        }
        let data = folder.path().join("restored");
        let error = SqliteStore::restore(&target, &data).err().expect("refused");
        fs::write(&path, before).expect("written");
        assert!(!data.join(store::FILE_NAME).exists(), "nothing is made");
        error.to_string().replace(&folder.path().display().to_string(), "/data")
    };
    insta::assert_snapshot!(said("settings.jsonl", &|text| Some(text.replace("metric", "metres"))), @"/data/export can't be restored: settings.jsonl isn't as it was written; take another copy of it");
    insta::assert_snapshot!(said("observations/1.csv", &|text| Some(text[..text.len() - 30].to_owned())), @"/data/export can't be restored: observations/1.csv isn't as it was written; take another copy of it");
    insta::assert_snapshot!(said("places.jsonl", &|_| None), @"/data/export can't be restored: places.jsonl is missing; take another copy of it");
    insta::assert_snapshot!(said("manifest.json", &|_| None), @"/data/export can't be restored: it has no manifest.json that Forecastle wrote; choose a folder that was exported");
    insta::assert_snapshot!(said("manifest.json", &|text| Some(text[..400].to_owned())), @"/data/export can't be restored: it has no manifest.json that Forecastle wrote; choose a folder that was exported");
    insta::assert_snapshot!(said("manifest.json", &|text| Some(text.replace(r#""version": 4"#, r#""version": 9, "new": []"#))), @"/data/export was written by a newer Forecastle (data version 9, this one knows 4); update Forecastle to open it");
    insta::assert_snapshot!(said("manifest.json", &|text| Some(text.replace("places.jsonl", "../../etc/passwd"))), @"/data/export can't be restored: its manifest.json names ../../etc/passwd, which is none of its files");
    SqliteStore::restore(&target, &folder.path().join("restored")).expect("as it was, it is whole");
}

#[test]
fn an_export_of_the_first_version_comes_back_without_what_it_did_not_have() {
    let (folder, store, target) = exported();
    let path = target.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("readable")).expect("JSON");
    manifest["version"] = 1.into();
    let new = ["claims", "experts", "verified", "scores", "went", "learnt"];
    manifest["files"].as_array_mut().expect("a list").retain(|file| {
        let name = file["name"].as_str().expect("a text");
        !new.iter().any(|new| *name == format!("{new}.jsonl"))
    });
    fs::write(&path, manifest.to_string()).expect("written");
    let restored = SqliteStore::restore(&target, &folder.path().join("restored")).expect("whole");
    assert_eq!(restored.history(9).expect("readable"), store.history(9).expect("readable"));
    assert!(restored.record().expect("readable").is_empty());
    let due = restored.unverified(&Due::At(Timestamp::MAX), AnswerId(0), 9).expect("readable");
    assert!(due.len() == 2 && due.iter().all(|one| one.claim.is_none()), "they are looked at once more");
}

#[test]
fn nothing_is_written_over() {
    let (folder, store, target) = exported();
    let said = |error: StoreError| error.to_string().replace(&folder.path().display().to_string(), "/data");
    let error = store.export(&target).expect_err("taken");
    insta::assert_snapshot!(said(error), @"nothing was exported to /data/export: there is something of that name already; choose a new name");
    let error = store.export(&folder.path().join("none/export")).expect_err("no folder");
    insta::assert_snapshot!(said(error), @"nothing was exported to /data/none/export: the folder it should be in isn't there; make that first");
    let error = SqliteStore::restore(&target, &folder.path().join("data")).err().expect("taken");
    insta::assert_snapshot!(said(error), @"/data/export can't be restored: there is a data file already where it should go; choose an empty folder with --data");
    assert_eq!(store.history(9).expect("readable").len(), 2);
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |value| value.is_finite()).prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![any::<String>(), Just("text".to_owned()), Just("bytes".to_owned())];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::btree_map(key, inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_store_comes_back_as_it_was(
        settings in proptest::collection::btree_map(any::<String>(), json(), 0..5),
        names in vec(any::<String>(), 0..4),
        layers in vec(
            (0..3usize, any::<bool>(), 0..4u8, vec((-200_000..200_000i64, any::<f64>().prop_filter("finite", |value| value.is_finite())), 0..60)),
            0..8
        ),
        flags in vec((0..3usize, -200_000..200_000i64, any::<u8>()), 0..10),
        questions in vec((any::<String>(), any::<bool>()), 0..4),
        members in (1..40usize).prop_flat_map(|hours| vec(vec(option::of(-1e6..1e6f32), hours), 0..4)),
        undone in 0..8i64,
        forgotten in 0..6i64,
    ) {
        let (folder, store) = new_store();
        for (key, value) in &settings {
            store.set_setting(key, value).expect("written");
        }
        for (id, name) in (0..).zip(&names) {
            store.save_place(&place(id, name)).expect("written");
        }
        let ids = ["meter", "a, \"b\"\n", "../é"];
        for (which, live, quality, rows) in &layers {
            let id = SeriesId(ids[*which].into());
            let quality = SourceQuality(*quality);
            let observations: Vec<Observation> =
                rows.iter().map(|(time, value)| Observation { valid_time: at(*time), value: *value }).collect();
            if *live {
                store.save_series(&series(ids[*which])).expect("written");
                let update = Append { series: &id, source: "mqtt", quality, observations: &observations, flags: &[] };
                store.append(&[update]).expect("written");
            } else {
                let observations = &mut observations.into_iter().map(Ok);
                store.import(Import { series: &series(ids[*which]), origin: "x\u{0}\n", quality, observations, flags: &Vec::new }).expect("written");
            }
        }
        for (which, time, bits) in &flags {
            // A series that isn't there has none.
            let _ = store.set_flags(&SeriesId(ids[*which].into()), &[(at(*time), QualityFlags::from_bits(*bits))]);
        }
        for (text, has_outcome) in &questions {
            let id = store.save_forecast(&forecast(text, 3)).expect("written");
            if *has_outcome {
                store.save_outcome(id, &outcome()).expect("written");
            }
        }
        if !members.is_empty() {
            save_guidance(&store, &members);
        }
        let _ = store.undo_import(ImportId(undone));
        let _ = store.forget(AnswerId(forgotten));

        let keys: Vec<String> = settings.keys().cloned().collect();
        let target = folder.path().join("export");
        let report = store.export(&target).expect("exported");
        let counts: BTreeMap<String, u64> = report.counts.into_iter().collect();
        prop_assert_eq!(counts["settings"], settings.len() as u64);
        let restored = SqliteStore::restore(&target, &folder.path().join("restored")).expect("whole");
        prop_assert_eq!(everything(&restored, &keys), everything(&store, &keys));
        // And once more: the files are the same to the byte.
        let again = folder.path().join("again");
        restored.export(&again).expect("exported");
        let manifest = |folder: &Path| fs::read(folder.join("manifest.json")).expect("readable");
        prop_assert!(manifest(&target) == manifest(&again));
        // Names are given on from where they were.
        prop_assert_eq!(restored.save_forecast(&forecast("next", 3)).expect("written"), store.save_forecast(&forecast("next", 3)).expect("written"));
        let next = |store: &SqliteStore| import(store, "next", &[]).expect("written").import;
        prop_assert_eq!(next(&restored), next(&store));
    }
}
