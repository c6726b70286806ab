use axum::http::Method;

/// Where a command is found.
#[derive(Debug, Clone)]
pub struct Route {
    /// The command's name.
    pub command: &'static str,
    /// How it is asked.
    pub method: Method,
    /// Where: what stands in braces is a field of the request.
    pub path: &'static str,
}

const fn route(command: &'static str, method: Method, path: &'static str) -> Route {
    Route { command, method, path }
}

/// Every command of the contract. `tests/surfaces.rs` holds it against the contract's own list.
pub const ROUTES: &[Route] = &[
    route("ask", Method::POST, "/v1/ask"),
    route("complete", Method::POST, "/v1/ask/complete"),
    route("preview", Method::POST, "/v1/ask/preview"),
    route("examples", Method::GET, "/v1/ask/examples"),
    route("predict", Method::POST, "/v1/predict"),
    route("models", Method::GET, "/v1/models"),
    route("contexts", Method::GET, "/v1/contexts"),
    route("create_context", Method::POST, "/v1/contexts"),
    route("context", Method::GET, "/v1/contexts/{context}"),
    route("enhance_context", Method::POST, "/v1/contexts/{context}"),
    route("drop_context", Method::DELETE, "/v1/contexts/{context}"),
    route("history", Method::GET, "/v1/questions"),
    route("open_answer", Method::GET, "/v1/questions/{id}"),
    route("forget", Method::DELETE, "/v1/questions/{id}"),
    route("offer_watch", Method::GET, "/v1/questions/{id}/watch"),
    route("draw", Method::POST, "/v1/charts"),
    route("export_chart", Method::POST, "/v1/charts/export"),
    route("record_outcome", Method::POST, "/v1/outcomes"),
    route("record", Method::GET, "/v1/record"),
    route("draw_record", Method::POST, "/v1/record/charts"),
    route("export_record", Method::POST, "/v1/record/export"),
    route("insight", Method::GET, "/v1/record/insight"),
    route("proposals", Method::GET, "/v1/proposals"),
    route("answer_proposal", Method::POST, "/v1/proposals"),
    route("replay", Method::POST, "/v1/replays"),
    route("replay_progress", Method::GET, "/v1/replays/{job}"),
    route("cancel_replay", Method::DELETE, "/v1/replays/{job}"),
    route("series", Method::GET, "/v1/series"),
    route("observations", Method::GET, "/v1/series/{series}/observations"),
    route("save_observations", Method::PUT, "/v1/series/{series}/observations"),
    route("saved_places", Method::GET, "/v1/places"),
    route("save_place", Method::POST, "/v1/places"),
    route("complete_place", Method::GET, "/v1/places/complete"),
    route("forget_place", Method::DELETE, "/v1/places/{name}"),
    route("erase_place", Method::POST, "/v1/erase/place"),
    route("erase_everything", Method::POST, "/v1/erase/everything"),
    route("watches", Method::GET, "/v1/watches"),
    route("watch", Method::POST, "/v1/watches"),
    route("watch_log", Method::GET, "/v1/watches/log"),
    route("change_watch", Method::POST, "/v1/watches/{id}"),
    route("remove_watch", Method::DELETE, "/v1/watches/{id}"),
    route("imports", Method::GET, "/v1/imports"),
    route("import", Method::POST, "/v1/imports"),
    route("preview_import", Method::POST, "/v1/imports/preview"),
    route("undo_import", Method::POST, "/v1/imports/undo"),
    route("import_progress", Method::GET, "/v1/imports/{job}"),
    route("cancel_import", Method::DELETE, "/v1/imports/{job}"),
    route("plans", Method::GET, "/v1/plans"),
    route("forget_plans", Method::DELETE, "/v1/plans"),
    route("habits", Method::GET, "/v1/habits"),
    route("forget_habits", Method::POST, "/v1/habits/forget"),
    route("activities", Method::GET, "/v1/activities"),
    route("settings", Method::GET, "/v1/settings"),
    route("save_settings", Method::PUT, "/v1/settings"),
    route("guidance", Method::GET, "/v1/guidance"),
    route("live", Method::GET, "/v1/live"),
    route("sources", Method::GET, "/v1/sources"),
    route("save_source", Method::POST, "/v1/sources"),
    route("look_at_source", Method::POST, "/v1/sources/look"),
    route("preview_source", Method::POST, "/v1/sources/preview"),
    route("change_source", Method::POST, "/v1/sources/{id}"),
    route("remove_source", Method::DELETE, "/v1/sources/{id}"),
    route("fetch_source", Method::POST, "/v1/sources/{id}/fetch"),
    route("export_data", Method::POST, "/v1/export"),
    route("tokens", Method::GET, "/v1/tokens"),
    route("create_token", Method::POST, "/v1/tokens"),
    route("revoke_token", Method::DELETE, "/v1/tokens/{id}"),
    route("serving", Method::GET, "/v1/serving"),
    route("serve_programs", Method::POST, "/v1/serving"),
    route("audit_log", Method::GET, "/v1/audit"),
    route("verify_audit", Method::GET, "/v1/audit/check"),
    route("about", Method::GET, "/v1/about"),
    route("doctor", Method::GET, "/v1/doctor"),
];

impl Route {
    /// The fields of the request that stand in the path.
    pub fn path_fields(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Whether the other fields stand in the query, rather than in a body.
    #[must_use]
    pub fn asks_by_query(&self) -> bool {
        matches!(self.method, Method::GET | Method::DELETE)
    }
}
