use crate::{
    Plan,
    calendar::{Calendar, Position, SEASONS, month_number},
    covariates::Regressor,
    line::{Line, Measure, periods, year},
    normal::{Located, Normal},
    scale::Scale,
    trend::Trend,
};
use domain::{Step, Track};
use jiff::Timestamp;
use std::sync::{Arc, OnceLock};

/// Days of own history that the typical year counts for when the two disagree on the level. Two stations of one
/// region differ by about a quarter of the weather's own spread, and weather repeats itself for some five days, so it
/// takes about 5 / 0.25² days to tell a station's offset from the weather of the weeks at hand.
const OFFSET_PRIOR: f64 = 80.0;
/// How many years a typical year stands for in a mean: it is put together from many so as to be usual.
const TYPICAL_YEARS: f64 = 4.0;
/// Days after which an observation of a series counts half: habits change, the climate hardly.
const SERIES_HALF_LIFE: f64 = 730.0;

/// What every model of one track starts from: known values on the model scale, their places in the calendar,
/// and, once a model asks for them, the usual for the season, hour and weekday and the anomalies from it. Made once per track and
/// issue time by [`prepare`].
#[derive(Debug, Clone)]
pub struct Prepared {
    track: Track,
    issue_time: Timestamp,
    scale: Scale,
    calendar: Calendar,
    /// Up to the newest observation, which is the last.
    history: Located,
    reference: Located,
    trend: Trend,
    usual: OnceLock<Usual>,
    covariates: Arc<[Regressor]>,
    lines: Lines,
}

/// What is usual, and how what was observed departs from it.
#[derive(Debug, Clone)]
struct Usual {
    normal: Normal,
    history_anomalies: Vec<f64>,
    reference_anomalies: Vec<f64>,
}

/// Lines made when a model first asks for them.
#[derive(Debug, Clone, Default)]
struct Lines {
    values: OnceLock<Option<Line>>,
    logarithms: OnceLock<Option<Line>>,
    anomalies: OnceLock<Option<Line>>,
}

/// Works out what the models of `track` share, from what was known at `issue_time` only.
///
/// Linear in the length of the history: about 1 ms for a year of hours.
#[must_use]
pub fn prepare(track: &Track, issue_time: Timestamp) -> Prepared {
    let known = track.history.known_at(issue_time);
    let known = known.slice(0..known.newest_index().map_or(0, |newest| newest + 1));
    // With nothing observed, the reference says how long a step is.
    let shape = match &track.reference {
        Some(reference) if track.history.is_empty() => reference,
        _ => &track.history,
    };
    let calendar = Calendar::new(shape.time_zone().clone(), shape.step());
    let slots = calendar.slots();
    let scale = Scale::of(&track.support, known.values());

    let history = Located {
        values: known.values().iter().map(|value| scale.forward(*value)).collect(),
        positions: calendar.positions(&known),
    };
    // A reference by another step says nothing of these slots.
    let reference = track.reference.as_ref().filter(|reference| reference.step() == calendar.step());
    let mut reference = reference.map_or_else(Located::default, |reference| Located {
        values: reference.values().iter().map(|value| scale.forward(*value)).collect(),
        positions: calendar.positions(reference),
    });
    // Values with a mass at a bound, or between two, are taken as they were observed.
    let bounded = track.support.lower.is_some() && track.support.upper.is_some();
    let trend = if track.support.zero_inflated || bounded { Trend::NONE } else { Trend::of(&history) };
    if !track.support.zero_inflated && !reference.values.is_empty() {
        move_to_level(&mut reference, &history.without(trend), slots);
    }

    Prepared {
        covariates: track
            .covariates
            .iter()
            .map(|covariate| Regressor::new(covariate, &known, issue_time))
            .collect(),
        track: Track {
            history: known,
            guidance: track.guidance.as_ref().map(|guidance| Arc::new(guidance.known_at(issue_time))),
            ..track.clone()
        },
        issue_time,
        scale,
        calendar,
        history,
        reference,
        trend,
        usual: OnceLock::new(),
        lines: Lines::default(),
    }
}

/// Whether the usual is one for each weekday.
fn follows_the_week(track: &Track, calendar: &Calendar) -> bool {
    track.kind.is_some() && calendar.step().nominal_minutes() <= 1440
}

/// Moves a typical year, slot by slot, to the level of the own history, as far as that is long enough to tell.
fn move_to_level(reference: &mut Located, history: &Located, slots: usize) {
    if reference.values.is_empty() || history.values.is_empty() {
        return;
    }
    let usual = Normal::estimate(&[(reference, &|_| 1.0)], slots, false);
    let (mut counts, mut sums) = (vec![0.0; slots], vec![0.0; slots]);
    for (value, position) in history.values.iter().zip(&history.positions) {
        if !value.is_nan() {
            counts[position.slot as usize] += 1.0;
            sums[position.slot as usize] += value - usual.mean(*position);
        }
    }
    for (value, position) in reference.values.iter_mut().zip(&reference.positions) {
        let slot = position.slot as usize;
        *value += sums[slot] / (counts[slot] + OFFSET_PRIOR);
    }
}

impl Prepared {
    /// What was known, cut at the newest observation.
    #[must_use]
    pub const fn track(&self) -> &Track {
        &self.track
    }

    /// The moment nothing after which is used.
    #[must_use]
    pub const fn issue_time(&self) -> Timestamp {
        self.issue_time
    }

    /// Where leads are counted from: when the newest observation was complete, or the issue time without one.
    #[must_use]
    pub fn origin(&self) -> Timestamp {
        self.track.history.newest_time().unwrap_or(self.issue_time)
    }

    pub(crate) const fn scale(&self) -> &Scale {
        &self.scale
    }

    fn usual(&self) -> &Usual {
        self.usual.get_or_init(|| {
            let level = self.history.without(self.trend);
            let newest_day = level.positions.last().map_or(0, |position| position.day);
            let weight_of_own = |position: Position| match self.track.kind {
                Some(_) => 0.5_f64.powf(f64::from(newest_day - position.day) / SERIES_HALF_LIFE),
                None => 1.0,
            };
            let normal = Normal::estimate(
                &[(&level, &weight_of_own), (&self.reference, &|_| TYPICAL_YEARS)],
                self.slots(),
                follows_the_week(&self.track, &self.calendar),
            );
            // The years of a reference mean nothing, so it has no part in the trend.
            let (history_anomalies, reference_anomalies) =
                (normal.anomalies(&level), normal.anomalies(&self.reference));
            Usual { normal: normal.with_trend(self.trend), history_anomalies, reference_anomalies }
        })
    }

    pub(crate) fn normal(&self) -> &Normal {
        &self.usual().normal
    }

    pub(crate) const fn step(&self) -> Step {
        self.calendar.step()
    }

    pub(crate) fn slots(&self) -> usize {
        self.calendar.slots()
    }

    /// Whether weekdays make a difference.
    pub(crate) fn is_series(&self) -> bool {
        self.track.kind.is_some()
    }

    /// Known values on the model scale; the last is the newest observation.
    pub(crate) fn values(&self) -> &[f64] {
        &self.history.values
    }

    pub(crate) fn positions(&self) -> &[Position] {
        &self.history.positions
    }

    /// Standardised anomalies of the known values.
    pub(crate) fn anomalies(&self) -> &[f64] {
        &self.usual().history_anomalies
    }

    pub(crate) fn reference_positions(&self) -> &[Position] {
        &self.reference.positions
    }

    /// Standardised anomalies of the typical year.
    pub(crate) fn reference_anomalies(&self) -> &[f64] {
        &self.usual().reference_anomalies
    }

    /// The typical year on the model scale, moved to the level of the own history.
    pub(crate) fn reference_values(&self) -> &[f64] {
        &self.reference.values
    }

    /// The history as a line on one of its scales; `None` where there is nothing to put on it.
    pub(crate) fn line(&self, measure: Measure) -> Option<&Line> {
        match measure {
            Measure::Values => self.lines.values.get_or_init(|| self.line_of(measure, &self.history.values)),
            Measure::Logarithms => {
                self.lines.logarithms.get_or_init(|| self.line(Measure::Values)?.logarithms())
            }
            Measure::Anomalies => {
                self.lines.anomalies.get_or_init(|| self.line_of(measure, self.anomalies()))
            }
        }
        .as_ref()
    }

    fn line_of(&self, measure: Measure, values: &[f64]) -> Option<Line> {
        let line = Line::new(measure, values, periods(self.step(), self.is_series()))?;
        let year = if self.is_series() { year(self.step()) } else { None };
        let line = line.with_covariates(self.covariates_on(measure)).with_year(year);
        let sunday = self.history.positions.get(line.offset - line.earlier.len()).map_or(0, |first| {
            let slots = self.slots();
            (7 * slots + (6 - first.weekday()) * slots - usize::from(first.slot)) % (7 * slots)
        });
        Some(line.apart_from_events(sunday))
    }

    /// The covariates on the scale of a line: anomalies go along with anomalies.
    fn covariates_on(&self, measure: Measure) -> Arc<[Regressor]> {
        if measure != Measure::Anomalies {
            return Arc::clone(&self.covariates);
        }
        let usual = (self.slots(), follows_the_week(&self.track, &self.calendar));
        let position = |index: usize| self.position_of_index(index);
        let covariates = self.covariates.iter();
        covariates.map(|covariate| covariate.anomalies(self.positions(), usual, position)).collect()
    }

    /// The origins to forecast from so that `valid_times` are as far ahead of the newest one, as indices into a line.
    #[must_use]
    pub fn plan(&self, valid_times: &[Timestamp]) -> Plan {
        let leads = valid_times.iter().map(|time| self.lead(*time)).collect();
        let line = self.line(Measure::Values);
        let period = line.and_then(|line| line.periods.first().copied()).unwrap_or(1);
        Plan::over(line.map_or(0, |line| line.values.len()), period, leads)
    }

    /// Where in the history the lines begin: what to add to an origin of a plan for its index in the history.
    pub(crate) fn line_offset(&self) -> usize {
        self.line(Measure::Values).map_or(0, |line| line.offset)
    }

    /// What was observed at the leads of the past origins of `plan` (origins x leads), in the variable's unit; NaN where
    /// nothing was.
    #[must_use]
    pub fn outcomes(&self, plan: &Plan) -> Vec<f64> {
        let offset = self.line_offset();
        let observed = self.track.history.values();
        plan.past()
            .iter()
            .flat_map(|origin| plan.leads.iter().map(move |lead| offset + origin + lead))
            .map(|index| observed.get(index).copied().unwrap_or(f64::NAN))
            .collect()
    }

    /// Where the value at an index of the history lies, which may be beyond its end.
    pub(crate) fn position_of_index(&self, index: usize) -> Position {
        self.history
            .positions
            .get(index)
            .copied()
            .unwrap_or_else(|| self.position(self.track.history.time(index)))
    }

    pub(crate) fn position(&self, time: Timestamp) -> Position {
        self.calendar.position(time)
    }

    /// Steps from the newest observation to the interval that starts at `time`: 1 for the one right after it. Never below 1:
    /// what has been observed needs no forecast, and is treated as the nearest that does.
    pub(crate) fn lead(&self, time: Timestamp) -> usize {
        let history = &self.track.history;
        let index = match self.step() {
            Step::Minutes(minutes) => {
                let seconds = time.as_second() - history.first_time().as_second();
                seconds.div_euclid(i64::from(minutes) * 60)
            }
            Step::Days(days) => {
                let first = self.position(history.first_time()).day;
                i64::from((self.position(time).day - first).div_euclid(i32::try_from(days).unwrap_or(1)))
            }
            Step::Months(months) => {
                let zone = history.time_zone();
                (month_number(zone, time) - month_number(zone, history.first_time()))
                    .div_euclid(i64::from(months))
            }
        };
        let newest = i64::try_from(self.values().len()).unwrap_or(i64::MAX) - 1;
        usize::try_from(index.saturating_sub(newest)).unwrap_or(0).max(1)
    }

    /// Minutes from the newest observation to the issue time; `None` when nothing was observed.
    pub(crate) fn age_minutes(&self) -> Option<i64> {
        let newest = self.track.history.newest_time()?;
        Some((self.issue_time.as_second() - newest.as_second()) / 60)
    }

    /// Days with an observation.
    pub(crate) fn observed_days(&self) -> usize {
        let (mut days, mut last) = (0, None);
        for (value, position) in self.values().iter().zip(self.positions()) {
            if !value.is_nan() && last != Some(position.day) {
                days += 1;
                last = Some(position.day);
            }
        }
        days
    }

    /// How far two days of the year are apart, the short way round.
    pub(crate) fn season_distance(a: u16, b: u16) -> usize {
        let apart = usize::from(a.abs_diff(b));
        apart.min(SEASONS - apart)
    }
}
