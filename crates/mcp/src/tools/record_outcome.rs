use super::{Call, Effect, Failure, Given, Of, Offered};
use contract::{Commands, Permission, WentRequest, WentResponse};
use domain::{AnswerId, Went};
use schemars::JsonSchema;
use serde::Deserialize;

/// How it went.
pub(crate) struct RecordOutcome;

/// Which answer, and how it went.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcome {
    /// The number of the answer.
    answer: AnswerId,
    /// How it went, as the user says.
    how: How,
    /// How much it was, with `amount`, in the unit the answer was given in.
    #[serde(default)]
    amount: Option<f64>,
}

/// How it went.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum How {
    /// What was asked about came true; an outing went well.
    Fine,
    /// It didn't.
    Badly,
    /// It was this much.
    Amount,
    /// Takes back what was said before.
    Undo,
}

impl Offered for RecordOutcome {
    const NAME: &'static str = "record_outcome";
    const TITLE: &'static str = "Record how it went";
    const DESCRIPTION: &'static str = "Keeps how it went after a forecast came due: fine, badly, or an amount. It \
        counts in the track record, and Forecastle learns the user's own limits from it. Only record what the user says; \
        never guess an outcome. What is measured at the place is recorded without this.";
    const PERMISSION: Permission = Permission::Write;
    const EFFECT: Effect = Effect::Sets;
    const OF: Of = Of::Everything;
    const OPEN_WORLD: bool = false;
    type Takes = Outcome;
    type Gives = WentResponse;

    async fn run(call: &Call<'_>, takes: Outcome) -> Result<Given<WentResponse>, Failure> {
        let went = match (takes.how, takes.amount) {
            (How::Fine, None) => Some(Went::Fine),
            (How::Badly, None) => Some(Went::Badly),
            (How::Undo, None) => None,
            (How::Amount, Some(value)) => Some(Went::Value { value }),
            (How::Amount, None) => return Err(Failure::new("Say how much as `amount`.")),
            (_, Some(_)) => return Err(Failure::new("An amount goes with `how: amount` only.")),
        };
        let response = call.engine.record_outcome(WentRequest { id: takes.answer, went }).await?;
        Ok(Given::reply(response.text.clone(), response, Vec::new()))
    }
}
