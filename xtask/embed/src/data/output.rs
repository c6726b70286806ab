//! Gathers the files and their manifest, and writes them or holds them against what is committed.

use super::sources::{Source, hexadecimal};
use context::assets::{
    AssetVariable, PackedColumn, SampleKind, SeriesRecord, StationKind, StationRecord, Step, TimeAxis,
    format,
    manifest::{Content, Manifest, ManifestEntry, ManifestVariable, SeriesContent, StationContent},
};
use eyre::{Result, WrapErr, bail};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

/// What is said of a file beside its values.
pub(super) struct About<'a> {
    pub(super) id: &'a str,
    pub(super) file: String,
    pub(super) title: String,
    pub(super) years: (i16, i16),
    pub(super) licence: &'a str,
    pub(super) credit: &'a str,
    pub(super) caveats: Vec<String>,
    pub(super) sources: &'a [Source],
}

/// Where a station stands.
pub(super) struct Position<'a> {
    pub(super) name: &'a str,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) elevation_m: f64,
    pub(super) time_zone: &'a str,
}

/// A column of a station: what, values with NaN for missing, and the resolution of the source.
pub(super) struct StationColumn {
    pub(super) variable: AssetVariable,
    pub(super) values: Vec<f32>,
    pub(super) scale: f64,
}

/// A sample series.
pub(super) struct SampleContent<'a> {
    pub(super) aliases: &'a [&'a str],
    pub(super) kind: SampleKind,
    pub(super) unit: &'a str,
    pub(super) time_zone: &'a str,
    pub(super) axis: TimeAxis,
    pub(super) values: Vec<f32>,
    pub(super) scale: f64,
}

/// The files made so far.
#[derive(Default)]
pub(super) struct Output {
    entries: Vec<ManifestEntry>,
    files: Vec<(String, Vec<u8>)>,
}

impl Output {
    /// Adds a file whose bytes are made elsewhere.
    pub(super) fn add(
        &mut self,
        about: &About<'_>,
        resolution: &str,
        variables: Vec<ManifestVariable>,
        content: Content,
        bytes: Vec<u8>,
    ) {
        self.entries.push(ManifestEntry {
            id: about.id.to_owned(),
            file: about.file.clone(),
            title: about.title.clone(),
            first_year: about.years.0,
            last_year: about.years.1,
            resolution: resolution.to_owned(),
            variables,
            licence: about.licence.to_owned(),
            credit: about.credit.to_owned(),
            caveats: about.caveats.clone(),
            sources: about.sources.iter().map(|source| source.manifest_entry()).collect(),
            bytes: bytes.len() as u64,
            sha256: hexadecimal(&Sha256::digest(&bytes)),
            content,
        });
        self.files.push((about.file.clone(), bytes));
    }

    /// Adds a station. Columns without a single value are left out.
    pub(super) fn station(
        &mut self,
        about: &About<'_>,
        position: &Position<'_>,
        axis: TimeAxis,
        columns: Vec<StationColumn>,
    ) -> Result<()> {
        let columns: Vec<_> =
            columns.into_iter().filter(|column| column.values.iter().any(|value| !value.is_nan())).collect();
        let record = StationRecord {
            axis,
            columns: columns
                .iter()
                .map(|column| (column.variable, PackedColumn::pack(&column.values, column.scale)))
                .collect(),
        };
        let variables = columns
            .iter()
            .map(|column| ManifestVariable {
                name: column.variable.name().to_owned(),
                unit: column.variable.unit().to_owned(),
                present_percent: present_percent(&column.values),
            })
            .collect();
        let (step, station_kind) = match axis {
            TimeAxis::Hourly { .. } => (Step::Hourly, StationKind::Observed),
            TimeAxis::Daily { .. } => (Step::Daily, StationKind::Observed),
            TimeAxis::TypicalYear { .. } => (Step::Hourly, StationKind::TypicalYear),
        };
        let content = Content::Station(StationContent {
            name: position.name.to_owned(),
            station_kind,
            step,
            latitude: position.latitude,
            longitude: position.longitude,
            elevation_m: Some(position.elevation_m),
            time_zone: position.time_zone.to_owned(),
            columns: columns.iter().map(|column| column.variable).collect(),
        });
        let bytes = format::seal(&record)?;
        self.add(about, resolution(step), variables, content, bytes);
        Ok(())
    }

    /// Adds a sample series.
    pub(super) fn series(&mut self, about: &About<'_>, sample: &SampleContent<'_>) -> Result<()> {
        let record =
            SeriesRecord { axis: sample.axis, values: PackedColumn::pack(&sample.values, sample.scale) };
        let step = match sample.axis {
            TimeAxis::Hourly { .. } => Step::Hourly,
            TimeAxis::Daily { .. } => Step::Daily,
            TimeAxis::TypicalYear { .. } => bail!("a sample series has dates, and {} has none", about.id),
        };
        let variables = vec![ManifestVariable {
            name: about.title.clone(),
            unit: sample.unit.to_owned(),
            present_percent: present_percent(&sample.values),
        }];
        let content = Content::Series(SeriesContent {
            aliases: sample.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            series_kind: sample.kind,
            step,
            unit: sample.unit.to_owned(),
            time_zone: sample.time_zone.to_owned(),
        });
        let bytes = format::seal(&record)?;
        self.add(about, resolution(step), variables, content, bytes);
        Ok(())
    }

    /// Writes all files and the manifest below `folder`, telling the size and checksum of each.
    pub(super) fn write(self, folder: &Path) -> Result<()> {
        let total: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        for (name, bytes) in self.finished()? {
            let path = folder.join(&name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, &bytes).wrap_err_with(|| format!("{} can't be written", path.display()))?;
            println!("      {} {:>9} {name}", hexadecimal(&Sha256::digest(&bytes)), bytes.len());
        }
        println!("      {total} bytes in all, in {}", folder.display());
        Ok(())
    }

    /// Fails unless what is below `folder` is byte for byte what was made.
    pub(super) fn compare(self, folder: &Path) -> Result<()> {
        let differing: Vec<String> = self
            .finished()?
            .into_iter()
            .filter(|(name, bytes)| fs::read(folder.join(name)).ok().as_ref() != Some(bytes))
            .map(|(name, _)| name)
            .collect();
        if !differing.is_empty() {
            bail!(
                "{} differ from what the packages give: run `cargo xtask data` and commit them",
                differing.join(", ")
            );
        }
        println!("      all files are what the packages give");
        Ok(())
    }

    fn finished(mut self) -> Result<Vec<(String, Vec<u8>)>> {
        let manifest = Manifest { format_version: format::FORMAT_VERSION, assets: self.entries };
        let mut text = serde_json::to_vec_pretty(&manifest)?;
        text.push(b'\n');
        self.files.push(("manifest.json".to_owned(), text));
        Ok(self.files)
    }
}

const fn resolution(step: Step) -> &'static str {
    match step {
        Step::Hourly => "hourly",
        Step::Daily => "daily",
    }
}

/// Share of the values that are there, in percent to one decimal; never rounded up to all.
pub(super) fn present_percent(values: &[f32]) -> f64 {
    let present = values.iter().filter(|value| !value.is_nan()).count();
    (present as f64 / values.len() as f64 * 1000.0).floor() / 10.0
}
