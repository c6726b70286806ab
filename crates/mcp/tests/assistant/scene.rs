use contract::{Commands, ImportRequest};
use domain::Clock;
use engine::{Engine, StoppedClock};
use mcp::{Assistant, Granted};
use rmcp::{
    ClientHandler, ClientServiceExt, ErrorData, RoleClient, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams,
        ElicitResult, ElicitationAction, Implementation, ProgressNotificationParam, ProtocolVersion,
        ReadResourceRequestParams, ResourceContents, ResourceUpdatedNotificationParam,
    },
    service::{ClientLifecycleMode, NotificationContext, RequestContext, RunningService, ServiceError},
};
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Both revisions of the protocol that are current.
pub(crate) const REVISIONS: [ProtocolVersion; 2] =
    [ProtocolVersion::V_2025_11_25, ProtocolVersion::V_2026_07_28];

/// Nothing here takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A user's machine on a morning of the sample years, without a home.
pub(crate) struct Scene {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) engine: Engine,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now = "2013-06-12T10:00[America/New_York]".parse().expect("a moment");
        let store = store::SqliteStore::open(&folder.path().join("data")).expect("a data file");
        let clock: Arc<dyn Clock> = Arc::new(StoppedClock(now));
        Self { engine: Engine::with(Arc::new(store), clock), folder }
    }

    /// An assistant that may do what a program of the user's may.
    pub(crate) async fn assistant(&self, revision: &ProtocolVersion) -> Connection {
        self.assistant_with(revision, Granted::all_but_admin(), Hand::default()).await
    }

    /// Hours of a series of the user's from the 1st of June 2013 on.
    pub(crate) async fn fill(&self, series: &str, hours: Range<i64>) {
        let mut text = format!("time,{series}\n");
        for hour in hours {
            writeln!(text, "{},{}", 1_370_044_800 + 3600 * hour, 10 + hour % 7).expect("a string");
        }
        let path = self.folder.path().join(format!("{series}.csv"));
        std::fs::write(&path, text).expect("written");
        let request = ImportRequest { path: path.display().to_string(), ..ImportRequest::default() };
        self.engine.import(request).await.expect("imported");
    }

    pub(crate) async fn assistant_with(
        &self,
        revision: &ProtocolVersion,
        granted: Granted,
        mut hand: Hand,
    ) -> Connection {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let server = Assistant::new(self.engine.clone(), granted);
        tokio::spawn(async move {
            let serving = server.serve(ours).await.expect("served");
            serving.waiting().await.expect("served to the end");
        });
        hand.revision = Some(revision.clone());
        let lifecycle = if revision.has_initialize() {
            ClientLifecycleMode::Initialize
        } else {
            ClientLifecycleMode::Discover { preferred_versions: vec![revision.clone()] }
        };
        let client = hand.serve_with_lifecycle(theirs, lifecycle).await.expect("connected");
        Connection { client }
    }
}

/// The user at the client's side, and what they were told.
#[derive(Clone, Default)]
pub(crate) struct Hand {
    /// What they choose when asked; they can't be asked when absent.
    pub(crate) chooses: Option<&'static str>,
    /// What they were asked.
    pub(crate) asked: Arc<Mutex<Vec<Value>>>,
    /// How far it had come.
    pub(crate) progress: Arc<Mutex<Vec<f64>>>,
    /// What may have changed.
    pub(crate) updated: Arc<Mutex<Vec<String>>>,
    pub(crate) revision: Option<ProtocolVersion>,
}

impl Hand {
    /// Waits until something may have changed.
    pub(crate) async fn told(&self) {
        let told = async {
            while self.updated.lock().expect("not poisoned").is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, told).await.expect("told");
    }
}

impl ClientHandler for Hand {
    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        self.asked.lock().expect("not poisoned").push(serde_json::to_value(request).expect("JSON"));
        Ok(match self.chooses {
            Some("") | None => ElicitResult::new(ElicitationAction::Decline),
            Some(label) => {
                ElicitResult::new(ElicitationAction::Accept).with_content(json!({ "reading": label }))
            }
        })
    }

    async fn on_progress(&self, told: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.lock().expect("not poisoned").push(told.progress);
    }

    async fn on_resource_updated(
        &self,
        told: ResourceUpdatedNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.updated.lock().expect("not poisoned").push(told.uri);
    }

    fn get_info(&self) -> ClientConfig {
        let capabilities = if self.chooses.is_some() {
            ClientCapabilities::builder().enable_elicitation().build()
        } else {
            ClientCapabilities::default()
        };
        let config = ClientConfig::new(capabilities, Implementation::new("test", "1"));
        config.with_protocol_version(self.revision.clone().unwrap_or_default())
    }
}

pub(crate) struct Connection {
    pub(crate) client: RunningService<RoleClient, Hand>,
}

impl Connection {
    pub(crate) async fn try_call(
        &self,
        tool: &str,
        arguments: Value,
    ) -> Result<CallToolResult, ServiceError> {
        let arguments = arguments.as_object().cloned().expect("an object");
        let request = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        tokio::time::timeout(PATIENCE, self.client.call_tool(request)).await.expect("in time")
    }

    /// What a tool gives that doesn't fail.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Gave {
        let result = self.try_call(tool, arguments).await.expect("called");
        let gave = Gave(result);
        assert_ne!(gave.0.is_error, Some(true), "{}", gave.words());
        gave
    }

    /// What a tool says that fails.
    pub(crate) async fn failure(&self, tool: &str, arguments: Value) -> String {
        let result = self.try_call(tool, arguments).await.expect("called");
        let gave = Gave(result);
        assert_eq!(gave.0.is_error, Some(true), "{}", gave.words());
        assert_eq!(gave.0.structured_content, None, "an error fits no schema of a result");
        gave.words()
    }

    /// A resource as JSON.
    pub(crate) async fn read(&self, uri: &str) -> Value {
        let read = self.client.read_resource(ReadResourceRequestParams::new(uri)).await.expect("read");
        match &read.contents[..] {
            [ResourceContents::TextResourceContents { text, mime_type, uri: of, .. }] => {
                assert_eq!((of.as_str(), mime_type.as_deref()), (uri, Some("application/json")));
                serde_json::from_str(text).expect("JSON")
            }
            other => panic!("{other:?}"),
        }
    }
}

/// What a tool gave.
pub(crate) struct Gave(pub(crate) CallToolResult);

impl Gave {
    pub(crate) fn data(&self) -> &Value {
        self.0.structured_content.as_ref().expect("structured content")
    }

    pub(crate) fn words(&self) -> String {
        self.0.content[0].as_text().expect("words first").text.clone()
    }
}
