use crate::{plans, problems, shared::Shared};
use context::{
    ContextError,
    calendar::Calendar,
    import::{Opened, Progress, Reading, Spool, Surroundings, form_of, open},
};
use contract::{Change, ImportProgress, ImportRequest, ImportResponse, ImportedSeries, Problem, ProblemCode};
use domain::{
    FileFormat, Import, ImportId, ImportOptions, ImportPreview, Observation, PastImport, QualityFlags,
    SeriesInfo, SourceQuality, StoreError,
};
use jiff::Timestamp;
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, sync_channel},
    },
};

/// Values that go from the thread that reads to the one that writes at once.
const BATCH: usize = 4096;
/// Batches that may wait.
const WAITING: usize = 8;

/// The imports under way, by the names their requests gave them.
#[derive(Default)]
pub(crate) struct Jobs {
    running: Mutex<HashMap<String, Progress>>,
    /// Those without a name among them.
    count: AtomicUsize,
}

impl Jobs {
    pub(crate) fn begin(&self, job: Option<&str>) -> Running<'_> {
        let progress = Progress::default();
        if let Some(job) = job {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(older) = running.insert(job.to_owned(), progress.clone()) {
                older.cancel();
            }
        }
        self.count.fetch_add(1, Ordering::SeqCst);
        Running { jobs: self, job: job.map(str::to_owned), progress }
    }

    /// Whether there are none.
    pub(crate) fn is_idle(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    pub(crate) fn progress(&self, job: &str) -> ImportProgress {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let known = running.get(job).map(Progress::done_of_total);
        let (done, total) = known.unwrap_or_default();
        ImportProgress { running: known.is_some(), done, total }
    }

    pub(crate) fn cancel(&self, job: &str) {
        if let Some(progress) = self.running.lock().unwrap_or_else(PoisonError::into_inner).get(job) {
            progress.cancel();
        }
    }
}

/// An import under way, until it is dropped.
pub(crate) struct Running<'a> {
    jobs: &'a Jobs,
    job: Option<String>,
    pub(crate) progress: Progress,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.jobs.count.fetch_sub(1, Ordering::SeqCst);
        let Some(job) = &self.job else { return };
        let mut running = self.jobs.running.lock().unwrap_or_else(PoisonError::into_inner);
        // A cancelled one may have made way for another of its name, which goes on.
        if !self.progress.is_cancelled() || running.get(job).is_some_and(Progress::is_cancelled) {
            running.remove(job);
        }
    }
}

/// What a file of the user's holds and how it would be read.
pub(crate) fn preview(shared: &Shared, request: &ImportRequest) -> Result<ImportPreview, Problem> {
    let running = shared.imports.begin(request.job.as_deref());
    let (opened, remembered) = opened(shared, request, &running.progress)?;
    let plans = opened.calendar().map(|calendar| plans::preview(shared, calendar)).transpose()?;
    let mut preview = opened.preview().map_err(|error| refused(&error))?;
    preview.remembered = remembered;
    preview.plans = plans.unwrap_or_default();
    Ok(preview)
}

/// Reads a file of the user's into series, each whole or not at all.
pub(crate) fn read(shared: &Shared, request: &ImportRequest) -> Result<ImportResponse, Problem> {
    let running = shared.imports.begin(request.job.as_deref());
    let (opened, remembered) = opened(shared, request, &running.progress)?;
    if let Some(calendar) = opened.calendar() {
        return Ok(ImportResponse { series: Vec::new(), notes: plans::keep(shared, calendar)? });
    }
    let fingerprint = opened.fingerprint();
    let mut reading = opened.read().map_err(|error| refused(&error))?;
    let mut series = Vec::new();
    if let [info] = reading.infos() {
        let info = info.clone();
        series.push(write_single(shared, &info, &request.path, &mut reading)?);
    } else {
        // All is read before anything is written, so that what is wrong in the last line keeps out every series.
        let spool = Spool::gather(&mut reading).map_err(|error| refused(&error))?;
        for (at, info) in reading.infos().to_vec().iter().enumerate() {
            if reading.observations_of(at) > 0 {
                match write(shared, info, &request.path, &mut spool.values(at), &|| reading.doubts_of(at)) {
                    Ok(written) => series.push(written),
                    Err(problem) => {
                        // A file comes in whole or not at all.
                        let written: Vec<ImportId> = series
                            .iter()
                            .filter_map(|written: &ImportedSeries| written.report.import)
                            .collect();
                        undo(shared, &written)?;
                        return Err(problem);
                    }
                }
            }
        }
    }
    let mut notes = known_already(&series);
    notes.extend(reading.notes());
    if remembered {
        notes.insert(0, "Read as the last file with the same header was.".to_owned());
    } else if request.options != ImportOptions::default()
        && let Some(fingerprint) = fingerprint
    {
        remember(shared, &fingerprint, &request.options)?;
    }
    announce(shared, series.iter().map(|written| (written.info.id.clone(), written.info.weather.is_some())));
    Ok(ImportResponse { series, notes })
}

/// What was in the data file before, as sentences.
fn known_already(series: &[ImportedSeries]) -> Vec<String> {
    let known: Vec<&ImportedSeries> =
        series.iter().filter(|written| written.report.import.is_none()).collect();
    if known.is_empty() {
        return Vec::new();
    }
    if known.len() == series.len() {
        return vec!["Everything in it was known already; nothing was written.".to_owned()];
    }
    known
        .iter()
        .map(|written| format!("{}: everything in it was known already.", written.info.title))
        .collect()
}

/// The calendar in a file; absent where it is a file of another form.
pub(crate) fn calendar(shared: &Shared, path: &Path) -> Result<Option<Calendar>, Problem> {
    if form_of(path).map_err(|error| refused(&error))? != FileFormat::Calendar {
        return Ok(None);
    }
    let request = ImportRequest { path: path.display().to_string(), ..ImportRequest::default() };
    let (opened, _) = opened(shared, &request, &Progress::default())?;
    Ok(opened.calendar().cloned())
}

/// The values of a file of the user's as they are read, with nothing written.
pub(crate) fn reading(shared: &Shared, request: &ImportRequest) -> Result<Reading, Problem> {
    let (opened, _) = opened(shared, request, &Progress::default())?;
    opened.read().map_err(|error| refused(&error))
}

/// Takes imports back, the newest first.
pub(crate) fn undo(shared: &Shared, imports: &[ImportId]) -> Result<Vec<PastImport>, Problem> {
    let weather: Vec<domain::SeriesId> = shared
        .store
        .series()
        .map_err(|error| problems::of_store(&error))?
        .into_iter()
        .filter(|series| series.weather.is_some())
        .map(|series| series.id)
        .collect();
    let mut undone: Vec<PastImport> = Vec::new();
    for import in imports.iter().rev() {
        let past = shared.store.undo_import(*import).map_err(|error| problems::of_store(&error))?;
        shared.context.forget_series(&past.series);
        undone.push(past);
    }
    announce(shared, undone.iter().map(|past| (past.series.clone(), weather.contains(&past.series))));
    Ok(undone)
}

/// Says which series have changed, and whether they are weather: what is watched may rest on them.
fn announce(shared: &Shared, series: impl Iterator<Item = (domain::SeriesId, bool)>) {
    let (series, weather): (Vec<_>, Vec<bool>) = series.unzip();
    if !series.is_empty() {
        // Nobody may be listening.
        let _ = shared.changes.send(Change::Series { series, weather: weather.contains(&true) });
    }
}

/// Opens a file as the request says, or as the last one with its header was read.
fn opened(shared: &Shared, request: &ImportRequest, progress: &Progress) -> Result<(Opened, bool), Problem> {
    let mut options = request.options.clone();
    if let Some(at) = &request.at {
        let place = shared.with_setting(|setting| intent::places_called(at, &setting).into_iter().next())?;
        let place = place.ok_or_else(|| {
            Problem::new(
                ProblemCode::NotFound,
                "No such place",
                format!(
                    "\u{201c}{}\u{201d} is no town that Forecastle knows and no position. Give degrees north and east, such as \u{201c}41.15, -8.61\u{201d}.",
                    at.trim()
                ),
            )
            .about("at")
        })?;
        options.position = Some((place.latitude, place.longitude));
    }
    let surroundings = Surroundings {
        now: shared.clock.now(),
        gazetteer: Some(shared.gazetteer),
        progress: progress.clone(),
    };
    let path = Path::new(&request.path);
    let refuse = |error: ContextError| refused(&error).about("path");
    let opened = open(path, &options, &surroundings).map_err(refuse)?;
    if options == ImportOptions::default()
        && let Some(fingerprint) = opened.fingerprint()
        && let Some(remembered) = remembered(shared, &fingerprint)?
        && let Ok(again) = open(path, &remembered, &surroundings)
    {
        return Ok((again, true));
    }
    Ok((opened, false))
}

fn remembered(shared: &Shared, fingerprint: &str) -> Result<Option<ImportOptions>, Problem> {
    let kept = shared.store.setting(&mapping_key(fingerprint)).map_err(|error| problems::of_store(&error))?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
}

fn remember(shared: &Shared, fingerprint: &str, options: &ImportOptions) -> Result<(), Problem> {
    let value = serde_json::to_value(options).expect("options are plain data");
    shared.store.set_setting(&mapping_key(fingerprint), &value).map_err(|error| problems::of_store(&error))
}

fn mapping_key(fingerprint: &str) -> String {
    format!("import_mapping:{fingerprint}")
}

/// Writes the one series of a file while another thread reads it.
fn write_single(
    shared: &Shared,
    info: &SeriesInfo,
    origin: &str,
    reading: &mut Reading,
) -> Result<ImportedSeries, Problem> {
    let doubts = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let (doubts, all_doubts) =
            (&doubts, || doubts.lock().unwrap_or_else(PoisonError::into_inner).clone());
        scope.spawn(move || {
            loop {
                let batch: Vec<_> = reading.values().take(BATCH).collect();
                // An empty one says that all was read: a reader that breaks off sends none. Whoever writes has ended when the
                // batch can't be sent.
                let ended = batch.is_empty();
                if ended {
                    *doubts.lock().unwrap_or_else(PoisonError::into_inner) = reading.doubts_of(0);
                }
                if sender.send(batch).is_err() || ended {
                    return;
                }
            }
        });
        let batches = &mut Batches { receiver, batch: Vec::new().into_iter(), ended: false };
        write(shared, info, origin, batches, &all_doubts)
    })
}

struct Batches {
    receiver: Receiver<Vec<Result<Observation, StoreError>>>,
    batch: std::vec::IntoIter<Result<Observation, StoreError>>,
    ended: bool,
}

impl Iterator for Batches {
    type Item = Result<Observation, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.batch.next() {
                return Some(next);
            }
            if self.ended {
                return None;
            }
            let Ok(batch) = self.receiver.recv() else {
                self.ended = true;
                let broken = "the file could not be read to its end; nothing was written".to_owned();
                return Some(Err(StoreError::Input(broken)));
            };
            self.ended = batch.is_empty();
            self.batch = batch.into_iter();
        }
    }
}

fn write(
    shared: &Shared,
    info: &SeriesInfo,
    origin: &str,
    observations: &mut dyn Iterator<Item = Result<Observation, StoreError>>,
    flags: &dyn Fn() -> Vec<(Timestamp, QualityFlags)>,
) -> Result<ImportedSeries, Problem> {
    let report = shared
        .store
        .import(Import { series: info, origin, quality: SourceQuality::MEASURED, observations, flags })
        .map_err(|error| problems::of_store(&error))?;
    shared.context.forget_series(&info.id);
    let kept = shared.store.series().map_err(|error| problems::of_store(&error))?;
    let info = kept.into_iter().find(|kept| kept.id == info.id).unwrap_or_else(|| info.clone());
    Ok(ImportedSeries { info, report })
}

/// Why a file can't be read, as a person is told of it.
pub(crate) fn refused(error: &ContextError) -> Problem {
    Problem::new(ProblemCode::Import, "The file can't be imported", problems::sentence(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_runs_until_it_ends_cancelled_or_not() {
        let jobs = Jobs::default();
        let running = jobs.begin(Some("one"));
        assert!(jobs.progress("one").running);
        drop(running);
        assert!(!jobs.progress("one").running);
        let running = jobs.begin(Some("one"));
        jobs.cancel("one");
        assert!(running.progress.is_cancelled() && jobs.progress("one").running);
        drop(running);
        assert!(!jobs.progress("one").running);
    }

    #[test]
    fn a_newer_import_of_the_name_ends_the_older_and_goes_on() {
        let jobs = Jobs::default();
        let older = jobs.begin(Some("one"));
        let newer = jobs.begin(Some("one"));
        assert!(older.progress.is_cancelled() && !newer.progress.is_cancelled());
        drop(older);
        assert!(jobs.progress("one").running);
    }
}
