use super::font;
use jiff::Zoned;

/// A range of values with round numbers on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// The round numbers within, in rising order.
    pub(crate) ticks: Vec<f64>,
    /// The distance between them.
    pub(crate) step: f64,
}

/// A range that holds `low` to `high`, with about `count` round numbers on it; whole ones where only those occur.
pub(crate) fn scale(low: f64, high: f64, count: usize, whole: bool) -> Scale {
    let (low, high) = if high > low {
        (low, high)
    } else {
        (low - 0.5_f64.max(low.abs() * 0.05), high + 0.5_f64.max(high.abs() * 0.05))
    };
    let rough = (high - low) / count.max(2) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let mut step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|unit| unit * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    if whole {
        step = step.max(1.0).round();
    }
    let first = (low / step).ceil();
    let last = (high / step).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of ticks")]
    let ticks = (0..=((last - first).max(0.0) as usize))
        .map(|index| (first + index as f64) * step)
        .filter(|tick| *tick <= high + step * 1e-9)
        .collect();
    Scale { low, high, ticks, step }
}

/// Labels below a time axis: one for some of the columns, and one for each group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeLabels {
    /// Column and text.
    pub(crate) fine: Vec<(usize, String)>,
    /// First column, one past the last, text: days of hours, months of days, years of months.
    pub(crate) groups: Vec<(usize, usize, String)>,
    /// Whether the groups need to be named.
    pub(crate) named_groups: bool,
}

/// Labels that don't run into each other when columns are `column` pixels wide and text `size` high.
pub(crate) fn time_labels(times: &[Zoned], column: f64, size: f64) -> TimeLabels {
    let seconds = match times {
        [first, second, ..] => (second.timestamp() - first.timestamp()).get_seconds(),
        _ => 3600,
    };
    if seconds < 80_000 {
        hours(times, column, size)
    } else if seconds < 20 * 86_400 {
        days(times, column, size)
    } else {
        months(times, column, size)
    }
}

fn hours(times: &[Zoned], column: f64, size: f64) -> TimeLabels {
    let groups = grouped(times, Zoned::date, |time| time.strftime("%a %-d").to_string());
    let roomy = groups.len() <= 1;
    let text = |time: &Zoned| {
        if roomy || time.minute() != 0 {
            format!("{}:{:02}", time.hour(), time.minute())
        } else {
            time.hour().to_string()
        }
    };
    let room = font::width(if roomy { "00:00" } else { "00" }, size) + 8.0;
    let fits = |stride: i8| f64::from(stride) * column >= room;
    let mut free_from = 0;
    let fine = [1_i8, 2, 3, 6, 12].into_iter().find(|stride| fits(*stride)).map_or_else(Vec::new, |stride| {
        times
            .iter()
            .enumerate()
            .filter(|(_, time)| time.minute() == 0 && time.hour() % stride == 0)
            .filter(|(index, _)| {
                // Where the clocks change, two round hours may lie closer together.
                let free = *index >= free_from;
                if free {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a few columns"
                    )]
                    let columns = (room / column).ceil() as usize;
                    free_from = index + columns;
                }
                free
            })
            .map(|(index, time)| (index, text(time)))
            .collect()
    });
    TimeLabels { named_groups: groups.len() > 1 || fine.is_empty(), fine, groups }
}

fn days(times: &[Zoned], column: f64, size: f64) -> TimeLabels {
    let groups = grouped(times, |time| (time.year(), time.month()), |time| time.strftime("%B").to_string());
    let named = column >= font::width("Wed 30", size) + 6.0;
    let text = |time: &Zoned| time.strftime(if named { "%a %-d" } else { "%-d" }).to_string();
    let room = font::width("30", size) + 8.0;
    let stride = [1_usize, 2, 7, 14].into_iter().find(|stride| *stride as f64 * column >= room).unwrap_or(28);
    let last = times.len().saturating_sub(1);
    let fine = (0..times.len())
        .filter(|index| (last - index).is_multiple_of(stride))
        .map(|index| (index, text(&times[index])))
        .collect();
    TimeLabels { fine, groups, named_groups: true }
}

fn months(times: &[Zoned], column: f64, size: f64) -> TimeLabels {
    let groups = grouped(times, Zoned::year, |time| time.year().to_string());
    let room = font::width("May", size) + 8.0;
    let stride = [1_i8, 2, 3, 6].into_iter().find(|stride| f64::from(*stride) * column >= room).unwrap_or(12);
    let fine = times
        .iter()
        .enumerate()
        .filter(|(_, time)| (time.month() - 1) % stride == 0)
        .map(|(index, time)| (index, time.strftime("%b").to_string()))
        .collect();
    TimeLabels { fine, groups, named_groups: true }
}

fn grouped<K: PartialEq>(
    times: &[Zoned],
    key: impl Fn(&Zoned) -> K,
    text: impl Fn(&Zoned) -> String,
) -> Vec<(usize, usize, String)> {
    let mut groups: Vec<(usize, usize, String)> = Vec::new();
    for (index, time) in times.iter().enumerate() {
        match groups.last_mut() {
            Some((_, end, _)) if key(&times[index - 1]) == key(time) => *end = index + 1,
            _ => groups.push((index, index + 1, text(time))),
        }
    }
    groups
}

/// Moves `wanted` heights, in order from top to bottom, apart to at least `distance` and inside `low..=high`.
pub(crate) fn apart(wanted: &[f64], distance: f64, low: f64, high: f64) -> Vec<f64> {
    let mut placed = wanted.to_vec();
    for index in 0..placed.len() {
        let least = if index == 0 { low } else { placed[index - 1] + distance };
        placed[index] = placed[index].max(least);
    }
    for index in (0..placed.len()).rev() {
        let most = if index + 1 == placed.len() { high } else { placed[index + 1] - distance };
        placed[index] = placed[index].min(most);
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_range() {
        for (low, high, whole, ticks) in [
            (12.3, 27.9, false, vec![15.0, 20.0, 25.0]),
            (0.0, 1.0, false, vec![0.0, 0.5, 1.0]),
            (0.0, 3.0, true, vec![0.0, 1.0, 2.0, 3.0]),
            (-7.0, 4.0, false, vec![-5.0, 0.0]),
            (1.1e6, 1.9e6, false, vec![1.2e6, 1.4e6, 1.6e6, 1.8e6]),
        ] {
            assert_eq!(scale(low, high, 4, whole).ticks, ticks, "{low} to {high}");
        }
        let flat = scale(5.0, 5.0, 4, false);
        assert!(flat.low < 5.0 && flat.high > 5.0 && !flat.ticks.is_empty());
    }

    #[test]
    fn labels_of_a_long_span_are_days() {
        let start: Zoned = "2013-06-10T00:00[America/New_York]".parse().expect("a zoned time");
        let times: Vec<Zoned> = (0..168)
            .map(|hour| start.checked_add(jiff::Span::new().hours(hour)).expect("in range"))
            .collect();
        let labels = time_labels(&times, 746.0 / 168.0, 11.5);
        assert_eq!(labels.groups.len(), 7);
        assert_eq!(labels.groups[0], (0, 24, "Mon 10".to_owned()));
        assert!(
            labels.fine.iter().all(|(_, text)| text == "0" || text == "6" || text == "12" || text == "18")
        );
        assert!(time_labels(&times, 1.5, 11.5).fine.is_empty(), "hours of 1.5 pixels have no label");
    }

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!(apart(&[10.0, 11.0, 12.0], 12.0, 0.0, 100.0), [10.0, 22.0, 34.0]);
        assert_eq!(apart(&[95.0, 96.0, 97.0], 12.0, 0.0, 100.0), [76.0, 88.0, 100.0]);
    }
}
