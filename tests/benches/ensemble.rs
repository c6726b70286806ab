//! How well post-processed ensembles forecast: a file of ensembles and observations, walked through without looking ahead. Run by
//! `cargo xtask bench ensemble`.
//!
//! The file is a CSV with `date`; `obs`, `temp` or `rain`; members (`forc.N`, `tempfc.N`, `rainfc.N`, `P` and a number) or
//! `t2m_mean` and `t2m_sd`; perhaps `HRES` and `CTR`, and a lead in hours, `lt`. Other columns that end in `_mean` or `_sd` are taken
//! as further predictors. What is written has a line a test row: `row` (0-based data row of the file), the quantiles `q0.01` to
//! `q0.99`, and for rain the probabilities `p>0.1`, `p>1` and `p>5`.

#![expect(clippy::print_stdout, reason = "prints its figures for a person")]

use eyre::{ContextCompat, Result, WrapErr, bail};
use jiff::civil::Date;
use models::guidance::{Ensemble, GuidanceCase, GuidanceForecast, GuidanceKind, walk_forward};
use std::{collections::BTreeMap, path::PathBuf, time::Instant};

const HIGH_RESOLUTION: [&str; 2] = ["HRES", "forc.HRES"];
const CONTROL: [&str; 3] = ["CTR", "forc.CTRL", "forc.CTR"];
const OBSERVED: [&str; 3] = ["obs", "temp", "rain"];
/// Levels of the CRPS.
const GRID: u32 = 1000;
const THRESHOLDS: [f64; 3] = [0.1, 1.0, 5.0];

struct Options {
    file: PathBuf,
    test_from: Date,
    out: Option<PathBuf>,
    kind: Option<GuidanceKind>,
    lead: Option<u32>,
}

fn options() -> Result<Option<Options>> {
    let (mut bench, mut file, mut test_from, mut out, mut kind, mut lead) =
        (false, None, None, None, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().wrap_err_with(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--bench" => bench = true,
            "--test-from" => test_from = Some(value()?.parse().wrap_err("--test-from takes YYYY-MM-DD")?),
            "--out" => out = Some(value()?.into()),
            "--lead" => lead = Some(value()?.parse().wrap_err("--lead takes hours")?),
            "--variable" => {
                kind = Some(match value()?.as_str() {
                    "temperature" => GuidanceKind::Temperature,
                    "wind" => GuidanceKind::Wind,
                    "rain" => GuidanceKind::Rain,
                    "cloud" => GuidanceKind::Cloud,
                    other => bail!("{other}: a variable is temperature, wind, rain or cloud"),
                });
            }
            _ => file = Some(argument.into()),
        }
    }
    // `cargo test --all-targets` starts benchmarks too, without this word.
    if !bench {
        return Ok(None);
    }
    let file = file.wrap_err("name a file: cargo xtask bench ensemble FILE --test-from YYYY-MM-DD")?;
    let test_from = test_from.wrap_err("--test-from YYYY-MM-DD is missing")?;
    Ok(Some(Options { file, test_from, out, kind, lead }))
}

/// A data row of the file, and where it stands there.
struct Line {
    row: usize,
    date: Date,
    case: GuidanceCase,
}

/// Where in a row everything stands.
struct Columns {
    date: usize,
    observed: usize,
    lead: Option<usize>,
    members: Vec<usize>,
    moments: Option<(usize, usize)>,
    high_resolution: Option<usize>,
    control: Option<usize>,
    extra: Vec<usize>,
    rain: bool,
}

impl Columns {
    fn of(names: &csv::StringRecord) -> Result<Self> {
        let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name));
        let member = |name: &str| {
            ["forc.", "tempfc.", "rainfc.", "P"].iter().any(|prefix| {
                name.strip_prefix(prefix)
                    .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        let members: Vec<usize> = (0..names.len()).filter(|index| member(&names[*index])).collect();
        let moments = find(&["t2m_mean"]).zip(find(&["t2m_sd"]));
        if members.is_empty() && moments.is_none() {
            bail!("no members (forc.1, tempfc.1, rainfc.1, P1 ...) and no t2m_mean with t2m_sd");
        }
        let observed = find(&OBSERVED).wrap_err("no column obs, temp or rain")?;
        let extra = (0..names.len())
            .filter(|index| names[*index].ends_with("_mean") || names[*index].ends_with("_sd"))
            .filter(|index| moments.is_none_or(|(mean, deviation)| *index != mean && *index != deviation))
            .collect();
        Ok(Self {
            date: find(&["date"]).wrap_err("no column date")?,
            observed,
            lead: find(&["lt"]),
            rain: names[observed].starts_with("rain")
                || members.first().is_some_and(|first| {
                    names[*first].starts_with('P') || names[*first].starts_with("rainfc.")
                }),
            members,
            moments,
            high_resolution: find(&HIGH_RESOLUTION),
            control: find(&CONTROL),
            extra,
        })
    }

    /// Without a column for it, the lead is counted from 00 UTC of the day before. Sums of rain are taken to run to 06 UTC of the
    /// next day, as many networks read their gauges: one hour too many costs little, one too few would look ahead.
    fn line(&self, row: usize, record: &csv::StringRecord, rain: bool, lead: Option<u32>) -> Result<Line> {
        let number = |column: usize| record[column].trim().parse::<f64>().unwrap_or(f64::NAN);
        let text = &record[self.date];
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let part =
            |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i16>().ok());
        let date = part(0..4)
            .zip(part(4..6).zip(part(6..8)))
            .and_then(|(year, (month, day))| {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
            })
            .wrap_err_with(|| format!("row {row}: {text} is no date"))?;
        let hour = u32::try_from(part(8..10).unwrap_or(0)).unwrap_or(0);
        let assumed = 24 + hour + if rain { 6 } else { 0 };
        let lead_hours = self.lead.map_or(lead.unwrap_or(assumed), |column| number(column) as u32);
        let finite = |value: f64| value.is_finite().then_some(value);
        let ensemble = if self.members.is_empty() {
            let (mean, deviation) = self.moments.unwrap_or_default();
            Ensemble::Moments { mean: number(mean), standard_deviation: number(deviation) }
        } else {
            Ensemble::Members(self.members.iter().map(|column| number(*column)).collect())
        };
        let epoch = Date::constant(1970, 1, 1);
        let case = GuidanceCase {
            valid_day: i64::from(epoch.until(date)?.get_days()),
            lead_hours,
            ensemble,
            high_resolution: self.high_resolution.and_then(|column| finite(number(column))),
            control: self.control.and_then(|column| finite(number(column))),
            extra: self.extra.iter().map(|column| number(*column)).collect(),
            observed: finite(number(self.observed)),
        };
        Ok(Line { row, date, case })
    }
}

fn main() -> Result<()> {
    let Some(options) = options()? else { return Ok(()) };
    let mut reader = csv::Reader::from_path(&options.file)
        .wrap_err_with(|| format!("{} could not be opened", options.file.display()))?;
    let columns = Columns::of(reader.headers()?)?;
    let kind =
        options.kind.unwrap_or(if columns.rain { GuidanceKind::Rain } else { GuidanceKind::Temperature });
    let mut leads: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for (row, record) in reader.records().enumerate() {
        let line = columns.line(row, &record?, kind == GuidanceKind::Rain, options.lead)?;
        leads.entry(line.case.lead_hours).or_default().push(line);
    }
    let levels: Vec<f64> = (1..100_u32).map(|percent| f64::from(percent) / 100.0).collect();
    let thresholds: &[f64] = if kind == GuidanceKind::Rain { &THRESHOLDS } else { &[] };
    let mut writer = match &options.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).wrap_err("--out could not be made")?;
            let name =
                options.file.file_stem().wrap_err("the file has no name")?.to_string_lossy().into_owned();
            Some(csv::Writer::from_path(folder.join(format!("{name}.quantiles.csv")))?)
        }
        None => None,
    };
    if let Some(writer) = &mut writer {
        let names = levels.iter().map(|level| format!("q{level:.2}"));
        let events = thresholds.iter().map(|threshold| format!("p>{threshold}"));
        writer.write_record(std::iter::once("row".to_owned()).chain(names).chain(events))?;
    }
    println!(
        "{:>6} {:>6} {:>8} {:>7} {:>7} {:>12}",
        "lead h", "cases", "CRPS", "cov 80", "cov 90", "us per case"
    );
    for (lead, lines) in &leads {
        let cases: Vec<GuidanceCase> = lines.iter().map(|line| line.case.clone()).collect();
        let start = Instant::now();
        let forecasts = walk_forward(kind, &cases);
        let took = start.elapsed();
        let mut figures = Figures::default();
        for (line, forecast) in lines.iter().zip(&forecasts) {
            let Ok(forecast) = forecast else { continue };
            if line.date < options.test_from {
                continue;
            }
            let quantiles = forecast.quantiles(&levels);
            if let Some(observed) = line.case.observed {
                figures.add(observed, &quantiles);
            }
            if let Some(writer) = &mut writer {
                writer.write_record(record(line.row, &quantiles, forecast, thresholds))?;
            }
        }
        let count = figures.count.max(1) as f64;
        println!(
            "{lead:>6} {:>6} {:>8.4} {:>7.1} {:>7.1} {:>12.0}",
            figures.count,
            figures.crps / count,
            100.0 * figures.covered_80 as f64 / count,
            100.0 * figures.covered_90 as f64 / count,
            took.as_secs_f64() * 1e6 / cases.len() as f64
        );
    }
    Ok(())
}

fn record(row: usize, quantiles: &[f64], forecast: &GuidanceForecast, thresholds: &[f64]) -> Vec<String> {
    std::iter::once(row.to_string())
        .chain(quantiles.iter().map(|quantile| format!("{quantile:.4}")))
        .chain(thresholds.iter().map(|threshold| format!("{:.4}", forecast.exceeding(*threshold))))
        .collect()
}

#[derive(Default)]
struct Figures {
    count: usize,
    crps: f64,
    covered_80: usize,
    covered_90: usize,
}

impl Figures {
    /// CRPS as twice the mean pinball loss over 1000 levels, the quantiles linear between theirs and constant beyond (as
    /// as usual for quantile forecasts); coverage of the central 80 and 90 % intervals.
    fn add(&mut self, observed: f64, quantiles: &[f64]) {
        let last = (quantiles.len() - 1) as f64;
        for step in 0..GRID {
            let level = (f64::from(step) + 0.5) / f64::from(GRID);
            let position = (100.0 * level - 1.0).clamp(0.0, last);
            let below = (position as usize).min(quantiles.len() - 2);
            let share = position - below as f64;
            let error = observed - quantiles[below] - share * (quantiles[below + 1] - quantiles[below]);
            let loss = if error > 0.0 { level * error } else { (level - 1.0) * error };
            self.crps += 2.0 * loss / f64::from(GRID);
        }
        self.count += 1;
        let within =
            |low: usize, high: usize| usize::from((quantiles[low]..=quantiles[high]).contains(&observed));
        self.covered_80 += within(9, 89);
        self.covered_90 += within(4, 94);
    }
}
