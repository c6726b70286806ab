use std::collections::HashMap;

/// More rain than this within one reading is a counter that jumped, not weather: mm.
const MOST_RAIN: f64 = 100.0;

/// What fell between two readings of counters that only ever rise, and start again at nought: at midnight, at the turn of a
/// year, when a battery is changed.
#[derive(Debug, Default)]
pub struct Counters {
    last: HashMap<String, f64>,
}

impl Counters {
    /// The increase since the last reading of this counter: `None` at its first one, and where it jumped beyond reason. A counter that
    /// stands lower than before has started again, and what it shows fell since.
    pub fn increase(&mut self, counter: &str, total: f64) -> Option<f64> {
        let before = match self.last.get_mut(counter) {
            Some(last) => std::mem::replace(last, total),
            None => {
                self.last.insert(counter.to_owned(), total);
                return None;
            }
        };
        let increase = if total < before { total } else { total - before };
        (0.0..=MOST_RAIN).contains(&increase).then_some(increase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_tells_what_fell_between_two_readings() {
        let mut counters = Counters::default();
        for (total, expected) in [
            (12.0, None),
            (12.0, Some(0.0)),
            (12.5, Some(0.5)),
            (0.0, Some(0.0)),
            (0.25, Some(0.25)),
            (900.0, None),
            (900.5, Some(0.5)),
        ] {
            assert_eq!(counters.increase("garden", total), expected, "{total}");
        }
        assert_eq!(counters.increase("roof", 3.0), None, "each has its own");
    }
}
