use crate::{problems, shared::Shared};
use context::import::{ImportOptions, open_csv};
use contract::{ImportRequest, ImportResponse, Problem, ProblemCode};
use domain::{Import, SourceQuality};
use std::path::Path;

/// Reads a file of the user's into a series, whole or not at all.
pub(crate) fn read(shared: &Shared, request: &ImportRequest) -> Result<ImportResponse, Problem> {
    let refused = |detail: String| {
        Problem::new(ProblemCode::Import, "The file can't be imported", problems::sentence(&detail))
    };
    let now = shared.clock.now();
    let options = ImportOptions {
        title: request.title.clone(),
        unit: request.unit.clone(),
        time_zone: request.time_zone.clone(),
        column: request.column.clone(),
    };
    let path = Path::new(&request.path);
    let mut file = open_csv(path, &options, now.time_zone())
        .map_err(|error| refused(error.to_string()).about("path"))?;
    let mut info = file.info().clone();
    let report = shared
        .store
        .import(Import {
            series: &info,
            origin: &request.path,
            quality: SourceQuality::MEASURED,
            observations: &mut file,
        })
        .map_err(|error| problems::of_store(&error))?;
    if let Some(kept) = shared
        .store
        .series()
        .map_err(|error| problems::of_store(&error))?
        .into_iter()
        .find(|kept| kept.id == info.id)
    {
        info = kept;
    }
    shared.context.forget_series(&info.id);
    Ok(ImportResponse { info, report, notes: file.notes() })
}
