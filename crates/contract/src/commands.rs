use crate::Problem;

/// Hands the list of commands to a macro: `name(Request) -> Response`, each with its documentation.
///
/// The callback is invoked as `callback! { $(#[doc = "..."] name(RequestType) -> ResponseType;)* }`.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            /// Answers a question in words, or says what could not be understood and what comes nearest.
            ask($crate::AskRequest) -> $crate::AskResponse;
            /// Draws the charts of an answer for a width and a theme.
            draw($crate::DrawRequest) -> Vec<domain::Drawing>;
            /// Writes one chart to a file, as a picture or as its numbers, and says where.
            export_chart($crate::ExportRequest) -> $crate::ExportResponse;
            /// The newest questions first.
            history($crate::HistoryRequest) -> Vec<domain::PastQuestion>;
            /// An earlier answer as it was given, with what happened since where that is known.
            open_answer($crate::OpenAnswerRequest) -> domain::Answer;
            /// Removes a question with its forecast and outcome.
            forget($crate::OpenAnswerRequest) -> $crate::Nothing;
            /// How the forecasts did, with all that is needed to show it.
            record($crate::RecordRequest) -> $crate::RecordReport;
            /// Draws the charts of the record for a width and a theme.
            draw_record($crate::DrawRecordRequest) -> Vec<domain::Drawing>;
            /// Writes one chart of the record to a file, as a picture or as its numbers, and says where.
            export_record($crate::ExportRecordRequest) -> $crate::ExportResponse;
            /// Keeps how it went, in the user's words, or takes that back.
            record_outcome($crate::WentRequest) -> $crate::WentResponse;
            /// Changes of what activities take, proposed from how past ones went, the surest first.
            proposals($crate::Nothing) -> Vec<$crate::Proposal>;
            /// Makes a proposed change, or remembers that it isn't wanted.
            answer_proposal($crate::AnswerProposalRequest) -> $crate::AnswerProposalResponse;
            /// The one thing that the record shows and that is worth knowing, if there is one.
            insight($crate::InsightRequest) -> $crate::InsightResponse;
            /// Erases all that has to do with a place, so that nothing of it is left in the data file.
            erase_place($crate::ErasePlaceRequest) -> $crate::Erased;
            /// Erases everything that is the user's, so that nothing of it is left in the data file.
            erase_everything($crate::EraseEverythingRequest) -> $crate::Erased;
            /// Places whose name begins like this, the largest first.
            complete_place($crate::CompletePlaceRequest) -> Vec<domain::Place>;
            /// Ways to go on with a question at the cursor, the likeliest first.
            complete($crate::CompleteRequest) -> Vec<domain::Completion>;
            /// The parts of a question as they are read, while it is being typed.
            preview($crate::PreviewRequest) -> Vec<domain::Part>;
            /// The user's own places, by name.
            saved_places($crate::Nothing) -> Vec<domain::Place>;
            /// Gives a place a name of the user's own; one of that name is replaced.
            save_place($crate::SavePlaceRequest) -> domain::Place;
            /// Forgets a place of the user's own.
            forget_place($crate::ForgetPlaceRequest) -> $crate::Nothing;
            /// How this person wants things.
            settings($crate::Nothing) -> $crate::Settings;
            /// Keeps how this person wants things.
            save_settings($crate::Settings) -> $crate::Settings;
            /// For which places weather guidance may be asked, what leaves the machine for it, and how old it is.
            guidance($crate::Nothing) -> $crate::GuidanceStatus;
            /// The activities Forecastle knows.
            activities($crate::Nothing) -> Vec<$crate::ActivityInfo>;
            /// The series that can be asked about, the user's own first.
            series($crate::Nothing) -> Vec<domain::SeriesInfo>;
            /// What a file of the user's holds and how it would be read, before anything is written.
            preview_import($crate::ImportRequest) -> domain::ImportPreview;
            /// The imports that can be taken back, the newest first.
            imports($crate::Nothing) -> Vec<domain::PastImport>;
            /// Takes imports back: what they wrote over comes to light again.
            undo_import($crate::UndoImportRequest) -> Vec<domain::PastImport>;
            /// How far an import has come.
            import_progress($crate::ImportJob) -> $crate::ImportProgress;
            /// Ends an import that is under way; nothing of it is kept.
            cancel_import($crate::ImportJob) -> $crate::Nothing;
            /// Asks about a stretch of the past day by day, with what was known then, and learns as it goes; ends in the record of
            /// what was asked as of past moments.
            replay($crate::ReplayRequest) -> $crate::ReplayReport;
            /// How many days of a replay are done.
            replay_progress($crate::ImportJob) -> $crate::ImportProgress;
            /// Ends a replay that is under way; the same replay goes on from there.
            cancel_replay($crate::ImportJob) -> $crate::Nothing;
            /// Reads a file of the user's into series, each whole or not at all.
            import($crate::ImportRequest) -> $crate::ImportResponse;
            /// What the user's calendars say is coming and can be asked about, in order of time.
            plans($crate::Nothing) -> Vec<domain::Plan>;
            /// Forgets what the user's calendars say.
            forget_plans($crate::Nothing) -> $crate::Nothing;
            /// Writes everything that is kept for the user to a folder of plain files, and says what.
            export_data($crate::ExportDataRequest) -> domain::ExportedData;
            /// Watches an answer, or asks and watches what a text says: tells when a chance crosses a level.
            watch($crate::WatchRequest) -> $crate::AskResponse;
            /// What to offer for an answer: when it would most likely be wished to be told of it.
            offer_watch($crate::OpenAnswerRequest) -> $crate::WatchOffer;
            /// Everything that is watched, and how it stands.
            watches($crate::Nothing) -> $crate::WatchList;
            /// Changes when a watch tells, or has it paused.
            change_watch($crate::ChangeWatchRequest) -> $crate::WatchView;
            /// Removes a watch with what it told.
            remove_watch($crate::WatchRef) -> $crate::Nothing;
            /// What has fired, the newest first.
            watch_log($crate::WatchLogRequest) -> $crate::WatchLog;
            /// How the ways in for live values are doing.
            live($crate::Nothing) -> $crate::LiveStatus;
            /// The questions that this person asks regularly, the likeliest first; none when noticing them is off.
            habits($crate::Nothing) -> Vec<$crate::Habit>;
            /// Forgets what was noticed of one question or of all. The questions stay in the history.
            forget_habits($crate::ForgetHabitsRequest) -> $crate::Nothing;
            /// Questions that are worth a try: the user's own regular ones first.
            examples($crate::Nothing) -> Vec<domain::Suggestion>;
            /// What this program is and whose work it builds on.
            about($crate::Nothing) -> $crate::About;
            /// What is installed, where the data is, how old it is and whether it is sound.
            doctor($crate::Nothing) -> $crate::Doctor;
        }
    };
}

macro_rules! declare_commands {
    ($($(#[$documentation:meta])* $name:ident($request:ty) -> $response:ty;)*) => {
        /// Everything Forecastle can be asked to do. Implemented once, by the engine.
        pub trait Commands: Send + Sync {
            $(
                $(#[$documentation])*
                fn $name(&self, request: $request) -> impl Future<Output = Result<$response, Problem>> + Send;
            )*
        }

        /// The name of every command, in the order they are declared.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

for_each_command!(declare_commands);
