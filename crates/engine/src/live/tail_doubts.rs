//! Doubts about what a file that grows brings: its newest values are looked over as what follows those known before them.

use domain::{
    Observation, QualityControl, QualityFlag, QualityFlags, SeriesInfo, Statistic, Store, StoreError,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Values from so long before the first new one are gone through with it: no sensor is called stuck for standing still longer.
const BEFORE: SignedDuration = SignedDuration::from_hours(36);

/// What is known of a series at a time, and whether that is new.
#[derive(Clone, Copy)]
struct Known {
    value: f64,
    is_new: bool,
    /// Told twice with different values.
    is_contradicted: bool,
}

/// The doubts about new values of a series, by valid time, for [`domain::Append::flags`]. A new value may show that the one known before it
/// was a spike.
///
/// # Errors
/// When the data file can't be read.
pub(crate) fn tail_doubts(
    store: &dyn Store,
    info: &SeriesInfo,
    new: &[Observation],
    now: Timestamp,
) -> Result<Vec<(Timestamp, QualityFlags)>, StoreError> {
    let times = || new.iter().map(|observation| observation.valid_time);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(Vec::new()) };
    let weather = info.weather.as_deref();
    if weather.is_some_and(|weather| weather.statistic == Statistic::Typical) {
        return Ok(Vec::new());
    }
    let from = first.saturating_sub(BEFORE).unwrap_or(Timestamp::MIN);
    let mut known: BTreeMap<Timestamp, Known> = store
        .observations(&info.id, from, last)?
        .into_iter()
        .map(|Observation { valid_time, value }| {
            (valid_time, Known { value, is_new: false, is_contradicted: false })
        })
        .collect();
    for Observation { valid_time, value } in new.iter().copied() {
        let before = known.insert(valid_time, Known { value, is_new: true, is_contradicted: false });
        // What was known at that time is put right by the file; what the file says twice is not.
        if let Some(before) = before.filter(|before| before.is_new)
            && let Some(known) = known.get_mut(&valid_time)
        {
            known.is_contradicted = before.is_contradicted || before.value.total_cmp(&value).is_ne();
        }
    }
    let mut control = QualityControl::new(weather.map(|weather| weather.variable.clone()));
    let mut doubts: BTreeMap<Timestamp, QualityFlags> = BTreeMap::new();
    for (time, Known { value, is_new, is_contradicted }) in &known {
        let (mut flags, spike) = control.check(*time, *value, now);
        if !is_new {
            continue;
        }
        if *is_contradicted {
            flags = flags.with(QualityFlag::Duplicate);
        }
        if !flags.is_empty() {
            doubts.insert(*time, flags);
        }
        if let Some(time) = spike {
            let own = doubts.get(&time).copied();
            let flags = match own {
                Some(own) => own,
                None => doubts_before(store, info, time)?,
            };
            doubts.insert(time, flags.with(QualityFlag::Spike));
        }
    }
    Ok(doubts.into_iter().collect())
}

/// The doubts there are about the value of one time.
fn doubts_before(store: &dyn Store, info: &SeriesInfo, time: Timestamp) -> Result<QualityFlags, StoreError> {
    let until = time.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
    let known = store.flags(&info.id, time, until)?;
    Ok(known.first().map_or(QualityFlags::NONE, |(_, flags)| *flags))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Append, Import, SeriesId, SeriesKind, SourceQuality, Unit, Variable, WeatherStation};
    use store::SqliteStore;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).expect("a moment")
    }

    fn thermometer() -> SeriesInfo {
        SeriesInfo {
            id: SeriesId("outside".into()),
            title: "Outside".into(),
            aliases: Vec::new(),
            unit: Unit::Celsius,
            kind: SeriesKind::Level,
            time_zone: "UTC".into(),
            step_minutes: 10,
            first: None,
            last: None,
            origin: "outside.csv".into(),
            sample: false,
            weather: Some(Box::new(WeatherStation {
                variable: Variable::Temperature,
                statistic: Statistic::Value,
                name: "Outside".into(),
                latitude: 41.0,
                longitude: -8.0,
                elevation: None,
            })),
        }
    }

    fn values(rows: &[(i64, f64)]) -> Vec<Observation> {
        rows.iter().map(|(minute, value)| Observation { valid_time: at(*minute), value: *value }).collect()
    }

    /// The doubts after some rows were imported and then each of the tails came, by minute.
    fn doubted(known: &[(i64, f64)], tails: &[&[(i64, f64)]]) -> Vec<(i64, Vec<QualityFlag>)> {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path()).expect("a store");
        let info = thermometer();
        let observations = &mut values(known).into_iter().map(Ok);
        let quality = SourceQuality::MEASURED;
        let import = Import { series: &info, origin: "outside.csv", quality, observations, flags: &Vec::new };
        store.import(import).expect("written");
        for tail in tails {
            let observations = &values(tail);
            let flags = &tail_doubts(&store, &info, observations, at(100_000)).expect("readable");
            let source = "file outside.csv";
            store
                .append(&[Append { series: &info.id, source, quality, observations, flags }])
                .expect("written");
        }
        let flags = store.flags(&info.id, Timestamp::MIN, Timestamp::MAX).expect("readable");
        flags
            .into_iter()
            .map(|(time, flags)| ((time.as_second() - at(0).as_second()) / 60, flags.iter().collect()))
            .collect()
    }

    #[test]
    fn a_tail_is_looked_over_with_what_was_known_before_it() {
        use QualityFlag::{Duplicate, FutureStamp, OutOfRange, Spike, Step, Stuck};
        let known = [(0, 20.0), (10, 20.2), (20, 20.1)];
        assert_eq!(doubted(&known, &[&[(30, 20.3), (40, 20.4)]]), []);
        assert_eq!(doubted(&known, &[&[(30, 35.0)]]), [(30, vec![Step])], "a jump from what was known");
        assert_eq!(doubted(&known, &[&[(30, 95.0)]]), [(30, vec![OutOfRange, Step])]);
        // What comes next shows what the jump was, be it in the same tail or in another.
        assert_eq!(doubted(&known, &[&[(30, 35.0), (40, 20.2)]]), [(30, vec![Step, Spike])]);
        assert_eq!(doubted(&known, &[&[(30, 35.0)], &[(40, 20.2)]]), [(30, vec![Step, Spike])]);
        assert_eq!(doubted(&known, &[&[(30, 20.0), (30, 20.5)]]), [(30, vec![Duplicate])]);
        assert_eq!(doubted(&known, &[&[(20, 20.4)]]), [], "put right, not told twice");
        assert_eq!(doubted(&known, &[&[(200_000, 20.0)]]), [(200_000, vec![FutureStamp])]);
        // Standing still for half a day, a row at a time.
        let still: Vec<(i64, f64)> = (0..14).map(|hour| (60 * hour, 21.3)).collect();
        let rows: Vec<&[(i64, f64)]> = still[1..].chunks(1).collect();
        assert_eq!(doubted(&still[..1], &rows), [(720, vec![Stuck]), (780, vec![Stuck])]);
    }
}
