//! What a server offers.

use crate::{SourcesError, cleaned, connect::Conversation};
use domain::SourceConnection;
use rmcp::model::{JsonObject, PaginatedRequestParams, Resource, Tool};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Tools and resources that are shown of each.
const MOST_SHOWN: usize = 200;
/// Pages of either list that are turned.
const MOST_PAGES: usize = 10;
/// Arguments of a tool that are shown.
const MOST_ARGUMENTS: usize = 32;
/// The longest name that a tool or an argument, and address that a resource may have: they are used to the letter.
const LONGEST_NAME: usize = 128;
const LONGEST_ADDRESS: usize = 1024;
/// Characters of titles and descriptions that are shown.
const LONGEST_TITLE: usize = 80;
const LONGEST_DESCRIPTION: usize = 300;

/// What a server offers, in its own words cut and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Offer {
    /// What it calls itself.
    pub name: String,
    /// Which version of itself it is.
    pub version: String,
    /// Its tools.
    pub tools: Vec<OfferedTool>,
    /// Its resources.
    pub resources: Vec<OfferedResource>,
    /// Tools and resources that are left out: too many, or with names that can't be shown as they are.
    pub left_out: u32,
}

/// A tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedTool {
    /// Its name, to the letter.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// What it says it does.
    pub description: String,
    /// Whether it says that it changes nothing.
    pub only_reads: bool,
    /// What it takes.
    pub arguments: Vec<ToolArgument>,
}

/// An argument of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolArgument {
    /// Its name, to the letter.
    pub name: String,
    /// What it is: `string`, `number`, `boolean`, `array`, `object`; empty where it may be several.
    pub kind: String,
    /// Whether it has to be given.
    pub required: bool,
    /// What it says it means.
    pub description: String,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedResource {
    /// Its address, to the letter.
    pub uri: String,
    /// Its title, or its name.
    pub title: String,
    /// What it says it holds.
    pub description: String,
    /// Its kind of text: `text/csv`.
    pub media_type: String,
}

/// Asks a server what it offers.
///
/// # Errors
/// When it can't be reached, or what it says is beyond the bounds.
pub async fn look(connection: &SourceConnection) -> Result<Offer, SourcesError> {
    Conversation::held(async {
        let conversation = Conversation::begin(connection).await?;
        let offered = offer(&conversation).await;
        Ok((conversation, offered))
    })
    .await
}

async fn offer(conversation: &Conversation) -> Result<Offer, SourcesError> {
    let server = conversation.server();
    let failed = |error| conversation.failed(&error);
    let info = server.peer().peer_info();
    let mut offer = Offer::default();
    let (mut has_tools, mut has_resources) = (true, true);
    if let Some(info) = info {
        if let Some(server) = &info.server_info {
            offer.name = cleaned(server.title.as_deref().unwrap_or(&server.name), LONGEST_TITLE);
            offer.version = cleaned(&server.version, LONGEST_TITLE);
        }
        (has_tools, has_resources) =
            (info.capabilities.tools.is_some(), info.capabilities.resources.is_some());
    }
    let mut page = None;
    for _ in 0..if has_tools { MOST_PAGES } else { 0 } {
        let list = server.list_tools(page).await.map_err(failed)?;
        for tool in &list.tools {
            match offered_tool(tool).filter(|_| offer.tools.len() < MOST_SHOWN) {
                Some(tool) => offer.tools.push(tool),
                None => offer.left_out = offer.left_out.saturating_add(1),
            }
        }
        page = next_page(list.next_cursor);
        if page.is_none() {
            break;
        }
    }
    let mut page = None;
    for _ in 0..if has_resources { MOST_PAGES } else { 0 } {
        let list = server.list_resources(page).await.map_err(failed)?;
        for resource in &list.resources {
            match offered_resource(resource).filter(|_| offer.resources.len() < MOST_SHOWN) {
                Some(resource) => offer.resources.push(resource),
                None => offer.left_out = offer.left_out.saturating_add(1),
            }
        }
        page = next_page(list.next_cursor);
        if page.is_none() {
            break;
        }
    }
    Ok(offer)
}

fn next_page(cursor: Option<String>) -> Option<PaginatedRequestParams> {
    let cursor = cursor.filter(|cursor| !cursor.is_empty())?;
    Some(PaginatedRequestParams::default().with_cursor(Some(cursor)))
}

/// Used to the letter, so that only what can be shown to the letter will do.
fn is_plain(name: &str, longest: usize) -> bool {
    !name.is_empty() && cleaned(name, longest) == name
}

fn offered_tool(tool: &Tool) -> Option<OfferedTool> {
    if !is_plain(&tool.name, LONGEST_NAME) {
        return None;
    }
    let annotated = tool.annotations.as_ref();
    let title = tool.title.as_deref().or_else(|| annotated?.title.as_deref()).unwrap_or(&tool.name);
    Some(OfferedTool {
        name: tool.name.to_string(),
        title: cleaned(title, LONGEST_TITLE),
        description: cleaned(tool.description.as_deref().unwrap_or_default(), LONGEST_DESCRIPTION),
        only_reads: annotated.and_then(|annotated| annotated.read_only_hint).unwrap_or(false),
        arguments: arguments(&tool.input_schema),
    })
}

fn arguments(schema: &JsonObject) -> Vec<ToolArgument> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut arguments: Vec<ToolArgument> = properties
        .into_iter()
        .flatten()
        .filter(|(name, _)| is_plain(name, LONGEST_NAME))
        .map(|(name, property)| {
            let text = |key: &str, longest| {
                cleaned(property.get(key).and_then(Value::as_str).unwrap_or_default(), longest)
            };
            ToolArgument {
                name: name.clone(),
                kind: text("type", 20),
                required: required.contains(&name.as_str()),
                description: text("description", LONGEST_DESCRIPTION),
            }
        })
        .collect();
    arguments.sort_by_key(|argument| !argument.required);
    arguments.truncate(MOST_ARGUMENTS);
    arguments
}

fn offered_resource(resource: &Resource) -> Option<OfferedResource> {
    if !is_plain(&resource.uri, LONGEST_ADDRESS) {
        return None;
    }
    Some(OfferedResource {
        uri: resource.uri.clone(),
        title: cleaned(resource.title.as_deref().unwrap_or(&resource.name), LONGEST_TITLE),
        description: cleaned(resource.description.as_deref().unwrap_or_default(), LONGEST_DESCRIPTION),
        media_type: cleaned(resource.mime_type.as_deref().unwrap_or_default(), LONGEST_TITLE),
    })
}
