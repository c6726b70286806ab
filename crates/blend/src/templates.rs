use crate::{
    ErrorDependence,
    forecast_errors::{State, keep_errors},
    lookup::{Lookup, MARGIN},
    trajectory::Trajectory,
};
use domain::{Scenarios, Series, Track};
use jiff::Timestamp;

/// Days (months, for series by the month) about the day of the year from which templates are taken, from near to far.
const RADII: [i64; 5] = [15, 30, 45, 90, 183];
/// Templates from which none further off in season are looked for.
const ENOUGH: usize = 180;
/// The same, where the most similar are picked from them.
const ENOUGH_TO_PICK: usize = 540;
/// Steps after the newest observation within which rain depends on whether it was raining.
const SOON: i64 = 6;
/// Templates kept when they are picked by whether it was raining.
const SIMILAR: usize = 90;

/// Where the order of members comes from: raw guidance for the variables it holds, and past stretches of weather (or of a series)
/// for the others.
///
/// A template is the span asked about, moved back by whole days: the same hours of the day near the same day of the year, in
/// every year known before the issue time, and in the typical year; for a series, on the same weekdays. All variables are
/// taken from the same dates. What the season and the state at the issue time explain of them is taken away, as far
/// as the forecast knows of it, so that they are ordered as errors of forecasts are. For rain within hours of the newest
/// observation the templates are those in which it had rained as recently (Sim-Schaake; Schefzik, Monthly Weather Review 144,
/// 2016, picks by the similarity of ensemble forecasts).
#[derive(Debug, Clone)]
pub struct TemplateSource<'a> {
    tracks: Vec<&'a Track>,
    issue_time: Timestamp,
    guidance: Option<&'a Scenarios>,
    errors: Vec<Option<ErrorDependence>>,
}

/// Where a template comes from, how many units (days or months) before the span asked about, and how many of them from the day
/// of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Template {
    reference: bool,
    shift: i64,
    apart: i64,
}

/// What is known of one variable, addressed by template.
struct Source {
    history: Option<Lookup>,
    reference: Option<Lookup>,
    /// Drier than this is dry, where rain is told from no rain.
    dry: Option<f64>,
    /// Only changes from the latest value mean anything.
    changes: bool,
    /// Steps from the newest observation to the span.
    gap: Option<i64>,
}

impl Source {
    fn of(track: &Track, issue_time: Timestamp, valid_times: &[Timestamp]) -> Self {
        let lookup = |series: Series, circular| Lookup::new(series, valid_times, circular);
        let history = lookup(track.history.known_at(issue_time), false);
        // A typical year by another step can't be looked at as many steps before.
        let same_step =
            track.reference.as_ref().is_none_or(|reference| reference.step() == track.history.step());
        Self {
            gap: history.as_ref().and_then(Lookup::gap).filter(|_| same_step),
            history,
            reference: track.reference.as_ref().and_then(|reference| lookup(reference.clone(), true)),
            dry: track.support.lower.filter(|_| track.support.zero_inflated),
            changes: track.kind == Some(domain::SeriesKind::Price),
        }
    }

    fn lookup(&self, template: Template) -> Option<&Lookup> {
        if template.reference { self.reference.as_ref() } else { self.history.as_ref() }
    }

    /// The variable over `template`; `None` where more than half of it is missing.
    fn trajectory(&self, template: Template) -> Option<Trajectory> {
        let lookup = self.lookup(template).filter(|lookup| lookup.holds(template.shift))?;
        let values = lookup.values(template.shift);
        let mut trajectory = Trajectory::of(&values, MARGIN, self.dry)?;
        if self.changes {
            let before = values[..MARGIN].iter().rev().flatten().next().copied();
            let latest = self.gap.map(|gap| lookup.state(template.shift, gap).0);
            if let Some(latest) = latest.filter(|latest| latest.is_finite()).or(before) {
                for key in &mut trajectory.keys {
                    *key = if latest > 0.0 { *key / latest } else { *key - latest };
                }
            }
        }
        Some(trajectory)
    }

    fn state(&self, template: Template) -> State {
        let (latest, mean) = self
            .gap
            .and_then(|gap| Some(self.lookup(template)?.state(template.shift, gap)))
            .unwrap_or((f64::NAN, f64::NAN));
        [template.apart as f64, latest, mean]
    }

    /// Steps since it had rained at the issue time: now, or with a template.
    fn steps_since_rain(&self, template: Option<Template>) -> Option<usize> {
        let (dry, gap) = (self.dry?, self.gap.filter(|gap| *gap <= SOON)?);
        let (lookup, shift) = match template {
            Some(template) => (self.lookup(template)?, template.shift),
            None => (self.history.as_ref()?, 0),
        };
        Some(lookup.steps_since_above(dry, shift, gap))
    }
}

impl<'a> TemplateSource<'a> {
    /// The tracks of the variables to couple, in the order of their marginals. Nothing after `issue_time` is looked at.
    #[must_use]
    pub const fn new(tracks: Vec<&'a Track>, issue_time: Timestamp) -> Self {
        Self { tracks, issue_time, guidance: None, errors: Vec::new() }
    }

    /// Takes the order of members from the raw members of a weather model, for every variable of which it says enough
    /// (ensemble copula coupling; see [`couple`](crate::couple())). NaN is missing; biases and spread don't matter.
    #[must_use]
    pub const fn with_guidance(mut self, guidance: &'a Scenarios) -> Self {
        self.guidance = Some(guidance);
        self
    }

    /// Lets errors of the forecast of a series go together over the leads as they did in the past: one for each track, as far as there is one.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Option<ErrorDependence>>) -> Self {
        self.errors = errors;
        self
    }

    /// How errors of the variable with this index go together; `None` for weather, of which templates of other years tell enough, and where
    /// nothing is known.
    pub(crate) fn errors(&self, variable: usize) -> Option<&ErrorDependence> {
        let track = self.tracks.get(variable)?;
        self.errors.get(variable)?.as_ref().filter(|_| track.kind.is_some() && !track.support.zero_inflated)
    }

    /// How many variables there are.
    pub(crate) const fn len(&self) -> usize {
        self.tracks.len()
    }

    /// Raw members, where there are any.
    pub(crate) const fn guidance(&self) -> Option<&'a Scenarios> {
        self.guidance
    }

    /// The trajectories of every variable over every template: `[variable][template]`, `None` where that variable is missing
    /// from it. The templates nearest in season come first. `spreads`: standard deviation of each marginal at each time.
    pub(crate) fn trajectories(
        &self,
        valid_times: &[Timestamp],
        spreads: &[Vec<f64>],
    ) -> Vec<Vec<Option<Trajectory>>> {
        let sources: Vec<Source> =
            self.tracks.iter().map(|track| Source::of(track, self.issue_time, valid_times)).collect();
        let weekly = self.tracks.iter().any(|track| track.kind.is_some());
        let rain = sources.iter().find_map(|source| Some((source, source.steps_since_rain(None)?)));
        let enough = if rain.is_some() { ENOUGH_TO_PICK } else { ENOUGH };
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
            if templates.len() >= enough {
                break;
            }
        }
        if let Some((source, now)) = rain {
            keep_similar(source, now, &mut templates);
        }
        sources
            .iter()
            .zip(spreads)
            .map(|(source, spread)| {
                let mut trajectories: Vec<Option<Trajectory>> =
                    templates.iter().map(|template| source.trajectory(*template)).collect();
                if source.dry.is_none() && !source.changes {
                    let states: Vec<State> =
                        templates.iter().map(|template| source.state(*template)).collect();
                    keep_errors(&mut trajectories, &states, spread);
                }
                trajectories
            })
            .collect()
    }
}

/// Keeps the templates in which it had rained about as recently as now.
fn keep_similar(source: &Source, now: usize, templates: &mut Vec<Template>) {
    // An hour more matters after one hour, not after a day: compared in classes of doubling time.
    let class = |steps: usize| (steps + 1).ilog2();
    templates.sort_by_cached_key(|template| {
        source.steps_since_rain(Some(*template)).map_or(u32::MAX, |then| class(then).abs_diff(class(now)))
    });
    templates.truncate(SIMILAR);
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
            let known = |known: &Template| known.reference == reference && known.shift == shift;
            if lookup.holds(shift) && !templates.iter().any(known) {
                templates.push(Template { reference, shift, apart });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::track;
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
        let trajectories = &source.trajectories(&valid, &[vec![1e9; valid.len()]])[0];
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
        for trajectory in source.trajectories(&valid, &[vec![1e9; valid.len()]])[0].iter().flatten() {
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
        let trajectories = &source.trajectories(&valid, &[vec![1e9; valid.len()]])[0];
        assert_eq!(trajectories[0].as_ref().expect("known").keys, [-3.0, -2.0, -1.0, 2.0, -1.0, -2.0]);
    }
}
