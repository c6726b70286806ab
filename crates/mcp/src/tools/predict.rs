use super::{Call, Effect, Failure, Given, Of, Offered};
use crate::granted::not_opened;
use contract::{Permission, PredictRequest, PredictResponse};
use engine::Predicted;

/// A history carried on.
pub(crate) struct Predict;

impl Offered for Predict {
    const NAME: &'static str = "predict";
    const TITLE: &'static str = "Carry a series on";
    const DESCRIPTION: &'static str = "Forecasts how a series of numbers that you have goes on: the median, an interval \
        and quantiles of each step ahead, checked against the series' own past. Give at least eight evenly spaced values as \
        `features`, the oldest first, or values with `timestamps`; more history makes it better, a few seasons best. \
        Unit and timestamps help it to choose its models; with `include_context` it says which, and what would \
        help. Use `ask` instead for the weather and for series that the user keeps in Forecastle. Nothing is kept.";
    const PERMISSION: Permission = Permission::Predict;
    const EFFECT: Effect = Effect::Reads;
    const OF: Of = Of::ItsArguments;
    const OPEN_WORLD: bool = false;
    type Takes = PredictRequest;
    type Gives = PredictResponse;

    async fn run(call: &Call<'_>, takes: PredictRequest) -> Result<Given<PredictResponse>, Failure> {
        if !call.granted.opens_model(&takes.model_id) {
            return Err(Failure::new(not_opened("That model")));
        }
        call.progress(0.0, "Fitting and forecasting").await;
        let coverage = takes.coverage;
        let unit = takes.unit.clone().unwrap_or_default();
        let response = match call.engine.predicted(takes)? {
            Predicted::Known(response) => response,
            Predicted::Not(asked) => {
                let _turn = call.turn().await?;
                call.engine.predict_now(asked).await?
            }
        };
        call.progress(1.0, "Done").await;
        Ok(Given::reply(words(&response, coverage, &unit), response, Vec::new()))
    }
}

/// The first and the last step, and why it was done so where that is said.
fn words(response: &PredictResponse, coverage: f64, unit: &str) -> String {
    let step = |index: usize| {
        let (median, (lower, upper)) =
            (response.predictions.get(index)?, response.confidence_intervals.get(index)?);
        Some(format!(
            "most likely {} {unit}, {:.0} % between {} and {} {unit}",
            rounded(*median),
            coverage * 100.0,
            rounded(*lower),
            rounded(*upper)
        ))
    };
    let steps = response.predictions.len();
    let mut words = step(0).map_or_else(String::new, |first| format!("Next step: {first}."));
    if steps > 1
        && let Some(last) = step(steps - 1)
    {
        words.push_str(&format!("\nStep {steps}: {last}."));
    }
    if let Some(summary) = &response.context_summary {
        words.push_str(&format!("\n{} {}", summary.reason, summary.calibration));
        for need in &summary.needs {
            words.push_str(&format!("\n- {need}"));
        }
    }
    words.replace(" ,", ",").replace(" .", ".")
}

/// Four digits that count, without an exponent.
fn rounded(value: f64) -> String {
    let mut decimals = 3;
    let mut size = value.abs();
    while size >= 10.0 && decimals > 0 {
        (size, decimals) = (size / 10.0, decimals - 1);
    }
    while size > 0.0 && size < 1.0 && decimals < 9 {
        (size, decimals) = (size * 10.0, decimals + 1);
    }
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_that_count() {
        for (value, expected) in [
            (0.0, "0.000"),
            (1.23456, "1.235"),
            (-12.3456, "-12.35"),
            (12_345.6, "12346"),
            (0.001_234_56, "0.001235"),
            (1e-30, "0.000000000"),
        ] {
            assert_eq!(rounded(value), expected);
        }
    }

    #[test]
    fn the_words_tell_the_first_step_and_the_last() {
        let response = PredictResponse {
            predictions: vec![10.0, 11.0],
            confidence_intervals: vec![(9.0, 11.0), (9.5, 12.5)],
            quantiles: Vec::new(),
            timestamps: None,
            execution_time: 0.0,
            context_summary: None,
        };
        assert_eq!(
            words(&response, 0.8, "kWh"),
            "Next step: most likely 10.00 kWh, 80 % between 9.000 and 11.00 kWh.\n\
             Step 2: most likely 11.00 kWh, 80 % between 9.500 and 12.50 kWh."
        );
        assert!(words(&response, 0.8, "").ends_with("between 9.500 and 12.50."));
    }
}
