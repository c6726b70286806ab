//! Every command of every surface, declared once.
//!
//! [`for_each_command!`] is the one list. The trait [`Commands`], the name table, the generated TypeScript and the
//! adapters (window, command line, and whatever is added later) are all made from it, so a command without an adapter
//! fails to compile.

mod access;
mod call;
mod change;
mod commands;
mod habits;
mod live;
mod observations;
mod predict;
mod problem;
mod proposals;
mod record;
mod replay;
mod requests;
mod serving;
mod sources;
mod typescript;
mod watches;

pub use access::{AuditCheck, AuditLog, AuditLogRequest, CreateTokenRequest, CreatedToken, TokenRef};
pub use call::{call, read};
pub use change::Change;
pub use commands::{COMMAND_NAMES, Commands, Declaration, declarations};
pub use domain::Permission;
pub use habits::{ForgetHabitsRequest, Habit, PlanAhead};
pub use live::{LiveStatus, WayIn};
pub use observations::{
    DoubtedValue, MOST_OBSERVATIONS, ObservationsRequest, ObservationsResponse, ObservedValue,
    SaveObservationsRequest, SavedObservations,
};
pub use predict::{
    ContextChange, ContextId, ContextRef, ContextSummary, ContextView, CovariateValues, CreateContextRequest,
    EnhanceContextRequest, ExpertShare, FEWEST_VALUES, GivenHistory, LONGEST_HORIZON, MOST_COVARIATES,
    MOST_VALUES, ModelInfo, PredictRequest, PredictResponse, QuantileLine,
};
pub use problem::{Problem, ProblemCode};
pub use proposals::{
    AnswerProposalRequest, AnswerProposalResponse, Insight, InsightRequest, InsightResponse, Proposal,
};
pub use record::{
    DrawRecordRequest, EraseEverythingRequest, ErasePlaceRequest, Erased, ExportRecordRequest, RecordReport,
    RecordRequest, RecordedQuestion, TitledTable, WentRequest, WentResponse,
};
pub use replay::{ReplayReport, ReplayRequest};
pub use requests::{
    About, ActivityInfo, AskRequest, AskResponse, Check, CheckState, CompletePlaceRequest, CompleteRequest,
    Dates, Doctor, DrawRequest, ExportDataRequest, ExportFormat, ExportRequest, ExportResponse,
    ForgetPlaceRequest, GuidancePlace, GuidanceServers, GuidanceSettings, GuidanceStatus, HistoryRequest,
    ImportJob, ImportProgress, ImportRequest, ImportResponse, ImportedSeries, LanguageModel, Nothing,
    OpenAnswerRequest, PreviewRequest, SavePlaceRequest, Settings, SourceState, UndoImportRequest,
};
pub use serving::{ServeProgramsRequest, Serving};
pub use sources::{
    ChangeSourceRequest, LookAtSourceRequest, PreviewSourceRequest, SaveSourceRequest, SourceList,
    SourceOffer, SourcePreview, SourceRef, SourceResource, SourceRows, SourceSettings, SourceTool,
    SourceToolArgument, SourceView,
};
pub use typescript::{ExportError, export_typescript};
pub use watches::{
    ChangeWatchRequest, WatchList, WatchLog, WatchLogRequest, WatchOffer, WatchRef, WatchRequest,
    WatchSettings, WatchView, Watching,
};
