use crate::{
    Model, ModelError, Plan, Prepared, Reach, RollingForecast, Task,
    error::in_words,
    line::{Line, Measure},
};
use domain::{ModelId, Step, Track};
use jiff::SignedDuration;

/// From this lead on the anomalies of late say nothing of the weather: what is usual says all that can be said.
const WEATHER_REACH: SignedDuration = SignedDuration::from_hours(240);

/// The same for a series by the hour; four times as long for one by the day.
const SERIES_REACH: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);

/// Values from which what is usual tells more than the newest of them.
const FEW_VALUES: f64 = 30.0;

/// A method that forecasts a [`Line`] by points, dressed with the errors it made: an entry of a table rather than a type of its own.
pub(crate) struct LineExpert {
    /// Its name in the store.
    pub(crate) id: ModelId,
    /// As shown to a person.
    pub(crate) title: &'static str,
    /// The scale it works on for a series; weather is always taken as anomalies.
    pub(crate) measure: Measure,
    /// Point forecasts (origins x leads), NaN from origins that are too early; `None` where the line is too short.
    pub(crate) paths: fn(&Line, &Plan) -> Option<Vec<f64>>,
    /// How much it counts before anything is learnt.
    pub(crate) vote: f64,
    /// Values from which it counts at all, and from which it counts in full: one with many coefficients needs many.
    pub(crate) matures: (usize, usize),
    /// Whether it only stands in where no other has anything to say.
    pub(crate) stands_in: bool,
}

impl Model for LineExpert {
    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn vote(&self, prepared: &Prepared) -> f64 {
        let length = prepared.line(Measure::Values).map_or(0, |line| line.values.len());
        if self.stands_in {
            // A handful of values say no more than the newest one; many say what is usual, and repeating one day of them for a
            // year would be a whim. Never quite nothing: alone, it answers.
            return self.vote * (1.0 - length as f64 / FEW_VALUES).max(1e-6);
        }
        let (least, full) = self.matures;
        if length >= full {
            return self.vote;
        }
        self.vote * length.saturating_sub(least) as f64 / (full - least) as f64
    }

    fn reach(&self, track: &Track) -> Reach {
        match (track.kind, track.history.step()) {
            _ if self.stands_in => Reach::TakesOver,
            (None, _) => Reach::Until(WEATHER_REACH),
            // The seasons these methods know are the day and the week; the year is climatology's.
            (Some(_), Step::Minutes(_)) => Reach::Until(SERIES_REACH),
            (Some(_), Step::Days(days)) if days < 7 => Reach::Until(SERIES_REACH * 4),
            (Some(_), Step::Days(_) | Step::Months(_)) => Reach::AnyLead,
        }
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        task.check()?;
        if self.vote(task.prepared) <= 0.0 {
            return Err(ModelError::Short {
                needed: if self.matures.0 == 0 {
                    "values".to_owned()
                } else {
                    format!("more than {} values", self.matures.0)
                },
                // The sentence goes on: "of history and has ...".
                found: if self.matures.0 == 0 { "none".to_owned() } else { "fewer".to_owned() },
            });
        }
        let nearest = task.valid_times.first().map(|time| time.duration_since(task.prepared.origin()));
        if !task.prepared.is_series() && nearest.is_some_and(|lead| lead > WEATHER_REACH) {
            return Err(ModelError::Far { reach: in_words(WEATHER_REACH.as_mins()) });
        }
        let measure = if task.prepared.is_series() { self.measure } else { Measure::Anomalies };
        let line = task.prepared.line(measure).ok_or_else(|| match measure {
            Measure::Logarithms => ModelError::Fit { reason: "not all values are above zero".to_owned() },
            _ => ModelError::Short { needed: "a value".to_owned(), found: "none".to_owned() },
        })?;
        let mut paths = (self.paths)(line, task.plan).ok_or_else(|| ModelError::Short {
            needed: "more seasons".to_owned(),
            found: format!("{} values", line.values.len()),
        })?;
        line.add_events(task.plan, &mut paths);
        task.check()?;
        task.dress(line, &paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{prepare, testing::level};

    const EXPERT: LineExpert = LineExpert {
        id: ModelId::new("test"),
        title: "test",
        measure: Measure::Values,
        paths: |_, _| None,
        vote: 2.0,
        matures: (30, 150),
        stands_in: false,
    };

    #[test]
    fn the_vote_grows_with_the_line() {
        for (count, expected) in [(0, 0.0), (1, 0.0), (30, 0.0), (90, 1.0), (150, 2.0), (400, 2.0)] {
            let track = level(&vec![1.0; count], Step::DAY);
            let prepared = prepare(&track, track.history.time(count));
            assert!((EXPERT.vote(&prepared) - expected).abs() < 1e-12, "{count}: {}", EXPERT.vote(&prepared));
        }
    }

    #[test]
    fn a_stand_in_counts_less_the_more_is_known_and_never_nothing() {
        let stand_in = LineExpert { stands_in: true, ..EXPERT };
        let vote = |count: usize| {
            let track = level(&vec![1.0; count], Step::DAY);
            stand_in.vote(&prepare(&track, track.history.time(count)))
        };
        assert!(vote(3) > 1.7 && vote(29) < 0.1);
        assert!(vote(700) > 0.0 && vote(700) < 1e-5);
    }

    #[test]
    fn the_reach_is_that_of_the_seasons_it_knows() {
        for (step, expected) in [
            (Step::HOUR, Reach::Until(SERIES_REACH)),
            (Step::DAY, Reach::Until(SERIES_REACH * 4)),
            (Step::Days(7), Reach::AnyLead),
            (Step::Months(1), Reach::AnyLead),
        ] {
            let mut track = level(&[1.0], step);
            assert_eq!(EXPERT.reach(&track), expected);
            assert_eq!(LineExpert { stands_in: true, ..EXPERT }.reach(&track), Reach::TakesOver);
            track.kind = None;
            assert_eq!(EXPERT.reach(&track), Reach::Until(WEATHER_REACH));
        }
    }
}
