use blend::scores;
use domain::{IssuedForecast, Probability, Series, Variable};

/// The central intervals whose coverage is kept.
pub const COVERAGES: [f64; 3] = [0.5, 0.8, 0.95];

/// How the marginals of one variable did.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableScores {
    /// Which one.
    pub variable: Variable,
    /// Valid times with an observation; the sums below are over these.
    pub count: u32,
    /// Valid times without one.
    pub missing: u32,
    /// Sum of the continuous ranked probability scores, in the variable's unit.
    pub crps: f64,
    /// Valid times at which each interval of [`COVERAGES`] held the observation.
    pub held: [u32; COVERAGES.len()],
    /// Histogram of the probability integral transform in tenths; flat when the spread is right.
    pub pit: [u32; 10],
}

/// How the probability of the event asked about did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventScore {
    /// What was said.
    pub probability: Probability,
    /// What the usual frequency would have said, where it is known.
    pub usual: Option<Probability>,
    /// Whether it happened.
    pub happened: bool,
}

impl EventScore {
    /// The Brier score of what was said.
    #[must_use]
    pub fn brier(&self) -> f64 {
        scores::brier(self.probability, self.happened)
    }

    /// The Brier score of the usual frequency, where it is known.
    #[must_use]
    pub fn usual_brier(&self) -> Option<f64> {
        self.usual.map(|usual| scores::brier(usual, self.happened))
    }
}

/// How one forecast did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores {
    /// One entry per variable with a marginal.
    pub variables: Vec<VariableScores>,
    /// The event asked about, where there was one and it is known whether it happened.
    pub event: Option<EventScore>,
}

/// Scores a forecast as it was issued against what was observed since.
///
/// `observed` holds a series for each variable that has one; `happened` says whether the event asked about did, where that is
/// known (reading the criteria off observations is the answer's business, not ours). What had been observed when the forecast
/// was issued is left out: knowing the past is no skill.
#[must_use]
pub fn verify(issued: &IssuedForecast, observed: &[(Variable, Series)], happened: Option<bool>) -> Scores {
    let variables = issued
        .marginals
        .iter()
        .map(|marginal| {
            let series = observed.iter().find(|(variable, _)| variable == marginal.variable());
            let mut scored = VariableScores {
                variable: marginal.variable().clone(),
                count: 0,
                missing: 0,
                crps: 0.0,
                held: [0; COVERAGES.len()],
                pit: [0; 10],
            };
            for (index, time) in marginal.valid_times().iter().enumerate() {
                if *time < issued.issue_time {
                    continue;
                }
                let Some(value) = series.and_then(|(_, series)| series.value_at(*time)) else {
                    scored.missing += 1;
                    continue;
                };
                let (levels, quantiles) = (marginal.levels().as_slice(), marginal.at(index));
                scored.count += 1;
                scored.crps += scores::crps_of_quantiles(levels, quantiles, value);
                for (held, coverage) in scored.held.iter_mut().zip(COVERAGES) {
                    *held += u32::from(scores::covers(marginal, index, coverage, value));
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
                let tenth = (scores::pit(levels, quantiles, value) * 10.0) as usize;
                scored.pit[tenth.min(9)] += 1;
            }
            scored
        })
        .collect();
    let event = issued.answer.probability.zip(happened).map(|(probability, happened)| EventScore {
        probability,
        usual: issued.answer.usual.as_ref().and_then(|usual| usual.chance),
        happened,
    });
    Scores { variables, event }
}
