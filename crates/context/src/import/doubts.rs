//! Which values of a series to doubt, and why. Nothing is left out for it.

use super::{csv::counted, tally::whole_second};
use domain::{Observation, QualityControl, QualityFlag, QualityFlags, SeriesInfo, Statistic};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Values that are marked at most. Where there are more, it is no slip of an instrument but a wrong unit or zone.
const MARKED: usize = 100_000;

/// The doubts about the values of one series, in the order of the file.
pub(super) struct Doubts {
    control: Option<QualityControl>,
    now: Timestamp,
    /// The last value, with the time as the file has it: another within its second takes its place.
    held: Option<Observation>,
    flags: BTreeMap<Timestamp, QualityFlags>,
    /// Doubtful values that there was no room to mark.
    unmarked: u64,
}

impl Doubts {
    /// For a series read at `now`. What is typical never happened, so its hours needn't follow from each other.
    pub(super) fn of(info: &SeriesInfo, now: Timestamp) -> Self {
        let weather = info.weather.as_deref();
        let typical = weather.is_some_and(|weather| weather.statistic == Statistic::Typical);
        let control =
            (!typical).then(|| QualityControl::new(weather.map(|weather| weather.variable.clone())));
        Self { control, now, held: None, flags: BTreeMap::new(), unmarked: 0 }
    }

    /// Looks at the next value, with the time as the file has it.
    pub(super) fn look_at(&mut self, observation: Observation) {
        let Some(held) = self.held.replace(observation) else { return };
        let is_replaced = held.valid_time != observation.valid_time
            && whole_second(held.valid_time) == whole_second(observation.valid_time);
        if !is_replaced {
            self.judge(held);
        }
    }

    /// Looks at the last value; what is told before is without it.
    pub(super) fn finish(&mut self) {
        if let Some(held) = self.held.take() {
            self.judge(held);
        }
    }

    fn judge(&mut self, Observation { valid_time, value }: Observation) {
        let valid_time = whole_second(valid_time);
        let Some(control) = &mut self.control else { return };
        let (flags, spike) = control.check(valid_time, value, self.now);
        if let Some(time) = spike {
            self.mark(time, QualityFlags::NONE.with(QualityFlag::Spike));
        }
        if !flags.is_empty() {
            self.mark(valid_time, flags);
        }
    }

    fn mark(&mut self, time: Timestamp, flags: QualityFlags) {
        if let Some(known) = self.flags.get_mut(&time) {
            *known = known.iter().chain(flags.iter()).collect();
        } else if self.flags.len() < MARKED {
            self.flags.insert(time, flags);
        } else {
            self.unmarked += 1;
        }
    }

    /// By valid time.
    pub(super) fn flags(&self) -> Vec<(Timestamp, QualityFlags)> {
        self.flags.iter().map(|(time, flags)| (*time, *flags)).collect()
    }

    /// How many there are and why, as a sentence.
    pub(super) fn note(&self) -> Option<String> {
        if self.flags.is_empty() {
            return None;
        }
        let reasons: Vec<String> = QualityFlag::ALL
            .into_iter()
            .filter_map(|flag| {
                let count = self.flags.values().filter(|flags| flags.has(flag)).count();
                (count > 0).then(|| format!("{count} {}", reason(flag)))
            })
            .collect();
        let marked = self.flags.len() as u64;
        let mut note = format!(
            "{} doubtful: {}. Doubtful values are marked and kept.",
            counted(marked + self.unmarked, "value is", "values are"),
            reasons.join(", ")
        );
        if self.unmarked > 0 {
            note.push_str(&format!(
                " Only the first {marked} are marked; with so many, look whether the unit and the zone are right."
            ));
        }
        Some(note)
    }
}

/// Why a value is doubted, after a number.
const fn reason(flag: QualityFlag) -> &'static str {
    match flag {
        QualityFlag::OutOfRange => "beyond what can be",
        QualityFlag::Step => "a sudden jump away from the one before",
        QualityFlag::Stuck => "the same for too long",
        QualityFlag::Spike => "far from those on both sides",
        QualityFlag::Duplicate => "told twice with different values",
        QualityFlag::FutureStamp => "stamped later than now",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{SeriesId, SeriesKind, Unit, Variable, WeatherStation};

    fn info(weather: Option<(Variable, Statistic)>) -> SeriesInfo {
        SeriesInfo {
            id: SeriesId("outside".into()),
            title: "Outside".into(),
            aliases: Vec::new(),
            unit: Unit::Celsius,
            kind: SeriesKind::Level,
            time_zone: "UTC".into(),
            step_minutes: 60,
            first: None,
            last: None,
            origin: "outside.csv".into(),
            sample: false,
            weather: weather.map(|(variable, statistic)| {
                Box::new(WeatherStation {
                    variable,
                    statistic,
                    name: "Outside".into(),
                    latitude: 41.0,
                    longitude: -8.0,
                    elevation: None,
                })
            }),
        }
    }

    fn doubts(
        weather: Option<(Variable, Statistic)>,
        values: impl IntoIterator<Item = (i64, f64)>,
    ) -> Doubts {
        let moment = |hour: i64| Timestamp::from_second(1_700_000_000 + hour * 3600).unwrap();
        let mut doubts = Doubts::of(&info(weather), moment(1_000_000));
        for (hour, value) in values {
            doubts.look_at(Observation { valid_time: moment(hour), value });
        }
        doubts.finish();
        doubts
    }

    #[test]
    fn what_is_doubted_is_said_and_marked() {
        let hot = Some((Variable::Temperature, Statistic::Value));
        let found = doubts(hot.clone(), [(0, 20.0), (1, 21.0), (2, 95.0), (3, 21.5), (4, 21.0)]);
        assert_eq!(found.flags().len(), 1);
        insta::assert_snapshot!(found.note().unwrap(), @"1 value is doubtful: 1 beyond what can be, 1 a sudden jump away from the one before, 1 far from those on both sides. Doubtful values are marked and kept.");
        assert_eq!(doubts(hot, [(0, 20.0), (1, 21.0)]).note(), None);
    }

    #[test]
    fn what_is_typical_is_not_doubted_and_of_what_is_no_weather_only_the_stamps() {
        let values = [(0, 20.0), (1, 95.0), (2_000_000, 3.0)];
        assert_eq!(doubts(Some((Variable::Temperature, Statistic::Typical)), values).flags(), []);
        insta::assert_snapshot!(doubts(None, values).note().unwrap(), @"1 value is doubtful: 1 stamped later than now. Doubtful values are marked and kept.");
    }

    #[test]
    fn what_gives_way_within_its_second_is_not_doubted() {
        let mut doubts = Doubts::of(
            &info(Some((Variable::Temperature, Statistic::Value))),
            "2024-01-02T00:00Z".parse().unwrap(),
        );
        for (stamp, value) in [("10:00:00.2", 20.0), ("10:00:00.4", 99.0), ("10:00:00.6", 20.1)] {
            let valid_time = format!("2024-01-01T{stamp}Z").parse().unwrap();
            doubts.look_at(Observation { valid_time, value });
        }
        doubts.finish();
        assert_eq!(doubts.flags(), [], "neither told twice nor beyond what can be: only the last is kept");
    }

    #[test]
    fn no_more_are_marked_than_there_is_room_for() {
        let fahrenheit = (0..150_000).map(|hour| (hour, 70.0));
        let found = doubts(Some((Variable::Temperature, Statistic::Value)), fahrenheit);
        assert_eq!(found.flags().len(), MARKED);
        assert!(found.note().unwrap().contains("150000 values are doubtful"), "{:?}", found.note());
    }
}
