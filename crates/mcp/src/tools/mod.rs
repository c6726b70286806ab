//! What an assistant can have done: one file a tool.

mod answered;
mod ask;
mod best_window;
mod compare;
mod explain;
mod import_series;
mod predict;
mod record_outcome;
mod track_record;
mod watch;

use crate::{
    granted::{Busy, Granted, Turn, refusal},
    schema,
};
use contract::{Permission, Problem, ProblemCode};
use engine::Engine;
use rmcp::{
    ErrorData, RoleServer,
    model::{
        CallToolResponse, CallToolResult, ContentBlock, InputRequiredResult, InputResponses, JsonObject,
        ProgressNotificationParam, Tool, ToolAnnotations,
    },
    service::RequestContext,
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::LazyLock;

/// One call of a tool.
pub(crate) struct Call<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) granted: &'a Granted,
    pub(crate) context: &'a RequestContext<RoleServer>,
    /// What the user chose, where the client was asked by an earlier result.
    pub(crate) answered: Option<&'a InputResponses>,
}

impl Call<'_> {
    /// Tells how far it has come, 0 to 1, if the client wants to know.
    async fn progress(&self, done: f64, message: &str) {
        let Some(token) = self.context.meta.get_progress_token() else { return };
        let told = ProgressNotificationParam::new(token, done).with_total(1.0).with_message(message);
        if let Err(error) = self.context.peer.notify_progress(told).await {
            tracing::debug!(%error, "the client isn't told of progress");
        }
    }

    /// Waits for a turn to have something worked out. Whoever asks the user meanwhile lets it go first.
    async fn turn(&self) -> Result<Option<Turn>, Failure> {
        Ok(self.granted.turn().await?)
    }

    /// Fails in words where the program may not do `what`.
    fn needs(&self, permission: Permission, what: &str) -> Result<(), Failure> {
        if self.granted.allows(permission) { Ok(()) } else { Err(Failure::new(refusal(what, permission))) }
    }
}

/// What a tool gives: words to read, and the same as data.
struct Reply<T> {
    words: String,
    data: T,
    /// Pictures and links.
    more: Vec<ContentBlock>,
}

/// What a tool speaks of, by which it is held within the limits of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// What one question is about, which the engine knows.
    AQuestion,
    /// What its arguments name, which it looks at itself.
    ItsArguments,
    /// All that is kept.
    Everything,
}

/// How a call that didn't fail ended.
enum Given<T> {
    Reply(Box<Reply<T>>),
    /// The user must be asked first, and the client sends the call again.
    AskBy(InputRequiredResult),
}

impl<T> Given<T> {
    fn reply(words: String, data: T, more: Vec<ContentBlock>) -> Self {
        Self::Reply(Box::new(Reply { words, data, more }))
    }
}

/// Why a call failed, in words an assistant can act on.
#[derive(Debug)]
struct Failure {
    words: String,
    /// Whether it is no fault of who called.
    ours: bool,
}

impl Failure {
    fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), ours: false }
    }
}

impl From<Busy> for Failure {
    fn from(busy: Busy) -> Self {
        Self::new(busy.to_string())
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let words = match &problem.field {
            Some(field) => format!("{problem} (This is about `{field}`.)"),
            None => problem.to_string(),
        };
        Self { words, ours: matches!(problem.code, ProblemCode::Data | ProblemCode::Internal) }
    }
}

/// What a tool does to what is kept, as told to clients.
enum Effect {
    /// Nothing.
    Reads,
    /// It adds something each time.
    Adds,
    /// It changes something, which can be changed back; doing it again changes nothing more.
    Sets,
    /// It writes over what was there.
    Overwrites,
}

/// One tool.
trait Offered {
    const NAME: &'static str;
    const TITLE: &'static str;
    /// For the assistant: when to use it, what it gives.
    const DESCRIPTION: &'static str;
    const PERMISSION: Permission;
    const EFFECT: Effect;
    const OF: Of;
    /// Whether what it says may rest on what the network told: weather guidance, where the user allows it.
    const OPEN_WORLD: bool;
    type Takes: DeserializeOwned + JsonSchema + Send;
    type Gives: Serialize + JsonSchema + Send;

    /// Does it.
    fn run(
        call: &Call<'_>,
        takes: Self::Takes,
    ) -> impl Future<Output = Result<Given<Self::Gives>, Failure>> + Send;
}

fn described<T: Offered>() -> Tool {
    let annotations = ToolAnnotations::with_title(T::TITLE)
        .read_only(matches!(T::EFFECT, Effect::Reads))
        .destructive(matches!(T::EFFECT, Effect::Overwrites))
        .idempotent(!matches!(T::EFFECT, Effect::Adds))
        .open_world(T::OPEN_WORLD);
    Tool::new(T::NAME, T::DESCRIPTION, schema::of_input::<T::Takes>())
        .with_title(T::TITLE)
        .with_raw_output_schema(schema::of_output::<T::Gives>())
        .with_annotations(annotations)
}

/// The arguments of a call as the tool takes them.
fn taken<T: Offered>(arguments: JsonObject) -> Result<T::Takes, Failure> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        Failure::new(format!("The arguments of “{}” can't be used: {error}. See its input schema.", T::NAME))
    })
}

async fn carried_out<T: Offered>(call: &Call<'_>, arguments: JsonObject) -> CallToolResponse {
    let done = async {
        call.needs(T::PERMISSION, &format!("The tool “{}”", T::NAME))?;
        if T::OF == Of::Everything && !call.granted.opens_all() {
            return Err(Failure::new(format!(
                "Not allowed. The tool “{}” speaks of all that is kept, and this program's token opens single series or places only.",
                T::NAME
            )));
        }
        if T::PERMISSION >= Permission::Write {
            call.granted.change()?;
        }
        T::run(call, taken::<T>(arguments)?).await
    };
    let done = done.await;
    let outcome = match &done {
        Ok(_) => "done",
        Err(Failure { ours: true, .. }) => "failed",
        Err(Failure { ours: false, .. }) => "refused",
    };
    let changed = T::PERMISSION >= Permission::Write && done.is_ok();
    call.granted.note(call.engine, T::NAME, outcome, changed).await;
    match done {
        Ok(Given::Reply(reply)) => {
            let Reply { words, data, more } = *reply;
            let mut result = CallToolResult::success(vec![ContentBlock::text(words)]);
            result.content.extend(more);
            match serde_json::to_value(data) {
                Ok(data) => result.structured_content = Some(data),
                Err(error) => return failed(format!("The result can't be written: {error}.")),
            }
            result.into()
        }
        Ok(Given::AskBy(asked)) => asked.into(),
        Err(Failure { words, .. }) => failed(words),
    }
}

fn failed(words: String) -> CallToolResponse {
    CallToolResult::error(vec![ContentBlock::text(words)]).into()
}

macro_rules! offer {
    ($($tool:ty),* $(,)?) => {
        static TOOLS: LazyLock<Vec<(Permission, Of, Tool)>> =
            LazyLock::new(|| vec![$((<$tool>::PERMISSION, <$tool>::OF, described::<$tool>())),*]);

        /// Carries out the tool of that name.
        ///
        /// # Errors
        /// When there is none. A tool that fails says so in its result.
        pub(crate) async fn call(
            name: &str,
            call: &Call<'_>,
            arguments: JsonObject,
        ) -> Result<CallToolResponse, ErrorData> {
            match name {
                $(<$tool>::NAME => Ok(carried_out::<$tool>(call, arguments).await),)*
                _ => Err(ErrorData::invalid_params(format!("Unknown tool: {name}"), None)),
            }
        }

        /// Whether the tool of that name takes these arguments.
        pub(crate) fn takes(name: &str, arguments: JsonObject) -> bool {
            match name {
                $(<$tool>::NAME => taken::<$tool>(arguments).is_ok(),)*
                _ => false,
            }
        }
    };
}

offer![
    ask::Ask,
    predict::Predict,
    best_window::FindBestWindow,
    compare::Compare,
    explain::Explain,
    import_series::ImportSeries,
    record_outcome::RecordOutcome,
    track_record::TrackRecord,
    watch::Watch,
];

/// The tools that a program may use, in the order in which they are offered.
pub(crate) fn list(granted: &Granted) -> Vec<Tool> {
    let may = |permission, of| granted.allows(permission) && (of != Of::Everything || granted.opens_all());
    TOOLS.iter().filter(|(permission, of, _)| may(*permission, *of)).map(|(.., tool)| tool.clone()).collect()
}

/// The tool of that name.
pub(crate) fn find(name: &str) -> Option<Tool> {
    TOOLS.iter().find(|(.., tool)| tool.name == name).map(|(.., tool)| tool.clone())
}
