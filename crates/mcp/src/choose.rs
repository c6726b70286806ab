//! Asking the user back when a question has two readings, where the client can.

use domain::Alternative;
use rmcp::{
    RoleServer,
    model::{
        ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, EnumSchema,
        InputRequest, InputRequests, InputRequiredResult, InputResponses, ProtocolVersion,
    },
    service::RequestContext,
};
use std::time::Duration;

/// What the choice is called in what is asked and answered.
const READING: &str = "reading";
/// A user who hasn't chosen by then isn't there; the readings are told in the result instead.
const PATIENCE: Duration = Duration::from_secs(180);

/// What came of asking back.
pub(crate) enum Chosen {
    /// This reading is meant.
    Reading(usize),
    /// The client must be asked by the result of this request; it sends the request again with the answer (2026-07-28).
    AskBy(InputRequiredResult),
    /// Nobody can be asked, or nobody chose.
    No,
}

/// Lets the user choose among readings; `answered` is what the client sent along when the request is sent again.
pub(crate) async fn reading(
    context: &RequestContext<RoleServer>,
    answered: Option<&InputResponses>,
    message: &str,
    readings: &[Alternative],
) -> Chosen {
    if readings.len() < 2 || !can_be_asked(context) {
        return Chosen::No;
    }
    // What is no answer to the form is asked for again.
    let answer = answered.and_then(|answers| answers.get(READING));
    if let Some(answer) =
        answer.and_then(|answer| serde_json::from_value::<ElicitResult>(answer.clone()).ok())
    {
        return chosen(&answer, readings);
    }
    let Some(form) = form(message, readings) else { return Chosen::No };
    let asks_by_result =
        context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
    if asks_by_result {
        let request = InputRequest::Elicitation(ElicitRequest::new(form));
        let requests = InputRequests::from([(READING.to_owned(), request)]);
        return Chosen::AskBy(InputRequiredResult::from_input_requests(requests));
    }
    match context.peer.create_elicitation_with_timeout(form, Some(PATIENCE)).await {
        Ok(answer) => chosen(&answer, readings),
        Err(error) => {
            tracing::debug!(%error, "the user was not asked back");
            Chosen::No
        }
    }
}

/// Whether the client shows forms. One that names no mode shows forms, as all did at first.
fn can_be_asked(context: &RequestContext<RoleServer>) -> bool {
    context
        .client_capabilities()
        .and_then(|capabilities| capabilities.elicitation)
        .is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none())
}

fn form(message: &str, readings: &[Alternative]) -> Option<ElicitRequestParams> {
    let labels = readings.iter().map(|reading| reading.label.clone()).collect();
    let choice = EnumSchema::builder(labels).title("Which one").build();
    let requested_schema = ElicitationSchema::builder().required_enum_schema(READING, choice).build().ok()?;
    Some(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: message.to_owned(),
        requested_schema,
    })
}

fn chosen(answer: &ElicitResult, readings: &[Alternative]) -> Chosen {
    let label = answer
        .content
        .as_ref()
        .filter(|_| answer.action == ElicitationAction::Accept)
        .and_then(|content| content.get(READING)?.as_str());
    label
        .and_then(|label| readings.iter().position(|reading| reading.label == label))
        .map_or(Chosen::No, Chosen::Reading)
}
