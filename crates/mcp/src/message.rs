use crate::{prompts, resources::Target, tools};
use rmcp::model::{ClientJsonRpcMessage, ClientRequest, JsonRpcMessage};

/// Whether a message of an assistant's is one that something comes of: read as far as it can be without doing anything, for fuzzing.
#[must_use]
pub fn read_message(message: &[u8]) -> bool {
    let Ok(JsonRpcMessage::Request(message)) = serde_json::from_slice::<ClientJsonRpcMessage>(message) else {
        return false;
    };
    match message.request {
        ClientRequest::CallToolRequest(call) => {
            tools::takes(&call.params.name, call.params.arguments.unwrap_or_default())
        }
        ClientRequest::ReadResourceRequest(read) => Target::at(&read.params.uri).is_some_and(|target| {
            // Whatever address leads somewhere, the one we would tell leads there too.
            assert_eq!(Target::at(&target.uri()), Some(target), "{}", read.params.uri);
            true
        }),
        ClientRequest::GetPromptRequest(get) => {
            prompts::get(&get.params.name, get.params.arguments.as_ref()).is_ok()
        }
        _ => false,
    }
}
