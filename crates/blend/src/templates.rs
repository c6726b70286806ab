use domain::{Series, Step, Track};
use jiff::{Timestamp, tz::TimeZone};

/// Days (months, for series by the month) about the day of the year from which templates are taken, from near to far.
const RADII: [i64; 5] = [15, 30, 45, 90, 183];
/// Templates from which none further off in season are looked for.
const ENOUGH: usize = 60;
/// Steps beyond the span asked about that are looked at to tell how near it was to rain.
const MARGIN: usize = 24;

/// Past stretches of weather (or of a series) to take the order of members from.
///
/// A template is the span asked about, moved back by whole days: the same hours of the day near the same day of the year, in
/// every year known before the issue time, and in the typical year; for a series, on the same weekdays. All variables are
/// taken from the same dates.
#[derive(Debug, Clone)]
pub struct TemplateSource<'a> {
    tracks: Vec<&'a Track>,
    issue_time: Timestamp,
}

/// Where a template comes from, and how many units (days or months) before the span asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    reference: bool,
    shift: i64,
}

/// One variable over one template: how high it was at each valid time, to be ranked among other templates.
pub(crate) struct Trajectory {
    pub(crate) keys: Vec<f64>,
}

/// A series addressed by valid time and shift.
struct Lookup {
    series: Series,
    zone: TimeZone,
    first_valid: Timestamp,
    /// Index of each valid time in the series, were it long enough.
    indices: Vec<i64>,
    steps_per_unit: i64,
    /// Whole years that follow on themselves.
    circular: bool,
}

impl Lookup {
    fn new(series: Series, valid_times: &[Timestamp], circular: bool) -> Option<Self> {
        let first_valid = *valid_times.first()?;
        if series.is_empty() {
            return None;
        }
        let zone = series.time_zone().clone();
        let start = series.first_time();
        let date = |time: Timestamp| zone.to_datetime(time).date();
        let index = |time: Timestamp| match series.step() {
            Step::Minutes(minutes) => {
                (time.as_second() - start.as_second()).div_euclid(i64::from(minutes) * 60)
            }
            Step::Days(days) => {
                let apart = date(time).duration_since(date(start)).as_hours() / 24;
                apart.div_euclid(i64::from(days))
            }
            Step::Months(months) => {
                let number = |time: Timestamp| {
                    let date = date(time);
                    i64::from(date.year()) * 12 + i64::from(date.month())
                };
                (number(time) - number(start)).div_euclid(i64::from(months))
            }
        };
        let indices = valid_times.iter().map(|time| index(*time)).collect();
        let steps_per_unit = match series.step() {
            Step::Minutes(minutes) => i64::from(1440 / minutes.clamp(1, 1440)),
            Step::Days(_) | Step::Months(_) => 1,
        };
        Some(Self { series, zone, first_valid, indices, steps_per_unit, circular })
    }

    /// Units in a year, and whether weeks can be told apart.
    fn units_per_year(&self) -> (f64, bool) {
        match self.series.step() {
            Step::Minutes(_) => (365.2425, true),
            Step::Days(days) => (365.2425 / f64::from(days), days == 1),
            Step::Months(months) => (12.0 / f64::from(months), false),
        }
    }

    /// Steps that the clock moved between the span asked about and `shift` units before, so that the hour stays the same.
    fn clock_change(&self, shift: i64) -> i64 {
        let Step::Minutes(minutes) = self.series.step() else { return 0 };
        let offset = |time: Timestamp| i64::from(self.zone.to_offset(time).seconds());
        let then = self.first_valid.as_second().saturating_sub(shift.saturating_mul(86_400));
        let then = Timestamp::from_second(then).unwrap_or(self.first_valid);
        (offset(self.first_valid) - offset(then)) / (i64::from(minutes) * 60)
    }

    /// The value at an index, `None` where there is none.
    fn value(&self, index: i64) -> Option<f64> {
        let length = i64::try_from(self.series.len()).ok()?;
        let index = if self.circular { index.rem_euclid(length) } else { index };
        self.series.values().get(usize::try_from(index).ok()?).copied().filter(|value| !value.is_nan())
    }

    /// The whole span `shift` units before lies in what is known.
    fn holds(&self, shift: i64) -> bool {
        let moved = shift * self.steps_per_unit - self.clock_change(shift);
        let (first, last) = (self.indices[0] - moved, self.indices[self.indices.len() - 1] - moved);
        self.circular || (first >= 0 && usize::try_from(last).is_ok_and(|last| last < self.series.len()))
    }

    /// Values over the span and `MARGIN` steps on either side.
    fn values(&self, shift: i64) -> Vec<Option<f64>> {
        let moved = shift * self.steps_per_unit - self.clock_change(shift);
        let margin = i64::try_from(MARGIN).unwrap_or(0);
        let (first, last) = (self.indices[0], self.indices[self.indices.len() - 1]);
        let before = (first - margin..first).map(|index| self.value(index - moved));
        let within = self.indices.iter().map(|index| self.value(index - moved));
        let after = (last + 1..=last + margin).map(|index| self.value(index - moved));
        before.chain(within).chain(after).collect()
    }
}

/// What is known of one variable, addressed by template.
struct Source {
    history: Option<Lookup>,
    reference: Option<Lookup>,
    /// Drier than this is dry, where rain is told from no rain.
    dry: Option<f64>,
    /// Only changes from the value before the span mean anything.
    changes: bool,
}

impl Source {
    fn lookup(&self, template: Template) -> Option<&Lookup> {
        if template.reference { self.reference.as_ref() } else { self.history.as_ref() }
    }

    /// The variable over `template`; `None` where more than half of it is missing.
    fn trajectory(&self, template: Template) -> Option<Trajectory> {
        let lookup = self.lookup(template).filter(|lookup| lookup.holds(template.shift))?;
        let values = lookup.values(template.shift);
        let within = &values[MARGIN..values.len() - MARGIN];
        let present = within.iter().flatten().count();
        if 2 * present < within.len() || present == 0 {
            return None;
        }
        let mut keys = filled(within);
        if let Some(dry) = self.dry {
            let wet: Vec<i64> = (0_i64..)
                .zip(&values)
                .filter(|(_, value)| value.is_some_and(|value| value > dry))
                .map(|(index, _)| index)
                .collect();
            for (index, key) in (i64::try_from(MARGIN).unwrap_or(0)..).zip(&mut keys) {
                if *key <= dry {
                    // Dry hours near to rain are the next to become wet.
                    let at = wet.partition_point(|wet| *wet < index);
                    let nearby = [at.checked_sub(1), Some(at)].into_iter().flatten();
                    let distance = nearby.filter_map(|at| wet.get(at)).map(|wet| (wet - index).abs()).min();
                    *key = dry - distance.unwrap_or(i64::MAX).min(2 * MARGIN as i64) as f64;
                }
            }
        }
        if self.changes
            && let Some(before) = values[..MARGIN].iter().rev().flatten().next()
        {
            for key in &mut keys {
                *key = if *before > 0.0 { *key / before } else { *key - before };
            }
        }
        Some(Trajectory { keys })
    }
}

/// Missing values taken from a straight line between their neighbours, or from the nearest at the ends.
fn filled(values: &[Option<f64>]) -> Vec<f64> {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(index, value)| value.map(|value| (index, value))).collect();
    (0..values.len())
        .map(|index| {
            let next = known.partition_point(|(known, _)| *known < index);
            match (next.checked_sub(1).map(|before| known[before]), known.get(next)) {
                (Some((from, low)), Some((to, high))) => {
                    low + (index - from) as f64 / (to - from) as f64 * (high - low)
                }
                (None, Some((_, value))) => *value,
                (Some((_, value)), None) => value,
                (None, None) => 0.0,
            }
        })
        .collect()
}

impl<'a> TemplateSource<'a> {
    /// The tracks of the variables to couple, in the order of their marginals. Nothing after `issue_time` is looked at.
    #[must_use]
    pub const fn new(tracks: Vec<&'a Track>, issue_time: Timestamp) -> Self {
        Self { tracks, issue_time }
    }

    /// How many variables there are.
    pub(crate) const fn len(&self) -> usize {
        self.tracks.len()
    }

    /// The trajectories of every variable over every template: `[variable][template]`, `None` where that variable is missing
    /// from it. The templates nearest in season come first.
    pub(crate) fn trajectories(&self, valid_times: &[Timestamp]) -> Vec<Vec<Option<Trajectory>>> {
        let sources: Vec<Source> = self
            .tracks
            .iter()
            .map(|track| Source {
                history: Lookup::new(track.history.known_at(self.issue_time), valid_times, false),
                reference: track
                    .reference
                    .as_ref()
                    .and_then(|reference| Lookup::new(reference.clone(), valid_times, true)),
                dry: track.support.lower.filter(|_| track.support.zero_inflated),
                changes: track.kind == Some(domain::SeriesKind::Price),
            })
            .collect();
        let weekly = self.tracks.iter().any(|track| track.kind.is_some());
        let mut templates: Vec<Template> = Vec::new();
        for radius in RADII {
            for source in &sources {
                for reference in [false, true] {
                    let lookup = if reference { &source.reference } else { &source.history };
                    if let Some(lookup) = lookup {
                        near(lookup, reference, radius, weekly, &mut templates);
                    }
                }
            }
            if templates.len() >= ENOUGH {
                break;
            }
        }
        sources
            .iter()
            .map(|source| templates.iter().map(|template| source.trajectory(*template)).collect())
            .collect()
    }
}

/// Adds the templates within `radius` units of the day of the year that aren't there yet.
fn near(lookup: &Lookup, reference: bool, radius: i64, weekly: bool, templates: &mut Vec<Template>) {
    let (year, has_weeks) = lookup.units_per_year();
    let units = |steps: i64| (steps / lookup.steps_per_unit) as f64;
    // How far the span lies from the first known value, and how long what is known is.
    let span = units(lookup.indices[lookup.indices.len() - 1]);
    let length = units(i64::try_from(lookup.series.len()).unwrap_or(i64::MAX));
    #[expect(clippy::cast_possible_truncation, reason = "years between two times of the calendar")]
    let years = if lookup.circular {
        // One turn is all of it.
        ((span - length) / year).floor() as i64 + 1..=(span / year).floor() as i64
    } else {
        let about = radius as f64;
        ((span - length - about) / year).floor().max(0.0) as i64..=((span + about) / year).ceil() as i64
    };
    for years in years {
        for apart in -radius..=radius {
            #[expect(clippy::cast_possible_truncation, reason = "days between two times of the calendar")]
            let shift = (years as f64 * year).round() as i64 + apart;
            if (weekly && has_weeks && shift % 7 != 0) || (!reference && shift < 1) {
                continue;
            }
            let template = Template { reference, shift };
            if lookup.holds(shift) && !templates.contains(&template) {
                templates.push(template);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::couple::testing::track;
    use domain::Variable;

    fn hours(from: &str, count: i64) -> Vec<Timestamp> {
        let from: jiff::Zoned = from.parse().expect("a zoned time");
        (0..count).map(|hour| from.timestamp() + jiff::SignedDuration::from_hours(hour)).collect()
    }

    #[test]
    fn templates_keep_the_hour_over_a_change_of_the_clock() {
        // Every value is its own hour of the day.
        let start: jiff::Zoned = "2011-01-01T00:00[America/New_York]".parse().expect("a zoned time");
        let known = track(Variable::Temperature, &start, 24 * 900, |time| f64::from(time.hour()));
        let valid = hours("2013-03-12T09:00[America/New_York]", 6);
        let source = TemplateSource::new(vec![&known], valid[0]);
        let trajectories = &source.trajectories(&valid)[0];
        assert!(trajectories.len() >= 60, "{}", trajectories.len());
        for trajectory in trajectories.iter().flatten() {
            assert_eq!(trajectory.keys, [9.0, 10.0, 11.0, 12.0, 13.0, 14.0]);
        }
    }

    #[test]
    fn nothing_after_the_issue_time_is_a_template() {
        let start: jiff::Zoned = "2012-01-01T00:00[UTC]".parse().expect("a zoned time");
        let valid = hours("2013-03-12T09:00[UTC]", 6);
        let known = track(Variable::Temperature, &start, 24 * 900, |time| {
            if time.timestamp() < valid[0] { 1.0 } else { 1e9 }
        });
        let source = TemplateSource::new(vec![&known], valid[0]);
        for trajectory in source.trajectories(&valid)[0].iter().flatten() {
            assert!(trajectory.keys.iter().all(|key| *key < 2.0));
        }
    }

    #[test]
    fn dry_hours_near_to_rain_rank_above_those_far_from_it() {
        let start: jiff::Zoned = "2012-01-01T00:00[UTC]".parse().expect("a zoned time");
        let known =
            track(
                Variable::Precipitation,
                &start,
                24 * 400,
                |time| {
                    if time.hour() == 12 { 2.0 } else { 0.0 }
                },
            );
        let valid = hours("2013-01-12T09:00[UTC]", 6);
        let source = TemplateSource::new(vec![&known], valid[0]);
        let trajectories = &source.trajectories(&valid)[0];
        assert_eq!(trajectories[0].as_ref().expect("known").keys, [-3.0, -2.0, -1.0, 2.0, -1.0, -2.0]);
    }
}
