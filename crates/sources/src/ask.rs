//! What a tool or a resource says.

use crate::{LARGEST_ANSWER, SourcesError, connect::Conversation};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{SourceConnection, SourceRequest};
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ContentBlock, ReadResourceRequestParams, ResourceContents,
};
use serde_json::Value;

/// Asks a server, and gives its answer as one document: the structured content of a tool, else its text, read as JSON where it is
/// some.
///
/// # Errors
/// When it can't be reached, refuses, or what it says is beyond the bounds.
pub async fn ask(connection: &SourceConnection, request: &SourceRequest) -> Result<Value, SourcesError> {
    Conversation::held(async {
        let conversation = Conversation::begin(connection).await?;
        let answered = answer(&conversation, request).await;
        Ok((conversation, answered))
    })
    .await
}

async fn answer(conversation: &Conversation, request: &SourceRequest) -> Result<Value, SourcesError> {
    let server = conversation.server();
    match request {
        SourceRequest::Tool { name, arguments } => {
            let call = CallToolRequestParams::new(name.clone()).with_arguments(arguments.clone());
            of_tool(&server.call_tool(call).await.map_err(|error| conversation.failed(&error))?)
        }
        SourceRequest::Resource { uri } => {
            let read = ReadResourceRequestParams::new(uri.clone());
            let read = server.read_resource(read).await.map_err(|error| conversation.failed(&error))?;
            of_text(texts(read.contents.iter())?)
        }
    }
}

fn of_tool(result: &CallToolResult) -> Result<Value, SourcesError> {
    let text = || -> Result<String, SourcesError> {
        let mut whole = String::new();
        for block in &result.content {
            let more = match block {
                ContentBlock::Text(text) => text.text.clone(),
                ContentBlock::Resource(embedded) => texts([&embedded.resource].into_iter())?,
                _ => continue,
            };
            append(&mut whole, &more)?;
        }
        Ok(whole)
    };
    if result.is_error == Some(true) {
        return Err(SourcesError::refused(&text()?));
    }
    match &result.structured_content {
        Some(structured) if !structured.is_null() => {
            let bytes = serde_json::to_vec(structured).map_or(usize::MAX, |bytes| bytes.len());
            if bytes > LARGEST_ANSWER { Err(SourcesError::TooLarge) } else { Ok(structured.clone()) }
        }
        _ => of_text(text()?),
    }
}

/// The texts of resources, one below the other.
fn texts<'a>(contents: impl Iterator<Item = &'a ResourceContents>) -> Result<String, SourcesError> {
    let mut whole = String::new();
    for content in contents {
        match content {
            ResourceContents::TextResourceContents { text, .. } => append(&mut whole, text)?,
            ResourceContents::BlobResourceContents { blob, .. } => {
                let not_text = SourcesError::Nothing { what: "bytes that are no text" };
                let bytes = BASE64_STANDARD.decode(blob).map_err(|_| not_text.clone())?;
                append(&mut whole, std::str::from_utf8(&bytes).map_err(|_| not_text)?)?;
            }
            _ => {}
        }
    }
    Ok(whole)
}

fn append(whole: &mut String, more: &str) -> Result<(), SourcesError> {
    if whole.len() + more.len() > LARGEST_ANSWER {
        return Err(SourcesError::TooLarge);
    }
    if !whole.is_empty() && !whole.ends_with('\n') {
        whole.push('\n');
    }
    whole.push_str(more);
    Ok(())
}

fn of_text(text: String) -> Result<Value, SourcesError> {
    if text.trim().is_empty() {
        return Err(SourcesError::Nothing { what: "no text" });
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
