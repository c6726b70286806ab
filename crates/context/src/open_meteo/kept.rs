//! What is kept of guidance, read from memory or else from the store.

use super::{CREDIT, Cell, Counts};
use domain::{
    Guidance, GuidanceAtLead, GuidanceKind, GuidanceRun, KeptGuidance, Origin, OriginKind, Place, Series,
    Step, Store, StoreError, Variable,
};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
};

/// Bytes of values kept in memory at most; what was used longest ago goes.
const LIMIT_BYTES: usize = 64 << 20;
/// Runs that are read: the newest of each of this many days. What is learnt from older ones is learnt from fixed leads.
const DAYS_OF_RUNS: u32 = 60;
/// About a kilometre, finer than any model.
const DECIMALS: u8 = 2;

/// What is known of one variable in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// What was worked out afterwards, hour by hour of UTC; what the archive doesn't tell yet is filled up by the newest hours
    /// of the forecast.
    pub analysis: Option<Series>,
    /// What was said beforehand.
    pub guidance: Option<Arc<Guidance>>,
}

/// When the newest runs of a cell were received, in seconds: another copy of Forecastle may receive some too.
#[derive(Debug, Clone, Copy, Default)]
struct Newest {
    /// Of those that this copy kept.
    own: Option<i64>,
    /// Of those that what is in memory was read with.
    read: Option<i64>,
}

/// What is kept, shared between those who fetch and those who read.
pub struct Kept {
    store: Arc<dyn Store>,
    /// By cell and variable, the most recently used last.
    memory: Mutex<Vec<(Cell, Variable, Arc<Known>)>>,
    limit: usize,
    newest: Mutex<BTreeMap<Cell, Newest>>,
    /// Metres above the sea that what is kept of a cell is meant for, as far as it was looked up.
    elevations: Mutex<BTreeMap<Cell, Option<f64>>>,
    /// How exactly positions are told.
    decimals: AtomicU8,
    counts: Counts,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Kept").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Kept {
    /// Over this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            memory: Mutex::default(),
            limit: LIMIT_BYTES,
            newest: Mutex::default(),
            elevations: Mutex::default(),
            decimals: AtomicU8::new(DECIMALS),
            counts: Counts::default(),
        }
    }

    /// The cell that is told of a place.
    #[must_use]
    pub fn cell(&self, place: &Place) -> Option<Cell> {
        Cell::of_place(place, self.decimals.load(Ordering::Relaxed))
    }

    /// From now on positions are told with so many decimals of a degree.
    pub fn set_decimals(&self, decimals: u8) {
        self.decimals.store(decimals, Ordering::Relaxed);
    }

    /// How often what was wanted was there.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// What is known of a variable at `issue_time`. Reads the store, where memory doesn't hold it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn known(
        &self,
        cell: Cell,
        variable: &Variable,
        issue_time: Timestamp,
    ) -> Result<Arc<Known>, StoreError> {
        let newest = match self.in_memory(cell, variable) {
            Some(known) => {
                self.counts.read_from_memory();
                known
            }
            None => {
                self.counts.read_from_store();
                let known = Arc::new(self.read(cell, variable, Timestamp::MAX)?);
                self.remember(cell, variable, Arc::clone(&known));
                known
            }
        };
        // Long ago other runs were the newest.
        let is_long_ago = newest.guidance.as_ref().is_some_and(|guidance| {
            let first = guidance.runs.first().map(|run| run.known_since);
            guidance.runs.len() >= DAYS_OF_RUNS as usize && first.is_some_and(|first| issue_time < first)
        });
        if is_long_ago { Ok(Arc::new(self.read(cell, variable, issue_time)?)) } else { Ok(newest) }
    }

    /// Metres above the sea that what is kept of a cell is meant for, where that was told.
    #[must_use]
    pub fn elevation(&self, cell: Cell) -> Option<f64> {
        let mut elevations = self.elevations.lock().unwrap_or_else(PoisonError::into_inner);
        *elevations.entry(cell).or_insert_with(|| {
            // A height doesn't grow old.
            let kept = self.store.cached(&elevation_key(cell), Timestamp::UNIX_EPOCH).ok().flatten()?;
            serde_json::from_slice(&kept).ok()
        })
    }

    /// Keeps the height that a reply for a cell is meant for.
    pub(super) fn save_elevation(&self, cell: Cell, metres: f64) -> Result<(), StoreError> {
        if self.elevation(cell) == Some(metres) {
            return Ok(());
        }
        self.store.cache(&elevation_key(cell), metres.to_string().as_bytes(), Timestamp::MAX)?;
        self.elevations.lock().unwrap_or_else(PoisonError::into_inner).insert(cell, Some(metres));
        Ok(())
    }

    /// Keeps what was received and forgets what memory held of it.
    pub(super) fn save(&self, cell: Cell, parts: &[KeptGuidance]) -> Result<(), StoreError> {
        self.store.save_guidance(&cell.to_string(), parts)?;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.retain(|(known_cell, variable, _)| {
            *known_cell != cell || !parts.iter().any(|part| part.variable == *variable)
        });
        let received = parts.iter().filter_map(|part| match part.kind {
            GuidanceKind::Run { received } => Some(received.as_second()),
            GuidanceKind::AtLead(_) | GuidanceKind::Analysis => None,
        });
        if let Some(received) = received.max() {
            self.newest.lock().unwrap_or_else(PoisonError::into_inner).entry(cell).or_default().own =
                Some(received);
        }
        Ok(())
    }

    /// Whether this copy of Forecastle itself received the newest run of a cell, then.
    #[must_use]
    pub fn received(&self, cell: Cell, newest: Timestamp) -> bool {
        let known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&cell).is_some_and(|known| known.own == Some(newest.as_second()))
    }

    /// Forgets what memory holds of a cell, if another copy of Forecastle has received a run of it since that was read.
    pub(super) fn heed(&self, cell: Cell, newest: Timestamp) {
        let mut known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let read = &mut known.entry(cell).or_default().read;
        // A run that says the same as the one before isn't kept, and what is newest in the store is older then.
        if *read < Some(newest.as_second()) {
            *read = Some(newest.as_second());
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.retain(|(known_cell, ..)| *known_cell != cell);
        }
    }

    fn in_memory(&self, cell: Cell, variable: &Variable) -> Option<Arc<Known>> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let position = memory.iter().position(|(known, of, _)| *known == cell && of == variable)?;
        let found = memory.remove(position);
        let known = Arc::clone(&found.2);
        memory.push(found);
        Some(known)
    }

    fn remember(&self, cell: Cell, variable: &Variable, known: Arc<Known>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.retain(|(known_cell, of, _)| *known_cell != cell || of != variable);
        memory.push((cell, variable.clone(), known));
        let mut bytes: usize = memory.iter().map(|(_, _, known)| known.bytes()).sum();
        while bytes > self.limit && memory.len() > 1 {
            bytes -= memory.remove(0).2.bytes();
        }
    }

    fn read(&self, cell: Cell, variable: &Variable, until: Timestamp) -> Result<Known, StoreError> {
        let parts = self.store.guidance(&cell.to_string(), variable, until, DAYS_OF_RUNS)?;
        let mut guidance = Guidance {
            runs: Vec::new(),
            at_leads: Vec::new(),
            origin: Origin {
                credit: CREDIT.to_owned(),
                ..Origin::new(OriginKind::Guidance, "weather models, by Open-Meteo")
            },
        };
        let mut analyses: Vec<(String, Series)> = Vec::new();
        for KeptGuidance { model, kind, members, .. } in parts {
            match (kind, members.first()) {
                (GuidanceKind::Run { received }, _) => {
                    guidance.runs.push(GuidanceRun { model, known_since: received, members });
                }
                (GuidanceKind::AtLead(lead), Some(said)) => {
                    guidance.at_leads.push(GuidanceAtLead { model, lead, said: said.clone() });
                }
                (GuidanceKind::Analysis, Some(values)) => analyses.push((model, values.clone())),
                (_, None) => {}
            }
        }
        // The archive goes before the newest hours of forecasts.
        analyses.sort_by_key(|(name, _)| name != super::ARCHIVE);
        let analysis = filled_up(&analyses.into_iter().map(|(_, values)| values).collect::<Vec<_>>());
        let guidance = (!guidance.is_empty()).then(|| Arc::new(guidance));
        Ok(Known { analysis, guidance })
    }
}

impl Known {
    fn bytes(&self) -> usize {
        let guidance = self.guidance.iter().flat_map(|guidance| {
            let members = guidance.runs.iter().flat_map(|run| &run.members);
            members.chain(guidance.at_leads.iter().map(|past| &past.said))
        });
        self.analysis
            .iter()
            .chain(guidance)
            .map(|series| series.len() * size_of::<f64>() + size_of::<Series>())
            .sum()
    }
}

fn elevation_key(cell: Cell) -> String {
    format!("open-meteo elevation {cell}")
}

/// One series of all: the value of the first that has one, hour by hour.
fn filled_up(analyses: &[Series]) -> Option<Series> {
    let first = analyses.iter().map(Series::first_time).min()?;
    let hour_of =
        |time: Timestamp| usize::try_from((time.as_second() - first.as_second()) / 3600).unwrap_or(0);
    let mut values = Vec::new();
    for (time, value) in analyses.iter().rev().flat_map(Series::observed) {
        let hour = hour_of(time);
        if values.len() <= hour {
            values.resize(hour + 1, f64::NAN);
        }
        values[hour] = value;
    }
    Series::new(first.to_zoned(jiff::tz::TimeZone::UTC), Step::HOUR, values).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open_meteo::{ARCHIVE, RECENT};

    fn analysis(model: &str, start: &str, values: Vec<f64>) -> KeptGuidance {
        let start = start.parse::<Timestamp>().expect("a moment").to_zoned(jiff::tz::TimeZone::UTC);
        KeptGuidance {
            variable: Variable::Temperature,
            model: model.to_owned(),
            kind: GuidanceKind::Analysis,
            members: vec![Series::new(start, Step::HOUR, values).expect("a step")],
        }
    }

    fn kept(limit: usize) -> (tempfile::TempDir, Kept) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store::SqliteStore::open(folder.path()).expect("a new data file");
        (folder, Kept { limit, ..Kept::new(Arc::new(store)) })
    }

    #[test]
    fn the_newest_hours_fill_up_what_the_archive_does_not_tell() {
        let (_folder, kept) = kept(LIMIT_BYTES);
        let cell = Cell::of(41.15, -8.61, 2).expect("a position");
        let parts = [
            analysis(RECENT, "2026-03-01T01:00Z", vec![10.0, 20.0, 30.0, 40.0]),
            analysis(ARCHIVE, "2026-03-01T00:00Z", vec![0.0, 1.0, f64::NAN]),
        ];
        kept.save(cell, &parts).expect("written");
        let known = kept.known(cell, &Variable::Temperature, Timestamp::MAX).expect("readable");
        let told: Vec<f64> =
            known.analysis.as_ref().expect("an analysis").observed().map(|(_, value)| value).collect();
        assert_eq!(told, [0.0, 1.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn memory_holds_what_was_used_last_and_nothing_that_has_changed() {
        // A month of hours takes 6 kB: two places fit, three don't.
        let (_folder, kept) = kept(13_000);
        let cells = [0.0, 1.0, 2.0].map(|degrees| Cell::of(degrees, 0.0, 2).expect("a position"));
        for cell in cells {
            kept.save(cell, &[analysis(ARCHIVE, "2026-03-01T00:00Z", vec![1.0; 744])]).expect("written");
        }
        let read = |order: &[usize]| {
            for place in order {
                kept.known(cells[*place], &Variable::Temperature, Timestamp::MAX).expect("readable");
            }
            kept.counts.in_words().split(';').next().expect("reads").to_owned()
        };
        assert_eq!(read(&[0, 1, 0, 1, 0]), "3 of 5 reads from memory");
        assert_eq!(read(&[2, 0]), "4 of 7 reads from memory", "1 was used longest ago");
        assert_eq!(read(&[1]), "4 of 8 reads from memory");
        kept.save(cells[1], &[analysis(ARCHIVE, "2026-03-01T00:00Z", vec![2.0])]).expect("written");
        assert_eq!(read(&[1]), "4 of 9 reads from memory");
    }

    #[test]
    fn what_another_copy_received_is_read_anew() {
        let (folder, kept) = kept(LIMIT_BYTES);
        let store = store::SqliteStore::open(folder.path()).expect("the same data file");
        let other = Kept::new(Arc::new(store));
        let cell = Cell::of(41.15, -8.61, 2).expect("a position");
        let moment = |hour: i8| {
            jiff::civil::date(2026, 3, 1).at(hour, 0, 0, 0).in_tz("UTC").expect("a zone").timestamp()
        };
        let run = |hour: i8| {
            let kind = GuidanceKind::Run { received: moment(hour) };
            KeptGuidance { kind, ..analysis("model", "2026-03-01T00:00Z", vec![f64::from(hour); 48]) }
        };
        let newest = |kept: &Kept| {
            let newest = kept.store.newest_guidance(&cell.to_string()).expect("readable").expect("a run");
            kept.heed(cell, newest);
            let known = kept.known(cell, &Variable::Temperature, Timestamp::MAX).expect("readable");
            (newest, known.guidance.as_ref().expect("guidance").runs.last().expect("a run").known_since)
        };
        kept.save(cell, &[run(9)]).expect("written");
        assert_eq!(newest(&kept), (moment(9), moment(9)));
        assert_eq!(newest(&other), (moment(9), moment(9)));
        other.save(cell, &[run(10)]).expect("written");
        assert_eq!(newest(&kept), (moment(10), moment(10)));
        assert!(other.received(cell, moment(10)) && !kept.received(cell, moment(10)));
    }
}
