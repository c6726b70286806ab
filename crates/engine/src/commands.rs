use crate::{
    Engine, Predicted, access, connected, doctor, export, guidance, import, lessons, noticed, observations,
    places, plans, predict, problems, record, replay, serving, settings, shared::Shared, watches,
};
use contract::{
    About, ActivityInfo, AnswerProposalRequest, AnswerProposalResponse, AskRequest, AskResponse, Commands,
    CompletePlaceRequest, CompleteRequest, Doctor, DrawRecordRequest, DrawRequest, EraseEverythingRequest,
    ErasePlaceRequest, Erased, ExportRecordRequest, ExportRequest, ExportResponse, ForgetPlaceRequest,
    GuidanceStatus, HistoryRequest, ImportJob, ImportProgress, ImportRequest, ImportResponse, InsightRequest,
    InsightResponse, Nothing, OpenAnswerRequest, PreviewRequest, Problem, Proposal, RecordReport,
    RecordRequest, ReplayReport, ReplayRequest, SavePlaceRequest, Settings, UndoImportRequest, WentRequest,
    WentResponse,
};
use domain::{
    Answer, Completion, Drawing, ImportPreview, Part, PastImport, PastQuestion, Place, Plan, SeriesInfo,
    Suggestion,
};

/// The most questions of the history that are handed out at once.
const LONGEST_HISTORY: u32 = 1000;

impl Commands for Engine {
    async fn ask(&self, request: AskRequest) -> Result<AskResponse, Problem> {
        self.answer(request).await
    }

    async fn predict(&self, request: contract::PredictRequest) -> Result<contract::PredictResponse, Problem> {
        match self.predicted(request)? {
            Predicted::Known(response) => Ok(response),
            Predicted::Not(asked) => self.predict_now(asked).await,
        }
    }

    async fn models(&self, _: Nothing) -> Result<Vec<contract::ModelInfo>, Problem> {
        Ok(predict::models())
    }

    async fn create_context(
        &self,
        request: contract::CreateContextRequest,
    ) -> Result<contract::ContextView, Problem> {
        self.shared.contexts.create(request)
    }

    async fn enhance_context(
        &self,
        request: contract::EnhanceContextRequest,
    ) -> Result<contract::ContextView, Problem> {
        self.shared.contexts.enhance(request)
    }

    async fn context(&self, request: contract::ContextRef) -> Result<contract::ContextView, Problem> {
        self.shared.contexts.view(request.context)
    }

    async fn contexts(&self, _: Nothing) -> Result<Vec<contract::ContextView>, Problem> {
        self.shared.contexts.all()
    }

    async fn drop_context(&self, request: contract::ContextRef) -> Result<Nothing, Problem> {
        self.shared.contexts.forget(request.context).map(|()| Nothing {})
    }

    async fn draw(&self, request: DrawRequest) -> Result<Vec<Drawing>, Problem> {
        let answer = self.find_answer(request.answer).await?;
        self.on_worker(move |_| {
            Ok(answer.charts.iter().map(|chart| answer::draw(chart, &request.options)).collect())
        })
        .await
    }

    async fn export_chart(&self, request: ExportRequest) -> Result<ExportResponse, Problem> {
        let answer = self.find_answer(request.answer).await?;
        self.on_worker(move |_| export::write(&answer, &request)).await
    }

    async fn history(&self, request: HistoryRequest) -> Result<Vec<PastQuestion>, Problem> {
        self.on_worker(move |shared| {
            shared
                .store
                .history(request.limit.min(LONGEST_HISTORY))
                .map_err(|error| problems::of_store(&error))
        })
        .await
    }

    async fn open_answer(&self, request: OpenAnswerRequest) -> Result<Answer, Problem> {
        let answer = self.find_answer(request.id).await?;
        self.on_worker(move |shared| Ok(shared.with_outcome((*answer).clone()))).await
    }

    async fn forget(&self, request: OpenAnswerRequest) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| {
            let answer = shared.answer(request.id).ok();
            shared.store.forget(request.id).map_err(|error| problems::of_store(&error))?;
            let place = answer.and_then(|answer| answer.question.place.as_ref().map(|place| place.id));
            lessons::forget(shared, place, request.id)?;
            shared.recent.drop_answer(request.id);
            shared.seen.clear();
            Ok(Nothing {})
        })
        .await
    }

    async fn record(&self, request: RecordRequest) -> Result<RecordReport, Problem> {
        self.on_worker(move |shared| record::report(shared, &request)).await
    }

    async fn draw_record(&self, request: DrawRecordRequest) -> Result<Vec<Drawing>, Problem> {
        self.on_worker(move |shared| record::draw(shared, &request)).await
    }

    async fn export_record(&self, request: ExportRecordRequest) -> Result<ExportResponse, Problem> {
        self.on_worker(move |shared| {
            export::write_record(&record::charts(shared, &request.record)?, &request)
        })
        .await
    }

    async fn record_outcome(&self, request: WentRequest) -> Result<WentResponse, Problem> {
        self.on_worker(move |shared| record::record_outcome(shared, &request)).await
    }

    async fn proposals(&self, _: Nothing) -> Result<Vec<Proposal>, Problem> {
        self.on_worker(record::proposals).await
    }

    async fn answer_proposal(
        &self,
        request: AnswerProposalRequest,
    ) -> Result<AnswerProposalResponse, Problem> {
        self.on_worker(move |shared| record::answer_proposal(shared, &request)).await
    }

    async fn insight(&self, request: InsightRequest) -> Result<InsightResponse, Problem> {
        self.on_worker(move |shared| record::insight(shared, &request)).await
    }

    async fn erase_place(&self, request: ErasePlaceRequest) -> Result<Erased, Problem> {
        self.on_worker(move |shared| record::erase_place(shared, &request)).await
    }

    async fn erase_everything(&self, request: EraseEverythingRequest) -> Result<Erased, Problem> {
        self.on_worker(move |shared| record::erase_everything(shared, request)).await
    }

    async fn complete_place(&self, request: CompletePlaceRequest) -> Result<Vec<Place>, Problem> {
        self.on_worker(move |shared| {
            Ok(shared.gazetteer.complete(&request.beginning, request.limit.min(100) as usize))
        })
        .await
    }

    async fn complete(&self, request: CompleteRequest) -> Result<Vec<Completion>, Problem> {
        self.shared.ahead.touched();
        self.on_worker(move |shared| {
            shared.with_setting(|setting| intent::complete(&request.text, request.cursor as usize, &setting))
        })
        .await
    }

    async fn preview(&self, request: PreviewRequest) -> Result<Vec<Part>, Problem> {
        self.shared.ahead.touched();
        self.on_worker(move |shared| shared.with_setting(|setting| intent::parts(&request.text, &setting)))
            .await
    }

    async fn saved_places(&self, _: Nothing) -> Result<Vec<Place>, Problem> {
        self.on_worker(places::all).await
    }

    async fn save_place(&self, request: SavePlaceRequest) -> Result<Place, Problem> {
        self.on_worker(move |shared| places::save(shared, &request)).await
    }

    async fn forget_place(&self, request: ForgetPlaceRequest) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| places::forget(shared, &request)).await
    }

    async fn settings(&self, _: Nothing) -> Result<Settings, Problem> {
        self.on_worker(|shared| settings::load(&*shared.store)).await
    }

    async fn save_settings(&self, request: Settings) -> Result<Settings, Problem> {
        self.on_worker(move |shared| settings::save(shared, request)).await
    }

    async fn guidance(&self, _: Nothing) -> Result<GuidanceStatus, Problem> {
        self.on_worker(guidance::status).await
    }

    async fn activities(&self, _: Nothing) -> Result<Vec<ActivityInfo>, Problem> {
        self.on_worker(|shared| {
            let own = settings::load(&*shared.store)?.activities;
            let known = intent::Catalogue::with(&own);
            Ok(known
                .activities()
                .iter()
                .map(|known| ActivityInfo {
                    id: known.id.clone(),
                    title: known.title.clone(),
                    yours: own.iter().any(|own| own.id == known.id),
                    activity: known.clone(),
                })
                .collect())
        })
        .await
    }

    async fn series(&self, _: Nothing) -> Result<Vec<SeriesInfo>, Problem> {
        self.on_worker(Shared::series).await
    }

    async fn observations(
        &self,
        request: contract::ObservationsRequest,
    ) -> Result<contract::ObservationsResponse, Problem> {
        self.on_worker(move |shared| observations::read(shared, &request)).await
    }

    async fn save_observations(
        &self,
        request: contract::SaveObservationsRequest,
    ) -> Result<contract::SavedObservations, Problem> {
        self.on_worker(move |shared| observations::save(shared, &request)).await
    }

    async fn preview_import(&self, request: ImportRequest) -> Result<ImportPreview, Problem> {
        self.on_worker(move |shared| import::preview(shared, &request)).await
    }

    async fn imports(&self, _: Nothing) -> Result<Vec<PastImport>, Problem> {
        self.on_worker(|shared| shared.store.imports().map_err(|error| problems::of_store(&error))).await
    }

    async fn undo_import(&self, request: UndoImportRequest) -> Result<Vec<PastImport>, Problem> {
        self.on_worker(move |shared| {
            let undone = import::undo(shared, &request.imports)?;
            for past in &undone {
                record::after_import(shared, &past.series);
            }
            Ok(undone)
        })
        .await
    }

    async fn replay(&self, request: ReplayRequest) -> Result<ReplayReport, Problem> {
        replay::run(self, request).await
    }

    async fn replay_progress(&self, request: ImportJob) -> Result<ImportProgress, Problem> {
        Ok(self.shared.replays.progress(&request.job))
    }

    async fn cancel_replay(&self, request: ImportJob) -> Result<Nothing, Problem> {
        self.shared.replays.cancel(&request.job);
        Ok(Nothing {})
    }

    async fn import_progress(&self, request: ImportJob) -> Result<ImportProgress, Problem> {
        Ok(self.shared.imports.progress(&request.job))
    }

    async fn cancel_import(&self, request: ImportJob) -> Result<Nothing, Problem> {
        self.shared.imports.cancel(&request.job);
        Ok(Nothing {})
    }

    async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Problem> {
        self.on_worker(move |shared| {
            let imported = import::read(shared, &request)?;
            for series in imported.series.iter().filter(|series| !series.report.is_nothing_new()) {
                record::after_import(shared, &series.info.id);
            }
            Ok(imported)
        })
        .await
    }

    async fn plans(&self, _: Nothing) -> Result<Vec<Plan>, Problem> {
        self.on_worker(plans::all).await
    }

    async fn forget_plans(&self, _: Nothing) -> Result<Nothing, Problem> {
        self.on_worker(plans::forget).await
    }

    async fn export_data(
        &self,
        request: contract::ExportDataRequest,
    ) -> Result<domain::ExportedData, Problem> {
        self.on_worker(move |shared| {
            let folder = std::path::Path::new(&request.folder);
            shared.store.export(folder).map_err(|error| problems::of_store(&error).about("folder"))
        })
        .await
    }

    async fn watch(&self, request: contract::WatchRequest) -> Result<AskResponse, Problem> {
        self.watch_answer_or_text(request).await
    }

    async fn offer_watch(&self, request: OpenAnswerRequest) -> Result<contract::WatchOffer, Problem> {
        let answer = self.find_answer(request.id).await?;
        self.on_worker(move |shared| watches::offer(shared, &answer)).await
    }

    async fn watches(&self, _: Nothing) -> Result<contract::WatchList, Problem> {
        self.on_worker(watches::list).await
    }

    async fn change_watch(
        &self,
        request: contract::ChangeWatchRequest,
    ) -> Result<contract::WatchView, Problem> {
        self.on_worker(move |shared| watches::change_watch(shared, &request)).await
    }

    async fn remove_watch(&self, request: contract::WatchRef) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| watches::remove(shared, request.id).map(|()| Nothing {})).await
    }

    async fn watch_log(&self, request: contract::WatchLogRequest) -> Result<contract::WatchLog, Problem> {
        self.on_worker(move |shared| watches::log(shared, request)).await
    }

    async fn live(&self, _: Nothing) -> Result<contract::LiveStatus, Problem> {
        Ok(self.shared.live.status(self.shared.clock.now().time_zone()))
    }

    async fn sources(&self, _: Nothing) -> Result<contract::SourceList, Problem> {
        self.on_worker(connected::list).await
    }

    async fn look_at_source(
        &self,
        request: contract::LookAtSourceRequest,
    ) -> Result<contract::SourceOffer, Problem> {
        connected::look(&self.shared, request).await
    }

    async fn preview_source(
        &self,
        request: contract::PreviewSourceRequest,
    ) -> Result<contract::SourcePreview, Problem> {
        connected::preview(&self.shared, request).await
    }

    async fn save_source(
        &self,
        request: contract::SaveSourceRequest,
    ) -> Result<contract::SourceView, Problem> {
        self.on_worker(move |shared| connected::save(shared, request)).await
    }

    async fn change_source(
        &self,
        request: contract::ChangeSourceRequest,
    ) -> Result<contract::SourceView, Problem> {
        self.on_worker(move |shared| connected::change(shared, &request)).await
    }

    async fn remove_source(&self, request: contract::SourceRef) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| connected::remove(shared, request.id).map(|()| Nothing {})).await
    }

    async fn fetch_source(&self, request: contract::SourceRef) -> Result<contract::SourceView, Problem> {
        connected::fetch(&self.shared, request.id).await
    }

    async fn habits(&self, _: Nothing) -> Result<Vec<contract::Habit>, Problem> {
        self.on_worker(noticed::shown).await
    }

    async fn forget_habits(&self, request: contract::ForgetHabitsRequest) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| noticed::forget(shared, &request).map(|()| Nothing {})).await
    }

    async fn tokens(&self, _: Nothing) -> Result<Vec<domain::AccessToken>, Problem> {
        self.on_worker(access::list).await
    }

    async fn create_token(
        &self,
        request: contract::CreateTokenRequest,
    ) -> Result<contract::CreatedToken, Problem> {
        self.on_worker(move |shared| access::create(shared, request)).await
    }

    async fn revoke_token(&self, request: contract::TokenRef) -> Result<Nothing, Problem> {
        self.on_worker(move |shared| access::revoke(shared, request.id).map(|()| Nothing {})).await
    }

    async fn audit_log(&self, request: contract::AuditLogRequest) -> Result<contract::AuditLog, Problem> {
        self.on_worker(move |shared| access::log(shared, request)).await
    }

    async fn verify_audit(&self, _: Nothing) -> Result<contract::AuditCheck, Problem> {
        self.on_worker(access::check).await
    }

    async fn serving(&self, _: Nothing) -> Result<contract::Serving, Problem> {
        self.on_worker(serving::status).await
    }

    async fn serve_programs(
        &self,
        request: contract::ServeProgramsRequest,
    ) -> Result<contract::Serving, Problem> {
        serving::ask(&self.shared, request).await?;
        self.on_worker(serving::status).await
    }

    async fn examples(&self, _: Nothing) -> Result<Vec<Suggestion>, Problem> {
        self.on_worker(noticed::suggestions).await
    }

    async fn about(&self, _: Nothing) -> Result<About, Problem> {
        Ok(About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            licence: "MIT or Apache-2.0, as you prefer".to_owned(),
            attribution: context::assets::attribution().to_owned(),
        })
    }

    async fn doctor(&self, _: Nothing) -> Result<Doctor, Problem> {
        self.on_worker(doctor::examine).await
    }
}
