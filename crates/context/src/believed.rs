//! Series of the store without what quality control takes for wrong: here it becomes missing, for forecasts, verification and
//! learning alike. In the store it stays, with its flags.

use domain::{QualityFlag, QualityFlags, Series, SeriesInfo, Store, StoreError};
use jiff::Timestamp;

/// Observations of one series, those taken for wrong left out.
pub(crate) struct Believed<'a> {
    store: &'a dyn Store,
    info: &'a SeriesInfo,
    /// Seconds of the valid times that are left out, rising.
    wrong: &'a [i64],
}

impl Believed<'_> {
    pub(crate) const fn store(&self) -> &dyn Store {
        self.store
    }

    /// Whether nothing is left out.
    pub(crate) const fn is_all(&self) -> bool {
        self.wrong.is_empty()
    }

    /// See [`Store::visit_observations`].
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) fn visit(
        &self,
        from: Timestamp,
        visit: &mut dyn FnMut(&[i64], &[f64]),
    ) -> Result<(), StoreError> {
        self.store.visit_observations(&self.info.id, from, Timestamp::MAX, &mut |times, values| {
            let (Some(first), Some(last)) = (times.first(), times.last()) else { return };
            let wrong = &self.wrong[self.wrong.partition_point(|time| time < first)..];
            let mut begun = 0;
            for time in wrong.iter().take_while(|time| *time <= last) {
                let Ok(found) = times[begun..].binary_search(time) else { continue };
                let at = begun + found;
                if found > 0 {
                    visit(&times[begun..at], &values[begun..at]);
                }
                begun = at + 1;
            }
            if begun < times.len() {
                visit(&times[begun..], &values[begun..]);
            }
        })
    }
}

/// What was left out of a series for being wrong.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// Valid times of the observations, rising.
    times: Vec<Timestamp>,
    spikes: Vec<Spike>,
}

/// A value that only a later one showed to be wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spike {
    valid_time: Timestamp,
    /// The step of the series that it lies in, and what that was before it was known.
    step: usize,
    value: f64,
    /// The step that the later value lies in.
    shown: usize,
}

impl LeftOut {
    /// What is known of `series` at `issue_time`: [`Series::known_at`], and a spike that nothing had shown by then still in it.
    pub(crate) fn known_at(&self, series: &Series, issue_time: Timestamp) -> Series {
        let known = series.known_at(issue_time);
        let Some(spike) = self.not_yet_shown(known.len()) else { return known };
        let mut values = known.values().to_vec();
        values[spike.step] = spike.value;
        let start = known.first_time().to_zoned(known.time_zone().clone());
        Series::new(start, known.step(), values).unwrap_or(known)
    }

    fn not_yet_shown(&self, steps_known: usize) -> Option<&Spike> {
        self.spikes.iter().rev().find(|spike| (spike.step + 1..=spike.shown).contains(&steps_known))
    }

    /// How many observations before the end of `known` were left out.
    pub(crate) fn count(&self, known: &Series) -> usize {
        let end = known.time(known.len());
        let kept = self.not_yet_shown(known.len()).map(|spike| spike.valid_time);
        self.times.iter().filter(|time| **time < end && Some(**time) != kept).count()
    }
}

/// The series that `lay` makes of the observations that are believed, and what it lacks for that. `lay` puts them on the same steps
/// whichever they are.
///
/// # Errors
/// When the store can't be read.
pub(crate) fn laid(
    store: &dyn Store,
    info: &SeriesInfo,
    lay: impl Fn(&Believed<'_>) -> Result<Option<Series>, StoreError>,
) -> Result<Option<(Series, LeftOut)>, StoreError> {
    let flags = store.flags(&info.id, Timestamp::MIN, Timestamp::MAX)?;
    let is_weather = info.weather.is_some();
    let wrong: Vec<(Timestamp, QualityFlags)> =
        flags.into_iter().filter(|(_, flags)| flags.are_wrong(is_weather)).collect();
    let seconds = |(time, _): &(Timestamp, QualityFlags)| time.as_second();
    let all: Vec<i64> = wrong.iter().map(seconds).collect();
    let Some(series) = lay(&Believed { store, info, wrong: &all })? else { return Ok(None) };
    let was_seen =
        |(_, flags): &&(Timestamp, QualityFlags)| flags.without(QualityFlag::Spike).are_wrong(is_weather);
    let seen_at_once: Vec<i64> = wrong.iter().filter(was_seen).map(seconds).collect();
    let mut left_out = LeftOut { times: wrong.iter().map(|(time, _)| *time).collect(), spikes: Vec::new() };
    if seen_at_once.len() < all.len()
        && let Some(before) = lay(&Believed { store, info, wrong: &seen_at_once })?
    {
        let spikes: Vec<Timestamp> =
            wrong.iter().filter(|one| !was_seen(one)).map(|(time, _)| *time).collect();
        left_out.spikes = spikes_of(store, info, &spikes, &before)?;
    }
    Ok(Some((series, left_out)))
}

/// What the spikes at these times, which rise, made of the series before they were known for spikes.
fn spikes_of(
    store: &dyn Store,
    info: &SeriesInfo,
    times: &[Timestamp],
    before: &Series,
) -> Result<Vec<Spike>, StoreError> {
    let mut shown: Vec<Timestamp> = Vec::with_capacity(times.len());
    let Some(first) = times.first() else { return Ok(Vec::new()) };
    store.visit_observations(&info.id, *first, Timestamp::MAX, &mut |observed, _| {
        let mut at = 0;
        while let Some(spike) = times.get(shown.len()) {
            at += observed[at..].partition_point(|time| *time <= spike.as_second());
            let Some(next) = observed.get(at).and_then(|next| Timestamp::from_second(*next).ok()) else {
                return;
            };
            shown.push(next);
        }
    })?;
    let spike = |(valid_time, shown): (&Timestamp, &Timestamp)| {
        let step = before.index_at(*valid_time);
        Some(Spike {
            valid_time: *valid_time,
            step,
            value: *before.values().get(step)?,
            shown: before.index_at(*shown),
        })
    };
    Ok(times.iter().zip(&shown).filter_map(spike).filter(|spike| spike.shown > spike.step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regular_grid::read_on_regular_grid;
    use domain::{Append, Observation, SeriesId, SeriesKind, SourceQuality, Step, Unit};
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_006_400 + minute * 60).unwrap()
    }

    /// Values by minute with their flags, laid on hours.
    fn laid_on_hours(values: &[(i64, f64, QualityFlags)]) -> (Series, LeftOut) {
        let folder = tempfile::tempdir().unwrap();
        let store = store::SqliteStore::open(folder.path()).unwrap();
        let info = SeriesInfo {
            id: SeriesId("outside".to_owned()),
            title: "Outside".to_owned(),
            aliases: Vec::new(),
            unit: Unit::Celsius,
            kind: SeriesKind::Level,
            time_zone: "UTC".to_owned(),
            step_minutes: 60,
            first: None,
            last: None,
            origin: String::new(),
            sample: false,
            weather: None,
        };
        store.save_series(&info).unwrap();
        let observations: Vec<Observation> = values
            .iter()
            .map(|(minute, value, _)| Observation { valid_time: at(*minute), value: *value })
            .collect();
        let flags: Vec<(Timestamp, QualityFlags)> =
            values.iter().map(|(minute, _, flags)| (at(*minute), *flags)).collect();
        let append = Append {
            series: &info.id,
            source: "a test",
            quality: SourceQuality::MEASURED,
            observations: &observations,
            flags: &flags,
        };
        store.append(&[append]).unwrap();
        let info = store.series().unwrap().remove(0);
        read_on_regular_grid(&store, &info, Step::HOUR, &TimeZone::UTC).unwrap().unwrap()
    }

    const NONE: QualityFlags = QualityFlags::NONE;
    const SPIKE: QualityFlags = NONE.with(QualityFlag::Step).with(QualityFlag::Spike);
    const STUCK: QualityFlags = NONE.with(QualityFlag::Stuck);

    fn bits(series: &Series) -> Vec<u64> {
        series.values().iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn what_is_wrong_is_missing_and_an_earlier_value_of_the_step_stands() {
        let (hours, left_out) = laid_on_hours(&[
            (0, 1.0, NONE),
            (60, 2.0, NONE.with(QualityFlag::Step)),
            (120, 3.0, STUCK),
            (180, 4.0, NONE),
            (210, 99.0, NONE.with(QualityFlag::OutOfRange)),
            (240, 5.0, NONE.with(QualityFlag::Duplicate)),
        ]);
        assert_eq!(hours.observed().map(|(_, value)| value).collect::<Vec<_>>(), [1.0, 2.0, 4.0, 5.0]);
        assert!(hours.values()[2].is_nan());
        assert_eq!(left_out.count(&hours), 2);
        assert_eq!(left_out.count(&hours.slice(0..3)), 1);
    }

    #[test]
    fn a_spike_is_in_what_was_known_until_a_later_value_shows_it() {
        let (hours, left_out) =
            laid_on_hours(&[(0, 1.0, NONE), (60, 40.0, SPIKE), (180, 1.2, NONE), (240, 1.1, NONE)]);
        let known = |minute| left_out.known_at(&hours, at(minute));
        for minute in [120, 180, 239] {
            assert_eq!(known(minute).values()[1].to_bits(), 40_f64.to_bits(), "at {minute}");
            assert_eq!(left_out.count(&known(minute)), 0);
        }
        for minute in [240, 300, 1000] {
            assert!(known(minute).values()[1].is_nan(), "at {minute}");
            assert_eq!(left_out.count(&known(minute)), 1);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// What was known at a moment is what would have been known had nothing come after it.
        #[test]
        fn nothing_later_changes_what_was_known(
            steps in proptest::collection::vec((5_i64..150, -20.0_f64..40.0, 0_u8..4), 2..25),
            at_step in 0_usize..25,
        ) {
            let mut minute = 0;
            let mut values = vec![(0, 0.0, NONE)];
            for (distance, value, kind) in steps {
                minute += distance;
                values.push((minute, value, match kind { 0 => SPIKE, 1 => STUCK, _ => NONE }));
            }
            // A spike is shown by what follows.
            let count = values.len();
            values[count - 1].2 = NONE;
            let (all, of_all) = laid_on_hours(&values);
            let until = (values[at_step % count].0 / 60 + 1) * 60;
            let mut before: Vec<_> = values.iter().filter(|(minute, ..)| *minute < until).copied().collect();
            if let Some((_, _, flags)) = before.last_mut() {
                *flags = if flags.has(QualityFlag::Spike) { NONE } else { *flags };
            }
            let (some, of_some) = laid_on_hours(&before);
            prop_assert_eq!(
                bits(&of_all.known_at(&all, at(until))),
                bits(&of_some.known_at(&some, at(until)))
            );
        }
    }
}
