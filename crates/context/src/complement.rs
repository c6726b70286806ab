//! Several records of one variable to one: the better stands, what the other tells beyond it fills the hours that it lacks, moved by
//! what the hours that both tell say of their difference.

use crate::{
    local_conditions::assumed,
    record_difference::{Difference, hours_between, hours_of_day},
};
use domain::{Origin, OriginKind, Place, Series, Track};

/// Puts what `found` tells into the hours that `known` lacks, before, between and behind its own, and says so in its caveats. `None`
/// when they have too few hours in common, or `found` has nothing to add.
pub(crate) fn complemented(known: &Track, found: &Track, place: Option<&Place>) -> Option<Track> {
    if !is_by_the_hour(&found.origin) || known.history.is_empty() || found.history.is_empty() {
        return None;
    }
    let (history, other) = (&known.history, found.history.on_the_clock_of(known.history.time_zone()));
    let later = hours_between(history, &other)?;
    let newest_of_known = history.newest_index()?;
    // A record that begins later, ends earlier and has no hole filled adds nothing.
    let adds = later < 0
        || other.newest_time() > history.newest_time()
        || history.values()[..newest_of_known].iter().any(|value| value.is_nan());
    if !adds {
        return None;
    }
    let assumed = place.and_then(|place| assumed(place, &found.origin, &known.variable));
    let (shift, metres) = assumed.map_or((0.0, 0.0), |assumed| (assumed.shift(), assumed.metres));
    let difference = Difference::learnt(history, &other, &known.variable, shift, metres)?;

    let first = later.min(0);
    let known_last = i64::try_from(history.len()).ok()?;
    let last = known_last.max(later + i64::try_from(other.len()).ok()?);
    let start = if later < 0 { other.first_time() } else { history.first_time() };
    let mut values = vec![f64::NAN; usize::try_from(last - first).ok()?];
    let hour_of_day = hours_of_day(&other);
    let from_other = usize::try_from(later - first).ok()?;
    for (index, (value, cell)) in other.values().iter().zip(&mut values[from_other..]).enumerate() {
        *cell = known.support.clamp(difference.applied(*value, hour_of_day(index)));
    }
    let from_known = usize::try_from(-first).ok()?;
    let (mut own, mut kept) = (0usize, values.iter().filter(|value| !value.is_nan()).count());
    for (value, cell) in history.values().iter().zip(&mut values[from_known..]) {
        if !value.is_nan() {
            own += 1;
            kept -= usize::from(!cell.is_nan());
            *cell = *value;
        }
    }
    if kept == 0 {
        return None;
    }
    let start = start.to_zoned(history.time_zone().clone());
    let history = Series::new(start, history.step(), values).expect("an hour is a step");
    let mut origin = known.origin.clone();
    let behind = known
        .history
        .newest_time()
        .filter(|newest| other.newest_time() > Some(*newest))
        .map_or_else(String::new, |newest| {
            format!(
                ", those after {} among them",
                newest.to_zoned(other.time_zone().clone()).strftime("%-d %B %Y, %H:%M")
            )
        });
    let how = if known.origin.kind == OriginKind::Yours { "your station and it" } else { "both" };
    origin.caveats.push(format!(
        "{kept} of {} hours{behind}, which it doesn't tell, are from {}, moved by what {} hours of {how} say{}.",
        kept + own,
        found.origin.title,
        difference.hours,
        difference.in_words(&known.variable),
    ));
    origin
        .caveats
        .extend(found.origin.caveats.iter().filter(|caveat| !known.origin.caveats.contains(caveat)).cloned());
    Some(Track { history, origin, ..known.clone() })
}

/// Whether its hours were observed or analysed as hours: hours made from days say nothing of one hour.
fn is_by_the_hour(origin: &Origin) -> bool {
    matches!(origin.kind, OriginKind::Yours | OriginKind::ObservedHourly | OriginKind::Analysis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_questions::place;
    use domain::{LocalConditions, Step, Variable};
    use jiff::{Timestamp, tz::TimeZone};
    use proptest::prelude::*;

    fn track(kind: OriginKind, first_hour: i64, values: Vec<f64>) -> Track {
        let start = Timestamp::from_second(first_hour * 3600).expect("a moment").to_zoned(TimeZone::UTC);
        let history = Series::new(start, Step::HOUR, values).expect("a step");
        let origin = Origin { elevation: Some(100.0), ..Origin::new(kind, format!("{kind:?}")) };
        Track::of_weather(Variable::Temperature, history, origin)
    }

    fn cabin(own: &mut Track) -> Place {
        own.origin.distance = Some(0.1);
        let local = LocalConditions { elevation: Some(500.0), ..LocalConditions::default() };
        Place { name: "Cabin".to_owned(), local: Some(Box::new(local)), ..place("Porto") }
    }

    #[test]
    fn a_fortnight_of_ones_own_station_moves_the_record_of_a_year() {
        let course = |hour: i64| 10.0 + (hour as f64 / 24.0 * std::f64::consts::TAU).sin();
        let record = track(OriginKind::ObservedHourly, 0, (0..8760).map(course).collect());
        // Four degrees colder, where the height alone makes 2.6.
        let mut own = track(
            OriginKind::Yours,
            8760 - 340,
            (8760 - 340..8760 + 5).map(|hour| course(hour) - 4.0).collect(),
        );
        own.history = Series::new(
            own.history.first_time().to_zoned(TimeZone::UTC),
            Step::HOUR,
            own.history
                .values()
                .iter()
                .enumerate()
                .map(|(at, value)| if at == 7 { f64::NAN } else { *value })
                .collect::<Vec<_>>(),
        )
        .expect("a step");
        let cabin = cabin(&mut own);
        let both = complemented(&own, &record, Some(&cabin)).expect("they overlap");
        assert_eq!(both.history.len(), 8765);
        for (hour, value) in (0..).zip(both.history.values()) {
            let off = value - (course(hour) - 4.0);
            let bound = if (8760 - 340..8765).contains(&hour) && hour != 8760 - 333 { 1e-12 } else { 0.3 };
            assert!(off.abs() < bound, "{hour}: {off}");
        }
        insta::assert_snapshot!(both.origin.caveats.join(" "), @"8421 of 8765 hours, which it doesn't tell, are from ObservedHourly, moved by what 339 hours of your station and it say, 3.9 °C lower on average.");
    }

    #[test]
    fn records_without_common_hours_or_of_days_stay_apart() {
        let own = track(OriginKind::Yours, 0, vec![1.0; 300]);
        let later = track(OriginKind::ObservedHourly, 300, vec![1.0; 300]);
        let days = track(OriginKind::ObservedDaily, -100, vec![1.0; 600]);
        let within = track(OriginKind::ObservedHourly, 50, vec![1.0; 100]);
        for other in [later, days, within] {
            assert_eq!(
                complemented(&own, &other, None).map(|both| both.history),
                None,
                "{:?}",
                other.origin.kind
            );
        }
    }

    proptest! {
        #[test]
        fn what_the_better_record_tells_stands_to_the_bit(
            own in proptest::collection::vec(prop_oneof![Just(f64::NAN), -30.0..40.0f64], 1..200),
            other in proptest::collection::vec(prop_oneof![Just(f64::NAN), -30.0..40.0f64], 1..200),
            apart in -150..150i64,
        ) {
            let (own, other) = (track(OriginKind::Yours, 0, own), track(OriginKind::Analysis, apart, other));
            if let Some(both) = complemented(&own, &other, None) {
                for (time, value) in own.history.observed() {
                    prop_assert_eq!(both.history.value_at(time).map(f64::to_bits), Some(value.to_bits()));
                }
                for (time, _) in other.history.observed() {
                    prop_assert!(both.history.value_at(time).is_some());
                }
                let told = both.history.observed().count();
                prop_assert!(told > own.history.observed().count() && told <= own.history.len() + other.history.len());
            }
        }
    }
}
