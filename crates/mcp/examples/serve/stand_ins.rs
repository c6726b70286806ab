//! Under the names that the conformance suite asks for, what Forecastle really has.
//!
//! The suite calls tools, prompts and resources of fixed names (`test_simple_text`, `test://static-text`), which no product has. Here
//! each such name stands for a tool, prompt or resource of Forecastle's with fixed arguments, so that the suite looks at the product's
//! own results, errors, progress and questions back. Nothing is made up for it: what Forecastle has no like of stays unknown, and
//! `tests/protocols/conformance-*.yaml` says why.

use mcp::Assistant;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
        GetPromptRequestParams, GetPromptResponse, JsonObject, ListPromptsResult,
        ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
        ReadResourceRequestParams, ReadResourceResponse, ServerConfig, SubscribeRequestParams,
        SubscriptionFilter, Tool, UnsubscribeRequestParams,
    },
    service::{RequestContext, SubscriptionContext},
};
use serde_json::{Value, json};

/// A question whose answer every fresh folder has.
pub(crate) const QUESTION: &str = "Will it rain in New York tomorrow?";
/// A series of the user's own: the suite fills 123 into an address and looks for it in what is read.
pub(crate) const SERIES: &str = "meter-123";

/// A question with several readings, and one of them.
const TWO_READINGS: &str = "rain on Saturday in Springfield";
const READING: &str = "Springfield, Massachusetts, United States";
/// Refused to whoever doesn't sample. Forecastle demands nothing of a client, so this is the one thing made up: without it
/// `server-stateless` would be expected to fail, and what else is checked there could break unseen.
const DEMANDING: &str = "test_missing_capability";
/// What Forecastle and the suite call what the user is asked.
const OURS: &str = "reading";
const THEIRS: &str = "user_name";

/// The tool and its arguments that stand in for one of the suite's.
fn tool(name: &str) -> Option<(&'static str, Value)> {
    Some(match name {
        "test_simple_text" | "test_logging_tool" => ("track_record", json!({})),
        "test_image_content" | "test_tool_with_progress" => {
            ("ask", json!({ "question": QUESTION, "picture": true }))
        }
        "test_error_handling" => ("ask", json!({ "question": " " })),
        "test_elicitation" | "test_streaming_elicitation" | "test_input_required_result_elicitation" => {
            ("ask", json!({ "question": TWO_READINGS }))
        }
        _ => return None,
    })
}

fn resource(uri: &str) -> Option<String> {
    Some(match uri {
        "test://static-text" => "forecastle://record".to_owned(),
        "test://static-binary" => "forecastle://forecasts/1/charts".to_owned(),
        "test://template/123/data" => format!("forecastle://series/{SERIES}"),
        "test://watched-resource" => "forecastle://series".to_owned(),
        _ => return None,
    })
}

/// The prompt that stands in for one of the suite's, and what its arguments are called in both.
fn prompt(name: &str) -> Option<(&'static str, &'static [(&'static str, &'static str)])> {
    match name {
        "test_simple_prompt" => Some(("brief_me_on_tomorrow", &[])),
        "test_prompt_with_arguments" => {
            Some(("plan_my_week_outdoors", &[("arg1", "activity"), ("arg2", "place")]))
        }
        _ => None,
    }
}

/// The assistant's side of Forecastle, which the suite's names lead to as well.
pub(crate) struct StandIns(pub(crate) Assistant);

impl ServerHandler for StandIns {
    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if request.name == DEMANDING {
            let sampling = json!({ "sampling": {} });
            let needed = serde_json::from_value(sampling)
                .map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
            return Err(ErrorData::missing_required_client_capability(needed));
        }
        let Some((name, arguments)) = tool(&request.name) else {
            return self.0.call_tool(request, context).await;
        };
        request.name = name.into();
        request.arguments = arguments.as_object().cloned();
        if let Some(answers) = &mut request.input_responses
            && let Some(mut answer) = answers.remove(THEIRS)
        {
            // The suite's user always says that their name is Alice.
            if answer.pointer("/content/name").is_some() {
                answer["content"] = json!({ OURS: READING });
            }
            answers.insert(OURS.to_owned(), answer);
        }
        let mut response = self.0.call_tool(request, context).await?;
        if let CallToolResponse::InputRequired(asked) = &mut response
            && let Some(requests) = &mut asked.input_requests
            && let Some(question) = requests.remove(OURS)
        {
            requests.insert(THEIRS.to_owned(), question);
        }
        Ok(response)
    }

    async fn get_prompt(
        &self,
        mut request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        if let Some((name, called)) = prompt(&request.name) {
            request.name = name.to_owned();
            request.arguments = request.arguments.map(|mut given| {
                let renamed = called
                    .iter()
                    .filter_map(|(theirs, ours)| Some(((*ours).to_owned(), given.remove(*theirs)?)));
                renamed.collect::<JsonObject>()
            });
        }
        self.0.get_prompt(request, context).await
    }

    async fn read_resource(
        &self,
        mut request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        request.uri = resource(&request.uri).unwrap_or(request.uri);
        self.0.read_resource(request, context).await
    }

    #[expect(deprecated, reason = "the older revision has nothing else")]
    async fn subscribe(
        &self,
        mut request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        request.uri = resource(&request.uri).unwrap_or(request.uri);
        self.0.subscribe(request, context).await
    }

    #[expect(deprecated, reason = "the older revision has nothing else")]
    async fn unsubscribe(
        &self,
        mut request: UnsubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        request.uri = resource(&request.uri).unwrap_or(request.uri);
        self.0.unsubscribe(request, context).await
    }

    // All else as it is.

    fn get_info(&self) -> ServerConfig {
        self.0.get_info()
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.0.get_tool(tool(name).map_or(name, |(name, _)| name))
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.0.list_tools(request, context).await
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        self.0.list_resources(request, context).await
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.0.list_resource_templates(request, context).await
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        self.0.list_prompts(request, context).await
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        self.0.complete(request, context).await
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.0.accepted_subscription_filter(requested)
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.0.listen(context).await
    }
}
