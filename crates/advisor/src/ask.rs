use crate::{Advice, Endpoint};
use reqwest::{Client, header, redirect::Policy};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// A person waits no longer for an answer to an unclear question.
pub const DEADLINE: Duration = Duration::from_secs(3);

/// A filled-in form takes a few hundred bytes; more than this is something else. Bytes.
pub const LARGEST_REPLY: usize = 64 * 1024;

/// The form in words. The names to choose from are in the schema.
const INSTRUCTION: &str = "You fill in a form about a question for a weather and time series forecaster. You never answer the \
     question. kind: chance (will it, is it good for), amount (how much, how warm), best_time (when is it best), or nothing \
     when it asks for no forecast. activity: what the person wants to do outdoors. condition: the weather asked for. place, \
     time, series: copied word for word from the question; a time in another language as English words such as tomorrow or \
     Saturday morning. Leave a field empty when the question doesn't say. Invent nothing and work out no date or number.";

/// Why a language model gave no advice.
#[derive(Debug, thiserror::Error)]
pub enum AdvisorError {
    /// Nothing listens there, or it took too long.
    #[error(
        "the language model can't be reached or took longer than 3 seconds; check that its server runs: {0}"
    )]
    Unreachable(reqwest::Error),
    /// The server says no.
    #[error(
        "the language model's server refused with HTTP status {0}; check its address and the name of the model"
    )]
    Refused(u16),
    /// The reply is no JSON.
    #[error("the language model's server replied with something other than JSON; check its address")]
    NotJson,
    /// The reply is longer than a form can be.
    #[error("the language model's reply is longer than 64 KB, so it was not read")]
    TooLong,
    /// The reply holds no filled-in form.
    #[error("the language model's reply holds no filled-in form; choose a model that follows a JSON schema")]
    NoForm,
}

/// The part of a chat completion that is looked at.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

/// Asks what `text` may mean; `activities` are the names to choose from. Nothing else is sent, no redirect is followed and no
/// proxy used.
///
/// # Errors
/// When the server can't be reached within [`DEADLINE`], refuses, or its reply isn't a form of up to [`LARGEST_REPLY`] bytes.
pub async fn advise(endpoint: &Endpoint, text: &str, activities: &[String]) -> Result<Advice, AdvisorError> {
    let port = endpoint.url().port_or_known_default().unwrap_or(80);
    // Whatever a resolver says of localhost, it is this machine.
    let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))];
    let client = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(DEADLINE)
        .resolve_to_addrs("localhost", &here)
        .build()
        .map_err(AdvisorError::Unreachable)?;
    let mut response = client
        .post(endpoint.url().clone())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .body(request(endpoint.model(), text, activities).to_string())
        .send()
        .await
        .map_err(AdvisorError::Unreachable)?;
    if !response.status().is_success() {
        return Err(AdvisorError::Refused(response.status().as_u16()));
    }
    let kind =
        response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(AdvisorError::NotJson);
    }
    let mut body: Vec<u8> = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(AdvisorError::Unreachable)? {
        if body.len() + chunk.len() > LARGEST_REPLY {
            return Err(AdvisorError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    let completion: Completion = serde_json::from_slice(&body).map_err(|_| AdvisorError::NotJson)?;
    let form = completion.choices.first().map(|choice| choice.message.content.as_str());
    form.and_then(|form| Advice::read(form, activities)).ok_or(AdvisorError::NoForm)
}

/// The body of the request.
fn request(model: &str, text: &str, activities: &[String]) -> Value {
    json!({
        "model": model,
        "messages": [
            { "role": "system", "content": INSTRUCTION },
            { "role": "user", "content": text },
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": { "name": "question", "strict": true, "schema": Advice::schema(activities) },
        },
        "temperature": 0,
        "seed": 0,
        "max_tokens": 200,
        "stream": false,
    })
}
