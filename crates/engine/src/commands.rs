use crate::{Engine, doctor, export, guidance, import, places, problems, settings, shared::Shared, watches};
use contract::{
    About, ActivityInfo, AskRequest, AskResponse, Commands, CompletePlaceRequest, CompleteRequest, Doctor,
    DrawRequest, ExportRequest, ExportResponse, ForgetPlaceRequest, GuidanceStatus, HistoryRequest,
    ImportJob, ImportProgress, ImportRequest, ImportResponse, Nothing, OpenAnswerRequest, PreviewRequest,
    Problem, SavePlaceRequest, Settings, UndoImportRequest,
};
use domain::{
    Answer, Completion, Drawing, ImportPreview, Part, PastImport, PastQuestion, Place, SeriesInfo, Suggestion,
};

/// The most questions of the history that are handed out at once.
const LONGEST_HISTORY: u32 = 1000;

impl Commands for Engine {
    async fn ask(&self, request: AskRequest) -> Result<AskResponse, Problem> {
        self.answer(request).await
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
            shared.store.forget(request.id).map_err(|error| problems::of_store(&error))?;
            shared.recent.drop_answer(request.id);
            Ok(Nothing {})
        })
        .await
    }

    async fn complete_place(&self, request: CompletePlaceRequest) -> Result<Vec<Place>, Problem> {
        self.on_worker(move |shared| {
            Ok(shared.gazetteer.complete(&request.beginning, request.limit.min(100) as usize))
        })
        .await
    }

    async fn complete(&self, request: CompleteRequest) -> Result<Vec<Completion>, Problem> {
        self.on_worker(move |shared| {
            shared.with_setting(|setting| intent::complete(&request.text, request.cursor as usize, &setting))
        })
        .await
    }

    async fn preview(&self, request: PreviewRequest) -> Result<Vec<Part>, Problem> {
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

    async fn preview_import(&self, request: ImportRequest) -> Result<ImportPreview, Problem> {
        self.on_worker(move |shared| import::preview(shared, &request)).await
    }

    async fn imports(&self, _: Nothing) -> Result<Vec<PastImport>, Problem> {
        self.on_worker(|shared| shared.store.imports().map_err(|error| problems::of_store(&error))).await
    }

    async fn undo_import(&self, request: UndoImportRequest) -> Result<Vec<PastImport>, Problem> {
        self.on_worker(move |shared| import::undo(shared, &request.imports)).await
    }

    async fn import_progress(&self, request: ImportJob) -> Result<ImportProgress, Problem> {
        Ok(self.shared.imports.progress(&request.job))
    }

    async fn cancel_import(&self, request: ImportJob) -> Result<Nothing, Problem> {
        self.shared.imports.cancel(&request.job);
        Ok(Nothing {})
    }

    async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Problem> {
        self.on_worker(move |shared| import::read(shared, &request)).await
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

    async fn examples(&self, _: Nothing) -> Result<Vec<Suggestion>, Problem> {
        self.on_worker(Shared::examples).await
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
