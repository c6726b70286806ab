use super::*;
use proptest::prelude::*;

const TWO_MODELS: &[u8] = br#"{"latitude":41.15,"longitude":-8.61,"generationtime_ms":0.2,"utc_offset_seconds":0,"timezone":"GMT",
  "hourly_units":{"time":"iso8601","temperature_2m_ecmwf_ifs025_ensemble":"\u00b0C","temperature_2m_member01_ecmwf_ifs025_ensemble":"\u00b0C",
    "temperature_2m_gfs025":"\u00b0F","precipitation_gfs025":"mm","visibility_gfs025":"undefined","weather_code":"wmo code"},
  "hourly":{"time":["2026-10-03T00:00","2026-10-03T01:00","2026-10-03T03:00"],
    "temperature_2m_ecmwf_ifs025_ensemble":[10.5,null,10],
    "temperature_2m_member01_ecmwf_ifs025_ensemble":[10.1,9.8,9.9],
    "temperature_2m_gfs025":[50,68,null],
    "precipitation_gfs025":[0.0,1.2,0],
    "visibility_gfs025":[null,null,null],
    "weather_code":[1,2,"x"]},
  "daily":{"time":["2026-10-03"],"temperature_2m_max":[20.1]}}"#;

fn column<'a>(reply: &'a Reply, variable: &Variable, member: u16, model: &str) -> &'a Column {
    let is = |column: &&Column| {
        column.variable == *variable && column.member == member && column.model.as_deref() == Some(model)
    };
    reply.columns.iter().find(is).expect("a column")
}

#[test]
fn several_models_members_holes_and_units_are_read() {
    let reply = parse(TWO_MODELS, "a server").expect("a reply");
    assert_eq!(reply.columns.len(), 4);
    let control = &column(&reply, &Variable::Temperature, 0, "ecmwf_ifs025_ensemble").values;
    assert_eq!(control.first_time(), "2026-10-03T00:00Z".parse().expect("a moment"));
    assert_eq!(
        format!("{:?}", control.values()),
        "[10.5, NaN, NaN, 10.0]",
        "null and the hour left out are missing"
    );
    let member = &column(&reply, &Variable::Temperature, 1, "ecmwf_ifs025_ensemble").values;
    assert_eq!(member.value_at("2026-10-03T03:30Z".parse().expect("a moment")), Some(9.9));
    let other = &column(&reply, &Variable::Temperature, 0, "gfs025").values;
    assert!((other.values()[0] - 10.0).abs() < 1e-9 && (other.values()[1] - 20.0).abs() < 1e-9, "°F");
    // What fell until one o'clock fell in the hour that began at midnight.
    let rain = &column(&reply, &Variable::Precipitation, 0, "gfs025").values;
    assert_eq!(rain.value_at("2026-10-03T00:30Z".parse().expect("a moment")), Some(1.2));
    assert_eq!(reply.skipped, ["visibility_gfs025: no values"]);
}

#[test]
fn stamps_are_brought_to_utc() {
    for (offset, time) in
        [("34200", "\"2022-12-29T09:30\""), ("-10800", "\"2022-12-28T21:00\""), ("34200", "1672272000")]
    {
        let body = format!(
            r#"{{"utc_offset_seconds":{offset},"hourly_units":{{"temperature_2m":"°C"}},"hourly":{{"time":[{time}],"temperature_2m":[1]}}}}"#
        );
        let reply = parse(body.as_bytes(), "a server").expect("a reply");
        assert_eq!(
            reply.columns[0].values.first_time(),
            "2022-12-29T00:00Z".parse().expect("a moment"),
            "{time}"
        );
    }
}

#[test]
fn what_is_no_reply_is_said_in_words() {
    let said = |body: &[u8]| parse(body, "Open-Meteo").expect_err("no reply").to_string();
    let all = [
        br#"{"error":true,"reason":"Parameter 'latitude' must be in range of -90 to 90."}"#.as_slice(),
        &TWO_MODELS[..500],
        b"<html><body>Log in to the network</body></html>",
        b"",
        br#"[{"hourly":{}}]"#,
        br#"{"latitude":1.0}"#,
        br#"{"hourly":{"time":[]}}"#,
        br#"{"hourly":{"time":["0001-01-01T00:00","9999-01-01T00:00"],"temperature_2m":[1,2]}}"#,
        br#"{"hourly":{"time":["yesterday"]}}"#,
    ]
    .map(said)
    .join("\n");
    insta::assert_snapshot!(all, @r"
    Open-Meteo refuses the request (Parameter 'latitude' must be in range of -90 to 90.); check the address of the server in the settings, or update Forecastle
    the reply of Open-Meteo can't be read (it breaks off); Forecastle tries again by itself
    Open-Meteo sent a web page, which is no weather data; check the address of the server in the settings, and whether a log-in page stands between
    Open-Meteo sent nothing, which is no weather data; check the address of the server in the settings, and whether a log-in page stands between
    the reply of Open-Meteo can't be read (invalid type: sequence, expected one place at line 1 column 0); Forecastle tries again by itself
    Open-Meteo sent JSON without hours, which is no weather data; check the address of the server in the settings, and whether a log-in page stands between
    the reply of Open-Meteo can't be read (it has no times); Forecastle tries again by itself
    the reply of Open-Meteo can't be read (its times lie too far apart); Forecastle tries again by itself
    the reply of Open-Meteo can't be read (a time in it can't be read at line 1 column 30); Forecastle tries again by itself
    ");
}

#[test]
fn a_column_that_contradicts_the_others_is_skipped_alone() {
    let body = br#"{"hourly_units":{"temperature_2m":"furlong","dew_point_2m":"\u00b0C","cloud_cover":"%"},
        "hourly":{"cloud_cover":[1,2],"time":["2026-10-03T00:00","2026-10-03T01:00"],"temperature_2m":[1,2],"dew_point_2m":[1]}}"#;
    let reply = parse(body, "a server").expect("a reply");
    assert_eq!(reply.columns.len(), 1);
    insta::assert_snapshot!(reply.skipped.join("\n"), @r"
    dew_point_2m: 1 values for 2 times
    temperature_2m: the unit “furlong” is not known
    ");
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(body: Vec<u8>) {
        let _ = parse(&body, "a server");
    }

    /// A reply cut or damaged anywhere never panics, and never yields more hours than were told.
    #[test]
    fn a_damaged_reply_is_read_or_refused(at in 0..TWO_MODELS.len(), with: u8, cut: bool) {
        let mut body = TWO_MODELS.to_vec();
        if cut { body.truncate(at) } else { body[at] = with }
        if let Ok(reply) = parse(&body, "a server") {
            prop_assert!(reply.columns.iter().all(|column| column.values.len() <= usize::try_from(MOST_HOURS).expect("small")));
        }
    }
}
