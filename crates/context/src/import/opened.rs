//! A file of any known form: what is in it, before anything is written, and its values.

use super::{
    csv::Table,
    describe::{kind_of, slug},
    detect::{Detection, detect},
    doubts::Doubts,
    epw, ghcn, home_assistant,
    input::InputFile,
    isd,
    json::JsonTable,
    metar,
    no_series::NoSeries,
    parquet_table::ParquetTable,
    progress::Progress,
    reader::{self, Draft, Reader},
    said_unit::said_units,
    tally::{Tally, whole_second},
    text::refuse_binary,
    uscrn, weewx,
};
use crate::{
    ContextError,
    calendar::{self, Calendar},
    regular_grid::{infer_step, step_of_minutes},
};
use domain::{
    FileFormat, Gazetteer, ImportOptions, ImportPreview, Incoming, Observation, QualityFlags, SeriesId,
    SeriesInfo, SeriesPreview, Step, StoreError,
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::{collections::HashSet, path::Path};

/// Values of a series that its step and kind are judged from, where the form of the file doesn't say.
const JUDGED: usize = 1000;
/// Values of all series that are read for that at most.
const JUDGED_IN_ALL: usize = 400_000;
/// Values that a preview reads at most.
const PREVIEWED: u64 = 1_000_000;
/// Values of a series that a preview shows.
const SHOWN: usize = 5;

/// What surrounds an import: the moment, the machine's zone and what places there are.
#[derive(Clone)]
pub struct Surroundings<'a> {
    /// This moment in the zone of the machine.
    pub now: Zoned,
    /// Names of places, for the zone that a station lies in.
    pub gazetteer: Option<&'a dyn Gazetteer>,
    /// Where to tell how far it has come.
    pub progress: Progress,
}

impl Surroundings<'_> {
    /// At this moment, knowing no places.
    #[must_use]
    pub fn at(now: Zoned) -> Self {
        Self { now, gazetteer: None, progress: Progress::default() }
    }

    /// The zone at a position: that of the nearest place, else the machine's.
    pub(crate) fn zone_at(&self, latitude: f64, longitude: f64) -> String {
        self.gazetteer
            .and_then(|gazetteer| gazetteer.nearest(latitude, longitude))
            .map_or_else(|| self.zone_name(), |place| place.time_zone)
    }

    /// The zone of the machine.
    pub(crate) fn zone_name(&self) -> String {
        self.now.time_zone().iana_name().unwrap_or("UTC").to_owned()
    }
}

/// A file that was looked into.
pub struct Opened {
    path: String,
    detection: Detection,
    reader: Box<dyn Reader>,
    infos: Vec<SeriesInfo>,
    /// The series to import.
    chosen: Vec<usize>,
    /// Whether every series is to be read again from the beginning by a new reader.
    options: ImportOptions,
    now: Timestamp,
    calendar: Option<Calendar>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Opened")
            .field("path", &self.path)
            .field("infos", &self.infos)
            .finish_non_exhaustive()
    }
}

/// Opens a file: tells its form from its first bytes, and its series with their units, zones, steps and kinds.
///
/// # Errors
/// When it can't be read as any form known; the message says what to do.
pub fn open(
    path: &Path,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<Opened, ContextError> {
    let input = InputFile::open(path, &surroundings.progress)?;
    let detection = match options.format {
        Some(format) => Detection { format, confidence: 1.0 },
        None => detect(&input)?,
    };
    let calendar = match detection.format {
        FileFormat::Calendar => {
            Some(calendar::read(&input, surroundings.now.timestamp(), surroundings.now.time_zone())?)
        }
        _ => None,
    };
    let reader = match &calendar {
        Some(calendar) => Box::new(NoSeries { notes: calendar.notes.clone() }),
        None => reader_of(&input, detection.format, options, surroundings)?,
    };
    let mut chosen = Vec::new();
    for choice in &options.series {
        chosen.push(reader.find(&choice.column)?);
    }
    if options.all {
        chosen = (0..reader.drafts().len()).collect();
    } else if chosen.is_empty() {
        chosen = (0..reader.drafts().len()).filter(|at| reader.drafts()[*at].chosen).collect();
    }
    refuse_units(reader.as_ref(), options)?;
    let samples = samples(&input, detection.format, options, surroundings, reader.as_ref())?;
    let mut infos: Vec<SeriesInfo> = reader
        .drafts()
        .iter()
        .zip(samples)
        .map(|(draft, sample)| info_of(draft, &sample, &input.name()))
        .collect();
    for (at, choice) in options.series.iter().enumerate() {
        let info = &mut infos[chosen[at.min(chosen.len() - 1)]];
        if let Some(title) = &choice.title {
            info.title.clone_from(title);
        }
        if let Some(kind) = choice.kind {
            info.kind = kind;
        }
    }
    if let (Some(title), [one]) = (&options.title, &chosen[..]) {
        infos[*one].title.clone_from(title);
    }
    name_apart(&mut infos);
    Ok(Opened {
        path: input.shown(),
        detection,
        reader,
        infos,
        chosen,
        options: options.clone(),
        now: surroundings.now.timestamp(),
        calendar,
    })
}

/// The form of a file, by its first bytes.
///
/// # Errors
/// When it can't be read, or is of no form known.
pub fn form_of(path: &Path) -> Result<FileFormat, ContextError> {
    Ok(detect(&InputFile::open(path, &Progress::default())?)?.format)
}

/// Refuses what the user says of units that the form of the file settles.
fn refuse_units(reader: &dyn Reader, options: &ImportOptions) -> Result<(), ContextError> {
    let drafts = reader.drafts();
    let said = said_units(options, drafts.len(), |name| reader::find(drafts, name));
    for (draft, said) in drafts.iter().zip(said) {
        if let Some(said) = said
            && draft.read_as.is_none()
            && draft.unit != *said.unit()
        {
            return Err(ContextError::FixedUnit {
                column: draft.column.clone(),
                known: draft.unit.symbol().to_owned(),
                said: said.unit().symbol().to_owned(),
            });
        }
    }
    Ok(())
}

/// Ids are made of titles; two series of one file never share one.
fn name_apart(infos: &mut [SeriesInfo]) {
    let mut taken = HashSet::new();
    for info in infos {
        let title = info.title.clone();
        let mut id = slug(&title);
        let mut number = 2;
        while !taken.insert(id.clone()) {
            info.title = format!("{title} {number}");
            id = slug(&info.title);
            number += 1;
        }
        info.id = SeriesId(id);
    }
}

fn reader_of(
    input: &InputFile,
    format: FileFormat,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<Box<dyn Reader>, ContextError> {
    Ok(match format {
        FileFormat::Table => {
            refuse_binary(input.path(), &input.head()[..input.head().len().min(4096)])?;
            Box::new(Table::open(input, options, surroundings.now.time_zone())?)
        }
        FileFormat::Parquet => {
            // Its numbers are written out here, with a point.
            let options = ImportOptions { decimal_comma: Some(false), ..options.clone() };
            Box::new(Table::open(&ParquetTable::open(input)?, &options, surroundings.now.time_zone())?)
        }
        FileFormat::GhcnDaily => Box::new(ghcn::open(input, options, surroundings)?),
        FileFormat::IntegratedSurface => Box::new(isd::open(input, options, surroundings)?),
        FileFormat::ClimateReference => Box::new(uscrn::open(input, options, surroundings)?),
        FileFormat::Metar => Box::new(metar::open(input, options, surroundings)?),
        FileFormat::EnergyPlusWeather => Box::new(epw::open(input, options, surroundings)?),
        FileFormat::WeeWx => Box::new(weewx::WeeWx::open(input, options, surroundings)?),
        FileFormat::HomeAssistant => {
            Box::new(home_assistant::HomeAssistant::open(input, options, surroundings)?)
        }
        FileFormat::Json => {
            refuse_binary(input.path(), &input.head()[..input.head().len().min(4096)])?;
            Box::new(Table::open(&JsonTable::open(input)?, options, surroundings.now.time_zone())?)
        }
        FileFormat::Calendar => Box::new(NoSeries { notes: Vec::new() }),
    })
}

/// The first values of every series whose draft leaves its step or kind open.
fn samples(
    input: &InputFile,
    format: FileFormat,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
    reader: &dyn Reader,
) -> Result<Vec<Vec<Observation>>, ContextError> {
    let drafts = reader.drafts();
    let open: Vec<usize> =
        (0..drafts.len()).filter(|at| drafts[*at].step.is_none() || drafts[*at].kind.is_none()).collect();
    let mut samples = vec![Vec::new(); drafts.len()];
    let groups: Vec<Vec<usize>> = match &open[..] {
        [] => Vec::new(),
        several if reader.one_by_one() => several.iter().map(|one| vec![*one]).collect(),
        several => vec![several.to_vec()],
    };
    for group in groups {
        let mut reader = reader_of(input, format, options, surroundings)?;
        reader.choose(&group)?;
        let (mut wanting, mut read) = (group.len(), 0);
        // What is wrong further down is said when the values are read.
        while let Ok(Some((series, observation))) = reader.next() {
            let sample: &mut Vec<Observation> = &mut samples[series];
            read += 1;
            if observation.value.is_finite() && sample.len() < JUDGED {
                sample.push(observation);
                wanting -= usize::from(sample.len() == JUDGED);
            }
            if wanting == 0 || read > JUDGED_IN_ALL {
                break;
            }
        }
        if input.progress().is_cancelled() {
            return Err(ContextError::Cancelled);
        }
    }
    Ok(samples)
}

fn info_of(draft: &Draft, sample: &[Observation], origin: &str) -> SeriesInfo {
    let times: Vec<Timestamp> = sample.iter().map(|observation| observation.valid_time).collect();
    let numbers: Vec<f64> = sample.iter().map(|observation| observation.value).collect();
    let step = draft.step.unwrap_or_else(|| infer_step(&times).unwrap_or(Step::DAY));
    SeriesInfo {
        id: SeriesId(slug(&draft.title)),
        kind: draft.kind.unwrap_or_else(|| kind_of(&draft.column, &draft.unit, &numbers)),
        title: draft.title.clone(),
        aliases: Vec::new(),
        unit: draft.unit.clone(),
        time_zone: draft.time_zone.clone(),
        step_minutes: step.nominal_minutes(),
        first: draft.first.or_else(|| times.iter().min().copied()).map(whole_second),
        last: None,
        origin: origin.to_owned(),
        sample: false,
        weather: draft.weather.clone().map(Box::new),
    }
}

impl Opened {
    /// Its form.
    #[must_use]
    pub const fn format(&self) -> FileFormat {
        self.detection.format
    }

    /// Its appointments, where it is a calendar.
    #[must_use]
    pub const fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_ref()
    }

    /// What tells files of this make from others; the same for the next file of the same program.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        let header = self.reader.header()?;
        let hash = header.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Some(format!("{hash:016x}"))
    }

    /// What was understood, from the file's values up to a million.
    ///
    /// # Errors
    /// When someone ended it.
    pub fn preview(mut self) -> Result<ImportPreview, ContextError> {
        let all: Vec<usize> = (0..self.infos.len()).collect();
        let mut notes = Vec::new();
        let mut readable = Vec::new();
        for one in &all {
            match self.reader.choose(&[*one]) {
                Ok(()) => readable.push(*one),
                Err(error) => notes.push(sentence(&error)),
            }
        }
        let mut tallies: Vec<Tally> = all.iter().map(|_| Tally::default()).collect();
        let mut doubts: Vec<Doubts> = self.infos.iter().map(|info| Doubts::of(info, self.now)).collect();
        let mut shown: Vec<Vec<(Timestamp, f64)>> = vec![Vec::new(); all.len()];
        let mut whole = true;
        self.reader.choose(&readable)?;
        let mut read = 0;
        loop {
            match self.reader.next() {
                Ok(Some((series, observation))) => {
                    if observation.value.is_finite() {
                        tallies[series].count(observation);
                        doubts[series].look_at(observation);
                        if shown[series].len() < SHOWN {
                            shown[series].push((whole_second(observation.valid_time), observation.value));
                        }
                    } else {
                        tallies[series].missing += 1;
                    }
                    read += 1;
                    if read == PREVIEWED {
                        whole = false;
                        break;
                    }
                }
                Ok(None) => break,
                Err(ContextError::Cancelled) => return Err(ContextError::Cancelled),
                Err(error) => {
                    notes.push(sentence(&error));
                    whole = false;
                    break;
                }
            }
        }
        notes.splice(0..0, self.reader.notes());
        for (info, doubts) in self.infos.iter().zip(&mut doubts) {
            doubts.finish();
            notes.extend(doubts.note().map(|note| format!("{}: {note}", info.title)));
        }
        let drafts = self.reader.drafts();
        let series = self
            .infos
            .into_iter()
            .zip(tallies)
            .zip(shown)
            .enumerate()
            .map(|(at, ((mut info, tally), sample))| {
                let zone = TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC);
                info.first = tally.first.map(|(first, _)| first).or(info.first);
                info.last = tally.last.map(|(last, _)| last);
                SeriesPreview {
                    column: drafts[at].column.clone(),
                    read_as: drafts[at].read_as.clone(),
                    chosen: self.chosen.contains(&at),
                    values: tally.values,
                    missing: tally.missing,
                    duplicates: tally.repeated,
                    within_a_second: tally.together,
                    gaps: tally.gaps(step_of_minutes(info.step_minutes), &zone),
                    first_value: tally.first.map(|(_, value)| value),
                    last_value: tally.last.map(|(_, value)| value),
                    least: tally.least,
                    greatest: tally.greatest,
                    sample,
                    info,
                }
            })
            .collect();
        Ok(ImportPreview {
            format: self.detection.format,
            confidence: self.detection.confidence,
            series,
            plans: Vec::new(),
            whole,
            notes,
            options: self.options,
            remembered: false,
        })
    }

    /// The values of the series to import.
    ///
    /// # Errors
    /// When nobody chose among several series, or one of them can't be read.
    pub fn read(mut self) -> Result<Reading, ContextError> {
        if self.chosen.is_empty() {
            return Err(self.reader.choose_first(&self.path));
        }
        let mut seen = HashSet::new();
        self.chosen.retain(|series| seen.insert(*series));
        self.reader.choose(&self.chosen)?;
        let mut places = vec![usize::MAX; self.infos.len()];
        for (place, series) in self.chosen.iter().enumerate() {
            places[*series] = place;
        }
        Ok(Reading {
            path: self.path,
            infos: self.chosen.iter().map(|series| self.infos[*series].clone()).collect(),
            is_meter: self.chosen.iter().map(|series| self.reader.drafts()[*series].is_meter).collect(),
            tallies: self.chosen.iter().map(|_| Tally::default()).collect(),
            doubts: self.chosen.iter().map(|series| Doubts::of(&self.infos[*series], self.now)).collect(),
            chosen: self.chosen,
            places,
            reader: self.reader,
            done: false,
        })
    }
}

/// The values of the chosen series of a file, in the order of the file: an iterator.
///
/// The first error ends it; it says which line and what to do. Memory stays the same however long the file is.
pub struct Reading {
    path: String,
    reader: Box<dyn Reader>,
    infos: Vec<SeriesInfo>,
    is_meter: Vec<bool>,
    tallies: Vec<Tally>,
    doubts: Vec<Doubts>,
    chosen: Vec<usize>,
    /// Where a series of the file stands among those chosen.
    places: Vec<usize>,
    done: bool,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reading").field("infos", &self.infos).finish_non_exhaustive()
    }
}

impl Reading {
    /// What is known of the series that are read. First and last times are whole only when the iterator has ended.
    #[must_use]
    pub fn infos(&self) -> &[SeriesInfo] {
        &self.infos
    }

    /// How many values were read so far.
    #[must_use]
    pub fn observations(&self) -> u64 {
        self.tallies.iter().map(|tally| tally.values).sum()
    }

    /// How many values of one series were read so far.
    #[must_use]
    pub fn observations_of(&self, series: usize) -> u64 {
        self.tallies[series].values
    }

    /// The doubts about the values of one series that were read so far, by valid time; the first hundred thousand at most. Whole
    /// only when the iterator has ended.
    #[must_use]
    pub fn doubts_of(&self, series: usize) -> Vec<(Timestamp, QualityFlags)> {
        self.doubts[series].flags()
    }

    /// The values of a single series, as the store takes them.
    pub fn values(&mut self) -> impl Iterator<Item = Result<Observation, StoreError>> + '_ {
        self.map(|incoming| {
            incoming.map(|(_, observation)| observation).map_err(|error| StoreError::Input(error.to_string()))
        })
    }

    /// What a person should know of how the file was read, as sentences. Whole only when the iterator has ended.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.reader.notes();
        for (at, (info, tally)) in self.infos.iter().zip(&self.tallies).enumerate() {
            let zone = TimeZone::get(&info.time_zone).unwrap_or(TimeZone::UTC);
            let mut own = tally.notes(step_of_minutes(info.step_minutes), &zone);
            own.extend(self.doubts[at].note());
            if self.is_meter[at] {
                own.push(
                    "The values only ever rise, as the reading of a meter does; import what was used in each step instead if you want it forecast as an amount."
                        .to_owned(),
                );
            }
            if self.infos.len() > 1 {
                if tally.values == 0 {
                    own.push("There is no value in any row, so nothing was imported.".to_owned());
                }
                notes.extend(own.into_iter().map(|note| format!("{}: {note}", info.title)));
            } else {
                notes.extend(own);
            }
        }
        notes
    }

    fn read_next(&mut self) -> Result<Option<Incoming>, ContextError> {
        while let Some((series, observation)) = self.reader.next()? {
            let place = self.places[series];
            let Some(tally) = self.tallies.get_mut(place) else { continue };
            if observation.value.is_finite() {
                tally.count(observation);
                self.doubts[place].look_at(observation);
                // The store keeps whole seconds.
                let valid_time = whole_second(observation.valid_time);
                return Ok(Some((place, Observation { valid_time, ..observation })));
            }
            tally.missing += 1;
        }
        if self.observations() == 0 {
            return Err(self.reader.nothing(&self.path, self.chosen[0]));
        }
        Ok(None)
    }
}

impl Iterator for Reading {
    type Item = Result<Incoming, ContextError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.read_next();
        if !matches!(next, Ok(Some(_))) {
            self.done = true;
            self.doubts.iter_mut().for_each(Doubts::finish);
            for (info, tally) in self.infos.iter_mut().zip(&self.tallies) {
                info.first = tally.first.map(|(first, _)| first);
                info.last = tally.last.map(|(last, _)| last);
            }
        }
        next.transpose()
    }
}

/// A message as a sentence.
fn sentence(error: &ContextError) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if first != '/' && first != '.' => {
            format!("{}{}.", first.to_uppercase(), characters.as_str())
        }
        _ => format!("{text}."),
    }
}
