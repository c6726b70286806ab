//! Imports: what is counted, what is kept, what is refused.

use crate::sample::{NOON, at, import, observed, series};
use domain::{
    Import, InsertReport, Observation, QualityFlag, QualityFlags, SeriesId, SourceQuality, Store as _,
    StoreError, Unit,
};
use jiff::Timestamp;
use store::SqliteStore;

fn counts(report: InsertReport) -> (u32, u32, u32) {
    (report.inserted, report.changed, report.unchanged)
}

#[test]
fn every_valid_time_is_counted_once_as_what_became_of_it() {
    let before = [(0, 1.0), (60, 2.0), (120, 3.0)];
    for (name, incoming, counted, kept) in [
        ("nothing", vec![], (0, 0, 0), vec![(0, 1.0), (60, 2.0), (120, 3.0)]),
        ("the same again", before.to_vec(), (0, 0, 3), before.to_vec()),
        (
            "one of each",
            vec![(0, 1.0), (60, 9.0), (180, 4.0)],
            (1, 1, 1),
            vec![(0, 1.0), (60, 9.0), (120, 3.0), (180, 4.0)],
        ),
        (
            "not in order",
            vec![(240, 5.0), (-60, 0.0)],
            (2, 0, 0),
            vec![(-60, 0.0), (0, 1.0), (60, 2.0), (120, 3.0), (240, 5.0)],
        ),
        (
            "new, twice",
            vec![(180, 4.0), (180, 5.0)],
            (1, 0, 0),
            vec![(0, 1.0), (60, 2.0), (120, 3.0), (180, 5.0)],
        ),
        (
            "changed, twice",
            vec![(60, 8.0), (0, 1.0), (60, 9.0)],
            (0, 1, 1),
            vec![(0, 1.0), (60, 9.0), (120, 3.0)],
        ),
        ("changed and back", vec![(60, 8.0), (60, 2.0)], (0, 0, 1), before.to_vec()),
        (
            "unchanged, then changed",
            vec![(60, 2.0), (60, 8.0)],
            (0, 1, 0),
            vec![(0, 1.0), (60, 8.0), (120, 3.0)],
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path()).expect("a new store");
        assert_eq!(counts(import(&store, "meter", &before).expect("written")), (3, 0, 0));
        assert_eq!(counts(import(&store, "meter", &incoming).expect("written")), counted, "{name}");
        assert_eq!(observed(&store, "meter"), kept, "{name}");
    }
}

#[test]
fn a_series_tells_its_first_and_last_valid_time_from_its_observations() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    import(&store, "meter", &[(NOON, 1.0), (NOON - 3600, 2.0), (NOON + 3600, 3.0)]).expect("written");
    import(&store, "empty", &[]).expect("written");
    let kept = store.series().expect("readable");
    let meter =
        domain::SeriesInfo { first: Some(at(NOON - 3600)), last: Some(at(NOON + 3600)), ..series("meter") };
    assert_eq!(kept, [meter, series("empty")]);
}

#[test]
fn observations_are_read_from_the_first_moment_up_to_but_without_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    import(&store, "meter", &[(0, 0.0), (60, 1.0), (120, 2.0)]).expect("written");
    import(&store, "other", &[(60, 7.0)]).expect("written");
    let read = |from: &str, to: &str| -> Vec<f64> {
        let (from, to) = (from.parse().expect("a time"), to.parse().expect("a time"));
        let within = store.observations(&SeriesId("meter".into()), from, to).expect("readable");
        within.iter().map(|seen| seen.value).collect()
    };
    assert_eq!(read("1970-01-01T00:00:00Z", "1970-01-01T00:02:00Z"), [0.0, 1.0]);
    assert_eq!(read("1970-01-01T00:00:00.5Z", "1970-01-01T00:02:00.5Z"), [1.0, 2.0]);
    assert_eq!(read("1970-01-01T00:03:00Z", "1970-01-01T00:01:00Z"), [0.0; 0]);
    let unknown = store.observations(&SeriesId("unknown".into()), at(0), at(NOON)).expect("readable");
    assert_eq!(unknown, []);
}

#[test]
fn a_broken_import_writes_nothing_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let attempt = |last: Result<Observation, StoreError>| {
        let good = (0..5000).map(|hour| Ok(Observation { valid_time: at(hour * 3600), value: 1.0 }));
        let observations = &mut good.chain([last]);
        let error = store
            .import(Import {
                series: &series("meter"),
                origin: "meter.csv",
                quality: SourceQuality::MEASURED,
                observations,
                flags: &Vec::new,
            })
            .expect_err("the last one is bad");
        assert_eq!(store.series().expect("readable"), []);
        assert_eq!(store.health().expect("readable").counts[5], ("imports".into(), 0));
        error.to_string()
    };
    let said = StoreError::Input("line 5001: `12,5` is not a number; use a decimal point".into());
    insta::assert_snapshot!(attempt(Err(said)), @"line 5001: `12,5` is not a number; use a decimal point");
    insta::assert_snapshot!(
        attempt(Ok(Observation { valid_time: at(NOON), value: f64::NAN })),
        @"the value at 2013-06-14T12:00:00Z is not a finite number; leave it out or correct it and try again. Nothing was written"
    );
    insta::assert_snapshot!(
        attempt(Ok(Observation { valid_time: at(NOON), value: f64::NEG_INFINITY })),
        @"the value at 2013-06-14T12:00:00Z is not a finite number; leave it out or correct it and try again. Nothing was written"
    );
    insta::assert_snapshot!(
        attempt(Ok(Observation { valid_time: "2013-06-14T12:00:00.25Z".parse().expect("a time"), value: 1.0 })),
        @"2013-06-14T12:00:00.25Z has a fraction of a second; round the times to whole seconds and try again. Nothing was written"
    );
}

#[test]
fn values_and_the_doubts_about_them_are_written_together_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let import = |flags: &dyn Fn() -> Vec<(Timestamp, QualityFlags)>| {
        let read = std::cell::Cell::new(0);
        let observations = &mut (0..3).map(|minute| {
            read.set(minute + 1);
            Ok(Observation { valid_time: at(minute * 60), value: 1.0 })
        });
        let flags = &|| {
            assert_eq!(read.get(), 3, "all of them were read");
            flags()
        };
        let info = &series("meter");
        let quality = SourceQuality::MEASURED;
        store.import(Import { series: info, origin: "meter.csv", quality, observations, flags })
    };
    let kept = || store.flags(&SeriesId("meter".into()), Timestamp::MIN, Timestamp::MAX).expect("readable");
    let spike = QualityFlags::NONE.with(QualityFlag::Spike);
    // A doubt that can't be written keeps the values out.
    let between = "2013-06-14T12:00:00.25Z".parse().expect("a time");
    import(&|| vec![(at(60), spike), (between, spike)]).expect_err("no whole second");
    assert_eq!((store.series().expect("readable"), kept()), (vec![], vec![]));
    import(&|| vec![(at(60), spike)]).expect("written");
    assert_eq!((observed(&store, "meter").len(), kept()), (3, vec![(at(60), spike)]));
}

#[test]
fn values_in_another_unit_are_not_mixed_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    import(&store, "meter", &[(0, 1.0)]).expect("written");
    let info = domain::SeriesInfo { unit: Unit::WattHour, ..series("meter") };
    let observations = &mut std::iter::once(Ok(Observation { valid_time: at(60), value: 1000.0 }));
    let error = store
        .import(Import {
            series: &info,
            origin: "meter.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        })
        .expect_err("other unit");
    insta::assert_snapshot!(error, @"meter is kept in kWh and these values are in Wh; convert them, or import them under another name. Nothing was written");
    assert_eq!(observed(&store, "meter"), [(0, 1.0)]);
}

#[test]
fn a_later_import_renews_what_is_known_of_the_series() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    import(&store, "meter", &[]).expect("written");
    let info = domain::SeriesInfo { title: "Electricity at home".into(), ..series("meter") };
    let observations = &mut std::iter::empty();
    store
        .import(Import {
            series: &info,
            origin: "newer.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        })
        .expect("written");
    assert_eq!(store.series().expect("readable"), [info]);
}

#[test]
fn the_store_can_be_used_while_an_import_is_being_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    // The iterator itself reads and writes: were any lock held while it runs, this would stop here for good.
    let observations = &mut (0..3).map(|minute| {
        store.set_setting("progress", &minute.into())?;
        assert_eq!(store.series()?, []);
        Ok(Observation { valid_time: at(minute * 60), value: 1.0 })
    });
    store
        .import(Import {
            series: &series("meter"),
            origin: "slow.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        })
        .expect("written");
    assert_eq!(observed(&store, "meter").len(), 3);
    assert_eq!(store.setting("progress").expect("readable"), Some(2.into()));
}

#[test]
fn an_import_whose_source_panics_leaves_the_store_usable() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let observations = &mut (0..10).map(|minute| {
            assert!(minute < 5, "a fault in a reader");
            Ok(Observation { valid_time: at(minute * 60), value: 1.0 })
        });
        store.import(Import {
            series: &series("meter"),
            origin: "bad.csv",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        })
    }));
    assert!(outcome.is_err());
    assert_eq!(store.series().expect("readable"), []);
    import(&store, "meter", &[(0, 1.0)]).expect("written");
}
