use crate::{QuantileForecastError, QuantileLevels};

/// What an expert would have said from origins in the past, each knowing only what was known there: quantiles in the variable's
/// unit.
///
/// Shape: `values[(origin * leads + lead) * levels + level]`. An origin from which the expert had nothing to say holds
/// NaN; at every other the quantiles rise with the level.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindcast {
    origins: usize,
    leads: usize,
    levels: QuantileLevels,
    values: Vec<f64>,
}

impl Hindcast {
    /// The levels that hindcasts are made at: enough to learn weights and calibration from, few enough to be quick.
    #[must_use]
    pub fn usual_levels() -> QuantileLevels {
        QuantileLevels::try_from(vec![0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975])
            .expect("they rise and lie between 0 and 1")
    }

    /// Checks the shape and sorts the quantiles of each origin and lead.
    ///
    /// # Errors
    /// When the number of values isn't origins x leads x levels.
    pub fn new(
        origins: usize,
        leads: usize,
        levels: QuantileLevels,
        mut values: Vec<f64>,
    ) -> Result<Self, QuantileForecastError> {
        if values.len() != origins * leads * levels.len() {
            return Err(QuantileForecastError::Shape {
                values: values.len(),
                times: origins * leads,
                levels: levels.len(),
            });
        }
        for quantiles in values.chunks_exact_mut(levels.len()) {
            // What rises from a number to a number holds nothing else.
            let rises = quantiles.windows(2).fold(true, |rises, pair| rises & (pair[0] <= pair[1]));
            let ends = quantiles.first().zip(quantiles.last());
            if rises && ends.is_some_and(|(first, last)| first.is_finite() && last.is_finite()) {
                continue;
            }
            if quantiles.iter().any(|quantile| !quantile.is_finite()) {
                quantiles.fill(f64::NAN);
            } else {
                quantiles.sort_by(f64::total_cmp);
            }
        }
        Ok(Self { origins, leads, levels, values })
    }

    /// How many origins there are.
    #[must_use]
    pub const fn origins(&self) -> usize {
        self.origins
    }

    /// How many leads there are from each origin.
    #[must_use]
    pub const fn leads(&self) -> usize {
        self.leads
    }

    /// The levels of the quantiles.
    #[must_use]
    pub const fn levels(&self) -> &QuantileLevels {
        &self.levels
    }

    /// The quantiles said from `origin` for the lead with index `lead`; `None` where the expert had nothing to say.
    #[must_use]
    pub fn at(&self, origin: usize, lead: usize) -> Option<&[f64]> {
        let start = (origin * self.leads + lead) * self.levels.len();
        let quantiles = &self.values[start..start + self.levels.len()];
        (!quantiles[0].is_nan()).then_some(quantiles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_said_is_nothing_and_the_rest_rises() {
        let levels = QuantileLevels::try_from(vec![0.1, 0.9]).expect("rising");
        let hindcast = Hindcast::new(1, 2, levels, vec![2.0, 1.0, f64::NAN, 3.0]).expect("1 x 2 x 2");
        assert_eq!(hindcast.at(0, 0), Some([1.0, 2.0].as_slice()));
        assert_eq!(hindcast.at(0, 1), None);
    }

    #[test]
    fn a_wrong_shape_is_refused() {
        let levels = QuantileLevels::try_from(vec![0.5]).expect("one");
        assert!(Hindcast::new(2, 2, levels, vec![0.0; 3]).is_err());
    }
}
