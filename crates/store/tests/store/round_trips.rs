//! What is written is what is read, for anything that can be written.

use crate::sample::{as_kept, at, forecast, import, observed, place};
use domain::{
    AnswerId, IssuedForecast, LocalConditions, LocalOffset, ModelId, Place, Probability, QuantileForecast,
    QuantileLevels, SeriesId, Store as _, Support, Variable,
};
use proptest::{collection::vec, option, prelude::*};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};
use store::SqliteStore;
use tempfile::TempDir;

fn new_store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    (folder, store)
}

fn finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |value| value.is_finite())
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        finite().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn a_place()(
        id: u32,
        name: String,
        region: Option<String>,
        latitude in -90.0..90.0f64,
        longitude in -180.0..180.0f64,
        elevation in option::of(-400.0..8000.0f64),
        population: u32,
        local in option::of(local_conditions()),
    ) -> Place {
        let local = local.map(Box::new);
        Place { region, latitude, longitude, elevation, population, local, ..place(id, &name) }
    }
}

prop_compose! {
    fn local_conditions()(
        elevation in option::of(-400.0..8000.0f64),
        higher_by in option::of(-2000.0..2000.0f64),
        offsets in vec((variable(), -9.0..9.0f64), 0..3),
    ) -> LocalConditions {
        let offsets = offsets.into_iter().map(|(variable, offset)| LocalOffset { variable, offset });
        LocalConditions { elevation, higher_by, offsets: offsets.collect() }
    }
}

fn variable() -> impl Strategy<Value = Variable> {
    prop_oneof![
        Just(Variable::Temperature),
        Just(Variable::Precipitation),
        any::<String>().prop_map(|id| Variable::Series(SeriesId(id))),
    ]
}

/// Any moment jiff knows, to the nanosecond.
fn moment() -> impl Strategy<Value = jiff::Timestamp> {
    (jiff::Timestamp::MIN.as_second()..jiff::Timestamp::MAX.as_second(), 0..1_000_000_000i32)
        .prop_map(|(seconds, nanoseconds)| jiff::Timestamp::new(seconds, nanoseconds).expect("in range"))
}

prop_compose! {
    fn marginal()(
        variable in variable(),
        levels in proptest::collection::btree_set(1..1000u16, 1..20),
        times in proptest::collection::btree_set(-4_000_000_000..4_000_000_000i64, 0..10),
    )(
        values in vec(-1e30..1e30f64, levels.len() * times.len()),
        variable in Just(variable),
        levels in Just(levels),
        times in Just(times),
    ) -> QuantileForecast {
        let levels: Vec<f64> = levels.into_iter().map(|level| f64::from(level) / 1000.0).collect();
        let times: Vec<_> = times.into_iter().map(at).collect();
        let levels = QuantileLevels::try_from(levels).expect("rising");
        QuantileForecast::new(variable, Arc::from(times), levels, values, &Support::REAL).expect("shape")
    }
}

prop_compose! {
    fn issued()(
        text: String,
        headline: String,
        made_at in moment(),
        issue_time in moment(),
        as_of: bool,
        probability in option::of(0.0..=1.0f64),
        execution_time in finite(),
        marginals in vec(marginal(), 0..4),
        weights in vec((variable(), "[a-z-]{0,12}", finite()), 0..6),
        data_age in vec((variable(), option::of(moment())), 0..4),
    ) -> IssuedForecast {
        let mut issued = forecast(&text, 3);
        issued.answer.headline = headline;
        issued.answer.as_of = as_of;
        issued.answer.probability = probability.map(|value| Probability::new(value).expect("0 to 1"));
        issued.answer.execution_time = execution_time;
        let weights = weights.into_iter().map(|(variable, id, weight)| (variable, ModelId(Cow::Owned(id)), weight));
        IssuedForecast { made_at, issue_time, marginals, weights: weights.collect(), data_age, ..issued }
    }
}

proptest! {
    // Each case is many synced transactions.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn observations_come_back_and_importing_them_again_changes_nothing(
        values in vec((-100_000_000_000..100_000_000_000i64, finite()), 0..200),
        again in vec((0..50i64, prop_oneof![Just(1.0), Just(2.0)]), 0..100),
    ) {
        let (_folder, store) = new_store();
        let values: Vec<_> = values.into_iter().chain(again).collect();
        let expected: Vec<(i64, f64)> = values.iter().copied().collect::<BTreeMap<_, _>>().into_iter().collect();
        let distinct = u32::try_from(expected.len()).expect("few");

        let first = import(&store, "meter", &values).expect("written");
        prop_assert_eq!((first.inserted, first.changed, first.unchanged), (distinct, 0, 0));
        prop_assert_eq!(&observed(&store, "meter"), &expected);
        let second = import(&store, "meter", &values).expect("written");
        prop_assert_eq!((second.inserted, second.changed, second.unchanged), (0, 0, distinct));
        prop_assert_eq!(&observed(&store, "meter"), &expected);
    }

    #[test]
    fn counts_agree_with_what_was_there_before(
        before in vec((0..30i64, 0..4u8), 0..40),
        after in vec((0..30i64, 0..4u8), 0..40),
    ) {
        let (_folder, store) = new_store();
        let number = |(time, value): &(i64, u8)| (*time, f64::from(*value));
        let (before, after): (Vec<_>, Vec<_>) = (before.iter().map(number).collect(), after.iter().map(number).collect());
        import(&store, "meter", &before).expect("written");
        let report = import(&store, "meter", &after).expect("written");

        let old: BTreeMap<i64, f64> = before.into_iter().collect();
        let new: BTreeMap<i64, f64> = after.into_iter().collect();
        let count = |matches: &dyn Fn(Option<&f64>, &f64) -> bool| {
            u32::try_from(new.iter().filter(|(time, value)| matches(old.get(time), value)).count()).expect("few")
        };
        prop_assert_eq!(report.inserted, count(&|old, _| old.is_none()));
        prop_assert_eq!(report.changed, count(&|old, new| old.is_some_and(|old| old.total_cmp(new).is_ne())));
        prop_assert_eq!(report.unchanged, count(&|old, new| old.is_some_and(|old| old.total_cmp(new).is_eq())));
        let expected: Vec<(i64, f64)> = old.into_iter().chain(new).collect::<BTreeMap<_, _>>().into_iter().collect();
        prop_assert_eq!(observed(&store, "meter"), expected);
    }

    #[test]
    fn settings_come_back(settings in proptest::collection::btree_map(any::<String>(), json(), 1..6)) {
        let (folder, store) = new_store();
        for (key, value) in &settings {
            store.set_setting(key, value).expect("written");
        }
        drop(store);
        let store = SqliteStore::open(folder.path()).expect("opens again");
        for (key, value) in &settings {
            prop_assert_eq!(store.setting(key).expect("readable"), Some(value.clone()));
            store.set_setting(key, &serde_json::Value::Null).expect("written");
            prop_assert_eq!(store.setting(key).expect("readable"), None);
        }
    }

    #[test]
    fn places_come_back(places in vec(a_place(), 1..6)) {
        let (_folder, store) = new_store();
        for place in &places {
            store.save_place(place).expect("written");
        }
        let mut expected: Vec<Place> =
            places.into_iter().map(|place| (place.id, place)).collect::<BTreeMap<_, _>>().into_values().collect();
        for place in &expected {
            // Saved again with other conditions, then as it was.
            let local = Some(Box::new(LocalConditions { higher_by: Some(1.0), ..LocalConditions::default() }));
            store.save_place(&Place { local, ..place.clone() }).expect("written");
            store.save_place(place).expect("written");
        }
        expected.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        prop_assert_eq!(&store.places().expect("readable"), &expected);
        for place in &expected {
            prop_assert!(store.forget_place(place.id).expect("written"));
            prop_assert!(!store.forget_place(place.id).expect("written"), "it is gone already");
        }
        prop_assert_eq!(store.places().expect("readable"), Vec::new());
    }

    #[test]
    fn forecasts_come_back_as_issued(forecasts in vec(issued(), 1..4)) {
        let (folder, store) = new_store();
        let ids: Vec<AnswerId> =
            forecasts.iter().map(|forecast| store.save_forecast(forecast).expect("written")).collect();
        drop(store);
        let store = SqliteStore::open(folder.path()).expect("opens again");
        for (forecast, id) in forecasts.iter().zip(&ids) {
            prop_assert_eq!(store.forecast(*id).expect("readable"), as_kept(forecast, *id));
        }
        for (past, (forecast, id)) in store.history(50).expect("readable").iter().rev().zip(forecasts.iter().zip(&ids)) {
            prop_assert_eq!(past.id, *id);
            prop_assert_eq!(&past.text, &forecast.answer.question.text);
            prop_assert_eq!(past.asked_at, forecast.made_at);
            prop_assert_eq!(past.as_of, forecast.answer.as_of.then_some(forecast.issue_time));
        }
    }
}
