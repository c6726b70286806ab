//! Values of series as Arrow and as a JSON object a line.

use crate::{fault, served};
use arrow_array::{
    Float64Array, RecordBatch, TimestampMillisecondArray, cast::AsArray as _, types::TimestampSecondType,
};
use arrow_ipc::{reader::StreamReader, writer::StreamWriter};
use contract::Permission;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

const ARROW: &str = "application/vnd.apache.arrow.stream";
const LINES: &str = "application/x-ndjson";

/// Hours from the beginning of 2024 on, in batches of a hundred.
fn stream(hours: std::ops::Range<i64>) -> Vec<u8> {
    let batch = |hours: std::ops::Range<i64>| {
        let times = hours.clone().map(|hour| (1_704_067_200 + 3600 * hour) * 1000);
        let times = TimestampMillisecondArray::from_iter_values(times).with_timezone("UTC");
        let values = Float64Array::from_iter_values(hours.map(|hour| hour as f64));
        RecordBatch::try_from_iter([("time", Arc::new(times) as _), ("value", Arc::new(values) as _)])
            .unwrap()
    };
    let mut writer = StreamWriter::try_new(Vec::new(), &batch(0..0).schema()).unwrap();
    for start in hours.clone().step_by(100) {
        writer.write(&batch(start..hours.end.min(start + 100))).unwrap();
    }
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn values_go_in_and_out_as_arrow_and_as_lines() {
    let served = served(&Permission::ALL).await;
    let url = served.url("/v1/series/meter/observations");
    let put = |kind: &'static str, query: &'static str, body: Vec<u8>| {
        served.client.put(format!("{url}{query}")).header(header::CONTENT_TYPE, kind).body(body).send()
    };
    let saved = put(ARROW, "?unit=kWh&title=Meter&time_zone=UTC", stream(0..250)).await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
    assert_eq!(saved.json::<Value>().await.unwrap()["inserted"], 250);
    let lines = b"{\"time\": \"2024-01-01T00:00:00Z\", \"value\": 7.5}\n\n{\"time\": \"2024-02-01T00:00:00Z\", \"value\": 1}\n";
    let saved: Value = put(LINES, "", lines.to_vec()).await.unwrap().json().await.unwrap();
    assert_eq!((&saved["inserted"], &saved["changed"]), (&json!(1), &json!(1)));

    let get = |accept: &'static str, query: &'static str| {
        served.client.get(format!("{url}{query}")).header(header::ACCEPT, accept).send()
    };
    let read = get(ARROW, "?limit=200").await.unwrap();
    assert_eq!(
        (&read.headers()[header::CONTENT_TYPE], &read.headers()["x-next"]),
        (&header::HeaderValue::from_static(ARROW), &header::HeaderValue::from_static("2024-01-09T08:00:00Z"),)
    );
    let bytes = read.bytes().await.unwrap();
    let batches: Vec<RecordBatch> =
        StreamReader::try_new(&*bytes, None).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 200);
    let (times, values) =
        (batches[0].column_by_name("time").unwrap(), batches[0].column_by_name("value").unwrap());
    assert_eq!(times.as_primitive::<TimestampSecondType>().value(1), 1_704_067_200 + 3600);
    let values = values.as_primitive::<arrow_array::types::Float64Type>();
    assert_eq!((values.value(0), values.value(1)), (7.5, 1.0));
    let read = get(LINES, "?from=2024-01-31T00:00:00Z").await.unwrap();
    assert!(!read.headers().contains_key("x-next"));
    assert_eq!(read.text().await.unwrap(), "{\"time\":\"2024-02-01T00:00:00Z\",\"value\":1.0}\n");
    let read = get("text/html, */*", "?limit=1").await.unwrap();
    assert_eq!(read.headers()[header::CONTENT_TYPE], "application/json");
}

#[tokio::test]
async fn files_that_cant_be_used_are_refused_in_words_and_write_nothing() {
    let served = served(&Permission::ALL).await;
    let url = served.url("/v1/series/meter/observations?unit=kWh&time_zone=UTC");
    let whole = stream(0..250);
    let mut compressed_lie = whole.clone();
    compressed_lie[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    for (body, said) in [
        (whole[..whole.len() - 200].to_vec(), "ends in the middle"),
        (compressed_lie, "ends before"),
        (b"PAR1 not Arrow at all".to_vec(), "can't be read"),
        (Vec::new(), "ends before"),
    ] {
        let put =
            served.client.put(&url).header(header::CONTENT_TYPE, ARROW).body(body).send().await.unwrap();
        let told = fault(put, StatusCode::BAD_REQUEST).await;
        let words = format!("{}: {}", told["title"], told["detail"]);
        assert!(words.contains(said), "{words} should say {said:?}");
    }
    let unknown = served.client.put(served.url("/v1/series/meter/observations?observations=[]"));
    let unknown = unknown.header(header::CONTENT_TYPE, LINES).body("{\"time\": 1}\n").send().await.unwrap();
    fault(unknown, StatusCode::BAD_REQUEST).await;
    let read = served.client.get(served.url("/v1/series/meter/observations")).send().await.unwrap();
    fault(read, StatusCode::NOT_FOUND).await;
}
