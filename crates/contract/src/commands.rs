use crate::{Permission, Problem};
use schemars::{Schema, SchemaGenerator};

/// One command as data.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// Its name.
    pub name: &'static str,
    /// What it does, as a sentence or two.
    pub documentation: &'static str,
    /// What a program that calls it must be allowed.
    pub permission: Permission,
    /// The JSON Schema of its request; types that it rests on are added to the generator's definitions.
    pub request: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON Schema of its response.
    pub response: fn(&mut SchemaGenerator) -> Schema,
}

/// Hands the list of commands to a macro: `name(Request) -> Response, Permission`, each with its documentation.
///
/// The callback is invoked as `callback! { $(#[doc = "..."] name(RequestType) -> ResponseType, Permission;)* }`.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            /// Answers a question in words, or says what could not be understood and what comes nearest.
            ask($crate::AskRequest) -> $crate::AskResponse, Ask;
            /// Carries a history on: the median, intervals and quantiles of each step ahead.
            predict($crate::PredictRequest) -> $crate::PredictResponse, Predict;
            /// By what `predict` can be told to carry a history on.
            models($crate::Nothing) -> Vec<$crate::ModelInfo>, Predict;
            /// Keeps a history while Forecastle runs, to be carried on, added to and shared.
            create_context($crate::CreateContextRequest) -> $crate::ContextView, Predict;
            /// Adds to a context, or corrects it.
            enhance_context($crate::EnhanceContextRequest) -> $crate::ContextView, Predict;
            /// A context and how far it serves.
            context($crate::ContextRef) -> $crate::ContextView, Predict;
            /// Every context, in order of their names.
            contexts($crate::Nothing) -> Vec<$crate::ContextView>, Predict;
            /// Forgets a context.
            drop_context($crate::ContextRef) -> $crate::Nothing, Predict;
            /// Draws the charts of an answer for a width and a theme.
            draw($crate::DrawRequest) -> Vec<domain::Drawing>, Ask;
            /// Writes one chart to a file, as a picture or as its numbers, and says where.
            export_chart($crate::ExportRequest) -> $crate::ExportResponse, Admin;
            /// The newest questions first.
            history($crate::HistoryRequest) -> Vec<domain::PastQuestion>, Read;
            /// An earlier answer as it was given, with what happened since where that is known.
            open_answer($crate::OpenAnswerRequest) -> domain::Answer, Read;
            /// Removes a question with its forecast and outcome.
            forget($crate::OpenAnswerRequest) -> $crate::Nothing, Write;
            /// How the forecasts did, with all that is needed to show it.
            record($crate::RecordRequest) -> $crate::RecordReport, Read;
            /// Draws the charts of the record for a width and a theme.
            draw_record($crate::DrawRecordRequest) -> Vec<domain::Drawing>, Read;
            /// Writes one chart of the record to a file, as a picture or as its numbers, and says where.
            export_record($crate::ExportRecordRequest) -> $crate::ExportResponse, Admin;
            /// Keeps how it went, in the user's words, or takes that back.
            record_outcome($crate::WentRequest) -> $crate::WentResponse, Write;
            /// Changes of what activities take, proposed from how past ones went, the surest first.
            proposals($crate::Nothing) -> Vec<$crate::Proposal>, Read;
            /// Makes a proposed change, or remembers that it isn't wanted.
            answer_proposal($crate::AnswerProposalRequest) -> $crate::AnswerProposalResponse, Write;
            /// The one thing that the record shows and that is worth knowing, if there is one.
            insight($crate::InsightRequest) -> $crate::InsightResponse, Read;
            /// Erases all that has to do with a place, so that nothing of it is left in the data file.
            erase_place($crate::ErasePlaceRequest) -> $crate::Erased, Admin;
            /// Erases everything that is the user's, so that nothing of it is left in the data file.
            erase_everything($crate::EraseEverythingRequest) -> $crate::Erased, Admin;
            /// Places whose name begins like this, the largest first.
            complete_place($crate::CompletePlaceRequest) -> Vec<domain::Place>, Ask;
            /// Ways to go on with a question at the cursor, the likeliest first.
            complete($crate::CompleteRequest) -> Vec<domain::Completion>, Ask;
            /// The parts of a question as they are read, while it is being typed.
            preview($crate::PreviewRequest) -> Vec<domain::Part>, Ask;
            /// The user's own places, by name.
            saved_places($crate::Nothing) -> Vec<domain::Place>, Read;
            /// Gives a place a name of the user's own; one of that name is replaced.
            save_place($crate::SavePlaceRequest) -> domain::Place, Write;
            /// Forgets a place of the user's own.
            forget_place($crate::ForgetPlaceRequest) -> $crate::Nothing, Write;
            /// How this person wants things.
            settings($crate::Nothing) -> $crate::Settings, Admin;
            /// Keeps how this person wants things.
            save_settings($crate::Settings) -> $crate::Settings, Admin;
            /// For which places weather guidance may be asked, what leaves the machine for it, and how old it is.
            guidance($crate::Nothing) -> $crate::GuidanceStatus, Admin;
            /// The activities Forecastle knows.
            activities($crate::Nothing) -> Vec<$crate::ActivityInfo>, Ask;
            /// The series that can be asked about, the user's own first.
            series($crate::Nothing) -> Vec<domain::SeriesInfo>, Read;
            /// Values of a series over a stretch of time.
            observations($crate::ObservationsRequest) -> $crate::ObservationsResponse, Read;
            /// Writes values of a series of the user's, each in place of what was known of its time.
            save_observations($crate::SaveObservationsRequest) -> $crate::SavedObservations, Write;
            /// What a file of the user's holds and how it would be read, before anything is written.
            preview_import($crate::ImportRequest) -> domain::ImportPreview, Admin;
            /// The imports that can be taken back, the newest first.
            imports($crate::Nothing) -> Vec<domain::PastImport>, Read;
            /// Takes imports back: what they wrote over comes to light again.
            undo_import($crate::UndoImportRequest) -> Vec<domain::PastImport>, Admin;
            /// How far an import has come.
            import_progress($crate::ImportJob) -> $crate::ImportProgress, Admin;
            /// Ends an import that is under way; nothing of it is kept.
            cancel_import($crate::ImportJob) -> $crate::Nothing, Admin;
            /// Asks about a stretch of the past day by day, with what was known then, and learns as it goes; ends in the record of
            /// what was asked as of past moments.
            replay($crate::ReplayRequest) -> $crate::ReplayReport, Admin;
            /// How many days of a replay are done.
            replay_progress($crate::ImportJob) -> $crate::ImportProgress, Admin;
            /// Ends a replay that is under way; the same replay goes on from there.
            cancel_replay($crate::ImportJob) -> $crate::Nothing, Admin;
            /// Reads a file of the user's into series, each whole or not at all.
            import($crate::ImportRequest) -> $crate::ImportResponse, Admin;
            /// What the user's calendars say is coming and can be asked about, in order of time.
            plans($crate::Nothing) -> Vec<domain::Plan>, Read;
            /// Forgets what the user's calendars say.
            forget_plans($crate::Nothing) -> $crate::Nothing, Admin;
            /// Writes everything that is kept for the user to a folder of plain files, and says what.
            export_data($crate::ExportDataRequest) -> domain::ExportedData, Admin;
            /// Watches an answer, or asks and watches what a text says: tells when a chance crosses a level.
            watch($crate::WatchRequest) -> $crate::AskResponse, Write;
            /// What to offer for an answer: when it would most likely be wished to be told of it.
            offer_watch($crate::OpenAnswerRequest) -> $crate::WatchOffer, Read;
            /// Everything that is watched, and how it stands.
            watches($crate::Nothing) -> $crate::WatchList, Read;
            /// Changes when a watch tells, or has it paused.
            change_watch($crate::ChangeWatchRequest) -> $crate::WatchView, Write;
            /// Removes a watch with what it told.
            remove_watch($crate::WatchRef) -> $crate::Nothing, Write;
            /// What has fired, the newest first.
            watch_log($crate::WatchLogRequest) -> $crate::WatchLog, Read;
            /// How the ways in for live values are doing.
            live($crate::Nothing) -> $crate::LiveStatus, Read;
            /// Other programs that the user has connected, and how each does.
            sources($crate::Nothing) -> $crate::SourceList, Admin;
            /// Connects to a server of the Model Context Protocol and says what it offers; a program is started and ended for it.
            look_at_source($crate::LookAtSourceRequest) -> $crate::SourceOffer, Admin;
            /// Asks a server once, and says how its answer would be read. Nothing is kept.
            preview_source($crate::PreviewSourceRequest) -> $crate::SourcePreview, Admin;
            /// Keeps a server as a source of values or appointments.
            save_source($crate::SaveSourceRequest) -> $crate::SourceView, Admin;
            /// Changes whether and how often a connected program is asked.
            change_source($crate::ChangeSourceRequest) -> $crate::SourceView, Admin;
            /// Removes a connected program with the appointments it told. Its series stay.
            remove_source($crate::SourceRef) -> $crate::Nothing, Admin;
            /// Asks a connected program now, and takes in what it says.
            fetch_source($crate::SourceRef) -> $crate::SourceView, Admin;
            /// The questions that this person asks regularly, the likeliest first; none when noticing them is off.
            habits($crate::Nothing) -> Vec<$crate::Habit>, Read;
            /// Forgets what was noticed of one question or of all. The questions stay in the history.
            forget_habits($crate::ForgetHabitsRequest) -> $crate::Nothing, Admin;
            /// The tokens by which other programs are let in.
            tokens($crate::Nothing) -> Vec<domain::AccessToken>, Admin;
            /// Makes a token. It is told this once and kept as a hash.
            create_token($crate::CreateTokenRequest) -> $crate::CreatedToken, Admin;
            /// Has a token open nothing any more.
            revoke_token($crate::TokenRef) -> $crate::Nothing, Admin;
            /// Who did what from outside, the newest first.
            audit_log($crate::AuditLogRequest) -> $crate::AuditLog, Admin;
            /// Whether the audit log is as it was written.
            verify_audit($crate::Nothing) -> $crate::AuditCheck, Admin;
            /// Whether this program lets others in over HTTP, where, and how much was asked.
            serving($crate::Nothing) -> $crate::Serving, Admin;
            /// Has this program let others in over HTTP, or do so no more. What is being answered then is answered still.
            serve_programs($crate::ServeProgramsRequest) -> $crate::Serving, Admin;
            /// Questions that are worth a try: the user's own regular ones first.
            examples($crate::Nothing) -> Vec<domain::Suggestion>, Ask;
            /// What this program is and whose work it builds on.
            about($crate::Nothing) -> $crate::About, Predict;
            /// What is installed, where the data is, how old it is and whether it is sound.
            doctor($crate::Nothing) -> $crate::Doctor, Admin;
        }
    };
}

macro_rules! declare_commands {
    ($($(#[doc = $documentation:literal])* $name:ident($request:ty) -> $response:ty, $permission:ident;)*) => {
        /// Everything Forecastle can be asked to do. Implemented once, by the engine.
        pub trait Commands: Send + Sync {
            $(
                $(#[doc = $documentation])*
                fn $name(&self, request: $request) -> impl Future<Output = Result<$response, Problem>> + Send;
            )*
        }

        /// The name of every command, in the order they are declared.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Every command as data, in the order they are declared: for surfaces that describe themselves.
        #[must_use]
        pub fn declarations() -> Vec<Declaration> {
            vec![$(Declaration {
                name: stringify!($name),
                documentation: concat!($($documentation),*).trim(),
                permission: Permission::$permission,
                request: |schemas| schemas.subschema_for::<$request>(),
                response: |schemas| schemas.subschema_for::<$response>(),
            }),*]
        }
    };
}

for_each_command!(declare_commands);
