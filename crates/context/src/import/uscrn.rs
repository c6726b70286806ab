//! U.S. Climate Reference Network: columns set apart by blanks, in three products (NOAA, `readme.txt` of `subhourly01`,
//! `hourly02` and `daily01`). A stamp is the end of its interval.

use super::{
    input::InputFile,
    opened::Surroundings,
    station::{Measured, Station, StationFile, StationLines},
    text::Lines,
};
use crate::ContextError;
use domain::{ImportOptions, Incoming, Observation, Statistic, Step, Variable};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use std::collections::VecDeque;

/// A column of a product: where it stands, counted from 0, and what it holds.
type Column = (usize, Measured);

static SUBHOURLY: [Column; 4] = [
    (8, Measured::value("temperature", "temperature", Variable::Temperature)),
    (9, Measured::value("rain", "rain", Variable::Precipitation)),
    (15, Measured::value("humidity", "humidity", Variable::RelativeHumidity)),
    (21, Measured::value("wind", "wind at 1.5 m", Variable::WindSpeed)),
];
static HOURLY: [Column; 3] = [
    (9, Measured::value("temperature", "temperature", Variable::Temperature)),
    (12, Measured::value("rain", "rain", Variable::Precipitation)),
    (26, Measured::value("humidity", "humidity", Variable::RelativeHumidity)),
];
static DAILY: [Column; 4] = [
    (
        5,
        Measured {
            column: "highest",
            title: "highest temperature",
            variable: Variable::Temperature,
            statistic: Statistic::Maximum,
        },
    ),
    (
        6,
        Measured {
            column: "lowest",
            title: "lowest temperature",
            variable: Variable::Temperature,
            statistic: Statistic::Minimum,
        },
    ),
    (8, Measured::value("mean", "mean temperature", Variable::Temperature)),
    (9, Measured::value("rain", "rain", Variable::Precipitation)),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Product {
    Subhourly,
    Hourly,
    Daily,
}

impl Product {
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Subhourly => &SUBHOURLY,
            Self::Hourly => &HOURLY,
            Self::Daily => &DAILY,
        }
    }

    const fn step(self) -> Step {
        match self {
            Self::Subhourly => Step::Minutes(5),
            Self::Hourly => Step::HOUR,
            Self::Daily => Step::DAY,
        }
    }
}

fn product(line: &str) -> Option<Product> {
    let cells: Vec<&str> = line.split_ascii_whitespace().collect();
    let digits = |at: usize, length: usize| {
        cells
            .get(at)
            .is_some_and(|cell| cell.len() == length && cell.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if !digits(0, 5) || !digits(1, 8) {
        return None;
    }
    match cells.len() {
        23 if digits(2, 4) && digits(3, 8) => Some(Product::Subhourly),
        38 if digits(2, 4) && digits(3, 8) => Some(Product::Hourly),
        28 => Some(Product::Daily),
        _ => None,
    }
}

/// Whether a line is of this form.
pub(super) fn is_line(line: &str) -> bool {
    product(line).is_some()
}

pub(super) struct ClimateReference {
    path: String,
    product: Product,
    zone: TimeZone,
    station: Station,
}

/// Opens a file of one station.
pub(super) fn open(
    input: &InputFile,
    options: &ImportOptions,
    surroundings: &Surroundings<'_>,
) -> Result<StationFile<ClimateReference>, ContextError> {
    let mut lines = Lines::plain(input)?;
    let malformed = || ContextError::Malformed {
        path: input.shown(),
        line: 1,
        expected: "of the U.S. Climate Reference Network",
    };
    let Some((_, text)) = lines.next()? else { return Err(malformed()) };
    let product = product(&text).ok_or_else(malformed)?;
    let cells: Vec<&str> = text.split_ascii_whitespace().collect();
    let (east, north) = if product == Product::Daily { (cells[3], cells[4]) } else { (cells[6], cells[7]) };
    let position = north.parse().ok().zip(east.parse().ok()).map(|(north, east)| (north, east, None));
    let stem = input.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // CRNS0101-05-2019-AZ_Tucson_11_W
    let name = if stem.starts_with("CRN") {
        stem.rsplit('-').next().unwrap_or_default().replace('_', " ")
    } else {
        format!("WBAN {}", cells[0])
    };
    let station = Station { name, position }.corrected(options);
    let time_zone = station.zone(options, surroundings);
    let zone =
        TimeZone::get(&time_zone).map_err(|_| ContextError::UnknownZone { name: time_zone.clone() })?;
    let drafts = product
        .columns()
        .iter()
        .map(|(_, measured)| station.draft(measured, &time_zone, Some(product.step())))
        .collect();
    StationFile::new(input, ClimateReference { path: input.shown(), product, zone, station }, drafts)
}

fn date(cell: &str) -> Option<Date> {
    Date::new(cell.get(..4)?.parse().ok()?, cell.get(4..6)?.parse().ok()?, cell.get(6..8)?.parse().ok()?).ok()
}

impl ClimateReference {
    fn moment(&self, cells: &[&str]) -> Option<Timestamp> {
        let date = date(cells.get(1)?)?;
        if self.product == Product::Daily {
            return date.to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp());
        }
        let time = cells.get(2)?;
        let clock = Time::new(time.get(..2)?.parse().ok()?, time.get(2..4)?.parse().ok()?, 0, 0).ok()?;
        let civil = date.to_datetime(clock);
        let end = civil.to_zoned(TimeZone::UTC).ok()?.timestamp();
        let length = SignedDuration::from_mins(i64::from(self.product.step().nominal_minutes()));
        end.checked_sub(length).ok()
    }
}

impl StationLines for ClimateReference {
    fn line(&mut self, line: u64, text: &str, into: &mut VecDeque<Incoming>) -> Result<(), ContextError> {
        let cells: Vec<&str> = text.split_ascii_whitespace().collect();
        let Some(moment) = self.moment(&cells) else {
            return Err(ContextError::Malformed {
                path: self.path.clone(),
                line,
                expected: "of the U.S. Climate Reference Network",
            });
        };
        for (series, (column, measured)) in self.product.columns().iter().enumerate() {
            let Some(value) = cells.get(*column).and_then(|cell| cell.parse::<f64>().ok()) else { continue };
            // -9999 or -99 stand for no value; the column behind humidity and wind says 0 when it is good.
            let flagged = self.product != Product::Daily
                && matches!(measured.variable, Variable::RelativeHumidity | Variable::WindSpeed)
                && cells.get(column + 1).is_some_and(|flag| *flag != "0");
            let missing = value <= -99.0 || !value.is_finite();
            let value = if missing || flagged { f64::NAN } else { value };
            into.push_back((series, Observation { valid_time: moment, value }));
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        self.station.note().into_iter().collect()
    }
}
