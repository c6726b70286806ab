//! The price of crude oil, 1986 to 2019.

use super::{
    archive::{Archive, gunzip, rows},
    output::{About, Output, SampleContent},
    sources::ARCH,
};
use context::assets::{SampleKind, TimeAxis};
use eyre::{OptionExt, Result, ensure};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "Date")]
    date: String,
    /// A full stop on holidays.
    #[serde(rename = "DCOILWTICO")]
    price: String,
}

pub(super) fn add(output: &mut Output) -> Result<()> {
    let rows: Vec<Row> = rows(&gunzip(&Archive::open(ARCH)?.file("data/wti/wti.csv.gz")?)?)?;
    let mut prices: BTreeMap<Date, f32> = BTreeMap::new();
    for row in &rows {
        if row.price != "." {
            let day = Date::strptime("%m/%d/%Y", &row.date)?;
            ensure!(prices.insert(day, row.price.parse()?).is_none(), "{day} is there twice");
        }
    }
    let start = *prices.keys().next().ok_or_eyre("there is no price")?;
    let end = *prices.keys().last().ok_or_eyre("there is no price")?;
    let values = start
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= end)
        .map(|day| prices.get(&day).copied().unwrap_or(f32::NAN))
        .collect();
    output.series(
        &About {
            id: "crude-wti",
            file: "series/crude-wti.bin.zst".to_owned(),
            title: "Price of crude oil, West Texas Intermediate".to_owned(),
            years: (1986, 2019),
            licence: "US Government work, public domain",
            credit: "US Energy Information Administration, Cushing spot price, series DCOILWTICO of FRED (Federal Reserve \
                     Bank of St. Louis), by way of arch",
            caveats: vec![
                "The closing spot price of each trading day from 1986-01-02 to 2019-01-03; weekends and holidays are missing."
                    .to_owned(),
                "US dollars of the day, not corrected for inflation.".to_owned(),
            ],
            sources: &[ARCH],
        },
        &SampleContent {
            aliases: &["oil", "oil price", "price of oil", "crude", "crude oil", "wti", "petroleum"],
            kind: SampleKind::Price,
            unit: "USD/barrel",
            time_zone: "America/New_York",
            axis: TimeAxis::Daily { start },
            values,
            scale: 0.01,
        },
    )
}
